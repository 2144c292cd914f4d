/* SPDX-License-Identifier: MIT
 * Reading segments.yaml, and judging customers by it. */
#include "segment/segment.h"

#include <stdlib.h>

#include "clean/functions.h"
#include "history/restricted.h"
#include "history/window.h"

struct file {
	const struct iv_conf_node *fields, *segments;
};

static const struct iv_conf_key file_keys[] = {
	{ "fields", IV_CONF_MAP, offsetof(struct file, fields), false, NULL },
	{ "segments", IV_CONF_LIST, offsetof(struct file, segments), true, NULL },
};

static const struct iv_conf_key segment_keys[] = {
	{ "name", IV_CONF_TEXT, offsetof(struct iv_segment, name), true, NULL },
	{ "purpose", IV_CONF_TEXT, offsetof(struct iv_segment, duty.purpose), true, NULL },
	{ "owner", IV_CONF_TEXT, offsetof(struct iv_segment, duty.owner), true, NULL },
	{ "approved", IV_CONF_MAP, offsetof(struct iv_segment, duty.approved), false, NULL },
	{ "where", IV_CONF_RULE, offsetof(struct iv_segment, where), true, NULL },
};

/* A rule may not read what this program writes: it would see the segments of the last run, and the result would
 * depend on how often the program has run. */
static void find_own(void *ctx, struct iv_str name, enum iv_rule_type type, bool call)
{
	(void)type;
	struct iv_str head, rest = name;
	if (!call && iv_str_cut(&rest, '.', &head) && (iv_str_eq(head, IV_STR("segments")) || iv_str_eq(head, IV_STR("why"))))
		*(struct iv_str *)ctx = name;
}

static int load_one(struct iv_segments *s, const struct iv_conf_node *node, struct iv_err *err)
{
	struct iv_segment *g = &s->segment[s->n];
	int status = iv_conf_bind(node, segment_keys, sizeof segment_keys / sizeof *segment_keys, g, err);
	if (status != IV_OK)
		return status;
	const struct iv_conf_node *name = iv_conf_get(node, "name");
	if (!g->name.n)
		return iv_conf_error(name, 0, err, "name: expected a name");
	for (size_t i = 0; i < s->n; i++)
		if (iv_str_eq(s->segment[i].name, g->name))
			return iv_conf_error(name, 0, err, "there is a segment '" IV_FMT "' already", IV_ARG(g->name));
	status = iv_rules_add(s->rules, g->where, IV_RULE_BOOL, &g->rule, err);
	if (status != IV_OK)
		return status;
	struct iv_str own = { 0 };
	iv_rules_fields(s->rules, g->rule, find_own, &own);
	if (own.n)
		return iv_conf_error(g->where, 0, err, "a segment may not ask for '" IV_FMT "': it would see the segments of the last run", IV_ARG(own));
	struct iv_buf b = { 0 };
	iv_json_quote(&b, g->name);
	g->json = iv_arena_str(&s->arena, iv_buf_str(&b));
	iv_buf_release(&b);
	s->n++;
	return IV_OK;
}

/* Do two texts differ at most in white space? */
static bool same_text(struct iv_str a, struct iv_str b)
{
	size_t i = 0, j = 0;
	static const char blank[] = " \t\r\n";
	while (i < a.n && j < b.n) {
		bool space_a = strchr(blank, a.p[i]), space_b = strchr(blank, b.p[j]);
		if (space_a != space_b || (!space_a && a.p[i] != b.p[j]))
			return false;
		do
			i++;
		while (space_a && i < a.n && strchr(blank, a.p[i]));
		do
			j++;
		while (space_b && j < b.n && strchr(blank, b.p[j]));
	}
	return i == a.n && j == b.n;
}

static struct iv_err *add_warning(struct iv_segments *s)
{
	return &s->warning[s->warnings++];
}

