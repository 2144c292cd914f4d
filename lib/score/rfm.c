/* SPDX-License-Identifier: MIT
 * Recency, frequency, monetary. Each side falls into groups at cut points (rfm_cut.h): of all who bought, or, nested, frequency within
 * each group of recency, and monetary within each group of both. Cut points can be given, and names for the scores (rfm_map.h). */
#include "score/score.h"

#include <stdlib.h>

#include "base/num.h"
#include "score/rfm_cut.h"
#include "score/rfm_map.h"

enum { RECENCY, FREQUENCY, MONETARY, SIDES };
static const char *const side_name[SIDES] = { "recency", "frequency", "monetary" };
static const char *const fields[] = { "recency", "frequency", "monetary", "rfm", "rfm_segment", NULL };
static const char *const ties[] = { "together", "split", "midrank", "spss", NULL };
static const char *const binnings[] = { "independent", "nested", NULL };

struct rfm {
	struct iv_conf_duty duty;
	int64_t groups, offset; /* offset in ten-thousandths of a day, an order, a unit of money */
	int ties, nested;
	const struct iv_conf_node *cuts, *map_node;
	struct iv_rfm_map map;
	struct side {
		struct iv_rfm_cut *cut; /* groups - 1 for each cell: one, or nested those of the sides before */
		size_t count[IV_RFM_GROUPS]; /* customers with score 1, 2 … */
		bool given; /* cuts of score.yaml */
	} side[SIDES];
	size_t customers, unnamed;
};

static const struct iv_conf_key keys[] = {
	{ "purpose", IV_CONF_TEXT, offsetof(struct rfm, duty.purpose), true, NULL },
	{ "owner", IV_CONF_TEXT, offsetof(struct rfm, duty.owner), true, NULL },
	{ "approved", IV_CONF_MAP, offsetof(struct rfm, duty.approved), false, NULL },
	{ "groups", IV_CONF_INT, offsetof(struct rfm, groups), false, NULL },
	{ "offset", IV_CONF_MONEY, offsetof(struct rfm, offset), false, NULL },
	{ "ties", IV_CONF_CHOICE, offsetof(struct rfm, ties), false, ties },
	{ "binning", IV_CONF_CHOICE, offsetof(struct rfm, nested), false, binnings },
	{ "cuts", IV_CONF_MAP, offsetof(struct rfm, cuts), false, NULL },
	{ "map", IV_CONF_NODE, offsetof(struct rfm, map_node), false, NULL },
};

static void release(void *state)
{
	struct rfm *r = state;
	for (int i = 0; i < SIDES; i++)
		free(r->side[i].cut);
	iv_rfm_map_release(&r->map);
	free(r);
}

static size_t cells(const struct rfm *r, int side)
{
	size_t n = 1;
	for (int i = 0; r->nested && i < side; i++)
		n *= (size_t)r->groups;
	return n;
}

static size_t cuts_of(const struct rfm *r, int side)
{
	return cells(r, side) * (size_t)(r->groups - 1);
}

/* --- Settings, and models --- */

struct given {
	struct iv_conf_texts side[SIDES];
};

/* A list of cut points. Numbers, ascending: as many as there are cells with groups. */
static int read_cuts(const struct rfm *r, int side, const struct iv_conf_texts *t, const struct iv_conf_node *list, struct iv_rfm_cut *cut, struct iv_err *err)
{
	size_t want = cuts_of(r, side), each = (size_t)(r->groups - 1);
	if (t->n != want)
		return iv_conf_error(list, 0, err, "%s: expected %zu cut points, for %d groups", side_name[side], want, (int)r->groups);
	for (size_t i = 0; i < want; i++) {
		double v;
		/* A model's cut is written to the ninth decimal, and with split equals the id after a colon. */
		size_t n = 0;
		while (n < t->text[i].n && t->text[i].p[n] != ':')
			n++;
		char *end = NULL;
		cut[i] = (struct iv_rfm_cut){ { 0, 0, 1 }, n < t->text[i].n ? strtoull(t->text[i].p + n + 1, &end, 16) : 0 };
		if (!iv_num_double((struct iv_str){ t->text[i].p, n }, &v) || !(v > -9e14 && v < 9.3e14) || (end && end != t->text[i].p + t->text[i].n))
			return iv_conf_error(t->node[i], 0, err, "%s: expected a number as a cut point", side_name[side]);
		double whole = v * IV_MONEY_ONE;
		int64_t floor = (int64_t)whole - (whole < (double)(int64_t)whole);
		if (!iv_num_money((struct iv_str){ t->text[i].p, n }, &cut[i].at.whole))
			cut[i].at = (struct iv_stats_point){ floor, 1, 2 };
		if (i % each && (cut[i].at.whole < cut[i - 1].at.whole))
			return iv_conf_error(t->node[i], 0, err, "%s: cut points ascend", side_name[side]);
	}
	return IV_OK;
}

