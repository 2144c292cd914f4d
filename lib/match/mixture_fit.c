/* SPDX-License-Identifier: MIT
 * Learning by EM. A round takes a few multiplications for each pattern and field and no logarithm.
 *
 * What is known of each kind of pair:
 * - Matches: nothing but a guess for each level, worth GUESS pairs; within a level they fall on the states as values do (`mass`), which is
 *   worth SPREAD pairs.
 * - Chance: all pairs of records are counted by state, compared or not (`chance` times `known`), and what was not compared is chance
 *   for all we know. So the chance pairs of a state are those that were not compared and those of the compared ones that this kind explains.
 * - Households: what families share is learned; what belongs to one person falls out as by chance. A name is both: the surname is shared or it is
 *   not, and given that all is as by chance. */
#include "match/mixture_part.h"

#include <math.h>
#include <stdlib.h>

#include "base/arena.h"

enum {
	ROUNDS = 300,
	GUESS = 40,
	SPREAD = 30,
	BLIND = 100, /* chance pairs that a guess is worth where nothing is known of chance */
	SET = 50, /* matches that a set of known fields takes to show it is not like all others */
	FEW = 10, /* pairs that the first guess of households is worth: where there are few records, nobody can tell them from people */
	HOPELESS = 10, /* log2 odds against, by an expert's guess, from which on a pattern hardly teaches */
};
static const double TWINS = 0.01; /* of the pairs of a household */
static const double FIRST_MATCHES = 0.3, FIRST_HOUSEHOLDS = 0.1; /* to begin with, pairs a record */
static const double LEAST = 0.01; /* chance pairs of any state, so that nothing is certain */
static const double MEASURED = 50; /* pairs that the shares measured beforehand are worth: where few pairs have a parent that agrees, they say little */

static const double EXPECTED = 0.05; /* how much what is expected by chance counts beside what is found: enough to decide where nothing else does */

struct fit {
	const struct iv_shape *shape;
	const struct iv_shape_counts *counts;
	struct iv_mixture *m;
	uint16_t *cell; /* of each pattern, one behind the other, for the fields that both have: field * IV_MIXTURE_CELLS + side * IV_SHAPE_STATES + state */
	size_t *from; /* where those of each pattern begin; they end where the next one's begin */
	double rest[IV_SHAPE_FIELDS][IV_MIXTURE_CELLS]; /* pairs that were not compared */
	double got[IV_SHAPE_FIELDS][IV_MIXTURE_CELLS][IV_PAIR_KINDS]; /* pairs of each kind, by this round's model */
	double ratio[IV_SHAPE_FIELDS][IV_MIXTURE_CELLS][2]; /* matches and households over chance */
	double total[IV_PAIR_KINDS];
	uint16_t *set; /* of each pattern: its set, see shape.h */
	double in_set[IV_SHAPE_SETS + 1]; /* matches of each set */
	double *gate; /* of each pattern: how far it may be a match at all, by what an expert would guess */
};

/* Cells, and what of each state was not compared. */
static void prepare(struct fit *f)
{
	const struct iv_shape *s = f->shape;
	size_t n = 0;
	for (size_t i = 0; i < f->counts->n; i++) {
		const struct iv_shape_count *c = &f->counts->count[i];
		f->from[i] = n;
		for (size_t k = 0; k < s->n; k++) {
			unsigned state = iv_shape_state(&s->field[k], c->pattern);
			if (!state)
				continue;
			unsigned cell = iv_mixture_side(s, k, c->pattern) * IV_SHAPE_STATES + state;
			f->cell[n++] = (uint16_t)(k * IV_MIXTURE_CELLS + cell);
			f->rest[k][cell] -= (double)c->pairs;
			if (cell >= IV_SHAPE_STATES && s->field[k].known[1] <= 0) /* then those of the other side are all pairs */
				f->rest[k][state] -= (double)c->pairs;
		}
	}
	f->from[f->counts->n] = n;
	for (size_t k = 0; k < s->n; k++)
		for (unsigned cell = 0; cell < IV_MIXTURE_CELLS; cell++) {
			unsigned side = cell / IV_SHAPE_STATES, state = cell % IV_SHAPE_STATES;
			if (state && state < s->field[k].states)
				f->rest[k][cell] += s->field[k].chance[side][state] * s->field[k].known[side];
			f->rest[k][cell] = fmax(f->rest[k][cell], 0);
		}
}

