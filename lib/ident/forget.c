/* SPDX-License-Identifier: MIT
 * The register as a table of hashes, and as lines. */
#include "ident/forget.h"

#include <sodium.h>
#include <stdlib.h>

#include "base/date.h"
#include "io/json.h"

enum { BETWEEN = 0x1f, DIGITS = 2 * (int)sizeof(struct iv_forget_hash) };

const char *const iv_forget_of_names[IV_FORGET_OFS] = { "key", "record", "cid", "idno", "phone", "phone+name", "email", "email+name", "ids", "ids+name" };

int iv_forget_key_make(struct iv_forget_key *key, struct iv_str secret, struct iv_err *err)
{
	secret = iv_str_trim(secret);
	if (secret.n < IV_FORGET_SECRET)
		return iv_err_set(err, IV_WRONG, "bad_key", "has %zu bytes, expected a secret of %d at least, such as openssl rand -hex 32 makes", secret.n, IV_FORGET_SECRET);
	if (sodium_init() < 0) /* chooses the code for this processor */
		return iv_err_set(err, IV_FAIL, "sodium", "libsodium cannot begin its work");
	crypto_generichash(key->byte, sizeof key->byte, (const unsigned char *)secret.p, secret.n, NULL, 0);
	return IV_OK;
}

/* Short texts, which nearly all are, are hashed where they are put together; others piece by piece, with the same result. */
struct iv_forget_hash iv_forget_hash(const struct iv_forget_key *key, enum iv_forget_of of, struct iv_str a, struct iv_str b)
{
	struct iv_str what = iv_str_of(iv_forget_of_names[of]);
	struct iv_forget_hash out;
	unsigned char text[256];
	const unsigned char between = BETWEEN;
	if (what.n + a.n + b.n + 2 <= sizeof text) {
		size_t n = 0;
		const struct iv_str piece[] = { what, a, b };
		for (int i = 0; i < 3; i++) {
			if (i)
				text[n++] = between;
			if (piece[i].n)
				memcpy(text + n, piece[i].p, piece[i].n);
			n += piece[i].n;
		}
		crypto_generichash(out.byte, sizeof out.byte, text, n, key->byte, sizeof key->byte);
		return out;
	}
	crypto_generichash_state state;
	crypto_generichash_init(&state, key->byte, sizeof key->byte, sizeof out.byte);
	crypto_generichash_update(&state, (const unsigned char *)what.p, what.n);
	crypto_generichash_update(&state, &between, 1);
	crypto_generichash_update(&state, (const unsigned char *)a.p, a.n);
	crypto_generichash_update(&state, &between, 1);
	crypto_generichash_update(&state, (const unsigned char *)b.p, b.n);
	crypto_generichash_final(&state, out.byte, sizeof out.byte);
	return out;
}

void iv_forget_release(struct iv_forget_register *r)
{
	free(r->entry);
	free(r->slot);
	iv_names_release(&r->cases);
	sodium_memzero(r, sizeof *r);
}

/* ---- the table ---- */

static uint64_t head_of(const struct iv_forget_hash *h)
{
	return iv_hash_word((const char *)h->byte, 8);
}

static void put(struct iv_forget_register *r, uint32_t number)
{
	size_t at = (size_t)head_of(&r->entry[number].hash) & (r->slots - 1);
	while (r->slot[at])
		at = (at + 1) & (r->slots - 1);
	r->slot[at] = number + 1;
}

static void append(struct iv_forget_register *r, struct iv_forget_entry entry)
{
	r->entry = iv_reserve(r->entry, &r->cap, r->n + 1, sizeof *r->entry);
	r->entry[r->n++] = entry;
	if (r->n * 2 <= r->slots) {
		put(r, (uint32_t)r->n - 1);
		return;
	}
	free(r->slot);
	r->slots = r->slots ? r->slots * 2 : 64;
	r->slot = iv_zalloc(r->slots * sizeof *r->slot);
	for (uint32_t i = 0; i < r->n; i++)
		put(r, i);
}

/* The next entry of the hash from *at on; NULL: there is none. */
static const struct iv_forget_entry *next(const struct iv_forget_register *r, struct iv_forget_hash hash, size_t *at)
{
	while (r->slot[*at]) {
		const struct iv_forget_entry *e = &r->entry[r->slot[*at] - 1];
		*at = (*at + 1) & (r->slots - 1);
		if (!memcmp(e->hash.byte, hash.byte, sizeof hash.byte))
			return e;
	}
	return NULL;
}

const struct iv_forget_entry *iv_forget_find(const struct iv_forget_register *r, struct iv_forget_hash hash)
{
	const struct iv_forget_entry *best = NULL, *e;
	if (!r->n)
		return NULL;
	size_t at = (size_t)head_of(&hash) & (r->slots - 1);
	while ((e = next(r, hash, &at)))
		if (!best || e->at > best->at)
			best = e;
	return best;
}

void iv_forget_add(struct iv_forget_register *r, enum iv_forget_of of, struct iv_forget_hash hash, int32_t at, struct iv_str of_case)
{
	uint32_t number = of_case.n ? iv_names_add(&r->cases, of_case) : IV_NAMES_NONE;
	const struct iv_forget_entry *e;
	size_t from = r->n ? (size_t)head_of(&hash) & (r->slots - 1) : 0;
	while (r->n && (e = next(r, hash, &from)))
		if (e->of_case == number && e->at >= at)
			return;
	append(r, (struct iv_forget_entry){ hash, at, number, (uint8_t)of });
}

/* ---- the lines ---- */

static int wrong(struct iv_err *err, const char *field, const char *expected)
{
	int status = iv_err_set(err, IV_WRONG, "bad_register", "%s", expected);
	iv_err_field(err, iv_str_of(field));
	return status;
}

