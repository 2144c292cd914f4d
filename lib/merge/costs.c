/* SPDX-License-Identifier: MIT
 * Reading unit costs. */
#include "merge/costs.h"

struct entry {
	struct iv_conf_duty duty;
	struct iv_str event, channel;
	int64_t cost;
};

static const struct iv_conf_key keys[] = {
	{ "event", IV_CONF_TEXT, offsetof(struct entry, event), true, NULL },
	{ "channel", IV_CONF_TEXT, offsetof(struct entry, channel), false, NULL },
	{ "cost", IV_CONF_MONEY, offsetof(struct entry, cost), true, NULL },
	{ "purpose", IV_CONF_TEXT, offsetof(struct entry, duty.purpose), true, NULL },
	{ "owner", IV_CONF_TEXT, offsetof(struct entry, duty.owner), true, NULL },
	{ "approved", IV_CONF_MAP, offsetof(struct entry, duty.approved), false, NULL },
};

static int check_name(const struct iv_conf_node *node, const char *key, const char *near, struct iv_err *err)
{
	node = iv_conf_get(node, key);
	return !node || !near ? IV_OK : iv_conf_error(node, 0, err, "there is no %s '" IV_FMT "'; did you mean '%s'?", key, IV_ARG(node->text), near);
}

static int load_one(struct iv_merge_settings *s, const struct iv_conf_node *node, struct iv_err *err)
{
	struct entry e = { 0 };
	if (node->kind != IV_CONF_MAPPING)
		return iv_conf_error(node, 0, err, "expected a mapping with event, cost, purpose and owner");
	int status = iv_conf_bind(node, keys, sizeof keys / sizeof *keys, &e, err);
	if (status == IV_OK)
		status = check_name(node, "event", iv_history_meant_event(e.event), err);
	if (status == IV_OK)
		status = check_name(node, "channel", iv_history_meant_channel(e.channel), err);
	if (status != IV_OK)
		return status;
	if (e.cost < 0)
		return iv_conf_error(iv_conf_get(node, "cost"), 0, err, "expected what one such event costs, 0 or more");
	for (size_t i = 0; i < s->costs; i++)
		if (iv_str_eq(s->cost[i].event, e.event) && iv_str_eq(s->cost[i].channel, e.channel))
			return iv_conf_error(node, 0, err, "'" IV_FMT "' has a cost %s already", IV_ARG(e.event), e.channel.n ? "by this channel" : "for all channels");
	s->cost[s->costs++] = (struct iv_history_cost){ e.event, e.channel, e.cost };
	return IV_OK;
}

int iv_merge_costs_load(struct iv_merge_settings *s, const struct iv_conf_node *list, struct iv_err *err)
{
	if (!list)
		return IV_OK;
	if (!s->currency.n)
		return iv_conf_error(list, 0, err, "costs need the currency they are in, at the top of the file");
	s->cost = iv_arena_zalloc(&s->arena, (list->n + 1) * sizeof *s->cost);
	int status = IV_OK;
	for (size_t i = 0; i < list->n && status == IV_OK; i++)
		status = load_one(s, list->item[i], err);
	return status;
}