/* What each state adds to the odds that an expert would give. */
static void guess_odds(const struct iv_shape *s, double odds[IV_SHAPE_FIELDS][IV_MIXTURE_CELLS])
{
	for (size_t k = 0; k < s->n; k++) {
		const struct iv_shape_field *d = &s->field[k];
		for (unsigned cell = 0; cell < IV_MIXTURE_CELLS; cell++) {
			unsigned side = cell / IV_SHAPE_STATES, state = cell % IV_SHAPE_STATES;
			if (!state || state >= d->states)
				continue;
			double match = d->level[d->level_of[state]].prior * d->mass[state], chance = d->chance[d->known[1] > 0 && side][state];
			odds[k][cell] = log2(fmax(match, 1e-9) / fmax(chance, 1e-9));
		}
	}
}

/* A pattern that an expert would call hopeless teaches nothing about matches: there are so many pairs of these that a small error in what is
 * expected by chance would pass for matches, and the model would run away with it. */
static void set_gates(struct fit *f)
{
	const struct iv_shape *s = f->shape;
	double guess[IV_SHAPE_FIELDS][IV_MIXTURE_CELLS] = { 0 };
	double before = log2(FIRST_MATCHES * (double)s->records / fmax(s->pairs, 1));
	guess_odds(s, guess);
	for (size_t i = 0; i < f->counts->n; i++) {
		double odds = before;
		for (const uint16_t *cell = f->cell + f->from[i]; cell < f->cell + f->from[i + 1]; cell++)
			odds += guess[*cell / IV_MIXTURE_CELLS][*cell % IV_MIXTURE_CELLS];
		f->gate[i] = 1 / (1 + exp2(-(odds + HOPELESS)));
	}
}

/* Gives each state its part of its level's share. */
static void spread(const struct iv_shape_field *d, const double *level, const double *mass, double *share)
{
	for (unsigned s = 1; s < d->states; s++)
		share[s] = fmax(level[d->level_of[s]] * mass[s], 1e-12);
}

/* A field whose agreement families share, in levels that say nothing of the person. */
static bool is_shared(const struct iv_shape_field *d)
{
	bool family = false;
	for (unsigned l = 1; l < d->levels; l++)
		if (d->level[l].sense & IV_SENSE_FAMILY) {
			family = true;
			if (d->level[l].sense & IV_SENSE_PERSON)
				return false;
		}
	return family;
}

/* Families share the family levels with probability p; within those and within the others all is as by chance. */
static void mixed_household(const struct iv_shape_field *d, const double *chance, double p, double *share)
{
	double sum[2] = { 0 };
	for (unsigned s = 1; s < d->states; s++)
		sum[(d->level[d->level_of[s]].sense & IV_SENSE_FAMILY) != 0] += chance[s];
	for (unsigned s = 1; s < d->states; s++) {
		bool family = d->level[d->level_of[s]].sense & IV_SENSE_FAMILY;
		share[s] = fmax((family ? p : 1 - p) * chance[s] / fmax(sum[family], 1e-300), 1e-12);
	}
}

/* As by chance, but for twins. */
static void personal_household(const struct iv_shape_field *d, const double *chance, const double *mass, double *share)
{
	for (unsigned s = 1; s < d->states; s++) {
		const struct iv_shape_level *l = &d->level[d->level_of[s]];
		share[s] = chance[s];
		if (l->sense & IV_SENSE_TWIN)
			share[s] = (1 - TWINS) * share[s] + TWINS * mass[s];
	}
}

/* What chance pairs have where the parent agrees: as others have, and a little as matches. */
static double guess_chance(const struct iv_shape_field *d, unsigned s)
{
	return 0.999 * d->chance[0][s] + 0.001 * d->level[d->level_of[s]].prior * d->mass[s];
}

