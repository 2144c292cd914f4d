/* SPDX-License-Identifier: MIT
 * Counting a batch column by column. A cell costs a hash and a look into one small table; all the rest is done once for each
 * different value of the batch, when the table is emptied. */
#include "ingest/profile.h"

#include <stdlib.h>

#include "base/num.h"
#include "ingest/profile_value.h"

struct iv_profile_look {
	struct iv_shape shape;
	struct iv_profile_form form;
	uint64_t hash;
	uint32_t times;
};

/* The shape of short values of one key and length. */
struct iv_profile_known {
	uint64_t key[2];
	size_t n; /* 0: a free place */
	struct iv_profile_look *look;
};
enum { KNOWN = 256 };

/* Cells of one column lie apart, so they are asked for so many cells before they are looked at. */
enum { AHEAD = 8 };

enum { COUNTS = 2048, SLOTS = 2 * COUNTS, LOOKS = 512, LOOK_SLOTS = 2 * LOOKS };

struct iv_profile *iv_profile_new(void)
{
	struct iv_profile *p = iv_zalloc(sizeof *p);
	p->count = iv_alloc(COUNTS * sizeof *p->count);
	p->slot = iv_zalloc(SLOTS * sizeof *p->slot);
	p->look = iv_alloc(LOOKS * sizeof *p->look);
	p->look_slot = iv_zalloc(LOOK_SLOTS * sizeof *p->look_slot);
	p->known = iv_zalloc(KNOWN * sizeof *p->known);
	return p;
}

void iv_profile_free(struct iv_profile *p)
{
	if (!p)
		return;
	for (size_t i = 0; i < p->columns; i++) {
		struct iv_profile_column *c = p->column[i];
		for (size_t k = 0; k < c->sample.n; k++)
			free((void *)(uintptr_t)c->sample.value[k].text.p);
		free(c);
	}
	free(p->column);
	free(p->count);
	free(p->slot);
	free(p->look);
	free(p->look_slot);
	free(p->known);
	iv_buf_release(&p->text);
	iv_arena_release(&p->arena);
	free(p);
}

static struct iv_profile_column *column_of(struct iv_profile *p, struct iv_str name, uint64_t id, uint64_t first, size_t *at)
{
	for (*at = 0; *at < p->columns; ++*at)
		if (p->column[*at]->id == id) {
			if (first < p->column[*at]->first)
				p->column[*at]->first = first;
			return p->column[*at];
		}
	struct iv_profile_column *c = iv_zalloc(sizeof *c);
	*c = (struct iv_profile_column){ .name = iv_arena_str(&p->arena, name), .id = id, .first = first };
	p->column = iv_reserve(p->column, &p->columns_cap, p->columns + 1, sizeof(void *));
	return p->column[p->columns++] = c;
}

uint64_t iv_profile_id(struct iv_str name, unsigned n)
{
	return iv_hash_seed(name, n);
}

size_t iv_profile_column(struct iv_profile *p, struct iv_str name, unsigned n, uint64_t first)
{
	size_t at;
	column_of(p, name, iv_profile_id(name, n), first, &at);
	return at;
}

/* --- Parts --- */

enum part { PART_VALUES, PART_SHAPES };

struct part_head {
	uint64_t id;
	uint32_t items, error;
	uint32_t kind;
	uint32_t bytes; /* of the items that follow */
};

struct part_item {
	uint64_t hash;
	uint32_t n, len;
};

static void put_item(struct iv_buf *side, uint64_t hash, uint32_t n, struct iv_str text)
{
	struct part_item item = { hash, n, (uint32_t)(text.n <= IV_FREQUENT_TEXT ? text.n : IV_FREQUENT_TEXT + 1) };
	iv_buf_add(side, &item, sizeof item);
	iv_buf_add(side, text.p, item.len);
}

/* How much to take off all counts so that at most `most` items stay: `of[k]` items have the count k, the last k or more. */
static uint32_t take_off(const uint32_t *of, size_t n, size_t most)
{
	size_t above = 0;
	for (size_t k = n; k-- > 1;)
		if ((above += of[k]) > most)
			return (uint32_t)k;
	return 0;
}

