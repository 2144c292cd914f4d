/* SPDX-License-Identifier: MIT
 * The road and the numbers of a Chinese address. Every number counts for the key, in order; the words between them say which
 * belong to the house (号, with 弄 and 巷 before it and 之 behind) and which lie within it. */
#include "clean/address_parts.h"

/* ---- Chinese numerals ---- */

static int digit_of(uint32_t cp)
{
	static const uint32_t digits[] = { 0x96F6, 0x4E00, 0x4E8C, 0x4E09, 0x56DB, 0x4E94, 0x516D, 0x4E03, 0x516B, 0x4E5D };
	for (int i = 0; i < 10; i++)
		if (digits[i] == cp)
			return i;
	return cp == 0x3007 ? 0 : cp == 0x4E24 ? 2 : -1;
}

static int unit_of(uint32_t cp)
{
	return cp == 0x5341 ? 10 : cp == 0x767E ? 100 : cp == 0x5343 ? 1000 : 0;
}

/* 一百二十三 is 123, 二零一 is 201; writes the digits and returns how many, 0 when the numerals make no number. */
static size_t figures_of(struct iv_str run, char out[16])
{
	const char *p = run.p, *end = run.p + run.n;
	unsigned total = 0, now = 0, last = 10000;
	size_t n = 0, units = 0;
	bool digit = false;
	while (p < end) {
		uint32_t cp = iv_utf8_next(&p, end);
		int d = digit_of(cp);
		unsigned unit = (unsigned)unit_of(cp);
		if (d >= 0) {
			if (n < 8)
				out[n++] = (char)('0' + d);
			now = (unsigned)d;
			digit = true;
			continue;
		}
		if (unit >= last)
			return 0;
		total += (digit ? now : 1) * unit;
		last = unit;
		now = 0;
		digit = false;
		units++;
	}
	if (!units)
		return n;
	total += now;
	n = 0;
	for (unsigned unit = 1000; unit; unit /= 10)
		if (n || total >= unit)
			out[n++] = (char)('0' + total / unit % 10);
	return n;
}

/* 号 楼 层 室 单 座 栋 幢 弄 巷 段 门 组 队 户 之 期 座: words that a number stands before. */
static bool counts(uint32_t cp)
{
	switch (cp) {
	case 0x53F7: case 0x697C: case 0x5C42: case 0x5BA4: case 0x5355: case 0x5EA7: case 0x680B: case 0x5E62: case 0x5F04: case 0x5DF7: case 0x6BB5: case 0x95E8: case 0x7EC4:
	case 0x961F: case 0x6237: case 0x4E4B: case 0x671F:
		return true;
	default:
		return false;
	}
}

/* Does a word that a number stands before begin s? 门 of 三门路 is none. */
static bool counted(struct iv_str s)
{
	const char *p = s.p, *end = s.p + s.n;
	return s.n && counts(iv_utf8_next(&p, end)) && (p == end || iv_address_class(iv_utf8_next(&p, end)) != CLASS_ROAD);
}

struct iv_str iv_address_figures(struct iv_arena *a, struct iv_str s)
{
	const char *p = s.p, *end = s.p + s.n, *from = s.p;
	char *out = NULL;
	size_t used = 0;
	uint32_t before = 0;
	while (p < end) {
		const char *start = p;
		uint32_t cp = iv_utf8_next(&p, end);
		if (iv_address_class(cp) != CLASS_NUMERAL) {
			before = cp;
			continue;
		}
		const char *stop = p;
		uint32_t first = cp;
		while (p < end && iv_address_class(cp = iv_utf8_next(&p, end)) == CLASS_NUMERAL)
			stop = p;
		char figures[16];
		struct iv_str rest = { stop, (size_t)(end - stop) };
		struct iv_str run = { start, (size_t)(stop - start) };
		/* 之二 at the end, 三栋二零一; and no part of a longer number, as the 百 of 3百. */
		bool joined = iv_address_class(before) == CLASS_DIGIT, room = !rest.n && run.n >= 6 && counts(before);
		bool number = (counted(rest) || before == 0x4E4B || room) && !(joined && unit_of(first));
		size_t n = number ? figures_of(run, figures) : 0;
		if (n) {
			if (!out)
				out = iv_arena_alloc(a, 2 * s.n); /* 千 becomes 1000 */
			memcpy(out + used, from, (size_t)(start - from));
			used += (size_t)(start - from);
			if (joined) /* 之1五楼 */
				out[used++] = ' ';
			memcpy(out + used, figures, n);
			used += n;
			from = stop;
		}
		p = stop;
		before = 0x4E00;
	}
	if (!out)
		return s;
	memcpy(out + used, from, (size_t)(end - from));
	return (struct iv_str){ out, used + (size_t)(end - from) };
}

