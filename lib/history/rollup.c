/* SPDX-License-Identifier: MIT
 * Roll-ups: combining and ordering cells. What an event comes to is in event.c, the JSON in layout.c. */
#include "history/rollup.h"

#include <stdlib.h>

#include "base/num.h"

#define DEAD IV_HISTORY_WHATS

const struct iv_history_family iv_history_family[IV_HISTORY_WHATS] = {
	[IV_HISTORY_DAYS] = { "days", 2, 2, true, 1, "  ", false, "n" },
	[IV_HISTORY_ORDERS] = { "orders", 3, 2, false, 3, "< ", false, "Dmmm" },
	[IV_HISTORY_RETURNS] = { "returns", 3, 2, true, 3, "  ", false, "mmm" },
	[IV_HISTORY_CATEGORIES] = { "categories", 2, 1, false, 3, "  ", false, "nmm" },
	[IV_HISTORY_SUMS] = { "sums", 2, 2, false, 2, "  ", false, "mm" },
	[IV_HISTORY_CONTACTS] = { "contacts", 1, 1, true, 1, "  ", false, "n" },
	[IV_HISTORY_CAMPAIGNS] = { "campaigns", 3, 0, false, 2, ">>", false, "ndnd" },
	[IV_HISTORY_COMPLAINTS] = { "complaints", 2, 0, false, 0, "< ", true, "dtb" },
	[IV_HISTORY_ANSWERS] = { "answers", 1, 1, false, 0, "  ", true, "tttm" },
	[IV_HISTORY_ACCOUNTS] = { "accounts", 4, 0, false, 0, "  ", true, "tttm" },
	[IV_HISTORY_MOVES] = { "moves", 4, 0, true, 0, "  ", false, "" },
	[IV_HISTORY_COUPONS] = { "coupons", 3, 0, false, 1, "<>", false, "ndd" },
	[IV_HISTORY_CONSENT] = { "consent", 3, 1, false, 0, "  ", true, "ttt" },
};

void iv_history_release(struct iv_roll *r)
{
	free(r->cell);
	free(r->event);
	free(r->order);
	iv_buf_release(&r->scratch);
	*r = (struct iv_roll){ 0 };
}

void iv_history_clear(struct iv_roll *r)
{
	r->n = r->events_n = 0;
	r->full = r->settled = false;
}

/* The date of a moment, and its time or nothing. */
static struct iv_str day_of(struct iv_str at, struct iv_str *time)
{
	*time = iv_str_from(at, 11); /* behind YYYY-MM-DD and T */
	return (struct iv_str){ at.p, at.n < 10 ? at.n : 10 };
}

int iv_history_when(struct iv_str a, bool a_end, struct iv_str b, bool b_end)
{
	struct iv_str a_time, b_time;
	int c = iv_str_cmp(day_of(a, &a_time), day_of(b, &b_time));
	if (c)
		return c;
	int a_place = a_time.n || !a_end ? 0 : 1, b_place = b_time.n || !b_end ? 0 : 1;
	return a_place != b_place ? a_place - b_place : iv_str_cmp(a_time, b_time);
}

