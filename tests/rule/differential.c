/* SPDX-License-Identifier: MIT
 * The rule language against SQLite: thousands of random expressions over random rows, nulls included, must give the
 * same. An expression is grown from templates that have it in both dialects; where SQLite's answer is different on
 * purpose (ivoc-rules(5), DIFFERENCES), the template asks SQLite in other words.
 *
 * Parentheses are left out at random, so that precedence is compared too. Numbers are integers and quarters, on which
 * SQLite's binary arithmetic is exact.
 *
 * differential [COUNT [SEED]] */
#include <math.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

#include "fixture.h"

enum { ROWS = 24, DEPTH = 4, SHOWN = 5 };

/* Types: i integer, n number, t text, d date, b condition. In a template $i1, $t2 … is an expression of that type,
 * the same wherever it stands in the pair; $k $s $p $e $l $D is a literal: small integer, text, LIKE pattern,
 * one with escapes, a text of the tags, date. `sqlite` NULL: the same words in both dialects. A * as type stands for each of "intdb". */
struct template {
	char type;
	const char *ours, *sqlite;
};

static const struct template leaves[] = {
	{ 'i', "i1", NULL }, { 'i', "i2", NULL }, { 'i', "$k1", NULL }, { 'n', "q1", NULL }, { 'n', "q2", NULL }, { 'n', "$k1.25", NULL },
	{ 'n', "i1", NULL }, { 't', "t1", NULL }, { 't', "t2", NULL },	{ 't', "t3", NULL }, { 't', "$s1", NULL }, { 'd', "d1", NULL },
	{ 'd', "d2", NULL }, { 'd', "date $D1", "$D1" }, { 'd', "today", "'" TODAY "'" }, { 'b', "b1", NULL }, { 'b', "b2", NULL }, { 'b', "true", NULL },
	{ 'b', "false", NULL }, { 'i', "nullif($k1, $k1)", NULL },
};

