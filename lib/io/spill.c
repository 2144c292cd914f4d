/* SPDX-License-Identifier: MIT
 * The spool: memory first, then an unnamed file behind it. */
#include "io/spill.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/arena.h"
#include "io/reread.h"
#include "io/temp.h"

enum { BLOCK = 1 << 20 };

/* Whole blocks rather than one growing buffer, so that growing never copies. */
struct iv_spool {
	size_t memory;
	const char *dir;
	char **block;
	size_t blocks, blocks_cap;
	uint64_t bytes, kept; /* in all; in memory */
	struct iv_temp file; /* the bytes after `kept` */
	uint64_t at; /* reading */
};

struct iv_spool *iv_spool_new(size_t memory, const char *dir)
{
	struct iv_spool *s = iv_zalloc(sizeof *s);
	s->memory = memory;
	s->dir = dir;
	s->file.fd = -1;
	return s;
}

void iv_spool_free(struct iv_spool *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->blocks; i++)
		free(s->block[i]);
	free(s->block);
	iv_temp_close(&s->file);
	free(s);
}

int iv_spool_add(struct iv_spool *s, struct iv_str b, struct iv_err *err)
{
	s->bytes += b.n;
	while (b.n && s->file.fd < 0) {
		size_t used = s->kept % BLOCK;
		if (!used) {
			if ((s->blocks + 1) * BLOCK > s->memory && s->blocks) {
				int status = iv_temp_open(&s->file, s->dir, err);
				if (status != IV_OK)
					return status;
				break;
			}
			s->block = iv_reserve(s->block, &s->blocks_cap, s->blocks + 1, sizeof *s->block);
			s->block[s->blocks++] = iv_alloc(BLOCK);
		}
		size_t n = BLOCK - used < b.n ? BLOCK - used : b.n;
		memcpy(s->block[s->blocks - 1] + used, b.p, n);
		s->kept += n;
		b = iv_str_from(b, n);
	}
	return b.n ? iv_temp_write(&s->file, b, err) : IV_OK;
}

int iv_spool_rewind(struct iv_spool *s, struct iv_err *err)
{
	s->at = 0;
	return s->file.fd < 0 ? IV_OK : iv_temp_rewind(&s->file, err);
}

ptrdiff_t iv_spool_read(struct iv_spool *s, char *p, size_t n, struct iv_err *err)
{
	if (s->at == s->bytes)
		return 0;
	ptrdiff_t got;
	if (s->at < s->kept) {
		size_t in_block = BLOCK - s->at % BLOCK, left = s->kept - s->at;
		size_t k = in_block < left ? in_block : left;
		if (k > n)
			k = n;
		memcpy(p, s->block[s->at / BLOCK] + s->at % BLOCK, k);
		got = (ptrdiff_t)k;
	} else {
		got = iv_temp_read(&s->file, p, n, err);
	}
	s->at += got > 0 ? (size_t)got : 0;
	return got;
}

ptrdiff_t iv_spool_at(const struct iv_spool *s, uint64_t at, char *p, size_t n, struct iv_err *err)
{
	size_t have = 0;
	for (; have < n && at + have < s->kept;) {
		size_t from = (at + have) % BLOCK, k = BLOCK - from;
		if (k > n - have)
			k = n - have;
		if (k > s->kept - at - have)
			k = s->kept - at - have;
		memcpy(p + have, s->block[(at + have) / BLOCK] + from, k);
		have += k;
	}
	if (have == n || s->file.fd < 0)
		return (ptrdiff_t)have;
	ptrdiff_t got = iv_temp_at(&s->file, at + have - s->kept, p + have, n - have, err);
	return got < 0 ? got : got + (ptrdiff_t)have;
}

double iv_spool_resident(const struct iv_spool *s)
{
	return s->file.fd < 0 ? 1 : iv_reread_resident(s->file.fd);
}

uint64_t iv_spool_bytes(const struct iv_spool *s)
{
	return s->bytes;
}
