/* SPDX-License-Identifier: MIT
 * Propensity: what is learned from the telco sample and from made-up customers whose probabilities are known; that neither order nor
 * threads nor printing can be seen; what becomes of useless, doubled and leaking features. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "score/propensity.h"
#include "score/propensity_part.h"
#include "stats/digits.h"

#define NEAR(got, want, by) assert_true(fabs((got) - (want)) <= (by))

static uint64_t seed = 5;

static double draw(void)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (double)(seed >> 11) / 9007199254740992.;
}

enum { MOST = 8 };

/* Cases with room for their columns. */
struct cases {
	struct iv_propensity_data data;
	struct iv_propensity_column column[MOST];
	double *number[MOST];
	uint32_t *code[MOST];
	struct iv_str text[MOST][16];
	uint8_t *label;
	uint64_t *id;
};

static void begin(struct cases *c, size_t rows)
{
	*c = (struct cases){ .data = { .rows = rows } };
	for (size_t i = 0; i < MOST; i++) {
		c->number[i] = iv_zalloc(rows * sizeof **c->number);
		c->code[i] = iv_zalloc(rows * sizeof **c->code);
	}
	c->label = iv_zalloc(rows);
	c->id = iv_zalloc(rows * sizeof *c->id);
	for (size_t r = 0; r < rows; r++)
		c->id[r] = r;
}

static size_t add(struct cases *c, const char *name, enum iv_propensity_type type)
{
	size_t i = c->data.columns++;
	c->column[i] = (struct iv_propensity_column){ .name = iv_str_of(name), .type = type, .number = c->number[i], .code = c->code[i], .text = c->text[i] };
	return i;
}

static const struct iv_propensity_data *ready(struct cases *c)
{
	c->data.column = c->column;
	c->data.label = c->label;
	c->data.id = c->id;
	return &c->data;
}

static void end(struct cases *c)
{
	for (size_t i = 0; i < MOST; i++) {
		free(c->number[i]);
		free(c->code[i]);
	}
	free(c->label);
	free(c->id);
}

static uint32_t code_of(struct cases *c, size_t column, struct iv_str text)
{
	for (size_t i = 0; i < c->column[column].texts; i++)
		if (iv_str_eq(c->text[column][i], text))
			return (uint32_t)i;
	c->text[column][c->column[column].texts] = text;
	return (uint32_t)c->column[column].texts++;
}

enum { TELCO = 7043 };

static void telco(struct cases *c)
{
	static const char letters[] = "M12DFNBCE";
	FILE *f = fopen(TEST_DATA "/telco/telco.csv", "r");
	char line[80], text[3];
	assert_non_null(f);
	assert_non_null(fgets(line, sizeof line, f));
	begin(c, TELCO);
	add(c, "tenure", IV_PROPENSITY_NUMBER);
	add(c, "charges", IV_PROPENSITY_NUMBER);
	add(c, "contract", IV_PROPENSITY_TEXT);
	add(c, "internet", IV_PROPENSITY_TEXT);
	add(c, "payment", IV_PROPENSITY_TEXT);
	add(c, "senior", IV_PROPENSITY_BOOL);
	for (size_t r = 0; r < TELCO; r++) {
		int label;
		assert_non_null(fgets(line, sizeof line, f));
		assert_int_equal(sscanf(line, "%lf,%lf,%c,%c,%c,%lf,%d", &c->number[0][r], &c->number[1][r], text, text + 1, text + 2, &c->number[5][r], &label), 7);
		for (size_t i = 0; i < 3; i++)
			c->code[2 + i][r] = code_of(c, 2 + i, (struct iv_str){ strchr(letters, text[i]), 1 });
		c->label[r] = (uint8_t)label;
	}
	fclose(f);
}

static void value_of(const struct cases *c, const struct iv_propensity_model *m, size_t r, struct iv_propensity_value *value)
{
	for (size_t i = 0; i < m->n; i++)
		for (size_t k = 0; k < c->data.columns; k++)
			if (iv_str_eq(m->feature[i].name, c->column[k].name)) {
				value[i] = (struct iv_propensity_value){ .number = c->number[k][r] };
				if (c->column[k].type == IV_PROPENSITY_TEXT) {
					value[i].missing = c->code[k][r] == IV_NAMES_NONE;
					value[i].text = value[i].missing ? (struct iv_str){ 0 } : c->text[k][c->code[k][r]];
				}
			}
}

