/* SPDX-License-Identifier: MIT
 * Inside the rule room: what the two halves of the parser share. parse.c has the operators, parse_value.c the values. */
#ifndef IV_RULE_PARSE_H
#define IV_RULE_PARSE_H
#include "rule/lex.h"

struct iv_rule_parser {
	struct iv_rule_compile *c;
	struct iv_rule_token tok; /* the token at hand */
	size_t end; /* where the token before it ended */
	unsigned depth; /* of recursion */
};

/* Kids being collected; they live in the arena of the rules. */
struct iv_rule_kids {
	struct iv_rule_node **p;
	uint32_t n, cap;
};

void iv_rule_kids_add(struct iv_rule_parser *p, struct iv_rule_kids *k, struct iv_rule_node *node);

/* A node over kids. All of these return NULL after an error, and when a kid is NULL, since an error was then reported. */
struct iv_rule_node *iv_rule_node_of(struct iv_rule_parser *p, enum iv_rule_op op, size_t at, struct iv_rule_kids k);
struct iv_rule_node *iv_rule_node_with(struct iv_rule_parser *p, enum iv_rule_op op, size_t at, struct iv_rule_node *a, struct iv_rule_node *b);
struct iv_rule_node *iv_rule_node_const(struct iv_rule_parser *p, size_t at, struct iv_rule_value value);

struct iv_rule_node *iv_rule_expression(struct iv_rule_parser *p);
struct iv_rule_node *iv_rule_primary(struct iv_rule_parser *p); /* a literal, name, call, case, or parentheses */

/* Errors. `expected` says what stands here instead. Only the first error of a rule is kept, so after one they do nothing. */
struct iv_rule_node *iv_rule_expected(struct iv_rule_parser *p, const char *what);
struct iv_rule_node *iv_rule_parse_bad(struct iv_rule_parser *p, size_t at, const char *sentence);

/* Moves to the next token. After an error that is the end, so that every level returns soon. */
void iv_rule_advance(struct iv_rule_parser *p);

static inline bool iv_rule_at(const struct iv_rule_parser *p, enum iv_rule_word word)
{
	return (p->tok.kind == IV_TOKEN_WORD || p->tok.kind == IV_TOKEN_SIGN) && p->tok.word == word;
}

static inline bool iv_rule_take(struct iv_rule_parser *p, enum iv_rule_word word)
{
	if (p->c->failed || !iv_rule_at(p, word))
		return false;
	iv_rule_advance(p);
	return true;
}

static inline bool iv_rule_need(struct iv_rule_parser *p, enum iv_rule_word word, const char *what)
{
	if (iv_rule_take(p, word))
		return true;
	iv_rule_expected(p, what);
	return false;
}

/* Expressions with commas between them, up to the closing parenthesis; the opening one was taken. */
bool iv_rule_list(struct iv_rule_parser *p, struct iv_rule_kids *k);

#endif
