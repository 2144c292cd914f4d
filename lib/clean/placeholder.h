/* SPDX-License-Identifier: MIT
 * Placeholders: what people type to get past a field. The shipped list is data/placeholders.txt, made a table at build time;
 * whoever reads a particular source may lend a second list of words that stand for nothing there.
 *
 * Words are compared after folding width and case and simplifying the script; of telephone numbers and ids only figures
 * and letters count, and the country code +86 does not. */
#ifndef IV_CLEAN_PLACEHOLDER_H
#define IV_CLEAN_PLACEHOLDER_H
#include "base/arena.h"

/* Kinds of field, bits of a word. A word of ANY stands for nothing in a field of any kind. */
enum {
	IV_PLACEHOLDER_ANY = 1,
	IV_PLACEHOLDER_NAME = 2,
	IV_PLACEHOLDER_PHONE = 4,
	IV_PLACEHOLDER_EMAIL = 8, /* words are whole addresses, "local@" or "@domain" */
	IV_PLACEHOLDER_DATE = 16,
	IV_PLACEHOLDER_ID = 32,
};

/* The bit that a kind's name in a list or a map stands for ("any", "name" …); 0 for no such kind. */
unsigned iv_placeholder_kind(struct iv_str name);

struct iv_placeholder {
	const char *word; /* NULL: the slot is free */
	uint16_t n, kinds;
};

/* A set of words: an open hash with free slots. Zeroed it is the empty set. Immutable once made, so threads may share it. */
struct iv_placeholders {
	const struct iv_placeholder *slot;
	uint32_t slots; /* a power of two, or 0 */
};

extern const struct iv_placeholders iv_clean_placeholders; /* the shipped list */

/* Makes a set of n words as they were written, each with its kinds; it lives in the arena. */
void iv_placeholders_make(struct iv_arena *a, const struct iv_placeholder *word, size_t n, struct iv_placeholders *out);

/* The kinds that the word (already folded and simplified) is listed for, 0 when it is not. */
unsigned iv_placeholders_find(const struct iv_placeholders *set, struct iv_str word);

/* Does s stand for nothing by the words of this set alone? */
bool iv_placeholders_has(struct iv_arena *a, const struct iv_placeholders *set, struct iv_str s, unsigned kind);

/* Does s stand for nothing in a field of the kind (0: any text)? By the shipped list, by `more` (may be NULL), or because it
 * is marks or x alone. Not the empty string. */
bool iv_clean_placeholder_of(struct iv_arena *a, struct iv_str s, unsigned kind, const struct iv_placeholders *more);

/* For e-mail: by address as a whole, by its local part or by its domain. Both are folded. */
bool iv_clean_placeholder_address(struct iv_str local, struct iv_str domain, const struct iv_placeholders *more);

/* --- Shared with the program that prints the table --- */

/* Four bytes from p on, the same number on any machine. */
static inline uint32_t iv_placeholder_four(const char *p)
{
	return (uint32_t)(unsigned char)p[0] | (uint32_t)(unsigned char)p[1] << 8 | (uint32_t)(unsigned char)p[2] << 16 | (uint32_t)(unsigned char)p[3] << 24;
}

/* Each telephone and each address is looked up, several times, so four bytes are taken at a time; the last four may be some of those before. */
static inline uint32_t iv_placeholder_hash(const char *p, size_t n)
{
	uint32_t h = 2166136261u + (uint32_t)n;
	for (size_t i = 0; i + 4 < n; i += 4)
		h = ((h ^ iv_placeholder_four(p + i)) * 0x9E3779B1u) ^ h >> 15;
	if (n >= 4)
		return ((h ^ iv_placeholder_four(p + n - 4)) * 0x9E3779B1u) >> 8;
	for (size_t i = 0; i < n; i++)
		h = (h ^ (unsigned char)p[i]) * 16777619u;
	return h ^ h >> 15;
}

#endif
