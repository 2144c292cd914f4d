/* SPDX-License-Identifier: MIT
 * Shapes, frequent items with their error bounds, and the law of the profile: however rows fall on workers, the result is the same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "base/utf8.h"
#include "ingest/profile.h"

static void shapes(void **state)
{
	(void)state;
	static const struct {
		const char *text, *shape;
		size_t chars;
	} cases[] = {
		{ "", "", 0 },
		{ "13812345678", "9(11)", 11 },
		{ "王小明", "汉(3)", 3 },
		{ "欧阳娜娜", "汉(4)", 4 },
		{ "AB-12", "A(2)-9(2)", 5 },
		{ "a@qq.com", "a@a(2).a(3)", 8 },
		{ "Wang Xiaoming", "Aa(3) Aa+", 13 },
		{ "１３８", "９(3)", 3 },
		{ "(021) 5555", "(9(3)) 9(4)", 10 },
		{ "上海市静安区", "汉+", 6 },
		{ "蒋振\xEF\xBF\xBD", "汉(2)�", 3 },
		{ "蒋\xEE\x80\x80", "汉�", 2 },
		{ "a\xFF", "a�", 2 },
		{ "a\tb", "a␤a", 3 },
		{ "É", "A", 1 },
		{ "。", "·", 1 },
		{ "㐀", "汉", 1 },
		{ "1a1a1a1a1a1a1a王", "9a9a9a9a9a9a…", 15 },
	};
	struct iv_buf b = { 0 };
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct iv_shape shape;
		assert_int_equal(iv_shape_of(iv_str_of(cases[i].text), &shape), cases[i].chars);
		iv_buf_clear(&b);
		iv_shape_print(&shape, &b);
		assert_string_equal(iv_buf_text(&b), cases[i].shape);
	}
	iv_buf_release(&b);
}

static uint64_t rng = 88172645463325252u;

static uint64_t next(void)
{
	rng ^= rng << 13;
	rng ^= rng >> 7;
	return rng ^= rng << 17;
}

/* The shape put together from those of single characters, in one pass that knows no chunks. */
static struct iv_shape slowly(struct iv_str s, size_t *chars)
{
	struct iv_shape all = { 0 }, one;
	uint8_t last = 0;
	size_t n = 0;
	*chars = 0;
	for (size_t at = 0, len; at <= s.n; at += len, ++*chars) {
		len = at < s.n ? iv_utf8_len(s.p + at, s.p + s.n) : 1;
		len += !len;
		uint8_t kind = at < s.n ? (iv_shape_of((struct iv_str){ s.p + at, len }, &one), one.run[0].kind) : 0;
		if (kind == last && kind) {
			n++;
			continue;
		}
		size_t many = last == 'a' || last == 'A' || last == IV_SHAPE_WIDE_LETTER ? 4 : last == IV_SHAPE_HAN ? 6 : 255;
		if (last && all.runs < IV_SHAPE_RUNS) {
			all.run[all.runs++] = (struct iv_shape_run){ last, n < many ? (uint8_t)n : 0 };
			all.digits |= last == '9';
			all.broken |= last == IV_SHAPE_BROKEN;
		} else if (last) {
			all.cut = true;
		}
		last = kind;
		n = 1;
	}
	--*chars;
	return all;
}

/* Of short values, equal keys and lengths mean equal shapes. */
static void same_key(struct iv_str s, const struct iv_shape *shape)
{
	static struct {
		uint64_t key[2];
		size_t n;
		struct iv_shape shape;
	} seen[4096];
	static size_t n;
	uint64_t key[2];
	if (!iv_shape_key(s, key)) {
		assert_true(s.n > 16 || iv_utf8_check(s) < s.n || shape->broken || shape->runs);
		return;
	}
	size_t i = 0;
	while (i < n && (seen[i].n != s.n || memcmp(seen[i].key, key, sizeof key)))
		i++;
	if (i < n) {
		assert_memory_equal(&seen[i].shape, shape, sizeof *shape);
	} else if (n < 4096) {
		memcpy(seen[n].key, key, sizeof key);
		seen[n].n = s.n;
		seen[n++].shape = *shape;
	}
}

