/* SPDX-License-Identifier: MIT
 * Label and inputs of a propensity, compiled; and those that are taken where score.yaml names none. */
#include <stdlib.h>

#include "rec/vocab.h"
#include "score/propensity_set.h"

/* What is asked of a customer where score.yaml does not say: what it bought and how lately, how it gets on with us, who it is. */
static const char *const usual[] = {
	"orders", "order_days", "spend", "returned", "margin", "cost_to_serve", "last_order", "first_order", "complaints", "last_contact",
	"orders(90)", "orders(365)", "spend(90)", "spend(365)", "contacts('any', 90)", "complaints(365)", "gender", "age(birth)", "city", "joined",
};

/* What an expression reads. */
struct reading {
	struct iv_str field[64];
	size_t n;
	bool calls; /* functions of the history, or more fields than one can look at */
	struct iv_str own; /* a field of this program; {0}: none */
};

static void note(void *ctx, struct iv_str name, enum iv_rule_type type, bool call)
{
	struct reading *r = ctx;
	struct iv_str rest = name, head;
	(void)type;
	if (call || r->n == sizeof r->field / sizeof *r->field) {
		r->calls = true;
		return;
	}
	iv_str_cut(&rest, '.', &head);
	const struct iv_field *field = iv_vocab_find(head, IV_ON_CUSTOMER);
	if (field && !strcmp(field->owner, "score"))
		r->own = name;
	r->field[r->n++] = head;
}

static struct reading look(const struct iv_propensity_set *s, uint32_t rule)
{
	struct reading r = { .n = 0 };
	iv_rules_fields(s->rules, rule, note, &r);
	return r;
}

static bool meet(const struct reading *a, const struct reading *b)
{
	for (size_t i = 0; i < a->n; i++)
		for (size_t k = 0; k < b->n; k++)
			if (iv_str_eq(a->field[i], b->field[k]))
				return true;
	return false;
}

static int compile_label(struct iv_propensity_set *s, struct iv_propensity_aim *a, struct iv_err *err)
{
	struct iv_rule_value v;
	int status = iv_rules_add(s->rules, a->label_node, IV_RULE_BOOL, &a->label, err);
	if (status != IV_OK)
		return status;
	if (iv_rules_constant(s->rules, a->label, &v))
		return iv_conf_error(a->label_node, 0, err, "label: it is the same for everybody; expected what some did and some did not");
	struct reading r = look(s, a->label);
	if (r.own.n)
		return iv_conf_error(a->label_node, 0, err, "label: it may not ask for '" IV_FMT "', which would be the score of the last run", IV_ARG(r.own));
	if (!a->inputs_node && r.calls)
		return iv_conf_error(a->label_node, 0, err, "label: it asks the history, so that inputs must be named, of what was known before");
	return IV_OK;
}

/* Takes the rule in as an input; false: its result is of no use as one. */
static bool take(struct iv_propensity_set *s, struct iv_propensity_aim *a, struct iv_str name, uint32_t rule)
{
	struct iv_propensity_input in = { .name = iv_arena_str(&s->arena, name), .rule = rule, .result = iv_rules_type(s->rules, rule) };
	switch (in.result) {
	case IV_RULE_BOOL:
		in.type = IV_PROPENSITY_BOOL;
		break;
	case IV_RULE_NUMBER:
	case IV_RULE_DATE:
		in.type = IV_PROPENSITY_NUMBER;
		break;
	case IV_RULE_TEXT:
		in.type = IV_PROPENSITY_TEXT;
		break;
	default:
		return false;
	}
	a->input[a->inputs++] = in;
	return true;
}

