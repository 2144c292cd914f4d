/* SPDX-License-Identifier: MIT
 * ivoc-dedupe --truth: where a field of the records says who they are, how good is the result? */
#include "dedupe.h"

#include <stdlib.h>

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

void dedupe_truth_report(const struct dedupe *d, struct iv_buf *stats, struct iv_buf *report)
{
	if (!d->truth.steps)
		return;
	uint32_t *cluster = iv_alloc((d->people.n + 1) * sizeof *cluster);
	uint64_t *entity = iv_alloc((d->people.n + 1) * sizeof *entity);
	struct iv_truth_score score;
	struct iv_show_truth show = { .score = &score };
	struct iv_buf json = { 0 };
	iv_truth_score(cluster, d->match.clusters.clusters, entity, gather(d, cluster, entity), &score);
	iv_show_truth_json(&show, &json);
	iv_json_member_raw(stats, "truth", iv_buf_str(&json));
	iv_buf_addc(report, '\n');
	iv_show_truth_table(&show, report);
	iv_buf_release(&json);
	free(cluster);
	free(entity);
}
