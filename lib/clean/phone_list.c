/* SPDX-License-Identifier: MIT
 * Several telephone numbers in one field, and where a number is at home by what a record says of its country. */
#include "clean/phone_plan.h"
#include "clean/words.h"
#include "text/fold.h"
#include "text/han.h"

enum { MOST_AREA = 5, MOST_TAIL = 4, ONE = 7, TWO = 14 };

static size_t count_digits(struct iv_str s)
{
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++)
		n += iv_is_digit(s.p[i]);
	return n;
}

/* The bytes of a separator at the beginning of s. A slash behind few digits belongs to an area code (030/123456), unless a
 * number stands before and few follow as well (6682783/2784/85). */
static size_t separator(struct iv_str s, size_t digits, bool later)
{
	static const struct iv_str words[] = { IV_WORD("、"), IV_WORD("；"), IV_WORD("，"), IV_WORD("／"), IV_WORD("或"), IV_WORD("和"), IV_WORD("及"), IV_WORD(" or "), IV_WORD(" and ") };
	char c = s.p[0];
	if (c == ';' && iv_str_starts(s, IV_STR(";ext=")))
		return 0;
	size_t more = 1;
	while (later && more < s.n && iv_is_digit(s.p[more]))
		more++;
	bool slash = c == '/' && (digits > MOST_AREA || (later && more <= MOST_TAIL + 1));
	if (c == ';' || c == ',' || c == '\n' || c == '|' || c == '&' || c == '\\' || slash)
		return 1;
	for (size_t i = 0; ((unsigned char)c >= 0x80 || c == ' ') && i < sizeof words / sizeof *words; i++)
		if (iv_str_starts(s, words[i]))
			return words[i].n;
	return 0;
}

static bool is_number(struct iv_arena *a, struct iv_str text, struct iv_str region)
{
	struct iv_phone p;
	return count_digits(text) >= ONE && iv_clean_phone(a, text, region, &p) == IV_OK && p.linkable && (!p.c.warn || strcmp(p.c.warn, "unlisted_range") != 0);
}

/* Where blanks part two whole numbers (13812345678 13987654321): the length of the first, or all of it. */
static size_t first_of_blanks(struct iv_arena *a, struct iv_str piece, struct iv_str region)
{
	struct iv_phone whole;
	if (count_digits(piece) < TWO || !memchr(piece.p, ' ', piece.n) || iv_clean_phone(a, piece, region, &whole) == IV_OK)
		return piece.n;
	for (size_t i = 1; i + 1 < piece.n; i++)
		if (piece.p[i] == ' ' && count_digits(iv_str_from(piece, i)) >= ONE && is_number(a, (struct iv_str){ piece.p, i }, region))
			return i;
	return piece.n;
}

/* Behind a slash, a few digits and then a whole number (13812345678/9 13987654321): how many, or 0. */
static size_t tail_of_blanks(struct iv_arena *a, struct iv_str piece, struct iv_str region)
{
	size_t n = 0;
	while (n < piece.n && n <= MOST_TAIL && iv_is_digit(piece.p[n]))
		n++;
	bool part = n && n <= MOST_TAIL && n < piece.n && piece.p[n] == ' ';
	return part && !is_number(a, piece, region) && is_number(a, iv_str_from(piece, n), region) ? n : 0;
}

/* 13812345678/9: the last digits instead of as many of the number before. False when it is no such thing. */
static bool continued(struct iv_arena *a, struct iv_str before, struct iv_str tail, struct iv_str *whole)
{
	if (!tail.n || tail.n > MOST_TAIL || count_digits(tail) != tail.n || count_digits(before) < ONE)
		return false;
	for (size_t i = 0; i < tail.n; i++)
		if (!iv_is_digit(before.p[before.n - 1 - i]))
			return false;
	struct iv_str copy = iv_arena_str(a, before);
	memcpy((char *)copy.p + copy.n - tail.n, tail.p, tail.n);
	*whole = copy;
	return true;
}

bool iv_clean_phone_single(struct iv_str s)
{
	size_t digits = 0;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		digits += iv_is_digit(c);
		if (!iv_is_digit(c) && c != ' ' && c != '-' && c != '+' && c != '(' && c != ')' && c != '.')
			return false;
	}
	return digits < TWO;
}

