/* SPDX-License-Identifier: MIT
 * The scanner: one pass that checks grammar, depth and doubled keys and notes spans, and one that checks UTF-8. Most bytes of
 * real records are inside strings, so both take 16 at a step. */
#include "io/json.h"

#include <stdlib.h>

#include "base/utf8.h"
#include "io/json_plain.h"

/* What a scan needs besides its place. Each part of the grammar is a function from the place where it begins to the
 * place after it, or NULL with code, what and at set; so the place stays in a register. */
struct scan {
	const char *end, *at;
	struct iv_json *j;
	const char *code, *what;
};

void iv_json_release(struct iv_json *j)
{
	free(j->m);
	free(j->keys);
	free(j->table);
	iv_arena_release(&j->arena);
	*j = (struct iv_json){ 0 };
}

static const char *bad(struct scan *s, const char *at, const char *code, const char *what)
{
	s->at = at;
	s->code = code;
	s->what = what;
	return NULL;
}

static const char *bad_json(struct scan *s, const char *at, const char *what)
{
	return bad(s, at, "bad_json", what);
}

static inline const char *space(const char *p, const char *end)
{
	while (p < end && (unsigned char)*p <= ' ' && (*p == ' ' || *p == '\t' || *p == '\r' || *p == '\n'))
		p++;
	return p;
}

/* At a backslash. */
static const char *escape(struct scan *s, const char *p)
{
	if (s->end - p < 2)
		return bad_json(s, p, "the string does not end");
	char c = p[1];
	if (c != 'u') {
		if (!memchr("\"\\/bfnrt", c, 8))
			return bad_json(s, p, "an escape is not one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u");
		return p + 2;
	}
	int v = s->end - p >= 6 ? iv_json_hex4(p + 2) : -1;
	if (v < 0)
		return bad_json(s, p, "\\u needs four hexadecimal digits");
	if (v >= 0xD800 && v <= 0xDFFF) {
		int low = v <= 0xDBFF && s->end - p >= 12 && p[6] == '\\' && p[7] == 'u' ? iv_json_hex4(p + 8) : -1;
		if (low < 0xDC00 || low > 0xDFFF)
			return bad_json(s, p, "an escaped surrogate stands alone");
		return p + 12;
	}
	return p + 6;
}

/* The rest of a string that is long, has escapes, or stands near the end of the line. */
static __attribute__((noinline)) const char *string_rest(struct scan *s, const char *p, bool *escaped)
{
	const char *end = s->end;
	while (p && p < end) {
		if (end - p >= 16) {
			unsigned n = iv_json_clean16(p);
			p += n;
			if (n == 16)
				continue;
		}
		unsigned char c = (unsigned char)*p;
		if (c == '"')
			return p + 1;
		if (c < 0x20)
			return bad_json(s, p, "a control character stands in a string unescaped");
		*escaped |= c == '\\';
		p = c == '\\' ? escape(s, p) : p + 1;
	}
	return p ? bad_json(s, p, "the string does not end") : NULL;
}

/* From the opening quote to after the closing one. *escaped is set when the text must be decoded. That it is UTF-8 is checked for the whole
 * line. */
static inline const char *string(struct scan *s, const char *p, bool *escaped)
{
	p++;
	if (s->end - p > 16) {
		p += iv_json_clean16(p);
		if (*p == '"')
			return p + 1;
	}
	return string_rest(s, p, escaped);
}

static inline const char *digits(const char *p, const char *end)
{
	while (p < end && *p >= '0' && *p <= '9')
		p++;
	return p;
}

static const char *number(struct scan *s, const char *p)
{
	const char *end = s->end, *from;
	p += *p == '-';
	from = p;
	p = p < end && *p == '0' ? p + 1 : digits(p, end);
	if (p == from)
		return bad_json(s, p, "a number needs a digit here");
	if (p < end && *p == '.') {
		from = ++p;
		p = digits(p, end);
		if (p == from)
			return bad_json(s, p, "a number needs a digit after its point");
	}
	if (p < end && (*p == 'e' || *p == 'E')) {
		p++;
		p += p < end && (*p == '+' || *p == '-');
		from = p;
		p = digits(p, end);
		if (p == from)
			return bad_json(s, p, "a number needs a digit in its exponent");
	}
	return p;
}

static const char *word(struct scan *s, const char *p, const char *text, size_t n)
{
	if ((size_t)(s->end - p) < n || memcmp(p, text, n) != 0)
		return bad_json(s, p, "expected a value");
	return p + n;
}

