/* SPDX-License-Identifier: MIT
 * Roll-ups: what a customer's events come to, in a form that can be merged.
 *
 * A roll is a multiset of cells. A cell is a key (which sum: "purchases in the shop", "order T1 of source tx") and a
 * value (how many, how much, since when). Two cells with one key combine into one, and every way of combining is
 * associative and commutative: a sum, a least, a greatest, or the last by (at, source, key). So
 *
 *     roll(A and B) = merge(roll(A), roll(B))      for sets of events A and B that share none,
 *
 * whatever the order and however the events were cut into nights. Nothing in a roll depends on today: windows are
 * computed when they are asked for (window.h).
 *
 * Money is counted in ten-thousandths. Sums of money are of amounts >= 0 and stop at the greatest int64 (922 trillion);
 * because nothing is ever taken off them, stopping there keeps the law above. `full` says that it happened. */
#ifndef IV_HISTORY_ROLLUP_H
#define IV_HISTORY_ROLLUP_H
#include "rec/record.h"

/* The version of the layout that this program writes, and the newest it reads. Version 1 knew of each kind of event how
 * many there were and the first and the last day, not the days between, and nothing of when a balance moved; it is read,
 * and what it did not know is filled in as layout.h says. */
#define IV_HISTORY_VERSION 2

#define IV_HISTORY_NO_DAY INT32_MIN

/* What is summed. The comments give the key; a window family has the day as the last part of its key. */
enum iv_history_what {
	IV_HISTORY_DAYS, /* event, channel, day: how many */
	IV_HISTORY_ORDERS, /* currency, source, order: its first day, amount, cost, amount of the lines without a cost */
	IV_HISTORY_RETURNS, /* currency, source, order taken back (or "", ""), day: amount, cost, amount without a cost */
	IV_HISTORY_CATEGORIES, /* currency, category: purchases, amount bought, amount returned */
	IV_HISTORY_SUMS, /* currency, event (any other than purchase and return): amount, cost */
	IV_HISTORY_CONTACTS, /* channel, day: how many; those held out as a control are none */
	IV_HISTORY_CAMPAIGNS, /* campaign, channel, cell: contacts, last day, responses, last day */
	IV_HISTORY_COMPLAINTS, /* source, case: first day, at of the last event, whether that one said resolved */
	IV_HISTORY_ANSWERS, /* question: the last answer */
	IV_HISTORY_ACCOUNTS, /* event, source, account, due (of a lot): the last balance */
	IV_HISTORY_MOVES, /* event, source, account, balance, day: that it had that balance on that day; see settle */
	IV_HISTORY_COUPONS, /* coupon, outcome or event, due: how many, first day, last day */
	IV_HISTORY_CONSENT, /* channel (or "all"), number ("": the person), in or out: the last statement */
	IV_HISTORY_WHATS /* of a cell: it is gone, combined into another or handed over */
};

#define IV_HISTORY_KEYS 4

/* One sum. Texts are borrowed: from the events' lines and arenas, or from the roll-up's JSON. */
struct iv_history_cell {
	uint32_t what : 8; /* enum iv_history_what */
	uint32_t part : 24; /* of an account, among several rolls merged: whose it is (handover.h) */
	int32_t day; /* of a window family, else 0 */
	struct iv_str k[IV_HISTORY_KEYS];
	int64_t num[3];
	int32_t date[2]; /* IV_HISTORY_NO_DAY: none */
	struct iv_str at, source, key; /* of the last event, where the value is a last one */
};

/* An event kept whole. */
struct iv_history_event {
	struct iv_str at, source, key;
	struct iv_str bytes; /* the line, without cid and line end */
};

/* Zero-initialise, set `arena`. Cells live in memory of the roll's own, which clear keeps for the next use. */
struct iv_roll {
	struct iv_arena *arena; /* where decoded texts go; must outlive the contents */
	struct iv_history_cell *cell;
	size_t n, cap;
	struct iv_history_event *event; /* the last events */
	size_t events_n, events_cap;
	size_t keep; /* how many events are to be kept */
	uint32_t part; /* noted in the cells of accounts that are merged from here */
	bool full; /* a sum reached its limit */
	struct iv_history_cell **order; /* the cells in order, no key twice; while `settled` */
	size_t order_n, order_cap;
	bool settled;
	struct iv_buf scratch;
};

void iv_history_release(struct iv_roll *r);
void iv_history_clear(struct iv_roll *r); /* empties it; keeps memory, arena and `keep` */

/* Adds an event. IV_OK; or IV_REJECT, with nothing added and err->code one of iv_history_codes.
 * `bytes`: what to keep of it when r->keep > 0, an object without white space around it; must live as long as r's contents, as must the record's line and arena. */
int iv_history_add(struct iv_roll *r, const struct iv_rec *event, struct iv_str bytes, struct iv_err *err);

void iv_history_merge(struct iv_roll *into, const struct iv_roll *from); /* adds the contents of `from`, which stays */

/* Puts the cells in order and combines those with one key; drops all events but the last r->keep; of an account's days
 * keeps those since the last one on which it had another balance than its last: they tell since when it has had that, and
 * do so after more events too. Reading, merging and adding undo it; the functions here that need it do it themselves. */
void iv_history_settle(struct iv_roll *r);

/* The cells of a family in a settled roll: r->order[*from] up to, and without, r->order[the result]. */
size_t iv_history_range(const struct iv_roll *r, enum iv_history_what what, size_t *from);

int64_t iv_history_count(struct iv_roll *r); /* how many events it stands for; settles */

/* The kept event of that source and key, or NULL: to recognise one that comes again. */
const struct iv_history_event *iv_history_known(const struct iv_roll *r, struct iv_str source, struct iv_str key);

/* The text that orders a moment: by date, then time, both as written. A date alone is the beginning of its day, or the
 * end if `end`: an opt-out without a time is taken to have come last. Returns < 0, 0, > 0. */
int iv_history_when(struct iv_str a, bool a_end, struct iv_str b, bool b_end);

/* Orders cells by family, key and day. */
int iv_history_cell_cmp(const struct iv_history_cell *a, const struct iv_history_cell *b);

/* How the cells of a family combine and are written. */
struct iv_history_family {
	const char *name; /* in the roll-up's JSON */
	uint8_t keys; /* how many of k are used */
	uint8_t objects; /* the first so many are names of nested objects; the rest stand in rows */
	bool days; /* a window family */
	uint8_t sums; /* so many of num are summed */
	char date[3]; /* for each of date: '<' the least, '>' the greatest, ' ' unused */
	bool last; /* at, source, key and the unsummed num are those of the last event */
	const char *columns; /* of the value: n count, m money, b bool, d date, D day number, t text */
};
extern const struct iv_history_family iv_history_family[IV_HISTORY_WHATS];

/* Why an event is rejected. Ended by a NULL slug. */
struct iv_history_code {
	const char *slug, *meaning;
};
extern const struct iv_history_code iv_history_codes[];

#endif
