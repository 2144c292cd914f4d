/* SPDX-License-Identifier: MIT
 * Whatever becomes of a model file: it is refused where the fault is, or records are matched with it without harm. The bytes are lines of edits to a
 * model that was learned here, so that seeds stay models when the fields change: "what<tab>by" replaces, "what" alone cuts the file there. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "match/encode.h"
#include "match/learned.h"

static void check(bool holds)
{
	if (!holds)
		abort();
}

static const char *const records[] = {
	"\"name\":\"Anna Berg\",\"birth\":\"1970-01-01\",\"phone\":[\"+8613104785235\"],\"city\":\"Graz\"",
	"\"name\":\"A Berg\",\"birth\":\"1970-01-01\",\"phone\":[\"+8613104785235\"],\"city\":\"Graz\"",
	"\"name\":\"\\u738b\\u5c0f\\u660e\",\"birth\":\"1980-02-03\",\"city\":\"Linz\"",
	"\"name\":\"Wang Xiaoming\",\"birth\":\"1980-03-02\",\"city\":\"Linz\"",
	"\"name\":\"Boris Berg\",\"birth\":\"1990-05-06\",\"phone\":[\"+8613104785235\"]",
	"\"name\":\"Anna Berg\",\"city\":\"Graz\"",
};

/* Few fields, so that models are small. */
static void set_schema(struct iv_match_schema *s)
{
	iv_match_schema_person(s);
	s->ignored = 1u << IV_FIELD_GENDER | 1u << IV_FIELD_IDNO | 1u << IV_FIELD_LANDLINE | 1u << IV_FIELD_EMAIL | 1u << IV_FIELD_IDS;
	for (size_t i = 1; i < s->columns; i++)
		s->column[i].ignored = true;
}

static void fill(struct iv_match_people *m, const struct iv_match_schema *schema)
{
	struct iv_arena a = { 0 };
	struct iv_match_encoder encoder;
	struct iv_match_record r;
	struct iv_buf note = { 0 };
	iv_match_people_init(m, schema);
	iv_match_encoder_init(&encoder, schema);
	for (size_t i = 0; i < sizeof records / sizeof *records; i++) {
		struct iv_str line = iv_arena_fmt(&a, "{\"kind\":\"party\",\"source\":\"s\",\"key\":\"%zu\",%s}", i, records[i]);
		iv_match_encode(&a, &encoder, line, &r);
		iv_buf_clear(&note);
		iv_match_pack(&r, &note);
		iv_match_take(m, iv_match_part(m, IV_STR("s"), iv_arena_fmt(&a, "%zu", i)), iv_buf_str(&note));
	}
	free(iv_match_settle(m, 1));
	iv_buf_release(&note);
	iv_arena_release(&a);
}

static int run(const struct iv_match_schema *schema, const struct iv_match_learned *learned, double max_false, struct iv_buf *model, struct iv_err *err)
{
	struct iv_match_settings settings = { .names = 5, .spend = 1, .threads = 1, .learned = learned, .max_false = max_false };
	struct iv_match_people m;
	struct iv_match r;
	fill(&m, schema);
	int status = iv_match_run(&m, &settings, &r, err);
	if (status == IV_OK)
		iv_match_learned_write(&m, &r, model);
	iv_match_release(&r);
	iv_match_people_release(&m);
	return status;
}

/* The text with the edits of each line done to it. */
static struct iv_str edited(struct iv_arena *a, struct iv_str text, struct iv_str edits)
{
	struct iv_str line, what;
	while (iv_str_cut(&edits, '\n', &line)) {
		bool cut = !memchr(line.p, '\t', line.n);
		if (!line.n || !iv_str_cut(&line, '\t', &what) || !what.n)
			continue;
		const char *at = memmem(text.p, text.n, what.p, what.n);
		if (!at)
			continue;
		struct iv_str head = { text.p, (size_t)(at - text.p) };
		text = cut ? head : iv_arena_join(a, head, line, iv_str_from(text, head.n + what.n));
	}
	return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static struct iv_buf learned_here; /* once */
	struct iv_match_schema schema;
	struct iv_arena a = { 0 };
	struct iv_conf conf = { 0 };
	struct iv_match_learned learned = { 0 };
	struct iv_buf again = { 0 };
	struct iv_err err;
	set_schema(&schema);
	if (!learned_here.n)
		check(run(&schema, NULL, 0, &learned_here, &err) == IV_OK);
	struct iv_str text = edited(&a, iv_buf_str(&learned_here), (struct iv_str){ (const char *)data, n });
	bool same = iv_str_eq(text, iv_buf_str(&learned_here));
	int status = iv_conf_parse(&conf, "fuzz", text, &err);
	if (status == IV_OK)
		status = iv_match_learned_read(&learned, &schema, conf.root, &err);
	if (status == IV_OK)
		status = run(&schema, &learned, same ? 0 : 0.01, &again, &err);
	check(status == IV_OK || (status == IV_WRONG && err.line >= 1));
	if (same)
		check(status == IV_OK && iv_str_eq(text, iv_buf_str(&again)));
	iv_buf_release(&again);
	iv_match_learned_release(&learned);
	iv_conf_release(&conf);
	iv_arena_release(&a);
	return 0;
}
