/* SPDX-License-Identifier: MIT
 * Reading the list of --restrict, and finding who is on it. */
#include "merge/restrict.h"

#include <stdlib.h>

#include "base/date.h"
#include "base/utf8.h"
#include "merge/customer.h"

#define BETWEEN '\x1f' /* of source and key in a record's name */

void iv_merge_restrict_release(struct iv_merge_restrict *r)
{
	free(r->item);
	free(r->of_id);
	free(r->of_record);
	iv_names_release(&r->id);
	iv_names_release(&r->record);
	iv_arena_release(&r->arena);
	*r = (struct iv_merge_restrict){ 0 };
}

/* --- Reading --- */

struct row {
	struct iv_str cid, source, key, who, at, why, until, number; /* number: of the case */
};

static int read_row(struct iv_merge_restrict *r, const struct iv_json *json, struct row *row, struct iv_err *err)
{
	const struct {
		const char *name;
		struct iv_str *into;
	} member[] = { { "cid", &row->cid }, { "source", &row->source }, { "key", &row->key },	   { "who", &row->who },
		       { "at", &row->at },   { "why", &row->why },	 { "until", &row->until }, { "case", &row->number } };
	for (size_t i = 0; i < sizeof member / sizeof *member; i++) {
		const struct iv_json_member *m = iv_json_find(json, iv_str_of(member[i].name));
		*member[i].into = (struct iv_str){ 0 };
		if (!m || m->type == IV_JSON_NULL)
			continue;
		if (m->type != IV_JSON_STRING)
			return iv_err_told(err, IV_WRONG, "bad_restriction", member[i].name, m->value, "is no text, expected a string");
		*member[i].into = iv_json_text(m->value, &r->arena);
	}
	return IV_OK;
}

static int check(const struct row *row, int32_t *until, struct iv_err *err)
{
	struct iv_str none = { 0 };
	struct iv_time at;
	if (row->cid.n && (row->source.n || row->key.n))
		return iv_err_told(err, IV_WRONG, "bad_restriction", row->source.n ? "source" : "key", none,
				   "stands beside cid, expected either the id of a customer or the source and the key of a record");
	if (!row->cid.n && !(row->source.n && row->key.n))
		return iv_err_told(err, IV_WRONG, "bad_restriction", row->source.n ? "key" : row->key.n ? "source" : "cid", none,
			     "is missing, expected the id of a customer, or the source and the key of a record");
	if (!row->who.n || !row->why.n || !row->at.n)
		return iv_err_told(err, IV_WRONG, "bad_restriction", !row->who.n ? "who" : !row->at.n ? "at" : "why", none, "is missing, expected who decided it, when, and why");
	if (!iv_time_parse(row->at, &at))
		return iv_err_told(err, IV_WRONG, "bad_restriction", "at", row->at, "is no date, expected YYYY-MM-DD, or a time of ISO 8601");
	*until = IV_MERGE_FOR_GOOD;
	if (row->until.n && !iv_date_parse(row->until, until))
		return iv_err_told(err, IV_WRONG, "bad_restriction", "until", row->until, "is no date, expected YYYY-MM-DD");
	return IV_OK;
}

static struct iv_str record_name(struct iv_buf *b, struct iv_str source, struct iv_str key)
{
	iv_buf_clear(b);
	iv_buf_adds(b, source);
	iv_buf_addc(b, BETWEEN);
	iv_buf_adds(b, key);
	return iv_buf_str(b);
}

/* Notes that the newest item is about that name. */
static void add_name(struct iv_merge_restrict *r, struct iv_names *names, uint32_t **of, size_t *cap, struct iv_str name)
{
	size_t before = names->n;
	uint32_t at = iv_names_add(names, name), item = (uint32_t)r->n - 1;
	*of = iv_reserve(*of, cap, names->n, sizeof **of);
	r->item[item].next = names->n > before ? IV_NAMES_NONE : (*of)[at];
	(*of)[at] = item;
}

static int add_row(struct iv_merge_restrict *r, const struct row *row, long line, struct iv_err *err)
{
	struct iv_merge_restriction one = { .line = line, .at = row->at };
	struct iv_buf b = { 0 };
	int status = check(row, &one.until, err);
	if (status != IV_OK)
		return status;
	iv_buf_addc(&b, '{');
	iv_json_member_text(&b, "at", row->at);
	if (row->number.n)
		iv_json_member_text(&b, "case", row->number);
	if (row->until.n)
		iv_json_member_text(&b, "until", row->until);
	iv_buf_addc(&b, '}');
	one.json = iv_arena_str(&r->arena, iv_buf_str(&b));
	r->item = iv_reserve(r->item, &r->cap, r->n + 1, sizeof *r->item);
	r->item[r->n++] = one;
	if (row->cid.n)
		add_name(r, &r->id, &r->of_id, &r->of_id_cap, row->cid);
	else
		add_name(r, &r->record, &r->of_record, &r->of_record_cap, record_name(&b, row->source, row->key));
	iv_buf_release(&b);
	return IV_OK;
}

