/* SPDX-License-Identifier: MIT
 * Types by value. What can be told from every value by its shape was counted by the profile; cleaners look at the sample only. */
#include "ingest/classify.h"

#include <strings.h>

#include "clean/address.h"
#include "clean/date.h"
#include "clean/email.h"
#include "clean/gender.h"
#include "clean/idno.h"
#include "clean/name.h"
#include "clean/phone.h"
#include "clean/placeholder.h"
#include "clean/value.h"
#include "text/han.h"
#include "text/utf8.h"

const char *iv_class_name(enum iv_class type)
{
	static const char *const names[] = { "empty",   "integer", "decimal", "date",    "phone", "email", "idno", "name_han", "name_latin",
					     "address", "place",   "gender",  "boolean", "code",  "text" };
	return names[type];
}

/* Where an address may be found to lie. */
enum { CHINA, TAIWAN, HONG_KONG, MACAU, LANDS };
static const char lands[LANDS][3] = { "CN", "TW", "HK", "MO" };

/* Rows of the sample that are of a type. */
struct census {
	struct iv_arena arena;
	struct iv_str region;
	struct iv_str field; /* expected, by the name or the map */
	bool phone_expected, gender_expected;
	int64_t of, email, idno, gender, answer, binary, phone, mobile, han, latin, address, place, code, date;
	int64_t land[LANDS]; /* of the addresses */
	size_t values;
};

/* --- Tests of one value --- */

static bool has_kind(const struct iv_shape *s, uint8_t kind)
{
	for (size_t i = 0; i < s->runs; i++)
		if (s->run[i].kind == kind)
			return true;
	return false;
}

static size_t digits_of(struct iv_str s)
{
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++)
		n += iv_is_digit(s.p[i]);
	return n;
}

static bool is_han_name(struct iv_arena *a, struct iv_str v, const struct iv_shape *shape, size_t chars)
{
	struct iv_name name;
	if (shape->run[0].kind != IV_SHAPE_HAN || chars > 12 || has_kind(shape, '9'))
		return false;
	iv_clean_name(a, v, &name);
	if (!name.han || !name.family.n || name.c.value.n > 15)
		return false;
	const char *p = name.c.value.p;
	return iv_han_surname(iv_utf8_next(&p, name.c.value.p + name.c.value.n)) || iv_han_family(name.c.value) > 3;
}

/* Two to four words of letters, such as Wang Xiaoming, CHEN, Mei-ling and Anna M. O'Neill. */
static bool is_latin_name(const struct iv_shape *s)
{
	size_t blanks = 0, letters = 0;
	for (size_t i = 0; i < s->runs; i++) {
		uint8_t kind = s->run[i].kind;
		if (kind == ' ')
			blanks++;
		else if (kind == 'a' || kind == 'A')
			letters++;
		else if (kind != ',' && kind != '.' && kind != '-' && kind != '\'')
			return false;
	}
	return !s->cut && blanks >= 1 && blanks <= 3 && letters >= 2 && (s->run[0].kind == 'A' || s->run[0].kind == 'a');
}

static bool ends_as_place(struct iv_str v)
{
	static const char *const ends[] = { "省", "市", "区", "區", "县", "縣", "州", "盟", "旗", "镇", "鎮", "乡", "鄉" };
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		if (iv_str_ends(v, iv_str_of(ends[i])))
			return true;
	return false;
}

static int land_of(struct iv_str division)
{
	if (division.n < 2)
		return LANDS;
	return division.p[0] == 'T' ? TAIWAN : !memcmp(division.p, "81", 2) ? HONG_KONG : !memcmp(division.p, "82", 2) ? MACAU : CHINA;
}

/* A road and a number, or a division and more behind it. *land: where it lies, or LANDS. */
static bool is_address(struct iv_arena *a, struct iv_str v, size_t chars, int *land)
{
	static const char *const words[] = { " st", " street", " road", " rd", " ave", " avenue", " lane", " ln", " drive", " dr", " blvd", " place", " way", " court", " close", "straße", "strasse", "str." };
	struct iv_address address;
	if (chars < 6 || digits_of(v) * 2 > v.n)
		return false;
	iv_clean_address(a, v, (struct iv_str){ 0 }, &address);
	*land = land_of(address.division);
	if ((unsigned char)v.p[0] >= 0x80)
		if (memchr(address.street.n ? address.street.p : "", '|', address.street.n) && (address.city.n || address.district.n || iv_str_find(v, IV_STR("路")) >= 0 || iv_str_find(v, IV_STR("街")) >= 0))
			return true;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		for (size_t at = 0; at + strlen(words[i]) <= v.n; at++)
			if (!strncasecmp(v.p + at, words[i], strlen(words[i])))
				return digits_of(v) > 0;
	return false;
}

