/* SPDX-License-Identifier: MIT
 * Shares of the work, and how they are joined. */
#include "match/block_work.h"

#include <stdlib.h>

#include "base/parallel.h"
#include "io/vast.h"

void iv_block_note(struct iv_match_block_rule *r, uint64_t records, uint32_t example)
{
	for (size_t i = 0; i < IV_BLOCK_SHOWN; i++) {
		if (records <= r->largest[i].records)
			continue;
		memmove(&r->largest[i + 1], &r->largest[i], (IV_BLOCK_SHOWN - 1 - i) * sizeof *r->largest);
		r->largest[i].records = records;
		r->largest[i].example = example;
		return;
	}
}

static void copy_pairs(void *ctx, size_t number, unsigned worker)
{
	struct iv_block_share *s = &((struct iv_block_work *)ctx)->share[number];
	(void)worker;
	if (s->n)
		memcpy(s->b->out->pair + s->at, s->pair, s->n * sizeof *s->pair);
	free(s->pair);
	s->pair = NULL;
	s->n = s->cap = 0;
}

/* What a share gave, but for its pairs, goes to the whole. */
static void join_report(struct iv_block_work *b, struct iv_block_share *s)
{
	b->report->pairs += s->n;
	b->report->blocks += s->report.blocks;
	b->report->windowed += s->report.windowed;
	b->report->grown += s->report.grown;
	for (size_t i = 0; i < IV_BLOCK_SHOWN && s->report.largest[i].records; i++)
		iv_block_note(b->report, s->report.largest[i].records, s->report.largest[i].example);
	for (size_t i = 0; i < s->made.n; i++)
		iv_match_splits_add(&b->out->made, s->made.split[i].rule, s->made.split[i].key, s->made.split[i].depth);
	iv_match_splits_release(&s->made);
	s->report = (struct iv_match_block_rule){ 0 };
	memset(s->of_size, 0, sizeof s->of_size);
	s->unsplit = 0;
}

void iv_block_join(struct iv_block_work *b)
{
	struct iv_match_blocking *out = b->out;
	for (size_t i = 0; i < IV_BLOCK_SHARES; i++) {
		b->share[i].at = out->n;
		out->n += b->share[i].n;
		join_report(b, &b->share[i]);
	}
	if (out->n > out->cap)
		out->pair = iv_vast_reserve(out->pair, &out->cap, out->n, sizeof *out->pair);
	iv_parallel(out->threads, IV_BLOCK_SHARES, copy_pairs, b);
}

static size_t begin_of(const struct iv_block_list *l, size_t share)
{
	size_t i = iv_parallel_share(l->n, IV_BLOCK_SHARES, share);
	while (i && i < l->n && !memcmp(l->item[i].key, l->item[i - 1].key, sizeof l->item->key))
		i++;
	return i;
}

void iv_block_share_out(struct iv_block_work *b, const struct iv_block_list *l)
{
	for (size_t i = 0; i < IV_BLOCK_SHARES; i++) {
		size_t from = begin_of(l, i);
		b->share[i].level[0] = (struct iv_block_list){ .item = l->item + from, .n = begin_of(l, i + 1) - from };
	}
}

bool iv_block_is_outgrown(struct iv_block_work *b, double spend)
{
	double pairs = 0;
	for (size_t i = 0; i < IV_BLOCK_SHARES; i++)
		pairs += b->share[i].unsplit;
	if (pairs <= IV_BLOCK_OUTGROWN * spend)
		return false;
	b->report->pairs += (uint64_t)pairs;
	b->out->outgrown = true;
	return true;
}

