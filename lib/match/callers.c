/* SPDX-License-Identifier: MIT
 * Records and callers meet by the identifier, as in blocking. */
#include "match/callers.h"

#include <stdlib.h>

#include "match/sort.h"

/* By its characters: 王 is heard as 汪, but more often it is 王. */
static bool same_surname(const struct iv_match_name *a, const struct iv_match_name *b)
{
	return a->flags & b->flags & IV_NAME_HAN && a->character[0] && a->character[0] == b->character[0];
}

/* How much alike they are; 0: the name is another's. */
static uint8_t name_agrees(const struct iv_match_people *m, uint64_t caller, uint64_t record)
{
	enum iv_name_level level = iv_match_name_compare(iv_match_name_of(m, caller), iv_match_name_of(m, record));
	if (level == IV_NAME_HALF || level == IV_NAME_COMPATIBLE)
		return same_surname(iv_match_name_of(m, caller), iv_match_name_of(m, record)) ? 2 : 1;
	return level >= IV_NAME_SAME && level <= IV_NAME_LOOSE ? (uint8_t)(3 + IV_NAME_LOOSE - level) : 0;
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
		uint8_t named = name_agrees(m, caller, record->item[i].value);
		if (named > last->named)
			last->named = named;
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

/* ---- who are those that share an identifier? ---- */

struct holder {
	uint32_t records, telephones, addresses;
	bool man, woman;
};

static bool is_shared(const struct holdings *h, size_t i)
{
	return (i && h->list[i - 1].caller == h->list[i].caller) || (i + 1 < h->n && h->list[i + 1].caller == h->list[i].caller);
}

/* Numbers the clusters that share one, from 1: place[cluster]. */
static size_t list_shared(const struct holdings *h, uint32_t *place)
{
	size_t n = 0;
	for (size_t i = 0; i < h->n; i++)
		if (is_shared(h, i) && !place[h->list[i].cluster])
			place[h->list[i].cluster] = (uint32_t)++n;
	return n;
}

static void count_holders(const struct iv_match_people *m, const uint32_t *cluster, const uint32_t *place, struct holder *holder)
{
	struct iv_match_items held = { 0 };
	for (uint32_t p = 0; p < m->n; p++) {
		uint64_t at = iv_match_is_record(m, p) ? place[cluster[p]] : 0;
		const struct iv_match_row *row = iv_match_row(m, p);
		if (!at)
			continue;
		holder[at].records++;
		holder[at].man |= row->gender == 'M';
		holder[at].woman |= row->gender == 'F';
		for (size_t i = row->held; i < (size_t)row->held + row->held_n; i++)
			iv_match_items_add(&held, at << 32 | iv_match_ident_number(m->held[i]), iv_match_ident_type(m->held[i]));
	}
	iv_match_sort(&held);
	for (size_t i = 0; i < held.n; i++) {
		struct holder *of = &holder[held.item[i].key >> 32];
		if (i && held.item[i].key == held.item[i - 1].key)
			continue;
		of->telephones += held.item[i].value == IV_ID_PHONE || held.item[i].value == IV_ID_LANDLINE;
		of->addresses += held.item[i].value == IV_ID_EMAIL;
	}
	iv_match_items_release(&held);
}

static void compare_holders(const struct iv_match_people *m, const uint32_t *cluster, struct holdings *h)
{
	uint32_t *place = iv_zalloc((m->n + 1) * sizeof *place);
	struct holder *holder = iv_zalloc((list_shared(h, place) + 1) * sizeof *holder);
	count_holders(m, cluster, place, holder);
	for (size_t i = 0; i < h->n; i++) {
		struct iv_match_holding *of = &h->list[i];
		const struct iv_match_row *caller = iv_match_row(m, of->caller);
		const struct holder *by = &holder[place[of->cluster]];
		if (!is_shared(h, i))
			continue;
		of->records = by->records;
		of->others = (iv_match_ident_type(m->held[caller->held]) == IV_ID_EMAIL ? by->addresses : by->telephones) - 1;
		if (caller->gender && by->man != by->woman)
			of->sex = by->man == (caller->gender == 'M') ? 1 : -1;
	}
	free(holder);
	free(place);
}

/* The identifiers that callers hold, a bit for each by its number. */
static uint64_t *list_called(const struct iv_match_people *m)
{
	uint64_t *called = iv_zalloc((m->idents / 64 + 1) * sizeof *called);
	for (uint32_t p = 0; p < m->n; p++) {
		const struct iv_match_row *row = iv_match_row(m, p);
		for (size_t i = row->held; row->flags & IV_PART_CALLER && i < (size_t)row->held + row->held_n; i++) {
			uint32_t number = iv_match_ident_number(m->held[i]);
			called[number / 64] |= UINT64_C(1) << number % 64;
		}
	}
	return called;
}

/* Who holds those, by number. */
static struct iv_match_items list_holders(const struct iv_match_people *m, unsigned threads)
{
	struct iv_match_items held = { 0 };
	uint64_t *called = list_called(m);
	for (uint32_t p = 0; p < m->n; p++) {
		const struct iv_match_row *row = iv_match_row(m, p);
		for (size_t i = row->held; !(row->flags & IV_PART_DELETED) && i < (size_t)row->held + row->held_n; i++) {
			uint32_t number = iv_match_ident_number(m->held[i]);
			if (called[number / 64] >> number % 64 & 1 && iv_match_ident_type(m->held[i]) != IV_ID_SUPERSEDES && !m->ident[number].blocked)
				iv_match_items_add(&held, number, p);
		}
	}
	iv_match_sort_on(&held, threads);
	free(called);
	return held;
}

size_t iv_match_callers(const struct iv_match_people *m, const uint32_t *cluster, unsigned threads, struct iv_match_holding **out)
{
	struct holdings found = { 0 };
	struct iv_match_items held = list_holders(m, threads);
	for (size_t i = 0, end; i < held.n; i = end) {
		end = iv_match_items_end(&held, i);
		meet_all(m, cluster, held.item + i, end - i, &found);
	}
	iv_match_items_release(&held);
	by_caller(&found);
	if (found.n)
		compare_holders(m, cluster, &found);
	*out = found.list;
	return found.n;
}
