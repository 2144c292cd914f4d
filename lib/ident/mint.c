/* SPDX-License-Identifier: MIT
 * Minting, and the order of seeds. */
#include "ident/mint.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/hash.h"

void iv_ident_mint(struct iv_str source, struct iv_str key, char cid[IV_CID_SIZE])
{
	char hex[33], here[256], *text = here;
	size_t n = source.n + 1 + key.n;
	if (n > sizeof here)
		text = iv_alloc(n);
	if (source.n)
		memcpy(text, source.p, source.n);
	text[source.n] = 0x1f;
	if (key.n)
		memcpy(text + source.n + 1, key.p, key.n);
	iv_hash_hex((struct iv_str){ text, n }, hex);
	if (text != here)
		free(text);
	cid[0] = 'c';
	memcpy(cid + 1, hex, IV_CID_SIZE - 2);
	cid[IV_CID_SIZE - 1] = 0;
}

int iv_ident_seed_cmp(const struct iv_seed *a, const struct iv_seed *b)
{
	if (a->caller != b->caller)
		return a->caller ? 1 : -1;
	if (a->joined != b->joined)
		return a->joined < b->joined ? -1 : 1;
	int order = iv_str_cmp(a->source, b->source);
	return order ? order : iv_str_cmp(a->key, b->key);
}
