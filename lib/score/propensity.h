/* SPDX-License-Identifier: MIT
 * Propensity: how likely a customer is to do something (respond, leave), learned from customers of whom it is known.
 *
 * Features are cut into bins by weight of evidence (woe.h), logistic regression weighs the evidence (stats/logistic.h), and its
 * probabilities are calibrated on cases that had no part in their own prediction (out of fold). The model is a scorecard: each bin of each feature has
 * its part of the log-odds and a whole number of points, and a customer's points are the sum of those of his bins and the base.
 *
 * A case belongs to a fold by a hash of its id, and cases are put in the order of these hashes; so nothing depends on the order in which
 * they come, on the numbering of texts, or on threads. */
#ifndef IV_SCORE_PROPENSITY_H
#define IV_SCORE_PROPENSITY_H
#include "base/err.h"
#include "score/woe.h"
#include "stats/logistic.h"
#include "stats/ranking.h"

enum iv_propensity_type { IV_PROPENSITY_NUMBER, IV_PROPENSITY_TEXT, IV_PROPENSITY_BOOL };

/* A feature of all cases. */
struct iv_propensity_column {
	struct iv_str name;
	enum iv_propensity_type type;
	enum iv_woe_direction direction; /* numbers and bools */
	const double *number; /* numbers, and bools as 0 and 1; not finite: missing */
	const uint32_t *code; /* texts: text[code]; IV_NAMES_NONE: missing */
	const struct iv_str *text;
	size_t texts;
};

struct iv_propensity_data {
	const struct iv_propensity_column *column;
	size_t columns, rows; /* rows below 2³² */
	const uint8_t *label; /* 1: he did; 0: he did not */
	const uint64_t *id; /* a hash of the id of the case; cases of one id are in one fold */
};

enum iv_propensity_calibration {
	IV_PROPENSITY_BEST, /* of the three below, the one with the least log-loss out of fold; the simpler one unless .01 % is gained */
	IV_PROPENSITY_RAW, /* the probabilities of the regression */
	IV_PROPENSITY_PLATT, /* log-odds scaled and moved (Platt 1999) */
	IV_PROPENSITY_ISOTONIC, /* a rising step function (Zadrozny & Elkan 2002); each step counts half a case more of both */
};

struct iv_propensity_settings {
	struct iv_woe_settings woe; /* the direction is that of the column */
	unsigned folds; /* 2 to IV_PROPENSITY_FOLDS */
	double least_iv; /* a feature with less information value is of no value; .02 (Siddiqi 2006) */
	double alike; /* of two features whose evidence correlates as much, the one with less information value goes */
	double least_z; /* a coefficient, over its standard error, is at least this; so it is positive too: more evidence, more odds */
	double ridge; /* of the regression; 0: none, and if the data separate Firth's penalty, or, where that takes too long, a ridge of 1 */
	bool firth; /* Firth's penalty always, whatever time it takes: for rare labels. Not together with ridge */
	enum iv_propensity_calibration calibration;
	double points, odds; /* at `odds` ones to a zero a customer has so many points … */
	double double_points; /* … and so many more where the odds are twice that; negative: points fall with the probability */
	unsigned threads;
};

enum { IV_PROPENSITY_FOLDS = 20, IV_PROPENSITY_BANDS = 10, IV_PROPENSITY_WARNINGS = 64 };

/* iv_woe_usual, 5 folds, .02, .9, 1.645, no ridge, the best calibration, 600 points at even odds, 20 to double, one thread. */
struct iv_propensity_settings iv_propensity_usual(void);

/* The model: plain data, all numbers at IV_STATS_DIGITS digits, so that it can be printed, read back and scores as before. */
struct iv_propensity_bin {
	double low; /* numbers: low <= v < low of the next; the first has -INFINITY */
	double woe; /* natural log */
	double part; /* of the log-odds */
	int64_t points;
	int64_t ones, zeros; /* cases it was learned from */
};

struct iv_propensity_text {
	struct iv_str text;
	uint32_t bin;
};

struct iv_propensity_feature {
	struct iv_str name;
	enum iv_propensity_type type;
	double iv, b, error; /* information value; coefficient of the weight of evidence and its standard error, before calibration */
	struct iv_propensity_bin *bin; /* in the order of numbers; of texts, rising evidence */
	size_t n;
	size_t missing, other; /* the bins of missing values and of texts not listed, or IV_WOE_NONE: no evidence, part 0, points 0 */
	struct iv_propensity_text *text; /* in the order of their bytes */
	size_t texts;
};

struct iv_propensity_step {
	double from; /* log-odds; the first has -INFINITY */
	double probability;
};

/* Zero-initialise. */
struct iv_propensity_model {
	struct iv_arena arena; /* owns all that follows */
	struct iv_propensity_feature *feature;
	size_t n;
	double intercept; /* log-odds */
	int64_t base; /* points */
	struct iv_propensity_step *step; /* isotonic calibration; else none: the probability is 1 / (1 + e^-log-odds) */
	size_t steps;
	int64_t ones, zeros;
	int64_t band[IV_PROPENSITY_BANDS - 1]; /* points that cut the cases into about equal parts: band i has band[i-1] <= points < band[i] */
	int64_t in_band[IV_PROPENSITY_BANDS];
};

void iv_propensity_model_release(struct iv_propensity_model *m);

/* After a model was read: checks that it can be scored with. IV_OK, or IV_WRONG, code bad_model, field the feature's name. */
int iv_propensity_model_check(const struct iv_propensity_model *m, struct iv_err *err);

