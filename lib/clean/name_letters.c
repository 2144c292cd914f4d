/* SPDX-License-Identifier: MIT
 * Characters of a name that did not survive: masked by somebody, lost on the way, or described because a system could not write them. */
#include "clean/name_parts.h"
#include "text/han.h"
#include "text/utf8.h"

static bool is_lost(uint32_t cp)
{
	return cp == '?' || cp == IV_UTF8_LOST || (cp >= 0xE000 && cp <= 0xF8FF) || cp >= 0xF0000 || cp == 0x25A0 /* ■ */ || cp == 0x25A1 /* □ */ || cp == 0x25A2 || cp == 0x25AF ||
	       cp == 0x25FB || cp == 0x25FC || cp == 0x3013 /* 〓 */;
}

/* Signs that stand for a character whoever writes; 〇 is a character, but not one of names. */
static bool is_mask(uint32_t cp)
{
	return cp == '*' || cp == 0xD7 || cp == 0x25CB /* ○ */ || cp == 0x25CF /* ● */ || cp == 0x25CE /* ◎ */ || cp == 0x25EF /* ◯ */ || cp == 0x2605 || cp == 0x2606 || cp == 0x25B3 || cp == 0x3007;
}

/* Letters that stand for one in a Han name. */
static bool is_masking_letter(uint32_t cp)
{
	return cp == 'x' || cp == 'X' || cp == 'o' || cp == 'O';
}

static bool is_dot(uint32_t cp)
{
	return cp == 0xB7 || cp == 0x2022 || cp == 0x2027 || cp == 0x22C5 || cp == 0x30FB || cp == 0x2219 || cp == 0x16EB;
}

struct iv_name_script iv_name_script(struct iv_str s)
{
	struct iv_name_script n = { 0 };
	for (const char *p = s.p, *end = s.p + s.n; p < end;) {
		uint32_t cp = iv_utf8_next(&p, end);
		if ((cp >= 'a' && cp <= 'z') || cp == ' ') {
			n.latin += cp != ' ' && !is_masking_letter(cp);
			continue;
		}
		n.han += iv_han_is(cp) && !is_mask(cp);
		n.lost += is_lost(cp);
		n.masked += is_mask(cp);
		n.figures += cp >= '0' && cp <= '9';
		/* Kana and Hangul are not Han, but neither letters that stand beside Han characters by chance. */
		n.latin += (((cp | 32) >= 'a' && (cp | 32) <= 'z' && !is_masking_letter(cp)) || (cp >= 0xC0 && cp < 0x250 && cp != 0xD7));
	}
	return n;
}

struct iv_str iv_name_respell(struct iv_arena *a, struct iv_str s)
{
	bool han = iv_name_is_han(iv_name_script(s)), first = true;
	char *out = iv_arena_alloc(a, 2 * s.n + 1);
	size_t used = 0;
	for (const char *p = s.p, *end = s.p + s.n; p < end; first = false) {
		const char *from = p;
		uint32_t cp = iv_utf8_next(&p, end);
		if (han && cp == ' ')
			continue;
		if (is_mask(cp) || (han && is_masking_letter(cp)) || (han && !first && cp == 0x67D0)) /* 某 */
			cp = '*';
		else if (is_lost(cp))
			cp = '?';
		else if (han && (is_dot(cp) || (cp == '.' && !first && p < end)))
			cp = 0xB7;
		else {
			memcpy(out + used, from, (size_t)(p - from));
			used += (size_t)(p - from);
			continue;
		}
		used += iv_utf8_put(out + used, cp);
	}
	return (struct iv_str){ out, used };
}

/* ---- characters written as their parts ---- */

enum { MOST_PARTS = 6 };

/* Parts that are no characters by themselves, and what they are alone: what has one is a description. */
static const struct {
	uint32_t part, alone;
} radicals[] = { { 0x6C35, 0x6C34 }, { 0x4EBB, 0x4EBA }, { 0x8BA0, 0x8A00 }, { 0x9485, 0x91D1 }, { 0x793B, 0x793A }, { 0x7E9F, 0x4E1D }, { 0x8279, 0x8349 }, { 0x5FC4, 0x5FC3 }, { 0x624C, 0x624B }, { 0x72AD, 0x72AC }, { 0x9963, 0x98DF }, { 0x8864, 0x8863 } };

