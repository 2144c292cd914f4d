/* SPDX-License-Identifier: MIT
 * The parser: from the loosest operator (or) to the tightest (a sign before a number), one function a level, in
 * SQLite's order. It knows no names and no types. Chains of and and of or become one node with many kids, so only real
 * nesting makes a tree deep, and depth is limited before recursion can hurt. */
#include "rule/parse.h"

void iv_rule_kids_add(struct iv_rule_parser *p, struct iv_rule_kids *k, struct iv_rule_node *node)
{
	if (k->n == k->cap) {
		k->cap = k->cap ? k->cap * 2 : 2;
		struct iv_rule_node **more = iv_arena_alloc(&p->c->rules->arena, k->cap * sizeof *more);
		if (k->n)
			memcpy(more, k->p, k->n * sizeof *more);
		k->p = more;
	}
	k->p[k->n++] = node;
}

struct iv_rule_node *iv_rule_node_of(struct iv_rule_parser *p, enum iv_rule_op op, size_t at, struct iv_rule_kids k)
{
	unsigned height = 0;
	for (uint32_t i = 0; i < k.n; i++) {
		if (!k.p[i])
			return NULL;
		if (k.p[i]->height > height)
			height = k.p[i]->height;
	}
	if (height >= IV_RULE_DEEPEST) {
		iv_rule_bad(p->c, at, "the expression is nested more than %d deep", IV_RULE_DEEPEST);
		return NULL;
	}
	struct iv_rule_node *node = iv_arena_zalloc(&p->c->rules->arena, sizeof *node);
	node->op = (uint8_t)op;
	node->kid = k.p;
	node->n = k.n;
	node->height = (uint16_t)(height + 1);
	node->at = (uint32_t)at;
	node->from = k.n && k.p[0]->from < at ? k.p[0]->from : (uint32_t)at;
	node->end = (uint32_t)p->end;
	return node;
}

struct iv_rule_node *iv_rule_node_with(struct iv_rule_parser *p, enum iv_rule_op op, size_t at, struct iv_rule_node *a, struct iv_rule_node *b)
{
	struct iv_rule_kids k = { 0 };
	iv_rule_kids_add(p, &k, a);
	if (b)
		iv_rule_kids_add(p, &k, b);
	return iv_rule_node_of(p, op, at, k);
}

struct iv_rule_node *iv_rule_node_const(struct iv_rule_parser *p, size_t at, struct iv_rule_value value)
{
	struct iv_rule_node *node = iv_rule_node_of(p, IV_OP_CONST, at, (struct iv_rule_kids){ 0 });
	node->type = (uint8_t)value.type;
	iv_rule_constant(node, value);
	return node;
}

void iv_rule_advance(struct iv_rule_parser *p)
{
	struct iv_rule_token before = p->tok;
	p->end = before.end;
	if (p->c->failed || !iv_rule_lex(p->c, &before, &p->tok))
		p->tok = (struct iv_rule_token){ 0 };
}

struct iv_rule_node *iv_rule_expected(struct iv_rule_parser *p, const char *what)
{
	struct iv_str found = { p->c->text.p + p->tok.at, p->tok.end - p->tok.at };
	const char *quote = p->tok.kind == IV_TOKEN_TEXT ? "" : "'";
	if (p->tok.kind == IV_TOKEN_END)
		iv_rule_bad(p->c, p->tok.at, "expected %s, found the end", what);
	else if (found.n > 40)
		iv_rule_bad(p->c, p->tok.at, "expected %s here", what);
	else
		iv_rule_bad(p->c, p->tok.at, "expected %s, found %s" IV_FMT "%s", what, quote, IV_ARG(found), quote);
	return NULL;
}

struct iv_rule_node *iv_rule_parse_bad(struct iv_rule_parser *p, size_t at, const char *sentence)
{
	iv_rule_bad(p->c, at, "%s", sentence);
	return NULL;
}

/* Recursion passes through here or through negated(), which count its depth. */
static bool deeper(struct iv_rule_parser *p)
{
	if (++p->depth <= IV_RULE_DEEPEST)
		return true;
	return iv_rule_bad(p->c, p->tok.at, "the expression is nested more than %d deep", IV_RULE_DEEPEST);
}

static struct iv_rule_node *signed_(struct iv_rule_parser *p)
{
	size_t at = p->tok.at;
	if (!iv_rule_at(p, IV_SIGN_MINUS) && !iv_rule_at(p, IV_SIGN_PLUS))
		return iv_rule_primary(p);
	bool minus = iv_rule_at(p, IV_SIGN_MINUS); /* a plus sign changes nothing */
	struct iv_rule_node *node = NULL;
	iv_rule_advance(p);
	if (deeper(p))
		node = signed_(p);
	p->depth--;
	return node && minus ? iv_rule_node_with(p, IV_OP_NEGATE, at, node, NULL) : node;
}

