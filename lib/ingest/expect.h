/* SPDX-License-Identifier: MIT
 * What a map expects of a whole run. Each worker counts for itself, by file; at the end the counts are added up and judged, so
 * that the judgement is the same for any number of threads. Memory: some bytes a file, and with expect.unique 16 a record. */
#ifndef IV_INGEST_EXPECT_H
#define IV_INGEST_EXPECT_H
#include "ingest/map.h"

struct iv_ingest;

/* Of one worker. Zero-initialise. */
struct iv_expect {
	struct iv_expect_file {
		const char *name; /* the reader's; files are told apart by the pointer */
		int64_t rows;
		int32_t newest; /* day; IV_DATE_FIRST - 1: none */
		int64_t *sum; /* of each expected sum, ten-thousandths */
		bool large; /* a sum is too large to count */
		bool comma; /* its amounts have their decimals behind a comma */
	} * file;
	size_t files, files_cap, now;
	int64_t *filled, *records; /* of each share that is expected */
	struct iv_expect_key {
		uint64_t hash;
		uint32_t file, line;
	} * key; /* of every record, with expect.unique */
	size_t keys, keys_cap;
	uint32_t line;
};

/* A file that was read, in order. */
struct iv_expect_input {
	const char *name;
	struct iv_str trailer; /* the lines at its end that are no data */
};

void iv_expect_release(struct iv_expect *e);

/* A row begins, also one that will be rejected. */
void iv_expect_place(struct iv_ingest *w, const char *file, long line);
void iv_expect_row(struct iv_ingest *w); /* its cells are there */
void iv_expect_record(struct iv_ingest *w, const struct iv_map_emit *emit, struct iv_str key); /* one of its records passes */

/* IV_OK; or IV_FAIL, code expectation, with what was expected and what was found. `rejected`: rows. */
int iv_expect_judge(const struct iv_map *map, const struct iv_expect *const *workers, size_t n, const struct iv_expect_input *input, size_t inputs, int64_t rejected,
		    struct iv_err *err);

#endif
