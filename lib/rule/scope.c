/* SPDX-License-Identifier: MIT
 * The scope of records. Records of one stream have their members in much the same order, so a run remembers for each
 * name where it stood last, and most fields cost one comparison. */
#include <stdlib.h>

#include "base/date.h"
#include "rule/node.h"

struct declared {
	const char *name;
	enum iv_rule_type type;
};

/* A field that a rule reads. */
struct field {
	struct iv_str *step;
	size_t n;
	uint32_t top; /* which top-level name its first step is */
	enum iv_rule_type type;
};

struct top {
	struct iv_str name;
	uint32_t hash;
};

struct rec_scope {
	struct iv_rule_scope scope; /* first, so that one is the other */
	unsigned kinds;
	struct iv_arena arena;
	struct declared *declared;
	size_t declared_n, declared_cap;
	struct field *field;
	size_t fields, fields_cap;
	struct iv_names tops; /* names of first steps */
	uint32_t *hash; /* iv_json_hash of each */
	size_t hash_cap;
};

/* --- While rules are added --- */

static bool find_declared(const struct rec_scope *s, struct iv_str name, enum iv_rule_type *type)
{
	for (size_t i = 0; i < s->declared_n; i++)
		if (iv_str_eq(name, iv_str_of(s->declared[i].name))) {
			*type = s->declared[i].type;
			return true;
		}
	return false;
}

/* Whether `name` is the beginning of a dotted name of the vocabulary: consent.sms of consent.*.state. */
static bool find_above(struct iv_str name, unsigned kinds)
{
	for (size_t i = 0; i < iv_vocab_n; i++) {
		struct iv_str want = iv_str_of(iv_vocab[i].name), rest = name, a, b;
		bool same = iv_vocab[i].on & kinds;
		while (same && iv_str_cut(&rest, '.', &a))
			same = iv_str_cut(&want, '.', &b) && (iv_str_eq(b, IV_STR("*")) || iv_str_eq(a, b));
		if (same && want.p)
			return true;
	}
	return false;
}

static bool find_known(const struct rec_scope *s, struct iv_str name, enum iv_rule_type *type)
{
	const struct iv_field *field = iv_vocab_find(name, s->kinds);
	if (field || find_above(name, s->kinds)) {
		*type = field ? iv_rule_type_of(field->type) : IV_RULE_OBJECT;
		return true;
	}
	return false;
}

static uint32_t top_of(struct rec_scope *s, struct iv_str name)
{
	size_t before = s->tops.n;
	uint32_t top = iv_names_add(&s->tops, name);
	if (top < before)
		return top;
	s->hash = iv_reserve(s->hash, &s->hash_cap, s->tops.n, sizeof *s->hash);
	s->hash[top] = iv_json_hash(name);
	return top;
}

static bool find(struct iv_rule_scope *scope, const struct iv_rule_name *name, enum iv_rule_type *type, uint32_t *id)
{
	struct rec_scope *s = (struct rec_scope *)scope;
	/* A point within a quoted step is no step of the vocabulary's. */
	size_t points = 0;
	for (size_t i = 0; i < name->text.n; i++)
		points += name->text.p[i] == '.';
	if (!find_declared(s, name->text, type) && (points != name->n - 1 || !find_known(s, name->text, type)))
		return false;
	s->field = iv_reserve(s->field, &s->fields_cap, s->fields + 1, sizeof *s->field);
	struct field *f = &s->field[s->fields];
	*f = (struct field){ iv_arena_alloc(&s->arena, name->n * sizeof *f->step), name->n, top_of(s, name->step[0]), *type };
	for (size_t i = 0; i < name->n; i++)
		f->step[i] = iv_arena_str(&s->arena, name->step[i]);
	*id = (uint32_t)s->fields++;
	return true;
}

