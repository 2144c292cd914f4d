/* SPDX-License-Identifier: MIT
 * A person's name as the matcher keeps it: hashes of its forms, and the letters of its sound. Names are held once in a
 * dictionary however many records have them, because people share names. */
#ifndef IV_MATCH_NAME_H
#define IV_MATCH_NAME_H
#include "base/arena.h"

enum {
	IV_NAME_HAN = 1, /* written in Han characters */
	IV_NAME_PINYIN = 2, /* its letters are Pinyin syllables (a Han name always) */
	IV_NAME_ORDERED = 4, /* it is certain which part is the family name */
	IV_NAME_PARTIAL = 8, /* one word or a surname alone: half a name */
	IV_NAME_LOST = 16, /* a character was lost; '?' stands for it in the sound */
	IV_NAME_INITIAL = 32, /* the given name is an initial */
	IV_NAME_WADE = 64, /* by Wade-Giles it has three syllables or more, and is hardly anything else */
	IV_NAME_CANTON = 128, /* the same of Cantonese */
};

/* A zero hash means that there is no such form. Sounds are as lib/text/sound.h has them, ü as u. */
struct iv_match_name {
	uint64_t exact; /* the letters: folded, simplified, without spaces and marks */
	uint64_t whole, turned; /* the sound, family name first; and in the other order where the order is not known */
	uint64_t family, given; /* the sound of either */
	uint64_t person; /* the sound regardless of order: equal for all ways to write one name */
	const uint64_t *also; /* the whole by other readings of Han characters, or without a part of a Western and Chinese name */
	uint64_t scheme[4]; /* by Wade-Giles in either order, by Cantonese in either order; see lib/text/sound.h */
	struct iv_str family_sound, given_sound;
	uint64_t namesakes; /* in the dictionary: how many records of other people chance would give this name, in millionths */
	uint32_t records; /* in the dictionary: how many have a name of this `person` */
	uint8_t alsos, flags;
};

#define IV_NAME_NONE UINT32_MAX

/* Reads a name; `name` alone, or family and given when name is empty. False: there is no letter in it.
 * What *out points to lives in the arena. */
bool iv_match_name_read(struct iv_arena *a, struct iv_str name, struct iv_str family, struct iv_str given, struct iv_match_name *out);

/* How two names compare, the most alike first. */
enum iv_name_level {
	IV_NAME_MISSING, /* one of them is not known */
	IV_NAME_SAME, /* the same letters after script folding */
	IV_NAME_SOUND, /* the same sound, in any script and either order */
	IV_NAME_CLOSE, /* an initial, a lost character, one slip in a name of letters, a spelling that may be of other names too (Wang Chi Ming) */
	IV_NAME_HALF, /* a surname alone that agrees, or one word of the other */
	IV_NAME_OTHER, /* different, but one is Han and one is not: a Western or Cantonese name of the same person, perhaps */
	IV_NAME_DIFFERENT,
};
enum iv_name_level iv_match_name_compare(const struct iv_match_name *a, const struct iv_match_name *b);

/* The dictionary. Zero-initialise. */
struct iv_match_names {
	struct iv_arena arena;
	struct iv_match_name *name;
	uint32_t *slot; /* index + 1 */
	size_t n, cap, slots;
};
void iv_match_names_release(struct iv_match_names *d);
uint32_t iv_match_names_add(struct iv_match_names *d, const struct iv_match_name *name); /* finds or copies */

/* A name as bytes and back, to pass it between threads. Unpacking borrows from `bytes` and the arena; it returns what
 * stands behind the name. */
void iv_match_name_pack(const struct iv_match_name *name, struct iv_buf *out);
struct iv_str iv_match_name_unpack(struct iv_str bytes, struct iv_arena *a, struct iv_match_name *out);

#endif
