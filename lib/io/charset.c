/* SPDX-License-Identifier: MIT
 * Decoding by iconv, and the guess of an encoding from a sample. */
#include "io/charset.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "base/arena.h"
#include "base/utf8.h"

enum { SHOWN = 0x10FF00 };
static const char replacement[] = "\xEF\xBF\xBD";

/* --- Opening --- */

/* The bytes that characters of two bytes begin with, and those they may end with. Private: where users define characters of
 * their own, from and to a pair of bytes, row by row; iconv does not know them all. */
struct iv_charset_pairs {
	const char *names[4];
	unsigned char lead[4], trail[6]; /* from, to, from, to, …; zeros at the end */
	struct {
		uint16_t from, to, code;
	} private[4];
};
static const struct iv_charset_pairs families[] = {
	{ { "gb18030" }, { 0x81, 0xFE }, { 0x40, 0x7E, 0x80, 0xFE }, { { 0, 0, 0 } } },
	{ { "cp950" }, { 0x81, 0xFE }, { 0x40, 0x7E, 0xA1, 0xFE }, { { 0xFA40, 0xFEFE, 0xE000 }, { 0x8E40, 0xA0FE, 0xE311 }, { 0x8140, 0x8DFE, 0xEEB8 } } },
	{ { "big5-hkscs", "big5hkscs" }, { 0x81, 0xFE }, { 0x40, 0x7E, 0xA1, 0xFE }, { { 0x8140, 0x86FE, 0xEEB8 } } },
	{ { "cp932" }, { 0x81, 0x9F, 0xE0, 0xFC }, { 0x40, 0x7E, 0x80, 0xFC }, { { 0xF040, 0xF9FC, 0xE000 } } },
	{ { "cp949", "uhc" }, { 0x81, 0xFE }, { 0x41, 0x5A, 0x61, 0x7A, 0x81, 0xFE }, { { 0xC9A1, 0xC9FE, 0xE000 }, { 0xFEA1, 0xFEFE, 0xE05E } } },
	{ { "euc-jp-ms", "euc-tw" }, { 0xA1, 0xFE }, { 0xA1, 0xFE }, { { 0, 0, 0 } } },
};

static bool is_among(const unsigned char *ranges, size_t n, unsigned char c)
{
	for (size_t i = 0; i + 1 < n && ranges[i]; i += 2)
		if (c >= ranges[i] && c <= ranges[i + 1])
			return true;
	return false;
}

static const struct iv_charset_pairs *family_of(const char *name)
{
	for (size_t i = 0; i < sizeof families / sizeof *families; i++)
		for (size_t k = 0; k < 4 && families[i].names[k]; k++)
			if (!strcmp(families[i].names[k], name))
				return &families[i];
	return NULL;
}

static bool named(struct iv_str name, const char *what)
{
	return name.n == strlen(what) && strncasecmp(name.p, what, name.n) == 0;
}

/* The byte order of 2- or 4-byte units: by the mark, else by where the zero bytes of ASCII text stand. */
static bool is_big_endian(struct iv_str sample, unsigned unit)
{
	const unsigned char *s = (const unsigned char *)sample.p;
	if (sample.n >= unit && s[unit - 2] == 0xFE && s[unit - 1] == 0xFF)
		return true;
	if (sample.n >= 2 && s[0] == 0xFF && s[1] == 0xFE)
		return false;
	size_t first = 0, last = 0;
	for (size_t i = 0; i + unit <= sample.n; i += unit) {
		first += !s[i];
		last += !s[i + unit - 1];
	}
	return first > last;
}

/* Converts all of in to out (of size n); false when anything went wrong. */
static bool convert(iconv_t cd, const char *in, size_t in_n, char *out, size_t n, size_t *got)
{
	char *from = (char *)(uintptr_t)in, *to = out;
	size_t left = n;
	iconv(cd, NULL, NULL, NULL, NULL);
	bool well = iconv(cd, &from, &in_n, &to, &left) != (size_t)-1;
	*got = n - left;
	return well && !in_n;
}

/* Encodings that shift with escapes (ISO-2022, HZ, UTF-7) fail on the second half of this text. */
static bool keeps_ascii(iconv_t cd)
{
	static const char text[] = "\t\r\n !\"#$%&'()*+,-./0123456789:;<=>?@AZ[\\]^_`az{|}~ +AGE- ~{VPND~} \x1b$B!!\x1b(B";
	char out[sizeof text * 4];
	size_t n;
	return convert(cd, text, sizeof text - 1, out, sizeof out, &n) && n == sizeof text - 1 && memcmp(text, out, n) == 0;
}

