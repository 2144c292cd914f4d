/* SPDX-License-Identifier: MIT
 * Outlooks seen lately. A past has one place, and the one that came last stands there. */
#include <stdlib.h>

#include "score/outlook.h"

enum { OUTLOOKS = 1 << 14, SILENCES = 1 << 14 }; /* places; 4 MB */

struct iv_outlook_memo {
	struct seen {
		struct iv_outlook_past past;
		bool taken;
		struct iv_score_outlook outlook;
	} *seen;
	/* Limits of silence do not depend on the span, so that far fewer of them are different. */
	struct silence {
		uint32_t x, recency;
		int32_t silent[IV_OUTLOOK_LIMITS]; /* 0: nothing is known, for none is less than a day */
	} *silence;
	struct iv_score_purchase_distribution scratch;
};

struct iv_outlook_memo *iv_outlook_memo_new(void)
{
	return iv_zalloc(sizeof(struct iv_outlook_memo));
}

void iv_outlook_memo_free(struct iv_outlook_memo *memo)
{
	free(memo->seen);
	free(memo->silence);
	iv_score_purchase_distribution_release(&memo->scratch);
	free(memo);
}

void *iv_outlook_work_new(const void *state)
{
	(void)state;
	return iv_outlook_memo_new();
}

void iv_outlook_work_free(void *state, void *work)
{
	(void)state;
	iv_outlook_memo_free(work);
}

/* The place of a past; true: its outlook stands there. */
static bool place(struct iv_outlook_memo *memo, const struct iv_outlook_past *past, struct seen **out)
{
	if (!memo->seen)
		memo->seen = iv_zalloc(OUTLOOKS * sizeof *memo->seen);
	struct seen *s = *out = &memo->seen[iv_outlook_past_hash(past) % OUTLOOKS];
	if (s->taken && iv_outlook_past_same(&s->past, past))
		return true;
	s->past = *past;
	s->taken = true;
	return false;
}

const struct iv_score_outlook *iv_outlook_memo_find(struct iv_outlook_memo *memo, const struct iv_outlook_mix *m, const struct iv_outlook_past *past)
{
	struct iv_outlook_past at_once = { past->x, past->recency, past->recency };
	struct seen *s;
	if (place(memo, past, &s))
		return &s->outlook;
	if (!memo->silence)
		memo->silence = iv_zalloc(SILENCES * sizeof *memo->silence);
	struct silence *known = &memo->silence[iv_outlook_past_hash(&at_once) % SILENCES];
	bool same = known->silent[0] && known->x == past->x && known->recency == past->recency;
	iv_outlook_find(m, past, same ? known->silent : NULL, &memo->scratch, &s->outlook);
	*known = (struct silence){ .x = past->x, .recency = past->recency };
	memcpy(known->silent, s->outlook.silent, sizeof known->silent);
	return &s->outlook;
}

const struct iv_score_outlook *iv_outlook_memo_ahead(struct iv_outlook_memo *memo, const struct iv_outlook_mix *m, const struct iv_outlook_past *past)
{
	struct seen *s;
	if (!place(memo, past, &s))
		iv_outlook_ahead(m, past, &s->outlook);
	return &s->outlook;
}
