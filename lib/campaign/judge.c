/* SPDX-License-Identifier: MIT
 * The checks of a customer, in the order in which they are reported: may we, can we, have we too often, would it fit. */
#include "campaign/judge.h"

#include <stdlib.h>

#include "campaign/message.h"
#include "clean/email.h"
#include "clean/phone.h"
#include "history/consent.h"
#include "history/restricted.h"

static const struct {
	const char *reason, *decision;
} outcomes[IV_CAMPAIGN_OUTCOMES] = {
	[IV_CAMPAIGN_NOT_IN_TARGET] = { "not_in_target", "none" },   [IV_CAMPAIGN_RESTRICTED] = { "restricted", "suppressed" },
	[IV_CAMPAIGN_OPTED_OUT] = { "opted_out", "suppressed" },
	[IV_CAMPAIGN_DECEASED] = { "deceased", "suppressed" },
	[IV_CAMPAIGN_NO_CONSENT] = { "no_consent", "suppressed" },   [IV_CAMPAIGN_NO_ADDRESS] = { "no_address", "suppressed" },
	[IV_CAMPAIGN_BAD_ADDRESS] = { "bad_address", "suppressed" }, [IV_CAMPAIGN_REFUSED] = { "refused", "suppressed" },
	[IV_CAMPAIGN_CAPPED] = { "cap", "suppressed" },		     [IV_CAMPAIGN_MISSING_FIELD] = { "missing_field", "suppressed" },
	[IV_CAMPAIGN_BAD_FIELD] = { "bad_field", "suppressed" },     [IV_CAMPAIGN_TOO_LONG] = { "too_long", "suppressed" },
	[IV_CAMPAIGN_READY] = { "ready", "" },			     [IV_CAMPAIGN_PER_ADDRESS] = { "per_address", "suppressed" },
	[IV_CAMPAIGN_PER_CUSTOMER] = { "per_customer", "suppressed" }, [IV_CAMPAIGN_BUDGET] = { "budget", "suppressed" },
	[IV_CAMPAIGN_HELD_OUT] = { "held_out", "holdout" },	     [IV_CAMPAIGN_SELECTED] = { "selected", "contact" },
};

const char *iv_campaign_reason(enum iv_campaign_outcome outcome)
{
	return outcomes[outcome].reason;
}

const char *iv_campaign_decision(enum iv_campaign_outcome outcome)
{
	return outcomes[outcome].decision;
}

void iv_campaign_work_start(struct iv_campaign_work *w, const struct iv_campaigns *set)
{
	*w = (struct iv_campaign_work){ .set = set, .run = iv_rule_run_new(set->rules) };
	for (size_t i = 0; i < set->n; i++)
		if (set->campaign[i].fields > w->value_cap)
			w->value_cap = set->campaign[i].fields;
	w->value_end = iv_zalloc((w->value_cap + 1) * sizeof *w->value_end);
}

void iv_campaign_work_release(struct iv_campaign_work *w)
{
	iv_rule_run_free(w->run);
	iv_buf_release(&w->text);
	iv_buf_release(&w->values);
	free(w->value_end);
	*w = (struct iv_campaign_work){ 0 };
}

int iv_campaign_bind(struct iv_campaign_work *w, const struct iv_rec *rec, struct iv_err *err)
{
	w->rec = rec;
	w->cid = iv_rec_text(rec, IV_STR("cid"));
	w->seed = iv_rec_text(rec, IV_STR("seed"));
	if (!w->cid.n)
		return iv_err_set(err, IV_REJECT, "no_cid", "expected a customer with a cid, as ivoc-merge writes it");
	if (!w->seed.n || !memchr(w->seed.p, '/', w->seed.n))
		return iv_err_set(err, IV_REJECT, "no_seed", "expected a customer with a seed such as pos/8800000001, as ivoc-merge writes it");
	memset(w->address, 0, sizeof w->address);
	iv_rule_bind(w->run, rec);
	return IV_OK;
}

