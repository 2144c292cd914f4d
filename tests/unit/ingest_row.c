/* SPDX-License-Identifier: MIT
 * A row through a map, without a file: keys from content, patterns, the binding of columns, and rows of hostile cells. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "ingest/content.h"
#include "ingest/emit.h"

static struct iv_conf conf;

static struct iv_map *map_of(const char *yaml)
{
	struct iv_map *map;
	struct iv_err err;
	assert_int_equal(iv_conf_parse(&conf, "m.yaml", iv_str_of(yaml), &err), IV_OK);
	int status = iv_map_load(&map, &conf, 20000, &err);
	if (status != IV_OK)
		print_error("%s:%ld: %s\n", err.file, err.line, err.msg);
	assert_int_equal(status, IV_OK);
	return map;
}

/* The lines that a row of these cells becomes, joined by spaces; or !code. Cells are in the map's order of columns. */
static void row(struct iv_map *map, const char *const *cell, const char *want)
{
	struct iv_ingest w;
	struct iv_arena arena = { 0 };
	struct iv_err err;
	struct iv_row *r = iv_zalloc(sizeof *r + map->columns * sizeof *r->cell);
	for (size_t i = 0; i < map->columns; i++)
		r->cell[i] = iv_str_of(cell[i]);
	iv_ingest_init(&w, map);
	struct iv_buf got = { 0 };
	if (iv_ingest_row(&w, &arena, r, &err) == IV_REJECT)
		iv_buf_addf(&got, "!%s", err.code);
	for (size_t i = 0; i < w.lines; i++)
		iv_buf_addf(&got, "%s" IV_FMT, i ? " " : "", (int)w.line[i].n, w.out.p + w.line[i].at);
	assert_string_equal(iv_buf_text(&got), want);
	iv_buf_release(&got);
	iv_ingest_release(&w);
	iv_arena_release(&arena);
	free(r);
}

#define HEAD "source: x\npurpose: p\nowner: o\nkind: party\nkey: no\n"

static void values(void **state)
{
	(void)state;
	struct iv_map *map = map_of(HEAD "own: {n: number, t: text, l: list}\n"
					 "fields:\n"
					 "  gender: {from: sex, values: {男: M, x: ''}, otherwise: F}\n"
					 "  n: {from: n, abs: true}\n"
					 "  t: [a, b, {value: none}]\n"
					 "  l: [{from: a, pattern: '\\d+'}, b]\n");
	/* Columns: no, sex, a, b, n: the key is read first, then fields in the order of the vocabulary, the user's own last. */
	row(map, (const char *[]){ "1", "男", "-5", "", "b" }, "{\"kind\":\"party\",\"source\":\"x\",\"key\":\"1\",\"gender\":\"M\",\"n\":5,\"t\":\"b\",\"l\":[\"b\"]}");
	row(map, (const char *[]){ "1", "x", "", "a1b22", "" }, "{\"kind\":\"party\",\"source\":\"x\",\"key\":\"1\",\"t\":\"a1b22\",\"l\":[\"1\",\"22\"]}");
	row(map, (const char *[]){ "1", "?", "12345678901234567890", "", "" }, "{\"kind\":\"party\",\"source\":\"x\",\"key\":\"1\",\"gender\":\"F\",\"n\":12345678901234567890,\"t\":\"none\"}");
	row(map, (const char *[]){ "", "", "", "", "" }, "!missing_key");
	iv_map_free(map);
	iv_conf_release(&conf);
}

/* Numbers that pass as they are and numbers that the cleaner rewrites must come out alike. */
static void numbers(void **state)
{
	(void)state;
	static const char *const cases[][2] = {
		{ "12", "12" }, { "-0.5", "-0.5" }, { "0.0001", "0.0001" }, { "007", "7" }, { "1.50", "1.5" }, { "-0", "0" }, { "0.0", "0" }, { "5.", "5" }, { "1,234.5", "1234.5" }, { ".5", "0.5" }, { "+3", "3" },
		{ "0012345678901234567890", "12345678901234567890" }, { "-0012345678901234567890", "-12345678901234567890" }, { "1e30", "1e30" }, { "+1E+30", "1E+30" },
	};
	struct iv_map *map = map_of(HEAD "own: {n: number}\nfields: {n: n}\n");
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char want[100];
		snprintf(want, sizeof want, "{\"kind\":\"party\",\"source\":\"x\",\"key\":\"1\",\"n\":%s}", cases[i][1]);
		row(map, (const char *[]){ "1", cases[i][0] }, want);
	}
	iv_map_free(map);
	iv_conf_release(&conf);
}

static void rules(void **state)
{
	(void)state;
	struct iv_map *map = map_of(HEAD "columns: {note: number}\n"
					 "when: record.name is not null\n"
					 "fields:\n"
					 "  name: who\n"
					 "  note: {expr: \"'n' || name || case when row.note > 1 then '+' else '' end\"}\n");
	/* note is a column and a field; a bare name is the column. Columns: note, no, who. */
	row(map, (const char *[]){ "2", "1", "王" }, "{\"kind\":\"party\",\"source\":\"x\",\"key\":\"1\",\"name\":\"王\",\"family\":\"王\",\"note\":\"n王+\"}");
	row(map, (const char *[]){ "", "1", "王" }, "{\"kind\":\"party\",\"source\":\"x\",\"key\":\"1\",\"name\":\"王\",\"family\":\"王\",\"note\":\"n王\"}");
	row(map, (const char *[]){ "", "1", "" }, "");
	iv_map_free(map);
	iv_conf_release(&conf);
}

