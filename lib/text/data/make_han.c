/* SPDX-License-Identifier: MIT
 * Prints han_tables.c (see text/tables.h): make_han FOLDER, with the lines of Unihan_Readings and Unihan_Variants on
 * stdin and our own lists surnames.txt, variants.txt, readings.txt and cantonese.txt in FOLDER. */
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "make_roman.h"
#include "text/tables.h"

enum { MOST = 4, SYLLABLES = 600, PAIRS = 200 };

struct character {
	uint32_t simple;
	uint16_t usual[MOST], surname[MOST]; /* numbers of syllables, from 1 */
	bool is_surname;
};

static struct character han[HAN_LIMIT];
static char syllable[SYLLABLES][7];
static unsigned syllables = 1;
static struct han_pair pair[PAIRS];
static unsigned pairs;

static void die(const char *format, ...)
{
	va_list args;
	va_start(args, format);
	fputs("make_han: ", stderr);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	va_end(args);
	exit(1);
}

/* "lǚ" to "lv", or false for what is no syllable (m, ng, ê) or would be taken for one too often in Latin names (wong). */
static bool plain(const char *text, size_t n, char out[7])
{
	int32_t code[64];
	utf8proc_ssize_t parts = utf8proc_decompose((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)n, code, 64, UTF8PROC_DECOMPOSE);
	size_t used = 0;
	bool vowel = false;
	for (utf8proc_ssize_t i = 0; i < parts && i < 64; i++) {
		if (code[i] == 0x308 && used)
			out[used - 1] = 'v';
		else if (code[i] == 0x302)
			return false;
		if (code[i] >= 0x300 && code[i] < 0x370)
			continue;
		if (code[i] < 'a' || code[i] > 'z' || used == 6)
			return false;
		vowel |= strchr("aeiouv", code[i]) != NULL;
		out[used++] = (char)code[i];
	}
	out[used] = '\0';
	return vowel && strcmp(out, "wong") != 0;
}

static uint16_t number_of(const char *letters)
{
	for (unsigned i = 1; i < syllables; i++)
		if (strcmp(syllable[i], letters) == 0)
			return (uint16_t)i;
	if (syllables == SYLLABLES)
		die("more than %d syllables", SYLLABLES);
	strcpy(syllable[syllables], letters);
	return (uint16_t)syllables++;
}

static void add_reading(uint16_t list[MOST], uint16_t number)
{
	for (int i = 0; i < MOST; i++) {
		if (list[i] == number)
			return;
		if (!list[i]) {
			list[i] = number;
			return;
		}
	}
}

/* Adds every reading of a Unihan value: "qián gān", "0352.091:gān 0913.050:qián", "10056.100:qián,gān". */
static void add_readings(struct character *c, const char *value)
{
	for (const char *p = value; *p;) {
		size_t n = strcspn(p, " ,");
		const char *colon = memchr(p, ':', n), *from = colon ? colon + 1 : p;
		char letters[7];
		bool numbers = from == p && *p >= '0' && *p <= '9'; /* "356.120,356.130:tái": places without a reading */
		if (!numbers && plain(from, n - (size_t)(from - p), letters))
			add_reading(c->usual, number_of(letters));
		p += n + (p[n] != '\0');
	}
}

static void take_line(char *line)
{
	unsigned cp;
	char key[32];
	int at = 0;
	if (sscanf(line, "U+%x\t%31s\t%n", &cp, key, &at) != 2 || !at || cp >= HAN_LIMIT)
		return;
	struct character *c = &han[cp];
	const char *value = line + at;
	if (strcmp(key, "kMandarin") == 0 || strcmp(key, "kTGHZ2013") == 0 || strcmp(key, "kXHC1983") == 0) {
		add_readings(c, value);
	} else if (strcmp(key, "kCantonese") == 0) {
		roman_cantonese(cp, value);
	} else if (strcmp(key, "kSimplifiedVariant") == 0) {
		/* A character that may also stay as it is does. */
		uint32_t first = 0;
		for (const char *p = value; (p = strstr(p, "U+")); p += 2) {
			uint32_t to = (uint32_t)strtoul(p + 2, NULL, 16);
			first = to == cp || !first ? to : first;
		}
		if (first < HAN_LIMIT)
			c->simple = first;
	}
}

