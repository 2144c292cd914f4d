/* SPDX-License-Identifier: MIT
 * The plan as YAML, with what was seen behind each line. */
#include "ingest/sniff_write.h"
#include "rec/vocab.h"

/* --- What a row becomes --- */

static void add_kind(struct iv_sniff_writer *w)
{
	struct iv_sniff *s = w->s;
	iv_buf_addf(w->out, "\nkind: %s\n", s->kind == IV_KIND_EVENT ? "event  # something that happened" : "party  # somebody");
	if (!s->keys) {
		iv_buf_adds(w->out, IV_STR("# No column tells all rows apart, so keys are made from what is in them.\n"));
		return;
	}
	iv_buf_adds(w->out, IV_STR("key: "));
	if (s->keys == 1) {
		iv_sniff_scalar(w->out, s->column[s->key[0]].name);
		iv_sniff_end_line(w, &s->column[s->key[0]]);
		return;
	}
	iv_buf_addc(w->out, '\'');
	for (size_t i = 0; i < s->keys; i++)
		iv_buf_addf(w->out, "%s{" IV_FMT "}", i ? "/" : "", IV_ARG(s->column[s->key[i]].name));
	iv_buf_adds(w->out, IV_STR("'  # in no two rows of the sample the same\n"));
}

static const char *own_type(const struct iv_sniff_column *c)
{
	switch (c->type.type) {
	case IV_CLASS_INTEGER:
	case IV_CLASS_DECIMAL: /* numbers of things are not amounts of anything */
		return c->profile->length_max > 15 || (c->guess.field && !strcmp(c->guess.field, "key")) ? "text" : "number";
	case IV_CLASS_DATE:
		return c->type.fits == c->type.of ? "date" : "text";
	case IV_CLASS_BOOLEAN:
		return c->type.fits == c->type.of ? "bool" : "text";
	default:
		return "text";
	}
}

static bool is_column(const struct iv_sniff *s, struct iv_str name)
{
	for (size_t i = 0; i < s->columns; i++)
		if (iv_str_eq(s->column[i].name, name))
			return true;
	return false;
}

/* A name of the user's own must not be one of ivoc's; nor, when it had to be made, that of another column. */
static void add_own_name(struct iv_sniff_writer *w, struct iv_str name)
{
	struct iv_buf own = { 0 }, longer = { 0 };
	iv_buf_adds(&own, name);
	while (iv_vocab_find(iv_buf_str(&own), IV_ON_ALL) || (own.n != name.n && is_column(w->s, iv_buf_str(&own)))) {
		iv_buf_clear(&longer);
		iv_buf_adds(&longer, IV_STR("own_"));
		iv_buf_adds(&longer, iv_buf_str(&own));
		iv_buf_clear(&own);
		iv_buf_adds(&own, iv_buf_str(&longer));
	}
	iv_sniff_scalar(w->out, iv_buf_str(&own));
	iv_buf_release(&own);
	iv_buf_release(&longer);
}

static void add_own_types(struct iv_sniff_writer *w)
{
	bool any = false;
	for (size_t i = 0; i < w->s->columns; i++) {
		const struct iv_sniff_column *c = &w->s->column[i];
		if (!c->own)
			continue;
		iv_buf_adds(w->out, any ? IV_STR("") : IV_STR("own:\n"));
		any = true;
		iv_buf_adds(w->out, IV_STR("  "));
		add_own_name(w, c->name);
		iv_buf_addf(w->out, ": %s\n", own_type(c));
	}
}

/* Types that rules need. */
static void add_column_types(struct iv_sniff_writer *w)
{
	struct iv_sniff *s = w->s;
	bool any = false;
	for (uint32_t i = 0; i < s->columns; i++) {
		const char *field = s->column[i].field ? s->column[i].field : "";
		bool sign = s->returns && !strcmp(field, s->price == UINT32_MAX ? "amount" : "qty");
		bool factor = s->price != UINT32_MAX && (i == s->price || !strcmp(field, "qty"));
		if (!sign && !factor)
			continue;
		iv_buf_adds(w->out, any ? IV_STR(", ") : IV_STR("columns: {"));
		any = true;
		iv_sniff_scalar(w->out, s->column[i].name);
		iv_buf_adds(w->out, IV_STR(": number"));
	}
	iv_buf_adds(w->out, any ? IV_STR("}\n") : IV_STR(""));
}

