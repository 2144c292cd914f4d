/* SPDX-License-Identifier: MIT
 * One line at a time; what nobody is erased of stays byte for byte. */
#include "ident/forget_log.h"

struct iv_str iv_forget_log_name(struct iv_arena *a, struct iv_str source, struct iv_str key)
{
	return iv_arena_join(a, source, IV_STR("\x1f"), key);
}

static struct iv_str text_of(struct iv_arena *a, struct iv_str raw)
{
	return raw.n && iv_json_type_of(raw) == IV_JSON_STRING ? iv_json_text(raw, a) : (struct iv_str){ 0 };
}

static uint32_t number_of(const struct iv_forget_log *log, struct iv_str object, struct iv_arena *a)
{
	return iv_names_find(log->records, iv_forget_log_name(a, text_of(a, iv_json_get(object, IV_STR("source"))), text_of(a, iv_json_get(object, IV_STR("key")))));
}

static bool take(const struct iv_forget_log *log, uint32_t number)
{
	if (number != IV_NAMES_NONE && log->removed)
		log->removed(log->ctx, number);
	return number != IV_NAMES_NONE;
}

static void add_member(struct iv_buf *out, struct iv_str key)
{
	iv_json_comma(out);
	iv_buf_addc(out, '"');
	iv_buf_adds(out, key);
	iv_buf_adds(out, IV_STR("\":"));
}

/* What ties a record to another, without the other where that one is erased. */
static bool add_tie(const struct iv_forget_log *log, struct iv_str tie, struct iv_arena *a, struct iv_buf *out)
{
	struct iv_json_walk w = iv_json_open(tie);
	if (!w.object || !take(log, number_of(log, iv_json_get(tie, IV_STR("to")), a))) {
		iv_buf_adds(out, tie);
		return false;
	}
	iv_buf_addc(out, '{');
	while (iv_json_next(&w)) {
		if (iv_json_walk_key(&w, IV_STR("to")))
			continue;
		add_member(out, w.key);
		iv_buf_adds(out, w.value);
	}
	iv_buf_addc(out, '}');
	return true;
}

static bool add_record(const struct iv_forget_log *log, struct iv_str record, struct iv_arena *a, struct iv_buf *out)
{
	struct iv_json_walk w = iv_json_open(record);
	bool changed = false;
	if (take(log, number_of(log, record, a)))
		return true;
	iv_json_comma(out);
	if (!w.object) {
		iv_buf_adds(out, record);
		return false;
	}
	iv_buf_addc(out, '{');
	while (iv_json_next(&w)) {
		add_member(out, w.key);
		if (iv_json_walk_key(&w, IV_STR("link")) || iv_json_walk_key(&w, IV_STR("apart")))
			changed |= add_tie(log, w.value, a, out);
		else
			iv_buf_adds(out, w.value);
	}
	iv_buf_addc(out, '}');
	return changed;
}

bool iv_forget_log_line(const struct iv_forget_log *log, const struct iv_json *json, struct iv_str line, struct iv_arena *a, struct iv_buf *out)
{
	const struct iv_json_member *records = iv_json_find(json, IV_STR("records"));
	size_t from = out->n;
	bool changed = false;
	if (records && records->type == IV_JSON_ARRAY) {
		struct iv_json_walk w = iv_json_open(records->value);
		iv_buf_add(out, line.p, (size_t)(records->value.p - line.p));
		iv_buf_addc(out, '[');
		while (iv_json_next(&w))
			changed |= add_record(log, w.value, a, out);
		iv_buf_addc(out, ']');
		iv_buf_adds(out, iv_str_from(line, (size_t)(records->value.p - line.p) + records->value.n));
	}
	if (!changed) {
		out->n = from;
		iv_buf_adds(out, line);
	}
	return changed;
}

void iv_forget_log_deleted(const struct iv_names *cids, const struct iv_json *json, struct iv_arena *a, void (*each)(void *ctx, struct iv_str cid, struct iv_str source, struct iv_str key), void *ctx)
{
	const struct iv_json_member *event = iv_json_find(json, IV_STR("event")), *cid = iv_json_find(json, IV_STR("cid")), *records = iv_json_find(json, IV_STR("records"));
	struct iv_str what = event ? text_of(a, event->value) : (struct iv_str){ 0 }, id = cid ? text_of(a, cid->value) : (struct iv_str){ 0 };
	if (!records || (!iv_str_eq(what, IV_STR("shrank")) && !iv_str_eq(what, IV_STR("retired"))) || iv_names_find(cids, id) == IV_NAMES_NONE)
		return;
	struct iv_json_walk w = iv_json_open(records->value);
	while (!w.object && iv_json_next(&w))
		each(ctx, id, text_of(a, iv_json_get(w.value, IV_STR("source"))), text_of(a, iv_json_get(w.value, IV_STR("key"))));
}
