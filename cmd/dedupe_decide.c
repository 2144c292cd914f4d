/* SPDX-License-Identifier: MIT
 * Between the passes: who is who, who is the caller, and which id each cluster has. */
#include "dedupe.h"

#include <stdlib.h>

#include "base/num.h"

enum { BLOCKED_SHOWN = 100 };

/* Line and customers know parts by the numbers of their coming; from now on they have settled ones. */
static void settle(struct dedupe *d)
{
	uint32_t *moved = iv_match_settle(&d->people);
	for (size_t i = 0, c = 0; i < d->lines; i++) {
		if (c < d->customers && d->customer[c].line == i)
			c++;
		else
			d->line[i] = moved[d->line[i]];
	}
	for (size_t i = 0; i < d->customer_parts; i++)
		d->customer_part[i] = moved[d->customer_part[i]];
	for (size_t i = 0; i < d->customers; i++)
		if (d->customer[i].seed != IV_IDENT_NONE)
			d->customer[i].seed = moved[d->customer[i].seed];
	free(moved);
}

/* A part in two customers would count its history twice. */
static int check_parts(const struct dedupe *d, struct iv_err *err)
{
	uint8_t *seen = iv_zalloc(d->people.n + 1);
	int status = IV_OK;
	for (size_t i = 0; i < d->customer_parts && status == IV_OK; i++) {
		const struct iv_match_part *p = &d->people.part[d->customer_part[i]];
		if (seen[d->customer_part[i]]++) {
			status = iv_err_set(err, IV_FAIL, "part_twice", "stands in two customers, expected each record in one; is yesterday's file given twice?");
			iv_err_value(err, iv_match_key(p));
		}
	}
	free(seen);
	return status;
}

static void set_single(struct dedupe *d)
{
	for (size_t i = 0; d->single && i < d->single->n; i++) {
		uint32_t s = iv_names_find(&d->people.sources, iv_conf_get(d->single->item[i], "source")->text);
		if (s < 64)
			d->limits.single |= UINT64_C(1) << s;
	}
}

static struct iv_seed seed_of(const void *ctx, uint32_t part)
{
	const struct iv_match_people *m = ctx;
	const struct iv_match_part *p = &m->part[part];
	return (struct iv_seed){
		.caller = p->row.flags & IV_PART_CALLER,
		.joined = p->row.joined == IV_MATCH_NO_DATE ? IV_SEED_UNDATED : p->row.joined,
		.source = iv_match_source(m, p),
		.key = iv_match_key(p),
	};
}

static void name_clusters(struct dedupe *d)
{
	struct iv_ident_old *old = iv_alloc((d->customers + 1) * sizeof *old);
	for (size_t i = 0; i < d->customers; i++) {
		memcpy(old[i].cid, d->customer[i].cid, IV_CID_SIZE);
		old[i].seed = d->customer[i].seed;
	}
	struct iv_ident_input in = { d->match.clusters.of, d->people.n, d->match.clusters.n, seed_of, &d->people, old, d->customers };
	iv_ident_names(&in, d->name);
	free(old);
}

/* ---- callers ---- */

static bool has_name(const struct dedupe *d, uint32_t part)
{
	return d->people.part[part].name != IV_NAME_NONE;
}

/* holding[0..n) are one caller's. */
static void attach_one(struct dedupe *d, const struct iv_match_holding *holding, size_t n)
{
	struct iv_ident_holder *h = iv_alloc(n * sizeof *h);
	uint32_t caller = holding->caller;
	for (size_t i = 0; i < n; i++)
		h[i] = (struct iv_ident_holder){ holding[i].cluster, holding[i].held, holding[i].named, seed_of(&d->people, d->name[holding[i].cluster].first) };
	size_t best = iv_ident_attach(h, n, has_name(d, caller));
	if (best != IV_ATTACH_NONE) {
		d->match.clusters.of[caller] = h[best].cluster;
		d->by[caller] = has_name(d, caller) ? DEDUPE_NAMED : DEDUPE_IDENTIFIER;
	}
	free(h);
}

static void attach_callers(struct dedupe *d)
{
	const struct iv_match_holding *h = d->match.holding;
	for (size_t i = 0, end; i < d->match.holdings; i = end) {
		for (end = i + 1; end < d->match.holdings && h[end].caller == h[i].caller; end++)
			;
		attach_one(d, h + i, end - i);
	}
}

static uint64_t caller_name(const struct dedupe *d, uint64_t part)
{
	const struct iv_match_name *n = iv_match_name_of(&d->people, &d->people.part[part]);
	return n ? n->person : 0;
}

/* Unknown callers of one number are one person when their names agree; one who gave no name joins them when there is only
 * one name. The items come by number, then in the order of parts. */
static void join_strangers(struct dedupe *d, const struct iv_match_item *item, size_t n)
{
	uint64_t only = 0;
	bool several = false;
	for (size_t i = 0; i < n; i++) {
		uint64_t name = caller_name(d, item[i].value);
		several |= only && name && name != only;
		only = name ? name : only;
	}
	for (size_t i = 0; i < n; i++) {
		uint64_t name = caller_name(d, item[i].value);
		for (size_t k = 0; k < i; k++) {
			uint64_t other = caller_name(d, item[k].value);
			if (name == other || (!several && (!name || !other))) {
				d->match.clusters.of[item[i].value] = d->match.clusters.of[item[k].value];
				break;
			}
		}
	}
}

