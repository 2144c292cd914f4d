/* SPDX-License-Identifier: MIT
 * One pair of records. Nearly everything here is a few integer comparisons; texts are looked at when their numbers differ. */
#include "match/compare.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "base/date.h"
#include "base/hash.h"
#include "base/num.h"
#include "text/similar.h"

/* A pair in work. */
struct pair {
	const struct iv_match_frame *f;
	const struct iv_match_row *x, *y;
	bool worth; /* edits are worth counting */
};

static void put(struct pair *p, uint64_t *pattern, size_t field, unsigned level, unsigned band)
{
	*pattern |= (uint64_t)(p->f->first[field][level] + band) << p->f->shape.field[field].shift;
}

/* ---- dates ---- */

/* How many digits of four bits are not 0. */
static int digits_set(uint32_t n)
{
	n |= n >> 2;
	n |= n >> 1;
	return (int)((n & 0x11111111u) * 0x11111111u >> 28);
}

/* The number that digits of four bits are. */
static unsigned decimal(uint32_t digits)
{
	unsigned n = 0;
	for (int shift = 28; shift >= 0; shift -= 4)
		n = n * 10 + (digits >> shift & 15);
	return n;
}

static int years_apart(uint32_t x, uint32_t y)
{
	return abs((int)decimal(x >> 16) - (int)decimal(y >> 16));
}

/* Of two dates that are not equal, by their digits. */
static enum iv_birth_level unequal_dates(uint32_t x, uint32_t y)
{
	uint32_t digits = x ^ y;
	bool year = !(digits >> 16), month = !(digits & 0xFF00), day = !(digits & 0xFF);
	bool new_year = (x & 0xFFFF) == 0x0101 || (y & 0xFFFF) == 0x0101; /* only the year was known */
	bool swapped = year && (x >> 8 & 0xFF) == (y & 0xFF) && (x & 0xFF) == (y >> 8 & 0xFF);
	bool month_end = month && (x & 0xFF) >= 0x28 && (y & 0xFF) >= 0x28; /* the day had to move with the year */
	int apart = digits_set(month_end ? digits & ~UINT32_C(0xFF) : digits);
	day |= month_end;
	if (swapped || apart <= 1 || (month && day && years_apart(x, y) == 1) || (new_year && year)) /* 1989, 1990 */
		return IV_BIRTH_SLIP;
	if (year + month + day == 2)
		return IV_BIRTH_PART;
	if (apart == 2 || (new_year && years_apart(x, y) <= 1))
		return IV_BIRTH_NEAR;
	return IV_BIRTH_DIFFERENT;
}

enum iv_birth_level iv_match_births(int32_t a, int32_t b)
{
	return a == b ? IV_BIRTH_SAME : unequal_dates(iv_match_digits(a), iv_match_digits(b));
}

/* One digit, or two neighbours swapped. */
static bool digits_slip(uint64_t a, uint64_t b)
{
	int n = 0, last = 0, before = 0, at = 0, last_at = -2;
	uint64_t apart = a > b ? a - b : b - a;
	if (apart > 81 && apart % 10) /* a slip behind the last digits leaves these as they are; one in them makes no more of it */
		return false;
	for (; (a || b) && n <= 2; a /= 10, b /= 10, at++) {
		int d = (int)(a % 10), e = (int)(b % 10);
		if (d == e)
			continue;
		if (++n == 2 && !(last_at == at - 1 && d == before && e == last))
			return false;
		last = d;
		before = e;
		last_at = at;
	}
	return n && n <= 2;
}

/* One of them is no date, only digits that were meant for one. */
static enum iv_birth_level damaged_level(uint32_t x, uint32_t y)
{
	int apart = digits_set(x ^ y);
	return apart <= 1 || digits_slip(decimal(x), decimal(y)) ? IV_BIRTH_SLIP : apart == 2 ? IV_BIRTH_NEAR : IV_BIRTH_DIFFERENT;
}

