/* SPDX-License-Identifier: MIT
 * A record: one line of the stream as spans, with the changes a program makes to it. Fields that nobody changes
 * leave as the bytes they came in. See ivoc-record(5) for what the lines mean. */
#ifndef IV_REC_RECORD_H
#define IV_REC_RECORD_H
#include "io/json.h"

enum iv_kind { IV_KIND_OTHER, IV_KIND_PARTY, IV_KIND_EVENT, IV_KIND_CUSTOMER, IV_KIND_DECISION, IV_KIND_REJECT };

/* Zero-initialise; reuse for many lines; release once. A record borrows its line and its arena. */
struct iv_rec {
	struct iv_json json; /* the members; edited ones point into the arena */
	struct iv_str line; /* as read, without line end */
	struct iv_arena *arena; /* where new values and decoded texts live; the batch's */
	const char *file; /* where the line came from, for messages */
	long line_no; /* from 1 */
	uint64_t byte; /* offset of the line in its file (after inflating) */
	uint64_t ordinal; /* 0, 1, 2 … over all input files: the record's place in the input */
	enum iv_kind kind;
	size_t members; /* as read; those after it were added */
	bool changed, moved; /* moved: a member as read was changed, dropped or moved */
};

void iv_rec_release(struct iv_rec *r);

/* Scans `line` into r. IV_OK, or IV_REJECT with the reason (see iv_json_scan). `line` and `arena` must outlive the use of r. */
int iv_rec_read(struct iv_rec *r, struct iv_str line, struct iv_arena *arena, struct iv_err *err);

enum iv_kind iv_kind_of(struct iv_str name);
const char *iv_kind_name(enum iv_kind kind);

static inline struct iv_json_member *iv_rec_find(const struct iv_rec *r, struct iv_str key)
{
	return iv_json_find(&r->json, key);
}

/* The raw JSON value of a field; {0} when absent. */
struct iv_str iv_rec_raw(const struct iv_rec *r, struct iv_str key);

/* The text of a string field, decoded; {0} when the field is absent, null or not a string. */
struct iv_str iv_rec_text(const struct iv_rec *r, struct iv_str key);

/* Sets a field to a JSON value, in its place or at the end. Key and value must outlive r: literals or the arena. */
void iv_rec_set(struct iv_rec *r, struct iv_str key, struct iv_str raw);
void iv_rec_set_text(struct iv_rec *r, struct iv_str key, struct iv_str text); /* quotes into the arena */
void iv_rec_lead(struct iv_rec *r, struct iv_str key, struct iv_str raw); /* the same, as the first field of the line */
void iv_rec_drop(struct iv_rec *r, struct iv_str key);

/* Whether the line as read has nothing but its members, with commas between them: no spaces around them. Then a member led into it
 * may as well be put behind its first brace. */
bool iv_rec_is_tight(const struct iv_rec *r);

/* Appends the record and '\n'. Unchanged: the line as it came; changed: untouched members byte for byte. */
void iv_rec_write(const struct iv_rec *r, struct iv_buf *out);

#endif
