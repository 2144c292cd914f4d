/* SPDX-License-Identifier: MIT
 * ivoc-dedupe --receipt: what was erased, in ids and counts; and the register as it leaves. */
#include "dedupe_forget.h"

#include <stdlib.h>

#include "base/date.h"
#include "ident/forget_log.h"

static void add_date(struct iv_buf *out, const char *key, int32_t day)
{
	struct iv_buf date = { 0 };
	iv_date_add(&date, day);
	iv_json_member_text(out, key, iv_buf_str(&date));
	iv_buf_release(&date);
}

static int by_name(const void *a, const void *b, void *ctx)
{
	const struct iv_names *names = ctx;
	return iv_str_cmp(names->name[*(const uint32_t *)a], names->name[*(const uint32_t *)b]);
}

/* The numbers of names in order of these; to be freed. */
static uint32_t *in_order(const struct iv_names *names)
{
	uint32_t *number = iv_alloc((names->n + 1) * sizeof *number);
	for (uint32_t i = 0; i < names->n; i++)
		number[i] = i;
	qsort_r(number, names->n, sizeof *number, by_name, (void *)(uintptr_t)names);
	return number;
}

static void add_names(struct iv_buf *out, const char *key, const struct iv_names *names)
{
	uint32_t *number = in_order(names);
	iv_json_member_raw(out, key, IV_STR("["));
	for (size_t i = 0; i < names->n; i++) {
		iv_json_comma(out);
		iv_json_quote(out, names->name[number[i]]);
	}
	iv_buf_addc(out, ']');
	free(number);
}

static void add_counts(struct iv_buf *out, const char *key, const struct dedupe_counts *c)
{
	uint32_t *number = in_order(&c->name);
	iv_json_member_raw(out, key, IV_STR("{"));
	for (size_t i = 0; i < c->name.n; i++) {
		iv_json_comma(out);
		iv_json_quote(out, c->name.name[number[i]]);
		iv_buf_addf(out, ":%llu", (unsigned long long)c->n[number[i]]);
	}
	iv_buf_addc(out, '}');
	free(number);
}

static void add_erased(struct iv_buf *out, const struct dedupe_person *p)
{
	add_names(out, "cids", &p->cids);
	add_names(out, "was", &p->was);
	add_counts(out, "records", &p->records);
	add_counts(out, "events", &p->events);
	iv_json_member_int(out, "histories", (int64_t)p->rolls);
	iv_json_member_raw(out, "from", IV_STR("{"));
	iv_json_member_int(out, "previous", (int64_t)p->master);
	iv_json_member_int(out, "stream", (int64_t)p->stream);
	iv_json_member_int(out, "lineage", (int64_t)p->log);
	iv_buf_addc(out, '}');
}

static void add_person(const struct dedupe *d, struct iv_buf *out, uint32_t number)
{
	const struct dedupe_person *p = &d->forget->person[number];
	bool same = p->as != number, lists = d->options->lists.n && !same;
	iv_json_comma(out);
	iv_buf_addc(out, '{');
	if (p->line) {
		iv_json_member_int(out, "line", p->line->line);
		add_date(out, "when", p->line->when);
	} else {
		add_date(out, "since", p->at);
	}
	if (p->of_case.n)
		iv_json_member_text(out, "case", p->of_case);
	iv_json_member_text(out, "outcome", !p->found ? p->done ? IV_STR("forgotten before") : IV_STR("nobody") : same ? IV_STR("same") : IV_STR("erased"));
	if (same)
		iv_json_member_int(out, "as", d->forget->person[p->as].line->line);
	else if (p->found)
		add_erased(out, p);
	if (lists) {
		iv_json_member_raw(out, "lists", IV_STR("["));
		iv_buf_adds(out, iv_buf_str(&p->lists));
		iv_buf_addc(out, ']');
	}
	iv_buf_addc(out, '}');
}

