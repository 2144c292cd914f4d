/* SPDX-License-Identifier: MIT
 * Minting, and the order of seeds. */
#include "ident/mint.h"

#include "base/hash.h"

void iv_ident_mint(struct iv_str source, struct iv_str key, char cid[IV_CID_SIZE])
{
	struct iv_buf b = { 0 };
	char hex[33];
	iv_buf_adds(&b, source);
	iv_buf_addc(&b, 0x1f);
	iv_buf_adds(&b, key);
	iv_hash_hex(iv_buf_str(&b), hex);
	cid[0] = 'c';
	memcpy(cid + 1, hex, IV_CID_SIZE - 2);
	cid[IV_CID_SIZE - 1] = 0;
	iv_buf_release(&b);
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