static int parse_line(struct iv_merge_restrict *r, struct iv_json *json, struct iv_str line, long number, struct iv_err *err)
{
	struct row row;
	if (iv_utf8_check(line) != line.n)
		return iv_err_told(err, IV_WRONG, "bad_restriction", NULL, (struct iv_str){ 0 }, "has bytes that are not UTF-8");
	if (line.p[0] != '{')
		return iv_err_told(err, IV_WRONG, "bad_restriction", NULL, (struct iv_str){ 0 }, "expected a JSON object with cid, or source and key, and with who, at and why");
	if (iv_json_scan(json, line, err) != IV_OK)
		return IV_WRONG;
	int status = read_row(r, json, &row, err);
	return status == IV_OK ? add_row(r, &row, number, err) : status;
}

int iv_merge_restrict_parse(struct iv_merge_restrict *r, const char *name, struct iv_str text, struct iv_err *err)
{
	struct iv_json json = { 0 };
	struct iv_str rest = text, line;
	int status = IV_OK;
	if (iv_str_starts(rest, IV_STR("\xEF\xBB\xBF")))
		rest = iv_str_from(rest, 3);
	for (long number = 1; status == IV_OK && iv_str_cut(&rest, '\n', &line); number++) {
		line = iv_str_trim(line);
		if (!line.n || line.p[0] == '#')
			continue;
		status = parse_line(r, &json, line, number, err);
		if (status != IV_OK)
			iv_err_at(err, name, number, 0);
	}
	iv_json_release(&json);
	return status;
}

/* --- Finding --- */

/* The one that lasts longer is the stricter; of those that last as long the first to be decided, and then the lesser text, so that the order of
 * the lines has no say. */
static bool is_stricter(const struct iv_merge_restriction *a, const struct iv_merge_restriction *b)
{
	if (!b || a->until != b->until)
		return !b || a->until > b->until;
	int c = iv_str_cmp(a->at, b->at);
	return c ? c < 0 : iv_str_cmp(a->json, b->json) < 0;
}

static void meet(struct iv_merge_restricted *c, const struct iv_names *names, const uint32_t *of, struct iv_str name)
{
	uint32_t at = iv_names_find(names, name);
	for (uint32_t i = at == IV_NAMES_NONE ? IV_NAMES_NONE : of[at]; i != IV_NAMES_NONE; i = c->list->item[i].next) {
		c->met[i] = true;
		if (is_stricter(&c->list->item[i], c->best))
			c->best = &c->list->item[i];
	}
}

void iv_merge_restricted_id(struct iv_merge_restricted *c, struct iv_str cid)
{
	if (c->list->id.n)
		meet(c, &c->list->id, c->list->of_id, cid);
}

void iv_merge_restricted_ids(struct iv_merge_restricted *c, struct iv_str list, struct iv_arena *arena)
{
	struct iv_json_walk w = iv_json_open(list);
	while (!w.object && iv_json_next(&w))
		if (iv_json_type_of(w.value) == IV_JSON_STRING)
			iv_merge_restricted_id(c, iv_json_text(w.value, arena));
}

void iv_merge_restricted_record(struct iv_merge_restricted *c, struct iv_str source, struct iv_str key)
{
	char minted[IV_MERGE_CID_SIZE];
	if (c->list->record.n)
		meet(c, &c->list->record, c->list->of_record, record_name(&c->scratch, source, key));
	if (!c->list->id.n)
		return;
	iv_merge_mint(source, key, minted);
	iv_merge_restricted_id(c, iv_str_of(minted));
}

static struct iv_str text_in(struct iv_str object, struct iv_str name, struct iv_arena *arena)
{
	struct iv_str v = iv_json_get(object, name);
	return v.n && iv_json_type_of(v) == IV_JSON_STRING ? iv_json_text(v, arena) : (struct iv_str){ 0 };
}

static void ask(struct iv_merge_restricted *c, const struct iv_rec *customer)
{
	c->best = NULL;
	if (!c->list->n)
		return;
	iv_merge_restricted_id(c, iv_rec_text(customer, IV_STR("cid")));
	iv_merge_restricted_ids(c, iv_rec_raw(customer, IV_STR("was")), customer->arena);
	struct iv_json_walk w = iv_json_open(iv_rec_raw(customer, IV_STR("parts")));
	while (!w.object && iv_json_next(&w))
		iv_merge_restricted_record(c, text_in(w.value, IV_STR("source"), customer->arena), text_in(w.value, IV_STR("key"), customer->arena));
}

struct iv_str iv_merge_restricted_line(struct iv_merge_restricted *c, const struct iv_rec *customer)
{
	ask(c, customer);
	struct iv_str now = iv_rec_raw(customer, IV_STR("restricted")), want = c->best ? c->best->json : (struct iv_str){ 0 };
	if (iv_str_eq(now, want))
		return (struct iv_str){ 0 };
	struct iv_buf *b = &c->scratch;
	iv_buf_clear(b);
	iv_buf_addc(b, '{');
	for (size_t i = 0; i < customer->json.n; i++) {
		const struct iv_json_member *m = &customer->json.m[i];
		if (!iv_str_eq(m->key, IV_STR("restricted"))) {
			iv_json_comma(b);
			iv_buf_add(b, m->at, (size_t)(m->value.p + m->value.n - m->at));
		}
		if (want.n && iv_str_eq(m->key, IV_STR("kind")))
			iv_json_member_raw(b, "restricted", want);
	}
	iv_buf_addc(b, '}');
	return iv_arena_str(customer->arena, iv_buf_str(b));
}
