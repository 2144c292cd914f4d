/* SPDX-License-Identifier: MIT
 * Postal addresses, mostly Chinese ones, which have no separators. `c.value` is the address tidied, in its own script.
 * The other fields are keys to compare by: simplified script, half width. Codes: placeholder (value empty). Never rejects. */
#ifndef IV_CLEAN_ADDRESS_H
#define IV_CLEAN_ADDRESS_H
#include "clean/clean.h"

struct iv_address {
	struct iv_clean c;
	struct iv_str province, city, district; /* simplified, with their suffix (广东省, 上海市, 静安区); a well-known name without one gets it */
	struct iv_str street; /* the road and then every number in order, joined by '|': 中山路|81|2|1805. Empty without a road or a number */
};

/* 号 號 - # 单元 樓 楼 层 室 and the names of estates make no difference to `street`, so 上海市静安区中山路８１号翠湖天地２单元１８０５室
 * and 静安区中山路81号翠湖天地2单元1805 share one. The sections of a road belong to its name (忠孝东路四段 and 忠孝東路4段 are
 * 忠孝东路4段), and a Taiwanese lane and alley are numbers. Where no road is named, what stands before the first number takes
 * its place (阳光花园3栋201). Chinese numerals elsewhere are left alone. Western addresses ("43 Main St, Apt 5") give their
 * words without those for parts of a house, then their numbers: main st|43|5. */
int iv_clean_address(struct iv_arena *a, struct iv_str raw, struct iv_address *out);

#endif
