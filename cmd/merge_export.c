/* SPDX-License-Identifier: MIT
 * ivoc-merge --export: all that is held about one person, for that person. */
#include "merge.h"
#include "show/export.h"

int merge_export_check(struct merge_state *s, struct iv_err *err)
{
	if (!s->options->export_cid)
		return IV_OK;
	s->one.cid = iv_str_of(s->options->export_cid);
	return s->one.cid.n ? IV_OK : iv_err_set(err, IV_WRONG, "usage", "--export: expected the id of a customer");
}

static int print(void *state, struct iv_emit *emit, struct iv_err *err)
{
	return iv_show_export(&((struct merge_state *)state)->one.customer, emit->to, err) == IV_OK ? IV_OK : IV_FAIL;
}

const struct iv_gather merge_export = {
	.accept = merge_one_accept,
	.absorb = merge_one_absorb,
	.finish = merge_one_make,
	.tail = print,
};
