/* SPDX-License-Identifier: MIT
 * What bounds a campaign: budget, hold-out, caps. */
#include "base/num.h"
#include "campaign/plan.h"

struct budget {
	int64_t contacts, amount, unit_cost;
};

static const struct iv_conf_key budget_keys[] = {
	{ "contacts", IV_CONF_INT, offsetof(struct budget, contacts), false, NULL },
	{ "amount", IV_CONF_MONEY, offsetof(struct budget, amount), false, NULL },
	{ "unit_cost", IV_CONF_MONEY, offsetof(struct budget, unit_cost), false, NULL },
};

/* budget: 1000, or {contacts: 1000}, or {amount: 500.00, unit_cost: 0.05}, or both: the tighter one binds. */
int iv_campaign_load_budget(struct iv_campaign *c, struct iv_err *err)
{
	struct budget b = { .contacts = -1, .amount = -1, .unit_cost = -1 };
	const struct iv_conf_node *node = c->node_budget;
	c->budget = INT64_MAX;
	if (!node)
		return IV_OK;
	int status = node->kind == IV_CONF_SCALAR ? iv_conf_scalar(node, "budget", IV_CONF_INT, NULL, &b.contacts, err) :
						    iv_conf_bind(node, budget_keys, sizeof budget_keys / sizeof *budget_keys, &b, err);
	if (status != IV_OK)
		return status;
	bool contacts = node->kind == IV_CONF_SCALAR || iv_conf_get(node, "contacts");
	bool amount = node->kind == IV_CONF_MAPPING && iv_conf_get(node, "amount");
	bool cost = node->kind == IV_CONF_MAPPING && iv_conf_get(node, "unit_cost");
	if (amount != cost || (!contacts && !amount))
		return iv_conf_error(node, 0, err, "budget: expected a number of contacts, or an amount with a unit_cost");
	if ((contacts && b.contacts < 0) || (amount && (b.amount < 0 || b.unit_cost <= 0)))
		return iv_conf_error(node, 0, err, "budget: expected 0 or more, and a unit_cost above 0");
	if (contacts)
		c->budget = b.contacts;
	if (amount && b.amount / b.unit_cost < c->budget)
		c->budget = b.amount / b.unit_cost;
	return IV_OK;
}

/* holdout: 10%. */
int iv_campaign_load_holdout(struct iv_campaign *c, struct iv_err *err)
{
	int64_t share; /* ten-thousandths of a percent */
	struct iv_str text = c->holdout_text;
	if (!c->node_holdout)
		return IV_OK;
	if (!text.n || text.p[text.n - 1] != '%')
		return iv_conf_error(c->node_holdout, 0, err, "holdout: expected a share such as 10%%");
	text.n--;
	text = iv_str_trim(text);
	if (!iv_num_money(text, &share) || share < 0 || share >= 100 * (int64_t)IV_MONEY_ONE)
		return iv_conf_error(c->node_holdout, 0, err, "holdout: expected a share from 0%% to less than 100%%");
	__extension__ typedef unsigned __int128 wide;
	c->holdout = (uint64_t)(((wide)share << 64) / (100 * (wide)IV_MONEY_ONE));
	return IV_OK;
}

/* The next word of a text, blanks skipped. */
static struct iv_str word(struct iv_str *rest)
{
	struct iv_str head = { 0 };
	*rest = iv_str_trim(*rest);
	iv_str_cut(rest, ' ', &head);
	return head;
}

/* "2 per 30 days" */
static bool parse_cap(struct iv_str text, struct iv_campaign_cap *cap)
{
	struct iv_str most = word(&text), per = word(&text), days = word(&text), unit = word(&text);
	return iv_num_int(most, &cap->most) && cap->most >= 1 && iv_str_eq(per, IV_STR("per")) && iv_num_int(days, &cap->days) && cap->days >= 1 &&
	       cap->days <= 36500 && (iv_str_eq(unit, IV_STR("days")) || iv_str_eq(unit, IV_STR("day"))) && !iv_str_trim(text).n;
}

int iv_campaign_load_caps(struct iv_campaigns *s, struct iv_campaign *c, struct iv_err *err)
{
	const struct iv_conf_node *map = c->node_cap;
	if (!map)
		return IV_OK;
	c->cap = iv_arena_zalloc(&s->arena, (map->n + 1) * sizeof *c->cap);
	for (size_t i = 0; i < map->n; i++) {
		struct iv_campaign_cap *cap = &c->cap[c->caps];
		struct iv_str text;
		int status = iv_conf_scalar(map->item[i], "cap", IV_CONF_TEXT, NULL, &text, err);
		if (status != IV_OK)
			return status;
		cap->channel = map->key[i]->text;
		for (size_t k = 0; k < cap->channel.n; k++)
			if (cap->channel.p[k] < 'a' || cap->channel.p[k] > 'z')
				return iv_conf_error(map->key[i], k, err, "cap: expected a channel such as sms, or any");
		if (!parse_cap(text, cap))
			return iv_conf_error(map->item[i], 0, err, "cap: expected a limit such as '2 per 30 days'");
		struct iv_str rule = iv_arena_fmt(&s->arena, "contacts('" IV_FMT "', %lld) >= %lld", IV_ARG(cap->channel), (long long)cap->days,
						  (long long)cap->most);
		status = iv_rules_add_text(s->rules, rule, IV_RULE_BOOL, &cap->rule, err);
		if (status != IV_OK) { /* most likely a channel that the history does not know */
			struct iv_err reason = *err;
			return iv_conf_error(map->key[i], 0, err, "cap: %s", reason.msg);
		}
		c->caps++;
	}
	return IV_OK;
}
