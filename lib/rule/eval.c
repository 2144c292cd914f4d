/* SPDX-License-Identifier: MIT
 * Evaluating conditions. Three-valued: 1 true, 0 false, -1 null. Every function gets what the checker promised, so
 * none looks at types again beyond asking whether a value is null. */
#include "rule/node.h"

int iv_rule_test_by_eval(struct iv_rule_run *run, const struct iv_rule_node *node)
{
	struct iv_rule_value room;
	const struct iv_rule_value *v = iv_rule_value_of(run, node, &room);
	return v->type == IV_RULE_BOOL ? v->truth : -1;
}

const struct iv_rule_value *iv_rule_eval_by_test(struct iv_rule_run *run, const struct iv_rule_node *node, struct iv_rule_value *room)
{
	int t = node->test(run, node);
	if (t >= 0)
		iv_rule_set_bool(room, t);
	return room;
}

/* False as soon as one term is; else null when one is. */
int iv_rule_test_and(struct iv_rule_run *run, const struct iv_rule_node *node)
{
	int all = 1;
	for (uint32_t i = 0; i < node->n; i++) {
		int t = node->kid[i]->test(run, node->kid[i]);
		if (!t)
			return 0;
		if (t < 0)
			all = -1;
	}
	return all;
}

int iv_rule_test_or(struct iv_rule_run *run, const struct iv_rule_node *node)
{
	int any = 0;
	for (uint32_t i = 0; i < node->n; i++) {
		int t = node->kid[i]->test(run, node->kid[i]);
		if (t > 0)
			return 1;
		if (t < 0)
			any = -1;
	}
	return any;
}

int iv_rule_test_not(struct iv_rule_run *run, const struct iv_rule_node *node)
{
	int t = node->kid[0]->test(run, node->kid[0]);
	return t < 0 ? t : !t;
}

int iv_rule_compare(enum iv_rule_type type, const struct iv_rule_value *a, const struct iv_rule_value *b)
{
	switch (type) {
	case IV_RULE_NUMBER:
		return (a->number > b->number) - (a->number < b->number);
	case IV_RULE_DATE:
		return (a->day > b->day) - (a->day < b->day);
	case IV_RULE_BOOL:
		return a->truth - b->truth;
	default:
		return iv_str_cmp(a->text, b->text);
	}
}

/* Whether a comparison allows that outcome; without a branch, since nothing foretells it. */
static inline int outcome(const struct iv_rule_node *node, int compared)
{
	int sign = (compared > 0) - (compared < 0);
	return node->allowed >> (sign + 1) & 1;
}

int iv_rule_test_compare(struct iv_rule_run *run, const struct iv_rule_node *node)
{
	struct iv_rule_value room_a, room_b;
	const struct iv_rule_value *a = iv_rule_value_of(run, node->kid[0], &room_a);
	if (a->type == IV_RULE_NULL)
		return -1;
	const struct iv_rule_value *b = iv_rule_value_of(run, node->kid[1], &room_b);
	if (b->type == IV_RULE_NULL)
		return -1;
	return outcome(node, iv_rule_compare(a->type, a, b));
}

/* The same for numbers and for dates, which most comparisons are of. */
int iv_rule_test_compare_number(struct iv_rule_run *run, const struct iv_rule_node *node)
{
	struct iv_rule_value room_a, room_b;
	const struct iv_rule_value *a = iv_rule_value_of(run, node->kid[0], &room_a);
	if (a->type == IV_RULE_NULL)
		return -1;
	const struct iv_rule_value *b = iv_rule_value_of(run, node->kid[1], &room_b);
	if (b->type == IV_RULE_NULL)
		return -1;
	return outcome(node, (a->number > b->number) - (a->number < b->number));
}

int iv_rule_test_compare_day(struct iv_rule_run *run, const struct iv_rule_node *node)
{
	struct iv_rule_value room_a, room_b;
	const struct iv_rule_value *a = iv_rule_value_of(run, node->kid[0], &room_a);
	if (a->type == IV_RULE_NULL)
		return -1;
	const struct iv_rule_value *b = iv_rule_value_of(run, node->kid[1], &room_b);
	if (b->type == IV_RULE_NULL)
		return -1;
	return outcome(node, (a->day > b->day) - (a->day < b->day));
}

