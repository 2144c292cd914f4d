/* SPDX-License-Identifier: MIT
 * What --stats and the profile say of the files that were read, and of the map. */
#include "ingest.h"

/* What was found out of a file whose map says auto. */
static void write_dialect(struct iv_buf *b, const struct iv_dialect *d)
{
	static const char *const escapes[] = { [IV_ESCAPE_DOUBLE] = "double", [IV_ESCAPE_BACKSLASH] = "backslash", [IV_ESCAPE_NONE] = "none" };
	iv_json_member_raw(b, "dialect", IV_STR("{"));
	iv_json_member_text(b, "delimiter", iv_str_of(d->rule.delimiter));
	iv_json_member_text(b, "quote", d->rule.quote ? (struct iv_str){ &d->rule.quote, 1 } : IV_STR("none"));
	iv_json_member_text(b, "escape", iv_str_of(escapes[d->rule.escape]));
	iv_json_member_int(b, "header", (int64_t)d->header_rows);
	iv_json_member_int(b, "before", (int64_t)d->before);
	iv_json_member_text(b, "why", iv_str_of(d->reason));
	iv_buf_addc(b, '}');
}

void ingest_file_stats(struct ingest *g)
{
	struct iv_buf *b = &g->cli.files_stats;
	iv_buf_adds(b, b->n ? IV_STR(",{") : IV_STR("{"));
	iv_json_member_text(b, "name", iv_str_of(g->name));
	iv_json_member_int(b, "bytes", (int64_t)g->bytes);
	iv_json_member_int(b, "rows", (int64_t)g->rows);
	if (iv_csv_skipped(g->csv))
		iv_json_member_int(b, "skipped", (int64_t)iv_csv_skipped(g->csv));
	iv_json_member_text(b, "encoding", iv_str_of(iv_csv_encoding(g->csv)));
	if (g->sheet.n)
		iv_json_member_text(b, "sheet", iv_buf_str(&g->sheet));
	if (g->map->csv.find)
		write_dialect(b, iv_csv_dialect(g->csv));
	iv_buf_addc(b, '}');
}

void ingest_map_stats(struct ingest *g)
{
	struct iv_buf *b = &g->cli.more_stats;
	iv_json_member_raw(b, "map", IV_STR("{"));
	iv_json_member_text(b, "source", g->map->source);
	iv_json_member_text(b, "purpose", g->map->purpose);
	iv_json_member_text(b, "owner", g->map->owner);
	iv_json_member_text(b, "feed", g->map->delta ? IV_STR("delta") : IV_STR("full"));
	iv_buf_addc(b, '}');
}
