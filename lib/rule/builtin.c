/* SPDX-License-Identifier: MIT
 * The table of built-in functions, and the functions that are about no one type. ivoc-rules(5) lists them in the same
 * groups; a test compares the two. */
#include <stdlib.h>

#include "rule/node.h"

static void do_round(const struct iv_rule_call *call, const struct iv_rule_value *arg, size_t n, struct iv_rule_value *out)
{
	(void)call;
	int64_t places = 0;
	iv_decimal v;
	if (n == 2 && (!iv_decimal_int(arg[1].number, &places) || places < 0))
		return;
	if (iv_decimal_round(arg[0].number, places > IV_DECIMAL_PLACES ? IV_DECIMAL_PLACES : (int)places, &v))
		iv_rule_set_number(out, v);
}

static void do_abs(const struct iv_rule_call *call, const struct iv_rule_value *arg, size_t n, struct iv_rule_value *out)
{
	(void)call;
	(void)n;
	iv_rule_set_number(out, arg->number < 0 ? -arg->number : arg->number);
}

static void do_coalesce(const struct iv_rule_call *call, const struct iv_rule_value *arg, size_t n, struct iv_rule_value *out)
{
	(void)call;
	for (size_t i = 0; i < n && out->type == IV_RULE_NULL; i++)
		*out = arg[i];
}

static void do_nullif(const struct iv_rule_call *call, const struct iv_rule_value *arg, size_t n, struct iv_rule_value *out)
{
	(void)call;
	(void)n;
	bool equal = arg[0].type != IV_RULE_NULL && arg[1].type != IV_RULE_NULL && iv_rule_compare(arg[0].type, &arg[0], &arg[1]) == 0;
	if (!equal)
		*out = arg[0];
}

static void extreme(const struct iv_rule_value *arg, size_t n, int sign, struct iv_rule_value *out)
{
	*out = arg[0];
	for (size_t i = 1; i < n; i++)
		if (iv_rule_compare(arg[i].type, &arg[i], out) * sign > 0)
			*out = arg[i];
}

static void do_min(const struct iv_rule_call *call, const struct iv_rule_value *arg, size_t n, struct iv_rule_value *out)
{
	(void)call;
	extreme(arg, n, -1, out);
}

static void do_max(const struct iv_rule_call *call, const struct iv_rule_value *arg, size_t n, struct iv_rule_value *out)
{
	(void)call;
	extreme(arg, n, 1, out);
}

enum { T = IV_RULE_TEXT, N = IV_RULE_NUMBER, D = IV_RULE_DATE, B = IV_RULE_BOOL, L = IV_RULE_LIST, ANY = IV_RULE_ANY, MANY = IV_RULE_ARGS };

