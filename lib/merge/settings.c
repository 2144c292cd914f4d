/* SPDX-License-Identifier: MIT
 * Reading merge.yaml, and the rules that hold without one. */
#include "merge/settings.h"

#include "merge/costs.h"
#include "rec/vocab.h"

const char *const iv_merge_rule_names[] = { "latest", "earliest", "most_frequent", "most_complete", "longest",
					    "source_order", "min", "max", "union", "expression", NULL };

static const struct {
	const char *name;
	enum iv_merge_bundle bundle;
	enum iv_merge_rule rule;
} defaults[] = {
	{ "name", IV_MERGE_NAME, IV_MERGE_MOST_FREQUENT },
	{ "family", IV_MERGE_NAME, 0 },
	{ "given", IV_MERGE_NAME, 0 },
	{ "alias", IV_MERGE_NAME, 0 },
	{ "honorific", IV_MERGE_NAME, 0 },
	{ "gender", IV_MERGE_ALONE, IV_MERGE_MOST_FREQUENT },
	{ "birth", IV_MERGE_ALONE, IV_MERGE_MOST_FREQUENT },
	{ "birth_lunar", IV_MERGE_ALONE, IV_MERGE_MOST_FREQUENT },
	{ "birth_part", IV_MERGE_ALONE, IV_MERGE_MOST_FREQUENT },
	{ "idno", IV_MERGE_ALONE, IV_MERGE_MOST_FREQUENT },
	{ "phone", IV_MERGE_ALONE, IV_MERGE_UNION },
	{ "phone_detail", IV_MERGE_ALONE, IV_MERGE_UNION },
	{ "email", IV_MERGE_ALONE, IV_MERGE_UNION },
	{ "ids", IV_MERGE_ALONE, IV_MERGE_UNION },
	{ "supersedes", IV_MERGE_ALONE, IV_MERGE_UNION },
	{ "company", IV_MERGE_ALONE, IV_MERGE_LATEST },
	{ "address", IV_MERGE_ADDRESS, IV_MERGE_LATEST },
	{ "street", IV_MERGE_ADDRESS, 0 },
	{ "house_number", IV_MERGE_ADDRESS, 0 },
	{ "unit", IV_MERGE_ADDRESS, 0 },
	{ "province", IV_MERGE_ADDRESS, 0 },
	{ "city", IV_MERGE_ADDRESS, 0 },
	{ "district", IV_MERGE_ADDRESS, 0 },
	{ "division", IV_MERGE_ADDRESS, 0 },
	{ "postcode", IV_MERGE_ADDRESS, 0 },
	{ "country", IV_MERGE_ADDRESS, 0 },
	{ "lang", IV_MERGE_ALONE, IV_MERGE_LATEST },
	{ "joined", IV_MERGE_ALONE, IV_MERGE_MIN },
	{ "updated", IV_MERGE_ALONE, IV_MERGE_MAX },
	{ "tags", IV_MERGE_ALONE, IV_MERGE_UNION },
	{ "deceased", IV_MERGE_ALONE, IV_MERGE_MAX }, /* true before false */
};
#define DEFAULTS (sizeof defaults / sizeof *defaults)

struct iv_str iv_merge_leader(struct iv_str name)
{
	size_t at = 0;
	while (at < DEFAULTS && !iv_str_eq(name, iv_str_of(defaults[at].name)))
		at++;
	while (at && at < DEFAULTS && defaults[at].bundle != IV_MERGE_ALONE && defaults[at - 1].bundle == defaults[at].bundle)
		at--;
	return at < DEFAULTS ? iv_str_of(defaults[at].name) : name;
}

static const char *const made[] = { "cid",	"hid",	"kind",	  "seed",  "heir",	     "was",	 "consent",     "refused",    "from",	  "sources",	  "currency", "orders",
				    "spend",	"returned", "first_order", "last_order", "complaints", "last_contact", "history", "parts",
				    "order_days", "margin", "cost_to_serve", "restricted" };

/* One rule of `fields:`. */
struct entry {
	struct iv_conf_duty duty;
	int rule;
	struct iv_conf_texts sources, only, except;
	const struct iv_conf_node *when, *by;
	int64_t limit;
	bool own;
};

