/* SPDX-License-Identifier: MIT
 * Rows of hostile cells through maps of every kind of field: what comes out is a record of the stream, it goes through the
 * cleaners once more without the change of a byte, and so it does with --keep-raw. A line of JSON that is not ivoc's own may
 * change when it is renewed, but only the first time. */
#include <stdio.h>
#include <stdlib.h>

#include "ingest/emit.h"
#include "text/utf8.h"

/* Input: a byte that chooses the map, then cells set apart by U+001E. With the highest bit of that byte, a line to renew. */

#define HEAD "source: x\npurpose: p\nowner: o\n"
static const char *const maps[] = {
	HEAD "kind: party\nkey: a\nregion: CN\nown: {n: number, t: text, l: list, d: date, b: bool}\n"
	     "fields:\n  name: a\n  phone: [b, c]\n  email: d\n  birth: e\n  gender: f\n  idno: g\n  address: h\n  joined: {from: e, formats: [roc, '%d/%m/%Y']}\n  note: i\n  tags: [c, i]\n  company: b\n"
	     "  n: j\n  t: b\n  l: [c, d]\n  d: e\n  b: f\n  postcode: g\n  supersedes: {from: i, pattern: '(\\d+)'}\n"
	     "  ids: [{type: member_card, from: g, since: e, until: j, verified: f}, {type: wx_openid, scope: s, from: d}]\n"
	     "notes: [{from: i, read: common, at: joined}]\nconsent: [{channel: [sms, email], from: f, at: joined}]\nplaceholders: {name: [散客], any: [q]}\n",
	HEAD "kind: event\nkey: '{a}/{j}'\nregion: TW\n"
	     "fields:\n  at: e\n  event: {value: purchase}\n  amount: {from: j, abs: true}\n  currency: {value: TWD}\n  phone: b\n  name: a\n  email: d\n  note: i\n  qty: c\n  resolved: f\n  product: g\n"
	     "  category: {from: h, values: {x: y}, otherwise: z}\n  cost: {expr: \"number(row.c) * 1.5\"}\n",
};
enum { MAPS = sizeof maps / sizeof *maps, CELLS = 10 };

static struct {
	struct iv_conf conf;
	struct iv_map *map;
} loaded[MAPS + 1];

static void load(void)
{
	struct iv_err err;
	for (int i = 0; i <= MAPS && !loaded[i].map; i++) {
		const char *yaml = i < MAPS ? maps[i] : "purpose: p\nowner: o\nformat: ndjson\n";
		if (iv_conf_parse(&loaded[i].conf, "m.yaml", iv_str_of(yaml), &err) != IV_OK || iv_map_load(&loaded[i].map, &loaded[i].conf, 20000, &err) != IV_OK) {
			fprintf(stderr, "map %d: %ld: %s\n", i, err.line, err.msg);
			abort();
		}
	}
}

/* Renews a line; false when it is rejected. */
static bool renew(struct iv_ingest *w, struct iv_arena *arena, struct iv_str line, struct iv_buf *out)
{
	struct iv_err err;
	if (iv_ingest_json(w, arena, line, (struct iv_str){ 0 }, &err) != IV_OK)
		return false;
	iv_buf_clear(out);
	iv_buf_add(out, w->out.p + w->line[0].at, w->line[0].n);
	return true;
}

static void same(struct iv_str a, struct iv_str b)
{
	if (iv_str_eq(a, b))
		return;
	fprintf(stderr, "changed:\n" IV_FMT "\n" IV_FMT "\n", IV_ARG(a), IV_ARG(b));
	abort();
}

/* The reader hands on nothing but UTF-8 without zero bytes. */
static struct iv_str as_read(struct iv_arena *arena, struct iv_str cell)
{
	char *text = iv_arena_alloc(arena, 3 * cell.n + 4);
	size_t n = 0;
	for (const char *p = cell.p, *end = cell.p + cell.n; p < end;) {
		uint32_t cp = iv_utf8_next(&p, end);
		n += cp ? iv_utf8_put(text + n, cp) : 0;
	}
	return iv_str_trim((struct iv_str){ text, n });
}

static void renewed_row(struct iv_ingest *w, struct iv_ingest *again, struct iv_arena *arena, const uint8_t *data, size_t size)
{
	struct iv_row *row = iv_arena_zalloc(arena, sizeof *row + w->map->columns * sizeof *row->cell);
	struct iv_str rest = { (const char *)data, size }, cell;
	struct iv_err err;
	struct iv_buf out = { 0 };
	for (size_t i = 0; i < CELLS && iv_str_cut(&rest, '\x1E', &cell); i++) {
		struct iv_str text = as_read(arena, cell);
		char name[2] = { (char)('a' + (int)i), 0 };
		for (size_t c = 0; c < w->map->columns; c++)
			if (iv_str_eq(w->map->column[c].name, iv_str_of(name)))
				row->cell[c] = text;
	}
	if (iv_ingest_row(w, arena, row, &err) == IV_OK)
		for (size_t i = 0; i < w->lines; i++) {
			struct iv_str line = { w->out.p + w->line[i].at, w->line[i].n };
			if (!renew(again, arena, line, &out)) {
				fprintf(stderr, "refused: " IV_FMT "\n", IV_ARG(line));
				abort();
			}
			same(line, iv_buf_str(&out));
		}
	iv_buf_release(&out);
}

static void renewed_line(struct iv_ingest *w, struct iv_arena *arena, struct iv_str line)
{
	struct iv_buf one = { 0 }, two = { 0 };
	if (renew(w, arena, line, &one)) {
		struct iv_str first = iv_arena_str(arena, iv_buf_str(&one));
		if (!renew(w, arena, first, &two))
			abort();
		same(first, iv_buf_str(&two));
	}
	iv_buf_release(&one);
	iv_buf_release(&two);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 2)
		return 0;
	load();
	for (int keep_raw = 0; keep_raw < 2; keep_raw++) {
		struct iv_ingest w, again;
		struct iv_arena arena = { 0 };
		iv_ingest_init(&w, loaded[data[0] % MAPS].map);
		iv_ingest_init(&again, loaded[MAPS].map);
		w.keep_raw = again.keep_raw = keep_raw;
		if (data[0] & 0x80)
			renewed_line(&again, &arena, (struct iv_str){ (const char *)data + 1, size - 1 });
		else
			renewed_row(&w, &again, &arena, data + 1, size - 1);
		iv_ingest_release(&w);
		iv_ingest_release(&again);
		iv_arena_release(&arena);
	}
	return 0;
}
