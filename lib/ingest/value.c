/* SPDX-License-Identifier: MIT
 * One value of a row, cleaned and put into its field. What a cleaner refuses is left out, and stands in the warnings. */
#include "base/date.h"
#include "base/num.h"
#include "clean/address.h"
#include "clean/email.h"
#include "clean/gender.h"
#include "clean/id.h"
#include "clean/name.h"
#include "clean/phone.h"
#include "clean/postcode.h"
#include "clean/value.h"
#include "ingest/emit.h"
#include "ingest/profile_map.h"
#include "text/fold.h"

void iv_ingest_warn(struct iv_ingest *w, struct iv_str field, const char *code, struct iv_str was, bool refused)
{
	w->warn = iv_reserve(w->warn, &w->warns_cap, w->warns + 1, sizeof *w->warn);
	w->warn[w->warns++] = (struct iv_ingest_warn){ field, code, was, refused, { 0 } };
	if (w->profile)
		iv_profile_map_warn(w->profile, w->subject.row, code, was, refused);
}

void iv_ingest_push(struct iv_ingest *w, struct iv_ingest_value *v, struct iv_str text)
{
	for (uint32_t i = 0; i < v->n; i++)
		if (iv_str_eq(v->item[i], text))
			return;
	if (v->n == v->cap) {
		struct iv_str *more = iv_arena_alloc(w->arena, (2 * v->cap + 4) * sizeof *more);
		if (v->n)
			memcpy(more, v->item, v->n * sizeof *more);
		v->item = more;
		v->cap = 2 * v->cap + 4;
	}
	v->item[v->n++] = text;
}

static void derive(struct iv_ingest *w, uint32_t slot, struct iv_str text)
{
	struct iv_clean c = { text, NULL };
	if (slot == IV_NOWHERE || !text.n || w->deriveds == sizeof w->derived / sizeof *w->derived)
		return;
	/* As it would be if it were given by itself: a text may stand for nothing, and so may the first day of 1970. */
	enum iv_clean_as as = w->subject.emit->slot[slot].as;
	struct iv_cleaned_date birth;
	if (as == IV_AS_TEXT) {
		iv_clean_text(w->arena, text, &c);
	} else if (as == IV_AS_BIRTH) {
		iv_clean_date(w->arena, text, &(struct iv_date_ask){ .use = IV_DATE_BIRTH }, &birth);
		c = birth.c;
	} else if (as == IV_AS_POSTCODE) {
		iv_clean_postcode(w->arena, text, &c);
	}
	if (c.value.n)
		w->derived[w->deriveds++] = (struct iv_ingest_derived){ slot, c.value };
}

static struct iv_str clean_name(struct iv_ingest *w, const struct iv_map_emit *e, struct iv_str text, struct iv_clean *c)
{
	struct iv_name name;
	iv_clean_name(w->arena, text, &name);
	derive(w, e->family, name.family);
	derive(w, e->given, name.given);
	derive(w, e->alias, name.alias);
	derive(w, e->company, name.company);
	derive(w, e->honorific, name.honorific);
	derive(w, e->note, name.note);
	if (name.sex)
		derive(w, e->gender, iv_arena_str(w->arena, (struct iv_str){ &name.sex, 1 }));
	*c = name.c;
	return name.c.value;
}

static void clean_address(struct iv_ingest *w, const struct iv_map_emit *e, struct iv_str text, struct iv_clean *c)
{
	struct iv_address address;
	iv_clean_address(w->arena, text, (struct iv_str){ 0 }, &address);
	w->several_places = address.several;
	derive(w, e->street, address.street);
	derive(w, e->province, address.province);
	derive(w, e->city, address.city);
	derive(w, e->district, address.district);
	derive(w, e->house_number, address.house_number);
	derive(w, e->unit, address.unit);
	derive(w, e->division, address.division);
	derive(w, e->postcode, address.postcode);
	*c = address.c;
}

