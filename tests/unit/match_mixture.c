/* SPDX-License-Identifier: MIT
 * The mixture learns what pairs were made with, and says of a pattern what is true of it. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "base/arena.h"
#include "match/mixture.h"

enum { NAME, BIRTH, PHONE, CITY, STREET, FIELDS };
enum { SOME = IV_SENSE_AGREES, FAMILY = IV_SENSE_FAMILY, PERSON = IV_SENSE_PERSON };

/* A field with a state for each level, but for the first level of a name, which has two: rare and common. */
static const struct {
	const char *name;
	struct iv_shape_level level[5];
	uint8_t levels, parent;
	double chance[2][6], match[2][6], household[2][6];
} made[FIELDS] = {
	{ "name", { { "missing", 0, 0 }, { "same", .7, SOME | FAMILY | PERSON }, { "close", .15, PERSON }, { "family", .05, FAMILY }, { "different", .1, 0 } }, 5, IV_SHAPE_ALONE,
	    { { 0, .00002, .0004, .001, .05, .94858 } }, { { 0, .54, .36, .06, .02, .02 } }, { { 0, .0002, .0040, .0002, .6, .3956 } } },
	{ "birth", { { "missing", 0, 0 }, { "same", .9, SOME | PERSON }, { "near", .05, PERSON }, { "different", .05, 0 } }, 4, IV_SHAPE_ALONE,
	    { { 0, .00005, .001, .99895 } }, { { 0, .93, .05, .02 } }, { { 0, .00005, .001, .99895 } } },
	{ "phone", { { "missing", 0, 0 }, { "same", .6, SOME | FAMILY }, { "different", .4, 0 } }, 3, IV_SHAPE_ALONE,
	    { { 0, .0000005, .9999995 } }, { { 0, .72, .28 } }, { { 0, .5, .5 } } },
	{ "city", { { "missing", 0, 0 }, { "same", .8, SOME | FAMILY }, { "different", .2, 0 } }, 3, IV_SHAPE_ALONE,
	    { { 0, .1, .9 } }, { { 0, .85, .15 } }, { { 0, .95, .05 } } },
	{ "street", { { "missing", 0, 0 }, { "same", .6, SOME | FAMILY }, { "different", .4, 0 } }, 3, CITY,
	    { { 0, .0000001, .9999999 }, { 0, .00001, .99999 } }, { { 0, .02, .98 }, { 0, .7, .3 } }, { { 0, .02, .98 }, { 0, .9, .1 } } },
};
static const double HAS[FIELDS] = { .95, .6, .7, .8, .8 }; /* of pairs both values */

struct world {
	struct iv_shape shape;
	struct iv_shape_counts counts;
	double *matches; /* of each pattern, in truth */
	double pairs[IV_PAIR_KINDS]; /* in truth; of matches and households those compared */
};

static void make_shape(struct world *w, double records)
{
	struct iv_shape *s = &w->shape;
	s->n = FIELDS;
	s->records = (uint64_t)records;
	s->pairs = records * (records - 1) / 2;
	for (int k = 0; k < FIELDS; k++) {
		struct iv_shape_field *f = &s->field[k];
		f->name = made[k].name;
		f->levels = made[k].levels;
		f->parent = made[k].parent;
		memcpy(f->level, made[k].level, sizeof made[k].level);
		f->states = (uint8_t)(f->levels + (k == NAME));
		for (unsigned t = 0; t < f->states; t++)
			f->level_of[t] = (uint8_t)(k == NAME && t > 1 ? t - 1 : t);
		for (unsigned t = 1; t < f->states; t++)
			f->mass[t] = k == NAME && t <= 2 ? (t == 1 ? .6 : .4) : 1;
	}
	assert_true(iv_shape_pack(s));
}

/* Blocking brings together who has the name, the birth date, the telephone or the street in common. */
static bool is_compared(const struct iv_shape *s, uint64_t pattern)
{
	static const int key[] = { NAME, BIRTH, PHONE, STREET };
	for (size_t i = 0; i < sizeof key / sizeof *key; i++)
		if (iv_shape_level(&s->field[key[i]], pattern) == 1)
			return true;
	return false;
}

