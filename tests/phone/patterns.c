/* SPDX-License-Identifier: MIT
 * patterns phone_plans.txt: the automata of clean/phone_table.h against PCRE2 on the patterns that they were made of, with
 * strings of digits at random, and with such as the automata accept, cut short, lengthened and changed at the ends. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdio.h>
#include <stdlib.h>

#include "clean/phone_plan.h"

enum { KINDS = 12, GENERAL = 0, LANDLINE = 9, MOBILE, LEAD, PLANS = 300, TRIES = 500, MOST = 17 };
static const char *const words[KINDS] = { "general", "premium", "tollfree", "shared", "voip", "personal", "pager", "uan", "voicemail", "landline", "mobile", "lead" };
static const enum iv_phone_type types[] = { 0, IV_PHONE_PREMIUM, IV_PHONE_TOLLFREE, IV_PHONE_SHARED, IV_PHONE_VOIP, IV_PHONE_PERSONAL, IV_PHONE_PAGER, IV_PHONE_UAN, IV_PHONE_VOICEMAIL };

static struct plan {
	unsigned code;
	pcre2_code *pattern[KINDS], *abroad, *trunk;
	uint32_t lengths[KINDS], all;
	bool same;
} plan[PLANS];
static unsigned plans;
static pcre2_match_data *room;
static unsigned long compared, wrong;

static pcre2_code *compiled(const char *pattern, bool whole)
{
	int code;
	PCRE2_SIZE at;
	pcre2_code *p = pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED, PCRE2_ANCHORED | (whole ? PCRE2_ENDANCHORED : 0), &code, &at, NULL);
	if (!p)
		exit(2);
	return p;
}

static uint32_t lengths_of(char **text)
{
	uint32_t bits = 0;
	do
		bits |= 1u << strtoul(*text + (**text == ','), text, 10);
	while (**text == ',');
	return bits;
}

static void take_line(char *line)
{
	struct plan *p = &plan[plans - (plans > 0)];
	char *rest = line + strcspn(line, " ");
	*rest++ = '\0';
	if (!strcmp(line, "plan"))
		plan[plans++].code = (unsigned)atoi(rest);
	else if (!strcmp(line, "abroad"))
		p->abroad = compiled(rest, false);
	else if (!strcmp(line, "trunk"))
		p->trunk = compiled(rest, false);
	else if (!strcmp(line, "lengths"))
		p->all = lengths_of(&rest);
	for (int k = 0; k < KINDS; k++) {
		if (strcmp(line, words[k]) != 0)
			continue;
		if (k == MOBILE && !strcmp(rest, "as landline")) {
			p->same = true;
			return;
		}
		if (k != GENERAL && k != LEAD) {
			p->lengths[k] = lengths_of(&rest);
			rest++;
		}
		p->pattern[k] = compiled(rest, k != LEAD);
	}
}

static bool matches(const pcre2_code *pattern, const char *d, size_t n)
{
	return pattern && pcre2_match(pattern, (PCRE2_SPTR)d, n, 0, 0, room, NULL) > 0;
}

static bool fits(const struct plan *p, int kind, const char *d, size_t n)
{
	return (p->lengths[kind] >> n & 1) && matches(p->pattern[kind], d, n);
}

static enum iv_phone_type type_of(const struct plan *p, const char *d, size_t n)
{
	if (!(p->all >> n & 1) || !matches(p->pattern[GENERAL], d, n))
		return IV_PHONE_UNKNOWN;
	for (int k = 1; k < LANDLINE; k++)
		if (fits(p, k, d, n))
			return types[k];
	bool landline = fits(p, LANDLINE, d, n), mobile = p->same ? landline : fits(p, MOBILE, d, n);
	return landline && mobile ? IV_PHONE_EITHER : landline ? IV_PHONE_LANDLINE : mobile ? IV_PHONE_MOBILE : IV_PHONE_UNKNOWN;
}

/* The label that numbers of this code should have. */
static unsigned expected(const struct plan *first, unsigned regions, const char *d, size_t n)
{
	for (unsigned r = 0; r < regions; r++) {
		enum iv_phone_type type = type_of(&first[r], d, n);
		if (regions > 1 && first[r].pattern[LEAD] ? matches(first[r].pattern[LEAD], d, n) : type != 0)
			return type ? 1 + 16 * r + type : 0;
	}
	return 0;
}

static unsigned walk(unsigned at, const char *d, size_t n)
{
	for (size_t i = 0; i < n; i++)
		at = iv_phone_state[at].next[d[i] - '0'];
	return iv_phone_state[at].label;
}

