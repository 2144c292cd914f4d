/* SPDX-License-Identifier: MIT
 * ivoc-dedupe --lists: in which published files who is erased stands. Lines with a cid are looked up by it and was, others by what may be an id, a number or
 * an address. */
#include "dedupe_forget.h"

#include <stdlib.h>

#include "ident/forget_token.h"
#include "io/in.h"

enum { CHUNK = 1 << 16, SHOWN = 100 }; /* bytes that are read at once; numbers of lines that are told of one person and file */

int dedupe_forget_lines(const char *path, int (*each)(void *ctx, struct iv_str line, long number, struct iv_err *err), void *ctx, struct iv_err *err)
{
	struct iv_in *in = NULL;
	struct iv_buf text = { 0 };
	ptrdiff_t n = 1;
	long number = 1;
	int status = iv_in_open(&in, path, err);
	while (status == IV_OK && n > 0) {
		struct iv_str rest, line;
		iv_buf_grow(&text, CHUNK);
		n = iv_in_read(in, text.p + text.n, CHUNK, err);
		text.n += n > 0 ? (size_t)n : 0;
		rest = iv_buf_str(&text);
		for (const char *end; status == IV_OK && rest.n && (end = memchr(rest.p, '\n', rest.n)); rest = iv_str_from(rest, line.n + 1)) {
			line = (struct iv_str){ rest.p, (size_t)(end - rest.p) };
			status = each(ctx, line, number++, err);
		}
		if (n == 0 && rest.n && status == IV_OK) {
			status = each(ctx, rest, number, err);
			rest.n = 0;
		}
		memmove(text.p, rest.p, rest.n);
		text.n = rest.n;
	}
	if (status == IV_OK && n < 0)
		status = IV_FAIL;
	if (status != IV_OK)
		iv_err_at(err, path, 0, 0);
	iv_in_close(in);
	iv_buf_release(&text);
	return status;
}

struct hits {
	uint64_t n;
	long last; /* the line that was counted last */
	struct iv_buf lines;
};

struct search {
	struct dedupe_forget *f;
	struct hits *hits; /* of each person */
	struct iv_names forms;
	uint32_t *person; /* of each form */
	size_t cap;
	struct iv_json json;
	struct iv_arena arena;
};

static void list_forms(struct search *s)
{
	struct iv_str form[IV_FORGET_FORMS];
	for (uint32_t i = 0; i < s->f->tokens.n; i++) {
		size_t n = iv_forget_token_forms(&s->arena, s->f->tokens.name[i], form);
		for (size_t k = 0; k < n; k++) {
			uint32_t number = iv_names_add(&s->forms, form[k]);
			size_t had = s->cap;
			s->person = iv_reserve(s->person, &s->cap, s->forms.n, sizeof *s->person);
			if (s->cap > had)
				memset(s->person + had, 0, (s->cap - had) * sizeof *s->person);
			if (!s->person[number])
				s->person[number] = 1 + s->f->person[s->f->token_person[i]].as;
		}
	}
}

static void look_up(struct search *s, struct iv_str token, long number)
{
	uint32_t found = iv_names_find(&s->forms, token);
	struct hits *h = found == IV_NAMES_NONE ? NULL : &s->hits[s->person[found] - 1];
	if (!h || h->last == number)
		return;
	h->last = number;
	if (h->n++ < SHOWN)
		iv_buf_addf(&h->lines, "%s%ld", h->lines.n ? "," : "", number);
}

static void look_up_text(struct search *s, struct iv_str raw, long number)
{
	if (iv_json_type_of(raw) == IV_JSON_STRING)
		look_up(s, iv_json_text(raw, &s->arena), number);
}

/* True: the line has a cid, and nothing else of it tells whose it is. */
static bool by_cid(struct search *s, struct iv_str line, long number)
{
	struct iv_err none;
	if (!line.n || *line.p != '{' || iv_json_scan(&s->json, line, &none) != IV_OK)
		return false;
	const struct iv_json_member *cid = iv_json_find(&s->json, IV_STR("cid")), *was = iv_json_find(&s->json, IV_STR("was"));
	if (!cid)
		return false;
	look_up_text(s, cid->value, number);
	struct iv_json_walk w = was ? iv_json_open(was->value) : (struct iv_json_walk){ 0 };
	while (was && !w.object && iv_json_next(&w))
		look_up_text(s, w.value, number);
	return true;
}

static int search_line(void *ctx, struct iv_str line, long number, struct iv_err *err)
{
	struct search *s = ctx;
	struct iv_str token;
	(void)err;
	iv_arena_clear(&s->arena);
	if (by_cid(s, iv_str_trim(line), number))
		return IV_OK;
	while (iv_forget_token_next(&line, &token))
		look_up(s, iv_forget_token_plain(&s->arena, token), number);
	return IV_OK;
}

static void tell(struct search *s, const char *path)
{
	for (size_t i = 0; i < s->f->persons; i++) {
		struct hits *h = &s->hits[i];
		struct iv_buf *out = &s->f->person[i].lists;
		if (h->n) {
			iv_json_comma(out);
			iv_buf_addc(out, '{');
			iv_json_member_text(out, "file", iv_str_of(path));
			iv_json_member_int(out, "n", (int64_t)h->n);
			iv_json_member_raw(out, "lines", IV_STR("["));
			iv_buf_adds(out, iv_buf_str(&h->lines));
			iv_buf_adds(out, IV_STR("]}"));
		}
		iv_buf_release(&h->lines);
		*h = (struct hits){ 0 };
	}
}

int dedupe_forget_search(struct dedupe *d, struct iv_err *err)
{
	const struct iv_opt_texts *lists = &d->options->lists;
	struct search s = { .f = d->forget };
	int status = IV_OK;
	s.hits = iv_zalloc((d->forget->persons + 1) * sizeof *s.hits);
	if (lists->n)
		list_forms(&s);
	for (size_t i = 0; i < lists->n && status == IV_OK; i++) {
		status = dedupe_forget_lines(lists->text[i], search_line, &s, err);
		tell(&s, lists->text[i]);
	}
	free(s.hits);
	free(s.person);
	iv_names_release(&s.forms);
	iv_json_release(&s.json);
	iv_arena_release(&s.arena);
	return status;
}
