/* SPDX-License-Identifier: MIT
 * The checker's rules for names and calls. Inside any(list, …) a name is first looked for among the members of the
 * list's objects, from the innermost any() outwards, and then among the fields. */
#include <stdio.h>

#include "rule/node.h"

static const char *type_name(const struct iv_rule_node *node)
{
	return iv_rule_type_name((enum iv_rule_type)node->type);
}

uint32_t iv_rule_slot_of(struct iv_rules *rules, struct iv_str key, uint32_t field)
{
	size_t before = rules->slots.n;
	uint32_t slot = iv_names_add(&rules->slots, key);
	if (slot == before) {
		rules->field = iv_reserve(rules->field, &rules->field_cap, rules->slots.n, sizeof *rules->field);
		rules->field[slot] = field;
	}
	return slot;
}

/* The steps of a name behind those of the list it is a member of. */
static struct iv_rule_name below(struct iv_rule_compile *c, const struct iv_rule_name *list, const struct iv_rule_name *name)
{
	struct iv_arena *arena = &c->rules->arena;
	struct iv_str *step = iv_arena_alloc(arena, (list->n + name->n) * sizeof *step);
	memcpy(step, list->step, list->n * sizeof *step);
	memcpy(step + list->n, name->step, name->n * sizeof *step);
	struct iv_str text = iv_arena_fmt(arena, IV_FMT "." IV_FMT, IV_ARG(list->text), IV_ARG(name->text));
	return (struct iv_rule_name){ step, list->n + name->n, text, false };
}

static bool as_member(struct iv_rule_compile *c, struct iv_rule_node *node, const struct iv_rule_name *name)
{
	enum iv_rule_type type = IV_RULE_TEXT;
	uint32_t id;
	for (uint32_t level = c->levels; level-- > 0;) {
		bool value = c->around[level].type == IV_RULE_LIST && name->n == 1 && iv_str_eq(name->text, IV_STR("value"));
		if (!value) {
			const struct iv_rule_name *list = &c->around[level].list;
			if (c->around[level].type != IV_RULE_OBJECTS || !list->n)
				continue;
			struct iv_rule_name full = below(c, list, name);
			if (!c->rules->scope->find(c->rules->scope, &full, &type, &id))
				continue;
		}
		iv_rule_use_eval(node, type, iv_rule_eval_member);
		node->op = IV_OP_MEMBER;
		node->name.n = value ? 0 : node->name.n;
		node->name.level = level;
		return true;
	}
	return false;
}

static void use_field(struct iv_rule_compile *c, struct iv_rule_node *node, const struct iv_rule_name *name, enum iv_rule_type type, uint32_t id)
{
	struct iv_buf key = { 0 };
	for (size_t i = 0; i < name->n; i++) {
		iv_buf_addc(&key, '\0');
		iv_buf_adds(&key, name->step[i]);
	}
	node->op = IV_OP_FIELD;
	node->name.slot = iv_rule_slot_of(c->rules, iv_buf_str(&key), id);
	iv_buf_release(&key);
	iv_rule_use_eval(node, type, iv_rule_eval_field);
}

/* A path must not step into what is no object; says what to write instead. */
static bool check_steps(struct iv_rule_compile *c, const struct iv_rule_node *node)
{
	struct iv_rule_scope *scope = c->rules->scope;
	struct iv_rule_name head = { .step = node->name.step, .head = true };
	for (head.n = 1; head.n < node->name.n; head.n++) {
		enum iv_rule_type type;
		uint32_t id;
		size_t n = head.n - 1;
		for (size_t i = 0; i < head.n; i++)
			n += head.step[i].n;
		head.text = (struct iv_str){ node->name.text.p, n };
		if (!scope->find(scope, &head, &type, &id) || type == IV_RULE_OBJECT)
			continue;
		struct iv_str rest = iv_str_from(node->name.text, n + 1);
		if (type == IV_RULE_OBJECTS)
			return iv_rule_bad(c, node->at, "'" IV_FMT "' is a list of objects: write any(" IV_FMT ", " IV_FMT " = …)", IV_ARG(head.text),
					   IV_ARG(head.text), IV_ARG(rest));
		return iv_rule_bad(c, node->at, "'" IV_FMT "' is %s and has no members", IV_ARG(head.text), iv_rule_type_name(type));
	}
	return true;
}

/* Words that people bring from elsewhere. */
static const char *meant(struct iv_str name)
{
	static const char *const from[] = { "now", "current_date", "curdate", "sysdate", "getdate" };
	for (size_t i = 0; i < sizeof from / sizeof *from; i++)
		if (iv_rule_word_is(name, from[i]))
			return "today";
	return NULL;
}

