/* SPDX-License-Identifier: MIT
 * How a line is cut into fields: the one place that knows what delimiters, quotation marks and escapes mean. The reader of
 * delimited text (csv.h) and the detection of dialects (dialect.h) both stand on it. */
#ifndef IV_IO_FIELDS_H
#define IV_IO_FIELDS_H
#include "base/str.h"

enum iv_escape {
	IV_ESCAPE_DOUBLE, /* a quotation mark within quotes is written twice */
	IV_ESCAPE_BACKSLASH, /* a backslash takes away the meaning of the quotation mark, delimiter, backslash or line end after it */
	IV_ESCAPE_NONE /* within quotes, a mark ends the field only where a delimiter or the line end follows */
};

#define IV_DELIMITER_MAX 8 /* bytes of a delimiter, at most */

struct iv_fields_rule {
	char delimiter[IV_DELIMITER_MAX + 1]; /* UTF-8 with a NUL: "," "\t" "||" "，"; "": the line is one field */
	char quote; /* ASCII; 0: none, every mark is a letter like any other */
	enum iv_escape escape;
	bool lenient; /* a quotation mark that breaks the rules is a letter, not an error */
};

#endif
