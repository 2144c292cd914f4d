/* SPDX-License-Identifier: MIT
 * Scores: what each customer is worth, told by models that look at all customers before they judge one.
 *
 * A score owns some fields of a customer. It learns from the facts of all customers (in any order: the result may not depend on
 * it), or reads from a model file what it learned before; then it judges one customer at a time. A score may build on
 * another: they judge in the order of iv_score_models, and what one found stands in the case for the next. score.yaml names those that a
 * run writes, each with its purpose and owner. */
#ifndef IV_SCORE_SCORE_H
#define IV_SCORE_SCORE_H
#include "rec/conf.h"
#include "score/facts.h"
#include "score/season.h"

struct iv_score;
struct iv_score_outlook;

/* All customers that scores learn from: no foreign ones among them. */
struct iv_score_base {
	const struct iv_score_facts *facts;
	size_t n;
	const struct iv_score *score; /* earlier scores have learned */
	unsigned threads;
};

/* One customer that is judged. */
struct iv_score_case {
	const struct iv_score *score;
	const struct iv_score_facts *facts;
	struct iv_rec *rec; /* fields are set here; its arena is the case's */
	struct iv_buf *because; /* members of the field of that name: "rfm":{…} */
	void *work; /* the thread's, of the score in work; NULL: it has none */
	bool writes; /* the score in work is in score.yaml; else it only finds what others build on, and sets nothing */
	const struct iv_score_outlook *outlook; /* NULL: unknown */
	struct iv_str stage_before, since_before; /* that the record brought */
};

struct iv_score_model {
	const char *name; /* its key in score.yaml */
	bool on_request; /* only a score.yaml that names it brings it into a run */
	const char *const *fields; /* the fields it owns, NULL at the end */
	const struct iv_score_model *const *needs; /* scores that it builds on, NULL at the end; or NULL: none */
	/* Its settings, from the mapping under its name, or NULL: the defaults. IV_OK with *state, or IV_WRONG. */
	int (*load)(void **state, struct iv_conf_duty *duty, const struct iv_conf_node *node, struct iv_err *err);
	void (*free)(void *state);
	/* Optional, after all scores were loaded; fields: those that score.yaml declares, or NULL. IV_OK or IV_WRONG. */
	int (*prepare)(void *state, const struct iv_score *score, const struct iv_conf_node *fields, struct iv_err *err);
	/* Optional: what a thread needs to look at customers. Freed by one thread at a time, so that it may hand on what it counted. */
	void *(*work_new)(const void *state);
	void (*work_free)(void *state, void *work);
	/* Optional, both or none, where facts are not enough: appends what it will learn from a customer, any bytes; and gets them back, in the
	 * order of the input, which no result may depend on. */
	void (*observe)(const void *state, void *work, const struct iv_rec *rec, struct iv_buf *out);
	void (*absorb)(void *state, const struct iv_score_facts *facts, struct iv_str seen);
	/* Learns. What it finds wrong with the data it says in its report. IV_OK, or IV_FAIL. */
	int (*fit)(void *state, const struct iv_score_base *base, struct iv_err *err);
	/* What it learned, as a JSON object, appended; and back from it, so that no judgement differs. IV_OK, or IV_WRONG. The tree
	 * outlives the state. */
	void (*write)(const void *state, struct iv_buf *out);
	void (*report)(const void *state, struct iv_buf *out); /* optional: what --stats has in place of that */
	int (*read)(void *state, const struct iv_score *score, const struct iv_conf_node *model, struct iv_err *err);
	/* Optional: tells what a person should know of the settings, and, when it has learned, of what it found. A doubt is a code and a message. */
	void (*doubts)(const void *state, bool learned, void (*tell)(void *ctx, const struct iv_err *doubt), void *ctx);
	void (*drop)(const void *state, struct iv_rec *rec); /* optional: fields that it owns beside `fields` */
	void (*judge)(const void *state, struct iv_score_case *c); /* sets its fields; the old ones are gone */
};

extern const struct iv_score_model *const iv_score_models[];
extern const size_t iv_score_models_n;

