/* SPDX-License-Identifier: MIT
 * Generated addresses find their division again. The truth is the table of divisions alone, read here as text: a variant is only
 * made where no other division of the table could be meant by what it says. What it is varied with (short names, traditional
 * characters, roads that are called after cities) is written down here and shares nothing with the cleaner. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "clean/address.h"

enum { MOST = 4000, VARIANTS = 1000 };

struct place {
	char code[12], name[64];
	int parent; /* -1: none */
};
static struct place place[MOST];
static int places;

static void read_table(void)
{
	char line[1024];
	FILE *f = fopen(TEST_DATA "/../../lib/clean/data/divisions.txt", "r");
	assert_non_null(f);
	while (fgets(line, sizeof line, f)) {
		struct place *p = &place[places];
		if (*line == '#' || sscanf(line, "%11[^\t]\t%63[^\t\n]", p->code, p->name) != 2)
			continue;
		size_t longest = 0;
		p->parent = -1;
		for (int i = 0; i < places; i++) {
			size_t n = strlen(place[i].code);
			if (n < strlen(p->code) && n > longest && strncmp(place[i].code, p->code, n) == 0 && (n < 5 || p->code[n] == '-')) {
				p->parent = i;
				longest = n;
			}
		}
		places++;
	}
	fclose(f);
}

/* ---- chance, the same every time ---- */

static uint64_t chance = 1;

static unsigned below(unsigned n)
{
	chance ^= chance << 13;
	chance ^= chance >> 7;
	chance ^= chance << 17;
	return (unsigned)((chance >> 11) % n);
}

/* ---- how people vary it ---- */

enum { NO_PROVINCE = 1, NO_CITY = 2, SHORT_PROVINCE = 4, SHORT_CITY = 8, SHORT_DISTRICT = 16, TRADITIONAL = 32, WIDE = 64, SPACED = 128, PREFIX = 256, TURNED = 512, FIGURES = 1024, NOISE = 2048 };

static const struct {
	const char *name;
	unsigned how;
} kinds[] = {
	{ "all levels", 0 },
	{ "no province", NO_PROVINCE },
	{ "no city", NO_CITY },
	{ "district alone", NO_PROVINCE | NO_CITY },
	{ "short province and city", SHORT_PROVINCE | SHORT_CITY },
	{ "short city, no province", NO_PROVINCE | SHORT_CITY },
	{ "short district behind its city", NO_PROVINCE | SHORT_CITY | SHORT_DISTRICT },
	{ "traditional script", TRADITIONAL },
	{ "full width", WIDE },
	{ "spaces and commas", SPACED },
	{ "country, label, 市辖区", PREFIX },
	{ "from small to large", TURNED },
	{ "Chinese figures", FIGURES },
	{ "notes and postcodes around it", NOISE },
};
enum { KINDS = sizeof kinds / sizeof *kinds };

/* Autonomous prefectures as everybody calls them. */
static const char *const short_names[][2] = {
	{ "2224", "延边州" }, { "4228", "恩施州" }, { "4331", "湘西州" }, { "5132", "阿坝州" }, { "5133", "甘孜州" }, { "5134", "凉山州" }, { "5223", "黔西南州" }, { "5226", "黔东南州" },
	{ "5227", "黔南州" }, { "5323", "楚雄州" }, { "5325", "红河州" }, { "5326", "文山州" }, { "5328", "西双版纳州" }, { "5329", "大理州" }, { "5331", "德宏州" }, { "5333", "怒江州" },
	{ "5334", "迪庆州" }, { "6229", "临夏州" }, { "6230", "甘南州" }, { "6322", "海北州" }, { "6323", "黄南州" }, { "6325", "海南州" }, { "6326", "果洛州" }, { "6327", "玉树州" },
	{ "6328", "海西州" }, { "6523", "昌吉州" }, { "6527", "博州" }, { "6528", "巴州" }, { "6530", "克州" }, { "6540", "伊犁州" }, { "15", "内蒙古" }, { "45", "广西" },
	{ "54", "西藏" }, { "64", "宁夏" }, { "65", "新疆" },
};

