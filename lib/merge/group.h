/* SPDX-License-Identifier: MIT
 * Merging: the records of one cid become one customer.
 *
 * What comes in is yesterday's customers (several when ids were absorbed), new party records, parts of a customer that
 * was split (party lines with a `roll`), and new events. What goes out is one line with the parts these make: of each
 * (source, key) the greatest party record by (updated, bytes), and the roll-up of all its events. */
#ifndef IV_MERGE_GROUP_H
#define IV_MERGE_GROUP_H
#include "history/rollup.h"
#include "merge/customer.h"
#include "merge/restrict.h"
#include "merge/settings.h"
#include "merge/survive.h"

/* Where single records of the group end that are not part of the customer. */
struct iv_merge_report {
	void *ctx;
	void (*reject)(void *ctx, const struct iv_rec *rec, const struct iv_err *err);
	void (*drop)(void *ctx, const struct iv_rec *rec, const char *why); /* why: "repeat", "replaced" or "retired" */
	void (*warn)(void *ctx, const struct iv_rec *rec, const struct iv_err *err);
};

/* One line's claim to a part: it holds its record, its roll, or an event of it. */
struct iv_merge_claim {
	struct iv_str source, key; /* of the part */
	enum { IV_MERGE_OF_CUSTOMER, IV_MERGE_OF_PARTY, IV_MERGE_OF_EVENT } what;
	struct iv_rec *rec; /* the line */
	struct iv_str party, roll; /* what it brings; {0}: nothing */
	struct iv_str event_source, event_key, bytes; /* of an event; bytes without cid */
	bool gone; /* a repeated or rejected event */
};

/* A worker's memory. Zero-initialise, set settings; release once. */
struct iv_merge {
	const struct iv_merge_settings *settings;
	struct iv_arena *arena; /* the batch's */
	struct iv_merge_claim *claim;
	size_t claims, claims_cap;
	struct iv_merge_claim **event; /* the events among them */
	size_t events_cap;
	struct iv_rec *party; /* the records that stand, scanned */
	size_t parties, parties_cap;
	struct iv_merge_record *record; /* those of them that are no tombstones */
	size_t records, records_cap;
	struct iv_merge_member *member; /* all parts */
	size_t members, members_cap;
	size_t tombstones, bare; /* parts whose record is one; parts without a record */
	struct iv_roll part, total; /* of the part in hand; of all parts */
	struct iv_str *was; /* lists of absorbed ids, as the lines have them */
	size_t was_n, was_cap;
	struct iv_str heir; /* the record that the id follows, as a record says that came from a customer taken apart; {0}: none */
	struct iv_str hid; /* the household, as the lines of the group say; {0}: they do not */
	struct iv_merge_restricted *restricted; /* asked of each customer; NULL: there is no list, and what yesterday's line says stays */
	struct iv_rule_run *run; /* made when the first record is asked */
	struct iv_buf parts, from, line, scratch;
};

void iv_merge_release(struct iv_merge *m);

/* Merges the customers, parties and events among `recs`, which all have this cid and live as long as `arena`; all other
 * kinds are left alone. IV_OK: *line is the customer, in the arena; IV_END: no customer comes of them (all of it was
 * reported); IV_REJECT: the group cannot be merged; IV_FAIL with code new_version, file and line. */
int iv_merge_group(struct iv_merge *m, struct iv_str cid, struct iv_rec *recs, size_t n, struct iv_arena *arena, const struct iv_merge_report *report,
		   struct iv_str *line, struct iv_err *err);

/* Whether a customer's line is one that can be merged: IV_OK, IV_REJECT (bad_customer), or IV_FAIL (new_version). For a
 * line that passes as it is, because nothing is to be merged into it. */
int iv_merge_check_customer(const struct iv_rec *customer, struct iv_err *err);

/* Whether the customer's line was written in a former layout (history/rollup.h): such a one does not pass as it is. */
bool iv_merge_is_old(const struct iv_rec *customer);

/* A slug and its meaning, of rejects that are not iv_history_codes; ended by a NULL slug. */
extern const struct iv_history_code iv_merge_codes[];

#endif