static bool is_code(const struct iv_shape *s)
{
	bool digit = false;
	for (size_t i = 0; i < s->runs; i++) {
		uint8_t kind = s->run[i].kind;
		if (kind == '9')
			digit = true;
		else if (kind != 'A' && kind != 'a' && kind != '-' && kind != '_' && kind != '/' && kind != '.' && kind != ':' && kind != '#')
			return false;
	}
	return digit;
}

/* Is it a telephone number? Digits alone might be anything, so without help from the name they must be a mobile's. */
static bool is_phone(struct census *t, struct iv_str v, const struct iv_shape *shape, bool *mobile)
{
	struct iv_phone phone;
	size_t digits = digits_of(v);
	bool marked = shape->runs > 1 && shape->run[0].kind != 'A' && shape->run[0].kind != 'a' && !has_kind(shape, ':') && !has_kind(shape, '@');
	*mobile = false;
	if (digits < 5 || digits > 20 || v.n > 40 || has_kind(shape, '@') || (!marked && !t->phone_expected && digits < 10))
		return false;
	if (iv_clean_phone(&t->arena, v, t->region, &phone) != IV_OK || !phone.c.value.n || !phone.region[0])
		return false;
	*mobile = phone.type == IV_PHONE_MOBILE;
	if (t->phone_expected)
		return true;
	return (*mobile && digits >= 10) || (marked && digits >= 8 && phone.c.value.p[0] == '+');
}

/* The kind of placeholders that such a field may have. */
static unsigned placeholder_kind(struct iv_str field)
{
	if (iv_str_eq(field, IV_STR("phone")))
		return IV_PLACEHOLDER_PHONE;
	if (iv_str_eq(field, IV_STR("name")))
		return IV_PLACEHOLDER_NAME;
	return iv_str_eq(field, IV_STR("idno")) ? IV_PLACEHOLDER_ID : 0;
}

static bool is_date_field(struct iv_str field)
{
	return iv_str_eq(field, IV_STR("birth")) || iv_str_eq(field, IV_STR("joined")) || iv_str_eq(field, IV_STR("updated")) || iv_str_eq(field, IV_STR("at")) || iv_str_eq(field, IV_STR("due"));
}

static void look_at(struct census *t, const struct iv_profile_value *value)
{
	struct iv_str v = iv_str_trim(value->text);
	struct iv_shape shape;
	struct iv_email email;
	struct iv_idno idno;
	struct iv_clean gender;
	struct iv_cleaned_answer answer;
	struct iv_cleaned_date date;
	bool mobile;
	int land = LANDS;
	iv_arena_clear(&t->arena);
	size_t chars = iv_shape_of(v, &shape);
	if (!v.n || iv_clean_placeholder_of(&t->arena, v, placeholder_kind(t->field), NULL))
		return;
	t->of += value->n;
	t->values++;
	if (memchr(v.p, '@', v.n) && iv_clean_email(&t->arena, v, &email) == IV_OK && email.c.value.n)
		t->email += value->n;
	if (v.n >= 8 && v.n <= 24 && digits_of(v) >= 8 && iv_clean_idno(&t->arena, v, &idno) == IV_OK && idno.strong)
		t->idno += value->n;
	if (chars <= 8 && iv_clean_gender(&t->arena, v, &gender) == IV_OK && gender.value.n && (t->gender_expected || !iv_is_digit(v.p[0])))
		t->gender += value->n;
	if (chars <= 8 && iv_clean_answer(&t->arena, v, &answer) == IV_OK && answer.answer != IV_ANSWER_NONE) {
		t->answer += value->n;
		t->binary += v.n == 1 && (v.p[0] == '0' || v.p[0] == '1') ? value->n : 0;
	}
	if (is_phone(t, v, &shape, &mobile)) {
		t->phone += value->n;
		t->mobile += mobile ? value->n : 0;
	}
	if (digits_of(v) >= 3 && chars >= 6 && (shape.runs > 1 || is_date_field(t->field)) && iv_clean_date(&t->arena, v, NULL, &date) == IV_OK && date.c.value.n)
		t->date += value->n;
	t->han += is_han_name(&t->arena, v, &shape, chars) ? value->n : 0;
	t->latin += is_latin_name(&shape) ? value->n : 0;
	t->place += shape.run[0].kind == IV_SHAPE_HAN && chars <= 10 && ends_as_place(v) && digits_of(v) == 0 ? value->n : 0;
	if (is_address(&t->arena, v, chars, &land)) {
		t->address += value->n;
		t->land[land < LANDS ? land : CHINA] += land < LANDS ? value->n : 0;
	}
	t->code += is_code(&shape) ? value->n : 0;
}

