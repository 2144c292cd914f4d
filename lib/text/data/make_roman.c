/* SPDX-License-Identifier: MIT
 * Classes of syllables: what a careless spelling cannot tell apart is one class. A class of Mandarin is a syllable of
 * Wade-Giles without its apostrophes, dots and circumflexes; one of Cantonese has one of the initials and finals below. */
#include "make_roman.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text/tables.h"

enum { CLASSES = 1000, LETTERS = 6 };

struct scheme {
	const char *name;
	char class[CLASSES][8];
	unsigned classes;
	bool surname[CLASSES];
	struct {
		char text[8];
		uint16_t class;
	} spelling[ROMAN_SLOTS];
	unsigned spellings;
};

static struct scheme wade = { .name = "wade", .classes = 1 }, canton = { .name = "canton", .classes = 1 };
static char reading[HAN_LIMIT][8]; /* Jyutping without the tone */

static uint16_t class_of(struct scheme *s, const char *text)
{
	for (unsigned i = 1; i < s->classes; i++)
		if (strcmp(s->class[i], text) == 0)
			return (uint16_t)i;
	if (s->classes == CLASSES || strlen(text) >= sizeof s->class[0]) {
		fprintf(stderr, "make_han: '%s' is one class too many\n", text);
		exit(1);
	}
	strcpy(s->class[s->classes], text);
	return (uint16_t)s->classes++;
}

/* The first class that a spelling is given stays. */
static void spell(struct scheme *s, const char *text, uint16_t class)
{
	for (unsigned i = 0; i < s->spellings; i++)
		if (strcmp(s->spelling[i].text, text) == 0)
			return;
	if (strlen(text) > LETTERS || !*text)
		return;
	strcpy(s->spelling[s->spellings].text, text);
	s->spelling[s->spellings++].class = class;
	if (s->spellings == ROMAN_SLOTS / 2) {
		fprintf(stderr, "make_han: too many spellings of %s\n", s->name);
		exit(1);
	}
}

/* ---- Mandarin ---- */

struct pair {
	const char *from, *to;
};

/* Replaces the first of `list` that s begins with (at its end when `end`), from `text` on. */
static bool replace(char text[16], const struct pair *list, bool end)
{
	for (; list->from; list++) {
		size_t n = strlen(text), f = strlen(list->from);
		if (n < f || strncmp(end ? text + n - f : text, list->from, f) != 0)
			continue;
		char rest[16];
		strcpy(rest, end ? "" : text + f);
		strcpy(end ? text + n - f : text, list->to);
		strcat(text, rest);
		return true;
	}
	return false;
}

static void to_wade(const char *pinyin, char out[16])
{
	static const struct pair whole[] = {
		{ "zhi", "chih" }, { "chi", "chih" }, { "shi", "shih" }, { "ri", "jih" }, { "zi", "tzu" }, { "ci", "tzu" }, { "si", "ssu" }, { "er", "erh" }, { "yi", "i" }, { "yv", "yu" }, { "you", "yu" },
		{ "ye", "yeh" }, { "yan", "yen" }, { "yong", "yung" }, { "yue", "yueh" }, { "e", "o" }, { "guo", "kuo" }, { "kuo", "kuo" }, { "huo", "huo" }, { "shuo", "shuo" }, { "gui", "kuei" }, { "kui", "kuei" },
		{ "ge", "ko" }, { "ke", "ko" }, { "he", "ho" }, { NULL, NULL },
	};
	static const struct pair initials[] = { { "zh", "ch" }, { "ch", "ch" }, { "sh", "sh" }, { "b", "p" }, { "d", "t" }, { "g", "k" }, { "j", "ch" }, { "q", "ch" }, { "x", "hs" }, { "r", "j" }, { "z", "ts" }, { "c", "ts" }, { NULL, NULL } };
	static const struct pair finals[] = { { "iong", "iung" }, { "ong", "ung" }, { "ian", "ien" }, { "ie", "ieh" }, { "ue", "ueh" }, { "ve", "ueh" }, { "van", "uan" }, { "uo", "o" }, { "v", "u" }, { NULL, NULL } };
	strcpy(out, pinyin);
	for (const struct pair *p = whole; p->from; p++)
		if (strcmp(p->from, pinyin) == 0) {
			strcpy(out, p->to);
			return;
		}
	replace(out, initials, false);
	replace(out, finals, true);
}

