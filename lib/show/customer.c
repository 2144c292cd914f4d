/* SPDX-License-Identifier: MIT
 * A customer for people: its head, where each value came from, and who agreed to what. */
#include "show/customer_inside.h"

#include "rec/vocab.h"

struct iv_str iv_show_text_in(struct iv_str object, const char *name, struct iv_arena *arena)
{
	struct iv_str v = iv_json_get(object, iv_str_of(name));
	return v.n && iv_json_type_of(v) == IV_JSON_STRING ? iv_json_text(v, arena) : (struct iv_str){ 0 };
}

/* What stands within something is put in brackets. */
static void add_plain(struct iv_str value, bool within, struct iv_arena *arena, struct iv_buf *out)
{
	enum iv_json_type type = iv_json_type_of(value);
	bool first = true, brackets = within && (type == IV_JSON_ARRAY || type == IV_JSON_OBJECT);
	iv_buf_adds(out, brackets ? IV_STR("(") : IV_STR(""));
	if (type == IV_JSON_STRING)
		iv_buf_adds(out, iv_json_text(value, arena));
	else if (type != IV_JSON_ARRAY && type != IV_JSON_OBJECT)
		iv_buf_adds(out, value);
	for (struct iv_json_walk w = iv_json_open(value); iv_json_next(&w); first = false) {
		iv_buf_adds(out, first ? IV_STR("") : IV_STR(", "));
		if (w.object) {
			iv_buf_adds(out, iv_json_text((struct iv_str){ w.key.p - 1, w.key.n + 2 }, arena));
			iv_buf_addc(out, ' ');
		}
		add_plain(w.value, true, arena, out);
	}
	iv_buf_adds(out, brackets ? IV_STR(")") : IV_STR(""));
}

struct iv_str iv_show_plain(struct iv_str value, struct iv_arena *arena)
{
	struct iv_buf b = { 0 };
	add_plain(value, false, arena, &b);
	struct iv_str s = iv_arena_str(arena, iv_buf_str(&b));
	iv_buf_release(&b);
	return s;
}

void iv_show_moved(const struct iv_show *table, struct iv_buf *out)
{
	struct iv_buf b = { 0 };
	iv_show_table(table, &b);
	for (const char *p = b.p, *end = b.p + b.n; p < end;) {
		const char *stop = memchr(p, '\n', (size_t)(end - p));
		stop = stop ? stop + 1 : end;
		iv_buf_adds(out, IV_STR("  "));
		iv_buf_add(out, p, (size_t)(stop - p));
		p = stop;
	}
	iv_buf_release(&b);
}

/* --- Values --- */

/* Says whose value it is not, and what that would have been. */
static struct iv_str runner_up(struct iv_str from, struct iv_arena *arena)
{
	struct iv_str r = iv_json_get(from, IV_STR("runner_up")), value = iv_json_get(r, IV_STR("value"));
	struct iv_str source = iv_show_text_in(r, "source", arena), key = iv_show_text_in(r, "key", arena);
	if (!r.n)
		return r;
	if (!value.n)
		return iv_arena_fmt(arena, "the same in " IV_FMT "/" IV_FMT, IV_ARG(source), IV_ARG(key));
	struct iv_str text = iv_show_plain(value, arena);
	return iv_arena_fmt(arena, IV_FMT "%s of " IV_FMT "/" IV_FMT, IV_ARG(text), iv_json_get(r, IV_STR("doubtful")).n ? " (doubtful)" : "", IV_ARG(source), IV_ARG(key));
}

static bool has_item(struct iv_str list, struct iv_str item, struct iv_arena *arena)
{
	struct iv_str text = iv_show_plain(item, arena);
	struct iv_json_walk w = iv_json_open(list);
	while (!w.object && iv_json_next(&w))
		if (iv_str_eq(iv_show_plain(w.value, arena), text))
			return true;
	return false;
}

/* The records that have an item of a list, the first three of them by name. */
static struct iv_str holders(const struct iv_show_whole *w, struct iv_str name, struct iv_str item)
{
	struct iv_buf b = { 0 };
	size_t n = 0;
	for (size_t i = 0; i < w->parts; i++)
		if (!w->part[i].deleted && has_item(iv_json_get(w->part[i].party, name), item, w->arena) && n++ < 3) {
			iv_buf_adds(&b, b.n ? IV_STR(", ") : IV_STR(""));
			iv_buf_adds(&b, w->part[i].name);
		}
	if (n > 3)
		iv_buf_addf(&b, " and %zu more", n - 3);
	struct iv_str s = iv_arena_str(w->arena, iv_buf_str(&b));
	iv_buf_release(&b);
	return s;
}

static void add_row(struct iv_show *s, struct iv_str name, struct iv_str value, struct iv_str from, struct iv_str rule, struct iv_str instead)
{
	iv_show_text(s, name);
	iv_show_text(s, value);
	iv_show_text(s, from);
	iv_show_text(s, rule);
	iv_show_text(s, instead);
}

