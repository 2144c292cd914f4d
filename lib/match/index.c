/* SPDX-License-Identifier: MIT
 * The table doubles; what stood in slot i then stands near i or near i + the former size, so memory is passed through in order. */
#include "match/index.h"

#include <stdlib.h>

enum { FIRST_SLOTS = 256 };

void iv_match_index_release(struct iv_match_index *x)
{
	free(x->slot);
	*x = (struct iv_match_index){ 0 };
}

void iv_match_index_grow(struct iv_match_index *x)
{
	struct iv_match_index wide = { .slots = x->slots ? 2 * x->slots : FIRST_SLOTS, .n = x->n };
	wide.slot = iv_zalloc(wide.slots * sizeof *wide.slot);
	for (size_t i = 0; i < x->slots; i++) {
		if (!x->slot[i])
			continue;
		uint64_t *slot = iv_match_index_first(&wide, (uint32_t)(x->slot[i] >> 32));
		while (*slot)
			slot = iv_match_index_next(&wide, slot);
		*slot = x->slot[i];
	}
	free(x->slot);
	*x = wide;
}