/* As Taiwan wrote from 2002 to 2008. */
static void to_tongyong(const char *pinyin, char out[16])
{
	static const struct pair whole[] = { { "zhi", "jhih" }, { "chi", "chih" }, { "shi", "shih" }, { "ri", "rih" }, { "zi", "zih" }, { "ci", "cih" }, { "si", "sih" }, { "wen", "wun" }, { "weng", "wong" }, { "feng", "fong" }, { NULL, NULL } };
	static const struct pair initials[] = { { "zh", "jh" }, { "ju", "jyu" }, { "qu", "cyu" }, { "xu", "syu" }, { "q", "c" }, { "x", "s" }, { NULL, NULL } };
	static const struct pair finals[] = { { "iu", "iou" }, { "ui", "uei" }, { "v", "yu" }, { NULL, NULL } };
	strcpy(out, pinyin);
	if (!replace(out, whole, false) || strcmp(out, pinyin) == 0) {
		strcpy(out, pinyin);
		replace(out, initials, false);
		replace(out, finals, true);
	}
}

/* What people write besides, in Taiwan above all. */
static const struct pair habits[] = {
	{ "yi", "yi" }, { "ing", "ying" }, { "in", "yin" }, { "ie", "ye" }, { "ye", "ye" }, { "lee", "li" }, { "woo", "wu" }, { "soong", "song" }, { "chow", "zhou" }, { "chao", "zhao" }, { "jaw", "zhao" }, { "hwang", "huang" },
	{ "hwa", "hua" }, { "kwo", "guo" }, { "kwan", "guan" }, { "kwang", "guang" }, { "kwei", "gui" }, { "kuai", "guai" }, { "shieh", "xie" }, { "shyu", "xu" }, { "sheu", "xu" }, { "hsyu", "xu" }, { "jou", "zhou" },
	{ "jeng", "zheng" }, { "jang", "zhang" }, { "liou", "liu" }, { "liau", "liao" }, { "ruey", "rui" }, { "juei", "rui" }, { "chyi", "qi" }, { "tzeng", "zeng" }, { "tzong", "zong" }, { "chern", "chen" },
	{ "shyh", "shi" }, { "jyh", "zhi" }, { "wey", "wei" }, { "yow", "you" }, { "yeou", "you" }, { "yu", "yu" }, { "loh", "luo" }, { "duh", "du" }, { "luh", "lu" }, { "gau", "gao" }, { "jenn", "zhen" }, { "jinn", "jin" },
	{ "shinn", "xin" }, { "shiue", "xue" }, { "sheau", "xiao" }, { "shiao", "xiao" }, { "shiau", "xiao" }, { "hsiau", "xiao" }, { "ger", "ge" }, { "yih", "yi" }, { "lih", "li" }, { "jiunn", "jun" }, { "chyuan", "quan" },
	{ "jwo", "zhuo" }, { "szu", "si" }, { "sze", "si" }, { "tsu", "zi" }, { "tze", "zi" }, { "hsueh", "xue" }, { "hsu", "xu" }, { "yuh", "yu" }, { "jui", "rui" }, { "kui", "gui" }, { "chieu", "qiu" }, { "shu", "shu" },
};

static void spell_mandarin(const char (*syllable)[7], unsigned syllables)
{
	char text[16];
	for (unsigned i = 1; i < syllables; i++) {
		to_wade(syllable[i], text);
		spell(&wade, text, class_of(&wade, text));
	}
	for (size_t i = 0; i < sizeof habits / sizeof *habits; i++) {
		to_wade(habits[i].to, text);
		spell(&wade, habits[i].from, class_of(&wade, text));
	}
	for (int round = 0; round < 2; round++)
		for (unsigned i = 1; i < syllables; i++) {
			char other[16];
			to_wade(syllable[i], text);
			to_tongyong(syllable[i], other);
			spell(&wade, round ? syllable[i] : other, class_of(&wade, text));
		}
}

/* ---- Cantonese ---- */

