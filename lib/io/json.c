/* SPDX-License-Identifier: MIT
 * The scanner: one pass that checks grammar, UTF-8, depth and doubled keys and notes spans. Most bytes of real
 * records are inside strings, so that loop takes 16 at a step. */
#include "io/json.h"

#include <stdlib.h>

#include "base/utf8.h"
#ifdef __SSE2__
#include <emmintrin.h>
#endif

struct scan {
	const char *p, *end, *start;
	struct iv_json *j;
	const char *code, *what; /* why it failed */
};

void iv_json_release(struct iv_json *j)
{
	free(j->m);
	free(j->keys);
	free(j->table);
	iv_arena_release(&j->arena);
	*j = (struct iv_json){ 0 };
}

static bool bad(struct scan *s, const char *code, const char *what)
{
	s->code = code;
	s->what = what;
	return false;
}

static inline void space(struct scan *s)
{
	while (s->p < s->end && (*s->p == ' ' || *s->p == '\t' || *s->p == '\r' || *s->p == '\n'))
		s->p++;
}

/* Moves over plain characters of a string: up to a quote, a backslash, a control character or a byte >= 0x80. */
static inline const char *plain(const char *p, const char *end)
{
#ifdef __SSE2__
	const __m128i quote = _mm_set1_epi8('"'), slash = _mm_set1_epi8('\\'), low = _mm_set1_epi8(0x20);
	while (end - p >= 16) {
		__m128i v = _mm_loadu_si128((const __m128i *)(const void *)p);
		/* Signed comparison: bytes >= 0x80 are negative, so they count as low too. */
		__m128i hit = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(v, quote), _mm_cmpeq_epi8(v, slash)), _mm_cmplt_epi8(v, low));
		unsigned mask = (unsigned)_mm_movemask_epi8(hit);
		if (mask)
			return p + __builtin_ctz(mask);
		p += 16;
	}
#endif
	while (p < end && (unsigned char)*p >= 0x20 && (unsigned char)*p < 0x80 && *p != '"' && *p != '\\')
		p++;
	return p;
}

static int hex4(const char *p)
{
	int v = 0;
	for (int i = 0; i < 4; i++) {
		char c = p[i];
		int d = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
		if (d < 0)
			return -1;
		v = v << 4 | d;
	}
	return v;
}

/* At a backslash. */
static bool escape(struct scan *s)
{
	if (s->end - s->p < 2)
		return bad(s, "bad_json", "the string does not end");
	char c = s->p[1];
	if (c != 'u') {
		if (!memchr("\"\\/bfnrt", c, 8))
			return bad(s, "bad_json", "an escape is not one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u");
		s->p += 2;
		return true;
	}
	int v = s->end - s->p >= 6 ? hex4(s->p + 2) : -1;
	if (v < 0)
		return bad(s, "bad_json", "\\u needs four hexadecimal digits");
	if (v >= 0xD800 && v <= 0xDFFF) {
		int low = v <= 0xDBFF && s->end - s->p >= 12 && s->p[6] == '\\' && s->p[7] == 'u' ? hex4(s->p + 8) : -1;
		if (low < 0xDC00 || low > 0xDFFF)
			return bad(s, "bad_json", "an escaped surrogate stands alone");
		s->p += 6;
	}
	s->p += 6;
	return true;
}

/* At the opening quote; ends after the closing one. *escaped tells whether the text must be decoded. */
static bool string(struct scan *s, bool *escaped)
{
	s->p++;
	*escaped = false;
	for (;;) {
		s->p = plain(s->p, s->end);
		if (s->p >= s->end)
			return bad(s, "bad_json", "the string does not end");
		unsigned char c = (unsigned char)*s->p;
		if (c == '"') {
			s->p++;
			return true;
		}
		if (c == '\\') {
			*escaped = true;
			if (!escape(s))
				return false;
		} else if (c < 0x20) {
			return bad(s, "bad_json", "a control character stands in a string unescaped");
		} else {
			do {
				size_t n = iv_utf8_len(s->p, s->end);
				if (!n)
					return bad(s, "bad_utf8", "the bytes are not UTF-8");
				s->p += n;
			} while (s->p < s->end && (unsigned char)*s->p >= 0x80);
		}
	}
}

static inline bool digits(struct scan *s)
{
	const char *from = s->p;
	while (s->p < s->end && *s->p >= '0' && *s->p <= '9')
		s->p++;
	return s->p > from;
}

static bool number(struct scan *s)
{
	if (*s->p == '-')
		s->p++;
	if (s->p < s->end && *s->p == '0')
		s->p++;
	else if (!digits(s))
		return bad(s, "bad_json", "a number needs a digit here");
	if (s->p < s->end && *s->p == '.') {
		s->p++;
		if (!digits(s))
			return bad(s, "bad_json", "a number needs a digit after its point");
	}
	if (s->p < s->end && (*s->p == 'e' || *s->p == 'E')) {
		s->p++;
		if (s->p < s->end && (*s->p == '+' || *s->p == '-'))
			s->p++;
		if (!digits(s))
			return bad(s, "bad_json", "a number needs a digit in its exponent");
	}
	return true;
}

