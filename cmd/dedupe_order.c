/* SPDX-License-Identifier: MIT
 * The order of the output: clusters by cid, and of each cluster the lines that are about its parts. */
#include "dedupe.h"

#include <stdlib.h>

#include "match/sort.h"

/* Eight of the digits behind the first letter, as a number in the same order. */
static uint64_t head_of(const char *cid)
{
	uint64_t v = 0;
	for (int i = 1; i <= 8; i++)
		v = v << 8 | (unsigned char)cid[i];
	return v;
}

/* Among equal heads, which are rare, the whole texts decide. */
static void order_texts(const struct dedupe *d, struct iv_match_item12 *item, size_t n)
{
	for (size_t i = 1; i < n; i++)
		for (size_t k = i; k && iv_match_key12(&item[k - 1]) == iv_match_key12(&item[k]); k--) {
			if (strcmp(d->name[item[k - 1].value].cid, d->name[item[k].value].cid) <= 0)
				break;
			struct iv_match_item12 swap = item[k];
			item[k] = item[k - 1];
			item[k - 1] = swap;
		}
}

static void place_clusters(struct dedupe *d)
{
	size_t n = d->match.clusters.clusters;
	struct iv_match_item12 *item = iv_alloc((n + 1) * sizeof *item);
	for (size_t c = 0; c < n; c++)
		item[c] = iv_match_item12(head_of(d->name[c].cid), (uint32_t)c);
	iv_match_sort_array(item, n, sizeof *item, (unsigned)d->cli->common->threads);
	order_texts(d, item, n);
	d->place = iv_alloc((n + 1) * sizeof *d->place);
	for (size_t i = 0; i < n; i++)
		d->place[item[i].value] = (uint32_t)i;
	free(item);
}

static uint32_t place_of(const struct dedupe *d, uint32_t part)
{
	return d->place[d->match.clusters.of[part]];
}

/* Calls add for each place at which a line has something to write, once. */
static void each_place(const struct dedupe *d, uint32_t line, bool customer, void (*add)(struct iv_groups *o, uint32_t place, uint32_t line), struct iv_groups *o)
{
	if (!customer) {
		add(o, place_of(d, d->line[line]), line);
		return;
	}
	const struct dedupe_customer *c = &d->customer[d->line[line]];
	const uint32_t *part = d->customer_part + c->first;
	for (size_t i = 0; i < (c->split ? c->n : 1); i++) {
		size_t before = 0;
		while (before < i && place_of(d, part[before]) != place_of(d, part[i]))
			before++;
		if (before == i)
			add(o, place_of(d, part[i]), line);
	}
}

static void each_line(const struct dedupe *d, void (*add)(struct iv_groups *o, uint32_t place, uint32_t line), struct iv_groups *o)
{
	for (size_t i = 0, c = 0; i < d->lines; i++) {
		bool customer = c < d->customers && d->customer[c].line == i;
		each_place(d, (uint32_t)i, customer, add, o);
		c += customer;
	}
}

static void count(struct iv_groups *o, uint32_t place, uint32_t line)
{
	(void)line;
	o->start[place + 1]++;
}

static void put(struct iv_groups *o, uint32_t place, uint32_t line)
{
	o->record[o->start[place]++] = line;
}

void dedupe_order(void *state, struct iv_groups *out)
{
	struct dedupe *d = state;
	size_t n = d->match.clusters.clusters;
	place_clusters(d);
	*out = (struct iv_groups){ .start = iv_zalloc((n + 2) * sizeof *out->start), .groups = n };
	each_line(d, count, out);
	for (size_t g = 0; g < n; g++)
		out->start[g + 1] += out->start[g];
	out->record = iv_alloc(((size_t)out->start[n] + 1) * sizeof *out->record);
	each_line(d, put, out);
	/* Each beginning has moved to the end of its group, which is the beginning of the next. */
	memmove(out->start + 1, out->start, n * sizeof *out->start);
	out->start[0] = 0;
}

bool dedupe_is_as_noted(const struct dedupe *d, const struct iv_rec *rec, uint64_t line, uint32_t about)
{
	if (rec->kind == IV_KIND_CUSTOMER)
		return about < d->customers && d->customer[about].line == line;
	return about < d->people.n && (rec->kind == IV_KIND_PARTY || rec->kind == IV_KIND_EVENT);
}
