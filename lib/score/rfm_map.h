/* SPDX-License-Identifier: MIT
 * Names for RFM scores ("Champions", "At Risk"): a list of segments, of which the first that fits is the customer's.
 *
 * A segment says which scores it takes: ranges of recency, frequency and monetary, where one left out takes all; in place of frequency and
 * monetary a range of their mean; or a list of codes such as 334. Maps in use elsewhere stand in data/ and are known by name;
 * score.yaml can have its own. With the order known and scores from 1 to groups, it can be told which segments nobody can
 * ever get: all their scores are taken by those before them. */
#ifndef IV_SCORE_RFM_MAP_H
#define IV_SCORE_RFM_MAP_H
#include "rec/conf.h"

#define IV_RFM_GROUPS 10

struct iv_rfm_segment {
	struct iv_str name;
	const struct iv_conf_node *node; /* where it stands */
	uint8_t range[3][2]; /* recency, frequency, monetary: least and greatest score */
	uint8_t mean[2]; /* of frequency and monetary; zeros: any */
	const uint8_t (*code)[3]; /* codes[0..codes) instead of all that */
	size_t codes;
	size_t reached; /* by so many of the groups³ codes */
};

struct iv_rfm_map {
	struct iv_rfm_segment *segment; /* in the configuration's arena */
	size_t n;
	size_t unnamed; /* codes that no segment takes */
	struct iv_conf own; /* of a map known by name; else empty */
};

/* From `map` of score.yaml: the name of a map, or a list of segments. Counts which codes reach whom. IV_OK or IV_WRONG. */
int iv_rfm_map_load(struct iv_rfm_map *m, const struct iv_conf_node *node, unsigned groups, struct iv_err *err);
void iv_rfm_map_release(struct iv_rfm_map *m);

/* The segment of scores from 1 to groups, or NULL. */
const struct iv_rfm_segment *iv_rfm_map_find(const struct iv_rfm_map *m, const uint8_t score[3]);

/* --- The maps known by name, made at build time from data/ --- */

struct iv_rfm_known {
	const char *name, *text; /* the text is YAML */
};

extern const struct iv_rfm_known iv_rfm_known[];
extern const size_t iv_rfm_known_n;

#endif
