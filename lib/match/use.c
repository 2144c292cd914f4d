/* SPDX-License-Identifier: MIT
 * Records are looked at until every field was seen, in shares; agreement is counted over patterns. */
#include "match/use.h"

#include "base/parallel.h"

enum {
	MANY = 1000, /* pairs that can be expected to agree once */
	SHARES = 64,
};

/* The fields of a record, a bit each. */
static uint32_t fields_of(const struct iv_match_people *m, size_t part)
{
	static const uint8_t of_type[IV_ID_TYPES] = { [IV_ID_PHONE] = IV_FIELD_PHONE, [IV_ID_LANDLINE] = IV_FIELD_LANDLINE, [IV_ID_EMAIL] = IV_FIELD_EMAIL, [IV_ID_OTHER] = IV_FIELD_IDS };
	const struct iv_match_row *row = iv_match_row(m, part);
	uint32_t fields = (uint32_t)(row->name != IV_NAME_NONE) << IV_FIELD_NAME | (uint32_t)(row->birth != IV_MATCH_NO_DATE) << IV_FIELD_BIRTH |
			  (uint32_t)(row->gender != 0) << IV_FIELD_GENDER | (uint32_t)(row->idno != 0) << IV_FIELD_IDNO;
	for (size_t i = row->held; i < (size_t)row->held + row->held_n; i++)
		if (iv_match_ident_type(m->held[i]) != IV_ID_SUPERSEDES)
			fields |= UINT32_C(1) << of_type[iv_match_ident_type(m->held[i])];
	for (size_t i = 0; i < m->schema->columns; i++)
		fields |= (uint32_t)(row->value[i] != 0) << (IV_FIELD_FIXED + i);
	return fields;
}

/* Does it never agree, in pairs enough? Of a column only equal values count: numbers of rows are a slip apart. */
static bool is_apart(const struct iv_match *r, size_t k)
{
	const struct iv_shape_field *f = &r->frame.shape.field[k];
	const struct iv_shape_counts *c = &r->scores.counts;
	uint64_t both = 0, agree = 0;
	for (size_t i = 0; i < c->n; i++) {
		unsigned level = iv_shape_level(f, c->count[i].pattern);
		both += level ? c->count[i].pairs : 0;
		agree += level == 1 || (k < IV_FIELD_FIXED && level && f->level[level].sense & IV_SENSE_AGREES) ? c->count[i].pairs : 0;
	}
	return both >= MANY && !agree;
}

struct looking {
	const struct iv_match_people *m;
	uint32_t wanted, seen[SHARES];
};

static void look(void *ctx, size_t number, unsigned worker)
{
	struct looking *l = ctx;
	uint32_t seen = 0;
	size_t end = iv_parallel_share(l->m->n, SHARES, number + 1);
	(void)worker;
	for (size_t p = iv_parallel_share(l->m->n, SHARES, number); p < end && (seen & l->wanted) != l->wanted; p++)
		if (iv_match_is_party(l->m, p))
			seen |= fields_of(l->m, p);
	l->seen[number] = seen;
}

void iv_match_use(const struct iv_match *r, unsigned threads, enum iv_match_use use[IV_SHAPE_FIELDS])
{
	const struct iv_shape *s = &r->frame.shape;
	struct looking l = { .m = r->frame.m };
	uint32_t wanted = 0, seen = 0;
	for (size_t k = 0; k < s->n; k++)
		wanted |= (uint32_t)(s->field[k].levels > 1) << k;
	l.wanted = wanted;
	iv_parallel(threads, SHARES, look, &l);
	for (size_t i = 0; i < SHARES; i++)
		seen |= l.seen[i];
	for (size_t k = 0; k < s->n; k++) {
		use[k] = !(wanted >> k & 1) ? IV_USE_IGNORED : !(seen >> k & 1) ? IV_USE_ABSENT : is_apart(r, k) ? IV_USE_APART : IV_USE_FINE;
	}
}
