/* SPDX-License-Identifier: MIT
 * Recency, frequency, monetary. The cut points of each are quantiles (R's type 7) of those who bought, plus `offset`;
 * a group reaches from one cut point up to, but without, the next. The offset of 1 is the convention of R's package
 * rfm: with whole numbers it puts a customer who stands on the quantile into the group below.
 *
 * Equal customers always get equal scores. Where many are equal, groups are uneven or empty; that is said in the
 * report rather than hidden by splitting equals. */
#include "score/score.h"

#include <stdlib.h>

#include "base/num.h"
#include "stats/quantile.h"

#define GROUPS_MAX 10

enum { RECENCY, FREQUENCY, MONETARY, SIDES };
static const char *const side_name[SIDES] = { "recency", "frequency", "monetary" };
static const char *const fields[] = { "recency", "frequency", "monetary", "rfm", NULL };

struct rfm {
	struct iv_conf_duty duty;
	int64_t groups, offset; /* offset in ten-thousandths of a day, an order, a unit of money */
	struct side {
		struct iv_stats_sample sample;
		struct iv_stats_point cut[GROUPS_MAX - 1];
		size_t count[GROUPS_MAX]; /* customers in each group, the lowest values first */
		size_t n;
	} side[SIDES];
};

static const struct iv_conf_key keys[] = {
	{ "purpose", IV_CONF_TEXT, offsetof(struct rfm, duty.purpose), true, NULL },
	{ "owner", IV_CONF_TEXT, offsetof(struct rfm, duty.owner), true, NULL },
	{ "approved", IV_CONF_MAP, offsetof(struct rfm, duty.approved), false, NULL },
	{ "groups", IV_CONF_INT, offsetof(struct rfm, groups), false, NULL },
	{ "offset", IV_CONF_MONEY, offsetof(struct rfm, offset), false, NULL },
};

static void release(void *state)
{
	struct rfm *r = state;
	for (int i = 0; i < SIDES; i++)
		iv_stats_sample_release(&r->side[i].sample);
	free(r);
}

static int load(void **state, struct iv_conf_duty *duty, const struct iv_conf_node *node, struct iv_err *err)
{
	struct rfm *r = iv_zalloc(sizeof *r);
	r->groups = 5;
	r->offset = IV_MONEY_ONE;
	int status = iv_conf_bind(node, keys, sizeof keys / sizeof *keys, r, err);
	if (status == IV_OK && (r->groups < 2 || r->groups > GROUPS_MAX))
		status = iv_conf_error(iv_conf_get(node, "groups"), 0, err, "groups: expected a number from 2 to %d", GROUPS_MAX);
	if (status == IV_OK && (r->offset < 0 || r->offset > 1000000 * (int64_t)IV_MONEY_ONE))
		status = iv_conf_error(iv_conf_get(node, "offset"), 0, err, "offset: expected a number from 0 to 1000000");
	if (status != IV_OK) {
		release(r);
		return status;
	}
	*duty = r->duty;
	*state = r;
	return IV_OK;
}

/* All three in ten-thousandths, so that one offset and one way of printing serve them. */
static void values(const struct iv_score_facts *facts, int64_t out[SIDES])
{
	out[RECENCY] = (int64_t)facts->recency * IV_MONEY_ONE;
	out[FREQUENCY] = facts->orders * IV_MONEY_ONE;
	out[MONETARY] = facts->spend;
}

static size_t note(const void *state, const struct iv_score_facts *facts, char out[IV_SCORE_NOTE])
{
	(void)state;
	if (!facts->bought)
		return 0;
	int64_t v[SIDES];
	values(facts, v);
	memcpy(out, v, sizeof v);
	return sizeof v;
}

static void learn(void *state, const char *text)
{
	struct rfm *r = state;
	int64_t v[SIDES];
	memcpy(v, text, sizeof v);
	for (int i = 0; i < SIDES; i++)
		iv_stats_sample_add(&r->side[i].sample, v[i]);
}