static unsigned compare_births(struct pair *p, uint64_t *pattern)
{
	uint32_t x = p->x->digits, y = p->y->digits;
	bool dates = p->x->birth != IV_MATCH_NO_DATE && p->y->birth != IV_MATCH_NO_DATE;
	if (!x || !y)
		return 0;
	unsigned level = !dates ? damaged_level(x, y) : x == y ? IV_BIRTH_SAME : unequal_dates(x, y);
	put(p, pattern, IV_FIELD_BIRTH, level, level == IV_BIRTH_SAME ? iv_match_band_day(p->f->crowd, p->x->birth) : 0);
	return level;
}

/* ---- identifiers ---- */

static struct iv_str mailbox_of(const struct iv_match_ident *id)
{
	const char *at = id->n ? memchr(id->text, '@', id->n) : NULL;
	return (struct iv_str){ id->text, at ? (size_t)(at - id->text) : id->n };
}

static bool has_digits(struct iv_str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (iv_is_digit(s.p[i]))
			return true;
	return false;
}

/* Is the mailbox one name and nothing else? */
static bool reads_as(const struct iv_match_frame *f, struct iv_str mailbox, uint32_t name)
{
	struct iv_arena a = { 0 };
	struct iv_match_name n;
	bool is = false;
	char *words = iv_arena_alloc(&a, mailbox.n);
	for (size_t i = 0; i < mailbox.n; i++)
		words[i] = memchr("._-+", mailbox.p[i], 4) ? ' ' : mailbox.p[i];
	if (iv_match_name_read(&a, (struct iv_str){ words, mailbox.n }, (struct iv_str){ 0 }, (struct iv_str){ 0 }, &n)) {
		enum iv_name_level level = iv_match_name_compare(&f->m->names.name[name], &n);
		is = level >= IV_NAME_SAME && level <= IV_NAME_CLOSE;
	}
	iv_arena_release(&a);
	return is;
}

/* Namesakes with mailboxes of their name meet again and again, and to read a name takes longer than all else. So the frame remembers what was found of a
 * name and a mailbox: 63 bits of their hash and the answer. Whichever thread writes last, all find the same. */
static bool is_name_of(const struct iv_match_frame *f, struct iv_str mailbox, uint64_t hash, uint32_t name)
{
	uint64_t key = (hash ^ name) * 0x9E3779B97F4A7C15u;
	_Atomic uint64_t *known = &f->mailbox[key >> (64 - IV_MAILBOX_BITS)];
	key ^= key >> 29;
	uint64_t found = atomic_load_explicit(known, memory_order_relaxed);
	if (found >> 1 == key >> 1 && found)
		return found & 1;
	bool is = reads_as(f, mailbox, name);
	atomic_store_explicit(known, (key & ~UINT64_C(1)) | is, memory_order_relaxed);
	return is;
}

/* Is the mailbox nothing but the name of either (michael.smith, wangxiaoming)? Then it says nothing that the name does not: namesakes have it everywhere. */
static bool is_name(const struct pair *p, struct iv_str mailbox)
{
	if ((p->x->name == IV_NAME_NONE && p->y->name == IV_NAME_NONE) || has_digits(mailbox))
		return false;
	uint64_t hash = iv_hash_short(mailbox);
	return (p->x->name != IV_NAME_NONE && is_name_of(p->f, mailbox, hash, p->x->name)) ||
	       (p->y->name != IV_NAME_NONE && p->y->name != p->x->name && is_name_of(p->f, mailbox, hash, p->y->name));
}

/* A slip anywhere in the address, or the same mailbox elsewhere (an employer's domain that changed its name). */
static unsigned email_level(const struct pair *p, const struct iv_match_ident *a, const struct iv_match_ident *b)
{
	struct iv_str x = mailbox_of(a), y = mailbox_of(b), whole_x = { a->text, a->n }, whole_y = { b->text, b->n };
	bool same = x.n >= 3 && iv_str_eq(x, y);
	unsigned most = whole_x.n + whole_y.n >= 32 ? 2 : 1;
	if ((same || p->worth) && x.n >= 3 && y.n >= 3 && whole_x.n + whole_y.n >= 20 && iv_text_osa(whole_x, whole_y, most) <= most)
		return IV_EMAIL_SLIP;
	return same && !is_name(p, x) ? IV_EMAIL_MAILBOX : IV_EMAIL_OTHER;
}

