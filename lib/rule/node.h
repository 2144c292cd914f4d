/* SPDX-License-Identifier: MIT
 * Inside the rule room: the tree an expression becomes, and what the passes over it share.
 *
 * The parser makes the tree; the checker resolves names, settles types, folds constants and gives each node the two
 * functions that evaluate it; the evaluator only calls them. Both always exist and agree: `test` answers a condition
 * (any other node: -1), `eval` points at the node's value. A value of a node is of the node's type, or null. */
#ifndef IV_RULE_NODE_H
#define IV_RULE_NODE_H
#include "base/hash.h"
#include "rule/rule.h"

enum {
	IV_RULE_DEEPEST = 250, /* levels of the tree; evaluating recurses as deep */
	IV_RULE_NESTED = 8, /* any() within any() */
	IV_RULE_LONGEST = 1 << 20, /* bytes of a rule, and of any text that a rule makes */
};

enum iv_rule_op {
	IV_OP_CONST,
	IV_OP_NAME, /* a path; the checker makes it a FIELD, a MEMBER or a CONST */
	IV_OP_FIELD,
	IV_OP_MEMBER, /* of the element that the any() around it looks at */
	IV_OP_AND,
	IV_OP_OR,
	IV_OP_NOT,
	IV_OP_COMPARE,
	IV_OP_BETWEEN,
	IV_OP_IN,
	IV_OP_LIKE,
	IV_OP_MATCHES,
	IV_OP_IS, /* null, true or false */
	IV_OP_ADD,
	IV_OP_SUBTRACT,
	IV_OP_MULTIPLY,
	IV_OP_DIVIDE,
	IV_OP_REMAINDER,
	IV_OP_NEGATE,
	IV_OP_CONCAT,
	IV_OP_CASE,
	IV_OP_CALL,
	IV_OP_EACH, /* any, all, count */
};

/* A comparison is a set of the outcomes it allows: bit 0, 1, 2 for less, equal, greater. */
enum { IV_LESS = 1, IV_SAME = 2, IV_MORE = 4 };

enum iv_rule_each { IV_EACH_ANY, IV_EACH_ALL, IV_EACH_COUNT };

struct iv_rule_node;
struct iv_rule_run;
struct iv_rule_regex;

typedef int iv_rule_test_fn(struct iv_rule_run *run, const struct iv_rule_node *node);
/* Returns the value: `room`, filled, or a value that is there already. */
typedef const struct iv_rule_value *iv_rule_eval_fn(struct iv_rule_run *run, const struct iv_rule_node *node, struct iv_rule_value *room);

/* What a condition reads: a field, or a call of a registered function. */
struct iv_rule_leaf {
	const struct iv_rule_node *node;
	struct iv_str label; /* "spend": with quotes and colon */
	uint32_t number; /* of the label: leaves that look alike are named once */
};

struct iv_rule_node {
	iv_rule_test_fn *test;
	iv_rule_eval_fn *eval;
	struct iv_rule_node **kid;
	uint32_t n; /* kids */
	uint32_t at; /* byte of the rule's text where errors point: of an operator, its sign */
	uint32_t from, end; /* all that it was written in */
	uint8_t op; /* enum iv_rule_op */
	uint8_t type; /* enum iv_rule_type, from the checker */
	uint16_t height; /* levels below and including it */
	struct iv_rule_leaf *leaf; /* of the terms that AND, OR and NOT join: all that each reads */
	uint32_t leaves;
	union {
		struct iv_rule_value value; /* CONST */
		struct {
			struct iv_str *step;
			struct iv_str text; /* as in struct iv_rule_name */
			uint32_t n, level; /* steps; MEMBER: how many any() are around the one it belongs to */
			uint32_t slot; /* FIELD */
		} name;
		unsigned allowed; /* COMPARE: IV_LESS … */
		struct {
			struct iv_rule_value *item; /* IN: the kids after the first, when all are constant, sorted */
			uint32_t n;
			bool null; /* one of the items was null */
			bool listed; /* written in parentheses */
		} set;
		struct iv_str program; /* LIKE with a constant pattern; p is NULL with any other */
		struct iv_rule_regex *regex; /* MATCHES */
		struct iv_rule_value is; /* IS: null, true or false */
		bool has_subject; /* CASE x WHEN …: the first kid is x */
		struct {
			const struct iv_rule_fn *fn;
			struct iv_str label; /* orders(90), as `why` shows it */
			uint32_t table; /* of rules->table; 0: built in */
			uint32_t slot; /* of a call made once a record; else IV_RULE_NO_SLOT */
		} call;
		struct {
			uint32_t level; /* any() around this one */
			uint8_t which; /* enum iv_rule_each */
		} each;
	};
};

#define IV_RULE_NO_SLOT UINT32_MAX

struct iv_rule_table {
	const struct iv_rule_fn *fn;
	size_t n;
	const void *user;
};

