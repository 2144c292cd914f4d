/* SPDX-License-Identifier: MIT
 * What of a record tells who it is of, as the register of forget.h keeps it and asks for it.
 *
 * A record of a key that was erased never comes back. One of another key is the erased person's when it has the identity number, or a telephone, mail
 * address or other identifier together with a name of the same sound; without a name, when all that it has are the person's. But whoever joined after the
 * day of the erasure has come back of his own will. */
#ifndef IV_IDENT_FORGET_RECORD_H
#define IV_IDENT_FORGET_RECORD_H
#include "ident/forget.h"

#define IV_FORGET_NO_DAY INT32_MIN
enum { IV_FORGET_MARKS = 128, IV_FORGET_SOUNDS = 24 }; /* of one record; further ones are left out */

/* Spans of the record or texts of the arena it was read with. */
struct iv_forget_record {
	struct iv_str source, key;
	struct iv_str name, family, given, alias;
	struct iv_str supersedes; /* as written: a list */
	int32_t joined; /* day number, or IV_FORGET_NO_DAY */
	struct iv_forget_mark {
		struct iv_str value; /* as its cleaner gives it; of ids type, scope and value with 0x1f between */
		uint8_t of; /* IV_FORGET_IDNO, IV_FORGET_PHONE, IV_FORGET_EMAIL or IV_FORGET_IDS */
	} mark[IV_FORGET_MARKS];
	size_t marks;
};

/* Reads a party: an object that was scanned. What may be many people's (a service number, info@, a wrong check digit) is no mark. */
void iv_forget_read(struct iv_arena *a, struct iv_str party, struct iv_forget_record *out);

/* A part that is known by an identifier only: source ~phone or ~email. */
void iv_forget_read_caller(struct iv_str source, struct iv_str key, struct iv_forget_record *out);

/* The value as marks have it: `of` as there, but ids. False: it tells nobody apart. */
bool iv_forget_value(struct iv_arena *a, enum iv_forget_of of, struct iv_str text, struct iv_str *value);

/* The sounds of the names: equal ones are one name, in whatever script; those of a family name alone begin with '~'. `also_half`: those of a whole name
 * come with those of its parts. Returns how many, at most IV_FORGET_SOUNDS. */
size_t iv_forget_sounds(struct iv_arena *a, const struct iv_forget_record *r, bool also_half, struct iv_str sound[IV_FORGET_SOUNDS]);

/* The erasure that suppresses the record of a source, or NULL. */
const struct iv_forget_entry *iv_forget_suppresses(const struct iv_forget_register *g, struct iv_arena *a, const struct iv_forget_record *r);

/* The same of a record's source and key alone. */
const struct iv_forget_entry *iv_forget_knows(const struct iv_forget_register *g, struct iv_str source, struct iv_str key);

/* Whether a caller may be the erased person: the number is, and the name, if one was given, agrees. It is unless somebody else has the number now. */
const struct iv_forget_entry *iv_forget_suspects(const struct iv_forget_register *g, struct iv_arena *a, const struct iv_forget_record *caller);

/* What is known of a person who is erased, over all records: each number with each name. Zero-initialise. */
struct iv_forget_traits {
	struct iv_names marks[IV_FORGET_OFS], sounds;
};
void iv_forget_traits_release(struct iv_forget_traits *t);
void iv_forget_traits_add(struct iv_forget_traits *t, struct iv_arena *a, const struct iv_forget_record *r);

/* Adds to the register: a record by its source and key (of a caller that tells only of calls until that day, since the number may be another's later); and what
 * is known of the person. */
void iv_forget_note_record(struct iv_forget_register *g, struct iv_str source, struct iv_str key, int32_t at, struct iv_str of_case);
void iv_forget_note_traits(struct iv_forget_register *g, const struct iv_forget_traits *t, int32_t at, struct iv_str of_case);

#endif