static int compile_input(struct iv_propensity_set *s, struct iv_propensity_aim *a, const struct iv_conf_node *name, const struct iv_conf_node *node, struct iv_err *err)
{
	uint32_t rule;
	if (node->kind != IV_CONF_SCALAR)
		return iv_conf_error(node, 0, err, "inputs: expected an expression");
	int status = iv_rules_add(s->rules, node, IV_RULE_ANY, &rule, err);
	if (status != IV_OK)
		return status;
	struct reading r = look(s, rule);
	if (r.own.n)
		return iv_conf_error(node, 0, err, "an input may not ask for '" IV_FMT "', which would be the score of the last run", IV_ARG(r.own));
	if (!name->text.n)
		return iv_conf_error(name, 0, err, "inputs: expected a name");
	for (size_t i = 0; i < a->inputs; i++)
		if (iv_str_eq(a->input[i].name, name->text))
			return iv_conf_error(name, 0, err, "inputs: there is an input '" IV_FMT "' already", IV_ARG(name->text));
	if (!take(s, a, name->text, rule))
		return iv_conf_error(node, 0, err, "an input must be a number, a text, a date, or true or false; this is %s", iv_rule_type_name(iv_rules_type(s->rules, rule)));
	return IV_OK;
}

static int compile_inputs(struct iv_propensity_set *s, struct iv_propensity_aim *a, struct iv_err *err)
{
	const struct iv_conf_node *list = a->inputs_node;
	int status = IV_OK;
	if (list->kind == IV_CONF_SCALAR || !list->n)
		return iv_conf_error(list, 0, err, "inputs: expected a list of expressions, or a mapping from names to expressions");
	if (list->n > IV_PROPENSITY_INPUTS)
		return iv_conf_error(list->item[IV_PROPENSITY_INPUTS], 0, err, "inputs: expected at most %d", IV_PROPENSITY_INPUTS);
	a->input = iv_arena_zalloc(&s->arena, list->n * sizeof *a->input);
	for (size_t i = 0; i < list->n && status == IV_OK; i++)
		status = compile_input(s, a, list->key ? list->key[i] : list->item[i], list->item[i], err);
	return status;
}

/* The declared field of a name with its steps in quotes: "a"."b". */
static struct iv_str quoted(struct iv_arena *arena, struct iv_str name)
{
	struct iv_buf b = { 0 };
	iv_buf_addc(&b, '"');
	for (size_t i = 0; i < name.n; i++)
		iv_buf_adds(&b, name.p[i] == '.' ? IV_STR("\".\"") : (struct iv_str){ name.p + i, 1 });
	iv_buf_addc(&b, '"');
	struct iv_str text = iv_arena_str(arena, iv_buf_str(&b));
	iv_buf_release(&b);
	return text;
}

/* Unless the label reads the same, which would tell what is to be foretold. */
static void take_usual(struct iv_propensity_set *s, struct iv_propensity_aim *a, const struct reading *label, struct iv_str name, struct iv_str text)
{
	struct iv_err err;
	uint32_t rule;
	if (iv_rules_add_text(s->rules, text, IV_RULE_ANY, &rule, &err) != IV_OK)
		return; /* a list or an object; of those we name, none */
	struct reading r = look(s, rule);
	if (!meet(&r, label))
		take(s, a, name, rule);
}

int iv_propensity_compile(struct iv_propensity_set *s, struct iv_propensity_aim *a, const struct iv_conf_node *fields, struct iv_err *err)
{
	const size_t n = sizeof usual / sizeof *usual;
	int status = compile_label(s, a, err);
	if (status != IV_OK)
		return status;
	if (a->inputs_node)
		return compile_inputs(s, a, err);
	struct reading label = look(s, a->label);
	a->input = iv_arena_zalloc(&s->arena, (n + (fields ? fields->n : 0)) * sizeof *a->input);
	for (size_t i = 0; i < n; i++)
		take_usual(s, a, &label, iv_str_of(usual[i]), iv_str_of(usual[i]));
	for (size_t i = 0; fields && i < fields->n; i++)
		take_usual(s, a, &label, fields->key[i]->text, quoted(&s->arena, fields->key[i]->text));
	return IV_OK;
}
