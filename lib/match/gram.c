/* SPDX-License-Identifier: MIT
 * Names are put in the order of their first records. Pieces are counted first, so that only those that are rare enough are listed, by hash: the names
 * of a piece stand together. Names are read, and looked at, in shares; what these give is joined in order. */
#include "match/gram.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "base/parallel.h"
#include "match/block_key.h"

enum {
	LOOKED_UP = 8, /* pieces of a name */
	NAMES_LEAST = 16, /* of a piece that is looked up: between these, and fewer the more names there are */
	NAMES_MOST = 400,
	NAMES_SPENT = 8000000, /* most names of a piece times names */
	RARE = 8, /* a name of more records is no slip */
	LARGE = 100000, /* names; among more, Han names are left to the rules, and a second sign is asked for */
	NAMES_KEPT = 24, /* the most alike of a name */
	ALIKE = 150, /* the least weight that two names share, thousandths of what they have together */
	PIECES_MOST = 64, /* of a name */
	BITS_LEAST = 12, /* of places to count pieces in */
	BITS_MOST = 22,
	SIGN = 5000, /* what a second sign is worth beside it, thousandths of log2 */
	SHARE = 2048, /* names */
};

/* What looking at one name after the other needs. */
struct view {
	uint32_t *shared; /* with the name in work; all 0 in between */
	struct iv_match_items touched, best, near;
};

struct grams {
	const struct iv_match_people *m;
	unsigned threads;
	bool large;
	size_t names;
	uint32_t *record; /* the records of the first name, of the second … */
	uint32_t *first; /* of each name: where its records begin in it */
	_Atomic uint32_t *count; /* how many names have a piece, by the high bits of its hash: pieces that share a place only seem more common */
	unsigned bits; /* so many */
	uint32_t most; /* names of a piece that is looked up */
	uint32_t of_names[NAMES_MOST + 1]; /* what it weighs that a piece is of so many names, thousandths of log2 */
	struct iv_match_items piece; /* those that are looked up. key: hash, value: name */
	struct iv_match_items own; /* key: name, then how many names have the piece; value: where its names begin in piece */
	uint32_t *begin; /* of each name: where its pieces begin in own */
	uint32_t *weight; /* of each name: its pieces together, thousandths of log2 */
	struct iv_match_items *share; /* what each share of the names gives */
	size_t shares;
	struct view *view; /* of each thread */
};

static void release(struct grams *g)
{
	iv_match_items_release(&g->piece);
	iv_match_items_release(&g->own);
	for (unsigned i = 0; g->view && i < g->threads; i++) {
		free(g->view[i].shared);
		iv_match_items_release(&g->view[i].touched);
		iv_match_items_release(&g->view[i].best);
		iv_match_items_release(&g->view[i].near);
	}
	free(g->view);
	free(g->share);
	free(g->record);
	free(g->first);
	free(g->count);
	free(g->begin);
	free(g->weight);
}

/* Thousandths of log2, by integers: x above 0. */
static uint32_t log2_thousandths(uint64_t x)
{
	uint32_t whole = 0, part = 0;
	for (uint64_t y = x; y > 1; y >>= 1)
		whole++;
	uint64_t fraction = whole > 31 ? x >> (whole - 31) : x << (31 - whole); /* 1 to 2, as 2^31 to 2^32 */
	for (int bit = 0; bit < 12; bit++) {
		fraction = fraction * fraction >> 31;
		part <<= 1;
		if (fraction >> 32) {
			fraction >>= 1;
			part |= 1;
		}
	}
	return whole * 1000 + (part * 1000 >> 12);
}

static uint32_t names_weight(const struct grams *g, uint32_t names)
{
	return names <= NAMES_MOST ? g->of_names[names] : log2_thousandths(names);
}

static const struct iv_match_name *name_at(const struct grams *g, size_t name)
{
	return iv_match_name_of(g->m, g->record[g->first[name]]);
}

/* ---- the names, in the order of their first records ---- */

/* The place of a record's name, from 1; 0: it has none that is looked at. */
static uint32_t place_of(const struct grams *g, const uint32_t *place, uint32_t record)
{
	uint32_t name = iv_match_is_record(g->m, record) ? iv_match_row(g->m, record)->name : IV_NAME_NONE;
	return name == IV_NAME_NONE ? 0 : place[name];
}