static bool read_hash(struct iv_str text, struct iv_forget_hash *out)
{
	size_t n;
	return text.n == DIGITS && !sodium_hex2bin(out->byte, sizeof out->byte, text.p, text.n, NULL, &n, NULL) && n == sizeof out->byte;
}

static struct iv_str text_of(const struct iv_json *json, const char *key, struct iv_arena *a)
{
	const struct iv_json_member *m = iv_json_find(json, iv_str_of(key));
	return m && m->type == IV_JSON_STRING ? iv_json_text(m->value, a) : (struct iv_str){ 0 };
}

static int read_line(struct iv_forget_register *r, struct iv_json *json, struct iv_arena *a, struct iv_str line, struct iv_err *err)
{
	struct iv_forget_entry e = { .of = IV_FORGET_OFS, .of_case = IV_NAMES_NONE };
	if (iv_json_scan(json, line, err) != IV_OK)
		return IV_WRONG;
	struct iv_str of = text_of(json, "of", a), of_case = text_of(json, "case", a);
	if (!iv_str_eq(text_of(json, "kind", a), IV_STR("forgotten")))
		return wrong(err, "kind", "expected forgotten: lines that ivoc-dedupe wrote");
	for (int i = 0; i < IV_FORGET_OFS; i++)
		if (iv_str_eq(of, iv_str_of(iv_forget_of_names[i])))
			e.of = (uint8_t)i;
	if (e.of == IV_FORGET_OFS)
		return wrong(err, "of", "expected what the hash is of: record, cid, idno, phone, email, ids or key");
	if (!read_hash(text_of(json, "hash", a), &e.hash))
		return wrong(err, "hash", "expected 32 hexadecimal digits");
	if (!iv_date_parse(text_of(json, "at", a), &e.at))
		return wrong(err, "at", "expected a date, YYYY-MM-DD");
	if (e.of == IV_FORGET_KEY) {
		struct iv_forget_hash want = iv_forget_hash(&r->key, IV_FORGET_KEY, (struct iv_str){ 0 }, (struct iv_str){ 0 });
		if (memcmp(want.byte, e.hash.byte, sizeof want.byte))
			return iv_err_set(err, IV_WRONG, "other_key", "the register was made with another key than that of --forget-key; with this one it would suppress nobody");
	}
	if (of_case.n)
		e.of_case = iv_names_add(&r->cases, of_case);
	append(r, e);
	return IV_OK;
}

int iv_forget_parse(struct iv_forget_register *r, const char *name, struct iv_str text, struct iv_err *err)
{
	struct iv_json json = { 0 };
	struct iv_arena arena = { 0 };
	struct iv_str rest = text, line;
	int status = IV_OK;
	for (long number = 1; status == IV_OK && iv_str_cut(&rest, '\n', &line); number++) {
		line = iv_str_trim(line);
		iv_arena_clear(&arena);
		if (line.n && *line.p != '#')
			status = read_line(r, &json, &arena, line, err);
		if (status != IV_OK)
			iv_err_at(err, name, number, 0);
	}
	iv_arena_release(&arena);
	iv_json_release(&json);
	return status;
}

static void print_one(const struct iv_forget_register *r, const struct iv_forget_entry *e, struct iv_buf *out)
{
	char digits[DIGITS + 1];
	struct iv_buf date = { 0 };
	iv_date_add(&date, e->at);
	sodium_bin2hex(digits, sizeof digits, e->hash.byte, sizeof e->hash.byte);
	iv_buf_addc(out, '{');
	iv_json_member_text(out, "kind", IV_STR("forgotten"));
	iv_json_member_text(out, "hash", iv_str_of(digits));
	iv_json_member_text(out, "of", iv_str_of(iv_forget_of_names[e->of]));
	iv_json_member_text(out, "at", iv_buf_str(&date));
	if (e->of_case != IV_NAMES_NONE)
		iv_json_member_text(out, "case", r->cases.name[e->of_case]);
	iv_buf_adds(out, IV_STR("}\n"));
	iv_buf_release(&date);
}

static struct iv_str case_of(const struct iv_forget_register *r, const struct iv_forget_entry *e)
{
	return e->of_case == IV_NAMES_NONE ? (struct iv_str){ 0 } : r->cases.name[e->of_case];
}

static int by_case(const void *a, const void *b, void *ctx)
{
	const struct iv_forget_entry *x = *(const struct iv_forget_entry *const *)a, *y = *(const struct iv_forget_entry *const *)b;
	int order = iv_str_cmp(case_of(ctx, x), case_of(ctx, y));
	if (!order)
		order = (int)x->of - (int)y->of;
	if (!order)
		order = memcmp(x->hash.byte, y->hash.byte, sizeof x->hash.byte);
	return order ? order : (x->at > y->at) - (x->at < y->at);
}

void iv_forget_print(const struct iv_forget_register *r, size_t from, struct iv_buf *out)
{
	struct iv_forget_hash key = iv_forget_hash(&r->key, IV_FORGET_KEY, (struct iv_str){ 0 }, (struct iv_str){ 0 });
	size_t n = r->n - from;
	const struct iv_forget_entry **list = iv_alloc((n + 1) * sizeof *list);
	for (size_t i = 0; i < n; i++)
		list[i] = &r->entry[from + i];
	qsort_r(list, n, sizeof *list, by_case, (void *)(uintptr_t)r);
	if (n && !iv_forget_find(r, key))
		print_one(r, &(struct iv_forget_entry){ key, r->entry[from].at, IV_NAMES_NONE, IV_FORGET_KEY }, out);
	for (size_t i = 0; i < n; i++)
		print_one(r, list[i], out);
	free(list);
}