/* The parts of a description, as the table has them; 0: it is none. *sure: it can be nothing else. */
static size_t read_parts(struct iv_str s, char out[MOST_PARTS * 4 + 1], bool *sure)
{
	size_t n = 0, used = 0;
	for (const char *p = s.p, *end = s.p + s.n; p < end;) {
		uint32_t cp = iv_utf8_next(&p, end);
		if (cp == '+' || cp == ' ' || (cp >= 0x2FF0 && cp <= 0x2FFB)) {
			*sure |= cp != ' ' && n;
			*sure |= cp >= 0x2FF0;
			continue;
		}
		cp = iv_han_simple(cp);
		for (size_t i = 0; i < sizeof radicals / sizeof *radicals; i++)
			if (radicals[i].part == cp) {
				*sure |= radicals[i].alone != cp;
				cp = radicals[i].alone;
			}
		if (!iv_han_is(cp) || n == MOST_PARTS)
			return 0;
		used += iv_utf8_put(out + used, cp);
		n++;
	}
	out[used] = '\0';
	return n > 1 ? n : 0;
}

static const char *find_composed(const char *parts)
{
	for (unsigned i = 0; i < iv_name_composed_n; i++)
		if (strcmp(iv_name_composed[i].parts, parts) == 0)
			return iv_name_composed[i].character;
	return NULL;
}

/* The end of an ideographic description sequence that begins at p, or NULL: an operator and its two or three operands. */
static const char *description_end(const char *p, const char *end, int depth)
{
	if (p == end || depth > MOST_PARTS)
		return NULL;
	uint32_t cp = iv_utf8_next(&p, end);
	if (cp < 0x2FF0 || cp > 0x2FFB)
		return p;
	for (int operands = cp == 0x2FF2 || cp == 0x2FF3 ? 3 : 2; operands && p; operands--)
		p = description_end(p, end, depth + 1);
	return p;
}

/* What stands at p: a description in brackets or by operators, up to *to; false when it is neither. */
static bool description_at(const char *p, const char *end, struct iv_str *inside, const char **to)
{
	const char *from = p;
	uint32_t cp = iv_utf8_next(&p, end), close = cp == '(' ? ')' : cp == '[' ? ']' : cp == '{' ? '}' : 0;
	if (cp >= 0x2FF0 && cp <= 0x2FFB) {
		*to = description_end(from, end, 0);
		*inside = (struct iv_str){ from, *to ? (size_t)(*to - from) : 0 };
		return *to != NULL;
	}
	const char *back = close ? memchr(p, (int)close, (size_t)(end - p)) : NULL;
	if (!back)
		return false;
	*inside = (struct iv_str){ p, (size_t)(back - p) };
	*to = back + 1;
	return true;
}

struct iv_str iv_name_compose(struct iv_arena *a, struct iv_str s, bool *composed)
{
	bool any = false;
	for (size_t i = 0; i < s.n && !any; i++)
		any = s.p[i] == '(' || s.p[i] == '[' || s.p[i] == '{' || ((unsigned char)s.p[i] == 0xE2 && i + 1 < s.n && (unsigned char)s.p[i + 1] == 0xBF);
	if (!any)
		return s;
	char *out = iv_arena_alloc(a, s.n + 1);
	size_t used = 0, outside = 0;
	for (const char *p = s.p, *end = s.p + s.n, *to; p < end; p = to) {
		struct iv_str inside;
		char parts[MOST_PARTS * 4 + 1];
		bool sure = false;
		const char *character = NULL;
		bool described = outside && outside <= 3 && description_at(p, end, &inside, &to) && read_parts(inside, parts, &sure);
		if (described && ((character = find_composed(parts)) || sure)) {
			size_t n = strlen(character ? character : "?");
			memcpy(out + used, character ? character : "?", n);
			used += n;
			*composed = true;
			outside++;
			continue;
		}
		to = p;
		outside += iv_han_is(iv_utf8_next(&to, end));
		memcpy(out + used, p, (size_t)(to - p));
		used += (size_t)(to - p);
	}
	return (struct iv_str){ out, used };
}
