/* SPDX-License-Identifier: MIT
 * A run of a program, from argv to exit status. The usual main:
 *
 *     int main(int argc, char **argv)
 *     {
 *             struct options o = { 0 };
 *             struct iv_cli cli;
 *             int status = iv_cli_start(&cli, &program, &o, argc, argv);
 *             if (status == IV_OK)
 *                     status = iv_cli_config(&cli, load, &state);     // optional
 *             if (status == IV_OK)
 *                     status = iv_cli_stream(&cli, &life, &state);    // or iv_cli_gather
 *             …release…
 *             return iv_cli_end(&cli, status);
 *     }
 */
#ifndef IV_CLI_CLI_H
#define IV_CLI_CLI_H
#include "base/hash.h"
#include "cli/opt.h"
#include "rec/conf.h"
#include "rec/flow.h"
#include "rec/record.h"

struct iv_say;
struct places;

/* What a part of the run took. */
struct iv_cli_stage {
	const char *name;
	double seconds, cpu_seconds; /* by the clock; of all threads */
	int64_t peak_bytes; /* the most memory of the process until its end */
};

struct iv_cli_stages {
	struct iv_cli_stage stage[16];
	size_t n;
	struct iv_cli_stage *now; /* the one in work; NULL: none */
	double since, cpu_since;
};

struct iv_cli {
	const struct iv_program *program;
	struct iv_common *common; /* the beginning of the program's options */
	const char *const *files;
	size_t files_n;
	int32_t today; /* --as-of, or the date now in --tz */
	struct iv_conf conf; /* --config, once read */
	struct iv_tally tally; /* what --stats prints */
	struct iv_names names; /* owns the names in it */
	struct iv_buf more_stats; /* JSON members a program adds: "rfm":{…}; use iv_json_member_raw */
	struct iv_say *say;
	struct iv_buf files_stats; /* JSON array of the files read, so far without its brackets */
	struct iv_cli_stages stages;
	const struct places *places; /* of a gather with `order` */
	long start_ms;
	bool committed;
};

/* Restores SIGPIPE, sets up signals and messages, parses options, fixes `today`. IV_OK: go on.
 * IV_END: all is done (help), pass it to iv_cli_end; IV_WRONG: said already. */
int iv_cli_start(struct iv_cli *cli, const struct iv_program *program, void *options, int argc, char **argv);

/* Reads --config into cli->conf and calls load(state, cli, err). Without --config: load is called with
 * cli->conf.root NULL. With --check: IV_END after a good load. Errors are said. */
int iv_cli_config(struct iv_cli *cli, int (*load)(void *state, struct iv_cli *cli, struct iv_err *err), void *state);

/* Says what is left to say (counts of repeated messages), writes --stats, releases, and returns the exit status:
 * 0, 1 failed, 2 wrong usage, 3 done but records were rejected without --rejects, 4 held back by a limit. `status`: IV_OK, IV_END, IV_FAIL,
 * IV_WRONG, IV_GUARD. */
int iv_cli_end(struct iv_cli *cli, int status);

/* Ends the stage in work and begins the stage `name` (a static string of letters), for the times that --stats prints. A gather begins
 * "read", "decide" and "write" by itself; within finish a program may tell its own stages apart. NULL: none is in work. */
void iv_cli_stage(struct iv_cli *cli, const char *name);
size_t iv_cli_given_back(void); /* bytes of memory: how much less than at most before is taken now; 0 where the system does not say */
void iv_cli_stages_print(struct iv_cli *cli, struct iv_buf *out); /* the member "stages" with a comma before it, or nothing */

/* Messages to the person, on stderr, prefixed with the program's name. */
void iv_cli_say(struct iv_cli *cli, const char *format, ...) __attribute__((format(printf, 2, 3))); /* not with -q */
void iv_cli_verbose(struct iv_cli *cli, const char *format, ...) __attribute__((format(printf, 2, 3))); /* only with -v */
void iv_cli_error(struct iv_cli *cli, const struct iv_err *err); /* always */
/* A remark of a kind (err->code): the first ten are printed, then only counted. Not with -q, except errors. */
void iv_cli_remark(struct iv_cli *cli, const struct iv_err *err);

/* A gather's output in order: the records that emit lines of each group. A record may stand in several groups, once in each. */
struct iv_groups {
	uint32_t *record; /* numbers that absorb was given, group after group */
	uint32_t *start; /* of each group, and one more: where its records begin */
	size_t groups;
};

/* The lines of the group in work. */
struct iv_lot {
	struct iv_lot_line {
		struct iv_str order, line;
	} * line;
	size_t n, cap;
	struct iv_buf spare;
};

#define IV_EMIT_ALL UINT32_MAX

/* What a worker has in hand while it works on one record or group. */
struct iv_emit {
	struct iv_batch *batch;
	const struct iv_cli *cli;
	struct iv_buf *to; /* where lines go */
	struct iv_place place; /* of the record in work, or the first of its group */
	uint64_t ordinal; /* gather, second pass: the number absorb was given for this record */
	uint32_t group; /* gather with `order`: whose lines are wanted, or IV_EMIT_ALL */
	bool alone; /* gather with `order`: the record is the only one of its group, so that one line of it leaves in no order */
	struct iv_lot *lot; /* cli's */
};

void iv_emit_record(struct iv_emit *e, const struct iv_rec *r); /* writes it; counts "out" and "out.KIND" */
void iv_emit_line(struct iv_emit *e, struct iv_str line, enum iv_kind kind); /* the same with a line made elsewhere (without '\n') */
/* The same in the second pass of a gather with `order`: within its group lines leave in order of `order` (bytewise; it must last until
 * the batch is done), then of the line. Returns false, and does nothing, when lines of that group are not wanted now: a record of
 * several groups is seen once for each, and emits for all of them each time. */