/* The share of a pattern among the pairs of a kind. */
static double density(const struct iv_shape *s, uint64_t pattern, int kind)
{
	double p = 1;
	for (int k = 0; k < FIELDS; k++) {
		unsigned t = iv_shape_state(&s->field[k], pattern), side = k == STREET && iv_shape_state(&s->field[CITY], pattern) == 1;
		const double *d = (kind == IV_PAIR_MATCH ? made[k].match : kind == IV_PAIR_HOUSEHOLD ? made[k].household : made[k].chance)[side];
		p *= t ? HAS[k] * d[t] : 1 - HAS[k];
	}
	return p;
}

/* Expected counts, rounded by chance so that many patterns of less than one pair are there as in life. */
static void make(struct world *w, double records, double match, double household)
{
	*w = (struct world){ .counts.n = 0 };
	make_shape(w, records);
	struct iv_shape *s = &w->shape;
	double kinds[IV_PAIR_KINDS] = { match * records, household * records };
	kinds[IV_PAIR_CHANCE] = s->pairs - kinds[0] - kinds[1];
	w->pairs[IV_PAIR_CHANCE] = kinds[IV_PAIR_CHANCE];
	uint64_t all = 1, x = 1;
	for (int k = 0; k < FIELDS; k++)
		all *= s->field[k].states;
	w->matches = iv_zalloc(all * sizeof *w->matches);
	w->counts.count = iv_zalloc(all * sizeof *w->counts.count);
	for (uint64_t i = 0; i < all; i++) {
		uint64_t pattern = 0, rest = i;
		for (int k = 0; k < FIELDS; k++, rest /= s->field[k - 1].states)
			pattern |= rest % s->field[k].states << s->field[k].shift;
		uint64_t count[IV_PAIR_KINDS], sum = 0;
		unsigned side = iv_shape_state(&s->field[CITY], pattern) == 1;
		for (int q = 0; q < IV_PAIR_KINDS; q++) {
			x = x * 6364136223846793005u + 1442695040888963407u;
			double n = kinds[q] * density(s, pattern, q);
			count[q] = (uint64_t)(n + (double)(x >> 11) * 0x1p-53);
			sum += count[q];
		}
		for (int k = 0; k < FIELDS; k++) {
			unsigned t = iv_shape_state(&s->field[k], pattern);
			s->field[k].chance[k == STREET && side][t] += t ? (double)sum : 0;
		}
		bool compared = is_compared(s, pattern);
		for (int q = 0; q < IV_PAIR_CHANCE && compared; q++)
			w->pairs[q] += (double)count[q];
		if (!sum || !compared)
			continue;
		w->matches[w->counts.n] = (double)count[IV_PAIR_MATCH];
		w->counts.count[w->counts.n++] = (struct iv_shape_count){ .pattern = pattern, .pairs = sum };
	}
	for (int k = 0; k < FIELDS; k++)
		for (int side = 0; side < 2; side++) {
			double *c = s->field[k].chance[side], n = 0;
			for (unsigned t = 1; t < s->field[k].states; t++)
				n += c[t];
			s->field[k].known[side] = n;
			for (unsigned t = 1; n > 0 && t < s->field[k].states; t++)
				c[t] /= n;
		}
}

static void release(struct world *w)
{
	free(w->matches);
	free(w->counts.count);
}

#define assert_near(x, y, by) assert_true(fabs((double)(x) - (double)(y)) <= (by))

/* Stated probability against truth, in bands of a twentieth with 1,000 pairs or more. */
static void calibrated(const struct world *w, const struct iv_mixture *m, double within)
{
	double stated[20] = { 0 }, truth[20] = { 0 }, n[20] = { 0 };
	for (size_t i = 0; i < w->counts.n; i++) {
		struct iv_mixture_verdict v;
		iv_mixture_judge(&w->shape, m, w->counts.count[i].pattern, &v);
		int band = v.probability < 1 ? (int)(v.probability * 20) : 19;
		double pairs = (double)w->counts.count[i].pairs;
		n[band] += pairs;
		stated[band] += pairs * v.probability;
		truth[band] += w->matches[i];
	}
	for (int b = 0; b < 20; b++)
		if (n[b] >= 1000)
			assert_near(stated[b] / n[b], truth[b] / n[b], within);
}

