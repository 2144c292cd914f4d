/* SPDX-License-Identifier: MIT
 * The parser's tightest level: literals, dates and intervals, paths, calls, case. */
#include "rule/parse.h"

/* A name's further steps: .sms.state */
static struct iv_rule_node *path(struct iv_rule_parser *p, const struct iv_rule_token *first)
{
	struct iv_arena *arena = &p->c->rules->arena;
	struct iv_buf text = { 0 };
	struct iv_str step[16] = { first->text };
	uint32_t n = 1;
	iv_buf_adds(&text, first->text);
	while (iv_rule_take(p, IV_SIGN_DOT)) {
		bool name = p->tok.kind == IV_TOKEN_NAME || p->tok.kind == IV_TOKEN_WORD;
		if (!name || n == sizeof step / sizeof *step) {
			iv_rule_expected(p, name ? "at most 16 steps" : "a name after the point");
			break;
		}
		step[n] = p->tok.kind == IV_TOKEN_NAME ? p->tok.text : (struct iv_str){ p->c->text.p + p->tok.at, p->tok.end - p->tok.at };
		iv_buf_addc(&text, '.');
		iv_buf_adds(&text, step[n++]);
		iv_rule_advance(p);
	}
	struct iv_rule_node *node = p->c->failed ? NULL : iv_rule_node_of(p, IV_OP_NAME, first->at, (struct iv_rule_kids){ 0 });
	if (node) {
		node->name.n = n;
		node->name.step = iv_arena_alloc(arena, n * sizeof *step);
		memcpy(node->name.step, step, n * sizeof *step);
		node->name.text = n == 1 ? first->text : iv_arena_str(arena, iv_buf_str(&text));
	}
	iv_buf_release(&text);
	return node;
}

bool iv_rule_list(struct iv_rule_parser *p, struct iv_rule_kids *k)
{
	do {
		struct iv_rule_node *item = iv_rule_expression(p);
		if (!item)
			return false;
		iv_rule_kids_add(p, k, item);
	} while (iv_rule_take(p, IV_SIGN_COMMA));
	return iv_rule_need(p, IV_SIGN_CLOSE, "',' or ')'");
}

static struct iv_rule_node *call(struct iv_rule_parser *p, const struct iv_rule_token *name)
{
	struct iv_rule_kids k = { 0 };
	uint32_t table;
	const struct iv_rule_fn *fn = iv_rule_function(p->c->rules, name->text, &table);
	if (!fn) {
		const char *near = iv_rule_function_nearest(p->c->rules, name->text);
		iv_rule_bad(p->c, name->at, "there is no function '" IV_FMT "'%s%s%s", IV_ARG(name->text), near ? " (did you mean '" : "", near ? near : "",
			    near ? "'?)" : "");
		return NULL;
	}
	iv_rule_advance(p);
	if (!iv_rule_take(p, IV_SIGN_CLOSE) && !iv_rule_list(p, &k))
		return NULL;
	struct iv_rule_node *node = iv_rule_node_of(p, fn->call ? IV_OP_CALL : IV_OP_EACH, name->at, k);
	if (node) {
		node->call.fn = fn;
		node->call.table = table;
		node->call.slot = IV_RULE_NO_SLOT;
	}
	return node;
}

/* date '2026-01-31'; the text is at hand. */
static struct iv_rule_node *date(struct iv_rule_parser *p, size_t at)
{
	struct iv_rule_value v = { 0 };
	size_t text_at = p->tok.at;
	iv_rule_set_text(&v, p->tok.text);
	iv_rule_advance(p);
	struct iv_rule_node *node = iv_rule_node_const(p, text_at, v);
	node->from = (uint32_t)at;
	return iv_rule_coerce(p->c, node, IV_RULE_DATE) ? node : NULL;
}

static struct iv_rule_node *named(struct iv_rule_parser *p)
{
	struct iv_rule_token name = p->tok;
	iv_rule_advance(p);
	if (iv_rule_at(p, IV_SIGN_OPEN) && !name.quoted)
		return call(p, &name);
	if (p->tok.kind == IV_TOKEN_TEXT && !name.quoted && iv_rule_word_is(name.text, "date"))
		return date(p, name.at);
	return path(p, &name);
}