static void print(struct iv_buf *b, double v)
{
	iv_stats_digits_print(v, b);
	iv_buf_addc(b, ' ');
}

/* All of a model, as text. */
static void dump(const struct iv_propensity_model *m, struct iv_buf *b)
{
	iv_buf_clear(b);
	print(b, m->intercept);
	iv_buf_addf(b, "%lld %lld %lld\n", (long long)m->base, (long long)m->ones, (long long)m->zeros);
	for (size_t i = 0; i < m->n; i++) {
		const struct iv_propensity_feature *f = &m->feature[i];
		iv_buf_addf(b, IV_FMT " %zu %zu ", IV_ARG(f->name), f->missing, f->other);
		print(b, f->iv);
		print(b, f->b);
		print(b, f->error);
		for (size_t k = 0; k < f->n; k++) {
			iv_buf_addf(b, "\n%lld %lld %lld ", (long long)f->bin[k].points, (long long)f->bin[k].ones, (long long)f->bin[k].zeros);
			print(b, f->bin[k].low);
			print(b, f->bin[k].woe);
			print(b, f->bin[k].part);
			iv_propensity_describe(f, (uint16_t)k, b);
		}
		iv_buf_addc(b, '\n');
	}
	for (size_t i = 0; i < m->steps; i++) {
		print(b, m->step[i].from);
		print(b, m->step[i].probability);
	}
	for (size_t i = 0; i < IV_PROPENSITY_BANDS; i++)
		iv_buf_addf(b, "%lld %lld ", i ? (long long)m->band[i - 1] : 0, (long long)m->in_band[i]);
}

static void fit(struct iv_propensity_model *m, struct iv_propensity_report *r, struct cases *c, const struct iv_propensity_settings *s)
{
	struct iv_err err = { 0 };
	assert_int_equal(iv_propensity_fit(m, r, ready(c), s, &err), IV_OK);
	assert_int_equal(iv_propensity_model_check(m, &err), IV_OK);
}

/* Cases with an order of ids, texts and rows that is all their own. */
static void shuffle(struct cases *c)
{
	for (size_t r = c->data.rows; r-- > 1;) {
		size_t k = (size_t)(draw() * (double)(r + 1));
		for (size_t i = 0; i < MOST; i++) {
			double v = c->number[i][r];
			uint32_t code = c->code[i][r];
			c->number[i][r] = c->number[i][k], c->code[i][r] = c->code[i][k];
			c->number[i][k] = v, c->code[i][k] = code;
		}
		uint8_t label = c->label[r];
		uint64_t id = c->id[r];
		c->label[r] = c->label[k], c->id[r] = c->id[k];
		c->label[k] = label, c->id[k] = id;
	}
	for (size_t i = 0; i < c->data.columns; i++)
		if (c->column[i].texts > 1) { /* the first text becomes the last */
			uint32_t last = (uint32_t)c->column[i].texts - 1;
			struct iv_str t = c->text[i][0];
			c->text[i][0] = c->text[i][last], c->text[i][last] = t;
			for (size_t r = 0; r < c->data.rows; r++)
				c->code[i][r] = c->code[i][r] == 0 ? last : c->code[i][r] == last ? 0 : c->code[i][r];
		}
}

