/* SPDX-License-Identifier: MIT
 * Within cli: where each record that a gather kept stands, in its file or in the spool, so that it can be read again by its number.
 * Four bytes a record. */
#ifndef IV_CLI_PLACES_H
#define IV_CLI_PLACES_H
#include "base/arena.h"
#include "base/err.h"
#include "io/spill.h"

/* Records from `first` on, up to the next stretch, stand in one file within four gigabytes from `base`. */
struct places_stretch {
	uint64_t first, base;
	size_t file;
};

/* Zero-initialise. */
struct places {
	const char *const *files; /* borrowed */
	int *fd; /* of each */
	bool *crowds; /* whether it is so large that what was read for the last time had better be forgotten (io/reread.h) */
	size_t files_n;
	struct iv_spool *spool; /* not NULL: all records stand there instead */
	uint32_t *offset; /* of each record, from its stretch's base */
	struct places_stretch *stretch;
	size_t n, cap, stretches, stretches_cap;
};

void iv_cli_places_release(struct places *p);

/* Notes the next record's place; records of one file come in order, and files in theirs. In a spool, `file` is 0. */
void iv_cli_places_add(struct places *p, size_t file, uint64_t at);

/* No more records come: opens the files. IV_OK, or IV_FAIL. */
int iv_cli_places_open(struct places *p, struct iv_err *err);

/* Where a line stands: in `file`, from `at` on. */
struct places_line {
	size_t file;
	uint64_t at;
	size_t room; /* bytes, within which its end is found; of the last of a stretch a guess, within which it may not be */
};
struct places_line iv_cli_places_find(const struct places *p, uint64_t number);
static inline void iv_cli_places_fetch(const struct places *p, uint64_t number) /* what finding it will need is on its way */
{
	__builtin_prefetch(&p->offset[number]);
}

/* The n bytes that stand there. Returns how many there were, fewer only at the end; -1 with err. */
ptrdiff_t iv_cli_places_bytes(const struct places *p, size_t file, uint64_t at, char *to, size_t n, struct iv_err *err);

/* Records that stand there were read for the last time. */
void iv_cli_places_done(const struct places *p, size_t file, uint64_t from, uint64_t to);

/* Takes off a line that stands at `at`, already without '\n', what iv_lines took off it: '\r', and a byte order mark before the first. */
struct iv_str iv_cli_places_trim(struct iv_str line, uint64_t at);

/* The bytes of a record, as they were read the first time, in the arena. Any number of threads at once. IV_OK, or IV_FAIL. */
int iv_cli_places_read(const struct places *p, uint64_t number, struct iv_arena *a, struct iv_str *line, struct iv_err *err);

/* The share of a file that the system does not have in memory (io/reread.h), so that reading it here and there costs more. */
double iv_cli_places_absent(const struct places *p, size_t file);

/* Where the last record of a file begins, 0 for a file that has none. */
uint64_t iv_cli_places_end(const struct places *p, size_t file);

/* The number of bytes from the first record to the last, over all files. */
uint64_t iv_cli_places_span(const struct places *p);

#endif
