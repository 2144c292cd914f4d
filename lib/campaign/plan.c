/* SPDX-License-Identifier: MIT
 * Reading campaigns.yaml. */
#include "campaign/plan.h"

#include <stdlib.h>

#include "base/date.h"
#include "base/hash.h"
#include "clean/functions.h"
#include "history/window.h"

const char *const iv_campaign_channels[] = { "sms", "phone", "email", "mail", NULL };
static const char *const consents[] = { "in", "not_out", NULL };

struct file {
	const struct iv_conf_node *fields, *campaigns;
	struct iv_str key;
	int64_t per_customer, per_address;
};

static const struct iv_conf_key file_keys[] = {
	{ "key", IV_CONF_TEXT, offsetof(struct file, key), false, NULL },
	{ "per_customer", IV_CONF_INT, offsetof(struct file, per_customer), false, NULL },
	{ "per_address", IV_CONF_INT, offsetof(struct file, per_address), false, NULL },
	{ "fields", IV_CONF_MAP, offsetof(struct file, fields), false, NULL },
	{ "campaigns", IV_CONF_LIST, offsetof(struct file, campaigns), true, NULL },
};

#define AT(member) offsetof(struct iv_campaign, member)
static const struct iv_conf_key campaign_keys[] = {
	{ "name", IV_CONF_TEXT, AT(name), true, NULL },
	{ "purpose", IV_CONF_TEXT, AT(duty.purpose), true, NULL },
	{ "owner", IV_CONF_TEXT, AT(duty.owner), true, NULL },
	{ "approved", IV_CONF_MAP, AT(duty.approved), false, NULL },
	{ "channel", IV_CONF_CHOICE, AT(channel), true, iv_campaign_channels },
	{ "consent", IV_CONF_CHOICE, AT(consent), false, consents },
	{ "where", IV_CONF_RULE, AT(node_where), true, NULL },
	{ "priority", IV_CONF_INT, AT(priority), false, NULL },
	{ "rank", IV_CONF_RULE, AT(node_rank), false, NULL },
	{ "budget", IV_CONF_NODE, AT(node_budget), false, NULL },
	{ "holdout", IV_CONF_TEXT, AT(holdout_text), false, NULL },
	{ "cap", IV_CONF_MAP, AT(node_cap), false, NULL },
	{ "fields", IV_CONF_LIST, AT(node_fields), false, NULL },
	{ "text", IV_CONF_TEXT, AT(text), false, NULL },
	{ "parts", IV_CONF_INT, AT(parts), false, NULL },
};

static struct iv_str quoted(struct iv_arena *arena, struct iv_str text)
{
	struct iv_buf b = { 0 };
	iv_json_quote(&b, text);
	struct iv_str json = iv_arena_str(arena, iv_buf_str(&b));
	iv_buf_release(&b);
	return json;
}

/* What a decision says of who stands behind it, made once. */
static int make_duty(struct iv_campaigns *s, struct iv_campaign *c, struct iv_err *err)
{
	struct iv_buf b = { 0 };
	int status = IV_OK;
	iv_json_member_text(&b, "purpose", c->duty.purpose);
	iv_json_member_text(&b, "owner", c->duty.owner);
	if (c->duty.approved) {
		const struct iv_conf_node *map = c->duty.approved;
		iv_buf_adds(&b, IV_STR(",\"approved\":{"));
		for (size_t i = 0; i < map->n && status == IV_OK; i++) {
			struct iv_str text;
			status = iv_conf_scalar(map->item[i], "approved", IV_CONF_TEXT, NULL, &text, err);
			if (status != IV_OK)
				break;
			iv_json_comma(&b);
			iv_json_quote(&b, map->key[i]->text);
			iv_buf_addc(&b, ':');
			iv_json_quote(&b, text);
		}
		iv_buf_addc(&b, '}');
	}
	c->duty_json = iv_arena_str(&s->arena, iv_buf_str(&b));
	iv_buf_release(&b);
	return status;
}

static void warn_constant(struct iv_campaigns *s, const struct iv_campaign *c)
{
	struct iv_rule_value v;
	if (!iv_rules_constant(s->rules, c->where, &v))
		return;
	bool always = v.type == IV_RULE_BOOL && v.truth;
	struct iv_err *w = &s->warning[s->warnings++];
	iv_conf_error(c->node_where, 0, w, always ? "the rule of '" IV_FMT "' is true of everybody" : "the rule of '" IV_FMT "' can never be true", IV_ARG(c->name));
	w->code = always ? "always_true" : "never_true";
}

static int load_name(const struct iv_campaigns *s, const struct iv_campaign *c, const struct iv_conf_node *node, struct iv_err *err)
{
	const struct iv_conf_node *name = iv_conf_get(node, "name");
	if (!c->name.n || memchr(c->name.p, '/', c->name.n))
		return iv_conf_error(name, 0, err, "name: expected a name without '/'");
	if (iv_campaign_find(s, c->name) >= 0)
		return iv_conf_error(name, 0, err, "there is a campaign '" IV_FMT "' already", IV_ARG(c->name));
	return IV_OK;
}