static void chunks(void **state)
{
	(void)state;
	static const char *const pieces[] = { "a", "bcdef", "Z", "QQ", "0", "12345", " ", "-", "@", "/", ":", "[", "`", "{", "\x7f", "\t", "王", "小明", "é", "。", "\xff", "１", "1234567890123456" };
	for (int round = 0; round < 20000; round++) {
		struct iv_buf b = { 0 };
		struct iv_shape shape;
		size_t chars;
		for (uint64_t k = next() % 20; k--;)
			iv_buf_adds(&b, iv_str_of(pieces[next() % (sizeof pieces / sizeof *pieces)]));
		struct iv_shape want = slowly(iv_buf_str(&b), &chars);
		char *exact = malloc(b.n + 1); /* so that the address sanitizer sees a byte too many */
		memcpy(exact, b.p ? b.p : "", b.n);
		char *tight = realloc(exact, b.n ? b.n : 1);
		assert_int_equal(iv_shape_of((struct iv_str){ tight, b.n }, &shape), chars);
		assert_memory_equal(&shape, &want, sizeof shape);
		same_key((struct iv_str){ tight, b.n }, &shape);
		free(tight);
		iv_buf_release(&b);
	}
}

/* A few values are frequent among very many others: they are found, and no count is wrong by more than is said. */
static void bounds(void **state)
{
	(void)state;
	struct iv_frequent f = { .most = 64 };
	static int64_t truth[100000];
	int64_t all = 0;
	for (int part = 0; part < 200; part++) {
		for (int i = 0; i < 500; i++, all++) {
			uint64_t v = next() % 10 == 0 ? next() % 5 : next() % 100000;
			truth[v]++;
			iv_frequent_add(&f, v * 0x9E3779B97F4A7C15u + 1, 1, (struct iv_str){ (const char *)&v, sizeof v });
		}
		iv_frequent_end(&f);
		assert_true(f.n <= f.most);
	}
	assert_true(f.error <= all / 64 && f.error > 0);
	iv_frequent_sort(&f);
	for (size_t k = 0; k < f.n; k++) {
		uint64_t v;
		memcpy(&v, f.item[k].text, sizeof v);
		assert_true(f.item[k].n <= truth[v] && f.item[k].n + f.error >= truth[v]);
		assert_true(k >= 5 || v < 5);
	}
	iv_frequent_release(&f);
}

/* A long text is cut between characters, and a text that is not cut says so. */
static void cut(void **state)
{
	(void)state;
	struct iv_frequent f = { .most = 8 };
	char text[IV_FREQUENT_TEXT + 2];
	memset(text, 'x', sizeof text);
	memcpy(text + IV_FREQUENT_TEXT - 1, "王", 3);
	iv_frequent_add(&f, 1, 1, (struct iv_str){ text, sizeof text });
	iv_frequent_add(&f, 2, 2, (struct iv_str){ text, 3 });
	iv_frequent_end(&f);
	iv_frequent_sort(&f);
	assert_int_equal(f.item[0].len, 3);
	assert_false(f.item[0].cut);
	assert_int_equal(f.item[1].len, IV_FREQUENT_TEXT - 1);
	assert_true(f.item[1].cut);
	iv_frequent_release(&f);
}

/* --- The whole --- */

enum { ROWS = 30000, BATCH = 3000 };
static char cells[ROWS][24];

static void make_cells(void)
{
	static const char *const dates[] = { "2026-03-%02u", "%u/7/1999", "民國63年11月%u日", "114/05/%02u" };
	for (size_t i = 0; i < ROWS; i++) {
		unsigned day = (unsigned)(next() % 28 + 1);
		switch (next() % 6) {
		case 0:
			cells[i][0] = 0;
			break;
		case 1:
			snprintf(cells[i], sizeof cells[i], "%s", next() % 3 ? "13800000000" : "无");
			break;
		case 2:
			snprintf(cells[i], sizeof cells[i], "-%llu.%02u", (unsigned long long)(next() % 100000), day);
			break;
		case 3:
			snprintf(cells[i], sizeof cells[i], dates[next() % 4], day);
			break;
		default:
			snprintf(cells[i], sizeof cells[i], "1%010llu", (unsigned long long)(next() % 10000000000));
		}
	}
}