static const struct template templates[] = {
	/* numbers */
	{ 'i', "$i1 + $i2", NULL }, { 'i', "$i1 - $i2", NULL }, { 'i', "$i1 * $k1", NULL }, { 'i', "$i1 % $i2", NULL }, { 'i', "-($i1)", NULL },
	{ 'i', "abs($i1)", NULL }, { 'i', "length($t1)", NULL }, { 'i', "min($i1, $i2, $i3)", NULL }, { 'i', "max($i1, $i2)", NULL },
	{ 'n', "$n1 + $n2", NULL }, { 'n', "$n1 - $n2", NULL }, { 'n', "($n1) * $k1", NULL }, { 'n', "($i1) / 4", "($i1) / 4.0" },
	{ 'n', "($i1) / 2 - $n2", "($i1) / 2.0 - $n2" }, { 'n', "($n1) / 0", "($n1) / 0.0" }, { 'n', "round($n1)", NULL }, { 'n', "abs($n1)", NULL },
	{ 'n', "max($n1, $n2)", NULL }, { 'n', "number(text($i1))", "cast(cast($i1 as text) as integer)" },
	{ 'i', "count(tags)", "coalesce(json_array_length(tags), 0)" },
	{ 'i', "count(tags, value > $l1)", "(select count(*) from json_each(tags) where value > $l1)" },
	/* texts */
	{ 't', "$t1 || $t2", NULL }, { 't', "$t1 || ($i1)", NULL }, { 't', "lower($t1)", NULL }, { 't', "upper($t1)", NULL }, { 't', "trim($t1)", NULL },
	{ 't', "substr($t1, $i1)", NULL }, { 't', "substr($t1, $i1, abs($i2))", NULL }, { 't', "replace($t1, $s1, $s2)", NULL }, { 't', "replace($t1, $t2, $s1)", NULL },
	{ 't', "left($t1, abs($i1))", "substr($t1, 1, abs($i1))" }, { 't', "right($t1, abs($i1))", "case abs($i1) when 0 then substr($t1, 1, 0) else substr($t1, -abs($i1)) end" },
	{ 't', "concat($t1, $i1, $t2)", "(coalesce($t1, '') || coalesce($i1, '') || coalesce($t2, ''))" }, { 't', "text($i1)", "cast($i1 as text)" },
	{ 't', "min($t1, $t2)", NULL }, { 't', "max($t1, $t2, $t3)", NULL }, { 't', "text($d1)", "($d1)" },
	/* dates */
	{ 'd', "$d1 + $k1 days", "date($d1, '+' || $k1 || ' days')" }, { 'd', "$d1 - $k1 weeks", "date($d1, '-' || (7 * $k1) || ' days')" },
	{ 'd', "date(text($d1))", "date($d1)" }, { 'd', "max($d1, $d2)", NULL }, { 'd', "min($d1, $D1)", NULL },
	{ 'i', "($d1 - ($d2))", "cast(julianday($d1) - julianday($d2) as integer)" },
	{ 'i', "days_between($d1, $d2)", "cast(julianday($d2) - julianday($d1) as integer)" }, { 'i', "year($d1)", "cast(strftime('%Y', $d1) as integer)" },
	{ 'i', "month($d1)", "cast(strftime('%m', $d1) as integer)" }, { 'i', "day($d1)", "cast(strftime('%d', $d1) as integer)" },
	{ 'i', "weekday($d1)", "((strftime('%w', $d1) + 6) % 7 + 1)" },
	/* of any type */
	{ '*', "coalesce($*1, $*2)", NULL }, { '*', "coalesce($*1, $*2, $*3)", NULL }, { '*', "nullif($*1, $*2)", NULL }, { '*', "($*1)", NULL },
	{ '*', "case when $b1 then $*1 else $*2 end", NULL }, { '*', "case when $b1 then $*1 when $b2 then $*2 end", NULL },
	{ '*', "case $i1 when $i2 then $*1 when $k1 then $*2 else $*3 end", NULL }, { '*', "case $t1 when $t2 then $*1 end", NULL },
	/* conditions */
	{ 'b', "$n1 = $n2", NULL }, { 'b', "$n1 <> $n2", NULL }, { 'b', "$n1 != $i2", NULL }, { 'b', "$n1 < $n2", NULL }, { 'b', "$i1 <= $n2", NULL },
	{ 'b', "$n1 > $n2", NULL }, { 'b', "$i1 >= $i2", NULL }, { 'b', "$i1 = $k1", NULL }, { 'b', "$t1 = $t2", NULL }, { 'b', "$t1 <> $s1", NULL },
	{ 'b', "$t1 < $t2", NULL }, { 'b', "$t1 >= $s1", NULL }, { 'b', "$d1 = $d2", NULL }, { 'b', "$d1 < $D1", NULL }, { 'b', "$d1 >= $d2", NULL },
	{ 'b', "($b1) = ($b2)", NULL }, { 'b', "($b1) <> ($b2)", NULL }, { 'b', "$n1 between $n2 and $n3", NULL }, { 'b', "$t1 not between $s1 and $t2", NULL },
	{ 'b', "$d1 between $D1 and $D2", NULL }, { 'b', "$i1 in ($k1, $k2, $i2)", NULL }, { 'b', "$i1 not in ($k1, $k2, $k3)", NULL },
	{ 'b', "$t1 in ($s1, $s2, $t2)", NULL }, { 'b', "$t1 in ($s1, $s2, $s3, null)", NULL }, { 'b', "$d1 in ($D1, $D2)", NULL }, { 'b', "$n1 in ($k1.25, $n2)", NULL },
	{ 'b', "$t1 like $p1", NULL }, { 'b', "$t1 not like $p1", NULL }, { 'b', "$t1 like $t2", NULL }, { 'b', "$t1 like $e1 escape '!'", NULL },
	{ 'b', "$i1 is null", NULL }, { 'b', "$t1 is not null", NULL }, { 'b', "$d1 is null", NULL }, { 'b', "$b1 is null", NULL },
	{ 'b', "$b1 is true", NULL }, { 'b', "$b1 is not false", NULL }, { 'b', "$b1 and $b2", NULL }, { 'b', "$b1 and $b2 and $b3", NULL },
	{ 'b', "$b1 or $b2", NULL }, { 'b', "$b1 or $b2 and $b3", NULL }, { 'b', "not $b1", NULL }, { 'b', "not ($b1 or $b2)", NULL },
	{ 'b', "contains($t1, $s1)", "(instr($t1, $s1) > 0)" }, { 'b', "starts_with($t1, $s1)", "(substr($t1, 1, length($s1)) = $s1)" },
	{ 'b', "ends_with($t1, $l1)", "(substr($t1, -length($l1)) = $l1)" }, { 'b', "$l1 in tags", "exists (select 1 from json_each(tags) where value = $l1)" },
	{ 'b', "$l1 not in tags", "(not exists (select 1 from json_each(tags) where value = $l1))" },
	{ 'b', "any(tags, value like $p1)", "exists (select 1 from json_each(tags) where value like $p1)" },
	{ 'b', "all(tags, value <> $l1)", "(not exists (select 1 from json_each(tags) where value = $l1))" },
};

