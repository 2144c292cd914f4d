/* SPDX-License-Identifier: MIT
 * Walking over the members of a line, and of the objects in it. */
#include "ingest/members.h"

enum { DEEPEST = 4 };

struct walk {
	struct iv_arena *arena;
	void (*each)(void *ctx, size_t place, struct iv_str path, struct iv_str value);
	void *ctx;
	size_t place;
};

static void member(const struct walk *w, struct iv_str path, struct iv_str value, int depth)
{
	if (iv_json_type_of(value) == IV_JSON_OBJECT && depth < DEEPEST) {
		for (struct iv_json_walk in = iv_json_open(value); iv_json_next(&in);)
			member(w, iv_arena_fmt(w->arena, IV_FMT "." IV_FMT, IV_ARG(path), IV_ARG(in.key)), in.value, depth + 1);
		return;
	}
	if (iv_json_type_of(value) == IV_JSON_ARRAY) {
		struct iv_json_walk in = iv_json_open(value);
		struct iv_str only = { 0 };
		size_t n = 0;
		for (; iv_json_next(&in); n++)
			only = in.value;
		value = n > 1 ? value : only;
	}
	if (value.n && iv_json_type_of(value) == IV_JSON_STRING)
		value = iv_json_text(value, w->arena);
	else if (value.n && iv_json_type_of(value) == IV_JSON_NULL)
		value.n = 0;
	w->each(w->ctx, w->place, path, value);
}

void iv_ingest_members(const struct iv_rec *rec, struct iv_arena *arena, void (*each)(void *ctx, size_t place, struct iv_str path, struct iv_str value), void *ctx)
{
	struct walk w = { arena, each, ctx, 0 };
	for (; w.place < rec->members; w.place++)
		member(&w, rec->json.m[w.place].key, rec->json.m[w.place].value, 0);
}