bool iv_clean_phone_next(struct iv_arena *a, struct iv_str *rest, struct iv_str region, struct iv_str *piece)
{
	/* Only a separator lets a number go on; blanks are followed by a new one. */
	bool separated = piece->n && rest->n && !iv_is_digit(rest->p[-1]) && rest->p[-1] != ')';
	struct iv_str before = separated ? *piece : (struct iv_str){ 0 };
	while (rest->n) {
		size_t at = 0, skip = 0, digits = 0;
		for (; at < rest->n && !(skip = separator(iv_str_from(*rest, at), digits, before.n > 0)); at++)
			digits += iv_is_digit(rest->p[at]);
		struct iv_str all = iv_str_trim((struct iv_str){ rest->p, at });
		if (!all.n) {
			*rest = iv_str_from(*rest, at + skip);
			continue;
		}
		size_t n = before.n ? tail_of_blanks(a, all, region) : 0;
		n = n ? n : first_of_blanks(a, all, region);
		*piece = (struct iv_str){ all.p, n };
		*rest = n < all.n ? iv_str_from(*rest, (size_t)(all.p - rest->p) + n) : iv_str_from(*rest, at + skip);
		continued(a, before, *piece, piece);
		return true;
	}
	return false;
}

/* --- Countries --- */

bool iv_clean_phone_country(struct iv_arena *a, struct iv_str country, char region[3])
{
	/* Names that stand in extracts beside the codes of ISO 3166; folded and simplified. */
	static const struct {
		const char *region, *names;
	} known[] = {
		{ "CN", " 中国 中国大陆 大陆 中华人民共和国 china prc chn mainland " },
		{ "TW", " 台湾 中国台湾 台湾省 taiwan twn " },
		{ "HK", " 香港 中国香港 香港特别行政区 hongkong hkg " },
		{ "MO", " 澳门 中国澳门 澳门特别行政区 macau macao mac " },
		{ "US", " 美国 usa unitedstates unitedstatesofamerica america " },
		{ "CA", " 加拿大 canada can " },
		{ "GB", " 英国 uk gbr unitedkingdom greatbritain england " },
		{ "JP", " 日本 japan jpn " },
		{ "KR", " 韩国 南韩 korea southkorea kor " },
		{ "SG", " 新加坡 singapore sgp " },
		{ "MY", " 马来西亚 malaysia mys " },
		{ "TH", " 泰国 thailand tha " },
		{ "VN", " 越南 vietnam vnm " },
		{ "PH", " 菲律宾 philippines phl " },
		{ "ID", " 印尼 印度尼西亚 indonesia idn " },
		{ "IN", " 印度 india ind " },
		{ "AU", " 澳大利亚 澳洲 australia aus " },
		{ "NZ", " 新西兰 纽西兰 newzealand nzl " },
		{ "DE", " 德国 germany deutschland deu " },
		{ "FR", " 法国 france fra " },
		{ "IT", " 意大利 义大利 italy italia ita " },
		{ "ES", " 西班牙 spain españa esp " },
		{ "NL", " 荷兰 netherlands nld " },
		{ "CH", " 瑞士 switzerland schweiz che " },
		{ "RU", " 俄罗斯 russia rus " },
		{ "BR", " 巴西 brazil brasil bra " },
		{ "MX", " 墨西哥 mexico méxico mex " },
		{ "AR", " 阿根廷 argentina arg " },
	};
	struct phone_hint hint = iv_clean_phone_hint(country);
	memcpy(region, hint.name, sizeof hint.name);
	if (hint.plan || !country.n)
		return hint.plan != NULL;
	struct iv_str folded = iv_han_simplify(a, iv_text_fold(a, country));
	char *word = iv_arena_alloc(a, folded.n + 3), *to = word;
	*to++ = ' ';
	for (size_t i = 0; i < folded.n; i++)
		if (folded.p[i] != ' ' && folded.p[i] != '.')
			*to++ = folded.p[i];
	struct iv_str bare = { word + 1, (size_t)(to - word) - 1 };
	*to++ = ' ';
	struct iv_str whole = { word, (size_t)(to - word) };
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (bare.n && iv_str_find(iv_str_of(known[i].names), whole) >= 0) {
			memcpy(region, known[i].region, 3);
			return true;
		}
	if (bare.n != 2)
		return false;
	char upper[2] = { (char)(bare.p[0] & ~0x20), (char)(bare.p[1] & ~0x20) };
	hint = iv_clean_phone_hint((struct iv_str){ upper, 2 });
	memcpy(region, hint.name, sizeof hint.name);
	return hint.plan != NULL;
}
