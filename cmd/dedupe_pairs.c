/* SPDX-License-Identifier: MIT
 * ivoc-dedupe --pairs: the pairs that were worth keeping, each with what speaks for and against it. */
#include "dedupe_forget.h"

#include <stdlib.h>

#include "match/block.h"

/* The rules that gave the pair: they stand together in the list of all pairs, which is in order. */
static void add_rules(const struct dedupe *d, const struct iv_match_kept *k, struct dedupe_view *v)
{
	const struct iv_match_blocking *b = &d->match.blocking;
	uint64_t want = ((uint64_t)k->a << b->width | k->b) << IV_BLOCK_RULE_BITS;
	size_t low = 0, high = b->pair ? b->n : 0;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (b->pair[middle] < want)
			low = middle + 1;
		else
			high = middle;
	}
	for (; b->pair && low < b->n && b->pair[low] >> IV_BLOCK_RULE_BITS == want >> IV_BLOCK_RULE_BITS; low++)
		v->rule[v->pair.rules++] = dedupe_rule_name(d, iv_match_pair_rule(b->pair[low]));
}

struct iv_str dedupe_rule_name(const struct dedupe *d, unsigned rule)
{
	return rule < d->schema.rules ? d->schema.rule[rule].name : IV_STR("supersedes");
}

/* What the fields do not explain, the household does: a family shares more at once than chance would. */
static void add_fields(const struct dedupe *d, const struct iv_match_kept *k, struct dedupe_view *v)
{
	const struct iv_shape *shape = &d->match.frame.shape;
	int32_t rest = v->pair.weight - v->pair.prior;
	for (size_t i = 0; i < shape->n; i++) {
		unsigned level = iv_shape_level(&shape->field[i], iv_match_kept_pattern(&d->match.scores, k));
		struct iv_show_field f = { .name = shape->field[i].name };
		if (level) {
			f.level = shape->field[i].level[level].name;
			f.weight = iv_mixture_field_weight(shape, &d->match.mixture, iv_match_kept_pattern(&d->match.scores, k), i);
		}
		rest -= f.weight;
		v->field[v->pair.fields++] = f;
	}
	v->field[v->pair.fields++] = (struct iv_show_field){ .name = "household", .weight = rest };
}

struct iv_show_record dedupe_show_record(const struct dedupe *d, uint32_t part)
{
	const struct iv_match_part *p = &d->people.part[part];
	return (struct iv_show_record){ .source = iv_match_source(&d->people, p), .key = iv_match_key(p) };
}

void dedupe_view(const struct dedupe *d, const struct iv_match_kept *k, struct dedupe_view *v)
{
	const struct iv_mixture_verdict *verdict = iv_match_verdict(&d->match, k);
	v->pair = (struct iv_show_pair){
		.a = dedupe_show_record(d, k->a),
		.b = dedupe_show_record(d, k->b),
		.weight = verdict->match,
		.prior = iv_mixture_prior(&d->match.frame.shape, &d->match.mixture, iv_match_kept_pattern(&d->match.scores, k)),
		.probability = dedupe_millionths(verdict->probability),
		.field = v->field,
		.rule = v->rule,
		.judged = dedupe_judgement_of(d, k->a, k->b),
		.together = d->match.clusters.of[k->a] == d->match.clusters.of[k->b],
	};
	add_fields(d, k, v);
	add_rules(d, k, v);
}

int32_t dedupe_millionths(double probability)
{
	return (int32_t)(probability * 1000000 + 0.5);
}

int dedupe_write_pairs(struct dedupe *d, struct iv_err *err)
{
	enum { CHUNK = 1 << 16 };
	struct dedupe_view *v = iv_alloc(sizeof *v);
	struct iv_buf b = { 0 };
	int status = IV_OK;
	for (size_t i = 0; i < d->match.scores.kept_n && status == IV_OK; i++) {
		if (!dedupe_is_hidden_pair(d, &d->match.scores.kept[i])) {
			dedupe_view(d, &d->match.scores.kept[i], v);
			iv_show_pair(&v->pair, &b);
		}
		if (b.n > CHUNK || i + 1 == d->match.scores.kept_n) {
			status = iv_out_write(&d->file[DEDUPE_PAIRS], iv_buf_str(&b), err);
			iv_buf_clear(&b);
		}
	}
	iv_buf_release(&b);
	free(v);
	return status;
}
