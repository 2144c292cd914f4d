/* SPDX-License-Identifier: MIT
 * Within clean: the steps of cleaning a name. Each is given tidied text; what it takes off goes to *out. */
#ifndef IV_CLEAN_NAME_PARTS_H
#define IV_CLEAN_NAME_PARTS_H
#include "clean/name.h"

/* What a name is written in. */
struct iv_name_script {
	size_t han, latin; /* characters; x and o beside Han ones are no letters but mask a character, and are not counted */
	size_t lost, masked;
	size_t figures;
};
struct iv_name_script iv_name_script(struct iv_str s);

/* Written in Han characters, apart from lost ones. */
static inline bool iv_name_is_han(struct iv_name_script n)
{
	return n.han && !n.latin;
}

/* Lost characters become '?' and masked ones '*', dots the middle dot, and spaces in a Han name go. */
struct iv_str iv_name_respell(struct iv_arena *a, struct iv_str s);

/* Puts together characters that were written as their parts: 王(吉吉), 王[王+君], 王⿰吉吉. What cannot be, but is certainly a
 * description, becomes '?'. Sets *composed when it did either. Returns s itself when there is nothing to do. */
struct iv_str iv_name_compose(struct iv_arena *a, struct iv_str s, bool *composed);

/* The table behind it (data/composed.txt). */
struct iv_name_composed {
	const char *character, *parts;
};
extern const struct iv_name_composed iv_name_composed[];
extern const unsigned iv_name_composed_n;

/* One round of taking off what stands with a name: brackets, remarks, the sex, figures, titles. */
struct iv_str iv_name_peel(struct iv_arena *a, struct iv_str s, struct iv_name *out);

/* Adds to a note or an alias. */
void iv_name_append(struct iv_arena *a, struct iv_str *list, struct iv_str piece, const char *between);

/* Takes blanks and marks off both ends that are no part of a name. */
struct iv_str iv_name_trim(struct iv_str s);

/* Does it end in a Han title (王经理), so that it is a person? */
bool iv_name_titled(struct iv_str s);

/* Is one of its words, parted by blanks, a title or a mark in letters? */
bool iv_name_has_title(struct iv_str s);

/* Family and given name of a peeled name. */
void iv_name_split(struct iv_arena *a, struct iv_str name, struct iv_name_script script, struct iv_name *out);

#endif