/* What became of a column. */
enum iv_propensity_fate {
	IV_PROPENSITY_USED,
	IV_PROPENSITY_SAME, /* one bin: no difference between values that is not chance */
	IV_PROPENSITY_WEAK, /* iv below least_iv */
	IV_PROPENSITY_ALIKE, /* says what `other` says better */
	IV_PROPENSITY_REVERSED, /* beside the others its evidence would count against itself */
	IV_PROPENSITY_NOTHING_NEW, /* beside the others its z is below least_z */
};

struct iv_propensity_verdict {
	enum iv_propensity_fate fate;
	double iv;
	double auc; /* of its bins alone */
	size_t bins;
	size_t other; /* the column it is like */
	double correlation; /* with that */
	double z; /* when it was taken out, or in the model */
};

enum iv_propensity_warning_code {
	IV_PROPENSITY_FEW, /* value: ones, or zeros if those are fewer; below 100, or below 10 for each feature used */
	IV_PROPENSITY_EXTREME, /* value: the share of ones; below 1 % or above 99 % */
	IV_PROPENSITY_LEAK, /* column: alone it tells ones from zeros, value: AUC >= .95. It may know what happened afterwards */
	IV_PROPENSITY_SEPARATED, /* the features separate ones from zeros; a penalty keeps the coefficients finite. column: the greatest part in it */
	IV_PROPENSITY_OVERFIT, /* value: the AUC on the cases it was learned from less that out of fold; above .05 */
	IV_PROPENSITY_EMPTY, /* no feature is of value: everybody has the share of ones */
	IV_PROPENSITY_SPENT, /* the regression found no maximum: do not use the model */
};

struct iv_propensity_warning {
	enum iv_propensity_warning_code code;
	size_t column;
	double value;
};

struct iv_propensity_gain {
	int64_t cases; /* this many first, by descending probability */
	double ones; /* so many ones among them; where a tie is cut, its share */
};

/* How good the model is, all out of fold unless said otherwise. Zero-initialise. */
struct iv_propensity_report {
	struct iv_propensity_verdict *column; /* as those of the data */
	size_t columns;
	double auc, ks, brier, log_loss, lift; /* lift: of the top decile */
	double auc_fitted; /* on the cases the model was learned from */
	struct iv_propensity_gain gain[10]; /* the first 10 %, 20 %, … */
	struct iv_stats_reliability reliability[10];
	size_t reliabilities;
	double loss[4]; /* log-loss by enum iv_propensity_calibration, calibrated on the other folds; [0] is not used */
	enum iv_propensity_calibration calibration; /* the one chosen */
	double slope, move; /* of Platt's line; a slope below 1: the regression was too sure */
	double log_likelihood, deviance, null_deviance; /* of the final regression */
	int iterations;
	struct iv_propensity_warning warning[IV_PROPENSITY_WARNINGS];
	size_t warnings;
};

void iv_propensity_report_release(struct iv_propensity_report *r);

/* Learns. What model and report held is released. IV_OK, or IV_FAIL with code one_class (no ones, or no zeros) or no_cases (fewer
 * than 2 a fold). */
int iv_propensity_fit(struct iv_propensity_model *m, struct iv_propensity_report *r, const struct iv_propensity_data *data, const struct iv_propensity_settings *settings, struct iv_err *err);

/* What is known of a customer, for one feature. */
struct iv_propensity_value {
	bool missing;
	double number; /* numbers, and bools as 0 and 1; not finite: missing */
	struct iv_str text;
};

struct iv_propensity_score {
	double log_odds, probability;
	int64_t points; /* base + Σ points of the bins, exactly */
};

/* Scores one customer. value: by feature of the model; bin: room for as many, filled with the bin of each or IV_WOE_NONE. */
void iv_propensity_score(const struct iv_propensity_model *m, const struct iv_propensity_value *value, struct iv_propensity_score *out, uint16_t *bin);

/* The points and the part of the log-odds that bin number `bin`, or none, gives. */
int64_t iv_propensity_points(const struct iv_propensity_feature *f, uint16_t bin);
double iv_propensity_part(const struct iv_propensity_feature *f, uint16_t bin);

/* Appends which values the bin holds: "< 12", "12 to < 24", ">= 24", "missing", "Two year or One year", "other". */
void iv_propensity_describe(const struct iv_propensity_feature *f, uint16_t bin, struct iv_buf *out);

/* Drift: whom the model meets now, against whom it was learned from. Zero-initialise; counts of several threads are merged. */
struct iv_propensity_seen {
	int64_t *bin; /* (IV_WOE_BINS + 1) for each feature, the last for no evidence */
	size_t features;
	int64_t band[IV_PROPENSITY_BANDS];
};

void iv_propensity_seen_release(struct iv_propensity_seen *s);
void iv_propensity_see(struct iv_propensity_seen *s, const struct iv_propensity_model *m, const struct iv_propensity_score *score, const uint16_t *bin);
void iv_propensity_seen_merge(struct iv_propensity_seen *into, const struct iv_propensity_seen *from);
double iv_propensity_drift(const struct iv_propensity_seen *s, const struct iv_propensity_model *m, size_t feature); /* PSI; NAN: nobody was seen */
double iv_propensity_drift_score(const struct iv_propensity_seen *s, const struct iv_propensity_model *m); /* PSI of the bands of points */

#endif