static void learns(void **state)
{
	(void)state;
	struct world w;
	static struct iv_mixture m;
	make(&w, 200000, .4, .2);
	iv_mixture_fit(&w.shape, &w.counts, &m);
	assert_true(m.converged);
	assert_near(m.pairs[IV_PAIR_MATCH] / w.pairs[IV_PAIR_MATCH], 1, .03);
	assert_near(m.pairs[IV_PAIR_HOUSEHOLD] / w.pairs[IV_PAIR_HOUSEHOLD], 1, .3);
	assert_near(m.share[IV_PAIR_MATCH][BIRTH][0][1], .93, .02);
	assert_near(m.share[IV_PAIR_MATCH][NAME][0][5], .02, .005);
	assert_near(m.share[IV_PAIR_MATCH][PHONE][0][1], .72, .03);
	assert_near(m.share[IV_PAIR_MATCH][STREET][1][1], .7, .02); /* those that were compared agree a little more */
	assert_near(m.share[IV_PAIR_HOUSEHOLD][PHONE][0][1], .5 * .2 * 200000 / w.pairs[IV_PAIR_HOUSEHOLD], .1); /* many were compared because of it */
	assert_near(m.share[IV_PAIR_HOUSEHOLD][BIRTH][0][1] / .00005, 1, .1);
	assert_near(log(m.share[IV_PAIR_CHANCE][NAME][0][1] / .00002), 0, .1);
	assert_near(log(m.share[IV_PAIR_CHANCE][STREET][1][1] / .00001), 0, .5);
	calibrated(&w, &m, .03);
	release(&w);
}

/* A thousand records, one in ten twice: starved levels keep to the guess, and nothing runs away. */
static void small(void **state)
{
	(void)state;
	struct world w;
	static struct iv_mixture m;
	make(&w, 1000, .1, .05);
	iv_mixture_fit(&w.shape, &w.counts, &m);
	assert_true(m.converged);
	assert_near(m.pairs[IV_PAIR_MATCH] / 100, 1, .12);
	assert_true(m.support[NAME][3] < 10);
	for (int q = 0; q < IV_PAIR_KINDS; q++)
		for (int k = 0; k < FIELDS; k++) {
			double sum = 0;
			for (unsigned t = 1; t < w.shape.field[k].states; t++)
				sum += m.share[q][k][0][t];
			assert_near(sum, 1, 1e-6);
		}
	assert_true(m.share[IV_PAIR_MATCH][NAME][0][4] > .001);
	release(&w);
}

/* What chance does where the parent agrees is not told: it is learned. Here it is as rare as elsewhere. */
static void learns_of_chance(void **state)
{
	(void)state;
	struct world w;
	static struct iv_mixture m;
	make(&w, 200000, .4, .2);
	w.shape.field[PHONE].parent = NAME;
	iv_mixture_fit(&w.shape, &w.counts, &m);
	assert_near(m.pairs[IV_PAIR_MATCH] / w.pairs[IV_PAIR_MATCH], 1, .03);
	assert_near(m.share[IV_PAIR_MATCH][PHONE][1][1], .72, .03);
	assert_true(m.share[IV_PAIR_CHANCE][PHONE][1][1] < .0001);
	calibrated(&w, &m, .05);
	release(&w);
}

static void expect(const struct world *w, const struct iv_mixture *m, struct iv_mixture_expected *out)
{
	struct iv_mixture_verdict *verdict = iv_alloc((w->counts.n + 1) * sizeof *verdict);
	for (size_t i = 0; i < w->counts.n; i++)
		iv_mixture_judge(&w->shape, m, w->counts.count[i].pattern, &verdict[i]);
	iv_mixture_expect(&w->counts, verdict, 0, out);
	free(verdict);
}

/* Nobody is there twice: namesakes and families must not be taken for matches. */
static void no_matches(void **state)
{
	(void)state;
	struct world w;
	static struct iv_mixture m;
	struct iv_mixture_expected e;
	make(&w, 200000, 0, .2);
	iv_mixture_fit(&w.shape, &w.counts, &m);
	expect(&w, &m, &e);
	assert_true(e.links < 100);
	assert_true(m.pairs[IV_PAIR_HOUSEHOLD] > 20000);
	release(&w);
}

static uint64_t pattern_of(const struct iv_shape *s, const unsigned t[FIELDS])
{
	uint64_t p = 0;
	for (int k = 0; k < FIELDS; k++)
		p |= (uint64_t)t[k] << s->field[k].shift;
	return p;
}

