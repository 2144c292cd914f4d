/* SPDX-License-Identifier: MIT
 * Judgements: whatever the file says, settling leaves a set in which no never stands inside what its musts make one person. */
#include <stdlib.h>

#include "rec/judge.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static bool same(const struct iv_judge_party *a, const struct iv_judge_party *b)
{
	return iv_str_eq(a->source, b->source) && iv_str_eq(a->key, b->key);
}

/* Paints what musts lead to from `from`; true when `to` is among it. Few judgements, so the plain way will do. */
static bool leads_to(const struct iv_judgements *j, const struct iv_judge_party *from, const struct iv_judge_party *to)
{
	const struct iv_judge_party **seen = iv_alloc((2 * j->n + 1) * sizeof *seen);
	size_t seen_n = 1;
	bool found = false;
	seen[0] = from;
	for (size_t at = 0; at < seen_n && !found; at++) {
		found = same(seen[at], to);
		for (size_t i = 0; i < j->n; i++) {
			const struct iv_judgement *m = &j->item[i];
			if (m->state != IV_JUDGE_HOLDS || m->judge != IV_JUDGE_MUST || (!same(&m->a, seen[at]) && !same(&m->b, seen[at])))
				continue;
			const struct iv_judge_party *other = same(&m->a, seen[at]) ? &m->b : &m->a;
			bool known = false;
			for (size_t k = 0; k < seen_n; k++)
				known |= same(seen[k], other);
			if (!known)
				seen[seen_n++] = other;
		}
	}
	free(seen);
	return found;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct iv_judgements j = { 0 };
	struct iv_err err;
	int status = iv_judgements_parse(&j, "fuzz", (struct iv_str){ (const char *)data, n }, &err);
	if (status != IV_OK && (status != IV_WRONG || err.line < 1))
		abort();
	if (status == IV_OK && j.n < 200) {
		iv_judgements_settle(&j, 20000, NULL, NULL);
		for (size_t i = 0; i < j.n; i++)
			if (j.item[i].state == IV_JUDGE_HOLDS && j.item[i].judge == IV_JUDGE_NEVER && leads_to(&j, &j.item[i].a, &j.item[i].b))
				abort();
	}
	iv_judgements_release(&j);
	return 0;
}
