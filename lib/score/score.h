/* SPDX-License-Identifier: MIT
 * Scores: what each customer is worth, told by models that look at all customers before they judge one.
 *
 * A model owns some fields of a customer. It is asked for a note on each customer, learns from all notes (in any order:
 * the result may not depend on it), and then writes its fields. Models stand in iv_score_models; score.yaml names
 * those that a run uses, each with its purpose and owner. */
#ifndef IV_SCORE_SCORE_H
#define IV_SCORE_SCORE_H
#include "rec/conf.h"
#include "rec/record.h"

/* What models know of a customer. */
struct iv_score_facts {
	int64_t orders; /* >= 0 */
	int64_t spend; /* ten-thousandths of the run's currency */
	int32_t recency; /* days from the last order to the run's today, >= 0; only with `bought` */
	bool bought; /* has orders and the day of the last one is known */
	bool foreign; /* its spend is in another currency: it cannot be compared */
	bool future; /* the last order lies after today; recency is then 0 */
	bool restricted; /* its data may not be used: it is not scored, and nothing is learned from it */
	bool undated; /* has orders, but not the day of the last one */
};

#define IV_SCORE_NOTE 64 /* bytes that a model's note may have */

struct iv_score_model {
	const char *name; /* its key in score.yaml */
	const char *const *fields; /* the fields it owns, NULL at the end */
	/* Its settings, from the mapping under its name. IV_OK with *state, or IV_WRONG. */
	int (*load)(void **state, struct iv_conf_duty *duty, const struct iv_conf_node *node, struct iv_err *err);
	void (*free)(void *state);
	size_t (*note)(const void *state, const struct iv_score_facts *facts, char note[IV_SCORE_NOTE]); /* its length; 0: learns nothing from it */
	void (*learn)(void *state, const char *note);
	void (*fit)(void *state); /* after the last note */
	void (*apply)(const void *state, const struct iv_score_facts *facts, struct iv_rec *rec); /* sets its fields; the old ones are gone */
	void (*report)(const void *state, struct iv_buf *out); /* appends what it learned, as a JSON object */
};

extern const struct iv_score_model *const iv_score_models[];
extern const size_t iv_score_models_n;

/* Recency, frequency, monetary: rfm.c. */
extern const struct iv_score_model iv_score_rfm;

/* The scores of a run. Zero-initialise. */
struct iv_score {
	struct iv_str currency;
	int32_t today;
	char scored[12]; /* today as JSON has it, quotes included */
	struct iv_score_entry {
		const struct iv_score_model *model;
		struct iv_conf_duty duty;
		void *state;
	} * entry;
	size_t n;
};

/* From the root of score.yaml, which must outlive the scores. IV_OK or IV_WRONG. */
int iv_score_load(struct iv_score *s, const struct iv_conf_node *root, int32_t today, struct iv_err *err);
void iv_score_release(struct iv_score *s);

/* Reads the facts of a customer. IV_OK, or IV_REJECT with code bad_value: orders, spend or last_order is not what it must be. */
int iv_score_facts(const struct iv_score *s, const struct iv_rec *rec, struct iv_score_facts *out, struct iv_err *err);

void iv_score_note(const struct iv_score *s, const struct iv_score_facts *facts, struct iv_buf *out); /* appends the notes of all models */
void iv_score_learn(struct iv_score *s, struct iv_str note);
void iv_score_fit(struct iv_score *s);

/* Sets the fields of all models and `scored`, at the end of the record. Of a customer in another currency, or restricted, they are only dropped. */
void iv_score_apply(const struct iv_score *s, const struct iv_score_facts *facts, struct iv_rec *rec);

void iv_score_report(const struct iv_score *s, struct iv_buf *out); /* appends {"rfm":{…}} */

#endif