/* --- Dates --- */

static bool most(int64_t n, int64_t of)
{
	return of && n * 5 >= of * 4;
}

/* Which order the figures of the dates stand in, by all of them. */
static void date_order(const struct iv_profile_column *c, struct iv_classed *out)
{
	static const enum iv_date_order by_use[] = { IV_ORDER_DMY, IV_ORDER_MDY, IV_ORDER_YMD };
	static const char *const styles[IV_ORDERS] = { [IV_ORDER_YMD] = "ymd", [IV_ORDER_DMY] = "dmy", [IV_ORDER_MDY] = "mdy" };
	enum iv_date_order best = IV_ORDER_DMY;
	for (size_t k = 1; k < IV_ORDERS; k++)
		if (c->dates[by_use[k]] > c->dates[best])
			best = by_use[k];
	for (size_t k = 0; k < IV_ORDERS; k++)
		if (by_use[k] != best && c->dates[best] && c->dates[by_use[k]] == c->dates[best]) {
			out->either = true;
			out->other = by_use[k];
		}
	out->order = best;
	out->fits = c->dates[best];
	out->republic = best == IV_ORDER_YMD && c->republic > 0 && c->republic + c->short_years >= c->dates[best] / 2;
	bool long_years = best == IV_ORDER_YMD && c->short_years * 2 <= c->dates[best];
	out->format = out->republic ? "roc" : long_years ? "auto" : styles[best];
	out->other_format = out->either ? styles[out->other] : NULL;
}

/* --- The column --- */

static void take_census(struct census *t, const struct iv_profile_column *c, struct iv_str region)
{
	struct iv_arena arena = t->arena;
	*t = (struct census){ .arena = arena, .region = region, .field = t->field, .phone_expected = t->phone_expected, .gender_expected = t->gender_expected };
	for (size_t i = 0; i < c->sample.n; i++)
		look_at(t, &c->sample.value[i]);
}

static const char *const regions[] = { "CN", "TW", "HK", "US", "GB", "JP", "DE", "SG", "MO", "KR", "AU", "FR", "IN", "CA", "IT", "ES", "NL", "BR", "RU", "MY", "TH", "VN", "PH", "ID" };
enum { REGIONS = sizeof regions / sizeof *regions };

/* Whether national numbers are written with a 0 (or an 8) before them; mobiles of the mainland, the first of the list, are not. */
static bool needs_zero(const char *region)
{
	static const char without[] = "US CA HK SG MO ES IT IN";
	return !strstr(without, region);
}

static char first_digit(struct iv_str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (iv_is_digit(s.p[i]) || s.p[i] == '+')
			return s.p[i];
	return 0;
}

/* The region under which most of the numbers are valid; at equal numbers the first of the list. */
static void find_region(struct census *t, const struct iv_profile_column *c, struct iv_classed *out)
{
	struct census best = { 0 };
	int64_t candidates = 0;
	for (size_t k = 0; k < c->sample.n; k++) {
		size_t digits = digits_of(c->sample.value[k].text);
		candidates += digits >= 7 && digits <= 15 && digits * 2 > c->sample.value[k].text.n ? c->sample.value[k].n : 0;
	}
	if (candidates * 2 < t->of)
		return;
	for (size_t i = 0; i < REGIONS; i++) {
		struct iv_phone phone;
		int64_t home = 0;
		t->phone = t->mobile = 0;
		t->region = iv_str_of(regions[i]);
		for (size_t k = 0; k < c->sample.n; k++) {
			iv_arena_clear(&t->arena);
			bool ok = iv_clean_phone(&t->arena, c->sample.value[k].text, t->region, &phone) == IV_OK;
			/* Without its 0, a number of one country is too often valid in another. */
			char first = first_digit(c->sample.value[k].text);
			bool bare = first != '0' && first != '+' && needs_zero(regions[i]) && !(i == 0 && phone.type == IV_PHONE_MOBILE);
			home += ok && !bare && !strcmp(phone.region, regions[i]) ? c->sample.value[k].n : 0;
		}
		if (home > best.phone) {
			best.phone = home;
			memcpy(out->region, regions[i], 3);
		}
	}
}

/* Four of five values tell the type; where it is expected, half of them. */
static bool mostly(const struct census *t, const char *field, int64_t n)
{
	return most(n, t->of) || (n * 2 >= t->of && t->of && iv_str_eq(t->field, iv_str_of(field)));
}

