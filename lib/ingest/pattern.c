/* SPDX-License-Identifier: MIT
 * Regular expressions of maps. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "ingest/pattern.h"

#include <pcre2.h>
#include <stdlib.h>

enum { MATCH_LIMIT = 100000, PAIRS = 2 };

struct iv_pattern {
	pcre2_code *code;
	pcre2_match_context *limits;
	struct iv_pattern *next;
};

int iv_pattern_new(struct iv_pattern **list, const struct iv_conf_node *node, struct iv_err *err)
{
	int code;
	PCRE2_SIZE at;
	pcre2_code *re = pcre2_compile((PCRE2_SPTR)node->text.p, node->text.n, PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C, &code, &at, NULL);
	if (!re) {
		char why[120] = "";
		pcre2_get_error_message(code, (PCRE2_UCHAR *)why, sizeof why);
		return iv_conf_error(node, at < node->text.n ? at : 0, err, "not a regular expression: %s", why);
	}
	pcre2_jit_compile(re, PCRE2_JIT_COMPLETE);
	struct iv_pattern *p = iv_zalloc(sizeof *p);
	*p = (struct iv_pattern){ re, pcre2_match_context_create(NULL), *list };
	if (!p->limits)
		iv_nomem(0);
	pcre2_set_match_limit(p->limits, MATCH_LIMIT);
	*list = p;
	return IV_OK;
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
	/* 0: more groups than there is room for; the first two pairs are there. */
	const PCRE2_SIZE *at = pcre2_get_ovector_pointer(room->data);
	bool group = n != 1 && at[2] != PCRE2_UNSET;
	*piece = (struct iv_str){ rest->p + at[group ? 2 : 0], at[group ? 3 : 1] - at[group ? 2 : 0] };
	/* An empty match must not stand still; the rest then begins at the next character. */
	size_t end = at[1];
	if (end == at[0])
		do
			end++;
		while (end < rest->n && ((unsigned char)rest->p[end] & 0xC0) == 0x80);
	*rest = iv_str_from(*rest, end);
	return true;
}
