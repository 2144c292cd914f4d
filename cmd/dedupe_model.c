/* SPDX-License-Identifier: MIT
 * What is to be said of the model: how far it may be trusted, in words, in --stats and, when there is doubt, as a warning. */
#include "dedupe_model.h"

#include "base/num.h"
#include "match/expect.h"
#include "match/use.h"

static void add_number(struct iv_buf *out, const char *key, double value, int decimals)
{
	struct iv_buf b = { 0 };
	iv_num_add_double(&b, value, decimals);
	iv_json_member_raw(out, key, iv_buf_str(&b));
	iv_buf_release(&b);
}

static void add_starved(const struct dedupe *d, struct iv_buf *out)
{
	struct iv_match_starved starved[IV_MATCH_STARVED];
	size_t n = iv_match_starved(&d->match, starved);
	iv_json_member_raw(out, "starved", IV_STR("["));
	for (size_t i = 0; i < n; i++) {
		iv_json_comma(out);
		iv_buf_addc(out, '{');
		iv_json_member_text(out, "field", iv_str_of(starved[i].field));
		iv_json_member_text(out, "level", iv_str_of(starved[i].level));
		add_number(out, "support", starved[i].support, 1);
		iv_json_member_int(out, "pairs", (int64_t)starved[i].pairs);
		iv_buf_addc(out, '}');
	}
	iv_buf_addc(out, ']');
}

/* The names of the fields of which that became. */
static size_t list_fields(const struct dedupe *d, const enum iv_match_use *use, enum iv_match_use what, const char **name)
{
	const struct iv_shape *s = &d->match.frame.shape;
	size_t n = 0;
	for (size_t k = 0; k < s->n; k++)
		if (use[k] == what)
			name[n++] = s->field[k].name;
	return n;
}

static void add_list(const struct dedupe *d, const char *key, const enum iv_match_use *use, enum iv_match_use what, struct iv_buf *out)
{
	const char *name[IV_SHAPE_FIELDS];
	size_t n = list_fields(d, use, what, name);
	iv_json_member_raw(out, key, IV_STR("["));
	for (size_t i = 0; i < n; i++) {
		iv_json_comma(out);
		iv_json_quote(out, iv_str_of(name[i]));
	}
	iv_buf_addc(out, ']');
}

void dedupe_model_stats(const struct dedupe *d, struct iv_buf *stats)
{
	const struct iv_mixture *x = &d->match.mixture;
	const struct iv_mixture_expected *e = &d->match.expected;
	struct iv_buf b = { 0 };
	iv_buf_addc(&b, '{');
	if (d->settings.learned)
		iv_json_member_int(&b, "learned_from", (int64_t)d->learned.records);
	iv_json_member_int(&b, "rounds", x->rounds);
	iv_json_member_raw(&b, "converged", iv_str_of(x->converged ? "true" : "false"));
	add_number(&b, "threshold", d->match.threshold / 1000.0, 3);
	add_number(&b, "matches", e->right + e->missed, 1);
	if (!d->settings.learned)
		add_number(&b, "households", x->pairs[IV_PAIR_HOUSEHOLD], 1);
	add_number(&b, "wrong", e->wrong, 1);
	add_number(&b, "deviation", e->deviation, 1);
	add_number(&b, "missed", e->missed, 1);
	iv_json_member_int(&b, "grown", (int64_t)d->match.crowd.grown);
	add_starved(d, &b);
	if (d->cli->common->stats) {
		enum iv_match_use use[IV_SHAPE_FIELDS];
		iv_match_use(&d->match, d->settings.threads, use);
		add_list(d, "absent", use, IV_USE_ABSENT, &b);
		add_list(d, "apart", use, IV_USE_APART, &b);
	}
	iv_buf_addc(&b, '}');
	iv_json_member_raw(stats, "model", iv_buf_str(&b));
	iv_buf_release(&b);
}

void dedupe_model_words(const struct dedupe *d, struct iv_arena *a, struct iv_show_matching *m)
{
	struct iv_match_starved starved[IV_MATCH_STARVED];
	const struct iv_mixture_expected *e = &d->match.expected;
	m->starved_n = iv_match_starved(&d->match, starved);
	const char **name = iv_arena_alloc(a, (m->starved_n + 1) * sizeof *name);
	for (size_t i = 0; i < m->starved_n; i++)
		name[i] = iv_arena_fmt(a, "%s %s", starved[i].field, starved[i].level).p;
	m->starved = name;
	const char **absent = iv_arena_alloc(a, 2 * IV_SHAPE_FIELDS * sizeof *absent), **apart = absent + IV_SHAPE_FIELDS;
	enum iv_match_use use[IV_SHAPE_FIELDS];
	iv_match_use(&d->match, d->settings.threads, use);
	m->absent = absent;
	m->absent_n = list_fields(d, use, IV_USE_ABSENT, absent);
	m->apart = apart;
	m->apart_n = list_fields(d, use, IV_USE_APART, apart);
	m->estimated = true;
	m->wrong = e->wrong;
	m->wrong_error = e->deviation;
	m->missed = e->missed;
	m->threshold = d->match.threshold / 1000.0;
	m->learned = d->settings.learned ? d->learned.records : 0;
	m->grown = d->match.crowd.grown;
	m->grown_blocks = iv_match_grown(&d->match);
	m->diverged = !d->match.mixture.converged;
}

/* Levels stand in the report; a warning is worth a whole field. */
static void add_fields(const struct dedupe *d, struct iv_buf *out)
{
	struct iv_match_starved starved[IV_MATCH_STARVED];
	size_t n = iv_match_starved(&d->match, starved);
	for (size_t i = 0; i < n; i++)
		if (starved[i].whole && (!i || starved[i].field != starved[i - 1].field))
			iv_buf_addf(out, "%s%s", out->n ? ", " : "", starved[i].field);
}

/* Where the records say little (a name and nothing else), so many links are guesses that it must not be read in a report only. */
static void remark_guesses(const struct dedupe *d)
{
	enum { MANY = 100 };
	static const double GUESSED = 0.05;
	const struct iv_mixture_expected *e = &d->match.expected;
	struct iv_err remark;
	if (e->links < MANY || e->wrong < GUESSED * e->links)
		return;
	iv_err_set(&remark, IV_OK, "guesses", "%.0f of %.0f links are expected to be two people: the records say too little to tell; --max-false-merge joins fewer", e->wrong, e->links);
	iv_cli_remark(d->cli, &remark);
}

void dedupe_model_remark(const struct dedupe *d)
{
	struct iv_err remark;
	struct iv_buf fields = { 0 };
	remark_guesses(d);
	add_fields(d, &fields);
	if (!d->match.mixture.converged)
		iv_err_set(&remark, IV_OK, "model", "the model did not settle in %d rounds; take its probabilities with care", d->match.mixture.rounds);
	else
		iv_err_set(&remark, IV_OK, "model", "hardly a match shows what it is worth that these fields agree or differ, and an expert's guess stands there: %s", iv_buf_text(&fields));
	if (!d->match.mixture.converged || fields.n)
		iv_cli_remark(d->cli, &remark);
	iv_buf_release(&fields);
}
