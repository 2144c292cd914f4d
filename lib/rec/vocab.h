/* SPDX-License-Identifier: MIT
 * The vocabulary: every field name that means something to ivoc, once. The man page ivoc-record(5), the rule
 * checker's "did you mean" and ingest's map checker read this table. Any other field name is the user's own. */
#ifndef IV_REC_VOCAB_H
#define IV_REC_VOCAB_H
#include "rec/record.h"

enum iv_type {
	IV_TYPE_TEXT,
	IV_TYPE_NUMBER, /* a decimal; amounts have at most 4 decimals */
	IV_TYPE_BOOL,
	IV_TYPE_DATE, /* text YYYY-MM-DD, or a date-time whose date counts */
	IV_TYPE_LIST, /* of texts */
	IV_TYPE_OBJECT,
	IV_TYPE_OBJECTS, /* a list of objects */
};

/* Kinds a field stands on, as bits. */
#define IV_ON(kind) (1u << (kind))
#define IV_ON_PARTY IV_ON(IV_KIND_PARTY)
#define IV_ON_EVENT IV_ON(IV_KIND_EVENT)
#define IV_ON_CUSTOMER IV_ON(IV_KIND_CUSTOMER)
#define IV_ON_DECISION IV_ON(IV_KIND_DECISION)
#define IV_ON_REJECT IV_ON(IV_KIND_REJECT)
#define IV_ON_ALL (IV_ON_PARTY | IV_ON_EVENT | IV_ON_CUSTOMER | IV_ON_DECISION)

struct iv_field {
	const char *name; /* dotted for members of an object: "consent.*.state" */
	enum iv_type type;
	unsigned on; /* IV_ON_… */
	const char *owner; /* the program that sets it, without "ivoc-" */
	const char *meaning; /* one line, as in the man page */
};

extern const struct iv_field iv_vocab[];
extern const size_t iv_vocab_n;

/* The field of that name that stands on one of `kinds`, or NULL. A "*" in a table name matches one path step. */
const struct iv_field *iv_vocab_find(struct iv_str name, unsigned kinds);

/* The name a person probably meant, among the fields that stand on `kinds`; NULL when none is near. */
const char *iv_vocab_nearest(struct iv_str name, unsigned kinds);

const char *iv_type_name(enum iv_type type); /* "text", "number", "true or false", "date", "list", "object", "list of objects" */

#endif
