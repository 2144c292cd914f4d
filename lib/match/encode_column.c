/* SPDX-License-Identifier: MIT
 * What a column holds of a record: the text by which values are compared. */
#include "match/encode_column.h"

#include <stdlib.h>

#include "base/date.h"
#include "base/num.h"
#include "io/json.h"
#include "text/fold.h"
#include "text/han.h"

enum { LISTED = 64 }; /* the most values of a list that are compared */

static int by_text(const void *a, const void *b)
{
	return iv_str_cmp(*(const struct iv_str *)a, *(const struct iv_str *)b);
}

/* The words of a text in their own order, so that those of the writer does not count. */
static struct iv_str in_order(struct iv_arena *a, struct iv_str text)
{
	struct iv_str word[16], out = { iv_arena_alloc(a, text.n + 1), 0 };
	size_t n = 0;
	for (size_t i = 0, from = 0; i <= text.n && n < 16; i++) {
		if (i < text.n && text.p[i] != ' ' && text.p[i] != ',')
			continue;
		if (i > from)
			word[n++] = (struct iv_str){ text.p + from, i - from };
		from = i + 1;
	}
	qsort(word, n, sizeof *word, by_text);
	char *p = (char *)(uintptr_t)out.p;
	for (size_t i = 0; i < n; i++) {
		if (i)
			p[out.n++] = ' ';
		memcpy(p + out.n, word[i].p, word[i].n);
		out.n += word[i].n;
	}
	return out;
}

/* 上海市 and 上海 are one place. */
static struct iv_str without_kind(struct iv_str s)
{
	static const char kinds[][4] = { "市", "区", "县", "省" };
	for (size_t i = 0; s.n > 6 && i < sizeof kinds / sizeof *kinds; i++)
		if (!memcmp(s.p + s.n - 3, kinds[i], 3))
			s.n -= 3;
	return s;
}

/* What a field says: one value, or those of a list. */
struct said {
	struct iv_str text[LISTED];
	size_t n;
};

/* A text, a number or truth value as it is written, or each of a list; on the way a path goes through objects, and over the items of lists. */
static void gather(struct iv_arena *a, struct iv_str value, struct iv_str path, struct said *out)
{
	struct iv_str step;
	enum iv_json_type type = value.n ? iv_json_type_of(value) : IV_JSON_NULL;
	if (type == IV_JSON_ARRAY) {
		struct iv_json_walk w = iv_json_open(value);
		while (iv_json_next(&w))
			gather(a, w.value, path, out);
	} else if (type == IV_JSON_OBJECT) {
		if (iv_str_cut(&path, '.', &step))
			gather(a, iv_json_get(value, step), path, out);
	} else if (type != IV_JSON_NULL && !path.n && out->n < LISTED) {
		out->text[out->n++] = type == IV_JSON_STRING ? iv_json_text(value, a) : value;
	}
}

static struct iv_str date_text(struct iv_arena *a, struct iv_str s)
{
	struct iv_time t;
	struct iv_buf b = { 0 };
	if (!iv_time_parse(s, &t))
		return (struct iv_str){ 0 };
	iv_date_add(&b, t.day);
	s = iv_arena_str(a, iv_buf_str(&b));
	iv_buf_release(&b);
	return s;
}

/* 7, 7.0 and "7" are one number. */
static struct iv_str number_text(struct iv_arena *a, struct iv_str s)
{
	double number;
	struct iv_buf b = { 0 };
	if (!iv_num_double(iv_text_fold(a, s), &number))
		return (struct iv_str){ 0 };
	iv_num_add_double(&b, number, 9);
	s = iv_arena_str(a, iv_buf_str(&b));
	iv_buf_release(&b);
	return s;
}

/* The text by which a value is compared; empty: there is none. */
static struct iv_str canonical(struct iv_arena *a, enum iv_match_as as, struct iv_str s)
{
	if (as == IV_AS_DATE)
		return date_text(a, s);
	if (as == IV_AS_NUMBER)
		return number_text(a, s);
	if (!iv_text_settled(s))
		s = iv_han_simplify(a, iv_text_fold(a, s));
	return as == IV_AS_PLACE ? without_kind(s) : as == IV_AS_NAME ? in_order(a, s) : s;
}

/* The values of a list as one text, in their own order, each once. */
static struct iv_str list_text(struct iv_arena *a, struct said *all)
{
	struct iv_buf b = { 0 };
	for (size_t i = 0; i < all->n; i++)
		all->text[i] = canonical(a, IV_AS_LIST, all->text[i]);
	qsort(all->text, all->n, sizeof *all->text, by_text);
	for (size_t i = 0; i < all->n; i++) {
		if (!all->text[i].n || (i && iv_str_eq(all->text[i], all->text[i - 1])))
			continue;
		if (b.n)
			iv_buf_addc(&b, IV_MATCH_BETWEEN);
		iv_buf_adds(&b, all->text[i]);
	}
	struct iv_str list = iv_arena_str(a, iv_buf_str(&b));
	iv_buf_release(&b);
	return list;
}

struct iv_str iv_match_encode_column(struct iv_arena *a, const struct iv_match_column_as *column, struct iv_str raw)
{
	struct iv_str path = column->top < column->field.n ? iv_str_from(column->field, column->top + 1) : (struct iv_str){ 0 };
	if (!path.n && column->as != IV_AS_LIST && iv_json_type_of(raw) == IV_JSON_STRING) /* nearly always */
		return canonical(a, column->as, iv_json_text(raw, a));
	struct said all;
	all.n = 0;
	gather(a, raw, path, &all);
	if (column->as == IV_AS_LIST)
		return list_text(a, &all);
	return all.n ? canonical(a, column->as, all.text[0]) : (struct iv_str){ 0 };
}