/* --- Fields --- */

/* How the dates of a column are written; NULL where it has none, or where that is for a person to say. */
static const char *date_format(const struct iv_sniff_column *c)
{
	return c->type.type == IV_CLASS_DATE && !c->type.either ? c->type.format : NULL;
}

/* What a field of one column is made of. */
static void add_from(struct iv_sniff_writer *w, const struct iv_sniff_column *c)
{
	const char *format = date_format(c);
	format = format && (!w->dates || strcmp(format, w->dates)) ? format : NULL;
	const char *field = c->field ? c->field : "";
	bool absolute = w->s->returns && (!strcmp(field, "amount") || !strcmp(field, "qty") || !strcmp(field, "cost"));
	if (format && !strcmp(format, "auto") && !w->dates)
		format = NULL;
	if (!format && !absolute) {
		iv_sniff_scalar(w->out, c->name);
		return;
	}
	iv_buf_adds(w->out, IV_STR("{from: "));
	iv_sniff_scalar(w->out, c->name);
	if (format)
		iv_buf_addf(w->out, ", formats: ['%s']", format);
	if (absolute)
		iv_buf_adds(w->out, IV_STR(", abs: true"));
	iv_buf_addc(w->out, '}');
}

/* A field, from all its columns: phone: [手机, 固话] */
static void add_field(struct iv_sniff_writer *w, const char *field)
{
	struct iv_sniff *s = w->s;
	size_t n = 0, at = 0;
	for (size_t i = 0; i < s->columns; i++)
		n += s->column[i].field && !strcmp(s->column[i].field, field);
	if (!n)
		return;
	iv_buf_addf(w->out, "  %s: %s", field, n > 1 ? "[" : "");
	for (size_t i = 0; i < s->columns; i++)
		if (s->column[i].field && !strcmp(s->column[i].field, field)) {
			iv_buf_adds(w->out, at++ ? IV_STR(", ") : IV_STR(""));
			add_from(w, &s->column[i]);
		}
	iv_buf_adds(w->out, n > 1 ? IV_STR("]  # ") : IV_STR("  # "));
	at = 0;
	for (size_t i = 0; i < s->columns; i++)
		if (s->column[i].field && !strcmp(s->column[i].field, field)) {
			iv_buf_adds(w->out, at++ ? IV_STR("; ") : IV_STR(""));
			if (n > 1) {
				iv_sniff_remark(w->out, s->column[i].name);
				iv_buf_adds(w->out, IV_STR(": "));
			}
			iv_sniff_seen(w, &s->column[i]);
		}
	iv_buf_addc(w->out, '\n');
}

static const struct iv_sniff_column *column_of(const struct iv_sniff *s, const char *field)
{
	for (size_t i = 0; i < s->columns; i++)
		if (s->column[i].field && !strcmp(s->column[i].field, field))
			return &s->column[i];
	return NULL;
}

/* A template of the columns of these fields, as far as they are there. False: fewer than two are. */
static bool add_template(struct iv_sniff_writer *w, const char *field, const char *const *parts, const char *between)
{
	size_t n = 0, at = 0;
	for (size_t i = 0; parts[i]; i++) {
		const struct iv_sniff_column *c = column_of(w->s, parts[i]);
		if (c && !iv_sniff_plain(c->name))
			return false;
		n += c != NULL;
	}
	if (n < 2)
		return false;
	iv_buf_addf(w->out, "  %s: {template: '", field);
	for (size_t i = 0; parts[i]; i++) {
		const struct iv_sniff_column *c = column_of(w->s, parts[i]);
		if (c)
			iv_buf_addf(w->out, "%s{" IV_FMT "}", at++ ? between : "", IV_ARG(c->name));
	}
	iv_buf_adds(w->out, IV_STR("'}\n"));
	return true;
}

static bool is_han(const struct iv_sniff_column *c)
{
	return c && (c->type.type == IV_CLASS_NAME_HAN || c->type.type == IV_CLASS_PLACE || (c->name.n && (unsigned char)c->name.p[0] >= 0x80));
}