bool iv_emit_grouped(struct iv_emit *e, uint32_t group, struct iv_str order, const struct iv_rec *r);
/* The same with a line made elsewhere: `head` and `rest` together are it, without '\n'. */
bool iv_emit_grouped_line(struct iv_emit *e, uint32_t group, struct iv_str order, struct iv_str head, struct iv_str rest, enum iv_kind kind);
void iv_emit_drop(struct iv_emit *e, const char *why); /* counts "dropped" and "dropped.WHY" (a static string) */
void iv_emit_count(struct iv_emit *e, const char *name, int64_t n); /* any other count; a static string */
void iv_emit_warn(struct iv_emit *e, const struct iv_err *err); /* a remark about a record that passes; counts "warn.CODE" */
void iv_emit_note(struct iv_emit *e, struct iv_str note); /* gather, first pass: what absorb will get for this record */

/* Life one: each record on a worker, input order kept. `state` is shared and read only; each worker has its own. */
struct iv_stream {
	void *(*worker_new)(void *state); /* NULL: the worker is `state` itself */
	void (*worker_free)(void *worker);
	/* Does one record and emits what shall leave. IV_OK; IV_REJECT with err: the record goes to the rejects; < 0: the run fails. */
	int (*each)(void *worker, struct iv_rec *rec, struct iv_emit *emit, struct iv_err *err);
	/* Instead of each: all records of one cid, which must come one after the other in order of cid (as ivoc-dedupe
	 * writes them). A record that cannot be parsed is rejected by itself. IV_REJECT rejects the whole group. */
	int (*group)(void *worker, struct iv_rec *recs, size_t n, struct iv_emit *emit, struct iv_err *err);
	/* Optional, after the input ended and before the output is committed: adds the workers' sums up, in any order. */
	int (*finish)(void *state, void *const *workers, size_t n, struct iv_err *err);
};
int iv_cli_stream(struct iv_cli *cli, const struct iv_stream *life, void *state);

/* Life two: every record is seen once before any leaves.
 *   accept, on workers: says IV_OK (the record is spooled) with at most one note, or IV_REJECT, or IV_END: the second
 *           pass shall not see it, because it was dropped or emitted (then it leaves before the second pass's lines);
 *   absorb, in input order, one thread: one call for each spooled record, numbered 0, 1, 2 …;
 *   finish, one thread: decides. IV_END: there is no second pass, what was spooled counts as dropped on request;
 *   second, on workers: each spooled record again, with its number; emits;
 *   tail,   one thread, optional: emits what stands at the end. */
struct iv_gather {
	void *(*worker_new)(void *state);
	void (*worker_free)(void *worker);
	int (*accept)(void *worker, struct iv_rec *rec, struct iv_emit *emit, struct iv_err *err);
	/* Optional: a note that will be absorbed soon, so that the memory needed then can be fetched. Each is seen in step 0, then some notes
	 * later in step 1, before it is absorbed; the first few of a batch in one or none. Must change nothing. */
	void (*foresee)(void *state, struct iv_str note, unsigned step);
	int (*absorb)(void *state, struct iv_str note, uint64_t number, struct iv_err *err);
	int (*finish)(void *state, struct iv_err *err);
	int (*second)(void *worker, struct iv_rec *rec, struct iv_emit *emit, struct iv_err *err);
	int (*tail)(void *state, struct iv_emit *emit, struct iv_err *err);
	bool (*more)(const void *state); /* optional: whether tail is called again, once what it emitted has left; for much of it */
	const char *spent; /* how records count that finish wants no second pass of; NULL: "dropped" */
	/* Optional, after finish: the output is in order. What accept emits leaves first, in order of its bytes; then group after
	 * group, what `second` emits with iv_emit_grouped. The arrays are freed by the gather. */
	void (*order)(void *state, struct iv_groups *out);
	/* Optional, with `order`, on workers: asks for what `second` will need of a record that comes soon, in three steps each of which may rely on
	 * what the one before asked for. */
	void (*fetch)(const void *state, uint32_t number, unsigned step);
	bool unread; /* with `order`: `second` gets a record that has its line only, and reads it with iv_rec_read where it must */
};
int iv_cli_gather(struct iv_cli *cli, const struct iv_gather *life, void *state);

/* Within finish of a gather with `order`: the record with that number again, as it was read. IV_OK, or IV_FAIL. */
int iv_cli_again(struct iv_cli *cli, uint64_t number, struct iv_arena *a, struct iv_str *line, struct iv_err *err);

/* For a program with a reader of its own (ivoc-ingest): `fill` in place of lines, `work` on a whole batch. Rejects,
 * output, remarks, counts and progress are handled as in a stream. */
struct iv_custom {
	int (*fill)(void *state, struct iv_batch *b, struct iv_err *err);
	void *(*worker_new)(void *state);
	void (*worker_free)(void *worker);
	int (*work)(void *worker, struct iv_emit *emit, struct iv_err *err); /* emit->batch is the batch */
	/* Optional: a finished batch, in the order of the input, in one thread at a time; batch->side is the program's. */
	int (*drain)(void *state, struct iv_batch *b, struct iv_err *err);
	int (*finish)(void *state, void *const *workers, size_t n, struct iv_err *err);
	int (*tail)(void *state, struct iv_buf *out, struct iv_err *err); /* optional: what stands at the end of the output */
};
int iv_cli_custom(struct iv_cli *cli, const struct iv_custom *life, void *state);

#endif
