/* SPDX-License-Identifier: MIT
 * Prints division_tables.c (see clean/division.h): make_divisions FOLDER, which holds divisions.txt and places.txt. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <utf8proc.h>

#include "clean/division.h"
#include "text/han.h"
#include "text/utf8.h"

enum { PLACES = 6000, KEYS = 24000, TEXT = 1 << 18, COLUMNS = 5, PEOPLES = 64, ROMANS = 8000 };

struct source {
	struct iv_str code, name; /* name: simplified */
	unsigned parent, level;
	unsigned long postcode;
};

static struct iv_arena arena;
static struct source place[PLACES];
static unsigned places = 1;
static struct named {
	struct iv_str text;
	unsigned place, kind, slot;
} key[KEYS], roman[ROMANS];
static unsigned keys, romans, peoples;
static struct iv_str people[PEOPLES];
static char beginnings[100][100]; /* [province's code][first two digits of a postcode] */
static char text[TEXT];
static size_t text_n;

static _Noreturn void die(const char *format, ...)
{
	va_list args;
	va_start(args, format);
	fputs("make_divisions: ", stderr);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	va_end(args);
	exit(1);
}

static struct iv_str read_file(const char *folder, const char *name)
{
	struct iv_buf b = { 0 };
	struct iv_str path = iv_arena_fmt(&arena, "%s/%s", folder, name);
	FILE *f = fopen(path.p, "r");
	if (!f)
		die("%s cannot be read", path.p);
	for (int c; (c = getc(f)) != EOF;)
		iv_buf_addc(&b, (char)c);
	fclose(f);
	return iv_buf_str(&b);
}

/* ---- names ---- */

static void add_key(struct iv_str name, unsigned of, unsigned kind)
{
	const char *p = name.p, *end = name.p + name.n;
	if (name.n < 6)
		return;
	iv_utf8_next(&p, end);
	iv_utf8_next(&p, end);
	if (p - name.p != 6)
		die(IV_FMT ": the first two characters have not three bytes each", IV_ARG(name));
	for (unsigned i = 0; i < keys; i++)
		if (key[i].place == of && iv_str_eq(key[i].text, name)) {
			if (kind < key[i].kind)
				key[i].kind = kind;
			return;
		}
	if (keys == KEYS || name.n > 255)
		die(IV_FMT ": the %u. name, one too many, or too long", IV_ARG(name), keys);
	key[keys++] = (struct named){ name, of, kind, division_hash(name.p) };
}

/* The letters of a romanised name alone, without accents. */
static void add_roman(struct iv_str name, unsigned of)
{
	int32_t code[256];
	utf8proc_ssize_t n = utf8proc_decompose((const utf8proc_uint8_t *)name.p, (utf8proc_ssize_t)name.n, code, 256, UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD);
	char out[256];
	size_t used = 0;
	for (utf8proc_ssize_t i = 0; i < n && i < 256; i++)
		if (code[i] >= 'a' && code[i] <= 'z')
			out[used++] = (char)code[i];
	if (used < 2)
		return;
	if (romans == ROMANS)
		die("too many romanised names");
	roman[romans++] = (struct named){ iv_arena_str(&arena, (struct iv_str){ out, used }), of, 0, 0 };
}

static bool cut_suffix(struct iv_str *s, const char *suffix)
{
	struct iv_str end = iv_str_of(suffix);
	if (!iv_str_ends(*s, end) || s->n < end.n + 6)
		return false;
	s->n -= end.n;
	return true;
}

static struct iv_str without_peoples(struct iv_str name)
{
	for (bool again = true; again;) {
		again = false;
		for (unsigned i = 0; i < peoples && !again; i++)
			if (iv_str_ends(name, people[i]) && name.n >= people[i].n + 6) {
				name.n -= people[i].n;
				again = true;
			}
	}
	return name;
}

static struct iv_str join(struct iv_str a, struct iv_str b)
{
	return iv_arena_fmt(&arena, IV_FMT IV_FMT, IV_ARG(a), IV_ARG(b));
}