static void churn(void **state)
{
	(void)state;
	struct cases c;
	struct iv_propensity_model m = { 0 }, again = { 0 };
	struct iv_propensity_report r = { 0 }, other = { 0 };
	struct iv_propensity_settings s = iv_propensity_usual();
	telco(&c);
	fit(&m, &r, &c, &s);
	/* The regression on the raw columns has AUC .8373 on the cases it was learned from. */
	assert_true(r.auc > .838 && r.auc < r.auc_fitted && r.auc_fitted < .850);
	assert_true(r.brier < .1390 && r.log_loss < .4254 && r.lift > 2.6);
	assert_int_equal(r.warnings, 0);
	NEAR(r.slope, 1, .05);
	NEAR(r.gain[9].ones, 1869, 0);
	assert_true(r.gain[0].cases == 704 && r.gain[0].ones > 480 && m.ones == 1869 && m.zeros == TELCO - 1869);
	assert_int_equal(r.reliabilities, 10);
	for (size_t i = 0; i < 10; i++) {
		double n = (double)r.reliability[i].cases, p = r.reliability[i].predicted;
		NEAR((double)r.reliability[i].ones / n, p, 3.5 * sqrt(p * (1 - p) / n));
	}

	/* Ones that are expected are those there are; parts sum to the score; points to points. */
	double expected = 0;
	for (size_t i = 0; i < TELCO; i++) {
		struct iv_propensity_value value[MOST];
		struct iv_propensity_score score;
		uint16_t bin[MOST];
		value_of(&c, &m, i, value);
		iv_propensity_score(&m, value, &score, bin);
		expected += score.probability;
		int64_t points = m.base;
		double log_odds = m.intercept;
		for (size_t k = 0; k < m.n; k++) {
			points += iv_propensity_points(&m.feature[k], bin[k]);
			log_odds += iv_propensity_part(&m.feature[k], bin[k]);
		}
		assert_true(points == score.points && log_odds == score.log_odds);
		NEAR((double)points, 600 + 20 / M_LN2 * log_odds, .5 * (double)(m.n + 1));
	}
	NEAR(expected, 1869, 15);

	struct iv_buf one = { 0 }, two = { 0 };
	dump(&m, &one);
	s.threads = 3;
	shuffle(&c);
	fit(&again, &other, &c, &s);
	dump(&again, &two);
	assert_string_equal(iv_buf_text(&two), iv_buf_text(&one));
	assert_true(other.auc == r.auc && other.log_loss == r.log_loss && other.deviance == r.deviance && other.ks == r.ks);
	assert_memory_equal(other.gain, r.gain, sizeof r.gain);
	assert_memory_equal(other.loss, r.loss, sizeof r.loss);
	iv_buf_release(&one);
	iv_buf_release(&two);
	iv_propensity_report_release(&r);
	iv_propensity_report_release(&other);
	iv_propensity_model_release(&m);
	iv_propensity_model_release(&again);
	end(&c);
}

/* The coefficients are those of a regression on the weights of evidence that the model itself tells. */
static void is_regression(void **state)
{
	(void)state;
	struct cases c;
	struct iv_propensity_model m = { 0 };
	struct iv_propensity_report r = { 0 };
	struct iv_propensity_settings s = iv_propensity_usual();
	s.calibration = IV_PROPENSITY_RAW;
	telco(&c);
	fit(&m, &r, &c, &s);
	double *x = iv_alloc(TELCO * m.n * sizeof *x), *y = iv_alloc(TELCO * sizeof *y);
	for (size_t i = 0; i < TELCO; i++) {
		struct iv_propensity_value value[MOST];
		struct iv_propensity_score score;
		uint16_t bin[MOST];
		value_of(&c, &m, i, value);
		iv_propensity_score(&m, value, &score, bin);
		for (size_t k = 0; k < m.n; k++)
			x[i * m.n + k] = m.feature[k].bin[bin[k]].woe;
		y[i] = c.label[i];
	}
	struct iv_logistic l = { 0 };
	struct iv_logistic_matrix matrix = { x, NULL, y, m.n };
	struct iv_logistic_rows rows = { TELCO, m.n, iv_logistic_matrix_fill, &matrix };
	iv_logistic_fit(&l, &rows, &(struct iv_logistic_settings){ 0 });
	NEAR(m.intercept, l.b[0], 1e-9);
	for (size_t k = 0; k < m.n; k++) {
		NEAR(m.feature[k].b, l.b[k + 1], 1e-9);
		NEAR(m.feature[k].error, l.error[k + 1], 1e-9);
		assert_true(l.b[k + 1] / l.error[k + 1] >= 1.645);
		for (size_t i = 0; i < m.feature[k].n; i++)
			NEAR(m.feature[k].bin[i].part, m.feature[k].b * m.feature[k].bin[i].woe, 1e-11);
	}
	NEAR(r.deviance, l.deviance, 1e-7);
	iv_logistic_release(&l);
	iv_propensity_report_release(&r);
	iv_propensity_model_release(&m);
	free(x);
	free(y);
	end(&c);
}

enum { MADE = 20000 };

/* Customers whose probability is known: it rises with income in steps, depends on a town and a yes, and not on the noise. A tenth of the
 * incomes is missing, and those customers are more willing. */
