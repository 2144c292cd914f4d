/* SPDX-License-Identifier: MIT
 * Rows by key and day: keys are numbered by a table of names, and the rows of a key stand together in order of their days. */
#include "ingest/lookup.h"

#include <stdlib.h>

void iv_lookup_release(struct iv_lookup *t)
{
	iv_names_release(&t->keys);
	iv_names_release(&t->values);
	free(t->row);
	free(t->first);
	free(t->cell);
	*t = (struct iv_lookup){ 0 };
}

void iv_lookup_add(struct iv_lookup *t, struct iv_str key, int32_t from, int32_t until, long line, const struct iv_str *value)
{
	t->row = iv_reserve(t->row, &t->rows_cap, t->rows + 1, sizeof *t->row);
	t->cell = iv_reserve(t->cell, &t->cells_cap, t->cells + t->takes + 1, sizeof *t->cell);
	t->row[t->rows++] = (struct iv_lookup_row){ iv_names_add(&t->keys, key), from, until, (uint32_t)t->cells, (uint32_t)line };
	for (size_t i = 0; i < t->takes; i++)
		t->cell[t->cells++] = iv_names_add(&t->values, value[i]);
}

static int by_key_and_day(const void *x, const void *y)
{
	const struct iv_lookup_row *a = x, *b = y;
	if (a->key != b->key)
		return a->key < b->key ? -1 : 1;
	if (a->from != b->from)
		return a->from < b->from ? -1 : 1;
	return (a->line > b->line) - (a->line < b->line);
}

/* Two rows in order of which the first holds still when the second begins. */
static int overlap(const struct iv_lookup *t, const struct iv_lookup_row *a, const struct iv_lookup_row *b, struct iv_err *err)
{
	const struct iv_lookup_row *early = a->line < b->line ? a : b, *late = early == a ? b : a;
	if (a->from == b->from && a->until == b->until) {
		iv_err_set(err, IV_WRONG, "same_key", "the key stands on line %ld too", (long)early->line);
	} else {
		struct iv_buf day = { 0 };
		iv_date_add(&day, b->from);
		iv_err_set(err, IV_WRONG, "same_key", "the key stands on line %ld too, and both rows hold on " IV_FMT, (long)early->line, IV_ARG(iv_buf_str(&day)));
		iv_buf_release(&day);
	}
	err->line = late->line;
	iv_err_value(err, t->keys.name[a->key]);
	return IV_WRONG;
}

int iv_lookup_done(struct iv_lookup *t, struct iv_err *err)
{
	if (t->rows)
		qsort(t->row, t->rows, sizeof *t->row, by_key_and_day);
	t->first = iv_alloc((t->keys.n + 1) * sizeof *t->first);
	for (size_t i = 0; i < t->rows; i++) {
		struct iv_lookup_row *before = i ? &t->row[i - 1] : NULL, *row = &t->row[i];
		if (!before || before->key != row->key) {
			t->first[row->key] = (uint32_t)i;
			continue;
		}
		if (t->follow && before->from < row->from)
			before->until = row->from - 1;
		if (before->until >= row->from)
			return overlap(t, before, row, err);
	}
	t->first[t->keys.n] = (uint32_t)t->rows;
	return IV_OK;
}

const struct iv_lookup_row *iv_lookup_find(const struct iv_lookup *t, struct iv_str key, int32_t day)
{
	uint32_t k = iv_names_find(&t->keys, key);
	if (k == IV_NAMES_NONE)
		return NULL;
	/* The last row of the key that has begun. */
	size_t low = t->first[k], high = t->first[k + 1];
	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;
		if (t->row[middle].from <= day)
			low = middle;
		else
			high = middle;
	}
	const struct iv_lookup_row *row = &t->row[low];
	return row->from <= day && day <= row->until ? row : NULL;
}

size_t iv_lookup_bytes(const struct iv_lookup *t)
{
	size_t bytes = t->rows_cap * sizeof *t->row + t->cells_cap * sizeof *t->cell + (t->keys.n + 1) * sizeof *t->first;
	const struct iv_names *names[] = { &t->keys, &t->values };
	for (int i = 0; i < 2; i++)
		bytes += names[i]->arena.bytes + names[i]->cap * sizeof *names[i]->name + names[i]->hash_cap * sizeof *names[i]->hash + names[i]->slots * sizeof *names[i]->slot;
	return bytes;
}
