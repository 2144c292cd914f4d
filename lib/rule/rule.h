/* SPDX-License-Identifier: MIT
 * The rule language of ivoc-rules(5): SQL expressions over the fields of a record.
 *
 * A set of rules is compiled once against a scope, which says what names there are and of what type, and is then
 * immutable: threads share it. Each thread has its own run. For each record it binds the record and asks as many
 * rules of the set as it likes; a field that several rules read is looked up and decoded once, and only when asked.
 *
 *   struct iv_rule_scope *scope = iv_rule_rec_scope(IV_ON_CUSTOMER);
 *   struct iv_rules *rules = iv_rules_new(scope, today);
 *   iv_rules_functions(rules, table, n, NULL);
 *   iv_rules_add(rules, node, IV_RULE_BOOL, &id, err);      … for every rule of the file
 *   struct iv_rule_run *run = iv_rule_run_new(rules);       … for every thread
 *   iv_rule_bind(run, rec);                                 … for every record
 *   if (iv_rule_test(run, id) == 1) …
 *
 * Types are checked when a rule is added, so evaluating cannot fail: what has no answer is null. */
#ifndef IV_RULE_RULE_H
#define IV_RULE_RULE_H
#include "rec/conf.h"
#include "rec/vocab.h"
#include "rule/decimal.h"

/* --- Values --- */

enum iv_rule_type {
	IV_RULE_NULL, /* of a value: null. Of an expression: it is never anything but null */
	IV_RULE_BOOL,
	IV_RULE_NUMBER,
	IV_RULE_TEXT, /* UTF-8 */
	IV_RULE_DATE, /* a day, years 1 to 9999 */
	IV_RULE_LIST, /* of texts */
	IV_RULE_OBJECT,
	IV_RULE_OBJECTS, /* a list of objects */
	IV_RULE_INTERVAL, /* months and days; only within an expression, never a result */
	IV_RULE_ANY, /* no value has it: "whatever it is", where a type is asked for */
};

/* A value borrows its text: from the record, from the rules, or from the run's arena, which the next bind clears. */
struct iv_rule_value {
	enum iv_rule_type type; /* IV_RULE_NULL, or the type of the expression */
	union {
		iv_decimal number;
		struct iv_str text;
		bool truth;
		int32_t day; /* as base/date.h counts */
		struct {
			const struct iv_str *item;
			size_t n;
		} list;
		struct iv_str raw; /* OBJECT and OBJECTS: the JSON as written */
		struct {
			int32_t months, days;
		} interval;
	};
};

const char *iv_rule_type_name(enum iv_rule_type type); /* as iv_type_name */
enum iv_rule_type iv_rule_type_of(enum iv_type type);

/* A JSON value of a record as a value of that type. What is not of the type becomes null, with one exception: a
 * single text where a list is expected is a list of one. Members of a list that are not texts are left out. A date is
 * YYYY-MM-DD, or a date-time, whose date counts. An empty span is null. */
void iv_rule_value_read(struct iv_str raw, enum iv_rule_type type, struct iv_arena *arena, struct iv_rule_value *out);

void iv_rule_value_json(const struct iv_rule_value *v, struct iv_buf *out); /* appends it as JSON; a date as a string */

/* Appends it as plain text: numbers in their shortest form, dates as 2026-01-31, lists joined by ", ". Null and objects
 * append nothing. */
void iv_rule_value_text(const struct iv_rule_value *v, struct iv_buf *out);

/* --- Scopes: which names there are --- */

/* A name as written in a rule: consent.sms.state has three steps. */
struct iv_rule_name {
	const struct iv_str *step;
	size_t n;
	struct iv_str text; /* the steps, joined by dots */
	bool head; /* it is only asked whether longer names may begin so */
};

/* What a set of rules is compiled against. Put it first in a struct of your own to keep more with it; it must
 * outlive the rules. `find` and `nearest` are called while rules are added, the others by any thread after that. */
struct iv_rule_scope {
	/* Whether there is a field of that name; its type, and the number by which `get` is to know it. For a list of
	 * objects `ids`, the name ids.type is asked for to learn the type of a member of its objects; its number is not used. */
	bool (*find)(struct iv_rule_scope *scope, const struct iv_rule_name *name, enum iv_rule_type *type, uint32_t *id);

	/* The name that a person probably meant by an unknown one, or NULL. It stays until the next call. */
	const char *(*nearest)(struct iv_rule_scope *scope, struct iv_str name);

	/* The value of field `id`: of the type that `find` gave, or null. Texts must be UTF-8. Called at most once a
	 * field and bind. What it must make, it makes in the arena. */
	void (*get)(const struct iv_rule_scope *scope, void *scratch, const void *subject, uint32_t id, struct iv_arena *arena,
		    struct iv_rule_value *out);

	/* Optional. Each run owns `scratch_size(scope)` bytes, zeroed when the run is made, in which `get` may keep what it
	 * learned; it is not told when the subject changes. */
	size_t (*scratch_size)(const struct iv_rule_scope *scope);

	/* Optional. The field as JSON, as it stands in the subject, for iv_rule_why to show; empty: the value is shown. */
	struct iv_str (*raw)(const struct iv_rule_scope *scope, void *scratch, const void *subject, uint32_t id);
};

/* The scope of records: the fields of the vocabulary that stand on one of `kinds` (IV_ON_…), and those declared.
 * Subjects are struct iv_rec. Fields of the user's own must be declared, so that a misspelt name is noticed. */
struct iv_rule_scope *iv_rule_rec_scope(unsigned kinds);
void iv_rule_rec_scope_free(struct iv_rule_scope *scope);

/* Declares a field; `name` may be dotted, also for members of the objects in a list (items.sku). IV_WRONG, with
 * err->msg and code only, when the vocabulary has the name with another type. */
