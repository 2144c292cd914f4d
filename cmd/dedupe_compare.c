/* SPDX-License-Identifier: MIT
 * ivoc-dedupe --compare: what became of the customers of one file in another. Of each record only two hashes are kept, whose it is and which. */
#include "dedupe_lineage.h"

#include <stdlib.h>
#include <unistd.h>

#include "ident/compare.h"
#include "rec/lines.h"
#include "show/show.h"

struct pairs {
	struct iv_ident_pair *pair;
	size_t n, cap;
};

struct compare {
	struct iv_cli *cli;
	struct iv_lines lines;
	uint8_t at; /* 0: the old file is read; 1: the new one */
	struct iv_ident_compared found;
};

struct reader {
	struct iv_rec rec;
	struct pairs pairs[2];
};

static void *reader_new(void *state)
{
	(void)state;
	return iv_zalloc(sizeof(struct reader));
}

static void reader_free(void *worker)
{
	struct reader *r = worker;
	iv_rec_release(&r->rec);
	free(r->pairs[0].pair);
	free(r->pairs[1].pair);
	free(r);
}

static void open_file(struct compare *c)
{
	iv_lines_release(&c->lines);
	c->lines = (struct iv_lines){ .files = c->cli->files + c->at, .files_n = 1, .line_max = c->cli->common->max_line };
}

static int fill(void *state, struct iv_batch *b, struct iv_err *err)
{
	struct compare *c = state;
	int status = iv_lines_fill(&c->lines, b, err);
	if (status == IV_END && !c->at) {
		c->at = 1;
		open_file(c);
		status = iv_lines_fill(&c->lines, b, err);
	}
	b->how = c->at;
	return status;
}

static uint64_t not_zero(uint64_t hash)
{
	return hash ? hash : 1;
}

static void add(struct pairs *p, struct iv_str source, struct iv_str key, uint64_t cid)
{
	p->pair = iv_reserve(p->pair, &p->cap, p->n + 1, sizeof *p->pair);
	p->pair[p->n++] = (struct iv_ident_pair){ not_zero(iv_match_id_of(source, key)), cid };
}

/* Tombstones are nobody's records. */
static void add_parts(struct reader *r, struct pairs *p, struct iv_arena *a, uint64_t cid)
{
	struct iv_json_walk w = iv_json_open(iv_rec_raw(&r->rec, IV_STR("parts")));
	while (!w.object && iv_json_next(&w)) {
		struct iv_str source = iv_json_get(w.value, IV_STR("source")), key = iv_json_get(w.value, IV_STR("key")), party = iv_json_get(w.value, IV_STR("party"));
		bool gone = party.n && *party.p == '{' && iv_str_eq(iv_json_get(party, IV_STR("deleted")), IV_STR("true"));
		if (!gone && source.n && key.n && *source.p == '"' && *key.p == '"')
			add(p, iv_json_text(source, a), iv_json_text(key, a), cid);
	}
}

static int read_one(struct reader *r, struct pairs *p, struct iv_batch *b, const struct iv_unit *u, struct iv_err *err)
{
	if (u->bad) {
		*err = *u->bad;
		return IV_REJECT;
	}
	int status = iv_rec_read(&r->rec, u->bytes, &b->arena, err);
	if (status != IV_OK)
		return status;
	const struct iv_rec *rec = &r->rec;
	if (rec->kind != IV_KIND_CUSTOMER && rec->kind != IV_KIND_PARTY && rec->kind != IV_KIND_EVENT)
		return IV_OK;
	struct iv_str cid = iv_rec_text(rec, IV_STR("cid"));
	if (!cid.n && rec->kind != IV_KIND_EVENT) {
		iv_err_set(err, IV_REJECT, "no_cid", "is missing: expected customers, or records that came through ivoc-dedupe");
		iv_err_field(err, IV_STR("cid"));
		return IV_REJECT;
	}
	uint64_t id = not_zero(iv_hash(cid));
	bool gone = iv_str_eq(iv_rec_raw(rec, IV_STR("deleted")), IV_STR("true"));
	if (rec->kind == IV_KIND_CUSTOMER)
		add_parts(r, p, &b->arena, id);
	else if (rec->kind == IV_KIND_PARTY && !gone)
		add(p, iv_rec_text(rec, IV_STR("source")), iv_rec_text(rec, IV_STR("key")), id);
	return IV_OK;
}

