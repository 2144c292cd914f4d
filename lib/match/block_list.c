/* SPDX-License-Identifier: MIT
 * Keys are listed in shares of the records, by several threads, and sorted. */
#include "match/block_list.h"

#include <stdlib.h>

#include "base/parallel.h"
#include "io/vast.h"

enum { SHARE = 1 << 14 };

struct iv_block_raw {
	struct iv_match_item12 *item;
	size_t n, cap;
};

/* Where a thread put the keys of a share of the records. */
struct share {
	const struct iv_block_raw *raw;
	size_t from, n;
};

struct listing {
	const struct iv_block_path *path;
	struct iv_block_raw *raw;
	struct share *share;
	uint8_t kind[2 * IV_SCHEMA_KEYS]; /* of keys that are listed and whose memory is fetched ahead */
	int steps[2 * IV_SCHEMA_KEYS];
	unsigned kinds;
};

void iv_block_room_release(struct iv_block_room *r)
{
	for (unsigned i = 0; r->raw && i < r->threads; i++)
		iv_vast_free(r->raw[i].item);
	free(r->raw);
	iv_vast_free(r->item);
	*r = (struct iv_block_room){ .threads = r->threads };
}

static void add(struct iv_block_raw *r, uint64_t key, uint32_t part)
{
	if (r->n == r->cap)
		r->item = iv_vast_reserve(r->item, &r->cap, r->n + 1, sizeof *r->item);
	r->item[r->n++] = iv_match_item12(key, part);
}

static uint64_t marked(const struct iv_block_path *p, uint64_t key, bool spelled)
{
	return p->by_name ? (key & ~UINT64_C(1)) | spelled : key;
}

/* Blocks and pieces wait until a batch of them can be looked for among the large ones: each look-up would wait for memory, a batch waits once. They
 * leave in the order in which they came. */
enum { BATCH = 64 };

struct lister {
	const struct iv_block_path *path;
	struct iv_block_raw *out;
	struct {
		struct iv_match_item12 item[BATCH];
		unsigned n;
	} waiting[IV_SCHEMA_KEYS]; /* for each cut */
};

static void cut_waiting(struct lister *l, unsigned cut);

/* A record of a block, or of a piece that cuts before number `cut` have made. */
static void pass(struct lister *l, uint64_t block, uint32_t part, unsigned cut)
{
	if (cut == l->path->depth) {
		add(l->out, block, part);
		return;
	}
	iv_match_key_set_fetch(&l->path->large[cut], block);
	l->waiting[cut].item[l->waiting[cut].n++] = iv_match_item12(block, part);
	if (l->waiting[cut].n == BATCH)
		cut_waiting(l, cut);
}

/* Of blocks that are large: their pieces by the values of one more key. Records without it are a piece of their own. */
static void cut_waiting(struct lister *l, unsigned cut)
{
	const struct iv_block_path *p = l->path;
	uint64_t key[IV_KEYS_MOST];
	unsigned waiting = l->waiting[cut].n;
	l->waiting[cut].n = 0;
	for (unsigned w = 0; w < waiting; w++) {
		uint64_t block = iv_match_key12(&l->waiting[cut].item[w]);
		uint32_t part = l->waiting[cut].item[w].value;
		size_t n;
		if (!iv_match_key_set_has(&p->large[cut], block))
			continue;
		const uint64_t *value = iv_match_keys_of(p->keys, p->cut[cut], part, key, &n);
		for (size_t i = 0; i < n; i++)
			pass(l, marked(p, iv_match_mix(block, value[i]), block & 1 || (p->cut[cut] == IV_KEY_NAME && value[i] & 1)), part, cut + 1);
		if (!n)
			pass(l, marked(p, iv_match_mix(block, 0), block & 1), part, cut + 1);
	}
}

/* The blocks of one record: every combination of the values of the rule's keys. */
static void list_keys(struct lister *l, uint32_t part, unsigned at, uint64_t so_far, bool spelled)
{
	const struct iv_block_path *p = l->path;
	uint64_t key[IV_KEYS_MOST];
	size_t n;
	const uint64_t *value = iv_match_keys_of(p->keys, p->rule->key[at], part, key, &n);
	for (size_t i = 0; i < n; i++) {
		uint64_t all = at ? iv_match_mix(so_far, value[i]) : value[i];
		bool letters = spelled || (p->rule->key[at] == IV_KEY_NAME && value[i] & 1);
		if (at + 1u < p->rule->keys)
			list_keys(l, part, at + 1, all, letters);
		else
			pass(l, marked(p, all, letters), part, 0);
	}
}

/* What the keys of records to come stand on is spread over memory. */
static void fetch(const struct listing *l, size_t i)
{
	enum { AHEAD = 8 };
	for (unsigned k = 0; k < l->kinds; k++)
		for (int step = 0; step < l->steps[k]; step++) {
			size_t part = i + (size_t)(l->steps[k] - step) * AHEAD;
			if (part < l->path->keys->m->n)
				iv_match_keys_fetch(l->path->keys, l->kind[k], (uint32_t)part, step);
		}
}

static void list_share(void *ctx, size_t number, unsigned worker)
{
	const struct listing *l = ctx;
	const struct iv_match_people *m = l->path->keys->m;
	struct iv_block_raw *raw = &l->raw[worker];
	struct lister lister = { .path = l->path, .out = raw };
	size_t from = number * SHARE, to = from + SHARE < m->n ? from + SHARE : m->n, before = raw->n;
	for (size_t i = from; i < to; i++) {
		fetch(l, i);
		if (iv_match_is_record(m, i))
			list_keys(&lister, (uint32_t)i, 0, 0, false);
	}
	for (unsigned cut = 0; cut < l->path->depth; cut++)
		cut_waiting(&lister, cut);
	l->share[number] = (struct share){ raw, before, raw->n - before };
}

static void add_kind(struct listing *l, uint8_t key)
{
	int steps = iv_match_keys_steps(key);
	if (!steps)
		return;
	l->kind[l->kinds] = key;
	l->steps[l->kinds++] = steps;
}

struct iv_block_list iv_block_list(const struct iv_block_path *p, struct iv_block_room *room)
{
	size_t shares = (p->keys->m->n + SHARE - 1) / SHARE, n = 0;
	struct listing l = { .path = p, .share = iv_zalloc((shares + 1) * sizeof *l.share) };
	struct iv_match_piece *piece = iv_alloc((shares + 1) * sizeof *piece);
	for (unsigned i = 0; i < p->rule->keys; i++)
		add_kind(&l, p->rule->key[i]);
	for (unsigned i = 0; i < p->depth; i++)
		add_kind(&l, p->cut[i]);
	room->threads = room->threads ? room->threads : 1;
	room->raw = room->raw ? room->raw : iv_zalloc(room->threads * sizeof *room->raw);
	for (unsigned i = 0; i < room->threads; i++)
		room->raw[i].n = 0;
	l.raw = room->raw;
	iv_parallel(room->threads, shares, list_share, &l);
	for (size_t i = 0; i < shares; i++) {
		piece[i] = (struct iv_match_piece){ l.share[i].n ? l.share[i].raw->item + l.share[i].from : NULL, l.share[i].n };
		n += piece[i].n;
	}
	if (n > room->cap) {
		iv_vast_free(room->item);
		room->item = iv_vast_alloc(n * sizeof *room->item);
		room->cap = n;
	}
	iv_match_sort_pieces(piece, shares, sizeof *room->item, room->item, room->threads);
	free(piece);
	free(l.share);
	return (struct iv_block_list){ room->item, n };
}
