/* SPDX-License-Identifier: MIT
 * What --stats and --report say about the matching. */
#include "dedupe_forget.h"
#include "dedupe_model.h"

#include <stdlib.h>

#include "base/num.h"

enum { BLOCKED_SHOWN = 100, BLOCKED_TOLD = 10 };

bool dedupe_is_compared(const struct dedupe *d, uint32_t part)
{
	return iv_match_is_party(&d->people, part);
}

/* At most half of a value may be shown. Bytes beyond ASCII are left out: half a character says nothing. */
static void add_masked(const struct iv_match_blocked *b, struct iv_buf *out)
{
	struct iv_buf digits = { 0 };
	struct iv_str s = { b->id.text, b->id.n };
	if (b->id.type == IV_ID_PHONE || b->id.type == IV_ID_LANDLINE) {
		iv_buf_addc(&digits, '+');
		iv_num_add_int(&digits, (int64_t)b->id.value);
		s = iv_buf_str(&digits);
	}
	size_t head = s.n / 2 < 6 ? s.n / 2 : 6, tail = head >= 4 ? 2 : 0;
	head = head - tail > 4 ? 4 : head - tail;
	for (size_t i = 0; i < head; i++)
		iv_buf_addc(out, (unsigned char)s.p[i] < 0x80 ? s.p[i] : '?');
	iv_buf_adds(out, IV_STR("****"));
	for (size_t i = 0; i < tail; i++)
		iv_buf_addc(out, (unsigned char)s.p[s.n - tail + i] < 0x80 ? s.p[s.n - tail + i] : '?');
	iv_buf_release(&digits);
}

static const char *type_of(const struct iv_match_blocked *b)
{
	static const char *const type[] = { "phone", "phone", "email", "ids", "" };
	return type[b->id.type];
}

static void add_blocked(const struct dedupe *d, struct iv_buf *out)
{
	const struct iv_match_crowd *crowd = &d->match.crowd;
	iv_buf_addc(out, '[');
	for (size_t i = 0; i < crowd->blocked_n && i < BLOCKED_SHOWN; i++) {
		const struct iv_match_blocked *b = &crowd->blocked[i];
		struct iv_buf shown = { 0 };
		add_masked(b, &shown);
		iv_json_comma(out);
		iv_buf_addc(out, '{');
		iv_json_member_text(out, "type", iv_str_of(type_of(b)));
		iv_json_member_text(out, "value", iv_buf_str(&shown));
		iv_json_member_int(out, "names", b->names);
		iv_json_member_int(out, "records", b->records);
		iv_buf_addc(out, '}');
		iv_buf_release(&shown);
	}
	iv_buf_addc(out, ']');
}

/* Callers who are strangers are customers without a record. */
static void count_customers(const struct dedupe *d, struct iv_show_matching *m)
{
	uint32_t *size = dedupe_customer_sizes(d);
	for (size_t c = 0; c < d->match.clusters.clusters; c++) {
		if (d->hidden && d->hidden[c]) {
			m->parties -= size[c];
			continue;
		}
		m->customers += size[c] > 0;
		m->several += size[c] > 1;
		m->largest = size[c] > m->largest ? size[c] : m->largest;
	}
	free(size);
}

static void add_words(const struct dedupe *d, struct iv_buf *out)
{
	const struct iv_match_crowd *crowd = &d->match.crowd;
	const struct iv_tally *t = &d->cli->tally;
	struct iv_arena arena = { 0 };
	struct iv_show_junk junk[BLOCKED_TOLD];
	struct iv_buf shown[BLOCKED_TOLD] = { { 0 } };
	struct iv_show_matching m = {
		.parties = crowd->records + d->match.copies.records,
		.copies = d->match.copies.records,
		.copied = d->match.copies.groups,
		.pairs = d->match.scores.compared,
		.links = d->match.links,
		.refused = d->match.clusters.refused,
		.recognised = (uint64_t)iv_tally_get(t, "callers.recognised"),
		.strangers = (uint64_t)iv_tally_get(t, "callers.new"),
		.skipped = iv_match_windowed(&d->match),
		.musts = d->judged.musts,
		.nevers = d->judged.nevers,
		.void_judgements = d->judged.strangers,
		.households = d->households.shared,
		.together = d->households.people,
		.junk = junk,
		.junk_all = crowd->blocked_n,
	};
	count_customers(d, &m);
	m.forgotten = d->hidden ? d->forget->hidden[DEDUPE_ERASED] + d->forget->hidden[DEDUPE_FORGOTTEN] : 0;
	dedupe_model_words(d, &arena, &m);
	for (; m.junk_n < crowd->blocked_n && m.junk_n < BLOCKED_TOLD; m.junk_n++) {
		const struct iv_match_blocked *b = &crowd->blocked[m.junk_n];
		add_masked(b, &shown[m.junk_n]);
		junk[m.junk_n] = (struct iv_show_junk){ type_of(b), iv_buf_str(&shown[m.junk_n]), b->names, b->records };
	}
	iv_show_matching(&m, out);
	for (size_t i = 0; i < m.junk_n; i++)
		iv_buf_release(&shown[i]);
	iv_arena_release(&arena);
}

