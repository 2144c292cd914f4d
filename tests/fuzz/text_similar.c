/* SPDX-License-Identifier: MIT
 * Whatever the bytes: edits and similarity are the same from either side, keep their bounds, and a cut-off only cuts off. */
#include <stdint.h>
#include <stdlib.h>

#include "text/similar.h"
#include "text/utf8.h"

static void check(bool holds)
{
	if (!holds)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/* The first byte says what is enough, and where the two texts part. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	if (!n)
		return 0;
	struct iv_str all = { (const char *)data + 1, n - 1 }, x = { all.p, all.n * (data[0] & 15) / 15 }, y = iv_str_from(all, x.n);
	size_t nx = iv_utf8_count(x), ny = iv_utf8_count(y);
	unsigned edits = iv_text_osa(x, y, UINT32_MAX), jaro = iv_text_jaro(x, y, 0), winkler = iv_text_jaro_winkler(x, y, 0);
	unsigned most = data[0] >> 4, least = most * 66;
	check(edits == iv_text_osa(y, x, UINT32_MAX) && edits <= (nx > ny ? nx : ny));
	check(iv_text_osa(x, y, most) == (edits > most ? most + 1 : edits));
	check(jaro == iv_text_jaro(y, x, 0) && winkler == iv_text_jaro_winkler(y, x, 0));
	check(jaro <= winkler && winkler <= 1000);
	check(iv_text_jaro(x, y, least) == (jaro < least ? 0 : jaro));
	check(iv_text_jaro_winkler(x, y, least) == (winkler < least ? 0 : winkler));
	return 0;
}