/* The member that was probably meant, of the elements that an any() looks at; or NULL. */
static const char *nearest_member(struct iv_rule_compile *c, uint32_t level, const struct iv_rule_name *name)
{
	static const char *const value[] = { "value" };
	struct iv_rule_scope *scope = c->rules->scope;
	const struct iv_rule_name *list = &c->around[level].list;
	if (c->around[level].type == IV_RULE_LIST)
		return iv_str_nearest(name->text, value, 1);
	if (!list->n)
		return NULL;
	struct iv_rule_name full = below(c, list, name);
	const char *near = scope->nearest(scope, full.text);
	bool inside = near && iv_str_starts(iv_str_of(near), list->text) && near[list->text.n] == '.';
	return inside ? near + list->text.n + 1 : NULL;
}

static bool unknown(struct iv_rule_compile *c, const struct iv_rule_node *node, const struct iv_rule_name *name)
{
	struct iv_rule_scope *scope = c->rules->scope;
	const char *near = meant(name->text);
	for (uint32_t level = c->levels; level-- > 0 && !near;)
		near = nearest_member(c, level, name);
	if (!near)
		near = scope->nearest(scope, name->text);
	if (near)
		return iv_rule_bad(c, node->at, "there is no field '" IV_FMT "' (did you mean '%s'?)", IV_ARG(name->text), near);
	if (c->text.p[node->at] == '"')
		return iv_rule_bad(c, node->at, "there is no field \"" IV_FMT "\"; a text is written in single quotes", IV_ARG(name->text));
	return iv_rule_bad(c, node->at, "there is no field '" IV_FMT "'", IV_ARG(name->text));
}

bool iv_rule_check_name(struct iv_rule_compile *c, struct iv_rule_node *node)
{
	struct iv_rule_name name = { node->name.step, node->name.n, node->name.text, false };
	struct iv_rule_scope *scope = c->rules->scope;
	enum iv_rule_type type;
	uint32_t id;
	if (as_member(c, node, &name))
		return true;
	if (!check_steps(c, node))
		return false;
	if (scope->find(scope, &name, &type, &id)) {
		use_field(c, node, &name, type, id);
		return true;
	}
	return unknown(c, node, &name);
}

/* --- Calls --- */

static enum iv_rule_type arg_type(const struct iv_rule_fn *fn, uint32_t i)
{
	if (i >= sizeof fn->arg)
		i = sizeof fn->arg - 1;
	while (i && fn->arg[i] == IV_RULE_NULL)
		i--;
	return (enum iv_rule_type)fn->arg[i];
}

static bool count_args(struct iv_rule_compile *c, const struct iv_rule_node *node)
{
	const struct iv_rule_fn *fn = node->call.fn;
	if (fn->call == iv_rule_fn_age && node->n == 1 && c->rules->today == IV_RULES_TIMELESS)
		return iv_rule_bad(c, node->at, "today is not known here, where the answer must not change from day to day: give age a second date");
	if (node->n >= fn->min && node->n <= fn->max)
		return true;
	if (fn->min == fn->max)
		return iv_rule_bad(c, node->at, "%s takes %u argument%s, not %u", fn->name, fn->min, fn->min == 1 ? "" : "s", node->n);
	return iv_rule_bad(c, node->at, "%s takes %u to %u arguments, not %u", fn->name, fn->min, fn->max, node->n);
}

/* Types of the arguments. Where the result may have any type, *any is the one that the arguments agree on. */
static bool check_args(struct iv_rule_compile *c, struct iv_rule_node *node, enum iv_rule_type *any)
{
	const struct iv_rule_fn *fn = node->call.fn;
	struct iv_rule_node *alike[IV_RULE_ARGS];
	size_t n = 0;
	for (uint32_t i = 0; i < node->n; i++) {
		struct iv_rule_node *kid = node->kid[i];
		enum iv_rule_type want = arg_type(fn, i);
		if (want == IV_RULE_ANY) {
			alike[n++] = kid;
			if (fn->result != IV_RULE_ANY && !iv_rule_unify(c, &kid, 1, fn->name, any))
				return false;
			continue;
		}
		if (!iv_rule_coerce(c, kid, want))
			return false;
		if (kid->type != want && kid->type != IV_RULE_NULL)
			return iv_rule_bad(c, kid->from, "%s needs %s as argument %u, not %s", fn->name, iv_rule_type_name(want), i + 1, type_name(kid));
	}
	return fn->result != IV_RULE_ANY || iv_rule_unify(c, alike, n, fn->name, any);
}

/* A constant as a rule would write it. */
static void add_literal(const struct iv_rule_value *v, struct iv_buf *out)
{
	if (v->type == IV_RULE_TEXT) {
		iv_buf_addc(out, '\'');
		for (size_t i = 0; i < v->text.n; i++) {
			iv_buf_addc(out, v->text.p[i]);
			if (v->text.p[i] == '\'')
				iv_buf_addc(out, '\'');
		}
	} else if (v->type == IV_RULE_DATE) {
		iv_buf_adds(out, IV_STR("date '"));
		iv_rule_add_shown(v, out);
	} else {
		iv_rule_value_json(v, out);
		return;
	}
	iv_buf_addc(out, '\'');
}