/* The shares of one field, on one side, from the pairs that fell to each kind. Without any pairs they are the guess. */
static void learn_field(struct fit *f, size_t k, unsigned side)
{
	const struct iv_shape_field *d = &f->shape->field[k];
	const double(*got)[IV_PAIR_KINDS] = f->got[k] + side * IV_SHAPE_STATES;
	/* Where nothing is known of chance it is learned as matches are. */
	double blind = side && d->known[1] <= 0 ? BLIND : 0;
	double level[IV_PAIR_KINDS][IV_SHAPE_LEVELS] = { 0 }, sum[IV_PAIR_KINDS] = { 0 }, chance_level[IV_SHAPE_LEVELS] = { 0 }, both[IV_SHAPE_STATES], both_level[IV_SHAPE_LEVELS] = { 0 };
	double *share[IV_PAIR_KINDS], mass[IV_SHAPE_STATES], chance = 0, family = 0;
	for (int q = 0; q < IV_PAIR_KINDS; q++)
		share[q] = f->m->share[q][k][side];
	for (unsigned s = 1; s < d->states; s++) {
		unsigned l = d->level_of[s];
		for (int q = 0; q < IV_PAIR_KINDS; q++) {
			level[q][l] += got[s][q];
			sum[q] += got[s][q];
		}
		both[s] = f->got[k][s][IV_PAIR_MATCH] + f->got[k][IV_SHAPE_STATES + s][IV_PAIR_MATCH];
		both_level[l] += both[s];
		if (d->level[l].sense & IV_SENSE_FAMILY)
			family += got[s][IV_PAIR_HOUSEHOLD];
	}
	for (unsigned s = 1; s < d->states; s++) {
		double rest = f->rest[k][side * IV_SHAPE_STATES + s]; /* not compared */
		share[IV_PAIR_CHANCE][s] = blind > 0 ? fmax(got[s][IV_PAIR_CHANCE] + blind * guess_chance(d, s), 1e-9) : fmax(got[s][IV_PAIR_CHANCE] + rest, LEAST) + MEASURED * d->chance[side][s];
		if (d->expected[s] > 0)
			share[IV_PAIR_CHANCE][s] += EXPECTED * (d->expected[s] - share[IV_PAIR_CHANCE][s]);
		chance += share[IV_PAIR_CHANCE][s];
	}
	for (unsigned s = 1; s < d->states; s++) {
		unsigned l = d->level_of[s];
		share[IV_PAIR_CHANCE][s] /= chance;
		chance_level[l] += share[IV_PAIR_CHANCE][s];
		mass[s] = (both[s] + SPREAD * d->mass[s]) / (both_level[l] + SPREAD);
	}
	for (unsigned l = 1; l < d->levels; l++) {
		f->m->support[k][l] = side ? f->m->support[k][l] + level[IV_PAIR_MATCH][l] : level[IV_PAIR_MATCH][l];
		level[IV_PAIR_MATCH][l] = (level[IV_PAIR_MATCH][l] + GUESS * d->level[l].prior) / (sum[IV_PAIR_MATCH] + GUESS);
		level[IV_PAIR_HOUSEHOLD][l] = (level[IV_PAIR_HOUSEHOLD][l] + GUESS * 0.5 * (d->level[l].prior + chance_level[l])) / (sum[IV_PAIR_HOUSEHOLD] + GUESS);
	}
	spread(d, level[IV_PAIR_MATCH], mass, share[IV_PAIR_MATCH]);
	bool any = false;
	for (unsigned l = 1; l < d->levels; l++)
		any |= (d->level[l].sense & IV_SENSE_FAMILY) != 0;
	if (!any)
		personal_household(d, share[IV_PAIR_CHANCE], mass, share[IV_PAIR_HOUSEHOLD]);
	else if (is_shared(d))
		spread(d, level[IV_PAIR_HOUSEHOLD], mass, share[IV_PAIR_HOUSEHOLD]);
	else
		mixed_household(d, share[IV_PAIR_CHANCE], (family + 0.5 * GUESS) / (sum[IV_PAIR_HOUSEHOLD] + GUESS), share[IV_PAIR_HOUSEHOLD]);
}

static void learn(struct fit *f)
{
	for (size_t k = 0; k < f->shape->n; k++) {
		learn_field(f, k, 0);
		if (f->shape->field[k].parent != IV_SHAPE_ALONE)
			learn_field(f, k, 1);
	}
}

static void ratios(struct fit *f)
{
	for (size_t k = 0; k < f->shape->n; k++)
		for (unsigned cell = 0; cell < IV_MIXTURE_CELLS; cell++) {
			unsigned side = cell / IV_SHAPE_STATES, s = cell % IV_SHAPE_STATES;
			double chance = f->m->share[IV_PAIR_CHANCE][k][side][s];
			for (int q = 0; q < IV_PAIR_CHANCE; q++)
				f->ratio[k][cell][q] = chance > 0 ? f->m->share[q][k][side][s] / chance : 1;
		}
}

