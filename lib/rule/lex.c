/* SPDX-License-Identifier: MIT
 * The lexer. Han and other letters are letters. Characters that a Chinese keyboard gives instead of a sign get an
 * error that says which sign was meant, since they are hard to see. */
#include "rule/lex.h"

#include <utf8proc.h>

#include "text/utf8.h"

static const char *const words[IV_WORDS] = {
	"and", "or", "not", "between", "in", "like", "escape", "matches", "is", "null", "true", "false", "case", "when", "then", "else", "end",
	"today", ">=", "<=", "<>", "!=", "||", "=", "<", ">", "+", "-", "*", "/", "%", "(", ")", ",", ".",
};

const char *const *iv_rule_words(size_t *n)
{
	*n = IV_SIGN_OPEN;
	return words;
}

bool iv_rule_word_is(struct iv_str text, const char *word)
{
	size_t i = 0;
	for (; i < text.n && word[i]; i++) {
		char c = text.p[i];
		if ((c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c) != word[i])
			return false;
	}
	return i == text.n && !word[i];
}

/* The code point at byte `at`, and in *n its length; 0 at the end. */
static uint32_t point(struct iv_str s, size_t at, size_t *n)
{
	*n = 0;
	if (at >= s.n)
		return 0;
	const char *p = s.p + at;
	uint32_t cp = iv_utf8_next(&p, s.p + s.n);
	*n = (size_t)(p - s.p) - at;
	return cp;
}