/* Recency, frequency, monetary: rfm.c. */
extern const struct iv_score_model iv_score_rfm;
/* What a customer will still do: outlook.c. */
extern const struct iv_score_model iv_score_purchase;
/* What it will leave: value.c. */
extern const struct iv_score_model iv_score_value;
/* What it says, does and leaves: loyalty.c. */
extern const struct iv_score_model iv_score_loyalty;
/* The stage of its life cycle: stage.c. */
extern const struct iv_score_model iv_score_stage;
/* What to offer it next: basket_score.c. */
extern const struct iv_score_model iv_score_next_product;
/* How likely it is to do something: propensity_score.c. */
extern const struct iv_score_model iv_score_propensity;

#define IV_SCORE_MODELS 8 /* at most */

/* The scores of a run. Zero-initialise. */
struct iv_score {
	char currency[4]; /* empty: that of most customers with orders, found by fit */
	int32_t today;
	int64_t horizon; /* days ahead that scores look */
	double discount; /* what money in a year is worth less, .1 for 10 % */
	double margin; /* the share of money that is earned where costs are not known, .3 for 30 %; 1: money is taken for profit */
	bool seasonal; /* time is told in seasonal days, where there are seasons */
	struct iv_season season;
	char scored[12]; /* today as JSON has it, quotes included */
	struct iv_score_entry {
		const struct iv_score_model *model; /* NULL: not in this run */
		struct iv_conf_duty duty;
		void *state;
		bool writes; /* it is in score.yaml */
	} entry[IV_SCORE_MODELS]; /* as iv_score_models */
	struct iv_score_facts *facts; /* of all customers, until fit */
	size_t n, cap;
	int32_t *order_day; /* of the customer in hand, while it learns; room for order_days */
	size_t order_days;
	size_t customers, foreign; /* that it learned from; that were left out for their currency */
};

/* From the root of score.yaml, which must outlive the scores, or NULL: all scores, with their defaults. IV_OK or IV_WRONG. */
int iv_score_load(struct iv_score *s, const struct iv_conf_node *root, int32_t today, struct iv_err *err);
void iv_score_release(struct iv_score *s);

/* What a customer has left so far: margin where costs are known, the run's share of money where they are not, less what serving it
 * cost. In ten-thousandths. */
int64_t iv_score_profit(const struct iv_score *s, const struct iv_score_facts *f);

/* What a thread needs to look at customers. */
struct iv_score_work {
	struct iv_score *score;
	void *own[IV_SCORE_MODELS]; /* as iv_score_models */
	struct iv_buf seen;
};

void iv_score_work_start(struct iv_score_work *w, struct iv_score *s);
void iv_score_work_release(struct iv_score_work *w); /* one thread at a time */

void iv_score_learn(struct iv_score *s, const struct iv_score_facts *facts); /* keeps a copy; of nobody restricted */

/* The same in two steps: what scores will learn from a customer, as bytes that stay until the next call; and those bytes, by one thread. */
struct iv_str iv_score_observe(struct iv_score_work *w, const struct iv_rec *rec, const struct iv_score_facts *facts);
void iv_score_absorb(struct iv_score *s, struct iv_str seen);
int iv_score_fit(struct iv_score *s, unsigned threads, struct iv_err *err); /* IV_OK, or IV_FAIL */

const void *iv_score_state(const struct iv_score *s, const struct iv_score_model *model); /* what it learned; NULL: it is not in this run */

/* The model of a run as a JSON object with line ends, appended. */
void iv_score_write(const struct iv_score *s, struct iv_buf *out);
void iv_score_report(const struct iv_score *s, struct iv_buf *out); /* the member `scores` of it, in one line: {"rfm":{…}} */
/* Instead of learning. IV_OK; IV_WRONG: it is no model of ivoc-score, or lacks a score of this run. The tree must outlive the scores. */
int iv_score_read(struct iv_score *s, const struct iv_conf_node *root, struct iv_err *err);

void iv_score_doubts(const struct iv_score *s, bool learned, void (*tell)(void *ctx, const struct iv_err *doubt), void *ctx);

/* Sets the fields of all scores and `scored`, at the end of the record. Of a customer in another currency, or restricted, they are only dropped. */
void iv_score_judge(const struct iv_score_work *w, const struct iv_score_facts *facts, struct iv_rec *rec);

#endif