/* A class and its spellings, Jyutping's and those of Hong Kong's registers. */
static const char *const initials[] = { "=,ng", "p=b,p", "t=d,t", "k=g,k", "kw=gw,kw,qu", "ch=z,c,ch,ts,tz", "y=j,y", "s=s,sh,sz", "h=h", "l=l", "m=m", "f=f", "w=w", "n=n" };
static const char *const finals[] = {
	"a=a,aa,ah,ar", "ai=ai,aai,aye", "au=au,aau,ow", "am=am,aam,um", "an=an,aan", "ang=ang,aang", "ap=ap,aap,up", "at=at,aat", "ak=ak,aak,ark", "i=i,ei,ee,ie,ay,ey,ze,z,ih", "e=e,eh", "eng=eng", "ek=ek", "et=et",
	"iu=iu,iew", "im=im", "in=in,een", "ing=ing", "ip=ip", "it=it", "ik=ik,ick", "o=o,ou,or,oh,ao,aw", "oi=oi,oy", "on=on", "ong=ong", "ot=ot", "ok=ok,ock,ork", "u=u,oo,ue,yu,yue", "ui=ui,eoi,ooi",
	"un=un,eon,oon,uen,yun", "ung=ung", "ut=ut,eot,oot,uet,yut", "uk=uk,ook", "eung=eung,oeng,eong", "euk=euk,oek", "eu=oe,eu",
};

/* The next piece of "a,b,c"; false at the end. */
static bool piece(const char **list, char out[8])
{
	if (!*list)
		return false;
	size_t n = strcspn(*list, ",");
	memcpy(out, *list, n);
	out[n] = '\0';
	*list = (*list)[n] ? *list + n + 1 : NULL;
	return true;
}

/* Every spelling of every class that some character is read as. */
static void spell_cantonese(void)
{
	static struct {
		char text[16], class[8];
	} all[8000];
	unsigned n = 0;
	for (size_t i = 0; i < sizeof initials / sizeof *initials; i++)
		for (size_t f = 0; f < sizeof finals / sizeof *finals; f++) {
			const char *is = strchr(initials[i], '=') + 1, *fs;
			char x[8], y[8];
			while (piece(&is, x))
				for (fs = strchr(finals[f], '=') + 1; piece(&fs, y);) {
					if (!x[0] && y[0] == 'z')
						continue; /* "ze" is what follows the s of "sze"; alone it is the syllable z-e (謝) */
					snprintf(all[n].text, sizeof all[n].text, "%s%s", x, y);
					snprintf(all[n].class, sizeof all[n].class, "%.*s%.*s", (int)strcspn(initials[i], "="), initials[i], (int)strcspn(finals[f], "="), finals[f]);
					n++;
				}
		}
	for (const char *const *p = (const char *const[]){ "ng", "m", NULL }; *p; p++, n++)
		strcpy(all[n].class, strcpy(all[n].text, *p));
	static bool used[8000];
	for (uint32_t cp = 0; cp < HAN_LIMIT; cp++)
		for (unsigned i = 0; reading[cp][0] && i < n; i++)
			if (strcmp(all[i].text, reading[cp]) == 0) {
				strcpy(reading[cp], all[i].class);
				used[i] = true;
				break;
			}
	for (unsigned i = 0; i < n; i++)
		if (used[i])
			class_of(&canton, all[i].class);
	for (unsigned i = 0; i < n; i++)
		for (unsigned c = 1; c < canton.classes; c++)
			if (strcmp(all[i].class, canton.class[c]) == 0)
				spell(&canton, all[i].text, (uint16_t)c);
}

void roman_override(uint32_t cp, const char *value)
{
	size_t n = strcspn(value, "123456 \n");
	if (cp >= HAN_LIMIT || n >= sizeof reading[0])
		return;
	memcpy(reading[cp], value, n);
	reading[cp][n] = '\0';
}

void roman_cantonese(uint32_t cp, const char *value)
{
	if (cp < HAN_LIMIT && !reading[cp][0])
		roman_override(cp, value);
}

/* ---- printing ---- */

