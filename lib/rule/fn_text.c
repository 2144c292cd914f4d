/* SPDX-License-Identifier: MIT
 * Functions of texts. Positions and lengths count code points; a text that would be longer than 1 MiB is null. */
#include <utf8proc.h>

#include "base/date.h"
#include "rule/node.h"
#include "text/utf8.h"

static bool is_head(char c)
{
	return ((unsigned char)c & 0xC0) != 0x80;
}

/* The byte at which code point `n` (from 0) begins; s.n when there are not as many. */
static size_t offset(struct iv_str s, int64_t n)
{
	size_t i = 0;
	for (; i < s.n; i++)
		if (is_head(s.p[i]) && n-- == 0)
			break;
	return i;
}

static int64_t length(struct iv_str s)
{
	int64_t n = 0;
	for (size_t i = 0; i < s.n; i++)
		n += is_head(s.p[i]);
	return n;
}

/* Code points [from, to) of s; both may lie outside. */
static struct iv_str part(struct iv_str s, int64_t from, int64_t to)
{
	if (from < 0)
		from = 0;
	if (to <= from)
		return (struct iv_str){ s.p, 0 };
	s = iv_str_from(s, offset(s, from));
	s.n = offset(s, to - from);
	return s;
}

/* A count of code points: a number towards zero, and no larger than any text is long. */
static int64_t counted(iv_decimal v)
{
	int64_t n = 0;
	const int64_t most = (int64_t)1 << 40;
	if (!iv_decimal_int(v, &n))
		n = v < 0 ? -most : most;
	return n < -most ? -most : n > most ? most : n;
}

static void recase(const struct iv_rule_call *call, struct iv_str s, utf8proc_int32_t (*one)(utf8proc_int32_t), struct iv_rule_value *out)
{
	if (s.n > IV_RULE_LONGEST)
		return;
	/* Simple case mapping never makes more than 3 bytes of 2. */
	char *to = iv_arena_alloc(call->arena, s.n / 2 * 3 + 4);
	size_t n = 0;
	for (const char *p = s.p, *end = s.p + s.n; p < end;)
		n += iv_utf8_put(to + n, (uint32_t)one((utf8proc_int32_t)iv_utf8_next(&p, end)));
	iv_rule_set_text(out, (struct iv_str){ to, n });
}

void iv_rule_fn_lower(const struct iv_rule_call *call, const struct iv_rule_value *arg, size_t n, struct iv_rule_value *out)
{
	(void)n;
	recase(call, arg->text, utf8proc_tolower, out);
}

void iv_rule_fn_upper(const struct iv_rule_call *call, const struct iv_rule_value *arg, size_t n, struct iv_rule_value *out)
{
	(void)n;
	recase(call, arg->text, utf8proc_toupper, out);
}

void iv_rule_fn_length(const struct iv_rule_call *call, const struct iv_rule_value *arg, size_t n, struct iv_rule_value *out)
{
	(void)call;
	(void)n;
	iv_rule_set_number(out, iv_decimal_of_int(length(arg->text)));
}

/* substr(text, from [, count]): from 1; a negative `from` counts from the end. */
void iv_rule_fn_substr(const struct iv_rule_call *call, const struct iv_rule_value *arg, size_t n, struct iv_rule_value *out)
{
	(void)call;
	struct iv_str s = arg[0].text;
	int64_t size = length(s), from = counted(arg[1].number), count = n == 3 ? counted(arg[2].number) : size + 1;
	if (count < 0)
		return;
	from = from < 0 ? size + from : from - 1;
	iv_rule_set_text(out, part(s, from, n == 3 ? from + count : size));
}

void iv_rule_fn_left(const struct iv_rule_call *call, const struct iv_rule_value *arg, size_t n, struct iv_rule_value *out)
{
	(void)call;
	(void)n;
	iv_rule_set_text(out, part(arg[0].text, 0, counted(arg[1].number)));
}

void iv_rule_fn_right(const struct iv_rule_call *call, const struct iv_rule_value *arg, size_t n, struct iv_rule_value *out)
{
	(void)call;
	(void)n;
	int64_t size = length(arg[0].text), count = counted(arg[1].number);
	iv_rule_set_text(out, part(arg[0].text, count < 0 ? size : size - count, size));
}