static int bind_cuts(struct rfm *r, const struct iv_conf_node *map, struct iv_err *err)
{
	static const struct iv_conf_key cut_keys[SIDES] = {
		{ "recency", IV_CONF_TEXTS, offsetof(struct given, side[RECENCY]), false, NULL },
		{ "frequency", IV_CONF_TEXTS, offsetof(struct given, side[FREQUENCY]), false, NULL },
		{ "monetary", IV_CONF_TEXTS, offsetof(struct given, side[MONETARY]), false, NULL },
	};
	struct given g = { 0 };
	int status = iv_conf_bind(map, cut_keys, SIDES, &g, err);
	for (int i = 0; i < SIDES && status == IV_OK; i++)
		if (g.side[i].text) {
			r->side[i].given = true;
			status = read_cuts(r, i, &g.side[i], iv_conf_get(map, side_name[i]), r->side[i].cut, err);
		}
	return status;
}

static int check(struct rfm *r, const struct iv_conf_node *node, struct iv_err *err)
{
	if (r->groups < 2 || r->groups > IV_RFM_GROUPS)
		return iv_conf_error(iv_conf_get(node, "groups"), 0, err, "groups: expected a number from 2 to %d", IV_RFM_GROUPS);
	if (r->offset < 0 || r->offset > 1000000 * (int64_t)IV_MONEY_ONE)
		return iv_conf_error(iv_conf_get(node, "offset"), 0, err, "offset: expected a number from 0 to 1000000");
	if (r->ties != IV_RFM_TOGETHER && iv_conf_get(node, "offset"))
		return iv_conf_error(iv_conf_get(node, "offset"), 0, err, "offset: only with ties: together");
	if (r->nested && r->cuts)
		return iv_conf_error(r->cuts, 0, err, "cuts: only with binning: independent");
	return IV_OK;
}

static int load(void **state, struct iv_conf_duty *duty, const struct iv_conf_node *node, struct iv_err *err)
{
	struct rfm *r = iv_zalloc(sizeof *r);
	r->groups = 5;
	r->offset = IV_MONEY_ONE;
	int status = node ? iv_conf_bind(node, keys, sizeof keys / sizeof *keys, r, err) : IV_OK;
	if (status == IV_OK)
		status = check(r, node, err);
	for (int i = 0; i < SIDES && status == IV_OK; i++)
		r->side[i].cut = iv_zalloc(cuts_of(r, i) * sizeof *r->side[i].cut);
	if (status == IV_OK && r->cuts)
		status = bind_cuts(r, r->cuts, err);
	if (status == IV_OK && r->map_node)
		status = iv_rfm_map_load(&r->map, r->map_node, (unsigned)r->groups, err);
	if (status != IV_OK) {
		release(r);
		return status;
	}
	*duty = r->duty;
	*state = r;
	return IV_OK;
}

static void doubts(const void *state, bool learned, void (*tell)(void *ctx, const struct iv_err *doubt), void *ctx)
{
	const struct rfm *r = state;
	for (size_t i = 0; !learned && i < r->map.n; i++) {
		struct iv_err doubt;
		if (r->map.segment[i].reached)
			continue;
		iv_err_set(&doubt, IV_OK, "unreachable", "rfm: nobody can be '" IV_FMT "': all its scores go to segments before it", IV_ARG(r->map.segment[i].name));
		tell(ctx, &doubt);
	}
}

/* --- Learning --- */

/* All three in ten-thousandths, so that one offset and one way of printing serve them. */
static void values(const struct iv_score_facts *f, struct iv_rfm_value out[SIDES])
{
	out[RECENCY] = (struct iv_rfm_value){ (int64_t)f->recency * IV_MONEY_ONE, f->id };
	out[FREQUENCY] = (struct iv_rfm_value){ f->orders * IV_MONEY_ONE, f->id };
	out[MONETARY] = (struct iv_rfm_value){ f->spend, f->id };
}

static void score(const struct rfm *r, const struct iv_rfm_value v[SIDES], uint8_t out[SIDES])
{
	unsigned groups = (unsigned)r->groups;
	size_t cell = 0;
	for (int i = 0; i < SIDES; i++) {
		unsigned g = iv_rfm_group(v[i], r->side[i].cut + cell * (groups - 1), groups);
		out[i] = (uint8_t)(i == RECENCY ? groups - g : g + 1);
		cell = r->nested ? cell * groups + g : 0;
	}
}

