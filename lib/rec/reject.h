/* SPDX-License-Identifier: MIT
 * Rejects: records that cannot pass, as NDJSON lines with the reason and the raw bytes (ivoc-record(5), REJECTS). */
#ifndef IV_REC_REJECT_H
#define IV_REC_REJECT_H
#include "base/err.h"

/* Where a record stands in the input. */
struct iv_place {
	const char *file;
	long line; /* from 1 */
	uint64_t byte; /* offset in the file, after inflating and before decoding */
};

/* Appends one reject line: kind, by, file, line, byte, field, code, msg, raw (or raw64 when the bytes are not UTF-8).
 * `by`: the program's name. Raw bytes beyond 1 MiB are cut and "cut":true says so, as it does
 * with code line_too_long, where raw is the beginning that was kept. */
void iv_reject_add(struct iv_buf *out, const char *by, const struct iv_place *place, const struct iv_err *err, struct iv_str raw);

#endif
