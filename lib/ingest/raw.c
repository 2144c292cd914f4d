/* SPDX-License-Identifier: MIT
 * What was given, beside what cleaning made of it: the member raw. It has a field when the value differs from the text by a byte. */
#include "ingest/emit.h"

void iv_ingest_give(struct iv_ingest *w, uint32_t slot, struct iv_str text)
{
	w->given = iv_reserve(w->given, &w->givens_cap, w->givens + 1, sizeof *w->given);
	w->given[w->givens++] = (struct iv_ingest_given){ slot, text };
}

/* Whether an item of the list says just the text. */
static bool has_item(struct iv_ingest *w, const struct iv_map_slot *slot, const struct iv_ingest_value *v, struct iv_str text)
{
	for (uint32_t i = 0; i < v->n; i++)
		if (iv_str_eq(slot->as == IV_AS_IDS ? iv_json_text(iv_json_get(v->item[i], IV_STR("value")), w->arena) : v->item[i], text))
			return true;
	return false;
}

/* The texts given for a list, where one of them is no item as it stands. */
static void add_list(struct iv_ingest *w, const struct iv_map_emit *emit, uint32_t s, struct iv_buf *out)
{
	const struct iv_ingest_value *v = &w->value[s];
	struct iv_buf b = { 0 };
	struct iv_str text, one;
	bool same = true;
	for (size_t i = 0; i < w->givens; i++) {
		if (w->given[i].slot != s)
			continue;
		/* A list of NDJSON comes with its items set apart by U+001F. */
		for (text = w->given[i].text; iv_str_cut(&text, '\x1F', &one);) {
			iv_buf_addc(&b, b.n ? ',' : '[');
			iv_json_quote(&b, one);
			same = same && has_item(w, &emit->slot[s], v, one);
		}
	}
	if (!same) {
		iv_buf_addc(&b, ']');
		iv_json_member_raw(out, iv_arena_str(w->arena, emit->slot[s].name).p, iv_buf_str(&b));
	}
	iv_buf_release(&b);
}

/* The text that became the value; where none did, the last that was given. */
static void add_text(struct iv_ingest *w, const struct iv_map_emit *emit, uint32_t s, struct iv_buf *out)
{
	for (size_t i = w->givens; i-- > 0;) {
		if (w->given[i].slot != s)
			continue;
		if (!iv_str_eq(w->given[i].text, w->value[s].text))
			iv_json_member_text(out, iv_arena_str(w->arena, emit->slot[s].name).p, w->given[i].text);
		return;
	}
}

void iv_ingest_raw(struct iv_ingest *w, const struct iv_map_emit *emit, struct iv_buf *out)
{
	size_t before = out->n;
	iv_buf_adds(out, IV_STR(",\"raw\":{"));
	size_t begin = out->n;
	for (uint32_t s = 0; s < emit->slots; s++)
		if (emit->slot[s].as >= IV_AS_PHONES)
			add_list(w, emit, s, out);
		else
			add_text(w, emit, s, out);
	if (w->raws.n) {
		iv_json_comma(out);
		iv_buf_adds(out, iv_buf_str(&w->raws));
	}
	if (out->n == begin)
		out->n = before;
	else
		iv_buf_addc(out, '}');
}
