/* SPDX-License-Identifier: MIT
 * Packing, and finding a pattern's set and place. */
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

size_t iv_shape_set_of(const struct iv_shape *s, uint64_t pattern)
{
	uint64_t fields = 0;
	size_t low = 0, high = s->sets;
	for (size_t k = 0; k < s->n; k++)
		fields |= (uint64_t)(iv_shape_state(&s->field[k], pattern) != 0) << k;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (s->set[middle].fields < fields)
			low = middle + 1;
		else
			high = middle;
	}
	return low < s->sets && s->set[low].fields == fields ? low : s->sets;
}

size_t iv_shape_place(const struct iv_shape_counts *c, uint64_t pattern)
{
	size_t low = 0, high = c->n;
	while (low + 1 < high) {
		size_t middle = (low + high) / 2;
		if (c->count[middle].pattern <= pattern)
			low = middle;
		else
			high = middle;
	}
	return low;
}
