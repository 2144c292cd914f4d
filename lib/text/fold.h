/* SPDX-License-Identifier: MIT
 * Two normal forms of text: one to show, one to compare.
 *
 * Both are NFKC (full-width forms come out half width, compatibility forms plain), without control and invisible
 * characters (zero-width, bidirectional, soft hyphens, variation selectors, byte order marks), every run of white space
 * a single U+0020, none at either end. Bytes that are not UTF-8 come out as U+FFFD. Both are idempotent.
 *
 * They return `s` itself when it already has the form, so the result lives as long as the shorter of s and the arena. */
#ifndef IV_TEXT_FOLD_H
#define IV_TEXT_FOLD_H
#include "base/arena.h"

struct iv_str iv_text_tidy(struct iv_arena *a, struct iv_str s); /* to show: keeps case and script */
struct iv_str iv_text_fold(struct iv_arena *a, struct iv_str s); /* to compare: also case folded (ß is ss) */

/* Whether s is folded and also simplified (text/han.h) already, for certain: a quick look that most texts pass. */
bool iv_text_settled(struct iv_str s);

#endif
