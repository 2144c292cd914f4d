/* SPDX-License-Identifier: MIT
 * ivoc-dedupe --plan: which pairs would be compared, rule by rule, before any is. */
#include "dedupe.h"

#include "show/show.h"

int dedupe_plan(void *state, struct iv_err *err)
{
	struct dedupe *d = state;
	int status = dedupe_prepare(d, err);
	if (status == IV_OK)
		iv_match_plan(&d->people, &d->settings, &d->match);
	return status == IV_OK ? IV_END : status;
}

static struct iv_str like(const struct dedupe *d, struct iv_arena *a, uint32_t part)
{
	const struct iv_match_part *p = &d->people.part[part];
	return iv_arena_join(a, iv_match_source(&d->people, p), IV_STR(" "), iv_match_key(p));
}

static void add_row(const struct dedupe *d, struct iv_show *s, struct iv_str name, const struct iv_match_block_rule *r)
{
	const uint64_t figure[] = { r->pairs, r->marginal, r->blocks, r->cut, r->windowed };
	iv_show_text(s, name);
	for (size_t i = 0; i < sizeof figure / sizeof *figure; i++)
		if (r->left_out)
			iv_show_none(s);
		else
			iv_show_number(s, (int64_t)figure[i]);
	if (r->largest[0].records) {
		iv_show_number(s, (int64_t)r->largest[0].records);
		iv_show_text(s, like(d, &s->arena, r->largest[0].example));
	} else {
		iv_show_none(s);
		iv_show_none(s);
	}
}

int dedupe_plan_print(void *state, struct iv_emit *emit, struct iv_err *err)
{
	struct dedupe *d = state;
	struct iv_show s = { 0 };
	struct iv_match_block_rule all = { 0 };
	(void)err;
	iv_show_column(&s, IV_STR("rule"), IV_STR("rule"), IV_SHOW_TEXT);
	iv_show_column(&s, IV_STR("pairs"), IV_STR("pairs"), IV_SHOW_COUNT);
	iv_show_column(&s, IV_STR("new"), IV_STR("new"), IV_SHOW_COUNT);
	iv_show_column(&s, IV_STR("blocks"), IV_STR("blocks"), IV_SHOW_COUNT);
	iv_show_column(&s, IV_STR("cut"), IV_STR("cut"), IV_SHOW_COUNT);
	iv_show_column(&s, IV_STR("windowed"), IV_STR("windowed"), IV_SHOW_COUNT);
	iv_show_column(&s, IV_STR("largest"), IV_STR("largest"), IV_SHOW_COUNT);
	iv_show_column(&s, IV_STR("like"), IV_STR("with"), IV_SHOW_TEXT);
	for (unsigned i = 0; i <= d->schema.rules; i++) {
		const struct iv_match_block_rule *r = &d->match.blocking.rule[i];
		add_row(d, &s, dedupe_rule_name(d, i), r);
		all.pairs += r->pairs;
		all.marginal += r->marginal;
		all.blocks += r->blocks;
		all.cut += r->cut;
		all.windowed += r->windowed;
	}
	add_row(d, &s, IV_STR("all"), &all);
	iv_show_table(&s, emit->to);
	iv_show_release(&s);
	return IV_OK;
}

static void add_largest(const struct dedupe *d, const struct iv_match_block_rule *r, struct iv_buf *out)
{
	iv_json_member_raw(out, "largest", IV_STR("["));
	for (int i = 0; i < IV_BLOCK_SHOWN && r->largest[i].records; i++) {
		uint32_t example = r->largest[i].example;
		const struct iv_match_part *p = &d->people.part[example];
		iv_json_comma(out);
		iv_buf_addc(out, '{');
		iv_json_member_int(out, "records", (int64_t)r->largest[i].records);
		if (!d->hidden || !d->hidden[d->match.clusters.of[example]]) {
			iv_json_member_text(out, "source", iv_match_source(&d->people, p));
			iv_json_member_text(out, "key", iv_match_key(p));
		}
		iv_buf_addc(out, '}');
	}
	iv_buf_addc(out, ']');
}

void dedupe_blocking_stats(const struct dedupe *d, struct iv_buf *stats)
{
	iv_json_member_raw(stats, "blocking", IV_STR("["));
	for (unsigned i = 0; i <= d->schema.rules; i++) {
		const struct iv_match_block_rule *r = &d->match.blocking.rule[i];
		iv_json_comma(stats);
		iv_buf_addc(stats, '{');
		iv_json_member_text(stats, "rule", dedupe_rule_name(d, i));
		if (r->left_out)
			iv_json_member_raw(stats, "left_out", IV_STR("true"));
		iv_json_member_int(stats, "pairs", (int64_t)r->pairs);
		iv_json_member_int(stats, "new", (int64_t)r->marginal);
		iv_json_member_int(stats, "blocks", (int64_t)r->blocks);
		iv_json_member_int(stats, "whole_up_to", (int64_t)r->limit);
		iv_json_member_int(stats, "cut", (int64_t)r->cut);
		iv_json_member_int(stats, "windowed", (int64_t)r->windowed);
		iv_json_member_int(stats, "grown", (int64_t)r->grown);
		add_largest(d, r, stats);
		iv_buf_addc(stats, '}');
	}
	iv_buf_addc(stats, ']');
}
