/* SPDX-License-Identifier: MIT
 * Postal addresses, mostly Chinese ones, which have no separators. `c.value` is the address tidied, in its own script.
 * The other fields are derived from it; what is Chinese in them is simplified and half width, so that they can be compared.
 * Codes: placeholder (value empty). Never rejects. */
#ifndef IV_CLEAN_ADDRESS_H
#define IV_CLEAN_ADDRESS_H
#include "clean/clean.h"

struct iv_address {
	struct iv_clean c;
	/* By their official names: 广东省 深圳市 南山区, 上海市 上海市 静安区, 台北市 大安区, 香港特别行政区 九龙 油尖旺区. Levels that the
	 * address leaves out are filled in where only one place can be meant; old names become the new ones (闸北区: 静安区). A
	 * district that is in no table stays as written. */
	struct iv_str province, city, district;
	struct iv_str division; /* the code of the lowest of them: 310106, TW-TPE-106; empty when not certain */
	struct iv_str street; /* key: the road, then every number in order, joined by '|': 中山路|81|2|1805. Empty without a road or a number */
	struct iv_str house_number; /* 81, 3-1, 100巷7弄3 */
	struct iv_str unit; /* what lies within the house: 2-1805, 15-A */
	struct iv_str postcode; /* that stands in the address */
	bool several; /* its names are those of several places, and only a postcode could tell which is meant */
};

/* 号 號 - # 单元 樓 楼 层 室 and the names of estates make no difference to `street`, so 上海市静安区中山路８１号翠湖天地２单元１８０５室
 * and 静安区中山路八十一号翠湖天地2单元1805 share one. The sections of a road belong to its name (忠孝东路四段 and 忠孝東路4段 are
 * 忠孝东路4段), and a Taiwanese lane and alley are numbers. Where no road is named, what stands before the first number takes
 * its place (阳光花园3栋201). Western addresses ("43 Main St, Apt 5") give their words without those for parts of a house, then
 * the number of the house, then its parts from the large to the small: main st|43|5.
 *
 * `postcode` (or empty) is one that the record has beside the address: it tells places of one name apart (朝阳区). */
int iv_clean_address(struct iv_arena *a, struct iv_str raw, struct iv_str postcode, struct iv_address *out);

#endif