/* The name as people shorten it; false when they do not. */
static bool shorten(const struct place *p, char out[64])
{
	static const char *const suffixes[] = { "新区", "地区", "林区", "矿区", "特区", "省", "市", "区", "县", "盟", "區", "縣", "鄉", "鎮" };
	strcpy(out, p->name);
	for (size_t i = 0; i < sizeof short_names / sizeof *short_names; i++)
		if (strcmp(short_names[i][0], p->code) == 0) {
			strcpy(out, short_names[i][1]);
			return true;
		}
	for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
		size_t n = strlen(out), s = strlen(suffixes[i]);
		if (n >= s + 6 && strcmp(out + n - s, suffixes[i]) == 0 && !strstr(out, "自治") && !strstr(out, "开发") && !strstr(out, "园区") && !strstr(out, "示范") && !strstr(out, "管理") && !strstr(out, "名胜")) {
			out[n - s] = '\0';
			return true;
		}
	}
	return false;
}

/* Simplified and traditional characters that stand in names of divisions and in the streets below. */
static const char pairs[] = "东東广廣苏蘇浙浙云雲贵貴陕陝肃肅宁寧湾灣区區县縣镇鎮乡鄉门門龙龍岗崗台臺庆慶济濟阳陽阴陰顺順义義辽遼连連铁鐵岭嶺长長乐樂兰蘭州州汉漢江江华華卢盧泾涇渭渭兴興坝壩罗羅泽澤滨濱"
			    "湖湖关關闽閩闵閔浦浦厦廈宾賓恒恆丰豐临臨颍潁涡渦无無锡錫盐鹽邳邳徐徐淮淮黄黃冈岡鄂鄂衡衡湘湘韶韶远遠揭揭汕汕惠惠梅梅湛湛钦欽贺賀崇崇万萬陵陵儋儋渝渝涪涪綦綦绵綿"
			    "内內资資泸瀘攀攀宜宜凉涼遵遵铜銅毕畢节節楚楚红紅丽麗怀懷怒怒迪迪昌昌陇隴夏夏酒酒张張掖掖银銀石石嘴嘴吴吳固固乌烏鲁魯齐齊克克拉拉玛瑪依依吐吐鲁魯哈哈图圖什什尔爾"
			    "苏蘇赛賽车車叶葉城城和和田田杨楊树樹圣聖园園马馬凤鳳鸡雞鹤鶴鹿鹿泉泉双雙鸭鴨岛島沟溝桥橋营營庄莊寿壽聊聊荣榮莱萊威威烟煙潍濰东東枣棗滕滕兖兗邹鄒单單郓鄆巨巨"
			    "鄄鄄号號楼樓单單室室层層弄弄巷巷段段路路国國中中华華解解放放创創业業学學铁鐵";

static void to_traditional(char *text)
{
	for (char *p = text; *p; p++) {
		if ((unsigned char)*p < 0xE0)
			continue;
		for (const char *q = pairs; *q; q += 6)
			if (memcmp(q, p, 3) == 0) {
				memcpy(p, q + 3, 3);
				break;
			}
		p += 2;
	}
}

/* Digits in full width; the text has room for it. */
static void to_wide(char *text)
{
	char out[2048], *o = out;
	for (const char *p = text; *p; p++) {
		if (*p >= '0' && *p <= '9') {
			memcpy(o, (char[]){ (char)0xEF, (char)0xBC, (char)(0x90 + *p - '0') }, 3);
			o += 3;
		} else {
			*o++ = *p;
		}
	}
	*o = '\0';
	strcpy(text, out);
}

