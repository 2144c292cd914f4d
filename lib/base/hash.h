/* SPDX-License-Identifier: MIT
 * Hashing (xxHash's XXH3, 64 bits: the same on every machine) and a map from strings to small numbers. */
#ifndef IV_BASE_HASH_H
#define IV_BASE_HASH_H
#include "base/arena.h"

uint64_t iv_hash(struct iv_str s); /* not for secrets */
uint64_t iv_hash_seed(struct iv_str s, uint64_t seed);

/* The n bytes (4 or 8) at p as a number, the first the lowest: the same on every machine. */
static inline uint64_t iv_hash_word(const char *p, size_t n)
{
	uint64_t v = 0;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	memcpy(&v, p, n);
#else
	for (size_t i = n; i-- > 0;)
		v = v << 8 | (unsigned char)p[i];
#endif
	return v;
}

/* The same use as iv_hash, another function, inlined: for many short texts. */
static inline uint64_t iv_hash_short(struct iv_str s)
{
	__extension__ typedef unsigned __int128 wide;
	uint64_t a, b;
	if (s.n > 16)
		return iv_hash(s);
	if (s.n >= 8) {
		a = iv_hash_word(s.p, 8);
		b = iv_hash_word(s.p + s.n - 8, 8);
	} else if (s.n >= 4) {
		a = iv_hash_word(s.p, 4);
		b = iv_hash_word(s.p + s.n - 4, 4);
	} else {
		a = s.n ? (uint64_t)(unsigned char)s.p[0] << 16 | (uint64_t)(unsigned char)s.p[s.n / 2] << 8 | (unsigned char)s.p[s.n - 1] : 0;
		b = 0;
	}
	/* Two rounds of a multiplication whose halves are folded (as in wyhash); constants are odd numbers of random bits. */
	wide m = (wide)(a ^ 0xA0761D6478BD642Fu) * (b ^ (0xE7037ED1A0B428DBu + s.n));
	m = (wide)((uint64_t)m ^ (uint64_t)(m >> 64) ^ 0x8EBC6AF09C88C6E3u) * (0x589965CC75374CC3u ^ s.n);
	return (uint64_t)m ^ (uint64_t)(m >> 64);
}

/* A 128-bit digest (XXH3) as 32 hexadecimal digits and a NUL: for ids and content keys. */
void iv_hash_hex(struct iv_str s, char out[33]);

/* Interns strings: equal strings get equal numbers 0, 1, 2 … in order of first appearance.
 * Zero-initialise. It copies keys into its own arena. */
struct iv_names {
	struct iv_arena arena;
	struct iv_str *name; /* by number */
	uint64_t *hash;
	uint32_t *slot; /* number + 1; a power of two of them */
	size_t n, cap, hash_cap, slots;
};

#define IV_NAMES_NONE UINT32_MAX

void iv_names_release(struct iv_names *t);
uint32_t iv_names_add(struct iv_names *t, struct iv_str name); /* finds or adds */
uint32_t iv_names_find(const struct iv_names *t, struct iv_str name); /* IV_NAMES_NONE when absent */

#endif