enum { TIMES = 1024 }; /* a batch has 256 Ki cells at most, so no more than 512 values can stand in it 512 times */

static size_t open_part(struct iv_profile *p, enum part kind)
{
	size_t at = p->side->n;
	struct part_head head = { .id = p->now->id, .kind = kind };
	iv_buf_add(p->side, &head, sizeof head);
	return at;
}

static void close_part(struct iv_profile *p, size_t at, uint32_t items, uint32_t error)
{
	struct part_head head;
	memcpy(&head, p->side->p + at, sizeof head);
	head.items = items;
	head.error = error;
	head.bytes = (uint32_t)(p->side->n - at - sizeof head);
	memcpy(p->side->p + at, &head, sizeof head);
}

static void put_values(struct iv_profile *p)
{
	uint32_t of[TIMES] = { 0 }, items = 0;
	size_t at = open_part(p, PART_VALUES);
	for (size_t i = 0; i < p->counts; i++)
		of[p->count[i].times < TIMES ? p->count[i].times : TIMES - 1]++;
	uint32_t off = p->counts > IV_PROFILE_VALUES ? take_off(of, TIMES, IV_PROFILE_VALUES) : 0;
	for (size_t i = 0; i < p->counts; i++)
		if (p->count[i].times > off) {
			put_item(p->side, p->count[i].hash, p->count[i].times - off, (struct iv_str){ p->count[i].p, p->count[i].n });
			items++;
		}
	close_part(p, at, items, off);
}

/* Shapes are few; when there are many they are what is left of the most frequent, as values are. */
static void put_looks(struct iv_profile *p)
{
	uint32_t of[TIMES] = { 0 }, items = 0;
	size_t at = open_part(p, PART_SHAPES);
	for (size_t i = 0; i < p->looks; i++)
		of[p->look[i].times < TIMES ? p->look[i].times : TIMES - 1]++;
	uint32_t off = p->looks > IV_PROFILE_SHAPES ? take_off(of, TIMES, IV_PROFILE_SHAPES) : 0;
	for (size_t i = 0; i < p->looks; i++)
		if (p->look[i].times > off) {
			put_item(p->side, p->look[i].hash, p->look[i].times - off, (struct iv_str){ (const char *)&p->look[i].shape, sizeof p->look[i].shape });
			items++;
		}
	close_part(p, at, items, off);
	memset(p->look_slot, 0, LOOK_SLOTS * sizeof *p->look_slot);
	memset(p->known, 0, KNOWN * sizeof *p->known);
	p->looks = 0;
}

/* The place of a shape, added when it is new. */
static struct iv_profile_look *look_of(struct iv_profile *p, const struct iv_shape *shape)
{
	uint64_t word[4], hash = 0;
	memcpy(word, shape, sizeof word);
	for (size_t i = 0; i < 4; i++) {
		hash = (hash ^ word[i]) * 0x9E3779B97F4A7C15u;
		hash ^= hash >> 29;
	}
	size_t i = hash & (LOOK_SLOTS - 1);
	for (; p->look_slot[i]; i = (i + 1) & (LOOK_SLOTS - 1))
		if (p->look[p->look_slot[i] - 1].hash == hash)
			return &p->look[p->look_slot[i] - 1];
	if (p->looks == LOOKS) {
		put_looks(p);
		i = hash & (LOOK_SLOTS - 1);
	}
	p->look[p->looks] = (struct iv_profile_look){ *shape, iv_profile_form(shape), hash, 0 };
	p->look_slot[i] = (uint16_t)++p->looks;
	return &p->look[p->looks - 1];
}

