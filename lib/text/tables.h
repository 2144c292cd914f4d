/* SPDX-License-Identifier: MIT
 * Private to the text room: the tables that data/make_fold.c and data/make_han.c print at build time.
 * All are two-level: index[cp >> 8] names a page of 256 entries; equal pages are stored once. */
#ifndef IV_TEXT_TABLES_H
#define IV_TEXT_TABLES_H
#include "base/str.h"

/* What one code point becomes: another code point, or one of these, which no code point becomes. */
enum {
	FOLD_SELF = 0,
	FOLD_DROP = 1, /* invisible */
	FOLD_SPACE = 2, /* white space */
	FOLD_SLOW = 3, /* its form depends on its neighbours, or is several code points */
};

extern const uint16_t iv_tidy_index[0x1100], iv_fold_index[0x1100]; /* two views of one set of pages */
extern const uint32_t iv_fold_page[][256];

static inline uint32_t fold_entry(const uint16_t *index, uint32_t cp)
{
	return iv_fold_page[index[cp >> 8]][cp & 255];
}

/* A Han character's entry: 18 bits of simplified form (0: itself), 10 bits of usual reading (a syllable's number, 0: none)
 * and two flags. Readings are those of the simplified form. */
#define HAN_SIMPLE(e) ((e) & 0x3FFFF)
#define HAN_READING(e) ((e) >> 18 & 0x3FF)
#define HAN_MORE (1u << 28) /* it has a row in iv_han_more */
#define HAN_SURNAME (1u << 29) /* it is a surname */
#define HAN_LIMIT 0x32400 /* no Han character at or above it */

extern const uint16_t iv_han_index[HAN_LIMIT >> 8];
extern const uint32_t iv_han_page[][256];

static inline uint32_t han_entry(uint32_t cp)
{
	return cp < HAN_LIMIT ? iv_han_page[iv_han_index[cp >> 8]][cp & 255] : 0;
}

/* Characters with several readings, or one of their own as a surname; sorted by cp. Lists end in 0 unless full. */
struct han_more {
	uint32_t cp;
	uint16_t usual[4], surname[4];
};
extern const struct han_more iv_han_more[];
extern const unsigned iv_han_mores;

/* Compound surnames, simplified, sorted; and how they are read. */
struct han_pair {
	uint32_t cp[2];
	uint16_t reading[2];
};
extern const struct han_pair iv_han_pair[];
extern const unsigned iv_han_pairs;

/* Syllables from number 1. A syllable's key is its letters, 5 bits each, the first highest; the slots are an open hash
 * of numbers. */
extern const char iv_syllable[][7];
extern const uint16_t iv_syllable_blur[]; /* equal for syllables that dialects do not tell apart (text/sound.h) */
extern const uint8_t iv_syllable_surname[]; /* is it a surname's reading? */

/* The number of a syllable, of which iv_syllable has the letters. */
static inline unsigned syllable_number(const char *letters)
{
	return (unsigned)((letters - iv_syllable[0]) / (ptrdiff_t)sizeof iv_syllable[0]);
}

#define SYLLABLE_SLOTS 2048
extern const uint16_t iv_syllable_slot[SYLLABLE_SLOTS];
extern const uint32_t iv_syllable_key[];

static inline uint32_t syllable_hash(uint32_t key)
{
	return key * 2654435761u >> 21;
}

/* Classes of syllables of the two schemes of text/roman.h, from number 1; see data/make_roman.c. Their spellings are an open hash,
 * keyed as syllables are. */
struct roman_spelling {
	uint32_t key;
	uint32_t class;
};
#define ROMAN_SLOTS 8192
extern const char iv_wade_class[][8], iv_canton_class[][8];
extern const uint8_t iv_wade_surname[], iv_canton_surname[]; /* is it a surname's? */
extern const uint32_t iv_wade_compound[], iv_canton_compound[]; /* the classes of each of iv_han_pairs, the first << 16; sorted; 0: not known */
extern const struct roman_spelling iv_wade_spelling[ROMAN_SLOTS], iv_canton_spelling[ROMAN_SLOTS];
extern const uint16_t iv_syllable_wade[]; /* of a syllable's number */
extern const uint16_t iv_canton_index[HAN_LIMIT >> 8]; /* of a simplified character */
extern const uint16_t iv_canton_page[][256];

static inline uint32_t roman_hash(uint32_t key)
{
	return key * 2654435761u >> 19;
}

/* Cangjie codes of the common Han characters, 5 bits a letter from 1, the last lowest. 0: not known. */
enum { SHAPE_BEGIN = 0x4E00, SHAPE_END = 0xA000, SHAPE_LETTERS = 5 };
extern const uint32_t iv_han_shape[SHAPE_END - SHAPE_BEGIN];

/* Given names and their short forms, an open hash. Lines are numbered from 1; the line of which a word is the full form comes first. */
enum { NICKNAME_LONGEST = 11, NICKNAME_LINES = 6, NICKNAME_SLOTS = 4096 };
struct nickname {
	char word[NICKNAME_LONGEST + 1];
	uint16_t line[NICKNAME_LINES];
};
extern const struct nickname iv_nickname[NICKNAME_SLOTS];

static inline unsigned nickname_hash(const char *word, size_t n)
{
	uint32_t h = 0;
	for (size_t i = 0; i < n; i++)
		h = (h ^ (unsigned char)word[i]) * 16777619u;
	return h % NICKNAME_SLOTS;
}

const struct han_pair *iv_han_compound(uint32_t first, uint32_t second); /* the compound surname of two characters, or NULL */
unsigned iv_pinyin_syllable(struct iv_str letters); /* the number of one syllable, or 0; ü as "v", "yu" or itself */

#endif
