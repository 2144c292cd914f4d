/* SPDX-License-Identifier: MIT
 * Identity of a customer's line, and what passes through it untouched. */
#include "merge/customer.h"

#include <stdlib.h>

#include "base/hash.h"
#include "rec/vocab.h"

void iv_merge_mint(struct iv_str source, struct iv_str key, char out[IV_MERGE_CID_SIZE])
{
	struct iv_buf b = { 0 };
	char hex[33];
	iv_buf_adds(&b, source);
	iv_buf_addc(&b, '\x1f');
	iv_buf_adds(&b, key);
	iv_hash_hex(iv_buf_str(&b), hex);
	iv_buf_release(&b);
	out[0] = 'c';
	memcpy(out + 1, hex, IV_MERGE_CID_SIZE - 2);
	out[IV_MERGE_CID_SIZE - 1] = 0;
}

static bool is_minted(struct iv_str cid, struct iv_str source, struct iv_str key)
{
	char minted[IV_MERGE_CID_SIZE];
	iv_merge_mint(source, key, minted);
	return iv_str_eq(cid, iv_str_of(minted));
}

/* Whether the cid was minted from "source/key". Either may have a slash in it. */
static bool is_minted_from(struct iv_str cid, struct iv_str name)
{
	for (size_t i = 0; i < name.n; i++)
		if (name.p[i] == '/' && is_minted(cid, (struct iv_str){ name.p, i }, iv_str_from(name, i + 1)))
			return true;
	return false;
}

/* Records known by a number only come after all others, records without a date after those with one. */
static bool earlier(const struct iv_merge_member *a, const struct iv_merge_member *b)
{
	bool a_caller = iv_str_starts(a->source, IV_STR("~")), b_caller = iv_str_starts(b->source, IV_STR("~"));
	struct iv_str never = IV_STR("9999-12-31");
	int c = a_caller - b_caller;
	if (!c)
		c = iv_str_cmp(a->joined.n ? a->joined : never, b->joined.n ? b->joined : never);
	if (!c)
		c = iv_str_cmp(a->source, b->source);
	return c ? c < 0 : iv_str_cmp(a->key, b->key) < 0;
}

static struct iv_str name_of(const struct iv_merge_member *m, struct iv_arena *arena)
{
	return iv_arena_fmt(arena, IV_FMT "/" IV_FMT, IV_ARG(m->source), IV_ARG(m->key));
}

struct iv_str iv_merge_seed(struct iv_str cid, const struct iv_merge_member *member, size_t n, struct iv_str said, struct iv_arena *arena)
{
	const struct iv_merge_member *seed = NULL;
	for (size_t i = 0; i < n; i++) {
		if (is_minted(cid, member[i].source, member[i].key))
			return name_of(&member[i], arena);
		if (!seed || earlier(&member[i], seed))
			seed = &member[i];
	}
	return is_minted_from(cid, said) || !seed ? said : name_of(seed, arena);
}

/* Whether the customer's cid was minted from one of its parts: then it is the one that survives. */
static bool is_own(struct iv_str cid, const struct iv_rec *customer)
{
	struct iv_json_walk w = iv_json_open(iv_rec_raw(customer, IV_STR("parts")));
	while (!w.object && iv_json_next(&w)) {
		struct iv_str source = iv_json_get(w.value, IV_STR("source")), key = iv_json_get(w.value, IV_STR("key"));
		if (source.n && key.n && is_minted(cid, iv_json_text(source, customer->arena), iv_json_text(key, customer->arena)))
			return true;
	}
	return false;
}

static int by_line(const void *a, const void *b)
{
	struct iv_rec *x = *(struct iv_rec *const *)a, *y = *(struct iv_rec *const *)b;
	int c = iv_str_cmp(iv_rec_text(x, IV_STR("seed")), iv_rec_text(y, IV_STR("seed")));
	return c ? c : iv_str_cmp(x->line, y->line);
}

void iv_merge_rank_customers(struct iv_str cid, struct iv_rec **customers, size_t n)
{
	if (n < 2)
		return;
	qsort(customers, n, sizeof *customers, by_line);
	/* ivoc-dedupe takes the seed off those that were absorbed. Where an id follows another record than it was minted from, that alone tells. */
	for (size_t i = 0; i < 2 * n; i++) {
		if (i < n ? !is_own(cid, customers[i]) : !iv_rec_find(customers[i - n], IV_STR("seed")))
			continue;
		size_t at = i % n;
		struct iv_rec *own = customers[at];
		memmove(customers + 1, customers, at * sizeof *customers);
		customers[0] = own;
		return;
	}
}

static int by_bytes(const void *a, const void *b)
{
	return iv_str_cmp(*(const struct iv_str *)a, *(const struct iv_str *)b);
}

void iv_merge_add_was(struct iv_str cid, const struct iv_str *list, size_t n, struct iv_arena *arena, struct iv_buf *out)
{
	struct iv_str *was = NULL;
	size_t ids = 0, cap = 0;
	bool any = false;
	for (size_t i = 0; i < n; i++) {
		struct iv_json_walk w = iv_json_open(list[i]);
		while (!w.object && iv_json_next(&w)) {
			was = iv_reserve(was, &cap, ids + 1, sizeof *was);
			was[ids++] = iv_json_type_of(w.value) == IV_JSON_STRING ? iv_json_text(w.value, arena) : (struct iv_str){ 0 };
		}
	}
	if (ids)
		qsort(was, ids, sizeof *was, by_bytes);
	for (size_t i = 0; i < ids; i++) {
		if (!was[i].n || iv_str_eq(was[i], cid) || (i && iv_str_eq(was[i], was[i - 1])))
			continue;
		if (any)
			iv_buf_addc(out, ',');
		else
			iv_json_member_raw(out, "was", IV_STR("["));
		iv_json_quote(out, was[i]);
		any = true;
	}
	if (any)
		iv_buf_addc(out, ']');
	free(was);
}

static bool seen_before(struct iv_rec *const *customers, size_t n, struct iv_str key)
{
	for (size_t i = 0; i < n; i++)
		if (iv_rec_find(customers[i], key))
			return true;
	return false;
}

void iv_merge_add_others(const struct iv_merge_settings *s, struct iv_rec *const *customers, size_t n, struct iv_buf *out)
{
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < customers[i]->json.n; k++) {
			const struct iv_json_member *m = &customers[i]->json.m[k];
			if (iv_merge_owns(s, m->key) || (i && iv_vocab_find(m->key, IV_ON_CUSTOMER)) || seen_before(customers, i, m->key))
				continue;
			iv_json_comma(out);
			iv_buf_add(out, m->at, (size_t)(m->value.p + m->value.n - m->at));
		}
}
