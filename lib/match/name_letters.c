/* SPDX-License-Identifier: MIT
 * Names in letters, word by word: the family name against the family name, the given names each against the one most like it; then
 * crosswise, because people fill in forms the wrong way round. */
#include "match/name.h"

#include "text/han.h"
#include "text/nickname.h"
#include "text/roman.h"
#include "text/similar.h"

enum { MOST_WORDS = 8, LIKE = 880, SHORT = 4, LONG = 6, VERY_LONG = 7 };

/* What it costs to take one word for another; a name may cost 2. */
enum { COST_NONE, COST_SLIP, COST_LIKE, COST_APART };

struct words {
	struct iv_str word[MOST_WORDS]; /* the family name first */
	uint32_t letters[MOST_WORDS]; /* which there are: a bit each */
	size_t n, alias; /* words of the name; behind them those of its aliases */
};

static uint32_t letters_of(struct iv_str s)
{
	uint32_t bits = 0;
	for (size_t i = 0; i < s.n; i++)
		bits |= UINT32_C(1) << (s.p[i] & 31);
	return bits;
}

static void cut(const struct iv_match_name *name, struct words *w)
{
	struct iv_str s = iv_match_name_words(name);
	bool alias = false;
	w->n = w->alias = 0;
	for (size_t i = 0, from = 0; i <= s.n; i++) {
		if (i < s.n && s.p[i] != ' ' && s.p[i] != ';')
			continue;
		size_t at = w->n + w->alias;
		if (i > from && at < MOST_WORDS) {
			w->word[at] = (struct iv_str){ s.p + from, i - from };
			w->letters[at] = letters_of(w->word[at]);
			++*(alias ? &w->alias : &w->n);
		}
		alias |= i < s.n && s.p[i] == ';';
		from = i + 1;
	}
}

/* Of two words that are not equal. Words that differ in more than four letters are not alike, however long they are. */
static unsigned cost_of_slip(struct iv_str x, struct iv_str y, uint32_t letters)
{
	size_t least = x.n < y.n ? x.n : y.n;
	if (least < SHORT || __builtin_popcount(letters) > 4)
		return COST_APART;
	unsigned edits = iv_text_osa(x, y, least < VERY_LONG ? 1 : 2);
	if (edits == 1)
		return COST_SLIP;
	bool short_form = memcmp(x.p, y.p, least) == 0;
	return (edits == 2 && least >= VERY_LONG) || short_form || iv_text_jaro_winkler(x, y, LIKE) ? COST_LIKE : COST_APART;
}

/* A Chinese surname, by Pinyin or Cantonese. */
static bool is_surname(struct iv_str word)
{
	return iv_pinyin_surname(word) || iv_roman_surname_word(IV_ROMAN_CANTON, word);
}

/* Surnames are short (Lee, King): a slip in a short one costs more, as does one that makes another surname of it (Chan, Chen). */
static unsigned cost_of_family(const struct words *a, size_t i, const struct words *b, size_t k)
{
	struct iv_str x = a->word[i], y = b->word[k];
	if (iv_str_eq(x, y))
		return COST_NONE;
	if (x.n > 1 && y.n > 1 && (x.n < SHORT || y.n < SHORT))
		return iv_text_osa(x, y, 1) == 1 ? COST_LIKE : COST_APART;
	unsigned cost = cost_of_slip(x, y, a->letters[i] ^ b->letters[k]);
	return cost == COST_SLIP && x.n <= SHORT && y.n <= SHORT && is_surname(x) && is_surname(y) ? COST_LIKE : cost;
}