static const struct iv_conf_key entry_keys[] = {
	{ "rule", IV_CONF_CHOICE, offsetof(struct entry, rule), true, iv_merge_rule_names },
	{ "sources", IV_CONF_TEXTS, offsetof(struct entry, sources), false, NULL },
	{ "only", IV_CONF_TEXTS, offsetof(struct entry, only), false, NULL },
	{ "except", IV_CONF_TEXTS, offsetof(struct entry, except), false, NULL },
	{ "when", IV_CONF_RULE, offsetof(struct entry, when), false, NULL },
	{ "by", IV_CONF_RULE, offsetof(struct entry, by), false, NULL },
	{ "limit", IV_CONF_INT, offsetof(struct entry, limit), false, NULL },
	{ "own", IV_CONF_BOOL, offsetof(struct entry, own), false, NULL },
	{ "purpose", IV_CONF_TEXT, offsetof(struct entry, duty.purpose), true, NULL },
	{ "owner", IV_CONF_TEXT, offsetof(struct entry, duty.owner), true, NULL },
	{ "approved", IV_CONF_MAP, offsetof(struct entry, duty.approved), false, NULL },
};

/* The whole file. */
struct document {
	struct iv_conf_duty duty;
	struct iv_str currency;
	int64_t events;
	struct iv_conf_texts sources;
	const struct iv_conf_node *fields, *types, *costs;
};

static const struct iv_conf_key document_keys[] = {
	{ "purpose", IV_CONF_TEXT, offsetof(struct document, duty.purpose), false, NULL },
	{ "owner", IV_CONF_TEXT, offsetof(struct document, duty.owner), false, NULL },
	{ "currency", IV_CONF_TEXT, offsetof(struct document, currency), false, NULL },
	{ "events", IV_CONF_INT, offsetof(struct document, events), false, NULL },
	{ "sources", IV_CONF_TEXTS, offsetof(struct document, sources), false, NULL },
	{ "fields", IV_CONF_MAP, offsetof(struct document, fields), false, NULL },
	{ "types", IV_CONF_MAP, offsetof(struct document, types), false, NULL },
	{ "costs", IV_CONF_LIST, offsetof(struct document, costs), false, NULL },
};

static struct iv_merge_field *find_field(struct iv_merge_settings *s, struct iv_str name)
{
	for (size_t i = 0; i < s->n; i++)
		if (iv_str_eq(s->field[i].name, name))
			return &s->field[i];
	return NULL;
}

/* The field that a rule is about. A field of the user's own is new; one that is decided otherwise may have no rule. */
static int field_of(struct iv_merge_settings *s, const struct iv_conf_node *key, const struct entry *e, struct iv_merge_field **field, struct iv_err *err)
{
	*field = find_field(s, key->text);
	if (*field && (*field)->bundle != IV_MERGE_ALONE && *field != s->field && (*field)[-1].bundle == (*field)->bundle)
		return iv_conf_error(key, 0, err, "'" IV_FMT "' comes from the same record as '%s': give the rule to that", IV_ARG(key->text),
				     (*field)->bundle == IV_MERGE_NAME ? "name" : "address");
	if (*field && (*field)->follows)
		return iv_conf_error(key, 0, err, "'" IV_FMT "' goes with '" IV_FMT "': give the rule to that", IV_ARG(key->text), IV_ARG((*field)[-1].name));
	if (*field)
		return IV_OK;
	if (iv_str_eq(key->text, IV_STR("consent")))
		return iv_conf_error(key, 0, err, "consent has no rule: the strictest valid statement stands");
	if (iv_vocab_find(key->text, IV_ON_ALL | IV_ON_REJECT))
		return iv_conf_error(key, 0, err, "'" IV_FMT "' is not taken over from records", IV_ARG(key->text));
	if (!e->own) {
		const char *near = iv_vocab_nearest(key->text, IV_ON_PARTY);
		return iv_conf_error(key, 0, err, "there is no field '" IV_FMT "'%s%s%s (a field of your own needs own: true)", IV_ARG(key->text), near ? "; did you mean '" : "",
				     near ? near : "", near ? "'?" : "");
	}
	*field = &s->field[s->n++];
	**field = (struct iv_merge_field){ .name = key->text };
	return IV_OK;
}

static bool is_list(const struct iv_merge_field *f, bool own)
{
	const struct iv_field *v = iv_vocab_find(f->name, IV_ON_PARTY);
	return v ? v->type == IV_TYPE_LIST || v->type == IV_TYPE_OBJECTS : own;
}

static bool is_among(const struct iv_conf_texts *list, struct iv_str text)
{
	for (size_t i = 0; i < list->n; i++)
		if (iv_str_eq(list->text[i], text))
			return true;
	return false;
}