/* The code points of a word; returns how many, at most `most`. */
static int codes_of(const char *word, int32_t *out, int most)
{
	int n = 0;
	for (size_t at = 0, size = strlen(word); at < size && n < most; n++) {
		utf8proc_ssize_t step = utf8proc_iterate((const utf8proc_uint8_t *)word + at, (utf8proc_ssize_t)(size - at), &out[n]);
		if (step < 0 || out[n] >= HAN_LIMIT)
			die("'%s' is not a word of Han characters", word);
		at += (size_t)step;
	}
	return n;
}

static uint32_t simple_of(uint32_t cp)
{
	for (int i = 0; i < 4 && han[cp].simple; i++)
		cp = han[cp].simple == cp ? cp : han[cp].simple;
	return cp;
}

/* Rare simplified forms beyond the BMP have no reading of their own: they are read as what they simplify. */
static void inherit_readings(void)
{
	for (uint32_t cp = 0; cp < HAN_LIMIT; cp++) {
		struct character *to = &han[simple_of(cp)];
		if (!to->usual[0])
			memcpy(to->usual, han[cp].usual, sizeof to->usual);
	}
}

/* A line of surnames.txt. */
static void take_surname(char *word, char *readings)
{
	int32_t cp[3];
	int n = codes_of(word, cp, 3);
	uint16_t read[MOST] = { 0 };
	int reads = 0;
	for (char *r; reads < MOST && (r = strtok(reads ? NULL : readings, " \n"));)
		read[reads++] = number_of(r);
	if (n == 1) {
		struct character *c = &han[simple_of((uint32_t)cp[0])];
		c->is_surname = true;
		if (reads)
			memcpy(c->surname, read, sizeof read);
	} else if (n == 2 && pairs < PAIRS) {
		struct han_pair *p = &pair[pairs++];
		for (int i = 0; i < 2; i++) {
			p->cp[i] = simple_of((uint32_t)cp[i]);
			p->reading[i] = reads == 2 ? read[i] : han[p->cp[i]].usual[0];
		}
	} else {
		die("surnames.txt: '%s' has %d characters", word, n);
	}
}

static void take_variant(char *word, char *to)
{
	int32_t from[2], into[2];
	to[strcspn(to, "\n")] = '\0';
	if (codes_of(word, from, 2) != 1 || codes_of(to, into, 2) != 1)
		die("variants.txt: '%s' and '%s' are not one character each", word, to);
	han[from[0]].simple = (uint32_t)into[0];
}

static void take_usual(char *word, char *reading)
{
	int32_t cp[2];
	struct character *c = &han[codes_of(word, cp, 2) == 1 ? cp[0] : 0];
	uint16_t before[MOST];
	reading[strcspn(reading, "\n")] = '\0';
	memcpy(before, c->usual, sizeof before);
	memset(c->usual, 0, sizeof c->usual);
	add_reading(c->usual, number_of(reading));
	for (int i = 0; i < MOST && before[i]; i++)
		add_reading(c->usual, before[i]);
}

static void take_cantonese(char *word, char *reading)
{
	int32_t cp[2];
	if (codes_of(word, cp, 2) != 1)
		die("cantonese.txt: '%s' is not one character", word);
	roman_override((uint32_t)cp[0], reading);
}

static bool is_surname(uint32_t cp)
{
	return han[cp].is_surname;
}

static void read_list(const char *folder, const char *name, void (*take)(char *word, char *rest))
{
	char path[4096], line[256];
	snprintf(path, sizeof path, "%s/%s", folder, name);
	FILE *f = fopen(path, "r");
	if (!f)
		die("%s cannot be read", path);
	while (fgets(line, sizeof line, f)) {
		if (line[0] == '#' || line[0] == '\n')
			continue;
		char *rest = line + strcspn(line, " \n");
		if (*rest)
			*rest++ = '\0';
		take(line, rest);
	}
	fclose(f);
}