/* What people call a development zone: 南通经济技术开发区 is, in Nantong, 经济技术开发区, 开发区 and 经开区. */
static void add_zone(struct iv_str name, unsigned of)
{
	struct iv_str city = place[place[of].parent].name;
	cut_suffix(&city, "市");
	ptrdiff_t at = iv_str_find(name, city);
	if (at < 0)
		return;
	struct iv_str rest = iv_str_from(name, (size_t)at + city.n);
	if (iv_str_starts(rest, IV_STR("市")))
		rest = iv_str_from(rest, 3);
	add_key(rest, of, KEY_INSIDE);
	add_key(join(city, rest), of, KEY_FULL);
	if (iv_str_find(rest, IV_STR("高新技术")) == 0)
		add_key(IV_STR("高新区"), of, KEY_INSIDE);
	if (iv_str_find(rest, IV_STR("经济")) == 0 && iv_str_ends(rest, IV_STR("开发区"))) {
		add_key(IV_STR("经开区"), of, KEY_INSIDE);
		add_key(IV_STR("开发区"), of, KEY_INSIDE);
	}
}

/* The name without its suffix, and other suffixes it is known with. */
static void add_short(unsigned of)
{
	static const char *const plain[] = { "特别行政区", "自治区", "新区", "林区", "特区", "地区", "矿区", "半岛", "省", "市", "区", "县", "盟", "旗", "乡", "镇" };
	static const char *const autonomous[][2] = { { "自治州", "州" }, { "自治县", "县" }, { "自治旗", "旗" }, { "自治区", "自治区" } };
	static const char *const zones[] = { "开发区", "园区", "示范区", "管理区", "名胜区", "管委会", "半岛", "离岛", "香港岛" };
	struct iv_str name = place[of].name, bare = name;
	bool zone = false;
	for (size_t i = 0; i < sizeof zones / sizeof *zones; i++)
		zone |= iv_str_ends(name, iv_str_of(zones[i])) && name.n > 9;
	if (zone || iv_str_eq(name, IV_STR("香港岛"))) {
		add_zone(name, of);
		return;
	}
	for (size_t i = 0; i < 4; i++)
		if (cut_suffix(&bare, autonomous[i][0])) {
			bare = without_peoples(bare);
			add_key(join(bare, iv_str_of(autonomous[i][1])), of, KEY_FULL);
			add_key(bare, of, KEY_BARE);
			return;
		}
	for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
		if (cut_suffix(&bare, plain[i])) {
			add_key(bare, of, KEY_BARE);
			return;
		}
}

/* A former name, and its short form, which is understood where the city is known. */
static void add_former(struct iv_str name, unsigned of)
{
	static const char *const suffixes[] = { "新区", "地区", "特区", "区", "县", "市" };
	add_key(name, of, KEY_FULL);
	for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++)
		if (cut_suffix(&name, suffixes[i])) {
			add_key(name, of, KEY_INSIDE);
			return;
		}
}

/* Towns of counties of Taiwan that became cities are districts now: 板橋市, 板橋區. */
static void add_raised(unsigned of)
{
	struct iv_str name = place[of].name;
	const char *code = place[of].code.p;
	if (strncmp(code, "TW-", 3) || place[of].level != LEVEL_DISTRICT || !cut_suffix(&name, "区"))
		return;
	if (strncmp(code + 3, "TPQ", 3) && strncmp(code + 3, "TAO", 3) && strncmp(code + 3, "TXG", 3) && strncmp(code + 3, "TNN", 3) && strncmp(code + 3, "KHH", 3))
		return;
	add_key(join(name, IV_STR("市")), of, KEY_INSIDE);
	add_key(join(name, IV_STR("镇")), of, KEY_INSIDE);
	add_key(join(name, IV_STR("乡")), of, KEY_INSIDE);
}

/* ---- the two files ---- */

static unsigned find_code(struct iv_str code)
{
	for (unsigned i = 1; i < places; i++)
		if (iv_str_eq(place[i].code, code))
			return i;
	return 0;
}

static unsigned find_name(struct iv_str name)
{
	for (unsigned i = 1; i < places; i++)
		if (iv_str_eq(place[i].name, name))
			return i;
	die("no division is called " IV_FMT, IV_ARG(name));
}

static unsigned add_place(struct iv_str code, struct iv_str name, unsigned parent, unsigned level)
{
	if (places == PLACES)
		die("too many divisions");
	place[places] = (struct source){ code, iv_han_simplify(&arena, name), parent, level, 0 };
	add_key(place[places].name, places, KEY_FULL);
	return places++;
}

