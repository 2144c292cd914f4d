/* SPDX-License-Identifier: MIT
 * Whatever the bytes: both forms are well formed, settled, and without white space at the ends; a name's sound is the
 * same for the name and its tidy form. */
#include <stdint.h>
#include <stdlib.h>

#include "text/fold.h"
#include "text/han.h"
#include "text/sound.h"
#include "text/utf8.h"

static void check(bool holds)
{
	if (!holds)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct iv_arena a = { 0 };
	struct iv_str raw = { (const char *)data, n }, part[8];
	struct iv_str tidy = iv_text_tidy(&a, raw), fold = iv_text_fold(&a, raw);
	struct iv_sound x, y;
	check(iv_utf8_check(tidy) == tidy.n && iv_utf8_check(fold) == fold.n);
	check(iv_str_eq(iv_text_tidy(&a, tidy), tidy) && iv_str_eq(iv_text_fold(&a, fold), fold));
	check(iv_str_eq(iv_str_trim(tidy), tidy));
	struct iv_str simple = iv_han_simplify(&a, tidy);
	check(iv_str_eq(iv_han_simplify(&a, simple), simple));
	check(!iv_text_settled(raw) || (iv_str_eq(fold, raw) && iv_str_eq(iv_han_simplify(&a, raw), raw)));
	check(iv_han_family(raw) <= n);
	check(iv_pinyin_cut(raw, part, 8) <= n);
	iv_text_sound(&a, raw, &x);
	iv_text_sound(&a, tidy, &y);
	check(iv_str_eq(x.whole, y.whole) && iv_str_eq(x.turned, y.turned));
	check(iv_utf8_check(x.whole) == x.whole.n);
	iv_text_sound_same(&x, &y);
	iv_arena_release(&a);
	return 0;
}