static int number_cmp(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

int iv_history_cell_cmp(const struct iv_history_cell *a, const struct iv_history_cell *b)
{
	if (a->what != b->what)
		return a->what - b->what;
	int c = 0;
	for (unsigned i = 0; i < iv_history_family[a->what].keys && !c; i++)
		c = iv_str_cmp(a->k[i], b->k[i]);
	return c ? c : number_cmp(a->day, b->day);
}

/* Orders two statements about one thing in time. Ties are decided by what was said, never by which was read first. */
static int last_cmp(const struct iv_history_cell *a, const struct iv_history_cell *b)
{
	bool end = a->what == IV_HISTORY_CONSENT && iv_str_eq(a->k[2], IV_STR("out"));
	int c = iv_history_when(a->at, end, b->at, end);
	if (!c)
		c = iv_str_cmp(a->at, b->at); /* 2026-01-31T and 2026-01-31 are one moment, yet not one text */
	if (!c)
		c = iv_str_cmp(a->source, b->source);
	if (!c)
		c = iv_str_cmp(a->key, b->key);
	return c ? c : number_cmp(a->num[0], b->num[0]);
}

static void combine(struct iv_roll *r, struct iv_history_cell *into, const struct iv_history_cell *from)
{
	const struct iv_history_family *f = &iv_history_family[into->what];
	for (unsigned i = 0; i < f->sums; i++) {
		if (iv_num_add64(into->num[i], from->num[i], &into->num[i]))
			continue;
		into->num[i] = INT64_MAX;
		r->full = true;
	}
	for (int i = 0; i < 2; i++)
		if ((f->date[i] == '<' && from->date[i] < into->date[i]) || (f->date[i] == '>' && from->date[i] > into->date[i]))
			into->date[i] = from->date[i];
	if (!f->last || last_cmp(into, from) >= 0)
		return;
	into->at = from->at;
	into->source = from->source;
	into->key = from->key;
	into->num[0] = from->num[0];
}

static int by_key(const void *a, const void *b)
{
	return iv_history_cell_cmp(*(struct iv_history_cell *const *)a, *(struct iv_history_cell *const *)b);
}

/* A family has a few cells as a rule, which are soon in order. */
static void sort_family(struct iv_history_cell **cell, size_t n)
{
	enum { FEW = 16 };
	if (n > FEW) {
		qsort(cell, n, sizeof *cell, by_key);
		return;
	}
	for (size_t i = 1; i < n; i++) {
		struct iv_history_cell *c = cell[i];
		size_t k = i;
		for (; k && iv_history_cell_cmp(cell[k - 1], c) > 0; k--)
			cell[k] = cell[k - 1];
		cell[k] = c;
	}
}

/* Lists the cells in order, family by family; returns how many there are. */
static size_t sort_cells(struct iv_roll *r)
{
	size_t end[IV_HISTORY_WHATS + 1] = { 0 };
	for (size_t i = 0; i < r->n; i++)
		end[r->cell[i].what]++;
	size_t live = r->n - end[DEAD];
	for (size_t what = 0, from = 0; what < DEAD; what++) {
		size_t n = end[what];
		end[what] = from;
		from += n;
	}
	for (size_t i = 0; i < r->n; i++)
		if (r->cell[i].what != DEAD)
			r->order[end[r->cell[i].what]++] = &r->cell[i];
	for (size_t what = 0, from = 0; what < DEAD; from = end[what++])
		sort_family(r->order + from, end[what] - from);
	return live;
}

/* The last balance of the account that the cells of days at `move` are about; 0: there is none. `*at` goes ahead in step. */
static const struct iv_history_cell *last_balance(const struct iv_roll *r, size_t *at, size_t end, const struct iv_history_cell *move)
{
	for (; *at < end; ++*at) {
		const struct iv_history_cell *c = r->order[*at];
		int d = iv_str_cmp(c->k[0], move->k[0]);
		if (!d)
			d = iv_str_cmp(c->k[1], move->k[1]);
		if (!d)
			d = iv_str_cmp(c->k[2], move->k[2]);
		if (d > 0)
			return NULL;
		if (!d && !c->k[3].n)
			return c;
	}
	return NULL;
}

static bool same_account(const struct iv_history_cell *a, const struct iv_history_cell *b)
{
	return iv_str_eq(a->k[2], b->k[2]) && iv_str_eq(a->k[1], b->k[1]) && iv_str_eq(a->k[0], b->k[0]);
}

static bool has_balance(const struct iv_history_cell *move, const struct iv_history_cell *last)
{
	int64_t balance;
	return iv_num_money(move->k[3], &balance) && balance == last->num[0];
}

/* Marks the days of an account before the last on which it had another balance: they say nothing any more, and no later
 * event can make them. */
static void reduce_days(struct iv_history_cell **move, size_t n, const struct iv_history_cell *last)
{
	int32_t other = IV_HISTORY_NO_DAY;
	for (size_t i = 0; i < n; i++)
		if (move[i]->day > other && !has_balance(move[i], last))
			other = move[i]->day;
	for (size_t i = 0; i < n; i++)
		if (move[i]->day < other)
			move[i]->what = DEAD;
}

/* Of the days of each account, keeps those since the last day with another balance than the last one. */
static void reduce_moves(struct iv_roll *r)
{
	size_t i, account, end = iv_history_range(r, IV_HISTORY_MOVES, &i), accounts = iv_history_range(r, IV_HISTORY_ACCOUNTS, &account);
	if (i == end)
		return;
	for (size_t next; i < end; i = next) {
		for (next = i + 1; next < end && same_account(r->order[i], r->order[next]);)
			next++;
		const struct iv_history_cell *last = last_balance(r, &account, accounts, r->order[i]);
		if (last)
			reduce_days(r->order + i, next - i, last);
	}
	size_t kept = 0;
	for (i = 0; i < r->order_n; i++)
		if (r->order[i]->what != DEAD)
			r->order[kept++] = r->order[i];
	r->order_n = kept;
}

static int latest_first(const void *a, const void *b)
{
	const struct iv_history_event *x = a, *y = b;
	int c = iv_str_cmp(y->at, x->at);
	if (!c)
		c = iv_str_cmp(y->source, x->source);
	if (!c)
		c = iv_str_cmp(y->key, x->key);
	return c ? c : iv_str_cmp(y->bytes, x->bytes);
}

void iv_history_settle(struct iv_roll *r)
{
	if (r->settled)
		return;
	r->order = iv_reserve(r->order, &r->order_cap, r->n, sizeof(struct iv_history_cell *));
	size_t live = sort_cells(r);
	r->order_n = 0;
	for (size_t i = 0; i < live; i++) {
		if (r->order_n && !by_key(&r->order[r->order_n - 1], &r->order[i])) {
			combine(r, r->order[r->order_n - 1], r->order[i]);
			r->order[i]->what = DEAD;
		} else {
			r->order[r->order_n++] = r->order[i];
		}
	}
	reduce_moves(r);
	if (r->events_n > 1)
		qsort(r->event, r->events_n, sizeof *r->event, latest_first);
	if (r->events_n > r->keep)
		r->events_n = r->keep;
	r->settled = true;
}

size_t iv_history_range(const struct iv_roll *r, enum iv_history_what what, size_t *from)
{
	size_t low = 0, high = r->order_n;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (r->order[middle]->what < what)
			low = middle + 1;
		else
			high = middle;
	}
	*from = low;
	while (low < r->order_n && r->order[low]->what == what)
		low++;
	return low;
}

