/* SPDX-License-Identifier: MIT
 * Minting, and the order of seeds. */
#include "ident/mint.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/hash.h"

void iv_ident_mint(struct iv_str source, struct iv_str key, char cid[IV_CID_SIZE])
{
	iv_ident_mint_nth(source, key, 0, cid);
}

void iv_ident_mint_nth(struct iv_str source, struct iv_str key, unsigned nth, char cid[IV_CID_SIZE])
{
	char hex[33], here[256], number[16] = "", *text = here;
	size_t number_n = nth ? (size_t)snprintf(number, sizeof number, "\x1f%u", nth) : 0, n = source.n + 1 + key.n + number_n;
	if (n > sizeof here)
		text = iv_alloc(n);
	if (source.n)
		memcpy(text, source.p, source.n);
	text[source.n] = 0x1f;
	if (key.n)
		memcpy(text + source.n + 1, key.p, key.n);
	memcpy(text + source.n + 1 + key.n, number, number_n);
	iv_hash_hex((struct iv_str){ text, n }, hex);
	if (text != here)
		free(text);
	cid[0] = 'c';
	memcpy(cid + 1, hex, IV_CID_SIZE - 2);
	cid[IV_CID_SIZE - 1] = 0;
}

int iv_ident_seed_cmp(const struct iv_seed *a, const struct iv_seed *b)
{
	if (a->gone != b->gone)
		return a->gone ? 1 : -1;
	if (a->caller != b->caller)
		return a->caller ? 1 : -1;
	if (a->joined != b->joined)
		return a->joined < b->joined ? -1 : 1;
	int order = iv_str_cmp(a->source, b->source);
	return order ? order : iv_str_cmp(a->key, b->key);
}
