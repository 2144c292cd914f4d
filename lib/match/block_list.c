/* SPDX-License-Identifier: MIT
 * Keys are listed in shares of the records, by several threads, and sorted. Pieces are sorted block by block. */
#include "match/block_list.h"

#include <stdlib.h>

#include "base/parallel.h"
#include "io/vast.h"
#include "match/block.h"

enum {
	SHARE = 1 << 14,
	AHEAD = 8, /* records from one step of fetching to the next */
};

/* Where a thread put the keys of a share of the records. */
struct share {
	const struct iv_block_list *raw;
	size_t from, n;
};

struct listing {
	const struct iv_block_path *path;
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

static void add(struct iv_block_list *r, uint64_t key, uint32_t part)
{
	if (r->n == r->cap)
		r->item = iv_vast_reserve(r->item, &r->cap, r->n + 1, sizeof *r->item);
	r->item[r->n++] = iv_match_item12(key, part);
}

static uint64_t marked(const struct iv_block_path *p, uint64_t key, bool spelled)
{
	return p->by_name ? (key & ~UINT64_C(1)) | spelled : key;
}

/* The pieces of a block that a record is in; those without a value are in one of their own. Returns how many. */
static size_t list_pieces(const struct iv_block_path *p, uint8_t cut, uint64_t block, uint32_t part, uint64_t piece[IV_KEYS_MOST])
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

/* May the record meet somebody in that block whose turn it is? */
static bool is_sought(const struct iv_block_path *p, uint64_t block, uint32_t part)
{
	uint64_t piece[IV_KEYS_MOST];
	if (!p->only || iv_match_filter_may(&p->only->whole, block))
		return true;
	if (!iv_match_filter_may(&p->only->cut, block))
		return false;
	for (unsigned c = 0; c < p->rule->cuts; c++)
		for (size_t i = list_pieces(p, p->rule->cut[c], block, part, piece); i-- > 0;)
			if (iv_match_filter_may(&p->only->piece, piece[i]))
				return true;
	return false;
}

/* Rounds after the first are for few: what a record's key begins with tells of nearly all others that nobody seeks them, without another look at what
 * the key is made of. */
static void note(const struct iv_block_path *p, uint64_t key, uint32_t part)
{
	uint32_t *noted = &(*p->noted)[part], high = (uint32_t)(key >> 32);
	*noted = *noted == IV_NOTED_NONE && high > IV_NOTED_SEVERAL ? high : IV_NOTED_SEVERAL;
}

static bool may_be_sought(const struct iv_block_path *p, uint32_t noted)
{
	uint64_t key = (uint64_t)noted << 32;
	return noted == IV_NOTED_SEVERAL ||
	       (noted != IV_NOTED_NONE && (iv_match_filter_may(&p->only->whole, key) || iv_match_filter_may(&p->only->cut, key)));
}

/* The blocks of one record: every combination of the values of the rule's keys. */
static void list_keys(const struct iv_block_path *p, struct iv_block_list *out, uint32_t part, unsigned at, uint64_t so_far, bool spelled)
{
	uint64_t key[IV_KEYS_MOST];
	size_t n;
	const uint64_t *value = iv_match_keys_of(p->keys, p->rule->key[at], part, key, &n);
	for (size_t i = 0; i < n; i++) {
		uint64_t all = at ? iv_match_mix(so_far, value[i]) : value[i];
		bool letters = spelled || (p->rule->key[at] == IV_KEY_NAME && value[i] & 1);
		if (at + 1u < p->rule->keys) {
			list_keys(p, out, part, at + 1, all, letters);
			continue;
		}
		all = marked(p, all, letters);
		if (p->notes)
			note(p, all, part);
		if (is_sought(p, all, part))
			add(out, all, part);
	}
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
static void fetch(const struct iv_block_path *p, const uint32_t *part, size_t n)
{
	for (unsigned k = 0; k < p->rule->keys; k++)
		fetch_key(p, p->rule->key[k], part, n);
	for (unsigned c = 0; c < p->rule->cuts && p->only; c++)
		fetch_key(p, p->rule->cut[c], part, n);
}

static void list_share(void *ctx, size_t number, unsigned worker)
{
	const struct listing *l = ctx;
	const struct iv_block_path *p = l->path;
	const struct iv_match_people *m = p->keys->m;
	struct iv_block_list *raw = &l->raw[worker];
	size_t from = number * SHARE, to = from + SHARE < m->n ? from + SHARE : m->n, before = raw->n, n = 0;
	const uint32_t *noted = p->turn && !p->notes ? *p->noted : NULL;
	uint32_t part[SHARE];
	for (size_t i = from; i < to; i++)
		if (iv_match_is_record(m, i) && (!noted || may_be_sought(p, noted[i])))
			part[n++] = (uint32_t)i;
	for (size_t i = 0; i < n; i++) {
		fetch(p, part + i, n - i);
		list_keys(p, raw, part[i], 0, 0, false);
	}
	l->share[number] = (struct share){ raw, before, raw->n - before };
}

/* What those have whose turn is now. False: nothing. */
static bool fill_sought(const struct iv_block_path *p, struct iv_block_sought *sought)
{
	struct iv_block_list own = { 0 };
	struct iv_match_items whole = { 0 }, cut = { 0 }, piece = { 0 };
	uint64_t key[IV_KEYS_MOST];
	for (size_t i = 0; i < p->keys->m->n; i++)
		if (p->turn[i] == IV_TURN_NOW && iv_match_is_record(p->keys->m, i))
			list_keys(p, &own, (uint32_t)i, 0, 0, false);
	iv_match_sort_array(own.item, own.n, sizeof *own.item, 1);
	for (size_t i = 0, end; i < own.n; i = end) {
		uint64_t block = iv_match_key12(&own.item[i]);
		bool is_cut = p->rule->cuts && p->given && iv_match_splits_have(p->given, p->number, block, 0);
		end = iv_block_end(&own, i);
		iv_match_items_add(is_cut ? &cut : &whole, block, 0);
		for (size_t k = i; k < end && is_cut; k++)
			for (unsigned c = 0; c < p->rule->cuts; c++)
				for (size_t n = list_pieces(p, p->rule->cut[c], block, own.item[k].value, key); n-- > 0;)
					iv_match_items_add(&piece, key[n], 0);
	}
	iv_match_filter_fill(&sought->whole, &whole);
	iv_match_filter_fill(&sought->cut, &cut);
	iv_match_filter_fill(&sought->piece, &piece);
	iv_vast_free(own.item);
	iv_match_items_release(&whole);
	iv_match_items_release(&cut);
	iv_match_items_release(&piece);
	return own.n != 0;
}

static struct iv_block_list list_all(const struct iv_block_path *p, struct iv_block_room *room)
{
	size_t shares = (p->keys->m->n + SHARE - 1) / SHARE, n = 0;
	struct listing l = { .path = p, .share = iv_zalloc((shares + 1) * sizeof *l.share) };
	struct iv_match_piece *piece = iv_alloc((shares + 1) * sizeof *piece);
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
	return (struct iv_block_list){ .item = room->item, .n = n };
}

/* Blocks, or pieces, in which nobody has his turn or meets anybody go. */
static void keep_meetings(const uint8_t *turn, struct iv_block_list *l)
{
	size_t kept = 0;
	for (size_t i = 0, end; i < l->n; i = end) {
		bool now = false;
		end = iv_block_end(l, i);
		for (size_t k = i; k < end && end - i > 1 && !now; k++)
			now = turn[l->item[k].value] == IV_TURN_NOW;
		if (now)
			memmove(l->item + kept, l->item + i, (end - i) * sizeof *l->item);
		kept += now ? end - i : 0;
	}
	l->n = kept;
}

struct iv_block_list iv_block_list(struct iv_block_path *p, struct iv_block_room *room)
{
	struct iv_block_sought sought = { 0 };
	struct iv_block_list list = { 0 };
	if (!p->turn)
		return list_all(p, room);
	p->only = NULL;
	if (fill_sought(p, &sought)) {
		p->only = &sought;
		p->notes = !*p->noted;
		if (p->notes)
			*p->noted = memset(iv_vast_alloc(p->keys->m->n * sizeof **p->noted), 0, p->keys->m->n * sizeof **p->noted);
		list = list_all(p, room);
		keep_meetings(p->turn, &list);
		p->notes = false;
		p->only = NULL;
	}
	iv_match_filter_release(&sought.whole);
	iv_match_filter_release(&sought.cut);
	iv_match_filter_release(&sought.piece);
	return list;
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

/* Pieces that are wanted: a list in order of their keys. */
struct wanted {
	size_t from, n; /* of the list that is made */
};

static bool is_wanted(const struct iv_block_list *out, const struct wanted *w, uint64_t key)
{
	size_t low = w->from, high = w->from + w->n;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (iv_match_key12(&out->item[middle]) < key)
			low = middle + 1;
		else
			high = middle;
	}
	return low < w->from + w->n && iv_match_key12(&out->item[low]) == key;
}

/* `only`: further pieces are not made; NULL: all are. */
static void cut_record(const struct iv_block_path *p, uint8_t cut, uint64_t block, uint32_t part, const struct wanted *only, struct iv_block_list *out)
{
	uint64_t piece[IV_KEYS_MOST];
	size_t n = list_pieces(p, cut, block, part, piece);
	for (size_t i = 0; i < n; i++)
		if (!only || is_wanted(out, only, piece[i]))
			add(out, piece[i], part);
}

static void cut_all(const struct iv_block_path *p, uint8_t cut, const struct iv_block_list *from, size_t i, size_t end, struct iv_block_list *out)
{
	int steps = iv_match_keys_steps(cut);
	for (size_t k = i; k < end; k++) {
		fetch_for_cut(p, cut, steps, from, k);
		cut_record(p, cut, iv_match_key12(&from->item[i]), from->item[k].value, NULL, out);
	}
}

/* Only the pieces of those whose turn is now: they are made first, and of the others what belongs to these. */
static void cut_for_some(const struct iv_block_path *p, uint8_t cut, const struct iv_block_list *from, size_t i, size_t end, struct iv_block_list *out)
{
	int steps = iv_match_keys_steps(cut);
	uint64_t block = iv_match_key12(&from->item[i]);
	struct wanted wanted = { .from = out->n };
	for (size_t k = i; k < end; k++)
		if (p->turn[from->item[k].value] == IV_TURN_NOW)
			cut_record(p, cut, block, from->item[k].value, NULL, out);
	wanted.n = out->n - wanted.from;
	iv_match_sort_array(out->item + wanted.from, wanted.n, sizeof *out->item, 1);
	for (size_t k = i; k < end && wanted.n; k++) {
		fetch_for_cut(p, cut, steps, from, k);
		if (p->turn[from->item[k].value] != IV_TURN_NOW)
			cut_record(p, cut, block, from->item[k].value, &wanted, out);
	}
}

void iv_block_cut(const struct iv_block_path *p, uint8_t cut, const struct iv_block_list *from, struct iv_block_list *out)
{
	out->n = 0;
	if (!p->turn && out->cap < from->n) { /* nearly always a record has one value, and there are as many */
		iv_vast_free(out->item);
		out->item = iv_vast_alloc(from->n * sizeof *out->item);
		out->cap = from->n;
	}
	for (size_t i = 0, end; i < from->n; i = end) {
		size_t begin = out->n;
		end = iv_block_end(from, i);
		if (p->turn)
			cut_for_some(p, cut, from, i, end, out);
		else
			cut_all(p, cut, from, i, end, out);
		iv_match_sort_array(out->item + begin, out->n - begin, sizeof *out->item, 1);
	}
	if (p->turn)
		keep_meetings(p->turn, out);
}