int64_t iv_history_count(struct iv_roll *r)
{
	iv_history_settle(r);
	size_t i, n;
	int64_t count = 0;
	for (n = iv_history_range(r, IV_HISTORY_DAYS, &i); i < n; i++)
		if (!iv_num_add64(count, r->order[i]->num[0], &count))
			count = INT64_MAX;
	return count;
}

const struct iv_history_event *iv_history_known(const struct iv_roll *r, struct iv_str source, struct iv_str key)
{
	for (size_t i = 0; i < r->events_n; i++)
		if (iv_str_eq(r->event[i].key, key) && iv_str_eq(r->event[i].source, source))
			return &r->event[i];
	return NULL;
}

void iv_history_merge(struct iv_roll *into, const struct iv_roll *from)
{
	into->cell = iv_reserve(into->cell, &into->cap, into->n + from->n, sizeof *into->cell);
	for (size_t i = 0; i < from->n; i++) {
		if (from->cell[i].what == DEAD)
			continue;
		into->cell[into->n] = from->cell[i];
		into->cell[into->n++].part = from->part & 0xffffff;
	}
	into->event = iv_reserve(into->event, &into->events_cap, into->events_n + from->events_n, sizeof *into->event);
	for (size_t i = 0; i < from->events_n; i++)
		into->event[into->events_n++] = from->event[i];
	into->full |= from->full;
	into->settled = false;
}