static void make(struct cases *c, double *truth)
{
	static const char *const town[] = { "Arles", "Basel", "Cork", "Delft" };
	static const double of_town[] = { 0, .8, -.8, 0 };
	begin(c, MADE);
	size_t income = add(c, "income", IV_PROPENSITY_NUMBER), where = add(c, "town", IV_PROPENSITY_TEXT), yes = add(c, "member", IV_PROPENSITY_BOOL), noise = add(c, "noise", IV_PROPENSITY_NUMBER);
	for (size_t t = 0; t < 4; t++)
		code_of(c, where, iv_str_of(town[t]));
	for (size_t r = 0; r < MADE; r++) {
		double v = 1000 * draw();
		size_t t = (size_t)(draw() * 4);
		bool missing = draw() < .1, member = draw() < .3;
		c->number[income][r] = missing ? NAN : v;
		c->code[where][r] = (uint32_t)t;
		c->number[yes][r] = member;
		c->number[noise][r] = draw();
		truth[r] = iv_logistic_probability(-2 + (missing ? .7 : v < 300 ? -1 : v < 700 ? 0 : 1) + of_town[t] + (member ? .5 : 0));
		c->label[r] = draw() < truth[r];
	}
}

static void known_truth(void **state)
{
	(void)state;
	struct cases c;
	struct iv_propensity_model m = { 0 };
	struct iv_propensity_report r = { 0 };
	double *truth = iv_alloc(MADE * sizeof *truth), worst = 0, best = 0;
	make(&c, truth);
	struct iv_propensity_settings s = iv_propensity_usual();
	fit(&m, &r, &c, &s);
	assert_int_equal(m.n, 3);
	static const enum iv_propensity_fate fate[] = { IV_PROPENSITY_USED, IV_PROPENSITY_USED, IV_PROPENSITY_USED, IV_PROPENSITY_SAME };
	for (size_t i = 0; i < 4; i++)
		assert_true(r.column[i].fate == fate[i] || (i == 3 && r.column[i].fate == IV_PROPENSITY_WEAK));
	struct iv_stats_ranking known = { 0 };
	iv_stats_rank(&known, truth, c.label, MADE);
	NEAR(r.auc, iv_stats_auc(&known), .006);
	NEAR(r.log_loss, iv_stats_log_loss(&known), .002);
	NEAR(r.brier, iv_stats_brier(&known), .001);
	for (size_t i = 0; i < MADE; i++) {
		struct iv_propensity_value value[MOST];
		struct iv_propensity_score score;
		uint16_t bin[MOST];
		value_of(&c, &m, i, value);
		iv_propensity_score(&m, value, &score, bin);
		worst = fmax(worst, fabs(score.probability - truth[i]));
		best += fabs(score.probability - truth[i]) / MADE;
	}
	assert_true(best < .015 && worst < .35); /* the worst lies where a step is cut a little beside its place */

	/* Words for the bins; a town nobody knows says nothing; a number beyond all others is in the last bin. */
	struct iv_buf b = { 0 };
	iv_propensity_describe(&m.feature[0], 0, &b);
	assert_true(b.n > 2 && b.p[0] == '<');
	iv_buf_clear(&b);
	iv_propensity_describe(&m.feature[0], (uint16_t)m.feature[0].missing, &b);
	iv_propensity_describe(&m.feature[2], 1, &b);
	iv_propensity_describe(&m.feature[2], 0, &b);
	iv_propensity_describe(&m.feature[1], 1, &b);
	iv_propensity_describe(&m.feature[1], IV_WOE_NONE, &b);
	assert_string_equal(iv_buf_text(&b), "missingyesnoArles or Delftno evidence");
	iv_buf_release(&b);
	struct iv_propensity_value value[] = { { .number = 1e9 }, { .text = IV_STR("Gent") }, { .missing = true } };
	struct iv_propensity_score score;
	uint16_t bin[3];
	iv_propensity_score(&m, value, &score, bin);
	assert_true(bin[0] == m.feature[0].n - 2 && bin[1] == IV_WOE_NONE && bin[2] == IV_WOE_NONE);
	assert_true(score.points == m.base + m.feature[0].bin[bin[0]].points);
	iv_stats_ranking_release(&known);
	iv_propensity_report_release(&r);
	iv_propensity_model_release(&m);
	free(truth);
	end(&c);
}

static const struct iv_propensity_warning *warned(const struct iv_propensity_report *r, enum iv_propensity_warning_code code)
{
	for (size_t i = 0; i < r->warnings; i++)
		if (r->warning[i].code == code)
			return &r->warning[i];
	return NULL;
}

