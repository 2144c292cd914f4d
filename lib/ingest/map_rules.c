/* SPDX-License-Identifier: MIT
 * What a map says beside fields: consent, checks, placeholders, templates and rules. */
#include "ingest/map.h"

#include <stdlib.h>


int iv_map_rule(struct iv_map *map, const struct iv_conf_node *node, enum iv_rule_type want, uint32_t *id, struct iv_err *err)
{
	map->rule_node = node;
	return iv_rules_add(map->rules, node, want, id, err);
}

int iv_map_template(struct iv_map *map, const struct iv_conf_node *node, struct iv_map_template *out, struct iv_err *err)
{
	struct iv_str text;
	int status = iv_conf_scalar(node, "template", IV_CONF_TEXT, NULL, &text, err);
	if (status != IV_OK)
		return status;
	struct iv_map_part *part = iv_arena_alloc(&map->arena, (2 * text.n + 1) * sizeof *part);
	*out = (struct iv_map_template){ part, 0 };
	for (size_t at = 0; at < text.n;) {
		struct iv_str rest = iv_str_from(text, at);
		const char *open = memchr(rest.p, '{', rest.n);
		size_t literal = open ? (size_t)(open - rest.p) : rest.n;
		if (literal)
			part[out->n++] = (struct iv_map_part){ { rest.p, literal }, IV_NOWHERE };
		at += literal;
		if (!open)
			break;
		const char *close = memchr(open, '}', rest.n - literal);
		if (!close || close == open + 1)
			return iv_conf_error(node, at, err, "expected the name of a column between { and }");
		struct iv_str name = { open + 1, (size_t)(close - open) - 1 };
		part[out->n++] = (struct iv_map_part){ name, iv_map_column(map, name, node, at + 1) };
		at += name.n + 2;
	}
	return IV_OK;
}

/* --- Consent --- */

struct consent_keys {
	struct iv_conf_texts channel, from, in, out;
	const struct iv_conf_node *when, *at;
	int state;
	struct iv_str proof, purpose;
};
static const char *const states[] = { "in", "out", NULL };
#define KEY(name, type, member) { name, type, offsetof(struct consent_keys, member), false, NULL }
static const struct iv_conf_key consent_keys[] = {
	{ "channel", IV_CONF_TEXTS, offsetof(struct consent_keys, channel), true, NULL },
	KEY("from", IV_CONF_TEXTS, from),
	KEY("in", IV_CONF_TEXTS, in),
	KEY("out", IV_CONF_TEXTS, out),
	KEY("when", IV_CONF_RULE, when),
	{ "state", IV_CONF_CHOICE, offsetof(struct consent_keys, state), false, states },
	KEY("at", IV_CONF_NODE, at),
	KEY("proof", IV_CONF_TEXT, proof),
	KEY("purpose", IV_CONF_TEXT, purpose),
};

/* A refusal filed under a misspelt channel would be a refusal lost. */
int iv_map_known_channel(struct iv_str channel, const struct iv_conf_node *node, size_t at, struct iv_err *err)
{
	static const char *const known[] = { "call", "sms", "email", "mail", "app", "push", "wechat", "line", "whatsapp", "web", "visit" };
	size_t n = sizeof known / sizeof *known;
	for (size_t k = 0; k < n; k++)
		if (iv_str_eq(channel, iv_str_of(known[k])))
			return IV_OK;
	const char *near = iv_str_nearest(channel, known, n);
	return iv_conf_error(node, at, err, "unknown channel '" IV_FMT "'%s%s%s; there are call, sms, email, mail, app, push, wechat, line, whatsapp, web, visit", IV_ARG(channel),
			     near ? " (did you mean '" : "", near ? near : "", near ? "'?)" : "");
}

static void first_column(void *ctx, struct iv_str name, enum iv_rule_type type, bool call)
{
	struct iv_str *proof = ctx;
	(void)type;
	if (!proof->n && !call)
		*proof = iv_str_starts(name, IV_STR("row.")) ? iv_str_from(name, 4) : name;
}