/* A field whose value was chosen; one of a name or an address goes with the field above it, and has no origin of its own. */
static void add_value(const struct iv_show_whole *w, struct iv_str name, struct iv_str value, struct iv_str from, struct iv_show *s)
{
	struct iv_str rule = iv_show_text_in(from, "rule", w->arena), none = { 0 };
	struct iv_str source = iv_show_text_in(from, "source", w->arena), key = iv_show_text_in(from, "key", w->arena);
	struct iv_str record = from.n ? iv_arena_fmt(w->arena, IV_FMT "/" IV_FMT, IV_ARG(source), IV_ARG(key)) : none;
	if (!iv_str_eq(rule, IV_STR("union"))) {
		if (iv_json_get(from, IV_STR("doubtful")).n)
			rule = iv_arena_fmt(w->arena, IV_FMT ", doubtful", IV_ARG(rule));
		add_row(s, name, iv_show_plain(value, w->arena), record, rule, runner_up(from, w->arena));
		return;
	}
	bool first = true;
	for (struct iv_json_walk v = iv_json_open(value); iv_json_next(&v); first = false)
		add_row(s, first ? name : none, iv_show_plain(v.value, w->arena), holders(w, name, v.value), first ? rule : none,
			first ? runner_up(from, w->arena) : none);
}

static bool is_one_of(struct iv_str name, const char *const *names)
{
	while (*names && !iv_str_eq(name, iv_str_of(*names)))
		names++;
	return *names;
}

/* What is shown elsewhere, or is of no use to a reader. */
static const char *const elsewhere[] = { "cid", "kind", "seed", "was", "hid", "consent", "refused", "from", "sources", "history", "parts", "orders", "spend",
					 "returned", "first_order", "last_order", "complaints", "last_contact", "currency", "order_days", "margin",
					 "cost_to_serve", "restricted", NULL };

static void add_values(const struct iv_show_whole *w, struct iv_buf *out)
{
	struct iv_str from = iv_rec_raw(w->customer, IV_STR("from"));
	struct iv_show s = { 0 }, others = { 0 };
	const char *const titles[] = { "field", "value", "from", "rule", "instead of" };
	for (size_t i = 0; i < 5; i++)
		iv_show_column(&s, iv_str_of(titles[i]), iv_str_of(titles[i]), IV_SHOW_TEXT);
	for (size_t i = 0; i < 2; i++)
		iv_show_column(&others, iv_str_of(titles[i]), iv_str_of(titles[i]), IV_SHOW_TEXT);
	for (size_t i = 0; i < w->customer->json.n; i++) {
		struct iv_str name = w->customer->json.m[i].key, value = w->customer->json.m[i].value, origin = iv_json_get(from, name);
		if (is_one_of(name, elsewhere))
			continue;
		if (origin.n || iv_vocab_find(name, IV_ON_PARTY)) {
			add_value(w, name, value, origin, &s);
		} else {
			iv_show_text(&others, name);
			iv_show_text(&others, iv_show_plain(value, w->arena));
		}
	}
	if (s.cells) {
		iv_buf_adds(out, IV_STR("\nValues\n"));
		iv_show_moved(&s, out);
	}
	if (others.cells) {
		iv_buf_adds(out, IV_STR("\nScores, segments and fields of your own\n"));
		iv_show_moved(&others, out);
	}
	iv_show_release(&s);
	iv_show_release(&others);
}

/* --- Consent --- */

static void add_statement(struct iv_show *s, struct iv_str channel, struct iv_str statement, const char *standing, struct iv_arena *arena)
{
	struct iv_str source = iv_show_text_in(statement, "source", arena), key = iv_show_text_in(statement, "key", arena);
	struct iv_str number = iv_show_text_in(statement, "number", arena), purpose = iv_show_text_in(statement, "purpose", arena);
	iv_show_text(s, channel);
	iv_show_text(s, iv_str_of(standing));
	iv_show_text(s, iv_show_text_in(statement, "state", arena));
	iv_show_text(s, number.n ? number : IV_STR("the person"));
	iv_show_text(s, iv_show_text_in(statement, "at", arena));
	iv_show_text(s, source.n ? iv_arena_fmt(arena, IV_FMT "/" IV_FMT, IV_ARG(source), IV_ARG(key)) : source);
	iv_show_text(s, iv_show_text_in(statement, "proof", arena));
	iv_show_text(s, purpose);
}

