/* SPDX-License-Identifier: MIT
 * The checker's rules for operators: which types each takes, what it gives, and which function evaluates it. */
#include <stdlib.h>

#include "base/utf8.h"
#include "rule/node.h"

static enum iv_rule_type type_of(const struct iv_rule_node *node)
{
	return (enum iv_rule_type)node->type;
}

static bool is_null(const struct iv_rule_node *node)
{
	return node->op == IV_OP_CONST && node->type == IV_RULE_NULL;
}

static const char *hint(enum iv_rule_type want, enum iv_rule_type have)
{
	if (have == IV_RULE_LIST)
		return ": look at each of its texts with any(list, value …)";
	if (want == IV_RULE_BOOL)
		return ": compare it with something";
	if (want == IV_RULE_TEXT)
		return ": text(…) makes a text of it";
	return have == IV_RULE_TEXT ? ": number(…) reads a text as a number" : "";
}

/* The first n kids must be of that type, or null. */
static bool all_of(struct iv_rule_compile *c, const struct iv_rule_node *node, uint32_t n, enum iv_rule_type want, const char *what)
{
	for (uint32_t i = 0; i < n; i++) {
		enum iv_rule_type have = type_of(node->kid[i]);
		if (have != want && have != IV_RULE_NULL)
			return iv_rule_bad(c, node->kid[i]->from, "%s needs %s here, not %s%s", what, iv_rule_type_name(want), iv_rule_type_name(have),
					   hint(want, have));
	}
	return true;
}

static bool logic(struct iv_rule_compile *c, struct iv_rule_node *node, const char *what, iv_rule_test_fn *test)
{
	iv_rule_use_test(node, test);
	return all_of(c, node, node->n, IV_RULE_BOOL, what);
}

static bool compare(struct iv_rule_compile *c, struct iv_rule_node *node)
{
	enum iv_rule_type type;
	if (is_null(node->kid[0]) || is_null(node->kid[1]))
		return iv_rule_bad(c, node->at, "nothing compares with null: write is null or is not null");
	if (!iv_rule_unify(c, node->kid, 2, "a comparison", &type))
		return false;
	bool equality = node->allowed == IV_SAME || node->allowed == (IV_LESS | IV_MORE);
	if (type == IV_RULE_BOOL && !equality)
		return iv_rule_bad(c, node->at, "true and false have no order: only = and <> compare them");
	if (type == IV_RULE_NUMBER)
		iv_rule_use_test(node, iv_rule_test_compare_number);
	else if (type == IV_RULE_DATE)
		iv_rule_use_test(node, iv_rule_test_compare_day);
	else
		iv_rule_use_test(node, equality && type == IV_RULE_TEXT ? iv_rule_test_same : iv_rule_test_compare);
	return true;
}

static bool between(struct iv_rule_compile *c, struct iv_rule_node *node)
{
	enum iv_rule_type type;
	if (!iv_rule_unify(c, node->kid, 3, "between", &type))
		return false;
	if (type == IV_RULE_BOOL)
		return iv_rule_bad(c, node->at, "true and false have no order");
	iv_rule_use_test(node, iv_rule_test_between);
	return true;
}

static int by_value(const void *a, const void *b)
{
	return iv_rule_compare(((const struct iv_rule_value *)a)->type, a, b);
}

/* Constant items become a sorted array, in which a value is found by halving. */
static void make_set(struct iv_rule_compile *c, struct iv_rule_node *node)
{
	for (uint32_t i = 1; i < node->n; i++)
		if (node->kid[i]->op != IV_OP_CONST)
			return;
	node->set.item = iv_arena_alloc(&c->rules->arena, node->n * sizeof *node->set.item);
	for (uint32_t i = 1; i < node->n; i++) {
		if (node->kid[i]->value.type == IV_RULE_NULL)
			node->set.null = true;
		else
			node->set.item[node->set.n++] = node->kid[i]->value;
	}
	qsort(node->set.item, node->set.n, sizeof *node->set.item, by_value);
	iv_rule_use_test(node, iv_rule_test_in_set);
}

