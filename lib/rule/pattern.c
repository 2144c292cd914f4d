/* SPDX-License-Identifier: MIT
 * Patterns: LIKE by hand, MATCHES by PCRE2 with its JIT. A compiled pattern is shared by threads; what a match writes to
 * belongs to the run. Texts were checked to be UTF-8 when they were read, so PCRE2 need not check again. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "rule/node.h"

/* Effort after which a pattern is given up for a text. Patterns of people need a few hundred steps; (a+)+$ and its like
 * reach any limit. The stack is what the JIT may use, beyond the 32 KiB of the machine stack it has anyway. */
enum { MATCH_LIMIT = 100000, DEPTH_LIMIT = 10000, HEAP_KIB = 4096, STACK_MIN = 32 * 1024, STACK_MAX = 512 * 1024 };

struct iv_rule_regex {
	pcre2_code *code;
	bool jit;
	struct iv_rule_regex *next;
};

struct iv_rule_matcher {
	pcre2_match_data *data;
	pcre2_match_context *context;
	pcre2_jit_stack *stack;
};

bool iv_rule_like_compile(struct iv_str pattern, struct iv_str escape, struct iv_arena *arena, struct iv_str *program)
{
	char *p = iv_arena_alloc(arena, pattern.n + 1); /* so that p is never NULL */
	size_t n = 0;
	for (size_t i = 0; i < pattern.n; i++) {
		if (escape.n && iv_str_starts(iv_str_from(pattern, i), escape)) {
			i += escape.n;
			if (i >= pattern.n)
				return false;
			size_t size = iv_utf8_len(pattern.p + i, pattern.p + pattern.n);
			memcpy(p + n, pattern.p + i, size);
			n += size;
			i += size - 1;
		} else if (pattern.p[i] == '%') {
			if (!n || p[n - 1] != IV_LIKE_ANY)
				p[n++] = IV_LIKE_ANY;
		} else {
			p[n++] = pattern.p[i] == '_' ? IV_LIKE_ONE : pattern.p[i];
		}
	}
	*program = (struct iv_str){ p, n };
	return true;
}

static size_t char_len(struct iv_str s, size_t at)
{
	size_t n = 1;
	while (at + n < s.n && ((unsigned char)s.p[at + n] & 0xC0) == 0x80)
		n++;
	return n;
}

/* Only the last % need be tried again further on: what stands before it has matched as early as it could. */
bool iv_rule_like(struct iv_str program, struct iv_str text)
{
	size_t i = 0, j = 0, behind = SIZE_MAX, tried = 0; /* behind the last %, and where its rest was tried */
	while (i < text.n) {
		char want = j < program.n ? program.p[j] : '\0';
		if (j < program.n && want == IV_LIKE_ANY) {
			behind = ++j;
			tried = i;
		} else if (j < program.n && want == IV_LIKE_ONE) {
			i += char_len(text, i);
			j++;
		} else if (j < program.n && want == text.p[i]) {
			i++;
			j++;
		} else if (behind != SIZE_MAX) {
			tried += char_len(text, tried);
			i = tried;
			j = behind;
		} else {
			return false;
		}
	}
	while (j < program.n && program.p[j] == IV_LIKE_ANY)
		j++;
	return j == program.n;
}

struct iv_rule_regex *iv_rule_regex_new(struct iv_rules *rules, struct iv_str pattern, size_t *at, char *why, size_t size)
{
	int error;
	PCRE2_SIZE offset;
	const uint32_t options = PCRE2_UTF | PCRE2_UCP | PCRE2_NO_UTF_CHECK | PCRE2_NEVER_BACKSLASH_C;
	pcre2_code *code = pcre2_compile((PCRE2_SPTR)(pattern.p ? pattern.p : ""), pattern.n, options, &error, &offset, NULL);
	if (!code) {
		pcre2_get_error_message(error, (PCRE2_UCHAR *)why, size);
		*at = offset;
		return NULL;
	}
	struct iv_rule_regex *regex = iv_zalloc(sizeof *regex);
	regex->code = code;
	regex->jit = pcre2_jit_compile(code, PCRE2_JIT_COMPLETE) == 0; /* without a JIT the interpreter does, only slower */
	regex->next = rules->regex;
	rules->regex = regex;
	return regex;
}

void iv_rule_regex_free(struct iv_rule_regex *chain)
{
	while (chain) {
		struct iv_rule_regex *next = chain->next;
		pcre2_code_free(chain->code);
		free(chain);
		chain = next;
	}
}

static struct iv_rule_matcher *matcher_new(void)
{
	struct iv_rule_matcher *m = iv_zalloc(sizeof *m);
	m->data = pcre2_match_data_create(1, NULL);
	m->context = pcre2_match_context_create(NULL);
	if (!m->data || !m->context)
		iv_nomem(sizeof *m);
	pcre2_set_match_limit(m->context, MATCH_LIMIT);
	pcre2_set_depth_limit(m->context, DEPTH_LIMIT);
	pcre2_set_heap_limit(m->context, HEAP_KIB);
	m->stack = pcre2_jit_stack_create(STACK_MIN, STACK_MAX, NULL); /* NULL where there is no JIT */
	if (m->stack)
		pcre2_jit_stack_assign(m->context, NULL, m->stack);
	return m;
}

void iv_rule_matcher_free(struct iv_rule_matcher *m)
{
	if (!m)
		return;
	pcre2_match_data_free(m->data);
	pcre2_match_context_free(m->context);
	pcre2_jit_stack_free(m->stack);
	free(m);
}

int iv_rule_regex_test(struct iv_rule_run *run, const struct iv_rule_regex *regex, struct iv_str text)
{
	if (!run->matcher)
		run->matcher = matcher_new();
	struct iv_rule_matcher *m = run->matcher;
	PCRE2_SPTR p = (PCRE2_SPTR)(text.p ? text.p : "");
	int found = regex->jit ? pcre2_jit_match(regex->code, p, text.n, 0, PCRE2_NO_UTF_CHECK, m->data, m->context) :
				 pcre2_match(regex->code, p, text.n, 0, PCRE2_NO_UTF_CHECK, m->data, m->context);
	if (found >= 0)
		return 1;
	if (found == PCRE2_ERROR_NOMATCH)
		return 0;
	run->limited++;
	return -1;
}
