/* SPDX-License-Identifier: MIT
 * Consent: gathering statements, deciding, writing. */
#include "history/consent.h"

#include <stdlib.h>

/* What a refusal that names no channel is about. */
static const char *const person_channels[] = { "app", "call", "email", "line", "mail", "sms", "wechat", NULL };
static const char *const number_channels[] = { "call", "sms", NULL };
static const char *const address_channels[] = { "email", NULL };

void iv_history_consent_release(struct iv_history_consent *c)
{
	free(c->item);
	*c = (struct iv_history_consent){ 0 };
}

static void add_one(struct iv_history_consent *c, struct iv_history_statement s)
{
	c->item = iv_reserve(c->item, &c->cap, c->n + 1, sizeof *c->item);
	c->item[c->n++] = s;
}

static void add(struct iv_history_consent *c, struct iv_history_statement s)
{
	if (!iv_str_eq(s.channel, IV_STR("all"))) {
		if (iv_str_eq(s.channel, IV_STR("phone")))
			s.channel = IV_STR("call");
		add_one(c, s);
		return;
	}
	const char *const *names = !s.number.n ? person_channels : memchr(s.number.p, '@', s.number.n) ? address_channels : number_channels;
	for (; s.out && *names; names++) {
		s.channel = iv_str_of(*names);
		add_one(c, s);
	}
}

static struct iv_str text_of(struct iv_str object, struct iv_str name, struct iv_arena *arena)
{
	struct iv_str v = iv_json_get(object, name);
	return v.n && iv_json_type_of(v) == IV_JSON_STRING ? iv_json_text(v, arena) : (struct iv_str){ 0 };
}

void iv_history_consent_party(struct iv_history_consent *c, struct iv_str consent, struct iv_str source, struct iv_str key)
{
	struct iv_json_walk w = iv_json_open(consent);
	while (w.object && iv_json_next(&w)) {
		struct iv_str state = text_of(w.value, IV_STR("state"), c->arena);
		struct iv_history_statement s = {
			.channel = iv_json_text((struct iv_str){ w.key.p - 1, w.key.n + 2 }, c->arena),
			.source = source,
			.key = key,
			.at = text_of(w.value, IV_STR("at"), c->arena),
			.proof = text_of(w.value, IV_STR("proof"), c->arena),
			.purpose = text_of(w.value, IV_STR("purpose"), c->arena),
			.out = iv_str_eq(state, IV_STR("out")),
		};
		if (!s.out && !iv_str_eq(state, IV_STR("in")))
			continue;
		add(c, s);
	}
}

void iv_history_consent_roll(struct iv_history_consent *c, const struct iv_roll *r)
{
	size_t i, end;
	for (end = iv_history_range(r, IV_HISTORY_CONSENT, &i); i < end; i++) {
		const struct iv_history_cell *cell = r->order[i];
		struct iv_history_statement s = { .channel = cell->k[0], .number = cell->k[1], .at = cell->at, .event = true, .source = cell->source, .key = cell->key };
		s.out = iv_str_eq(cell->k[2], IV_STR("out"));
		add(c, s);
	}
}

/* By channel; then the later first, an "out" by the end of its day. */
static int by_channel(const void *a, const void *b)
{
	const struct iv_history_statement *x = a, *y = b;
	int c = iv_str_cmp(x->channel, y->channel);
	if (!c)
		c = iv_history_when(y->at, y->out, x->at, x->out);
	if (!c)
		c = x->out != y->out ? y->out - x->out : x->event != y->event ? y->event - x->event : 0;
	if (!c)
		c = iv_str_cmp(x->number, y->number);
	if (!c)
		c = iv_str_cmp(x->proof, y->proof);
	if (!c)
		c = iv_str_cmp(x->purpose, y->purpose);
	if (!c)
		c = iv_str_cmp(x->at, y->at);
	if (!c)
		c = iv_str_cmp(x->source, y->source);
	return c ? c : iv_str_cmp(x->key, y->key);
}

static void sort(struct iv_history_consent *c)
{
	if (c->n > 1)
		qsort(c->item, c->n, sizeof *c->item, by_channel);
}

/* Without the closing brace. */
static void begin_statement(const struct iv_history_statement *s, struct iv_buf *out)
{
	iv_buf_addc(out, '{');
	iv_json_member_text(out, "state", s->out ? IV_STR("out") : IV_STR("in"));
	if (s->number.n)
		iv_json_member_text(out, "number", s->number);
	if (s->at.n)
		iv_json_member_text(out, "at", s->at);
	if (s->proof.n)
		iv_json_member_text(out, "proof", s->proof);
	if (s->purpose.n)
		iv_json_member_text(out, "purpose", s->purpose);
	iv_json_member_text(out, "source", s->source);
	iv_json_member_text(out, "key", s->key);
	if (s->event)
		iv_json_member_raw(out, "event", s->out ? IV_STR("\"optout\"") : IV_STR("\"optin\""));
}

/* Those of s[0..n) but the two that are told already, the latest first. An "out" has its place before any "in". */
static void write_trail(const struct iv_history_statement *s, size_t n, const struct iv_history_statement *stands, const struct iv_history_statement *was,
			struct iv_buf *out)
{
	size_t most[2] = { 0 }, taken[2] = { 0 };
	for (size_t i = 0; i < n; i++)
		most[s[i].out] += &s[i] != stands && &s[i] != was;
	if (!most[0] && !most[1])
		return;
	most[1] = most[1] < IV_HISTORY_TRAIL ? most[1] : IV_HISTORY_TRAIL;
	most[0] = IV_HISTORY_TRAIL - most[1];
	iv_json_member_raw(out, "trail", IV_STR("["));
	for (size_t i = 0; i < n; i++) {
		if (&s[i] == stands || &s[i] == was || taken[s[i].out]++ >= most[s[i].out])
			continue;
		iv_json_comma(out);
		begin_statement(&s[i], out);
		iv_buf_addc(out, '}');
	}
	iv_buf_addc(out, ']');
}

