/* SPDX-License-Identifier: MIT
 * Inside the rule room: an expression as words, names, texts, numbers and signs. */
#ifndef IV_RULE_LEX_H
#define IV_RULE_LEX_H
#include "rule/node.h"

enum iv_rule_token_kind {
	IV_TOKEN_END,
	IV_TOKEN_NAME, /* a bare name that is no reserved word, or one in double quotes */
	IV_TOKEN_TEXT, /* in single quotes */
	IV_TOKEN_NUMBER,
	IV_TOKEN_WORD, /* reserved: `word` says which */
	IV_TOKEN_SIGN, /* an operator or punctuation: `word` again */
};

/* Reserved words, then signs, in the order of the table in lex.c. */
enum iv_rule_word {
	IV_WORD_AND,
	IV_WORD_OR,
	IV_WORD_NOT,
	IV_WORD_BETWEEN,
	IV_WORD_IN,
	IV_WORD_LIKE,
	IV_WORD_ESCAPE,
	IV_WORD_MATCHES,
	IV_WORD_IS,
	IV_WORD_NULL,
	IV_WORD_TRUE,
	IV_WORD_FALSE,
	IV_WORD_CASE,
	IV_WORD_WHEN,
	IV_WORD_THEN,
	IV_WORD_ELSE,
	IV_WORD_END,
	IV_WORD_TODAY,
	IV_SIGN_NOT_LESS, /* the signs, longest first */
	IV_SIGN_NOT_MORE,
	IV_SIGN_OTHER,
	IV_SIGN_UNEQUAL,
	IV_SIGN_CONCAT,
	IV_SIGN_EQUAL,
	IV_SIGN_LESS,
	IV_SIGN_MORE,
	IV_SIGN_PLUS,
	IV_SIGN_MINUS,
	IV_SIGN_TIMES,
	IV_SIGN_OVER,
	IV_SIGN_REST,
	IV_SIGN_OPEN, /* from here on punctuation, no operators */
	IV_SIGN_CLOSE,
	IV_SIGN_COMMA,
	IV_SIGN_DOT,
	IV_WORDS,
};

struct iv_rule_token {
	enum iv_rule_token_kind kind;
	enum iv_rule_word word;
	bool quoted; /* a name in double quotes */
	size_t at, end; /* in the rule's text */
	struct iv_str text; /* NAME and TEXT: without quotes, doubled quotes single; in the rule's text or the arena */
};

/* Reads the token that follows `before` (zeroed: the first one). False after an error, which is reported. */
bool iv_rule_lex(struct iv_rule_compile *c, const struct iv_rule_token *before, struct iv_rule_token *token);

#endif
