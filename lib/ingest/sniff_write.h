/* SPDX-License-Identifier: MIT
 * Within sniff: writing YAML, and remarks about what was seen. */
#ifndef IV_INGEST_SNIFF_WRITE_H
#define IV_INGEST_SNIFF_WRITE_H
#include "ingest/sniff.h"

struct iv_sniff_writer {
	struct iv_sniff *s;
	const struct iv_sniff_file *file;
	struct iv_buf *out;
	const char *dates; /* the format that holds for all dates; NULL: auto */
};

void iv_sniff_scalar(struct iv_buf *b, struct iv_str s); /* a YAML scalar, plain where nobody could take it for anything else */
void iv_sniff_in_rule(struct iv_buf *b, struct iv_str name); /* a column in a rule: bare, or in double quotes */
bool iv_sniff_plain(struct iv_str name); /* whether it can stand in a template or a rule, which themselves stand in quotes (sniff.c) */
void iv_sniff_remark(struct iv_buf *b, struct iv_str s); /* text in a remark, which stays in its line */
void iv_sniff_seen(struct iv_sniff_writer *w, const struct iv_sniff_column *c); /* 98 % filled, 97 % telephone numbers of CN */
void iv_sniff_end_line(struct iv_sniff_writer *w, const struct iv_sniff_column *c); /* the same as a remark that ends the line */
void iv_sniff_head(struct iv_sniff_writer *w); /* how the file is written */

#endif