static void bad_features(void **state)
{
	(void)state;
	struct cases c;
	struct iv_propensity_model m = { 0 };
	struct iv_propensity_report r = { 0 };
	double *truth = iv_alloc(MADE * sizeof *truth);
	make(&c, truth);
	size_t twin = add(&c, "twin", IV_PROPENSITY_NUMBER), constant = add(&c, "constant", IV_PROPENSITY_NUMBER), empty = add(&c, "empty", IV_PROPENSITY_TEXT), echo = add(&c, "echo", IV_PROPENSITY_NUMBER);
	for (size_t i = 0; i < MADE; i++) {
		c.number[twin][i] = c.number[0][i] * 7 + draw();
		c.number[constant][i] = 3;
		c.code[empty][i] = IV_NAMES_NONE;
		c.number[echo][i] = c.number[0][i] + 600 * draw(); /* what the income says, blurred: beside it, nothing new */
	}
	struct iv_propensity_settings s = iv_propensity_usual();
	s.alike = .95;
	fit(&m, &r, &c, &s);
	/* Of income and its twin one stays. */
	assert_true((r.column[0].fate == IV_PROPENSITY_ALIKE) != (r.column[twin].fate == IV_PROPENSITY_ALIKE));
	size_t gone = r.column[0].fate == IV_PROPENSITY_ALIKE ? 0 : twin;
	assert_int_equal(r.column[gone].other, twin - gone);
	assert_true(r.column[gone].correlation > .95);
	assert_true(r.column[constant].fate == IV_PROPENSITY_SAME && r.column[empty].fate == IV_PROPENSITY_SAME);
	assert_true(r.column[echo].iv > .1 && (r.column[echo].fate == IV_PROPENSITY_NOTHING_NEW || r.column[echo].fate == IV_PROPENSITY_REVERSED));
	assert_true(r.column[echo].z < 1.645);

	/* One column knows the answer. */
	c.data.rows = 4000;
	for (size_t i = 0; i < MADE; i++)
		c.number[constant][i] = c.label[i] ? 10 + draw() : draw();
	fit(&m, &r, &c, &s);
	assert_non_null(warned(&r, IV_PROPENSITY_LEAK));
	assert_int_equal(warned(&r, IV_PROPENSITY_LEAK)->column, constant);
	assert_non_null(warned(&r, IV_PROPENSITY_SEPARATED));
	assert_int_equal(warned(&r, IV_PROPENSITY_SEPARATED)->column, constant);
	assert_true(r.auc > .995);
	for (size_t i = 0; i < m.n; i++)
		assert_true(isfinite(m.feature[i].b) && isfinite(m.feature[i].error));
	iv_propensity_report_release(&r);
	iv_propensity_model_release(&m);
	free(truth);
	end(&c);
}

/* Texts that say nothing, of which there are many: the bins find something, and only cases that had no part in them tell that it is chance. */
static void honest(void **state)
{
	(void)state;
	enum { ROWS = 6000, TEXTS = 15 };
	struct cases c;
	struct iv_propensity_model m = { 0 };
	struct iv_propensity_report r = { 0 };
	struct iv_propensity_settings s = iv_propensity_usual();
	static char name[TEXTS][8];
	s.least_iv = 0;
	s.woe.share = .001;
	begin(&c, ROWS);
	for (size_t k = 0; k < 6; k++) {
		size_t at = add(&c, k == 0 ? "a" : k == 1 ? "b" : k == 2 ? "c" : k == 3 ? "d" : k == 4 ? "e" : "f", IV_PROPENSITY_TEXT);
		for (uint32_t i = 0; i < TEXTS; i++) {
			snprintf(name[i], sizeof name[i], "t%u", i);
			code_of(&c, at, iv_str_of(name[i]));
		}
		for (size_t i = 0; i < ROWS; i++)
			c.code[at][i] = (uint32_t)(draw() * TEXTS);
	}
	for (size_t i = 0; i < ROWS; i++)
		c.label[i] = draw() < .05;
	fit(&m, &r, &c, &s);
	assert_true(m.n >= 3 && r.auc_fitted > .6);
	NEAR(r.auc, .5, .05);
	assert_non_null(warned(&r, IV_PROPENSITY_OVERFIT));
	iv_propensity_report_release(&r);
	iv_propensity_model_release(&m);
	end(&c);
}

