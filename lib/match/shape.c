/* SPDX-License-Identifier: MIT
 * Packing. */
#include "match/shape.h"

bool iv_shape_pack(struct iv_shape *s)
{
	unsigned at = 0;
	for (size_t i = 0; i < s->n; i++) {
		struct iv_shape_field *f = &s->field[i];
		unsigned bits = 1;
		while ((1u << bits) < f->states)
			bits++;
		f->shift = (uint8_t)at;
		f->bits = (uint8_t)bits;
		at += bits;
		if (at > 64)
			return false;
	}
	return true;
}
