/* SPDX-License-Identifier: MIT
 * Looking at rules rather than evaluating them: which values decided a result, and which fields a rule reads. What a
 * term reads is known when the rule is added, so that telling why costs little more than copying. */
#include <stdlib.h>

#include "rule/node.h"

static bool is_call(const struct iv_rule_node *node)
{
	return node->op == IV_OP_CALL && node->call.table > 0;
}

static bool joins(const struct iv_rule_node *node)
{
	return node->op == IV_OP_AND || node->op == IV_OP_OR || node->op == IV_OP_NOT;
}

/* --- While rules are added --- */

struct leaves {
	struct iv_rule_leaf *leaf;
	size_t n, cap;
};

static void note_leaf(struct iv_rules *rules, const struct iv_rule_node *node, struct leaves *l)
{
	struct iv_str name = is_call(node) ? node->call.label : node->name.text;
	uint32_t number = iv_names_add(&rules->labels, name);
	for (size_t i = 0; i < l->n; i++)
		if (l->leaf[i].number == number)
			return;
	struct iv_buf label = { 0 };
	iv_json_quote(&label, name);
	iv_buf_addc(&label, ':');
	l->leaf = iv_reserve(l->leaf, &l->cap, l->n + 1, sizeof *l->leaf);
	l->leaf[l->n++] = (struct iv_rule_leaf){ node, iv_arena_str(&rules->arena, iv_buf_str(&label)), number };
	iv_buf_release(&label);
}

/* Every field below a node, and every call of a registered function with the fields of its arguments. A call in the
 * condition of an any() may depend on the element, so it has no one value and is left out unless it has a slot. */
static void find_leaves(struct iv_rules *rules, const struct iv_rule_node *node, bool inside, struct leaves *l)
{
	if (node->op == IV_OP_FIELD || (is_call(node) && (!inside || node->call.slot != IV_RULE_NO_SLOT)))
		note_leaf(rules, node, l);
	for (uint32_t i = 0; i < node->n; i++)
		find_leaves(rules, node->kid[i], inside || (node->op == IV_OP_EACH && i == 1), l);
}

void iv_rule_note_leaves(struct iv_rules *rules, struct iv_rule_node *node)
{
	struct leaves l = { 0 };
	for (uint32_t i = 0; joins(node) && i < node->n; i++)
		iv_rule_note_leaves(rules, node->kid[i]);
	if (joins(node))
		return;
	find_leaves(rules, node, false, &l);
	node->leaf = iv_arena_alloc(&rules->arena, (l.n + 1) * sizeof *l.leaf);
	node->leaves = (uint32_t)l.n;
	if (l.n)
		memcpy(node->leaf, l.leaf, l.n * sizeof *l.leaf);
	free(l.leaf);
}

/* --- Afterwards --- */

struct fields {
	struct iv_names seen;
	void (*each)(void *ctx, struct iv_str name, enum iv_rule_type type, bool call);
	void *ctx;
};

static void list_fields(struct fields *f, const struct iv_rule_node *node)
{
	for (uint32_t i = 0; joins(node) && i < node->n; i++)
		list_fields(f, node->kid[i]);
	for (uint32_t i = 0; !joins(node) && i < node->leaves; i++) {
		const struct iv_rule_node *leaf = node->leaf[i].node;
		struct iv_str name = is_call(leaf) ? leaf->call.label : leaf->name.text;
		size_t before = f->seen.n;
		if (iv_names_add(&f->seen, name) == before)
			f->each(f->ctx, name, (enum iv_rule_type)leaf->type, is_call(leaf));
	}
}

void iv_rules_fields(const struct iv_rules *rules, uint32_t id, void (*each)(void *ctx, struct iv_str name, enum iv_rule_type type, bool call),
		     void *ctx)
{
	struct fields f = { .each = each, .ctx = ctx };
	list_fields(&f, rules->rule[id].root);
	iv_names_release(&f.seen);
}

/* A field is shown as it stands in the record, unless it was not of its type and so read as null. */
static void show_leaf(struct iv_rule_run *run, const struct iv_rule_leaf *leaf, struct iv_buf *out)
{
	const struct iv_rule_scope *scope = run->rules->scope;
	struct iv_rule_value room;
	if (run->told_of[leaf->number] == run->told)
		return;
	run->told_of[leaf->number] = run->told;
	if (out->p[out->n - 1] != '{')
		iv_buf_addc(out, ',');
	iv_buf_adds(out, leaf->label);
	const struct iv_rule_value *v = iv_rule_value_of(run, leaf->node, &room);
	struct iv_str raw = { 0 };
	if (leaf->node->op == IV_OP_FIELD && scope->raw && v->type != IV_RULE_NULL)
		raw = scope->raw(scope, run->scratch, run->subject, run->rules->field[leaf->node->name.slot]);
	if (raw.n)
		iv_buf_adds(out, raw);
	else
		iv_rule_value_json(v, out);
}

static void explain(struct iv_rule_run *run, const struct iv_rule_node *node, struct iv_buf *out)
{
	if (node->op == IV_OP_NOT) {
		explain(run, node->kid[0], out);
		return;
	}
	if (!joins(node)) {
		for (uint32_t i = 0; i < node->leaves; i++)
			show_leaf(run, &node->leaf[i], out);
		return;
	}
	int result = node->test(run, node);
	bool one = result == (node->op == IV_OP_OR); /* one term was enough */
	for (uint32_t i = 0; i < node->n; i++) {
		const struct iv_rule_node *kid = node->kid[i];
		/* All terms of a true AND are true, and all of a false OR false. */
		if ((one || result < 0) && kid->test(run, kid) != result)
			continue;
		explain(run, kid, out);
		if (one)
			return;
	}
}

void iv_rule_why(struct iv_rule_run *run, uint32_t id, struct iv_buf *out)
{
	run->told++;
	iv_buf_addc(out, '{');
	explain(run, run->rules->rule[id].root, out);
	iv_buf_addc(out, '}');
}
