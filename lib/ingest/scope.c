/* SPDX-License-Identifier: MIT
 * What a rule of a map may name: the columns of the row (row.NAME), and the fields of the record that is being built
 * (record.NAME). A name by itself is a column where the map names such a column, else a field of the record, else again a
 * column, which the file must then have. */
#include "clean/value.h"
#include "ingest/emit.h"
#include "ingest/map.h"

#define FIELD 0x80000000u

static bool is_step(struct iv_str step, const char *word)
{
	return iv_str_eq(step, iv_str_of(word));
}

static bool find_field(struct iv_map *map, struct iv_str name, enum iv_rule_type *type, uint32_t *id)
{
	uint32_t slot = map->now ? iv_map_slot(map->now, name) : IV_NOWHERE;
	if (slot == IV_NOWHERE || map->now->slot[slot].as == IV_AS_IDS)
		return false;
	map->reads_fields = true;
	*type = map->now->slot[slot].type;
	*id = FIELD | slot;
	return true;
}

static bool find_column(struct iv_map *map, struct iv_str name, enum iv_rule_type *type, uint32_t *id)
{
	ptrdiff_t at = iv_str_find(map->rule_node->text, name);
	*id = iv_map_column(map, name, map->rule_node, at > 0 ? (size_t)at : 0);
	*type = map->column[*id].type;
	return true;
}

/* Whether a name is only the beginning of names: row, record, or the first step of a dotted column that the map knows. The
 * name of a lookup may be that of a column too: `store` and `store.region`. */
static bool is_head(const struct iv_map *map, struct iv_str name, bool asked)
{
	if (is_step(name, "row") || is_step(name, "record"))
		return true;
	for (size_t i = 0; i < map->columns; i++) {
		struct iv_str column = map->column[i].name;
		if (map->column[i].lookup != IV_NOWHERE && !asked)
			continue;
		if (column.n > name.n && column.p[name.n] == '.' && iv_str_starts(column, name))
			return true;
	}
	return false;
}

static bool scope_find(struct iv_rule_scope *scope, const struct iv_rule_name *name, enum iv_rule_type *type, uint32_t *id)
{
	struct iv_map *map = (struct iv_map *)((char *)scope - offsetof(struct iv_map, scope));
	if (name->n == 2 && is_step(name->step[0], "record"))
		return find_field(map, name->step[1], type, id);
	if (name->n == 2 && is_step(name->step[0], "row"))
		return find_column(map, name->step[1], type, id);
	if (name->n == 1 && is_head(map, name->text, name->head)) {
		*type = IV_RULE_OBJECT;
		*id = UINT32_MAX; /* always null */
		return true;
	}
	for (size_t i = 0; i < map->columns; i++)
		if (iv_str_eq(map->column[i].name, name->text))
			return find_column(map, name->text, type, id);
	return find_field(map, name->text, type, id) || find_column(map, name->text, type, id);
}

static const char *scope_nearest(struct iv_rule_scope *scope, struct iv_str name)
{
	const struct iv_map *map = (const struct iv_map *)((char *)scope - offsetof(struct iv_map, scope));
	struct iv_str bare = iv_str_starts(name, IV_STR("record.")) ? iv_str_from(name, 7) : name;
	return map->now ? iv_vocab_nearest(bare, IV_ON(map->now->kind)) : NULL;
}

static void number_of(struct iv_str text, bool comma, struct iv_arena *arena, struct iv_rule_value *out)
{
	struct iv_amount amount;
	out->type = IV_RULE_NUMBER;
	if (!comma && iv_decimal_parse(text, &out->number))
		return;
	if (iv_clean_amount(arena, text, comma, &amount) == IV_OK && amount.c.value.n)
		out->number = iv_decimal_of_money(amount.money);
	else
		out->type = IV_RULE_NULL;
}

/* A text as a value of the type; what is not of the type is null. */
static void value_of(const struct iv_map *map, struct iv_str text, enum iv_rule_type type, const struct iv_order *order, struct iv_arena *arena, struct iv_rule_value *out)
{
	struct iv_date_ask ask;
	struct iv_cleaned_date date;
	struct iv_cleaned_answer answer;
	*out = (struct iv_rule_value){ .type = IV_RULE_NULL };
	if (!text.n)
		return;
	switch (type) {
	case IV_RULE_NUMBER:
		number_of(text, order && order->comma, arena, out);
		break;
	case IV_RULE_DATE:
		/* Fields are clean already. */
		out->type = IV_RULE_DATE;
		if (iv_date_parse((struct iv_str){ text.p, text.n > 10 && text.p[10] == 'T' ? 10 : text.n }, &out->day))
			break;
		out->type = IV_RULE_NULL;
		ask = map->date;
		ask.formats = &map->dates;
		ask.style = order ? (enum iv_date_style)order->style : IV_DATE_AUTO;
		if (iv_clean_date(arena, text, &ask, &date) == IV_OK && date.c.value.n)
			*out = (struct iv_rule_value){ .type = IV_RULE_DATE, .day = date.time.day };
		break;
	case IV_RULE_BOOL:
		if (iv_clean_answer(arena, text, &answer) == IV_OK && answer.answer != IV_ANSWER_NONE)
			*out = (struct iv_rule_value){ .type = IV_RULE_BOOL, .truth = answer.answer == IV_ANSWER_YES };
		break;
	default:
		*out = (struct iv_rule_value){ .type = IV_RULE_TEXT, .text = text };
	}
}

static void scope_get(const struct iv_rule_scope *scope, void *scratch, const void *subject, uint32_t id, struct iv_arena *arena, struct iv_rule_value *out)
{
	(void)scratch;
	const struct iv_map *map = (const struct iv_map *)((const char *)scope - offsetof(struct iv_map, scope));
	const struct iv_ingest_subject *s = subject;
	if (!(id & FIELD)) {
		value_of(map, s->row->cell[id], map->column[id].type, s->row->order ? &s->row->order[id] : NULL, arena, out);
		return;
	}
	id &= ~FIELD;
	*out = (struct iv_rule_value){ .type = IV_RULE_NULL };
	if (!s->emit || id >= s->emit->slots)
		return;
	const struct iv_ingest_value *v = &s->value[id];
	if (s->emit->slot[id].type != IV_RULE_LIST)
		value_of(map, v->text, s->emit->slot[id].type, NULL, arena, out);
	else if (v->n)
		*out = (struct iv_rule_value){ .type = IV_RULE_LIST, .list = { v->item, v->n } };
}

void iv_map_scope(struct iv_map *map)
{
	map->scope = (struct iv_rule_scope){ .find = scope_find, .nearest = scope_nearest, .get = scope_get };
}
