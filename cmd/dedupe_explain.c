/* SPDX-License-Identifier: MIT
 * ivoc-dedupe --explain: what ties each record to its customer. */
#include "dedupe_view.h"

#include <stdlib.h>

/* Weight of the pair, or what stands below all weights. */
static int32_t weight_of(const struct dedupe *d, uint32_t kept)
{
	struct iv_mixture_verdict v;
	if (kept == IV_MATCH_NONE)
		return INT32_MIN;
	iv_mixture_judge(&d->match.frame.shape, &d->match.mixture, iv_match_kept_pattern(&d->match.scores, &d->match.scores.kept[kept]), &v);
	return v.match;
}

/* The greater weight stands; of equal ones the earlier pair, since pairs come in order. */
static void tie(struct dedupe *d, int32_t *best, uint32_t part, uint32_t to, uint32_t kept, int32_t weight)
{
	if (d->link[part].to != IV_MATCH_NONE && weight <= best[part])
		return;
	d->link[part] = (struct dedupe_link){ to, kept };
	best[part] = weight;
}

void dedupe_find_links(struct dedupe *d)
{
	const uint32_t *of = d->match.clusters.of;
	int32_t *best = iv_alloc((d->people.n + 1) * sizeof *best);
	d->link = iv_alloc((d->people.n + 1) * sizeof *d->link);
	for (size_t i = 0; i < d->people.n; i++)
		d->link[i] = (struct dedupe_link){ IV_MATCH_NONE, IV_MATCH_NONE };
	for (size_t i = 0; i < d->match.scores.kept_n; i++) {
		const struct iv_match_kept *k = &d->match.scores.kept[i];
		if (of[k->a] != of[k->b])
			continue;
		int32_t weight = weight_of(d, (uint32_t)i);
		tie(d, best, k->a, k->b, (uint32_t)i, weight);
		tie(d, best, k->b, k->a, (uint32_t)i, weight);
	}
	for (size_t i = 0; i < d->judged.musts; i++) {
		const struct iv_edge *e = &d->judged.must[i];
		if (of[e->a] != of[e->b])
			continue;
		tie(d, best, e->a, e->b, IV_MATCH_NONE, INT32_MIN);
		tie(d, best, e->b, e->a, IV_MATCH_NONE, INT32_MIN);
	}
	free(best);
}

static int by_weight(const void *a, const void *b)
{
	const struct iv_show_field *x = a, *y = b;
	if (x->weight != y->weight)
		return x->weight > y->weight ? -1 : 1;
	return strcmp(x->name, y->name);
}

/* What speaks for it, the strongest first. */
static void add_by(struct dedupe_view *v, bool replaces, struct iv_buf *out)
{
	iv_json_member_raw(out, "by", IV_STR("["));
	if (replaces)
		iv_json_quote(out, IV_STR("supersedes"));
	qsort(v->field, v->pair.fields, sizeof *v->field, by_weight);
	for (size_t i = 0; i < v->pair.fields && v->field[i].weight > 0; i++)
		if (v->field[i].level) {
			iv_json_comma(out);
			iv_json_quote(out, iv_str_of(v->field[i].name));
		}
	if (v->pair.judged) {
		iv_json_comma(out);
		iv_json_quote(out, IV_STR("judgement"));
	}
	iv_buf_addc(out, ']');
}

bool dedupe_explain(const struct dedupe *d, uint32_t part, struct iv_buf *out)
{
	if (!d->options->explain || d->link[part].to == IV_MATCH_NONE)
		return false;
	const struct dedupe_link *link = &d->link[part];
	struct iv_show_record to = dedupe_show_record(d, link->to);
	struct dedupe_view v = { .pair = { .judged = "must" } };
	if (link->kept != IV_MATCH_NONE)
		dedupe_view(d, &d->match.scores.kept[link->kept], &v);
	iv_buf_addc(out, '{');
	iv_json_member_raw(out, "to", IV_STR("{"));
	iv_json_member_text(out, "source", to.source);
	iv_json_member_text(out, "key", to.key);
	iv_buf_addc(out, '}');
	if (link->kept != IV_MATCH_NONE) {
		iv_json_member_raw(out, "weight", (struct iv_str){ 0 });
		iv_show_weight(v.pair.weight, out);
	}
	add_by(&v, iv_match_replaces(&d->people, part, link->to), out);
	iv_buf_addc(out, '}');
	return true;
}