/* Batches dealt out to `workers` workers; the parts absorbed in order. */
static struct iv_profile *run(size_t workers, struct iv_profile_tops *tops)
{
	struct iv_profile *w[4];
	struct iv_buf side = { 0 };
	for (size_t k = 0; k < workers; k++)
		w[k] = iv_profile_new();
	for (size_t at = 0; at < ROWS; at += BATCH) {
		struct iv_profile *p = w[next() % workers];
		iv_buf_clear(&side);
		for (unsigned c = 0; c < 2; c++) {
			iv_profile_begin(p, iv_profile_column(p, IV_STR("no"), c, at), &side);
			for (size_t i = at; i < at + BATCH; i++)
				iv_profile_cell(p, iv_str_of(cells[c ? i : ROWS - 1 - i]));
			iv_profile_end(p);
		}
		iv_profile_absorb(tops, iv_buf_str(&side));
	}
	for (size_t k = 1; k < workers; k++) {
		iv_profile_merge(w[0], w[k]);
		iv_profile_free(w[k]);
	}
	iv_buf_release(&side);
	return w[0];
}

static void same_column(const struct iv_profile_column *a, const struct iv_profile_column *b)
{
	assert_int_equal(a->filled, b->filled);
	assert_int_equal(a->integers, b->integers);
	assert_int_equal(a->decimals, b->decimals);
	assert_int_equal(a->zeros, b->zeros);
	assert_int_equal(a->number_min, b->number_min);
	assert_int_equal(a->number_max, b->number_max);
	assert_int_equal(a->republic, b->republic);
	assert_int_equal(a->length_min, b->length_min);
	assert_int_equal(a->length_max, b->length_max);
	assert_memory_equal(a->dates, b->dates, sizeof a->dates);
	assert_memory_equal(a->date_min, b->date_min, sizeof a->date_min);
	assert_memory_equal(a->date_max, b->date_max, sizeof a->date_max);
	assert_memory_equal(&a->distinct, &b->distinct, sizeof a->distinct);
	assert_int_equal(a->sample.n, b->sample.n);
	for (size_t i = 0; i < a->sample.n; i++) {
		assert_int_equal(a->sample.value[i].n, b->sample.value[i].n);
		assert_true(iv_str_eq(a->sample.value[i].text, b->sample.value[i].text));
	}
}

static void same_items(struct iv_frequent *a, struct iv_frequent *b)
{
	iv_frequent_sort(a);
	iv_frequent_sort(b);
	assert_int_equal(a->n, b->n);
	assert_int_equal(a->error, b->error);
	for (size_t i = 0; i < a->n; i++) {
		assert_int_equal(a->item[i].n, b->item[i].n);
		assert_int_equal(a->item[i].hash, b->item[i].hash);
	}
}

static void law(void **state)
{
	(void)state;
	make_cells();
	struct iv_profile_tops one = { 0 }, four = { 0 };
	struct iv_profile *a = run(1, &one), *b = run(4, &four);
	assert_int_equal(a->columns, 2);
	assert_int_equal(b->columns, 2);
	for (size_t c = 0; c < 2; c++) {
		size_t other = iv_profile_column(b, IV_STR("no"), (unsigned)c, 0);
		same_column(a->column[c], b->column[other]);
		struct iv_profile_top *x = iv_profile_top(&one, a->column[c]->id), *y = iv_profile_top(&four, a->column[c]->id);
		same_items(&x->values, &y->values);
		same_items(&x->shapes, &y->shapes);
	}
	/* What was counted is what is there. */
	struct iv_profile_top *top = iv_profile_top(&one, a->column[1]->id);
	int64_t star = 0;
	for (size_t i = 0; i < ROWS; i++)
		star += !strcmp(cells[i], "13800000000");
	assert_true(iv_str_eq((struct iv_str){ top->values.item[0].text, top->values.item[0].len }, IV_STR("13800000000")));
	assert_true(top->values.item[0].n <= star && top->values.item[0].n + top->values.error >= star);
	assert_int_equal(top->shapes.error, 0);
	iv_profile_tops_release(&one);
	iv_profile_tops_release(&four);
	iv_profile_free(a);
	iv_profile_free(b);
}

/* One column with these cells; the caller looks at it and frees it. */
static struct iv_profile *column_with(const char *const *cell, size_t n)
{
	struct iv_profile *p = iv_profile_new();
	struct iv_buf side = { 0 };
	iv_profile_begin(p, iv_profile_column(p, IV_STR("c"), 0, 0), &side);
	for (size_t i = 0; i < n; i++)
		iv_profile_cell(p, iv_str_of(cell[i]));
	iv_profile_end(p);
	iv_buf_release(&side);
	return p;
}
#define COLUMN_WITH(...) column_with((const char *const[]){ __VA_ARGS__ }, sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *))

