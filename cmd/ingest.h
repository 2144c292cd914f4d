/* SPDX-License-Identifier: MIT
 * Within ivoc-ingest: the reader's state, and what it packs into a batch. */
#ifndef IV_CMD_INGEST_H
#define IV_CMD_INGEST_H
#include "cli/cli.h"
#include "ingest/content.h"
#include "ingest/profile.h"
#include "ingest/profile_map.h"
#include "io/csv.h"
#include "io/in.h"
#include "io/json_split.h"
#include "rec/lines.h"

struct ingest_options {
	struct iv_common common;
	bool keep_raw;
	const char *sheet;
	const char *profile;
	bool sniff;
	int format; /* of the profile: ingest_formats */
};
extern const char *const ingest_formats[];

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
	size_t batch; /* bytes of it in the batch at hand */
	/* What the head of each file shows (ingest_learn.c). */
	bool learns, fresh; /* there are columns to learn of; the batch begins a file, whose head is being read */
	const char *learned; /* the file whose head was read last */
	struct iv_order *order; /* what it showed; rows point to it */
	struct iv_arena orders; /* of all files, for the whole run */
	struct iv_expect_input *input; /* the files read, for what the map expects */
	size_t inputs, inputs_cap;
	const struct iv_map_rest *rest; /* with own: rest, of the file in use */
	struct iv_arena arena; /* until the end of the run */
	/* The profile, and what its reader knows of the files. */
	bool only; /* there is no map: nothing but a profile is made */
	const struct iv_columns *columns;
	struct iv_profile *profile; /* of all workers, after the run */
	struct iv_profile_tops tops;
	struct iv_profile_map said;
};

struct ingest_worker {
	struct iv_ingest ingest; /* first */
	struct iv_profile *profile; /* NULL: none is made */
	struct iv_profile_map said;
	struct ingest_pending *pending; /* by column of the profile: values of the batch, of NDJSON */
	size_t pending_n;
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
void ingest_file_stats(struct ingest *g); /* adds the delimited file in use to --stats */
void ingest_map_stats(struct ingest *g); /* the same for the map */

/* --- ingest_profile.c --- */
char ingest_begins(struct iv_str sample); /* { or [ of JSON, or 0 */
int ingest_profile_load(struct ingest *g, struct iv_err *err); /* in place of a map, when none is given */
void ingest_profile_columns(struct ingest *g, const struct iv_str *names, size_t n); /* those of the next file */
const struct iv_cells *ingest_profile_cells(const struct ingest *g, struct iv_arena *arena, const struct iv_csv_row *from);
void ingest_profile_start(struct ingest_worker *w);
void ingest_profile_stop(struct ingest_worker *w); /* safe when not started */
void ingest_profile_row(struct ingest_worker *w, struct iv_batch *b, const struct iv_unit *u); /* of NDJSON, after it was read */
void ingest_profile_batch(struct ingest_worker *w, struct iv_batch *b);
void ingest_profile_merge(struct ingest *g, void *const *workers, size_t n);
void ingest_profile_list(struct iv_profile *p, const struct iv_columns *columns, size_t *index); /* where in p each column is; index may be NULL */
int ingest_profile_drain(void *state, struct iv_batch *b, struct iv_err *err);
int ingest_profile_tail(void *state, struct iv_buf *out, struct iv_err *err); /* prints it to the output, when there is nothing else in it */
int ingest_profile_write(struct ingest *g, struct iv_err *err); /* to its own file */
void ingest_profile_release(struct ingest *g);

static inline bool ingest_is_stdout(const char *path)
{
	return !path || strcmp(path, "-") == 0;
}

/* Prints a map for the file (ingest_sniff.c). IV_END: all is done; IV_WRONG or IV_FAIL. */
int ingest_sniff(struct ingest *g, struct iv_err *err);

/* Where the file just opened is a workbook, it becomes the text of its sheet and *format suits it (ingest_sheet.c). */
int ingest_workbook(struct ingest *g, const char *path, struct iv_csv_format *format, struct iv_err *err);

/* Opens the next file and reads its header. IV_END: no file is left. An empty file is closed again at once. */
int ingest_file_open(struct ingest *g, struct iv_err *err);
void ingest_file_close(struct ingest *g);
/* Opens the next file, unless that was done to look at its head, and notes it among those that the map's expectations are about. IV_END: no
 * file is left. */
int ingest_input(struct ingest *g, struct iv_err *err);

/* Fills a batch with rows: unit.bytes is a struct iv_row in the batch's arena. */
int ingest_fill(void *state, struct iv_batch *b, struct iv_err *err);
void ingest_close(struct ingest *g);

#endif