/* any, all and count take a condition for each element, so they have no `call`: the parser makes a node of its own of them. */
static const struct iv_rule_fn builtins[] = {
	{ "lower", 1, 1, 0, { T }, T, iv_rule_fn_lower, NULL, "the text in small letters" },
	{ "upper", 1, 1, 0, { T }, T, iv_rule_fn_upper, NULL, "the text in capital letters" },
	{ "length", 1, 1, 0, { T }, N, iv_rule_fn_length, NULL, "how many characters it has" },
	{ "substr", 2, 3, 0, { T, N, N }, T, iv_rule_fn_substr, NULL, "its characters from the given one on, at most so many" },
	{ "left", 2, 2, 0, { T, N }, T, iv_rule_fn_left, NULL, "its first characters" },
	{ "right", 2, 2, 0, { T, N }, T, iv_rule_fn_right, NULL, "its last characters" },
	{ "trim", 1, 1, 0, { T }, T, iv_rule_fn_trim, NULL, "without white space at its ends" },
	{ "replace", 3, 3, 0, { T, T, T }, T, iv_rule_fn_replace, NULL, "with every occurrence of the second text replaced by the third" },
	{ "concat", 1, MANY, 1, { ANY }, T, iv_rule_fn_concat, NULL, "all of them joined; nulls count as nothing" },
	{ "starts_with", 2, 2, 0, { T, T }, B, iv_rule_fn_starts_with, NULL, "whether it begins with the second text" },
	{ "ends_with", 2, 2, 0, { T, T }, B, iv_rule_fn_ends_with, NULL, "whether it ends with the second text" },
	{ "contains", 2, 2, 0, { T, T }, B, iv_rule_fn_contains, NULL, "whether the second text stands in it" },
	{ "text", 1, 1, 0, { ANY }, T, iv_rule_fn_text, NULL, "the value as text" },
	{ "number", 1, 1, 0, { T }, N, iv_rule_fn_number, NULL, "the number that a text spells, or null" },
	{ "round", 1, 2, 0, { N, N }, N, do_round, NULL, "rounded half away from zero, to so many decimals" },
	{ "abs", 1, 1, 0, { N }, N, do_abs, NULL, "without its sign" },
	{ "coalesce", 1, MANY, 1, { ANY }, ANY, do_coalesce, NULL, "the first that is not null" },
	{ "nullif", 2, 2, 1, { ANY }, ANY, do_nullif, NULL, "null if both are equal, else the first" },
	{ "min", 1, MANY, 0, { ANY }, ANY, do_min, NULL, "the least; null when one is null" },
	{ "max", 1, MANY, 0, { ANY }, ANY, do_max, NULL, "the greatest; null when one is null" },
	{ "date", 1, 1, 0, { T }, D, iv_rule_fn_date, NULL, "the date that a text spells, or null" },
	{ "year", 1, 1, 0, { D }, N, iv_rule_fn_year, NULL, "its year" },
	{ "month", 1, 1, 0, { D }, N, iv_rule_fn_month, NULL, "its month, 1 to 12" },
	{ "day", 1, 1, 0, { D }, N, iv_rule_fn_day, NULL, "its day of the month" },
	{ "weekday", 1, 1, 0, { D }, N, iv_rule_fn_weekday, NULL, "1 for Monday to 7 for Sunday" },
	{ "days_between", 2, 2, 0, { D, D }, N, iv_rule_fn_days_between, NULL, "days from the first to the second" },
	{ "months_between", 2, 2, 0, { D, D }, N, iv_rule_fn_months_between, NULL, "whole months from the first to the second" },
	{ "age", 1, 2, 0, { D, D }, N, iv_rule_fn_age, NULL, "whole years since birth, today or on the second date" },
	{ "any", 2, 2, 0, { L, B }, B, NULL, NULL, "whether the condition holds for an element of the list" },
	{ "all", 2, 2, 0, { L, B }, B, NULL, NULL, "whether it holds for every element" },
	{ "count", 1, 2, 0, { L, B }, N, NULL, NULL, "how many elements there are, or for how many it holds" },
};

const struct iv_rule_fn *iv_rule_builtins(size_t *n)
{
	*n = sizeof builtins / sizeof *builtins;
	return builtins;
}

const struct iv_rule_fn *iv_rule_function(const struct iv_rules *rules, struct iv_str name, uint32_t *table)
{
	for (uint32_t t = 0; t < rules->tables; t++)
		for (size_t i = 0; i < rules->table[t].n; i++)
			if (iv_rule_word_is(name, rules->table[t].fn[i].name)) {
				*table = t;
				return &rules->table[t].fn[i];
			}
	return NULL;
}

/* Names that other dialects have for the same. */
static const char *const elsewhere[][2] = {
	{ "ifnull", "coalesce" }, { "nvl", "coalesce" }, { "isnull", "coalesce" }, { "len", "length" }, { "char_length", "length" },
	{ "substring", "substr" }, { "mid", "substr" }, { "lcase", "lower" }, { "ucase", "upper" }, { "instr", "contains" },
	{ "has", "contains" }, { "least", "min" }, { "greatest", "max" }, { "datediff", "days_between" }, { "cast", "number" },
	{ "to_date", "date" }, { "to_number", "number" }, { "to_char", "text" }, { "exists", "any" }, { "size", "count" },
};

const char *iv_rule_function_nearest(const struct iv_rules *rules, struct iv_str name)
{
	const char **names = NULL, *near;
	size_t n = 0, cap = 0;
	for (size_t i = 0; i < sizeof elsewhere / sizeof *elsewhere; i++)
		if (iv_rule_word_is(name, elsewhere[i][0]))
			return elsewhere[i][1];
	for (size_t t = 0; t < rules->tables; t++)
		for (size_t i = 0; i < rules->table[t].n; i++) {
			names = iv_reserve(names, &cap, n + 1, sizeof *names);
			names[n++] = rules->table[t].fn[i].name;
		}
	near = iv_str_nearest(name, names, n);
	free(names);
	return near;
}
