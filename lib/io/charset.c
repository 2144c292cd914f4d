/* SPDX-License-Identifier: MIT
 * Decoding by iconv, and the guess of an encoding from a sample. */
#include "io/charset.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "base/arena.h"
#include "base/utf8.h"

static const char replacement[] = "\xEF\xBF\xBD";

/* --- Opening --- */

static bool named(struct iv_str name, const char *what)
{
	return name.n == strlen(what) && strncasecmp(name.p, what, name.n) == 0;
}

/* The byte order of 2- or 4-byte units: by the mark, else by where the zero bytes of ASCII text stand. */
static bool is_big_endian(struct iv_str sample, unsigned unit)
{
	const unsigned char *s = (const unsigned char *)sample.p;
	if (sample.n >= unit && s[unit - 2] == 0xFE && s[unit - 1] == 0xFF)
		return true;
	if (sample.n >= 2 && s[0] == 0xFF && s[1] == 0xFE)
		return false;
	size_t first = 0, last = 0;
	for (size_t i = 0; i + unit <= sample.n; i += unit) {
		first += !s[i];
		last += !s[i + unit - 1];
	}
	return first > last;
}

/* Converts all of in to out (of size n); false when anything went wrong. */
static bool convert(iconv_t cd, const char *in, size_t in_n, char *out, size_t n, size_t *got)
{
	char *from = (char *)(uintptr_t)in, *to = out;
	size_t left = n;
	iconv(cd, NULL, NULL, NULL, NULL);
	bool well = iconv(cd, &from, &in_n, &to, &left) != (size_t)-1;
	*got = n - left;
	return well && !in_n;
}

/* Encodings that shift with escapes (ISO-2022, HZ, UTF-7) fail on the second half of this text. */
static bool keeps_ascii(iconv_t cd)
{
	static const char text[] = "\t\r\n !\"#$%&'()*+,-./0123456789:;<=>?@AZ[\\]^_`az{|}~ +AGE- ~{VPND~} \x1b$B!!\x1b(B";
	char out[sizeof text * 4];
	size_t n;
	return convert(cd, text, sizeof text - 1, out, sizeof out, &n) && n == sizeof text - 1 && memcmp(text, out, n) == 0;
}

int iv_charset_open(struct iv_charset *cs, struct iv_str name, struct iv_str sample, struct iv_err *err)
{
	*cs = (struct iv_charset){ .unit = 1 };
	if (name.n >= sizeof cs->name - 2)
		return iv_err_set(err, IV_WRONG, "unknown_encoding", "no encoding has so long a name");
	for (size_t i = 0; i < name.n; i++)
		cs->name[i] = name.p[i] >= 'A' && name.p[i] <= 'Z' ? (char)(name.p[i] + 32) : name.p[i];
	if (named(name, "utf-8") || named(name, "utf8") || named(name, "ascii") || named(name, "us-ascii")) {
		cs->utf8 = cs->ascii = cs->open = true;
		strcpy(cs->name, "utf-8");
		return IV_OK;
	}
	bool wide16 = !strncmp(cs->name, "utf-16", 6) || !strncmp(cs->name, "utf16", 5) || !strncmp(cs->name, "ucs-2", 5);
	bool wide32 = !strncmp(cs->name, "utf-32", 6) || !strncmp(cs->name, "utf32", 5) || !strncmp(cs->name, "ucs-4", 5);
	if (wide16 || wide32) {
		size_t n = strlen(cs->name);
		bool be = n > 2 && !strcmp(cs->name + n - 2, "be"), le = n > 2 && !strcmp(cs->name + n - 2, "le");
		cs->unit = wide16 ? 2 : 4;
		cs->big_endian = be || (!le && is_big_endian(sample, cs->unit));
		snprintf(cs->name, sizeof cs->name, "utf-%d%s", wide16 ? 16 : 32, cs->big_endian ? "be" : "le");
	}
	/* GB18030 contains GBK and GB2312, and what Windows calls either of them. */
	if (!strcmp(cs->name, "gbk") || !strcmp(cs->name, "gb2312") || !strcmp(cs->name, "cp936"))
		strcpy(cs->name, "gb18030");
	cs->cd = iconv_open("UTF-8", cs->name);
	if (cs->cd == (iconv_t)-1) {
		*cs = (struct iv_charset){ 0 };
		iv_err_set(err, IV_WRONG, "unknown_encoding", "not an encoding that iconv knows (iconv -l lists them)");
		iv_err_value(err, name);
		return IV_WRONG;
	}
	cs->open = true;
	cs->ascii = cs->unit == 1 && keeps_ascii(cs->cd);
	return IV_OK;
}

void iv_charset_close(struct iv_charset *cs)
{
	if (cs->open && !cs->utf8)
		iconv_close(cs->cd);
	*cs = (struct iv_charset){ 0 };
}

