/* SPDX-License-Identifier: MIT
 * Addresses: the units found, and the street key that spellings of one address share. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "clean/address.h"

static const struct {
	const char *raw, *province, *city, *district, *street;
} cases[] = {
	{ "上海市静安区中山路８１号翠湖天地２单元１８０５室", "", "上海市", "静安区", "中山路|81|2|1805" },
	{ "静安区中山路81号翠湖天地2单元1805", "", "", "静安区", "中山路|81|2|1805" },
	{ "靜安區中山路81號翠湖天地2單元1805室", "", "", "静安区", "中山路|81|2|1805" },
	{ "杭州市余杭区建设路501-6-2508室", "", "杭州市", "余杭区", "建设路|501|6|2508" },
	{ "上海市南京西路43号8单元2103室", "", "上海市", "", "南京西路|43|8|2103" },
	{ "上海南京西路43号8单元2103室", "", "上海市", "", "南京西路|43|8|2103" },
	{ "南京西路43号8单元2103", "", "", "", "南京西路|43|8|2103" },
	{ "广东省深圳龙岗区新华路735号碧桂园9单元1401室", "广东省", "深圳市", "龙岗区", "新华路|735|9|1401" },
	{ "广东省深圳市龙岗区新华路735号", "广东省", "深圳市", "龙岗区", "新华路|735" },
	{ "深圳新华路735号", "", "深圳市", "", "新华路|735" },
	{ "北京市朝阳区东风大道317号6单元905室", "", "北京市", "朝阳区", "东风大道|317|6|905" },
	{ "朝阳区东风大道317号", "", "", "朝阳区", "东风大道|317" },
	{ "中山东一路12号", "", "", "", "中山东一路|12" },
	{ "上海市黄浦区中山东一路12号", "", "上海市", "黄浦区", "中山东一路|12" },
	{ "台北市士林區民生路299號1樓", "", "台北市", "士林区", "民生路|299|1" },
	{ "臺北士林區民生路299號1", "", "台北市", "士林区", "民生路|299|1" },
	{ "台北市大安區和平東路一段20號5樓之2", "", "台北市", "大安区", "和平东路1段|20|5|2" },
	{ "忠孝東路4段100巷7弄3號", "", "", "", "忠孝东路4段|100|7|3" },
	{ "忠孝东路四段100巷7弄3号", "", "", "", "忠孝东路4段|100|7|3" },
	{ "新竹縣竹北市光明六路10號", "", "新竹县", "竹北市", "光明六路|10" },
	{ "广西南宁市青秀区民族大道9号", "广西壮族自治区", "南宁市", "青秀区", "民族大道|9" },
	{ "新疆维吾尔自治区乌鲁木齐市天山区解放路1号", "新疆维吾尔自治区", "乌鲁木齐市", "天山区", "解放路|1" },
	{ "浙江省义乌市稠州路8号", "浙江省", "义乌市", "", "稠州路|8" },
	{ "江苏省苏州市昆山市人民路8号", "江苏省", "苏州市", "昆山市", "人民路|8" },
	{ "浦东新区张江镇科苑路88号", "", "", "浦东新区", "科苑路|88" },
	{ "静安区南京西路街道石门路5号", "", "", "静安区", "石门路|5" },
	{ "200088 上海市杨浦区 张杨路０５号", "", "上海市", "杨浦区", "张杨路|5" },
	{ "阳光花园3栋201", "", "", "", "阳光花园|3|201" },
	{ "阳光小区5号楼301室", "", "", "", "阳光小区|5|301" },
	{ "北京市东城区中山路5号", "", "北京市", "东城区", "中山路|5" },
	{ "城市花园3栋201", "", "", "", "城市花园|3|201" },
	{ "上海市静安区", "", "上海市", "静安区", "" },
	{ "43 Main Street, Apt 5, London", "", "", "", "main st|43|5" },
	{ "43 MAIN ST  Apt. 5", "", "", "", "main st|43|5" },
	{ "1805", "", "", "", "" },
	{ "不详", "", "", "", "" },
	{ "", "", "", "", "" },
};

static void addresses(void **state)
{
	(void)state;
	struct iv_arena a = { 0 };
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct iv_address x, y;
		assert_int_equal(iv_clean_address(&a, iv_str_of(cases[i].raw), &x), IV_OK);
		if (!iv_str_eq(x.province, iv_str_of(cases[i].province)) || !iv_str_eq(x.city, iv_str_of(cases[i].city)) || !iv_str_eq(x.district, iv_str_of(cases[i].district)) ||
		    !iv_str_eq(x.street, iv_str_of(cases[i].street)))
			fail_msg("%s: '" IV_FMT "' '" IV_FMT "' '" IV_FMT "' '" IV_FMT "'", cases[i].raw, IV_ARG(x.province), IV_ARG(x.city), IV_ARG(x.district), IV_ARG(x.street));
		iv_clean_address(&a, x.c.value, &y);
		assert_true(iv_str_eq(x.c.value, y.c.value) && iv_str_eq(x.street, y.street));
	}
	iv_arena_release(&a);
}

static void display(void **state)
{
	(void)state;
	struct iv_arena a = { 0 };
	struct iv_address x;
	iv_clean_address(&a, IV_STR(" 臺北市　士林區８號 "), &x);
	assert_true(iv_str_eq(x.c.value, IV_STR("臺北市 士林區8號")));
	iv_clean_address(&a, IV_STR("不詳"), &x);
	assert_int_equal(x.c.value.n, 0);
	assert_string_equal(x.c.warn, "placeholder");
	iv_arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(addresses), cmocka_unit_test(display) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
