/* SPDX-License-Identifier: MIT
 * An encoded record as bytes, to pass it between threads, which share a machine: numbers as they are, texts behind them. */
#include "match/encode.h"

/* First, in this order, what is needed to find things: the columns' and the identifiers' hashes; then texts. */
struct head {
	uint64_t idno, digest;
	int32_t birth, joined;
	uint32_t digits, name_hash;
	uint8_t gender, flags, has_name, ids, updated, columns;
};

struct packed_column {
	uint32_t hash, n;
};

static uint32_t kept(struct iv_str value)
{
	return (uint32_t)(value.n < UINT16_MAX ? value.n : UINT16_MAX);
}

void iv_match_pack(const struct iv_match_record *r, struct iv_buf *note)
{
	struct packed_column column[IV_SCHEMA_COLUMNS];
	size_t columns = IV_SCHEMA_COLUMNS;
	while (columns && !r->value[columns - 1].n)
		columns--;
	struct head head = { r->idno, r->digest, r->birth, r->joined, r->digits, r->has_name ? iv_match_name_hash(&r->name) : 0, r->gender, r->flags, r->has_name, (uint8_t)r->ids_n, (uint8_t)r->updated.n, (uint8_t)columns };
	for (size_t i = 0; i < columns; i++) {
		uint32_t n = kept(r->value[i]);
		column[i] = (struct packed_column){ n ? iv_match_column_hash((struct iv_str){ r->value[i].p, n }) : 0, n };
	}
	iv_buf_add(note, &head, sizeof head);
	iv_buf_add(note, column, columns * sizeof *column);
	iv_buf_add(note, r->id, r->ids_n * sizeof *r->id);
	for (size_t i = 0; i < columns; i++)
		iv_buf_add(note, r->value[i].p, column[i].n);
	for (size_t i = 0; i < r->ids_n; i++)
		iv_buf_add(note, r->id[i].text, r->id[i].n);
	iv_buf_adds(note, r->updated);
	if (r->has_name)
		iv_match_name_pack(&r->name, note);
}

static struct iv_str take(struct iv_str *note, size_t n)
{
	struct iv_str s = { note->p, n };
	*note = (struct iv_str){ note->p + n, note->n - n };
	return s;
}

void iv_match_unpack(struct iv_str note, struct iv_match_record *r)
{
	struct head head;
	struct packed_column column[IV_SCHEMA_COLUMNS] = { { 0 } };
	memcpy(&head, take(&note, sizeof head).p, sizeof head);
	r->idno = head.idno;
	r->digest = head.digest;
	r->birth = head.birth;
	r->joined = head.joined;
	r->digits = head.digits;
	r->gender = head.gender;
	r->flags = head.flags;
	r->has_name = head.has_name;
	r->ids_n = head.ids;
	memcpy(column, take(&note, head.columns * sizeof *column).p, head.columns * sizeof *column);
	memcpy(r->id, take(&note, head.ids * sizeof *r->id).p, head.ids * sizeof *r->id);
	for (size_t i = 0; i < IV_SCHEMA_COLUMNS; i++) {
		r->value[i] = take(&note, column[i].n);
		r->hash[i] = column[i].hash;
	}
	for (size_t i = 0; i < r->ids_n; i++)
		r->id[i].text = take(&note, r->id[i].n).p;
	r->updated = take(&note, head.updated);
	if (r->has_name)
		iv_match_name_unpack(note, &r->name);
}

/* ---- fetching ahead: slots and entries. Texts are looked at for what has come before only, and to fetch them as well costs more
 * than waiting for them ---- */

static void fetch_part(const struct iv_match_people *m, uint64_t id, unsigned step)
{
	if (step == IV_FETCH_SLOTS) {
		iv_match_index_fetch(&m->index, iv_match_id_hash(id));
		return;
	}
	uint32_t p = iv_match_index_guess(&m->index, iv_match_id_hash(id));
	if (p == IV_INDEX_NONE)
		return;
	__builtin_prefetch(&m->part[p]);
	__builtin_prefetch(iv_match_row(m, p));
}

static void fetch_name(const struct iv_match_names *d, uint32_t hash, unsigned step)
{
	if (step == IV_FETCH_SLOTS) {
		iv_match_index_fetch(&d->index, hash);
		return;
	}
	uint32_t n = iv_match_index_guess(&d->index, hash);
	if (n == IV_INDEX_NONE)
		return;
	__builtin_prefetch(&d->name[n]);
	__builtin_prefetch((const char *)(&d->name[n] + 1) - 1); /* its end, which is mostly on another line of the cache */
}

static void fetch_value(const struct iv_match_column *c, uint32_t hash, unsigned step)
{
	if (step == IV_FETCH_SLOTS) {
		iv_match_index_fetch(&c->index, hash);
		return;
	}
	uint32_t v = iv_match_index_guess(&c->index, hash);
	if (v != IV_INDEX_NONE)
		__builtin_prefetch(&c->value[v]);
}

static void fetch_ident(const struct iv_match_people *m, const struct iv_match_ident *id, unsigned step)
{
	if (step == IV_FETCH_SLOTS) {
		iv_match_index_fetch(&m->ident_index, iv_match_ident_hash(id));
		return;
	}
	uint32_t i = iv_match_index_guess(&m->ident_index, iv_match_ident_hash(id));
	if (i != IV_INDEX_NONE)
		__builtin_prefetch(&m->ident[i]);
}

void iv_match_fetch(const struct iv_match_people *m, uint64_t id, struct iv_str note, enum iv_match_step step)
{
	struct head head;
	fetch_part(m, id, step);
	if (!note.n)
		return;
	memcpy(&head, take(&note, sizeof head).p, sizeof head);
	if (head.has_name)
		fetch_name(&m->names, head.name_hash, step);
	for (size_t i = 0; i < head.columns; i++) {
		struct packed_column column;
		memcpy(&column, take(&note, sizeof column).p, sizeof column);
		if (column.n)
			fetch_value(&m->column[i], column.hash, step);
	}
	for (size_t i = 0; i < head.ids; i++) {
		struct iv_match_ident ident;
		memcpy(&ident, take(&note, sizeof ident).p, sizeof ident);
		fetch_ident(m, &ident, step);
	}
}
