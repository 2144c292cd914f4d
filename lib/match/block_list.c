/* SPDX-License-Identifier: MIT
 * Keys are listed in shares of the records, by several threads, and sorted. Pieces are sorted block by block. */
#include "match/block_list.h"

#include <stdlib.h>

#include "base/parallel.h"
#include "io/vast.h"

enum {
	SHARE = 1 << 14,
	AHEAD = 8, /* records from one step of fetching to the next */
};

/* Where a thread put the keys of a share of the records. */
struct share {
	const struct iv_block_list *raw;
	size_t from, n;
};

struct walking {
	const struct iv_block_walk *walk;
	struct iv_block_list *raw;
	struct share *share;
};

void iv_block_room_rest(struct iv_block_room *r)
{
	for (unsigned i = 0; r->raw && i < r->threads; i++)
		iv_vast_free(r->raw[i].item);
	free(r->raw);
	r->raw = NULL;
}

void iv_block_room_release(struct iv_block_room *r)
{
	iv_block_room_rest(r);
	iv_vast_free(r->item);
	*r = (struct iv_block_room){ .threads = r->threads };
}

void iv_block_list_add(struct iv_block_list *r, uint64_t key, uint32_t part)
{
	if (r->n == r->cap)
		r->item = iv_vast_reserve(r->item, &r->cap, r->n + 1, sizeof *r->item);
	r->item[r->n++] = iv_match_item12(key, part);
}

static uint64_t marked(const struct iv_block_path *p, uint64_t key, bool spelled)
{
	return p->by_name ? (key & ~UINT64_C(1)) | spelled : key;
}

size_t iv_block_pieces(const struct iv_block_path *p, uint8_t cut, uint64_t block, uint32_t part, uint64_t piece[IV_KEYS_MOST])
{
	uint64_t key[IV_KEYS_MOST];
	size_t n;
	const uint64_t *value = iv_match_keys_of(p->keys, cut, part, key, &n);
	for (size_t i = 0; i < n; i++)
		piece[i] = marked(p, iv_match_mix(block, value[i]), block & 1 || (cut == IV_KEY_NAME && value[i] & 1));
	if (!n)
		piece[n++] = marked(p, iv_match_mix(block, 0), block & 1);
	return n;
}

/* Every combination of the values of the rule's keys. */
static void each_key(const struct iv_block_walk *w, struct iv_block_list *out, uint32_t part, unsigned at, uint64_t so_far, bool spelled)
{
	const struct iv_block_path *p = w->path;
	uint64_t key[IV_KEYS_MOST];
	size_t n;
	const uint64_t *value = iv_match_keys_of(p->keys, p->rule->key[at], part, key, &n);
	for (size_t i = 0; i < n; i++) {
		uint64_t all = at ? iv_match_mix(so_far, value[i]) : value[i];
		bool letters = spelled || (p->rule->key[at] == IV_KEY_NAME && value[i] & 1);
		if (at + 1u < p->rule->keys)
			each_key(w, out, part, at + 1, all, letters);
		else if (w->list)
			w->list(w->ctx, out, part, marked(p, all, letters));
		else
			iv_block_list_add(out, marked(p, all, letters), part);
	}
}

void iv_block_keys_of(const struct iv_block_walk *w, uint32_t part, struct iv_block_list *out)
{
	each_key(w, out, part, 0, 0, false);
}

/* What the keys of records to come stand on is spread over memory; what the first step fetches is not, as records are walked in order. */
static void fetch_key(const struct iv_block_path *p, uint8_t key, const uint32_t *part, size_t n)
{
	int steps = iv_match_keys_steps(key);
	for (int step = 1; step < steps; step++) {
		size_t ahead = (size_t)(steps - step) * AHEAD;
		if (ahead < n)
			iv_match_keys_fetch(p->keys, key, part[ahead], step);
	}
}

