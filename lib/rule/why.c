/* SPDX-License-Identifier: MIT
 * Looking at rules rather than evaluating them: which values decided a result, and which fields a rule reads. */
#include <stdlib.h>

#include "rule/node.h"

/* Slots named so far, so that none is named twice; calls without a slot are known by their node. */
struct seen {
	const struct iv_rule_node **node;
	size_t n, cap;
};

typedef void leaf_fn(void *ctx, const struct iv_rule_node *leaf);

static bool is_call(const struct iv_rule_node *node)
{
	return node->op == IV_OP_CALL && node->call.table > 0;
}

static uint32_t slot_of(const struct iv_rule_node *leaf)
{
	return is_call(leaf) ? leaf->call.slot : leaf->name.slot;
}

static struct iv_str name_of(const struct iv_rule_node *leaf)
{
	return is_call(leaf) ? leaf->call.label : leaf->name.text;
}

static bool first_time(struct seen *seen, const struct iv_rule_node *leaf)
{
	uint32_t slot = slot_of(leaf);
	for (size_t i = 0; i < seen->n; i++)
		if (seen->node[i] == leaf || (slot != IV_RULE_NO_SLOT && slot == slot_of(seen->node[i])))
			return false;
	seen->node = iv_reserve(seen->node, &seen->cap, seen->n + 1, sizeof *seen->node);
	seen->node[seen->n++] = leaf;
	return true;
}

/* Every field below a node, and every call of a registered function with the fields of its arguments. A call in the
 * condition of an any() may depend on the element, so it has no one value and is left out unless it has a slot. */
static void leaves(const struct iv_rule_node *node, bool inside, leaf_fn *each, void *ctx)
{
	if (node->op == IV_OP_FIELD || (is_call(node) && (!inside || node->call.slot != IV_RULE_NO_SLOT)))
		each(ctx, node);
	for (uint32_t i = 0; i < node->n; i++)
		leaves(node->kid[i], inside || (node->op == IV_OP_EACH && i == 1), each, ctx);
}

struct fields {
	struct seen seen;
	void (*each)(void *ctx, struct iv_str name, enum iv_rule_type type, bool call);
	void *ctx;
};

static void list_leaf(void *ctx, const struct iv_rule_node *leaf)
{
	struct fields *f = ctx;
	if (first_time(&f->seen, leaf))
		f->each(f->ctx, name_of(leaf), (enum iv_rule_type)leaf->type, is_call(leaf));
}

void iv_rules_fields(const struct iv_rules *rules, uint32_t id, void (*each)(void *ctx, struct iv_str name, enum iv_rule_type type, bool call),
		     void *ctx)
{
	struct fields f = { .each = each, .ctx = ctx };
	leaves(rules->rule[id].root, false, list_leaf, &f);
	free(f.seen.node);
}

struct why {
	struct seen seen;
	struct iv_rule_run *run;
	struct iv_buf *out;
};

static void show_leaf(void *ctx, const struct iv_rule_node *leaf)
{
	struct why *w = ctx;
	struct iv_rule_value room = { 0 };
	if (!first_time(&w->seen, leaf))
		return;
	iv_json_comma(w->out);
	iv_json_quote(w->out, name_of(leaf));
	iv_buf_addc(w->out, ':');
	iv_rule_value_json(leaf->eval(w->run, leaf, &room), w->out);
}

static void explain(struct why *w, const struct iv_rule_node *node)
{
	if (node->op == IV_OP_NOT) {
		explain(w, node->kid[0]);
		return;
	}
	if (node->op != IV_OP_AND && node->op != IV_OP_OR) {
		leaves(node, false, show_leaf, w);
		return;
	}
	int result = node->test(w->run, node);
	bool one = result == (node->op == IV_OP_OR); /* one term was enough */
	for (uint32_t i = 0; i < node->n; i++) {
		const struct iv_rule_node *kid = node->kid[i];
		if (kid->test(w->run, kid) != result)
			continue;
		explain(w, kid);
		if (one)
			return;
	}
}

void iv_rule_why(struct iv_rule_run *run, uint32_t id, struct iv_buf *out)
{
	struct why w = { .run = run, .out = out };
	iv_buf_addc(out, '{');
	explain(&w, run->rules->rule[id].root);
	iv_buf_addc(out, '}');
	free(w.seen.node);
}
