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
	const struct iv_merge_answer *by; /* of a rule by expression */
};

struct chooser {
	const struct iv_merge_settings *settings;
	const struct iv_merge_record *record;
	size_t n;
	struct iv_arena *arena;
	struct iv_buf *out, *from;
	const struct candidate *list; /* the values that stand in the last list, */
	size_t list_n; /* for a field that follows it */
};

/* As iv_rec_raw; the hash of the field's name is known. */
static struct iv_str raw_of(const struct iv_rec *rec, const struct iv_merge_field *f)
{
	const struct iv_json_member *m = iv_json_find_hashed(&rec->json, f->name, f->hash);
	return m ? m->value : (struct iv_str){ 0 };
}

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
static bool is_doubtful(const struct chooser *c, const struct iv_merge_record *r, const struct iv_merge_field *f)
{
	struct iv_json_walk w = iv_json_open(r->warn);
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
	struct iv_str raw = raw_of(rec, f);
	if (!is_empty(raw) || !f->bundle)
		return is_empty(raw) ? (struct iv_str){ 0 } : raw;
	struct iv_buf all = { 0 };
	for (const struct iv_merge_field *g = f; g < c->settings->field + c->settings->n && g->bundle == f->bundle; g++) {
		raw = raw_of(rec, g);
		if (!is_empty(raw)) {
			iv_buf_adds(&all, raw);
			iv_buf_addc(&all, '\x1f');
		}
	}
	raw = all.n ? iv_arena_str(c->arena, iv_buf_str(&all)) : (struct iv_str){ 0 };
	iv_buf_release(&all);
	return raw;
}

static size_t rank_of(const struct iv_conf_texts *sources, struct iv_str source)
{
	size_t i = 0;
	while (i < sources->n && !iv_str_eq(sources->text[i], source))
		i++;
	return i;
}

/* Whether the field's rule lets the record take part. What a condition cannot tell is no. */
static bool takes_part(const struct iv_merge_field *f, const struct iv_merge_record *r)
{
	if (f->only.n && rank_of(&f->only, r->source) == f->only.n)
		return false;
	if (f->except.n && rank_of(&f->except, r->source) < f->except.n)
		return false;
	return !f->has_when || (r->answer[f->when].known && r->answer[f->when].number);
}

