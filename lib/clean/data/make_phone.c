/* SPDX-License-Identifier: MIT
 * Prints phone_table.c (see clean/phone_table.h) from phone_plans.txt on stdin. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "automaton.h"

enum { REGIONS = 300, CODES = 255, KINDS = 12 };

/* --- The plans --- */

/* The lines of a plan that number types, in the order in which a number that fits several is judged; general comes first. */
static const struct {
	const char *word;
	enum iv_phone_type type;
} kinds[KINDS] = {
	{ "general", IV_PHONE_UNKNOWN },  { "premium", IV_PHONE_PREMIUM },     { "tollfree", IV_PHONE_TOLLFREE },   { "shared", IV_PHONE_SHARED },
	{ "voip", IV_PHONE_VOIP },	  { "personal", IV_PHONE_PERSONAL },   { "pager", IV_PHONE_PAGER },	    { "uan", IV_PHONE_UAN },
	{ "voicemail", IV_PHONE_VOICEMAIL }, { "landline", IV_PHONE_LANDLINE }, { "mobile", IV_PHONE_MOBILE }, { "lead", IV_PHONE_UNKNOWN },
};
enum { GENERAL, LANDLINE = 9, MOBILE, LEAD };

/* One region. */
static struct plan {
	unsigned code;
	struct iv_phone_region out;
	char *pattern[KINDS], *abroad, *trunk;
	uint32_t lengths[KINDS];
	bool same; /* mobile as landline */
} plan[REGIONS];
static unsigned plans;

static char *copy(const char *text)
{
	char *p = strdup(text);
	if (!p)
		die("out of memory");
	return p;
}

/* "7,8,9" as bits; moves *text behind it. */
static uint32_t lengths_of(char **text)
{
	uint32_t bits = 0;
	for (char *p = *text;; p++) {
		unsigned long n = strtoul(p, &p, 10);
		if (n < 1 || n > MOST)
			die("'%s': expected lengths up to %d", *text, MOST);
		bits |= 1u << n;
		*text = p;
		if (*p != ',')
			return bits;
	}
}

static bool take_kind(struct plan *p, const char *word, char *rest)
{
	for (int k = 0; k < KINDS; k++) {
		if (strcmp(word, kinds[k].word) != 0)
			continue;
		if (k == MOBILE && strcmp(rest, "as landline") == 0) {
			p->same = true;
			return true;
		}
		bool bare = k == GENERAL || k == LEAD;
		p->lengths[k] = bare ? 0 : lengths_of(&rest);
		p->pattern[k] = copy(bare ? rest : rest + 1);
		return true;
	}
	return false;
}

static void take_rewrite(struct plan *p, const char *rest)
{
	size_t n = strcspn(rest, "$");
	if (n >= sizeof p->out.rewrite || rest[n] != '$' || rest[n + 2])
		die("'%s': expected digits and a group", rest);
	memcpy(p->out.rewrite, rest, n);
	p->out.rewrites = true;
}

static void take_line(char *line)
{
	struct plan *p = &plan[plans ? plans - 1 : 0];
	char *rest = line + strcspn(line, " ");
	if (!*rest)
		die("'%s': expected a word and a value", line);
	*rest++ = '\0';
	if (strcmp(line, "plan") == 0) {
		char region[3];
		if (plans == REGIONS)
			die("more than %d plans", REGIONS);
		p = &plan[plans++];
		if (sscanf(rest, "%u %2s", &p->code, region) != 2 || p->code > 999)
			die("'%s': expected a code and a region", rest);
		memcpy(p->out.name, region[0] == '-' ? "" : region, region[0] == '-' ? 1 : 3);
	} else if (strcmp(line, "abroad") == 0) {
		p->abroad = copy(rest);
	} else if (strcmp(line, "home") == 0) {
		p->out.zero = strcmp(rest, "0 always") == 0;
	} else if (strcmp(line, "trunk") == 0) {
		p->trunk = copy(rest);
	} else if (strcmp(line, "rewrite") == 0) {
		take_rewrite(p, rest);
	} else if (strcmp(line, "lengths") == 0) {
		p->out.lengths = lengths_of(&rest);
	} else if (!take_kind(p, line, rest)) {
		die("unknown word '%s'", line);
	}
}

/* --- What numbers are --- */

/* The plans of one country code. */
struct country {
	const struct plan *first;
	unsigned n;
};

static bool fits(const struct plan *p, unsigned matched, int kind, unsigned n)
{
	return (matched >> kind & 1) && (p->lengths[kind] ? p->lengths[kind] : p->out.lengths) >> n & 1;
}