/* = and <> of texts: most differ in length, which needs no look at their bytes. */
int iv_rule_test_same(struct iv_rule_run *run, const struct iv_rule_node *node)
{
	struct iv_rule_value room_a, room_b;
	const struct iv_rule_value *a = iv_rule_value_of(run, node->kid[0], &room_a);
	if (a->type == IV_RULE_NULL)
		return -1;
	const struct iv_rule_value *b = iv_rule_value_of(run, node->kid[1], &room_b);
	if (b->type == IV_RULE_NULL)
		return -1;
	return iv_str_eq(a->text, b->text) == (node->allowed == IV_SAME);
}

/* low <= x and x <= high, in three values: false when either side is false, even if the other limit is null. */
int iv_rule_test_between(struct iv_rule_run *run, const struct iv_rule_node *node)
{
	struct iv_rule_value room[3];
	const struct iv_rule_value *x = iv_rule_value_of(run, node->kid[0], &room[0]);
	if (x->type == IV_RULE_NULL)
		return -1;
	const struct iv_rule_value *low = iv_rule_value_of(run, node->kid[1], &room[1]);
	const struct iv_rule_value *high = iv_rule_value_of(run, node->kid[2], &room[2]);
	if (low->type != IV_RULE_NULL && iv_rule_compare(x->type, x, low) < 0)
		return 0;
	if (high->type != IV_RULE_NULL && iv_rule_compare(x->type, x, high) > 0)
		return 0;
	return low->type == IV_RULE_NULL || high->type == IV_RULE_NULL ? -1 : 1;
}

int iv_rule_test_in(struct iv_rule_run *run, const struct iv_rule_node *node)
{
	struct iv_rule_value room, room_item;
	const struct iv_rule_value *x = iv_rule_value_of(run, node->kid[0], &room);
	int found = 0;
	if (x->type == IV_RULE_NULL)
		return -1;
	for (uint32_t i = 1; i < node->n; i++) {
		const struct iv_rule_value *item = iv_rule_value_of(run, node->kid[i], &room_item);
		if (item->type == IV_RULE_NULL)
			found = -1;
		else if (iv_rule_compare(x->type, x, item) == 0)
			return 1;
	}
	return found;
}