static unsigned unequal_level(const struct pair *p, const struct iv_match_ident *a, const struct iv_match_ident *b)
{
	struct iv_str x = { a->text, a->n }, y = { b->text, b->n };
	switch (a->type) {
	case IV_ID_EMAIL:
		return email_level(p, a, b);
	case IV_ID_OTHER:
		return p->worth && x.n + y.n >= 10 && iv_text_osa(x, y, 1) <= 1 ? IV_IDS_SLIP : IV_IDS_DIFFERENT;
	default:
		return p->worth && digits_slip(a->value, b->value) ? IV_NUMBER_SLIP : IV_NUMBER_OTHER;
	}
}

/* The best of all pairs: a lower level is more alike, and 0 says that nothing was compared. */
static void better(unsigned *level, unsigned other)
{
	if (!*level || other < *level)
		*level = other;
}

static void compare_held(const struct pair *p, uint32_t a, uint32_t b, unsigned *level)
{
	uint8_t type = iv_match_ident_type(a);
	if (type != iv_match_ident_type(b) || type == IV_ID_SUPERSEDES)
		return;
	const struct iv_match_ident *x = &p->f->m->ident[iv_match_ident_number(a)], *y = &p->f->m->ident[iv_match_ident_number(b)];
	if (a == b) {
		if (!x->blocked)
			better(&level[type], x->names > 1 && type != IV_ID_OTHER ? 2 : 1);
		return;
	}
	if (!x->blocked && !y->blocked && x->scope == y->scope)
		better(&level[type], unequal_level(p, x, y));
}

static void compare_idents(struct pair *p, uint64_t *pattern)
{
	unsigned level[IV_ID_TYPES] = { 0 };
	const uint32_t *held = p->f->m->held;
	for (unsigned i = 0; i < p->x->held_n; i++)
		for (unsigned k = 0; k < p->y->held_n; k++)
			compare_held(p, held[p->x->held + i], held[p->y->held + k], level);
	put(p, pattern, IV_FIELD_PHONE, level[IV_ID_PHONE], 0);
	put(p, pattern, IV_FIELD_LANDLINE, level[IV_ID_LANDLINE], 0);
	put(p, pattern, IV_FIELD_EMAIL, level[IV_ID_EMAIL], 0);
	put(p, pattern, IV_FIELD_IDS, level[IV_ID_OTHER], 0);
}

static bool says_replaced(const struct iv_match_people *m, const struct iv_match_row *row, uint64_t id)
{
	for (size_t i = row->held; i < (size_t)row->held + row->held_n; i++)
		if (iv_match_ident_type(m->held[i]) == IV_ID_SUPERSEDES && m->ident[iv_match_ident_number(m->held[i])].value == id)
			return true;
	return false;
}

bool iv_match_replaces(const struct iv_match_people *m, uint32_t a, uint32_t b)
{
	return says_replaced(m, iv_match_row(m, a), m->part[b].id) || says_replaced(m, iv_match_row(m, b), m->part[a].id);
}

/* ---- columns ---- */

static struct iv_str text_of(const struct iv_match_value *v)
{
	return (struct iv_str){ v->text, v->n };
}

static bool few_bits(uint64_t bits, unsigned most)
{
	for (; most; most--) /* always as often, so that the processor need not guess */
		bits &= bits - 1;
	return !bits;
}

/* Are they at most that many edits apart? An edit takes away one character at most and brings one; most texts have more that
 * the other has not. Of very long texts only the beginning is compared, so nothing can be said ahead. */
static bool slips(const struct iv_match_value *x, const struct iv_match_value *y, unsigned most)
{
	unsigned nx = x->characters, ny = y->characters;
	if (nx <= IV_SIMILAR_LONGEST && ny <= IV_SIMILAR_LONGEST &&
	    (nx > ny + most || ny > nx + most || !few_bits(x->letters & ~y->letters, most) || !few_bits(y->letters & ~x->letters, most)))
		return false;
	return iv_text_osa(text_of(x), text_of(y), most) <= most;
}

