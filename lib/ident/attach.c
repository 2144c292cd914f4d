/* SPDX-License-Identifier: MIT
 * Choosing the caller among the holders of the number. */
#include "ident/attach.h"

static bool better(const struct iv_ident_holder *a, const struct iv_ident_holder *b)
{
	if (a->named != b->named)
		return a->named > b->named;
	if (a->sex != b->sex)
		return a->sex > b->sex;
	if (a->called != b->called)
		return a->called > b->called;
	if (a->held != b->held)
		return a->held > b->held;
	if (a->others != b->others)
		return a->others < b->others;
	if (a->records != b->records)
		return a->records > b->records;
	return iv_ident_seed_cmp(&a->seed, &b->seed) < 0;
}

size_t iv_ident_attach(const struct iv_ident_holder *holder, size_t n, bool has_name)
{
	size_t best = IV_ATTACH_NONE;
	for (size_t i = 0; i < n; i++)
		if ((holder[i].named || !has_name) && (best == IV_ATTACH_NONE || better(&holder[i], &holder[best])))
			best = i;
	return best;
}

void iv_ident_caller_key(struct iv_buf *b, const struct iv_ident_caller *caller)
{
	iv_buf_adds(b, caller->identifier);
	if (!caller->name.n)
		return;
	iv_buf_addc(b, '/');
	iv_buf_adds(b, caller->name);
	if (caller->sex) {
		iv_buf_addc(b, '/');
		iv_buf_addc(b, caller->sex);
	}
}

struct iv_ident_caller iv_ident_caller_of(struct iv_str key)
{
	struct iv_ident_caller c = { .identifier = key };
	ptrdiff_t mark = iv_str_starts(key, IV_STR("+")) ? 0 : iv_str_find(key, IV_STR("@"));
	size_t from = mark < 0 ? 0 : (size_t)mark;
	ptrdiff_t slash = iv_str_find(iv_str_from(key, from), IV_STR("/"));
	if (slash < 0)
		return c;
	c.identifier.n = from + (size_t)slash;
	c.name = iv_str_from(key, c.identifier.n + 1);
	if (c.name.n > 2 && (iv_str_ends(c.name, IV_STR("/M")) || iv_str_ends(c.name, IV_STR("/F")))) {
		c.sex = c.name.p[c.name.n - 1];
		c.name.n -= 2;
	}
	return c;
}
