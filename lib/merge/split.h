/* SPDX-License-Identifier: MIT
 * Taking a customer apart by hand: which of its records are meant, and the judgements that keep them from the others (ivoc-record(5),
 * JUDGEMENTS). */
#ifndef IV_MERGE_SPLIT_H
#define IV_MERGE_SPLIT_H
#include "rec/record.h"

/* How the records are separated, and what is said with it. */
struct iv_merge_split {
	struct iv_str names; /* the records, "source/key,source/key": neither commas nor slashes within a key matter */
	bool apart; /* each from the other, too; else they are said to be one person */
	struct iv_str who, at, why;
};

/* Appends the judgements as lines of JSON: a never for each of the named records and each of the rest, in the order of the parts. IV_OK;
 * or IV_FAIL with code bad_split, when a name is none of the customer's records or there would be no rest. */
int iv_merge_split(const struct iv_merge_split *how, const struct iv_rec *customer, struct iv_buf *out, struct iv_err *err);

#endif
