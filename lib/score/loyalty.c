/* SPDX-License-Identifier: MIT
 * The score `loyalty`: three faces of it that need not agree, and where they contradict each other.
 *
 *   attitude      what the customer says: satisfied, would buy again, would recommend. All three of 4 or 5 are loyal, one of 2 or 1 is
 *                 disloyal, all else is general. Who was never asked has none. (Burke's secure customer index counts who said 5 three times.)
 *   behaviour     what the customer does, of 100 points: 50 for being a customer still, 25 for not being overdue, 10 for a regular rhythm, 10 for
 *                 several channels, 5 for a complaint that was resolved, which is a sign of attachment. 70 are loyal, less than 35 disloyal.
 *                 A complaint takes nothing away.
 *   contribution  what the customer leaves after what it costs: high is the upper fifth, low is a loss.
 *
 * Together they have 0 to 6 points, 2 for each that is loyal or high; an attitude that is not known counts 1. 5 make a loyal
 * customer, less than 3 a disloyal one. */
#include <math.h>
#include <stdlib.h>

#include "base/num.h"
#include "score/outlook.h"
#include "score/reason.h"
#include "stats/quantile.h"

static const char *const fields[] = { "attitude", "behaviour", "contribution", "loyalty", "contradictions", NULL };
static const struct iv_score_model *const needs[] = { &iv_score_purchase, NULL };

enum face { UNKNOWN = -1, LOW, MIDDLE, HIGH, FACES };
static const char *const face_name[FACES] = { "disloyal", "general", "loyal" };
static const char *const contribution_name[FACES] = { "loss", "fair", "high" };

enum { ALIVE, RHYTHM, REGULAR, CHANNELS, RESOLVED, BEHAVIOURS };
static const double behaviour_points[BEHAVIOURS] = { 50, 25, 10, 10, 5 };
#define LOYAL 70
#define DISLOYAL 35

struct loyalty {
	struct iv_conf_duty duty;
	int64_t high; /* profit from which on a contribution is high */
	size_t asked, secure; /* customers who answered all three; 5 each time */
	size_t count[FACES];
};

static const struct iv_conf_key keys[] = {
	{ "purpose", IV_CONF_TEXT, offsetof(struct loyalty, duty.purpose), true, NULL },
	{ "owner", IV_CONF_TEXT, offsetof(struct loyalty, duty.owner), true, NULL },
	{ "approved", IV_CONF_MAP, offsetof(struct loyalty, duty.approved), false, NULL },
};

static int load(void **state, struct iv_conf_duty *duty, const struct iv_conf_node *node, struct iv_err *err)
{
	struct loyalty *l = iv_zalloc(sizeof *l);
	int status = node ? iv_conf_bind(node, keys, sizeof keys / sizeof *keys, l, err) : IV_OK;
	if (status != IV_OK) {
		free(l);
		return status;
	}
	*duty = l->duty;
	*state = l;
	return IV_OK;
}

/* --- The faces --- */

struct faces {
	enum face attitude, behaviour, contribution;
	int points; /* of all three */
	enum face together;
	double part[BEHAVIOURS], index; /* points of behaviour */
	int64_t profit;
};

static enum face attitude(const struct iv_score_facts *f)
{
	int asked = 0, high = 0;
	for (int i = 0; i < IV_ANSWERS; i++) {
		if (f->answer[i] && f->answer[i] <= 2)
			return LOW;
		asked += f->answer[i] > 0;
		high += f->answer[i] >= 4;
	}
	return !asked ? UNKNOWN : high == IV_ANSWERS ? HIGH : MIDDLE;
}

/* How regular the gaps are: 1 over 1 and the square of their coefficient of variation; 1 when all are equal, 1/2 when orders come by chance. */
static double regularity(const struct iv_score_facts *f)
{
	int32_t gaps = f->days - 1;
	if (!f->daily || gaps < 3)
		return 0.5;
	double mean = (double)(f->last - f->first) / gaps, squares = (double)f->gap_squares / gaps;
	return mean * mean / squares;
}

static enum face behaviour(const struct iv_score *s, const struct iv_score_facts *f, const struct iv_score_outlook *o, struct faces *out)
{
	double silence, index = 0;
	if (!o || !iv_score_silence(s, f->days - 1, iv_season_days(&s->season, f->first, f->last), iv_season_days(&s->season, f->last, s->today), &silence))
		return UNKNOWN;
	out->part[ALIVE] = o->alive;
	out->part[RHYTHM] = silence < 0.5 ? 2 * silence : 1;
	out->part[REGULAR] = regularity(f);
	out->part[CHANNELS] = f->channels > 1 ? 1 : 0;
	out->part[RESOLVED] = f->resolved && !f->open ? 1 : 0;
	for (int i = 0; i < BEHAVIOURS; i++)
		index += out->part[i] *= behaviour_points[i];
	out->index = round(index);
	return out->index >= LOYAL ? HIGH : out->index < DISLOYAL ? LOW : MIDDLE;
}

