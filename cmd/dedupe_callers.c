/* SPDX-License-Identifier: MIT
 * Callers: each part known by an identifier only goes to the customer it belongs to, or stays a stranger. */
#include "dedupe.h"

#include <stdlib.h>

static bool has_name(const struct dedupe *d, uint32_t part)
{
	return iv_match_row(&d->people, part)->name != IV_NAME_NONE;
}

/* holding[0..n) are one caller's. */
static void attach_one(struct dedupe *d, const struct iv_match_holding *holding, size_t n)
{
	struct iv_ident_holder *h = iv_alloc(n * sizeof *h);
	uint32_t caller = holding->caller;
	for (size_t i = 0; i < n; i++)
		h[i] = (struct iv_ident_holder){ holding[i].cluster, holding[i].held, holding[i].named, dedupe_seed(&d->people, d->name[holding[i].cluster].first) };
	size_t best = iv_ident_attach(h, n, has_name(d, caller));
	if (best != IV_ATTACH_NONE) {
		d->match.clusters.of[caller] = h[best].cluster;
		d->by[caller] = has_name(d, caller) ? DEDUPE_NAMED : DEDUPE_IDENTIFIER;
	}
	free(h);
}

static void attach_known(struct dedupe *d)
{
	const struct iv_match_holding *h = d->match.holding;
	for (size_t i = 0, end; i < d->match.holdings; i = end) {
		for (end = i + 1; end < d->match.holdings && h[end].caller == h[i].caller; end++)
			;
		attach_one(d, h + i, end - i);
	}
}

static uint64_t caller_name(const struct dedupe *d, uint64_t part)
{
	const struct iv_match_name *n = iv_match_name_of(&d->people, part);
	return n ? n->whole : 0;
}

/* Unknown callers of one number are one person when their names agree; one who gave no name joins them when there is only
 * one name. The items come by number, then in the order of parts. */
static void join_strangers(struct dedupe *d, const struct iv_match_item *item, size_t n)
{
	uint64_t only = 0;
	bool several = false;
	for (size_t i = 0; i < n; i++) {
		uint64_t name = caller_name(d, item[i].value);
		several |= only && name && name != only;
		only = name ? name : only;
	}
	for (size_t i = 0; i < n; i++) {
		uint64_t name = caller_name(d, item[i].value);
		for (size_t k = 0; k < i; k++) {
			uint64_t other = caller_name(d, item[k].value);
			if (name == other || (!several && (!name || !other))) {
				d->match.clusters.of[item[i].value] = d->match.clusters.of[item[k].value];
				break;
			}
		}
	}
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
			iv_match_items_add(&by_number, number, p);
	}
	iv_match_sort(&by_number);
	for (size_t i = 0, end; i < by_number.n; i = end) {
		for (end = i + 1; end < by_number.n && by_number.item[end].key == by_number.item[i].key; end++)
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
