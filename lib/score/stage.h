/* SPDX-License-Identifier: MIT
 * Where a customer stands in its life cycle, by its own rhythm.
 *
 *   lead      has never ordered
 *   new       has ordered on one day, or on two, and is not overdue
 *   growing   orders more often in the later half of its time than in the earlier
 *   steady    orders as it did
 *   won_back  ordered again after a silence in which it had been lapsing
 *   at_risk   of customers like it four in five would have ordered again by now, or it is more likely than not that it has left
 *   lapsing   19 in 20 would have, or it has left with three chances in four
 *   lost      99 in 100 would have, or it has left with nine chances in ten
 *
 * How long a silence is like a customer comes from the purchase model: from its own orders, and from those of all where it has few. A stage that
 * stood before is kept while it would stand with limits a fifth shorter or longer, so that a model fitted anew moves nobody back and
 * forth. */
#ifndef IV_SCORE_STAGE_H
#define IV_SCORE_STAGE_H
#include "score/score.h"

enum iv_score_stage { IV_STAGE_NONE, IV_STAGE_LEAD, IV_STAGE_NEW, IV_STAGE_GROWING, IV_STAGE_STEADY, IV_STAGE_WON_BACK, IV_STAGE_AT_RISK, IV_STAGE_LAPSING, IV_STAGE_LOST, IV_STAGES };

extern const char *const iv_score_stage_name[IV_STAGES]; /* the first is NULL */

/* The stage when limits of silence are `scale` times as long. IV_STAGE_NONE: there is no model. o: its outlook, or NULL. */
enum iv_score_stage iv_score_stage_find(const struct iv_score *s, const struct iv_score_facts *f, const struct iv_score_outlook *o, double scale);

#endif
