/* SPDX-License-Identifier: MIT
 * Configuration: a YAML file as a tree of nodes that know where they stand, and the checks every program makes
 * before it reads a record. All errors are IV_WRONG with file, line and column; so is a file that cannot be read. */
#ifndef IV_REC_CONF_H
#define IV_REC_CONF_H
#include "base/arena.h"
#include "base/err.h"

struct iv_conf;

enum iv_conf_kind { IV_CONF_SCALAR, IV_CONF_SEQUENCE, IV_CONF_MAPPING };

struct iv_conf_node {
	enum iv_conf_kind kind;
	struct iv_str text; /* of a scalar, unfolded and unquoted */
	bool quoted; /* a quoted or block scalar: never a number, true or null */
	bool escapes; /* in double quotes: the source may have escapes where the text has characters */
	long line, column; /* where its text begins, from 1; column in code points */
	size_t offset; /* the same as a byte offset in conf->source */
	size_t n; /* items of a sequence, pairs of a mapping */
	struct iv_conf_node **item; /* items, or the values of the pairs */
	struct iv_conf_node **key; /* keys of the pairs, scalars; NULL for a sequence */
	const struct iv_conf *conf;
};

/* A file read. Nodes and their texts live until release. */
struct iv_conf {
	struct iv_arena arena;
	const char *file;
	struct iv_str source;
	struct iv_conf_node *root; /* an empty file is an empty mapping */
};

#define IV_CONF_LARGEST (16 << 20) /* bytes of what people write */

/* A file of more than `largest` bytes is refused before it is parsed. */
int iv_conf_read(struct iv_conf *c, const char *path, size_t largest, struct iv_err *err);
int iv_conf_parse(struct iv_conf *c, const char *name, struct iv_str text, struct iv_err *err); /* `name` for messages */
void iv_conf_release(struct iv_conf *c);

/* The value of a mapping's key, or NULL when absent. */
const struct iv_conf_node *iv_conf_get(const struct iv_conf_node *map, const char *key);

/* Sets err at the byte `at` of the node's text (also inside folded and quoted scalars, where the text is not what
 * stands in the file) and returns IV_WRONG. */
int iv_conf_error(const struct iv_conf_node *node, size_t at, struct iv_err *err, const char *format, ...) __attribute__((format(printf, 4, 5)));

enum iv_conf_type {
	IV_CONF_TEXT, /* struct iv_str */
	IV_CONF_INT, /* int64_t */
	IV_CONF_MONEY, /* int64_t, ten-thousandths */
	IV_CONF_REAL, /* double; finite */
	IV_CONF_REALS, /* struct iv_conf_reals; a list */
	IV_CONF_BOOL, /* bool; true or false */
	IV_CONF_DATE, /* int32_t, a day number */
	IV_CONF_CHOICE, /* int: the index in `choices`, which ends with NULL */
	IV_CONF_TEXTS, /* struct iv_conf_texts; a single scalar counts as a list of one */
	IV_CONF_NODE, /* const struct iv_conf_node *, of any kind */
	IV_CONF_RULE, /* const struct iv_conf_node *, a scalar with an expression in it */
	IV_CONF_LIST, /* const struct iv_conf_node *, a sequence */
	IV_CONF_MAP, /* const struct iv_conf_node *, a mapping */
};

struct iv_conf_texts {
	const struct iv_str *text;
	const struct iv_conf_node *const *node; /* where each stands */
	size_t n;
};

struct iv_conf_reals {
	const double *value;
	size_t n;
};

/* One key that a mapping may have. */
struct iv_conf_key {
	const char *name;
	enum iv_conf_type type;
	size_t offset; /* of the member in the struct that iv_conf_bind fills */
	bool required;
	const char *const *choices;
};

/* Fills the members of *into from a mapping. A key that is not in keys[0..n) is an error with a "did you mean";
 * so are a wrong type and a missing required key. Members whose key is absent stay as they are. */
int iv_conf_bind(const struct iv_conf_node *map, const struct iv_conf_key *keys, size_t n, void *into, struct iv_err *err);

/* One scalar, checked and converted as a key of that type would be. `what` names it in messages. */
int iv_conf_scalar(const struct iv_conf_node *node, const char *what, enum iv_conf_type type, const char *const *choices, void *into, struct iv_err *err);

/* What every rule carries. Bind its members like any other key. */
struct iv_conf_duty {
	struct iv_str purpose, owner; /* why it is there; who answers for it */
	const struct iv_conf_node *approved; /* mapping by, date; or NULL */
};

#endif
