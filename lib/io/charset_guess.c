/* SPDX-License-Identifier: MIT
 * The guess of an encoding. The sample is decoded with each candidate, and the one wins under which its bytes are most
 * probable: every character costs its negative logarithm of probability in a language that is written in the encoding, in
 * hundredths of a nat. All candidates explain the same bytes, so their sums can be compared. What makes the difference:
 * letters that a language has and how common they are, which neighbours they have, and bytes that mean nothing. */
#include <limits.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "io/charset.h"
#include "io/charset_letters.h"

enum { SAMPLE = 16384, PLANE = 65536, CANDIDATES = 32 };

/* What a character is, as far as its neighbours care. */
enum kind { OTHER, SIGN, HAN, HALF_KANA, LOWER, UPPER, LATIN_LOWER, LATIN_UPPER, LETTER, CAPITAL }; /* letters from LOWER on */

/* The costs of characters, and of ill-matched neighbours. */
enum {
	ASCII_LETTER = 350,
	ASCII_SPACE = 300,
	FIRST_LATIN = 430, /* the commonest letter that a Latin alphabet has beside ASCII */
	FIRST_LETTER = 240, /* the commonest of another alphabet */
	DOUBLING = 70, /* a letter of half the frequency */
	COMMON_HAN = 660,
	DAILY_HAN = 940,
	COMMON_HANGUL = 600,
	DAILY_HANGUL = 900,
	HIRAGANA = 515,
	KATAKANA = 600,
	HALF_KANA_FIRST = 850,
	HALF_KANA_COMMON = 640, /* the commonest of them */
	HALF_KANA_NEXT = 420, /* of a rare one, after another */
	COMMON_KANJI = 720,
	DAILY_KANJI = 1000,
	WIDE_SIGN = 850, /* punctuation and letters of full width */
	QUOTE = 650, /* quotation marks, dashes and such */
	RARE_SIGN = 900,
	FOREIGN = 1200, /* letters that no language of the encoding has */
	RARE = 1400, /* rare Han and Hangul */
	ODD = 1500, /* controls, private use, drawing */
	NOTHING = 1700, /* bytes that do not decode */
	CLASH = 400,
	LONELY = 200,
};

struct guess {
	uint16_t cost[PLANE]; /* of characters in no language in particular */
	uint16_t here[PLANE]; /* in the language being tried; 0: as in cost */
	uint8_t kind[PLANE];
	struct iv_buf sample, room, text[CANDIDATES];
};

static uint32_t next_char(struct iv_str s, size_t *at)
{
	const unsigned char *p = (const unsigned char *)s.p + *at;
	size_t n = iv_utf8_len(s.p + *at, s.p + s.n);
	*at += n ? n : 1;
	if (n == 2)
		return (uint32_t)((p[0] & 31) << 6 | (p[1] & 63));
	if (n == 3)
		return (uint32_t)((p[0] & 15) << 12 | (p[1] & 63) << 6 | (p[2] & 63));
	return n == 1 ? p[0] : n == 4 ? 0x20000 : 0xFFFD;
}

/* --- Characters in general --- */

struct range {
	uint16_t from, to, cost;
	uint8_t kind;
};
static const struct range ranges[] = { /* later ones stand over earlier ones */
	{ 0x0000, 0x001F, ODD, OTHER },
	{ 0x0020, 0x007E, ASCII_LETTER, OTHER },
	{ 'A', 'Z', ASCII_LETTER, UPPER },
	{ 'a', 'z', ASCII_LETTER, LOWER },
	{ 0x007F, 0x009F, ODD, OTHER },
	{ 0x00A0, 0x00BF, RARE_SIGN, SIGN },
	{ 0x00A0, 0x00A1, QUOTE, OTHER },
	{ 0x00AB, 0x00AB, QUOTE, OTHER },
	{ 0x00B7, 0x00B7, QUOTE, OTHER },
	{ 0x00BB, 0x00BB, QUOTE, OTHER },
	{ 0x00BF, 0x00BF, QUOTE, OTHER },
	{ 0x00C0, 0x00DE, FOREIGN, LATIN_UPPER },
	{ 0x00DF, 0x024F, FOREIGN, LATIN_LOWER },
	{ 0x00D7, 0x00D7, FOREIGN, SIGN },
	{ 0x00F7, 0x00F7, FOREIGN, SIGN },
	{ 0x0300, 0x036F, FOREIGN, OTHER },
	{ 0x0370, 0x03AB, FOREIGN, CAPITAL },
	{ 0x03AC, 0x03FF, FOREIGN, LETTER },
	{ 0x0400, 0x042F, FOREIGN, CAPITAL },
	{ 0x0430, 0x045F, FOREIGN, LETTER },
	{ 0x0590, 0x06FF, FOREIGN, LETTER },
	{ 0x0E00, 0x0E7F, FOREIGN, LETTER },
	{ 0x1E00, 0x1EFF, FOREIGN, LATIN_LOWER },
	{ 0x2010, 0x203B, QUOTE, OTHER },
	{ 0x20A0, 0x22FF, FOREIGN, SIGN },
	{ 0x20AC, 0x20AC, QUOTE, OTHER },
	{ 0x3000, 0x303F, WIDE_SIGN, OTHER },
	{ 0x3040, 0x30FF, FOREIGN, HAN },
	{ 0x4E00, 0x9FFF, RARE, HAN },
	{ 0xAC00, 0xD7A3, RARE, HAN },
	{ 0xE000, 0xF8FF, RARE, OTHER },
	{ 0xFF01, 0xFF5E, WIDE_SIGN, OTHER },
	{ 0xFF61, 0xFF9F, HALF_KANA_FIRST, HALF_KANA },
	{ 0xFFFD, 0xFFFD, NOTHING, OTHER },
};

