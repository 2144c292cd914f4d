/* SPDX-License-Identifier: MIT
 * Any bytes split into elements that lie within them, in order; and the same in blocks of any size. The first byte is the
 * size of the blocks, the second chooses a path and a limit. */
#include <stdlib.h>

#include "io/json_split.h"

struct source {
	struct iv_str text;
	size_t block;
};

static ptrdiff_t read_text(void *p, char *to, size_t n, struct iv_err *err)
{
	struct source *s = p;
	(void)err;
	size_t k = s->text.n < s->block ? s->text.n : s->block;
	k = k < n ? k : n;
	if (k)
		memcpy(to, s->text.p, k);
	s->text = iv_str_from(s->text, k);
	return (ptrdiff_t)k;
}

static void split(struct iv_str text, uint8_t choice, size_t block, struct iv_buf *out)
{
	struct source source = { text, block };
	struct iv_str path = choice & 1 ? IV_STR("a.b") : (struct iv_str){ 0 };
	struct iv_json_split *s = iv_json_split_open(path, choice & 2 ? 24 : 0, read_text, &source);
	struct iv_json_element e;
	struct iv_err err;
	uint64_t last = 0;
	int status;
	for (bool first = true; (status = iv_json_split_next(s, &e, &err)) == IV_OK || status == IV_REJECT; first = false) {
		if ((!first && e.byte <= last) || e.byte + e.raw.n > text.n || memcmp(text.p + e.byte, e.raw.p, e.raw.n))
			abort();
		last = e.byte;
		iv_buf_addf(out, "%d %ld %llu %zu\n", status, e.line, (unsigned long long)e.byte, e.raw.n);
	}
	if (status != IV_END && status != IV_FAIL)
		abort();
	iv_buf_addf(out, "%s", status == IV_FAIL ? err.code : "");
	iv_json_split_close(s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	if (n < 2)
		return 0;
	struct iv_str text = { (const char *)data + 2, n - 2 };
	struct iv_buf whole = { 0 }, pieces = { 0 };
	split(text, data[1], text.n + 1, &whole);
	split(text, data[1], data[0] + 1u, &pieces);
	if (!iv_str_eq(iv_buf_str(&whole), iv_buf_str(&pieces)))
		abort();
	iv_buf_release(&whole);
	iv_buf_release(&pieces);
	return 0;
}
