/* SPDX-License-Identifier: MIT
 * Exact sums over values first, then samples of pairs for the rest. */
#include "match/measure.h"

#include <stdlib.h>

#include "base/parallel.h"
#include "match/sort.h"

/* Pairs drawn from all records; pairs drawn from those whose parent agrees; in tasks of so many. */
enum { DRAWN = 1 << 18, DRAWN_ALIKE = 1 << 16, DRAWN_TASK = 1 << 12, GUESSED = 100 };
enum { AHEAD = 4 }; /* how many pairs ahead what is needed is fetched */

static const double PLACE_WITHIN = 0.2; /* a guess: of two who live in one place, those who also share a place within it */

typedef uint64_t tally[IV_SHAPE_FIELDS][2][IV_SHAPE_STATES];

struct measure {
	struct iv_match_frame *f;
	uint32_t *record; /* the parts that are records */
	size_t records;
	double filled[IV_SHAPE_FIELDS]; /* records that have a value */
	double same, sound; /* pairs of records of one name, and of names of one sound */
	double exact[IV_SHAPE_FIELDS][3]; /* share of pairs on levels 1 and 2, counted; below 0: not known */
	double weight; /* what a drawn pair is worth: less than 1 where there are fewer pairs than are drawn */
	double imagined; /* share of the pairs that few records only stand for */
	double guessed; /* how many pairs a guess is worth: more where few records stand for more */
	double spread[IV_SHAPE_FIELDS][IV_SHAPE_STATES]; /* how chance agreements of a level fall on its states */
};

/* ---- exact sums ---- */

static uint64_t mix(uint64_t x)
{
	x = (x ^ x >> 31) * 0x9E3779B97F4A7C15u;
	x = (x ^ x >> 29) * 0xBF58476D1CE4E5B9u;
	return x ^ x >> 32;
}

static double pairs_of(double n)
{
	return n * (n - 1) / 2;
}

static void measure_column(struct measure *w, size_t k)
{
	const struct iv_match_column *c = &w->f->m->column[k];
	size_t field = IV_FIELD_FIXED + k, first = w->f->first[field][1], states = w->f->first[field][2] - first;
	double filled = w->filled[field] = (double)w->f->crowd->filled[k], agree = 0;
	for (size_t v = 1; v < c->n; v++) {
		double n = c->value[v].records;
		size_t s = first + (c->value[v].band < states ? c->value[v].band : states - 1);
		agree += pairs_of(n);
		w->spread[field][s] += n * n;
		w->f->shape.field[field].mass[s] += n;
	}
	w->exact[field][1] = filled > 0 ? agree / pairs_of(filled * w->f->crowd->among) : 0;
}

static void measure_births(struct measure *w)
{
	const struct iv_match_crowd *c = w->f->crowd;
	double agree = 0;
	w->filled[IV_FIELD_BIRTH] = (double)c->births;
	for (size_t d = 0; d < c->days; d++) {
		double n = c->born[d];
		size_t s = w->f->first[IV_FIELD_BIRTH][IV_BIRTH_SAME] + iv_match_band_day(c, c->first + (int32_t)d);
		agree += pairs_of(n);
		w->spread[IV_FIELD_BIRTH][s] += n * n;
		w->f->shape.field[IV_FIELD_BIRTH].mass[s] += n;
	}
	w->exact[IV_FIELD_BIRTH][1] = c->births ? agree / pairs_of((double)c->births * c->among) : 0;
}

