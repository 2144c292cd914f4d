/* SPDX-License-Identifier: MIT
 * The drift limit of ivoc-dedupe: when more of yesterday's customers merged, split or ended than the settings allow, something is wrong with the
 * night (a feed, a map, a model), and it is better that somebody looks than that it is published. */
#include "dedupe_lineage.h"

#include "base/num.h"

static int load_share(const struct iv_conf_node *node, const char *key, double *out, struct iv_err *err)
{
	const struct iv_conf_node *value = iv_conf_get(node, key);
	*out = -1;
	if (!value)
		return IV_OK;
	struct iv_str text = value->text;
	bool percent = value->kind == IV_CONF_SCALAR && iv_str_ends(text, IV_STR("%"));
	text.n -= percent;
	if (!percent || !iv_num_double(text, out) || *out < 0 || *out > 100)
		return iv_conf_error(value, 0, err, "%s: expected a share of yesterday's customers, such as 0.5%%", key);
	return IV_OK;
}

int dedupe_drift_load(const struct iv_conf_node *node, struct dedupe_drift *out, struct iv_err *err)
{
	struct limits {
		struct iv_conf_duty duty;
		const struct iv_conf_node *merged, *split, *gone;
	} l = { 0 };
	static const struct iv_conf_key keys[] = {
		{ "merged", IV_CONF_NODE, offsetof(struct limits, merged), false, NULL },
		{ "split", IV_CONF_NODE, offsetof(struct limits, split), false, NULL },
		{ "gone", IV_CONF_NODE, offsetof(struct limits, gone), false, NULL },
		{ "purpose", IV_CONF_TEXT, offsetof(struct limits, duty.purpose), true, NULL },
		{ "owner", IV_CONF_TEXT, offsetof(struct limits, duty.owner), true, NULL },
	};
	if (!node)
		return IV_OK;
	int status = iv_conf_bind(node, keys, sizeof keys / sizeof *keys, &l, err);
	if (status == IV_OK && !l.merged && !l.split && !l.gone)
		status = iv_conf_error(node, 0, err, "drift: expected a limit: merged, split or gone");
	if (status == IV_OK)
		status = load_share(node, "merged", &out->merged, err);
	if (status == IV_OK)
		status = load_share(node, "split", &out->split, err);
	if (status == IV_OK)
		status = load_share(node, "gone", &out->gone, err);
	out->given = status == IV_OK;
	return status;
}

static void add_percent(struct iv_buf *b, double v)
{
	iv_num_add_double(b, v, 3);
	iv_buf_addc(b, '%');
}

/* Returns whether it is beyond the limit; adds what it came to. */
static bool judge(struct iv_buf *b, uint64_t n, uint64_t all, double limit, const char *what)
{
	if (limit < 0)
		return false;
	double share = 100.0 * (double)n / (double)all;
	if (b->n)
		iv_buf_adds(b, IV_STR(", "));
	iv_buf_addf(b, "%llu %s (", (unsigned long long)n, what);
	add_percent(b, share);
	iv_buf_adds(b, IV_STR(", limit "));
	add_percent(b, limit);
	iv_buf_addc(b, ')');
	return share > limit;
}

int dedupe_drift_check(const struct dedupe *d, struct iv_err *err)
{
	const struct iv_ident_moves *m = &d->moves;
	struct iv_buf b = { 0 };
	bool beyond = false;
	int status = IV_OK;
	if (!d->drift.given || !m->customers)
		return IV_OK;
	beyond |= judge(&b, m->events[IV_IDENT_MERGED], m->customers, d->drift.merged, "merged");
	beyond |= judge(&b, m->split, m->customers, d->drift.split, "split");
	beyond |= judge(&b, m->events[IV_IDENT_RETIRED], m->customers, d->drift.gone, "gone");
	if (beyond)
		status = iv_err_set(err, IV_GUARD, "drift", "changes among yesterday's %llu customers: %s; a drift limit is exceeded, and nothing is written", (unsigned long long)m->customers,
				    iv_buf_text(&b));
	iv_buf_release(&b);
	return status;
}