static bool look(const struct iv_score *s, const struct iv_score_facts *f, const struct iv_score_outlook *o, int64_t high, struct faces *out)
{
	*out = (struct faces){ .attitude = attitude(f), .profit = iv_score_profit(s, f) };
	out->behaviour = behaviour(s, f, o, out);
	if (out->behaviour == UNKNOWN)
		return false;
	out->contribution = out->profit < 0 ? LOW : out->profit >= high ? HIGH : MIDDLE;
	out->points = (out->attitude == UNKNOWN ? 1 : out->attitude) + out->behaviour + out->contribution;
	out->together = out->points >= 5 ? HIGH : out->points < 3 ? LOW : MIDDLE;
	return true;
}

static int fit(void *state, const struct iv_score_base *base, struct iv_err *err)
{
	struct loyalty *l = state;
	struct iv_stats_sample profit = { 0 };
	(void)err;
	for (size_t i = 0; i < base->n; i++) {
		const uint8_t *a = base->facts[i].answer;
		if (base->facts[i].bought_ever)
			iv_stats_sample_add(&profit, iv_score_profit(base->score, &base->facts[i]));
		l->asked += a[0] && a[1] && a[2];
		l->secure += a[0] == 5 && a[1] == 5 && a[2] == 5;
	}
	l->high = INT64_MAX;
	if (profit.n) {
		iv_stats_sample_sort(&profit);
		struct iv_stats_point p = iv_stats_quantile(&profit, 4, 5);
		l->high = p.whole < INT64_MAX ? p.whole + (p.part > 0) : p.whole;
	}
	iv_stats_sample_release(&profit);
	for (size_t i = 0; i < base->n; i++) {
		const struct iv_score_outlook *o = iv_score_outlook_of(base, i);
		struct faces faces;
		if (o && look(base->score, &base->facts[i], o, l->high, &faces))
			l->count[faces.together]++;
	}
	return IV_OK;
}

/* --- Judging --- */

static void contradict(const struct iv_score_case *c, const struct faces *f)
{
	const struct {
		bool holds;
		const char *name;
	} all[] = {
		{ f->attitude == HIGH && f->behaviour == LOW, "satisfied_but_leaving" },
		{ f->attitude == LOW && f->behaviour == HIGH, "dissatisfied_but_buying" },
		{ f->behaviour == HIGH && f->contribution == LOW, "loyal_but_unprofitable" },
		{ f->behaviour == LOW && f->contribution == HIGH, "profitable_but_leaving" },
		{ c->facts->complaints && f->behaviour == HIGH, "complains_and_stays" },
	};
	struct iv_buf b = { .p = iv_arena_alloc(c->rec->arena, 256), .cap = 256 };
	iv_buf_addc(&b, '[');
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (all[i].holds) {
			iv_json_comma(&b);
			iv_json_quote(&b, iv_str_of(all[i].name));
		}
	iv_buf_addc(&b, ']');
	if (b.n > 2)
		iv_rec_set(c->rec, IV_STR("contradictions"), iv_buf_str(&b));
}

static struct iv_str says_attitude(const struct iv_score_case *c)
{
	static const char *const word[] = { "satisfied ", "would buy again ", "would recommend " };
	struct iv_buf b = iv_score_words(c);
	for (int i = 0; i < IV_ANSWERS; i++)
		if (c->facts->answer[i]) {
			iv_score_add(&b, b.n ? ", " : "");
			iv_score_add(&b, word[i]);
			iv_num_add_int(&b, c->facts->answer[i]);
			iv_score_add(&b, " of 5");
		}
	return b.n ? iv_buf_str(&b) : IV_STR("was never asked");
}

static struct iv_str says_profit(const struct iv_score_case *c, int64_t profit)
{
	struct iv_buf b = iv_score_words(c);
	iv_score_add(&b, "left ");
	iv_num_add_double(&b, (double)profit / IV_MONEY_ONE, 2);
	iv_buf_addc(&b, ' ');
	iv_score_add(&b, c->score->currency);
	iv_score_add(&b, " so far, after what it costs");
	return iv_buf_str(&b);
}

static struct iv_str says_number(const struct iv_score_case *c, const char *before, double n, const char *after)
{
	struct iv_buf b = iv_score_words(c);
	iv_score_add(&b, before);
	iv_num_add_double(&b, n, 0);
	iv_score_add(&b, after);
	return iv_buf_str(&b);
}

