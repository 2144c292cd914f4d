/* SPDX-License-Identifier: MIT
 * Within ivoc-dedupe: what people have judged. */
#ifndef CMD_DEDUPE_JUDGE_H
#define CMD_DEDUPE_JUDGE_H
#include "match/linkage.h"
#include "rec/judge.h"

struct dedupe;

/* What people have judged, as pairs of parts; their weights are not used. */
struct dedupe_judged {
	struct iv_judgements list;
	struct iv_edge *must, *never, *unsure;
	size_t musts, nevers, unsures;
	uint64_t strangers; /* judgements of records that are not in the input */
};

int dedupe_judgements_read(struct dedupe *d, struct iv_err *err);
void dedupe_judgements_bind(struct dedupe *d); /* once the parts have their numbers */
const char *dedupe_judgement_of(const struct dedupe *d, uint32_t a, uint32_t b); /* a < b; NULL: none */
void dedupe_judged_release(struct dedupe_judged *j);

#endif
