/* SPDX-License-Identifier: MIT
 * What tests of rules share: an expression is compiled and evaluated over one record, and the result compared as text. */
#ifndef TEST_RULE_FIXTURE_H
#define TEST_RULE_FIXTURE_H
#include <stdio.h>

#include "base/date.h"
#include "rule/rule.h"

#define TODAY "2026-03-31"

struct fixture {
	struct iv_rule_scope *scope;
	struct iv_rules *rules;
	struct iv_rec rec;
	struct iv_arena arena;
	struct iv_buf out;
};

static inline void fixture_open(struct fixture *f, unsigned kinds)
{
	int32_t today = 0;
	iv_date_parse(IV_STR(TODAY), &today);
	*f = (struct fixture){ .scope = iv_rule_rec_scope(kinds) };
	f->rules = iv_rules_new(f->scope, today);
}

static inline void fixture_close(struct fixture *f)
{
	iv_rules_free(f->rules);
	iv_rule_rec_scope_free(f->scope);
	iv_rec_release(&f->rec);
	iv_arena_release(&f->arena);
	iv_buf_release(&f->out);
}

static inline void fixture_record(struct fixture *f, const char *line)
{
	struct iv_err err;
	if (iv_rec_read(&f->rec, iv_str_of(line), &f->arena, &err) != IV_OK)
		fprintf(stderr, "the test's record is wrong: %s\n", err.msg);
}

/* "LINE:COLUMN MESSAGE" */
static inline const char *fixture_error(struct fixture *f, const struct iv_err *err)
{
	iv_buf_clear(&f->out);
	iv_buf_addf(&f->out, "%ld:%ld %s", err->line, err->column, err->msg);
	return iv_buf_text(&f->out);
}

/* The value of an expression as JSON, or its error. The text stays until the next call. */
static inline const char *fixture_eval(struct fixture *f, const char *text)
{
	struct iv_err err = { 0 };
	struct iv_rule_value v;
	uint32_t id;
	if (iv_rules_add_text(f->rules, iv_str_of(text), IV_RULE_ANY, &id, &err) != IV_OK)
		return fixture_error(f, &err);
	struct iv_rule_run *run = iv_rule_run_new(f->rules);
	iv_rule_bind(run, &f->rec);
	iv_rule_eval(run, id, &v);
	iv_buf_clear(&f->out);
	iv_rule_value_json(&v, &f->out);
	iv_rule_run_free(run);
	return iv_buf_text(&f->out);
}

#endif