/* The call as `why` shows it. Calls with constant arguments are labelled alike however they were written. */
static struct iv_str label(struct iv_rule_compile *c, const struct iv_rule_node *node)
{
	struct iv_buf b = { 0 };
	for (uint32_t i = 0; i < node->n; i++) {
		const struct iv_rule_node *kid = node->kid[i];
		if (kid->op != IV_OP_CONST) {
			iv_buf_release(&b);
			return (struct iv_str){ c->text.p + node->from, node->end - node->from };
		}
		iv_buf_addf(&b, "%s", i ? ", " : "");
		add_literal(&kid->value, &b);
	}
	struct iv_str s = iv_arena_fmt(&c->rules->arena, "%s(" IV_FMT ")", node->call.fn->name, IV_ARG(iv_buf_str(&b)));
	iv_buf_release(&b);
	return s;
}

/* Lets the function itself look at its constant arguments. */
static bool check_values(struct iv_rule_compile *c, const struct iv_rule_node *node)
{
	const struct iv_rule_fn *fn = node->call.fn;
	struct iv_rule_value arg[IV_RULE_ARGS] = { { 0 } };
	char why[200] = "";
	if (!fn->check)
		return true;
	for (uint32_t i = 0; i < node->n; i++)
		if (node->kid[i]->op == IV_OP_CONST)
			arg[i] = node->kid[i]->value;
	int bad = fn->check(arg, node->n, c->rules->table[node->call.table].user, why, sizeof why);
	if (bad < 0)
		return true;
	return iv_rule_bad(c, (uint32_t)bad < node->n ? node->kid[bad]->from : node->at, "%s", why);
}

bool iv_rule_check_call(struct iv_rule_compile *c, struct iv_rule_node *node)
{
	const struct iv_rule_fn *fn = node->call.fn;
	enum iv_rule_type any = IV_RULE_NULL;
	if (!count_args(c, node) || !check_args(c, node, &any) || !check_values(c, node))
		return false;
	iv_rule_use_eval(node, fn->result == IV_RULE_ANY ? any : (enum iv_rule_type)fn->result, iv_rule_eval_call);
	if (!node->call.table)
		return true;
	bool constant = true;
	for (uint32_t i = 0; i < node->n; i++)
		constant = constant && node->kid[i]->op == IV_OP_CONST;
	node->call.label = label(c, node);
	if (constant) {
		node->call.slot = iv_rule_slot_of(c->rules, node->call.label, 0);
		node->eval = iv_rule_eval_once;
	}
	return true;
}

/* --- any, all, count --- */

static void enter(struct iv_rule_compile *c, const struct iv_rule_node *list)
{
	struct iv_rule_name path = { 0 };
	if (list->op == IV_OP_FIELD)
		path = (struct iv_rule_name){ list->name.step, list->name.n, list->name.text, false };
	else if (list->op == IV_OP_MEMBER && list->name.n)
		path = below(c, &c->around[list->name.level].list, &(struct iv_rule_name){ list->name.step, list->name.n, list->name.text, false });
	c->around[c->levels].list = path;
	c->around[c->levels++].type = (enum iv_rule_type)list->type;
}

bool iv_rule_check_each(struct iv_rule_compile *c, struct iv_rule_node *node)
{
	const struct iv_rule_fn *fn = node->call.fn;
	if (!count_args(c, node) || !iv_rule_check_node(c, node->kid[0]))
		return false;
	const struct iv_rule_node *list = node->kid[0];
	if (list->type != IV_RULE_LIST && list->type != IV_RULE_OBJECTS)
		return iv_rule_bad(c, list->from, "%s needs a list first, not %s", fn->name, type_name(list));
	enum iv_rule_each which = !strcmp(fn->name, "any") ? IV_EACH_ANY : !strcmp(fn->name, "all") ? IV_EACH_ALL : IV_EACH_COUNT;
	if (node->n == 2) {
		if (c->levels == IV_RULE_NESTED)
			return iv_rule_bad(c, node->at, "lists are nested more than %d deep", IV_RULE_NESTED);
		enter(c, list);
		bool ok = iv_rule_check_node(c, node->kid[1]);
		c->levels--;
		if (!ok)
			return false;
		const struct iv_rule_node *condition = node->kid[1];
		if (condition->type != IV_RULE_BOOL && condition->type != IV_RULE_NULL)
			return iv_rule_bad(c, condition->from, "%s needs a condition second, not %s", fn->name, type_name(condition));
	}
	node->each.level = c->levels;
	node->each.which = which;
	if (which == IV_EACH_COUNT)
		iv_rule_use_eval(node, IV_RULE_NUMBER, iv_rule_eval_count);
	else
		iv_rule_use_test(node, iv_rule_test_each);
	return true;
}
