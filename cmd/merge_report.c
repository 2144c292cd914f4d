/* SPDX-License-Identifier: MIT
 * ivoc-merge --report: how good the customer view is, summed up by the workers while they write the customers. */
#include "merge.h"

#include <unistd.h>

#include "base/date.h"
#include "io/out.h"
#include "show/view.h"

static bool is_stdout(const char *path)
{
	return !path || !strcmp(path, "-");
}

int merge_report_check(const struct merge_state *s, struct iv_err *err)
{
	const struct merge_options *o = s->options;
	if (!o->report)
		return IV_OK;
	bool taken = is_stdout(o->common.output) || (o->common.stats && is_stdout(o->common.stats)) || (o->common.rejects && is_stdout(o->common.rejects));
	if (is_stdout(o->report) && taken)
		return iv_err_set(err, IV_WRONG, "usage", "--report: standard output is taken already; name a file");
	return IV_OK;
}

void merge_report_add(struct merge_view *v, const struct merge_state *s, const struct iv_rec *customer)
{
	v->sums.today = s->cli->today;
	v->sums.year_ago = iv_date_add_months(s->cli->today, -12);
	v->sums.arena = &v->arena;
	iv_merge_view_add(&v->sums, customer);
	iv_arena_clear(&v->arena);
}

void merge_report_line(struct merge_view *v, const struct merge_state *s, struct iv_str line)
{
	struct iv_err err;
	if (iv_rec_read(&v->customer, line, &v->arena, &err) == IV_OK)
		merge_report_add(v, s, &v->customer);
}

void merge_report_release(struct merge_view *v)
{
	iv_merge_view_release(&v->sums);
	iv_rec_release(&v->customer);
	iv_arena_release(&v->arena);
}

int merge_report_write(const struct merge_state *s, const struct iv_merge_view *all, struct iv_err *err)
{
	const char *path = s->options->report;
	struct iv_buf text = { 0 };
	if (is_stdout(path) && isatty(STDOUT_FILENO))
		iv_show_view_table(all, s->cli->today, &text);
	else
		iv_show_view_json(all, s->cli->today, &text);
	int status = iv_out_text(path, 0644, iv_buf_str(&text), err);
	iv_buf_release(&text);
	return status;
}
