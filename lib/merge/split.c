/* SPDX-License-Identifier: MIT
 * Judgements that take a customer apart. */
#include "merge/split.h"

/* A part of the customer. */
struct piece {
	struct iv_str source, key, name;
	bool matched; /* it is compared with others, so that a judgement can bind it: a party record that is no tombstone */
	bool named;
};

static struct iv_str text_in(struct iv_str part, struct iv_str name, struct iv_arena *arena)
{
	struct iv_str v = iv_json_get(part, name);
	return v.n && iv_json_type_of(v) == IV_JSON_STRING ? iv_json_text(v, arena) : (struct iv_str){ 0 };
}

static struct piece *pieces_of(const struct iv_rec *customer, size_t *n)
{
	struct iv_str parts = iv_rec_raw(customer, IV_STR("parts"));
	struct iv_json_walk w = iv_json_open(parts);
	for (*n = 0; iv_json_next(&w);)
		++*n;
	struct piece *piece = iv_arena_zalloc(customer->arena, (*n + 1) * sizeof *piece), *p = piece;
	for (w = iv_json_open(parts); iv_json_next(&w); p++) {
		struct iv_str party = iv_json_get(w.value, IV_STR("party"));
		p->source = text_in(w.value, IV_STR("source"), customer->arena);
		p->key = text_in(w.value, IV_STR("key"), customer->arena);
		p->name = iv_arena_fmt(customer->arena, IV_FMT "/" IV_FMT, IV_ARG(p->source), IV_ARG(p->key));
		p->matched = party.n && !iv_str_eq(iv_json_get(party, IV_STR("deleted")), IV_STR("true"));
	}
	return piece;
}

/* The piece whose name `names` begins with, followed by a comma or the end; of several the longest. */
static struct piece *named_first(struct piece *piece, size_t n, struct iv_str names)
{
	struct piece *found = NULL;
	for (size_t i = 0; i < n; i++) {
		struct iv_str name = piece[i].name;
		if (iv_str_starts(names, name) && (names.n == name.n || names.p[name.n] == ',') && (!found || name.n > found->name.n))
			found = &piece[i];
	}
	return found;
}

static int unknown(struct piece *piece, size_t n, struct iv_str names, struct iv_arena *arena, struct iv_err *err)
{
	const char **all = iv_arena_alloc(arena, (n + 1) * sizeof *all);
	for (size_t i = 0; i < n; i++)
		all[i] = piece[i].name.p;
	const char *comma = memchr(names.p, ',', names.n);
	struct iv_str name = { names.p, comma ? (size_t)(comma - names.p) : names.n };
	const char *near = iv_str_nearest(name, all, n);
	return iv_err_set(err, IV_FAIL, "bad_split", "'" IV_FMT "' is none of the customer's records%s%s%s", IV_ARG(name), near ? " (did you mean '" : "",
			  near ? near : "", near ? "'?)" : "");
}

/* Marks the named pieces. */
static int mark(struct piece *piece, size_t n, struct iv_str names, struct iv_arena *arena, struct iv_err *err)
{
	size_t named = 0, others = 0;
	while (names.n) {
		struct piece *p = named_first(piece, n, names);
		if (!p)
			return unknown(piece, n, names, arena, err);
		if (!p->matched)
			return iv_err_set(err, IV_FAIL, "bad_split",
					  iv_str_starts(p->source, IV_STR("~")) ?
						  "'" IV_FMT "' is a caller, who goes where the number stands: name the record that has it" :
						  "'" IV_FMT "' is compared with no other record, so that nothing can be judged of it",
					  IV_ARG(p->name));
		p->named = true;
		names = iv_str_from(names, p->name.n + (names.n > p->name.n));
	}
	for (size_t i = 0; i < n; i++) {
		named += piece[i].named;
		others += piece[i].matched && !piece[i].named;
	}
	if (!named)
		return iv_err_set(err, IV_FAIL, "bad_split", "no record is named, expected CID=source/key,source/key");
	if (!others)
		return iv_err_set(err, IV_FAIL, "bad_split", "these are all records of the customer: there is nothing to separate them from");
	return IV_OK;
}

static void add_record(struct iv_buf *out, const char *member, const struct piece *p)
{
	iv_json_member_raw(out, member, IV_STR("{"));
	iv_json_member_text(out, "source", p->source);
	iv_json_member_text(out, "key", p->key);
	iv_buf_addc(out, '}');
}

static void judge(const struct iv_merge_split *how, const char *what, const struct piece *a, const struct piece *b, struct iv_buf *out)
{
	iv_buf_addc(out, '{');
	iv_json_member_text(out, "judge", iv_str_of(what));
	add_record(out, "a", a);
	add_record(out, "b", b);
	iv_json_member_text(out, "who", how->who);
	iv_json_member_text(out, "at", how->at);
	iv_json_member_text(out, "why", how->why);
	iv_buf_adds(out, IV_STR("}\n"));
}

/* Every pair is judged, not one for all: a record may vanish, and what was said of the others must still hold. */
int iv_merge_split(const struct iv_merge_split *how, const struct iv_rec *customer, struct iv_buf *out, struct iv_err *err)
{
	size_t n;
	struct piece *piece = pieces_of(customer, &n);
	int status = mark(piece, n, how->names, customer->arena, err);
	for (size_t i = 0; i < n && status == IV_OK; i++)
		for (size_t k = 0; k < n && piece[i].named; k++) {
			if (piece[k].matched && !piece[k].named)
				judge(how, "never", &piece[i], &piece[k], out);
			else if (piece[k].named && k > i)
				judge(how, how->apart ? "never" : "must", &piece[i], &piece[k], out);
		}
	return status;
}
