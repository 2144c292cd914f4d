/* SPDX-License-Identifier: MIT
 * The sound of a person's name, by which 王小明, 王曉明, "Wang Xiaoming", "WANG, Xiaoming", "Xiaoming Wang" and
 * "wangxiaoming" are known to be one name, and 李伟 and 李炜 to be easily confused.
 *
 * A name that is spelled by ear ("Chan Tai Man", "Tsai Ing-wen") has besides classes of syllables, which the Han name has too.
 *
 * A Han name sounds as the Pinyin of its characters (surname readings for the surname); a name in Latin letters as its
 * letters, folded, without accents, spaces and marks. A lost character is '?', which stands for any one syllable. */
#ifndef IV_TEXT_SOUND_H
#define IV_TEXT_SOUND_H
#include "base/arena.h"

#define IV_SOUND_ALSO 4
#define IV_SOUND_SYLLABLES 4 /* more are no Chinese name */
#define IV_SOUND_LOST UINT16_MAX
#define IV_SOUND_SCHEMES 2 /* those of text/roman.h: Wade-Giles, Cantonese */

/* All strings are lower-case letters (of any script, without accents) and '?'; they live in the arena or the name. Everything is empty when the name has no letter. */
struct iv_sound {
	struct iv_str family, given; /* as far as they can be told apart; given is empty when there is one word only */
	struct iv_str given_words; /* given, with a blank between its words */
	struct iv_str whole; /* family and given joined: the key to block and sort on (see iv_text_sound_key) */
	struct iv_str turned; /* the other order joined, when the order is not known; else empty */
	struct iv_str also[IV_SOUND_ALSO]; /* the whole by other readings of a Han name's characters; Chan Tai Man and Peter Chan for "Peter Chan Tai-man" */
	uint8_t alsos; /* how many of them */
	uint8_t also_family[IV_SOUND_ALSO]; /* bytes of their family names */
	/* Of a Han name and of one in Pinyin: the syllables, family name first, as numbers; IV_SOUND_LOST for a lost one. Both counts are 0 when
	 * there are more than IV_SOUND_SYLLABLES. */
	uint16_t syllable[IV_SOUND_SYLLABLES];
	uint32_t character[IV_SOUND_SYLLABLES]; /* simplified; 0 where there is none */
	uint8_t family_syllables, given_syllables;
	struct iv_str scheme[2 * IV_SOUND_SCHEMES]; /* classes of syllables by a scheme, family name first, joined by '-'; behind each, with the family name
						     * at the other end, where that may be. Empty where the name cannot be read so */
	uint8_t syllables[IV_SOUND_SCHEMES]; /* how many, 2 to 4, or 0 */
	bool sure[IV_SOUND_SCHEMES]; /* read from Han characters, or from letters that are hardly anything else */
	bool ordered; /* is it certain which is the family name? A Han name or a comma makes it so */
	bool han; /* was it read from Han characters? */
	bool pinyin; /* is it made of Pinyin syllables (always so when han)? */
};

/* The sound of `name` as written: honorifics are not taken off here (see clean/name.h). Where a name has two or more Han
 * characters its Latin letters are ignored ("王小明 Wang Xiaoming"). */
void iv_text_sound(struct iv_arena *a, struct iv_str name, struct iv_sound *out);

/* The same when family and given names are known apart. Either may be empty. */
void iv_text_sound_of(struct iv_arena *a, struct iv_str family, struct iv_str given, struct iv_sound *out);

/* How surely a scheme brings them together: 0 not at all, 1 in two syllables or where either may be something else, 2 beyond that. Two Han
 * names are not compared so: they sound the same or not. */
int iv_text_sound_alike(const struct iv_sound *a, const struct iv_sound *b);

/* Do they sound the same, in either order where an order is unknown? When one of them was not read from Han characters, the
 * other readings of the Han one count too, and ü may be written in any way (lv, lu, lyu). An empty sound is the same as none. */
bool iv_text_sound_same(const struct iv_sound *a, const struct iv_sound *b);

/* Are two syllables (of iv_sound) different, and easily taken for each other? Dialects do not tell n and ng at the end apart, nor l and n, f and
 * h, z and zh, c and ch, s and sh at the beginning. */
bool iv_text_sound_confused(uint16_t x, uint16_t y);

/* A copy of a sound that does not tell the spellings of ü apart: for hash keys that must bring 吕 and "Lu" together. */
struct iv_str iv_text_sound_key(struct iv_arena *a, struct iv_str sound);

#endif