/* A name of the vocabulary with the steps of `name` for its stars, if it has as many steps. */
static const char *fill_stars(struct iv_arena *arena, const char *pattern, struct iv_str name)
{
	struct iv_str want = iv_str_of(pattern), a, b;
	struct iv_buf filled = { 0 };
	while (iv_str_cut(&want, '.', &a) && iv_str_cut(&name, '.', &b)) {
		if (filled.n)
			iv_buf_addc(&filled, '.');
		iv_buf_adds(&filled, iv_str_eq(a, IV_STR("*")) ? b : a);
	}
	const char *text = want.p || name.p ? NULL : iv_arena_str(arena, iv_buf_str(&filled)).p;
	iv_buf_release(&filled);
	return text;
}

static const char *nearest(struct iv_rule_scope *scope, struct iv_str name)
{
	struct rec_scope *s = (struct rec_scope *)scope;
	const char **names = iv_alloc((s->declared_n + iv_vocab_n) * sizeof *names);
	size_t n = 0;
	for (size_t i = 0; i < s->declared_n; i++)
		names[n++] = s->declared[i].name;
	for (size_t i = 0; i < iv_vocab_n; i++) {
		const char *known = iv_vocab[i].on & s->kinds ? iv_vocab[i].name : NULL;
		if (known && strchr(known, '*'))
			known = fill_stars(&s->arena, known, name);
		if (known)
			names[n++] = known;
	}
	const char *near = iv_str_nearest(name, names, n);
	free(names);
	return near;
}

/* --- While rules are evaluated --- */

/* For each top-level name, where it stood in the last record that had it. */
static size_t scratch_size(const struct iv_rule_scope *scope)
{
	return ((const struct rec_scope *)scope)->tops.n * sizeof(uint32_t);
}

/* Whether two keys of one length are equal. Most have 4 to 16 bytes, which two overlapping loads cover. */
static inline bool same_key(const char *a, const char *b, size_t n)
{
	uint64_t a1, a2, b1, b2;
	if (n < 4 || n > 16)
		return memcmp(a, b, n) == 0;
	if (n >= 8) {
		memcpy(&a1, a, 8);
		memcpy(&b1, b, 8);
		memcpy(&a2, a + n - 8, 8);
		memcpy(&b2, b + n - 8, 8);
		return ((a1 ^ b1) | (a2 ^ b2)) == 0;
	}
	uint32_t c1, c2, d1, d2;
	memcpy(&c1, a, 4);
	memcpy(&d1, b, 4);
	memcpy(&c2, a + n - 4, 4);
	memcpy(&d2, b + n - 4, 4);
	return ((c1 ^ d1) | (c2 ^ d2)) == 0;
}

static inline const struct iv_json_member *member_of(const struct rec_scope *s, void *scratch, const void *subject, uint32_t top)
{
	uint32_t *last = (uint32_t *)scratch + top;
	const struct iv_json *json = &((const struct iv_rec *)subject)->json;
	struct iv_str name = s->tops.name[top];
	if (*last < json->n) {
		const struct iv_json_member *m = &json->m[*last];
		if (m->hash == s->hash[top] && m->key.n == name.n && same_key(m->key.p, name.p, name.n))
			return m;
	}
	const struct iv_json_member *m = iv_json_find_hashed(json, name, s->hash[top]);
	if (m)
		*last = (uint32_t)(m - json->m);
	return m;
}

/* Members of members are not worth a second search: their values are kept. */
static struct iv_str raw(const struct iv_rule_scope *scope, void *scratch, const void *subject, uint32_t id)
{
	const struct rec_scope *s = (const struct rec_scope *)scope;
	const struct iv_json_member *m = s->field[id].n == 1 ? member_of(s, scratch, subject, s->field[id].top) : NULL;
	return m ? m->value : (struct iv_str){ 0 };
}

