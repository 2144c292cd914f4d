/* SPDX-License-Identifier: MIT
 * Records and callers meet by the identifier, as in blocking. */
#include "match/callers.h"

#include <stdlib.h>

#include "match/sort.h"

static bool name_agrees(const struct iv_match_people *m, uint64_t caller, uint64_t record)
{
	enum iv_name_level level = iv_match_name_compare(iv_match_name_of(m, caller), iv_match_name_of(m, record));
	return (level >= IV_NAME_SAME && level <= IV_NAME_COMPATIBLE) || level == IV_NAME_HALF;
}

struct holdings {
	struct iv_match_holding *list;
	size_t n, cap;
};

/* One caller against the records that hold the identifier, which come by cluster. */
static void meet(const struct iv_match_people *m, const uint32_t *cluster, uint64_t caller, const struct iv_match_items *record, struct holdings *out)
{
	for (size_t i = 0; i < record->n; i++) {
		uint32_t c = cluster[record->item[i].value];
		struct iv_match_holding *last = out->n ? &out->list[out->n - 1] : NULL;
		if (!last || last->caller != caller || last->cluster != c) {
			out->list = iv_reserve(out->list, &out->cap, out->n + 1, sizeof *out->list);
			last = &out->list[out->n++];
			*last = (struct iv_match_holding){ .caller = (uint32_t)caller, .cluster = c };
		}
		last->held++;
		last->named |= name_agrees(m, caller, record->item[i].value);
	}
}

/* item[0..n): all parts that hold one value. */
static void meet_all(const struct iv_match_people *m, const uint32_t *cluster, const struct iv_match_item *item, size_t n, struct holdings *out)
{
	struct iv_match_items record = { 0 };
	for (size_t i = 0; i < n; i++)
		if (iv_match_is_record(m, item[i].value))
			iv_match_items_add(&record, cluster[item[i].value], item[i].value);
	iv_match_sort(&record);
	for (size_t i = 0; i < n; i++)
		if (iv_match_row(m, item[i].value)->flags & IV_PART_CALLER)
			meet(m, cluster, item[i].value, &record, out);
	iv_match_items_release(&record);
}

static void by_caller(struct holdings *h)
{
	struct iv_match_items order = { 0 };
	for (size_t i = 0; i < h->n; i++)
		iv_match_items_add(&order, (uint64_t)h->list[i].caller << 32 | h->list[i].cluster, i);
	iv_match_sort(&order);
	struct iv_match_holding *sorted = iv_alloc((h->n + 1) * sizeof *sorted);
	for (size_t i = 0; i < h->n; i++)
		sorted[i] = h->list[order.item[i].value];
	iv_match_items_release(&order);
	free(h->list);
	h->list = sorted;
}

size_t iv_match_callers(const struct iv_match_people *m, const uint32_t *cluster, struct iv_match_holding **out)
{
	struct iv_match_items held = { 0 };
	struct holdings found = { 0 };
	for (uint32_t p = 0; p < m->n; p++) {
		const struct iv_match_row *row = iv_match_row(m, p);
		if (row->flags & IV_PART_DELETED)
			continue;
		for (size_t i = row->held; i < (size_t)row->held + row->held_n; i++)
			if (iv_match_ident_type(m->held[i]) != IV_ID_SUPERSEDES && !m->ident[iv_match_ident_number(m->held[i])].blocked)
				iv_match_items_add(&held, iv_match_ident_number(m->held[i]), p);
	}
	iv_match_sort(&held);
	for (size_t i = 0, end; i < held.n; i = end) {
		bool callers = false;
		for (end = i; end < held.n && held.item[end].key == held.item[i].key; end++)
			callers |= (iv_match_row(m, held.item[end].value)->flags & IV_PART_CALLER) != 0;
		if (callers)
			meet_all(m, cluster, held.item + i, end - i, &found);
	}
	iv_match_items_release(&held);
	by_caller(&found);
	*out = found.list;
	return found.n;
}
