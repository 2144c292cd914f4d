/* SPDX-License-Identifier: MIT
 * Consent: who may be addressed by which channel, decided from all that was said about it.
 *
 * Statements come from party records (the member `consent`) and from events (optin, optout). For each channel:
 *   the strictest valid statement wins: one "out" weighs more than any number of "in";
 *   an "out" is lifted only by an optin event of the person that is later than every "out". What a record says is no
 *   such event, however new the record; an "out" without a date is never lifted; an "out" with a date and no time was
 *   said at the end of its day;
 *   nothing said is not "in".
 * A number (an address) that says no is refused itself, and says nothing about the person, who may have another; a later
 * "in" by the same number lifts that. A number that says yes counts as an "in" of the person, but lifts no "out".
 * An optout that names no channel is about all of them; an optin must name one. Telephone calls are the channel "call";
 * "phone" means the same, and becomes it. */
#ifndef IV_HISTORY_CONSENT_H
#define IV_HISTORY_CONSENT_H
#include "history/rollup.h"

struct iv_history_statement {
	struct iv_str channel, number; /* number empty: said by or about the person */
	struct iv_str source, key; /* of the record or event that says it */
	struct iv_str at, proof, purpose; /* proof: as the record gives it */
	bool out; /* else in */
	bool event; /* an optin or optout, not a field of a record */
};

/* Zero-initialise, set arena. The statements are borrowed. */
struct iv_history_consent {
	struct iv_arena *arena;
	struct iv_history_statement *item;
	size_t n, cap;
};

void iv_history_consent_release(struct iv_history_consent *c);

/* Adds what a party record says: its member `consent`, as JSON. What is neither in nor out is no statement. */
void iv_history_consent_party(struct iv_history_consent *c, struct iv_str consent, struct iv_str source, struct iv_str key);
void iv_history_consent_roll(struct iv_history_consent *c, const struct iv_roll *r); /* adds what a settled roll remembers */

/* So many statements about a channel are told beside the one that stands and the one it lifted. */
#define IV_HISTORY_TRAIL 20

/* Appends the decision as an object, {"sms":{"state":"out","at":"2026-04-15","proof":"备注","source":"pos","key":"1"}}; an "in" that
 * lifted an "out" has that one as `was`. `trail` has all other statements about the channel, the latest first; where there are more
 * than IV_HISTORY_TRAIL, the oldest are left out, an "in" before any "out". Nothing is appended when nobody said anything: returns
 * whether there is something. */
bool iv_history_consent_write(struct iv_history_consent *c, struct iv_buf *out);

/* Appends the refused numbers by channel, {"sms":["+8613812345678"]}, and returns whether there are any. */
bool iv_history_consent_refused(struct iv_history_consent *c, struct iv_buf *out);

/* Whether a number is among the refused ones of a customer (see above), for the channel or for all. */
bool iv_history_consent_refuses(struct iv_str refused, struct iv_str channel, struct iv_str number, struct iv_arena *arena);

/* The state of a channel in a customer's or party's consent object: "in", "out", or empty. For call and phone, which are
 * one channel, the stricter of the two. */
struct iv_str iv_history_consent_state(struct iv_str consent, struct iv_str channel, struct iv_arena *arena);

#endif
