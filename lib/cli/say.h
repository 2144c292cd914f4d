/* SPDX-License-Identifier: MIT
 * Within cli: what is said on stderr, and the progress line. One thread at a time. */
#ifndef IV_CLI_SAY_H
#define IV_CLI_SAY_H
#include "base/err.h"

struct iv_say;

struct iv_say *iv_say_new(const char *program);
void iv_say_free(struct iv_say *s);
void iv_say_mode(struct iv_say *s, bool quiet, bool verbose, bool show_values);
void iv_say_text(struct iv_say *s, const char *text, bool always);
void iv_say_verbose(struct iv_say *s, const char *text);
void iv_say_error(struct iv_say *s, const struct iv_err *err);
void iv_say_remark(struct iv_say *s, const struct iv_err *err); /* the first ten of a code, then counted */
void iv_say_rest(struct iv_say *s); /* the counts of what was not printed */

/* Rewrites the one progress line, at most five times a second, only on a terminal and after a second. */
void iv_say_progress(struct iv_say *s, uint64_t records, uint64_t bytes);
void iv_say_progress_end(struct iv_say *s);

#endif
