/* SPDX-License-Identifier: MIT
 * Errors: setting, adding to, and printing them. Cutting never splits a UTF-8 character. */
#include "base/err.h"

#include <stdio.h>

/* Copies as much of s as fits, ending at a character boundary. */
static void copy_cut(char *to, size_t size, struct iv_str s)
{
	size_t n = s.n < size ? s.n : size - 1;
	if (n < s.n)
		while (n > 0 && ((unsigned char)s.p[n] & 0xC0) == 0x80)
			n--;
	if (n)
		memcpy(to, s.p, n);
	to[n] = '\0';
}

int iv_err_set(struct iv_err *err, int status, const char *code, const char *format, ...)
{
	char text[sizeof err->msg * 2];
	va_list args;
	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	*err = (struct iv_err){ .code = code };
	copy_cut(err->msg, sizeof err->msg, iv_str_of(text));
	return status;
}

void iv_err_at(struct iv_err *err, const char *file, long line, long column)
{
	if (file && !err->file[0]) {
		struct iv_str s = iv_str_of(file);
		if (s.n >= sizeof err->file) {
			s = iv_str_from(s, s.n - sizeof err->file + 4);
			memcpy(err->file, "...", 3);
			memcpy(err->file + 3, s.p, s.n + 1);
		} else {
			memcpy(err->file, s.p, s.n + 1);
		}
	}
	if (line && !err->line) {
		err->line = line;
		err->column = column;
	}
}

void iv_err_field(struct iv_err *err, struct iv_str field)
{
	if (!err->field[0])
		copy_cut(err->field, sizeof err->field, field);
}

void iv_err_value(struct iv_err *err, struct iv_str value)
{
	if (!err->value[0])
		copy_cut(err->value, sizeof err->value, value);
}

int iv_err_told(struct iv_err *err, int status, const char *code, const char *field, struct iv_str value, const char *expected)
{
	iv_err_set(err, status, code, "%s", expected);
	if (field)
		iv_err_field(err, iv_str_of(field));
	if (value.n)
		iv_err_value(err, value);
	return status;
}

static size_t char_len(struct iv_str s)
{
	size_t n = 1;
	while (n < s.n && ((unsigned char)s.p[n] & 0xC0) == 0x80)
		n++;
	return n;
}

void iv_err_mask(struct iv_str value, struct iv_buf *out)
{
	size_t chars = 0;
	for (struct iv_str s = value; s.n; s = iv_str_from(s, char_len(s)))
		chars++;
	size_t tail = chars >= 8 ? 2 : 0, head = chars / 2 - tail;
	if (chars < 4)
		head = 0, tail = 0;
	if (head > 4)
		head = 4;
	size_t i = 0;
	for (struct iv_str s = value; s.n; i++) {
		size_t n = char_len(s);
		if (i < head || i >= chars - tail)
			iv_buf_add(out, s.p, n);
		else if (i < head + 4)
			iv_buf_addc(out, '*');
		s = iv_str_from(s, n);
	}
}

/* Appends text with control characters as '?', so that a message cannot drive the terminal. */
static void add_safe(struct iv_buf *out, const char *text)
{
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;
		iv_buf_addc(out, c < 0x20 || c == 0x7F ? '?' : (char)c);
	}
}

void iv_err_print(const struct iv_err *err, bool show_values, struct iv_buf *out)
{
	if (err->file[0]) {
		add_safe(out, err->file);
		if (err->line)
			iv_buf_addf(out, ":%ld", err->line);
		if (err->line && err->column)
			iv_buf_addf(out, ":%ld", err->column);
		iv_buf_adds(out, IV_STR(": "));
	} else if (err->line) {
		iv_buf_addf(out, "line %ld: ", err->line);
	}
	if (err->field[0]) {
		add_safe(out, err->field);
		iv_buf_adds(out, IV_STR(": "));
	}
	if (err->value[0]) {
		iv_buf_addc(out, '\'');
		if (show_values) {
			add_safe(out, err->value);
		} else {
			struct iv_buf masked = { 0 };
			iv_err_mask(iv_str_of(err->value), &masked);
			add_safe(out, iv_buf_text(&masked));
			iv_buf_release(&masked);
		}
		iv_buf_adds(out, IV_STR("' "));
	}
	add_safe(out, err->msg);
}