static void numbers(void **state)
{
	(void)state;
	struct iv_profile *p = COLUMN_WITH("12", "-0.5", "1,299.00", "007", "1,29", "", "1.2.3", "+4", "99999999999999999999", "x", "12345678901");
	struct iv_profile_column *c = p->column[0];
	assert_int_equal(c->filled, 10);
	assert_int_equal(c->integers, 5);
	assert_int_equal(c->decimals, 2);
	assert_int_equal(c->zeros, 1);
	assert_int_equal(c->numbers, 6);
	assert_int_equal(c->number_min, -5000);
	assert_int_equal(c->number_max, 123456789010000);
	assert_int_equal(c->length_min, 1);
	assert_int_equal(c->length_max, 20);
	iv_profile_free(p);
}

/* Plain numbers of every length are read as they stand. */
static void plain_numbers(void **state)
{
	(void)state;
	char text[24];
	for (int64_t n = 0; n < 100000000000000; n = n * 3 + (n < 300 ? 1 : 7)) {
		snprintf(text, sizeof text, "%lld", (long long)n);
		struct iv_profile *p = COLUMN_WITH(text);
		assert_int_equal(p->column[0]->number_max, n * 10000);
		assert_int_equal(p->column[0]->number_min, n * 10000);
		iv_profile_free(p);
	}
}

static void dates(void **state)
{
	(void)state;
	struct iv_profile *p = COLUMN_WITH("2026-03-14", "20260131", "1999/1/2 10:00:00", "2026年5月6日", "2026-13-01", "19000000", "88123456", "0000-00-00", "2025-07-04T00:00:00+08:00");
	struct iv_profile_column *c = p->column[0];
	assert_int_equal(c->dates[IV_ORDER_YMD], 5);
	assert_int_equal(c->dates[IV_ORDER_DMY], 0);
	assert_int_equal(c->date_min[IV_ORDER_YMD], 19990102);
	assert_int_equal(c->date_max[IV_ORDER_YMD], 20260506);
	iv_profile_free(p);
	p = COLUMN_WITH("03/04/2026", "31/12/1999", "1.2.87", "4/13/26");
	c = p->column[0];
	assert_int_equal(c->dates[IV_ORDER_DMY], 3);
	assert_int_equal(c->dates[IV_ORDER_MDY], 3);
	assert_int_equal(c->date_min[IV_ORDER_DMY], 19870201);
	assert_int_equal(c->date_max[IV_ORDER_MDY], 20260413);
	iv_profile_free(p);
	p = COLUMN_WITH("民國63年11月21日", "114/04/01", "1150725");
	c = p->column[0];
	assert_int_equal(c->dates[IV_ORDER_YMD], 3);
	assert_int_equal(c->republic, 3);
	assert_int_equal(c->date_min[IV_ORDER_YMD], 631121);
	iv_profile_free(p);
}

/* The hash of short texts is the same everywhere, and tells near texts apart. */
static void hashes(void **state)
{
	(void)state;
	static uint64_t seen[40000];
	size_t n = 0;
	char text[20];
	assert_true(iv_hash_short(IV_STR("13812345678")) == iv_hash_short(IV_STR("13812345678")));
	for (int i = 0; i < 10000; i++) {
		static const char *const formats[] = { "%d", "1381234%04d", "A%d", "%04d-01-02T03" };
		for (size_t f = 0; f < 4; f++) {
			snprintf(text, sizeof text, formats[f], i);
			seen[n++] = iv_hash_short(iv_str_of(text));
		}
	}
	struct iv_distinct d = { 0 };
	for (size_t i = 0; i < n; i++)
		iv_distinct_add(&d, seen[i]);
	double estimate = (double)iv_distinct_count(&d);
	assert_true(estimate > 40000 * (1 - 4 * IV_DISTINCT_ERROR) && estimate < 40000 * (1 + 4 * IV_DISTINCT_ERROR));
	assert_true(iv_hash_short((struct iv_str){ 0 }) != iv_hash_short(IV_STR("0")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shapes), cmocka_unit_test(chunks), cmocka_unit_test(hashes), cmocka_unit_test(bounds), cmocka_unit_test(cut), cmocka_unit_test(law), cmocka_unit_test(numbers), cmocka_unit_test(plain_numbers), cmocka_unit_test(dates),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