static int date_field(const struct iv_map_emit *emit, const struct iv_conf_node *node, uint32_t *slot, struct iv_err *err)
{
	*slot = iv_map_slot(emit, node->text);
	if (*slot == IV_NOWHERE || emit->slot[*slot].type != IV_RULE_DATE)
		return iv_conf_error(node, 0, err, "at: expected a date among the fields (joined, updated), not '" IV_FMT "'", IV_ARG(node->text));
	return IV_OK;
}

static int one_consent(struct iv_map *map, struct iv_map_emit *emit, const struct iv_conf_node *node, struct iv_map_consent *c, struct iv_err *err)
{
	struct consent_keys k = { .state = -1 };
	*c = (struct iv_map_consent){ .when = IV_NOWHERE, .at = IV_NOWHERE };
	int status = iv_conf_bind(node, consent_keys, sizeof consent_keys / sizeof *consent_keys, &k, err);
	for (size_t i = 0; status == IV_OK && i < k.channel.n; i++)
		status = iv_map_known_channel(k.channel.text[i], k.channel.node[i], 0, err);
	if (status != IV_OK)
		return status;
	if (!k.from.n == !k.when)
		return iv_conf_error(node, 0, err, "expected from (a column with an answer) or when (a condition), and not both");
	if (k.when && k.state < 0)
		return iv_conf_error(node, 0, err, "expected state: in or out, which is so when the condition holds");
	uint32_t *column = iv_arena_alloc(&map->arena, (k.from.n + 1) * sizeof *column);
	for (size_t i = 0; i < k.from.n; i++)
		column[i] = iv_map_column(map, k.from.text[i], k.from.node[i], 0);
	if (k.when && (status = iv_map_rule(map, k.when, IV_RULE_BOOL, &c->when, err)) != IV_OK)
		return status;
	if (k.at && (status = date_field(emit, k.at, &c->at, err)) != IV_OK)
		return status;
	c->channel = k.channel;
	c->column = column;
	c->columns = k.from.n;
	c->in = k.in;
	c->out = k.out;
	c->state_in = k.state == 0;
	c->proof = k.proof.n ? k.proof : k.from.n ? k.from.text[0] : k.proof;
	c->purpose = k.purpose;
	c->field = iv_arena_fmt(&map->arena, "consent." IV_FMT, IV_ARG(k.channel.text[0]));
	if (k.when && !c->proof.n)
		iv_rules_fields(map->rules, c->when, first_column, &c->proof);
	return IV_OK;
}

/* What a note says of a channel. */
static int noted(struct iv_map *map, const struct iv_map_emit *emit, const struct iv_map_note *note, const struct iv_map_set *set, struct iv_map_consent *c, struct iv_err *err)
{
	struct iv_str *channel = iv_arena_alloc(&map->arena, sizeof *channel);
	*channel = iv_str_from(set->name, strlen("consent."));
	*c = (struct iv_map_consent){ .channel = { channel, NULL, 1 }, .column = note->column, .columns = note->columns, .when = IV_NOWHERE, .pattern = note->pattern, .at = IV_NOWHERE };
	c->state_in = iv_str_eq(set->said.part[0].text, IV_STR("in"));
	c->proof = map->column[note->column[0]].name;
	c->field = set->name;
	return note->at_node ? date_field(emit, note->at_node, &c->at, err) : IV_OK;
}

