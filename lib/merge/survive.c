/* SPDX-License-Identifier: MIT
 * Choosing values: candidates for a field are compared in a total order, and the best one, or all, are written. */
#include "merge/survive.h"

#include <stdlib.h>

/* One record's value of a field, or one item of its list. */
struct candidate {
	const struct iv_merge_record *record;
	struct iv_str raw; /* as it will be written */
	struct iv_str text; /* what is compared: of a string, decoded */
	size_t length; /* in characters */
	bool doubtful, led; /* led: the record has the field that leads the bundle */
	size_t votes, rank, fields; /* fields: of its bundle, how many it has */
};

struct chooser {
	const struct iv_merge_settings *settings;
	const struct iv_merge_record *record;
	size_t n;
	struct iv_arena *arena;
	struct iv_buf *out, *from;
};

static bool is_empty(struct iv_str raw)
{
	return !raw.n || iv_str_eq(raw, IV_STR("null")) || iv_str_eq(raw, IV_STR("\"\"")) || iv_str_eq(raw, IV_STR("[]")) || iv_str_eq(raw, IV_STR("{}"));
}

static size_t characters(struct iv_str s)
{
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++)
		n += ((unsigned char)s.p[i] & 0xC0) != 0x80;
	return n;
}

static struct iv_str text_of(struct iv_str raw, struct iv_arena *arena)
{
	return iv_json_type_of(raw) == IV_JSON_STRING ? iv_json_text(raw, arena) : raw;
}

/* Whether the record's warn names the field, or one of its bundle. */
static bool is_doubtful(const struct chooser *c, const struct iv_rec *rec, const struct iv_merge_field *f)
{
	struct iv_json_walk w = iv_json_open(iv_rec_raw(rec, IV_STR("warn")));
	while (!w.object && iv_json_next(&w)) {
		struct iv_str name = text_of(iv_json_get(w.value, IV_STR("f")), c->arena);
		if (iv_str_eq(name, f->name))
			return true;
		for (size_t i = 0; f->bundle && i < c->settings->n; i++)
			if (c->settings->field[i].bundle == f->bundle && iv_str_eq(name, c->settings->field[i].name))
				return true;
	}
	return false;
}

/* What a record has for a field: of a bundle the value that leads it, or else all that is there. */
static struct iv_str value_of(const struct chooser *c, const struct iv_rec *rec, const struct iv_merge_field *f)
{
	struct iv_str raw = iv_rec_raw(rec, f->name);
	if (!is_empty(raw) || !f->bundle)
		return is_empty(raw) ? (struct iv_str){ 0 } : raw;
	struct iv_buf all = { 0 };
	for (const struct iv_merge_field *g = f; g < c->settings->field + c->settings->n && g->bundle == f->bundle; g++) {
		raw = iv_rec_raw(rec, g->name);
		if (!is_empty(raw)) {
			iv_buf_adds(&all, raw);
			iv_buf_addc(&all, '\x1f');
		}
	}
	raw = all.n ? iv_arena_str(c->arena, iv_buf_str(&all)) : (struct iv_str){ 0 };
	iv_buf_release(&all);
	return raw;
}

static size_t rank_of(const struct iv_merge_field *f, struct iv_str source)
{
	size_t i = 0;
	while (i < f->sources_n && !iv_str_eq(f->sources[i], source))
		i++;
	return i;
}

static int text_cmp(const struct candidate *a, const struct candidate *b)
{
	int c = iv_str_cmp(a->text, b->text);
	return c ? c : iv_str_cmp(a->raw, b->raw);
}

static int size_cmp(size_t a, size_t b)
{
	return (a > b) - (a < b);
}

/* What the rule says about two candidates: < 0 when a is the better. */
static int rule_cmp(enum iv_merge_rule rule, const struct candidate *a, const struct candidate *b)
{
	struct iv_str x = a->record->date, y = b->record->date;
	switch (rule) {
	case IV_MERGE_LATEST:
		return iv_str_cmp(y, x);
	case IV_MERGE_EARLIEST:
		return !x.n || !y.n ? !x.n - !y.n : iv_str_cmp(x, y);
	case IV_MERGE_MOST_FREQUENT:
	case IV_MERGE_UNION:
		return size_cmp(b->votes, a->votes);
	case IV_MERGE_LONGEST:
		return size_cmp(b->length, a->length);
	case IV_MERGE_SOURCE_ORDER:
		return size_cmp(a->rank, b->rank);
	case IV_MERGE_MIN:
		return text_cmp(a, b);
	case IV_MERGE_MAX:
		return text_cmp(b, a);
	}
	return 0;
}

static int better(enum iv_merge_rule rule, const struct candidate *a, const struct candidate *b)
{
	int c = a->doubtful != b->doubtful ? a->doubtful - b->doubtful : b->led - a->led;
	if (!c)
		c = rule_cmp(rule, a, b);
	if (!c)
		c = size_cmp(b->fields, a->fields);
	if (!c)
		c = iv_str_cmp(b->record->date, a->record->date);
	if (!c)
		c = size_cmp(b->length, a->length);
	if (!c)
		c = text_cmp(a, b);
	if (!c)
		c = iv_str_cmp(a->record->source, b->record->source);
	return c ? c : iv_str_cmp(a->record->key, b->record->key);
}