static void verdicts(void **state)
{
	(void)state;
	struct world w;
	static struct iv_mixture m;
	struct iv_mixture_verdict all, family, rare, common;
	make(&w, 200000, .4, .2);
	iv_mixture_fit(&w.shape, &w.counts, &m);
	iv_mixture_judge(&w.shape, &m, pattern_of(&w.shape, (unsigned[]){ 1, 1, 1, 1, 1 }), &all);
	iv_mixture_judge(&w.shape, &m, pattern_of(&w.shape, (unsigned[]){ 4, 3, 1, 1, 1 }), &family);
	iv_mixture_judge(&w.shape, &m, pattern_of(&w.shape, (unsigned[]){ 1, 0, 0, 0, 0 }), &rare);
	iv_mixture_judge(&w.shape, &m, pattern_of(&w.shape, (unsigned[]){ 2, 0, 0, 0, 0 }), &common);
	assert_true(all.match > 20000 && all.probability > .999999);
	assert_true(family.match < -3000 && family.household > 10000);
	assert_true(rare.match > common.match + 3000);
	/* Without a field that families share, the weights of the fields and the prior are the whole. */
	uint64_t p = pattern_of(&w.shape, (unsigned[]){ 2, 1, 0, 0, 0 });
	iv_mixture_judge(&w.shape, &m, p, &all);
	int32_t sum = iv_mixture_prior(&w.shape, &m, p);
	for (size_t k = 0; k < FIELDS; k++)
		sum += iv_mixture_field_weight(&w.shape, &m, p, k);
	assert_in_range(all.match - sum + 100, 0, 103);
	assert_int_equal(iv_mixture_field_weight(&w.shape, &m, p, PHONE), 0);
	release(&w);
}

static void expects(void **state)
{
	(void)state;
	struct world w;
	static struct iv_mixture m;
	struct iv_mixture_expected e;
	make(&w, 200000, .4, .2);
	iv_mixture_fit(&w.shape, &w.counts, &m);
	expect(&w, &m, &e);
	double links = 0, wrong = 0, missed = 0;
	for (size_t i = 0; i < w.counts.n; i++) {
		struct iv_mixture_verdict v;
		iv_mixture_judge(&w.shape, &m, w.counts.count[i].pattern, &v);
		links += v.match >= 0 ? (double)w.counts.count[i].pairs : 0;
		wrong += v.match >= 0 ? (double)w.counts.count[i].pairs - w.matches[i] : 0;
		missed += v.match >= 0 ? 0 : w.matches[i];
	}
	assert_near(e.links, links, .5);
	assert_near(e.wrong / wrong, 1, .2);
	assert_near(e.missed / missed, 1, .2);
	assert_near(e.links, e.right + e.wrong, 1e-6 * e.links);
	assert_true(e.deviation > 0 && e.deviation < e.wrong);
	release(&w);
}

/* Judgements of doubtful pairs, all of them "two people", lower what is said of such pairs. */
static void judgements(void **state)
{
	(void)state;
	struct world w;
	static struct iv_mixture m;
	struct iv_mixture_verdict before, after;
	make(&w, 20000, .2, .2);
	iv_mixture_fit(&w.shape, &w.counts, &m);
	assert_true(m.shift == 0 && m.scale == 1);
	size_t at = 0;
	double nearest = 1;
	for (size_t i = 0; i < w.counts.n; i++) {
		struct iv_mixture_verdict v;
		iv_mixture_judge(&w.shape, &m, w.counts.count[i].pattern, &v);
		if (w.counts.count[i].pairs >= 10 && fabs(v.probability - .5) < nearest) {
			nearest = fabs(v.probability - .5);
			at = i;
		}
	}
	struct iv_shape_count *c = &w.counts.count[at];
	iv_mixture_judge(&w.shape, &m, c->pattern, &before);
	c->never = c->pairs;
	iv_mixture_fit(&w.shape, &w.counts, &m);
	iv_mixture_judge(&w.shape, &m, c->pattern, &after);
	assert_true(after.match < before.match - 1000);
	assert_true(m.shift < 0);
	c->must = c->pairs;
	c->never = 0;
	iv_mixture_fit(&w.shape, &w.counts, &m);
	iv_mixture_judge(&w.shape, &m, c->pattern, &after);
	assert_true(after.match > before.match + 1000);
	release(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(learns),
		cmocka_unit_test(small),
		cmocka_unit_test(learns_of_chance),
		cmocka_unit_test(no_matches),
		cmocka_unit_test(verdicts),
		cmocka_unit_test(expects),
		cmocka_unit_test(judgements),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
