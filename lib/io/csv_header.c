/* SPDX-License-Identifier: MIT
 * The names of the columns. */
#include "io/csv_state.h"

/* The first record shows how many columns there are, and is handed out again. */
static int number(struct iv_csv *c, struct iv_csv_row *row, struct iv_err *err)
{
	int status = iv_csv_next(c, &c->row, err);
	*row = c->row;
	if (status != IV_OK)
		return status;
	c->waiting = true;
	struct iv_str *name = iv_arena_alloc(&c->arena, (row->n + 1) * sizeof *name);
	for (size_t i = 0; i < row->n; i++)
		name[i] = iv_arena_fmt(&c->arena, "%zu", i + 1);
	row->field = name;
	return IV_OK;
}

/* Adds a row of the header to the names. A cell that is empty goes on with the one to its left when this row is not the last
 * and something will stand below; `above` remembers such cells until then. */
static void join(struct iv_csv *c, struct iv_str *name, struct iv_str *above, const struct iv_csv_row *row, size_t columns, bool last)
{
	struct iv_str left = { 0 };
	for (size_t i = 0; i < columns; i++) {
		struct iv_str cell = i < row->n ? row->field[i] : (struct iv_str){ 0 };
		if (cell.n) {
			cell = iv_arena_str(&c->arena, cell);
			struct iv_str before = name[i].n ? name[i] : above[i];
			name[i] = before.n ? iv_arena_fmt(&c->arena, IV_FMT " " IV_FMT, IV_ARG(before), IV_ARG(cell)) : cell;
			left = name[i];
		} else if (!last && !name[i].n && !above[i].n) {
			above[i] = left;
		} else {
			left = name[i];
		}
	}
}

static int read_names(struct iv_csv *c, struct iv_csv_row *row, struct iv_err *err)
{
	struct iv_str *name = NULL, *above = NULL;
	size_t columns = 0, rows = c->format.header_rows;
	struct iv_csv_row now, first = { 0 };
	for (size_t k = 0; k < rows; k++) {
		int status = iv_csv_next(c, &now, err);
		if (!k)
			first = now;
		if (status == IV_END && k)
			break;
		if (status != IV_OK) {
			*row = now;
			return status;
		}
		if (now.n > columns) {
			struct iv_str *more = iv_arena_zalloc(&c->arena, 2 * now.n * sizeof *more);
			if (columns) {
				memcpy(more, name, columns * sizeof *more);
				memcpy(more + now.n, above, columns * sizeof *more);
			}
			name = more;
			above = more + now.n;
			columns = now.n;
		}
		join(c, name, above, &now, columns, k + 1 == rows);
	}
	*row = (struct iv_csv_row){ .field = name, .n = columns, .line = first.line, .byte = first.byte };
	return IV_OK;
}

int iv_csv_header(struct iv_csv *c, struct iv_csv_row *row, struct iv_err *err)
{
	int status = IV_OK;
	if (c->format.names) {
		*row = (struct iv_csv_row){ .field = c->format.names, .n = c->format.names_n, .line = 1 };
	} else if (c->format.fixed) {
		struct iv_str *name = iv_arena_alloc(&c->arena, c->format.fixed_n * sizeof *name);
		for (size_t i = 0; i < c->format.fixed_n; i++)
			name[i] = c->format.fixed[i].name;
		*row = (struct iv_csv_row){ .field = name, .n = c->format.fixed_n, .line = 1 };
	} else {
		status = c->format.header_rows ? read_names(c, row, err) : number(c, row, err);
	}
	if (status == IV_OK)
		c->columns = row->n;
	return status;
}
