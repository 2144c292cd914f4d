/* SPDX-License-Identifier: MIT
 * Reading judgements: lines of tab separated columns, or of JSON. */
#include "rec/judge.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/date.h"
#include "base/utf8.h"
#include "io/in.h"
#include "io/json.h"

enum { COLUMNS = 9, NEEDED = 5 };

/* A line in either form, as texts; absent ones are empty. In the order of the columns. */
struct row {
	struct iv_str judge, source_a, key_a, source_b, key_b, who, at, why, until;
};

const char *iv_judge_name(enum iv_judge judge)
{
	static const char *const names[] = { "must", "never", "unsure" };
	return names[judge];
}

void iv_judgements_release(struct iv_judgements *j)
{
	free(j->item);
	iv_arena_release(&j->arena);
	*j = (struct iv_judgements){ 0 };
}

static int check_party(const char *which, struct iv_str source, struct iv_str key, struct iv_err *err)
{
	char field[16];
	if (source.n && key.n)
		return IV_OK;
	snprintf(field, sizeof field, "%s.%s", which, source.n ? "key" : "source");
	return iv_err_told(err, IV_WRONG, "bad_judgement", field, (struct iv_str){ 0 }, "is missing, expected the source and the key of two records");
}

static int set_judge(struct iv_judgement *out, struct iv_str text, struct iv_err *err)
{
	for (int k = IV_JUDGE_MUST; k <= IV_JUDGE_UNSURE; k++) {
		if (iv_str_eq(text, iv_str_of(iv_judge_name((enum iv_judge)k)))) {
			out->judge = (enum iv_judge)k;
			return IV_OK;
		}
	}
	return iv_err_told(err, IV_WRONG, "bad_judgement", "judge", text, "is no judgement, expected must, never or unsure");
}

static int set_times(struct iv_judgement *out, const struct row *row, struct iv_err *err)
{
	struct iv_time t;
	out->at = IV_JUDGE_UNDATED;
	out->until = IV_JUDGE_FOREVER;
	if (row->at.n) {
		if (!iv_time_parse(row->at, &t))
			return iv_err_told(err, IV_WRONG, "bad_judgement", "at", row->at, "is no date, expected YYYY-MM-DD, or a time of ISO 8601");
		out->at = (int64_t)t.day * 86400 + t.second - (t.offset == IV_NO_OFFSET ? 0 : (int64_t)t.offset * 60);
	}
	if (row->until.n && !iv_date_parse(row->until, &out->until))
		return iv_err_told(err, IV_WRONG, "bad_judgement", "until", row->until, "is no date, expected YYYY-MM-DD");
	return IV_OK;
}

static int add_row(struct iv_judgements *j, const struct row *row, struct iv_err *err)
{
	struct iv_judgement one = { 0 };
	int status = set_judge(&one, row->judge, err);
	if (status == IV_OK)
		status = check_party("a", row->source_a, row->key_a, err);
	if (status == IV_OK)
		status = check_party("b", row->source_b, row->key_b, err);
	if (status == IV_OK && iv_str_eq(row->source_a, row->source_b) && iv_str_eq(row->key_a, row->key_b))
		status = iv_err_told(err, IV_WRONG, "bad_judgement", "b.key", row->key_b, "is the same record again, expected two records");
	if (status == IV_OK)
		status = set_times(&one, row, err);
	if (status != IV_OK)
		return status;
	one.a = (struct iv_judge_party){ iv_arena_str(&j->arena, row->source_a), iv_arena_str(&j->arena, row->key_a) };
	one.b = (struct iv_judge_party){ iv_arena_str(&j->arena, row->source_b), iv_arena_str(&j->arena, row->key_b) };
	one.who = iv_arena_str(&j->arena, row->who);
	one.why = iv_arena_str(&j->arena, row->why);
	j->item = iv_reserve(j->item, &j->cap, j->n + 1, sizeof *j->item);
	j->item[j->n++] = one;
	return IV_OK;
}

