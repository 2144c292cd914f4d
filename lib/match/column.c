/* SPDX-License-Identifier: MIT
 * Open addressing, at most half full; the hash beside the text spares most comparisons of texts. */
#include "match/column.h"

#include <stdlib.h>

#include "base/hash.h"
#include "text/utf8.h"

void iv_match_column_release(struct iv_match_column *c)
{
	iv_arena_release(&c->arena);
	free(c->value);
	free(c->slot);
	*c = (struct iv_match_column){ 0 };
}

void iv_match_column_close(struct iv_match_column *c)
{
	free(c->slot);
	c->slot = NULL;
	c->slots = 0;
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

static void widen(struct iv_match_column *c)
{
	free(c->slot);
	c->slots = c->slots ? 2 * c->slots : 256;
	c->slot = iv_zalloc(c->slots * sizeof *c->slot);
	for (size_t v = 1; v < c->n; v++) {
		size_t i = c->value[v].hash & (c->slots - 1);
		while (c->slot[i])
			i = (i + 1) & (c->slots - 1);
		c->slot[i] = (uint32_t)v;
	}
}

/* What comparisons ask of a text time and again. */
static void describe(struct iv_match_value *v)
{
	for (size_t i = 0; i < v->n; i++)
		v->characters = (uint16_t)(v->characters + (((unsigned char)v->text[i] & 0xC0) != 0x80));
	for (const char *p = v->text, *end = v->text + v->n; p < end;)
		v->letters |= UINT64_C(1) << (iv_utf8_next(&p, end) * 2654435761u >> 26);
}

uint32_t iv_match_column_add(struct iv_match_column *c, struct iv_str text)
{
	if (!text.n)
		return IV_COLUMN_NONE;
	text.n = text.n < UINT16_MAX ? text.n : UINT16_MAX;
	if (c->slots < 2 * (c->n + 2)) {
		if (!c->n) {
			c->value = iv_reserve(c->value, &c->cap, 1, sizeof *c->value);
			c->value[c->n++] = (struct iv_match_value){ 0 };
		}
		widen(c);
	}
	uint32_t hash = (uint32_t)iv_hash_short(text);
	size_t i = hash & (c->slots - 1);
	for (; c->slot[i]; i = (i + 1) & (c->slots - 1)) {
		const struct iv_match_value *v = &c->value[c->slot[i]];
		if (v->hash == hash && v->n == text.n && !memcmp(v->text, text.p, text.n))
			return c->slot[i];
	}
	if (c->n == c->cap)
		c->value = iv_reserve(c->value, &c->cap, c->n + 1, sizeof *c->value);
	c->value[c->n] = (struct iv_match_value){ .text = iv_match_keep(&c->arena, text, (struct iv_str){ 0 }), .hash = hash, .n = (uint16_t)text.n };
	describe(&c->value[c->n]);
	c->slot[i] = (uint32_t)c->n;
	return (uint32_t)c->n++;
}
