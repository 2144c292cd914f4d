/* SPDX-License-Identifier: MIT
 * For tests of matching: a population from a few lines of JSON, and what becomes of it. */
#ifndef TESTS_UNIT_PEOPLE_H
#define TESTS_UNIT_PEOPLE_H
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "match/encode.h"
#include "match/match.h"

struct crew {
	struct iv_match_schema schema;
	struct iv_match_people m;
	struct iv_match r;
	struct iv_conf conf;
};

/* `yaml`: a match.yaml, or NULL. */
static inline struct crew *crew_new(const char *yaml)
{
	struct crew *c = calloc(1, sizeof *c);
	struct iv_err err;
	iv_match_schema_person(&c->schema);
	if (yaml) {
		assert_int_equal(iv_conf_parse(&c->conf, "test", iv_str_of(yaml), &err), IV_OK);
		struct iv_match_schema_conf conf = { iv_conf_get(c->conf.root, "ignore"), iv_conf_get(c->conf.root, "fields"), iv_conf_get(c->conf.root, "blocking") };
		assert_int_equal(iv_match_schema_load(&c->schema, &conf, &err), IV_OK);
	}
	iv_match_people_init(&c->m, &c->schema);
	return c;
}

static inline void crew_free(struct crew *c)
{
	iv_match_release(&c->r);
	iv_match_people_release(&c->m);
	iv_conf_release(&c->conf);
	free(c);
}

/* `fields`: members of the record, without braces. */
static inline void crew_add(struct crew *c, const char *source, const char *key, const char *fields)
{
	struct iv_arena a = { 0 };
	struct iv_buf line = { 0 }, note = { 0 };
	struct iv_match_encoder encoder;
	struct iv_match_record r;
	iv_buf_addf(&line, "{\"kind\":\"party\",\"source\":\"%s\",\"key\":\"%s\"%s%s}", source, key, *fields ? "," : "", fields);
	iv_match_encoder_init(&encoder, &c->schema);
	iv_match_encode(&a, &encoder, iv_buf_str(&line), &r);
	iv_match_pack(&r, &note);
	uint64_t id = iv_match_id_of(iv_str_of(source), iv_str_of(key));
	for (int step = IV_FETCH_SLOTS; step <= IV_FETCH_ENTRIES; step++)
		iv_match_fetch(&c->m, id, iv_buf_str(&note), (enum iv_match_step)step);
	iv_match_take(&c->m, iv_match_part(&c->m, iv_str_of(source), iv_str_of(key)), iv_buf_str(&note));
	iv_buf_release(&line);
	iv_buf_release(&note);
	iv_arena_release(&a);
}

static inline uint32_t crew_part(const struct crew *c, const char *source, const char *key)
{
	uint32_t part = iv_match_find(&c->m, iv_str_of(source), iv_str_of(key));
	assert_int_not_equal(part, IV_MATCH_NONE);
	return part;
}

/* Once all are there, and before crew_part. */
static inline void crew_settle(struct crew *c)
{
	free(iv_match_settle(&c->m, 2));
}

static inline void crew_run(struct crew *c, const struct iv_match_settings *settings)
{
	static const struct iv_match_settings usual = { .names = 5, .spend = 1, .threads = 2 };
	struct iv_err err;
	assert_int_equal(iv_match_run(&c->m, settings ? settings : &usual, &c->r, &err), IV_OK);
}

/* Are two records of source "s" one customer? */
static inline bool crew_one(const struct crew *c, const char *a, const char *b)
{
	return c->r.clusters.of[crew_part(c, "s", a)] == c->r.clusters.of[crew_part(c, "s", b)];
}

#endif