/* Values of one side, those of a cell together; members[k] is how many stand before cell k. */
static void gather(const struct rfm *r, int side, const struct iv_score_base *base, struct iv_rfm_value *v, size_t *members)
{
	unsigned groups = (unsigned)r->groups;
	size_t n = cells(r, side);
	memset(members, 0, (n + 1) * sizeof *members);
	for (int pass = 0; pass < 2; pass++) {
		for (size_t i = 0; i < base->n; i++) {
			struct iv_rfm_value own[SIDES];
			size_t cell = 0;
			if (!base->facts[i].bought_ever)
				continue;
			values(&base->facts[i], own);
			for (int s = 0; r->nested && s < side; s++)
				cell = cell * groups + iv_rfm_group(own[s], r->side[s].cut + cell * (groups - 1), groups);
			if (pass)
				v[members[cell]++] = own[side];
			else
				members[cell + 1]++;
		}
		for (size_t k = 0; !pass && k < n; k++)
			members[k + 1] += members[k];
	}
	for (size_t k = n; k > 0; k--)
		members[k] = members[k - 1];
	members[0] = 0;
}

static int fit(void *state, const struct iv_score_base *base, struct iv_err *err)
{
	struct rfm *r = state;
	struct iv_rfm_value *v = iv_alloc((base->n + 1) * sizeof *v);
	size_t *members = iv_alloc((cells(r, MONETARY) + 1) * sizeof *members);
	(void)err;
	for (int side = 0; side < SIDES; side++) {
		if (r->side[side].given)
			continue;
		gather(r, side, base, v, members);
		for (size_t k = 0; k < cells(r, side); k++)
			iv_rfm_cuts(v + members[k], members[k + 1] - members[k], (enum iv_rfm_ties)r->ties, r->offset, (unsigned)r->groups,
				    r->side[side].cut + k * (size_t)(r->groups - 1));
	}
	free(members);
	free(v);
	for (size_t i = 0; i < base->n; i++) {
		struct iv_rfm_value own[SIDES];
		uint8_t s[SIDES];
		if (!base->facts[i].bought_ever)
			continue;
		values(&base->facts[i], own);
		score(r, own, s);
		r->customers++;
		for (int side = 0; side < SIDES; side++)
			r->side[side].count[s[side] - 1]++;
		r->unnamed += r->map.n && !iv_rfm_map_find(&r->map, s);
	}
	return IV_OK;
}

/* --- Judging --- */

static struct iv_str number(struct iv_rec *rec, int64_t v)
{
	struct iv_buf b = { .p = iv_arena_alloc(rec->arena, 32), .cap = 32 };
	iv_num_add_money(&b, v);
	return iv_buf_str(&b);
}

/* As JSON has it: three digits; with ten groups, of which the best has two digits, joined by hyphens. */
static struct iv_str code(const struct rfm *r, const uint8_t s[SIDES], struct iv_rec *rec)
{
	struct iv_buf b = { .p = iv_arena_alloc(rec->arena, 16), .cap = 16 };
	iv_buf_addc(&b, '"');
	for (int i = 0; i < SIDES; i++) {
		if (i && r->groups > 9)
			iv_buf_addc(&b, '-');
		iv_num_add_int(&b, s[i]);
	}
	iv_buf_addc(&b, '"');
	return iv_buf_str(&b);
}

static void judge(const void *state, struct iv_score_case *c)
{
	const struct rfm *r = state;
	struct iv_rfm_value v[SIDES];
	uint8_t s[SIDES];
	values(c->facts, v);
	if (c->facts->bought_ever)
		iv_rec_set(c->rec, IV_STR("recency"), number(c->rec, v[RECENCY].value));
	iv_rec_set(c->rec, IV_STR("frequency"), number(c->rec, v[FREQUENCY].value));
	iv_rec_set(c->rec, IV_STR("monetary"), number(c->rec, v[MONETARY].value));
	if (!c->facts->bought_ever)
		return;
	score(r, v, s);
	iv_rec_set(c->rec, IV_STR("rfm"), code(r, s, c->rec));
	const struct iv_rfm_segment *named = r->map.n ? iv_rfm_map_find(&r->map, s) : NULL;
	if (named)
		iv_rec_set_text(c->rec, IV_STR("rfm_segment"), named->name);
}

/* --- What was learned --- */

static void write_cuts(const struct rfm *r, int side, struct iv_buf *out)
{
	iv_buf_adds(out, IV_STR("\"cuts\":["));
	for (size_t k = 0; r->customers && k < cuts_of(r, side); k++) {
		const struct iv_rfm_cut *cut = &r->side[side].cut[k];
		iv_json_comma(out);
		if (cut->id)
			iv_buf_addc(out, '"');
		iv_stats_point_print(cut->at, IV_MONEY_ONE, out);
		if (cut->id)
			iv_buf_addf(out, ":%llx\"", (unsigned long long)cut->id);
	}
	iv_buf_addc(out, ']');
}

