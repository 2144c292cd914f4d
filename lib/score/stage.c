/* SPDX-License-Identifier: MIT
 * The score `stage`. */
#include "score/stage.h"

#include <math.h>
#include <stdlib.h>

#include "base/date.h"
#include "base/num.h"
#include "score/outlook.h"
#include "score/reason.h"

const char *const iv_score_stage_name[IV_STAGES] = { NULL, "lead", "new", "growing", "steady", "won_back", "at_risk", "lapsing", "lost" };
static const char *const fields[] = { "stage", "stage_since", "stage_next", NULL };
static const struct iv_score_model *const needs[] = { &iv_score_purchase, NULL };

struct stage {
	struct iv_conf_duty duty;
	size_t count[IV_STAGES]; /* customers, without looking at what stood before */
};

static const struct iv_conf_key keys[] = {
	{ "purpose", IV_CONF_TEXT, offsetof(struct stage, duty.purpose), true, NULL },
	{ "owner", IV_CONF_TEXT, offsetof(struct stage, duty.owner), true, NULL },
	{ "approved", IV_CONF_MAP, offsetof(struct stage, duty.approved), false, NULL },
};

static int load(void **state, struct iv_conf_duty *duty, const struct iv_conf_node *node, struct iv_err *err)
{
	struct stage *s = iv_zalloc(sizeof *s);
	int status = node ? iv_conf_bind(node, keys, sizeof keys / sizeof *keys, s, err) : IV_OK;
	if (status != IV_OK) {
		free(s);
		return status;
	}
	*duty = s->duty;
	*state = s;
	return IV_OK;
}

/* --- Finding --- */

/* The share of seasonal days since the first order that lie in the later half of the time; a half where no season is known. */
static double later_share(const struct iv_score *s, const struct iv_score_facts *f)
{
	int32_t all = iv_season_days(&s->season, f->first, s->today), later = iv_season_days(&s->season, f->first + (s->today - f->first) / 2, s->today);
	return s->season.n && all > 0 ? (double)later / all : 0.5;
}

/* Is it too many for chance that `lately` of n order days lie in the later half? One in ten by the binomial distribution of its share. */
static bool grows(const struct iv_score *s, const struct iv_score_facts *f)
{
	const int32_t n = f->days - 1, lately = f->lately;
	double term = 1, tail = 0, p = later_share(s, f);
	if (n < 3 || lately <= p * n || p <= 0)
		return false;
	if (n > 200) /* the normal distribution does */
		return lately - n * p > 1.2816 * sqrt(n * p * (1 - p));
	for (int32_t k = n; k >= lately; k--) {
		tail += term;
		term = term * k / (n - k + 1) * ((1 - p) / p);
	}
	return tail * pow(p, n) < 0.1;
}

/* Had it been lapsing before it ordered last? */
static bool came_back(const struct iv_score *s, const struct iv_score_facts *f)
{
	double before;
	return f->daily && f->days > 1 && iv_score_silence(s, f->days - 2, iv_season_days(&s->season, f->first, f->before), iv_season_days(&s->season, f->before, f->last), &before) && before < iv_outlook_worry[IV_OUTLOOK_LAPSE].silence;
}

enum iv_score_stage iv_score_stage_find(const struct iv_score *s, const struct iv_score_facts *f, const struct iv_score_outlook *o, double scale)
{
	if (!f->orders)
		return IV_STAGE_LEAD;
	if (!o)
		return IV_STAGE_NONE;
	int32_t silence = iv_season_days(&s->season, f->last, s->today);
	for (int k = IV_OUTLOOK_LIMITS; k-- > 0;)
		if (silence >= scale * o->silent[k])
			return IV_STAGE_AT_RISK + (unsigned)k;
	if (came_back(s, f))
		return IV_STAGE_WON_BACK;
	if (f->days <= 2)
		return IV_STAGE_NEW;
	return grows(s, f) ? IV_STAGE_GROWING : IV_STAGE_STEADY;
}

static int fit(void *state, const struct iv_score_base *base, struct iv_err *err)
{
	struct stage *s = state;
	(void)err;
	for (size_t i = 0; i < base->n; i++)
		s->count[iv_score_stage_find(base->score, &base->facts[i], iv_score_outlook_of(base, i), 1)]++;
	return IV_OK;
}

/* --- Judging --- */

/* The stage that stood before is kept when it would stand at slightly other limits. */
static enum iv_score_stage settle(const struct iv_score_case *c, enum iv_score_stage now, bool *stays)
{
	static const double scale[] = { 0.8, 1.2 };
	*stays = false;
	for (int k = IV_STAGE_LEAD; k < IV_STAGES; k++) {
		if (!iv_str_eq(c->stage_before, iv_str_of(iv_score_stage_name[k])))
			continue;
		*stays = (int)now == k;
		for (size_t i = 0; i < 2 && !*stays; i++)
			*stays = (int)iv_score_stage_find(c->score, c->facts, c->outlook, scale[i]) == k;
		return *stays ? (enum iv_score_stage)k : now;
	}
	return now;
}

