/* SPDX-License-Identifier: MIT
 * Any bytes in any encoding come out as UTF-8, and the guess names an encoding that opens. The first byte chooses. */
#include <stdlib.h>

#include "base/utf8.h"
#include "io/charset.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const char *const encodings[] = { "utf-8", "gb18030", "cp950", "big5-hkscs", "utf-16", "utf-32", "shift_jis", "iso-2022-jp" };
	if (!n)
		return 0;
	struct iv_str s = { (const char *)data + 1, n - 1 };
	const char *names[] = { encodings[data[0] & 7], iv_charset_detect(s) };
	struct iv_buf room = { 0 };
	for (int i = 0; i < 2; i++) {
		struct iv_charset cs;
		struct iv_err err;
		size_t bad;
		if (iv_charset_open(&cs, iv_str_of(names[i]), s, &err) != IV_OK)
			abort();
		struct iv_str text = iv_charset_decode(&cs, s, &room, &bad);
		if (iv_utf8_check(text) != text.n || bad > s.n)
			abort();
		iv_charset_close(&cs);
	}
	iv_buf_release(&room);
	return 0;
}
