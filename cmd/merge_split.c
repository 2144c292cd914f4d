/* SPDX-License-Identifier: MIT
 * ivoc-merge --split: the judgements that take records out of a customer. */
#include "merge.h"

#include <time.h>

#include "base/date.h"
#include "base/utf8.h"
#include "merge/split.h"

static int usage(struct iv_err *err, const char *msg)
{
	return iv_err_set(err, IV_WRONG, "usage", "%s", msg);
}

/* The position of the '=' that ends the cid; ids have none. */
static struct iv_str cid_of(const char *split)
{
	const char *equals = strchr(split, '=');
	return (struct iv_str){ split, equals ? (size_t)(equals - split) : 0 };
}

int merge_split_check(struct merge_state *s, struct iv_err *err)
{
	const struct merge_options *o = s->options;
	if (!o->split)
		return o->apart || o->who || o->why ? usage(err, "--apart, --who and --why go with --split") : IV_OK;
	s->one.cid = cid_of(o->split);
	if (!s->one.cid.n || !o->split[s->one.cid.n + 1])
		return usage(err, "--split: expected CID=source/key,source/key");
	if (!o->who || !*o->who || !o->why || !*o->why)
		return usage(err, "--split: a judgement needs --who and --why");
	const char *const text[] = { o->split, o->who, o->why };
	for (int i = 0; i < 3; i++)
		if (iv_utf8_check(iv_str_of(text[i])) < strlen(text[i]))
			return usage(err, "--split: expected UTF-8 in the names of records, --who and --why");
	return IV_OK;
}

/* A judgement of today that has a time comes after all of this morning, also those without. */
static struct iv_str now(const struct merge_state *s, struct iv_arena *arena)
{
	struct iv_buf b = { 0 };
	time_t t = time(NULL);
	iv_date_add(&b, s->options->common.as_of.given ? s->cli->today : (int32_t)(t / 86400));
	if (!s->options->common.as_of.given)
		iv_buf_addf(&b, "T%02d:%02d:%02dZ", (int)(t % 86400 / 3600), (int)(t % 3600 / 60), (int)(t % 60));
	struct iv_str text = iv_arena_str(arena, iv_buf_str(&b));
	iv_buf_release(&b);
	return text;
}

static int write_judgements(void *state, struct iv_emit *emit, struct iv_err *err)
{
	struct merge_state *s = state;
	const struct merge_options *o = s->options;
	const struct iv_merge_split how = {
		.names = iv_str_of(o->split + s->one.cid.n + 1),
		.apart = o->apart,
		.who = iv_str_of(o->who),
		.why = iv_str_of(o->why),
		.at = now(s, &s->one.arena),
	};
	return iv_merge_split(&how, &s->one.customer, emit->to, err);
}

const struct iv_gather merge_split = {
	.accept = merge_one_accept,
	.absorb = merge_one_absorb,
	.finish = merge_one_make,
	.tail = write_judgements,
};