/* For the first of the n records, and those behind it. */
static void fetch(const struct iv_block_walk *w, const uint32_t *part, size_t n)
{
	const struct iv_match_rule *rule = w->path->rule;
	for (unsigned k = 0; k < rule->keys; k++)
		fetch_key(w->path, rule->key[k], part, n);
	for (unsigned c = 0; c < rule->cuts && w->list; c++)
		fetch_key(w->path, rule->cut[c], part, n);
}

static void walk_share(void *ctx, size_t number, unsigned worker)
{
	const struct walking *g = ctx;
	const struct iv_block_walk *w = g->walk;
	const struct iv_match_people *m = w->path->keys->m;
	struct iv_block_list *raw = &g->raw[worker];
	size_t from = number * SHARE, to = from + SHARE < m->n ? from + SHARE : m->n, before = raw->n, n = 0;
	uint32_t part[SHARE];
	for (size_t i = from; i < to; i++)
		if ((!w->wants || w->wants(w->ctx, (uint32_t)i)) && iv_match_is_record(m, i))
			part[n++] = (uint32_t)i;
	for (size_t i = 0; i < n; i++) {
		fetch(w, part + i, n - i);
		iv_block_keys_of(w, part[i], raw);
	}
	g->share[number] = (struct share){ raw, before, raw->n - before };
}

struct iv_block_list iv_block_walk(const struct iv_block_walk *w, struct iv_block_room *room)
{
	size_t shares = (w->path->keys->m->n + SHARE - 1) / SHARE, n = 0;
	struct walking g = { .walk = w, .share = iv_zalloc((shares + 1) * sizeof *g.share) };
	struct iv_match_piece *piece = iv_alloc((shares + 1) * sizeof *piece);
	room->threads = room->threads ? room->threads : 1;
	room->raw = room->raw ? room->raw : iv_zalloc(room->threads * sizeof *room->raw);
	for (unsigned i = 0; i < room->threads; i++)
		room->raw[i].n = 0;
	g.raw = room->raw;
	iv_parallel(room->threads, shares, walk_share, &g);
	for (size_t i = 0; i < shares; i++) {
		piece[i] = (struct iv_match_piece){ g.share[i].n ? g.share[i].raw->item + g.share[i].from : NULL, g.share[i].n };
		n += piece[i].n;
	}
	if (n > room->cap) {
		iv_vast_free(room->item);
		room->item = iv_vast_alloc(n * sizeof *room->item);
		room->cap = n;
	}
	iv_match_sort_pieces(piece, shares, sizeof *room->item, room->item, room->threads);
	free(piece);
	free(g.share);
	return (struct iv_block_list){ .item = room->item, .n = n };
}

/* ---- pieces ---- */

/* Records of a block are spread over memory. */
static void fetch_for_cut(const struct iv_block_path *p, uint8_t cut, int steps, const struct iv_block_list *from, size_t i)
{
	for (int step = 0; step < steps; step++) {
		size_t later = i + (size_t)(steps - step) * AHEAD;
		if (later < from->n)
			iv_match_keys_fetch(p->keys, cut, from->item[later].value, step);
	}
}

void iv_block_cut(const struct iv_block_path *p, uint8_t cut, const struct iv_block_list *from, struct iv_block_list *out)
{
	int steps = iv_match_keys_steps(cut);
	uint64_t piece[IV_KEYS_MOST];
	out->n = 0;
	if (out->cap < from->n) { /* nearly always a record has one value, and there are as many */
		iv_vast_free(out->item);
		out->item = iv_vast_alloc(from->n * sizeof *out->item);
		out->cap = from->n;
	}
	for (size_t i = 0, end; i < from->n; i = end) {
		size_t begin = out->n;
		end = iv_block_end(from, i);
		for (size_t k = i; k < end; k++) {
			fetch_for_cut(p, cut, steps, from, k);
			for (size_t at = 0, n = iv_block_pieces(p, cut, iv_match_key12(&from->item[i]), from->item[k].value, piece); at < n; at++)
				iv_block_list_add(out, piece[at], from->item[k].value);
		}
		iv_match_sort_array(out->item + begin, out->n - begin, sizeof *out->item, 1);
	}
}
