/* SPDX-License-Identifier: MIT
 * What a campaign may say: its fields and its text. */
#include "campaign/message.h"
#include "campaign/plan.h"

/* An item of `fields:` is an expression, which is then also the name, or one pair of a name and an expression. */
static int load_field(struct iv_campaigns *s, struct iv_campaign *c, const struct iv_conf_node *item, struct iv_err *err)
{
	struct iv_campaign_field *f = &c->field[c->fields];
	const struct iv_conf_node *value = item;
	if (item->kind == IV_CONF_MAPPING && item->n == 1)
		value = item->item[0];
	if (value->kind != IV_CONF_SCALAR)
		return iv_conf_error(item, 0, err, "fields: expected a field, or a name and an expression");
	f->name = value == item ? item->text : item->key[0]->text;
	const struct iv_conf_node *name = value == item ? item : item->key[0];
	if (!f->name.n || !iv_campaign_plain(f->name))
		return iv_conf_error(name, 0, err, "fields: expected a name of one line");
	if (iv_str_eq(f->name, IV_STR("address_to")))
		return iv_conf_error(name, 0, err, "fields: the address leaves anyway, as address_to");
	for (size_t i = 0; i < c->fields; i++)
		if (iv_str_eq(c->field[i].name, f->name))
			return iv_conf_error(name, 0, err, "fields: there is a field '" IV_FMT "' already", IV_ARG(f->name));
	int status = iv_rules_add(s->rules, value, IV_RULE_ANY, &f->rule, err);
	if (status != IV_OK)
		return status;
	enum iv_rule_type type = iv_rules_type(s->rules, f->rule);
	if (type == IV_RULE_OBJECT || type == IV_RULE_OBJECTS)
		return iv_conf_error(value, 0, err, "fields: expected a text, number, date or list of texts, not an object");
	struct iv_buf b = { 0 };
	iv_json_quote(&b, f->name);
	f->json = iv_arena_str(&s->arena, iv_buf_str(&b));
	iv_buf_release(&b);
	c->fields++;
	return IV_OK;
}

int iv_campaign_load_fields(struct iv_campaigns *s, struct iv_campaign *c, struct iv_err *err)
{
	if (!c->node_fields)
		return IV_OK;
	c->field = iv_arena_zalloc(&s->arena, (c->node_fields->n + 1) * sizeof *c->field);
	int status = IV_OK;
	for (size_t i = 0; i < c->node_fields->n && status == IV_OK; i++)
		status = load_field(s, c, c->node_fields->item[i], err);
	return status;
}

static size_t find_field(const struct iv_campaign *c, struct iv_str name)
{
	size_t i = 0;
	while (i < c->fields && !iv_str_eq(c->field[i].name, name))
		i++;
	return i;
}

static int unknown_field(struct iv_campaigns *s, const struct iv_campaign *c, const struct iv_conf_node *node, size_t at, struct iv_str name, struct iv_err *err)
{
	const char **names = iv_arena_alloc(&s->arena, (c->fields + 1) * sizeof *names);
	for (size_t i = 0; i < c->fields; i++)
		names[i] = iv_arena_str(&s->arena, c->field[i].name).p;
	const char *near = iv_str_nearest(name, names, c->fields);
	return iv_conf_error(node, at, err, near ? "text: '" IV_FMT "' is not in fields (did you mean '%s'?)" : "text: '" IV_FMT "' is not in fields", IV_ARG(name), near);
}

static void add_piece(struct iv_campaign *c, struct iv_str literal, size_t field)
{
	if (literal.n || field != IV_CAMPAIGN_LITERAL)
		c->piece[c->pieces++] = (struct iv_campaign_piece){ literal, field };
}

/* Cuts the text at {name}; {{ and }} stand for braces. */
static int cut_text(struct iv_campaigns *s, struct iv_campaign *c, const struct iv_conf_node *node, struct iv_err *err)
{
	struct iv_str t = c->text;
	size_t from = 0, at = 0;
	while (at < t.n) {
		if (t.p[at] != '{' && t.p[at] != '}') {
			at++;
			continue;
		}
		if (at + 1 < t.n && t.p[at + 1] == t.p[at]) {
			add_piece(c, (struct iv_str){ t.p + from, at + 1 - from }, IV_CAMPAIGN_LITERAL);
			from = at += 2;
			continue;
		}
		const char *close = t.p[at] == '{' ? memchr(t.p + at, '}', t.n - at) : NULL;
		if (!close)
			return iv_conf_error(node, at, err, "text: expected {field}, or {{ or }} for a brace");
		struct iv_str name = { t.p + at + 1, (size_t)(close - t.p) - at - 1 };
		size_t field = find_field(c, name);
		if (field == c->fields)
			return unknown_field(s, c, node, at + 1, name, err);
		add_piece(c, (struct iv_str){ t.p + from, at - from }, IV_CAMPAIGN_LITERAL);
		add_piece(c, (struct iv_str){ 0 }, field);
		from = at = (size_t)(close - t.p) + 1;
	}
	add_piece(c, (struct iv_str){ t.p + from, t.n - from }, IV_CAMPAIGN_LITERAL);
	return IV_OK;
}

int iv_campaign_load_text(struct iv_campaigns *s, struct iv_campaign *c, const struct iv_conf_node *node, struct iv_err *err)
{
	if (!node)
		return IV_OK;
	c->text = iv_str_trim(c->text);
	if (!c->text.n || !iv_campaign_plain(c->text))
		return iv_conf_error(node, 0, err, "text: expected one line of text");
	if (c->parts < 1 || c->parts > 20)
		return iv_conf_error(node, 0, err, "parts: expected a number from 1 to 20");
	c->piece = iv_arena_zalloc(&s->arena, (c->text.n + 1) * sizeof *c->piece);
	return cut_text(s, c, node, err);
}