static void add_consent(const struct iv_show_whole *w, struct iv_buf *out)
{
	static const char *const titles[] = { "channel", "", "state", "said by", "at", "in", "proof", "purpose" };
	struct iv_str none = { 0 };
	struct iv_show s = { 0 };
	for (size_t i = 0; i < 8; i++)
		iv_show_column(&s, iv_str_of(titles[i]), iv_str_of(titles[i]), IV_SHOW_TEXT);
	for (struct iv_json_walk c = iv_json_open(iv_rec_raw(w->customer, IV_STR("consent"))); iv_json_next(&c);) {
		struct iv_str lifted = iv_json_get(c.value, IV_STR("was"));
		add_statement(&s, iv_json_text((struct iv_str){ c.key.p - 1, c.key.n + 2 }, w->arena), c.value, "stands", w->arena);
		if (lifted.n)
			add_statement(&s, none, lifted, "lifted", w->arena);
		for (struct iv_json_walk t = iv_json_open(iv_json_get(c.value, IV_STR("trail"))); iv_json_next(&t);)
			add_statement(&s, none, t.value, "", w->arena);
	}
	iv_buf_adds(out, IV_STR("\nConsent\n"));
	if (s.cells)
		iv_show_moved(&s, out);
	else
		iv_buf_adds(out, IV_STR("  nobody said anything, which is no consent\n"));
	for (struct iv_json_walk r = iv_json_open(iv_rec_raw(w->customer, IV_STR("refused"))); iv_json_next(&r);) {
		iv_buf_adds(out, IV_STR("  refused by "));
		iv_show_clean(r.key, out);
		iv_buf_adds(out, IV_STR(": "));
		iv_show_clean(iv_show_plain(r.value, w->arena), out);
		iv_buf_addc(out, '\n');
	}
	iv_show_release(&s);
}

/* --- The whole --- */

static struct iv_show_part *parts_of(const struct iv_rec *customer, size_t *n)
{
	struct iv_str parts = iv_rec_raw(customer, IV_STR("parts"));
	struct iv_arena *arena = customer->arena;
	*n = 0;
	for (struct iv_json_walk w = iv_json_open(parts); iv_json_next(&w);)
		++*n;
	struct iv_show_part *part = iv_arena_zalloc(arena, (*n + 1) * sizeof *part), *p = part;
	for (struct iv_json_walk w = iv_json_open(parts); iv_json_next(&w); p++) {
		p->source = iv_show_text_in(w.value, "source", arena);
		p->key = iv_show_text_in(w.value, "key", arena);
		p->name = iv_arena_fmt(arena, IV_FMT "/" IV_FMT, IV_ARG(p->source), IV_ARG(p->key));
		p->party = iv_json_get(w.value, IV_STR("party"));
		p->roll = iv_json_get(w.value, IV_STR("roll"));
		p->deleted = iv_str_eq(iv_json_get(p->party, IV_STR("deleted")), IV_STR("true"));
	}
	return part;
}

static void add_line(struct iv_buf *out, const char *what, struct iv_str text)
{
	if (!text.n)
		return;
	iv_buf_addf(out, "%s ", what);
	iv_show_clean(text, out);
	iv_buf_addc(out, '\n');
}

/* What whoever reads on must know first. */
static void add_restriction(const struct iv_rec *c, struct iv_buf *out)
{
	static const char *const name[] = { "at", "until", "case" }, *const word[] = { " since", " until", ", case" };
	struct iv_str restricted = iv_rec_raw(c, IV_STR("restricted"));
	if (!restricted.n)
		return;
	iv_buf_adds(out, IV_STR("RESTRICTED"));
	for (int i = 0; i < 3; i++) {
		struct iv_str text = iv_show_text_in(restricted, name[i], c->arena);
		if (!text.n)
			continue;
		iv_buf_addf(out, "%s ", word[i]);
		iv_show_clean(text, out);
	}
	iv_buf_adds(out, IV_STR(": these data are kept, and must not be used for anything else\n"));
}

static void add_head(const struct iv_show_whole *w, struct iv_buf *out)
{
	const struct iv_rec *c = w->customer;
	struct iv_str name = iv_rec_text(c, IV_STR("name"));
	size_t records = 0;
	for (size_t i = 0; i < w->parts; i++)
		records += w->part[i].party.n > 0;
	iv_show_clean(iv_rec_text(c, IV_STR("cid")), out);
	iv_buf_adds(out, IV_STR("  "));
	iv_show_clean(name.n ? name : IV_STR("(no name)"), out);
	iv_buf_addc(out, '\n');
	add_restriction(c, out);
	if (records)
		iv_buf_addf(out, "%zu record%s", records, records == 1 ? "" : "s");
	else
		iv_buf_adds(out, IV_STR("no record, only events"));
	struct iv_str sources = iv_show_plain(iv_rec_raw(c, IV_STR("sources")), c->arena), since = iv_rec_text(c, IV_STR("joined"));
	if (sources.n) {
		iv_buf_adds(out, IV_STR(" of "));
		iv_show_clean(sources, out);
	}
	if (since.n) {
		iv_buf_adds(out, IV_STR("; known since "));
		iv_show_clean(since, out);
	}
	iv_buf_addc(out, '\n');
	add_line(out, "its id comes from", iv_rec_text(c, IV_STR("seed")));
	add_line(out, "it absorbed", iv_show_plain(iv_rec_raw(c, IV_STR("was")), c->arena));
	add_line(out, "household", iv_rec_text(c, IV_STR("hid")));
}

int iv_show_customer(const struct iv_rec *customer, const struct iv_show_link *link, size_t links, struct iv_buf *out, struct iv_err *err)
{
	struct iv_show_whole w = { .customer = customer, .arena = customer->arena, .link = link, .links = links };
	w.part = parts_of(customer, &w.parts);
	add_head(&w, out);
	iv_show_records(&w, out);
	add_values(&w, out);
	add_consent(&w, out);
	return iv_show_past(&w, out, err);
}