static bool in(struct iv_rule_compile *c, struct iv_rule_node *node)
{
	enum iv_rule_type type;
	struct iv_rule_node *only = node->n == 2 ? node->kid[1] : NULL;
	if (only && only->type == IV_RULE_LIST) {
		iv_rule_use_test(node, iv_rule_test_in_list);
		return all_of(c, node, 1, IV_RULE_TEXT, "in, before a list,");
	}
	if (only && only->type == IV_RULE_OBJECTS)
		return iv_rule_bad(c, only->from, "a list of objects has no texts to be in: write any(list, member = 'x')");
	if (only && !node->set.listed)
		return iv_rule_bad(c, only->from, "in needs a list, or values in parentheses, not %s", iv_rule_type_name(type_of(only)));
	iv_rule_use_test(node, iv_rule_test_in);
	if (!iv_rule_unify(c, node->kid, node->n, "in", &type))
		return false;
	make_set(c, node);
	return true;
}

static bool like(struct iv_rule_compile *c, struct iv_rule_node *node)
{
	struct iv_str escape = { 0 };
	iv_rule_use_test(node, iv_rule_test_like);
	if (!all_of(c, node, node->n, IV_RULE_TEXT, "like"))
		return false;
	if (node->n == 3) {
		const struct iv_rule_node *kid = node->kid[2];
		escape = kid->op == IV_OP_CONST && kid->value.type == IV_RULE_TEXT ? kid->value.text : escape;
		if (!escape.n || iv_utf8_len(escape.p, escape.p + escape.n) != escape.n)
			return iv_rule_bad(c, kid->from, "escape needs one character in quotes");
	}
	const struct iv_rule_node *pattern = node->kid[1];
	if (pattern->op != IV_OP_CONST || pattern->value.type != IV_RULE_TEXT)
		return true;
	if (!iv_rule_like_compile(pattern->value.text, escape, &c->rules->arena, &node->program))
		return iv_rule_bad(c, pattern->from, "the pattern ends in its escape character, which must stand before another one");
	return true;
}

/* The byte of the rule's text at which byte `n` of a text literal was written: quotes in it are written twice. */
static size_t place(const struct iv_rule_compile *c, const struct iv_rule_node *literal, size_t n)
{
	size_t at = literal->from + 1;
	if (at > c->text.n || c->text.p[at - 1] != '\'')
		return literal->from;
	for (size_t i = 0; i < n && at + 1 < literal->end; i++)
		at += c->text.p[at] == '\'' ? 2 : 1;
	return at;
}

static bool matches(struct iv_rule_compile *c, struct iv_rule_node *node)
{
	char why[160];
	size_t at;
	const struct iv_rule_node *pattern = node->kid[1];
	if (!all_of(c, node, 2, IV_RULE_TEXT, "matches"))
		return false;
	if (pattern->op != IV_OP_CONST || pattern->value.type != IV_RULE_TEXT)
		return iv_rule_bad(c, pattern->from, "the pattern of matches must be written out, so that it is compiled once");
	node->regex = iv_rule_regex_new(c->rules, pattern->value.text, &at, why, sizeof why);
	if (!node->regex)
		return iv_rule_bad(c, place(c, pattern, at), "the pattern is wrong here: %s", why);
	iv_rule_use_test(node, iv_rule_test_matches);
	return true;
}

static bool is(struct iv_rule_compile *c, struct iv_rule_node *node)
{
	iv_rule_use_test(node, iv_rule_test_is);
	if (node->kid[0]->type == IV_RULE_INTERVAL)
		return iv_rule_bad(c, node->kid[0]->from, "an interval is never null");
	return node->is.type == IV_RULE_NULL || all_of(c, node, 1, IV_RULE_BOOL, "is true, is false");
}