static const char *currency_of(const char *region)
{
	static const char *const known[][2] = { { "CN", "CNY" }, { "TW", "TWD" }, { "HK", "HKD" }, { "MO", "MOP" }, { "US", "USD" }, { "GB", "GBP" }, { "JP", "JPY" }, { "KR", "KRW" }, { "SG", "SGD" },
						{ "AU", "AUD" }, { "CA", "CAD" }, { "IN", "INR" }, { "DE", "EUR" }, { "FR", "EUR" }, { "IT", "EUR" }, { "ES", "EUR" }, { "NL", "EUR" } };
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (!strcmp(known[i][0], region))
			return known[i][1];
	return NULL;
}

/* What an event needs and no column says. */
static void add_event_fields(struct iv_sniff_writer *w)
{
	struct iv_sniff *s = w->s;
	bool money = column_of(s, "amount") || column_of(s, "cost") || s->price != UINT32_MAX;
	if (!s->returns && strcmp(s->event, "purchase"))
		iv_buf_addf(w->out, "  event: {value: %s}  # what happened: say it if it was something else\n", s->event);
	if (column_of(s, "party"))
		iv_buf_adds(w->out, IV_STR("  party_source: {value: customers}  # the source that the map of these customers names\n"));
	if (s->price != UINT32_MAX) {
		iv_buf_adds(w->out, IV_STR("  amount: {expr: '"));
		iv_sniff_in_rule(w->out, column_of(s, "qty")->name);
		iv_buf_adds(w->out, IV_STR(" * "));
		iv_sniff_in_rule(w->out, s->column[s->price].name);
		iv_buf_adds(w->out, s->returns ? IV_STR("', abs: true}\n") : IV_STR("'}\n"));
	}
	if (money && !column_of(s, "currency")) {
		const char *currency = currency_of(s->region);
		iv_buf_addf(w->out, "  currency: {value: %s}  # %s\n", currency ? currency : "XX" "X", currency ? "by the telephone numbers; say it if it is another" : "no currency: say which it is");
	}
}

static void add_fields(struct iv_sniff_writer *w)
{
	static const char *const name_han[] = { "family", "given", NULL }, *const name_latin[] = { "given", "family", NULL };
	static const char *const place_han[] = { "province", "city", "district", "address", NULL };
	struct iv_sniff *s = w->s;
	size_t start = w->out->n;
	iv_buf_adds(w->out, IV_STR("\nfields:\n"));
	size_t none = w->out->n;
	if (s->kind == IV_KIND_PARTY && !column_of(s, "name"))
		add_template(w, "name", is_han(column_of(s, "family")) ? name_han : name_latin, is_han(column_of(s, "family")) ? "" : " ");
	for (size_t i = 0; i < iv_vocab_n; i++) {
		const char *field = iv_vocab[i].name;
		const struct iv_sniff_column *c = column_of(s, field);
		bool later = s->kind == IV_KIND_EVENT && !strcmp(field, "order") && s->returns;
		if (!c || later || !(iv_vocab[i].on & IV_ON(s->kind)))
			continue;
		if (!strcmp(field, "address") && is_han(column_of(s, "city")) && add_template(w, field, place_han, ""))
			continue;
		add_field(w, field);
	}
	if (s->kind == IV_KIND_EVENT)
		add_event_fields(w);
	for (size_t i = 0; i < s->columns; i++) {
		const struct iv_sniff_column *c = &s->column[i];
		if (!c->own)
			continue;
		iv_buf_adds(w->out, IV_STR("  "));
		add_own_name(w, c->name);
		iv_buf_adds(w->out, IV_STR(": "));
		add_from(w, c);
		iv_sniff_end_line(w, c);
	}
	if (w->out->n == none) {
		w->out->n = start;
		iv_buf_adds(w->out, IV_STR("\nfields: {}\n"));
	}
}

