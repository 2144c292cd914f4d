/* SPDX-License-Identifier: MIT
 * Which of a customer's card accounts stand. */
#include "history/handover.h"

#include <stdlib.h>

#define NONE SIZE_MAX

/* A cell of a card, and where its card stands in the chain of cards that replaced each other. */
struct card {
	struct iv_history_cell *cell;
	size_t last; /* the holder that the chain ends with */
	size_t age; /* how many cards later that is; 0: itself */
};

static size_t find_holder(const struct iv_history_holder *holder, size_t n, struct iv_str source, struct iv_str key)
{
	size_t low = 0, high = n;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int c = iv_str_cmp(holder[middle].source, source);
		if (!c)
			c = iv_str_cmp(holder[middle].key, key);
		if (!c)
			return middle;
		if (c < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NONE;
}

/* Fills next[i] with the holder that replaces i. Of two, the one that joined last. */
static void link_holders(size_t *next, const struct iv_history_holder *holder, size_t n, struct iv_arena *arena)
{
	for (size_t i = 0; i < n; i++)
		next[i] = NONE;
	for (size_t i = 0; i < n; i++) {
		struct iv_json_walk w = iv_json_open(holder[i].supersedes);
		while (!w.object && iv_json_next(&w)) {
			if (iv_json_type_of(w.value) != IV_JSON_STRING)
				continue;
			size_t old = find_holder(holder, n, holder[i].source, iv_json_text(w.value, arena));
			if (old != NONE && old != i && (next[old] == NONE || iv_str_cmp(holder[i].joined, holder[next[old]].joined) >= 0))
				next[old] = i;
		}
	}
}

/* The end of the chain; a card that is in the end replaced by itself is not replaced. */
static struct card place_of(struct iv_history_cell *cell, const size_t *next, size_t n)
{
	struct card c = { cell, cell->part, 0 };
	while (next[c.last] != NONE && c.age <= n) {
		c.last = next[c.last];
		c.age++;
	}
	return c.age > n ? (struct card){ cell, cell->part, 0 } : c;
}

static int by_chain(const void *a, const void *b)
{
	const struct card *x = a, *y = b;
	int c = iv_str_cmp(x->cell->k[0], y->cell->k[0]);
	if (!c)
		c = iv_str_cmp(x->cell->k[1], y->cell->k[1]);
	if (!c)
		c = (x->last > y->last) - (x->last < y->last);
	if (!c)
		c = (x->age > y->age) - (x->age < y->age);
	return c ? c : iv_history_cell_cmp(x->cell, y->cell);
}

static bool same_kind(const struct card *a, const struct card *b)
{
	return iv_str_eq(a->cell->k[0], b->cell->k[0]) && iv_str_eq(a->cell->k[1], b->cell->k[1]);
}

/* Of one chain, what is said of the newest card stands, under the number of the last one. Where one card replaced two, and
 * has no balance yet, both have handed theirs over: then each stands as it was. */
static void keep_newest(struct card *card, size_t n, const struct iv_history_holder *holder)
{
	bool one = true;
	for (size_t i = 0; i < n; i++)
		one &= card[i].age > card[0].age || card[i].cell->part == card[0].cell->part;
	for (size_t i = 0; i < n; i++) {
		if (card[i].age > card[0].age)
			card[i].cell->what = IV_HISTORY_WHATS;
		else if (one)
			card[i].cell->k[2] = holder[card[i].last].key;
	}
}

/* Goes through the chains. Returns how many cells are left. */
static size_t replace(struct card *card, size_t n, const struct iv_history_holder *holder)
{
	size_t kept = 0;
	qsort(card, n, sizeof *card, by_chain);
	for (size_t i = 0, next; i < n; i = next) {
		for (next = i + 1; next < n && same_kind(&card[i], &card[next]) && card[i].last == card[next].last;)
			next++;
		keep_newest(card + i, next - i, holder);
	}
	for (size_t i = 0; i < n; i++)
		if (card[i].cell->what != IV_HISTORY_WHATS)
			card[kept++] = card[i];
	return kept;
}

/* Balances first; of those by moment, amount and account. */
static int by_balance(const void *a, const void *b)
{
	const struct card *x = a, *y = b;
	bool x_lot = x->cell->what != IV_HISTORY_ACCOUNTS || x->cell->k[3].n, y_lot = y->cell->what != IV_HISTORY_ACCOUNTS || y->cell->k[3].n;
	int c = x_lot - y_lot;
	if (!c)
		c = iv_str_cmp(x->cell->k[0], y->cell->k[0]);
	if (!c)
		c = iv_str_cmp(x->cell->k[1], y->cell->k[1]);
	if (!c)
		c = iv_str_cmp(x->cell->at, y->cell->at);
	if (!c)
		c = (x->cell->num[0] > y->cell->num[0]) - (x->cell->num[0] < y->cell->num[0]);
	return c ? c : iv_history_cell_cmp(x->cell, y->cell);
}

/* Marks all that is said of the card. */
static void forget(struct card *card, size_t n, const struct card *gone)
{
	for (size_t i = 0; i < n; i++)
		if (iv_str_eq(card[i].cell->k[2], gone->cell->k[2]) && same_kind(&card[i], gone))
			card[i].cell->what = IV_HISTORY_WHATS;
}

static void take_together(struct card *card, size_t n)
{
	qsort(card, n, sizeof *card, by_balance);
	for (size_t i = 1, first = 0; i < n; i++) {
		const struct iv_history_cell *a = card[first].cell, *b = card[i].cell;
		if (b->what != IV_HISTORY_ACCOUNTS || b->k[3].n)
			continue; /* a lot, a day, or forgotten already */
		if (a->num[0] == b->num[0] && iv_str_eq(a->at, b->at) && !iv_str_eq(a->k[2], b->k[2]) && same_kind(&card[first], &card[i]))
			forget(card, n, &card[i]);
		else
			first = i;
	}
}

static bool is_of_card(const struct iv_history_cell *c, const struct iv_history_holder *holder, size_t n)
{
	return (c->what == IV_HISTORY_ACCOUNTS || c->what == IV_HISTORY_MOVES) && c->part < n && iv_str_eq(c->k[2], holder[c->part].key);
}

void iv_history_hand_over(struct iv_roll *r, const struct iv_history_holder *holder, size_t n)
{
	size_t cards = 0;
	for (size_t i = 0; i < r->n; i++)
		cards += is_of_card(&r->cell[i], holder, n);
	if (!cards || n < 2)
		return;
	struct card *card = iv_arena_alloc(r->arena, cards * sizeof *card);
	size_t *next = iv_arena_alloc(r->arena, n * sizeof *next);
	link_holders(next, holder, n, r->arena);
	cards = 0;
	for (size_t i = 0; i < r->n; i++)
		if (is_of_card(&r->cell[i], holder, n))
			card[cards++] = place_of(&r->cell[i], next, n);
	take_together(card, replace(card, cards, holder));
	r->settled = false;
}