struct iv_rule {
	struct iv_str text;
	struct iv_rule_node *root;
};

struct iv_rules {
	struct iv_rule_scope *scope;
	int32_t today;
	struct iv_arena arena; /* texts and nodes */
	struct iv_rule *rule;
	size_t n, cap;
	/* Slots: what is fetched at most once a record. A slot's number is that of its name. */
	struct iv_names slots;
	uint32_t *field; /* by slot: the scope's number of a field; 0 for a call with constant arguments */
	size_t field_cap;
	struct iv_rule_table *table; /* [0] is the built-in one */
	size_t tables, tables_cap;
	struct iv_names labels; /* of leaves */
	struct iv_rule_regex *regex; /* a chain, to free */
	struct iv_rule_run *fold; /* evaluates constants while rules are added */
};

/* Notes what every term of a checked rule reads (why.c). */
void iv_rule_note_leaves(struct iv_rules *rules, struct iv_rule_node *node);

/* --- Compiling one rule --- */

struct iv_rule_compile {
	struct iv_rules *rules;
	const struct iv_conf_node *conf; /* where the text stands, or NULL */
	struct iv_str text;
	struct iv_err *err;
	bool failed; /* the first error stays */
	struct {
		struct iv_rule_name list; /* its path; no steps when it has no name */
		enum iv_rule_type type;
	} around[IV_RULE_NESTED]; /* the any() whose conditions are being checked, outermost first */
	uint32_t levels;
};

/* Reports an error at byte `at` of the rule; returns false. */
bool iv_rule_bad(struct iv_rule_compile *c, size_t at, const char *format, ...) __attribute__((format(printf, 3, 4)));

struct iv_rule_node *iv_rule_parse(struct iv_rule_compile *c); /* NULL after an error */
bool iv_rule_check(struct iv_rule_compile *c, struct iv_rule_node *node, enum iv_rule_type want);

/* The parts of the checker. Each returns false after an error. */
bool iv_rule_check_node(struct iv_rule_compile *c, struct iv_rule_node *node);
bool iv_rule_check_name(struct iv_rule_compile *c, struct iv_rule_node *node);
bool iv_rule_check_operator(struct iv_rule_compile *c, struct iv_rule_node *node); /* anything else that has kids; they were checked */
bool iv_rule_check_call(struct iv_rule_compile *c, struct iv_rule_node *node); /* the same, of a function */
bool iv_rule_check_each(struct iv_rule_compile *c, struct iv_rule_node *node); /* any, all, count: checks its kids itself */

/* Makes a text literal beside a date the date it spells, which it must. Leaves any other node alone. */
bool iv_rule_coerce(struct iv_rule_compile *c, struct iv_rule_node *node, enum iv_rule_type want);

/* Settles the one type of n scalars; `what` names their operator in messages. */
bool iv_rule_unify(struct iv_rule_compile *c, struct iv_rule_node **kid, size_t n, const char *what, enum iv_rule_type *type);

void iv_rule_constant(struct iv_rule_node *node, struct iv_rule_value value); /* makes it a CONST; its type stays */
bool iv_rule_scalar(enum iv_rule_type type); /* null, true or false, number, text, date */
void iv_rule_use_test(struct iv_rule_node *node, iv_rule_test_fn *test); /* of a condition */
void iv_rule_use_eval(struct iv_rule_node *node, enum iv_rule_type type, iv_rule_eval_fn *eval); /* of any other */

/* The slot of a field or call, made when it is new. `key` is unique to it. */
uint32_t iv_rule_slot_of(struct iv_rules *rules, struct iv_str key, uint32_t field);

bool iv_rule_word_is(struct iv_str text, const char *word); /* in any case of ASCII letters */

/* Functions by name, in any case; the table's number in *table. NULL when there is none. */
const struct iv_rule_fn *iv_rule_function(const struct iv_rules *rules, struct iv_str name, uint32_t *table);
const char *iv_rule_function_nearest(const struct iv_rules *rules, struct iv_str name);

/* --- Evaluating --- */

struct iv_rule_cell {
	uint64_t bound; /* the bind at which it was filled */
	struct iv_rule_value value;
};

struct iv_rule_cache {
	uint64_t bound;
	void *p;
};

struct iv_rule_run {
	const struct iv_rules *rules;
	const void *subject;
	uint64_t bound; /* counts binds, from 1 */
	struct iv_rule_cell *cell; /* by slot */
	void *scratch; /* the scope's */
	struct iv_rule_cache *cache; /* by table */
	struct iv_arena arena;
	struct iv_rule_value element[IV_RULE_NESTED]; /* that each any() looks at */
	struct iv_rule_matcher *matcher; /* made at the first match */
	uint64_t limited;
	uint64_t told, *told_of; /* counts calls of why; by label, the last that named it */
};