static enum iv_phone_type type_of(const struct plan *p, unsigned matched, unsigned n)
{
	if (!fits(p, matched, GENERAL, n))
		return IV_PHONE_UNKNOWN;
	for (int k = 1; k < LANDLINE; k++)
		if (fits(p, matched, k, n))
			return kinds[k].type;
	bool landline = fits(p, matched, LANDLINE, n), mobile = p->same ? landline : fits(p, matched, MOBILE, n);
	return landline && mobile ? IV_PHONE_EITHER : landline ? IV_PHONE_LANDLINE : mobile ? IV_PHONE_MOBILE : IV_PHONE_UNKNOWN;
}

/* Whose number it is: the first region whose leading digits it has, or of which it has a type. */
static unsigned number_label(const void *context, const unsigned *matched, unsigned n)
{
	const struct country *c = context;
	for (unsigned r = 0; r < c->n; r++) {
		const struct plan *p = &c->first[r];
		enum iv_phone_type type = type_of(p, matched[r], n);
		bool lead = c->n > 1 && p->pattern[LEAD];
		if (lead ? !(matched[r] >> LEAD & 1) : !type)
			continue;
		return type ? 1 + 16 * r + type : 0;
	}
	return 0;
}

static unsigned numbers_of(const struct plan *first, unsigned n)
{
	struct country c = { first, n };
	for (unsigned r = 0; r < n; r++)
		for (unsigned k = 0; k < KINDS; k++)
			if (first[r].pattern[k])
				automaton_add(first[r].pattern[k], r, k, k == LEAD);
	return automaton_many(number_label, &c);
}

/* --- Printing --- */

static void print_states(void)
{
	printf("const struct iv_phone_state iv_phone_state[] = {\n");
	for (unsigned i = 0; i < states; i++) {
		printf("{{");
		for (int c = 0; c < 10; c++)
			printf("%u,", state[i].next[c]);
		printf("},%u},\n", state[i].label);
	}
	printf("};\nconst struct iv_phone_cut iv_phone_cut[] = {\n");
	for (unsigned i = 0; i < cuts; i++)
		printf("{%d,%d,%u,%u,%u},\n", cut[i].matched, cut[i].grouped, cut[i].length, cut[i].from, cut[i].to);
	printf("};\n");
}

/* Regions one after the other, with the automata of their codes at hand. */
static void print_plans(void)
{
	static struct iv_phone_code code[CODES];
	static unsigned char code_of[1000];
	static unsigned region_of[26 * 26];
	unsigned codes = 0;
	printf("const struct iv_phone_region iv_phone_region[] = {\n");
	for (unsigned i = 0; i < plans; i++) {
		struct plan *p = &plan[i];
		if (!i || p->code != p[-1].code) {
			unsigned n = 1, wide = p->code < 10 ? 100 : p->code < 100 ? 10 : 1;
			while (i + n < plans && p[n].code == p->code)
				n++;
			if (codes == CODES)
				die("more than %d country codes", CODES);
			code[codes++] = (struct iv_phone_code){ (uint16_t)p->code, (uint16_t)numbers_of(p, n), (uint16_t)i, (uint16_t)n };
			memset(&code_of[p->code * wide], (int)codes, wide);
		}
		if (p->out.name[0])
			region_of[(p->out.name[0] - 'A') * 26 + p->out.name[1] - 'A'] = i + 1;
		printf("{\"%s\",\"%s\",%d,%d,%u,%u,%u,%u,%uu},\n", p->out.name, p->out.rewrite, p->out.rewrites, p->out.zero, codes - 1, automaton_whole(p->pattern[GENERAL]),
		       automaton_prefix(p->abroad), automaton_prefix(p->trunk), p->out.lengths);
	}
	printf("};\nconst struct iv_phone_code iv_phone_code[] = {\n");
	for (unsigned i = 0; i < codes; i++)
		printf("{%u,%u,%u,%u},\n", code[i].code, code[i].numbers, code[i].first, code[i].regions);
	printf("};\nconst uint8_t iv_phone_code_of[1000] = {");
	for (unsigned i = 0; i < 1000; i++)
		printf("%u,", code_of[i]);
	printf("};\nconst uint16_t iv_phone_region_of[26 * 26] = {");
	for (unsigned i = 0; i < 26 * 26; i++)
		printf("%u,", region_of[i]);
	printf("};\n");
}

int main(void)
{
	static char line[1 << 16];
	while (fgets(line, sizeof line, stdin)) {
		line[strcspn(line, "\n")] = '\0';
		if (line[0] && line[0] != '#')
			take_line(line);
	}
	if (plans < 200)
		die("only %u plans", plans);
	automaton_init();
	printf("/* Printed by make_phone from phone_plans.txt: %u plans. */\n#include \"clean/phone_table.h\"\n", plans);
	print_plans();
	print_states();
	return ferror(stdout) || fclose(stdout) ? 1 : 0;
}