/* Characters of the compatibility blocks stand for another one. */
static void add_compatibility(void)
{
	for (int32_t cp = 0xF900; cp < 0x2FA20; cp = cp == 0xFAFF ? 0x2F800 : cp + 1) {
		int32_t code[4];
		int bound = 0;
		if (utf8proc_decompose_char(cp, code, 4, UTF8PROC_DECOMPOSE, &bound) == 1 && code[0] != cp && code[0] < HAN_LIMIT)
			han[cp].simple = (uint32_t)code[0];
	}
}

static int by_letters(const void *a, const void *b)
{
	return strcmp(a, b);
}

/* Sorts the syllables; since numbers were given out already, it translates them everywhere. */
static void sort_syllables(void)
{
	static char old[SYLLABLES][7];
	uint16_t now[SYLLABLES] = { 0 };
	memcpy(old, syllable, sizeof old);
	qsort(syllable[1], syllables - 1, sizeof syllable[0], by_letters);
	for (unsigned i = 1; i < syllables; i++)
		now[i] = number_of(old[i]);
	for (uint32_t cp = 0; cp < HAN_LIMIT; cp++)
		for (int i = 0; i < MOST; i++) {
			han[cp].usual[i] = now[han[cp].usual[i]];
			han[cp].surname[i] = now[han[cp].surname[i]];
		}
	for (unsigned i = 0; i < pairs; i++)
		for (int k = 0; k < 2; k++)
			pair[i].reading[k] = now[pair[i].reading[k]];
}

static bool is_more(const struct character *c)
{
	return c->usual[1] || c->surname[0];
}

static void print_pages(void)
{
	static uint32_t page[HAN_LIMIT >> 8][256];
	unsigned pages = 0;
	printf("const uint16_t iv_han_index[HAN_LIMIT >> 8] = {");
	for (uint32_t from = 0; from < HAN_LIMIT; from += 256) {
		unsigned i = 0;
		for (uint32_t k = 0; k < 256; k++) {
			uint32_t to = simple_of(from + k);
			const struct character *c = &han[to];
			uint32_t simple = to == from + k ? 0 : to;
			page[pages][k] = simple | (uint32_t)c->usual[0] << 18 | (is_more(c) ? HAN_MORE : 0) | (c->is_surname ? HAN_SURNAME : 0);
		}
		while (memcmp(page[i], page[pages], sizeof page[0]) != 0)
			i++;
		pages += i == pages;
		printf("%u,", i);
	}
	printf("};\nconst uint32_t iv_han_page[][256] = {\n");
	for (unsigned i = 0; i < pages; i++) {
		printf("{");
		for (int k = 0; k < 256; k++)
			printf("%u,", page[i][k]);
		printf("},\n");
	}
	printf("};\n");
}

static void print_more(void)
{
	unsigned n = 0;
	printf("const struct han_more iv_han_more[] = {\n");
	for (uint32_t cp = 0; cp < HAN_LIMIT; cp++) {
		const struct character *c = &han[cp];
		if (!is_more(c))
			continue;
		printf("{%u,{%u,%u,%u,%u},{%u,%u,%u,%u}},\n", cp, c->usual[0], c->usual[1], c->usual[2], c->usual[3], c->surname[0], c->surname[1], c->surname[2], c->surname[3]);
		n++;
	}
	printf("};\nconst unsigned iv_han_mores = %u;\n", n);
}

static int by_codes(const void *a, const void *b)
{
	const struct han_pair *x = a, *y = b;
	int i = x->cp[0] == y->cp[0];
	return (x->cp[i] > y->cp[i]) - (x->cp[i] < y->cp[i]);
}

static void print_pairs(void)
{
	qsort(pair, pairs, sizeof *pair, by_codes);
	printf("const struct han_pair iv_han_pair[] = {\n");
	for (unsigned i = 0; i < pairs; i++)
		printf("{{%u,%u},{%u,%u}},\n", pair[i].cp[0], pair[i].cp[1], pair[i].reading[0], pair[i].reading[1]);
	printf("};\nconst unsigned iv_han_pairs = %u;\n", pairs);
}

