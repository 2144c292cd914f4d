/* SPDX-License-Identifier: MIT
 * A person's name as the matcher keeps it: hashes of its forms, its syllables or its words. Names are held once in a dictionary
 * however many records have them, because people share names.
 *
 * A name has a family and a given part where they can be told apart, and may have an alias: Peter beside 陳大文. */
#ifndef IV_MATCH_NAME_H
#define IV_MATCH_NAME_H
#include "match/index.h"

enum {
	IV_NAME_HAN = 1, /* written in Han characters */
	IV_NAME_PINYIN = 2, /* its letters are Pinyin syllables (a Han name always) */
	IV_NAME_ORDERED = 4, /* it is certain which part is the family name */
	IV_NAME_PARTIAL = 8, /* one word or a surname alone: half a name */
	IV_NAME_LOST = 16, /* a character was lost; '?' stands for it in the sound */
	IV_NAME_INITIAL = 32, /* the given name is an initial */
	IV_NAME_WADE = 64, /* by Wade-Giles it has three syllables or more, and is hardly anything else */
	IV_NAME_CANTON = 128, /* the same of Cantonese */
	IV_NAME_WESTERN = 256, /* beside a Chinese surname in letters: a given name that is not Chinese (Sarah Ho) */
	IV_NAME_SPELLED = 512, /* in letters, and its given name can be read as Chinese (Chan Tai Man) */
	IV_NAME_FOREIGN = 1024, /* in letters that are neither Latin nor Han */
};

/* A zero hash means that there is no such form. Sounds are as lib/text/sound.h has them, ü as u. 80 bytes, and its text. */
struct iv_match_name {
	uint64_t exact; /* the letters: folded, simplified, without spaces and marks */
	uint64_t whole; /* the sound of family and given name, whichever stands first */
	const char *text; /* `alsos` hashes of 8 bytes: the whole by other readings or other cuts; then `text_n` bytes of words */
	uint32_t family, given; /* the sound of either */
	uint32_t scheme[4]; /* by Wade-Giles in either order, by Cantonese in either order; see lib/text/sound.h */
	uint16_t syllable[4], character[4]; /* as in lib/text/sound.h, the character's low bits */
	uint16_t surname[2][2]; /* by scheme: the class of the family name; and of the word at the other end, when that may be the family name */
	uint16_t flags;
	uint8_t text_n; /* "smith john robert;bob": family name, given names; aliases behind ';'. Han names have an alias only */
	uint8_t alsos, family_syllables, given_syllables;
	char initial; /* of the given name's sound: x for 王小明; 0 when there is none */
};

#define IV_NAME_NONE UINT32_MAX

/* Reads a name; `name` alone, or family and given when name is empty. False: there is no letter in it.
 * What *out points to lives in the arena. */
bool iv_match_name_read(struct iv_arena *a, struct iv_str name, struct iv_str family, struct iv_str given, struct iv_match_name *out);

/* Adds what else stood with the name: "Peter", or the same name in letters ("Chan Tai Man, Peter"). To a name that was read, before it is
 * packed or added to a dictionary. */
void iv_match_name_alias(struct iv_arena *a, struct iv_match_name *n, struct iv_str alias);

/* How two names compare, the most alike first. */
enum iv_name_level {
	IV_NAME_MISSING, /* one of them is not known */
	IV_NAME_SAME, /* the same letters after folding of script and variants */
	IV_NAME_SOUND, /* the same sound, in any script and either order */
	IV_NAME_CLOSE, /* one slip, initial, nickname, lost character or word left out; an alias; a spelling that may be of other names too */
	IV_NAME_LOOSE, /* two of them, or one word equal and the other similar, or cut short */
	IV_NAME_COMPATIBLE, /* the surname agrees, and the given names say nothing: one is Chinese and one is not (何寶儀, Sarah Ho) */
	IV_NAME_GIVEN, /* the given name sounds the same, the surname differs */
	IV_NAME_FAMILY, /* the surname sounds the same or is a slip away, the given name differs */
	IV_NAME_HALF, /* one is a surname alone or one word, and agrees with a part of the other */
	IV_NAME_OTHER, /* nothing agrees, and nothing can be said to differ: one is Han and the other is not Chinese */
	IV_NAME_DIFFERENT,
	IV_NAME_LEVELS
};
enum iv_name_level iv_match_name_compare(const struct iv_match_name *a, const struct iv_match_name *b); /* NULL: not known */

