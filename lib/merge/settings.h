/* SPDX-License-Identifier: MIT
 * What merge.yaml says: the currency, how many events to keep, what an event costs, and for each field which record's
 * value stands. */
#ifndef IV_MERGE_SETTINGS_H
#define IV_MERGE_SETTINGS_H
#include "history/window.h"

/* Of the values of a list, as many stand at most where the rule gives no limit; and as many a rule may ask for. */
#define IV_MERGE_LIMIT 100
#define IV_MERGE_LIMIT_MAX 1000

enum iv_merge_rule {
	IV_MERGE_LATEST, /* of the record that changed last (updated, else joined) */
	IV_MERGE_EARLIEST, /* of the record that is oldest */
	IV_MERGE_MOST_FREQUENT, /* that most records have */
	IV_MERGE_MOST_COMPLETE, /* of the record of most fields: of the bundle, or else of all that a customer takes from records */
	IV_MERGE_LONGEST, /* of most characters */
	IV_MERGE_SOURCE_ORDER, /* of the source named first */
	IV_MERGE_MIN, /* the least text: of a date, the earliest */
	IV_MERGE_MAX,
	IV_MERGE_UNION, /* of lists: all values */
	IV_MERGE_EXPRESSION, /* of the record for which the expression `by` has the greatest value */
};
extern const char *const iv_merge_rule_names[]; /* as in merge.yaml and `from`; ends with NULL */

/* Fields that belong together come from one record, so that no address is made of two. */
enum iv_merge_bundle { IV_MERGE_ALONE, IV_MERGE_NAME, IV_MERGE_ADDRESS, IV_MERGE_BUNDLES };

/* A field that a customer takes from its records, and how. */
struct iv_merge_field {
	struct iv_str name;
	uint32_t hash; /* of the name, as the scanner has it */
	struct iv_str json; /* the name as the beginning of a member: "name": */
	enum iv_merge_bundle bundle; /* the first field of a bundle leads it and carries the rule */
	enum iv_merge_rule rule;
	struct iv_conf_texts sources; /* of source_order */
	struct iv_conf_texts only, except; /* sources: only these take part, or all but these; at most one is given */
	size_t limit; /* of union: at most so many values */
	bool follows; /* phone_detail: has what is known of the values that stand in the field before it, and its rule */
	bool has_when, has_by;
	uint32_t when, by; /* rules: whether a record takes part, and what IV_MERGE_EXPRESSION goes by */
};

/* Zero-initialise. Shared by all workers, and read only after loading. */
struct iv_merge_settings {
	struct iv_merge_field *field; /* in the order in which they are written */
	size_t n;
	const char **source; /* those named at the top of the file, as C strings, for "did you mean" */
	struct iv_str currency; /* empty: each customer's own */
	int64_t events; /* how many of a part's last events are kept */
	struct iv_history_cost *cost;
	size_t costs;
	bool recompute; /* make every customer anew, also those no record came for */
	struct iv_rule_scope *scope; /* of the rules: a party record */
	struct iv_rules *rules; /* `when` and `by` of all fields */
	struct iv_arena arena;
};

/* Fills s from a configuration (NULL: the defaults). The texts are those of the configuration, which must outlive s.
 * IV_OK, or IV_WRONG with the place. */
int iv_merge_settings_load(struct iv_merge_settings *s, const struct iv_conf_node *root, struct iv_err *err);
void iv_merge_settings_release(struct iv_merge_settings *s);

/* The field that decides for `name` as well: name for family, address for city; else `name` itself. */
struct iv_str iv_merge_leader(struct iv_str name);

/* Is `name` a field of the customer that merging decides anew? All others are left as they were. */
bool iv_merge_owns(const struct iv_merge_settings *s, struct iv_str name);

#endif
