/* SPDX-License-Identifier: MIT
 * A model as a file: everything that was learned from a population, so that with it nothing about a pair depends on other records.
 * It is JSON, indented for people (and so is YAML, and its errors name file, line and column). Numbers are written so that they read
 * back as the same doubles. What the mixture does not know (how common a name is, which numbers are junk, which blocks were split) goes into
 * tables and lists that their owners name. */
#ifndef IV_MATCH_MODEL_FILE_H
#define IV_MATCH_MODEL_FILE_H
#include "match/mixture.h"
#include "rec/conf.h"

struct iv_model_entry {
	uint64_t key, number; /* a hash, and what is known of it */
};

struct iv_model_table {
	const char *name;
	const struct iv_model_entry *entry; /* in an order that does not depend on the input's */
	size_t n;
};

struct iv_model_list {
	const char *name;
	const struct iv_str *text;
	size_t n;
};

/* What goes into the file beside shape and mixture. */
struct iv_model_extras {
	const struct iv_model_table *table;
	const struct iv_model_list *list;
	size_t tables, lists;
};

void iv_model_write(const struct iv_shape *s, const struct iv_mixture *m, const struct iv_model_extras *extras, struct iv_buf *out);

/* Fills what is learned into a shape whose fields, levels and states are those of the program, and into the mixture. A file that
 * was made for other fields, levels or states is IV_WRONG, and err says where they part. */
int iv_model_read(const struct iv_conf_node *root, struct iv_shape *s, struct iv_mixture *m, struct iv_err *err);

/* A table or list of that name; empty when there is none. Entries live in the arena, texts in the configuration. */
int iv_model_read_table(const struct iv_conf_node *root, const char *name, struct iv_arena *a, struct iv_model_table *out, struct iv_err *err);
int iv_model_read_list(const struct iv_conf_node *root, const char *name, struct iv_conf_texts *out, struct iv_err *err);

#endif