/* --- Decoding --- */

bool iv_charset_is_ascii(struct iv_str s)
{
	size_t i = 0;
	uint64_t eight, all = 0;
	for (; i + 8 <= s.n; i += 8) {
		memcpy(&eight, s.p + i, 8);
		all |= eight;
	}
	for (; i < s.n; i++)
		all |= (unsigned char)s.p[i];
	return !(all & 0x8080808080808080u);
}

static struct iv_str repair_utf8(struct iv_str raw, size_t first, struct iv_buf *room)
{
	iv_buf_add(room, raw.p, first);
	for (size_t i = first; i < raw.n;) {
		size_t n = iv_utf8_len(raw.p + i, raw.p + raw.n);
		iv_buf_add(room, n ? raw.p + i : replacement, n ? n : 3);
		i += n ? n : 1;
	}
	return iv_buf_str(room);
}

struct iv_str iv_charset_decode(struct iv_charset *cs, struct iv_str raw, struct iv_buf *room, size_t *bad)
{
	iv_buf_clear(room);
	*bad = raw.n;
	if (cs->ascii && iv_charset_is_ascii(raw))
		return raw;
	if (cs->utf8) {
		*bad = iv_utf8_check(raw);
		return *bad == raw.n ? raw : repair_utf8(raw, *bad, room);
	}
	char *from = (char *)(uintptr_t)raw.p;
	size_t left = raw.n;
	iconv(cs->cd, NULL, NULL, NULL, NULL);
	while (left) {
		iv_buf_grow(room, left * 2 + 16);
		char *to = room->p + room->n;
		size_t space = room->cap - room->n;
		size_t status = iconv(cs->cd, &from, &left, &to, &space);
		room->n = (size_t)(to - room->p);
		if (status != (size_t)-1 || errno == E2BIG)
			continue;
		if (*bad == raw.n)
			*bad = raw.n - left;
		iv_buf_add(room, replacement, 3);
		size_t skip = left < cs->unit || errno == EINVAL ? left : cs->unit;
		from += skip;
		left -= skip;
		iconv(cs->cd, NULL, NULL, NULL, NULL);
	}
	/* A stateful encoding may still hold a character back. */
	iv_buf_grow(room, 16);
	char *to = room->p + room->n;
	size_t space = room->cap - room->n;
	if (iconv(cs->cd, NULL, NULL, &to, &space) != (size_t)-1)
		room->n = (size_t)(to - room->p);
	return iv_buf_str(room);
}

/* --- Guessing --- */

enum { SAMPLE = 65536 };

/* What customers' names, addresses and notes are written with: surnames, given names, divisions, roads, numbers, and the
 * commonest characters of running text, in the script of each encoding. A wrong decoding yields rare characters. */
static const char simplified[] =
	"的一是不了在人有我他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可里后小么心多天而能好都然没日于起还发成事只作当想看文无开手十用主行方又如前所本见经头面公同三已老从动两长"
	"王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛阎段雷侯龙史陶黎贺顾毛郝龚邵万钱严武戴莫孔向汤"
	"伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂雪梅建华玉红婷辉鹏慧飞鑫波斌宇浩凯健俊帆帅旭宁鸿志博海峰振东晓光永豪轩梓泽佳宜思语梦瑶欣怡诗涵雨雅君莹洁琳倩晶蓉丹萍颖悦"
	"省市区县镇乡村路街道号栋单元室楼层弄巷广州深圳北京上海天津重庆南西山河湖浙苏福安湾花园城新民复兴解放人民先生女士小姐男女会员卡电话手机地址姓名性别出生备注客户积分日期旧换勿扰退货投诉咨询订单商品门店";
static const char traditional[] =
	"的一是不了在人有我他這中大來上國個到說們為子和你地出道也時年得就那要下以生會自著去之過家學對可裡後小麼心多天而能好都然沒日於起還發成事只作當想看文無開手十用主行方又如前所本見經頭面公同三已老從動兩長"
	"陳林黃張李王吳劉蔡楊許鄭謝郭洪曾邱廖賴周徐蘇葉莊呂江何蕭羅高潘簡朱鍾彭游詹胡施沈余趙盧梁顏柯翁魏孫戴范方宋鄧杜傅侯曹薛丁馬蔣卓唐石藍馮姚董紀歐程連古汪湯姜田康鄒白涂尤巫韓龔嚴袁"
	"偉芳雅婷怡君淑芬美玲惠志明俊傑家豪建宏文雄冠宇宗翰欣佳穎詩涵雨靜麗強磊軍勇艷娟濤超剛華玉紅輝鵬慧飛鑫波斌浩凱健帆帥旭寧鴻博海峰振東曉光永豪軒梓澤宜思語夢瑤馨瑩潔琳倩晶蓉丹萍悅"
	"省市區縣鎮鄉村里鄰路街段巷弄號樓室之臺台北中南高雄新竹桃園苗栗彰化雲嘉義屏宜蘭花蓮基隆板橋店和莊三重信義安民生復興忠孝仁愛正先生女士小姐男客戶編號姓名性別生日行動電話市話地址建檔日同意行銷國月會員備註";