static enum iv_class type_of(const struct census *t, const struct iv_profile_column *c, struct iv_str field, struct iv_classed *out)
{
	int64_t of = t->of, plain = c->integers + c->decimals;
	if (mostly(t, "email", t->email))
		return out->fits = t->email, IV_CLASS_EMAIL;
	if (mostly(t, "idno", t->idno))
		return out->fits = t->idno, IV_CLASS_IDNO;
	if (mostly(t, "gender", t->gender))
		return out->fits = t->gender, IV_CLASS_GENDER;
	if (most(t->answer, of) && t->values <= 8 && (t->answer > t->binary || !plain || t->values <= 2))
		return out->fits = t->answer, IV_CLASS_BOOLEAN;
	if (mostly(t, "phone", t->phone))
		return out->fits = t->phone, IV_CLASS_PHONE;
	/* Numbers are told from every row, so what is no placeholder is counted in rows too. */
	if (of && plain * 5 >= c->filled * 4) {
		out->of = c->filled;
		out->fits = plain;
		return c->zeros * 10 > c->filled ? IV_CLASS_CODE : c->decimals ? IV_CLASS_DECIMAL : IV_CLASS_INTEGER;
	}
	if (most(t->place, of))
		return out->fits = t->place, IV_CLASS_PLACE;
	if (most(t->han, of) || (iv_str_eq(field, IV_STR("name")) && (t->han + t->latin) * 3 >= of * 2 && t->han >= t->latin))
		return out->fits = t->han, IV_CLASS_NAME_HAN;
	if (mostly(t, "address", t->address))
		return out->fits = t->address, IV_CLASS_ADDRESS;
	if (most(t->latin + t->han, of) && (t->values > 20 || iv_str_eq(field, IV_STR("name"))))
		return out->fits = t->latin + t->han, IV_CLASS_NAME_LATIN;
	if (most(t->code, of))
		return out->fits = t->code, IV_CLASS_CODE;
	out->fits = of;
	return IV_CLASS_TEXT;
}

void iv_classify(const struct iv_profile_column *c, struct iv_str field, struct iv_str region, struct iv_classed *out)
{
	struct census t = { .field = field, .phone_expected = iv_str_eq(field, IV_STR("phone")), .gender_expected = iv_str_eq(field, IV_STR("gender")) };
	*out = (struct iv_classed){ 0 };
	take_census(&t, c, region);
	if (!region.n && t.of) {
		find_region(&t, c, out);
		take_census(&t, c, iv_str_of(out->region));
	} else if (region.n == 2) {
		memcpy(out->region, region.p, 2);
	}
	out->of = t.of;
	struct iv_classed date = *out;
	date_order(c, &date);
	/* A number of eight figures is a date only when nearly all are. */
	bool dates = c->filled && date.fits * 20 >= c->filled * (c->integers > date.fits / 2 && !is_date_field(field) ? 19 : 12);
	if (!t.of) {
		out->type = IV_CLASS_EMPTY;
	} else if (dates && !t.phone_expected) {
		*out = date;
		out->of = c->filled;
		out->type = IV_CLASS_DATE;
	} else if (most(t.date, t.of) && !most(t.phone, t.of)) {
		out->fits = t.date;
		out->type = IV_CLASS_DATE;
		out->format = "auto";
	} else {
		out->type = type_of(&t, c, field, out);
	}
	if (out->type == IV_CLASS_PHONE)
		out->mobiles = t.mobile;
	else
		out->region[0] = 0;
	for (int i = 0; i < LANDS && out->type == IV_CLASS_ADDRESS; i++)
		if (t.land[i] * 2 > out->of)
			memcpy(out->region, lands[i], sizeof lands[i]);
	iv_arena_release(&t.arena);
}

/* The region that most rows speak of, in static storage. What a sample says of a column is said of all its rows. */
static const char *home_of(const struct iv_profile *p, const struct iv_classed *c)
{
	const char *home = "";
	int64_t best = 0;
	for (size_t k = 0; k < REGIONS; k++) {
		int64_t rows = 0;
		for (size_t i = 0; i < p->columns; i++)
			if (c[i].of && !strcmp(c[i].region, regions[k]))
				rows += c[i].fits * p->column[i]->filled / c[i].of;
		if (rows > best) {
			best = rows;
			home = regions[k];
		}
	}
	return home;
}

void iv_classify_all(const struct iv_profile *p, const struct iv_str *field, struct iv_str region, struct iv_classed *out)
{
	for (size_t pass = 0; pass < 2; pass++) {
		for (size_t i = 0; i < p->columns; i++) {
			struct iv_header_guess guess = field[i].n ? (struct iv_header_guess){ 0 } : iv_classify_header(p->column[i]->name);
			iv_classify(p->column[i], guess.score ? iv_str_of(guess.field) : field[i], region, &out[i]);
		}
		if (region.n || !(region = iv_str_of(home_of(p, out))).n)
			break;
	}
}