static void print_syllables(bool surname[SYLLABLES])
{
	static uint16_t slot[SYLLABLE_SLOTS];
	for (uint32_t cp = 0; cp < HAN_LIMIT; cp++)
		for (int i = 0; han[cp].is_surname && i < MOST; i++)
			surname[han[cp].surname[0] ? han[cp].surname[i] : i ? 0 : han[cp].usual[0]] = true;
	surname[0] = false;
	printf("const char iv_syllable[][7] = {");
	for (unsigned i = 0; i < syllables; i++)
		printf("\"%s\",", syllable[i]);
	printf("};\nconst uint8_t iv_syllable_surname[] = {");
	for (unsigned i = 0; i < syllables; i++)
		printf("%d,", surname[i]);
	printf("};\nconst uint32_t iv_syllable_key[] = {");
	for (unsigned i = 0; i < syllables; i++) {
		uint32_t key = 0;
		for (const char *p = syllable[i]; *p; p++)
			key = key << 5 | (uint32_t)(*p - 'a' + 1);
		printf("%u,", key);
		if (!i)
			continue;
		unsigned at = syllable_hash(key);
		while (slot[at])
			at = (at + 1) % SYLLABLE_SLOTS;
		slot[at] = (uint16_t)i;
	}
	printf("};\nconst uint16_t iv_syllable_slot[SYLLABLE_SLOTS] = {");
	for (unsigned i = 0; i < SYLLABLE_SLOTS; i++)
		printf("%u,", slot[i]);
	printf("};\n");
}

/* A syllable as one hears it who does not tell n and ng at the end apart, nor l and n, f and h, z and zh at the beginning. */
static void blur(const char *text, char out[16])
{
	static const char *const heard[][2] = { { "fei", "hui" }, { "feng", "hong" }, { "fen", "hun" }, { "fou", "hou" }, { "fu", "hu" } };
	bool found = false;
	size_t used = 0;
	for (size_t i = 0; i < sizeof heard / sizeof *heard && !found; i++)
		if ((found = strcmp(text, heard[i][0]) == 0))
			strcpy(out, heard[i][1]);
	if (!found && text[0] == 'f') {
		snprintf(out, 16, "hu%s", text + 1);
	} else if (!found) {
		out[used++] = text[0] == 'n' ? 'l' : text[0];
		strcpy(out + used, text + 1 + (strchr("zcs", text[0]) && text[1] == 'h'));
	}
	used = strlen(out);
	if (used > 3 && strcmp(out + used - 2, "ng") == 0)
		out[used - 1] = '\0';
}

static void print_blur(void)
{
	static char heard[SYLLABLES][16];
	printf("const uint16_t iv_syllable_blur[] = {0,");
	for (unsigned i = 1; i < syllables; i++) {
		unsigned first = 1;
		blur(syllable[i], heard[i]);
		while (strcmp(heard[first], heard[i]) != 0)
			first++;
		printf("%u,", first);
	}
	printf("};\n");
}

int main(int argc, char **argv)
{
	static char line[1 << 16];
	static bool surname[SYLLABLES];
	unsigned long lines = 0;
	if (argc != 2)
		die("usage: make_han FOLDER < unihan");
	while (fgets(line, sizeof line, stdin)) {
		line[strcspn(line, "\n")] = '\0';
		take_line(line);
		lines++;
	}
	if (lines < 150000)
		die("only %lu lines of Unihan data: expected the readings and the variants", lines);
	add_compatibility();
	read_list(argv[1], "variants.txt", take_variant);
	inherit_readings();
	read_list(argv[1], "readings.txt", take_usual);
	read_list(argv[1], "surnames.txt", take_surname);
	read_list(argv[1], "cantonese.txt", take_cantonese);
	sort_syllables();
	printf("/* Printed by make_han. */\n#include \"text/tables.h\"\n");
	print_pages();
	print_more();
	print_pairs();
	print_syllables(surname);
	print_blur();
	roman_print(simple_of, is_surname, syllable, syllables, surname, pair, pairs);
	return ferror(stdout) || fclose(stdout) ? 1 : 0;
}
