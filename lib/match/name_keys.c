/* SPDX-License-Identifier: MIT
 * Keys of a name, of its parts, and of what it may be in another spelling. Each kind of key has its own numbers. */
#include "match/name.h"

#include "base/hash.h"
#include "text/nickname.h"

enum kind { KIND_FAMILY = 1, KIND_CLASS, KIND_GIVEN, KIND_SCHEME, KIND_WESTERN };

struct keys {
	uint64_t *key;
	size_t n, most;
};

static uint64_t mix(uint64_t x, uint64_t y)
{
	x = (x ^ y * 0x9E3779B97F4A7C15u) * 0xFF51AFD7ED558CCDu;
	return x ^ x >> 32;
}

static void add(struct keys *k, uint64_t key)
{
	for (size_t i = 0; i < k->n; i++)
		if (k->key[i] == key)
			return;
	if (k->n < k->most)
		k->key[k->n++] = key;
}

static void add_kind(struct keys *k, enum kind kind, unsigned scheme, uint64_t value, bool spelled)
{
	if (value)
		add(k, (mix(value, kind * 4 + scheme) & ~UINT64_C(1)) | spelled);
}

/* A word that names one: nicknames as what they are short for, so that Bob and Robert have one key. */
static uint64_t word_key(struct iv_str word)
{
	unsigned full = iv_text_nickname_full(word);
	return full ? full : iv_hash_short(word) | UINT64_C(1) << 63;
}

/* The words one by one: whether each is of the name, and whether it is the family name. */
struct reader {
	struct iv_str rest, word;
	bool family, alias, behind;
};

static struct reader read_words(const struct iv_match_name *n)
{
	return (struct reader){ .rest = iv_match_name_words(n) };
}

static bool next_word(struct reader *r)
{
	size_t n = 0;
	if (!r->rest.n)
		return false;
	while (n < r->rest.n && r->rest.p[n] != ' ' && r->rest.p[n] != ';')
		n++;
	r->family = !r->word.p && r->rest.p[0] != ';';
	r->alias = r->behind;
	r->behind |= n < r->rest.n && r->rest.p[n] == ';';
	r->word = (struct iv_str){ r->rest.p, n };
	r->rest = iv_str_from(r->rest, n + 1);
	return true;
}

static void add_western(struct keys *k, const struct iv_match_name *n, struct iv_str word)
{
	for (unsigned scheme = 0; scheme < 2; scheme++)
		for (int end = 0; end < 2; end++)
			if (n->surname[scheme][end] && word.n > 1)
				add_kind(k, KIND_WESTERN, scheme, mix(word_key(word), n->surname[scheme][end]), true);
	if (word.n > 1)
		add_kind(k, KIND_WESTERN, 2, mix(word_key(word), n->family), true);
}

size_t iv_match_name_keys(const struct iv_match_name *n, uint64_t *key, size_t most)
{
	struct keys k = { key, 0, most };
	add(&k, n->whole & ~UINT64_C(1));
	for (size_t i = 0; i < n->alsos; i++)
		add(&k, iv_match_name_also(n, i) & ~UINT64_C(1));
	for (unsigned i = 0; i < 4; i++)
		add_kind(&k, KIND_SCHEME, i / 2, n->scheme[i], true);
	for (struct reader r = read_words(n); next_word(&r);)
		if (r.alias || (n->flags & IV_NAME_WESTERN && !r.family))
			add_western(&k, n, r.word);
	return k.n;
}

size_t iv_match_name_family_keys(const struct iv_match_name *n, uint64_t *key, size_t most)
{
	struct keys k = { key, 0, most };
	add_kind(&k, KIND_FAMILY, 0, n->family, false);
	if (!(n->flags & (IV_NAME_ORDERED | IV_NAME_PARTIAL)))
		add_kind(&k, KIND_FAMILY, 0, n->given, false);
	for (unsigned scheme = 0; scheme < 2; scheme++)
		for (int end = 0; end < 2; end++)
			add_kind(&k, KIND_CLASS, scheme, n->surname[scheme][end], true);
	return k.n;
}

size_t iv_match_name_given_keys(const struct iv_match_name *n, uint64_t *key, size_t most)
{
	struct keys k = { key, 0, most };
	add_kind(&k, KIND_GIVEN, 0, n->given, false);
	if (!(n->flags & IV_NAME_ORDERED))
		add_kind(&k, KIND_GIVEN, 0, n->family, false);
	for (struct reader r = read_words(n); next_word(&r);)
		if (r.word.n > 1 && (!r.family || !(n->flags & IV_NAME_ORDERED)))
			add_kind(&k, KIND_GIVEN, 1, word_key(r.word), false);
	return k.n;
}