/* Capitals and small letters take turns there, beginning with a capital at an even or at an odd place. */
static bool takes_turns_upper(unsigned c)
{
	bool odd = (c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E);
	return c >= 0x100 && c != 0x131 && (odd ? c & 1 : !(c & 1));
}

static void describe(struct guess *g)
{
	for (size_t c = 0; c < PLANE; c++)
		g->cost[c] = ODD;
	for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
		for (size_t c = ranges[i].from; c <= ranges[i].to; c++) {
			g->cost[c] = ranges[i].cost;
			g->kind[c] = ranges[i].kind;
		}
	for (unsigned c = 0x100; c <= 0x24F; c++)
		if (takes_turns_upper(c))
			g->kind[c] = LATIN_UPPER;
	for (const char *p = " \t\r\n,;|\"<>"; *p; p++)
		g->cost[(unsigned char)*p] = ASCII_SPACE;
}

/* --- Languages --- */

static void set_range(struct guess *g, size_t from, size_t to, uint16_t cost)
{
	for (size_t c = from; c <= to; c++)
		g->here[c] = cost;
}

/* The characters of daily use, by where the encoding keeps them. */
static void set_daily(struct guess *g, const struct iv_charset_language *l, uint16_t cost)
{
	struct iv_charset cs = { 0 };
	struct iv_err err;
	struct iv_buf raw = { 0 };
	size_t bad, at = 0;
	if (!l->encoding || iv_charset_open(&cs, iv_str_of(l->encoding), (struct iv_str){ 0 }, &err) != IV_OK)
		return;
	for (unsigned pair = l->from; pair <= l->to; pair++)
		if ((pair & 0xFF) >= 0xA1 || ((pair & 0xFF) >= 0x40 && (pair & 0xFF) < 0x7F)) {
			iv_buf_addc(&raw, (char)(pair >> 8));
			iv_buf_addc(&raw, (char)(pair & 0xFF));
		}
	struct iv_str text = iv_charset_decode(&cs, iv_buf_str(&raw), &g->room, &bad);
	while (at < text.n) {
		uint32_t c = next_char(text, &at);
		if (c >= 0x2E80 && c < 0xE000)
			g->here[c] = cost;
	}
	iv_buf_release(&raw);
	iv_charset_close(&cs);
}

static void set_letters(struct guess *g, const char *text, unsigned first, bool ranked)
{
	struct iv_str letters = iv_str_of(text);
	unsigned rank = 1;
	for (size_t at = 0; at < letters.n; rank++) {
		uint32_t c = next_char(letters, &at);
		unsigned halvings = ranked ? 31u - (unsigned)__builtin_clz((rank + 1) / 2) : 0;
		g->here[c % PLANE] = (uint16_t)(first + DOUBLING * halvings);
	}
}

/* As they rank in names. */
static const char half_kana[] = "ﾞﾝｲｼｶﾀﾔﾏﾄｳｻﾁﾅｺｵﾘﾗﾙｷﾐｸﾊﾖﾃﾋﾛｱｽｴﾜｹｾﾌﾂﾉﾆﾕﾓｿﾒｰｯｬｭｮﾟ";

