/* SPDX-License-Identifier: MIT
 * Two nights' customers side by side: what became of them, counted. Records and ids are hashes of 64 bits, so that millions take little memory. */
#ifndef IV_IDENT_COMPARE_H
#define IV_IDENT_COMPARE_H
#include "base/err.h"

/* A record of a customer; neither is 0. */
struct iv_ident_pair {
	uint64_t record, cid;
};

enum iv_ident_fate {
	IV_FATE_UNCHANGED, /* the same records */
	IV_FATE_GROWN, /* and others that nobody had */
	IV_FATE_SHRUNK, /* without some that nobody has now */
	IV_FATE_MERGED, /* with records of another customer */
	IV_FATE_SPLIT, /* its records are in several now */
	IV_FATE_NEW, /* no record that anybody had */
	IV_FATE_GONE, /* no record that anybody has */
	IV_FATES
};
extern const char *const iv_ident_fate_names[IV_FATES];

/* The first that applies of: gone or new, split, merged, shrunk, grown, unchanged. */
struct iv_ident_compared {
	struct iv_ident_fates {
		uint64_t before, after; /* customers of the old file, and of the new one */
		uint64_t renamed; /* of those after (of split: before): none of the customers it has records of, or that have its records, has its id */
	} fate[IV_FATES];
};

/* Sorts items of two uint64_t by the first. */
typedef void iv_ident_sort(void *ctx, void *items, size_t n);

/* Sorts both lists in place; a pair may stand there several times. IV_OK; IV_FAIL: a record has two ids in one list. */
int iv_ident_compare(struct iv_ident_pair *before, size_t before_n, struct iv_ident_pair *after, size_t after_n, iv_ident_sort *sort, void *ctx, struct iv_ident_compared *out,
		     struct iv_err *err);

#endif