/* A number whose check digit is right knows the birth date and the sex. */
static int clean_idno(struct iv_ingest *w, const struct iv_map_emit *e, struct iv_str text, struct iv_clean *c)
{
	struct iv_idno idno;
	int status = iv_clean_idno(w->arena, text, &idno);
	*c = idno.c;
	if (!idno.strong)
		return status;
	w->idno = idno;
	if (idno.has_birth) {
		iv_buf_clear(&w->scratch);
		iv_date_add(&w->scratch, idno.birth);
		derive(w, e->birth, iv_arena_str(w->arena, iv_buf_str(&w->scratch)));
	}
	if (idno.sex)
		derive(w, e->gender, iv_arena_str(w->arena, (struct iv_str){ &idno.sex, 1 }));
	return status;
}

/* A number that is canonical as it stands: 12, -0.5, 210.26. Most are, and need no cleaner. */
static bool is_plain_number(struct iv_str s)
{
	size_t i = s.n && s.p[0] == '-', from = i, dot = 0;
	for (; i < s.n; i++)
		if (s.p[i] == '.' && !dot && i > from)
			dot = i;
		else if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	size_t whole = (dot ? dot : s.n) - from;
	bool tail = !dot || (s.n - dot - 1 <= 4 && s.n - dot > 1 && s.p[s.n - 1] != '0');
	bool zero = from && s.n == 2 && s.p[1] == '0'; /* -0 */
	return whole && whole <= 12 && (s.p[from] != '0' || whole == 1) && tail && !zero;
}

/* A number as JSON writes it, whatever its size: no plus, no zeros in front. False when the text is none. */
static bool large_number(struct iv_arena *a, struct iv_str text, struct iv_str *out)
{
	double number;
	bool minus = iv_str_starts(text, IV_STR("-"));
	struct iv_str s = iv_str_from(text, minus || iv_str_starts(text, IV_STR("+"))), rest;
	if (!iv_num_double(text, &number))
		return false;
	while (s.n > 1 && s.p[0] == '0' && iv_is_digit(s.p[1]))
		s = iv_str_from(s, 1);
	/* Digits, then perhaps a point with digits, and an exponent with digits. */
	size_t digits[3] = { 0 }, part = 0;
	for (rest = s; rest.n; rest = iv_str_from(rest, 1)) {
		char c = rest.p[0];
		if (iv_is_digit(c))
			digits[part]++;
		else if (c == '.' && part == 0)
			part = 1;
		else if ((c == 'e' || c == 'E') && part < 2 && digits[part])
			part = 2;
		else if (!((c == '+' || c == '-') && part == 2 && !digits[2]))
			return false;
	}
	*out = minus ? iv_arena_fmt(a, "-" IV_FMT, IV_ARG(s)) : s;
	return digits[0] && digits[part];
}

static int clean_number(struct iv_ingest *w, const struct iv_map_emit *e, uint32_t slot, struct iv_str text, bool absolute, struct iv_clean *c)
{
	struct iv_amount amount = { .c.value = text };
	bool comma = w->order && w->order->comma;
	int status = !comma && is_plain_number(text) ? IV_OK : iv_clean_amount(w->arena, text, comma, &amount);
	*c = amount.c;
	if (slot == e->amount && amount.currency[0])
		derive(w, e->currency, iv_arena_str(w->arena, iv_str_of(amount.currency)));
	struct iv_str number;
	/* A number of the user's own may be larger than money. */
	if (status == IV_REJECT && slot != e->amount && large_number(w->arena, text, &number)) {
		*c = (struct iv_clean){ number, NULL };
		status = IV_OK;
	}
	if (absolute && iv_str_starts(c->value, IV_STR("-")))
		c->value = iv_str_from(c->value, 1);
	return status;
}