/* Pairs of records whose names have the same key. */
static double equal_names(const struct measure *w, const uint32_t *records, bool exact)
{
	const struct iv_match_names *d = &w->f->m->names;
	struct iv_match_items by = { 0 };
	double pairs = 0;
	bool ordered = true; /* names stand in order of their sounds */
	for (size_t i = 0; i < d->n; i++) {
		if (d->name[i].flags & (IV_NAME_PARTIAL | IV_NAME_LOST))
			continue;
		iv_match_items_add(&by, exact ? d->name[i].exact : d->name[i].whole, records[i]);
		ordered &= by.n == 1 || by.item[by.n - 2].key <= by.item[by.n - 1].key;
	}
	if (!ordered)
		iv_match_sort(&by);
	for (size_t i = 0, end; i < by.n; i = end) {
		double n = 0;
		for (end = i; end < by.n && by.item[end].key == by.item[i].key; end++)
			n += (double)by.item[end].value;
		pairs += n > 1 ? pairs_of(n) : 0;
	}
	iv_match_items_release(&by);
	return pairs;
}

static void count_equal_names(struct measure *w)
{
	const struct iv_match_people *m = w->f->m;
	uint32_t *records = iv_zalloc((m->names.n + 1) * sizeof *records);
	for (size_t i = 0; i < w->records; i++)
		if (iv_match_row(m, w->record[i])->name != IV_NAME_NONE)
			records[iv_match_row(m, w->record[i])->name]++;
	w->same = equal_names(w, records, true);
	w->sound = equal_names(w, records, false);
	free(records);
}

/* A name is met among matches as often as it is found, among chance pairs as often as that and as others have it. */
static void measure_names(struct measure *w)
{
	static const double word_share[IV_BANDS_WORD] = { 0.06, 0.01, 0.001 }; /* of a word in each band, roughly */
	const struct iv_match_frame *f = w->f;
	struct iv_shape_field *field = &w->f->shape.field[IV_FIELD_NAME];
	double *spread = w->spread[IV_FIELD_NAME];
	for (size_t i = 0; i < w->records; i++) {
		uint32_t name = iv_match_row(f->m, w->record[i])->name;
		w->filled[IV_FIELD_GENDER] += iv_match_row(f->m, w->record[i])->gender != 0;
		if (name == IV_NAME_NONE)
			continue;
		w->filled[IV_FIELD_NAME]++;
		const struct iv_match_name_crowd *c = &f->crowd->name[name];
		for (unsigned level = 1; level < field->levels; level++) {
			unsigned states = (level + 1 < field->levels ? f->first[IV_FIELD_NAME][level + 1] : field->states) - f->first[IV_FIELD_NAME][level];
			unsigned word = level == IV_NAME_GIVEN ? c->given_band : c->family_band;
			unsigned band = states == IV_BANDS_NAME ? c->band : states == IV_BANDS_NAME / 2 ? c->band / 2 : states > 1 ? word : 0;
			unsigned s = f->first[IV_FIELD_NAME][level] + band;
			field->mass[s]++;
			spread[s] += states > IV_BANDS_WORD ? c->share : states > 1 ? word_share[word] : 1;
		}
	}
}

/* Pairs of records that hold one identifier, of those that hold any of its type. */
static void measure_idents(struct measure *w)
{
	static const uint8_t fields[IV_ID_SUPERSEDES] = { IV_FIELD_PHONE, IV_FIELD_LANDLINE, IV_FIELD_EMAIL, IV_FIELD_IDS };
	const struct iv_match_crowd *c = w->f->crowd;
	for (int t = 0; t < IV_ID_SUPERSEDES; t++) {
		double all = c->holders[t] ? pairs_of((double)c->holders[t] * c->among) : 1;
		w->filled[fields[t]] = (double)c->holders[t];
		w->exact[fields[t]][1] = (double)c->shared[t][0] / all;
		if (t != IV_ID_OTHER)
			w->exact[fields[t]][2] = (double)c->shared[t][1] / all;
	}
}

static void measure_idno(struct measure *w)
{
	struct iv_match_items l = { 0 };
	double agree = 0;
	for (size_t i = 0; i < w->records; i++)
		if (iv_match_row(w->f->m, w->record[i])->idno)
			iv_match_items_add(&l, iv_match_row(w->f->m, w->record[i])->idno, 0);
	iv_match_sort(&l);
	for (size_t i = 0, end; i < l.n; i = end) {
		end = iv_match_items_end(&l, i);
		agree += pairs_of((double)(end - i));
	}
	w->filled[IV_FIELD_IDNO] = (double)l.n;
	w->exact[IV_FIELD_IDNO][1] = l.n ? agree / pairs_of((double)l.n * w->f->crowd->among) : 0;
	iv_match_items_release(&l);
}

