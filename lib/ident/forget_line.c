/* SPDX-License-Identifier: MIT
 * Reading requests. Nothing is guessed: an unknown member may be one that was meant to say who. */
#include "ident/forget_line.h"

#include <stdlib.h>

#include "base/date.h"
#include "base/utf8.h"
#include "ident/forget_record.h"
#include "ident/mint.h"
#include "io/json.h"

enum member { CID, SOURCE, KEY, IDNO, PHONE, EMAIL, NAME, WHO, WHEN, WHY, CASE, MEMBERS };
static const char *const names[MEMBERS] = { "cid", "source", "key", "idno", "phone", "email", "name", "who", "when", "why", "case" };

void iv_forget_lines_release(struct iv_forget_lines *l)
{
	free(l->line);
	iv_arena_release(&l->arena);
	*l = (struct iv_forget_lines){ 0 };
}

static int unknown(struct iv_err *err, struct iv_str key)
{
	const char *near = iv_str_nearest(key, names, MEMBERS);
	int status = iv_err_set(err, IV_WRONG, "bad_forget", "is unknown%s%s%s", near ? "; did you mean " : ", expected cid, source, key, idno, phone, email, name, who, when, why or case", near ? near : "",
				near ? "?" : "");
	iv_err_field(err, key);
	return status;
}

static int read_members(struct iv_forget_lines *l, struct iv_json *json, struct iv_str line, struct iv_str text[MEMBERS], struct iv_err *err)
{
	if (iv_json_scan(json, line, err) != IV_OK)
		return IV_WRONG;
	for (size_t i = 0; i < json->n; i++) {
		int m = 0;
		while (m < MEMBERS && !iv_str_eq(json->m[i].key, iv_str_of(names[m])))
			m++;
		if (m == MEMBERS)
			return unknown(err, json->m[i].key);
		if (json->m[i].type != IV_JSON_STRING)
			return iv_err_told(err, IV_WRONG, "bad_forget", names[m], json->m[i].value, "is no text, expected a string");
		text[m] = iv_arena_str(&l->arena, iv_str_trim(iv_json_text(json->m[i].value, &l->arena)));
	}
	return IV_OK;
}

static bool is_cid(struct iv_str s)
{
	bool is = s.n == IV_CID_SIZE - 1 && *s.p == 'c';
	for (size_t i = 1; is && i < s.n; i++)
		is = iv_is_digit(s.p[i]) || (s.p[i] >= 'a' && s.p[i] <= 'f');
	return is;
}

static int set_identifier(struct iv_forget_lines *l, enum iv_forget_of by, enum member m, struct iv_str text, struct iv_forget_line *out, struct iv_err *err)
{
	out->by = by;
	if (iv_forget_value(&l->arena, by, text, &out->value))
		return IV_OK;
	return iv_err_told(err, IV_WRONG, "bad_forget", names[m], text,
				   by == IV_FORGET_IDNO ? "tells nobody apart, expected a number whose check digit is right" : "tells nobody apart, expected a number or address that is one person's");
}

/* Who is meant, which is said in one way. */
static int set_who(struct iv_forget_lines *l, const struct iv_str text[MEMBERS], struct iv_forget_line *out, struct iv_err *err)
{
	int ways = (text[CID].n > 0) + (text[SOURCE].n || text[KEY].n) + (text[IDNO].n > 0) + (text[PHONE].n > 0) + (text[EMAIL].n > 0);
	if (ways != 1)
		return iv_err_told(err, IV_WRONG, "bad_forget", NULL, (struct iv_str){ 0 },
				   ways ? "names a person in several ways, expected one: cid, source and key, idno, phone or email; a line for each" : "names nobody, expected cid, source and key, idno, phone or email");
	if (text[NAME].n && !text[IDNO].n && !text[PHONE].n && !text[EMAIL].n)
		return iv_err_told(err, IV_WRONG, "bad_forget", "name", (struct iv_str){ 0 }, "goes with idno, phone or email only");
	if (text[IDNO].n)
		return set_identifier(l, IV_FORGET_IDNO, IDNO, text[IDNO], out, err);
	if (text[PHONE].n)
		return set_identifier(l, IV_FORGET_PHONE, PHONE, text[PHONE], out, err);
	if (text[EMAIL].n)
		return set_identifier(l, IV_FORGET_EMAIL, EMAIL, text[EMAIL], out, err);
	out->by = text[CID].n ? IV_FORGET_CID : IV_FORGET_RECORD;
	out->value = text[CID].n ? text[CID] : text[KEY];
	out->source = text[SOURCE];
	if (text[CID].n)
		return is_cid(text[CID]) ? IV_OK : iv_err_told(err, IV_WRONG, "bad_forget", "cid", text[CID], "is no id, expected c and 20 hexadecimal digits");
	if (!text[SOURCE].n || !text[KEY].n)
		return iv_err_told(err, IV_WRONG, "bad_forget", text[SOURCE].n ? "key" : "source", (struct iv_str){ 0 }, "is missing, expected the source and the key of a record");
	return IV_OK;
}

static int add_line(struct iv_forget_lines *l, const struct iv_str text[MEMBERS], int32_t today, const char *file, long number, struct iv_err *err)
{
	struct iv_forget_line one = { .name = text[NAME], .of_case = text[CASE], .file = file, .line = number };
	struct iv_time when;
	int status = set_who(l, text, &one, err);
	for (int m = WHO; m <= WHY && status == IV_OK; m++)
		if (!text[m].n)
			status = iv_err_told(err, IV_WRONG, "bad_forget", names[m], (struct iv_str){ 0 }, "is missing, expected who decided it, when and why");
	if (status == IV_OK && !iv_time_parse(text[WHEN], &when))
		status = iv_err_told(err, IV_WRONG, "bad_forget", "when", text[WHEN], "is no date, expected YYYY-MM-DD, or a time of ISO 8601");
	else if (status == IV_OK && when.day > today)
		status = iv_err_told(err, IV_WRONG, "bad_forget", "when", text[WHEN], "is later than the day of the run (--as-of)");
	if (status != IV_OK)
		return status;
	one.when = when.day;
	l->line = iv_reserve(l->line, &l->cap, l->n + 1, sizeof *l->line);
	l->line[l->n++] = one;
	return IV_OK;
}

int iv_forget_lines_parse(struct iv_forget_lines *l, const char *name, struct iv_str text, int32_t today, struct iv_err *err)
{
	struct iv_json json = { 0 };
	struct iv_str rest = text, line;
	int status = IV_OK;
	if (iv_str_starts(rest, IV_STR("\xEF\xBB\xBF")))
		rest = iv_str_from(rest, 3);
	for (long number = 1; status == IV_OK && iv_str_cut(&rest, '\n', &line); number++) {
		struct iv_str member[MEMBERS] = { { 0 } };
		line = iv_str_trim(line);
		if (!line.n || *line.p == '#')
			continue;
		if (iv_utf8_check(line) != line.n)
			status = iv_err_told(err, IV_WRONG, "bad_forget", NULL, (struct iv_str){ 0 }, "has bytes that are not UTF-8");
		else
			status = read_members(l, &json, line, member, err);
		if (status == IV_OK)
			status = add_line(l, member, today, name, number, err);
		if (status != IV_OK)
			iv_err_at(err, name, number, 0);
	}
	iv_json_release(&json);
	return status;
}
