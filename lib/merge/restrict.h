/* SPDX-License-Identifier: MIT
 * People whose data are kept and not used (ivoc-merge(1), Restriction). The list is given every night, like a configuration: what a customer
 * carries of it is put on and taken off by what the list says now, and by nothing else. */
#ifndef IV_MERGE_RESTRICT_H
#define IV_MERGE_RESTRICT_H
#include "base/hash.h"
#include "rec/record.h"

/* A line of the list. */
struct iv_merge_restriction {
	long line;
	int32_t until; /* the last day on which it holds, or IV_MERGE_FOR_GOOD */
	struct iv_str at; /* as written */
	struct iv_str json; /* what the customer carries: {"at":…,"case":…,"until":…} */
	uint32_t next; /* another about the same name; IV_NAMES_NONE: none */
};
#define IV_MERGE_FOR_GOOD INT32_MAX

/* Zero-initialise. Shared by all workers, and read only once it is read. */
struct iv_merge_restrict {
	struct iv_arena arena;
	struct iv_merge_restriction *item;
	size_t n, cap;
	struct iv_names id, record; /* the cids that are named; the records, as source 0x1f key */
	uint32_t *of_id, *of_record; /* the last item of each name */
	size_t of_id_cap, of_record_cap;
};

void iv_merge_restrict_release(struct iv_merge_restrict *r);

/* Appends the lines of a list, which is a file as a whole; `name` for messages. IV_OK, or IV_WRONG with the line and what was expected. */
int iv_merge_restrict_parse(struct iv_merge_restrict *r, const char *name, struct iv_str text, struct iv_err *err);

/* What the list says of one customer, asked piece by piece. */
struct iv_merge_restricted {
	const struct iv_merge_restrict *list;
	bool *met; /* of each item: whether it named anybody; the worker's own */
	const struct iv_merge_restriction *best; /* of those that name the customer, the one that lasts longest; NULL: none so far */
	struct iv_buf scratch;
};

void iv_merge_restricted_id(struct iv_merge_restricted *c, struct iv_str cid); /* its own id, and each in `was` */
void iv_merge_restricted_ids(struct iv_merge_restricted *c, struct iv_str list, struct iv_arena *arena); /* the same of a JSON array */

/* A record of the customer's. An id that is named binds also who has the record that the id was minted from, so that nobody is free because
 * the source had deleted it for a while. */
void iv_merge_restricted_record(struct iv_merge_restricted *c, struct iv_str source, struct iv_str key);

/* The line of a customer that nothing is merged into, as the list has it: with the member `restricted` behind `kind`, or without; in the
 * record's arena, or {0} when it is so already. Sets c->best. */
struct iv_str iv_merge_restricted_line(struct iv_merge_restricted *c, const struct iv_rec *customer);

#endif