static void same(unsigned is, unsigned should, const char *what, unsigned code, const char *d)
{
	compared++;
	if (is != should && wrong++ < 20)
		printf("+%u: %s of '%s': %u, PCRE2 says %u\n", code, what, d, is, should);
}

static void same_cut(unsigned start, const pcre2_code *pattern, const char *what, unsigned code, const char *d, size_t n)
{
	struct iv_phone_cut cut = iv_phone_cut[walk(start, d, n)];
	int found = pattern ? pcre2_match(pattern, (PCRE2_SPTR)d, n, 0, 0, room, NULL) : 0;
	PCRE2_SIZE *at = pcre2_get_ovector_pointer(room);
	same(cut.matched, found > 0, what, code, d);
	if (found <= 0 || !cut.matched)
		return;
	uint32_t groups = 0;
	pcre2_pattern_info(pattern, PCRE2_INFO_CAPTURECOUNT, &groups);
	bool grouped = groups && (uint32_t)found == groups + 1;
	same(cut.length, (unsigned)at[1], what, code, d);
	same(cut.grouped, grouped, what, code, d);
	if (grouped) {
		same(cut.from, (unsigned)at[2 * groups], what, code, d);
		same(cut.to, (unsigned)at[2 * groups + 1], what, code, d);
	}
}

static uint64_t seed = 7;
static unsigned draw(unsigned below)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (unsigned)((seed >> 20) % below);
}

/* Digits: some at random, then as the automaton from `at` goes on, then a few more or less. */
static size_t draw_digits(unsigned at, char d[32])
{
	size_t n = 0, wild = draw(4) ? 0 : draw(6), most = 1 + draw(MOST);
	for (; n < most; n++) {
		unsigned c = draw(10), tries = 0;
		while (n >= wild && !iv_phone_state[at].next[c] && tries++ < 10)
			c = (c + 1) % 10;
		d[n] = (char)('0' + c);
		at = iv_phone_state[at].next[c];
	}
	if (draw(8) == 0)
		d[n - 1] = (char)('0' + draw(10));
	d[n] = '\0';
	return n;
}

static void check_country(unsigned from, unsigned regions, const struct iv_phone_code *code)
{
	char d[32];
	same(code->code, plan[from].code, "place", plan[from].code, "");
	for (unsigned i = 0; i < TRIES * (regions > 3 ? 10 : regions); i++) {
		size_t n = draw_digits(code->numbers, d);
		same(walk(code->numbers, d, n), expected(&plan[from], regions, d, n), "number", code->code, d);
	}
	for (unsigned r = 0; r < regions; r++) {
		const struct iv_phone_region *region = &iv_phone_region[from + r];
		const struct plan *p = &plan[from + r];
		for (unsigned i = 0; i < TRIES; i++) {
			size_t n = draw_digits(region->general, d);
			same(walk(region->general, d, n), matches(p->pattern[GENERAL], d, n), "general form", code->code, d);
			n = draw_digits(region->trunk, d);
			same_cut(region->trunk, p->trunk, "trunk prefix", code->code, d, n);
			n = draw_digits(region->abroad, d);
			same_cut(region->abroad, p->abroad, "prefix abroad", code->code, d, n);
		}
	}
}

int main(int argc, char **argv)
{
	static char line[1 << 16];
	FILE *f = argc == 2 ? fopen(argv[1], "r") : NULL;
	if (!f)
		return 2;
	room = pcre2_match_data_create(10, NULL);
	while (fgets(line, sizeof line, f)) {
		line[strcspn(line, "\n")] = '\0';
		if (line[0] && line[0] != '#')
			take_line(line);
	}
	fclose(f);
	unsigned codes = 0;
	for (unsigned from = 0, n; from < plans; from += n) {
		for (n = 1; from + n < plans && plan[from + n].code == plan[from].code;)
			n++;
		check_country(from, n, &iv_phone_code[codes++]);
	}
	for (unsigned i = 0; i < plans; i++) {
		for (int k = 0; k < KINDS; k++)
			pcre2_code_free(plan[i].pattern[k]);
		pcre2_code_free(plan[i].abroad);
		pcre2_code_free(plan[i].trunk);
	}
	pcre2_match_data_free(room);
	printf("%u country codes, %u plans: %lu answers compared, %lu wrong\n", codes, plans, compared, wrong);
	return wrong || compared < 100000;
}
