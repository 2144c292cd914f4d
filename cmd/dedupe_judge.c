/* SPDX-License-Identifier: MIT
 * ivoc-dedupe --judgements: what people have decided, as pairs of parts. */
#include "dedupe.h"

#include <stdlib.h>

static void remark(void *ctx, const struct iv_err *warning)
{
	iv_cli_remark(ctx, warning);
}

int dedupe_judgements_read(struct dedupe *d, struct iv_err *err)
{
	int status = iv_judgements_read(&d->judged.list, d->options->judgements, err);
	if (status == IV_OK)
		iv_judgements_settle(&d->judged.list, d->cli->today, remark, d->cli);
	return status;
}

static int by_records(const void *a, const void *b)
{
	const struct iv_edge *x = a, *y = b;
	if (x->a != y->a)
		return x->a < y->a ? -1 : 1;
	return (x->b > y->b) - (x->b < y->b);
}

static void sort(struct iv_edge *edge, size_t n)
{
	if (n)
		qsort(edge, n, sizeof *edge, by_records);
}

/* Those in force, once the parts have their numbers. A judgement of a record that is no party of the input is kept for another day. */
void dedupe_judgements_bind(struct dedupe *d)
{
	struct dedupe_judged *j = &d->judged;
	struct iv_edge **list[] = { [IV_JUDGE_MUST] = &j->must, [IV_JUDGE_NEVER] = &j->never, [IV_JUDGE_UNSURE] = &j->unsure };
	size_t *count[] = { [IV_JUDGE_MUST] = &j->musts, [IV_JUDGE_NEVER] = &j->nevers, [IV_JUDGE_UNSURE] = &j->unsures };
	for (int i = 0; i < 3; i++)
		*list[i] = iv_alloc((j->list.n + 1) * sizeof **list[i]);
	for (size_t i = 0; i < j->list.n; i++) {
		const struct iv_judgement *one = &j->list.item[i];
		if (one->state != IV_JUDGE_HOLDS)
			continue;
		uint32_t a = iv_match_find(&d->people, one->a.source, one->a.key), b = iv_match_find(&d->people, one->b.source, one->b.key);
		if (a == IV_MATCH_NONE || b == IV_MATCH_NONE || !dedupe_is_compared(d, a) || !dedupe_is_compared(d, b)) {
			j->strangers++;
			continue;
		}
		(*list[one->judge])[(*count[one->judge])++] = (struct iv_edge){ .a = a < b ? a : b, .b = a < b ? b : a };
	}
	for (int i = 0; i < 3; i++)
		sort(*list[i], *count[i]);
}

static bool has(const struct iv_edge *edge, size_t n, uint32_t a, uint32_t b)
{
	struct iv_edge key = { .a = a, .b = b };
	return n && bsearch(&key, edge, n, sizeof *edge, by_records);
}

const char *dedupe_judgement_of(const struct dedupe *d, uint32_t a, uint32_t b)
{
	const struct dedupe_judged *j = &d->judged;
	enum iv_judge judge = IV_JUDGE_UNSURE;
	if (has(j->must, j->musts, a, b))
		judge = IV_JUDGE_MUST;
	else if (has(j->never, j->nevers, a, b))
		judge = IV_JUDGE_NEVER;
	else if (!has(j->unsure, j->unsures, a, b))
		return NULL;
	return iv_judge_name(judge);
}

void dedupe_judged_release(struct dedupe_judged *j)
{
	iv_judgements_release(&j->list);
	free(j->must);
	free(j->never);
	free(j->unsure);
}