/* Each of these writes only what is its field's, in an order that is its own. The longest come first. */
enum { EXACT_NAMES, EXACT_EQUAL, EXACT_SETS, EXACT_IDNO, EXACT_BIRTHS, EXACT_IDENTS, EXACT_COLUMNS };

static void exact_task(void *ctx, size_t number, unsigned worker)
{
	struct measure *w = ctx;
	(void)worker;
	switch (number) {
	case EXACT_IDENTS:
		measure_idents(w);
		break;
	case EXACT_NAMES:
		measure_names(w);
		break;
	case EXACT_EQUAL:
		count_equal_names(w);
		break;
	case EXACT_SETS:
		iv_match_measure_sets(w->f);
		break;
	case EXACT_IDNO:
		measure_idno(w);
		break;
	case EXACT_BIRTHS:
		measure_births(w);
		break;
	default:
		measure_column(w, number - EXACT_COLUMNS);
	}
}

/* ---- samples ---- */

struct drawing {
	const struct measure *w;
	const struct iv_match_items *group; /* NULL: all records; else by the value that is to agree, then record */
	size_t parent; /* the field of that value */
	uint64_t seed;
	size_t drawn;
	tally *sum; /* of each task */
};

/* Of pairs drawn at random, fields whose parent does not agree; of pairs drawn by a parent, its children. */
static void note(const struct drawing *d, uint64_t pattern, tally sum)
{
	const struct iv_shape *shape = &d->w->f->shape;
	for (size_t k = 0; k < shape->n; k++) {
		const struct iv_shape_field *f = &shape->field[k];
		const struct iv_shape_field *parent = f->parent == IV_SHAPE_ALONE ? NULL : &shape->field[f->parent];
		bool agrees = parent && parent->level[iv_shape_level(parent, pattern)].sense & IV_SENSE_AGREES;
		if (d->group ? parent && f->parent == d->parent : !agrees)
			sum[k][d->group != NULL][iv_shape_state(f, pattern)]++;
	}
}

/* The other one of a pair: any record, or one of the same group. */
static uint32_t draw(const struct drawing *d, uint64_t number, uint32_t *other)
{
	uint64_t x = mix(d->seed + 2 * number), y = mix(d->seed + 2 * number + 1);
	if (!d->group) {
		*other = d->w->record[y % d->w->records];
		return d->w->record[x % d->w->records];
	}
	size_t at = x % d->group->n;
	uint64_t key = d->group->item[at].key;
	size_t from = iv_match_items_first(d->group, key), to = key == UINT64_MAX ? d->group->n : iv_match_items_first(d->group, key + 1);
	*other = (uint32_t)d->group->item[from + y % (to - from)].value;
	return (uint32_t)d->group->item[at].value;
}

/* Two records of one name tell nothing of what namesakes of the given name have in common: they are mostly one person. */
static bool same_name(const struct drawing *d, uint32_t a, uint32_t b)
{
	const struct iv_match_name *x = iv_match_name_of(d->w->f->m, a), *y = iv_match_name_of(d->w->f->m, b);
	return d->group && d->parent == IV_FIELD_NAME && x && y && x->whole == y->whole;
}

