/* SPDX-License-Identifier: MIT
 * Regular expressions of maps. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "ingest/pattern.h"

#include <pcre2.h>
#include <stdlib.h>

enum { MATCH_LIMIT = 100000, PAIRS = IV_PATTERN_GROUPS + 1 };

struct iv_pattern {
	pcre2_code *code;
	pcre2_match_context *limits;
	struct iv_str text;
	uint32_t groups;
	struct iv_pattern *next;
};

int iv_pattern_new(struct iv_pattern **list, struct iv_str text, const struct iv_conf_node *node, const struct iv_pattern **out, struct iv_err *err)
{
	int code;
	PCRE2_SIZE at;
	for (*out = *list; *out; *out = (*out)->next)
		if (iv_str_eq((*out)->text, text))
			return IV_OK;
	pcre2_code *re = pcre2_compile((PCRE2_SPTR)text.p, text.n, PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C, &code, &at, NULL);
	if (!re) {
		char why[120] = "";
		pcre2_get_error_message(code, (PCRE2_UCHAR *)why, sizeof why);
		return iv_conf_error(node, at < text.n ? at : 0, err, "not a regular expression: %s", why);
	}
	pcre2_jit_compile(re, PCRE2_JIT_COMPLETE);
	struct iv_pattern *p = iv_zalloc(sizeof *p);
	*p = (struct iv_pattern){ .code = re, .limits = pcre2_match_context_create(NULL), .text = text, .next = *list };
	if (!p->limits)
		iv_nomem(0);
	pcre2_set_match_limit(p->limits, MATCH_LIMIT);
	pcre2_pattern_info(re, PCRE2_INFO_CAPTURECOUNT, &p->groups);
	*out = *list = p;
	return IV_OK;
}

unsigned iv_pattern_groups(const struct iv_pattern *p)
{
	return p->groups;
}

void iv_pattern_free(struct iv_pattern *list)
{
	while (list) {
		struct iv_pattern *next = list->next;
		pcre2_code_free(list->code);
		pcre2_match_context_free(list->limits);
		free(list);
		list = next;
	}
}

void iv_pattern_room_release(struct iv_pattern_room *room)
{
	pcre2_match_data_free(room->data);
	room->data = NULL;
}

bool iv_pattern_next(const struct iv_pattern *p, struct iv_pattern_room *room, struct iv_str *rest, struct iv_str *piece)
{
	if (!room->data && !(room->data = pcre2_match_data_create(PAIRS, NULL)))
		iv_nomem(0);
	if (!rest->n)
		return false;
	int n = pcre2_match(p->code, (PCRE2_SPTR)rest->p, rest->n, 0, PCRE2_NO_UTF_CHECK, room->data, p->limits);
	if (n < 0)
		return false;
	/* 0: more groups than there is room for; the first ones are there. */
	const PCRE2_SIZE *at = pcre2_get_ovector_pointer(room->data);
	for (int i = 0; i < PAIRS; i++) {
		bool there = (i < n || !n) && at[2 * i] != PCRE2_UNSET;
		room->group[i] = there ? (struct iv_str){ rest->p + at[2 * i], at[2 * i + 1] - at[2 * i] } : (struct iv_str){ 0 };
	}
	*piece = room->group[room->group[1].p ? 1 : 0];
	/* An empty match must not stand still; the rest then begins at the next character. */
	size_t end = at[1];
	if (end == at[0])
		do
			end++;
		while (end < rest->n && ((unsigned char)rest->p[end] & 0xC0) == 0x80);
	*rest = iv_str_from(*rest, end);
	return true;
}
