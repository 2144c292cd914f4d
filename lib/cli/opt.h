/* SPDX-License-Identifier: MIT
 * Options: one table a program, from which the parser, --help and the shell completions come. */
#ifndef IV_CLI_OPT_H
#define IV_CLI_OPT_H
#include "base/arena.h"
#include "base/err.h"

enum iv_opt_kind {
	IV_OPT_FLAG, /* bool */
	IV_OPT_TEXT, /* const char * */
	IV_OPT_FILE, /* const char *; completes file names */
	IV_OPT_TEXTS, /* struct iv_opt_texts; may be given several times */
	IV_OPT_INT, /* int64_t, >= 0 */
	IV_OPT_SIZE, /* size_t bytes: 64M, 1G, 512K */
	IV_OPT_DATE, /* struct iv_opt_date */
	IV_OPT_CHOICE, /* int: index in choices */
	IV_OPT_SHARE, /* struct iv_opt_share: 100 or 2% */
	IV_OPT_HELP, /* no member: these end the parsing */
	IV_OPT_VERSION,
	IV_OPT_COMPLETIONS,
};

struct iv_opt_texts {
	const char **text;
	size_t n, cap;
};
struct iv_opt_date {
	bool given;
	int32_t day;
};
struct iv_opt_share {
	bool given, percent;
	double n;
};

struct iv_opt {
	char letter; /* 0: none */
	const char *name;
	const char *arg; /* placeholder in the help: FILE; NULL for a flag */
	enum iv_opt_kind kind;
	size_t offset; /* of the member in the options struct */
	const char *help; /* begins with a verb, no full stop */
	const char *const *choices; /* IV_OPT_CHOICE: words, NULL at the end */
};

/* The options every program may have. A program's own options struct begins with it:
 *     struct options { struct iv_common common; bool summary; };  */
struct iv_common {
	const char *config, *output, *rejects, *stats, *tmp, *tz;
	int64_t threads; /* 0: as many as the machine has */
	size_t memory, max_line;
	struct iv_opt_date as_of;
	struct iv_opt_share max_rejects;
	bool quiet, verbose, show_values, check;
	bool bounded; /* --memory was given */
};

enum { /* which of the common options a program has; -h -V -q -v and --show-values always */
	IV_HAS_CONFIG = 1,
	IV_HAS_OUTPUT = 2,
	IV_HAS_REJECTS = 4, /* and --max-rejects */
	IV_HAS_THREADS = 8,
	IV_HAS_AS_OF = 16, /* and --tz */
	IV_HAS_STATS = 32,
	IV_HAS_MEMORY = 64, /* and --tmp */
	IV_HAS_LINES = 128, /* --max-line */
	IV_HAS_CHECK = 256, /* --check */
	IV_HAS_STREAM = IV_HAS_OUTPUT | IV_HAS_REJECTS | IV_HAS_THREADS | IV_HAS_STATS | IV_HAS_LINES,
	IV_HAS_GATHER = IV_HAS_STREAM | IV_HAS_MEMORY,
};

struct iv_program {
	const char *name; /* "ivoc-score" */
	const char *brief; /* one line, as in the man page's NAME */
	const char *usage; /* after the name: "[options] [file ...]" */
	const char *const *examples; /* lines, NULL at the end; may be NULL */
	unsigned has; /* IV_HAS_… */
	const struct iv_opt *opt;
	size_t opt_n;
};

/* Parses argv into *options (zeroed before, defaults set, begins with struct iv_common) and moves the operands to
 * the front: *files, *files_n (at least one: "-" stands for none). IV_OK; IV_END: help, version or completions
 * were printed into `print`; IV_WRONG with err. */
int iv_opt_parse(const struct iv_program *program, int argc, char **argv, void *options, const char *const **files, size_t *files_n, struct iv_buf *print,
		 struct iv_err *err);

void iv_opt_help(const struct iv_program *program, struct iv_buf *out);
int iv_opt_completions(const struct iv_program *program, const char *shell, struct iv_buf *out, struct iv_err *err); /* bash, zsh, fish */

#endif