/* Where the top of the file says which sources there are, a rule names no others: a slip would silently leave a field empty. */
static int check_sources(const struct iv_merge_settings *s, const struct iv_conf_texts *named, const struct iv_conf_texts *known, struct iv_err *err)
{
	for (size_t i = 0; i < named->n && known->n; i++) {
		if (is_among(known, named->text[i]))
			continue;
		const char *near = iv_str_nearest(named->text[i], s->source, known->n);
		return iv_conf_error(named->node[i], 0, err, "there is no '" IV_FMT "' among the sources at the top of the file%s%s%s", IV_ARG(named->text[i]),
				     near ? " (did you mean '" : "", near ? near : "", near ? "'?)" : "");
	}
	return IV_OK;
}

/* What goes with one rule only, and what cannot be meant together. */
static int check_entry(const struct entry *e, const struct iv_merge_field *f, const struct iv_conf_node *node, struct iv_err *err)
{
	enum iv_merge_rule rule = (enum iv_merge_rule)e->rule;
	if (rule == IV_MERGE_UNION && !is_list(f, e->own))
		return iv_conf_error(iv_conf_get(node, "rule"), 0, err, "union is for lists such as phone and tags, and '" IV_FMT "' has one value", IV_ARG(f->name));
	if (iv_conf_get(node, "limit") && rule != IV_MERGE_UNION)
		return iv_conf_error(iv_conf_get(node, "limit"), 0, err, "limit goes with rule: union");
	if (iv_conf_get(node, "limit") && (e->limit < 1 || e->limit > IV_MERGE_LIMIT_MAX))
		return iv_conf_error(iv_conf_get(node, "limit"), 0, err, "expected how many values at most, from 1 to %d", IV_MERGE_LIMIT_MAX);
	if (e->sources.n && rule != IV_MERGE_SOURCE_ORDER)
		return iv_conf_error(iv_conf_get(node, "sources"), 0, err, "sources goes with rule: source_order; to leave sources out there is only or except");
	if (e->by && rule != IV_MERGE_EXPRESSION)
		return iv_conf_error(iv_conf_get(node, "by"), 0, err, "by goes with rule: expression");
	if (!e->by && rule == IV_MERGE_EXPRESSION)
		return iv_conf_error(iv_conf_get(node, "rule"), 0, err, "expression needs by: the value that the best record has most of");
	if (e->only.n && e->except.n)
		return iv_conf_error(iv_conf_get(node, "except"), 0, err, "only says already which sources take part: leave one of the two out");
	return IV_OK;
}

/* Expressions see a record as it came, and must give the same answer every day: a customer for whom nothing came is not made anew. */
static int add_rule(struct iv_merge_settings *s, const struct iv_conf_node *node, const char *key, enum iv_rule_type want, uint32_t *id, struct iv_err *err)
{
	struct iv_rule_value constant;
	int status = iv_rules_add(s->rules, node, want, id, err);
	if (status == IV_OK && iv_rules_constant(s->rules, *id, &constant))
		return iv_conf_error(node, 0, err, "%s is the same for every record, so it decides nothing", key);
	return status;
}

static int add_rules(struct iv_merge_settings *s, const struct entry *e, struct iv_merge_field *f, struct iv_err *err)
{
	f->has_when = e->when != NULL;
	f->has_by = e->by != NULL;
	int status = e->when ? add_rule(s, e->when, "when", IV_RULE_BOOL, &f->when, err) : IV_OK;
	if (status == IV_OK && e->by)
		status = add_rule(s, e->by, "by", IV_RULE_ANY, &f->by, err);
	enum iv_rule_type type = status == IV_OK && e->by ? iv_rules_type(s->rules, f->by) : IV_RULE_NUMBER;
	if (type != IV_RULE_NUMBER && type != IV_RULE_DATE && type != IV_RULE_TEXT && type != IV_RULE_BOOL)
		return iv_conf_error(e->by, 0, err, "by must be a number, a date, a text or a condition, but this is %s", iv_rule_type_name(type));
	return status;
}

static int load_field(struct iv_merge_settings *s, const struct iv_conf_node *key, const struct iv_conf_node *node, const struct iv_conf_texts *sources,
		      struct iv_err *err)
{
	struct entry e = { 0 };
	struct iv_merge_field *f;
	if (node->kind != IV_CONF_MAPPING)
		return iv_conf_error(node, 0, err, "expected a mapping with rule, purpose and owner");
	int status = iv_conf_bind(node, entry_keys, sizeof entry_keys / sizeof *entry_keys, &e, err);
	if (status == IV_OK)
		status = field_of(s, key, &e, &f, err);
	if (status == IV_OK)
		status = check_entry(&e, f, node, err);
	for (int i = 0; i < 3 && status == IV_OK; i++)
		status = check_sources(s, i == 0 ? &e.sources : i == 1 ? &e.only : &e.except, sources, err);
	if (status == IV_OK)
		status = add_rules(s, &e, f, err);
	if (status != IV_OK)
		return status;
	if (!e.sources.n)
		e.sources = *sources;
	if (e.rule == IV_MERGE_SOURCE_ORDER && !e.sources.n)
		return iv_conf_error(iv_conf_get(node, "rule"), 0, err, "source_order needs sources, here or at the top of the file");
	f->rule = (enum iv_merge_rule)e.rule;
	f->sources = e.sources;
	f->only = e.only;
	f->except = e.except;
	f->limit = e.limit ? (size_t)e.limit : IV_MERGE_LIMIT;
	return IV_OK;
}