/* The pairs are drawn first, so that what comparing needs of them is fetched some pairs ahead. */
static void draw_task(void *ctx, size_t number, unsigned worker)
{
	struct drawing *d = ctx;
	(void)worker;
	uint32_t pair[DRAWN_TASK][2];
	size_t from = number * DRAWN_TASK, n = from + DRAWN_TASK < d->drawn ? DRAWN_TASK : d->drawn - from;
	for (size_t i = 0; i < n; i++)
		pair[i][0] = draw(d, from + i, &pair[i][1]);
	for (size_t i = 0; i < n; i++) {
		for (int step = 0; step < IV_COMPARE_STEPS; step++) {
			size_t ahead = i + AHEAD * (size_t)(IV_COMPARE_STEPS - step);
			for (int side = 0; side < 2 && ahead < n; side++)
				iv_match_compare_fetch(d->w->f, pair[ahead][side], step ? pair[ahead][!side] : IV_MATCH_NONE, step);
		}
		if (pair[i][0] != pair[i][1] && !same_name(d, pair[i][0], pair[i][1]))
			note(d, iv_match_compare(d->w->f, pair[i][0], pair[i][1], true), d->sum[number]);
	}
}

static void draw_pairs(const struct measure *w, const struct iv_match_items *group, size_t parent, size_t drawn, tally sum, unsigned threads)
{
	size_t tasks = (drawn + DRAWN_TASK - 1) / DRAWN_TASK;
	struct drawing d = { .w = w, .group = group, .parent = parent, .seed = mix(parent + 1), .drawn = drawn };
	d.sum = iv_zalloc(tasks * sizeof *d.sum);
	iv_parallel(threads, tasks, draw_task, &d);
	for (size_t t = 0; t < tasks; t++)
		for (size_t k = 0; k < w->f->shape.n; k++)
			for (int i = 0; i < 2; i++)
				for (size_t s = 0; s < IV_SHAPE_STATES; s++)
					sum[k][i][s] += d.sum[t][k][i][s];
	free(d.sum);
}

/* ---- both together ---- */

/* Shares of one condition from counts, of which each is worth `weight` pairs; levels whose share is known take that. A sample of few pairs says
 * little, so an expert's guess counts as `guessed` more. */
static void set_chance(struct measure *w, size_t k, int given, const uint64_t *count, const double exact[3], double weight, double guessed)
{
	struct iv_shape_field *f = &w->f->shape.field[k];
	double level[IV_SHAPE_LEVELS] = { 0 }, open = 0, left = 1;
	for (size_t s = 1; s < f->states; s++)
		level[f->level_of[s]] += (double)count[s] * weight;
	for (size_t l = 1; l < f->levels; l++) {
		double guess = w->f->chance[k][l];
		level[l] += guessed * (l == 1 && given && k >= IV_FIELD_FIXED && guess < PLACE_WITHIN ? PLACE_WITHIN : guess);
		if (l < 3 && exact[l] >= 0)
			left -= exact[l];
		else
			open += level[l];
	}
	for (size_t l = 1; l < f->levels; l++) {
		level[l] = l < 3 && exact[l] >= 0 ? exact[l] : level[l] / open * (left > 0 ? left : 0);
		level[l] += w->imagined * w->f->chance[k][l];
	}
	for (size_t s = 1; s < f->states; s++)
		f->chance[given][s] = level[f->level_of[s]] * w->spread[k][s];
}

/* Where agreement on the child is counted over all pairs, neither condition can have more of it than that. */
static double at_most(const struct iv_shape_field *f, const uint64_t *count, double agree, double part)
{
	double seen = 0, same = 0;
	for (size_t s = 1; s < f->states; s++) {
		seen += (double)count[s];
		same += f->level_of[s] == 1 ? (double)count[s] : 0;
	}
	double share = (same + 0.5) / (seen + 1), most = part > 0 ? agree / part : 1;
	return share < most ? share : most;
}

/* Namesakes that chance brings about, the same in letters or in sound only as often as those that were counted. */
static void expect_namesakes(struct measure *w)
{
	struct iv_shape_field *f = &w->f->shape.field[IV_FIELD_NAME];
	double *exact = w->exact[IV_FIELD_NAME], records = w->filled[IV_FIELD_NAME] * w->f->crowd->among;
	if (w->filled[IV_FIELD_NAME] > 0) {
		exact[IV_NAME_SAME] = w->same / pairs_of(records);
		exact[IV_NAME_SOUND] = (w->sound > w->same ? w->sound - w->same : 0) / pairs_of(records);
	}
	double both = exact[IV_NAME_SAME] + exact[IV_NAME_SOUND];
	for (size_t s = 1; s < f->states; s++)
		if (f->level_of[s] == IV_NAME_SAME || f->level_of[s] == IV_NAME_SOUND)
			f->expected[s] = both > 0 ? w->spread[IV_FIELD_NAME][s] * records / 2 * exact[f->level_of[s]] / both : 0;
}

