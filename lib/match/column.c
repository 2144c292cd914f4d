/* SPDX-License-Identifier: MIT
 * Values as they come, found by their hashes. */
#include "match/column.h"

#include <stdlib.h>

#include "io/vast.h"
#include "text/utf8.h"

void iv_match_column_release(struct iv_match_column *c)
{
	iv_arena_release(&c->arena);
	iv_vast_free(c->value);
	iv_match_index_release(&c->index);
	*c = (struct iv_match_column){ 0 };
}

void iv_match_column_close(struct iv_match_column *c)
{
	iv_match_index_release(&c->index);
}

const char *iv_match_keep(struct iv_arena *a, struct iv_str first, struct iv_str second)
{
	char *p = a->at;
	size_t n = first.n + second.n;
	if ((size_t)(a->end - p) < n)
		p = iv_arena_more(a, n);
	a->at = p + n;
	if (first.n)
		memcpy(p, first.p, first.n);
	if (second.n)
		memcpy(p + first.n, second.p, second.n);
	return p;
}

/* What comparisons ask of a text time and again. */
static void describe(struct iv_match_value *v)
{
	for (size_t i = 0; i < v->n; i++)
		v->characters = (uint16_t)(v->characters + (((unsigned char)v->text[i] & 0xC0) != 0x80));
	for (const char *p = v->text, *end = v->text + v->n; p < end;)
		v->letters |= UINT64_C(1) << (iv_utf8_next(&p, end) * 2654435761u >> 26);
	const char *bar = memchr(v->text, '|', v->n);
	v->bar = bar ? (uint16_t)(bar - v->text) : v->n;
}

uint32_t iv_match_column_add(struct iv_match_column *c, struct iv_str text, uint32_t hash)
{
	if (!text.n)
		return IV_COLUMN_NONE;
	if (!c->n) {
		c->value = iv_vast_reserve(c->value, &c->cap, 1, sizeof *c->value);
		c->value[c->n++] = (struct iv_match_value){ 0 };
	}
	iv_match_index_room(&c->index);
	uint64_t *slot = iv_match_index_first(&c->index, hash);
	for (; *slot; slot = iv_match_index_next(&c->index, slot)) {
		const struct iv_match_value *v = &c->value[iv_match_index_number(*slot)];
		if (iv_match_index_is(*slot, hash) && v->n == text.n && !memcmp(v->text, text.p, text.n))
			return iv_match_index_number(*slot);
	}
	if (c->n == c->cap)
		c->value = iv_vast_reserve(c->value, &c->cap, c->n + 1, sizeof *c->value);
	c->value[c->n] = (struct iv_match_value){ .text = iv_match_keep(&c->arena, text, (struct iv_str){ 0 }), .hash = hash, .n = (uint16_t)text.n };
	describe(&c->value[c->n]);
	iv_match_index_put(&c->index, slot, hash, c->n);
	return (uint32_t)c->n++;
}
