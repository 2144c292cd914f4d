/* SPDX-License-Identifier: MIT
 * Private to clean: administrative divisions by name. The table is printed at build time by data/make_divisions.c from
 * data/divisions.txt and data/places.txt.
 *
 * A name may belong to several divisions (朝阳区 is in Beijing and in Changchun), so reading an address keeps a set of
 * candidates, which every further name narrows. */
#ifndef IV_CLEAN_DIVISION_H
#define IV_CLEAN_DIVISION_H
#include "base/arena.h"

enum division_level { LEVEL_NONE, LEVEL_PROVINCE, LEVEL_CITY, LEVEL_DISTRICT };

/* Place 0 is no place; the parent of a province, and of a county or city of Taiwan, is 0. */
struct division_place {
	char code[11];
	uint8_t level;
	uint8_t name_n; /* bytes of the name */
	uint16_t parent;
	uint16_t name; /* where its name stands in iv_division_text, in fours of bytes; simplified script */
	uint32_t postcode; /* of a district: its main one (200120, or of Taiwan 106); 0: not known */
};

enum division_key_kind { /* what asks for less comes first */
	KEY_FULL, /* with its suffix: 静安区, 恩施州, 闸北区 */
	KEY_LONE, /* without, and yet a district's name by itself: 浦东 */
	KEY_BARE, /* without: 静安, 恩施 */
	KEY_INSIDE, /* only understood where the city is known: 工业园区, 高新区 */
	KEY_PART, /* a part that stands for its district: 旺角 */
};

/* A name. Keys whose first two characters have one hash stand together, longer ones first, equal ones side by side. */
struct division_key {
	uint32_t text; /* offset in iv_division_text */
	uint16_t place;
	uint8_t n; /* bytes */
	uint8_t kind;
};

/* A romanised name: its letters alone, in small letters; sorted. */
struct division_roman {
	uint32_t text;
	uint16_t place;
	uint8_t n;
};

#define DIVISION_SLOTS 8192
extern const char iv_division_text[];
extern const struct division_place iv_division_place[];
extern const struct division_key iv_division_key[];
extern const uint16_t iv_division_slot[DIVISION_SLOTS + 1]; /* the first key of a hash; the next slot's is the end */
extern const struct division_roman iv_division_roman[];
extern const unsigned iv_division_romans, iv_division_places, iv_division_mainland; /* places before it are of the mainland, by code */
extern const uint8_t iv_division_beginning[100][13]; /* a bit for each two digits that postcodes of a province begin with */

/* The hash of the six bytes of two Han characters. */
static inline unsigned division_hash(const char *p)
{
	uint64_t x = 0;
	for (int i = 0; i < 6; i++)
		x = x << 8 | (unsigned char)p[i];
	return (unsigned)(x * 0x9E3779B97F4A7C15u >> 51);
}

static inline struct iv_str division_name(unsigned place)
{
	return (struct iv_str){ iv_division_text + 4u * iv_division_place[place].name, iv_division_place[place].name_n };
}

/* Where an address lies, as far as it has been read: the places it may be. Zero-initialise. */
enum { DIVISION_MOST = 24 };
struct division_set {
	uint16_t place[DIVISION_MOST];
	uint8_t n;
	bool named; /* some name has been read */
};

/* The longest name that begins s (simplified): *first is its first key, the number of keys is returned, 0 when there is none. */
size_t iv_division_at(struct iv_str s, const struct division_key **first);

/* Is place a the same as b, or within it? */
bool iv_division_within(unsigned a, unsigned b);

/* What `set` is once a name has been read that these places have: those that are in the set, above or below one of it, the
 * lower one each time; all of them when nothing was named before. False, and *out untouched, when none fits. */
bool iv_division_narrow(const struct division_set *set, const uint16_t *place, size_t n, struct division_set *out);

/* The one place that is meant: the only candidate, or the lowest that has all of them within it; 0 when there is none. */
unsigned iv_division_settle(const struct division_set *set);

/* Leaves those candidates whose postcode agrees best with the one given (at least its first three digits; of Taiwan all three). */
void iv_division_by_postcode(struct division_set *set, struct iv_str postcode);

/* The place of a level that `place` lies in (or is); 0 when there is none. */
unsigned iv_division_above(unsigned place, enum division_level level);

/* The places of a romanised name, as division_roman rows; returns how many. `letters`: small letters only. */
size_t iv_division_romanised(struct iv_str letters, const struct division_roman **first);

/* See iv_postcode_suits; the postcode is digits. */
int iv_division_postcode(struct iv_str division, struct iv_str postcode);

#endif
