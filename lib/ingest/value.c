/* SPDX-License-Identifier: MIT
 * One value of a row, cleaned and put into its field. What a cleaner refuses is left out, and stands in the warnings. */
#include "base/num.h"
#include "clean/address.h"
#include "clean/email.h"
#include "clean/gender.h"
#include "clean/idno.h"
#include "clean/name.h"
#include "clean/phone.h"
#include "clean/value.h"
#include "ingest/emit.h"
#include "text/fold.h"

void iv_ingest_warn(struct iv_ingest *w, struct iv_str field, const char *code, struct iv_str was, bool refused)
{
	w->warn = iv_reserve(w->warn, &w->warns_cap, w->warns + 1, sizeof *w->warn);
	w->warn[w->warns++] = (struct iv_ingest_warn){ field, code, was, refused };
}

/* Adds to a list, once. */
static void push(struct iv_ingest *w, struct iv_ingest_value *v, struct iv_str text)
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
	if (slot != IV_NOWHERE && text.n && w->deriveds < sizeof w->derived / sizeof *w->derived)
		w->derived[w->deriveds++] = (struct iv_ingest_derived){ slot, text };
}

static struct iv_str clean_name(struct iv_ingest *w, const struct iv_map_emit *e, struct iv_str text, struct iv_clean *c)
{
	struct iv_name name;
	iv_clean_name(w->arena, text, &name);
	derive(w, e->family, name.family);
	derive(w, e->given, name.given);
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

static int clean_number(struct iv_ingest *w, const struct iv_map_emit *e, uint32_t slot, struct iv_str text, bool absolute, struct iv_clean *c)
{
	struct iv_amount amount = { .c.value = text };
	int status = is_plain_number(text) ? IV_OK : iv_clean_amount(w->arena, text, &amount);
	*c = amount.c;
	if (slot == e->amount && amount.currency[0])
		derive(w, e->currency, iv_arena_str(w->arena, iv_str_of(amount.currency)));
	double number;
	/* A number of the user's own may be larger than money. */
	if (status == IV_REJECT && slot != e->amount && iv_num_double(text, &number)) {
		*c = (struct iv_clean){ text, NULL };
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

/* One value that is no list. */
static int clean_scalar(struct iv_ingest *w, const struct iv_map_emit *e, uint32_t slot, const struct iv_map_spec *spec, struct iv_str text, struct iv_clean *c)
{
	struct iv_cleaned_date date;
	struct iv_cleaned_answer answer;
	struct iv_idno idno;
	int status = IV_OK;
	switch (e->slot[slot].as) {
	case IV_AS_NAME:
		clean_name(w, e, text, c);
		break;
	case IV_AS_GENDER:
		status = iv_clean_gender(w->arena, text, c);
		break;
	case IV_AS_BIRTH:
	case IV_AS_DATE:
		status = iv_clean_date(w->arena, text, &spec->formats, e->slot[slot].as == IV_AS_BIRTH ? IV_DATE_BIRTH : IV_DATE_ANY, &date);
		*c = date.c;
		break;
	case IV_AS_IDNO:
		status = iv_clean_idno(w->arena, text, &idno);
		*c = idno.c;
		break;
	case IV_AS_ADDRESS:
		clean_address(w, e, text, c);
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
		break;
	default:
		if (is_literal(spec, text))
			*c = (struct iv_clean){ iv_text_tidy(w->arena, text), NULL };
		else
			status = iv_clean_text(w->arena, text, c);
	}
	return status;
}

static void clean_phone(struct iv_ingest *w, struct iv_ingest_value *v, struct iv_str field, struct iv_str text, struct iv_str region)
{
	struct iv_phone phone;
	int status = iv_clean_phone(w->arena, text, region, &phone);
	if (phone.c.warn)
		iv_ingest_warn(w, field, phone.c.warn, text, status == IV_REJECT);
	else if (phone.ext.n)
		iv_ingest_warn(w, field, "extension", text, false);
	if (status == IV_OK && phone.c.value.n)
		push(w, v, phone.c.value);
}

static void clean_email(struct iv_ingest *w, struct iv_ingest_value *v, struct iv_str field, struct iv_str text)
{
	struct iv_email email;
	int status = iv_clean_email(w->arena, text, &email);
	if (email.c.warn)
		iv_ingest_warn(w, field, email.c.warn, text, status == IV_REJECT);
	if (status == IV_OK && email.c.value.n)
		push(w, v, email.c.value);
}

static void add_id(struct iv_ingest *w, struct iv_ingest_value *v, const struct iv_map_spec *spec, struct iv_str text)
{
	struct iv_str value = iv_text_tidy(w->arena, text);
	if (!value.n)
		return;
	iv_buf_clear(&w->scratch);
	iv_buf_addc(&w->scratch, '{');
	iv_json_member_text(&w->scratch, "type", spec->id_type);
	if (spec->id_scope.n)
		iv_json_member_text(&w->scratch, "scope", spec->id_scope);
	iv_json_member_text(&w->scratch, "value", value);
	iv_buf_addc(&w->scratch, '}');
	push(w, v, iv_arena_str(w->arena, iv_buf_str(&w->scratch)));
}

/* The next of several numbers or addresses in one field: 13812345678、021-51006682 */
static bool next_piece(struct iv_str *rest, bool slash, struct iv_str *piece)
{
	static const char *const separators[] = { ";", ",", "\n", "|", "、", "；", "，", "/" };
	while (rest->n) {
		size_t at = 0, skip = 0;
		for (; at < rest->n && !skip; at += !skip)
			for (size_t k = 0; k < 7 + (size_t)slash && !skip; k++)
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
		if (c == ';' || c == ',' || c == '\n' || c == '|' || c == '/' || (unsigned char)c >= 0x80)
			return true;
	}
	return false;
}

static void clean_list(struct iv_ingest *w, const struct iv_map_slot *slot, struct iv_ingest_value *v, const struct iv_map_spec *spec, struct iv_str text)
{
	struct iv_clean c;
	struct iv_str piece;
	bool one = !several(text);
	switch (slot->as) {
	case IV_AS_PHONES:
		if (one)
			clean_phone(w, v, slot->name, text, spec->region);
		else
			while (next_piece(&text, true, &piece))
				clean_phone(w, v, slot->name, piece, spec->region);
		break;
	case IV_AS_EMAILS:
		if (one)
			clean_email(w, v, slot->name, text);
		else
			while (next_piece(&text, false, &piece))
				clean_email(w, v, slot->name, piece);
		break;
	case IV_AS_IDS:
		add_id(w, v, spec, text);
		break;
	case IV_AS_CODES:
		if ((piece = iv_text_tidy(w->arena, text)).n)
			push(w, v, piece);
		break;
	default:
		iv_clean_text(w->arena, text, &c);
		if (c.warn)
			iv_ingest_warn(w, slot->name, c.warn, text, false);
		if (c.value.n)
			push(w, v, c.value);
	}
}

void iv_ingest_clean(struct iv_ingest *w, const struct iv_map_emit *emit, uint32_t slot, const struct iv_map_spec *spec, struct iv_str text)
{
	struct iv_ingest_value *v = &w->value[slot];
	if (emit->slot[slot].as >= IV_AS_PHONES) {
		clean_list(w, &emit->slot[slot], v, spec, text);
		return;
	}
	struct iv_clean c = { 0 };
	int status = clean_scalar(w, emit, slot, spec, text, &c);
	if (c.warn)
		iv_ingest_warn(w, emit->slot[slot].name, c.warn, text, status == IV_REJECT);
	if (status == IV_OK)
		v->text = c.value;
}