static int work(void *worker, struct iv_emit *emit, struct iv_err *err)
{
	struct reader *r = worker;
	struct iv_batch *b = emit->batch;
	int status = IV_OK;
	for (size_t i = 0; i < b->n && status >= 0; i++) {
		const struct iv_unit *u = &b->unit[i];
		iv_emit_count(emit, "in", 1);
		status = read_one(r, &r->pairs[b->how], b, u, err);
		if (status == IV_REJECT)
			iv_batch_reject(b, emit->cli->program->name, &u->place, err, u->bytes);
	}
	return status < 0 ? status : IV_OK;
}

static void sort(void *ctx, void *items, size_t n)
{
	iv_match_sort_array(items, n, sizeof(struct iv_ident_pair), *(unsigned *)ctx);
}

static int finish(void *state, void *const *workers, size_t n, struct iv_err *err)
{
	struct compare *c = state;
	struct pairs all[2] = { { 0 } };
	unsigned threads = (unsigned)c->cli->common->threads;
	for (int side = 0; side < 2; side++)
		for (size_t i = 0; i < n; i++) {
			struct pairs *p = &((struct reader *)workers[i])->pairs[side], *to = &all[side];
			to->pair = iv_reserve(to->pair, &to->cap, to->n + p->n + 1, sizeof *to->pair);
			memcpy(to->pair + to->n, p->pair ? p->pair : to->pair, p->n * sizeof *p->pair);
			to->n += p->n;
			free(p->pair);
			*p = (struct pairs){ 0 };
		}
	int status = iv_ident_compare(all[0].pair, all[0].n, all[1].pair, all[1].n, sort, &threads, &c->found, err);
	free(all[0].pair);
	free(all[1].pair);
	return status;
}

static int print(void *state, struct iv_buf *out, struct iv_err *err)
{
	const struct compare *c = state;
	const char *output = c->cli->common->output;
	struct iv_show s = { 0 };
	(void)err;
	iv_show_column(&s, IV_STR("change"), IV_STR("customers"), IV_SHOW_TEXT);
	iv_show_column(&s, IV_STR("before"), IV_STR("before"), IV_SHOW_COUNT);
	iv_show_column(&s, IV_STR("after"), IV_STR("after"), IV_SHOW_COUNT);
	iv_show_column(&s, IV_STR("renamed"), IV_STR("with another id"), IV_SHOW_COUNT);
	for (int i = 0; i < IV_FATES; i++) {
		iv_show_text(&s, iv_str_of(iv_ident_fate_names[i]));
		iv_show_number(&s, (int64_t)c->found.fate[i].before);
		iv_show_number(&s, (int64_t)c->found.fate[i].after);
		iv_show_number(&s, (int64_t)c->found.fate[i].renamed);
	}
	if ((!output || !strcmp(output, "-")) && isatty(STDOUT_FILENO))
		iv_show_table(&s, out);
	else
		iv_show_json(&s, out);
	iv_show_release(&s);
	return IV_OK;
}

int dedupe_compare(struct iv_cli *cli)
{
	static const struct iv_custom life = { .fill = fill, .worker_new = reader_new, .worker_free = reader_free, .work = work, .finish = finish, .tail = print };
	struct compare c = { .cli = cli };
	open_file(&c);
	int status = iv_cli_custom(cli, &life, &c);
	iv_lines_release(&c.lines);
	return status;
}
