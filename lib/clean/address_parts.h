/* SPDX-License-Identifier: MIT
 * Private to clean/address: the parts of its work. Text is folded and simplified here. */
#ifndef IV_CLEAN_ADDRESS_PARTS_H
#define IV_CLEAN_ADDRESS_PARTS_H
#include "clean/address.h"
#include "clean/division.h"
#include "text/utf8.h"

/* What a character can mean in an address. */
enum address_class {
	CLASS_OTHER,
	CLASS_BOUNDARY, /* blank, comma, bracket */
	CLASS_DIGIT,
	CLASS_LETTER, /* a to z */
	CLASS_ROAD, /* 路 街 道 巷 */
	CLASS_UNIT, /* 省 市 县 区 旗 */
	CLASS_TOWN, /* 镇 乡 */
	CLASS_NUMERAL, /* 一 二 三 … 百 */
};
enum address_class iv_address_class(uint32_t cp);

/* The first character of s, or 0. */
static inline uint32_t address_first(struct iv_str s)
{
	const char *p = s.p;
	return s.n ? iv_utf8_next(&p, s.p + s.n) : 0;
}

static inline struct iv_str iv_address_skip(struct iv_str s)
{
	while (s.n) {
		const char *p = s.p;
		if (iv_address_class(iv_utf8_next(&p, s.p + s.n)) != CLASS_BOUNDARY)
			break;
		s = iv_str_from(s, (size_t)(p - s.p));
	}
	return s;
}

/* Where the address lies: reads the names of divisions at the beginning of *s (and at its end, where they are not all at the
 * beginning), and moves *s behind them. */
struct address_place {
	struct division_set set;
	struct iv_str district; /* a district that is in no table */
	bool taiwan; /* 台湾 stands before */
};
void iv_address_place(struct iv_str *s, struct address_place *out);

/* The road and the numbers of a Chinese address, from the text behind the divisions. */
void iv_address_street(struct iv_arena *a, struct iv_str s, struct iv_address *out);

/* 八十一号 becomes 81号: Chinese numerals before the words for parts of an address. Returns s itself when there are none. */
struct iv_str iv_address_figures(struct iv_arena *a, struct iv_str s);

/* An address in Latin letters: everything. */
void iv_address_western(struct iv_arena *a, struct iv_str s, struct iv_address *out, struct division_set *set);

/* A key being built: the road, then up to eight numbers. */
enum { ADDRESS_NUMBERS = 8 };
struct address_key {
	struct iv_str road;
	struct iv_str number[ADDRESS_NUMBERS];
	size_t n;
};
void iv_address_number(struct address_key *key, struct iv_str digits); /* without leading zeros */
struct iv_str iv_address_joined(struct iv_arena *a, const struct address_key *key);

#endif