/* Amounts below zero take goods back: two kinds of event. */
static void add_emit(struct iv_sniff_writer *w)
{
	struct iv_sniff *s = w->s;
	if (s->kind != IV_KIND_EVENT || strcmp(s->event, "purchase"))
		return;
	if (!s->returns) {
		iv_buf_adds(w->out, IV_STR("  event: {value: purchase}  # what happened: say it if it was something else\n"));
		return;
	}
	struct iv_str sign = column_of(s, s->price == UINT32_MAX ? "amount" : "qty")->name;
	struct iv_buf rule = { 0 };
	iv_sniff_in_rule(&rule, sign);
	iv_buf_addf(w->out, "\nemit:\n  - when: '" IV_FMT " is null or " IV_FMT " >= 0'\n    fields:\n      event: {value: purchase}\n", IV_ARG(iv_buf_str(&rule)), IV_ARG(iv_buf_str(&rule)));
	if (column_of(s, "order")) {
		iv_buf_adds(w->out, IV_STR("      order: "));
		add_from(w, column_of(s, "order"));
		iv_sniff_end_line(w, column_of(s, "order"));
	}
	iv_buf_addf(w->out, "  - when: '" IV_FMT " < 0'\n    fields:\n      event: {value: return}\n", IV_ARG(iv_buf_str(&rule)));
	iv_buf_release(&rule);
}

static void add_consents(struct iv_sniff_writer *w)
{
	bool any = false;
	for (size_t i = 0; i < w->s->columns; i++) {
		const struct iv_sniff_column *c = &w->s->column[i];
		if (!c->consent)
			continue;
		iv_buf_adds(w->out, any ? IV_STR("") : IV_STR("\nconsent:\n"));
		any = true;
		iv_buf_addf(w->out, "  - {channel: [%s], from: ", c->guess.detail);
		iv_sniff_scalar(w->out, c->name);
		iv_buf_adds(w->out, column_of(w->s, "joined") ? IV_STR(", at: joined}") : IV_STR("}"));
		iv_sniff_end_line(w, c);
	}
}

static void add_unusable(struct iv_sniff_writer *w)
{
	for (size_t i = 0; i < w->s->columns; i++) {
		const struct iv_sniff_column *c = &w->s->column[i];
		if (!c->unusable)
			continue;
		iv_buf_addf(w->out, "# Column %zu is left out: ", i + 1);
		iv_buf_adds(w->out, c->name.n ? IV_STR("its name stands twice") : IV_STR("it has no name"));
		iv_buf_addc(w->out, '\n');
	}
}

/* The format of most date columns, when it is not auto. */
static const char *common_format(const struct iv_sniff *s)
{
	const char *best = NULL;
	size_t most = 0;
	for (size_t i = 0; i < s->columns; i++) {
		const char *f = date_format(&s->column[i]), *other;
		size_t n = 0;
		for (size_t k = 0; f && k < s->columns; k++)
			n += (other = date_format(&s->column[k])) && !strcmp(f, other);
		if (n > most) {
			most = n;
			best = f;
		}
	}
	return best && strcmp(best, "auto") ? best : NULL;
}

/* Records that ivoc-ingest has made. */
static bool is_ours(const struct iv_sniff *s)
{
	static const char *const names[] = { "kind", "source", "key" };
	for (size_t i = 0; i < 3; i++)
		if (s->columns < 3 || !iv_str_eq(s->column[i].name, iv_str_of(names[i])) || s->column[i].n != s->rows)
			return false;
	for (size_t k = 0; k < s->column[0].n; k++)
		if (iv_kind_of(s->column[0].cell[k].text) == IV_KIND_OTHER)
			return false;
	return s->rows > 0;
}

void iv_sniff_write(struct iv_sniff *s, const struct iv_sniff_file *file, struct iv_buf *out)
{
	struct iv_sniff_writer w = { .s = s, .file = file, .out = out, .dates = common_format(s) };
	iv_sniff_head(&w);
	if (file->format && is_ours(s)) {
		iv_buf_adds(out, IV_STR("\n# These are records of ivoc's own: without fields they pass through the cleaners once more.\n"));
		return;
	}
	add_column_types(&w);
	add_kind(&w);
	add_own_types(&w);
	add_fields(&w);
	add_emit(&w);
	add_consents(&w);
	add_unusable(&w);
}