/* Which kind each pattern's pairs are of. Judged pairs are what they were judged to be. */
static void expect(struct fit *f)
{
	ratios(f);
	memset(f->got, 0, sizeof f->got);
	memset(f->total, 0, sizeof f->total);
	memset(f->in_set, 0, sizeof f->in_set);
	double prior[2] = { f->m->pairs[IV_PAIR_MATCH] / f->m->pairs[IV_PAIR_CHANCE], f->m->pairs[IV_PAIR_HOUSEHOLD] / f->m->pairs[IV_PAIR_CHANCE] };
	for (size_t i = 0; i < f->counts->n; i++) {
		const struct iv_shape_count *c = &f->counts->count[i];
		const uint16_t *from = f->cell + f->from[i], *to = f->cell + f->from[i + 1];
		double match = prior[0] * f->m->set[f->set[i]], household = prior[1];
		for (const uint16_t *cell = from; cell < to; cell++) {
			const double *ratio = f->ratio[*cell / IV_MIXTURE_CELLS][*cell % IV_MIXTURE_CELLS];
			match *= ratio[0];
			household *= ratio[1];
		}
		/* A hopeless pattern's matches are counted, as far as the model holds it possible, and teach nothing. */
		double open = (double)(c->pairs - c->must - c->never), all = open * match / (match + household + 1);
		match *= f->gate[i];
		double sum = match + household + 1;
		double two = (open + (double)c->never * sum / (household + 1)) / sum;
		double part[IV_PAIR_KINDS] = { (double)c->must + open * match / sum, two * household, two };
		f->in_set[f->set[i]] += (double)c->must + all;
		for (const uint16_t *cell = from; cell < to; cell++)
			for (int q = 0; q < IV_PAIR_KINDS; q++)
				f->got[*cell / IV_MIXTURE_CELLS][*cell % IV_MIXTURE_CELLS][q] += part[q];
		f->total[IV_PAIR_MATCH] += (double)c->must + all;
		f->total[IV_PAIR_HOUSEHOLD] += part[IV_PAIR_HOUSEHOLD];
	}
}

/* Matches of each set over those there would be if what is missing said nothing. */
static void settle_sets(struct fit *f)
{
	double odds = f->m->pairs[IV_PAIR_MATCH] / f->m->pairs[IV_PAIR_CHANCE];
	for (size_t i = 0; i < f->shape->sets; i++)
		f->m->set[i] = (f->in_set[i] + SET) / (odds * f->shape->set[i].pairs + SET);
	for (size_t i = f->shape->sets; i <= IV_SHAPE_SETS; i++)
		f->m->set[i] = 1;
}

/* Takes the new numbers of pairs; true when they are the old ones. */
static bool settle(struct fit *f)
{
	double records = (double)f->shape->records;
	double match = fmax(f->total[IV_PAIR_MATCH], 1), household = (f->total[IV_PAIR_HOUSEHOLD] + FEW) / (1 + FEW / (FIRST_HOUSEHOLDS * records + 1));
	double *pairs = f->m->pairs;
	bool same = fabs(match - pairs[IV_PAIR_MATCH]) <= 1e-4 * match && fabs(household - pairs[IV_PAIR_HOUSEHOLD]) <= 1e-3 * household + 0.1;
	pairs[IV_PAIR_MATCH] = match;
	pairs[IV_PAIR_HOUSEHOLD] = household;
	pairs[IV_PAIR_CHANCE] = fmax(f->shape->pairs - match - household, 1);
	return same;
}

void iv_mixture_fit(const struct iv_shape *shape, const struct iv_shape_counts *counts, struct iv_mixture *out)
{
	*out = (struct iv_mixture){ .scale = 1 };
	struct fit *f = iv_zalloc(sizeof *f);
	*f = (struct fit){ .shape = shape, .counts = counts, .m = out, .cell = iv_alloc((counts->n * shape->n + 1) * sizeof *f->cell) };
	f->from = iv_alloc((counts->n + 1) * sizeof *f->from);
	f->gate = iv_alloc((counts->n + 1) * sizeof *f->gate);
	f->set = iv_alloc((counts->n + 1) * sizeof *f->set);
	for (size_t i = 0; i < counts->n; i++)
		f->set[i] = (uint16_t)iv_shape_set_of(shape, counts->count[i].pattern);
	prepare(f);
	set_gates(f);
	learn(f);
	f->total[IV_PAIR_MATCH] = FIRST_MATCHES * (double)shape->records;
	f->total[IV_PAIR_HOUSEHOLD] = FIRST_HOUSEHOLDS * (double)shape->records;
	settle(f);
	for (size_t i = 0; i <= IV_SHAPE_SETS; i++)
		out->set[i] = 1;
	while (!out->converged && out->rounds < ROUNDS) {
		expect(f);
		learn(f);
		out->converged = settle(f);
		settle_sets(f);
		out->rounds++;
	}
	iv_mixture_judged(shape, counts, out);
	free(f->cell);
	free(f->from);
	free(f->gate);
	free(f->set);
	free(f);
}
