/* SPDX-License-Identifier: MIT
 * Judgements: what people who looked at two records said of them. One JSON object a line:
 *
 *     {"judge":"never","a":{"source":"pos","key":"1"},"b":{"source":"web","key":"u2"},"by":"lin","at":"2026-11-20","why":"father and son"}
 *
 * Of two judgements of one pair the later holds; further members are allowed, so that a line of --review becomes a judgement
 * when these are added to it. */
#ifndef IV_MATCH_JUDGE_H
#define IV_MATCH_JUDGE_H
#include "base/arena.h"
#include "base/err.h"

enum iv_judge {
	IV_JUDGE_UNSURE, /* looked at, and not to be told: it is not asked again */
	IV_JUDGE_NEVER,
	IV_JUDGE_MUST,
};

struct iv_judgement {
	struct iv_str source[2], key[2]; /* the records, the lesser first */
	struct iv_str at; /* a date, as written */
	long line;
	enum iv_judge judge;
};

/* Zero-initialise. Texts live in the arena. */
struct iv_judgements {
	struct iv_arena arena;
	struct iv_judgement *item;
	size_t n, cap;
};

/* Adds all of a file's text. IV_WRONG names the line in err. */
int iv_judge_read(struct iv_judgements *j, struct iv_str text, struct iv_err *err);
/* Sorts by records, and leaves the latest of each pair. Two of one day that disagree are an error. */
int iv_judge_settle(struct iv_judgements *j, struct iv_err *err);
void iv_judgements_release(struct iv_judgements *j);

#endif
