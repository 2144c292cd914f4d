/* SPDX-License-Identifier: MIT
 * A table of hashes by open addressing. */
#include "ingest/content.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/hash.h"

void iv_content_release(struct iv_content *c)
{
	free(c->seen);
	iv_buf_release(&c->text);
	*c = (struct iv_content){ 0 };
}

static struct iv_content_seen *place_of(const struct iv_content *c, uint64_t hash)
{
	size_t i = (size_t)hash & (c->cap - 1);
	while (c->seen[i].times && c->seen[i].hash != hash)
		i = (i + 1) & (c->cap - 1);
	return &c->seen[i];
}

static void grow(struct iv_content *c)
{
	struct iv_content old = *c;
	c->cap = old.cap ? 2 * old.cap : 4096;
	c->seen = iv_zalloc(c->cap * sizeof *c->seen);
	for (size_t i = 0; i < old.cap; i++)
		if (old.seen[i].times)
			*place_of(c, old.seen[i].hash) = old.seen[i];
	free(old.seen);
}

struct iv_str iv_content_key(struct iv_content *c, const struct iv_str *field, size_t n, struct iv_arena *arena)
{
	iv_buf_clear(&c->text);
	for (size_t i = 0; i < n; i++) {
		iv_buf_adds(&c->text, field[i]);
		iv_buf_addc(&c->text, '\x1F');
	}
	uint64_t hash = iv_hash(iv_buf_str(&c->text));
	if (4 * (c->n + 1) > 3 * c->cap)
		grow(c);
	struct iv_content_seen *s = place_of(c, hash);
	c->n += !s->times;
	s->hash = hash;
	s->times++;
	return iv_arena_fmt(arena, "%016" PRIx64 "-%" PRIu32, hash, s->times);
}