/* One level of left-associative operators: signs[i] makes ops[i]. */
static struct iv_rule_node *chain(struct iv_rule_parser *p, const enum iv_rule_word *signs, const enum iv_rule_op *ops, size_t n,
				  struct iv_rule_node *(*tighter)(struct iv_rule_parser *p))
{
	struct iv_rule_node *left = tighter(p);
	for (size_t i = 0; left && i < n;) {
		size_t at = p->tok.at;
		if (!iv_rule_take(p, signs[i])) {
			i++;
			continue;
		}
		struct iv_rule_node *right = tighter(p);
		left = right ? iv_rule_node_with(p, ops[i], at, left, right) : NULL;
		i = 0;
	}
	return left;
}

static struct iv_rule_node *joined(struct iv_rule_parser *p)
{
	static const enum iv_rule_word signs[] = { IV_SIGN_CONCAT };
	static const enum iv_rule_op ops[] = { IV_OP_CONCAT };
	return chain(p, signs, ops, 1, signed_);
}

static struct iv_rule_node *product(struct iv_rule_parser *p)
{
	static const enum iv_rule_word signs[] = { IV_SIGN_TIMES, IV_SIGN_OVER, IV_SIGN_REST };
	static const enum iv_rule_op ops[] = { IV_OP_MULTIPLY, IV_OP_DIVIDE, IV_OP_REMAINDER };
	return chain(p, signs, ops, 3, joined);
}

static struct iv_rule_node *sum(struct iv_rule_parser *p)
{
	static const enum iv_rule_word signs[] = { IV_SIGN_PLUS, IV_SIGN_MINUS };
	static const enum iv_rule_op ops[] = { IV_OP_ADD, IV_OP_SUBTRACT };
	return chain(p, signs, ops, 2, product);
}

/* x in (a, b) or x in tags */
static struct iv_rule_node *in(struct iv_rule_parser *p, struct iv_rule_node *left, size_t at)
{
	struct iv_rule_kids k = { 0 };
	bool listed = iv_rule_take(p, IV_SIGN_OPEN);
	iv_rule_kids_add(p, &k, left);
	if (listed) {
		if (iv_rule_at(p, IV_SIGN_CLOSE))
			return iv_rule_expected(p, "a value");
		if (!iv_rule_list(p, &k))
			return NULL;
	} else {
		iv_rule_kids_add(p, &k, sum(p));
	}
	struct iv_rule_node *node = iv_rule_node_of(p, IV_OP_IN, at, k);
	if (node)
		node->set.listed = listed;
	return node;
}

/* x is [not] null, true, false; `not` was not taken yet. */
static struct iv_rule_node *is(struct iv_rule_parser *p, struct iv_rule_node *left, size_t at)
{
	bool negated = iv_rule_take(p, IV_WORD_NOT);
	struct iv_rule_node *node = iv_rule_node_with(p, IV_OP_IS, at, left, NULL);
	if (!node)
		return NULL;
	if (iv_rule_at(p, IV_WORD_TRUE) || iv_rule_at(p, IV_WORD_FALSE))
		iv_rule_set_bool(&node->is, iv_rule_at(p, IV_WORD_TRUE));
	else if (!iv_rule_at(p, IV_WORD_NULL))
		return iv_rule_expected(p, "null, true or false");
	iv_rule_advance(p);
	node->end = (uint32_t)p->end;
	return negated ? iv_rule_node_with(p, IV_OP_NOT, at, node, NULL) : node;
}

static unsigned comparison_sign(const struct iv_rule_parser *p)
{
	if (p->tok.kind != IV_TOKEN_SIGN)
		return 0;
	switch (p->tok.word) {
	case IV_SIGN_EQUAL:
		return IV_SAME;
	case IV_SIGN_OTHER:
	case IV_SIGN_UNEQUAL:
		return IV_LESS | IV_MORE;
	case IV_SIGN_LESS:
		return IV_LESS;
	case IV_SIGN_NOT_MORE:
		return IV_LESS | IV_SAME;
	case IV_SIGN_MORE:
		return IV_MORE;
	case IV_SIGN_NOT_LESS:
		return IV_MORE | IV_SAME;
	default:
		return 0;
	}
}