/* 8, or with a unit behind it 8 months */
static struct iv_rule_node *number(struct iv_rule_parser *p)
{
	static const struct {
		const char *one, *many;
		int months, days;
	} units[] = { { "day", "days", 0, 1 }, { "week", "weeks", 0, 7 }, { "month", "months", 1, 0 }, { "year", "years", 12, 0 } };
	struct iv_rule_value v = { .type = IV_RULE_NUMBER };
	size_t at = p->tok.at;
	int64_t count;
	if (!iv_decimal_parse(p->tok.text, &v.number)) {
		iv_rule_bad(p->c, at, "the number is too large: it must have at most 20 digits before its point");
		return NULL;
	}
	iv_rule_advance(p);
	for (size_t i = 0; p->tok.kind == IV_TOKEN_NAME && !p->tok.quoted && i < sizeof units / sizeof *units; i++) {
		if (!iv_rule_word_is(p->tok.text, units[i].one) && !iv_rule_word_is(p->tok.text, units[i].many))
			continue;
		if (v.number % IV_DECIMAL_ONE || !iv_decimal_int(v.number, &count) || count > 4000000) {
			iv_rule_bad(p->c, at, "an interval must be a whole number of days, weeks, months or years, at most 4000000");
			return NULL;
		}
		v.type = IV_RULE_INTERVAL;
		v.interval.months = (int32_t)count * units[i].months;
		v.interval.days = (int32_t)count * units[i].days;
		iv_rule_advance(p);
		break;
	}
	return iv_rule_node_const(p, at, v);
}

/* case [x] when … then … [else …] end: kids are x if any, the pairs, and what follows else */
static struct iv_rule_node *cases(struct iv_rule_parser *p)
{
	struct iv_rule_kids k = { 0 };
	size_t at = p->tok.at;
	iv_rule_advance(p);
	bool subject = !iv_rule_at(p, IV_WORD_WHEN);
	if (subject) {
		/* A field called case is the likelier thing when nothing follows that could be an expression. */
		if (p->tok.kind == IV_TOKEN_END || (p->tok.kind == IV_TOKEN_SIGN && !iv_rule_at(p, IV_SIGN_OPEN) && !iv_rule_at(p, IV_SIGN_MINUS)) ||
		    iv_rule_at(p, IV_WORD_IS) || iv_rule_at(p, IV_WORD_IN)) {
			iv_rule_bad(p->c, at, "expected when after case; a field of that name is written \"case\"");
			return NULL;
		}
		iv_rule_kids_add(p, &k, iv_rule_expression(p));
	}
	if (!iv_rule_at(p, IV_WORD_WHEN))
		return iv_rule_expected(p, "when");
	while (iv_rule_take(p, IV_WORD_WHEN)) {
		iv_rule_kids_add(p, &k, iv_rule_expression(p));
		if (!iv_rule_need(p, IV_WORD_THEN, "then"))
			return NULL;
		iv_rule_kids_add(p, &k, iv_rule_expression(p));
	}
	bool otherwise = iv_rule_take(p, IV_WORD_ELSE);
	if (otherwise)
		iv_rule_kids_add(p, &k, iv_rule_expression(p));
	if (!iv_rule_need(p, IV_WORD_END, otherwise ? "end" : "when, else or end"))
		return NULL;
	struct iv_rule_node *node = iv_rule_node_of(p, IV_OP_CASE, at, k);
	if (node)
		node->has_subject = subject;
	return node;
}

struct iv_rule_node *iv_rule_primary(struct iv_rule_parser *p)
{
	struct iv_rule_value v = { 0 };
	size_t at = p->tok.at;
	switch (p->tok.kind) {
	case IV_TOKEN_NAME:
		return named(p);
	case IV_TOKEN_NUMBER:
		return number(p);
	case IV_TOKEN_TEXT:
		iv_rule_set_text(&v, p->tok.text);
		iv_rule_advance(p);
		return iv_rule_node_const(p, at, v);
	default:
		break;
	}
	if (iv_rule_at(p, IV_WORD_CASE))
		return cases(p);
	if (iv_rule_take(p, IV_SIGN_OPEN)) {
		struct iv_rule_node *inner = iv_rule_expression(p);
		return inner && iv_rule_need(p, IV_SIGN_CLOSE, "')'") ? inner : NULL;
	}
	if (iv_rule_at(p, IV_WORD_TRUE) || iv_rule_at(p, IV_WORD_FALSE))
		iv_rule_set_bool(&v, iv_rule_at(p, IV_WORD_TRUE));
	else if (iv_rule_at(p, IV_WORD_TODAY) && p->c->rules->today == IV_RULES_TIMELESS)
		return iv_rule_bad(p->c, at, "today is not known here, where the answer must not change from day to day: write a date"), NULL;
	else if (iv_rule_at(p, IV_WORD_TODAY))
		iv_rule_set_day(&v, p->c->rules->today);
	else if (!iv_rule_at(p, IV_WORD_NULL))
		return iv_rule_expected(p, "a value");
	iv_rule_advance(p);
	return iv_rule_node_const(p, at, v);
}