static void learn(struct guess *g, const struct iv_charset_language *l)
{
	memset(g->here, 0, sizeof g->here);
	switch (l->script) {
	case IV_SCRIPT_LATIN:
		set_letters(g, l->letters, FIRST_LATIN, true);
		break;
	case IV_SCRIPT_ALPHABET:
		set_letters(g, l->letters, FIRST_LETTER, true);
		break;
	case IV_SCRIPT_HAN:
		set_daily(g, l, DAILY_HAN);
		set_letters(g, l->letters, COMMON_HAN, false);
		break;
	case IV_SCRIPT_JAPANESE:
		set_daily(g, l, DAILY_KANJI);
		set_letters(g, l->letters, COMMON_KANJI, false);
		set_range(g, 0x3041, 0x3093, HIRAGANA);
		set_range(g, 0x30A1, 0x30FC, KATAKANA);
		set_letters(g, half_kana, HALF_KANA_COMMON, true);
		break;
	case IV_SCRIPT_KOREAN:
		set_daily(g, l, DAILY_HANGUL);
		set_letters(g, l->letters, COMMON_HANGUL, false);
		break;
	}
}

static bool is_latin_letter(enum kind k) /* that ASCII lacks */
{
	return k == LATIN_LOWER || k == LATIN_UPPER;
}

/* What it costs that `b` follows `a`. Words are of one script and begin with their capitals; letters that ASCII lacks stand
 * among ASCII's where the script is Latin; Han stand beside capitals rather than within words; kana of half width come in
 * rows. */
static int neighbours(enum kind a, enum kind b)
{
	int cost = 0;
	if (b == HALF_KANA && a == HALF_KANA)
		return HALF_KANA_NEXT - HALF_KANA_FIRST;
	if ((a == HAN && b == LOWER) || (a == LOWER && b == HAN))
		return CLASH / 2;
	if (a < LOWER || b < LOWER)
		return b >= LETTER ? LONELY / 2 : 0;
	if ((a >= LETTER) != (b >= LETTER))
		cost += CLASH;
	if ((a == LOWER || a == LATIN_LOWER || a == LETTER) && ((b == UPPER && a != LOWER) || b == LATIN_UPPER || b == CAPITAL))
		cost += CLASH;
	if (is_latin_letter(a) && is_latin_letter(b))
		cost += CLASH / 2;
	return cost;
}

/* What it costs that `k` stands between `before` and `after`: a letter all alone, a sign within a word. */
static int surroundings(enum kind before, enum kind k, enum kind after)
{
	if (k >= LATIN_LOWER && before < LOWER && after < LOWER)
		return LONELY;
	return k == SIGN && before >= LOWER && after >= LOWER ? CLASH : 0;
}

static long price(const struct guess *g, struct iv_str text)
{
	long sum = 0;
	enum kind before = OTHER, last = OTHER, kind;
	for (size_t at = 0; at < text.n; before = last, last = kind) {
		uint32_t c = next_char(text, &at);
		unsigned cost = c < PLANE ? g->here[c] : 0;
		sum += cost ? cost : c < PLANE ? g->cost[c] : RARE;
		kind = c < PLANE ? g->kind[c] : OTHER;
		sum += neighbours(last, kind) + surroundings(before, last, kind);
	}
	return sum;
}

/* --- The sample --- */

/* Lines that are not all ASCII: the others say nothing. A last line that is cut is left out where there are others, else
 * it is cut back to a byte that ends every character. */
static void gather(struct iv_buf *out, struct iv_str sample)
{
	while (sample.n && out->n < SAMPLE) {
		const char *eol = memchr(sample.p, '\n', sample.n);
		size_t n = eol ? (size_t)(eol - sample.p) + 1 : sample.n;
		bool cut = !eol || n > SAMPLE - out->n;
		if (cut && out->n)
			return;
		n = n < SAMPLE - out->n ? n : SAMPLE - out->n;
		struct iv_str line = { sample.p, n };
		while (cut && n == SAMPLE && line.n && (unsigned char)line.p[line.n - 1] >= 0x30)
			line.n--;
		if (!iv_charset_is_ascii(line))
			iv_buf_adds(out, line);
		sample = iv_str_from(sample, n);
	}
}

static bool is_written_in(const struct iv_charset_candidate *c, const char *language)
{
	struct iv_str names = iv_str_of(c->languages), name;
	while (iv_str_cut(&names, ' ', &name))
		if (iv_str_eq(name, iv_str_of(language)))
			return true;
	return false;
}

/* The sample as each candidate reads it; no text where iconv does not know the encoding, nor of Unicode without zero bytes:
 * that was ruled out before. */