/* Whether the text stands in the map itself. Its writer may well mean the word "none". */
static bool is_literal(const struct iv_map_spec *spec, struct iv_str text)
{
	bool meaning = false;
	for (size_t i = 0; i < spec->words; i++)
		meaning |= text.p == spec->meaning[i].p;
	if (spec->said.n == 1)
		meaning |= text.p == spec->said.part[0].text.p;
	return meaning || text.p == spec->constant.p || text.p == spec->otherwise.p || text.p == spec->fallback.p;
}

/* A date. Of a birth three fields may learn: the day, the day in the Chinese calendar, and what is known of it. */
static int clean_date(struct iv_ingest *w, const struct iv_map_emit *e, uint32_t slot, const struct iv_map_spec *spec, struct iv_str text, struct iv_clean *c)
{
	enum iv_clean_as as = e->slot[slot].as;
	struct iv_date_ask ask = spec->date;
	struct iv_cleaned_date date;
	ask.formats = &spec->formats;
	ask.use = as == IV_AS_DATE ? IV_DATE_ANY : IV_DATE_BIRTH;
	ask.style = w->order ? (enum iv_date_style)w->order->style : IV_DATE_AUTO;
	if (as == IV_AS_BIRTH_LUNAR)
		ask.calendar = IV_DATE_LUNAR;
	int status = iv_clean_date(w->arena, text, &ask, &date);
	*c = date.c;
	if (as == IV_AS_DATE || status != IV_OK)
		return status;
	w->value[slot].elsewhere = as == IV_AS_BIRTH && date.lunar.n;
	if (as == IV_AS_BIRTH_LUNAR)
		c->value = date.lunar;
	if (as == IV_AS_BIRTH_PART)
		*c = date.part.n ? (struct iv_clean){ date.part, NULL } : (struct iv_clean){ { 0 }, date.c.warn };
	derive(w, as == IV_AS_BIRTH ? IV_NOWHERE : e->birth, date.c.value);
	derive(w, as == IV_AS_BIRTH_LUNAR ? IV_NOWHERE : e->birth_lunar, date.lunar);
	derive(w, as == IV_AS_BIRTH_PART ? IV_NOWHERE : e->birth_part, date.part);
	return status;
}

/* One value that is no list. */
static int clean_scalar(struct iv_ingest *w, const struct iv_map_emit *e, uint32_t slot, const struct iv_map_spec *spec, struct iv_str text, struct iv_clean *c)
{
	struct iv_cleaned_answer answer;
	int status = IV_OK;
	switch (e->slot[slot].as) {
	case IV_AS_NAME:
		clean_name(w, e, text, c);
		break;
	case IV_AS_GENDER:
		status = iv_clean_gender(w->arena, text, c);
		break;
	case IV_AS_BIRTH:
	case IV_AS_BIRTH_LUNAR:
	case IV_AS_BIRTH_PART:
	case IV_AS_DATE:
		status = clean_date(w, e, slot, spec, text, c);
		break;
	case IV_AS_IDNO:
		status = clean_idno(w, e, text, c);
		break;
	case IV_AS_ADDRESS:
		clean_address(w, e, text, c);
		break;
	case IV_AS_POSTCODE:
		status = iv_clean_postcode(w->arena, text, c);
		break;
	case IV_AS_NUMBER:
		status = clean_number(w, e, slot, text, spec->absolute, c);
		break;
	case IV_AS_ANSWER:
		status = iv_clean_answer(w->arena, text, &answer);
		*c = answer.c;
		break;
	case IV_AS_CODE:
		*c = (struct iv_clean){ iv_text_tidy(w->arena, text), NULL };
		c->warn = iv_clean_spoilt(c->value) ? "damaged" : NULL;
		break;
	default:
		if (is_literal(spec, text))
			*c = (struct iv_clean){ iv_text_tidy(w->arena, text), NULL };
		else
			status = iv_clean_text(w->arena, text, c);
	}
	return status;
}

