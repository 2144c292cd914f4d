/* SPDX-License-Identifier: MIT
 * Survivorship: of the values that a customer's records have for a field, which one stands.
 *
 * Of the records that may take part (only, except, when), a value that its record's `warn` calls doubtful loses against any that is
 * clean, and an address of which only the city is known against any that is one; then the field's rule decides; ties
 * go to the record with more of the fields that belong together, then to the one that changed last, then the longer
 * value, then the bytes, then the record's source and key. Nothing is ever decided by the order of the input. */
#ifndef IV_MERGE_SURVIVE_H
#define IV_MERGE_SURVIVE_H
#include "merge/settings.h"
#include "rec/record.h"

/* What a rule says of a record; a condition is 1 or 0, a date its day number. */
struct iv_merge_answer {
	bool known; /* else null */
	iv_decimal number;
	struct iv_str text; /* of a rule that gives texts */
};

/* A party record that takes part. */
struct iv_merge_record {
	struct iv_str source, key;
	struct iv_str named; /* both as members of an object: "source":"pos","key":"1" */
	const struct iv_rec *rec;
	struct iv_str warn; /* its member `warn`, as JSON; {0}: none */
	struct iv_str date; /* updated, else joined, else empty */
	const struct iv_merge_answer *answer; /* by the number of the rule; NULL when there are no rules */
};

/* Asks all rules of the settings about a record; the answers live in the arena. NULL when there are none. */
const struct iv_merge_answer *iv_merge_ask(const struct iv_merge_settings *s, struct iv_rule_run *run, const struct iv_rec *rec, struct iv_arena *arena);

/* Appends the chosen values as members to `out`, in the order of the settings, and to `from` (the inside of an object)
 * where each came from, by which rule, and which value it won over. No two records have the same source and key. */
void iv_merge_survive(const struct iv_merge_settings *s, const struct iv_merge_record *record, size_t n, struct iv_arena *arena, struct iv_buf *out,
		      struct iv_buf *from);

#endif
