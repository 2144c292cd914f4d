/* SPDX-License-Identifier: MIT
 * Reading what a scan found: members by name, texts without their escapes. */
#include "base/utf8.h"
#include "io/json_plain.h"

int iv_json_hex4(const char *p)
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

struct iv_json_member *iv_json_find_hashed(const struct iv_json *j, struct iv_str key, uint32_t hash)
{
	if (!(j->seen >> (hash & 63) & 1))
		return NULL;
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
	return iv_json_type_at(v.n ? *v.p : 'n');
}

/* Decoding never lengthens. */
struct iv_str iv_json_decode(struct iv_str raw, struct iv_arena *arena)
{
	struct iv_buf b = { iv_arena_alloc(arena, raw.n + 4), 0, raw.n + 4 };
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
			uint32_t v = (uint32_t)iv_json_hex4(raw.p + i + 1);
			i += 4;
			if (v >= 0xD800 && v <= 0xDBFF) {
				v = 0x10000 + ((v - 0xD800) << 10) + ((uint32_t)iv_json_hex4(raw.p + i + 3) - 0xDC00);
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
	return raw.n && memchr(raw.p, '\\', raw.n) ? iv_json_decode(raw, arena) : raw;
}
