/* SPDX-License-Identifier: MIT
 * ivoc-merge --explain: one customer as a person would want to read it. */
#include "merge.h"
#include "show/customer.h"

int merge_explain_check(struct merge_state *s, struct iv_err *err)
{
	const struct merge_options *o = s->options;
	if (!o->explain)
		return IV_OK;
	s->one.cid = iv_str_of(o->explain);
	return s->one.cid.n ? IV_OK : iv_err_set(err, IV_WRONG, "usage", "--explain: expected the id of a customer");
}

/* What ivoc-dedupe --explain put on the lines of this night. */
static size_t links_of(struct merge_one *one, struct iv_show_link *link)
{
	struct iv_rec rec = { 0 };
	struct iv_err err;
	size_t n = 0;
	for (size_t i = 0; i < one->n; i++) {
		if (iv_rec_read(&rec, one->line[i], &one->arena, &err) != IV_OK)
			continue;
		link[n] = (struct iv_show_link){ iv_rec_text(&rec, IV_STR("source")), iv_rec_text(&rec, IV_STR("key")), iv_rec_raw(&rec, IV_STR("link")) };
		n += link[n].link.n > 0;
	}
	iv_rec_release(&rec);
	return n;
}

static int print(void *state, struct iv_emit *emit, struct iv_err *err)
{
	struct merge_one *one = &((struct merge_state *)state)->one;
	struct iv_show_link *link = iv_arena_alloc(&one->arena, (one->n + 1) * sizeof *link);
	int status = iv_show_customer(&one->customer, link, links_of(one, link), emit->to, err);
	return status == IV_OK ? IV_OK : IV_FAIL;
}

const struct iv_gather merge_explain = {
	.accept = merge_one_accept,
	.absorb = merge_one_absorb,
	.finish = merge_one_make,
	.tail = print,
};