int iv_rule_test_in_set(struct iv_rule_run *run, const struct iv_rule_node *node)
{
	struct iv_rule_value room;
	const struct iv_rule_value *x = iv_rule_value_of(run, node->kid[0], &room);
	if (x->type == IV_RULE_NULL)
		return -1;
	for (uint32_t low = 0, high = node->set.n; low < high;) {
		uint32_t middle = low + (high - low) / 2;
		int c = iv_rule_compare(x->type, x, &node->set.item[middle]);
		if (!c)
			return 1;
		if (c < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return node->set.null ? -1 : 0;
}

/* A list that is missing is an empty one: who has no tags has no tag 'vip'. */
int iv_rule_test_in_list(struct iv_rule_run *run, const struct iv_rule_node *node)
{
	struct iv_rule_value room, room_list;
	const struct iv_rule_value *list = iv_rule_value_of(run, node->kid[1], &room_list);
	if (list->type == IV_RULE_NULL || !list->list.n)
		return 0;
	const struct iv_rule_value *x = iv_rule_value_of(run, node->kid[0], &room);
	if (x->type == IV_RULE_NULL)
		return -1;
	for (size_t i = 0; i < list->list.n; i++)
		if (iv_str_eq(list->list.item[i], x->text))
			return 1;
	return 0;
}

int iv_rule_test_is(struct iv_rule_run *run, const struct iv_rule_node *node)
{
	struct iv_rule_value room;
	if (node->is.type == IV_RULE_BOOL)
		return node->kid[0]->test(run, node->kid[0]) == node->is.truth;
	return iv_rule_value_of(run, node->kid[0], &room)->type == IV_RULE_NULL;
}

int iv_rule_test_like(struct iv_rule_run *run, const struct iv_rule_node *node)
{
	struct iv_rule_value room, room_pattern, room_escape;
	const struct iv_rule_value *x = iv_rule_value_of(run, node->kid[0], &room);
	if (x->type == IV_RULE_NULL)
		return -1;
	if (node->program.p)
		return iv_rule_like(node->program, x->text);
	const struct iv_rule_value *pattern = iv_rule_value_of(run, node->kid[1], &room_pattern);
	struct iv_str escape = node->n == 3 ? iv_rule_value_of(run, node->kid[2], &room_escape)->text : (struct iv_str){ 0 };
	struct iv_str program;
	if (pattern->type == IV_RULE_NULL || !iv_rule_like_compile(pattern->text, escape, &run->arena, &program))
		return -1;
	return iv_rule_like(program, x->text);
}

int iv_rule_test_matches(struct iv_rule_run *run, const struct iv_rule_node *node)
{
	struct iv_rule_value room;
	const struct iv_rule_value *x = iv_rule_value_of(run, node->kid[0], &room);
	if (x->type == IV_RULE_NULL)
		return -1;
	return iv_rule_regex_test(run, node->regex, x->text);
}

/* --- Lists --- */

/* Goes over the elements of a list of texts or of objects. */
struct elements {
	const struct iv_rule_value *list;
	struct iv_json_walk walk;
	size_t i;
};

static struct elements elements_of(struct iv_rule_run *run, const struct iv_rule_node *node, struct iv_rule_value *room)
{
	struct elements e = { .list = iv_rule_value_of(run, node, room) };
	if (e.list->type == IV_RULE_OBJECTS)
		e.walk = iv_json_open(e.list->raw);
	return e;
}

static bool next(struct elements *e, struct iv_rule_value *element)
{
	if (e->list->type == IV_RULE_LIST && e->i < e->list->list.n) {
		iv_rule_set_text(element, e->list->list.item[e->i++]);
		return true;
	}
	if (e->list->type != IV_RULE_OBJECTS)
		return false;
	while (iv_json_next(&e->walk))
		if (iv_json_type_of(e->walk.value) == IV_JSON_OBJECT) {
			element->type = IV_RULE_OBJECT;
			element->raw = e->walk.value;
			return true;
		}
	return false;
}

/* any is an or over the elements, all is an and. */
int iv_rule_test_each(struct iv_rule_run *run, const struct iv_rule_node *node)
{
	struct iv_rule_value room;
	const struct iv_rule_node *condition = node->kid[1];
	int decides = node->each.which == IV_EACH_ANY, result = !decides;
	struct elements e = elements_of(run, node->kid[0], &room);
	while (next(&e, &run->element[node->each.level])) {
		int t = condition->test(run, condition);
		if (t == decides)
			return decides;
		if (t < 0)
			result = -1;
	}
	return result;
}

const struct iv_rule_value *iv_rule_eval_count(struct iv_rule_run *run, const struct iv_rule_node *node, struct iv_rule_value *room)
{
	struct iv_rule_value room_list, element;
	const struct iv_rule_node *condition = node->n == 2 ? node->kid[1] : NULL;
	int64_t n = 0;
	struct elements e = elements_of(run, node->kid[0], &room_list);
	struct iv_rule_value *at = condition ? &run->element[node->each.level] : &element;
	while (next(&e, at))
		n += !condition || condition->test(run, condition) == 1;
	iv_rule_set_number(room, iv_decimal_of_int(n));
	return room;
}

const struct iv_rule_value *iv_rule_eval_member(struct iv_rule_run *run, const struct iv_rule_node *node, struct iv_rule_value *room)
{
	const struct iv_rule_value *element = &run->element[node->name.level];
	if (!node->name.n)
		return element;
	struct iv_str raw = element->raw;
	for (uint32_t i = 0; i < node->name.n; i++)
		raw = iv_json_get(raw, node->name.step[i]);
	iv_rule_value_read(raw, (enum iv_rule_type)node->type, &run->arena, room);
	return room;
}