/* Decides among the statements about one channel, the latest first. NULL: the person said nothing. */
static const struct iv_history_statement *decide(const struct iv_history_statement *s, size_t n, const struct iv_history_statement **was)
{
	const struct iv_history_statement *in = NULL, *out = NULL, *lifts = NULL;
	bool undated = false;
	for (size_t i = 0; i < n; i++) {
		if (s[i].out && s[i].number.n)
			continue; /* binds the number only */
		if (s[i].out) {
			out = out ? out : &s[i];
			undated |= !s[i].at.n;
		} else {
			in = in ? in : &s[i];
			if (!lifts && s[i].event && !s[i].number.n)
				lifts = &s[i];
		}
	}
	*was = NULL;
	if (!out)
		return in;
	if (!lifts || undated || iv_history_when(lifts->at, false, out->at, true) <= 0)
		return out;
	*was = out;
	return lifts;
}

bool iv_history_consent_write(struct iv_history_consent *c, struct iv_buf *out)
{
	size_t before = out->n, next;
	sort(c);
	iv_buf_addc(out, '{');
	for (size_t i = 0; i < c->n; i = next) {
		for (next = i + 1; next < c->n && iv_str_eq(c->item[i].channel, c->item[next].channel);)
			next++;
		const struct iv_history_statement *was, *s = decide(c->item + i, next - i, &was);
		if (!s)
			continue;
		iv_json_comma(out);
		iv_json_quote(out, s->channel);
		iv_buf_addc(out, ':');
		begin_statement(s, out);
		if (was) {
			iv_json_member_raw(out, "was", (struct iv_str){ 0 });
			begin_statement(was, out);
			iv_buf_addc(out, '}');
		}
		write_trail(c->item + i, next - i, s, was, out);
		iv_buf_addc(out, '}');
	}
	if (out->n == before + 1) {
		out->n = before;
		return false;
	}
	iv_buf_addc(out, '}');
	return true;
}

/* Whether the number of s is refused, s being one of its refusals and statements of a channel standing in order. */
static bool lifted(const struct iv_history_consent *c, const struct iv_history_statement *s)
{
	for (size_t i = 0; i < c->n; i++) {
		const struct iv_history_statement *in = &c->item[i];
		if (!in->out && iv_str_eq(in->number, s->number) && iv_str_eq(in->channel, s->channel) &&
		    iv_history_when(in->at, false, s->at, true) > 0)
			return true;
	}
	return false;
}

static int by_number(const void *a, const void *b)
{
	const struct iv_history_statement *x = *(const struct iv_history_statement *const *)a, *y = *(const struct iv_history_statement *const *)b;
	int c = iv_str_cmp(x->channel, y->channel);
	return c ? c : iv_str_cmp(x->number, y->number);
}

bool iv_history_consent_refused(struct iv_history_consent *c, struct iv_buf *out)
{
	const struct iv_history_statement **no = iv_arena_alloc(c->arena, (c->n + 1) * sizeof(struct iv_history_statement *));
	size_t n = 0;
	for (size_t i = 0; i < c->n; i++)
		if (c->item[i].out && c->item[i].number.n && !lifted(c, &c->item[i]))
			no[n++] = &c->item[i];
	if (!n)
		return false;
	qsort(no, n, sizeof *no, by_number);
	iv_buf_addc(out, '{');
	for (size_t i = 0; i < n; i++) {
		bool same = i && iv_str_eq(no[i]->channel, no[i - 1]->channel);
		if (same && iv_str_eq(no[i]->number, no[i - 1]->number))
			continue;
		if (!same) {
			iv_buf_adds(out, i ? IV_STR("],") : IV_STR(""));
			iv_json_quote(out, no[i]->channel);
			iv_buf_adds(out, IV_STR(":["));
		}
		iv_json_comma(out);
		iv_json_quote(out, no[i]->number);
	}
	iv_buf_adds(out, IV_STR("]}"));
	return true;
}

static struct iv_str state_of(struct iv_str consent, struct iv_str channel, struct iv_arena *arena)
{
	struct iv_str state = text_of(iv_json_get(consent, channel), IV_STR("state"), arena);
	return iv_str_eq(state, IV_STR("in")) || iv_str_eq(state, IV_STR("out")) ? state : (struct iv_str){ 0 };
}

struct iv_str iv_history_consent_state(struct iv_str consent, struct iv_str channel, struct iv_arena *arena)
{
	bool phone = iv_str_eq(channel, IV_STR("phone"));
	struct iv_str state = state_of(consent, channel, arena);
	if (!phone && !iv_str_eq(channel, IV_STR("call")))
		return state;
	struct iv_str other = state_of(consent, phone ? IV_STR("call") : IV_STR("phone"), arena);
	return !state.n || iv_str_eq(other, IV_STR("out")) ? other : state;
}

static bool has_text(struct iv_str list, struct iv_str text, struct iv_arena *arena)
{
	struct iv_json_walk w = iv_json_open(list);
	while (!w.object && iv_json_next(&w))
		if (iv_json_type_of(w.value) == IV_JSON_STRING && iv_str_eq(iv_json_text(w.value, arena), text))
			return true;
	return false;
}

bool iv_history_consent_refuses(struct iv_str refused, struct iv_str channel, struct iv_str number, struct iv_arena *arena)
{
	return has_text(iv_json_get(refused, channel), number, arena) || has_text(iv_json_get(refused, IV_STR("all")), number, arena);
}
