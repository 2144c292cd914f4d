/* SPDX-License-Identifier: MIT
 * JSON as spans. A scan checks a whole line against RFC 8259 and says where each member of the top object begins
 * and ends; it converts nothing and copies nothing, so what nobody changes can leave as the bytes it came in.
 *
 * Stricter than RFC 8259 in three stated points: the text is one object; a key may stand once in an object;
 * an escaped surrogate must be half of a pair. Limits: depth 64, 4,096 members an object. */
#ifndef IV_IO_JSON_H
#define IV_IO_JSON_H
#include "base/arena.h"
#include "base/err.h"

#define IV_JSON_DEPTH 64
#define IV_JSON_FIELDS 4096

enum iv_json_type { IV_JSON_NULL, IV_JSON_FALSE, IV_JSON_TRUE, IV_JSON_NUMBER, IV_JSON_STRING, IV_JSON_ARRAY, IV_JSON_OBJECT };

struct iv_json_member {
	struct iv_str key; /* decoded */
	struct iv_str value; /* as written: a string with its quotes, an array with its brackets */
	const char *at; /* where the member begins in the line: the key's opening quote */
	uint32_t hash; /* iv_json_hash(key) */
	uint8_t type; /* enum iv_json_type of value */
	bool escaped; /* value is a string with escapes in it */
	bool edited; /* value is no longer what stands in the line, or at is NULL: the member is new */
};

struct iv_json_key {
	struct iv_str key;
	uint32_t hash;
};

/* A scanner and what it found last. Zero-initialise; reuse it for many lines. Not shared between threads. */
struct iv_json {
	struct iv_json_member *m; /* the members of the top object, in order */
	size_t n, cap;
	struct iv_json_key *keys; /* scratch: keys of the objects being read, and a table to find doubles */
	size_t keys_n, keys_cap;
	uint64_t seen; /* bit hash & 63 of each key of the top object: a clear bit tells that a key is absent */
	uint16_t *table;
	size_t table_cap;
	struct iv_arena arena; /* decoded keys, where a key has escapes */
};

void iv_json_release(struct iv_json *j);

/* Scans one line (without its line end) that must be one JSON object. IV_OK; or IV_REJECT with err->code one of
 * bad_json, bad_utf8, duplicate_key, too_deep, too_many_fields; its message names the byte (from 1). Spans point into
 * `line`, and live as long as it does. */
int iv_json_scan(struct iv_json *j, struct iv_str line, struct iv_err *err);

/* The member of that name, or NULL. */
struct iv_json_member *iv_json_find(const struct iv_json *j, struct iv_str key);
struct iv_json_member *iv_json_find_hashed(const struct iv_json *j, struct iv_str key, uint32_t hash);
uint32_t iv_json_hash(struct iv_str key);

/* --- Reading a value's span. All of these trust that the span was scanned. --- */

enum iv_json_type iv_json_type_of(struct iv_str value);

/* The text of a string value: borrowed from the span when it has no escapes, else decoded into the arena. */
struct iv_str iv_json_text(struct iv_str value, struct iv_arena *arena);

/* Walks an array or an object:
 *   struct iv_json_walk w = iv_json_open(value);
 *   while (iv_json_next(&w)) … w.value, and in an object w.key (raw, between its quotes; see iv_json_walk_key) */
struct iv_json_walk {
	const char *p, *end;
	struct iv_str key, value;
	bool object, escaped; /* escaped: the key has escapes in it */
};
struct iv_json_walk iv_json_open(struct iv_str value); /* anything but an array or object: a walk of nothing */
bool iv_json_next(struct iv_json_walk *w);
bool iv_json_walk_escaped_key(const struct iv_json_walk *w, struct iv_str name);
/* Whether the current key is `name`, escapes decoded. */
static inline bool iv_json_walk_key(const struct iv_json_walk *w, struct iv_str name)
{
	return w->escaped ? iv_json_walk_escaped_key(w, name) : iv_str_eq(w->key, name);
}

/* The value of member `name` in an object span; {0} when absent or not an object. */
struct iv_str iv_json_get(struct iv_str object, struct iv_str name);

/* The same for a path: member step[0], its member step[1] and so on. Goes over no more of the span than it must. */
struct iv_str iv_json_path(struct iv_str object, const struct iv_str *step, size_t n);

/* --- Writing --- */
void iv_json_quote(struct iv_buf *b, struct iv_str text); /* appends text as a JSON string; text must be UTF-8 */
void iv_json_member_text(struct iv_buf *b, const char *key, struct iv_str text); /* appends "key":"text" with a comma before it unless b ends in { or [ */
void iv_json_member_raw(struct iv_buf *b, const char *key, struct iv_str raw); /* the same with a JSON value as it is */
void iv_json_member_int(struct iv_buf *b, const char *key, int64_t v);
void iv_json_member_double(struct iv_buf *b, const char *key, double v, int decimals); /* rounded; null where it is not finite */
void iv_json_member_exact(struct iv_buf *b, const char *key, double v); /* reads back as the same number; null where it is not finite */
void iv_json_comma(struct iv_buf *b); /* a comma, unless b is empty or ends in { [ or , or : */

#endif