static void add_from(const struct chooser *c, const struct iv_merge_field *f, const struct iv_merge_record *r)
{
	iv_json_comma(c->from);
	iv_json_quote(c->from, f->name);
	iv_buf_adds(c->from, IV_STR(":{"));
	iv_json_member_text(c->from, "source", r->source);
	iv_json_member_text(c->from, "key", r->key);
	iv_json_member_text(c->from, "rule", iv_str_of(iv_merge_rule_names[f->rule]));
	iv_buf_addc(c->from, '}');
}

static void add_member(const struct chooser *c, struct iv_str name, struct iv_str raw)
{
	iv_json_comma(c->out);
	iv_json_quote(c->out, name);
	iv_buf_addc(c->out, ':');
	iv_buf_adds(c->out, raw);
}

static struct candidate candidate_of(const struct chooser *c, const struct iv_merge_record *r, const struct iv_merge_field *f, struct iv_str raw)
{
	struct candidate x = { .record = r, .raw = raw, .text = text_of(raw, c->arena), .doubtful = is_doubtful(c, r->rec, f) };
	x.length = characters(x.text);
	x.rank = rank_of(f, r->source);
	x.votes = 1;
	x.led = !f->bundle || !is_empty(iv_rec_raw(r->rec, f->name));
	for (const struct iv_merge_field *g = f; f->bundle && g < c->settings->field + c->settings->n && g->bundle == f->bundle; g++)
		x.fields += !is_empty(iv_rec_raw(r->rec, g->name));
	return x;
}

/* How many records agree with each. */
static void count_votes(struct candidate *x, size_t n)
{
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < n; k++)
			x[i].votes += k != i && iv_str_eq(x[i].text, x[k].text);
}

/* One value stands, and with it all fields of its bundle. */
static void choose_one(const struct chooser *c, const struct iv_merge_field *f)
{
	struct candidate *x = iv_arena_alloc(c->arena, (c->n + 1) * sizeof *x);
	size_t n = 0;
	for (size_t i = 0; i < c->n; i++) {
		struct iv_str raw = value_of(c, c->record[i].rec, f);
		if (raw.n)
			x[n++] = candidate_of(c, &c->record[i], f, raw);
	}
	if (!n)
		return;
	if (f->rule == IV_MERGE_MOST_FREQUENT)
		count_votes(x, n);
	const struct candidate *best = x;
	for (size_t i = 1; i < n; i++)
		if (better(f->rule, &x[i], best) < 0)
			best = &x[i];
	for (const struct iv_merge_field *g = f; g < c->settings->field + c->settings->n && (g == f || (f->bundle && g->bundle == f->bundle)); g++) {
		struct iv_str raw = iv_rec_raw(best->record->rec, g->name);
		if (!is_empty(raw))
			add_member(c, g->name, raw);
	}
	add_from(c, f, best->record);
}

static int by_text(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;
	int c = iv_str_cmp(x->text, y->text);
	return c ? c : better(IV_MERGE_UNION, x, y);
}

static int by_worth(const void *a, const void *b)
{
	return better(IV_MERGE_UNION, a, b);
}

/* All values stand, the one that most records have first. */
static void choose_all(const struct chooser *c, const struct iv_merge_field *f)
{
	struct candidate *x = NULL;
	size_t n = 0, cap = 0, kept = 0;
	for (size_t i = 0; i < c->n; i++) {
		struct iv_json_walk w = iv_json_open(iv_rec_raw(c->record[i].rec, f->name));
		while (!w.object && iv_json_next(&w)) {
			if (is_empty(w.value))
				continue;
			x = iv_reserve(x, &cap, n + 1, sizeof *x);
			x[n++] = candidate_of(c, &c->record[i], f, w.value);
		}
	}
	if (n > 1)
		qsort(x, n, sizeof *x, by_text);
	const struct iv_merge_record *voter = NULL;
	for (size_t i = 0; i < n; i++) {
		if (!kept || !iv_str_eq(x[kept - 1].text, x[i].text))
			x[kept++] = x[i];
		else
			x[kept - 1].votes += x[i].record != voter; /* a record that says it twice has one vote */
		voter = x[i].record;
	}
	if (kept > 1)
		qsort(x, kept, sizeof *x, by_worth);
	if (f->limit && kept > (size_t)f->limit)
		kept = (size_t)f->limit;
	if (kept) {
		add_member(c, f->name, IV_STR("["));
		for (size_t i = 0; i < kept; i++) {
			iv_json_comma(c->out);
			iv_buf_adds(c->out, x[i].raw);
		}
		iv_buf_addc(c->out, ']');
		add_from(c, f, x[0].record);
	}
	free(x);
}

void iv_merge_survive(const struct iv_merge_settings *s, const struct iv_merge_record *record, size_t n, struct iv_arena *arena, struct iv_buf *out,
		      struct iv_buf *from)
{
	struct chooser c = { s, record, n, arena, out, from };
	enum iv_merge_bundle done = IV_MERGE_ALONE;
	for (size_t i = 0; i < s->n; i++) {
		const struct iv_merge_field *f = &s->field[i];
		if (f->bundle && f->bundle == done)
			continue; /* written with the field that leads it */
		done = f->bundle;
		if (f->rule == IV_MERGE_UNION)
			choose_all(&c, f);
		else
			choose_one(&c, f);
	}
}