/* Each state's part of its level. */
static void finish_spread(struct measure *w)
{
	for (size_t k = 0; k < w->f->shape.n; k++) {
		struct iv_shape_field *f = &w->f->shape.field[k];
		double mass[IV_SHAPE_LEVELS] = { 0 }, spread[IV_SHAPE_LEVELS] = { 0 };
		size_t states[IV_SHAPE_LEVELS] = { 0 };
		for (size_t s = 1; s < f->states; s++)
			states[f->level_of[s]]++;
		for (size_t s = 1; s < f->states; s++) {
			double little = 1e-9;
			f->mass[s] = f->mass[s] > 0 ? f->mass[s] : little;
			w->spread[k][s] = w->spread[k][s] > 0 ? w->spread[k][s] : little * little;
			mass[f->level_of[s]] += f->mass[s];
			spread[f->level_of[s]] += w->spread[k][s];
		}
		for (size_t s = 1; s < f->states; s++) {
			f->mass[s] /= mass[f->level_of[s]];
			w->spread[k][s] /= spread[f->level_of[s]];
		}
	}
}

/* Records by what is to agree: the value of a column; of names the given name. They are listed in shares. */
enum { SHARES = 64 };

struct grouping {
	const struct measure *w;
	size_t parent;
	struct iv_match_items share[SHARES];
};

static void group_share(void *ctx, size_t number, unsigned worker)
{
	struct grouping *g = ctx;
	const struct measure *w = g->w;
	size_t end = iv_parallel_share(w->records, SHARES, number + 1);
	(void)worker;
	for (size_t i = iv_parallel_share(w->records, SHARES, number); i < end; i++) {
		const struct iv_match_row *row = iv_match_row(w->f->m, w->record[i]);
		const struct iv_match_name *name = iv_match_name_of(w->f->m, w->record[i]);
		uint64_t key = 0;
		if (g->parent == IV_FIELD_NAME)
			key = name ? name->given : 0;
		else if (row->value[g->parent - IV_FIELD_FIXED]) /* by its hash: numbers depend on the order of the input */
			key = w->f->m->column[g->parent - IV_FIELD_FIXED].value[row->value[g->parent - IV_FIELD_FIXED]].hash | UINT64_C(1) << 32;
		if (key)
			iv_match_items_add(&g->share[number], key, w->record[i]);
	}
}

static void group_by(const struct measure *w, size_t parent, unsigned threads, struct iv_match_items *group)
{
	struct grouping g = { .w = w, .parent = parent };
	struct iv_match_piece piece[SHARES];
	iv_parallel(threads, SHARES, group_share, &g);
	for (size_t i = 0; i < SHARES; i++) {
		piece[i] = (struct iv_match_piece){ g.share[i].item, g.share[i].n };
		group->n += g.share[i].n;
	}
	group->item = iv_vast_alloc((group->n + 1) * sizeof *group->item);
	iv_match_sort_pieces(piece, SHARES, sizeof *group->item, group->item, threads);
	for (size_t i = 0; i < SHARES; i++)
		iv_match_items_release(&g.share[i]);
}

static double group_pairs(const struct iv_match_items *group)
{
	double pairs = 0;
	for (size_t i = 0, end; i < group->n; i = end) {
		end = iv_match_items_end(group, i);
		pairs += pairs_of((double)(end - i));
	}
	return pairs;
}