/* ---- the key ---- */

void iv_address_number(struct address_key *key, struct iv_str digits)
{
	while (digits.n > 1 && *digits.p == '0' && iv_is_digit(digits.p[1]))
		digits = iv_str_from(digits, 1);
	if (key->n < ADDRESS_NUMBERS)
		key->number[key->n++] = digits;
}

static struct iv_str join(struct iv_arena *a, struct iv_str head, const struct iv_str *item, size_t n, char between)
{
	size_t need = head.n, at = 0;
	for (size_t i = 0; i < n; i++)
		need += item[i].n + 1;
	char *out = iv_arena_alloc(a, need + 1);
	if (head.n)
		memcpy(out, head.p, at = head.n);
	for (size_t i = 0; i < n; i++) {
		if (at)
			out[at++] = between;
		memcpy(out + at, item[i].p, item[i].n);
		at += item[i].n;
	}
	return (struct iv_str){ out, at };
}

struct iv_str iv_address_joined(struct iv_arena *a, const struct address_key *key)
{
	return key->road.n && key->n ? join(a, key->road, key->number, key->n, '|') : (struct iv_str){ 0 };
}

/* ---- the road ---- */

/* 4段 belongs to the road's name. */
static size_t section_of(struct iv_str s)
{
	size_t n = 0;
	while (n < s.n && n < 2 && iv_is_digit(s.p[n]))
		n++;
	return n && iv_str_starts(iv_str_from(s, n), IV_STR("段")) ? n + strlen("段") : 0;
}

/* Finds the road in s, moves s behind it. Without one, what stands directly before the first number. */
static struct iv_str take_road(struct iv_str *s)
{
	const char *p = s->p, *end = s->p + s->n, *from = s->p;
	while (p < end) {
		const char *at = p;
		uint32_t cp = iv_utf8_next(&p, end);
		enum address_class class = iv_address_class(cp);
		if (class == CLASS_DIGIT) {
			struct iv_str name = { from, (size_t)(at - from) };
			*s = iv_str_from(*s, (size_t)(at - s->p));
			return iv_utf8_count(name) >= 2 ? name : (struct iv_str){ 0 };
		}
		if (class == CLASS_BOUNDARY) {
			from = p;
			continue;
		}
		bool lane = cp == 0x80E1 && end - p >= 3 && memcmp(p, "同", 3) == 0; /* 胡同 */
		if (at == from || (!lane && class != CLASS_ROAD))
			continue;
		if (cp == 0x8857 && end - p >= 3 && memcmp(p, "道", 3) == 0) { /* 街道 is a township: the road comes behind */
			p += 3;
			from = p;
			continue;
		}
		p += lane ? 3 : 0;
		p += section_of((struct iv_str){ p, (size_t)(end - p) });
		*s = iv_str_from(*s, (size_t)(p - s->p));
		return (struct iv_str){ from, (size_t)(p - from) };
	}
	*s = (struct iv_str){ 0 };
	return *s;
}

/* ---- the numbers ---- */

enum mark { MARK_NONE, MARK_HOUSE, MARK_LANE, MARK_SUB, MARK_INNER };

struct figure {
	struct iv_str text;
	enum mark behind; /* what the characters behind it make of it */
	struct iv_str lane; /* 弄 or 巷, with MARK_LANE */
	bool sub; /* - or 之 joins it to the one before */
	bool letter;
};

static enum mark mark_of(struct iv_str rest)
{
	const char *p = rest.p, *end = rest.p + rest.n;
	uint32_t cp = rest.n ? iv_utf8_next(&p, end) : 0, next = p < end ? iv_utf8_next(&p, end) : 0;
	if (cp == 0x53F7)
		return next == 0x697C || next == 0x9662 ? MARK_INNER : MARK_HOUSE; /* 5号楼 is a building */
	if (cp == 0x5F04 || cp == 0x5DF7)
		return MARK_LANE;
	if (cp == '-' || cp == 0x4E4B)
		return MARK_SUB;
	return counts(cp) || (cp >= 'a' && cp <= 'z') ? MARK_INNER : MARK_NONE;
}