/* Sets the place of each name and counts those that there are. */
static void place_names(struct grams *g, uint32_t *place)
{
	for (uint32_t p = 0; p < g->m->n; p++) {
		uint32_t name = iv_match_is_record(g->m, p) ? iv_match_row(g->m, p)->name : IV_NAME_NONE;
		if (name != IV_NAME_NONE && !place[name])
			place[name] = (uint32_t)++g->names;
	}
}

/* Names without words, which are Han, lose their places, and the others move up. */
static void leave_to_rules(struct grams *g, uint32_t *place)
{
	uint32_t *moved = iv_zalloc((g->names + 1) * sizeof *moved), n = 0;
	for (size_t i = 0; i < g->m->names.n; i++) {
		if (!iv_match_name_words(&g->m->names.name[i]).n)
			place[i] = 0;
		moved[place[i]] = 1;
	}
	moved[0] = 0;
	for (size_t i = 1; i <= g->names; i++)
		moved[i] = moved[i] ? ++n : 0;
	for (size_t i = 0; i < g->m->names.n; i++)
		place[i] = moved[place[i]];
	g->names = n;
	free(moved);
}

static void list_names(struct grams *g)
{
	uint32_t *place = iv_zalloc((g->m->names.n + 1) * sizeof *place);
	place_names(g, place);
	g->large = g->names > LARGE;
	if (g->large)
		leave_to_rules(g, place);
	g->first = iv_zalloc((g->names + 2) * sizeof *g->first);
	for (uint32_t p = 0; p < g->m->n; p++)
		g->first[place_of(g, place, p) + 1]++;
	g->first[1] = 0;
	for (size_t i = 1; i < g->names + 2; i++)
		g->first[i] += g->first[i - 1];
	g->record = iv_alloc((g->first[g->names + 1] + 1) * sizeof *g->record);
	for (uint32_t p = 0; p < g->m->n; p++) {
		uint32_t at = place_of(g, place, p);
		if (at)
			g->record[g->first[at]++] = p; /* so that first[] ends one place further down, where it belongs */
	}
	free(place);
}

/* ---- their pieces ---- */

struct pieces {
	uint64_t hash[PIECES_MOST];
	size_t n;
};

static void add_piece(struct pieces *p, uint64_t hash)
{
	for (size_t i = 0; i < p->n; i++)
		if (p->hash[i] == hash)
			return;
	if (p->n < PIECES_MOST)
		p->hash[p->n++] = hash;
}

/* Three bytes at a time, the word's ends marked: of other scripts that is about a character. */
static void add_word(struct pieces *p, struct iv_str word)
{
	for (size_t i = 0; i < word.n; i++) {
		char three[3] = { i ? word.p[i - 1] : '^', word.p[i], i + 1 < word.n ? word.p[i + 1] : '$' };
		add_piece(p, iv_hash((struct iv_str){ three, 3 }));
	}
}

/* Of a Han name its syllables and each two that stand together; of others, and of aliases, the letters of their words. */
static struct pieces pieces_of(const struct grams *g, size_t name)
{
	struct pieces p = { .n = 0 };
	const struct iv_match_name *n = name_at(g, name);
	size_t syllables = n->flags & IV_NAME_HAN && !g->large ? n->family_syllables + n->given_syllables : 0;
	for (size_t i = 0; i < syllables; i++)
		add_piece(&p, iv_match_mix((uint64_t)(i < n->family_syllables) << 16 | n->syllable[i], 1));
	for (size_t i = 0; i + 1 < syllables; i++)
		add_piece(&p, iv_match_mix((uint64_t)n->syllable[i] << 16 | n->syllable[i + 1], 2));
	struct iv_str words = iv_match_name_words(n), part, word;
	while (iv_str_cut(&words, ';', &part))
		while (iv_str_cut(&part, ' ', &word))
			add_word(&p, word);
	return p;
}

static _Atomic uint32_t *count_of(const struct grams *g, uint64_t piece)
{
	return &g->count[piece >> (64 - g->bits)];
}

