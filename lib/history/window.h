/* SPDX-License-Identifier: MIT
 * The past of a customer, summed over its parts, and windows over it.
 *
 * The member `history` of a customer is made from the rolls of its parts, and read by rules. It has the families of a
 * roll (layout.h), but in place of single orders and returns it has what they come to by day:
 *
 *   "money":{"CNY":{"orders":2,"bought":146.22,"returned":46.34,"cost":111.05,
 *                   "days":[20232,1,45.28,389,1,54.6],"back":[20410,46.34],
 *                   "margin":14.01,"margins":[20232,7.58,389,6.43]}}
 *
 * days: day, orders, money; day, orders, money; … where each day but the first counts from the one before. A return is
 * taken off its order, on the day of the order; a return whose order is not known is taken off on its own day. An
 * order that was given back wholly is none. back: what came back, by the day on which it did.
 *
 * margin: what the lines of known cost earned, and margins: by the day of the order; left out where no cost is known. Of
 * a return whose cost is not known, as large a part of its order's margin is taken off as of the order's amount; one
 * that has no order either takes off nothing.
 *
 * A return finds its order by currency, source and number; if that source has no such order, by the number alone, when
 * exactly one other source has it.
 *
 * A window of n days is the last n days with today: today - n < day <= today. */
#ifndef IV_HISTORY_WINDOW_H
#define IV_HISTORY_WINDOW_H
#include "history/rollup.h"
#include "rule/rule.h"

/* What stands beside the history, in the customer's own fields. */
struct iv_history_figures {
	struct iv_str currency; /* of bought and returned */
	int64_t orders; /* in any currency; not those wholly given back */
	int64_t bought, returned; /* spend is bought - returned */
	int32_t first_order, last_order, last_contact; /* IV_HISTORY_NO_DAY: never */
	int64_t complaints; /* cases */
	int64_t order_days; /* days with an order, in any currency */
	bool costed; /* the cost of some line is known */
	int64_t margin; /* of the lines whose cost is known, less what came back */
	int64_t served; /* what serving the customer cost, by the terms' unit costs */
};

/* What one event costs, by whatever channel, or by one. */
struct iv_history_cost {
	struct iv_str event, channel; /* channel empty: all for which none is given */
	int64_t cost;
};

/* What a history is made with, beside what happened. */
struct iv_history_terms {
	struct iv_str currency; /* the one that counts; empty: the customer's own, which is that of most orders, then of least name */
	const struct iv_history_cost *cost;
	size_t costs;
};

/* The order in a settled roll that a return of `source` takes back, by its currency and number; NULL: there is none, or it cannot be told which. */
const struct iv_history_cell *iv_history_order_of(const struct iv_roll *r, struct iv_str currency, struct iv_str source, struct iv_str number);

/* Whether an order of a settled roll came back wholly, so that it is none. */
bool iv_history_order_is_back(const struct iv_roll *r, const struct iv_history_cell *order);

/* Appends the history of all that is in r, which is settled on the way, and fills *figures. IV_OK, or IV_REJECT with code
 * too_many_fields. */
int iv_history_sum(struct iv_roll *r, const struct iv_history_terms *terms, struct iv_history_figures *figures, struct iv_buf *out, struct iv_err *err);

/* The functions of rules over customers; register them with iv_rules_functions (user: NULL). Their subject is a
 * record with a history; of any other record they are null. */
extern const struct iv_rule_fn iv_history_functions[];
extern const size_t iv_history_functions_n;

/* The event or channel that was probably meant by a name that looks like a slip of the pen; NULL: it is one that is known,
 * or the company's own. */
const char *iv_history_meant_event(struct iv_str name);
const char *iv_history_meant_channel(struct iv_str name);

/* What segments and campaigns are written in: rules over customers, with these functions and with the user's own fields
 * as `fields` declares them (a mapping of names to types, or NULL). Both results are the caller's to free, also after an
 * error: iv_rules_free, then iv_rule_rec_scope_free; *rules is NULL then. IV_OK or IV_WRONG. */
int iv_history_rules(const struct iv_conf_node *fields, int32_t today, struct iv_rule_scope **scope, struct iv_rules **rules, struct iv_err *err);

#endif