static double parent_share(const struct iv_shape_field *f)
{
	double share = 0;
	for (size_t s = 1; s < f->states; s++)
		share += f->level[f->level_of[s]].sense & IV_SENSE_AGREES ? f->chance[0][s] : 0;
	return share;
}

static void measure_alike(struct measure *w, size_t parent, const tally all, unsigned threads)
{
	struct iv_match_items group = { 0 };
	tally *sum = iv_zalloc(sizeof *sum);
	group_by(w, parent, threads, &group);
	if (group.n)
		draw_pairs(w, &group, parent, DRAWN_ALIKE, *sum, threads);
	double part = parent_share(&w->f->shape.field[parent]), pairs = group_pairs(&group), weight = pairs < DRAWN_ALIKE ? pairs / DRAWN_ALIKE : 1;
	iv_match_items_release(&group);
	for (size_t k = 0; k < w->f->shape.n; k++) {
		const struct iv_shape_field *f = &w->f->shape.field[k];
		if (f->parent != parent)
			continue;
		double agree = w->exact[k][1], apart[3] = { -1, -1, -1 }, alike[3] = { -1, -1, -1 };
		if (agree >= 0) {
			apart[1] = at_most(f, all[k][0], agree, 1 - part);
			alike[1] = at_most(f, (*sum)[k][1], agree, part);
		}
		set_chance(w, k, 0, all[k][0], apart, w->weight, w->guessed);
		set_chance(w, k, 1, (*sum)[k][1], alike, weight, GUESSED);
	}
	free(sum);
}

/* All pairs that have both values; of a child those whose parent agrees apart. */
static void set_known(struct measure *w)
{
	for (size_t k = 0; k < w->f->shape.n; k++) {
		struct iv_shape_field *f = &w->f->shape.field[k];
		double pairs = w->filled[k] > 0 ? pairs_of(w->filled[k] * w->f->crowd->among) : 0;
		if (f->parent == IV_SHAPE_ALONE) {
			f->known[0] = pairs;
			continue;
		}
		double above = w->filled[f->parent] > 0 ? pairs_of(w->filled[f->parent] * w->f->crowd->among) : 0;
		f->known[1] = (above < pairs ? above : pairs) * parent_share(&w->f->shape.field[f->parent]);
		f->known[0] = pairs - f->known[1];
	}
}

void iv_match_measure(struct iv_match_frame *f, unsigned threads)
{
	struct measure w = { .f = f };
	tally *all = iv_zalloc(sizeof *all);
	w.record = iv_alloc((f->m->n + 1) * sizeof *w.record);
	for (uint32_t p = 0; p < f->m->n; p++)
		if (iv_match_is_record(f->m, p))
			w.record[w.records++] = p;
	for (size_t k = 0; k < IV_SHAPE_FIELDS; k++)
		w.exact[k][1] = w.exact[k][2] = -1;
	iv_parallel(threads, EXACT_COLUMNS + f->m->schema->columns, exact_task, &w);
	expect_namesakes(&w);
	finish_spread(&w);
	double pairs = pairs_of((double)w.records);
	w.weight = pairs < DRAWN ? pairs / DRAWN : 1;
	w.guessed = GUESSED + f->shape.pairs - pairs;
	w.imagined = f->shape.pairs > 0 ? 1 - pairs / f->shape.pairs : 0;
	if (w.records > 1)
		draw_pairs(&w, NULL, IV_SHAPE_ALONE, DRAWN, *all, threads);
	for (size_t k = 0; k < f->shape.n; k++)
		if (f->shape.field[k].parent == IV_SHAPE_ALONE)
			set_chance(&w, k, 0, (*all)[k][0], w.exact[k], w.weight, w.guessed);
	for (size_t k = 0; k < f->shape.n; k++) {
		bool has_child = false;
		for (size_t c = 0; c < f->shape.n; c++)
			has_child |= f->shape.field[c].parent == k;
		if (has_child)
			measure_alike(&w, k, *all, threads);
	}
	set_known(&w);
	free(w.record);
	free(all);
}
