/* SPDX-License-Identifier: MIT
 * Choosing the caller among the holders of the number. */
#include "ident/attach.h"

static bool better(const struct iv_ident_holder *a, const struct iv_ident_holder *b)
{
	if (a->held != b->held)
		return a->held > b->held;
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

void iv_ident_caller_key(struct iv_buf *b, struct iv_str identifier, struct iv_str surname)
{
	iv_buf_adds(b, identifier);
	if (surname.n) {
		iv_buf_addc(b, '/');
		iv_buf_adds(b, surname);
	}
}

void iv_ident_caller_parts(struct iv_str key, struct iv_str *identifier, struct iv_str *surname)
{
	ptrdiff_t mark = iv_str_starts(key, IV_STR("+")) ? 0 : iv_str_find(key, IV_STR("@"));
	size_t from = mark < 0 ? 0 : (size_t)mark;
	ptrdiff_t slash = iv_str_find(iv_str_from(key, from), IV_STR("/"));
	size_t n = slash < 0 ? key.n : from + (size_t)slash;
	*identifier = (struct iv_str){ key.p, n };
	*surname = iv_str_from(key, n + 1);
}