/* Roads and estates, many of them called after a city or a district elsewhere. */
static const char *const streets[] = { "中山路%u号",	 "南京西路%u号8单元2103室", "解放路%u号3栋201", "上海路%u号",	  "北京东路%u-6-2508室", "人民路%u弄12号301室", "朝阳大街%u号", "科苑路%u号翠湖天地2单元1805室",
				       "建设路%u号",	 "长沙路%u号",	       "张江镇广东路%u号", "城关镇新华街%u号",  "和平小区%u号楼301室", "南京东路街道天津路%u号", "工业大道%u号", "西湖花园%u栋",
				       "东风大道%u号6单元", "学府路%u号",	       "民族大道%u号",	   "开发区支路%u号" };
static const char *const figures[] = { "中山路八十一号二楼", "解放路一百二十三号", "新华路二零一号三单元五零二室", "人民路十弄十二号" };

/* ---- the truth ---- */

static bool is_district(int i)
{
	size_t n = strlen(place[i].code);
	return place[i].code[0] == 'T' ? n > 6 : n == 6;
}

static int province_of(int i)
{
	while (place[i].parent >= 0)
		i = place[i].parent;
	return i;
}

static int city_of(int i)
{
	return place[i].parent;
}

/* Is what is written of a level (in full, or short) what another place is called? */
static bool called(int other, const char *written)
{
	char name[64];
	shorten(&place[other], name);
	return strcmp(place[other].name, written) == 0 || strcmp(name, written) == 0;
}

/* Can nothing but this district be meant by these names? "" is not written. */
static bool unique(int district, const char *province, const char *city, const char *name)
{
	for (int i = 0; i < places; i++) {
		if (i == district || strcmp(place[i].code, place[district].code) == 0)
			continue;
		if (!called(i, name))
			continue;
		if (*city && i != city_of(district) && (city_of(i) < 0 || !called(city_of(i), city)))
			continue;
		if (*province && i != province_of(district) && !called(province_of(i), province))
			continue;
		if (i != city_of(district) && i != province_of(district))
			return false;
	}
	return true;
}

static bool make(unsigned how, char out[2048])
{
	static const char *const between[] = { "", " ", "，", "　" };
	static const char *const fronts[] = { "中国", "中华人民共和国", "收货地址：", "地址: ", "(" };
	static const char *const backs[] = { "(放门卫)", "  请打电话", "（周末送）", ",收" };
	int d = (int)below((unsigned)places);
	char names[3][64] = { "", "", "" }, street[256], body[1024];
	if (!is_district(d) || place[d].code[0] == 'T')
		return false;
	int province = province_of(d), city = city_of(d);
	bool own_city = city != province;
	if ((how & (NO_CITY | SHORT_CITY)) && !own_city)
		return false;
	if (!(how & NO_PROVINCE) || (!own_city && !(how & NO_CITY)))
		strcpy(names[0], place[province].name);
	if (!(how & NO_CITY) && own_city)
		strcpy(names[1], place[city].name);
	strcpy(names[2], place[d].name);
	if ((how & SHORT_PROVINCE) && *names[0] && !shorten(&place[province], names[0]))
		return false;
	if ((how & SHORT_CITY) && !shorten(&place[city], names[1]))
		return false;
	if ((how & SHORT_DISTRICT) && !shorten(&place[d], names[2]))
		return false;
	/* 东区 or 矿区 alone is no name, and a short district needs a road behind it. */
	if (!unique(d, names[0], names[1], names[2]) || (!*names[0] && !*names[1] && strlen(names[2]) < 9))
		return false;
	unsigned road = (how & SHORT_DISTRICT) ? below(6) : below(sizeof streets / sizeof *streets);
	if (how & FIGURES)
		strcpy(street, figures[below(4)]);
	else
		snprintf(street, sizeof street, streets[road], 1 + below(999));
	const char *gap = how & SPACED ? between[1 + below(3)] : "";
	const char *inner = (how & PREFIX) && !own_city && below(2) ? "市辖区" : "";
	if (how & TURNED)
		snprintf(body, sizeof body, "%s, %s%s%s%s%s", street, names[2], *names[1] ? ", " : "", names[1], *names[0] ? ", " : "", names[0]);
	else
		snprintf(body, sizeof body, "%s%s%s%s%s%s%s%s", names[0], *names[0] ? gap : "", names[1], inner, *names[1] ? gap : "", names[2], gap, street);
	snprintf(out, 2048, "%s%s%s", how & PREFIX ? fronts[below(5)] : "", body, how & NOISE ? backs[below(4)] : "");
	if (how & TRADITIONAL)
		to_traditional(out);
	if (how & WIDE)
		to_wide(out);
	snprintf(street, sizeof street, "%s", place[d].code);
	memmove(out + strlen(street) + 1, out, strlen(out) + 1);
	memcpy(out, street, strlen(street));
	out[strlen(street)] = ' ';
	return true;
}