/* ---- keys for blocking: equal keys are a reason to compare ---- */

enum { IV_NAME_KEYS = 32 }; /* room for all keys of one kind */

/* All sounds of the whole name: two names of level SAME or SOUND, and nearly all that are CLOSE by another reading, a spelling, an alias or a left
 * out Western name, share one. Keys whose lowest bit is set are spellings (Wade-Giles, Cantonese) or a surname's class with a Western
 * name; nearly every Han name has such, but they are of use only when a name that is not Han has the same. Returns how many, at most `most`. */
size_t iv_match_name_keys(const struct iv_match_name *n, uint64_t *key, size_t most);

/* The family name alone: its sound, and its classes by either scheme (何 as Ho, He and Hoh), of both ends where the order is not known. */
size_t iv_match_name_family_keys(const struct iv_match_name *n, uint64_t *key, size_t most);

/* The given name alone: its sound as a whole, each of its words and of its aliases (nicknames as what they are short for), also the family
 * name where the order is not known. */
size_t iv_match_name_given_keys(const struct iv_match_name *n, uint64_t *key, size_t most);

/* ---- the dictionary. Zero-initialise. ---- */
struct iv_match_names {
	struct iv_arena arena;
	struct iv_match_name *name;
	struct iv_match_index index;
	size_t n, cap;
};
void iv_match_names_release(struct iv_match_names *d);
void iv_match_names_close(struct iv_match_names *d); /* nothing is added any more: what finds names goes */
uint32_t iv_match_names_add(struct iv_match_names *d, const struct iv_match_name *name); /* finds or copies */
static inline uint32_t iv_match_name_hash(const struct iv_match_name *n) /* by which it is found */
{
	return (uint32_t)(n->exact >> 32) ^ n->family;
}

/* A name as bytes and back, to pass it between threads. Unpacking borrows from `bytes` (no alignment is needed); it returns what
 * stands behind the name. */
void iv_match_name_pack(const struct iv_match_name *name, struct iv_buf *out);
struct iv_str iv_match_name_unpack(struct iv_str bytes, struct iv_match_name *out);

/* ---- within the room ---- */

static inline struct iv_str iv_match_name_words(const struct iv_match_name *n)
{
	return (struct iv_str){ n->text_n ? n->text + n->alsos * sizeof(uint64_t) : NULL, n->text_n };
}
static inline uint64_t iv_match_name_also(const struct iv_match_name *n, size_t i)
{
	uint64_t hash;
	memcpy(&hash, n->text + i * sizeof hash, sizeof hash);
	return hash;
}

/* Is it one surname, by Pinyin or by the spelling of either scheme, at either end where the order is not known? */
bool iv_match_name_one_surname(const struct iv_match_name *a, const struct iv_match_name *b);

/* Two names in letters, of which no whole form is the same. */
enum iv_name_level iv_match_name_letters(const struct iv_match_name *a, const struct iv_match_name *b);

/* One word against a name in letters that does not hold it: the whole name joined, or a slip in a word. */
enum iv_name_level iv_match_name_word(const struct iv_match_name *word, const struct iv_match_name *full);

/* What the alias of one says of the other, whose surname agrees. */
enum iv_name_alias { IV_ALIAS_UNKNOWN, IV_ALIAS_AGREES, IV_ALIAS_DIFFERS };
enum iv_name_alias iv_match_name_by_alias(const struct iv_match_name *a, const struct iv_match_name *b);

#endif
