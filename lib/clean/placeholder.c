/* SPDX-License-Identifier: MIT
 * Lists of words for nothing, and the scribbles that need no list. */
#include "clean/placeholder.h"

#include "clean/value.h"
#include "text/fold.h"
#include "text/han.h"
#include "text/utf8.h"

enum { LONGEST_WORD = 64 }; /* bytes, of a scribble and of a listed word */

static const char *const kinds[] = { "any", "name", "phone", "email", "date", "id" };

unsigned iv_placeholder_kind(struct iv_str name)
{
	for (unsigned i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (iv_str_eq(name, iv_str_of(kinds[i])))
			return 1u << i;
	return 0;
}

unsigned iv_placeholders_find(const struct iv_placeholders *set, struct iv_str word)
{
	if (!set->slots || !word.n)
		return 0;
	uint32_t mask = set->slots - 1;
	for (uint32_t at = iv_placeholder_hash(word.p, word.n) & mask; set->slot[at].word; at = (at + 1) & mask)
		if (set->slot[at].n == word.n && memcmp(set->slot[at].word, word.p, word.n) == 0)
			return set->slot[at].kinds;
	return 0;
}

/* Figures and letters alone, without the country code of China. */
static struct iv_str bare(struct iv_arena *a, struct iv_str s)
{
	char *out = iv_arena_alloc(a, s.n + 1);
	size_t used = 0;
	for (size_t i = 0; i < s.n; i++)
		if ((s.p[i] >= '0' && s.p[i] <= '9') || (s.p[i] >= 'a' && s.p[i] <= 'z') || (unsigned char)s.p[i] >= 0x80)
			out[used++] = s.p[i];
	struct iv_str text = { out, used };
	for (size_t i = 0; i < 2; i++) {
		struct iv_str code = i ? IV_STR("86") : IV_STR("0086");
		if (iv_str_starts(text, code) && text.n == code.n + 11)
			text = iv_str_from(text, code.n);
	}
	return text;
}

static struct iv_str normal(struct iv_arena *a, struct iv_str s, unsigned kind)
{
	s = iv_han_simplify(a, iv_text_fold(a, s));
	return kind & (IV_PLACEHOLDER_PHONE | IV_PLACEHOLDER_ID) ? bare(a, s) : s;
}

void iv_placeholders_make(struct iv_arena *a, const struct iv_placeholder *word, size_t n, struct iv_placeholders *out)
{
	uint32_t slots = 16;
	while (slots < 4 * n)
		slots *= 2;
	struct iv_placeholder *slot = iv_arena_zalloc(a, slots * sizeof *slot);
	*out = (struct iv_placeholders){ slot, slots };
	for (size_t i = 0; i < n; i++)
		/* A word that is listed for figures and for text stands twice, for its two forms. */
		for (unsigned kind = IV_PLACEHOLDER_ANY; kind <= IV_PLACEHOLDER_ID; kind <<= 1) {
			struct iv_str form = word[i].kinds & kind ? normal(a, (struct iv_str){ word[i].word, word[i].n }, kind) : (struct iv_str){ 0 };
			if (!form.n || form.n > LONGEST_WORD)
				continue;
			uint32_t at = iv_placeholder_hash(form.p, form.n) & (slots - 1);
			while (slot[at].word && (slot[at].n != form.n || memcmp(slot[at].word, form.p, form.n) != 0))
				at = (at + 1) & (slots - 1);
			slot[at] = (struct iv_placeholder){ iv_arena_str(a, form).p, (uint16_t)form.n, (uint16_t)(slot[at].kinds | kind) };
		}
}

/* Nothing but punctuation and symbols, or only the letter x, at least two of them. */
static bool is_scribble(struct iv_str s)
{
	size_t x = 0, marks = 0, n = 0;
	for (const char *p = s.p, *end = s.p + s.n; p < end; n++) {
		uint32_t cp = iv_utf8_next(&p, end);
		bool letter = (cp >= '0' && cp <= '9') || (cp >= 'a' && cp <= 'z') || cp >= 0xA0;
		bool mark = !letter || cp == 0xB7 || (cp >= 0x2010 && cp <= 0x2027) || (cp >= 0x3001 && cp <= 0x3003) || cp == IV_UTF8_LOST ||
			    (cp >= 0x25A0 && cp <= 0x25FF) || cp == 0x3013 || (cp >= 0xE000 && cp <= 0xF8FF);
		x += cp == 'x';
		marks += mark;
		if (x <= n && marks <= n)
			return false; /* most words end the search at their first character */
	}
	return (x == n && n >= 2) || marks == n;
}

static bool listed(struct iv_str word, unsigned kinds_wanted, const struct iv_placeholders *more)
{
	return (iv_placeholders_find(&iv_clean_placeholders, word) & kinds_wanted) || (more && (iv_placeholders_find(more, word) & kinds_wanted));
}

bool iv_clean_placeholder_of(struct iv_arena *a, struct iv_str s, unsigned kind, const struct iv_placeholders *more)
{
	if (!s.n || s.n > LONGEST_WORD)
		return false;
	struct iv_str word = normal(a, s, IV_PLACEHOLDER_ANY);
	if (word.n && (is_scribble(word) || listed(word, kind | IV_PLACEHOLDER_ANY, more)))
		return true;
	return (kind & (IV_PLACEHOLDER_PHONE | IV_PLACEHOLDER_ID)) && listed(bare(a, word), kind, more);
}

bool iv_placeholders_has(struct iv_arena *a, const struct iv_placeholders *set, struct iv_str s, unsigned kind)
{
	if (!s.n || s.n > LONGEST_WORD)
		return false;
	struct iv_str word = normal(a, s, IV_PLACEHOLDER_ANY);
	if (iv_placeholders_find(set, word) & (kind | IV_PLACEHOLDER_ANY))
		return true;
	if ((kind & (IV_PLACEHOLDER_PHONE | IV_PLACEHOLDER_ID)) && (iv_placeholders_find(set, bare(a, word)) & kind))
		return true;
	const char *at = kind & IV_PLACEHOLDER_EMAIL ? memrchr(word.p, '@', word.n) : NULL;
	size_t local = at ? (size_t)(at - word.p) : 0;
	return at && ((iv_placeholders_find(set, (struct iv_str){ word.p, local + 1 }) & kind) || (iv_placeholders_find(set, iv_str_from(word, local)) & kind));
}

bool iv_clean_placeholder(struct iv_arena *a, struct iv_str s)
{
	/* No word for any kind of field begins with a figure, and no scribble has one: dates and numbers need not be folded. */
	return s.n && !(s.p[0] >= '0' && s.p[0] <= '9') && iv_clean_placeholder_of(a, s, 0, NULL);
}

bool iv_clean_placeholder_address(struct iv_str local, struct iv_str domain, const struct iv_placeholders *more)
{
	char text[LONGEST_WORD];
	size_t n = local.n + 1 + domain.n;
	if (local.n + 1 > sizeof text)
		return false;
	memcpy(text, local.p, local.n);
	text[local.n] = '@';
	if (listed((struct iv_str){ text, local.n + 1 }, IV_PLACEHOLDER_EMAIL, more))
		return true;
	if (n <= sizeof text) {
		memcpy(text + local.n + 1, domain.p, domain.n);
		if (listed((struct iv_str){ text, n }, IV_PLACEHOLDER_EMAIL, more))
			return true;
	}
	if (domain.n + 1 > sizeof text)
		return false;
	text[0] = '@';
	memmove(text + 1, domain.p, domain.n);
	return listed((struct iv_str){ text, domain.n + 1 }, IV_PLACEHOLDER_EMAIL, more);
}