int iv_charset_open(struct iv_charset *cs, struct iv_str name, struct iv_str sample, struct iv_err *err)
{
	*cs = (struct iv_charset){ .unit = 1 };
	if (name.n >= sizeof cs->name - 2)
		return iv_err_set(err, IV_WRONG, "unknown_encoding", "no encoding has so long a name");
	for (size_t i = 0; i < name.n; i++)
		cs->name[i] = name.p[i] >= 'A' && name.p[i] <= 'Z' ? (char)(name.p[i] + 32) : name.p[i];
	if (named(name, "utf-8") || named(name, "utf8") || named(name, "ascii") || named(name, "us-ascii")) {
		cs->utf8 = cs->ascii = cs->open = true;
		strcpy(cs->name, "utf-8");
		return IV_OK;
	}
	bool wide16 = !strncmp(cs->name, "utf-16", 6) || !strncmp(cs->name, "utf16", 5) || !strncmp(cs->name, "ucs-2", 5);
	bool wide32 = !strncmp(cs->name, "utf-32", 6) || !strncmp(cs->name, "utf32", 5) || !strncmp(cs->name, "ucs-4", 5);
	if (wide16 || wide32) {
		size_t n = strlen(cs->name);
		bool be = n > 2 && !strcmp(cs->name + n - 2, "be"), le = n > 2 && !strcmp(cs->name + n - 2, "le");
		cs->unit = wide16 ? 2 : 4;
		cs->big_endian = be || (!le && is_big_endian(sample, cs->unit));
		snprintf(cs->name, sizeof cs->name, "utf-%d%s", wide16 ? 16 : 32, cs->big_endian ? "be" : "le");
	}
	/* What people and programs call by the first name is the second, which contains it. */
	static const char *const wider[][2] = { { "gbk", "gb18030" },	 { "gb2312", "gb18030" }, { "cp936", "gb18030" },    { "big5", "cp950" },   { "shift_jis", "cp932" },
						{ "shift-jis", "cp932" }, { "sjis", "cp932" },	  { "windows-31j", "cp932" }, { "euc-kr", "cp949" }, { "euc-jp", "euc-jp-ms" } };
	for (size_t i = 0; i < sizeof wider / sizeof *wider; i++)
		if (!strcmp(cs->name, wider[i][0]))
			strcpy(cs->name, wider[i][1]);
	cs->cd = iconv_open("UTF-8", cs->name);
	if (cs->cd == (iconv_t)-1) {
		*cs = (struct iv_charset){ 0 };
		iv_err_set(err, IV_WRONG, "unknown_encoding", "not an encoding that iconv knows (iconv -l lists them)");
		iv_err_value(err, name);
		return IV_WRONG;
	}
	cs->open = true;
	cs->ascii = cs->unit == 1 && keeps_ascii(cs->cd);
	cs->pairs = family_of(cs->name);
	return IV_OK;
}

void iv_charset_close(struct iv_charset *cs)
{
	if (cs->open && !cs->utf8)
		iconv_close(cs->cd);
	*cs = (struct iv_charset){ 0 };
}

/* --- Decoding --- */

bool iv_charset_is_ascii(struct iv_str s)
{
	size_t i = 0;
	uint64_t eight, all = 0;
	for (; i + 8 <= s.n; i += 8) {
		memcpy(&eight, s.p + i, 8);
		all |= eight;
	}
	for (; i < s.n; i++)
		all |= (unsigned char)s.p[i];
	return !(all & 0x8080808080808080u);
}

static void add_lost(const struct iv_charset *cs, const char *p, size_t n, struct iv_buf *room)
{
	if (!cs->shows_bytes)
		iv_buf_add(room, replacement, 3);
	for (size_t i = 0; cs->shows_bytes && i < n; i++)
		iv_utf8_add(room, SHOWN + (unsigned char)p[i]);
}

static struct iv_str repair_utf8(const struct iv_charset *cs, struct iv_str raw, size_t first, struct iv_buf *room)
{
	iv_buf_add(room, raw.p, first);
	for (size_t i = first; i < raw.n;) {
		size_t n = iv_utf8_len(raw.p + i, raw.p + raw.n);
		if (n)
			iv_buf_add(room, raw.p + i, n);
		else
			add_lost(cs, raw.p + i, 1, room);
		i += n ? n : 1;
	}
	return iv_buf_str(room);
}

