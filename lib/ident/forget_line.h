/* SPDX-License-Identifier: MIT
 * Requests to forget somebody, as people write them (ivoc-record(5), FORGETTING): a text file like that of judgements, a JSON object a line. */
#ifndef IV_IDENT_FORGET_LINE_H
#define IV_IDENT_FORGET_LINE_H
#include "base/arena.h"
#include "base/err.h"
#include "ident/forget.h"

/* One request. `by` says how the person is named: IV_FORGET_CID, IV_FORGET_RECORD, IV_FORGET_IDNO, IV_FORGET_PHONE or IV_FORGET_EMAIL. */
struct iv_forget_line {
	enum iv_forget_of by;
	struct iv_str source; /* of IV_FORGET_RECORD */
	struct iv_str value; /* the cid, the key, or the identifier as its cleaner gives it */
	struct iv_str name; /* of an identifier: as written; may be empty */
	struct iv_str of_case; /* may be empty */
	int32_t when; /* the day of the request */
	const char *file; /* borrowed from the caller */
	long line;
};

/* Zero-initialise. Texts live in the arena until release. */
struct iv_forget_lines {
	struct iv_arena arena;
	struct iv_forget_line *line;
	size_t n, cap;
};
void iv_forget_lines_release(struct iv_forget_lines *l);

/* Appends those of a text; `name` is for messages and must outlive l. No request may be of a day after `today`. IV_OK; IV_WRONG with file, line and what was
 * expected. */
int iv_forget_lines_parse(struct iv_forget_lines *l, const char *name, struct iv_str text, int32_t today, struct iv_err *err);

#endif
