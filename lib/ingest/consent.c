/* SPDX-License-Identifier: MIT
 * What a row says about consent. Of several statements about a channel the strictest stands: out before in. */
#include "clean/value.h"
#include "ingest/emit.h"
#include "text/fold.h"

enum { CHANNELS = 16 };

enum said { NOTHING, IN, OUT };

struct statement {
	struct iv_str channel;
	enum said said;
	const struct iv_map_consent *by;
	struct iv_str given; /* the answer */
};

static bool among(const struct iv_conf_texts *words, struct iv_str text)
{
	for (size_t i = 0; i < words->n; i++)
		if (iv_str_eq(words->text[i], text))
			return true;
	return false;
}

/* What the answer in a column means. A word that is not understood is warned of, and says nothing. */
static enum said answer(struct iv_ingest *w, const struct iv_map_consent *c, struct iv_str text)
{
	struct iv_cleaned_answer yes;
	struct iv_str word = iv_str_trim(text);
	if (!word.n)
		return NOTHING;
	if (among(&c->out, word))
		return OUT;
	if (among(&c->in, word))
		return IN;
	if (iv_clean_answer(w->arena, word, &yes) != IV_OK) {
		iv_ingest_warn(w, c->field, yes.c.warn, text, true);
		return NOTHING;
	}
	/* Words that the map names replace the usual ones of that side. */
	if (yes.answer == IV_ANSWER_NO)
		return c->out.n ? NOTHING : OUT;
	return yes.answer == IV_ANSWER_YES && !c->in.n ? IN : NOTHING;
}

static enum said said(struct iv_ingest *w, const struct iv_map_consent *c, struct iv_str *given)
{
	enum said result = NOTHING;
	if (c->when != IV_NOWHERE)
		return iv_rule_test(w->run, c->when) == 1 ? c->state_in ? IN : OUT : NOTHING;
	for (size_t i = 0; c->pattern && i < c->columns; i++) {
		struct iv_str text = iv_text_tidy(w->arena, w->subject.row->cell[c->column[i]]), piece;
		if (iv_pattern_next(c->pattern, &w->room, &text, &piece))
			return c->state_in ? IN : OUT;
	}
	for (size_t i = 0; !c->pattern && i < c->columns; i++) {
		enum said one = answer(w, c, w->subject.row->cell[c->column[i]]);
		if (one > result) {
			result = one;
			*given = w->subject.row->cell[c->column[i]];
		}
	}
	return result;
}

static void write_statement(struct iv_ingest *w, const struct statement *s, struct iv_buf *out)
{
	iv_json_quote(out, s->channel);
	iv_buf_adds(out, IV_STR(":{"));
	iv_json_member_text(out, "state", s->said == OUT ? IV_STR("out") : IV_STR("in"));
	if (s->by->at != IV_NOWHERE && w->value[s->by->at].text.n)
		iv_json_member_text(out, "at", w->value[s->by->at].text);
	if (s->by->proof.n)
		iv_json_member_text(out, "proof", s->by->proof);
	if (s->by->purpose.n)
		iv_json_member_text(out, "purpose", s->by->purpose);
	iv_buf_addc(out, '}');
}

void iv_ingest_consent(struct iv_ingest *w, const struct iv_map_emit *emit, struct iv_buf *out)
{
	struct statement all[CHANNELS];
	size_t n = 0;
	for (size_t i = 0; i < emit->consents; i++) {
		const struct iv_map_consent *c = &emit->consent[i];
		struct iv_str given = { 0 };
		enum said what = said(w, c, &given);
		for (size_t k = 0; what != NOTHING && k < c->channel.n; k++) {
			size_t j = 0;
			while (j < n && !iv_str_eq(all[j].channel, c->channel.text[k]))
				j++;
			if (j == n && n < CHANNELS)
				all[n++] = (struct statement){ .channel = c->channel.text[k], .by = c };
			if (j < n && what > all[j].said)
				all[j] = (struct statement){ c->channel.text[k], what, c, given };
		}
	}
	for (size_t j = 0; j < n; j++) {
		iv_buf_adds(out, j ? IV_STR(",") : IV_STR(",\"consent\":{"));
		write_statement(w, &all[j], out);
		if (w->keep_raw && all[j].given.n)
			iv_json_member_text(&w->raws, iv_arena_fmt(w->arena, "consent." IV_FMT, IV_ARG(all[j].channel)).p, all[j].given);
	}
	if (n)
		iv_buf_addc(out, '}');
}
