/* SPDX-License-Identifier: MIT
 * How a line is cut into fields: the one place that knows what delimiters, quotation marks and escapes mean. The reader of
 * delimited text (csv.h) and the detection of dialects (dialect.h) both stand on it.
 *
 * Blanks around a field are not part of it, unless they stand within quotes or the rule says so. A field in quotes may go on in the next line. */
#ifndef IV_IO_FIELDS_H
#define IV_IO_FIELDS_H
#include "base/str.h"

enum iv_escape {
	IV_ESCAPE_DOUBLE, /* a quotation mark within quotes is written twice */
	IV_ESCAPE_BACKSLASH, /* a backslash takes away the meaning of the quotation mark, delimiter, backslash or line end after it;
			      * the field \N is empty */
	IV_ESCAPE_NONE /* within quotes, a mark ends the field only where a delimiter or the line end follows */
};

#define IV_DELIMITER_MAX 8 /* bytes of a delimiter, at most */

struct iv_fields_rule {
	char delimiter[IV_DELIMITER_MAX + 1]; /* UTF-8 with a NUL: "," "\t" "||" "，"; "": the line is one field */
	char quote; /* ASCII; 0: none, every mark is a letter like any other */
	enum iv_escape escape;
	bool blanks; /* blanks around a field belong to it */
};

enum iv_cut {
	IV_CUT_WHOLE, /* the record is complete */
	IV_CUT_OPEN, /* a field goes on in the next line */
	IV_CUT_BAD /* a mark within an unquoted field, or text after a closing mark */
};

/* The fields of a record. Zero-initialise; release is safe on anything zeroed. */
struct iv_fields {
	struct iv_str *field; /* [n]: slices of the line, or of `text` */
	size_t n, cap;
	struct iv_buf text; /* a copy of the record, made where a field has to be changed or has several lines */
	/* While cutting. */
	const char *begin, *at, *end; /* the record's text, and where cutting goes on */
	const char *open; /* where the content of the open field begins */
	bool own; /* the record's text is the copy */
	bool in_quotes, changed; /* of the open field; changed: it has escapes in it */
};

/* Cuts the first line of a record, without its line end. The fields may lie in the line, so it must stay as long as they are
 * used; after IV_CUT_OPEN it is needed no more. */
enum iv_cut iv_fields_cut(struct iv_fields *f, const struct iv_fields_rule *rule, struct iv_str line);

/* After IV_CUT_OPEN: the next line. The two are joined by \n. */
enum iv_cut iv_fields_go_on(struct iv_fields *f, const struct iv_fields_rule *rule, struct iv_str line);

/* Cuts text of which iv_fields_cut said IV_CUT_BAD, or which never came to an end: of all ways to take some of its marks for
 * letters, the one that takes the fewest, and has `columns` fields (0: the one with most fields). A line end is in the
 * text where several lines are tried as one; it must fall into quotes. False: there is no such way, or too many to try. */
bool iv_fields_repair(struct iv_fields *f, const struct iv_fields_rule *rule, struct iv_str text, size_t columns);

void iv_fields_release(struct iv_fields *f);

/* --- Within the room --- */

/* Where the next delimiter begins in [p, end), or `end`. */
static inline const char *iv_fields_delimiter(const char *p, const char *end, const char *delimiter)
{
	if (!delimiter[0])
		return end;
	size_t n = delimiter[1] ? strlen(delimiter) : 1;
	for (; (p = memchr(p, delimiter[0], (size_t)(end - p))); p++)
		if (n == 1 || ((size_t)(end - p) >= n && memcmp(p, delimiter, n) == 0))
			return p;
	return end;
}

static inline bool iv_fields_is_blank(char c, const struct iv_fields_rule *rule)
{
	return (c == ' ' || c == '\t') && c != rule->delimiter[0] && !rule->blanks;
}

static inline const char *iv_fields_skip_blanks(const char *p, const char *end, const struct iv_fields_rule *rule)
{
	while (p < end && iv_fields_is_blank(*p, rule))
		p++;
	return p;
}

static inline bool iv_fields_at(const char *p, const char *end, const char *delimiter)
{
	size_t n = strlen(delimiter);
	return n && (size_t)(end - p) >= n && memcmp(p, delimiter, n) == 0;
}

void iv_fields_add(struct iv_fields *f, const char *p, const char *end); /* without blanks around it */
/* Takes the escapes out of [p, end), in place; returns the new end. */
char *iv_fields_unescape(const struct iv_fields_rule *rule, char *p, const char *end);

#endif
