/* SPDX-License-Identifier: MIT
 * Values: their types, from JSON and back. */
#include "base/date.h"
#include "rule/node.h"

const char *iv_rule_type_name(enum iv_rule_type type)
{
	static const char *const names[] = { "null",   "true or false",   "number",   "text", "date", "list",
					     "object", "list of objects", "interval", "any" };
	return names[type];
}

enum iv_rule_type iv_rule_type_of(enum iv_type type)
{
	static const enum iv_rule_type types[] = {
		[IV_TYPE_TEXT] = IV_RULE_TEXT, [IV_TYPE_NUMBER] = IV_RULE_NUMBER, [IV_TYPE_BOOL] = IV_RULE_BOOL,       [IV_TYPE_DATE] = IV_RULE_DATE,
		[IV_TYPE_LIST] = IV_RULE_LIST, [IV_TYPE_OBJECT] = IV_RULE_OBJECT, [IV_TYPE_OBJECTS] = IV_RULE_OBJECTS,
	};
	return types[type];
}

/* YYYY-MM-DD or a date-time. Nearly all are plain ASCII without escapes, so the span is read as it is; JSON escapes
 * of digits are legal but nobody's practice, and then the text is decoded. */
static void read_date(struct iv_str raw, struct iv_arena *arena, struct iv_rule_value *out)
{
	struct iv_time t;
	int32_t day;
	struct iv_str text = iv_json_text(raw, arena);
	if (text.n == 10 && iv_date_parse(text, &day))
		iv_rule_set_day(out, day);
	else if (iv_time_parse(text, &t))
		iv_rule_set_day(out, t.day);
}

/* One walk. Lists are short, so they are gathered on the stack, and moved when they are not. */
static void read_list(struct iv_str raw, enum iv_json_type type, struct iv_arena *arena, struct iv_rule_value *out)
{
	struct iv_str few[16], *item = few;
	size_t n = 0, room = sizeof few / sizeof *few;
	if (type == IV_JSON_STRING)
		item[n++] = iv_json_text(raw, arena);
	for (struct iv_json_walk w = iv_json_open(raw); type == IV_JSON_ARRAY && iv_json_next(&w);) {
		if (iv_json_type_of(w.value) != IV_JSON_STRING)
			continue;
		if (n == room) {
			struct iv_str *more = iv_arena_alloc(arena, 2 * room * sizeof *more);
			memcpy(more, item, n * sizeof *more);
			item = more;
			room *= 2;
		}
		item[n++] = iv_json_text(w.value, arena);
	}
	if (item == few && n) {
		item = iv_arena_alloc(arena, n * sizeof *item);
		memcpy(item, few, n * sizeof *item);
	}
	out->type = IV_RULE_LIST;
	out->list.item = item;
	out->list.n = n;
}

void iv_rule_value_read(struct iv_str raw, enum iv_rule_type type, struct iv_arena *arena, struct iv_rule_value *out)
{
	enum iv_json_type found = iv_json_type_of(raw);
	iv_decimal number;
	out->type = IV_RULE_NULL;
	switch (type) {
	case IV_RULE_BOOL:
		if (found == IV_JSON_TRUE || found == IV_JSON_FALSE)
			iv_rule_set_bool(out, found == IV_JSON_TRUE);
		break;
	case IV_RULE_NUMBER:
		if (found == IV_JSON_NUMBER && iv_decimal_parse(raw, &number))
			iv_rule_set_number(out, number);
		break;
	case IV_RULE_TEXT:
		if (found == IV_JSON_STRING)
			iv_rule_set_text(out, iv_json_text(raw, arena));
		break;
	case IV_RULE_DATE:
		if (found == IV_JSON_STRING)
			read_date(raw, arena, out);
		break;
	case IV_RULE_LIST:
		if (found == IV_JSON_ARRAY || found == IV_JSON_STRING)
			read_list(raw, found, arena, out);
		break;
	default:
		if (found == (type == IV_RULE_OBJECTS ? IV_JSON_ARRAY : IV_JSON_OBJECT)) {
			out->type = type;
			out->raw = raw;
		}
	}
}

void iv_rule_value_text(const struct iv_rule_value *v, struct iv_buf *out)
{
	switch (v->type) {
	case IV_RULE_BOOL:
		iv_buf_adds(out, v->truth ? IV_STR("true") : IV_STR("false"));
		break;
	case IV_RULE_NUMBER:
		iv_decimal_add_text(out, v->number);
		break;
	case IV_RULE_TEXT:
		iv_buf_adds(out, v->text);
		break;
	case IV_RULE_DATE:
		iv_date_add(out, v->day);
		break;
	case IV_RULE_LIST:
		for (size_t i = 0; i < v->list.n; i++) {
			if (i)
				iv_buf_adds(out, IV_STR(", "));
			iv_buf_adds(out, v->list.item[i]);
		}
		break;
	default:
		break;
	}
}

void iv_rule_value_json(const struct iv_rule_value *v, struct iv_buf *out)
{
	switch (v->type) {
	case IV_RULE_BOOL:
	case IV_RULE_NUMBER:
		iv_rule_value_text(v, out);
		break;
	case IV_RULE_TEXT:
		iv_json_quote(out, v->text);
		break;
	case IV_RULE_DATE:
		iv_buf_addc(out, '"');
		iv_date_add(out, v->day);
		iv_buf_addc(out, '"');
		break;
	case IV_RULE_LIST:
		iv_buf_addc(out, '[');
		for (size_t i = 0; i < v->list.n; i++) {
			if (i)
				iv_buf_addc(out, ',');
			iv_json_quote(out, v->list.item[i]);
		}
		iv_buf_addc(out, ']');
		break;
	case IV_RULE_OBJECT:
	case IV_RULE_OBJECTS:
		iv_buf_adds(out, v->raw);
		break;
	default:
		iv_buf_adds(out, IV_STR("null"));
	}
}