struct candidate {
	const char *name;
	const char *common; /* NULL: Western letters next to Western letters */
};
static const struct candidate candidates[] = { { "gb18030", simplified }, { "cp950", traditional }, { "windows-1252", NULL } };

/* A set of code points below U+10000. */
struct set {
	uint32_t bits[65536 / 32];
};

static uint32_t code_point(const char *p, size_t n)
{
	const unsigned char *s = (const unsigned char *)p;
	if (n == 3)
		return (uint32_t)((s[0] & 15) << 12 | (s[1] & 63) << 6 | (s[2] & 63));
	return n == 2 ? (uint32_t)((s[0] & 31) << 6 | (s[1] & 63)) : n == 1 ? s[0] : 0x10000;
}

static bool is_letter(uint32_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* How well `text` (decoded) reads: common characters per thousand that are not ASCII; a character lost costs ten. */
static long score(struct iv_str text, const struct set *common)
{
	long all = 0, good = 0;
	uint32_t before = 0;
	for (size_t i = 0; i < text.n;) {
		size_t n = iv_utf8_len(text.p + i, text.p + text.n);
		uint32_t c = code_point(text.p + i, n ? n : 1);
		i += n ? n : 1;
		uint32_t after = i < text.n ? (unsigned char)text.p[i] : 0;
		if (c >= 0x80) {
			all++;
			if (c == 0xFFFD)
				good -= 10;
			else if (common)
				good += c < 0x10000 && (common->bits[c / 32] >> c % 32 & 1);
			else
				good += c >= 0xC0 && c <= 0xFF && (is_letter(before) || is_letter(after));
		}
		before = c;
	}
	return all ? good * 1000 / all : 0;
}

/* Whether most of what is not ASCII is well-formed UTF-8: by chance, other encodings give a few such sequences in a
 * hundred characters. A cut last character is no slip. */
static bool looks_utf8(struct iv_str s)
{
	size_t good = 0, slips = 0;
	for (size_t i = 0; i < s.n;) {
		size_t n = iv_utf8_len(s.p + i, s.p + s.n);
		good += n > 1;
		slips += !n && s.n - i > 3;
		i += n ? n : 1;
		while (!n && i < s.n && ((unsigned char)s.p[i] & 0xC0) == 0x80)
			i++;
	}
	return !slips || good > slips;
}

const char *iv_charset_detect(struct iv_str sample)
{
	const unsigned char *s = (const unsigned char *)sample.p;
	if (sample.n >= 4 && ((!s[0] && !s[1] && s[2] == 0xFE && s[3] == 0xFF) || (s[0] == 0xFF && s[1] == 0xFE && !s[2] && !s[3])))
		return "utf-32";
	if (sample.n >= 2 && ((s[0] == 0xFF && s[1] == 0xFE) || (s[0] == 0xFE && s[1] == 0xFF)))
		return "utf-16";
	sample.n = sample.n < SAMPLE ? sample.n : SAMPLE;
	size_t zeros = 0;
	for (size_t i = 0; i < sample.n; i++)
		zeros += !s[i];
	if (zeros > sample.n / 8)
		return "utf-16";
	if (looks_utf8(sample))
		return "utf-8";
	const char *best = "gb18030";
	long best_score = LONG_MIN;
	struct set *set = iv_alloc(sizeof *set);
	struct iv_buf room = { 0 };
	for (size_t k = 0; k < sizeof candidates / sizeof *candidates; k++) {
		const struct candidate *c = &candidates[k];
		struct iv_charset cs = { 0 };
		struct iv_err err;
		if (iv_charset_open(&cs, iv_str_of(c->name), sample, &err) != IV_OK)
			continue;
		memset(set, 0, sizeof *set);
		for (const char *p = c->common ? c->common : ""; *p; p += iv_utf8_len(p, p + strlen(p))) {
			uint32_t code = code_point(p, iv_utf8_len(p, p + 4));
			set->bits[code / 32 % 2048] |= 1u << code % 32;
		}
		size_t bad;
		long points = score(iv_charset_decode(&cs, sample, &room, &bad), c->common ? set : NULL);
		if (points > best_score) {
			best_score = points;
			best = c->name;
		}
		iv_charset_close(&cs);
	}
	free(set);
	iv_buf_release(&room);
	return best;
}