static bool is_letter(uint32_t cp)
{
	if (cp < 0x80)
		return (cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z') || (cp >= '0' && cp <= '9') || cp == '_';
	utf8proc_category_t k = utf8proc_category((utf8proc_int32_t)cp);
	return (k >= UTF8PROC_CATEGORY_LU && k <= UTF8PROC_CATEGORY_NO);
}

/* The first byte that is neither white space (the ideographic and the no-break space are) nor comment. */
static size_t skip(struct iv_str s, size_t at)
{
	size_t n;
	for (uint32_t cp; (cp = point(s, at, &n));) {
		if (cp == ' ' || (cp >= '\t' && cp <= '\r') || cp == 0xA0 || cp == 0x3000) {
			at += n;
		} else if (cp == '-' && at + 1 < s.n && s.p[at + 1] == '-') {
			const char *eol = memchr(s.p + at, '\n', s.n - at);
			at = eol ? (size_t)(eol - s.p) : s.n;
		} else {
			break;
		}
	}
	return at;
}

/* From the opening quote. A doubled quote is one quote, for which the text is copied. */
static bool quoted(struct iv_rule_compile *c, struct iv_rule_token *t, char quote)
{
	struct iv_str s = c->text;
	size_t doubled = 0, i = t->at + 1;
	for (; i < s.n; i++) {
		if (s.p[i] != quote)
			continue;
		if (i + 1 == s.n || s.p[i + 1] != quote)
			break;
		doubled++;
		i++;
	}
	if (i >= s.n && quote == '"')
		return iv_rule_bad(c, t->at, "the name that begins here has no closing '\"'");
	if (i >= s.n)
		return iv_rule_bad(c, t->at, "the text that begins here has no closing quote");
	t->end = i + 1;
	t->text = (struct iv_str){ s.p + t->at + 1, i - t->at - 1 };
	if (doubled) {
		char *copy = iv_arena_alloc(&c->rules->arena, t->text.n);
		size_t n = 0;
		for (size_t k = 0; k < t->text.n; k++) {
			copy[n++] = t->text.p[k];
			k += t->text.p[k] == quote;
		}
		t->text = (struct iv_str){ copy, n };
	}
	if (quote == '"' && !t->text.n)
		return iv_rule_bad(c, t->at, "a name cannot be empty; an empty text is ''");
	t->kind = quote == '"' ? IV_TOKEN_NAME : IV_TOKEN_TEXT;
	t->quoted = quote == '"';
	return true;
}

static bool number(struct iv_rule_compile *c, struct iv_rule_token *t)
{
	struct iv_str s = c->text;
	size_t i = t->at, n;
	while (i < s.n && iv_is_digit(s.p[i]))
		i++;
	if (i < s.n && s.p[i] == '.')
		for (i++; i < s.n && iv_is_digit(s.p[i]);)
			i++;
	if (i < s.n && (s.p[i] == 'e' || s.p[i] == 'E')) {
		size_t k = i + 1;
		k += k < s.n && (s.p[k] == '+' || s.p[k] == '-');
		for (; k < s.n && iv_is_digit(s.p[k]); k++)
			i = k + 1;
	}
	if (is_letter(point(s, i, &n)))
		return iv_rule_bad(c, t->at, "a number ends in a letter here: put a space between them, or quotes around the text");
	t->kind = IV_TOKEN_NUMBER;
	t->end = i;
	t->text = (struct iv_str){ s.p + t->at, i - t->at };
	return true;
}

static void name(struct iv_rule_compile *c, struct iv_rule_token *t)
{
	struct iv_str s = c->text;
	size_t n;
	t->end = t->at;
	while (is_letter(point(s, t->end, &n)))
		t->end += n;
	t->kind = IV_TOKEN_NAME;
	t->text = (struct iv_str){ s.p + t->at, t->end - t->at };
	for (int w = 0; w <= IV_WORD_TODAY; w++)
		if (iv_rule_word_is(t->text, words[w])) {
			t->kind = IV_TOKEN_WORD;
			t->word = (enum iv_rule_word)w;
		}
}

static bool unexpected(struct iv_rule_compile *c, size_t at, uint32_t cp, size_t n)
{
	static const uint32_t quotes[] = { 0x2018, 0x2019, 0x201C, 0x201D, 0x3001, 0x3002, 0x300C, 0x300D };
	static const char meant[] = "''\"\",.''";
	struct iv_str sign = { c->text.p + at, n };
	char ascii = cp > 0xFF00 && cp < 0xFF5F ? (char)(cp - 0xFEE0) : 0;
	for (size_t i = 0; i < sizeof quotes / sizeof *quotes; i++)
		if (cp == quotes[i])
			ascii = meant[i];
	if (ascii)
		return iv_rule_bad(c, at, IV_FMT " is a %s: write %c instead", IV_ARG(sign), cp < 0x3000 ? "typographic quote" : "full-width sign", ascii);
	if (cp == '!')
		return iv_rule_bad(c, at, "! is not an operator: write not, or <>");
	if (cp == '&')
		return iv_rule_bad(c, at, "& is not an operator: write and");
	if (cp < 0x20 || cp == 0x7F)
		return iv_rule_bad(c, at, "a control character stands here");
	return iv_rule_bad(c, at, IV_FMT " has no meaning here", IV_ARG(sign));
}

bool iv_rule_lex(struct iv_rule_compile *c, const struct iv_rule_token *before, struct iv_rule_token *t)
{
	struct iv_str s = c->text;
	size_t n = 0;
	*t = (struct iv_rule_token){ .at = skip(s, before->end) };
	bool path = before->kind == IV_TOKEN_NAME && before->end == t->at;
	t->end = t->at;
	uint32_t cp = point(s, t->at, &n);
	if (t->at >= s.n)
		return true;
	if (cp == '\'' || cp == '"')
		return quoted(c, t, (char)cp);
	/* Behind a name a point begins the next step of a path, never a number. */
	if ((cp < 0x80 && iv_is_digit((char)cp)) || (cp == '.' && t->at + 1 < s.n && iv_is_digit(s.p[t->at + 1]) && !path))
		return number(c, t);
	if (is_letter(cp)) {
		name(c, t);
		return true;
	}
	struct iv_str rest = iv_str_from(s, t->at);
	if (iv_str_starts(rest, IV_STR("==")))
		return iv_rule_bad(c, t->at, "== is not an operator: write =");
	for (int w = IV_SIGN_NOT_LESS; w < IV_WORDS; w++)
		if (iv_str_starts(rest, iv_str_of(words[w]))) {
			t->kind = IV_TOKEN_SIGN;
			t->word = (enum iv_rule_word)w;
			t->end = t->at + strlen(words[w]);
			return true;
		}
	return unexpected(c, t->at, cp, n);
}
