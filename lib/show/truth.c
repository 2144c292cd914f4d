/* SPDX-License-Identifier: MIT
 * Three tables: the figures, the calibration by band, the recall of each blocking rule. The JSON has the same rows. */
#include "show/truth.h"

#include "base/num.h"
#include "io/json.h"
#include "show/show.h"

static void add_figures(struct iv_show *s, struct iv_str by, int64_t precision, int64_t recall)
{
	iv_show_text(s, by);
	iv_show_number(s, precision);
	iv_show_number(s, recall);
	iv_show_number(s, iv_truth_f1(precision, recall));
}

static void add_counts(struct iv_show *s, uint64_t right, uint64_t found, uint64_t there)
{
	iv_show_number(s, (int64_t)right);
	iv_show_number(s, (int64_t)found);
	iv_show_number(s, (int64_t)there);
}

/* A sum of shares over records, as their mean in millionths. */
static int64_t mean(double sum, uint64_t records)
{
	return records ? (int64_t)(sum / (double)records * 1000000 + 0.5) : 1000000;
}

static void make_score(const struct iv_truth_score *t, struct iv_show *s)
{
	iv_show_column(s, IV_STR("by"), IV_STR("by"), IV_SHOW_TEXT);
	iv_show_column(s, IV_STR("precision"), IV_STR("precision"), IV_SHOW_FIGURE);
	iv_show_column(s, IV_STR("recall"), IV_STR("recall"), IV_SHOW_FIGURE);
	iv_show_column(s, IV_STR("f1"), IV_STR("F1"), IV_SHOW_FIGURE);
	iv_show_column(s, IV_STR("right"), IV_STR("right"), IV_SHOW_COUNT);
	iv_show_column(s, IV_STR("found"), IV_STR("found"), IV_SHOW_COUNT);
	iv_show_column(s, IV_STR("true"), IV_STR("true"), IV_SHOW_COUNT);
	add_figures(s, IV_STR("pairs"), iv_truth_share(t->pairs_both, t->pairs_found), iv_truth_share(t->pairs_both, t->pairs_true));
	add_counts(s, t->pairs_both, t->pairs_found, t->pairs_true);
	add_figures(s, IV_STR("records"), mean(t->precision_sum, t->records), mean(t->recall_sum, t->records));
	iv_show_none(s);
	iv_show_none(s);
	iv_show_none(s);
	add_figures(s, IV_STR("customers"), iv_truth_share(t->exact, t->clusters), iv_truth_share(t->exact, t->entities));
	add_counts(s, t->exact, t->clusters, t->entities);
}

static void make_bands(const struct iv_truth_bands *b, struct iv_show *s)
{
	iv_show_column(s, IV_STR("from"), IV_STR("from"), IV_SHOW_FIGURE);
	iv_show_column(s, IV_STR("to"), IV_STR("to"), IV_SHOW_FIGURE);
	iv_show_column(s, IV_STR("pairs"), IV_STR("pairs"), IV_SHOW_COUNT);
	iv_show_column(s, IV_STR("stated"), IV_STR("stated"), IV_SHOW_FIGURE);
	iv_show_column(s, IV_STR("true"), IV_STR("true"), IV_SHOW_FIGURE);
	for (int i = 0; i < IV_TRUTH_BANDS; i++) {
		iv_show_number(s, iv_truth_edge[i]);
		iv_show_number(s, iv_truth_edge[i + 1] > 1000000 ? 1000000 : iv_truth_edge[i + 1]);
		iv_show_number(s, (int64_t)b->pairs[i]);
		if (b->pairs[i]) {
			iv_show_number(s, (int64_t)((b->stated[i] + b->pairs[i] / 2) / b->pairs[i]));
			iv_show_number(s, iv_truth_share(b->right[i], b->pairs[i]));
		} else {
			iv_show_none(s);
			iv_show_none(s);
		}
	}
}

static void make_rules(const struct iv_show_truth *t, struct iv_show *s)
{
	iv_show_column(s, IV_STR("rule"), IV_STR("rule"), IV_SHOW_TEXT);
	iv_show_column(s, IV_STR("recall"), IV_STR("recall"), IV_SHOW_FIGURE);
	iv_show_column(s, IV_STR("met"), IV_STR("met"), IV_SHOW_COUNT);
	iv_show_column(s, IV_STR("alone"), IV_STR("by it alone"), IV_SHOW_COUNT);
	for (size_t i = 0; i <= t->rules; i++) {
		uint64_t met = i < t->rules ? t->rule[i].met : t->met;
		iv_show_text(s, i < t->rules ? t->rule[i].name : IV_STR("all"));
		iv_show_number(s, iv_truth_share(met, t->score->pairs_true));
		iv_show_number(s, (int64_t)met);
		if (i < t->rules)
			iv_show_number(s, (int64_t)t->rule[i].alone);
		else
			iv_show_none(s);
	}
}

void iv_show_truth_json(const struct iv_show_truth *t, struct iv_buf *out)
{
	struct iv_show s = { 0 };
	iv_buf_addc(out, '{');
	iv_json_member_int(out, "records", (int64_t)t->score->records);
	iv_json_member_int(out, "unknown", (int64_t)t->score->unknown);
	iv_json_member_int(out, "people", (int64_t)t->score->entities);
	iv_json_member_int(out, "largest", (int64_t)t->score->largest);
	make_score(t->score, &s);
	iv_show_json_member(&s, "figures", out);
	iv_show_release(&s);
	if (t->bands) {
		make_bands(t->bands, &s);
		iv_show_json_member(&s, "bands", out);
		iv_show_release(&s);
	}
	if (t->rules) {
		make_rules(t, &s);
		iv_show_json_member(&s, "rules", out);
		iv_show_release(&s);
	}
	iv_buf_addc(out, '}');
}

void iv_show_truth_table(const struct iv_show_truth *t, struct iv_buf *out)
{
	const struct iv_truth_score *score = t->score;
	struct iv_show s = { 0 };
	iv_buf_addf(out, "%llu records of %llu people", (unsigned long long)score->records, (unsigned long long)score->entities);
	if (score->unknown)
		iv_buf_addf(out, ", %llu of whom the truth is not known", (unsigned long long)score->unknown);
	iv_buf_addf(out, "; the largest customer has %llu %s\n\n", (unsigned long long)score->largest, score->largest == 1 ? "record" : "records");
	make_score(score, &s);
	iv_show_table(&s, out);
	iv_show_release(&s);
	if (t->bands) {
		iv_buf_addc(out, '\n');
		make_bands(t->bands, &s);
		iv_show_table(&s, out);
		iv_show_release(&s);
	}
	if (t->rules) {
		iv_buf_addc(out, '\n');
		make_rules(t, &s);
		iv_show_table(&s, out);
		iv_show_release(&s);
	}
}