static unsigned cost_of_given(const struct words *a, size_t i, const struct words *b, size_t k)
{
	struct iv_str x = a->word[i], y = b->word[k];
	if (iv_str_eq(x, y))
		return COST_NONE;
	if (x.n == 1 || y.n == 1)
		return x.p[0] == y.p[0] ? COST_SLIP : COST_APART;
	unsigned cost = cost_of_slip(x, y, a->letters[i] ^ b->letters[k]);
	if (cost > COST_SLIP && iv_text_nickname(x, y))
		return COST_SLIP;
	/* Short names a letter apart are often two (Tim, Tom), but not those with a letter too few or in the wrong place (Bre, Bree). */
	bool moved = x.n != y.n || a->letters[i] == b->letters[k];
	return cost == COST_APART && moved && (x.n < y.n ? x.n : y.n) == SHORT - 1 && iv_text_osa(x, y, 1) == 1 ? COST_LIKE : cost;
}

/* The words from i on of a against those from k on of b: each of the fewer finds its like, or the names are apart. A name that is left
 * out costs as much as a slip. */
static unsigned cost_of_all(const struct words *a, size_t i, const struct words *b, size_t k)
{
	if (a->n - i > b->n - k)
		return cost_of_all(b, k, a, i);
	uint32_t used = 0;
	size_t last = 0;
	bool moved = false;
	unsigned cost = a->n - i < b->n - k ? COST_SLIP : COST_NONE;
	for (; i < a->n; i++) {
		unsigned least = COST_APART;
		size_t at = k;
		for (size_t j = k; j < b->n && least; j++) {
			unsigned c = used >> j & 1 ? COST_APART : cost_of_given(a, i, b, j);
			at = c < least ? j : at;
			least = c < least ? c : least;
		}
		if (least == COST_APART)
			return COST_APART;
		used |= UINT32_C(1) << at;
		moved |= at < last;
		last = at;
		cost += least;
	}
	cost += moved; /* in another order */
	return cost > COST_APART ? COST_APART : cost;
}

/* Words as one. */
struct joined {
	char text[128];
	size_t n;
};

/* The words of w from `from` on, then those from 0 to `turned`; false when they have no room. */
static bool join(const struct words *w, size_t from, size_t turned, struct joined *out)
{
	out->n = 0;
	for (size_t i = from; i < w->n + turned; i++) {
		struct iv_str word = w->word[i < w->n ? i : i - w->n];
		if (out->n + word.n > sizeof out->text)
			return false;
		memcpy(out->text + out->n, word.p, word.n);
		out->n += word.n;
	}
	return true;
}

static unsigned cost_of_joined(const struct joined *x, const struct joined *y)
{
	struct iv_str a = { x->text, x->n }, b = { y->text, y->n };
	return iv_str_eq(a, b) ? COST_NONE : cost_of_slip(a, b, letters_of(a) ^ letters_of(b));
}

/* The given names, also when they are joined in one of the two. */
static unsigned cost_of_givens(const struct words *a, const struct words *b)
{
	struct joined x, y;
	unsigned cost = cost_of_all(a, 1, b, 1);
	if (cost <= COST_SLIP || a->n == b->n || !join(a, 1, 0, &x) || !join(b, 1, 0, &y))
		return cost;
	unsigned one = cost_of_joined(&x, &y);
	return one < cost ? one : cost;
}

static bool is_long(const struct words *w)
{
	return w->word[0].n >= LONG && w->word[1].n >= LONG;
}

static enum iv_name_level level_of(const struct words *a, const struct words *b, unsigned family, unsigned given)
{
	if (family + given <= COST_SLIP)
		return family + given ? IV_NAME_CLOSE : IV_NAME_SOUND;
	if (family + given == COST_LIKE)
		return family == COST_SLIP && is_long(a) && is_long(b) ? IV_NAME_CLOSE : IV_NAME_LOOSE;
	if (family <= COST_SLIP)
		return IV_NAME_FAMILY;
	return given == COST_NONE ? IV_NAME_GIVEN : IV_NAME_DIFFERENT;
}

/* The family name of one among the given names of the other, and the rest with the rest. */
static unsigned crosswise(const struct words *a, const struct words *b)
{
	unsigned least = COST_APART;
	for (size_t k = 1; k < b->n; k++) {
		unsigned family = cost_of_family(a, 0, b, k);
		if (family == COST_APART)
			continue;
		struct words rest = *b;
		rest.word[k] = rest.word[0];
		rest.letters[k] = rest.letters[0];
		unsigned cost = family + cost_of_all(a, 1, &rest, 1);
		least = cost < least ? cost : least;
	}
	return least;
}