static void group_strangers(struct dedupe *d)
{
	struct iv_match_items by_number = { 0 };
	for (uint32_t p = 0; p < d->people.n; p++) {
		const struct iv_match_part *part = &d->people.part[p];
		if ((part->row.flags & IV_PART_CALLER) && d->by[p] == DEDUPE_NEW && part->ids_n && !d->people.id[part->ids].blocked)
			iv_match_items_add(&by_number, d->people.id[part->ids].value, p);
	}
	iv_match_sort(&by_number);
	for (size_t i = 0, end; i < by_number.n; i = end) {
		for (end = i + 1; end < by_number.n && by_number.item[end].key == by_number.item[i].key; end++)
			;
		join_strangers(d, by_number.item + i, end - i);
	}
	iv_match_items_release(&by_number);
}

static void find_split(struct dedupe *d)
{
	for (size_t i = 0; i < d->customers; i++) {
		struct dedupe_customer *c = &d->customer[i];
		const uint32_t *part = d->customer_part + c->first;
		for (size_t k = 1; k < c->n; k++)
			c->split |= d->match.clusters.of[part[k]] != d->match.clusters.of[part[0]];
	}
}

int dedupe_decide(void *state, struct iv_err *err)
{
	struct dedupe *d = state;
	int status = dedupe_settle_rivals(d, err);
	if (status != IV_OK)
		return status;
	settle(d);
	status = check_parts(d, err);
	if (status != IV_OK)
		return status;
	set_single(d);
	iv_match_run(&d->people, &d->limits, &d->match);
	d->name = iv_alloc((d->match.clusters.n + 1) * sizeof *d->name);
	d->by = iv_zalloc(d->people.n + 1);
	name_clusters(d); /* a caller chooses the oldest among equals, so ages must be known */
	attach_callers(d);
	group_strangers(d);
	name_clusters(d);
	find_split(d);
	return IV_OK;
}

/* ---- the report ---- */

static void add_blocked(const struct dedupe *d, struct iv_buf *out)
{
	static const char *const type[] = { "phone", "phone", "email", "ids", "" };
	const struct iv_match_crowd *crowd = &d->match.crowd;
	iv_buf_addc(out, '[');
	for (size_t i = 0; i < crowd->blocked_n && i < BLOCKED_SHOWN; i++) {
		const struct iv_match_blocked *b = &crowd->blocked[i];
		struct iv_buf shown = { 0 };
		iv_buf_add(&shown, b->id.head, strnlen(b->id.head, sizeof b->id.head));
		iv_buf_adds(&shown, IV_STR("****"));
		iv_buf_add(&shown, b->id.tail, strnlen(b->id.tail, sizeof b->id.tail));
		iv_json_comma(out);
		iv_buf_addc(out, '{');
		iv_json_member_text(out, "type", iv_str_of(type[b->id.type]));
		iv_json_member_text(out, "value", iv_buf_str(&shown));
		iv_json_member_int(out, "names", b->names);
		iv_json_member_int(out, "records", b->records);
		iv_buf_addc(out, '}');
		iv_buf_release(&shown);
	}
	iv_buf_addc(out, ']');
}

static size_t count_clusters(const struct dedupe *d)
{
	size_t n = 0;
	for (size_t c = 0; c < d->match.clusters.n; c++)
		n += d->name[c].first != IV_IDENT_NONE;
	return n;
}

void dedupe_report(const struct dedupe *d, struct iv_buf *stats)
{
	struct iv_buf b = { 0 };
	const struct iv_tally *t = &d->cli->tally;
	iv_buf_addc(&b, '{');
	iv_json_member_int(&b, "parties", (int64_t)d->match.crowd.records);
	iv_json_member_int(&b, "customers", (int64_t)count_clusters(d));
	iv_json_member_int(&b, "pairs", (int64_t)d->match.pairs);
	iv_json_member_int(&b, "links", (int64_t)d->match.links);
	iv_json_member_int(&b, "refused", (int64_t)d->match.clusters.refused);
	iv_json_member_int(&b, "cut", (int64_t)d->match.split);
	for (int by = 1; by < IV_BY_N; by++)
		iv_json_member_int(&b, iv_match_by_name((enum iv_match_by)by), (int64_t)d->match.clusters.joined[by]);
	iv_buf_addc(&b, '}');
	iv_json_member_raw(stats, "matching", iv_buf_str(&b));
	int64_t known = iv_tally_get(t, "callers.recognised"), callers = known + iv_tally_get(t, "callers.new");
	if (callers) {
		iv_buf_clear(&b);
		iv_num_add_double(&b, (double)known / (double)callers, 4);
		iv_json_member_raw(stats, "recognition", iv_buf_str(&b));
	}
	iv_buf_clear(&b);
	add_blocked(d, &b);
	iv_json_member_raw(stats, "blocked", iv_buf_str(&b));
	iv_json_member_int(stats, "blocked_n", (int64_t)d->match.crowd.blocked_n);
	iv_buf_release(&b);
}