/* One of: a sign and a sum, between, in, like, matches. NULL after an error. */
static struct iv_rule_node *relation(struct iv_rule_parser *p, struct iv_rule_node *left)
{
	struct iv_rule_kids k = { 0 };
	size_t at = p->tok.at;
	unsigned allowed = comparison_sign(p);
	if (allowed) {
		iv_rule_advance(p);
		iv_rule_kids_add(p, &k, left);
		iv_rule_kids_add(p, &k, sum(p));
		struct iv_rule_node *node = iv_rule_node_of(p, IV_OP_COMPARE, at, k);
		if (node)
			node->allowed = allowed;
		return node;
	}
	if (iv_rule_take(p, IV_WORD_IN))
		return in(p, left, at);
	iv_rule_kids_add(p, &k, left);
	if (iv_rule_take(p, IV_WORD_MATCHES)) {
		iv_rule_kids_add(p, &k, sum(p));
		return iv_rule_node_of(p, IV_OP_MATCHES, at, k);
	}
	if (iv_rule_take(p, IV_WORD_LIKE)) {
		iv_rule_kids_add(p, &k, sum(p));
		if (iv_rule_take(p, IV_WORD_ESCAPE))
			iv_rule_kids_add(p, &k, sum(p));
		return iv_rule_node_of(p, IV_OP_LIKE, at, k);
	}
	iv_rule_advance(p); /* between */
	iv_rule_kids_add(p, &k, sum(p));
	if (!iv_rule_need(p, IV_WORD_AND, "and, after the first limit of between"))
		return NULL;
	iv_rule_kids_add(p, &k, sum(p));
	return iv_rule_node_of(p, IV_OP_BETWEEN, at, k);
}

static bool relation_word(const struct iv_rule_parser *p)
{
	return iv_rule_at(p, IV_WORD_IN) || iv_rule_at(p, IV_WORD_LIKE) || iv_rule_at(p, IV_WORD_MATCHES) || iv_rule_at(p, IV_WORD_BETWEEN);
}

static struct iv_rule_node *condition(struct iv_rule_parser *p)
{
	struct iv_rule_node *left = sum(p);
	bool related = false;
	while (left) {
		size_t at = p->tok.at;
		if (iv_rule_take(p, IV_WORD_IS)) {
			left = is(p, left, at);
			continue;
		}
		bool negated = iv_rule_at(p, IV_WORD_NOT);
		if (!negated && !relation_word(p) && !comparison_sign(p))
			return left;
		if (related)
			return iv_rule_parse_bad(p, at, "comparisons cannot be chained: join them with and, or use parentheses");
		if (negated) {
			iv_rule_advance(p);
			if (!relation_word(p))
				return iv_rule_expected(p, "in, like, between or matches after not");
		}
		related = true;
		left = relation(p, left);
		if (left && negated)
			left = iv_rule_node_with(p, IV_OP_NOT, at, left, NULL);
	}
	return left;
}

static struct iv_rule_node *negated(struct iv_rule_parser *p)
{
	size_t at = p->tok.at;
	if (!iv_rule_take(p, IV_WORD_NOT))
		return condition(p);
	struct iv_rule_node *node = deeper(p) ? negated(p) : NULL;
	p->depth--;
	return node ? iv_rule_node_with(p, IV_OP_NOT, at, node, NULL) : NULL;
}

/* A chain of and, or of or: one node, of as many kids as there are terms. */
static struct iv_rule_node *terms(struct iv_rule_parser *p, enum iv_rule_word word, enum iv_rule_op op,
				  struct iv_rule_node *(*tighter)(struct iv_rule_parser *p))
{
	struct iv_rule_kids k = { 0 };
	size_t at = p->tok.at;
	iv_rule_kids_add(p, &k, tighter(p));
	while (iv_rule_take(p, word))
		iv_rule_kids_add(p, &k, tighter(p));
	return k.n == 1 ? k.p[0] : iv_rule_node_of(p, op, at, k);
}

static struct iv_rule_node *all_of(struct iv_rule_parser *p)
{
	return terms(p, IV_WORD_AND, IV_OP_AND, negated);
}

struct iv_rule_node *iv_rule_expression(struct iv_rule_parser *p)
{
	struct iv_rule_node *node = deeper(p) ? terms(p, IV_WORD_OR, IV_OP_OR, all_of) : NULL;
	p->depth--;
	return node;
}

struct iv_rule_node *iv_rule_parse(struct iv_rule_compile *c)
{
	struct iv_rule_parser p = { .c = c };
	iv_rule_advance(&p);
	if (p.tok.kind == IV_TOKEN_END)
		return iv_rule_parse_bad(&p, 0, "the rule is empty");
	struct iv_rule_node *node = iv_rule_expression(&p);
	if (p.tok.kind != IV_TOKEN_END)
		iv_rule_expected(&p, "an operator or the end");
	return c->failed ? NULL : node;
}