/* White space at either end: ASCII's, the no-break and the ideographic space. */
void iv_rule_fn_trim(const struct iv_rule_call *call, const struct iv_rule_value *arg, size_t n, struct iv_rule_value *out)
{
	(void)call;
	(void)n;
	static const struct iv_str wide[] = { { "\xC2\xA0", 2 }, { "\xE3\x80\x80", 3 } };
	struct iv_str s = arg->text, before;
	do {
		before = s = iv_str_trim(s);
		for (size_t i = 0; i < sizeof wide / sizeof *wide; i++) {
			if (iv_str_starts(s, wide[i]))
				s = iv_str_from(s, wide[i].n);
			if (iv_str_ends(s, wide[i]))
				s.n -= wide[i].n;
		}
	} while (s.n < before.n);
	iv_rule_set_text(out, s);
}

/* replace(text, what, by) */
void iv_rule_fn_replace(const struct iv_rule_call *call, const struct iv_rule_value *arg, size_t n, struct iv_rule_value *out)
{
	(void)n;
	struct iv_str s = arg[0].text, what = arg[1].text, by = arg[2].text;
	size_t found = 0;
	ptrdiff_t at;
	if (!what.n) {
		iv_rule_set_text(out, s);
		return;
	}
	for (struct iv_str rest = s; (at = iv_str_find(rest, what)) >= 0; found++)
		rest = iv_str_from(rest, (size_t)at + what.n);
	size_t kept = s.n - found * what.n;
	if (kept > IV_RULE_LONGEST || (found && by.n > (IV_RULE_LONGEST - kept) / found))
		return;
	struct iv_buf b = { iv_arena_alloc(call->arena, kept + found * by.n), 0, kept + found * by.n };
	for (; (at = iv_str_find(s, what)) >= 0; s = iv_str_from(s, (size_t)at + what.n)) {
		iv_buf_add(&b, s.p, (size_t)at);
		iv_buf_adds(&b, by);
	}
	iv_buf_adds(&b, s);
	iv_rule_set_text(out, iv_buf_str(&b));
}

void iv_rule_add_shown(const struct iv_rule_value *v, struct iv_buf *out)
{
	if (v->type == IV_RULE_TEXT)
		iv_buf_adds(out, v->text);
	else if (v->type == IV_RULE_DATE)
		iv_date_add(out, v->day);
	else if (v->type != IV_RULE_NULL)
		iv_rule_value_json(v, out);
}

/* Nulls count as nothing, unlike with ||. */
void iv_rule_fn_concat(const struct iv_rule_call *call, const struct iv_rule_value *arg, size_t n, struct iv_rule_value *out)
{
	size_t size = 0;
	for (size_t i = 0; i < n; i++)
		size += arg[i].type == IV_RULE_TEXT ? arg[i].text.n : 64; /* longer than any number or date */
	if (size > IV_RULE_LONGEST)
		return;
	struct iv_buf b = { iv_arena_alloc(call->arena, size), 0, size };
	for (size_t i = 0; i < n; i++)
		iv_rule_add_shown(&arg[i], &b);
	iv_rule_set_text(out, iv_buf_str(&b));
}

void iv_rule_fn_starts_with(const struct iv_rule_call *call, const struct iv_rule_value *arg, size_t n, struct iv_rule_value *out)
{
	(void)call;
	(void)n;
	iv_rule_set_bool(out, iv_str_starts(arg[0].text, arg[1].text));
}

void iv_rule_fn_ends_with(const struct iv_rule_call *call, const struct iv_rule_value *arg, size_t n, struct iv_rule_value *out)
{
	(void)call;
	(void)n;
	iv_rule_set_bool(out, iv_str_ends(arg[0].text, arg[1].text));
}

void iv_rule_fn_contains(const struct iv_rule_call *call, const struct iv_rule_value *arg, size_t n, struct iv_rule_value *out)
{
	(void)call;
	(void)n;
	iv_rule_set_bool(out, iv_str_find(arg[0].text, arg[1].text) >= 0);
}

void iv_rule_fn_text(const struct iv_rule_call *call, const struct iv_rule_value *arg, size_t n, struct iv_rule_value *out)
{
	struct iv_rule_value v = *arg;
	if (v.type == IV_RULE_TEXT)
		*out = v;
	else
		iv_rule_fn_concat(call, &v, n, out);
}

void iv_rule_fn_number(const struct iv_rule_call *call, const struct iv_rule_value *arg, size_t n, struct iv_rule_value *out)
{
	(void)call;
	(void)n;
	iv_decimal v;
	if (iv_decimal_parse(iv_str_trim(arg->text), &v))
		iv_rule_set_number(out, v);
}
