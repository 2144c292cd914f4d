/* SPDX-License-Identifier: MIT
 * What is not name is peeled off in rounds until nothing more comes off, so that a cleaned name is clean. */
#include "clean/name.h"

#include <uchar.h>

#include "clean/name_parts.h"
#include "clean/organisation.h"
#include "clean/placeholder.h"
#include "text/fold.h"
#include "text/han.h"
#include "text/utf8.h"

enum { LONGEST = 256 }; /* bytes; what is longer is no name, and is only tidied */

/* May a name that ends so end in a title, or be a shop's? The characters are the last ones of the lists in name_peel.c and
 * organisation.c, in both scripts. */
static bool is_telling(uint32_t last)
{
	static const char32_t set[] = U"生士仕姐太人姨妈媽爷爺师師授长長总總监監理记記傅父板闆任管学學志哥叔伯奶下史娘董様んさ计計店厂廠局社院馆館厅廳铺鋪司团團份室所会會心部行校场場城市园園银銀业業房处處物屋庄莊吧媒技易专專柜";
	for (const char32_t *p = set; *p; p++)
		if (*p == last)
			return true;
	return false;
}

/* Most names are two to four Han characters with nothing else about them. */
static bool is_plain(struct iv_str s)
{
	uint32_t cp = 0;
	if (s.n < 6 || s.n > 12)
		return false;
	for (const char *p = s.p, *end = s.p + s.n; p < end;) {
		bool first = p == s.p;
		cp = iv_utf8_next(&p, end);
		if (!iv_han_is(cp) || cp == 0x3007 || (cp == U'某' && !first))
			return false;
	}
	return !is_telling(cp) || (!iv_name_titled(s) && !iv_organisation(s));
}

static bool is_nobody(struct iv_arena *a, struct iv_str s)
{
	return iv_clean_placeholder_of(a, s, IV_PLACEHOLDER_NAME, NULL);
}

/* 赵DANG, 王小DANG: the sound in capitals in place of a character that a system could not write. */
static bool is_sounded(struct iv_str s)
{
	size_t han = 0, runs = 0;
	for (const char *p = s.p, *end = s.p + s.n; p < end;) {
		const char *from = p;
		if (iv_han_is(iv_utf8_next(&p, end))) {
			han++;
			continue;
		}
		while (p < end && *p >= 'A' && *p <= 'Z')
			p++;
		if (*from < 'A' || *from > 'Z' || from == s.p || iv_pinyin_cut((struct iv_str){ from, (size_t)(p - from) }, NULL, 0) != 1)
			return false;
		runs++;
	}
	return han && han <= 2 && runs == 1;
}

/* "陳大文 CHAN Tai Man Peter": the Han characters are the name, the letters an alias. Returns s itself where there is but one Han character,
 * or where they stand in two places. */
static struct iv_str take_alias(struct iv_arena *a, struct iv_str s, struct iv_name *out)
{
	struct iv_name_script n = iv_name_script(s);
	const char *from = NULL, *to = NULL, *end = s.p + s.n;
	if (n.han < 2 || !n.latin || is_sounded(s))
		return s;
	for (const char *p = s.p; p < end;) {
		const char *at = p;
		if (!iv_han_is(iv_utf8_next(&p, end)))
			continue;
		for (const char *q = to; q && q < at; q++)
			if ((*q | 32) >= 'a' && (*q | 32) <= 'z')
				return s;
		from = from ? from : at;
		to = p;
	}
	/* A lost character at the end belongs to the name. */
	while (to < end && (*to == '?' || *to == '*'))
		to++;
	struct iv_str head = iv_name_trim((struct iv_str){ s.p, (size_t)(from - s.p) }), tail = iv_name_trim((struct iv_str){ to, (size_t)(end - to) }), beside = { 0 };
	iv_name_append(a, &beside, head, " ");
	iv_name_append(a, &beside, tail, " ");
	iv_name_append(a, beside.n > 1 ? &out->alias : &out->note, beside, beside.n > 1 ? " " : "; ");
	return (struct iv_str){ from, (size_t)(to - from) };
}

/* One round: the organisation, descriptions of characters, what stands with the name, other scripts. */
static struct iv_str strip(struct iv_arena *a, struct iv_str s, struct iv_name *out, bool *composed)
{
	struct iv_str organisation, person;
	if (iv_organisation_part(a, s, &organisation, &person)) {
		iv_name_append(a, &out->company, organisation, "; ");
		return person;
	}
	s = iv_name_compose(a, s, composed);
	s = iv_name_peel(a, s, out);
	return take_alias(a, s, out);
}

int iv_clean_name(struct iv_arena *a, struct iv_str raw, struct iv_name *out)
{
	*out = (struct iv_name){ 0 };
	struct iv_str s = iv_text_tidy(a, raw);
	bool placeholder = is_nobody(a, s), composed = false;
	for (bool more = true; more && s.n && s.n <= LONGEST && !placeholder && !is_plain(s);) {
		struct iv_str before = s;
		s = strip(a, s, out, &composed);
		more = !iv_str_eq(before, s);
		placeholder = more && is_nobody(a, s);
	}
	if (placeholder) {
		out->c.warn = out->company.n ? "organisation" : "placeholder";
		return IV_OK;
	}
	out->c.value = s;
	out->c.warn = out->company.n ? "organisation" : NULL;
	if (s.n > LONGEST || !s.n)
		return IV_OK;
	struct iv_name_script n = iv_name_script(s);
	bool lost = n.lost || is_sounded(s);
	out->lost = lost || n.masked;
	out->c.warn = out->company.n ? "organisation" : composed ? "composed" : lost ? "lost_char" : n.masked ? "masked" : NULL;
	iv_name_split(a, s, out);
	return IV_OK;
}
