/* SPDX-License-Identifier: MIT
 * Workbooks as input. An .xlsx file is known by its bytes, whatever its name, and read through Debian's xlsx2csv as
 * delimited text with commas; other files of spreadsheets are told from text and refused with advice. */
#ifndef IV_IO_XLSX_H
#define IV_IO_XLSX_H
#include "io/in.h"

/* Looks at an input just opened from `path`. IV_END: it is no workbook, and stays as it is. IV_OK: it is one, and *in now gives the
 * text of a sheet: the one named, or of that number from 1, or the first that is not hidden when `sheet` is empty. Cells stand
 * as they are stored, not as they are shown: numbers with up to 15 digits, dates as YYYY-MM-DD, with a time of day where there is one
 * as YYYY-MM-DD HH:MM:SS; an empty row is an empty line. *name gets the name of the sheet, and *others those of all sheets,
 * quoted, when there is a choice that nobody made. What comes through a pipe or out of gzip is kept in a temporary file in `tmp`.
 *
 * IV_WRONG: there is no such sheet; the message lists those there are. IV_FAIL: xlsx2csv is missing or fails (perhaps only at the
 * end of reading), the file is damaged, or it is a spreadsheet of another kind: .xls, .ods, XML or HTML. */
int iv_xlsx_open(struct iv_in **in, const char *path, struct iv_str sheet, const char *tmp, struct iv_buf *name, struct iv_buf *others, struct iv_err *err);

#endif