/* The value of a node; `room` is filled when there is none to point at. Constants, and fields fetched before for this
 * record, cost no call: they are most of what rules ask for. */
static inline const struct iv_rule_value *iv_rule_value_of(struct iv_rule_run *run, const struct iv_rule_node *node, struct iv_rule_value *room)
{
	if (node->op == IV_OP_CONST)
		return &node->value;
	if (node->op == IV_OP_FIELD && run->cell[node->name.slot].bound == run->bound)
		return &run->cell[node->name.slot].value;
	room->type = IV_RULE_NULL;
	return node->eval(run, node, room);
}

/* Less than, equal to, greater than 0. Both of that type, a scalar, not null. */
int iv_rule_compare(enum iv_rule_type type, const struct iv_rule_value *a, const struct iv_rule_value *b);

/* The functions that the checker gives to nodes. */
iv_rule_test_fn iv_rule_test_and, iv_rule_test_or, iv_rule_test_not, iv_rule_test_compare, iv_rule_test_same, iv_rule_test_between;
iv_rule_test_fn iv_rule_test_compare_number, iv_rule_test_compare_day;
iv_rule_test_fn iv_rule_test_in, iv_rule_test_in_set, iv_rule_test_in_list, iv_rule_test_is, iv_rule_test_like, iv_rule_test_matches;
iv_rule_test_fn iv_rule_test_each, iv_rule_test_by_eval, iv_rule_test_none;
iv_rule_eval_fn iv_rule_eval_const, iv_rule_eval_field, iv_rule_eval_member, iv_rule_eval_by_test, iv_rule_eval_arith, iv_rule_eval_shift;
iv_rule_eval_fn iv_rule_eval_days, iv_rule_eval_concat, iv_rule_eval_case, iv_rule_eval_call, iv_rule_eval_once, iv_rule_eval_count;

/* --- Patterns --- */

/* LIKE as a program: literal bytes, IV_LIKE_ONE for _, IV_LIKE_ANY for %. Neither byte occurs in UTF-8. False when the
 * pattern ends in the escape character. `escape` is empty, or one character. */
#define IV_LIKE_ONE '\xFE'
#define IV_LIKE_ANY '\xFF'
bool iv_rule_like_compile(struct iv_str pattern, struct iv_str escape, struct iv_arena *arena, struct iv_str *program);
bool iv_rule_like(struct iv_str program, struct iv_str text);

/* Compiles a pattern with the JIT. On an error returns NULL, with the reason in `why` and the place in *at. */
struct iv_rule_regex *iv_rule_regex_new(struct iv_rules *rules, struct iv_str pattern, size_t *at, char *why, size_t size);
void iv_rule_regex_free(struct iv_rule_regex *chain);
int iv_rule_regex_test(struct iv_rule_run *run, const struct iv_rule_regex *regex, struct iv_str text); /* 1, 0; -1: limit hit */
void iv_rule_matcher_free(struct iv_rule_matcher *matcher);

/* --- Functions of the built-in table --- */

typedef void iv_rule_call_fn(const struct iv_rule_call *call, const struct iv_rule_value *arg, size_t n, struct iv_rule_value *out);

iv_rule_call_fn iv_rule_fn_lower, iv_rule_fn_upper, iv_rule_fn_length, iv_rule_fn_substr, iv_rule_fn_left, iv_rule_fn_right, iv_rule_fn_trim;
iv_rule_call_fn iv_rule_fn_replace, iv_rule_fn_concat, iv_rule_fn_starts_with, iv_rule_fn_ends_with, iv_rule_fn_contains, iv_rule_fn_text;
iv_rule_call_fn iv_rule_fn_number, iv_rule_fn_year, iv_rule_fn_month, iv_rule_fn_day, iv_rule_fn_weekday, iv_rule_fn_days_between;
iv_rule_call_fn iv_rule_fn_months_between, iv_rule_fn_age, iv_rule_fn_date;

/* day + months, + days; false when the result is not of the years 1 to 9999. */
bool iv_rule_date_shift(int32_t day, int32_t months, int32_t days, int32_t *out);

/* Appends a scalar as text would show it. Nothing for null. */
void iv_rule_add_shown(const struct iv_rule_value *v, struct iv_buf *out);

static inline void iv_rule_set_text(struct iv_rule_value *out, struct iv_str text)
{
	out->type = IV_RULE_TEXT;
	out->text = text;
}

static inline void iv_rule_set_number(struct iv_rule_value *out, iv_decimal number)
{
	out->type = IV_RULE_NUMBER;
	out->number = number;
}

static inline void iv_rule_set_bool(struct iv_rule_value *out, bool truth)
{
	out->type = IV_RULE_BOOL;
	out->truth = truth;
}

static inline void iv_rule_set_day(struct iv_rule_value *out, int32_t day)
{
	out->type = IV_RULE_DATE;
	out->day = day;
}

#endif