static uint64_t seed = 20260331;

static uint32_t below(uint32_t n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (uint32_t)((seed * 0x2545F4914F6CDD1Du >> 33) % n);
}

/* One expression in both dialects. */
struct pair {
	struct iv_buf ours, sqlite;
};

static const char *const texts[] = { "a", "ab", "aB", "b", "", " a ", "王", "王小明", "小", "a%b", "a_b", "it''s", "12", "A" };
static const char *const patterns[] = { "a%", "%b", "_", "__", "%", "", "王%", "%小_", "a_b", "%b%", "ab%_", "ab_", "a%b%", "_%_", "bb%" };
static const char *const escaped[] = { "a!%b", "!_%", "%!%%", "a!__", "!a%", "%!!%", "_!_b" };
static const char *const labels[] = { "a", "b", "王", "vip" };
static const char *const days[] = { "2026-03-31", "2024-02-29", "2026-01-01", "1999-12-31", "2025-07-04" };

#define PICK(array) array[below(sizeof array / sizeof *array)]

static void literal(char kind, struct iv_buf *out)
{
	if (kind == 'k')
		iv_buf_addf(out, "%u", below(8));
	else
		iv_buf_addf(out, "'%s'",
			    kind == 's' ? PICK(texts) :
			    kind == 'p' ? PICK(patterns) :
			    kind == 'e' ? PICK(escaped) :
			    kind == 'l' ? PICK(labels) :
					  PICK(days));
}

static void grow(char type, int depth, struct pair *out);

/* A hole of a template, such as $i1, and what was grown for it. */
struct hole {
	char kind, digit;
	struct pair text;
};

enum { HOLES = 8 };

static struct hole *hole_of(struct hole *holes, const char *at)
{
	struct hole *h = holes;
	while (h->kind && (h->kind != at[1] || h->digit != at[2]))
		h++;
	h->kind = at[1];
	h->digit = at[2];
	return h;
}

static void fill(const char *template, struct hole *holes, bool sqlite, struct iv_buf *out)
{
	const char *from = template;
	for (const char *p = from; (p = strchr(p, '$')); from = p += 3) {
		const struct hole *h = hole_of(holes, p);
		iv_buf_add(out, from, (size_t)(p - from));
		iv_buf_adds(out, iv_buf_str(sqlite ? &h->text.sqlite : &h->text.ours));
	}
	iv_buf_adds(out, iv_str_of(from));
}

static void expand(const struct template *t, char type, int depth, struct pair *out)
{
	struct hole holes[HOLES] = { { 0 } };
	for (const char *p = t->ours; (p = strchr(p, '$')); p += 3) {
		struct pair *text = &hole_of(holes, p)->text;
		if (text->ours.n)
			continue;
		if (strchr("kspelD", p[1])) {
			literal(p[1], &text->ours);
			iv_buf_adds(&text->sqlite, iv_buf_str(&text->ours));
			continue;
		}
		bool wrap = below(10) < 6;
		iv_buf_addf(&text->ours, "%s", wrap ? "(" : "");
		iv_buf_addf(&text->sqlite, "%s", wrap ? "(" : "");
		grow(p[1] == '*' ? type : p[1], depth - 1, text);
		iv_buf_addf(&text->ours, "%s", wrap ? ")" : "");
		iv_buf_addf(&text->sqlite, "%s", wrap ? ")" : "");
	}
	fill(t->ours, holes, false, &out->ours);
	fill(t->sqlite ? t->sqlite : t->ours, holes, true, &out->sqlite);
	for (size_t i = 0; i < HOLES; i++) {
		iv_buf_release(&holes[i].text.ours);
		iv_buf_release(&holes[i].text.sqlite);
	}
}

/* Appends an expression of a type. */
static void grow(char type, int depth, struct pair *out)
{
	bool leaf = depth <= 0 || below(5) == 0;
	const struct template *from = leaf ? leaves : templates;
	size_t n = leaf ? sizeof leaves / sizeof *leaves : sizeof templates / sizeof *templates, i;
	do
		i = below((uint32_t)n);
	while (from[i].type != type && from[i].type != '*');
	expand(&from[i], type, depth, out);
}

/* --- Rows --- */

struct world {
	struct fixture f;
	struct iv_rec rec[ROWS];
	struct iv_arena arena;
	sqlite3 *db;
};