static uint32_t names_of(const struct grams *g, uint64_t piece)
{
	return atomic_load_explicit(count_of(g, piece), memory_order_relaxed);
}

static size_t share_end(const struct grams *g, size_t share)
{
	return (share + 1) * SHARE < g->names ? (share + 1) * SHARE : g->names;
}

static void count_share(void *ctx, size_t number, unsigned worker)
{
	struct grams *g = ctx;
	(void)worker;
	for (size_t i = number * SHARE; i < share_end(g, number); i++) {
		struct pieces p = pieces_of(g, i);
		for (size_t k = 0; k < p.n; k++)
			atomic_fetch_add_explicit(count_of(g, p.hash[k]), 1, memory_order_relaxed);
	}
}

static void count_pieces(struct grams *g)
{
	g->bits = BITS_LEAST;
	while (g->bits < BITS_MOST && (size_t)1 << g->bits < 16 * g->names)
		g->bits++;
	g->count = iv_zalloc(sizeof *g->count << g->bits);
	iv_parallel(g->threads, g->shares, count_share, g);
	size_t most = NAMES_SPENT / (g->names + 1);
	g->most = most < NAMES_LEAST ? NAMES_LEAST : most > NAMES_MOST ? NAMES_MOST : (uint32_t)most;
}

static void list_own(struct grams *g)
{
	for (size_t i = 0, end; i < g->piece.n; i = end) {
		end = iv_match_items_end(&g->piece, i);
		for (size_t k = i; k < end && end - i > 1; k++)
			iv_match_items_add(&g->own, g->piece.item[k].value << 32 | (end - i), i);
	}
	iv_match_sort_on(&g->own, g->threads);
	g->begin = iv_alloc((g->names + 1) * sizeof *g->begin);
	for (size_t i = 0, k = 0; i <= g->names; i++) {
		while (k < g->own.n && g->own.item[k].key >> 32 < i)
			k++;
		g->begin[i] = (uint32_t)k;
	}
}

static void list_share(void *ctx, size_t number, unsigned worker)
{
	struct grams *g = ctx;
	uint32_t all = log2_thousandths(g->names + 1);
	(void)worker;
	for (size_t i = number * SHARE; i < share_end(g, number); i++) {
		struct pieces p = pieces_of(g, i);
		for (size_t k = 0; k < p.n; k++) {
			uint32_t names = names_of(g, p.hash[k]), weight = names_weight(g, names);
			g->weight[i] += weight < all ? all - weight : 0;
			if (names > 1 && names <= g->most)
				iv_match_items_add(&g->share[number], p.hash[k], i);
		}
	}
}

static void list_pieces(struct grams *g)
{
	struct iv_match_piece *from = iv_zalloc((g->shares + 1) * sizeof *from);
	count_pieces(g);
	g->weight = iv_zalloc((g->names + 1) * sizeof *g->weight);
	iv_parallel(g->threads, g->shares, list_share, g);
	for (size_t i = 0; i < g->shares; i++) {
		from[i] = (struct iv_match_piece){ g->share[i].item, g->share[i].n };
		g->piece.n += g->share[i].n;
	}
	g->piece.cap = g->piece.n;
	g->piece.item = iv_alloc((g->piece.n + 1) * sizeof *g->piece.item);
	iv_match_sort_pieces(from, g->shares, sizeof *g->piece.item, g->piece.item, g->threads);
	for (size_t i = 0; i < g->shares; i++)
		iv_match_items_release(&g->share[i]);
	free(from);
	list_own(g);
}

/* ---- the most alike names of a name ---- */

static void look_up(const struct grams *g, struct view *v, size_t name)
{
	uint32_t all = log2_thousandths(g->names + 1);
	v->touched.n = 0;
	for (size_t i = g->begin[name]; i < g->begin[name + 1] && i < g->begin[name] + LOOKED_UP; i++) {
		size_t from = g->own.item[i].value, n = (uint32_t)g->own.item[i].key;
		uint32_t weight = all - names_weight(g, (uint32_t)n);
		for (size_t k = from; k < from + n; k++) {
			size_t other = g->piece.item[k].value;
			if (other == name)
				continue;
			if (!v->shared[other])
				iv_match_items_add(&v->touched, 0, other);
			v->shared[other] += weight;
		}
	}
}