enum iv_name_level iv_match_name_letters(const struct iv_match_name *a, const struct iv_match_name *b)
{
	struct words x, y;
	cut(a, &x);
	cut(b, &y);
	if ((a->flags ^ b->flags) & IV_NAME_FOREIGN)
		return IV_NAME_OTHER;
	if (x.n < 2 || y.n < 2) {
		unsigned cost = x.n == 1 && y.n == 1 ? cost_of_family(&x, 0, &y, 0) : COST_APART;
		return cost <= COST_SLIP ? IV_NAME_CLOSE : cost == COST_LIKE ? IV_NAME_LOOSE : IV_NAME_DIFFERENT;
	}
	unsigned family = a->family == b->family ? COST_NONE : cost_of_family(&x, 0, &y, 0);
	if (family > COST_SLIP && iv_match_name_one_surname(a, b))
		family = COST_SLIP; /* Wong and 王 */
	unsigned given = a->given == b->given ? COST_NONE : cost_of_givens(&x, &y);
	enum iv_name_level level = level_of(&x, &y, family, given);
	if (level <= IV_NAME_LOOSE)
		return level;
	unsigned cross = crosswise(&x, &y), other = crosswise(&y, &x);
	cross = cross < other ? cross : other;
	return cross == COST_APART ? level : cross == COST_LIKE ? IV_NAME_LOOSE : IV_NAME_CLOSE;
}

enum iv_name_level iv_match_name_word(const struct iv_match_name *word, const struct iv_match_name *full)
{
	struct words x, y;
	struct joined one, other;
	cut(word, &x);
	cut(full, &y);
	if ((word->flags ^ full->flags) & IV_NAME_FOREIGN)
		return IV_NAME_OTHER;
	for (size_t from = 0; from < 2 && y.n > 1 && join(&x, 0, 0, &one); from++) {
		unsigned cost = join(&y, from, from, &other) ? cost_of_joined(&one, &other) : COST_APART;
		if (cost <= COST_SLIP)
			return cost ? IV_NAME_CLOSE : IV_NAME_SOUND;
	}
	for (size_t k = 0; x.n && k < y.n; k++)
		if ((k ? cost_of_given(&x, 0, &y, k) : cost_of_family(&x, 0, &y, k)) <= COST_SLIP)
			return IV_NAME_HALF;
	return IV_NAME_DIFFERENT;
}

/* Does a word of the aliases stand in the other name? */
static bool found(const struct words *a, const struct words *b, bool han)
{
	for (size_t i = a->n; i < a->n + a->alias; i++)
		for (size_t k = han ? b->n : 0; k < b->n + b->alias; k++)
			if (a->word[i].n > 1 && cost_of_given(a, i, b, k) <= COST_SLIP)
				return true;
	return false;
}

/* A name that is Western beside the surname, or an alias. */
static bool has_western(const struct iv_match_name *n, const struct words *w)
{
	return w->alias || n->flags & IV_NAME_WESTERN;
}

enum iv_name_alias iv_match_name_by_alias(const struct iv_match_name *a, const struct iv_match_name *b)
{
	struct words x, y;
	if (!a->text_n || !b->text_n)
		return IV_ALIAS_UNKNOWN;
	cut(a, &x);
	cut(b, &y);
	if (!x.alias && !y.alias)
		return IV_ALIAS_UNKNOWN;
	if (found(&x, &y, b->flags & IV_NAME_HAN) || found(&y, &x, a->flags & IV_NAME_HAN))
		return IV_ALIAS_AGREES;
	return has_western(a, &x) && has_western(b, &y) ? IV_ALIAS_DIFFERS : IV_ALIAS_UNKNOWN;
}