static size_t columns_of(struct iv_str line, struct iv_str column[COLUMNS])
{
	size_t n = 0;
	memset(column, 0, COLUMNS * sizeof *column);
	while (n < COLUMNS && iv_str_cut(&line, '\t', &column[n]))
		n++;
	return n;
}

/* The code of what is above: 310115 in 31 (Shanghai has no cities), 320583 in 3205, TW-TPE-106 in TW-TPE. */
static unsigned parent_of(struct iv_str code)
{
	if (iv_str_starts(code, IV_STR("TW-")))
		return code.n > 6 ? find_code((struct iv_str){ code.p, 6 }) : 0;
	unsigned parent = code.n > 4 ? find_code((struct iv_str){ code.p, 4 }) : 0;
	return parent || code.n == 2 ? parent : find_code((struct iv_str){ code.p, 2 });
}

static void read_divisions(struct iv_str rest)
{
	struct iv_str line, c[COLUMNS], one;
	while (iv_str_cut(&rest, '\n', &line)) {
		if (!line.n || *line.p == '#')
			continue;
		if (columns_of(line, c) < 2)
			die(IV_FMT ": expected a code and a name", IV_ARG(line));
		unsigned parent = parent_of(c[0]);
		bool taiwan = iv_str_starts(c[0], IV_STR("TW-"));
		if (!parent && c[0].n > 2 && !(taiwan && c[0].n == 6))
			die(IV_FMT ": nothing is above it", IV_ARG(line));
		unsigned level = taiwan ? (c[0].n == 6 ? LEVEL_CITY : LEVEL_DISTRICT) : c[0].n == 2 ? LEVEL_PROVINCE : c[0].n == 4 ? LEVEL_CITY : LEVEL_DISTRICT;
		unsigned of = add_place(c[0], c[1], parent, level);
		while (iv_str_cut(&c[2], '|', &one))
			add_roman(one, of);
		if (level == LEVEL_PROVINCE)
			while (iv_str_cut(&c[3], ',', &one) && one.n == 2)
				beginnings[atoi(c[0].p)][atoi(one.p)] = 1;
		else
			place[of].postcode = c[3].n ? strtoul(c[3].p, NULL, 10) : 0;
		while (iv_str_cut(&c[4], '|', &one))
			if (one.n)
				add_former(iv_han_simplify(&arena, one), of);
	}
}

static void read_places(struct iv_str rest)
{
	struct iv_str line, c[COLUMNS];
	while (iv_str_cut(&rest, '\n', &line)) {
		if (!line.n || *line.p == '#')
			continue;
		size_t n = columns_of(line, c);
		char mark = *line.p;
		if (mark == '-' && peoples < PEOPLES) {
			people[peoples++] = c[1];
			continue;
		}
		if (n < 3 || !strchr("+=~*", mark))
			die(IV_FMT ": expected a mark, a code and a name", IV_ARG(line));
		struct iv_str name = iv_han_simplify(&arena, c[2]);
		if (mark == '+') {
			unsigned parent = c[4].n ? find_name(iv_han_simplify(&arena, c[4])) : 0;
			add_roman(c[3], add_place(c[1], c[2], parent, !parent ? LEVEL_PROVINCE : c[1].n == 2 ? LEVEL_CITY : LEVEL_DISTRICT));
			continue;
		}
		unsigned of = find_code(c[1]);
		if (!of)
			die(IV_FMT ": no division has this code", IV_ARG(line));
		if (mark == '=')
			add_former(name, of);
		else
			add_key(name, of, mark == '~' ? KEY_PART : KEY_LONE);
		if (c[3].n)
			add_roman(c[3], of);
	}
}

/* ---- printing ---- */

static int by_slot(const void *a, const void *b)
{
	const struct named *x = a, *y = b;
	if (x->slot != y->slot)
		return x->slot < y->slot ? -1 : 1;
	if (x->text.n != y->text.n)
		return x->text.n > y->text.n ? -1 : 1;
	int order = iv_str_cmp(x->text, y->text);
	return order ? order : (x->place > y->place) - (x->place < y->place);
}

static int by_text(const void *a, const void *b)
{
	const struct named *x = a, *y = b;
	int order = iv_str_cmp(x->text, y->text);
	return order ? order : (x->place > y->place) - (x->place < y->place);
}