/* The names under which a channel stands in consent and refusals: a telephone call has two. */
static size_t names_of(enum iv_campaign_channel channel, struct iv_str name[2])
{
	name[0] = iv_str_of(iv_campaign_channels[channel]);
	name[1] = IV_STR("call");
	return channel == IV_CAMPAIGN_PHONE ? 2 : 1;
}

static enum iv_campaign_outcome check_consent(const struct iv_campaign_work *w, const struct iv_campaign *c)
{
	struct iv_str consent = iv_rec_raw(w->rec, IV_STR("consent")), name[2];
	size_t n = names_of((enum iv_campaign_channel)c->channel, name);
	bool in = false;
	if (iv_str_eq(iv_rec_raw(w->rec, IV_STR("deceased")), IV_STR("true")))
		return IV_CAMPAIGN_DECEASED;
	if (iv_str_eq(iv_history_consent_state(consent, IV_STR("all"), w->rec->arena), IV_STR("out")))
		return IV_CAMPAIGN_OPTED_OUT;
	for (size_t i = 0; i < n; i++) {
		struct iv_str state = iv_history_consent_state(consent, name[i], w->rec->arena);
		if (iv_str_eq(state, IV_STR("out")))
			return IV_CAMPAIGN_OPTED_OUT;
		in = in || iv_str_eq(state, IV_STR("in"));
	}
	return in || c->consent == IV_CAMPAIGN_CONSENT_NOT_OUT ? IV_CAMPAIGN_READY : IV_CAMPAIGN_NO_CONSENT;
}

static bool usable_phone(struct iv_str *text, bool message, struct iv_arena *arena)
{
	struct iv_phone p;
	if (iv_clean_phone(arena, *text, (struct iv_str){ 0 }, &p) != IV_OK || !iv_phone_reaches(&p, message))
		return false;
	*text = p.c.value;
	return true;
}

static bool usable_email(struct iv_str *text, struct iv_arena *arena)
{
	struct iv_email e;
	if (iv_clean_email(arena, *text, &e) != IV_OK || !iv_email_reaches(&e))
		return false;
	*text = e.c.value;
	return true;
}

/* Can the channel reach it? Then *text is its canonical form, by which shared addresses are known. */
static bool usable(enum iv_campaign_channel channel, struct iv_str *text, struct iv_arena *arena)
{
	switch (channel) {
	case IV_CAMPAIGN_SMS:
		return usable_phone(text, true, arena);
	case IV_CAMPAIGN_PHONE:
		return usable_phone(text, false, arena);
	case IV_CAMPAIGN_EMAIL:
		return usable_email(text, arena);
	default:
		return true;
	}
}

static bool refused(const struct iv_campaign_work *w, enum iv_campaign_channel channel, struct iv_str text)
{
	struct iv_str name[2], refusals = iv_rec_raw(w->rec, IV_STR("refused"));
	bool is = false;
	for (size_t i = 0, n = names_of(channel, name); i < n && !is; i++)
		is = iv_history_consent_refuses(refusals, name[i], text, w->rec->arena);
	return is;
}

/* The first address that can be used and did not refuse; else the best reason there is against one. */
static void find_address(struct iv_campaign_work *w, enum iv_campaign_channel channel, struct address *out)
{
	static const char *const fields[] = { "phone", "phone", "email", "address" };
	struct iv_str raw = iv_rec_raw(w->rec, iv_str_of(fields[channel]));
	*out = (struct address){ .known = true, .fault = IV_CAMPAIGN_NO_ADDRESS };
	if (!raw.n)
		return;
	enum iv_json_type type = iv_json_type_of(raw);
	struct iv_json_walk w_list = iv_json_open(raw);
	bool one = type == IV_JSON_STRING;
	while (one || (type == IV_JSON_ARRAY && iv_json_next(&w_list))) {
		struct iv_str value = one ? raw : w_list.value;
		one = false;
		struct iv_str text = iv_json_type_of(value) == IV_JSON_STRING ? iv_json_text(value, w->rec->arena) : (struct iv_str){ 0 };
		if (!text.n)
			continue;
		if (!iv_campaign_plain(text) || !usable(channel, &text, w->rec->arena)) {
			if (out->fault == IV_CAMPAIGN_NO_ADDRESS)
				out->fault = IV_CAMPAIGN_BAD_ADDRESS;
		} else if (refused(w, channel, text)) {
			out->fault = IV_CAMPAIGN_REFUSED;
		} else {
			out->text = text;
			out->fault = IV_CAMPAIGN_READY;
			return;
		}
	}
}