static bool word(struct scan *s, const char *text, size_t n)
{
	if ((size_t)(s->end - s->p) < n || memcmp(s->p, text, n) != 0)
		return bad(s, "bad_json", "expected a value");
	s->p += n;
	return true;
}

uint32_t iv_json_hash(struct iv_str key)
{
	uint64_t a = 0, b = 0;
	if (key.n >= 8) {
		memcpy(&a, key.p, 8);
		memcpy(&b, key.p + key.n - 8, 8);
	} else if (key.n >= 4) {
		uint32_t lo, hi;
		memcpy(&lo, key.p, 4);
		memcpy(&hi, key.p + key.n - 4, 4);
		a = lo;
		b = hi;
	} else if (key.n) {
		a = (unsigned char)key.p[0];
		b = (uint64_t)(unsigned char)key.p[key.n / 2] << 8 | (unsigned char)key.p[key.n - 1];
	}
	uint64_t h = (a ^ key.n * 0x9E3779B97F4A7C15u) * 0xD6E8FEB86659FD93u;
	h = (h ^ h >> 32 ^ b) * 0xD6E8FEB86659FD93u;
	return (uint32_t)(h >> 32);
}

static struct iv_str decode(struct iv_str raw, struct iv_arena *arena);

static void push_key(struct scan *s, struct iv_str raw, bool escaped)
{
	struct iv_json *j = s->j;
	struct iv_str key = escaped ? decode(raw, &j->arena) : raw;
	j->keys = iv_reserve(j->keys, &j->keys_cap, j->keys_n + 1, sizeof *j->keys);
	j->keys[j->keys_n++] = (struct iv_json_key){ key, iv_json_hash(key) };
}

/* Whether two of keys[from..) are equal. Few are compared each with each; many go through a table. */
static bool doubled(struct iv_json *j, size_t from)
{
	struct iv_json_key *k = j->keys + from;
	size_t n = j->keys_n - from;
	if (n <= 6) {
		for (size_t a = 1; a < n; a++)
			for (size_t b = 0; b < a; b++)
				if (k[a].hash == k[b].hash && iv_str_eq(k[a].key, k[b].key))
					return true;
		return false;
	}
	size_t slots = 32;
	while (slots < n * 2)
		slots *= 2;
	j->table = iv_reserve(j->table, &j->table_cap, slots, sizeof *j->table);
	memset(j->table, 0, slots * sizeof *j->table);
	for (size_t a = 0; a < n; a++) {
		size_t i = k[a].hash & (slots - 1);
		for (; j->table[i]; i = (i + 1) & (slots - 1)) {
			struct iv_json_key *other = &k[j->table[i] - 1];
			if (other->hash == k[a].hash && iv_str_eq(other->key, k[a].key))
				return true;
		}
		j->table[i] = (uint16_t)(a + 1);
	}
	return false;
}

static bool value(struct scan *s, int depth, uint8_t *type);

static bool array(struct scan *s, int depth)
{
	uint8_t type;
	s->p++;
	space(s);
	if (s->p < s->end && *s->p == ']') {
		s->p++;
		return true;
	}
	for (;;) {
		if (!value(s, depth, &type))
			return false;
		space(s);
		if (s->p < s->end && *s->p == ',') {
			s->p++;
			space(s);
		} else if (s->p < s->end && *s->p == ']') {
			s->p++;
			return true;
		} else {
			return bad(s, "bad_json", "expected ',' or ']'");
		}
	}
}

/* One "key": value; `top` notes its span. */
static bool member(struct scan *s, int depth, bool top)
{
	bool escaped;
	uint8_t type;
	if (s->p >= s->end || *s->p != '"')
		return bad(s, "bad_json", "expected a key in double quotes");
	const char *at = s->p;
	if (!string(s, &escaped))
		return false;
	push_key(s, (struct iv_str){ at + 1, (size_t)(s->p - at) - 2 }, escaped);
	space(s);
	if (s->p >= s->end || *s->p != ':')
		return bad(s, "bad_json", "expected ':' after a key");
	s->p++;
	space(s);
	const char *from = s->p;
	if (!value(s, depth, &type))
		return false;
	if (top) {
		struct iv_json *j = s->j;
		if (j->n == j->cap)
			j->m = iv_reserve(j->m, &j->cap, j->n + 1, sizeof *j->m);
		j->m[j->n] = (struct iv_json_member){ j->keys[j->n].key, { from, (size_t)(s->p - from) }, at, j->keys[j->n].hash, type, false };
		j->n++;
	}
	return true;
}

