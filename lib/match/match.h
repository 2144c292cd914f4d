/* SPDX-License-Identifier: MIT
 * The whole of matching: a population in, its clusters out. Sorting and threads are nobody's concern here; the same
 * records give the same clusters in whatever order they came. */
#ifndef IV_MATCH_MATCH_H
#define IV_MATCH_MATCH_H
#include "match/copies.h"
#include "match/linkage.h"
#include "match/measure.h"
#include "match/mixture.h"
#include "match/score.h"

struct iv_match_learned;

struct iv_match_settings {
	uint32_t names; /* an identifier in the records of more names is blocked */
	double spend; /* pairs that a blocking rule may give, a record */
	uint64_t single; /* bit s is set when the source with number s (people.sources) has one record a person at most; sources from 64 on have none */
	unsigned threads;
	int32_t threshold; /* the least mean weight that joins, thousandths of log2 odds */
	const struct iv_edge *must, *never; /* judgements, as in linkage.h */
	size_t musts, nevers;
	const struct iv_match_learned *learned; /* an earlier run's (learned.h): nothing is learned from this one; NULL: it is */
	const uint8_t *fresh; /* of each part, whether it is new or changed: only what these reach is worked out, by `learned`; the rest stays as it was. NULL: all is */
	const uint32_t *before; /* with fresh: of each part, the customer it was of, below `groups`; IV_MATCH_NONE: none */
	size_t groups;
	uint64_t max_pairs; /* more are not compared: the run fails; 0: no limit */
	bool keep_pairs; /* blocking keeps its pairs, to say later which rule gave which */
	void (*stage)(void *ctx, const char *name); /* is told what begins: "count", "block", "measure", "compare", "model", "cluster"; may be NULL */
	void *stage_ctx;
	double max_false; /* above 0: the threshold is raised until this share of the links at most is expected to be wrong */
};

/* How a caller stands to a cluster whose records hold the identifier. */
struct iv_match_holding {
	uint32_t caller, cluster;
	uint32_t held; /* records of the cluster that hold it */
	/* Of a caller with several holdings: */
	uint32_t others; /* other identifiers of its kind that the cluster's records hold: telephones, or addresses */
	uint32_t records; /* of the cluster */
	int8_t sex; /* 1: all who say are of the caller's, -1: of the other; 0: nobody says, or they do not agree */
	uint8_t named; /* of all: how much like the caller's the most alike name of one who holds it is; 0: another's, or there is none */
};

struct iv_match {
	struct iv_match_copies copies;
	struct iv_match_crowd crowd; /* of the records that are no copies */
	struct iv_match_frame frame;
	struct iv_match_blocking blocking; /* without the pairs: what each rule came to */
	struct iv_match_scores scores;
	struct iv_mixture mixture;
	struct iv_mixture_verdict *verdict; /* of each pattern that was met, by number */
	struct iv_linkage clusters;
	struct iv_match_holding *holding; /* by caller, then cluster; none of a blocked identifier */
	size_t holdings;
	uint64_t callers; /* parts known by an identifier only */
	uint64_t links; /* pairs above the threshold */
	int32_t threshold; /* that was used */
	struct iv_mixture_expected expected; /* of the links; see expect.h */
};

/* `m` must be settled and outlive `out`. Callers come out as clusters of their own; holding says who they may be. IV_OK or IV_WRONG. */
int iv_match_run(struct iv_match_people *m, const struct iv_match_settings *settings, struct iv_match *out, struct iv_err *err);
/* Only counts and lists pairs: `copies`, `crowd` and `blocking` of *out are filled. */
void iv_match_plan(struct iv_match_people *m, const struct iv_match_settings *settings, struct iv_match *out);
void iv_match_release(struct iv_match *r);

/* What the model says of a pair that was kept. */
static inline const struct iv_mixture_verdict *iv_match_verdict(const struct iv_match *r, const struct iv_match_kept *k)
{
	return &r->verdict[k->number];
}

uint64_t iv_match_pairs(const struct iv_match *r); /* that blocking listed, each once */
uint64_t iv_match_windowed(const struct iv_match *r); /* records in blocks that were compared with neighbours only or not at all; one of several rules counts for each */
uint64_t iv_match_grown(const struct iv_match *r); /* blocks that are too large by now, but that the model leaves whole */

#endif
