/* SPDX-License-Identifier: MIT
 * Evaluating values: fields, arithmetic, dates, texts, case, calls. `room` comes as null, so returning it untouched
 * says null. */
#include <stdlib.h>

#include "base/date.h"
#include "rule/node.h"

const struct iv_rule_value *iv_rule_eval_const(struct iv_rule_run *run, const struct iv_rule_node *node, struct iv_rule_value *room)
{
	(void)run;
	(void)room;
	return &node->value;
}

const struct iv_rule_value *iv_rule_eval_field(struct iv_rule_run *run, const struct iv_rule_node *node, struct iv_rule_value *room)
{
	(void)room;
	struct iv_rule_cell *cell = &run->cell[node->name.slot];
	if (cell->bound != run->bound) {
		const struct iv_rule_scope *scope = run->rules->scope;
		cell->bound = run->bound;
		cell->value.type = IV_RULE_NULL;
		scope->get(scope, run->scratch, run->subject, run->rules->field[node->name.slot], &run->arena, &cell->value);
	}
	return &cell->value;
}

const struct iv_rule_value *iv_rule_eval_arith(struct iv_rule_run *run, const struct iv_rule_node *node, struct iv_rule_value *room)
{
	struct iv_rule_value room_a, room_b;
	const struct iv_rule_value *a = iv_rule_value_of(run, node->kid[0], &room_a);
	if (a->type == IV_RULE_NULL)
		return room;
	if (node->op == IV_OP_NEGATE) {
		iv_rule_set_number(room, -a->number);
		return room;
	}
	const struct iv_rule_value *b = iv_rule_value_of(run, node->kid[1], &room_b);
	if (b->type == IV_RULE_NULL)
		return room;
	iv_decimal v = 0;
	bool ok = node->op == IV_OP_ADD      ? iv_decimal_add(a->number, b->number, &v) :
		  node->op == IV_OP_SUBTRACT ? iv_decimal_sub(a->number, b->number, &v) :
		  node->op == IV_OP_MULTIPLY ? iv_decimal_mul(a->number, b->number, &v) :
		  node->op == IV_OP_DIVIDE   ? iv_decimal_div(a->number, b->number, &v) :
					       iv_decimal_rem(a->number, b->number, &v);
	if (ok)
		iv_rule_set_number(room, v);
	return room;
}

bool iv_rule_date_shift(int32_t day, int32_t months, int32_t days, int32_t *out)
{
	if (months) {
		struct iv_ymd d = iv_date_to(day);
		int64_t month = (int64_t)d.year * 12 + d.month - 1 + months;
		if (month < 12 || month > 9999 * 12 + 11)
			return false;
		day = iv_date_add_months(day, months);
	}
	int64_t shifted = (int64_t)day + days;
	if (shifted < IV_DATE_FIRST || shifted > IV_DATE_LAST)
		return false;
	*out = (int32_t)shifted;
	return true;
}

/* date ± interval: months first, clamped at the month's end, then days. */
const struct iv_rule_value *iv_rule_eval_shift(struct iv_rule_run *run, const struct iv_rule_node *node, struct iv_rule_value *room)
{
	struct iv_rule_value room_a;
	const struct iv_rule_value *a = iv_rule_value_of(run, node->kid[0], &room_a), *by = &node->kid[1]->value;
	int sign = node->op == IV_OP_SUBTRACT ? -1 : 1;
	int32_t day;
	if (a->type != IV_RULE_NULL && iv_rule_date_shift(a->day, sign * by->interval.months, sign * by->interval.days, &day))
		iv_rule_set_day(room, day);
	return room;
}

const struct iv_rule_value *iv_rule_eval_days(struct iv_rule_run *run, const struct iv_rule_node *node, struct iv_rule_value *room)
{
	struct iv_rule_value room_a, room_b;
	const struct iv_rule_value *a = iv_rule_value_of(run, node->kid[0], &room_a), *b = iv_rule_value_of(run, node->kid[1], &room_b);
	if (a->type != IV_RULE_NULL && b->type != IV_RULE_NULL)
		iv_rule_set_number(room, iv_decimal_of_int((int64_t)a->day - b->day));
	return room;
}