struct iv_str iv_campaign_value(const struct iv_campaign_work *w, size_t i)
{
	size_t from = i ? w->value_end[i - 1] : 0;
	return (struct iv_str){ w->values.p + from, w->value_end[i] - from };
}

static bool fill_fields(struct iv_campaign_work *w, const struct iv_campaign *c, struct iv_campaign_verdict *out)
{
	iv_buf_clear(&w->values);
	for (size_t i = 0; i < c->fields; i++) {
		struct iv_rule_value v;
		iv_rule_eval(w->run, c->field[i].rule, &v);
		iv_rule_value_text(&v, &w->values);
		w->value_end[i] = w->values.n;
		if (iv_campaign_plain(iv_campaign_value(w, i)))
			continue;
		out->outcome = IV_CAMPAIGN_BAD_FIELD;
		out->which = i;
		return false;
	}
	return true;
}

static bool fill_text(struct iv_campaign_work *w, const struct iv_campaign *c, struct iv_campaign_verdict *out)
{
	iv_buf_clear(&w->text);
	for (size_t i = 0; i < c->pieces; i++) {
		const struct iv_campaign_piece *p = &c->piece[i];
		struct iv_str s = p->field == IV_CAMPAIGN_LITERAL ? p->literal : iv_campaign_value(w, p->field);
		if (!s.n) {
			out->outcome = IV_CAMPAIGN_MISSING_FIELD;
			out->which = p->field;
			return false;
		}
		iv_buf_adds(&w->text, s);
	}
	size_t parts = c->pieces && c->channel == IV_CAMPAIGN_SMS ? iv_campaign_parts(iv_buf_str(&w->text)) : 1;
	if (parts <= (size_t)c->parts)
		return true;
	out->outcome = IV_CAMPAIGN_TOO_LONG;
	out->which = parts;
	return false;
}

void iv_campaign_judge(struct iv_campaign_work *w, const struct iv_campaign *c, struct iv_campaign_verdict *out)
{
	*out = (struct iv_campaign_verdict){ .outcome = IV_CAMPAIGN_NOT_IN_TARGET };
	if (iv_rule_test(w->run, c->where) != 1)
		return;
	out->outcome = iv_history_is_restricted(w->rec, w->set->today) ? IV_CAMPAIGN_RESTRICTED : check_consent(w, c);
	if (out->outcome != IV_CAMPAIGN_READY)
		return;
	struct address *a = &w->address[c->channel];
	if (!a->known)
		find_address(w, (enum iv_campaign_channel)c->channel, a);
	out->outcome = a->fault;
	if (a->fault != IV_CAMPAIGN_READY)
		return;
	for (size_t i = 0; i < c->caps; i++)
		if (iv_rule_test(w->run, c->cap[i].rule) == 1) {
			out->outcome = IV_CAMPAIGN_CAPPED;
			out->which = i;
			return;
		}
	if (!fill_fields(w, c, out) || !fill_text(w, c, out))
		return;
	struct iv_rule_value rank = { .type = IV_RULE_NULL };
	if (c->ranked)
		iv_rule_eval(w->run, c->rank, &rank);
	out->ranked = rank.type == IV_RULE_NUMBER;
	out->rank = out->ranked ? rank.number : 0;
	out->address = a->text;
}
