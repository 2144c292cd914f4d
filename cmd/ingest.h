/* SPDX-License-Identifier: MIT
 * Within ivoc-ingest: the reader's state, and what it packs into a batch. */
#ifndef IV_CMD_INGEST_H
#define IV_CMD_INGEST_H
#include "cli/cli.h"
#include "ingest/content.h"
#include "ingest/emit.h"
#include "io/csv.h"
#include "io/in.h"
#include "io/json_split.h"
#include "rec/lines.h"

struct ingest_options {
	struct iv_common common;
	bool keep_raw;
	const char *sheet;
};

struct ingest {
	struct ingest_options options;
	struct iv_cli cli;
	struct iv_map *map;
	/* The reader. */
	struct iv_lines lines; /* of NDJSON */
	size_t file; /* the one in use */
	struct iv_in *in;
	struct iv_csv *csv;
	struct iv_json_split *json;
	const char *name;
	struct iv_buf sheet; /* of a workbook, the sheet that is read; else empty */
	uint32_t *index; /* where each column of the map stands in the file */
	struct iv_content content;
	uint64_t ordinal, bytes, rows; /* bytes and rows of the file in use */
	/* What the head of each file shows (ingest_learn.c). */
	bool learns, fresh; /* there are columns to learn of; the batch begins a file, whose head is being read */
	const char *learned; /* the file whose head was read last */
	struct iv_order *order; /* what it showed; rows point to it */
	struct iv_arena orders; /* of all files, for the whole run */
};

enum { INGEST_SAMPLE = 1 << 20 }; /* bytes of the head of a file */

/* Learns from the rows of a batch how the columns of their files are to be read, and tells each row. A file begins its batch.
 * IV_OK, or IV_WRONG when a column can be read in two ways. */
int ingest_learn(struct ingest *g, struct iv_batch *b, struct iv_err *err);

/* Reads the files of the map's lookups (ingest_lookup.c). IV_OK; or IV_WRONG, with file and line. */
int ingest_lookups(struct ingest *g, struct iv_err *err);
/* Adds the member lookups to --stats: what was found and what was not. `workers` are struct iv_ingest. */
void ingest_lookups_stats(struct ingest *g, void *const *workers, size_t n);

/* The same for JSON (ingest_json.c). */
int ingest_fill_json(struct ingest *g, struct iv_batch *b, struct iv_err *err);
void ingest_json_close(struct ingest *g); /* the file in use */

/* Where the file just opened is a workbook, it becomes the text of its sheet and *format suits it (ingest_sheet.c). */
int ingest_workbook(struct ingest *g, const char *path, struct iv_csv_format *format, struct iv_err *err);

/* Fills a batch with rows: unit.bytes is a struct iv_row in the batch's arena. */
int ingest_fill(void *state, struct iv_batch *b, struct iv_err *err);
void ingest_close(struct ingest *g);

#endif
