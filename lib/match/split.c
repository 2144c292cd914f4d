/* SPDX-License-Identifier: MIT
 * A sorted list, searched by halves where a filter does not know better. */
#include "match/split.h"

#include <stdlib.h>

#include "base/arena.h"

void iv_match_splits_release(struct iv_match_splits *s)
{
	free(s->split);
	iv_match_filter_release(&s->keys);
	*s = (struct iv_match_splits){ 0 };
}

void iv_match_splits_add(struct iv_match_splits *s, unsigned rule, uint64_t key, unsigned depth)
{
	s->split = iv_reserve(s->split, &s->cap, s->n + 1, sizeof *s->split);
	s->split[s->n++] = (struct iv_match_split){ key, (uint8_t)rule, (uint8_t)depth };
}

static int compare(const void *a, const void *b)
{
	const struct iv_match_split *x = a, *y = b;
	if (x->rule != y->rule)
		return x->rule < y->rule ? -1 : 1;
	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return (x->depth > y->depth) - (x->depth < y->depth);
}

void iv_match_splits_order(struct iv_match_splits *s)
{
	size_t ordered = 1; /* a model file has them in order */
	while (ordered < s->n && compare(&s->split[ordered - 1], &s->split[ordered]) <= 0)
		ordered++;
	if (ordered < s->n)
		qsort(s->split, s->n, sizeof *s->split, compare);
	iv_match_filter_begin(&s->keys, s->n);
	for (size_t i = 0; i < s->n; i++)
		iv_match_filter_add(&s->keys, s->split[i].key);
}

bool iv_match_splits_have(const struct iv_match_splits *s, unsigned rule, uint64_t key, unsigned depth)
{
	struct iv_match_split wanted = { key, (uint8_t)rule, (uint8_t)depth };
	return s->n && iv_match_filter_may(&s->keys, key) && bsearch(&wanted, s->split, s->n, sizeof wanted, compare);
}
