/* SPDX-License-Identifier: MIT
 * Counts by name. A batch has a dozen at most, mostly asked for by the same static string, so a list will do. */
#include <stdlib.h>

#include "io/json.h"
#include "rec/flow.h"

static struct iv_count *find(const struct iv_tally *t, const char *name)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->count[i].name == name)
			return &t->count[i];
	for (size_t i = 0; i < t->n; i++)
		if (strcmp(t->count[i].name, name) == 0)
			return &t->count[i];
	return NULL;
}

void iv_tally_add(struct iv_tally *t, const char *name, int64_t n)
{
	struct iv_count *c = find(t, name);
	if (!c) {
		t->count = iv_reserve(t->count, &t->cap, t->n + 1, sizeof *t->count);
		c = &t->count[t->n++];
		*c = (struct iv_count){ name, 0 };
	}
	c->n += n;
}

int64_t iv_tally_get(const struct iv_tally *t, const char *name)
{
	const struct iv_count *c = find(t, name);
	return c ? c->n : 0;
}

void iv_tally_merge(struct iv_tally *into, const struct iv_tally *from)
{
	for (size_t i = 0; i < from->n; i++)
		iv_tally_add(into, from->count[i].name, from->count[i].n);
}

void iv_tally_clear(struct iv_tally *t)
{
	t->n = 0;
}

void iv_tally_release(struct iv_tally *t)
{
	free(t->count);
	*t = (struct iv_tally){ 0 };
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct iv_count *)a)->name, ((const struct iv_count *)b)->name);
}

void iv_tally_print(const struct iv_tally *t, struct iv_buf *out)
{
	struct iv_count *sorted = iv_alloc((t->n + 1) * sizeof *sorted);
	if (t->n)
		memcpy(sorted, t->count, t->n * sizeof *sorted);
	qsort(sorted, t->n, sizeof *sorted, by_name);
	iv_buf_addc(out, '{');
	for (size_t i = 0; i < t->n; i++)
		iv_json_member_int(out, sorted[i].name, sorted[i].n);
	iv_buf_addc(out, '}');
	free(sorted);
}
