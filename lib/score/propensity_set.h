/* SPDX-License-Identifier: MIT
 * The propensities of a run: what score.yaml says of them, the labelled customers they learn from, and what they learned.
 *
 * Label and inputs are expressions of ivoc-rules(5) over a customer's record. A customer whose label is true or false is a case; one whose label is null
 * teaches nothing and is only scored. */
#ifndef IV_SCORE_PROPENSITY_SET_H
#define IV_SCORE_PROPENSITY_SET_H
#include "rule/rule.h"
#include "score/propensity.h"
#include "score/score.h"

struct iv_propensity_input {
	struct iv_str name; /* in reasons and reports */
	uint32_t rule;
	enum iv_rule_type result; /* number, bool, text, or a date, which counts in days until today */
	enum iv_propensity_type type;
};

/* The cases of one propensity, as they come. */
struct iv_propensity_cases {
	struct iv_propensity_gathered {
		double *number;
		uint32_t *code;
		size_t cap;
		struct iv_names texts;
	} * column; /* by input */
	uint8_t *label;
	uint64_t *id;
	uint32_t *coin; /* the currency of its money; 0: it has none */
	size_t n, label_cap, id_cap, coin_cap;
	size_t unknown; /* customers without a label */
};

/* What is said of a bin: a whole object of the field `because`. */
struct iv_propensity_words {
	struct iv_str *bin;
};

/* One propensity of score.yaml. */
struct iv_propensity_aim {
	struct iv_str name; /* its field */
	char *points; /* NAME_points, the other one */
	const struct iv_conf_node *node; /* its mapping */
	struct iv_conf_duty duty;
	const struct iv_conf_node *label_node, *inputs_node;
	uint32_t label;
	struct iv_propensity_input *input;
	size_t inputs;
	struct iv_propensity_settings settings;
	struct iv_propensity_cases cases;
	struct iv_propensity_model model;
	struct iv_propensity_report report;
	bool learned; /* there is a report */
	size_t *of_feature; /* the input of each feature of the model */
	struct iv_propensity_words *words; /* by feature */
	struct iv_str typical; /* what is said of the base */
	struct iv_propensity_seen seen; /* who was scored */
};

struct iv_propensity_set {
	const struct iv_conf_node *node; /* the mapping of all */
	struct iv_arena arena;
	struct iv_rule_scope *scope;
	struct iv_rules *rules;
	struct iv_propensity_aim *aim;
	size_t n;
	int32_t today;
};

/* What a thread needs. */
struct iv_propensity_work {
	struct iv_rule_run *run;
	struct iv_propensity_seen *seen; /* by propensity */
	struct iv_propensity_value *value; /* of the inputs of one */
	uint16_t *bin;
};

#define IV_PROPENSITY_AIMS 100
#define IV_PROPENSITY_INPUTS 1000

/* propensity_config.c */
int iv_propensity_load(void **state, struct iv_conf_duty *duty, const struct iv_conf_node *node, struct iv_err *err);
int iv_propensity_prepare(void *state, const struct iv_score *score, const struct iv_conf_node *fields, struct iv_err *err);

/* propensity_inputs.c: compiles label and inputs of one. IV_OK or IV_WRONG. */
int iv_propensity_compile(struct iv_propensity_set *s, struct iv_propensity_aim *a, const struct iv_conf_node *fields, struct iv_err *err);

/* propensity_cases.c */
void iv_propensity_observe(const void *state, void *work, const struct iv_rec *rec, struct iv_buf *out);
void iv_propensity_absorb(void *state, const struct iv_score_facts *facts, struct iv_str seen);
int iv_propensity_learn_all(void *state, const struct iv_score_base *base, struct iv_err *err);
void iv_propensity_cases_release(struct iv_propensity_cases *c, size_t inputs);
void iv_propensity_value_of(const struct iv_propensity_set *s, const struct iv_propensity_input *in, struct iv_rule_run *run, struct iv_propensity_value *out);

/* propensity_file.c: the scorecard as JSON, and back; then what depends on it alone is made. */
void iv_propensity_write_all(const void *state, struct iv_buf *out);
int iv_propensity_read_all(void *state, const struct iv_score *score, const struct iv_conf_node *node, struct iv_err *err);

/* propensity_report.c */
void iv_propensity_report_all(const void *state, struct iv_buf *out);
void iv_propensity_report_one(const struct iv_propensity_aim *a, bool drift, struct iv_buf *out);
void iv_propensity_doubts(const void *state, bool learned, void (*tell)(void *ctx, const struct iv_err *doubt), void *ctx);
void iv_propensity_warning_text(const struct iv_propensity_aim *a, const struct iv_propensity_warning *w, struct iv_err *out);
extern const char *const iv_propensity_fates[]; /* by enum iv_propensity_fate */
extern const char *const iv_propensity_calibrations[]; /* by enum iv_propensity_calibration, "auto" first; NULL at the end */
/* The feature of the model that input i is, or model->n: none. */
size_t iv_propensity_feature_of(const struct iv_propensity_aim *a, size_t input);

/* propensity_score.c: the words of a model that was learned or read. */
void iv_propensity_settle(struct iv_propensity_set *s, struct iv_propensity_aim *a);

#endif
