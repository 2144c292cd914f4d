/* SPDX-License-Identifier: MIT
 * Errors. A function returns a status; the reason goes into a struct iv_err that the caller lends.
 * The place that knows the reason writes the message, the place that knows the consequence decides.
 * Library code never prints and never exits. */
#ifndef IV_BASE_ERR_H
#define IV_BASE_ERR_H
#include "base/str.h"

/* Expected outcomes are >= 0. Below 0 the run cannot go on. */
enum iv_status {
	IV_GUARD = -3, /* a limit that the user set says that somebody should look first: exit status 4 */
	IV_WRONG = -2, /* what the user wrote is wrong (options, map, rules, model): exit status 2 */
	IV_FAIL = -1, /* the run failed (I/O, memory, broken input): exit status 1 */
	IV_OK = 0,
	IV_REJECT = 1, /* this record cannot pass; the next one may */
	IV_END = 2, /* nothing more comes */
};

/* One reason. Fixed size, so it needs no release. A message reads, all parts but msg optional:
 *   FILE:LINE:COLUMN: FIELD: 'VALUE' MSG
 * `value` is personal data: it is printed masked unless the user asks otherwise, so never repeat it in msg. */
struct iv_err {
	const char *code; /* a stable slug for machines: "bad_json"; static storage */
	char file[160]; /* where: a path, cut on the left when longer */
	long line, column; /* from 1; 0: not known. Column counts code points in configuration, bytes in data */
	char field[64];
	char value[96]; /* the offending value, cut when longer; empty: none */
	char msg[320]; /* one sentence, lower case, no full stop: what was expected */
};

/* Sets code and msg, clears the rest, and returns `status`, so that one can write: return iv_err_set(err, IV_REJECT, "no_key", "…"); */
int iv_err_set(struct iv_err *err, int status, const char *code, const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Add to an error just set. They change nothing that is already known. */
void iv_err_at(struct iv_err *err, const char *file, long line, long column);
void iv_err_field(struct iv_err *err, struct iv_str field);
void iv_err_value(struct iv_err *err, struct iv_str value);

/* All at once, and returns `status`. field NULL, value empty: none. */
int iv_err_told(struct iv_err *err, int status, const char *code, const char *field, struct iv_str value, const char *expected);

/* Appends the message to `out` as a person reads it: parts joined by ": ", control characters as '?',
 * the value masked ('0994****17') unless show_values. */
void iv_err_print(const struct iv_err *err, bool show_values, struct iv_buf *out);

/* Appends `value` with its middle hidden: at most the first 4 and the last 2 characters stay, and never more than half. */
void iv_err_mask(struct iv_str value, struct iv_buf *out);

#endif