/* ---- the score ---- */

static bool right(struct iv_arena *a, const char *text, bool tell)
{
	char want[16];
	struct iv_address x;
	const char *raw = strchr(text, ' ') + 1;
	memcpy(want, text, (size_t)(raw - text) - 1);
	want[raw - text - 1] = '\0';
	iv_clean_address(a, iv_str_of(raw), (struct iv_str){ 0 }, &x);
	bool same = iv_str_eq(x.division, iv_str_of(want));
	if (!same && tell)
		print_message("  %s: '" IV_FMT "', expected %s\n", raw, IV_ARG(x.division), want);
	return same;
}

static void thousand(void **state)
{
	(void)state;
	struct iv_arena a = { 0 };
	unsigned good[KINDS] = { 0 }, all[KINDS] = { 0 }, total = 0;
	char text[2048];
	chance = 20261121;
	for (unsigned n = 0; n < VARIANTS;) {
		unsigned kind = n % KINDS;
		if (!make(kinds[kind].how, text))
			continue;
		bool ok = right(&a, text, getenv("TELL") != NULL);
		good[kind] += ok;
		total += ok;
		all[kind]++;
		n++;
	}
	for (unsigned k = 0; k < KINDS; k++)
		print_message("%-32s %3u of %3u\n", kinds[k].name, good[k], all[k]);
	print_message("%-32s %3u of %u\n", "together", total, VARIANTS);
	assert_true(total >= VARIANTS * 98 / 100);
	iv_arena_release(&a);
}

/* Three kinds at once. */
static void harder(void **state)
{
	(void)state;
	struct iv_arena a = { 0 };
	unsigned good = 0;
	char text[2048];
	chance = 42;
	for (unsigned n = 0; n < VARIANTS;) {
		unsigned how = kinds[below(KINDS)].how | kinds[below(KINDS)].how | kinds[below(KINDS)].how;
		if (!make(how, text))
			continue;
		good += right(&a, text, getenv("TELL") != NULL);
		n++;
	}
	print_message("%-32s %3u of %u\n", "three kinds at once", good, VARIANTS);
	assert_true(good >= VARIANTS * 96 / 100);
	iv_arena_release(&a);
}

/* Every district of the table by its full name: the mainland's behind province and city, Taiwan's behind its county. */
static void whole_table(void **state)
{
	(void)state;
	struct iv_arena a = { 0 };
	for (int i = 0; i < places; i++) {
		if (!is_district(i))
			continue;
		int city = city_of(i), province = province_of(i);
		const char *text = iv_arena_fmt(&a, "%s %s%s%s中正路1号", place[i].code, city != province && place[i].code[0] != 'T' ? place[province].name : "", place[city].name, place[i].name).p;
		if (!right(&a, text, true))
			fail_msg("%s", text);
		iv_arena_clear(&a);
	}
	iv_arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(whole_table), cmocka_unit_test(thousand), cmocka_unit_test(harder) };
	read_table();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