static bool object(struct scan *s, int depth, bool top)
{
	struct iv_json *j = s->j;
	size_t mark = j->keys_n;
	s->p++;
	space(s);
	if (s->p < s->end && *s->p == '}') {
		s->p++;
		return true;
	}
	for (;;) {
		if (!member(s, depth, top))
			return false;
		if (j->keys_n - mark > IV_JSON_FIELDS)
			return bad(s, "too_many_fields", "an object has more than 4096 members");
		space(s);
		if (s->p < s->end && *s->p == ',') {
			s->p++;
			space(s);
		} else if (s->p < s->end && *s->p == '}') {
			s->p++;
			break;
		} else {
			return bad(s, "bad_json", "expected ',' or '}'");
		}
	}
	if (doubled(j, mark))
		return bad(s, "duplicate_key", "a key stands twice in one object");
	j->keys_n = mark;
	return true;
}

static bool value(struct scan *s, int depth, uint8_t *type)
{
	bool escaped;
	if (s->p >= s->end)
		return bad(s, "bad_json", "expected a value");
	if ((*s->p == '{' || *s->p == '[') && depth >= IV_JSON_DEPTH)
		return bad(s, "too_deep", "values are nested more than 64 deep");
	switch (*s->p) {
	case '"':
		*type = IV_JSON_STRING;
		return string(s, &escaped);
	case '{':
		*type = IV_JSON_OBJECT;
		return object(s, depth + 1, false);
	case '[':
		*type = IV_JSON_ARRAY;
		return array(s, depth + 1);
	case 't':
		*type = IV_JSON_TRUE;
		return word(s, "true", 4);
	case 'f':
		*type = IV_JSON_FALSE;
		return word(s, "false", 5);
	case 'n':
		*type = IV_JSON_NULL;
		return word(s, "null", 4);
	default:
		*type = IV_JSON_NUMBER;
		if (*s->p == '-' || (*s->p >= '0' && *s->p <= '9'))
			return number(s);
		return bad(s, "bad_json", "expected a value");
	}
}

int iv_json_scan(struct iv_json *j, struct iv_str line, struct iv_err *err)
{
	struct scan s = { line.p, line.p + line.n, line.p, j, NULL, NULL };
	j->n = 0;
	j->keys_n = 0;
	if (j->arena.head)
		iv_arena_clear(&j->arena);
	space(&s);
	bool ok = s.p < s.end && *s.p == '{' ? object(&s, 1, true) : bad(&s, "bad_json", "expected an object: '{'");
	if (ok) {
		space(&s);
		ok = s.p == s.end || bad(&s, "bad_json", "something follows the object");
	}
	if (ok)
		return IV_OK;
	iv_err_set(err, IV_REJECT, s.code, "%s (byte %td)", s.what, s.p - s.start + 1);
	return IV_REJECT;
}

struct iv_json_member *iv_json_find_hashed(const struct iv_json *j, struct iv_str key, uint32_t hash)
{
	for (size_t i = 0; i < j->n; i++)
		if (j->m[i].hash == hash && iv_str_eq(j->m[i].key, key))
			return &j->m[i];
	return NULL;
}

struct iv_json_member *iv_json_find(const struct iv_json *j, struct iv_str key)
{
	return iv_json_find_hashed(j, key, iv_json_hash(key));
}

enum iv_json_type iv_json_type_of(struct iv_str v)
{
	switch (v.n ? *v.p : 'n') {
	case '"':
		return IV_JSON_STRING;
	case '{':
		return IV_JSON_OBJECT;
	case '[':
		return IV_JSON_ARRAY;
	case 't':
		return IV_JSON_TRUE;
	case 'f':
		return IV_JSON_FALSE;
	case 'n':
		return IV_JSON_NULL;
	default:
		return IV_JSON_NUMBER;
	}
}

/* raw: the text between the quotes, with escapes. */
static struct iv_str decode(struct iv_str raw, struct iv_arena *arena)
{
	struct iv_buf b = { iv_arena_alloc(arena, raw.n + 4), 0, raw.n + 4 }; /* decoding never lengthens */
	for (size_t i = 0; i < raw.n; i++) {
		if (raw.p[i] != '\\') {
			b.p[b.n++] = raw.p[i];
			continue;
		}
		static const char from[] = "bfnrt", to[] = "\b\f\n\r\t";
		char c = raw.p[++i];
		const char *known = memchr(from, c, 5);
		if (known) {
			b.p[b.n++] = to[known - from];
		} else if (c != 'u') {
			b.p[b.n++] = c;
		} else {
			uint32_t v = (uint32_t)hex4(raw.p + i + 1);
			i += 4;
			if (v >= 0xD800 && v <= 0xDBFF) {
				v = 0x10000 + ((v - 0xD800) << 10) + ((uint32_t)hex4(raw.p + i + 3) - 0xDC00);
				i += 6;
			}
			iv_utf8_add(&b, v);
		}
	}
	return iv_buf_str(&b);
}

struct iv_str iv_json_text(struct iv_str v, struct iv_arena *arena)
{
	if (v.n < 2 || *v.p != '"')
		return (struct iv_str){ 0 };
	struct iv_str raw = { v.p + 1, v.n - 2 };
	return raw.n && memchr(raw.p, '\\', raw.n) ? decode(raw, arena) : raw;
}