static void binding(void **state)
{
	(void)state;
	struct iv_map *map = map_of(HEAD "optional: [fax]\nfields: {name: who, phone: [tel, fax]}\n");
	uint32_t index[8];
	struct iv_err err;
	struct iv_str header[] = { IV_STR("tel"), IV_STR("who"), IV_STR("no") };
	assert_int_equal(iv_map_bind(map, "f.csv", header, 3, index, &err), IV_OK);
	for (size_t i = 0; i < map->columns; i++)
		assert_true(index[i] == IV_NOWHERE ? iv_str_eq(map->column[i].name, IV_STR("fax")) : iv_str_eq(header[index[i]], map->column[i].name));
	header[0] = IV_STR("telephone");
	assert_int_equal(iv_map_bind(map, "f.csv", header, 3, index, &err), IV_WRONG);
	assert_string_equal(err.msg, "'f.csv' has no column 'tel' (did you mean 'telephone'?)");
	assert_int_equal(err.line, 7);
	iv_map_free(map);
	iv_conf_release(&conf);
}

static void content(void **state)
{
	(void)state;
	struct iv_content c = { 0 };
	struct iv_arena arena = { 0 };
	struct iv_str ab[] = { IV_STR("a"), IV_STR("b") }, a_b[] = { IV_STR("ab"), IV_STR("") };
	struct iv_str first = iv_content_key(&c, ab, 2, &arena), other = iv_content_key(&c, a_b, 2, &arena), second = iv_content_key(&c, ab, 2, &arena);
	assert_true(iv_str_ends(first, IV_STR("-1")) && iv_str_ends(second, IV_STR("-2")) && iv_str_ends(other, IV_STR("-1")));
	assert_true(first.n == 18 && memcmp(first.p, second.p, 16) == 0 && memcmp(first.p, other.p, 16) != 0);
	for (int i = 0; i < 20000; i++) {
		struct iv_str s = iv_arena_fmt(&arena, "%d", i);
		assert_true(iv_str_ends(iv_content_key(&c, &s, 1, &arena), IV_STR("-1")));
	}
	assert_true(iv_str_ends(iv_content_key(&c, ab, 2, &arena), IV_STR("-3")));
	iv_content_release(&c);
	iv_arena_release(&arena);
}

/* What one field teaches about another is what that field would keep, so that reading the record again changes nothing. */
static void learned(void **state)
{
	(void)state;
	struct iv_map *map = map_of(HEAD "fields: {idno: id}\n");
	row(map, (const char *[]){ "1", "420109198203141231" },
	    "{\"kind\":\"party\",\"source\":\"x\",\"key\":\"1\",\"gender\":\"M\",\"birth\":\"1982-03-14\",\"idno\":\"420109198203141231\"}");
	row(map, (const char *[]){ "1", "420109197001011880" }, "{\"kind\":\"party\",\"source\":\"x\",\"key\":\"1\",\"gender\":\"F\",\"idno\":\"420109197001011880\"}");
	iv_map_free(map);
	iv_conf_release(&conf);
}

/* A record that is renewed knows nothing of the one before, whose memory is gone. */
static void renewed(void **state)
{
	(void)state;
	static const char *const lines[] = {
		"{\"kind\":\"party\",\"source\":\"x\",\"key\":\"1\",\"phone\":[\"+886226001234\"],\"country\":\"Taiwan\",\"division\":\"TW-TPE-106\"}",
		"{\"kind\":\"party\",\"source\":\"x\",\"key\":\"2\",\"phone\":[\"02-2600-1234\"]}",
	};
	struct iv_map *map = map_of("purpose: p\nowner: o\nformat: ndjson\n");
	struct iv_ingest w;
	struct iv_buf got = { 0 };
	iv_ingest_init(&w, map);
	for (size_t i = 0; i < 2; i++) {
		struct iv_arena arena = { 0 };
		struct iv_err err;
		char *line = strdup(lines[i]);
		assert_int_equal(iv_ingest_json(&w, &arena, iv_str_of(line), (struct iv_str){ 0 }, &err), IV_OK);
		iv_buf_clear(&got);
		iv_buf_add(&got, w.out.p + w.line[0].at, w.line[0].n);
		iv_arena_release(&arena);
		free(line);
	}
	assert_non_null(strstr(iv_buf_text(&got), "no_region"));
	iv_buf_release(&got);
	iv_ingest_release(&w);
	iv_map_free(map);
	iv_conf_release(&conf);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(learned), cmocka_unit_test(renewed), cmocka_unit_test(values), cmocka_unit_test(numbers), cmocka_unit_test(rules), cmocka_unit_test(binding), cmocka_unit_test(content) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