const struct iv_merge_answer *iv_merge_ask(const struct iv_merge_settings *s, struct iv_rule_run *run, const struct iv_rec *rec, struct iv_arena *arena)
{
	size_t n = iv_rules_count(s->rules);
	if (!n)
		return NULL;
	struct iv_merge_answer *answer = iv_arena_zalloc(arena, n * sizeof *answer);
	iv_rule_bind(run, rec);
	for (size_t i = 0; i < n; i++) {
		struct iv_rule_value v;
		iv_rule_eval(run, (uint32_t)i, &v);
		answer[i].known = v.type != IV_RULE_NULL;
		if (v.type == IV_RULE_TEXT)
			answer[i].text = iv_arena_str(arena, v.text);
		else if (v.type == IV_RULE_NUMBER)
			answer[i].number = v.number;
		else if (answer[i].known)
			answer[i].number = v.type == IV_RULE_DATE ? v.day : v.truth;
	}
	return answer;
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

/* The greatest first, and last what is null. */
static int answer_cmp(const struct iv_merge_answer *a, const struct iv_merge_answer *b)
{
	if (a->known != b->known)
		return b->known - a->known;
	return a->number != b->number ? (a->number < b->number) - (a->number > b->number) : iv_str_cmp(b->text, a->text);
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
	case IV_MERGE_MOST_COMPLETE:
		return size_cmp(b->fields, a->fields);
	case IV_MERGE_EXPRESSION:
		return answer_cmp(a->by, b->by);
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

/* What a person would call the value: of a bundle the field that leads it, or else the first that is there. */
static struct iv_str shown(const struct chooser *c, const struct iv_merge_field *f, const struct candidate *x)
{
	if (!f->bundle || x->led)
		return x->raw;
	while (f < c->settings->field + c->settings->n - 1 && is_empty(raw_of(x->record->rec, f)))
		f++;
	return raw_of(x->record->rec, f);
}

/* `next`: the runner-up; NULL: there is none. */
static void add_from(const struct chooser *c, const struct iv_merge_field *f, const struct candidate *x, const struct candidate *next)
{
	iv_json_comma(c->from);
	iv_buf_adds(c->from, f->json);
	iv_buf_addc(c->from, '{');
	iv_buf_adds(c->from, x->record->named);
	iv_json_member_text(c->from, "rule", iv_str_of(iv_merge_rule_names[f->rule]));
	if (x->doubtful)
		iv_json_member_raw(c->from, "doubtful", IV_STR("true"));
	if (next) {
		iv_json_member_raw(c->from, "runner_up", IV_STR("{"));
		iv_buf_adds(c->from, next->record->named);
		if (!iv_str_eq(next->text, x->text))
			iv_json_member_raw(c->from, "value", shown(c, f, next));
		if (next->doubtful)
			iv_json_member_raw(c->from, "doubtful", IV_STR("true"));
		iv_buf_addc(c->from, '}');
	}
	iv_buf_addc(c->from, '}');
}

static void add_member(const struct chooser *c, const struct iv_merge_field *f, struct iv_str raw)
{
	iv_json_comma(c->out);
	iv_buf_adds(c->out, f->json);
	iv_buf_adds(c->out, raw);
}

static struct candidate candidate_of(const struct chooser *c, const struct iv_merge_record *r, const struct iv_merge_field *f, struct iv_str raw)
{
	struct candidate x = { .record = r, .raw = raw, .text = text_of(raw, c->arena), .doubtful = is_doubtful(c, r, f) };
	bool all = !f->bundle && f->rule == IV_MERGE_MOST_COMPLETE;
	x.length = characters(x.text);
	x.rank = rank_of(&f->sources, r->source);
	x.votes = 1;
	x.led = !f->bundle || !is_empty(raw_of(r->rec, f));
	x.by = f->has_by ? &r->answer[f->by] : NULL;
	for (const struct iv_merge_field *g = all ? c->settings->field : f; g < c->settings->field + c->settings->n && (all || f->bundle); g++)
		x.fields += (all || g->bundle == f->bundle) && !is_empty(raw_of(r->rec, g));
	return x;
}

/* How many records agree with each. */
static void count_votes(struct candidate *x, size_t n)
{
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < n; k++)
			x[i].votes += k != i && iv_str_eq(x[i].text, x[k].text);
}

/* The best of those that say something else than `best`, or else of the others. NULL: there are none. */
static const struct candidate *runner_up(const struct iv_merge_field *f, const struct candidate *x, size_t n, const struct candidate *best)
{
	const struct candidate *next = NULL;
	bool next_differs = false;
	for (size_t i = 0; i < n; i++) {
		bool differs = !iv_str_eq(x[i].text, best->text);
		if (&x[i] == best || (next && differs < next_differs))
			continue;
		if (next && differs == next_differs && better(f->rule, &x[i], next) >= 0)
			continue;
		next = &x[i];
		next_differs = differs;
	}
	return next;
}

/* One value stands, and with it all fields of its bundle. */
static void choose_one(const struct chooser *c, const struct iv_merge_field *f)
{
	struct candidate *x = iv_arena_alloc(c->arena, (c->n + 1) * sizeof *x);
	size_t n = 0;
	for (size_t i = 0; i < c->n; i++) {
		struct iv_str raw = takes_part(f, &c->record[i]) ? value_of(c, c->record[i].rec, f) : (struct iv_str){ 0 };
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
		struct iv_str raw = raw_of(best->record->rec, g);
		if (!is_empty(raw))
			add_member(c, g, raw);
	}
	add_from(c, f, best, runner_up(f, x, n, best));
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

/* Whether what a following list says is about a value that stands. */
static bool is_about_one(const struct chooser *c, struct iv_str raw)
{
	struct iv_str value = text_of(iv_json_get(raw, IV_STR("value")), c->arena);
	for (size_t i = 0; i < c->list_n; i++)
		if (iv_str_eq(c->list[i].text, value))
			return true;
	return false;
}

/* The values of all records' lists, in the arena. */
static struct candidate *gather(const struct chooser *c, const struct iv_merge_field *f, size_t *n)
{
	struct candidate *x = NULL, *all;
	size_t cap = 0;
	*n = 0;
	for (size_t i = 0; i < c->n; i++) {
		struct iv_json_walk w = iv_json_open(raw_of(c->record[i].rec, f));
		while (!w.object && takes_part(f, &c->record[i]) && iv_json_next(&w)) {
			if (is_empty(w.value) || (f->follows && !is_about_one(c, w.value)))
				continue;
			x = iv_reserve(x, &cap, *n + 1, sizeof *x);
			x[(*n)++] = candidate_of(c, &c->record[i], f, w.value);
		}
	}
	all = iv_arena_alloc(c->arena, (*n + 1) * sizeof *all);
	if (*n)
		memcpy(all, x, *n * sizeof *x);
	free(x);
	return all;
}

/* All values stand, up to the limit: clean ones before doubtful ones, then the one that most records have, then the newest. */
static void choose_all(struct chooser *c, const struct iv_merge_field *f)
{
	size_t n, kept = 0;
	struct candidate *x = gather(c, f, &n);
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
	const struct candidate *next = kept > f->limit ? &x[f->limit] : NULL;
	if (next)
		kept = f->limit;
	c->list = x;
	c->list_n = kept;
	if (!kept)
		return;
	add_member(c, f, IV_STR("["));
	for (size_t i = 0; i < kept; i++) {
		iv_json_comma(c->out);
		iv_buf_adds(c->out, x[i].raw);
	}
	iv_buf_addc(c->out, ']');
	add_from(c, f, x, next);
}

void iv_merge_survive(const struct iv_merge_settings *s, const struct iv_merge_record *record, size_t n, struct iv_arena *arena, struct iv_buf *out,
		      struct iv_buf *from)
{
	struct chooser c = { .settings = s, .record = record, .n = n, .arena = arena, .out = out, .from = from };
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
