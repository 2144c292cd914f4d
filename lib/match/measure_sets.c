/* SPDX-License-Identifier: MIT
 * Records have few different sets of fields; each two of these make the set that their pairs have in common. */
#include "match/measure.h"

#include <stdlib.h>

#include "match/sort.h"

enum {
	MASKS = 1024, /* sets of records that are combined; rarer ones are left out */
	PLACES = 1024, /* sets that are counted at a time */
};

static uint64_t fields_of(const struct iv_match_people *m, size_t part)
{
	static const uint8_t held[IV_ID_TYPES] = { IV_FIELD_PHONE, IV_FIELD_LANDLINE, IV_FIELD_EMAIL, IV_FIELD_IDS, 63 };
	const struct iv_match_row *row = iv_match_row(m, part);
	uint64_t fields = 0;
	fields |= (uint64_t)(row->name != IV_NAME_NONE) << IV_FIELD_NAME;
	fields |= (uint64_t)(row->digits != 0) << IV_FIELD_BIRTH;
	fields |= (uint64_t)(row->gender != 0) << IV_FIELD_GENDER;
	fields |= (uint64_t)(row->idno != 0) << IV_FIELD_IDNO;
	for (size_t i = row->held; i < (size_t)row->held + row->held_n; i++)
		if (!m->ident[iv_match_ident_number(m->held[i])].blocked)
			fields |= UINT64_C(1) << held[iv_match_ident_type(m->held[i])];
	for (size_t k = 0; k < m->schema->columns; k++)
		fields |= (uint64_t)(row->value[k] != 0) << (IV_FIELD_FIXED + k);
	return fields & ~(UINT64_C(1) << 63);
}

static int most_records(const void *a, const void *b)
{
	const struct iv_match_item *x = a, *y = b;
	if (x->value != y->value)
		return x->value > y->value ? -1 : 1;
	return (x->key > y->key) - (x->key < y->key);
}

/* The different sets of records and how many records have each, the most frequent first. Each place of a small table counts a set until another
 * wants it, so that few are left to sort. */
static void list_masks(const struct iv_match_people *m, struct iv_match_items *masks)
{
	struct iv_match_items all = { 0 };
	struct iv_match_item place[PLACES] = { { 0 } };
	for (size_t p = 0; p < m->n; p++) {
		if (!iv_match_is_record(m, p))
			continue;
		uint64_t fields = fields_of(m, p);
		struct iv_match_item *at = &place[fields * 0x9E3779B97F4A7C15u >> 32 & (PLACES - 1)];
		if (at->key != fields && at->value) {
			iv_match_items_add(&all, at->key, at->value);
			at->value = 0;
		}
		*at = (struct iv_match_item){ fields, at->value + 1 };
	}
	for (size_t i = 0; i < PLACES; i++)
		if (place[i].value)
			iv_match_items_add(&all, place[i].key, place[i].value);
	iv_match_sort(&all);
	for (size_t i = 0, end; i < all.n; i = end) {
		uint64_t records = 0;
		end = iv_match_items_end(&all, i);
		for (size_t k = i; k < end; k++)
			records += all.item[k].value;
		iv_match_items_add(masks, all.item[i].key, records);
	}
	iv_match_items_release(&all);
	if (masks->n)
		qsort(masks->item, masks->n, sizeof *masks->item, most_records);
	masks->n = masks->n < MASKS ? masks->n : MASKS;
}

static int most_pairs(const void *a, const void *b)
{
	const struct iv_shape_set *x = a, *y = b;
	if (x->pairs != y->pairs)
		return x->pairs > y->pairs ? -1 : 1;
	return (x->fields > y->fields) - (x->fields < y->fields);
}

static int by_fields(const void *a, const void *b)
{
	const struct iv_shape_set *x = a, *y = b;
	return (x->fields > y->fields) - (x->fields < y->fields);
}

void iv_match_measure_sets(struct iv_match_frame *f)
{
	struct iv_match_items masks = { 0 }, both = { 0 };
	list_masks(f->m, &masks);
	for (size_t i = 0; i < masks.n; i++)
		for (size_t k = 0; k <= i; k++)
			iv_match_items_add(&both, masks.item[i].key & masks.item[k].key, i << 32 | k);
	iv_match_sort(&both);
	struct iv_shape_set *set = iv_alloc((both.n + 1) * sizeof *set);
	size_t n = 0;
	for (size_t i = 0; i < both.n; i++) {
		double x = (double)masks.item[both.item[i].value >> 32].value, y = (double)masks.item[both.item[i].value & UINT32_MAX].value;
		bool one = both.item[i].value >> 32 == (both.item[i].value & UINT32_MAX);
		if (!n || set[n - 1].fields != both.item[i].key)
			set[n++] = (struct iv_shape_set){ .fields = both.item[i].key };
		set[n - 1].pairs += one ? x * (x - 1) / 2 : x * y;
	}
	if (n)
		qsort(set, n, sizeof *set, most_pairs);
	f->shape.sets = n < IV_SHAPE_SETS ? n : IV_SHAPE_SETS;
	if (f->shape.sets)
		qsort(set, f->shape.sets, sizeof *set, by_fields);
	memcpy(f->shape.set, set, f->shape.sets * sizeof *set);
	free(set);
	iv_match_items_release(&masks);
	iv_match_items_release(&both);
}
