/* SPDX-License-Identifier: MIT
 * Sets of rules, and the runs that evaluate them. */
#include <stdlib.h>

#include "base/utf8.h"
#include "rule/node.h"

struct iv_rules *iv_rules_new(struct iv_rule_scope *scope, int32_t today)
{
	struct iv_rules *rules = iv_zalloc(sizeof *rules);
	size_t n;
	rules->scope = scope;
	rules->today = today;
	const struct iv_rule_fn *builtins = iv_rule_builtins(&n);
	iv_rules_functions(rules, builtins, n, NULL);
	/* Constants read no field and call no registered function, so this run needs neither subject nor cells. */
	rules->fold = iv_zalloc(sizeof *rules->fold);
	rules->fold->rules = rules;
	rules->fold->cache = iv_zalloc(sizeof *rules->fold->cache);
	return rules;
}

void iv_rules_free(struct iv_rules *rules)
{
	if (!rules)
		return;
	iv_rule_run_free(rules->fold);
	iv_rule_regex_free(rules->regex);
	iv_names_release(&rules->slots);
	iv_names_release(&rules->labels);
	iv_arena_release(&rules->arena);
	free(rules->rule);
	free(rules->field);
	free(rules->table);
	free(rules);
}

void iv_rules_functions(struct iv_rules *rules, const struct iv_rule_fn *table, size_t n, const void *user)
{
	rules->table = iv_reserve(rules->table, &rules->tables_cap, rules->tables + 1, sizeof *rules->table);
	rules->table[rules->tables++] = (struct iv_rule_table){ table, n, user };
}

static bool readable(struct iv_rule_compile *c)
{
	size_t at = iv_utf8_check(c->text);
	if (at < c->text.n)
		return iv_rule_bad(c, at, "the rule is not UTF-8");
	const char *nul = c->text.n ? memchr(c->text.p, '\0', c->text.n) : NULL;
	if (nul)
		return iv_rule_bad(c, (size_t)(nul - c->text.p), "a NUL stands in the rule");
	if (c->text.n > IV_RULE_LONGEST)
		return iv_rule_bad(c, 0, "the rule is longer than 1 MiB");
	return true;
}

static int add(struct iv_rules *rules, const struct iv_conf_node *conf, struct iv_str text, enum iv_rule_type want, uint32_t *id,
	       struct iv_err *err)
{
	struct iv_rule_compile c = { .rules = rules, .conf = conf, .text = text, .err = err };
	if (!readable(&c))
		return IV_WRONG;
	c.text = iv_arena_str(&rules->arena, text);
	struct iv_rule_node *root = iv_rule_parse(&c);
	if (!root || !iv_rule_check(&c, root, want))
		return IV_WRONG;
	iv_rule_note_leaves(rules, root);
	rules->rule = iv_reserve(rules->rule, &rules->cap, rules->n + 1, sizeof *rules->rule);
	rules->rule[rules->n] = (struct iv_rule){ c.text, root };
	*id = (uint32_t)rules->n++;
	return IV_OK;
}

int iv_rules_add(struct iv_rules *rules, const struct iv_conf_node *node, enum iv_rule_type want, uint32_t *id, struct iv_err *err)
{
	if (node->kind != IV_CONF_SCALAR)
		return iv_conf_error(node, 0, err, "expected a rule, which is one text");
	return add(rules, node, node->text, want, id, err);
}

int iv_rules_add_text(struct iv_rules *rules, struct iv_str text, enum iv_rule_type want, uint32_t *id, struct iv_err *err)
{
	return add(rules, NULL, text, want, id, err);
}

size_t iv_rules_count(const struct iv_rules *rules)
{
	return rules->n;
}

enum iv_rule_type iv_rules_type(const struct iv_rules *rules, uint32_t id)
{
	return (enum iv_rule_type)rules->rule[id].root->type;
}

struct iv_str iv_rules_text(const struct iv_rules *rules, uint32_t id)
{
	return rules->rule[id].text;
}

bool iv_rules_constant(const struct iv_rules *rules, uint32_t id, struct iv_rule_value *out)
{
	const struct iv_rule_node *root = rules->rule[id].root;
	if (root->op != IV_OP_CONST)
		return false;
	*out = root->value;
	return true;
}

/* --- Runs --- */

struct iv_rule_run *iv_rule_run_new(const struct iv_rules *rules)
{
	const struct iv_rule_scope *scope = rules->scope;
	struct iv_rule_run *run = iv_zalloc(sizeof *run);
	run->rules = rules;
	run->cell = iv_zalloc(rules->slots.n * sizeof *run->cell);
	run->cache = iv_zalloc(rules->tables * sizeof *run->cache);
	run->told_of = iv_zalloc(rules->labels.n * sizeof *run->told_of);
	run->scratch = scope->scratch_size ? iv_zalloc(scope->scratch_size(scope)) : NULL;
	return run;
}

void iv_rule_run_free(struct iv_rule_run *run)
{
	if (!run)
		return;
	iv_rule_matcher_free(run->matcher);
	iv_arena_release(&run->arena);
	free(run->cell);
	free(run->cache);
	free(run->scratch);
	free(run->told_of);
	free(run);
}

void iv_rule_bind(struct iv_rule_run *run, const void *subject)
{
	run->subject = subject;
	run->bound++;
	if (run->arena.head)
		iv_arena_clear(&run->arena);
}

int iv_rule_test(struct iv_rule_run *run, uint32_t id)
{
	const struct iv_rule_node *root = run->rules->rule[id].root;
	return root->test(run, root);
}

void iv_rule_eval(struct iv_rule_run *run, uint32_t id, struct iv_rule_value *out)
{
	const struct iv_rule_node *root = run->rules->rule[id].root;
	struct iv_rule_value room = { 0 };
	*out = *root->eval(run, root, &room);
}

uint64_t iv_rule_run_limited(const struct iv_rule_run *run)
{
	return run->limited;
}