static void field(struct iv_buf *json, struct iv_buf *sql, const char *name, const char *format, const char *value)
{
	if (below(4) == 0) {
		iv_buf_adds(sql, IV_STR(", null"));
		if (below(2))
			iv_buf_addf(json, ",\"%s\":null", name); /* else absent, which is the same */
		return;
	}
	iv_buf_addf(sql, ", ");
	iv_buf_addf(sql, format, value);
	iv_buf_addf(json, ",\"%s\":", name);
	if (*format != '\'') {
		iv_buf_addf(json, format, value);
		return;
	}
	/* SQL's doubled quote is one in JSON. */
	struct iv_buf one = { 0 };
	for (const char *p = value; *p; p++) {
		iv_buf_addc(&one, *p);
		p += p[0] == '\'' && p[1] == '\'';
	}
	iv_json_quote(json, iv_buf_str(&one));
	iv_buf_release(&one);
}

static void tags(struct iv_buf *json, struct iv_buf *sql)
{
	uint32_t n = below(5);
	if (n == 4) {
		iv_buf_adds(sql, IV_STR(", null"));
		return;
	}
	iv_buf_adds(sql, IV_STR(", '["));
	iv_buf_adds(json, IV_STR(",\"tags\":["));
	for (uint32_t i = 0; i < n; i++) {
		const char *label = PICK(labels);
		iv_buf_addf(sql, "%s\"%s\"", i ? "," : "", label);
		iv_buf_addf(json, "%s\"%s\"", i ? "," : "", label);
	}
	iv_buf_adds(sql, IV_STR("]'"));
	iv_buf_addc(json, ']');
}

static bool run_sql(sqlite3 *db, const char *sql)
{
	char *why = NULL;
	if (sqlite3_exec(db, sql, NULL, NULL, &why) == SQLITE_OK)
		return true;
	fprintf(stderr, "%s\n%s\n", sql, why);
	sqlite3_free(why);
	return false;
}

static bool add_row(struct world *w, int id)
{
	static const char *const fractions[] = { "0", "25", "5", "75" };
	struct iv_buf json = { 0 }, sql = { 0 };
	struct iv_err err;
	char number[16];
	iv_buf_addf(&json, "{\"id\":%d", id);
	iv_buf_addf(&sql, "insert into r values (%d", id);
	for (int i = 1; i <= 2; i++) {
		snprintf(number, sizeof number, "%d", (int)below(25) - 12);
		field(&json, &sql, i == 1 ? "i1" : "i2", "%s", number);
		snprintf(number, sizeof number, "%d.%s", (int)below(9) - 4, PICK(fractions));
		field(&json, &sql, i == 1 ? "q1" : "q2", "%s", number);
		field(&json, &sql, i == 1 ? "d1" : "d2", "'%s'", PICK(days));
		field(&json, &sql, i == 1 ? "b1" : "b2", "%s", below(2) ? "true" : "false");
		field(&json, &sql, i == 1 ? "t1" : "t2", "'%s'", PICK(texts));
	}
	field(&json, &sql, "t3", "'%s'", PICK(texts));
	tags(&json, &sql);
	iv_buf_addc(&json, '}');
	iv_buf_addc(&sql, ')');
	struct iv_str line = iv_arena_str(&w->arena, iv_buf_str(&json));
	bool ok = iv_rec_read(&w->rec[id], line, &w->arena, &err) == IV_OK && run_sql(w->db, iv_buf_text(&sql));
	iv_buf_release(&json);
	iv_buf_release(&sql);
	return ok;
}

static bool make_world(struct world *w)
{
	static const struct {
		const char *name;
		enum iv_rule_type type;
	} declared[] = { { "i1", IV_RULE_NUMBER }, { "i2", IV_RULE_NUMBER }, { "q1", IV_RULE_NUMBER }, { "q2", IV_RULE_NUMBER }, { "t1", IV_RULE_TEXT },
			 { "t2", IV_RULE_TEXT }, { "t3", IV_RULE_TEXT }, { "d1", IV_RULE_DATE }, { "d2", IV_RULE_DATE }, { "b1", IV_RULE_BOOL },
			 { "b2", IV_RULE_BOOL }, { "tags", IV_RULE_LIST } };
	struct iv_err err;
	fixture_open(&w->f, 0);
	for (size_t i = 0; i < sizeof declared / sizeof *declared; i++)
		if (iv_rule_declare(w->f.scope, iv_str_of(declared[i].name), declared[i].type, &err) != IV_OK)
			return false;
	if (sqlite3_open(":memory:", &w->db) != SQLITE_OK || !run_sql(w->db, "pragma case_sensitive_like = on") ||
	    !run_sql(w->db, "create table r (id integer, i1 integer, q1 real, d1 text, b1 integer, t1 text, i2 integer, q2 real, d2 text, b2 integer, "
			    "t2 text, t3 text, tags text)"))
		return false;
	for (int id = 0; id < ROWS; id++)
		if (!add_row(w, id))
			return false;
	return true;
}