static void explain(struct iv_score_case *c, const struct faces *f)
{
	struct iv_score_part part[BEHAVIOURS] = {
		{ "alive", f->part[ALIVE], says_number(c, "is a customer still with ", 100 * c->outlook->alive, " chances in 100") },
		{ "rhythm", f->part[RHYTHM], iv_score_says_lately(c) },
		{ "regularity", f->part[REGULAR], iv_score_says_often(c) },
		{ "channels", f->part[CHANNELS], c->facts->channels > 1 ? says_number(c, "uses ", c->facts->channels, " channels") : (struct iv_str){ 0 } },
		{ "resolved", f->part[RESOLVED], f->part[RESOLVED] > 0 ? IV_STR("complained, and was helped") : (struct iv_str){ 0 } },
	};
	iv_score_because(c, "behaviour", f->index, 0, part, BEHAVIOURS);
	struct iv_score_part face[] = {
		{ "attitude", f->attitude == UNKNOWN ? 1 : f->attitude, says_attitude(c) },
		{ "behaviour", f->behaviour, says_number(c, "", f->index, " of 100 points") },
		{ "contribution", f->contribution, says_profit(c, f->profit) },
	};
	iv_score_because(c, "loyalty", f->points, 0, face, 3);
}

static void judge(const void *state, struct iv_score_case *c)
{
	const struct loyalty *l = state;
	struct faces f;
	if (!c->writes)
		return;
	bool known = look(c->score, c->facts, c->outlook, l->high, &f);
	if (f.attitude != UNKNOWN)
		iv_rec_set_text(c->rec, IV_STR("attitude"), iv_str_of(face_name[f.attitude]));
	if (!known)
		return;
	iv_rec_set_text(c->rec, IV_STR("behaviour"), iv_str_of(face_name[f.behaviour]));
	iv_rec_set_text(c->rec, IV_STR("contribution"), iv_str_of(contribution_name[f.contribution]));
	iv_rec_set_text(c->rec, IV_STR("loyalty"), iv_str_of(face_name[f.together]));
	contradict(c, &f);
	explain(c, &f);
}

/* --- What was learned --- */

static void write(const void *state, struct iv_buf *out)
{
	const struct loyalty *l = state;
	iv_buf_addc(out, '{');
	iv_json_member_raw(out, "high", IV_STR(""));
	if (l->high == INT64_MAX)
		iv_buf_adds(out, IV_STR("null"));
	else
		iv_num_add_money(out, l->high);
	iv_json_member_int(out, "asked", (int64_t)l->asked);
	iv_json_member_int(out, "secure", (int64_t)l->secure);
	for (int k = HIGH; k >= LOW; k--)
		iv_json_member_int(out, face_name[k], (int64_t)l->count[k]);
	iv_buf_addc(out, '}');
}

struct model {
	const struct iv_conf_node *high;
	int64_t asked, secure, loyal, general, disloyal;
};

static int read(void *state, const struct iv_score *score, const struct iv_conf_node *node, struct iv_err *err)
{
	static const struct iv_conf_key model_keys[] = {
		{ "high", IV_CONF_NODE, offsetof(struct model, high), true, NULL },
		{ "asked", IV_CONF_INT, offsetof(struct model, asked), true, NULL },
		{ "secure", IV_CONF_INT, offsetof(struct model, secure), true, NULL },
		{ "loyal", IV_CONF_INT, offsetof(struct model, loyal), true, NULL },
		{ "general", IV_CONF_INT, offsetof(struct model, general), true, NULL },
		{ "disloyal", IV_CONF_INT, offsetof(struct model, disloyal), true, NULL },
	};
	struct loyalty *l = state;
	struct model m = { 0 };
	(void)score;
	int status = iv_conf_bind(node, model_keys, sizeof model_keys / sizeof *model_keys, &m, err);
	if (status != IV_OK)
		return status;
	l->asked = (size_t)(m.asked > 0 ? m.asked : 0);
	l->secure = (size_t)(m.secure > 0 ? m.secure : 0);
	l->count[HIGH] = (size_t)(m.loyal > 0 ? m.loyal : 0);
	l->count[MIDDLE] = (size_t)(m.general > 0 ? m.general : 0);
	l->count[LOW] = (size_t)(m.disloyal > 0 ? m.disloyal : 0);
	l->high = INT64_MAX;
	if (m.high->kind == IV_CONF_SCALAR && iv_str_eq(m.high->text, IV_STR("null")))
		return IV_OK;
	return iv_conf_scalar(m.high, "high", IV_CONF_MONEY, NULL, &l->high, err);
}

const struct iv_score_model iv_score_loyalty = {
	.name = "loyalty",
	.fields = fields,
	.needs = needs,
	.load = load,
	.free = free,
	.fit = fit,
	.write = write,
	.read = read,
	.judge = judge,
};
