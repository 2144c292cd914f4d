/* SPDX-License-Identifier: MIT
 * ivoc-dedupe --explain: what ties each record to its customer. */
#include "dedupe_lineage.h"

#include <stdlib.h>

/* All pairs that were kept count, those too that speak against it. */
void dedupe_find_links(struct dedupe *d)
{
	const struct iv_match_scores *s = &d->match.scores;
	struct iv_edge *edge = iv_alloc((s->kept_n + 1) * sizeof *edge);
	for (size_t i = 0; i < s->kept_n; i++)
		edge[i] = (struct iv_edge){ s->kept[i].a, s->kept[i].b, iv_match_verdict(&d->match, &s->kept[i])->match };
	struct iv_linkage_input in = { .n = (uint32_t)d->people.n, .edge = edge, .edges = s->kept_n, .must = d->judged.must, .musts = d->judged.musts };
	d->link = iv_alloc((d->people.n + 1) * sizeof *d->link);
	iv_linkage_explain(&in, &d->match.clusters, d->link);
	for (uint32_t p = 0; p < d->people.n && d->match.copies.first; p++)
		if (d->match.copies.first[p] != p)
			d->link[p] = (struct iv_linkage_why){ .to = d->match.copies.first[p], .edge = IV_LINKAGE_ALONE };
	free(edge);
}

static int by_weight(const void *a, const void *b)
{
	const struct iv_show_field *x = a, *y = b;
	if (x->weight != y->weight)
		return x->weight > y->weight ? -1 : 1;
	return strcmp(x->name, y->name);
}

/* What speaks for it, the strongest first. */
static void add_by(struct dedupe_view *v, const char *above_all, struct iv_buf *out)
{
	iv_json_member_raw(out, "by", IV_STR("["));
	if (above_all)
		iv_json_quote(out, iv_str_of(above_all));
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

void dedupe_add_link(const struct dedupe *d, uint32_t part, const struct iv_linkage_why *link, struct iv_buf *out)
{
	struct iv_show_record to = dedupe_show_record(d, link->to);
	struct dedupe_view v = { .pair = { .judged = link->must ? "must" : NULL } };
	bool copy = !link->must && link->edge == IV_LINKAGE_ALONE;
	if (!link->must && !copy)
		dedupe_view(d, &d->match.scores.kept[link->edge], &v);
	iv_buf_addc(out, '{');
	iv_json_member_raw(out, "to", IV_STR("{"));
	iv_json_member_text(out, "source", to.source);
	iv_json_member_text(out, "key", to.key);
	iv_buf_addc(out, '}');
	if (!link->must && !copy) {
		iv_json_member_raw(out, "weight", (struct iv_str){ 0 });
		iv_show_weight(v.pair.weight, out);
	}
	add_by(&v, copy ? "copy" : iv_match_replaces(&d->people, part, link->to) ? "supersedes" : NULL, out);
	iv_buf_addc(out, '}');
}

bool dedupe_explain(const struct dedupe *d, uint32_t part, struct iv_buf *out)
{
	if (!d->options->explain || d->link[part].to == IV_LINKAGE_ALONE)
		return false;
	dedupe_add_link(d, part, &d->link[part], out);
	return true;
}

/* A caller belongs to whoever holds the number, not to one record: phone+name becomes two words. */
void dedupe_add_call(const struct dedupe *d, uint32_t part, struct iv_buf *out)
{
	struct iv_str by = iv_str_of(dedupe_by(d, part));
	ptrdiff_t plus = iv_str_find(by, IV_STR("+"));
	iv_buf_adds(out, IV_STR("{\"by\":["));
	iv_json_quote(out, plus < 0 ? by : (struct iv_str){ by.p, (size_t)plus });
	if (plus >= 0) {
		iv_buf_addc(out, ',');
		iv_json_quote(out, iv_str_from(by, (size_t)plus + 1));
	}
	iv_buf_adds(out, IV_STR("]}"));
}