static void print_scheme(const struct scheme *s)
{
	static uint32_t key[ROMAN_SLOTS];
	static uint16_t class[ROMAN_SLOTS];
	memset(key, 0, sizeof key);
	printf("const char iv_%s_class[][8] = {", s->name);
	for (unsigned i = 0; i < s->classes; i++)
		printf("\"%s\",", s->class[i]);
	printf("};\nconst uint8_t iv_%s_surname[] = {", s->name);
	for (unsigned i = 0; i < s->classes; i++)
		printf("%d,", s->surname[i]);
	printf("};\nconst struct roman_spelling iv_%s_spelling[ROMAN_SLOTS] = {", s->name);
	for (unsigned i = 0; i < s->spellings; i++) {
		uint32_t k = 0;
		for (const char *p = s->spelling[i].text; *p; p++)
			k = k << 5 | (uint32_t)(*p - 'a' + 1);
		unsigned at = roman_hash(k);
		while (key[at])
			at = (at + 1) % ROMAN_SLOTS;
		key[at] = k;
		class[at] = s->spelling[i].class;
	}
	for (unsigned i = 0; i < ROMAN_SLOTS; i++)
		printf("{%u,%u},", key[i], key[i] ? class[i] : 0);
	printf("};\n");
}

static int by_number(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	return (x > y) - (x < y);
}

/* The classes of each compound surname, the first above the second, in order. */
static void print_compounds(const struct scheme *s, uint32_t *compound, unsigned n)
{
	qsort(compound, n, sizeof *compound, by_number);
	printf("const uint32_t iv_%s_compound[] = {", s->name);
	for (unsigned i = 0; i < n; i++)
		printf("%u,", compound[i]);
	printf("};\n");
}

/* Of a scheme that does not know one of the two characters there is none. */
static void list_compounds(uint32_t (*simple)(uint32_t cp), const char (*syllable)[7], const struct han_pair *pair, unsigned pairs)
{
	uint32_t *compound = calloc(2 * pairs, sizeof *compound);
	for (unsigned i = 0; compound && i < pairs; i++) {
		uint16_t class[2][2] = { { 0 } };
		for (int k = 0; k < 2; k++) {
			char text[16];
			uint32_t cp = simple(pair[i].cp[k]);
			to_wade(syllable[pair[i].reading[k]], text);
			class[0][k] = class_of(&wade, text);
			class[1][k] = reading[cp][0] ? class_of(&canton, reading[cp]) : 0;
		}
		for (int k = 0; k < 2; k++)
			compound[(unsigned)k * pairs + i] = class[k][0] && class[k][1] ? (uint32_t)class[k][0] << 16 | class[k][1] : 0;
	}
	print_compounds(&wade, compound, pairs);
	print_compounds(&canton, compound + pairs, pairs);
	free(compound);
}

void roman_print(uint32_t (*simple)(uint32_t cp), bool (*surname)(uint32_t cp), const char (*syllable)[7], unsigned syllables, const bool *syllable_surname,
		 const struct han_pair *pair, unsigned pairs)
{
	static uint16_t page[HAN_LIMIT >> 8][256];
	unsigned pages = 0;
	for (uint32_t cp = 0; cp < HAN_LIMIT; cp++)
		if (reading[cp][0])
			roman_cantonese(simple(cp), reading[cp]);
	spell_mandarin(syllable, syllables);
	spell_cantonese();
	printf("const uint16_t iv_syllable_wade[] = {0,");
	for (unsigned i = 1; i < syllables; i++) {
		char text[16];
		to_wade(syllable[i], text);
		uint16_t class = class_of(&wade, text);
		wade.surname[class] |= syllable_surname[i];
		printf("%u,", class);
	}
	printf("};\nconst uint16_t iv_canton_index[HAN_LIMIT >> 8] = {");
	for (uint32_t from = 0; from < HAN_LIMIT; from += 256) {
		unsigned i = 0;
		for (uint32_t k = 0; k < 256; k++) {
			uint32_t cp = simple(from + k);
			uint16_t class = reading[cp][0] ? class_of(&canton, reading[cp]) : 0;
			page[pages][k] = cp == from + k ? class : 0; /* asked only for simplified characters */
			canton.surname[class] |= class && surname(cp);
		}
		while (memcmp(page[i], page[pages], sizeof page[0]) != 0)
			i++;
		pages += i == pages;
		printf("%u,", i);
	}
	printf("};\nconst uint16_t iv_canton_page[][256] = {\n");
	for (unsigned i = 0; i < pages; i++) {
		printf("{");
		for (int k = 0; k < 256; k++)
			printf("%u,", page[i][k]);
		printf("},\n");
	}
	printf("};\n");
	list_compounds(simple, syllable, pair, pairs);
	print_scheme(&wade);
	print_scheme(&canton);
}
