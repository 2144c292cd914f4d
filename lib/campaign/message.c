/* SPDX-License-Identifier: MIT
 * Texts that leave. */
#include "campaign/message.h"

#include "text/utf8.h"

bool iv_campaign_plain(struct iv_str text)
{
	const char *p = text.p, *end = text.p + text.n;
	while (p < end) {
		uint32_t c = iv_utf8_next(&p, end);
		if (c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069))
			return false;
	}
	return true;
}

static bool starts_formula(struct iv_str text)
{
	static const char *const starts[] = { "=", "+", "-", "@", "＝", "＋", "－", "＠" };
	for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
		if (iv_str_starts(text, iv_str_of(starts[i])))
			return true;
	return false;
}

/* A sign, then digits with at most one point: +8613800138000, -12.5. */
static bool signed_number(struct iv_str text)
{
	size_t digits = 0, points = 0;
	if (text.p[0] != '+' && text.p[0] != '-')
		return false;
	for (size_t i = 1; i < text.n; i++) {
		if (text.p[i] >= '0' && text.p[i] <= '9')
			digits++;
		else if (text.p[i] == '.')
			points++;
		else
			return false;
	}
	return digits && points <= 1;
}

void iv_campaign_cell(struct iv_str text, struct iv_buf *out)
{
	bool formula = text.n && starts_formula(text) && !signed_number(text);
	bool quote = text.n && (text.p[0] == ' ' || text.p[text.n - 1] == ' ');
	for (size_t i = 0; i < text.n && !quote; i++)
		quote = text.p[i] == ',' || text.p[i] == '"' || text.p[i] == '\n' || text.p[i] == '\r';
	if (quote)
		iv_buf_addc(out, '"');
	if (formula)
		iv_buf_addc(out, '\'');
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '"')
			iv_buf_addc(out, '"');
		iv_buf_addc(out, text.p[i]);
	}
	if (quote)
		iv_buf_addc(out, '"');
}

/* Septets of a character in the GSM 7-bit default alphabet (3GPP TS 23.038); 0 when it has none there. */
static size_t septets(uint32_t c)
{
	static const uint32_t also[] = { 0x40,	0xA3,  0x24,  0xA5,  0xE8,  0xE9,  0xF9,  0xEC,	 0xF2,	0xC7,  0xD8,  0xF8,  0xC5,  0xE5,  0x394, 0x5F,	 0x3A6, 0x393, 0x39B,
					 0x3A9, 0x3A0, 0x3A8, 0x3A3, 0x398, 0x39E, 0xC6, 0xE6, 0xDF, 0xC9, 0xA4,	0xA1, 0xC4, 0xD6, 0xD1, 0xDC, 0xA7, 0xBF, 0xE4, 0xF6,
					 0xF1,	0xFC,  0xE0,  '\n',  '\r' };
	if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= ' ' && c <= '?' && c != '$'))
		return 1;
	if (c < 0x80 && c && strchr("^{}\\[~]|", (int)c))
		return 2;
	if (c == 0x20AC)
		return 2;
	for (size_t i = 0; i < sizeof also / sizeof *also; i++)
		if (also[i] == c)
			return 1;
	return 0;
}

/* Packs characters into parts of `room` units each; returns how many. */
static size_t pack(struct iv_str text, bool gsm, size_t room)
{
	size_t parts = 1, used = 0;
	const char *p = text.p, *end = text.p + text.n;
	while (p < end) {
		uint32_t c = iv_utf8_next(&p, end);
		size_t units = gsm ? septets(c) : c > 0xFFFF ? 2 : 1;
		if (used + units > room) {
			parts++;
			used = 0;
		}
		used += units;
	}
	return parts;
}

size_t iv_campaign_parts(struct iv_str text)
{
	bool gsm = true;
	const char *p = text.p, *end = text.p + text.n;
	while (p < end && gsm)
		gsm = septets(iv_utf8_next(&p, end)) > 0;
	return pack(text, gsm, gsm ? 160 : 70) == 1 ? 1 : pack(text, gsm, gsm ? 153 : 67);
}
