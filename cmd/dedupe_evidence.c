/* SPDX-License-Identifier: MIT
 * ivoc-dedupe --lineage: why records moved. The same pairs tell it that --explain shows. */
#include "dedupe_lineage.h"

#include <stdlib.h>

static bool were_together(const struct dedupe *d, uint32_t a, uint32_t b)
{
	return d->was[a] != IV_IDENT_NONE && d->was[a] == d->was[b];
}

static bool are_together(const struct dedupe *d, uint32_t a, uint32_t b)
{
	return d->match.clusters.of[a] == d->match.clusters.of[b];
}

/* Of the part's pairs the heaviest, of equal ones that with the least record. A judgement to keep apart stands above any. */
static void consider(struct iv_linkage_why *best, const struct iv_linkage_why *pair)
{
	bool better = best->to == IV_LINKAGE_ALONE;
	if (!better && best->must != pair->must)
		better = pair->must;
	else if (!better)
		better = best->weight != pair->weight ? pair->weight > best->weight : pair->to < best->to;
	if (better)
		*best = *pair;
}

/* A pair counts where it crosses what was: it brought records together, or no longer holds them. */
static void note_pair(const struct dedupe *d, struct dedupe_evidence *e, uint32_t a, uint32_t b, struct iv_linkage_why pair)
{
	bool together = are_together(d, a, b);
	if (together == were_together(d, a, b))
		return;
	struct iv_linkage_why *list = together ? e->link : e->apart;
	pair.to = b;
	if (e->slot[a])
		consider(&list[e->slot[a] - 1], &pair);
	pair.to = a;
	if (e->slot[b])
		consider(&list[e->slot[b] - 1], &pair);
}

static void note_judgements(const struct dedupe *d, struct dedupe_evidence *e)
{
	struct iv_linkage_why judged = { .edge = IV_LINKAGE_ALONE, .must = true };
	for (size_t i = 0; i < d->judged.nevers; i++)
		if (!are_together(d, d->judged.never[i].a, d->judged.never[i].b))
			note_pair(d, e, d->judged.never[i].a, d->judged.never[i].b, judged);
	for (size_t i = 0; i < d->judged.musts; i++)
		if (are_together(d, d->judged.must[i].a, d->judged.must[i].b))
			note_pair(d, e, d->judged.must[i].a, d->judged.must[i].b, judged);
}

static void note_copies(const struct dedupe *d, struct dedupe_evidence *e)
{
	for (uint32_t p = 0; d->match.copies.first && p < d->people.n; p++) {
		uint32_t first = d->match.copies.first[p];
		if (first != p && e->slot[p] && are_together(d, p, first) && !were_together(d, p, first))
			e->link[e->slot[p] - 1] = (struct iv_linkage_why){ .to = first, .edge = IV_LINKAGE_ALONE };
	}
}

void dedupe_evidence_find(const struct dedupe *d, struct dedupe_evidence *e)
{
	const struct iv_match_scores *s = &d->match.scores;
	uint32_t n = 0;
	e->slot = iv_zalloc((d->people.n + 1) * sizeof *e->slot);
	for (size_t i = 0; i < d->moves.n; i++)
		if (!e->slot[d->moves.move[i].part])
			e->slot[d->moves.move[i].part] = ++n;
	e->link = iv_alloc(((size_t)n + 1) * sizeof *e->link);
	e->apart = iv_alloc(((size_t)n + 1) * sizeof *e->apart);
	for (uint32_t i = 0; i < n; i++)
		e->link[i] = e->apart[i] = (struct iv_linkage_why){ .to = IV_LINKAGE_ALONE, .edge = IV_LINKAGE_ALONE };
	for (size_t i = 0; i < s->kept_n; i++) {
		const struct iv_match_kept *k = &s->kept[i];
		if (e->slot[k->a] || e->slot[k->b])
			note_pair(d, e, k->a, k->b, (struct iv_linkage_why){ .edge = (uint32_t)i, .weight = iv_match_verdict(&d->match, k)->match });
	}
	note_judgements(d, e);
	note_copies(d, e);
}

void dedupe_evidence_release(struct dedupe_evidence *e)
{
	free(e->slot);
	free(e->link);
	free(e->apart);
	*e = (struct dedupe_evidence){ 0 };
}

void dedupe_evidence_link(const struct dedupe *d, const struct dedupe_evidence *e, uint32_t part, struct iv_buf *out)
{
	const struct iv_linkage_why *link = &e->link[e->slot[part] - 1];
	struct iv_buf b = { 0 };
	if (link->to != IV_LINKAGE_ALONE)
		dedupe_add_link(d, part, link, &b);
	else if (d->by[part] != DEDUPE_NEW)
		dedupe_add_call(d, part, &b);
	if (b.n)
		iv_json_member_raw(out, "link", iv_buf_str(&b));
	iv_buf_release(&b);
}

void dedupe_evidence_apart(const struct dedupe *d, const struct dedupe_evidence *e, uint32_t part, struct iv_buf *out)
{
	const struct iv_linkage_why *apart = &e->apart[e->slot[part] - 1];
	if (apart->to == IV_LINKAGE_ALONE || (d->hidden && d->hidden[d->match.clusters.of[apart->to]]))
		return;
	struct iv_show_record to = dedupe_show_record(d, apart->to);
	iv_json_member_raw(out, "apart", IV_STR("{\"to\":{"));
	iv_json_member_text(out, "source", to.source);
	iv_json_member_text(out, "key", to.key);
	iv_buf_addc(out, '}');
	if (!apart->must) {
		iv_json_member_raw(out, "weight", (struct iv_str){ 0 });
		iv_show_weight(apart->weight, out);
	}
	iv_buf_addc(out, '}');
}

/* What keeps records apart whatever they weigh, and has one value within a customer. */
struct marks {
	uint64_t idno, single;
};

static void mark(const struct dedupe *d, uint32_t part, struct marks *m)
{
	uint64_t idno = iv_match_row(&d->people, part)->idno;
	uint32_t source = d->people.part[part].source;
	m->idno = idno ? idno : m->idno;
	if (source < 64)
		m->single |= d->settings.single & UINT64_C(1) << source;
}

const char *dedupe_evidence_split(const struct dedupe *d, const struct dedupe_evidence *e, const struct iv_ident_move *move, size_t n)
{
	const struct dedupe_customer *c = &d->customer[move->old];
	struct marks here = { 0 };
	bool idno = false, single = false, gone = false;
	for (size_t i = 0; i < n; i++) {
		if (e->apart[e->slot[move[i].part] - 1].must)
			return "judgement";
		mark(d, move[i].part, &here);
	}
	for (size_t i = 0; i < c->n; i++) {
		uint32_t part = d->customer_part[c->first + i];
		struct marks there = { 0 };
		if (iv_match_row(&d->people, part)->flags & IV_PART_DELETED) {
			gone |= !d->customer_gone[c->first + i];
		} else if (d->match.clusters.of[part] != move->cluster) {
			mark(d, part, &there);
			idno |= here.idno && there.idno && here.idno != there.idno;
			single |= here.single & there.single;
		}
	}
	return idno ? "idno" : single ? "single" : gone ? "deleted" : "weight";
}