/* Where the text stands in the pool; names begin at a multiple of four. */
static size_t pooled(struct iv_str s, bool aligned)
{
	for (size_t i = 0; i + s.n <= text_n; i += aligned ? 4 : 1)
		if (memcmp(text + i, s.p, s.n) == 0)
			return i;
	while (aligned && text_n % 4)
		text_n++;
	if (text_n + s.n >= TEXT)
		die("too much text");
	memcpy(text + text_n, s.p, s.n);
	text_n += s.n;
	return text_n - s.n;
}

/* A code in full: 440000, 440300, 440305. */
static const char *full_code(struct iv_str code)
{
	return iv_arena_fmt(&arena, IV_FMT "%.*s", IV_ARG(code), *code.p == 'T' ? 0 : 6 - (int)code.n, "0000").p;
}

static void print_places(void)
{
	puts("const struct division_place iv_division_place[] = {\n\t{ { 0 }, 0, 0, 0, 0, 0 },");
	for (unsigned i = 1; i < places; i++)
		printf("\t{ \"%s\", %u, %zu, %u, %zu, %lu },\n", full_code(place[i].code), place[i].level, place[i].name.n, place[i].parent, pooled(place[i].name, true) / 4,
		       place[i].postcode);
	unsigned mainland = 1;
	while (mainland < places && *place[mainland].code.p < '8')
		if (++mainland < places && mainland > 2 && iv_str_cmp(iv_str_of(full_code(place[mainland - 2].code)), iv_str_of(full_code(place[mainland - 1].code))) >= 0)
			die(IV_FMT " is not in the order of the codes", IV_ARG(place[mainland - 1].code));
	printf("};\nconst unsigned iv_division_places = %u, iv_division_mainland = %u;\n", places, mainland);
}

static void print_keys(void)
{
	unsigned at = 0;
	qsort(key, keys, sizeof *key, by_slot);
	puts("const struct division_key iv_division_key[] = {");
	for (unsigned i = 0; i < keys; i++)
		printf("\t{ %zu, %u, %zu, %u },\n", pooled(key[i].text, false), key[i].place, key[i].text.n, key[i].kind);
	puts("};\nconst uint16_t iv_division_slot[DIVISION_SLOTS + 1] = {");
	for (unsigned s = 0; s <= DIVISION_SLOTS; s++) {
		while (at < keys && key[at].slot < s)
			at++;
		printf("%u,%c", at, s % 16 == 15 ? '\n' : ' ');
	}
	qsort(roman, romans, sizeof *roman, by_text);
	puts("};\nconst struct division_roman iv_division_roman[] = {");
	for (unsigned i = 0; i < romans; i++)
		printf("\t{ %zu, %u, %zu },\n", pooled(roman[i].text, false), roman[i].place, roman[i].text.n);
	printf("};\nconst unsigned iv_division_romans = %u;\n", romans);
}

static void print_rest(void)
{
	puts("const uint8_t iv_division_beginning[100][13] = {");
	for (int p = 0; p < 100; p++) {
		unsigned char bits[13] = { 0 };
		for (int z = 0; z < 100; z++)
			if (beginnings[p][z])
				bits[z / 8] |= (unsigned char)(1 << z % 8);
		fputs("\t{", stdout);
		for (int i = 0; i < 13; i++)
			printf(" %d,", bits[i]);
		puts(" },");
	}
	puts("};\nconst char iv_division_text[] =");
	for (size_t i = 0; i < text_n; i += 64) {
		putchar('"');
		for (size_t k = i; k < text_n && k < i + 64; k++)
			printf("\\%03o", (unsigned char)text[k]);
		puts("\"");
	}
	puts(";");
}

int main(int argc, char **argv)
{
	if (argc != 2)
		die("expected a folder");
	read_divisions(read_file(argv[1], "divisions.txt"));
	read_places(read_file(argv[1], "places.txt"));
	if (places < 3700 || !peoples)
		die("only %u divisions", places - 1);
	for (unsigned i = 1; i < places; i++) {
		add_short(i);
		add_raised(i);
	}
	puts("/* Printed by make_divisions. */\n#include \"clean/division.h\"\n");
	print_places();
	print_keys();
	print_rest();
	iv_arena_release(&arena);
	return ferror(stdout) || fflush(stdout) ? 1 : 0;
}