/* A scalar as text, made in the arena unless it is one. */
static struct iv_str shown(const struct iv_rule_value *v, struct iv_arena *arena)
{
	if (v->type == IV_RULE_TEXT)
		return v->text;
	struct iv_buf b = { iv_arena_alloc(arena, 64), 0, 64 }; /* longer than any number or date */
	iv_rule_add_shown(v, &b);
	return iv_buf_str(&b);
}

const struct iv_rule_value *iv_rule_eval_concat(struct iv_rule_run *run, const struct iv_rule_node *node, struct iv_rule_value *room)
{
	struct iv_rule_value room_a, room_b;
	const struct iv_rule_value *a = iv_rule_value_of(run, node->kid[0], &room_a);
	if (a->type == IV_RULE_NULL)
		return room;
	const struct iv_rule_value *b = iv_rule_value_of(run, node->kid[1], &room_b);
	if (b->type == IV_RULE_NULL)
		return room;
	struct iv_str s = shown(a, &run->arena), t = shown(b, &run->arena);
	if (s.n + t.n > IV_RULE_LONGEST)
		return room;
	char *p = iv_arena_alloc(&run->arena, s.n + t.n);
	if (s.n)
		memcpy(p, s.p, s.n);
	if (t.n)
		memcpy(p + s.n, t.p, t.n);
	iv_rule_set_text(room, (struct iv_str){ p, s.n + t.n });
	return room;
}

const struct iv_rule_value *iv_rule_eval_case(struct iv_rule_run *run, const struct iv_rule_node *node, struct iv_rule_value *room)
{
	struct iv_rule_value room_subject, room_when;
	const struct iv_rule_value *subject = NULL;
	uint32_t i = node->has_subject;
	if (node->has_subject) {
		subject = iv_rule_value_of(run, node->kid[0], &room_subject);
		if (subject->type == IV_RULE_NULL) /* equals nothing: only else is left */
			i = node->n - (node->n - 1) % 2;
	}
	for (; i + 1 < node->n; i += 2) {
		const struct iv_rule_node *when = node->kid[i];
		bool taken;
		if (subject) {
			const struct iv_rule_value *v = iv_rule_value_of(run, when, &room_when);
			taken = v->type != IV_RULE_NULL && iv_rule_compare(v->type, subject, v) == 0;
		} else {
			taken = when->test(run, when) == 1;
		}
		if (taken)
			return iv_rule_value_of(run, node->kid[i + 1], room);
	}
	return i < node->n ? iv_rule_value_of(run, node->kid[i], room) : room;
}

static void call(struct iv_rule_run *run, const struct iv_rule_node *node, const struct iv_rule_value *arg, struct iv_rule_value *out)
{
	struct iv_rule_cache *cache = &run->cache[node->call.table];
	if (cache->bound != run->bound) {
		cache->bound = run->bound;
		cache->p = NULL;
	}
	struct iv_rule_call c = { run->subject, run->rules->today, &run->arena, &cache->p, run->rules->table[node->call.table].user };
	node->call.fn->call(&c, arg, node->n, out);
}

const struct iv_rule_value *iv_rule_eval_call(struct iv_rule_run *run, const struct iv_rule_node *node, struct iv_rule_value *room)
{
	struct iv_rule_value arg[IV_RULE_ARGS];
	for (uint32_t i = 0; i < node->n; i++) {
		arg[i] = *iv_rule_value_of(run, node->kid[i], &arg[i]);
		if (arg[i].type == IV_RULE_NULL && !node->call.fn->nulls)
			return room;
	}
	call(run, node, arg, room);
	return room;
}

/* A registered function with constant arguments: once a record. */
const struct iv_rule_value *iv_rule_eval_once(struct iv_rule_run *run, const struct iv_rule_node *node, struct iv_rule_value *room)
{
	struct iv_rule_cell *cell = &run->cell[node->call.slot];
	(void)room;
	if (cell->bound != run->bound) {
		struct iv_rule_value v = { 0 };
		cell->value = *iv_rule_eval_call(run, node, &v);
		cell->bound = run->bound;
	}
	return &cell->value;
}
