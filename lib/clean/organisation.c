/* SPDX-License-Identifier: MIT
 * Lists of words; Han ones are simplified. A name of a person must not be taken for a shop: one character at the end counts only in a
 * name of four or more. */
#include "clean/organisation.h"

#include <uchar.h>

#include "clean/name_parts.h"
#include "clean/words.h"
#include "text/fold.h"
#include "text/han.h"
#include "text/utf8.h"

static const char *const anywhere[] = { "公司", "集团", "股份", "株式会社", "有限会社", "合同会社", "(株)", "(有)", "有限责任", "工作室", "合作社", "事务所", "委员会", "基金会", "旗舰店", "专卖店" };

static const char *const ends[] = {
	"商行", "商店", "商贸", "商场", "商城", "超市", "便利店", "门市部", "经营部", "营业部", "服务部", "医院", "诊所", "药房", "药店", "学校", "中学", "小学", "大学", "学院", "幼儿园", "银行", "支行", "分行", "信用社", "协会", "学会", "商会", "工会", "联合会", "酒店", "宾馆", "旅馆", "饭店", "餐厅", "餐馆", "酒楼", "旅行社", "工厂", "中心", "研究所", "研究院", "设计院", "出版社", "杂志社", "报社", "法院", "检察院", "公安局", "派出所", "税务局", "管理处", "办事处", "居委会", "村委会", "营业厅", "企业", "企业社", "工程行", "实业社", "实业", "物业", "俱乐部", "专柜", "养老院", "福利院", "博物馆", "图书馆", "体育馆", "健身房", "美容院", "理发店", "面馆", "茶馆", "茶庄", "书店", "花店", "网吧", "传媒", "科技", "贸易",
};

/* At the end of four characters or more. */
static const char32_t one_character[] = U"店厂局社院馆厅铺";

/* Folded, without dots. `sure` ones count wherever they stand; the others at the end. */
static const struct iv_str sure_words[] = {
	IV_WORD("ltd"), IV_WORD("limited"), IV_WORD("inc"), IV_WORD("incorporated"), IV_WORD("corp"), IV_WORD("corporation"), IV_WORD("gmbh"), IV_WORD("ohg"), IV_WORD("ug"), IV_WORD("plc"), IV_WORD("llc"), IV_WORD("llp"), IV_WORD("sarl"), IV_WORD("pty"), IV_WORD("pte"), IV_WORD("bhd"), IV_WORD("sdn"), IV_WORD("foundation"), IV_WORD("association"), IV_WORD("university"), IV_WORD("college"), IV_WORD("hospital"), IV_WORD("institute"), IV_WORD("restaurant"), IV_WORD("trading"), IV_WORD("industries"), IV_WORD("enterprises"), IV_WORD("holdings"), IV_WORD("company"), IV_WORD("kabushiki"), IV_WORD("aktiengesellschaft"), IV_WORD("technologies"), IV_WORD("logistics"), IV_WORD("consulting"), IV_WORD("pharmaceuticals"), IV_WORD("ministry"), IV_WORD("oao"), IV_WORD("ooo"), IV_WORD("zao"), IV_WORD("jsc"), IV_WORD("pjsc"), IV_WORD("bvba"), IV_WORD("trust"), IV_WORD("government"), IV_WORD("organisation"), IV_WORD("organization"), IV_WORD("department"), IV_WORD("federation"), IV_WORD("aviation"), IV_WORD("solutions"), IV_WORD("gruppe"), IV_WORD("akg"),
};
static const struct iv_str last_words[] = {
	IV_WORD("bank"), IV_WORD("school"), IV_WORD("hotel"), IV_WORD("group"), IV_WORD("holding"), IV_WORD("studio"), IV_WORD("clinic"), IV_WORD("club"), IV_WORD("centre"), IV_WORD("center"), IV_WORD("shop"), IV_WORD("store"), IV_WORD("society"), IV_WORD("services"), IV_WORD("systems"), IV_WORD("international"), IV_WORD("spa"), IV_WORD("srl"), IV_WORD("sas"), IV_WORD("kk"), IV_WORD("lp"), IV_WORD("council"), IV_WORD("committee"), IV_WORD("agency"), IV_WORD("factory"), IV_WORD("motors"), IV_WORD("airlines"), IV_WORD("shipping"),
};

/* These are words of persons too, unless they are written so, with dots or in capitals, at the end. */
static const struct iv_str exact_words[] = { IV_WORD("AG"), IV_WORD("KG"), IV_WORD("SA"), IV_WORD("BV"), IV_WORD("NV"), IV_WORD("AB"), IV_WORD("AS"), IV_WORD("Oy"), IV_WORD("S.A."), IV_WORD("B.V."), IV_WORD("N.V."), IV_WORD("A/S"), IV_WORD("S.p.A."), IV_WORD("S.r.l."), IV_WORD("e.V."), IV_WORD("Co."), IV_WORD("Corp.") };

/* Does s end in the word, in either script? */
static bool ends_in(struct iv_str s, const char *word)
{
	const char *at = s.p + s.n, *w = word + strlen(word);
	while (w > word) {
		if (at == s.p || iv_han_simple(iv_utf8_back(&at, s.p)) != iv_utf8_back(&w, word))
			return false;
	}
	return at > s.p; /* something stands before it */
}

/* How many bytes s has up to the end of the first word of `anywhere` in it, or 0. */
static size_t through_word(struct iv_str s)
{
	for (size_t n = 3; n <= s.n; n++)
		for (size_t i = 0; (n == s.n || ((unsigned char)s.p[n] & 0xC0) != 0x80) && i < sizeof anywhere / sizeof *anywhere; i++)
			if (ends_in((struct iv_str){ s.p, n }, anywhere[i]) || (n == strlen(anywhere[i]) && iv_str_starts(s, iv_str_of(anywhere[i]))))
				return n;
	return 0;
}

