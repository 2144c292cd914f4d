/* SPDX-License-Identifier: MIT
 * ivoc-dedupe --truth: where a field of the records says who they are, how good is the result? */
#include "dedupe_view.h"

#include <stdlib.h>

#include "cli/say.h"
#include "show/truth.h"

int dedupe_truth_field(struct dedupe *d, const char *field, struct iv_err *err)
{
	struct iv_str rest = iv_str_of(field), step;
	while (iv_str_cut(&rest, '.', &step)) {
		if (!step.n || d->truth.steps == DEDUPE_STEPS)
			return iv_err_set(err, IV_WRONG, "usage", "--truth: the name of a field is expected, with at most %d steps", DEDUPE_STEPS);
		d->truth.step[d->truth.steps++] = step;
	}
	return IV_OK;
}

uint64_t dedupe_truth_of(struct dedupe_reader *r, struct iv_str party)
{
	struct iv_str value = iv_json_path(party, r->d->truth.step, r->d->truth.steps);
	if (!value.n || iv_json_type_of(value) == IV_JSON_NULL)
		return IV_TRUTH_UNKNOWN;
	if (iv_json_type_of(value) == IV_JSON_STRING)
		value = iv_json_text(value, &r->arena);
	uint64_t hash = value.n ? iv_hash(value) : IV_TRUTH_UNKNOWN;
	return value.n && hash == IV_TRUTH_UNKNOWN ? IV_TRUTH_UNKNOWN + 1 : hash;
}

/* Of two records of one part the greater truth stands, whichever came first. */
void dedupe_truth_note(struct dedupe *d, uint32_t part, uint64_t entity)
{
	struct dedupe_truth *t = &d->truth;
	if (!t->steps)
		return;
	if (part >= t->cap) {
		size_t before = t->cap;
		t->entity = iv_reserve(t->entity, &t->cap, (size_t)part + 1, sizeof *t->entity);
		memset(t->entity + before, 0, (t->cap - before) * sizeof *t->entity);
	}
	t->entity[part] = entity > t->entity[part] ? entity : t->entity[part];
}

void dedupe_truth_settle(struct dedupe *d, const uint32_t *moved)
{
	if (!d->truth.steps)
		return;
	uint64_t *entity = iv_zalloc((d->people.n + 1) * sizeof *entity);
	for (size_t i = 0; i < d->people.n && i < d->truth.cap; i++)
		entity[moved[i]] = d->truth.entity[i];
	free(d->truth.entity);
	d->truth.entity = entity;
	d->truth.cap = d->people.n + 1;
}

/* Records of persons whose truth is not known count as such; parts that are no such record do not count at all. */
static size_t gather(const struct dedupe *d, uint32_t *cluster, uint64_t *entity)
{
	size_t n = 0;
	for (uint32_t i = 0; i < d->people.n; i++)
		if (dedupe_is_compared(d, i)) {
			cluster[n] = d->match.clusters.of[i];
			entity[n++] = d->truth.entity[i];
		}
	return n;
}

static bool both_known(const struct dedupe *d, uint32_t a, uint32_t b)
{
	return d->truth.entity[a] != IV_TRUTH_UNKNOWN && d->truth.entity[b] != IV_TRUTH_UNKNOWN;
}

static void fill_bands(const struct dedupe *d, struct iv_truth_bands *bands)
{
	for (size_t i = 0; i < d->match.scores.kept_n; i++) {
		const struct iv_match_kept *k = &d->match.scores.kept[i];
		if (!both_known(d, k->a, k->b))
			continue;
		iv_truth_bands_add(bands, dedupe_millionths(iv_match_verdict(&d->match, k)->probability), d->truth.entity[k->a] == d->truth.entity[k->b]);
	}
}

/* The list of pairs has each once for every rule that gives it, one after the other. */
static uint64_t fill_rules(const struct dedupe *d, struct iv_show_truth_rule *rule)
{
	const struct iv_match_blocking *b = &d->match.blocking;
	uint64_t met = 0;
	for (size_t i = 0, next; b->pair && i < b->n; i = next) {
		uint32_t x = iv_match_pair_a(b, b->pair[i]), y = iv_match_pair_b(b, b->pair[i]);
		bool right = both_known(d, x, y) && d->truth.entity[x] == d->truth.entity[y];
		for (next = i; next < b->n && b->pair[next] >> IV_BLOCK_RULE_BITS == b->pair[i] >> IV_BLOCK_RULE_BITS; next++)
			rule[iv_match_pair_rule(b->pair[next])].met += right;
		rule[iv_match_pair_rule(b->pair[i])].alone += right && next == i + 1;
		met += right;
	}
	return met;
}

static void show(const struct dedupe *d, const struct iv_truth_score *score, struct iv_buf *stats, struct iv_buf *report)
{
	struct iv_truth_bands bands = { { 0 }, { 0 }, { 0 } };
	struct iv_show_truth_rule rule[IV_SCHEMA_RULES + 1] = { { { 0 }, 0, 0 } };
	struct iv_show_truth t = { .score = score, .bands = &bands, .rule = rule, .rules = d->schema.rules + 1 };
	struct iv_buf json = { 0 };
	for (unsigned i = 0; i < t.rules; i++)
		rule[i].name = dedupe_rule_name(d, i);
	fill_bands(d, &bands);
	t.met = fill_rules(d, rule);
	iv_show_truth_json(&t, &json);
	iv_json_member_raw(stats, "truth", iv_buf_str(&json));
	iv_buf_addc(report, '\n');
	iv_show_truth_table(&t, report);
	iv_buf_release(&json);
}

void dedupe_truth_report(const struct dedupe *d, struct iv_buf *stats, struct iv_buf *report)
{
	if (!d->truth.steps)
		return;
	uint32_t *cluster = iv_alloc((d->people.n + 1) * sizeof *cluster);
	uint64_t *entity = iv_alloc((d->people.n + 1) * sizeof *entity);
	struct iv_truth_score score;
	iv_truth_score(cluster, d->match.clusters.clusters, entity, gather(d, cluster, entity), &score);
	if (!score.records) {
		struct iv_buf text = { 0 };
		iv_buf_addf(&text, "--truth: no record says who it is in a field '%s'", d->options->truth);
		iv_say_text(d->cli->say, iv_buf_text(&text), false);
		iv_buf_release(&text);
	}
	show(d, &score, stats, report);
	free(cluster);
	free(entity);
}
