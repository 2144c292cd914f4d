/* SPDX-License-Identifier: MIT
 * Cleaning: one value, as a source wrote it, becomes its canonical form, or a reason why not.
 *
 * Every cleaner takes a raw slice (UTF-8, perhaps broken), lends memory from an arena and fills a struct that begins with
 * a struct iv_clean. It is pure, and idempotent: cleaning the value it returned returns that value. It returns
 *   IV_OK      with `value`, and a slug in `warn` when the value is doubtful or was changed beyond its notation;
 *   IV_REJECT  when nothing can be made of it: `value` is empty, `warn` says why.
 * The caller keeps what was given: {"f": field, "code": warn, "was": raw}. */
#ifndef IV_CLEAN_CLEAN_H
#define IV_CLEAN_CLEAN_H
#include "base/arena.h"
#include "base/err.h"

struct iv_clean {
	struct iv_str value; /* canonical; empty: nothing was given (blank, or a placeholder). Lives in the arena or in raw */
	const char *warn; /* a slug of iv_clean_codes, or NULL */
};

/* Every slug a cleaner can give, in alphabetical order, ended by a NULL slug. */
struct iv_clean_code {
	const char *slug;
	const char *meaning; /* one line, for manuals and reports */
};
extern const struct iv_clean_code iv_clean_codes[];

#endif