int iv_rule_declare(struct iv_rule_scope *scope, struct iv_str name, enum iv_rule_type type, struct iv_err *err);

/* Declares each pair of a mapping such as `fields: {积分: number, vip_since: date}`. NULL declares nothing. The types are
 * text, number, bool, date, list, object and objects. */
int iv_rule_declare_all(struct iv_rule_scope *scope, const struct iv_conf_node *fields, struct iv_err *err);

/* --- Functions --- */

/* What a function may look at beside its arguments. */
struct iv_rule_call {
	const void *subject; /* as bound: struct iv_rec in the scope of records */
	int32_t today;
	struct iv_arena *arena; /* the run's, until the next bind */
	void **cache; /* one pointer shared by the functions of a table; NULL at the first call after each bind */
	const void *user; /* as registered */
};

#define IV_RULE_ARGS 16

struct iv_rule_fn {
	const char *name; /* lower case; rules may write it in any case. A field may have the same name */
	uint8_t min, max; /* how many arguments; at most IV_RULE_ARGS */
	uint8_t nulls; /* 0: with a null argument the result is null, and `call` is not called; 1: `call` sees nulls */
	uint8_t arg[4]; /* enum iv_rule_type of each; the last one given stands for all that follow. IV_RULE_ANY: any scalar */
	uint8_t result; /* enum iv_rule_type; IV_RULE_ANY: the type of the IV_RULE_ANY arguments, which must then agree */

	/* Sets *out, which comes as null, to null or a value of the result's type. Must depend on nothing but its
	 * arguments, the subject and today: calls with constant arguments are made once a record. */
	void (*call)(const struct iv_rule_call *call, const struct iv_rule_value *arg, size_t n, struct iv_rule_value *out);

	/* Optional, called when a rule is added: the index of an argument that cannot be meant, with the reason in `why`
	 * ("there is no channel 'smss'"), or -1. Arguments that are not constant come as null. */
	int (*check)(const struct iv_rule_value *arg, size_t n, const void *user, char *why, size_t size);

	const char *meaning; /* one line, as in the man page */
};

/* --- Sets of rules --- */

struct iv_rules;

#define IV_RULES_TIMELESS INT32_MIN /* for `today`: rules that ask what day it is are wrong, for what they decide must last */

/* `today` is the run's as-of date, or IV_RULES_TIMELESS. */
struct iv_rules *iv_rules_new(struct iv_rule_scope *scope, int32_t today);
void iv_rules_free(struct iv_rules *rules); /* NULL is fine */

/* Registers functions beside the built-in ones. Before the first rule is added; the table must outlive the rules. */
void iv_rules_functions(struct iv_rules *rules, const struct iv_rule_fn *table, size_t n, const void *user);

/* Compiles an expression: the text of a scalar node, or a text by itself. *id is the rule's number: 0, 1, 2 … . `want` is
 * the type it must have, or IV_RULE_ANY. IV_OK, or IV_WRONG with code bad_rule and the place: of a node, in its file; of a
 * text, line and column within it. The text is copied. */
int iv_rules_add(struct iv_rules *rules, const struct iv_conf_node *node, enum iv_rule_type want, uint32_t *id, struct iv_err *err);
int iv_rules_add_text(struct iv_rules *rules, struct iv_str text, enum iv_rule_type want, uint32_t *id, struct iv_err *err);

size_t iv_rules_count(const struct iv_rules *rules);
enum iv_rule_type iv_rules_type(const struct iv_rules *rules, uint32_t id);
struct iv_str iv_rules_text(const struct iv_rules *rules, uint32_t id); /* as written */

/* Whether the rule gives the same for every record, and what. Such a rule is probably a mistake: warn its writer. */
bool iv_rules_constant(const struct iv_rules *rules, uint32_t id, struct iv_rule_value *out);

/* Calls `each` once for every field a rule reads, and for every registered function it calls (`call` is true; the name
 * is then the call as written into `why`: orders(90)), in order of first appearance. */
void iv_rules_fields(const struct iv_rules *rules, uint32_t id, void (*each)(void *ctx, struct iv_str name, enum iv_rule_type type, bool call),
		     void *ctx);

/* --- Evaluating --- */

struct iv_rule_run;

struct iv_rule_run *iv_rule_run_new(const struct iv_rules *rules); /* after the last rule was added */
void iv_rule_run_free(struct iv_rule_run *run); /* NULL is fine */

/* Turns to another subject, or to the same one after it changed. The subject must stay until the next bind. */
void iv_rule_bind(struct iv_rule_run *run, const void *subject);

int iv_rule_test(struct iv_rule_run *run, uint32_t id); /* 1 true, 0 false, -1 null (or not a condition) */
void iv_rule_eval(struct iv_rule_run *run, uint32_t id, struct iv_rule_value *out);

/* Appends a JSON object of the values that decided a condition: {"spend":1200.5,"orders(90)":0}. Of a true AND the fields
 * of all its terms, of a false one those of the first false term; of a true OR those of the first true term, of a false
 * one all; of a null one those of its null terms. NOT changes nothing; any other expression gives all its fields.
 * Values stand as they are in the record: mind that they may be personal. */
void iv_rule_why(struct iv_rule_run *run, uint32_t id, struct iv_buf *out);

/* How often `matches` gave null because a pattern hit its limits on a text. Such patterns want to be rewritten. */
uint64_t iv_rule_run_limited(const struct iv_rule_run *run);

/* --- The language as tables, for the man page's test and for help --- */

const struct iv_rule_fn *iv_rule_builtins(size_t *n);
const char *const *iv_rule_words(size_t *n); /* every operator and every reserved word: "<=", "between", … */

#endif