/* Short texts have too many neighbours: 杭州 is one slip from 广州. */
static unsigned text_level(const struct iv_match_value *x, const struct iv_match_value *y)
{
	unsigned least = x->characters < y->characters ? x->characters : y->characters;
	if (least < 4 || !(x->letters & y->letters))
		return IV_VALUE_DIFFERENT;
	if (least >= 5 && slips(x, y, 1))
		return IV_VALUE_CLOSE;
	unsigned alike = iv_text_jaro_winkler(text_of(x), text_of(y), 850);
	return alike >= 930 ? IV_VALUE_CLOSE : alike ? IV_VALUE_PART : IV_VALUE_DIFFERENT;
}

/* Where the next bar stands, or the text ends. */
static size_t bar_from(struct iv_str s, size_t from)
{
	const char *bar = from < s.n ? memchr(s.p + from, '|', s.n - from) : NULL;
	return bar ? (size_t)(bar - s.p) : s.n;
}

static unsigned street_level(const struct iv_match_value *v, const struct iv_match_value *w)
{
	struct iv_str x = text_of(v), y = text_of(w), rx = { x.p, v->bar }, ry = { y.p, w->bar };
	bool road = iv_str_eq(rx, ry);
	if (road && rx.n < x.n && ry.n < y.n) {
		struct iv_str hx = { x.p, bar_from(x, rx.n + 1) }, hy = { y.p, bar_from(y, ry.n + 1) };
		if (iv_str_eq(hx, hy))
			return IV_VALUE_CLOSE;
	}
	unsigned length = (unsigned)v->characters + w->characters, most = length >= 24 ? 2 : 1;
	if (length >= 16 && slips(v, w, most))
		return IV_VALUE_CLOSE;
	if (road && rx.n)
		return IV_VALUE_PART;
	return rx.n == x.n && iv_text_jaro_winkler(x, y, 930) ? IV_VALUE_CLOSE : IV_VALUE_DIFFERENT;
}

static unsigned postcode_level(const struct iv_match_value *v, const struct iv_match_value *w)
{
	struct iv_str x = text_of(v), y = text_of(w);
	if (slips(v, w, 1))
		return IV_VALUE_CLOSE;
	return x.n >= 3 && y.n >= 3 && !memcmp(x.p, y.p, 3) ? IV_VALUE_PART : IV_VALUE_DIFFERENT;
}

static unsigned date_level(struct iv_str x, struct iv_str y)
{
	struct iv_time s, t;
	return iv_time_parse(x, &s) && iv_time_parse(y, &t) ? iv_match_births(s.day, t.day) : (unsigned)IV_BIRTH_DIFFERENT;
}

static unsigned number_level(struct iv_str x, struct iv_str y)
{
	double a, b;
	if (!iv_num_double(x, &a) || !iv_num_double(y, &b))
		return IV_FIGURE_DIFFERENT;
	double most = a > 0 ? a : -a, other = b > 0 ? b : -b, apart = a > b ? a - b : b - a;
	most = most > other ? most : other;
	return apart <= most / 100 ? IV_FIGURE_CLOSE : IV_FIGURE_DIFFERENT;
}

/* Both lists are in order (encode.h). */
static unsigned list_level(struct iv_str x, struct iv_str y)
{
	struct iv_str a, b;
	bool more = iv_str_cut(&x, IV_MATCH_BETWEEN, &a) && iv_str_cut(&y, IV_MATCH_BETWEEN, &b);
	while (more) {
		int order = iv_str_cmp(a, b);
		if (!order)
			return IV_LIST_COMMON;
		more = order < 0 ? iv_str_cut(&x, IV_MATCH_BETWEEN, &a) : iv_str_cut(&y, IV_MATCH_BETWEEN, &b);
	}
	return IV_LIST_DIFFERENT;
}

static unsigned column_level(enum iv_match_as as, const struct iv_match_value *v, const struct iv_match_value *w)
{
	struct iv_str x = text_of(v), y = text_of(w);
	switch (as) {
	case IV_AS_TEXT:
	case IV_AS_PLACE:
	case IV_AS_NAME:
		return text_level(v, w);
	case IV_AS_STREET:
		return street_level(v, w);
	case IV_AS_POSTCODE:
		return postcode_level(v, w);
	case IV_AS_DATE:
		return date_level(x, y);
	case IV_AS_NUMBER:
		return number_level(x, y);
	case IV_AS_IDENTIFIER:
		return x.n + y.n >= 10 && slips(v, w, 1) ? IV_IDS_SLIP : IV_IDS_DIFFERENT;
	case IV_AS_LIST:
		return list_level(x, y);
	case IV_AS_CODE:
		break;
	}
	return IV_PLAIN_DIFFERENT;
}