/* Intervals are written out, so arithmetic of theirs is done here. */
static bool intervals(struct iv_rule_compile *c, struct iv_rule_node *node)
{
	struct iv_rule_value v = node->kid[0]->value;
	const struct iv_rule_value *w = &node->kid[1]->value;
	int sign = node->op == IV_OP_SUBTRACT ? -1 : 1;
	int64_t months = (int64_t)v.interval.months + sign * (int64_t)w->interval.months;
	int64_t days = (int64_t)v.interval.days + sign * (int64_t)w->interval.days;
	if (llabs(months) > 100000000 || llabs(days) > 100000000)
		return iv_rule_bad(c, node->at, "the interval is too long");
	v.interval.months = (int32_t)months;
	v.interval.days = (int32_t)days;
	node->type = IV_RULE_INTERVAL;
	iv_rule_constant(node, v);
	return true;
}

/* date + interval, interval + date, date - interval */
static bool shift(struct iv_rule_node *node)
{
	if (node->kid[0]->type == IV_RULE_INTERVAL) {
		struct iv_rule_node *interval = node->kid[0];
		node->kid[0] = node->kid[1];
		node->kid[1] = interval;
	}
	iv_rule_use_eval(node, IV_RULE_DATE, iv_rule_eval_shift);
	return true;
}

static bool add(struct iv_rule_compile *c, struct iv_rule_node *node)
{
	struct iv_rule_node *a = node->kid[0], *b = node->kid[1];
	bool minus = node->op == IV_OP_SUBTRACT;
	if (a->type == IV_RULE_INTERVAL && b->type == IV_RULE_INTERVAL)
		return intervals(c, node);
	/* Beside an interval, and with a date on either side of a minus, a text literal can only be a date. */
	bool dates = a->type == IV_RULE_INTERVAL || b->type == IV_RULE_INTERVAL || (minus && (a->type == IV_RULE_DATE || b->type == IV_RULE_DATE));
	if (dates && (!iv_rule_coerce(c, a, IV_RULE_DATE) || !iv_rule_coerce(c, b, IV_RULE_DATE)))
		return false;
	bool date_a = a->type == IV_RULE_DATE || a->type == IV_RULE_NULL;
	if (date_a && b->type == IV_RULE_INTERVAL)
		return shift(node);
	if (!minus && a->type == IV_RULE_INTERVAL && (b->type == IV_RULE_DATE || b->type == IV_RULE_NULL))
		return shift(node);
	if (minus && a->type == IV_RULE_DATE && b->type == IV_RULE_DATE) {
		iv_rule_use_eval(node, IV_RULE_NUMBER, iv_rule_eval_days);
		return true;
	}
	if (a->type == IV_RULE_INTERVAL || b->type == IV_RULE_INTERVAL)
		return iv_rule_bad(c, node->at, "an interval is added to a date or taken from one; this is %s",
				   iv_rule_type_name(type_of(a->type == IV_RULE_INTERVAL ? b : a)));
	if (a->type == IV_RULE_DATE || b->type == IV_RULE_DATE)
		return iv_rule_bad(c, node->at, "a date needs an interval here, as in today %c 30 days", minus ? '-' : '+');
	iv_rule_use_eval(node, IV_RULE_NUMBER, iv_rule_eval_arith);
	return all_of(c, node, 2, IV_RULE_NUMBER, minus ? "-" : "+");
}

static bool arith(struct iv_rule_compile *c, struct iv_rule_node *node)
{
	const char *sign = node->op == IV_OP_MULTIPLY ? "*" : node->op == IV_OP_DIVIDE ? "/" : "%";
	iv_rule_use_eval(node, IV_RULE_NUMBER, iv_rule_eval_arith);
	return all_of(c, node, 2, IV_RULE_NUMBER, sign);
}