/* Of the length and the first and last eight bytes. Keys that agree in these are told apart by comparing them. */
static inline uint32_t hash_of(struct iv_str key)
{
	uint64_t a = 0, b = 0;
	uint32_t lo, hi;
	if (key.n >= 8) {
		memcpy(&a, key.p, 8);
		memcpy(&b, key.p + key.n - 8, 8);
	} else if (key.n >= 4) {
		memcpy(&lo, key.p, 4);
		memcpy(&hi, key.p + key.n - 4, 4);
		a = (uint64_t)hi << 32 | lo;
	} else if (key.n) {
		a = (uint64_t)(unsigned char)key.p[key.n / 2] << 16 | (uint64_t)(unsigned char)key.p[key.n - 1] << 8 | (unsigned char)key.p[0];
	}
	uint64_t h = (a + b * 31 + key.n) * 0xD6E8FEB86659FD93u;
	return (uint32_t)(h >> 32) ^ (uint32_t)(h >> 58);
}

uint32_t iv_json_hash(struct iv_str key)
{
	return hash_of(key);
}

static inline void push_key(struct scan *s, struct iv_str raw, bool escaped)
{
	struct iv_json *j = s->j;
	struct iv_str key = escaped ? iv_json_decode(raw, &j->arena) : raw;
	if (j->keys_n == j->keys_cap)
		j->keys = iv_reserve(j->keys, &j->keys_cap, j->keys_n + 1, sizeof *j->keys);
	j->keys[j->keys_n++] = (struct iv_json_key){ key, hash_of(key) };
}

/* Whether two of many keys are equal, through a table. */
static bool doubled_many(struct iv_json *j, const struct iv_json_key *k, size_t n)
{
	size_t slots = 256;
	while (slots < n * 2)
		slots *= 2;
	j->table = iv_reserve(j->table, &j->table_cap, slots, sizeof *j->table);
	memset(j->table, 0, slots * sizeof *j->table);
	for (size_t a = 0; a < n; a++) {
		size_t i = k[a].hash & (slots - 1);
		for (; j->table[i]; i = (i + 1) & (slots - 1)) {
			const struct iv_json_key *other = &k[j->table[i] - 1];
			if (other->hash == k[a].hash && iv_str_eq(other->key, k[a].key))
				return true;
		}
		j->table[i] = (uint16_t)(a + 1);
	}
	return false;
}

/* Whether two of keys[from..) are equal. A set of 64 bits tells for most keys that no earlier one can be. */
static bool doubled(struct iv_json *j, size_t from)
{
	const struct iv_json_key *k = j->keys + from;
	size_t n = j->keys_n - from;
	uint64_t seen = 0;
	if (n > 64)
		return doubled_many(j, k, n);
	for (size_t a = 0; a < n; a++) {
		uint64_t bit = (uint64_t)1 << (k[a].hash & 63);
		for (size_t b = 0; (seen & bit) && b < a; b++)
			if (k[a].hash == k[b].hash && iv_str_eq(k[a].key, k[b].key))
				return true;
		seen |= bit;
	}
	return false;
}

static const char *value(struct scan *s, const char *p, int depth);

static const char *array(struct scan *s, const char *p, int depth)
{
	const char *end = s->end;
	p = space(p + 1, end);
	if (p < end && *p == ']')
		return p + 1;
	for (;;) {
		p = value(s, p, depth);
		if (!p)
			return NULL;
		p = space(p, end);
		if (p < end && *p == ']')
			return p + 1;
		if (p >= end || *p != ',')
			return bad_json(s, p, "expected ',' or ']'");
		p = space(p + 1, end);
	}
}

static const char *no_key(struct scan *s, const char *p)
{
	return bad_json(s, p, "expected a key in double quotes");
}

/* From the end of a key to its value. */
static inline const char *colon(struct scan *s, const char *p)
{
	const char *end = s->end;
	if (p >= end || *p != ':')
		p = space(p, end);
	if (p >= end || *p != ':')
		return bad_json(s, p, "expected ':' after a key");
	return space(p + 1, end);
}

/* From the end of a member to the next one; or to after the closing brace, and then *closed is set. */
static inline const char *comma(struct scan *s, const char *p, bool *closed)
{
	const char *end = s->end;
	if (p >= end || *p != ',')
		p = space(p, end);
	if (p < end && *p == ',')
		return space(p + 1, end);
	if (p >= end || *p != '}')
		return bad_json(s, p, "expected ',' or '}'");
	*closed = true;
	return p + 1;
}

static const char *too_many(struct scan *s, const char *p)
{
	return bad(s, p, "too_many_fields", "an object has more than 4096 members");
}

static const char *twice(struct scan *s, const char *p)
{
	return bad(s, p, "duplicate_key", "a key stands twice in one object");
}