/* The remark stands at the rule, like an error. */
static void warn(struct iv_segments *s)
{
	s->warning = iv_zalloc(2 * s->n * sizeof *s->warning);
	for (size_t i = 0; i < s->n; i++) {
		const struct iv_segment *g = &s->segment[i];
		struct iv_rule_value v;
		if (iv_rules_constant(s->rules, g->rule, &v)) {
			bool always = v.type == IV_RULE_BOOL && v.truth;
			struct iv_err *w = add_warning(s);
			iv_conf_error(g->where, 0, w, always ? "the rule of '" IV_FMT "' is true of everybody" : "the rule of '" IV_FMT "' can never be true",
				      IV_ARG(g->name));
			w->code = always ? "always_true" : "never_true";
		}
		for (size_t k = 0; k < i; k++) {
			const struct iv_segment *other = &s->segment[k];
			if (!same_text(iv_str_trim(g->where->text), iv_str_trim(other->where->text)))
				continue;
			struct iv_err *w = add_warning(s);
			iv_conf_error(g->where, 0, w, "'" IV_FMT "' has the same rule as '" IV_FMT "'", IV_ARG(g->name), IV_ARG(other->name));
			w->code = "same_rule";
			break;
		}
	}
}

int iv_segment_load(struct iv_segments *s, const struct iv_conf_node *root, int32_t today, struct iv_err *err)
{
	struct file file = { 0 };
	s->today = today;
	int status = iv_conf_bind(root, file_keys, sizeof file_keys / sizeof *file_keys, &file, err);
	if (status != IV_OK)
		return status;
	if (file.segments->n > IV_SEGMENTS_MAX)
		return iv_conf_error(file.segments->item[IV_SEGMENTS_MAX], 0, err, "expected at most %d segments", IV_SEGMENTS_MAX);
	status = iv_history_rules(file.fields, today, &s->scope, &s->rules, err);
	if (status != IV_OK)
		return status;
	iv_rules_functions(s->rules, iv_clean_functions, iv_clean_functions_n, NULL);
	s->segment = iv_zalloc((file.segments->n + 1) * sizeof *s->segment);
	for (size_t i = 0; i < file.segments->n && status == IV_OK; i++)
		status = load_one(s, file.segments->item[i], err);
	if (status == IV_OK)
		warn(s);
	return status;
}

void iv_segment_release(struct iv_segments *s)
{
	free(s->segment);
	free(s->warning);
	iv_rules_free(s->rules);
	iv_rule_rec_scope_free(s->scope);
	iv_arena_release(&s->arena);
	*s = (struct iv_segments){ 0 };
}

void iv_segment_work_start(struct iv_segment_work *w, const struct iv_segments *set)
{
	*w = (struct iv_segment_work){ .set = set, .run = iv_rule_run_new(set->rules), .in = iv_alloc((set->n + 1) * sizeof *w->in) };
}

void iv_segment_work_release(struct iv_segment_work *w)
{
	iv_rule_run_free(w->run);
	free(w->in);
	iv_buf_release(&w->list);
	iv_buf_release(&w->why);
	*w = (struct iv_segment_work){ 0 };
}

bool iv_segment_judge(struct iv_segment_work *w, const struct iv_rec *rec)
{
	w->n = 0;
	if (iv_history_is_restricted(rec, w->set->today))
		return false;
	iv_rule_bind(w->run, rec);
	for (size_t i = 0; i < w->set->n; i++)
		if (iv_rule_test(w->run, w->set->segment[i].rule) == 1)
			w->in[w->n++] = (uint16_t)i;
	return true;
}

/* The old fields go first, so that the new ones always stand at the end: a night on top of yesterday gives the bytes of
 * a full run. */
void iv_segment_mark(struct iv_segment_work *w, struct iv_rec *rec, bool why)
{
	iv_buf_clear(&w->list);
	iv_buf_clear(&w->why);
	iv_buf_addc(&w->list, '[');
	iv_buf_addc(&w->why, '{');
	for (size_t i = 0; i < w->n; i++) {
		const struct iv_segment *g = &w->set->segment[w->in[i]];
		if (i)
			iv_buf_addc(&w->list, ',');
		iv_buf_adds(&w->list, g->json);
		if (!why)
			continue;
		if (i)
			iv_buf_addc(&w->why, ',');
		iv_buf_adds(&w->why, g->json);
		iv_buf_addc(&w->why, ':');
		iv_rule_why(w->run, g->rule, &w->why);
	}
	iv_buf_addc(&w->list, ']');
	iv_buf_addc(&w->why, '}');
	iv_rec_drop(rec, IV_STR("segments"));
	iv_rec_drop(rec, IV_STR("why"));
	iv_rec_set(rec, IV_STR("segments"), iv_buf_str(&w->list));
	if (why && w->n)
		iv_rec_set(rec, IV_STR("why"), iv_buf_str(&w->why));
}