/* Many cases that separate: a ridge in place of Firth's penalty. */
static void many_separate(void **state)
{
	(void)state;
	enum { MANY = 300000 };
	struct cases c;
	struct iv_propensity_model m = { 0 };
	struct iv_propensity_report r = { 0 };
	struct iv_propensity_settings s = iv_propensity_usual();
	s.folds = 2;
	begin(&c, MANY);
	add(&c, "answer", IV_PROPENSITY_BOOL);
	for (size_t i = 0; i < MANY; i++)
		c.number[0][i] = c.label[i] = draw() < .2;
	fit(&m, &r, &c, &s);
	assert_true(m.n == 1 && r.auc == 1 && m.feature[0].b > 0 && isfinite(m.feature[0].error));
	assert_non_null(warned(&r, IV_PROPENSITY_SEPARATED));
	struct iv_propensity_table t;
	struct iv_propensity_learned l;
	iv_propensity_table_make(&t, ready(&c), &s);
	iv_propensity_learn(&l, &t, s.folds);
	assert_true(l.separated && l.separating == 0 && l.logistic.end == IV_LOGISTIC_DONE);
	iv_propensity_learned_release(&l);
	iv_propensity_table_release(&t);
	iv_propensity_report_release(&r);
	iv_propensity_model_release(&m);
	end(&c);
}

static void nothing_to_learn(void **state)
{
	(void)state;
	struct cases c;
	struct iv_propensity_model m = { 0 };
	struct iv_propensity_report r = { 0 };
	struct iv_propensity_settings s = iv_propensity_usual();
	struct iv_err err = { 0 };
	begin(&c, 2000);
	size_t noise = add(&c, "noise", IV_PROPENSITY_NUMBER);
	for (size_t i = 0; i < 2000; i++)
		c.number[noise][i] = draw();
	assert_int_equal(iv_propensity_fit(&m, &r, ready(&c), &s, &err), IV_FAIL);
	assert_string_equal(err.code, "one_class");
	for (size_t i = 0; i < 10; i++)
		c.label[i * 171] = 1;
	fit(&m, &r, &c, &s);
	assert_int_equal(m.n, 0);
	NEAR(m.intercept, log(10. / 1990), 1e-9);
	assert_non_null(warned(&r, IV_PROPENSITY_EMPTY));
	assert_non_null(warned(&r, IV_PROPENSITY_EXTREME));
	assert_true(warned(&r, IV_PROPENSITY_FEW)->value == 10);
	struct iv_propensity_score score;
	iv_propensity_score(&m, NULL, &score, NULL);
	NEAR(score.probability, .005, 1e-12);
	c.data.rows = 9;
	assert_int_equal(iv_propensity_fit(&m, &r, ready(&c), &s, &err), IV_FAIL);
	assert_string_equal(err.code, "no_cases");
	iv_propensity_report_release(&r);
	iv_propensity_model_release(&m);
	end(&c);
}

/* Through text and back, every number is the same, and so is every score. */
static void survives_printing(void **state)
{
	(void)state;
	struct cases c;
	struct iv_propensity_model m = { 0 };
	struct iv_propensity_report r = { 0 };
	struct iv_propensity_settings s = iv_propensity_usual();
	double *truth = iv_alloc(MADE * sizeof *truth);
	make(&c, truth);
	for (enum iv_propensity_calibration kind = IV_PROPENSITY_RAW; kind <= IV_PROPENSITY_ISOTONIC; kind++) {
		s.calibration = kind;
		s.double_points = kind == IV_PROPENSITY_RAW ? 20 : -50;
		fit(&m, &r, &c, &s);
		assert_true((m.steps > 0) == (kind == IV_PROPENSITY_ISOTONIC));
		assert_true(r.calibration == kind && r.loss[kind] > 0);
		assert_true(iv_stats_digits(m.intercept) == m.intercept);
		for (size_t i = 0; i < m.n; i++)
			for (size_t k = 0; k < m.feature[i].n; k++) {
				const struct iv_propensity_bin *b = &m.feature[i].bin[k];
				assert_true(iv_stats_digits(b->low) == b->low && iv_stats_digits(b->part) == b->part && iv_stats_digits(b->woe) == b->woe);
				assert_true((b->points < 0) == (b->part * s.double_points < 0) || !b->points);
			}
		for (size_t i = 0; i < m.steps; i++)
			assert_true(iv_stats_digits(m.step[i].from) == m.step[i].from && iv_stats_digits(m.step[i].probability) == m.step[i].probability);
	}
	iv_propensity_report_release(&r);
	iv_propensity_model_release(&m);
	free(truth);
	end(&c);
}