/* The look of a value, and its length in characters. */
static struct iv_profile_look *look_at(struct iv_profile *p, struct iv_str text, size_t *length)
{
	struct iv_shape shape;
	uint64_t key[2];
	if (!iv_shape_key(text, key)) {
		*length = iv_shape_of(text, &shape);
		return look_of(p, &shape);
	}
	struct iv_profile_known *known = &p->known[((key[0] * 0x9E3779B97F4A7C15u) ^ (key[1] * 0xC2B2AE3D27D4EB4Fu) ^ text.n * 0x9FB21C651E98DF25u) >> 56];
	*length = text.n;
	if (known->n == text.n && known->key[0] == key[0] && known->key[1] == key[1])
		return known->look;
	iv_shape_of(text, &shape);
	struct iv_profile_look *look = look_of(p, &shape);
	*known = (struct iv_profile_known){ { key[0], key[1] }, text.n, look };
	return look;
}

/* --- Values --- */

static void add_sample(struct iv_profile_sample *s, uint64_t hash, int64_t n, struct iv_str text)
{
	size_t low = 0, high = s->n;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (s->value[middle].hash < hash)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < s->n && s->value[low].hash == hash) {
		s->value[low].n += n;
		return;
	}
	if (low == IV_PROFILE_SAMPLE)
		return;
	if (s->n == IV_PROFILE_SAMPLE)
		free((void *)(uintptr_t)s->value[--s->n].text.p);
	memmove(&s->value[low + 1], &s->value[low], (s->n - low) * sizeof *s->value);
	size_t keep = text.n < IV_PROFILE_TEXT ? text.n : IV_PROFILE_TEXT;
	while (keep < text.n && keep && ((unsigned char)text.p[keep] & 0xC0) == 0x80)
		keep--;
	char *copy = iv_alloc(keep + 1);
	memcpy(copy, text.p, keep);
	s->value[low] = (struct iv_profile_value){ hash, n, { copy, keep } };
	s->n++;
}

/* A value that came `times` times in this batch. */
static void learn(struct iv_profile *p, const struct iv_profile_count *v)
{
	struct iv_profile_column *c = p->now;
	struct iv_str text = { v->p, v->n };
	size_t length;
	struct iv_profile_look *look = look_at(p, text, &length);
	if (!c->length_max || length < c->length_min)
		c->length_min = length;
	if (length > c->length_max)
		c->length_max = length;
	look->times += v->times;
	c->lost += look->shape.broken ? v->times : 0;
	iv_profile_value(c, text, &look->form, v->times);
	iv_distinct_add(&c->distinct, v->hash);
	if (c->sample.n < IV_PROFILE_SAMPLE || v->hash <= c->sample.value[IV_PROFILE_SAMPLE - 1].hash)
		add_sample(&c->sample, v->hash, v->times, text);
}

static void flush(struct iv_profile *p)
{
	for (size_t i = 0; i < p->counts; i++) {
		if (i + AHEAD < p->counts)
			__builtin_prefetch(p->count[i + AHEAD].p);
		learn(p, &p->count[i]);
	}
	put_values(p);
	memset(p->slot, 0, SLOTS * sizeof *p->slot);
	p->counts = 0;
}

void iv_profile_begin(struct iv_profile *p, size_t column, struct iv_buf *side)
{
	p->now = p->column[column];
	p->side = side;
}

void iv_profile_cell(struct iv_profile *p, struct iv_str cell)
{
	if (!cell.n)
		return;
	p->now->filled++;
	uint64_t hash = iv_hash_short(cell);
	size_t i = hash & (SLOTS - 1);
	for (; p->slot[i]; i = (i + 1) & (SLOTS - 1)) {
		struct iv_profile_count *v = &p->count[p->slot[i] - 1];
		if (v->hash == hash) {
			v->times++;
			return;
		}
	}
	if (p->counts == COUNTS) {
		flush(p);
		i = hash & (SLOTS - 1);
	}
	p->count[p->counts] = (struct iv_profile_count){ hash, cell.p, (uint32_t)cell.n, 1 };
	p->slot[i] = (uint16_t)++p->counts;
}