static bool is_han_organisation(struct iv_str s)
{
	if (through_word(s))
		return true;
	size_t characters = iv_utf8_count(s);
	for (size_t i = 0; characters >= 4 && i < sizeof ends / sizeof *ends; i++)
		if (ends_in(s, ends[i]))
			return true;
	const char *end = s.p + s.n;
	uint32_t last = iv_han_simple(iv_utf8_back(&end, s.p));
	for (const char32_t *p = one_character; characters >= 4 && *p; p++)
		if (*p == last)
			return iv_han_family(s) != 6; /* 欧阳建社 */
	return false;
}

static bool is_latin_organisation(struct iv_str s)
{
	size_t words = 0, capitals = 0, letters = 0;
	bool found = false;
	for (size_t i = 0; i < s.n; i++) {
		capitals += s.p[i] >= 'A' && s.p[i] <= 'Z';
		letters += (s.p[i] | 32) >= 'a' && (s.p[i] | 32) <= 'z';
	}
	struct iv_str rest = s, word;
	while (iv_str_cut(&rest, ' ', &word)) {
		char text[24];
		size_t n = 0;
		bool last = !rest.n;
		while (word.n && strchr(",;", word.p[word.n - 1]))
			word.n--;
		for (size_t i = 0; i < word.n && n < sizeof text; i++) {
			char c = word.p[i];
			if (c != '.' && c != ',')
				text[n++] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
		}
		struct iv_str folded = { text, n };
		words += word.n > 0;
		found |= (words > 1 || !last) && (IV_WORD_IN(folded, sure_words) || (last && IV_WORD_IN(folded, last_words)));
		found |= last && words > 1 && capitals < letters && IV_WORD_IN(word, exact_words);
		found |= words == 1 && !last && (iv_str_eq(folded, IV_STR("ministry")) || iv_str_eq(folded, IV_STR("university")) || iv_str_eq(folded, IV_STR("bank")) || iv_str_eq(folded, IV_STR("hotel")));
	}
	return found;
}

bool iv_organisation(struct iv_str s)
{
	struct iv_name_script n = iv_name_script(s);
	if (s.n < 4)
		return false;
	return n.han ? is_han_organisation(s) : is_latin_organisation(s);
}

/* ---- with a person ---- */

/* "Attn: John Smith", "联系人:王经理": what announces a person, or 0. */
static size_t announced(struct iv_arena *a, struct iv_str s)
{
	static const char *const words[] = { "attention:", "attention ", "attn:", "attn.", "attn ", "c/o ", "联系人:", "联系人", "收件人:", "收件人", "聯絡人:", "聯絡人", "收:", "转:" };
	struct iv_str folded = iv_text_fold(a, s);
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (iv_str_starts(folded, iv_str_of(words[i])) && folded.n == s.n)
			return strlen(words[i]);
	return 0;
}

/* Two to four Han characters that begin with a surname, or a name with a title. */
static bool is_person(struct iv_str s)
{
	const char *p = s.p;
	if (!s.n || iv_organisation(s))
		return false;
	if (iv_name_titled(s))
		return s.n <= 18;
	return iv_han_all(s) && s.n >= 6 && s.n <= 12 && iv_han_family(s) && (iv_han_family(s) > 4 || iv_han_surname(iv_utf8_next(&p, s.p + s.n)));
}

/* Splits at `at` and behind `skip` bytes, if an organisation stands on one side and a person on the other. */
static bool split_at(struct iv_arena *a, struct iv_str s, size_t at, size_t skip, struct iv_str *organisation, struct iv_str *person)
{
	struct iv_str head = iv_name_trim((struct iv_str){ s.p, at }), tail = iv_name_trim(iv_str_from(s, at + skip));
	size_t word = announced(a, tail);
	if (word && iv_organisation(head)) {
		*organisation = head;
		*person = iv_name_trim(iv_str_from(tail, word));
		return person->n > 0;
	}
	bool first = is_person(head);
	if (!first && !is_person(tail))
		return false;
	*person = first ? head : tail;
	*organisation = first ? tail : head;
	return iv_organisation(*organisation);
}

bool iv_organisation_part(struct iv_arena *a, struct iv_str s, struct iv_str *organisation, struct iv_str *person)
{
	*organisation = *person = (struct iv_str){ 0 };
	size_t first = 0;
	while (first < s.n && !strchr(" /,;:-(", s.p[first]))
		first++;
	if (!iv_organisation(s) && (first == s.n || !iv_organisation((struct iv_str){ s.p, first })))
		return false;
	for (size_t i = 1; i + 1 < s.n; i++)
		if ((strchr(" /,;:-(", s.p[i]) || (unsigned char)s.p[i] == 0xE3) && split_at(a, s, i, s.p[i] == '(' && s.p[s.n - 1] == ')' ? 1 : strchr(" /,;:-", s.p[i]) != NULL, organisation, person)) {
			if (iv_str_ends(*person, IV_STR(")")))
				person->n--;
			return true;
		}
	size_t n = through_word(s);
	struct iv_str head = { s.p, n }, tail = iv_str_from(s, n);
	if (n && is_person(tail) && !ends_in(s, "公司")) {
		*organisation = head;
		*person = tail;
		return true;
	}
	*person = (struct iv_str){ 0 };
	*organisation = iv_organisation(s) ? s : (struct iv_str){ 0 };
	return organisation->n > 0;
}