/* Where the next number stands, or letter that stands alone (A座, 15a); s.n when there is none. *before: the character before it. */
static size_t next_figure(struct iv_str s, uint32_t *before)
{
	*before = 0;
	for (const char *p = s.p, *stop = s.n ? s.p + s.n : s.p; p < stop;) {
		size_t at = (size_t)(p - s.p);
		enum address_class class;
		uint32_t cp = iv_utf8_next(&p, stop);
		if (cp >= 0x80) {
			*before = cp;
			continue;
		}
		class = iv_address_class(cp);
		bool word = (*before >= 'a' && *before <= 'z') || (p < stop && *p >= 'a' && *p <= 'z');
		if (class == CLASS_DIGIT || (class == CLASS_LETTER && !word))
			return at;
		*before = cp;
	}
	return s.n;
}

static bool take_figure(struct iv_str *s, struct figure *out)
{
	uint32_t before;
	size_t at = next_figure(*s, &before), end = at + 1;
	if (at == s->n)
		return false;
	*out = (struct figure){ .letter = !iv_is_digit(s->p[at]), .sub = before == '-' || before == 0x4E4B };
	while (!out->letter && end < s->n && iv_is_digit(s->p[end]))
		end++;
	out->text = (struct iv_str){ s->p + at, end - at };
	*s = iv_str_from(*s, end);
	out->behind = mark_of(*s);
	if (out->behind == MARK_LANE)
		out->lane = (struct iv_str){ s->p, 3 };
	while (out->text.n > 1 && *out->text.p == '0')
		out->text = iv_str_from(out->text, 1);
	return true;
}

/* How many of the figures are the house's: up to the one before 号, with 之1 and -1 behind it; without 号, the first, where
 * no word for a part of a house follows it. */
static size_t house_of(const struct figure *f, size_t n)
{
	size_t end = 0;
	for (size_t i = 0; i < n && !end; i++) {
		if (f[i].behind == MARK_HOUSE)
			end = i + 1;
		else if (f[i].behind != MARK_LANE && f[i].behind != MARK_SUB)
			break;
	}
	if (end)
		return end < n && f[end].sub && f[end].behind == MARK_NONE ? end + 1 : end;
	while (end < n && f[end].behind == MARK_LANE)
		end++;
	return end < n && !f[end].letter && (f[end].behind == MARK_NONE || f[end].behind == MARK_SUB) ? end + 1 : end;
}

/* 100巷7弄3, 3-1 */
static struct iv_str house_text(struct iv_arena *a, const struct figure *f, size_t n)
{
	char *out = iv_arena_alloc(a, n * 32 + 1);
	size_t at = 0;
	for (size_t i = 0; i < n; i++) {
		struct iv_str text = { f[i].text.p, f[i].text.n < 24 ? f[i].text.n : 24 };
		if (i && f[i - 1].behind != MARK_LANE)
			out[at++] = '-';
		memcpy(out + at, text.p, text.n);
		at += text.n;
		if (f[i].lane.n)
			memcpy(out + at, f[i].lane.p, f[i].lane.n);
		at += f[i].lane.n;
	}
	return (struct iv_str){ out, at };
}

/* Letters of a unit are capitals: 15-A. */
static struct iv_str unit_text(struct iv_arena *a, const struct figure *f, size_t n)
{
	struct iv_str part[ADDRESS_NUMBERS];
	for (size_t i = 0; i < n; i++)
		part[i] = f[i].text;
	struct iv_str out = n ? join(a, (struct iv_str){ 0 }, part, n, '-') : (struct iv_str){ 0 };
	for (size_t i = 0; i < out.n; i++)
		if (out.p[i] >= 'a' && out.p[i] <= 'z')
			((char *)out.p)[i] = (char)(out.p[i] - 32);
	return out;
}

void iv_address_street(struct iv_arena *a, struct iv_str s, struct iv_address *out)
{
	struct figure f[ADDRESS_NUMBERS];
	struct address_key key = { .road = take_road(&s) };
	size_t n = 0;
	while (n < ADDRESS_NUMBERS && take_figure(&s, &f[n])) {
		iv_address_number(&key, f[n].text);
		n++;
	}
	out->street = iv_address_joined(a, &key);
	if (!out->street.n)
		return;
	size_t house = house_of(f, n);
	out->house_number = house ? house_text(a, f, house) : (struct iv_str){ 0 };
	out->unit = unit_text(a, f + house, n - house);
}