static void get(const struct iv_rule_scope *scope, void *scratch, const void *subject, uint32_t id, struct iv_arena *arena,
		struct iv_rule_value *out)
{
	const struct rec_scope *s = (const struct rec_scope *)scope;
	const struct field *f = &s->field[id];
	const struct iv_json_member *m = member_of(s, scratch, subject, f->top);
	if (!m)
		return;
	struct iv_str value = m->value;
	int32_t day;
	if (f->n > 1) {
		value = iv_json_path(value, f->step + 1, f->n - 1);
	} else if (m->type == IV_JSON_STRING && !m->escaped) { /* what most fields are, at no cost */
		struct iv_str text = { value.p + 1, value.n - 2 };
		if (f->type == IV_RULE_TEXT) {
			iv_rule_set_text(out, text);
			return;
		}
		if (f->type == IV_RULE_DATE && iv_date_parse(text, &day)) {
			iv_rule_set_day(out, day);
			return;
		}
	}
	iv_rule_value_read(value, f->type, arena, out);
}

/* --- Making one --- */

struct iv_rule_scope *iv_rule_rec_scope(unsigned kinds)
{
	struct rec_scope *s = iv_zalloc(sizeof *s);
	s->scope = (struct iv_rule_scope){ find, nearest, get, scratch_size, raw };
	s->kinds = kinds;
	return &s->scope;
}

void iv_rule_rec_scope_free(struct iv_rule_scope *scope)
{
	struct rec_scope *s = (struct rec_scope *)scope;
	if (!s)
		return;
	iv_arena_release(&s->arena);
	iv_names_release(&s->tops);
	free(s->declared);
	free(s->field);
	free(s->hash);
	free(s);
}

int iv_rule_declare(struct iv_rule_scope *scope, struct iv_str name, enum iv_rule_type type, struct iv_err *err)
{
	struct rec_scope *s = (struct rec_scope *)scope;
	enum iv_rule_type known;
	if (!name.n)
		return iv_err_set(err, IV_WRONG, "bad_rule", "a field needs a name");
	if (find_known(s, name, &known) && known != type)
		return iv_err_set(err, IV_WRONG, "bad_rule", "'" IV_FMT "' is %s in the vocabulary, so it cannot be declared %s", IV_ARG(name),
				  iv_rule_type_name(known), iv_rule_type_name(type));
	if (find_declared(s, name, &known)) {
		if (known == type)
			return IV_OK;
		return iv_err_set(err, IV_WRONG, "bad_rule", "'" IV_FMT "' is already declared %s", IV_ARG(name), iv_rule_type_name(known));
	}
	s->declared = iv_reserve(s->declared, &s->declared_cap, s->declared_n + 1, sizeof *s->declared);
	s->declared[s->declared_n++] = (struct declared){ iv_arena_str(&s->arena, name).p, type };
	return IV_OK;
}

int iv_rule_declare_all(struct iv_rule_scope *scope, const struct iv_conf_node *fields, struct iv_err *err)
{
	static const char *const names[] = { "text", "number", "bool", "date", "list", "object", "objects", NULL };
	static const enum iv_rule_type types[] = { IV_RULE_TEXT, IV_RULE_NUMBER, IV_RULE_BOOL,	 IV_RULE_DATE,
						   IV_RULE_LIST, IV_RULE_OBJECT, IV_RULE_OBJECTS };
	if (fields && fields->kind != IV_CONF_MAPPING)
		return iv_conf_error(fields, 0, err, "expected a mapping of field names to types");
	for (size_t i = 0; fields && i < fields->n; i++) {
		int which;
		int status = iv_conf_scalar(fields->item[i], "type", IV_CONF_CHOICE, names, &which, err);
		if (status == IV_OK && iv_rule_declare(scope, fields->key[i]->text, types[which], err) != IV_OK) {
			struct iv_err why = *err;
			status = iv_conf_error(fields->key[i], 0, err, "%s", why.msg);
		}
		if (status != IV_OK)
			return status;
	}
	return IV_OK;
}
