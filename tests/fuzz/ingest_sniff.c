/* SPDX-License-Identifier: MIT
 * Any table: the map that is made for it loads, finds its columns in the table, and makes something of every row. Lines are rows, and
 * U+001F or a comma stands between cells, so that cells may hold anything. */
#include <stdint.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "ingest/emit.h"
#include "ingest/sniff.h"

static void check(bool holds)
{
	if (!holds)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

enum { WIDE = 40 };

static size_t cut(struct iv_str line, struct iv_str cell[WIDE])
{
	size_t k = 0;
	char mark = line.n && memchr(line.p, '\x1F', line.n) ? '\x1F' : ',';
	while (k < WIDE && iv_str_cut(&line, mark, &cell[k])) {
		cell[k].n = iv_utf8_check(cell[k]); /* the reader gives UTF-8 */
		k++;
	}
	return k;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct iv_sniff s = { 0 };
	struct iv_dialect dialect = { .rule = { .delimiter = ",", .quote = '"' }, .header_rows = 1 };
	struct iv_sniff_file file = { .name = "the/fuzz data.csv", .encoding = "auto", .dialect = &dialect };
	struct iv_str rest = { (const char *)data, n < 20000 ? n : 20000 }, line, cell[WIDE], name[WIDE];
	struct iv_buf text = { 0 };
	struct iv_err err;
	iv_str_cut(&rest, '\n', &line);
	size_t columns = cut(line, name);
	for (size_t i = 0; i < columns; i++)
		iv_sniff_column(&s, name[i]);
	while (iv_str_cut(&rest, '\n', &line)) {
		size_t k = cut(line, cell);
		for (size_t i = 0; i < k && i < columns; i++)
			iv_sniff_cell(&s, i, cell[i]);
		iv_sniff_next(&s);
	}
	iv_sniff_plan(&s);
	iv_sniff_write(&s, &file, &text);
	struct iv_conf conf;
	struct iv_map *map = NULL;
	check(iv_conf_parse(&conf, "m.yaml", iv_buf_str(&text), &err) == IV_OK);
	check(iv_map_load(&map, &conf, 20000, &err) == IV_OK);
	uint32_t *index = iv_alloc((map->columns + 1) * sizeof *index);
	check(iv_map_bind(map, "fuzz.csv", name, columns, index, &err) == IV_OK);
	free(index);
	iv_map_free(map);
	iv_conf_release(&conf);
	iv_buf_release(&text);
	iv_sniff_release(&s);
	return 0;
}