static int read_columns(struct iv_judgements *j, struct iv_str line, struct iv_err *err)
{
	struct iv_str column[COLUMNS] = { 0 }, rest = line, one;
	size_t n = 0;
	for (; iv_str_cut(&rest, '\t', &one); n++)
		if (n < COLUMNS)
			column[n] = iv_str_trim(one);
	if (n < NEEDED || n > COLUMNS) {
		int status = iv_err_set(err, IV_WRONG, "bad_judgement",
					"has %zu columns, expected from 5 to 9 with tabs between: must, never or unsure; source, key; source, key; who; date; why; until", n);
		return status;
	}
	struct row row = { column[0], column[1], column[2], column[3], column[4], column[5], column[6], column[7], { 0 } };
	if (column[8].n && !iv_str_starts(column[8], IV_STR("until ")))
		return iv_err_told(err, IV_WRONG, "bad_judgement", "until", column[8], "does not begin with 'until', expected until YYYY-MM-DD");
	if (column[8].n)
		row.until = iv_str_trim(iv_str_from(column[8], 6));
	return add_row(j, &row, err);
}

static int text_of(struct iv_judgements *j, struct iv_str raw, const char *field, struct iv_str *out, struct iv_err *err)
{
	*out = (struct iv_str){ 0 };
	if (!raw.n || iv_json_type_of(raw) == IV_JSON_NULL)
		return IV_OK;
	if (iv_json_type_of(raw) != IV_JSON_STRING)
		return iv_err_told(err, IV_WRONG, "bad_judgement", field, raw, "is no text, expected a string");
	*out = iv_json_text(raw, &j->arena);
	return IV_OK;
}

static int read_object(struct iv_judgements *j, struct iv_json *json, struct iv_str line, struct iv_err *err)
{
	struct row row;
	if (iv_json_scan(json, line, err) != IV_OK)
		return IV_WRONG;
	struct member {
		const char *field;
		struct iv_str outer, inner;
		struct iv_str *into;
	} member[] = {
		{ "judge", IV_STR("judge"), { 0 }, &row.judge },
		{ "a.source", IV_STR("a"), IV_STR("source"), &row.source_a },
		{ "a.key", IV_STR("a"), IV_STR("key"), &row.key_a },
		{ "b.source", IV_STR("b"), IV_STR("source"), &row.source_b },
		{ "b.key", IV_STR("b"), IV_STR("key"), &row.key_b },
		{ "who", IV_STR("who"), { 0 }, &row.who },
		{ "at", IV_STR("at"), { 0 }, &row.at },
		{ "why", IV_STR("why"), { 0 }, &row.why },
		{ "until", IV_STR("until"), { 0 }, &row.until },
	};
	for (size_t i = 0; i < sizeof member / sizeof *member; i++) {
		const struct iv_json_member *m = iv_json_find(json, member[i].outer);
		struct iv_str raw = m ? m->value : (struct iv_str){ 0 };
		if (member[i].inner.n && raw.n)
			raw = iv_json_get(raw, member[i].inner);
		int status = text_of(j, raw, member[i].field, member[i].into, err);
		if (status != IV_OK)
			return status;
	}
	return add_row(j, &row, err);
}

int iv_judgements_parse(struct iv_judgements *j, const char *name, struct iv_str text, struct iv_err *err)
{
	struct iv_json json = { 0 };
	struct iv_str rest = text, line;
	int status = IV_OK;
	if (iv_str_starts(rest, IV_STR("\xEF\xBB\xBF")))
		rest = iv_str_from(rest, 3);
	for (long number = 1; status == IV_OK && iv_str_cut(&rest, '\n', &line); number++) {
		size_t had = j->n;
		if (line.n && line.p[line.n - 1] == '\r')
			line.n--;
		struct iv_str seen = iv_str_trim(line);
		if (!seen.n || seen.p[0] == '#')
			continue;
		if (iv_utf8_check(line) != line.n)
			status = iv_err_told(err, IV_WRONG, "bad_judgement", NULL, (struct iv_str){ 0 }, "has bytes that are not UTF-8");
		else
			status = seen.p[0] == '{' ? read_object(j, &json, seen, err) : read_columns(j, line, err);
		if (status != IV_OK)
			iv_err_at(err, name, number, 0);
		if (j->n > had) {
			j->item[had].file = name;
			j->item[had].line = number;
		}
	}
	iv_json_release(&json);
	return status;
}

int iv_judgements_read(struct iv_judgements *j, const char *path, struct iv_err *err)
{
	struct iv_buf text = { 0 };
	int status = iv_in_all(path, &text, err);
	if (status == IV_OK)
		status = iv_judgements_parse(j, path, iv_buf_str(&text), err);
	iv_buf_release(&text);
	return status;
}