static void decode_all(struct guess *g, bool zeros)
{
	struct iv_str sample = iv_buf_str(&g->sample);
	for (size_t k = 0; iv_charset_candidates[k].name; k++) {
		struct iv_charset cs = { 0 };
		struct iv_err err;
		size_t bad;
		bool unicode = !strncmp(iv_charset_candidates[k].name, "utf", 3);
		if (unicode != zeros || iv_charset_open(&cs, iv_str_of(iv_charset_candidates[k].name), sample, &err) != IV_OK)
			continue;
		iv_buf_adds(&g->text[k], iv_charset_decode(&cs, sample, &g->room, &bad));
		iv_charset_close(&cs);
	}
}

/* The candidate that explains the sample at the least price in one of its languages. */
static const char *best_candidate(struct guess *g, bool zeros)
{
	const char *best = "gb18030";
	long least = LONG_MAX;
	decode_all(g, zeros);
	for (const struct iv_charset_language *l = iv_charset_languages; l->name; l++) {
		learn(g, l);
		for (size_t k = 0; iv_charset_candidates[k].name; k++) {
			const struct iv_charset_candidate *c = &iv_charset_candidates[k];
			if (!g->text[k].n || !is_written_in(c, l->name))
				continue;
			long cost = price(g, iv_buf_str(&g->text[k])) + c->handicap;
			if (cost < least) {
				least = cost;
				best = c->name;
			}
		}
	}
	return best;
}

/* --- Unicode --- */

/* Whether s begins with a character of UTF-8 that is cut at its end. */
static bool is_cut(struct iv_str s)
{
	size_t i = 1;
	while (i < s.n && ((unsigned char)s.p[i] & 0xC0) == 0x80)
		i++;
	return i == s.n && s.n < 4 && (unsigned char)s.p[0] >= 0xC2;
}

/* Whether most of what is not ASCII is well-formed UTF-8: by chance, other encodings give a few such sequences in a
 * hundred characters. A cut last character is no slip. */
static bool looks_utf8(struct iv_str s)
{
	size_t good = 0, slips = 0;
	for (size_t i = 0; i < s.n;) {
		size_t n = iv_utf8_len(s.p + i, s.p + s.n);
		good += n > 1;
		slips += !n && !is_cut(iv_str_from(s, i));
		i += n ? n : 1;
		while (!n && i < s.n && ((unsigned char)s.p[i] & 0xC0) == 0x80)
			i++;
	}
	return !slips || good > slips;
}

/* Units of four bytes show by their zero bytes. NULL: there are none. */
static const char *four_byte_units(struct iv_str s)
{
	size_t first = 0, last = 0, units = s.n / 4;
	for (size_t i = 0; i < units; i++) {
		const char *p = s.p + 4 * i;
		first += !p[0] && (unsigned char)p[1] <= 0x10 && (p[2] || p[3]);
		last += !p[3] && (unsigned char)p[2] <= 0x10 && (p[0] || p[1]);
	}
	if (units < 2)
		return NULL;
	return first * 10 > units * 9 ? "utf-32be" : last * 10 > units * 9 ? "utf-32le" : NULL;
}

/* Escapes that switch to another set of characters: mail in Japanese. */
static bool shifts(struct iv_str s)
{
	return iv_str_find(s, IV_STR("\x1b$B")) >= 0 || iv_str_find(s, IV_STR("\x1b$@")) >= 0;
}

const char *iv_charset_detect(struct iv_str sample)
{
	const unsigned char *s = (const unsigned char *)sample.p;
	if (sample.n >= 4 && ((!s[0] && !s[1] && s[2] == 0xFE && s[3] == 0xFF) || (s[0] == 0xFF && s[1] == 0xFE && !s[2] && !s[3])))
		return "utf-32";
	if (sample.n >= 2 && ((s[0] == 0xFF && s[1] == 0xFE) || (s[0] == 0xFE && s[1] == 0xFF)))
		return "utf-16";
	/* Text has no zero bytes but in wide units, where those of ASCII have some: commas, digits, line ends. */
	bool zeros = sample.n && memchr(sample.p, 0, sample.n);
	const char *best = zeros ? four_byte_units(sample) : NULL;
	if (best)
		return best;
	if (!zeros && iv_charset_is_ascii(sample))
		return shifts(sample) ? "iso-2022-jp" : "utf-8";
	if (!zeros && looks_utf8(sample))
		return "utf-8";
	struct guess *g = iv_zalloc(sizeof *g);
	describe(g);
	if (zeros)
		iv_buf_add(&g->sample, sample.p, sample.n < SAMPLE ? sample.n : SAMPLE);
	else
		gather(&g->sample, sample);
	best = best_candidate(g, zeros);
	for (size_t k = 0; k < CANDIDATES; k++)
		iv_buf_release(&g->text[k]);
	iv_buf_release(&g->sample);
	iv_buf_release(&g->room);
	free(g);
	return best;
}