static void compare_columns(struct pair *p, uint64_t *pattern)
{
	const struct iv_match_schema *s = p->f->m->schema;
	for (size_t i = 0; i < s->columns; i++) {
		uint32_t x = p->x->value[i], y = p->y->value[i];
		if (!x || !y)
			continue;
		const struct iv_match_column *c = &p->f->m->column[i];
		unsigned field = IV_FIELD_FIXED + (unsigned)i;
		if (x != y) {
			put(p, pattern, field, column_level(s->column[i].as, &c->value[x], &c->value[y]), 0);
		} else {
			unsigned states = p->f->first[field][2] - p->f->first[field][1];
			put(p, pattern, field, 1, c->value[x].band < states ? c->value[x].band : states - 1);
		}
	}
}

/* ---- names ---- */

/* The more common of the two names, or of what they have in common. */
static unsigned name_band(const struct iv_match_frame *f, unsigned level, uint32_t x, uint32_t y)
{
	const struct iv_match_name_crowd *a = &f->crowd->name[x], *b = &f->crowd->name[y];
	switch (level) {
	case IV_NAME_SAME:
	case IV_NAME_SOUND:
		return a->band < b->band ? a->band : b->band;
	case IV_NAME_CLOSE:
	case IV_NAME_LOOSE:
		return (a->band < b->band ? a->band : b->band) / 2;
	case IV_NAME_GIVEN:
		return a->given_band < b->given_band ? a->given_band : b->given_band;
	case IV_NAME_COMPATIBLE:
	case IV_NAME_FAMILY:
	case IV_NAME_HALF:
		return a->family_band < b->family_band ? a->family_band : b->family_band;
	}
	return 0;
}

/* Schmidt and Schmitt are a slip apart, and yet two names. */
static unsigned without_known(const struct iv_match_frame *f, unsigned level, uint32_t x, uint32_t y)
{
	const struct iv_match_name *a = &f->m->names.name[x], *b = &f->m->names.name[y];
	const struct iv_match_name_crowd *p = &f->crowd->name[x], *q = &f->crowd->name[y];
	if ((level != IV_NAME_CLOSE && level != IV_NAME_LOOSE) || ((a->flags | b->flags) & (IV_NAME_HAN | IV_NAME_PARTIAL | IV_NAME_INITIAL)))
		return level;
	return a->family != b->family && a->given == b->given && p->family_known && q->family_known ? IV_NAME_GIVEN : level;
}

static unsigned compare_names(struct pair *p, uint64_t *pattern)
{
	uint32_t x = p->x->name, y = p->y->name;
	if (x == IV_NAME_NONE || y == IV_NAME_NONE)
		return IV_NAME_MISSING;
	unsigned level = without_known(p->f, iv_match_name_compare(&p->f->m->names.name[x], &p->f->m->names.name[y]), x, y);
	put(p, pattern, IV_FIELD_NAME, level, name_band(p->f, level, x, y));
	return level;
}

uint64_t iv_match_compare(const struct iv_match_frame *f, uint32_t a, uint32_t b, bool thorough)
{
	struct pair p = { .f = f, .x = iv_match_row(f->m, a), .y = iv_match_row(f->m, b) };
	uint64_t pattern = 0;
	unsigned name = compare_names(&p, &pattern), birth = compare_births(&p, &pattern);
	p.worth = thorough || birth == IV_BIRTH_SAME || birth == IV_BIRTH_SLIP || (name && name <= IV_NAME_HALF);
	if (p.x->gender && p.y->gender)
		put(&p, &pattern, IV_FIELD_GENDER, p.x->gender == p.y->gender ? IV_PLAIN_SAME : IV_PLAIN_DIFFERENT, 0);
	if (p.x->idno && p.y->idno)
		put(&p, &pattern, IV_FIELD_IDNO, p.x->idno == p.y->idno ? IV_PLAIN_SAME : IV_PLAIN_DIFFERENT, 0);
	compare_idents(&p, &pattern);
	compare_columns(&p, &pattern);
	return pattern;
}
