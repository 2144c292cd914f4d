/* SPDX-License-Identifier: MIT
 * Judgements are checked like settings, not like data: a line that cannot be read ends the run before it begins, since somebody meant it. */
#include "match/judge.h"

#include <stdlib.h>

#include "base/date.h"
#include "io/json.h"

struct reader {
	struct iv_judgements *j;
	struct iv_json json;
	long line;
};

static int bad(struct iv_err *err, const char *field, const char *expected)
{
	iv_err_set(err, IV_WRONG, "bad_judgement", "%s", expected);
	iv_err_field(err, iv_str_of(field));
	return IV_WRONG;
}

static struct iv_str text_of(const struct iv_json *json, const char *key, struct iv_arena *a)
{
	const struct iv_json_member *m = iv_json_find(json, iv_str_of(key));
	return m && m->type == IV_JSON_STRING ? iv_arena_str(a, iv_json_text(m->value, a)) : (struct iv_str){ 0 };
}

static bool record_of(const struct iv_json *json, const char *key, struct iv_arena *a, struct iv_str *source, struct iv_str *of)
{
	const struct iv_json_member *m = iv_json_find(json, iv_str_of(key));
	if (!m || m->type != IV_JSON_OBJECT)
		return false;
	struct iv_str s = iv_json_get(m->value, IV_STR("source")), k = iv_json_get(m->value, IV_STR("key"));
	if (!s.n || !k.n || iv_json_type_of(s) != IV_JSON_STRING || iv_json_type_of(k) != IV_JSON_STRING)
		return false;
	*source = iv_arena_str(a, iv_json_text(s, a));
	*of = iv_arena_str(a, iv_json_text(k, a));
	return source->n && of->n;
}

static int cmp_records(const struct iv_judgement *x, int i, const struct iv_judgement *y, int k)
{
	int cmp = iv_str_cmp(x->source[i], y->source[k]);
	return cmp ? cmp : iv_str_cmp(x->key[i], y->key[k]);
}

/* The lesser record first, so that a pair is the same whichever way round it was written. */
static int order_records(struct iv_judgement *x, struct iv_err *err)
{
	int cmp = cmp_records(x, 0, x, 1);
	if (!cmp)
		return bad(err, "b", "is the same record as 'a', expected another");
	if (cmp > 0) {
		struct iv_str source = x->source[0], key = x->key[0];
		x->source[0] = x->source[1];
		x->key[0] = x->key[1];
		x->source[1] = source;
		x->key[1] = key;
	}
	return IV_OK;
}

static int read_line(struct reader *r, struct iv_str line, struct iv_err *err)
{
	static const char *const words[] = { "unsure", "never", "must" };
	struct iv_arena *a = &r->j->arena;
	struct iv_judgement one = { .line = r->line };
	if (iv_json_scan(&r->json, line, err) != IV_OK)
		return IV_WRONG;
	struct iv_str judge = text_of(&r->json, "judge", a);
	size_t w = 0;
	while (w < 3 && !iv_str_eq(judge, iv_str_of(words[w])))
		w++;
	if (w == 3)
		return bad(err, "judge", "must, never or unsure is expected");
	one.judge = (enum iv_judge)w;
	if (!record_of(&r->json, "a", a, &one.source[0], &one.key[0]))
		return bad(err, "a", "an object with source and key is expected");
	if (!record_of(&r->json, "b", a, &one.source[1], &one.key[1]))
		return bad(err, "b", "an object with source and key is expected");
	one.at = text_of(&r->json, "at", a);
	int32_t day;
	if (!iv_date_parse(one.at, &day))
		return bad(err, "at", "the day of the judgement is expected, such as 2026-11-20");
	if (!text_of(&r->json, "by", a).n)
		return bad(err, "by", "who judged is expected");
	if (!text_of(&r->json, "why", a).n)
		return bad(err, "why", "a reason is expected");
	int status = order_records(&one, err);
	if (status != IV_OK)
		return status;
	r->j->item = iv_reserve(r->j->item, &r->j->cap, r->j->n + 1, sizeof *r->j->item);
	r->j->item[r->j->n++] = one;
	return IV_OK;
}

int iv_judge_read(struct iv_judgements *j, struct iv_str text, struct iv_err *err)
{
	struct reader r = { .j = j };
	struct iv_str line;
	int status = IV_OK;
	if (iv_str_starts(text, IV_STR("\xEF\xBB\xBF")))
		text = iv_str_from(text, 3);
	while (status == IV_OK && iv_str_cut(&text, '\n', &line)) {
		r.line++;
		line = iv_str_trim(line);
		if (line.n)
			status = read_line(&r, line, err);
		if (status != IV_OK) {
			err->line = r.line;
			err->column = 0;
		}
	}
	iv_json_release(&r.json);
	return status;
}

static int by_pair(const void *a, const void *b)
{
	const struct iv_judgement *x = a, *y = b;
	int cmp = cmp_records(x, 0, y, 0);
	if (!cmp)
		cmp = cmp_records(x, 1, y, 1);
	if (!cmp)
		cmp = iv_str_cmp(x->at, y->at);
	return cmp ? cmp : (x->line > y->line) - (x->line < y->line);
}

static bool same_pair(const struct iv_judgement *x, const struct iv_judgement *y)
{
	return !cmp_records(x, 0, y, 0) && !cmp_records(x, 1, y, 1);
}

int iv_judge_settle(struct iv_judgements *j, struct iv_err *err)
{
	size_t n = 0;
	if (j->n)
		qsort(j->item, j->n, sizeof *j->item, by_pair);
	for (size_t i = 0; i < j->n; i++) {
		const struct iv_judgement *next = i + 1 < j->n && same_pair(&j->item[i], &j->item[i + 1]) ? &j->item[i + 1] : NULL;
		if (next && iv_str_eq(j->item[i].at, next->at) && j->item[i].judge != next->judge) {
			iv_err_set(err, IV_WRONG, "bad_judgement", "says other than line %ld of the same records and day, expected one of them", j->item[i].line);
			err->line = next->line;
			return IV_WRONG;
		}
		if (!next)
			j->item[n++] = j->item[i];
	}
	j->n = n;
	return IV_OK;
}

void iv_judgements_release(struct iv_judgements *j)
{
	iv_arena_release(&j->arena);
	free(j->item);
	*j = (struct iv_judgements){ 0 };
}