/* The best of those touched, best first, in best: key is the weight turned round. */
static void choose_names(const struct grams *g, struct view *v, size_t name)
{
	v->best.n = 0;
	for (size_t i = 0; i < v->touched.n; i++) {
		size_t other = v->touched.item[i].value;
		uint64_t shared = v->shared[other], together = (uint64_t)g->weight[name] + g->weight[other];
		v->shared[other] = 0;
		if (shared * 1000 >= ALIKE * (together > shared ? together - shared : 1))
			iv_match_items_add(&v->best, (UINT64_C(0xFFFFFFFF) - shared) << 32 | other, shared);
	}
	iv_match_sort(&v->best);
	if (v->best.n > NAMES_KEPT)
		v->best.n = NAMES_KEPT;
}

/* ---- from names to records ---- */

/* How much else the two have in common: the year of birth, a town, any other value. */
static uint32_t count_signs(const struct grams *g, uint32_t a, uint32_t b)
{
	const struct iv_match_row *x = iv_match_row(g->m, a), *y = iv_match_row(g->m, b);
	bool dates = x->birth != IV_MATCH_NO_DATE && y->birth != IV_MATCH_NO_DATE;
	uint32_t signs = dates && x->digits >> 16 == y->digits >> 16;
	for (size_t c = 0; c < g->m->schema->columns; c++)
		signs += x->value[c] && x->value[c] == y->value[c];
	return signs;
}

static void choose_records(const struct grams *g, struct view *v, uint32_t record, struct iv_match_items *out)
{
	struct iv_match_items *near = &v->near;
	near->n = 0;
	for (size_t i = 0; i < v->best.n; i++) {
		size_t other = (uint32_t)v->best.item[i].key, end = g->first[other + 1];
		if (end > g->first[other] + RARE)
			end = g->first[other] + RARE;
		for (size_t k = g->first[other]; k < end; k++) {
			uint32_t with = g->record[k];
			uint64_t signs = count_signs(g, record, with);
			if (signs || !g->large)
				iv_match_items_add(near, (UINT64_C(0xFFFFFFFF) - (v->best.item[i].value + signs * SIGN)) << 32 | with, with);
		}
	}
	iv_match_sort(near);
	for (size_t i = 0; i < near->n && i < IV_GRAM_KEPT; i++) {
		uint64_t with = near->item[i].value;
		iv_match_items_add(out, record < with ? record : with, record < with ? with : record);
	}
}

static void look_share(void *ctx, size_t number, unsigned worker)
{
	struct grams *g = ctx;
	struct view *v = &g->view[worker];
	if (!v->shared)
		v->shared = iv_zalloc((g->names + 1) * sizeof *v->shared);
	for (size_t i = number * SHARE; i < share_end(g, number); i++) {
		if (g->first[i + 1] - g->first[i] > RARE || g->begin[i] == g->begin[i + 1])
			continue;
		look_up(g, v, i);
		choose_names(g, v, i);
		for (size_t k = g->first[i]; k < g->first[i + 1] && v->best.n; k++)
			choose_records(g, v, g->record[k], &g->share[number]);
	}
}

void iv_match_grams(const struct iv_match_people *m, unsigned threads, struct iv_match_items *out)
{
	struct grams g = { .m = m, .threads = threads ? threads : 1 };
	for (uint32_t n = 1; n <= NAMES_MOST; n++)
		g.of_names[n] = log2_thousandths(n);
	list_names(&g);
	g.shares = (g.names + SHARE - 1) / SHARE;
	g.share = iv_zalloc((g.shares + 1) * sizeof *g.share);
	list_pieces(&g);
	g.view = iv_zalloc(g.threads * sizeof *g.view);
	iv_parallel(g.threads, g.shares, look_share, &g);
	for (size_t i = 0; i < g.shares; i++) {
		for (size_t k = 0; k < g.share[i].n; k++)
			iv_match_items_add(out, g.share[i].item[k].key, g.share[i].item[k].value);
		iv_match_items_release(&g.share[i]);
	}
	release(&g);
}
