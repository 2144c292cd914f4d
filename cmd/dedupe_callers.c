/* SPDX-License-Identifier: MIT
 * Callers: each part known by an identifier only goes to the customer it belongs to, or stays a stranger. */
#include "dedupe.h"

#include <stdlib.h>

static bool has_name(const struct dedupe *d, uint32_t part)
{
	return iv_match_row(&d->people, part)->name != IV_NAME_NONE;
}

static uint64_t number_and_cluster(const struct dedupe *d, uint32_t caller, uint32_t cluster)
{
	return (uint64_t)iv_match_ident_number(d->people.held[iv_match_row(&d->people, caller)->held]) << 32 | cluster;
}

/* The items are in order. */
static uint32_t count_equal(const struct iv_match_items *items, uint64_t key)
{
	size_t low = 0, high = items->n, n = 0;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (items->item[middle].key < key)
			low = middle + 1;
		else
			high = middle;
	}
	while (low + n < items->n && items->item[low + n].key == key)
		n++;
	return (uint32_t)n;
}

/* holding[0..n) are one caller's; `called`: of those who gave a name, from which number and to whom they belong. */
static void attach_one(struct dedupe *d, const struct iv_match_holding *holding, size_t n, const struct iv_match_items *called)
{
	struct iv_ident_holder *h = iv_alloc(n * sizeof *h);
	uint32_t caller = holding->caller;
	for (size_t i = 0; i < n; i++) {
		const struct iv_match_holding *by = &holding[i];
		h[i] = (struct iv_ident_holder){ .cluster = by->cluster, .held = by->held, .others = by->others, .records = by->records, .named = by->named, .sex = by->sex };
		h[i].called = count_equal(called, number_and_cluster(d, caller, by->cluster));
		h[i].seed = dedupe_seed(&d->people, d->name[by->cluster].first);
	}
	size_t best = iv_ident_attach(h, n, has_name(d, caller));
	if (best != IV_ATTACH_NONE) {
		d->match.clusters.of[caller] = h[best].cluster;
		d->by[caller] = has_name(d, caller) ? DEDUPE_NAMED : DEDUPE_IDENTIFIER;
	}
	free(h);
}

static void attach_those(struct dedupe *d, bool named, const struct iv_match_items *called)
{
	const struct iv_match_holding *h = d->match.holding;
	for (size_t i = 0, end; i < d->match.holdings; i = end) {
		for (end = i + 1; end < d->match.holdings && h[end].caller == h[i].caller; end++)
			;
		if (has_name(d, h[i].caller) == named)
			attach_one(d, h + i, end - i, called);
	}
}

/* First those who gave a name: they show who calls from a number that several hold. */
static void attach_known(struct dedupe *d)
{
	struct iv_match_items called = { 0 };
	attach_those(d, true, &called);
	for (uint32_t p = 0; p < d->people.n; p++)
		if (d->by[p] == DEDUPE_NAMED)
			iv_match_items_add(&called, number_and_cluster(d, p, d->match.clusters.of[p]), p);
	iv_match_sort(&called);
	attach_those(d, false, &called);
	iv_match_items_release(&called);
}

/* Can two who call from one number be one person? */
static bool agree(const struct dedupe *d, uint32_t a, uint32_t b)
{
	uint8_t x = iv_match_row(&d->people, a)->gender, y = iv_match_row(&d->people, b)->gender;
	enum iv_name_level level = iv_match_name_compare(iv_match_name_of(&d->people, a), iv_match_name_of(&d->people, b));
	return (!x || !y || x == y) && (level <= IV_NAME_LOOSE || level == IV_NAME_HALF);
}

/* Joins a caller with the one stranger among item[0..n) that it can be; when it can be several, it stays alone. */
static void join_one(struct dedupe *d, uint32_t caller, const struct iv_match_item *item, size_t n)
{
	uint32_t *of = d->match.clusters.of;
	const uint32_t none = UINT32_MAX;
	uint32_t only = none;
	for (size_t i = 0; i < n; i++) {
		if (!agree(d, caller, item[i].value))
			continue;
		if (only != none && only != of[item[i].value])
			return;
		only = of[item[i].value];
	}
	for (size_t i = 0; i < n && only != none; i++)
		if (of[item[i].value] == only && !agree(d, caller, item[i].value))
			return;
	if (only != none)
		of[caller] = only;
}

/* Unknown callers of one number are one person when their names agree; one who gave a surname or no name joins them when there is
 * only one whom that can be. The items come by how much of a name they have, then in the order of parts. */
static void join_strangers(struct dedupe *d, const struct iv_match_item *item, size_t n)
{
	enum { CROWD = 256 }; /* a number that so many gave says nothing of any */
	for (size_t i = 1; i < n && n <= CROWD; i++)
		join_one(d, item[i].value, item, i);
}

/* The whole names first, then the halves, then none. */
static uint64_t fullness(const struct dedupe *d, uint32_t part)
{
	const struct iv_match_name *name = iv_match_name_of(&d->people, part);
	return !name ? 2 : name->flags & IV_NAME_PARTIAL ? 1 : 0;
}

static void group_strangers(struct dedupe *d)
{
	struct iv_match_items by_number = { 0 };
	for (uint32_t p = 0; p < d->people.n; p++) {
		const struct iv_match_row *row = iv_match_row(&d->people, p);
		if (!(row->flags & IV_PART_CALLER) || d->by[p] != DEDUPE_NEW || !row->held_n)
			continue;
		uint32_t number = iv_match_ident_number(d->people.held[row->held]);
		if (!d->people.ident[number].blocked)
			iv_match_items_add(&by_number, (uint64_t)number << 2 | fullness(d, p), p);
	}
	iv_match_sort(&by_number);
	for (size_t i = 0, end; i < by_number.n; i = end) {
		for (end = i + 1; end < by_number.n && by_number.item[end].key >> 2 == by_number.item[i].key >> 2; end++)
			;
		join_strangers(d, by_number.item + i, end - i);
	}
	iv_match_items_release(&by_number);
}

void dedupe_attach_callers(struct dedupe *d)
{
	attach_known(d);
	group_strangers(d);
}