/* The day on which the stage gets worse unless an order comes. */
static bool next(const struct iv_score_case *c, enum iv_score_stage now, enum iv_score_stage *then, int32_t *day)
{
	*then = now < IV_STAGE_AT_RISK ? IV_STAGE_AT_RISK : now + 1;
	if (now == IV_STAGE_LEAD || now == IV_STAGE_LOST)
		return false;
	*day = iv_season_after(&c->score->season, c->facts->last, c->outlook->silent[*then - IV_STAGE_AT_RISK]);
	if (*day <= c->score->today)
		*day = c->score->today + 1;
	return *day <= IV_DATE_LAST;
}

static struct iv_str says(const struct iv_score_case *c, enum iv_score_stage stage)
{
	const struct iv_score_facts *f = c->facts;
	struct iv_buf b = iv_score_words(c);
	if (stage == IV_STAGE_LEAD)
		return IV_STR("has never ordered");
	if (stage >= IV_STAGE_AT_RISK) {
		iv_score_add(&b, "no order for ");
		iv_score_add_days(&b, f->recency);
		iv_score_add(&b, "; of customers like this ");
		iv_num_add_double(&b, 100 * c->outlook->alive, 0);
		iv_score_add(&b, " in 100 are customers still");
	} else if (stage == IV_STAGE_WON_BACK) {
		iv_score_add(&b, "ordered ");
		iv_score_add_days(&b, f->recency);
		iv_score_add(&b, " ago, after a silence of ");
		iv_score_add_days(&b, f->last - f->before);
	} else if (stage == IV_STAGE_GROWING) {
		iv_num_add_int(&b, f->lately);
		iv_score_add(&b, " of ");
		iv_num_add_int(&b, f->days - 1);
		iv_score_add(&b, " later orders came in the later half of the time");
	} else {
		return iv_score_says_often(c);
	}
	return iv_buf_str(&b);
}

static void judge(const void *state, struct iv_score_case *c)
{
	bool stays;
	enum iv_score_stage then, now = settle(c, iv_score_stage_find(c->score, c->facts, c->outlook, 1), &stays);
	int32_t day;
	(void)state;
	if (now == IV_STAGE_NONE || !c->writes)
		return;
	iv_rec_set_text(c->rec, IV_STR("stage"), iv_str_of(iv_score_stage_name[now]));
	if (stays && c->since_before.n)
		iv_rec_set_text(c->rec, IV_STR("stage_since"), c->since_before);
	else
		iv_rec_set(c->rec, IV_STR("stage_since"), (struct iv_str){ c->score->scored, sizeof c->score->scored });
	if (next(c, now, &then, &day)) {
		struct iv_buf b = iv_score_words(c);
		iv_score_add(&b, "{\"stage\":\"");
		iv_score_add(&b, iv_score_stage_name[then]);
		iv_score_add(&b, "\",\"on\":\"");
		iv_date_add(&b, day);
		iv_buf_adds(&b, IV_STR("\"}"));
		iv_rec_set(c->rec, IV_STR("stage_next"), iv_buf_str(&b));
	}
	struct iv_score_part part = { "silence", c->facts->bought_ever ? c->facts->recency : 0, says(c, now) };
	iv_score_because(c, "stage", part.amount, 0, &part, 1);
}

/* --- What was learned: how many there are --- */

static void write(const void *state, struct iv_buf *out)
{
	const struct stage *s = state;
	iv_buf_addc(out, '{');
	for (int k = IV_STAGE_LEAD; k < IV_STAGES; k++)
		iv_json_member_int(out, iv_score_stage_name[k], (int64_t)s->count[k]);
	iv_buf_addc(out, '}');
}

static int read(void *state, const struct iv_score *score, const struct iv_conf_node *node, struct iv_err *err)
{
	struct stage *s = state;
	int status = IV_OK;
	(void)score;
	for (int k = IV_STAGE_LEAD; k < IV_STAGES && status == IV_OK; k++) {
		const struct iv_conf_node *count = iv_conf_get(node, iv_score_stage_name[k]);
		int64_t n = 0;
		if (count)
			status = iv_conf_scalar(count, iv_score_stage_name[k], IV_CONF_INT, NULL, &n, err);
		s->count[k] = (size_t)(n > 0 ? n : 0);
	}
	return status;
}

const struct iv_score_model iv_score_stage = {
	.name = "stage",
	.fields = fields,
	.needs = needs,
	.load = load,
	.free = free,
	.fit = fit,
	.write = write,
	.read = read,
	.judge = judge,
};
