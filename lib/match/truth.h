/* SPDX-License-Identifier: MIT
 * Truth mode: how good a result is, where it is known which records are one person. Three ways to count, because each hides what
 * another shows: pairs of records (large customers weigh most), records (B-cubed: Bagga & Baldwin 1998), and whole customers. */
#ifndef IV_MATCH_TRUTH_H
#define IV_MATCH_TRUTH_H
#include "base/str.h"

#define IV_TRUTH_UNKNOWN 0 /* the entity of a record of which the truth is not known */

struct iv_truth_score {
	uint64_t records, unknown; /* whose truth is known; whose is not: they count nowhere else */
	uint64_t entities, clusters; /* people there are; customers that were made of them */
	uint64_t pairs_true, pairs_found, pairs_both; /* pairs of records of one person, of one customer, of both */
	double precision_sum, recall_sum; /* B-cubed: divided by records they are means over records */
	uint64_t exact; /* people whose records are one customer, with no other record in it */
	uint64_t largest; /* records of the largest customer */
};

/* cluster[i] < clusters and entity[i] (a hash, or IV_TRUTH_UNKNOWN) of each of n records. */
void iv_truth_score(const uint32_t *cluster, size_t clusters, const uint64_t *entity, size_t n, struct iv_truth_score *out);

/* Parts of a whole, in millionths; a whole of nothing is right: 1000000. */
int64_t iv_truth_share(uint64_t part, uint64_t whole);
int64_t iv_truth_f1(int64_t precision, int64_t recall); /* their harmonic mean */

/* Calibration: of the pairs whose stated probability lies in a band, how many are one person? */
#define IV_TRUTH_BANDS 13
extern const int32_t iv_truth_edge[IV_TRUTH_BANDS + 1]; /* millionths; band b is from edge[b] to below edge[b + 1] */

/* Zero-initialise. Sums are of integers, so that the order of adding does not matter. */
struct iv_truth_bands {
	uint64_t pairs[IV_TRUTH_BANDS], right[IV_TRUTH_BANDS];
	uint64_t stated[IV_TRUTH_BANDS]; /* sum of the stated probabilities, millionths */
};
void iv_truth_bands_add(struct iv_truth_bands *b, int32_t stated, bool right); /* stated in millionths, 0 … 1000000 */

#endif