/* A character that the user defined, or 0. Rows have as many places as there are trail bytes. */
static uint32_t private_use(const struct iv_charset_pairs *f, const unsigned char *p)
{
	unsigned pair = (unsigned)p[0] << 8 | p[1], places = 0, place = 0;
	for (unsigned c = 0; c < 256; c++) {
		places += is_among(f->trail, sizeof f->trail, (unsigned char)c);
		place += c < p[1] && is_among(f->trail, sizeof f->trail, (unsigned char)c);
	}
	for (size_t i = 0; i < 4 && f->private[i].code; i++) {
		unsigned row = p[0] - (f->private[i].from >> 8), first = f->private[i].from & 0xFF;
		if (pair < f->private[i].from || pair > f->private[i].to || p[1] < first)
			continue;
		if (first == 0xA1) /* a row of 94, not of all places */
			return f->private[i].code + p[1] - first;
		return f->private[i].code + row * places + place;
	}
	return 0;
}

/* What stands at p does not decode: adds what it becomes, and returns its length. *lost: something means nothing. */
static size_t add_odd(const struct iv_charset *cs, const char *p, size_t left, bool *lost, struct iv_buf *room)
{
	const unsigned char *s = (const unsigned char *)p;
	size_t n = left < cs->unit ? left : cs->unit;
	if (cs->pairs && left > 1 && is_among(cs->pairs->lead, sizeof cs->pairs->lead, s[0]) && is_among(cs->pairs->trail, sizeof cs->pairs->trail, s[1])) {
		uint32_t own = private_use(cs->pairs, s);
		n = 2;
		if (own) {
			iv_utf8_add(room, own);
			return n;
		}
	}
	*lost = true;
	add_lost(cs, p, n, room);
	return n;
}

/* Whether a line is UTF-8 in a file that is something else. */
static bool is_stray_utf8(struct iv_str s)
{
	size_t three = 0;
	for (size_t i = 0; i < s.n;) {
		size_t n = iv_utf8_len(s.p + i, s.p + s.n);
		if (!n)
			return false;
		three += n == 3;
		i += n;
	}
	return three > 1;
}

struct iv_str iv_charset_decode(struct iv_charset *cs, struct iv_str raw, struct iv_buf *room, size_t *bad)
{
	iv_buf_clear(room);
	*bad = raw.n;
	if (cs->utf8) {
		*bad = iv_utf8_check(raw);
		return *bad == raw.n ? raw : repair_utf8(cs, raw, *bad, room);
	}
	if (cs->ascii && iv_charset_is_ascii(raw))
		return raw;
	if (cs->ascii && is_stray_utf8(raw))
		return raw;
	char *from = (char *)(uintptr_t)raw.p;
	size_t left = raw.n;
	iconv(cs->cd, NULL, NULL, NULL, NULL);
	while (left) {
		iv_buf_grow(room, left * 2 + 16);
		char *to = room->p + room->n;
		size_t space = room->cap - room->n;
		size_t status = iconv(cs->cd, &from, &left, &to, &space);
		room->n = (size_t)(to - room->p);
		if (status != (size_t)-1 || errno == E2BIG)
			continue;
		bool lost = false;
		size_t skip = add_odd(cs, from, left, &lost, room);
		if (lost && *bad == raw.n)
			*bad = raw.n - left;
		from += skip;
		left -= skip;
		iconv(cs->cd, NULL, NULL, NULL, NULL);
	}
	/* A stateful encoding may still hold a character back. */
	iv_buf_grow(room, 16);
	char *to = room->p + room->n;
	size_t space = room->cap - room->n;
	if (iconv(cs->cd, NULL, NULL, &to, &space) != (size_t)-1)
		room->n = (size_t)(to - room->p);
	return iv_buf_str(room);
}

/* --- Bytes that are shown --- */

/* U+10FF00 to U+10FFFF are F4 8F BC 80 to F4 8F BF BF. */
static const char *find_shown(const char *p, const char *end)
{
	while (end - p >= 4 && (p = memchr(p, '\xF4', (size_t)(end - p)))) {
		if (end - p >= 4 && p[1] == '\x8F' && (unsigned char)p[2] >= 0xBC)
			return p;
		p++;
	}
	return NULL;
}

bool iv_charset_has_shown(struct iv_str text)
{
	return text.n && find_shown(text.p, text.p + text.n);
}

static void write_shown(struct iv_str text, bool escape, struct iv_buf *out)
{
	const char *p = text.p, *end = text.p + text.n;
	for (const char *at; (at = find_shown(p, end)); p = at + 4) {
		iv_buf_add(out, p, (size_t)(at - p));
		if (escape)
			iv_buf_addf(out, "\\x%02X", ((unsigned)at[2] & 3) << 6 | ((unsigned)at[3] & 63));
		else
			iv_buf_add(out, replacement, 3);
	}
	iv_buf_add(out, p, (size_t)(end - p));
}

void iv_charset_replace_shown(struct iv_str text, struct iv_buf *out)
{
	write_shown(text, false, out);
}

void iv_charset_escape_shown(struct iv_str text, struct iv_buf *out)
{
	write_shown(text, true, out);
}
