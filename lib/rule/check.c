/* SPDX-License-Identifier: MIT
 * The checker: types, and the functions that will evaluate each node. It goes over the tree once, kids first. After it
 * every node has one type, and evaluating needs no further look at types: a kid's value is of the kid's type, or null. */
#include <stdio.h>

#include "base/date.h"
#include "rule/node.h"

bool iv_rule_bad(struct iv_rule_compile *c, size_t at, const char *format, ...)
{
	if (c->failed)
		return false;
	c->failed = true;
	char text[sizeof c->err->msg];
	va_list args;
	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	if (c->conf) {
		iv_conf_error(c->conf, at, c->err, "%s", text);
		c->err->code = "bad_rule";
		return false;
	}
	long line = 1, column = 1;
	for (size_t i = 0; i < at && i < c->text.n; i++) {
		if (c->text.p[i] == '\n') {
			line++;
			column = 1;
		} else if (((unsigned char)c->text.p[i] & 0xC0) != 0x80) {
			column++;
		}
	}
	iv_err_set(c->err, IV_WRONG, "bad_rule", "%s", text);
	iv_err_at(c->err, NULL, line, column);
	return false;
}

bool iv_rule_scalar(enum iv_rule_type type)
{
	return type <= IV_RULE_DATE;
}

void iv_rule_constant(struct iv_rule_node *node, struct iv_rule_value value)
{
	node->op = IV_OP_CONST;
	node->n = 0;
	node->value = value;
	node->eval = iv_rule_eval_const;
	node->test = iv_rule_test_by_eval;
}

void iv_rule_use_test(struct iv_rule_node *node, iv_rule_test_fn *test)
{
	node->type = IV_RULE_BOOL;
	node->test = test;
	node->eval = iv_rule_eval_by_test;
}

void iv_rule_use_eval(struct iv_rule_node *node, enum iv_rule_type type, iv_rule_eval_fn *eval)
{
	node->type = (uint8_t)type;
	node->eval = eval;
	node->test = iv_rule_test_by_eval;
}

bool iv_rule_coerce(struct iv_rule_compile *c, struct iv_rule_node *node, enum iv_rule_type want)
{
	int32_t day;
	if (want != IV_RULE_DATE || node->op != IV_OP_CONST || node->value.type != IV_RULE_TEXT)
		return true;
	if (!iv_date_parse(node->value.text, &day))
		return iv_rule_bad(c, node->at, "'" IV_FMT "' is not a date: expected YYYY-MM-DD", IV_ARG(node->value.text));
	iv_rule_set_day(&node->value, day);
	node->type = IV_RULE_DATE;
	return true;
}

/* What to write instead, when a and b stand beside each other. */
static const char *hint(const struct iv_rule_node *a, const struct iv_rule_node *b)
{
	unsigned both = 1u << a->type | 1u << b->type;
	if (both == (1u << IV_RULE_TEXT | 1u << IV_RULE_NUMBER)) {
		const struct iv_rule_node *literal = a->op == IV_OP_CONST ? a : b;
		if (literal->op != IV_OP_CONST)
			return ": number(…) reads a text as a number";
		return literal->type == IV_RULE_NUMBER ? ": put the number in quotes, or read the text with number(…)" : ": write the number without quotes";
	}
	if (both == (1u << IV_RULE_TEXT | 1u << IV_RULE_DATE))
		return ": date(…) reads a text as a date";
	if (both == (1u << IV_RULE_DATE | 1u << IV_RULE_NUMBER))
		return ": days are added as in today + 30 days, and a date minus a date is a number of days";
	if (both == (1u << IV_RULE_INTERVAL | 1u << IV_RULE_NUMBER))
		return ": a date minus a date is a plain number of days";
	return "";
}

static bool not_scalar(struct iv_rule_compile *c, const struct iv_rule_node *node, const char *what)
{
	switch (node->type) {
	case IV_RULE_LIST:
		return iv_rule_bad(c, node->from, "a list cannot stand with %s: write 'x' in list, count(list) or any(list, value = 'x')", what);
	case IV_RULE_OBJECTS:
		return iv_rule_bad(c, node->from, "a list of objects cannot stand with %s: write count(list) or any(list, member = 'x')", what);
	case IV_RULE_OBJECT:
		return iv_rule_bad(c, node->from, "an object cannot stand with %s: name one of its members, as in consent.sms.state", what);
	default:
		return iv_rule_bad(c, node->from, "an interval cannot stand with %s: it can only be added to a date or taken from one", what);
	}
}