static void add_register(const struct dedupe *d, struct iv_buf *out)
{
	const struct dedupe_forget *f = d->forget;
	uint64_t of[IV_FORGET_OFS] = { 0 };
	for (size_t i = f->read; i < f->known.n; i++)
		of[f->known.entry[i].of]++;
	iv_json_member_raw(out, "register", IV_STR("{"));
	iv_json_member_text(out, "file", iv_str_of(d->options->forgotten));
	iv_json_member_int(out, "hashes", (int64_t)f->known.n);
	iv_json_member_raw(out, "added", IV_STR("{"));
	for (int i = 0; i < IV_FORGET_OFS; i++)
		if (of[i])
			iv_json_member_int(out, iv_forget_of_names[i], (int64_t)of[i]);
	iv_buf_adds(out, IV_STR("}}"));
}

/* The file is the user's own, and has keys of records. */
static void add_judgements(const struct dedupe *d, struct iv_buf *out)
{
	const struct dedupe_forget *f = d->forget;
	struct iv_arena arena = { 0 };
	iv_json_member_raw(out, "judgements", IV_STR("["));
	for (size_t i = 0; i < d->judged.list.n; i++) {
		const struct iv_judgement *j = &d->judged.list.item[i];
		if (iv_names_find(&f->records, iv_forget_log_name(&arena, j->a.source, j->a.key)) == IV_NAMES_NONE &&
		    iv_names_find(&f->records, iv_forget_log_name(&arena, j->b.source, j->b.key)) == IV_NAMES_NONE)
			continue;
		iv_json_comma(out);
		iv_buf_addc(out, '{');
		iv_json_member_text(out, "file", iv_str_of(j->file));
		iv_json_member_int(out, "line", j->line);
		iv_buf_addc(out, '}');
	}
	iv_buf_addc(out, ']');
	iv_arena_release(&arena);
}

static void add_unreached(struct iv_buf *out)
{
	static const char *const where[] = {
		"the extracts, which the sources deliver",
		"rejects of this night and of earlier ones (jq, grep)",
		"outputs of earlier nights and copies of them",
		"lists that were not named with --lists, and those that were: they are looked at, not changed",
		"the file of judgements, and that of --forget itself",
		"models of --fit, which have hashes of values that three records or more have",
	};
	iv_json_member_raw(out, "not_reached", IV_STR("["));
	for (size_t i = 0; i < sizeof where / sizeof *where; i++) {
		iv_json_comma(out);
		iv_json_quote(out, iv_str_of(where[i]));
	}
	iv_buf_addc(out, ']');
}

int dedupe_forget_receipt(struct dedupe *d, struct iv_err *err)
{
	const struct dedupe_forget *f = d->forget;
	struct iv_buf b = { 0 };
	if (!d->options->receipt)
		return IV_OK;
	iv_buf_addc(&b, '{');
	iv_json_member_text(&b, "kind", IV_STR("receipt"));
	add_date(&b, "at", d->cli->today);
	iv_json_member_raw(&b, "people", IV_STR("["));
	for (uint32_t i = 0; i < f->lines.n; i++)
		add_person(d, &b, i);
	iv_buf_addc(&b, ']');
	iv_json_member_raw(&b, "again", IV_STR("["));
	for (uint32_t i = (uint32_t)f->lines.n; i < f->persons; i++)
		add_person(d, &b, i);
	iv_buf_addc(&b, ']');
	add_register(d, &b);
	iv_json_member_int(&b, "suppressed", iv_tally_get(&d->cli->tally, "dropped.forgotten"));
	iv_json_member_int(&b, "lineage_lines", (int64_t)f->log_lines);
	add_judgements(d, &b);
	add_unreached(&b);
	iv_buf_adds(&b, IV_STR("}\n"));
	int status = iv_out_write(&d->file[DEDUPE_RECEIPT], iv_buf_str(&b), err);
	iv_buf_release(&b);
	return status;
}