static void clean_email(struct iv_ingest *w, struct iv_ingest_value *v, struct iv_str field, struct iv_str text)
{
	struct iv_email email;
	int status = iv_clean_email(w->arena, text, &email);
	if (email.c.warn)
		iv_ingest_warn(w, field, email.c.warn, text, status == IV_REJECT);
	if (email.suggest.n)
		w->warn[w->warns - 1].meant = email.suggest;
	if (status == IV_OK && email.c.value.n)
		iv_ingest_push(w, v, email.c.value);
}

/* A date that goes with an id, or empty. */
static struct iv_str id_date(struct iv_ingest *w, const struct iv_map_spec *spec, uint32_t column, struct iv_str field)
{
	struct iv_cleaned_date date;
	struct iv_str text = column == IV_NOWHERE ? (struct iv_str){ 0 } : w->subject.row->cell[column];
	if (!text.n)
		return text;
	struct iv_date_ask ask = spec->date;
	ask.formats = &spec->formats;
	int status = iv_clean_date(w->arena, text, &ask, &date);
	if (date.c.warn)
		iv_ingest_warn(w, field, date.c.warn, text, status == IV_REJECT);
	return status == IV_OK ? date.c.value : (struct iv_str){ 0 };
}

static struct iv_str id_verified(struct iv_ingest *w, const struct iv_map_spec *spec)
{
	struct iv_cleaned_answer answer;
	struct iv_str text = spec->id_verified == IV_NOWHERE ? (struct iv_str){ 0 } : w->subject.row->cell[spec->id_verified];
	if (!text.n)
		return text;
	int status = iv_clean_answer(w->arena, text, &answer);
	if (answer.c.warn)
		iv_ingest_warn(w, IV_STR("ids.verified"), answer.c.warn, text, status == IV_REJECT);
	return status == IV_OK ? answer.c.value : (struct iv_str){ 0 };
}

static void add_id(struct iv_ingest *w, struct iv_ingest_value *v, const struct iv_map_spec *spec, struct iv_str text)
{
	struct iv_id id;
	int status = iv_clean_id(w->arena, spec->id_type, spec->id_scope, text, spec->id_luhn, &id);
	struct iv_str value = id.c.value;
	if (id.c.warn)
		iv_ingest_warn(w, IV_STR("ids"), id.c.warn, text, status == IV_REJECT);
	if (!value.n)
		return;
	struct iv_str since = id_date(w, spec, spec->id_since, IV_STR("ids.since")), until = id_date(w, spec, spec->id_until, IV_STR("ids.until")), verified = id_verified(w, spec);
	iv_buf_clear(&w->scratch);
	iv_buf_addc(&w->scratch, '{');
	iv_json_member_text(&w->scratch, "type", spec->id_type);
	if (spec->id_scope.n)
		iv_json_member_text(&w->scratch, "scope", spec->id_scope);
	iv_json_member_text(&w->scratch, "value", value);
	if (since.n)
		iv_json_member_text(&w->scratch, "since", since);
	if (until.n)
		iv_json_member_text(&w->scratch, "until", until);
	if (verified.n)
		iv_json_member_raw(&w->scratch, "verified", verified);
	iv_buf_addc(&w->scratch, '}');
	iv_ingest_push(w, v, iv_arena_str(w->arena, iv_buf_str(&w->scratch)));
}

/* The next of several addresses in one field. */
static bool next_piece(struct iv_str *rest, struct iv_str *piece)
{
	static const char *const separators[] = { ";", ",", "\n", "|", "、", "；", "，" };
	while (rest->n) {
		size_t at = 0, skip = 0;
		for (; at < rest->n && !skip; at += !skip)
			for (size_t k = 0; k < sizeof separators / sizeof *separators && !skip; k++)
				if (iv_str_starts(iv_str_from(*rest, at), iv_str_of(separators[k])))
					skip = strlen(separators[k]);
		*piece = iv_str_trim((struct iv_str){ rest->p, at });
		*rest = iv_str_from(*rest, at + skip);
		if (piece->n)
			return true;
	}
	return false;
}

