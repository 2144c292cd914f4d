/* SPDX-License-Identifier: MIT
 * An encoded record as bytes, to pass it between threads, which share a machine: numbers as they are, texts behind them. */
#include "match/encode.h"

struct head {
	uint64_t idno, digest;
	int32_t birth, joined;
	uint32_t damaged;
	uint8_t gender, flags, has_name, ids, updated, columns;
};

void iv_match_pack(const struct iv_match_record *r, struct iv_buf *note)
{
	size_t columns = IV_SCHEMA_COLUMNS;
	while (columns && !r->value[columns - 1].n)
		columns--;
	struct head head = { r->idno, r->digest, r->birth, r->joined, r->damaged, r->gender, r->flags, r->has_name, (uint8_t)r->ids_n, (uint8_t)r->updated.n, (uint8_t)columns };
	iv_buf_add(note, &head, sizeof head);
	for (size_t i = 0; i < columns; i++) {
		uint16_t n = (uint16_t)(r->value[i].n < UINT16_MAX ? r->value[i].n : UINT16_MAX);
		iv_buf_add(note, &n, sizeof n);
		iv_buf_add(note, r->value[i].p, n);
	}
	for (size_t i = 0; i < r->ids_n; i++) {
		iv_buf_add(note, &r->id[i], sizeof *r->id);
		iv_buf_add(note, r->id[i].text, r->id[i].n);
	}
	iv_buf_adds(note, r->updated);
	if (r->has_name)
		iv_match_name_pack(&r->name, note);
}

static struct iv_str take(struct iv_str *note, size_t n)
{
	struct iv_str s = { note->p, n };
	*note = iv_str_from(*note, n);
	return s;
}

void iv_match_unpack(struct iv_str note, struct iv_match_record *r)
{
	struct head head;
	memcpy(&head, take(&note, sizeof head).p, sizeof head);
	r->idno = head.idno;
	r->digest = head.digest;
	r->birth = head.birth;
	r->joined = head.joined;
	r->damaged = head.damaged;
	r->gender = head.gender;
	r->flags = head.flags;
	r->has_name = head.has_name;
	r->ids_n = head.ids;
	for (size_t i = 0; i < IV_SCHEMA_COLUMNS; i++) {
		uint16_t n = 0;
		if (i < head.columns)
			memcpy(&n, take(&note, sizeof n).p, sizeof n);
		r->value[i] = take(&note, n);
	}
	for (size_t i = 0; i < r->ids_n; i++) {
		memcpy(&r->id[i], take(&note, sizeof *r->id).p, sizeof *r->id);
		r->id[i].text = take(&note, r->id[i].n).p;
	}
	r->updated = take(&note, head.updated);
	if (r->has_name)
		iv_match_name_unpack(note, &r->name);
}
