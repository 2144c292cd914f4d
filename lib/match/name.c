/* SPDX-License-Identifier: MIT
 * Reading a name into hashes, and the dictionary of names. */
#include "match/name.h"

#include <stdlib.h>

#include "base/hash.h"
#include "text/fold.h"
#include "text/han.h"
#include "text/sound.h"
#include "text/utf8.h"

/* Never 0, which means "none". */
static uint64_t hash_of(struct iv_str s)
{
	return s.n ? iv_hash(s) | 1 : 0;
}

/* Folded and simplified, Han characters, letters and figures only. Characters beyond ASCII all count as letters, but
 * for the marks that stand in names: · ・ ‧ ． ， 、 and the ideographic space. */
static uint64_t exact_hash(struct iv_arena *a, struct iv_str name)
{
	struct iv_str s = iv_han_simplify(a, iv_text_fold(a, name));
	char *out = iv_arena_alloc(a, s.n + 1);
	size_t used = 0;
	for (const char *p = s.p, *end = s.p + s.n; p < end;) {
		const char *from = p;
		uint32_t cp = iv_utf8_next(&p, end);
		bool ascii = (cp >= 'a' && cp <= 'z') || (cp >= '0' && cp <= '9') || cp == '?' || cp == '*';
		bool mark = cp == 0xB7 || cp == 0x30FB || cp == 0x2027 || cp == 0xFF0E || cp == 0x3001 || cp == 0x2019;
		if (cp < 0x80 ? ascii : !mark) {
			memcpy(out + used, from, (size_t)(p - from));
			used += (size_t)(p - from);
		}
	}
	return hash_of((struct iv_str){ out, used });
}

static bool is_lost(struct iv_str sound)
{
	return sound.n && memchr(sound.p, '?', sound.n);
}

bool iv_match_name_read(struct iv_arena *a, struct iv_str name, struct iv_str family, struct iv_str given, struct iv_match_name *out)
{
	struct iv_sound s;
	*out = (struct iv_match_name){ 0 };
	if (name.n)
		iv_text_sound(a, name, &s);
	else
		iv_text_sound_of(a, family, given, &s);
	if (!s.whole.n)
		return false;
	if (!name.n) {
		struct iv_buf joined = { 0 };
		iv_buf_adds(&joined, family);
		iv_buf_adds(&joined, given);
		name = iv_arena_str(a, iv_buf_str(&joined));
		iv_buf_release(&joined);
	}
	out->exact = exact_hash(a, name);
	out->family_sound = iv_text_sound_key(a, s.family);
	out->given_sound = iv_text_sound_key(a, s.given);
	out->whole = hash_of(iv_text_sound_key(a, s.whole));
	out->turned = s.turned.n ? hash_of(iv_text_sound_key(a, s.turned)) : 0;
	out->family = hash_of(out->family_sound);
	out->given = hash_of(out->given_sound);
	out->person = out->family && out->given ? (out->family + out->given) | 1 : out->whole;
	uint64_t *also = iv_arena_alloc(a, sizeof *also * IV_SOUND_ALSO);
	for (size_t i = 0; i < s.alsos; i++)
		also[i] = hash_of(iv_text_sound_key(a, s.also[i]));
	out->also = also;
	out->alsos = s.alsos;
	for (int i = 0; i < 2 * IV_SOUND_SCHEMES; i++)
		out->scheme[i] = hash_of(s.scheme[i]);
	uint8_t sure = (uint8_t)((s.sure[0] && s.syllables[0] > 2 ? IV_NAME_WADE : 0) | (s.sure[1] && s.syllables[1] > 2 ? IV_NAME_CANTON : 0));
	out->flags = (uint8_t)(sure | (s.han ? IV_NAME_HAN : 0) | (s.pinyin ? IV_NAME_PINYIN : 0) | (s.ordered ? IV_NAME_ORDERED : 0) |
			       (out->given ? 0 : IV_NAME_PARTIAL) | (is_lost(s.whole) ? IV_NAME_LOST : 0) |
			       (out->given_sound.n == 1 ? IV_NAME_INITIAL : 0));
	return true;
}

/* ---- the dictionary ---- */

void iv_match_names_release(struct iv_match_names *d)
{
	iv_arena_release(&d->arena);
	free(d->name);
	free(d->slot);
	*d = (struct iv_match_names){ 0 };
}

static bool same_entry(const struct iv_match_name *a, const struct iv_match_name *b)
{
	return a->exact == b->exact && a->whole == b->whole && a->turned == b->turned && a->family == b->family && a->flags == b->flags;
}

static uint32_t *slot_of(const struct iv_match_names *d, const struct iv_match_name *name)
{
	size_t i = (name->exact ^ name->family) & (d->slots - 1);
	while (d->slot[i] && !same_entry(&d->name[d->slot[i] - 1], name))
		i = (i + 1) & (d->slots - 1);
	return &d->slot[i];
}

static void widen(struct iv_match_names *d)
{
	free(d->slot);
	d->slots = d->slots ? d->slots * 2 : 1024;
	d->slot = iv_zalloc(d->slots * sizeof *d->slot);
	for (size_t i = 0; i < d->n; i++)
		*slot_of(d, &d->name[i]) = (uint32_t)i + 1;
}

uint32_t iv_match_names_add(struct iv_match_names *d, const struct iv_match_name *name)
{
	if (d->slots < 2 * (d->n + 1))
		widen(d);
	uint32_t *slot = slot_of(d, name);
	if (*slot)
		return *slot - 1;
	d->name = iv_reserve(d->name, &d->cap, d->n + 1, sizeof *d->name);
	struct iv_match_name *n = &d->name[d->n];
	*n = *name;
	n->records = 0;
	n->namesakes = 0;
	n->also = NULL;
	if (n->alsos) {
		uint64_t *also = iv_arena_alloc(&d->arena, n->alsos * sizeof *also);
		memcpy(also, name->also, n->alsos * sizeof *also);
		n->also = also;
	}
	char *text = iv_arena_alloc(&d->arena, n->family_sound.n + n->given_sound.n + 1);
	if (n->family_sound.n)
		memcpy(text, n->family_sound.p, n->family_sound.n);
	if (n->given_sound.n)
		memcpy(text + n->family_sound.n, n->given_sound.p, n->given_sound.n);
	n->family_sound.p = text;
	n->given_sound.p = text + n->family_sound.n;
	*slot = (uint32_t)++d->n;
	return (uint32_t)d->n - 1;
}

/* ---- between threads, which share a machine: the struct as it is, then what it points to ---- */

void iv_match_name_pack(const struct iv_match_name *name, struct iv_buf *out)
{
	iv_buf_add(out, name, sizeof *name);
	iv_buf_add(out, name->also, name->alsos * sizeof *name->also);
	iv_buf_adds(out, name->family_sound);
	iv_buf_adds(out, name->given_sound);
}

struct iv_str iv_match_name_unpack(struct iv_str bytes, struct iv_arena *a, struct iv_match_name *out)
{
	memcpy(out, bytes.p, sizeof *out);
	bytes = iv_str_from(bytes, sizeof *out);
	if (out->alsos) {
		size_t n = out->alsos * sizeof *out->also;
		uint64_t *also = iv_arena_alloc(a, n);
		memcpy(also, bytes.p, n);
		out->also = also;
		bytes = iv_str_from(bytes, n);
	}
	out->family_sound.p = bytes.p;
	bytes = iv_str_from(bytes, out->family_sound.n);
	out->given_sound.p = bytes.p;
	return iv_str_from(bytes, out->given_sound.n);
}
