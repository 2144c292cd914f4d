/* SPDX-License-Identifier: MIT
 * What a request says itself: it is looked for in lists, and where it found nobody it is suppressed all the same. */
#include "dedupe_forget.h"

#include <unistd.h>

/* A token stands for one person; a number that several have, for the first. */
void dedupe_forget_token(struct dedupe_forget *f, uint32_t person, struct iv_str token)
{
	size_t before = f->tokens.n;
	uint32_t number = iv_names_add(&f->tokens, token);
	if (f->tokens.n == before)
		return;
	f->token_person = iv_reserve(f->token_person, &f->token_cap, f->tokens.n, sizeof *f->token_person);
	f->token_person[number] = person;
}

/* As a record that has what the request says and nothing else. */
static void read_line(const struct iv_forget_line *line, struct iv_forget_record *out)
{
	*out = (struct iv_forget_record){ .joined = IV_FORGET_NO_DAY };
	if (line->by == IV_FORGET_RECORD) {
		out->source = line->source;
		out->key = line->value;
		return;
	}
	if (line->by == IV_FORGET_CID)
		return;
	out->name = line->by == IV_FORGET_IDNO ? (struct iv_str){ 0 } : line->name;
	out->mark[out->marks++] = (struct iv_forget_mark){ line->value, (uint8_t)line->by };
}

static bool is_known(const struct dedupe_forget *f, struct iv_arena *a, const struct iv_forget_line *line, const struct iv_forget_record *r)
{
	if (line->by == IV_FORGET_CID)
		return iv_forget_find(&f->known, iv_forget_hash(&f->known.key, IV_FORGET_CID, line->value, (struct iv_str){ 0 }));
	return line->by == IV_FORGET_RECORD ? iv_forget_knows(&f->known, r->source, r->key) : iv_forget_suspects(&f->known, a, r);
}

static void remark(struct dedupe *d, const struct iv_forget_line *line, const char *code, const char *what)
{
	struct iv_err err;
	iv_err_set(&err, IV_OK, code, "%s", what);
	iv_err_at(&err, line->file, line->line, 0);
	iv_cli_remark(d->cli, &err);
}

void dedupe_forget_asked(struct dedupe *d, uint32_t person)
{
	struct dedupe_forget *f = d->forget;
	struct dedupe_person *p = &f->person[person];
	struct iv_forget_record r;
	read_line(p->line, &r);
	if (p->line->by != IV_FORGET_RECORD)
		dedupe_forget_token(f, person, p->line->value);
	p->at = d->cli->today;
	if (p->found) {
		if (p->as == person && p->cids.n > 1)
			remark(d, p->line, "several", "means several customers of yesterday; all of them are erased");
		return;
	}
	p->done = is_known(f, &f->arena, p->line, &r);
	if (p->done)
		return;
	remark(d, p->line, "nobody", p->line->by == IV_FORGET_CID ? "finds nobody: no customer has or had that id" : "finds nobody; what it names is kept out from now on");
	iv_forget_note_record(&f->known, r.source, r.key, p->at, p->of_case);
	iv_forget_traits_add(&p->traits, &f->arena, &r);
	iv_forget_note_traits(&f->known, &p->traits, p->at, p->of_case);
}

/* Before the records leave: from then on nobody can come back. Where nothing is added the register stays as it was. */
int dedupe_forget_commit(void *state, struct iv_emit *emit, struct iv_err *err)
{
	struct dedupe *d = state;
	struct dedupe_forget *f = d->forget;
	(void)emit;
	if (!f || (f->known.n == f->read && access(d->options->forgotten, F_OK) == 0))
		return IV_OK;
	iv_forget_print(&f->known, f->read, &f->text);
	int status = iv_out_write(&f->out, iv_buf_str(&f->text), err);
	return status == IV_OK ? iv_out_commit(&f->out, err) : status;
}

void dedupe_forget_stats(const struct dedupe *d, struct iv_buf *stats)
{
	const struct dedupe_forget *f = d->forget;
	uint64_t erased = 0, nobody = 0;
	struct iv_buf b = { 0 };
	if (!f)
		return;
	for (uint32_t i = 0; i < f->lines.n; i++) {
		erased += f->person[i].found && f->person[i].as == i;
		nobody += !f->person[i].found && !f->person[i].done;
	}
	iv_buf_addc(&b, '{');
	iv_json_member_int(&b, "requests", (int64_t)f->lines.n);
	iv_json_member_int(&b, "erased", (int64_t)erased);
	iv_json_member_int(&b, "nobody", (int64_t)nobody);
	iv_json_member_int(&b, "again", (int64_t)(f->persons - f->lines.n));
	iv_json_member_int(&b, "hashes", (int64_t)f->known.n);
	iv_json_member_int(&b, "added", (int64_t)(f->known.n - f->read));
	iv_buf_addc(&b, '}');
	iv_json_member_raw(stats, "forget", iv_buf_str(&b));
	iv_buf_release(&b);
}