/* Whether any separator but blanks stands in the text: most fields hold one value. */
static bool several(struct iv_str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (c == ';' || c == ',' || c == '\n' || c == '|' || (unsigned char)c >= 0x80)
			return true;
	}
	return false;
}

/* Whether the map says that the text stands for nothing in its source. */
static bool is_nothing(struct iv_ingest *w, const struct iv_map_slot *slot, const struct iv_map_spec *spec, struct iv_str text)
{
	unsigned kind = 0;
	switch (slot->as) {
	case IV_AS_CODE:
		return false;
	case IV_AS_NAME:
		kind = IV_PLACEHOLDER_NAME;
		break;
	case IV_AS_BIRTH:
	case IV_AS_DATE:
		kind = IV_PLACEHOLDER_DATE;
		break;
	case IV_AS_IDNO:
	case IV_AS_IDS:
		kind = IV_PLACEHOLDER_ID;
		break;
	case IV_AS_PHONES:
		kind = IV_PLACEHOLDER_PHONE;
		break;
	case IV_AS_EMAILS:
		kind = IV_PLACEHOLDER_EMAIL;
		break;
	default:
		break;
	}
	if (is_literal(spec, text) || !iv_placeholders_has(w->arena, &w->map->placeholders, iv_str_trim(text), kind))
		return false;
	iv_ingest_warn(w, slot->name, "placeholder", text, false);
	return true;
}

/* One item of a list. */
static void clean_item(struct iv_ingest *w, const struct iv_map_emit *emit, uint32_t at, const struct iv_map_spec *spec, struct iv_str text)
{
	const struct iv_map_slot *slot = &emit->slot[at];
	struct iv_ingest_value *v = &w->value[at];
	struct iv_clean c;
	if (w->map->placeholders.slots && is_nothing(w, slot, spec, text))
		return;
	switch (slot->as) {
	case IV_AS_PHONES:
		iv_ingest_phone(w, emit, v, spec, slot->name, text);
		break;
	case IV_AS_EMAILS:
		clean_email(w, v, slot->name, text);
		break;
	case IV_AS_IDS:
		add_id(w, v, spec, text);
		break;
	case IV_AS_CODES:
		if (!(text = iv_text_tidy(w->arena, text)).n)
			break;
		if (iv_clean_spoilt(text)) /* it would link to many */
			iv_ingest_warn(w, slot->name, "damaged", text, true);
		else
			iv_ingest_push(w, v, text);
		break;
	default:
		iv_clean_text(w->arena, text, &c);
		if (c.warn)
			iv_ingest_warn(w, slot->name, c.warn, text, false);
		if (c.value.n)
			iv_ingest_push(w, v, c.value);
	}
}

void iv_ingest_clean(struct iv_ingest *w, const struct iv_map_emit *emit, uint32_t slot, const struct iv_map_spec *spec, struct iv_str text)
{
	const struct iv_map_slot *s = &emit->slot[slot];
	struct iv_ingest_value *v = &w->value[slot];
	struct iv_clean c = { 0 };
	struct iv_str piece = { 0 };
	if (s->as == IV_AS_PHONES && !iv_clean_phone_single(text)) {
		struct iv_str region = iv_ingest_region(w, emit, spec);
		while (iv_clean_phone_next(w->arena, &text, region, &piece))
			clean_item(w, emit, slot, spec, piece);
		return;
	}
	if (s->as >= IV_AS_PHONES) {
		if (s->as == IV_AS_EMAILS && several(text))
			while (next_piece(&text, &piece))
				clean_item(w, emit, slot, spec, piece);
		else
			clean_item(w, emit, slot, spec, text);
		return;
	}
	if (w->map->placeholders.slots && is_nothing(w, s, spec, text))
		return;
	int status = clean_scalar(w, emit, slot, spec, text, &c);
	if (c.warn)
		iv_ingest_warn(w, s->name, c.warn, text, status == IV_REJECT);
	if (status == IV_OK)
		v->text = c.value;
}