void iv_profile_cells(struct iv_profile *p, const struct iv_str *cell, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (i + AHEAD < n)
			__builtin_prefetch(cell[i + AHEAD].p);
		iv_profile_cell(p, cell[i]);
	}
}

void iv_profile_end(struct iv_profile *p)
{
	if (p->counts)
		flush(p);
	if (p->looks)
		put_looks(p);
	p->now = NULL;
}

/* --- Putting together --- */

static void merge_column(struct iv_profile_column *into, const struct iv_profile_column *from)
{
	if (from->filled) {
		if (!into->filled || from->length_min < into->length_min)
			into->length_min = from->length_min;
		if (from->length_max > into->length_max)
			into->length_max = from->length_max;
	}
	iv_profile_value_merge(into, from);
	into->filled += from->filled;
	iv_distinct_merge(&into->distinct, &from->distinct);
	for (size_t i = 0; i < from->sample.n; i++)
		add_sample(&into->sample, from->sample.value[i].hash, from->sample.value[i].n, from->sample.value[i].text);
}

void iv_profile_merge(struct iv_profile *into, const struct iv_profile *from)
{
	size_t at;
	into->rows += from->rows;
	for (size_t i = 0; i < from->columns; i++) {
		const struct iv_profile_column *c = from->column[i];
		merge_column(column_of(into, c->name, c->id, c->first, &at), c);
	}
}

struct iv_profile_top *iv_profile_top(struct iv_profile_tops *tops, uint64_t id)
{
	/* Columns come in the same order again and again. */
	for (size_t i = 0; i < tops->n; i++) {
		tops->last = tops->last + 1 < tops->n ? tops->last + 1 : 0;
		if (tops->top[tops->last].id == id)
			return &tops->top[tops->last];
	}
	tops->top = iv_reserve(tops->top, &tops->cap, tops->n + 1, sizeof *tops->top);
	tops->last = tops->n++;
	tops->top[tops->last] = (struct iv_profile_top){ .id = id, .values.most = IV_PROFILE_VALUES, .shapes.most = IV_PROFILE_SHAPES };
	return &tops->top[tops->last];
}

void iv_profile_tops_release(struct iv_profile_tops *tops)
{
	for (size_t i = 0; i < tops->n; i++) {
		iv_frequent_release(&tops->top[i].values);
		iv_frequent_release(&tops->top[i].shapes);
	}
	free(tops->top);
	*tops = (struct iv_profile_tops){ 0 };
}

/* Once a column has more values than can be counted, the many that come once or twice in a batch are not worth their while. */
enum { WORTH = 128 };

static void absorb_part(struct iv_frequent *f, const struct part_head *head, struct iv_str items)
{
	uint32_t of[TIMES] = { 0 }, off = 0;
	struct part_item item;
	if (f->error && head->items > WORTH) {
		for (size_t at = 0; at < items.n; at += sizeof item + item.len) {
			memcpy(&item, items.p + at, sizeof item);
			of[item.n < TIMES ? item.n : TIMES - 1]++;
		}
		off = take_off(of, TIMES, WORTH);
	}
	for (size_t at = 0; at < items.n; at += sizeof item + item.len) {
		memcpy(&item, items.p + at, sizeof item);
		if (item.n > off)
			iv_frequent_add(f, item.hash, item.n - off, (struct iv_str){ items.p + at + sizeof item, item.len });
	}
	f->error += head->error + off;
	iv_frequent_end(f);
}

void iv_profile_absorb(struct iv_profile_tops *tops, struct iv_str side)
{
	struct part_head head;
	for (size_t at = 0; at + sizeof head <= side.n; at += head.bytes) {
		memcpy(&head, side.p + at, sizeof head);
		at += sizeof head;
		struct iv_profile_top *top = iv_profile_top(tops, head.id);
		tops->last = (tops->last ? tops->last : tops->n) - 1; /* the next part is probably of the same column */
		absorb_part(head.kind == PART_VALUES ? &top->values : &top->shapes, &head, (struct iv_str){ side.p + at, head.bytes });
	}
}
