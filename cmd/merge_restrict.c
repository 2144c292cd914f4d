/* SPDX-License-Identifier: MIT
 * ivoc-merge --restrict: people who are kept, and marked so that no list is made of them. */
#include "merge.h"

#include "io/in.h"

int merge_restrict_read(struct merge_state *s, struct iv_err *err)
{
	const struct merge_options *o = s->options;
	struct iv_buf text = { 0 };
	if (!o->restrict_file)
		return IV_OK;
	int status = iv_in_all(o->restrict_file, &text, err);
	if (status == IV_OK)
		status = iv_merge_restrict_parse(&s->restricted, o->restrict_file, iv_buf_str(&text), err);
	iv_buf_release(&text);
	return status;
}

int merge_restrict_check(const struct merge_state *s, const struct iv_rec *recs, size_t n, struct iv_err *err)
{
	for (size_t i = 0; !s->options->restrict_file && i < n; i++) {
		if (!iv_rec_find(&recs[i], IV_STR("restricted")) || recs[i].kind != IV_KIND_CUSTOMER)
			continue;
		iv_err_set(err, IV_FAIL, "no_list", "a customer is restricted, and nothing says whether it still is: expected --restrict with the list, which may be empty");
		iv_err_at(err, recs[i].file, recs[i].line_no, 0);
		return IV_FAIL;
	}
	return IV_OK;
}

void merge_restrict_end(struct merge_state *s, bool *const *met, size_t n)
{
	const struct iv_merge_restrict *r = &s->restricted;
	struct iv_buf b = { 0 };
	int64_t nobody = 0;
	for (size_t i = 0; i < r->n; i++) {
		struct iv_err err;
		bool any = false;
		for (size_t k = 0; k < n; k++)
			any |= met[k][i];
		if (any)
			continue;
		nobody++;
		iv_err_set(&err, IV_OK, "restricts_nobody", "names nobody in the input");
		iv_err_at(&err, s->options->restrict_file, r->item[i].line, 0);
		iv_cli_remark(s->cli, &err);
	}
	iv_buf_addc(&b, '{');
	iv_json_member_int(&b, "lines", (int64_t)r->n);
	iv_json_member_int(&b, "nobody", nobody);
	iv_buf_addc(&b, '}');
	iv_json_member_raw(&s->cli->more_stats, "restrict", iv_buf_str(&b));
	iv_buf_release(&b);
}