bool iv_rule_unify(struct iv_rule_compile *c, struct iv_rule_node **kid, size_t n, const char *what, enum iv_rule_type *type)
{
	const struct iv_rule_node *first = NULL;
	for (size_t i = 0; i < n; i++) {
		enum iv_rule_type t = (enum iv_rule_type)kid[i]->type;
		if (t == IV_RULE_INTERVAL && first && first->type == IV_RULE_NUMBER)
			return iv_rule_bad(c, kid[i]->from, "number and interval do not go together in %s%s", what, hint(first, kid[i]));
		if (!iv_rule_scalar(t))
			return not_scalar(c, kid[i], what);
		if (t != IV_RULE_NULL && (!first || t == IV_RULE_DATE))
			first = kid[i];
	}
	*type = first ? (enum iv_rule_type)first->type : IV_RULE_NULL;
	for (size_t i = 0; i < n; i++) {
		if (!iv_rule_coerce(c, kid[i], *type))
			return false;
		if (kid[i]->type != *type && kid[i]->type != IV_RULE_NULL)
			return iv_rule_bad(c, kid[i]->from, "%s and %s do not go together in %s%s", iv_rule_type_name(*type),
					   iv_rule_type_name((enum iv_rule_type)kid[i]->type), what, hint(first, kid[i]));
	}
	return true;
}

/* A text of its own in the rules' arena, so that it outlives the run that made it. */
static void keep(struct iv_rule_compile *c, struct iv_rule_value *v)
{
	if (v->type == IV_RULE_TEXT)
		v->text = iv_arena_str(&c->rules->arena, v->text);
}

/* Evaluates at once what depends on no record. */
static void fold(struct iv_rule_compile *c, struct iv_rule_node *node)
{
	bool constant = node->n > 0 || node->op == IV_OP_CALL;
	struct iv_rule_value v = { 0 };
	for (uint32_t i = 0; i < node->n; i++) {
		const struct iv_rule_node *kid = node->kid[i];
		bool decides = kid->op == IV_OP_CONST && kid->value.type == IV_RULE_BOOL && kid->value.truth == (node->op == IV_OP_OR);
		if (decides && (node->op == IV_OP_AND || node->op == IV_OP_OR)) {
			iv_rule_constant(node, kid->value);
			return;
		}
		constant = constant && kid->op == IV_OP_CONST;
	}
	if (!constant || node->op == IV_OP_CONST || (node->op == IV_OP_CALL && node->call.table))
		return;
	struct iv_rule_run *run = c->rules->fold;
	v = *node->eval(run, node, &v);
	keep(c, &v);
	iv_arena_clear(&run->arena);
	iv_rule_constant(node, v);
}

bool iv_rule_check_node(struct iv_rule_compile *c, struct iv_rule_node *node)
{
	switch (node->op) {
	case IV_OP_CONST:
		return true;
	case IV_OP_NAME:
		return iv_rule_check_name(c, node);
	case IV_OP_EACH:
		return iv_rule_check_each(c, node);
	default:
		break;
	}
	for (uint32_t i = 0; i < node->n; i++)
		if (!iv_rule_check_node(c, node->kid[i]))
			return false;
	if (!(node->op == IV_OP_CALL ? iv_rule_check_call : iv_rule_check_operator)(c, node))
		return false;
	fold(c, node);
	return true;
}

bool iv_rule_check(struct iv_rule_compile *c, struct iv_rule_node *node, enum iv_rule_type want)
{
	if (!iv_rule_check_node(c, node))
		return false;
	if (node->type == IV_RULE_INTERVAL)
		return not_scalar(c, node, "nothing else");
	if (want == IV_RULE_ANY || node->type == IV_RULE_NULL)
		return true;
	if (!iv_rule_coerce(c, node, want))
		return false;
	if (node->type == want)
		return true;
	return iv_rule_bad(c, node->from, "expected %s, but this is %s", iv_rule_type_name(want), iv_rule_type_name((enum iv_rule_type)node->type));
}