static size_t count_clusters(const struct dedupe *d)
{
	size_t n = 0;
	for (size_t c = 0; c < d->match.clusters.clusters; c++)
		n += d->name[c].first != IV_IDENT_NONE && !(d->hidden && d->hidden[c]);
	return n;
}

static void add_stats(const struct dedupe *d, struct iv_buf *stats)
{
	struct iv_buf b = { 0 };
	const struct iv_tally *t = &d->cli->tally;
	iv_buf_addc(&b, '{');
	iv_json_member_int(&b, "parties", (int64_t)(d->match.crowd.records + d->match.copies.records));
	iv_json_member_int(&b, "copies", (int64_t)d->match.copies.records);
	iv_json_member_int(&b, "customers", (int64_t)count_clusters(d));
	iv_json_member_int(&b, "pairs", (int64_t)d->match.scores.compared);
	iv_json_member_int(&b, "links", (int64_t)d->match.links);
	iv_json_member_int(&b, "refused", (int64_t)d->match.clusters.refused);
	iv_json_member_int(&b, "windowed", (int64_t)iv_match_windowed(&d->match));
	iv_buf_addc(&b, '}');
	iv_json_member_raw(stats, "matching", iv_buf_str(&b));
	dedupe_model_stats(d, stats);
	int64_t known = iv_tally_get(t, "callers.recognised"), callers = known + iv_tally_get(t, "callers.new");
	if (callers) {
		iv_buf_clear(&b);
		iv_num_add_double(&b, (double)known / (double)callers, 4);
		iv_json_member_raw(stats, "recognition", iv_buf_str(&b));
	}
	dedupe_lineage_stats(d, stats);
	dedupe_forget_stats(d, stats);
	iv_buf_clear(&b);
	add_blocked(d, &b);
	iv_json_member_raw(stats, "blocked", iv_buf_str(&b));
	iv_json_member_int(stats, "blocked_n", (int64_t)d->match.crowd.blocked_n);
	iv_buf_release(&b);
}

static int write_words(struct dedupe *d, struct iv_buf *stats, struct iv_err *err)
{
	struct iv_buf words = { 0 };
	bool wanted = d->file[DEDUPE_REPORT].open;
	if (wanted)
		add_words(d, &words);
	dedupe_truth_report(d, stats, &words);
	int status = wanted ? iv_out_write(&d->file[DEDUPE_REPORT], iv_buf_str(&words), err) : IV_OK;
	iv_buf_release(&words);
	return status;
}

int dedupe_finish(struct dedupe *d, struct iv_buf *stats)
{
	struct iv_err err;
	int status = IV_OK;
	dedupe_blocking_stats(d, stats);
	if (d->options->plan) {
		iv_tally_add(&d->cli->tally, "dropped.plan", (int64_t)d->lines);
	} else {
		add_stats(d, stats);
		dedupe_model_remark(d);
		status = write_words(d, stats, &err);
		if (status == IV_OK)
			status = dedupe_forget_receipt(d, &err);
	}
	for (int i = 0; i < DEDUPE_FILES && status == IV_OK; i++)
		if (d->file[i].open)
			status = iv_out_commit(&d->file[i], &err);
	if (status != IV_OK)
		iv_cli_error(d->cli, &err);
	return status;
}