/* Log-odds that are twice too sure, and log-odds bent out of shape. */
static void calibration(void **state)
{
	(void)state;
	struct iv_woe_count *cell = iv_zalloc(IV_PROPENSITY_CELLS * sizeof *cell), *bent = iv_zalloc(IV_PROPENSITY_CELLS * sizeof *bent);
	for (size_t i = 0; i < 400000; i++) {
		double v = 4 * draw() - 2, p = iv_logistic_probability(v - .5), q = v < 0 ? .1 : .6;
		bool one = draw() < p, other = draw() < q;
		struct iv_woe_count *at = &cell[iv_propensity_cell(2 * v)], *to = &bent[iv_propensity_cell(v)];
		at->ones += one, at->zeros += !one;
		to->ones += other, to->zeros += !other;
	}
	struct iv_propensity_calibrator c = { 0 };
	iv_propensity_calibrate(&c, IV_PROPENSITY_RAW, cell);
	double raw = iv_propensity_loss(&c, cell);
	iv_propensity_calibrate(&c, IV_PROPENSITY_PLATT, cell);
	NEAR(c.slope, .5, .01);
	NEAR(c.move, -.5, .02);
	assert_true(iv_propensity_loss(&c, cell) < raw);
	NEAR(iv_propensity_calibrated(&c, 2), iv_logistic_probability(.5), .005);
	iv_propensity_calibrate(&c, IV_PROPENSITY_PLATT, bent);
	double line = iv_propensity_loss(&c, bent);
	iv_propensity_calibrate(&c, IV_PROPENSITY_ISOTONIC, bent);
	assert_true(iv_propensity_loss(&c, bent) < line);
	NEAR(iv_propensity_calibrated(&c, -1), .1, .01);
	NEAR(iv_propensity_calibrated(&c, 1), .6, .02);
	assert_true(iv_propensity_calibrated(&c, -30) == c.step[0].probability && iv_propensity_calibrated(&c, 30) == c.step[c.steps - 1].probability);
	for (size_t i = 1; i < c.steps; i++)
		assert_true(c.step[i].from > c.step[i - 1].from && c.step[i].probability >= c.step[i - 1].probability);
	assert_int_equal(iv_propensity_cell(0), IV_PROPENSITY_CELLS / 2);
	assert_int_equal(iv_propensity_cell(-1e9), 0);
	assert_int_equal(iv_propensity_cell(1e9), IV_PROPENSITY_CELLS - 1);
	iv_propensity_calibrator_release(&c);
	free(cell);
	free(bent);
}

static void drift(void **state)
{
	(void)state;
	struct cases c;
	struct iv_propensity_model m = { 0 };
	struct iv_propensity_report r = { 0 };
	struct iv_propensity_seen same = { 0 }, moved = { 0 }, half = { 0 };
	struct iv_propensity_settings s = iv_propensity_usual();
	double *truth = iv_alloc(MADE * sizeof *truth);
	make(&c, truth);
	fit(&m, &r, &c, &s);
	assert_true(isnan(iv_propensity_drift(&same, &m, 0)) && isnan(iv_propensity_drift_score(&same, &m)));
	for (size_t i = 0; i < MADE; i++) {
		struct iv_propensity_value value[MOST];
		struct iv_propensity_score score;
		uint16_t bin[MOST];
		value_of(&c, &m, i, value);
		iv_propensity_score(&m, value, &score, bin);
		iv_propensity_see(i % 2 ? &same : &half, &m, &score, bin);
		value[0].number += 400;
		iv_propensity_score(&m, value, &score, bin);
		iv_propensity_see(&moved, &m, &score, bin);
	}
	iv_propensity_seen_merge(&same, &half);
	for (size_t i = 0; i < m.n; i++)
		NEAR(iv_propensity_drift(&same, &m, i), 0, 1e-12);
	NEAR(iv_propensity_drift_score(&same, &m), 0, 1e-12);
	assert_true(iv_propensity_drift(&moved, &m, 0) > .25 && iv_propensity_drift(&moved, &m, 1) < 1e-12 && iv_propensity_drift_score(&moved, &m) > .1);
	iv_propensity_seen_release(&same);
	iv_propensity_seen_release(&half);
	iv_propensity_seen_release(&moved);
	iv_propensity_report_release(&r);
	iv_propensity_model_release(&m);
	free(truth);
	end(&c);
}

