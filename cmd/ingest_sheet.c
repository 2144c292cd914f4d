/* SPDX-License-Identifier: MIT
 * Workbooks, which come in as the delimited text of one sheet. */
#include "ingest.h"
#include "io/xlsx.h"

int ingest_workbook(struct ingest *g, const char *path, struct iv_csv_format *format, struct iv_err *err)
{
	struct iv_str wanted = g->options.sheet ? iv_str_of(g->options.sheet) : g->map->sheet;
	struct iv_buf others = { 0 };
	iv_buf_clear(&g->sheet);
	int status = iv_xlsx_open(&g->in, path, wanted, g->options.common.tmp, &g->sheet, &others, err);
	if (status == IV_OK && others.n)
		iv_cli_say(&g->cli, "%s: the sheet '" IV_FMT "' is read, of " IV_FMT " (--sheet chooses)", g->name, IV_ARG(iv_buf_str(&g->sheet)), IV_ARG(iv_buf_str(&others)));
	iv_buf_release(&others);
	if (status != IV_OK)
		return status == IV_END ? IV_OK : status;
	/* What the map says about delimiters is meant for files that have some. */
	format->rule = (struct iv_fields_rule){ .delimiter = ",", .quote = '"' };
	format->find &= ~(unsigned)(IV_DIALECT_DELIMITER | IV_DIALECT_QUOTE | IV_DIALECT_ESCAPE);
	format->fixed = NULL;
	format->repair = false;
	format->short_rows = true;
	format->encoding = IV_STR("utf-8");
	return IV_OK;
}
