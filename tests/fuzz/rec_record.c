/* SPDX-License-Identifier: MIT
 * Changing a record leaves what was not changed as it was, byte for byte. The first byte of the input says which
 * members are set, dropped, put in front and added; the rest is the line. */
#include <stdlib.h>

#include "rec/record.h"

#define CLAIM(that)                \
	do {                       \
		if (!(that))       \
			abort();   \
	} while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

enum { SET = 1, DROP = 2, ADD = 4, LEAD = 8 };

struct copy {
	struct iv_str key, bytes; /* bytes: the member as written, key included */
};

static struct iv_str whole(const struct iv_json_member *m)
{
	return (struct iv_str){ m->at, (size_t)(m->value.p + m->value.n - m->at) };
}

static void change(struct iv_rec *r, unsigned how, struct iv_str set, struct iv_str drop)
{
	if ((how & SET) && set.p)
		iv_rec_set(r, set, IV_STR("[1]"));
	if ((how & DROP) && drop.p)
		iv_rec_drop(r, drop);
	if (how & ADD)
		iv_rec_set_text(r, IV_STR("new \"field\""), IV_STR("wert\n\\"));
	if (how & LEAD)
		iv_rec_lead(r, IV_STR("cid"), IV_STR("\"c1\""));
}

static void check(struct iv_rec *r, unsigned how, struct iv_arena *arena)
{
	size_t n = r->json.n;
	struct copy *before = iv_arena_zalloc(arena, (n + 1) * sizeof *before);
	for (size_t i = 0; i < n; i++)
		before[i] = (struct copy){ r->json.m[i].key, whole(&r->json.m[i]) };
	struct iv_str set = n ? before[(how >> 4) % n].key : (struct iv_str){ 0 }, drop = n ? before[(how >> 6) % n].key : (struct iv_str){ 0 };
	struct iv_buf out = { 0 };
	change(r, how, set, drop);
	iv_rec_write(r, &out);
	CLAIM(out.n && out.p[out.n - 1] == '\n');
	struct iv_rec again = { 0 };
	struct iv_err err = { 0 };
	CLAIM(iv_rec_read(&again, (struct iv_str){ out.p, out.n - 1 }, arena, &err) == IV_OK);
	for (size_t i = 0; i < n; i++) {
		struct iv_str key = before[i].key;
		const struct iv_json_member *m = iv_rec_find(&again, key);
		if ((how & LEAD) && iv_str_eq(key, IV_STR("cid")))
			continue;
		if ((how & ADD) && iv_str_eq(key, IV_STR("new \"field\"")))
			continue;
		if ((how & DROP) && iv_str_eq(key, drop))
			CLAIM(!m);
		else if ((how & SET) && iv_str_eq(key, set))
			CLAIM(m && iv_str_eq(m->value, IV_STR("[1]")));
		else
			CLAIM(m && iv_str_eq(whole(m), before[i].bytes));
	}
	if (how & ADD)
		CLAIM(iv_str_eq(iv_rec_text(&again, IV_STR("new \"field\"")), IV_STR("wert\n\\")));
	if (how & LEAD)
		CLAIM(iv_str_eq(again.json.m[0].key, IV_STR("cid")) && iv_str_eq(iv_rec_text(&again, IV_STR("cid")), IV_STR("c1")));
	iv_rec_release(&again);
	iv_buf_release(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct iv_rec r = { 0 };
	struct iv_arena arena = { 0 };
	struct iv_err err = { 0 };
	if (n && iv_rec_read(&r, (struct iv_str){ (const char *)data + 1, n - 1 }, &arena, &err) == IV_OK)
		check(&r, data[0], &arena);
	iv_rec_release(&r);
	iv_arena_release(&arena);
	return 0;
}
