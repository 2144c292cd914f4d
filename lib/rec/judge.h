/* SPDX-License-Identifier: MIT
 * Judgements: what people have decided about pairs of records, as a text file that is kept, appended to and reviewed like source
 * (ivoc-record(5), JUDGEMENTS). Reading says what is wrong with file and line; settling finds out which of them are in force. */
#ifndef IV_REC_JUDGE_H
#define IV_REC_JUDGE_H
#include "base/arena.h"
#include "base/err.h"

enum iv_judge { IV_JUDGE_MUST, IV_JUDGE_NEVER, IV_JUDGE_UNSURE };

enum iv_judge_state {
	IV_JUDGE_HOLDS,
	IV_JUDGE_EXPIRED, /* its `until` is before the run's day */
	IV_JUDGE_REPLACED, /* a later one is about the same pair */
	IV_JUDGE_REFUTED, /* later ones about other pairs leave no room for it: never, after a chain of musts, or the reverse */
};

#define IV_JUDGE_UNDATED INT64_MIN
#define IV_JUDGE_FOREVER INT32_MAX

struct iv_judge_party {
	struct iv_str source, key;
};

struct iv_judgement {
	struct iv_judge_party a, b; /* as written; a and b differ */
	struct iv_str who, why; /* may be empty */
	int64_t at; /* seconds since 1970-01-01T00:00Z, a date alone counts from its midnight; or IV_JUDGE_UNDATED, before all others */
	int32_t until; /* the last day it holds, a day number; or IV_JUDGE_FOREVER */
	enum iv_judge judge;
	enum iv_judge_state state; /* IV_JUDGE_HOLDS until settled */
	const char *file; /* borrowed from the caller */
	long line;
};

/* Zero-initialise. Texts live in the arena until release. */
struct iv_judgements {
	struct iv_arena arena;
	struct iv_judgement *item; /* in the order read; settling does not move them */
	size_t n, cap;
	uint64_t expired, replaced, refuted; /* once settled: how many are no longer in force, and why */
};

void iv_judgements_release(struct iv_judgements *j);

/* Appends those of a file ("-": stdin; may be gzip). `path` must outlive j. IV_OK; or IV_WRONG with file, line and what was expected;
 * or IV_FAIL when it cannot be read. */
int iv_judgements_read(struct iv_judgements *j, const char *path, struct iv_err *err);

/* The same from memory; `name` for messages. */
int iv_judgements_parse(struct iv_judgements *j, const char *name, struct iv_str text, struct iv_err *err);

/* Sets each one's state. The later judgement wins; of one time, the one read later. warn (may be NULL) is told of each that contradicts what
 * wins over it: code judgement_contradicted, file and line of the one that lost. Call it once, after all files are read. */
void iv_judgements_settle(struct iv_judgements *j, int32_t as_of, void (*warn)(void *ctx, const struct iv_err *w), void *ctx);

const char *iv_judge_name(enum iv_judge judge); /* "must", "never", "unsure" */

#endif