int iv_map_consents(struct iv_map *map, struct iv_map_emit *emit, const struct iv_conf_node *list, struct iv_err *err)
{
	size_t n = list ? list->n : 0, most = n;
	for (size_t i = 0; i < emit->notes_read; i++)
		most += emit->note_read[i].sets;
	struct iv_map_consent *c = iv_arena_zalloc(&map->arena, (most + 1) * sizeof *c);
	for (size_t i = 0; i < n; i++) {
		int status = one_consent(map, emit, list->item[i], &c[i], err);
		if (status != IV_OK)
			return status;
	}
	for (size_t i = 0; i < emit->notes_read; i++)
		for (size_t k = 0; k < emit->note_read[i].sets; k++) {
			const struct iv_map_set *set = &emit->note_read[i].set[k];
			int status = iv_str_starts(set->name, IV_STR("consent.")) ? noted(map, emit, &emit->note_read[i], set, &c[n++], err) : IV_OK;
			if (status != IV_OK)
				return status;
		}
	emit->consent = c;
	emit->consents = n;
	return IV_OK;
}

/* --- Checks --- */

struct check_keys {
	const struct iv_conf_node *rule;
	struct iv_conf_duty duty;
	struct iv_str field;
	int on_fail;
};
static const char *const on_fail[] = { "reject", "warn", NULL };
static const struct iv_conf_key check_keys[] = {
	{ "rule", IV_CONF_RULE, offsetof(struct check_keys, rule), true, NULL },
	{ "purpose", IV_CONF_TEXT, offsetof(struct check_keys, duty.purpose), true, NULL },
	{ "owner", IV_CONF_TEXT, offsetof(struct check_keys, duty.owner), false, NULL },
	{ "approved", IV_CONF_MAP, offsetof(struct check_keys, duty.approved), false, NULL },
	{ "field", IV_CONF_TEXT, offsetof(struct check_keys, field), false, NULL },
	{ "on_fail", IV_CONF_CHOICE, offsetof(struct check_keys, on_fail), false, on_fail },
};

int iv_map_checks(struct iv_map *map, struct iv_map_emit *emit, const struct iv_conf_node *list, struct iv_err *err)
{
	struct iv_map_check *check = iv_arena_zalloc(&map->arena, (list->n + 1) * sizeof *check);
	for (size_t i = 0; i < list->n; i++) {
		struct check_keys k = { 0 };
		int status = iv_conf_bind(list->item[i], check_keys, sizeof check_keys / sizeof *check_keys, &k, err);
		if (status == IV_OK)
			status = iv_map_rule(map, k.rule, IV_RULE_BOOL, &check[i].rule, err);
		if (status != IV_OK)
			return status;
		check[i].warn = k.on_fail == 1;
		check[i].field = k.field;
		check[i].purpose = k.duty.purpose;
		if (!k.field.n)
			iv_rules_fields(map->rules, check[i].rule, first_column, &check[i].field);
	}
	emit->check = check;
	emit->checks = list->n;
	return IV_OK;
}

/* --- Placeholders --- */

int iv_map_placeholders(struct iv_map *map, const struct iv_conf_node *node, struct iv_err *err)
{
	bool kinds = node->kind == IV_CONF_MAPPING;
	struct iv_placeholder *word = NULL;
	size_t n = 0, cap = 0;
	int status = IV_OK;
	for (size_t i = 0; status == IV_OK && i < (kinds ? node->n : 1); i++) {
		struct iv_conf_texts texts = { 0 };
		unsigned kind = kinds ? iv_placeholder_kind(node->key[i]->text) : IV_PLACEHOLDER_ANY;
		if (!kind)
			status = iv_conf_error(node->key[i], 0, err, "placeholders: expected any, name, phone, email, date or id, not '" IV_FMT "'", IV_ARG(node->key[i]->text));
		else
			status = iv_conf_scalar(kinds ? node->item[i] : node, "placeholders", IV_CONF_TEXTS, NULL, &texts, err);
		word = iv_reserve(word, &cap, n + texts.n + 1, sizeof *word);
		for (size_t k = 0; k < texts.n; k++)
			word[n++] = (struct iv_placeholder){ texts.text[k].p, (uint16_t)(texts.text[k].n < UINT16_MAX ? texts.text[k].n : UINT16_MAX), (uint16_t)kind };
	}
	if (status == IV_OK)
		iv_placeholders_make(&map->arena, word, n, &map->placeholders);
	free(word);
	return status;
}
