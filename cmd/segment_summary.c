/* SPDX-License-Identifier: MIT
 * ivoc-segment --summary, and its part of --stats: who, how many, what share, what they spent, what overlaps. */
#include "segment.h"

#include "base/num.h"

static void add_up(struct segment_run *run, struct iv_segment_tally *sum)
{
	iv_segment_tally_start(sum, run->set.n);
	for (struct segment_worker *w = run->workers; w; w = w->next)
		iv_segment_tally_merge(sum, &w->tally);
}

static struct iv_str group_name(const struct segment_run *run, size_t group)
{
	if (group < run->set.n)
		return run->set.segment[group].name;
	return group == run->set.n ? IV_STR("(none)") : IV_STR("(all)");
}

/* The sum in ten-thousandths, if it is an amount at all. */
static bool amount(iv_segment_sum v, int64_t *out)
{
	if (v > INT64_MAX || v < INT64_MIN)
		return false;
	*out = (int64_t)v;
	return true;
}

/* Rounded half away from zero at the fourth decimal. */
static int64_t average(int64_t sum, int64_t n)
{
	int64_t half = n / 2;
	return sum / n + (sum % n >= n - half ? 1 : sum % n <= half - n ? -1 : 0);
}

static void add_columns(struct iv_show *s, const struct iv_segment_tally *t, const uint32_t *currency)
{
	iv_show_column(s, IV_STR("segment"), IV_STR("segment"), IV_SHOW_TEXT);
	iv_show_column(s, IV_STR("customers"), IV_STR("customers"), IV_SHOW_COUNT);
	iv_show_column(s, IV_STR("share"), IV_STR("share"), IV_SHOW_SHARE);
	for (size_t c = 0; c < t->currencies.n; c++) {
		struct iv_str code = t->currencies.name[currency[c]];
		iv_show_column(s, iv_arena_fmt(&s->arena, "spend_" IV_FMT, IV_ARG(code)), iv_arena_fmt(&s->arena, "spend " IV_FMT, IV_ARG(code)),
			       IV_SHOW_MONEY);
		iv_show_column(s, iv_arena_fmt(&s->arena, "average_" IV_FMT, IV_ARG(code)), iv_arena_fmt(&s->arena, "average " IV_FMT, IV_ARG(code)),
			       IV_SHOW_MONEY);
	}
	iv_show_column(s, IV_STR("owner"), IV_STR("owner"), IV_SHOW_TEXT);
}

static int add_rows(struct iv_show *s, const struct segment_run *run, const struct iv_segment_tally *t, const uint32_t *currency, struct iv_err *err)
{
	for (size_t g = 0; g < t->n + 2; g++) {
		iv_show_text(s, group_name(run, g));
		iv_show_number(s, t->customers[g]);
		iv_show_share(s, t->customers[g], t->customers[t->n + 1]);
		for (size_t c = 0; c < t->currencies.n; c++) {
			const struct iv_segment_money *m = iv_segment_tally_money(t, currency[c], g);
			int64_t spend;
			if (!amount(m->spend, &spend))
				return iv_err_set(err, IV_FAIL, "sum_too_large", "the spend of '" IV_FMT "' adds up to more than 922 trillion",
						  IV_ARG(group_name(run, g)));
			iv_show_number(s, spend);
			if (m->customers)
				iv_show_number(s, average(spend, m->customers));
			else
				iv_show_none(s);
		}
		iv_show_text(s, g < t->n ? run->set.segment[g].duty.owner : (struct iv_str){ 0 });
	}
	return IV_OK;
}

int segment_summary(void *state, struct iv_emit *emit, struct iv_err *err)
{
	struct segment_run *run = state;
	struct iv_segment_tally sum;
	struct iv_show show = { 0 };
	add_up(run, &sum);
	uint32_t *currency = iv_alloc((sum.currencies.n + 1) * sizeof *currency);
	iv_segment_tally_currencies(&sum, currency);
	add_columns(&show, &sum, currency);
	int status = add_rows(&show, run, &sum, currency, err);
	if (status == IV_OK)
		iv_show_print(&show, run->format, emit->to);
	free(currency);
	iv_show_release(&show);
	iv_segment_tally_release(&sum);
	return status;
}

/* Pairs of segments of which one lies wholly within the other. */
static void add_overlaps(const struct segment_run *run, const struct iv_segment_tally *t, struct iv_buf *out)
{
	iv_buf_addc(out, '[');
	for (size_t a = 0; a < t->n; a++)
		for (size_t b = a + 1; b < t->n; b++) {
			int64_t both = t->both[a * t->n + b];
			bool a_in_b = both && both == t->customers[a], b_in_a = both && both == t->customers[b];
			if (!a_in_b && !b_in_a)
				continue;
			size_t inner = a_in_b ? a : b;
			iv_json_comma(out);
			iv_buf_addc(out, '{');
			iv_json_member_text(out, a_in_b && b_in_a ? "equal" : "segment", run->set.segment[inner].name);
			iv_json_member_text(out, a_in_b && b_in_a ? "to" : "within", run->set.segment[inner == a ? b : a].name);
			iv_json_member_int(out, "customers", both);
			iv_buf_addc(out, '}');
		}
	iv_buf_addc(out, ']');
}

void segment_stats(struct segment_run *run, struct iv_buf *out)
{
	struct iv_segment_tally sum;
	add_up(run, &sum);
	struct iv_buf b = { 0 };
	iv_buf_addc(&b, '{');
	for (size_t g = 0; g < sum.n + 2; g++) {
		iv_json_comma(&b);
		iv_json_quote(&b, group_name(run, g));
		iv_buf_addc(&b, ':');
		iv_num_add_int(&b, sum.customers[g]);
	}
	iv_buf_addc(&b, '}');
	iv_json_member_raw(out, "segments", iv_buf_str(&b));
	iv_buf_clear(&b);
	add_overlaps(run, &sum, &b);
	iv_json_member_raw(out, "overlaps", iv_buf_str(&b));
	iv_buf_release(&b);
	iv_segment_tally_release(&sum);
}