/* An object within the top one: its keys are looked at and forgotten. */
static const char *object(struct scan *s, const char *p, int depth)
{
	struct iv_json *j = s->j;
	const char *end = s->end;
	size_t mark = j->keys_n;
	p = space(p + 1, end);
	if (p < end && *p == '}')
		return p + 1;
	for (bool closed = false; !closed;) {
		const char *at = p;
		bool escaped = false;
		p = p < end && *p == '"' ? string(s, p, &escaped) : no_key(s, p);
		if (!p)
			return NULL;
		push_key(s, (struct iv_str){ at + 1, (size_t)(p - at) - 2 }, escaped);
		if (!(p = colon(s, p)) || !(p = value(s, p, depth)))
			return NULL;
		if (j->keys_n - mark > IV_JSON_FIELDS)
			return too_many(s, p);
		if (!(p = comma(s, p, &closed)))
			return NULL;
	}
	if (doubled(j, mark))
		return twice(s, p);
	j->keys_n = mark;
	return p;
}

/* Whether two members of the top object have one key. */
static bool doubled_members(struct iv_json *j)
{
	size_t n = j->keys_n = j->n;
	if (j->keys_cap < n)
		j->keys = iv_reserve(j->keys, &j->keys_cap, n, sizeof *j->keys);
	for (size_t a = 0; a < n; a++)
		j->keys[a] = (struct iv_json_key){ j->m[a].key, j->m[a].hash };
	return doubled(j, 0);
}

/* The top object: its members are what a scan is for. */
static const char *top_object(struct scan *s, const char *p)
{
	struct iv_json *j = s->j;
	const char *end = s->end;
	uint64_t seen = 0, other = 0; /* two sets of keys, because among twenty keys two often share a bit of one */
	bool perhaps = false;
	p = space(p + 1, end);
	if (p < end && *p == '}')
		return p + 1;
	for (bool closed = false; !closed;) {
		const char *at = p;
		bool escaped = false;
		p = p < end && *p == '"' ? string(s, p, &escaped) : no_key(s, p);
		if (!p)
			return NULL;
		if (j->n == j->cap)
			j->m = iv_reserve(j->m, &j->cap, j->n + 1, sizeof *j->m);
		struct iv_json_member *m = &j->m[j->n];
		struct iv_str raw = { at + 1, (size_t)(p - at) - 2 };
		m->key = escaped ? iv_json_decode(raw, &j->arena) : raw;
		m->hash = hash_of(m->key);
		m->at = at;
		m->edited = escaped = false;
		uint64_t bit = (uint64_t)1 << (m->hash & 63), second = (uint64_t)1 << (m->hash >> 8 & 63);
		perhaps |= (seen & bit) && (other & second);
		seen |= bit;
		other |= second;
		if (!(p = colon(s, p)))
			return NULL;
		m->value.p = p;
		m->type = p < end ? iv_json_type_at(*p) : IV_JSON_NULL;
		p = m->type == IV_JSON_STRING ? string(s, p, &escaped) : value(s, p, 1);
		if (!p)
			return NULL;
		m->escaped = escaped;
		m->value.n = (size_t)(p - m->value.p);
		if (++j->n > IV_JSON_FIELDS)
			return too_many(s, p);
		if (!(p = comma(s, p, &closed)))
			return NULL;
	}
	j->seen = seen;
	return perhaps && doubled_members(j) ? twice(s, p) : p;
}

static const char *value(struct scan *s, const char *p, int depth)
{
	bool escaped = false;
	if (p >= s->end)
		return bad_json(s, p, "expected a value");
	switch (*p) {
	case '"':
		return string(s, p, &escaped);
	case '{':
	case '[':
		if (depth >= IV_JSON_DEPTH)
			return bad(s, p, "too_deep", "values are nested more than 64 deep");
		return *p == '{' ? object(s, p, depth + 1) : array(s, p, depth + 1);
	case 't':
		return word(s, p, "true", 4);
	case 'f':
		return word(s, p, "false", 5);
	case 'n':
		return word(s, p, "null", 4);
	default:
		if (*p == '-' || (*p >= '0' && *p <= '9'))
			return number(s, p);
		return bad_json(s, p, "expected a value");
	}
}

static bool scan_line(struct scan *s, struct iv_str line)
{
	const char *p = space(line.p, s->end);
	p = p < s->end && *p == '{' ? top_object(s, p) : bad_json(s, p, "expected an object: '{'");
	if (p && (p = space(p, s->end)) < s->end)
		p = bad_json(s, p, "something follows the object");
	return p;
}

int iv_json_scan(struct iv_json *j, struct iv_str line, struct iv_err *err)
{
	struct scan s = { .end = line.p + line.n, .j = j };
	j->n = j->keys_n = 0;
	j->seen = 0;
	if (j->arena.head)
		iv_arena_clear(&j->arena);
	bool well = scan_line(&s, line);
	size_t good = iv_utf8_check(line);
	/* Of two errors the first is told. Where a byte beyond ASCII is itself what the grammar does not expect, that is. */
	if (good < line.n && (well || s.at > line.p + good))
		well = bad(&s, line.p + good, "bad_utf8", "the bytes are not UTF-8");
	return well ? IV_OK : iv_err_set(err, IV_REJECT, s.code, "%s (byte %td)", s.what, s.at - line.p + 1);
}