/* --- Comparing --- */

static bool same(char type, const struct iv_rule_value *v, sqlite3_stmt *s)
{
	bool null = sqlite3_column_type(s, 0) == SQLITE_NULL;
	if (null || v->type == IV_RULE_NULL)
		return null == (v->type == IV_RULE_NULL);
	if (type == 'b')
		return sqlite3_column_int(s, 0) == (int)v->truth;
	if (type == 'i' || type == 'n') {
		double want = sqlite3_column_double(s, 0);
		return fabs(iv_decimal_double(v->number) - want) <= 1e-9 * fmax(1, fabs(want));
	}
	struct iv_buf shown = { 0 };
	if (type == 'd')
		iv_date_add(&shown, v->day);
	else
		iv_buf_adds(&shown, v->text);
	bool equal = strcmp(iv_buf_text(&shown), (const char *)sqlite3_column_text(s, 0)) == 0;
	iv_buf_release(&shown);
	return equal;
}

/* How many rows differ, or -1 when one of the two does not take the expression. */
static int compare(struct world *w, char type, struct pair *e)
{
	struct iv_err err = { 0 };
	struct iv_buf sql = { 0 };
	sqlite3_stmt *s = NULL;
	uint32_t id;
	int differ = 0;
	if (iv_rules_add_text(w->f.rules, iv_buf_str(&e->ours), IV_RULE_ANY, &id, &err) != IV_OK) {
		printf("refused at %ld: %s\n", err.column, err.msg);
		return -1;
	}
	iv_buf_addf(&sql, "select %s from r order by id", iv_buf_text(&e->sqlite));
	if (sqlite3_prepare_v2(w->db, iv_buf_text(&sql), -1, &s, NULL) != SQLITE_OK) {
		printf("SQLite refused: %s\n", sqlite3_errmsg(w->db));
		differ = -1;
	}
	struct iv_rule_run *run = iv_rule_run_new(w->f.rules);
	for (int row = 0; differ >= 0 && row < ROWS && sqlite3_step(s) == SQLITE_ROW; row++) {
		struct iv_rule_value v;
		iv_rule_bind(run, &w->rec[row]);
		iv_rule_eval(run, id, &v);
		if (same(type, &v, s) || differ++)
			continue;
		iv_buf_clear(&w->f.out);
		iv_rule_value_json(&v, &w->f.out);
		const unsigned char *theirs = sqlite3_column_text(s, 0);
		printf("row " IV_FMT "\n  rule   %s\n  SQLite %s\n", IV_ARG(w->rec[row].line), iv_buf_text(&w->f.out), theirs ? (const char *)theirs : "null");
	}
	iv_rule_run_free(run);
	sqlite3_finalize(s);
	iv_buf_release(&sql);
	return differ;
}

int main(int argc, char **argv)
{
	static const char types[] = "bbbbbbintd";
	static struct world w;
	int count = argc > 1 ? atoi(argv[1]) : 8000, failed = 0;
	if (argc > 2)
		seed += strtoull(argv[2], NULL, 10) * 0x9E3779B97F4A7C15u;
	if (!make_world(&w))
		return 1;
	for (int i = 0; i < count && failed < SHOWN; i++) {
		struct pair e = { 0 };
		char type = types[below(sizeof types - 1)];
		grow(type, DEPTH, &e);
		if (compare(&w, type, &e) != 0) {
			printf("  %s\n  %s\n\n", iv_buf_text(&e.ours), iv_buf_text(&e.sqlite));
			failed++;
		}
		iv_buf_release(&e.ours);
		iv_buf_release(&e.sqlite);
		/* A set grows with each rule; begin another one now and then. */
		if (i % 500 == 499) {
			iv_rules_free(w.f.rules);
			int32_t today = 0;
			iv_date_parse(IV_STR(TODAY), &today);
			w.f.rules = iv_rules_new(w.f.scope, today);
		}
	}
	printf("%d expressions over %d rows, %d differ\n", count, ROWS, failed);
	for (int id = 0; id < ROWS; id++)
		iv_rec_release(&w.rec[id]);
	iv_arena_release(&w.arena);
	sqlite3_close(w.db);
	fixture_close(&w.f);
	return failed > 0;
}