static bool negate(struct iv_rule_compile *c, struct iv_rule_node *node)
{
	const struct iv_rule_node *kid = node->kid[0];
	if (kid->type == IV_RULE_INTERVAL) {
		struct iv_rule_value v = kid->value;
		v.interval.months = -v.interval.months;
		v.interval.days = -v.interval.days;
		node->type = IV_RULE_INTERVAL;
		iv_rule_constant(node, v);
		return true;
	}
	iv_rule_use_eval(node, IV_RULE_NUMBER, iv_rule_eval_arith);
	return all_of(c, node, 1, IV_RULE_NUMBER, "-");
}

static bool concat(struct iv_rule_compile *c, struct iv_rule_node *node)
{
	iv_rule_use_eval(node, IV_RULE_TEXT, iv_rule_eval_concat);
	for (uint32_t i = 0; i < 2; i++) {
		const struct iv_rule_node *kid = node->kid[i];
		if (kid->type == IV_RULE_BOOL)
			return iv_rule_bad(c, node->at, "|| joins texts; between conditions write or");
		if (!iv_rule_scalar(type_of(kid)))
			return iv_rule_bad(c, kid->from, "|| joins texts, not %s", iv_rule_type_name(type_of(kid)));
	}
	return true;
}

static bool cases(struct iv_rule_compile *c, struct iv_rule_node *node)
{
	enum iv_rule_type type;
	uint32_t first = node->has_subject, pairs = (node->n - first) / 2;
	if (node->has_subject) {
		/* The subject and the values it is compared with: kids 0, 1, 3, 5 … */
		struct iv_rule_node **all = iv_arena_alloc(&c->rules->arena, (pairs + 1) * sizeof *all);
		all[0] = node->kid[0];
		for (uint32_t i = 0; i < pairs; i++)
			all[i + 1] = node->kid[1 + 2 * i];
		if (!iv_rule_unify(c, all, pairs + 1, "case", &type))
			return false;
	} else {
		for (uint32_t i = 0; i < pairs; i++) {
			const struct iv_rule_node *when = node->kid[2 * i];
			if (when->type != IV_RULE_BOOL && when->type != IV_RULE_NULL)
				return iv_rule_bad(c, when->from, "when needs true or false here, not %s: compare it with something", iv_rule_type_name(type_of(when)));
		}
	}
	/* The results: every second kid from the first one on, and the last kid when there is an else. */
	bool otherwise = (node->n - first) % 2;
	struct iv_rule_node **results = iv_arena_alloc(&c->rules->arena, (pairs + 1) * sizeof *results);
	for (uint32_t i = 0; i < pairs; i++)
		results[i] = node->kid[first + 2 * i + 1];
	if (otherwise)
		results[pairs] = node->kid[node->n - 1];
	if (!iv_rule_unify(c, results, pairs + otherwise, "the results of case", &type))
		return false;
	iv_rule_use_eval(node, type, iv_rule_eval_case);
	return true;
}

bool iv_rule_check_operator(struct iv_rule_compile *c, struct iv_rule_node *node)
{
	switch (node->op) {
	case IV_OP_AND:
		return logic(c, node, "and", iv_rule_test_and);
	case IV_OP_OR:
		return logic(c, node, "or", iv_rule_test_or);
	case IV_OP_NOT:
		return logic(c, node, "not", iv_rule_test_not);
	case IV_OP_COMPARE:
		return compare(c, node);
	case IV_OP_BETWEEN:
		return between(c, node);
	case IV_OP_IN:
		return in(c, node);
	case IV_OP_LIKE:
		return like(c, node);
	case IV_OP_MATCHES:
		return matches(c, node);
	case IV_OP_IS:
		return is(c, node);
	case IV_OP_ADD:
	case IV_OP_SUBTRACT:
		return add(c, node);
	case IV_OP_NEGATE:
		return negate(c, node);
	case IV_OP_CONCAT:
		return concat(c, node);
	case IV_OP_CASE:
		return cases(c, node);
	default:
		return arith(c, node);
	}
}
