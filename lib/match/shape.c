/* SPDX-License-Identifier: MIT
 * Packing, and which patterns blocking brings together. */
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

bool iv_shape_compared(const struct iv_shape *s, uint64_t pattern)
{
	for (size_t i = 0; i < s->keys; i++) {
		const struct iv_shape_key *key = &s->key[i];
		unsigned k = 0;
		while (k < key->n && key->levels[k] >> iv_shape_level(&s->field[key->field[k]], pattern) & 1)
			k++;
		if (k == key->n)
			return true;
	}
	return s->keys == 0;
}
