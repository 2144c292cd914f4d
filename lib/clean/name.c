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
 * organisation.c, in both scripts, in order of their code points. */
static bool is_telling(uint32_t last)
{
	static const char32_t set[] = U"さん下专业人仕任份会伯傅厂厅叔史司吧哥团园園團场城場士处太奶妈姐姨娘媒媽学學室專局屋市师師庄店廠廳心志总房所技授易會板柜校業様父爷爺物理生监監社管總莊董處行計記计记部銀鋪银铺長长闆院館馆";
	size_t low = 0, high = sizeof set / sizeof *set - 1;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (set[middle] < last)
			low = middle + 1;
		else
			high = middle;
	}
	return set[low] == last;
}

/* Most names are two to four Han characters with nothing else about them; *n is then how many. */
static bool is_plain_han(struct iv_str s, size_t *n)
{
	uint32_t cp = 0;
	if (s.n < 6 || s.n > 12)
		return false;
	*n = 0;
	for (const char *p = s.p, *end = s.p + s.n; p < end; ++*n) {
		cp = iv_utf8_next(&p, end);
		if (!iv_han_is(cp) || cp == 0x3007 || (cp == U'某' && *n))
			return false;
	}
	return !is_telling(cp) || (!iv_name_titled(s) && !iv_organisation(s));
}

/* Others are words of letters of which none is a title or tells a company. */
static bool is_plain_latin(struct iv_str s)
{
	char before = ' ';
	for (size_t i = 0; i < s.n; before = s.p[i++]) {
		bool letter = (s.p[i] | 32) >= 'a' && (s.p[i] | 32) <= 'z';
		if (!letter && (before == ' ' || before == '-' || (s.p[i] != ' ' && s.p[i] != '-' && s.p[i] != '\'')))
			return false;
	}
	return before != ' ' && before != '-' && !iv_name_has_title(s) && !iv_organisation(s);
}

/* Is there nothing to be done to it? *script is then known. */
static bool is_plain(struct iv_str s, struct iv_name_script *script)
{
	*script = (struct iv_name_script){ 0 };
	if (s.n && (unsigned char)*s.p >= 0x80)
		return is_plain_han(s, &script->han);
	script->latin = s.n;
	return s.n && is_plain_latin(s);
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
	struct iv_name_script n;
	*out = (struct iv_name){ 0 };
	struct iv_str s = iv_text_tidy(a, raw);
	bool plain = s.n <= LONGEST && is_plain(s, &n), placeholder = is_nobody(a, s), composed = false;
	for (bool more = !plain; more && s.n && s.n <= LONGEST && !placeholder;) {
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
	if (!plain) {
		n = iv_name_script(s);
		bool lost = n.lost || is_sounded(s);
		out->lost = lost || n.masked;
		out->c.warn = out->company.n ? "organisation" : composed ? "composed" : lost ? "lost_char" : n.masked ? "masked" : NULL;
	}
	iv_name_split(a, s, n, out);
	return IV_OK;
}