/* How many values of a sorted sample lie below the point. */
static size_t below(const struct iv_stats_sample *s, struct iv_stats_point p)
{
	size_t low = 0, high = s->n;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (iv_stats_below(s->value[middle], p))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void fit(void *state)
{
	struct rfm *r = state;
	uint32_t groups = (uint32_t)r->groups;
	for (int i = 0; i < SIDES; i++) {
		struct side *side = &r->side[i];
		side->n = side->sample.n;
		if (!side->n)
			continue;
		iv_stats_sample_sort(&side->sample);
		size_t before = 0;
		for (uint32_t k = 1; k <= groups; k++) {
			size_t upto = side->n;
			if (k < groups) {
				side->cut[k - 1] = iv_stats_quantile(&side->sample, k, groups);
				/* An amount so large that adding the offset would overflow is the top anyway. */
				if (!iv_num_add64(side->cut[k - 1].whole, r->offset, &side->cut[k - 1].whole))
					side->cut[k - 1].whole = INT64_MAX;
				upto = below(&side->sample, side->cut[k - 1]);
			}
			side->count[k - 1] = upto - before;
			before = upto;
		}
		iv_stats_sample_release(&side->sample);
	}
}

static struct iv_str number(struct iv_rec *rec, int64_t v)
{
	struct iv_buf b = { .p = iv_arena_alloc(rec->arena, 32), .cap = 32 };
	iv_num_add_money(&b, v);
	return iv_buf_str(&b);
}

/* As JSON has it: three digits; with ten groups, of which the best has two digits, joined by hyphens. */
static struct iv_str code(const struct rfm *r, const int64_t v[SIDES], struct iv_rec *rec)
{
	struct iv_buf b = { .p = iv_arena_alloc(rec->arena, 16), .cap = 16 };
	iv_buf_addc(&b, '"');
	for (int i = 0; i < SIDES; i++) {
		unsigned group = iv_stats_group(v[i], r->side[i].cut, (unsigned)r->groups - 1);
		int64_t score = i == RECENCY ? r->groups - group : group + 1;
		if (i && r->groups > 9)
			iv_buf_addc(&b, '-');
		iv_num_add_int(&b, score);
	}
	iv_buf_addc(&b, '"');
	return iv_buf_str(&b);
}

static void apply(const void *state, const struct iv_score_facts *facts, struct iv_rec *rec)
{
	const struct rfm *r = state;
	int64_t v[SIDES];
	values(facts, v);
	if (facts->bought)
		iv_rec_set(rec, IV_STR("recency"), number(rec, v[RECENCY]));
	iv_rec_set(rec, IV_STR("frequency"), number(rec, v[FREQUENCY]));
	iv_rec_set(rec, IV_STR("monetary"), number(rec, v[MONETARY]));
	if (facts->bought)
		iv_rec_set(rec, IV_STR("rfm"), code(r, v, rec));
}

static void report(const void *state, struct iv_buf *out)
{
	const struct rfm *r = state;
	iv_buf_addc(out, '{');
	iv_json_member_int(out, "groups", r->groups);
	iv_json_member_int(out, "customers", (int64_t)r->side[0].n);
	for (int i = 0; i < SIDES; i++) {
		const struct side *side = &r->side[i];
		iv_json_comma(out);
		iv_buf_addf(out, "\"%s\":{\"cuts\":[", side_name[i]);
		for (int64_t k = 0; side->n && k < r->groups - 1; k++) {
			iv_json_comma(out);
			iv_stats_point_print(side->cut[k], IV_MONEY_ONE, out);
		}
		iv_buf_adds(out, IV_STR("],\"customers\":["));
		for (int64_t k = 0; k < r->groups; k++) {
			iv_json_comma(out);
			iv_num_add_int(out, (int64_t)side->count[i == RECENCY ? r->groups - 1 - k : k]);
		}
		iv_buf_adds(out, IV_STR("]}"));
	}
	iv_buf_addc(out, '}');
}

const struct iv_score_model iv_score_rfm = {
	.name = "rfm",
	.fields = fields,
	.load = load,
	.free = release,
	.note = note,
	.learn = learn,
	.fit = fit,
	.apply = apply,
	.report = report,
};