static void write(const void *state, struct iv_buf *out)
{
	const struct rfm *r = state;
	iv_buf_addc(out, '{');
	iv_json_member_int(out, "groups", r->groups);
	iv_json_member_text(out, "ties", iv_str_of(ties[r->ties]));
	iv_json_member_text(out, "binning", iv_str_of(binnings[r->nested]));
	iv_json_member_int(out, "customers", (int64_t)r->customers);
	for (int i = 0; i < SIDES; i++) {
		iv_json_comma(out);
		iv_buf_addf(out, "\"%s\":{", side_name[i]);
		write_cuts(r, i, out);
		iv_buf_adds(out, IV_STR(",\"customers\":["));
		for (int64_t k = 0; k < r->groups; k++) {
			iv_json_comma(out);
			iv_num_add_int(out, (int64_t)r->side[i].count[k]);
		}
		iv_buf_adds(out, IV_STR("]}"));
	}
	if (r->map.n)
		iv_json_member_int(out, "unnamed", (int64_t)r->unnamed);
	iv_buf_addc(out, '}');
}

struct model {
	int64_t groups, customers, unnamed;
	int ties, nested;
	const struct iv_conf_node *side[SIDES];
};

struct model_side {
	struct iv_conf_texts cuts, customers;
};

static int read_side(struct rfm *r, int side, const struct iv_conf_node *node, struct iv_err *err)
{
	static const struct iv_conf_key side_keys[] = {
		{ "cuts", IV_CONF_TEXTS, offsetof(struct model_side, cuts), true, NULL },
		{ "customers", IV_CONF_TEXTS, offsetof(struct model_side, customers), true, NULL },
	};
	struct model_side m = { 0 };
	int status = iv_conf_bind(node, side_keys, 2, &m, err);
	if (status != IV_OK || r->side[side].given)
		return status;
	if (m.customers.n != (size_t)r->groups)
		return iv_conf_error(iv_conf_get(node, "customers"), 0, err, "customers: expected a number for each of the %d groups", (int)r->groups);
	for (size_t k = 0; k < m.customers.n; k++) {
		int64_t n;
		if (!iv_num_int(m.customers.text[k], &n) || n < 0)
			return iv_conf_error(m.customers.node[k], 0, err, "customers: expected whole numbers, 0 or more");
		r->side[side].count[k] = (size_t)n;
	}
	if (!r->customers) {
		iv_rfm_cuts(NULL, 0, IV_RFM_TOGETHER, 0, (unsigned)r->groups, r->side[side].cut);
		return IV_OK;
	}
	return read_cuts(r, side, &m.cuts, iv_conf_get(node, "cuts"), r->side[side].cut, err);
}

static int read(void *state, const struct iv_score *score, const struct iv_conf_node *node, struct iv_err *err)
{
	static const struct iv_conf_key model_keys[] = {
		{ "groups", IV_CONF_INT, offsetof(struct model, groups), true, NULL },
		{ "ties", IV_CONF_CHOICE, offsetof(struct model, ties), true, ties },
		{ "binning", IV_CONF_CHOICE, offsetof(struct model, nested), true, binnings },
		{ "customers", IV_CONF_INT, offsetof(struct model, customers), true, NULL },
		{ "recency", IV_CONF_MAP, offsetof(struct model, side[RECENCY]), true, NULL },
		{ "frequency", IV_CONF_MAP, offsetof(struct model, side[FREQUENCY]), true, NULL },
		{ "monetary", IV_CONF_MAP, offsetof(struct model, side[MONETARY]), true, NULL },
		{ "unnamed", IV_CONF_INT, offsetof(struct model, unnamed), false, NULL },
	};
	struct rfm *r = state;
	struct model m = { 0 };
	(void)score;
	int status = iv_conf_bind(node, model_keys, sizeof model_keys / sizeof *model_keys, &m, err);
	if (status == IV_OK && (m.groups != r->groups || m.nested != r->nested))
		return iv_conf_error(node, 0, err, "rfm: the model has %d groups, %s, and score.yaml asks for %d, %s; fit it anew with --fit", (int)m.groups, binnings[m.nested], (int)r->groups,
				     binnings[r->nested]);
	r->customers = (size_t)(m.customers > 0 ? m.customers : 0);
	r->unnamed = (size_t)(m.unnamed > 0 ? m.unnamed : 0);
	for (int i = 0; i < SIDES && status == IV_OK; i++)
		status = read_side(r, i, m.side[i], err);
	return status;
}

const struct iv_score_model iv_score_rfm = {
	.name = "rfm",
	.fields = fields,
	.load = load,
	.free = release,
	.fit = fit,
	.write = write,
	.read = read,
	.doubts = doubts,
	.judge = judge,
};
