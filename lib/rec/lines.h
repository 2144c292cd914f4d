/* SPDX-License-Identifier: MIT
 * The usual reader of a flow: whole lines from files, or from any other source of bytes. Line ends \n and \r\n,
 * a BOM on line 1 and blank lines are taken off; a line over the limit is a unit that is already bad. */
#ifndef IV_REC_LINES_H
#define IV_REC_LINES_H
#include "rec/flow.h"

#define IV_LINE_MAX ((size_t)1 << 20)

/* What was read of each file, for stats. */
struct iv_lines_file {
	const char *name;
	uint64_t bytes, lines;
};

struct iv_lines {
	const char *const *files; /* names; "-" is stdin */
	size_t files_n;
	size_t line_max;
	bool group; /* a batch ends where the cid changes; unit.group_start is set; order is checked */
	/* Private from here. */
	struct iv_in *in;
	size_t at; /* the file in use */
	struct iv_buf carry;
	long line_no;
	uint64_t byte, ordinal;
	bool skipping, end; /* the rest of an overlong line; no more input */
	struct iv_buf last_group;
	struct iv_arena held_arena;
	struct iv_unit *held; /* the group that may go on in the next batch */
	size_t held_n;
	struct iv_lines_file *seen;
	size_t seen_n, seen_cap;
	ptrdiff_t (*read)(void *source, char *p, size_t n, struct iv_err *err); /* not NULL: bytes come from here instead */
	void *source;
};

int iv_lines_fill(struct iv_lines *l, struct iv_batch *b, struct iv_err *err); /* fits iv_flow.fill */
void iv_lines_release(struct iv_lines *l);

#endif
