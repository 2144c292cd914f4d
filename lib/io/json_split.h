/* SPDX-License-Identifier: MIT
 * The elements of a JSON file, one at a time and never the whole file: those of one array, pretty-printed or not, or of an
 * array that is a member of an object; or several values one after another. Where an element ends is told by brackets and
 * strings alone; whether it is well-formed inside is for iv_json_scan. */
#ifndef IV_IO_JSON_SPLIT_H
#define IV_IO_JSON_SPLIT_H
#include "base/err.h"

struct iv_json_split;

struct iv_json_element {
	struct iv_str raw; /* as it stands in the file; of one that is too long its beginning. Valid until the next call */
	long line; /* from 1: where it begins */
	uint64_t byte; /* the same, from the beginning of what was read */
};

/* Reads up to n bytes: how many, 0 at the end, -1 with err. iv_in_read is one. */
typedef ptrdiff_t iv_json_split_read(void *source, char *p, size_t n, struct iv_err *err);

/* Begins a file. `path` leads from an object at the top to the array, "data.items"; empty: the top itself. It must live as
 * long as the splitter. max_bytes: of an element; 0: 1 MiB. Never fails. */
struct iv_json_split *iv_json_split_open(struct iv_str path, size_t max_bytes, iv_json_split_read *read, void *source);
void iv_json_split_close(struct iv_json_split *s); /* NULL is fine */

/* The next element. IV_OK; IV_END; IV_REJECT, with the element as far as it is one, and err->code
 *   bad_json       its brackets do not match, or a string in it does not end; reading goes on at the next line that begins like
 *                  the one on which the element began, with the same blanks and bracket
 *   line_too_long  more than max_bytes
 * or IV_FAIL: the file ends within an array or an element (cut_file), what follows a broken element cannot be told
 * from it (bad_json), nothing stands at the path (no_path), or the source failed. */
int iv_json_split_next(struct iv_json_split *s, struct iv_json_element *e, struct iv_err *err);

#endif
