/* SPDX-License-Identifier: MIT
 * From columns as they come to a table of groups in an order of its own. */
#include <stdlib.h>

#include "base/parallel.h"
#include "score/propensity_part.h"

/* A case and the number that decides its place. */
struct place {
	uint64_t key;
	uint32_t row;
};

struct making {
	struct iv_propensity_table *t;
	uint16_t *group; /* column by column, cases as they come */
	struct place *place;
};

/* Spreads ids over all 64 bits, should they not be hashes after all (Stafford's variant 13 of the finaliser of MurmurHash3). */
static uint64_t spread(uint64_t id)
{
	id = (id ^ id >> 30) * 0xBF58476D1CE4E5B9u;
	id = (id ^ id >> 27) * 0x94D049BB133111EBu;
	return id ^ id >> 31;
}

static void group_texts(const struct iv_propensity_table *t, size_t c, uint16_t *group)
{
	const struct iv_propensity_column *column = &t->data->column[c];
	int64_t *cases = iv_zalloc((column->texts + 1) * sizeof *cases);
	uint16_t *of = iv_alloc((column->texts + 1) * sizeof *of);
	for (size_t r = 0; r < t->rows; r++)
		if (column->code[r] != IV_NAMES_NONE)
			cases[column->code[r]]++;
	iv_woe_group_texts(&t->groups[c], of, cases, column->text, column->texts, &t->settings->woe);
	for (size_t r = 0; r < t->rows; r++)
		group[r] = column->code[r] == IV_NAMES_NONE ? (uint16_t)(t->groups[c].n + 1) : of[column->code[r]];
	free(cases);
	free(of);
}

static void group_column(void *ctx, size_t c, unsigned worker)
{
	(void)worker;
	struct making *m = ctx;
	struct iv_propensity_table *t = m->t;
	const struct iv_propensity_column *column = &t->data->column[c];
	uint16_t *group = m->group + c * t->rows;
	if (column->type == IV_PROPENSITY_TEXT) {
		group_texts(t, c, group);
		return;
	}
	iv_woe_group_numbers(&t->groups[c], column->number, t->rows, &t->settings->woe);
	for (size_t r = 0; r < t->rows; r++)
		group[r] = iv_woe_group_of(&t->groups[c], column->number[r]);
}

/* By hash of the id; cases of one id by what is known of them. */
static int by_place(const void *a, const void *b, void *ctx)
{
	const struct place *x = a, *y = b;
	const struct making *m = ctx;
	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	for (size_t c = 0; c < m->t->columns; c++) {
		const uint16_t *group = m->group + c * m->t->rows;
		if (group[x->row] != group[y->row])
			return group[x->row] < group[y->row] ? -1 : 1;
	}
	return (int)m->t->data->label[x->row] - (int)m->t->data->label[y->row];
}

enum { STRETCH = 4096 }; /* rows that are moved as one task */

static void move_rows(void *ctx, size_t number, unsigned worker)
{
	(void)worker;
	struct making *m = ctx;
	struct iv_propensity_table *t = m->t;
	size_t end = (number + 1) * STRETCH < t->rows ? (number + 1) * STRETCH : t->rows;
	for (size_t r = number * STRETCH; r < end; r++) {
		uint32_t row = m->place[r].row;
		t->label[r] = t->data->label[row] != 0;
		for (size_t c = 0; c < t->columns; c++)
			t->code[r * t->columns + c] = m->group[c * t->rows + row];
	}
}

static void count_fold(void *ctx, size_t fold, unsigned worker)
{
	(void)worker;
	struct iv_propensity_table *t = ((struct making *)ctx)->t;
	struct iv_woe_count *count = t->count + fold * t->offset[t->columns];
	for (size_t r = t->start[fold]; r < t->start[fold + 1]; r++)
		for (size_t c = 0; c < t->columns; c++) {
			struct iv_woe_count *at = &count[t->offset[c] + t->code[r * t->columns + c]];
			at->ones += t->label[r];
			at->zeros += !t->label[r];
		}
}

void iv_propensity_table_make(struct iv_propensity_table *t, const struct iv_propensity_data *data, const struct iv_propensity_settings *settings)
{
	unsigned threads = settings->threads, folds = settings->folds;
	*t = (struct iv_propensity_table){ .data = data, .settings = settings, .rows = data->rows, .columns = data->columns };
	size_t cells = t->rows * t->columns + 1;
	struct making m = { .t = t, .group = iv_alloc(cells * sizeof *m.group), .place = iv_alloc((t->rows + 1) * sizeof *m.place) };
	t->groups = iv_zalloc((t->columns + 1) * sizeof *t->groups);
	iv_parallel(threads, t->columns, group_column, &m);

	for (size_t r = 0; r < t->rows; r++)
		m.place[r] = (struct place){ spread(data->id[r]), (uint32_t)r };
	qsort_r(m.place, t->rows, sizeof *m.place, by_place, &m);
	for (unsigned f = 0; f < folds; f++) { /* equal shares of all hashes */
		uint64_t low = (UINT64_MAX / folds) * f;
		size_t at = f ? t->start[f - 1] : 0;
		while (f && at < t->rows && m.place[at].key < low)
			at++;
		t->start[f] = at;
	}
	t->start[folds] = t->rows;
	t->code = iv_alloc(cells * sizeof *t->code);
	t->label = iv_alloc(t->rows + 1);
	iv_parallel(threads, (t->rows + STRETCH - 1) / STRETCH, move_rows, &m);
	free(m.group);
	free(m.place);

	t->offset = iv_zalloc((t->columns + 1) * sizeof *t->offset);
	for (size_t c = 0; c < t->columns; c++)
		t->offset[c + 1] = t->offset[c] + t->groups[c].n + 2;
	t->count = iv_zalloc((folds * t->offset[t->columns] + 1) * sizeof *t->count);
	iv_parallel(threads, folds, count_fold, &m);
}

void iv_propensity_table_release(struct iv_propensity_table *t)
{
	for (size_t c = 0; t->groups && c < t->columns; c++)
		iv_woe_groups_release(&t->groups[c]);
	free(t->groups);
	free(t->code);
	free(t->label);
	free(t->offset);
	free(t->count);
	*t = (struct iv_propensity_table){ 0 };
}
