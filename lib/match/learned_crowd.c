/* SPDX-License-Identifier: MIT
 * How common values are, as was learned. Most names and identifiers of a run are not in the tables, which list what several had: filters tell so at one
 * look. Several threads share the values. */
#include "match/learned.h"

#include <stdlib.h>

#include "base/hash.h"
#include "base/parallel.h"
#include "match/learned_part.h"

enum { SHARES = 64 };

/* A table whose keys are hashes, in order. */
struct common {
	const struct iv_model_table *t;
	struct iv_match_filter may;
};

static struct common common(const struct iv_model_table *t)
{
	struct common c = { .t = t };
	iv_match_filter_begin(&c.may, t->n);
	for (size_t i = 0; i < t->n; i++)
		iv_match_filter_add(&c.may, t->entry[i].key);
	return c;
}

/* 1 where nothing is known: fewer than are listed (crowd.h). */
static uint64_t look_up(const struct common *c, uint64_t key)
{
	const struct iv_model_table *t = c->t;
	size_t low = 0, high = t->n;
	if (!iv_match_filter_may(&c->may, key))
		return 1;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (t->entry[middle].key < key)
			low = middle + 1;
		else
			high = middle;
	}
	return low < t->n && t->entry[low].key == key ? t->entry[low].number : 1;
}

struct setting {
	const struct iv_match_learned *l;
	struct iv_match_people *m;
	struct iv_match_crowd *c;
	struct common name, family, given, names, column[IV_SCHEMA_COLUMNS];
	uint32_t most_names;
	uint64_t grown[SHARES]; /* identifiers that this run alone would block */
	bool blocks[SHARES];
};

static void set_names(const struct setting *s, size_t number)
{
	const struct iv_match_people *m = s->m;
	for (size_t i = iv_parallel_share(m->names.n, SHARES, number), to = iv_parallel_share(m->names.n, SHARES, number + 1); i < to; i++) {
		const struct iv_match_name *n = &m->names.name[i];
		iv_match_crowd_name(s->c, n, i, (uint32_t)look_up(&s->name, n->whole), (uint32_t)look_up(&s->family, n->family), (uint32_t)look_up(&s->given, n->given));
	}
}

static void set_values(const struct setting *s, size_t number)
{
	for (size_t k = 0; k < s->m->schema->columns; k++) {
		struct iv_match_column *column = &s->m->column[k];
		double all = (double)s->l->filled[k] * s->c->among + 1;
		for (size_t i = iv_parallel_share(column->n, SHARES, number), to = iv_parallel_share(column->n, SHARES, number + 1); i < to; i++) {
			struct iv_match_value *v = &column->value[i];
			if (!i)
				continue;
			v->records = (uint32_t)look_up(&s->column[k], iv_hash(iv_match_value_text(column, (uint32_t)i)));
			v->band = iv_match_band_value(iv_match_listed(v->records) / all);
		}
	}
}

static void set_idents(struct setting *s, size_t number)
{
	struct iv_match_people *m = s->m;
	for (size_t i = iv_parallel_share(m->idents, SHARES, number), to = iv_parallel_share(m->idents, SHARES, number + 1); i < to; i++) {
		struct iv_match_ident *id = &m->ident[i];
		bool would = id->blocked;
		id->names = (uint8_t)look_up(&s->names, iv_learned_ident_key(id));
		id->blocked = id->names > s->most_names;
		s->grown[number] += would && !id->blocked;
		s->blocks[number] |= id->blocked;
	}
}

static void set_share(void *ctx, size_t number, unsigned worker)
{
	struct setting *s = ctx;
	(void)worker;
	set_names(s, number);
	set_values(s, number);
	set_idents(s, number);
}

/* More days than these are no births; then none is taken for common. */
enum { DAYS = 1 << 20 };

static void set_births(const struct iv_match_learned *l, struct iv_match_crowd *c)
{
	free(c->born);
	const struct iv_model_table *t = &l->birth;
	c->first = t->n ? (int32_t)((int64_t)t->entry[0].key + INT32_MIN) : 0;
	c->days = t->n ? (size_t)(t->entry[t->n - 1].key - t->entry[0].key) + 1 : 0;
	c->days = c->days < DAYS ? c->days : 0;
	c->born = iv_zalloc((c->days + 1) * sizeof *c->born);
	for (size_t i = 0; i < t->n && c->days; i++)
		c->born[t->entry[i].key - t->entry[0].key] = (uint32_t)t->entry[i].number;
}

/* Which identifiers are junk was learned; how many records of this run have them is counted. */
static void list_blocked(const struct iv_match_people *m, struct iv_match_crowd *c)
{
	uint32_t *records = iv_zalloc((m->idents + 1) * sizeof *records);
	for (size_t p = 0; p < m->n; p++)
		for (size_t i = 0; iv_match_is_record(m, p) && i < iv_match_row(m, p)->held_n; i++)
			records[iv_match_ident_number(m->held[iv_match_row(m, p)->held + i])]++;
	for (size_t i = 0; i < m->idents; i++) {
		const struct iv_match_ident *id = &m->ident[i];
		if (!id->blocked)
			continue;
		c->blocked = iv_reserve(c->blocked, &c->blocked_cap, c->blocked_n + 1, sizeof *c->blocked);
		c->blocked[c->blocked_n++] = (struct iv_match_blocked){ *id, id->names, records[i] };
	}
	free(records);
	iv_match_crowd_order(c);
}

void iv_match_learned_crowd(const struct iv_match_learned *l, struct iv_match_people *m, uint32_t most_names, unsigned threads, struct iv_match_crowd *c)
{
	struct setting s = { .l = l, .m = m, .c = c, .most_names = most_names };
	bool blocks = false;
	c->among = iv_match_among(l->records);
	c->people = (double)l->records * c->among + 1;
	c->births = l->births;
	memcpy(c->script, l->script, sizeof c->script);
	s.name = common(&l->name);
	s.family = common(&l->family);
	s.given = common(&l->given);
	s.names = common(&l->names);
	for (size_t k = 0; k < m->schema->columns; k++) {
		s.column[k] = common(&l->column[k]);
		c->filled[k] = l->filled[k];
	}
	set_births(l, c);
	iv_parallel(threads, SHARES, set_share, &s);
	c->blocked_n = c->grown = 0;
	for (size_t i = 0; i < SHARES; i++) {
		c->grown += s.grown[i];
		blocks |= s.blocks[i];
	}
	if (blocks)
		list_blocked(m, c);
	iv_match_filter_release(&s.name.may);
	iv_match_filter_release(&s.family.may);
	iv_match_filter_release(&s.given.may);
	iv_match_filter_release(&s.names.may);
	for (size_t k = 0; k < m->schema->columns; k++)
		iv_match_filter_release(&s.column[k].may);
}