static int check_document(const struct document *d, const struct iv_conf_node *root, struct iv_err *err)
{
	bool letters = !d->currency.n || d->currency.n == 3;
	for (size_t i = 0; i < d->currency.n && letters; i++)
		letters = d->currency.p[i] >= 'A' && d->currency.p[i] <= 'Z';
	if (!letters)
		return iv_conf_error(iv_conf_get(root, "currency"), 0, err, "expected the code of a currency, three capital letters such as CNY");
	if (d->events < 0 || d->events > 1000)
		return iv_conf_error(iv_conf_get(root, "events"), 0, err, "expected how many events to keep, from 0 to 1000");
	return IV_OK;
}

int iv_merge_settings_load(struct iv_merge_settings *s, const struct iv_conf_node *root, struct iv_err *err)
{
	struct document d = { 0 };
	int status = root ? iv_conf_bind(root, document_keys, sizeof document_keys / sizeof *document_keys, &d, err) : IV_OK;
	if (status == IV_OK && root)
		status = check_document(&d, root, err);
	if (status != IV_OK)
		return status;
	size_t own = d.fields ? d.fields->n : 0;
	s->field = iv_arena_zalloc(&s->arena, (DEFAULTS + own) * sizeof *s->field);
	for (s->n = 0; s->n < DEFAULTS; s->n++)
		s->field[s->n] = (struct iv_merge_field){ .name = iv_str_of(defaults[s->n].name),
							  .bundle = defaults[s->n].bundle,
							  .rule = defaults[s->n].rule,
							  .limit = IV_MERGE_LIMIT,
							  .follows = !strcmp(defaults[s->n].name, "phone_detail") };
	s->currency = d.currency;
	s->events = d.events;
	s->source = iv_arena_alloc(&s->arena, (d.sources.n + 1) * sizeof *s->source);
	for (size_t i = 0; i < d.sources.n; i++)
		s->source[i] = iv_arena_fmt(&s->arena, IV_FMT, IV_ARG(d.sources.text[i])).p;
	s->scope = iv_rule_rec_scope(IV_ON_PARTY);
	status = iv_rule_declare_all(s->scope, d.types, err);
	s->rules = iv_rules_new(s->scope, IV_RULES_TIMELESS);
	if (status == IV_OK)
		status = iv_merge_costs_load(s, d.costs, err);
	for (size_t i = 0; i < own && status == IV_OK; i++)
		status = load_field(s, d.fields->key[i], d.fields->item[i], &d.sources, err);
	for (size_t i = 1; i < s->n; i++)
		if (s->field[i].follows) {
			struct iv_str name = s->field[i].name;
			s->field[i] = s->field[i - 1];
			s->field[i].name = name;
			s->field[i].follows = true;
		}
	struct iv_buf json = { 0 };
	for (size_t i = 0; i < s->n; i++) {
		s->field[i].hash = iv_json_hash(s->field[i].name);
		iv_buf_clear(&json);
		iv_json_quote(&json, s->field[i].name);
		iv_buf_addc(&json, ':');
		s->field[i].json = iv_arena_str(&s->arena, iv_buf_str(&json));
	}
	iv_buf_release(&json);
	return status;
}

void iv_merge_settings_release(struct iv_merge_settings *s)
{
	iv_rules_free(s->rules);
	iv_rule_rec_scope_free(s->scope);
	iv_arena_release(&s->arena);
	*s = (struct iv_merge_settings){ 0 };
}

bool iv_merge_owns(const struct iv_merge_settings *s, struct iv_str name)
{
	for (size_t i = 0; i < sizeof made / sizeof *made; i++)
		if (iv_str_eq(name, iv_str_of(made[i])))
			return true;
	for (size_t i = 0; i < s->n; i++)
		if (iv_str_eq(name, s->field[i].name))
			return true;
	return false;
}
