/* SPDX-License-Identifier: MIT
 * What --stats says about the matching. */
#include "dedupe.h"

#include "base/num.h"

enum { BLOCKED_SHOWN = 100 };

static void add_blocked(const struct dedupe *d, struct iv_buf *out)
{
	static const char *const type[] = { "phone", "phone", "email", "ids", "" };
	const struct iv_match_crowd *crowd = &d->match.crowd;
	iv_buf_addc(out, '[');
	for (size_t i = 0; i < crowd->blocked_n && i < BLOCKED_SHOWN; i++) {
		const struct iv_match_blocked *b = &crowd->blocked[i];
		struct iv_buf shown = { 0 };
		iv_buf_add(&shown, b->id.head, strnlen(b->id.head, sizeof b->id.head));
		iv_buf_adds(&shown, IV_STR("****"));
		iv_buf_add(&shown, b->id.tail, strnlen(b->id.tail, sizeof b->id.tail));
		iv_json_comma(out);
		iv_buf_addc(out, '{');
		iv_json_member_text(out, "type", iv_str_of(type[b->id.type]));
		iv_json_member_text(out, "value", iv_buf_str(&shown));
		iv_json_member_int(out, "names", b->names);
		iv_json_member_int(out, "records", b->records);
		iv_buf_addc(out, '}');
		iv_buf_release(&shown);
	}
	iv_buf_addc(out, ']');
}

static size_t count_clusters(const struct dedupe *d)
{
	size_t n = 0;
	for (size_t c = 0; c < d->match.clusters.n; c++)
		n += d->name[c].first != IV_IDENT_NONE;
	return n;
}

void dedupe_report(const struct dedupe *d, struct iv_buf *stats)
{
	struct iv_buf b = { 0 };
	const struct iv_tally *t = &d->cli->tally;
	iv_buf_addc(&b, '{');
	iv_json_member_int(&b, "parties", (int64_t)d->match.crowd.records);
	iv_json_member_int(&b, "customers", (int64_t)count_clusters(d));
	iv_json_member_int(&b, "pairs", (int64_t)d->match.pairs);
	iv_json_member_int(&b, "links", (int64_t)d->match.links);
	iv_json_member_int(&b, "refused", (int64_t)d->match.clusters.refused);
	iv_json_member_int(&b, "cut", (int64_t)d->match.split);
	for (int by = 1; by < IV_BY_N; by++)
		iv_json_member_int(&b, iv_match_by_name((enum iv_match_by)by), (int64_t)d->match.clusters.joined[by]);
	iv_buf_addc(&b, '}');
	iv_json_member_raw(stats, "matching", iv_buf_str(&b));
	int64_t known = iv_tally_get(t, "callers.recognised"), callers = known + iv_tally_get(t, "callers.new");
	if (callers) {
		iv_buf_clear(&b);
		iv_num_add_double(&b, (double)known / (double)callers, 4);
		iv_json_member_raw(stats, "recognition", iv_buf_str(&b));
	}
	iv_buf_clear(&b);
	add_blocked(d, &b);
	iv_json_member_raw(stats, "blocked", iv_buf_str(&b));
	iv_json_member_int(stats, "blocked_n", (int64_t)d->match.crowd.blocked_n);
	iv_buf_release(&b);
}
