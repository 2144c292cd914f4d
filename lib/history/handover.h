/* SPDX-License-Identifier: MIT
 * Accounts of one customer: a replaced card hands its balance over, and the same balance on two cards is one.
 *
 * An account that an event names is that account, whoever's event it is. One that it does not name is the card's own:
 * then the account is the party. Only those of cards are handed over and taken together. */
#ifndef IV_HISTORY_HANDOVER_H
#define IV_HISTORY_HANDOVER_H
#include "history/rollup.h"

/* A part of a customer, with what its record says. */
struct iv_history_holder {
	struct iv_str source, key;
	struct iv_str joined; /* a date, or empty */
	struct iv_str supersedes; /* JSON: the keys of the same source that it replaces; {0}: none */
};

/* r: the rolls of all parts, merged and not settled, in which a cell's `part` is a place among holder[0..n), which stand in
 * order of source and key. Cards of which one replaces the other become one account under the last one's key: of an
 * event and its source, the balance and the lots of the newest card that has any stand (of two that one replaced, both,
 * under their own keys). Then, of cards whose last
 * balances of an event and source are the same at the same moment, the one of least key stays. */
void iv_history_hand_over(struct iv_roll *r, const struct iv_history_holder *holder, size_t n);

#endif
