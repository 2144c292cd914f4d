/* SPDX-License-Identifier: MIT
 * Between the files of propensity*: the table of cases, what is learned from a part of it, and calibration. */
#ifndef IV_SCORE_PROPENSITY_PART_H
#define IV_SCORE_PROPENSITY_PART_H
#include "score/propensity.h"

/* The cases, as groups of values, in the order of their ids' hashes; so a fold is a stretch of rows. */
struct iv_propensity_table {
	const struct iv_propensity_data *data;
	const struct iv_propensity_settings *settings;
	size_t rows, columns;
	struct iv_woe_groups *groups; /* by column */
	uint16_t *code; /* row by row: the group of each column */
	uint8_t *label;
	size_t start[IV_PROPENSITY_FOLDS + 1]; /* of the folds; start[folds] is rows */
	size_t *offset; /* of a column's groups among those of all; offset[columns] is their number */
	struct iv_woe_count *count; /* by fold, by group */
};

void iv_propensity_table_make(struct iv_propensity_table *t, const struct iv_propensity_data *data, const struct iv_propensity_settings *settings);
void iv_propensity_table_release(struct iv_propensity_table *t);

/* What is learned from all cases but those of one fold. */
struct iv_propensity_learned {
	const struct iv_propensity_table *table;
	size_t from, skip; /* rows from … from + skip - 1 were left out */
	struct iv_woe_bins *bins; /* by column */
	uint16_t *bin_of; /* by group */
	double *woe; /* by group */
	struct iv_propensity_verdict *verdict; /* by column */
	size_t *used; /* columns in the regression, ascending */
	size_t n;
	struct iv_logistic logistic; /* of the columns used */
	bool separated; /* a penalty was needed; by column `separating` */
	size_t separating;
};

/* fold: the one left out, or as many as there are: none. */
void iv_propensity_learn(struct iv_propensity_learned *out, const struct iv_propensity_table *t, unsigned fold);
void iv_propensity_learned_release(struct iv_propensity_learned *l);

/* The log-odds of row r of the table. */
double iv_propensity_predict(const struct iv_propensity_learned *l, size_t r);

/* Log-odds are calibrated in cells of 1/256, up to 32 on either side. */
enum { IV_PROPENSITY_CELLS = 64 * 256 + 1 };

struct iv_propensity_calibrator {
	enum iv_propensity_calibration kind;
	double slope, move;
	struct iv_propensity_step *step; /* IV_PROPENSITY_CELLS at most */
	size_t steps;
};

void iv_propensity_calibrator_release(struct iv_propensity_calibrator *c);
size_t iv_propensity_cell(double log_odds);
void iv_propensity_calibrate(struct iv_propensity_calibrator *c, enum iv_propensity_calibration kind, const struct iv_woe_count *cell); /* IV_PROPENSITY_CELLS of them */
double iv_propensity_calibrated(const struct iv_propensity_calibrator *c, double log_odds);
double iv_propensity_stepped(const struct iv_propensity_step *step, size_t n, double log_odds);
double iv_propensity_loss(const struct iv_propensity_calibrator *c, const struct iv_woe_count *cell); /* Σ -ln of what was given to what happened */

#endif
