/* SPDX-License-Identifier: MIT
 * Pieces of text by regular expression (PCRE2, UTF, JIT): 旧卡(\d+) gives the number after 旧卡. Compiled once and shared by
 * threads; each search makes no allocation that outlives it. */
#ifndef IV_INGEST_PATTERN_H
#define IV_INGEST_PATTERN_H
#include "rec/conf.h"

struct iv_pattern;

/* Compiles an expression, or finds the same one in the list; `node` is where it stands, for errors. IV_OK with *out; or
 * IV_WRONG with the place of the mistake. A new one is put at the head of *list. */
int iv_pattern_new(struct iv_pattern **list, struct iv_str text, const struct iv_conf_node *node, const struct iv_pattern **out, struct iv_err *err);
void iv_pattern_free(struct iv_pattern *list); /* all of a list; NULL is fine */
unsigned iv_pattern_groups(const struct iv_pattern *p);

#define IV_PATTERN_GROUPS 9 /* the most that can be taken */

/* What a thread needs to search. Zero-initialise. */
struct iv_pattern_room {
	void *data;
	struct iv_str group[IV_PATTERN_GROUPS + 1]; /* of the last match: 0 is the whole; what took no part is empty */
};
void iv_pattern_room_release(struct iv_pattern_room *room);

/* The next piece of *rest: what the first group matched, or the whole match where there is no group; *rest moves on behind it.
 * False when there is none. A match that costs too much is none. */
bool iv_pattern_next(const struct iv_pattern *p, struct iv_pattern_room *room, struct iv_str *rest, struct iv_str *piece);

#endif