static int load_one(struct iv_campaigns *s, const struct iv_conf_node *node, struct iv_err *err)
{
	struct iv_campaign *c = &s->campaign[s->n];
	c->priority = 100;
	c->parts = 1;
	int status = iv_conf_bind(node, campaign_keys, sizeof campaign_keys / sizeof *campaign_keys, c, err);
	c->node_holdout = status == IV_OK ? iv_conf_get(node, "holdout") : NULL;
	if (status == IV_OK)
		status = load_name(s, c, node, err);
	if (status == IV_OK)
		status = iv_rules_add(s->rules, c->node_where, IV_RULE_BOOL, &c->where, err);
	c->ranked = c->node_rank != NULL;
	if (status == IV_OK && c->ranked)
		status = iv_rules_add(s->rules, c->node_rank, IV_RULE_NUMBER, &c->rank, err);
	if (status == IV_OK)
		status = iv_campaign_load_budget(c, err);
	if (status == IV_OK)
		status = iv_campaign_load_holdout(c, err);
	if (status == IV_OK && c->holdout && !s->key.n)
		status = iv_conf_error(c->node_holdout, 0, err, "holdout: the file needs a 'key', a text from which the draw is made");
	if (status == IV_OK)
		status = iv_campaign_load_caps(s, c, err);
	if (status == IV_OK)
		status = iv_campaign_load_fields(s, c, err);
	if (status == IV_OK)
		status = iv_campaign_load_text(s, c, iv_conf_get(node, "text"), err);
	if (status == IV_OK)
		status = make_duty(s, c, err);
	if (status != IV_OK)
		return status;
	c->json = quoted(&s->arena, c->name);
	warn_constant(s, c);
	s->n++;
	return IV_OK;
}

/* Insertion sort: it keeps the order of the file among equals. */
static void make_order(struct iv_campaigns *s)
{
	s->order = iv_alloc((s->n + 1) * sizeof *s->order);
	for (size_t i = 0; i < s->n; i++) {
		size_t at = i;
		for (; at && s->campaign[s->order[at - 1]].priority > s->campaign[i].priority; at--)
			s->order[at] = s->order[at - 1];
		s->order[at] = (uint16_t)i;
	}
}

static int load_file(struct iv_campaigns *s, struct file *file, const struct iv_conf_node *root, struct iv_err *err)
{
	*file = (struct file){ .per_customer = INT64_MAX, .per_address = 1 };
	int status = iv_conf_bind(root, file_keys, sizeof file_keys / sizeof *file_keys, file, err);
	if (status != IV_OK)
		return status;
	if (file->campaigns->n > IV_CAMPAIGNS_MAX)
		return iv_conf_error(file->campaigns->item[IV_CAMPAIGNS_MAX], 0, err, "expected at most %d campaigns", IV_CAMPAIGNS_MAX);
	if (file->per_customer < 1)
		return iv_conf_error(iv_conf_get(root, "per_customer"), 0, err, "per_customer: expected 1 or more");
	if (file->per_address < 1)
		return iv_conf_error(iv_conf_get(root, "per_address"), 0, err, "per_address: expected 1 or more");
	s->key = file->key;
	s->seed = iv_hash(s->key);
	s->per_customer = file->per_customer;
	s->per_address = file->per_address;
	return IV_OK;
}

int iv_campaign_load(struct iv_campaigns *s, const struct iv_conf_node *root, int32_t today, struct iv_err *err)
{
	struct file file;
	int status = load_file(s, &file, root, err);
	if (status != IV_OK)
		return status;
	s->today = today;
	struct iv_buf at = { .p = s->at, .cap = sizeof s->at };
	iv_buf_addc(&at, '"');
	iv_date_add(&at, today);
	iv_buf_addc(&at, '"');
	status = iv_history_rules(file.fields, today, &s->scope, &s->rules, err);
	if (status != IV_OK)
		return status;
	iv_rules_functions(s->rules, iv_clean_functions, iv_clean_functions_n, NULL);
	s->campaign = iv_zalloc((file.campaigns->n + 1) * sizeof *s->campaign);
	s->warning = iv_zalloc((file.campaigns->n + 1) * sizeof *s->warning);
	for (size_t i = 0; i < file.campaigns->n && status == IV_OK; i++)
		status = load_one(s, file.campaigns->item[i], err);
	if (status == IV_OK)
		make_order(s);
	return status;
}

void iv_campaign_release(struct iv_campaigns *s)
{
	free(s->campaign);
	free(s->order);
	free(s->warning);
	iv_rules_free(s->rules);
	iv_rule_rec_scope_free(s->scope);
	iv_arena_release(&s->arena);
	*s = (struct iv_campaigns){ 0 };
}

ptrdiff_t iv_campaign_find(const struct iv_campaigns *s, struct iv_str name)
{
	for (size_t i = 0; i < s->n; i++)
		if (iv_str_eq(s->campaign[i].name, name))
			return (ptrdiff_t)i;
	return -1;
}

bool iv_campaign_held(const struct iv_campaigns *s, const struct iv_campaign *c, struct iv_str seed)
{
	return c->holdout && iv_hash_seed(seed, iv_hash_seed(c->name, s->seed)) < c->holdout;
}

uint64_t iv_campaign_tie(const struct iv_campaigns *s, struct iv_str seed)
{
	return iv_hash_seed(seed, ~s->seed);
}