/* A model that somebody wrote wrong is not scored with. */
static void checks(void **state)
{
	(void)state;
	struct iv_err err = { 0 };
	struct iv_propensity_bin bin[3] = { { -INFINITY, 0, 0, 0, 1, 1 }, { 5, 1, 1, 20, 1, 1 }, { 0, 1, 1, 20, 1, 1 } };
	struct iv_propensity_text text[2] = { { IV_STR("a"), 0 }, { IV_STR("b"), 1 } };
	struct iv_propensity_step step[2] = { { -INFINITY, .1 }, { 0, .2 } };
	struct iv_propensity_feature number = { .name = IV_STR("age"), .bin = bin, .n = 3, .missing = 2, .other = IV_WOE_NONE }, f = number;
	struct iv_propensity_model m = { .feature = &f, .n = 1, .step = step, .steps = 2 };
	assert_int_equal(iv_propensity_model_check(&m, &err), IV_OK);
	bin[1].low = -INFINITY;
	assert_int_equal(iv_propensity_model_check(&m, &err), IV_WRONG);
	assert_string_equal(err.code, "bad_model");
	assert_string_equal(err.field, "age");
	bin[1].low = 5;
	bin[0].part = NAN;
	assert_int_equal(iv_propensity_model_check(&m, &err), IV_WRONG);
	bin[0].part = 0;
	f.missing = 0;
	assert_int_equal(iv_propensity_model_check(&m, &err), IV_WRONG);
	f = number, f.n = 0;
	assert_int_equal(iv_propensity_model_check(&m, &err), IV_WRONG);
	f = number, f.name.n = 0;
	assert_int_equal(iv_propensity_model_check(&m, &err), IV_WRONG);
	f = number, f.type = IV_PROPENSITY_TEXT, f.text = text, f.texts = 2, f.other = 1;
	assert_int_equal(iv_propensity_model_check(&m, &err), IV_OK);
	f.other = 2; /* the bin of missing values */
	assert_int_equal(iv_propensity_model_check(&m, &err), IV_WRONG);
	f.other = 1, text[1].bin = 2;
	assert_int_equal(iv_propensity_model_check(&m, &err), IV_WRONG);
	text[1].bin = 1, text[1].text = IV_STR("a");
	assert_int_equal(iv_propensity_model_check(&m, &err), IV_WRONG);
	f = number, step[1].probability = .05;
	assert_int_equal(iv_propensity_model_check(&m, &err), IV_WRONG);
	step[1].probability = .2, m.band[3] = -1;
	assert_int_equal(iv_propensity_model_check(&m, &err), IV_WRONG);
	m.band[3] = 0, m.intercept = INFINITY;
	assert_int_equal(iv_propensity_model_check(&m, &err), IV_WRONG);
}

/* Firth's penalty, asked for, draws towards even odds: with few ones the intercept rises and no coefficient grows. */
static void firth(void **state)
{
	(void)state;
	struct cases c;
	struct iv_propensity_model plain = { 0 }, drawn = { 0 };
	struct iv_propensity_report r = { 0 };
	struct iv_propensity_settings s = iv_propensity_usual();
	begin(&c, 2000);
	add(&c, "tells", IV_PROPENSITY_BOOL);
	for (size_t i = 0; i < 2000; i++) {
		c.number[0][i] = i % 2;
		c.label[i] = i % 2 ? i % 50 == 1 : i % 200 == 0;
	}
	s.calibration = IV_PROPENSITY_RAW;
	fit(&plain, &r, &c, &s);
	assert_false(r.warnings > 1 && r.warning[1].code == IV_PROPENSITY_SEPARATED);
	s.firth = true;
	fit(&drawn, &r, &c, &s);
	assert_true(plain.n == 1 && drawn.n == 1);
	assert_true(drawn.feature[0].b < plain.feature[0].b && drawn.feature[0].b > .8 * plain.feature[0].b);
	assert_true(drawn.intercept > plain.intercept);
	iv_propensity_model_release(&plain);
	iv_propensity_model_release(&drawn);
	iv_propensity_report_release(&r);
	end(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(churn),
		cmocka_unit_test(is_regression),
		cmocka_unit_test(known_truth),
		cmocka_unit_test(bad_features),
		cmocka_unit_test(honest),
		cmocka_unit_test(many_separate),
		cmocka_unit_test(nothing_to_learn),
		cmocka_unit_test(survives_printing),
		cmocka_unit_test(calibration),
		cmocka_unit_test(drift),
		cmocka_unit_test(checks),
		cmocka_unit_test(firth),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
