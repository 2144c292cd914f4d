/* SPDX-License-Identifier: MIT
 * Writing decisions. Every decision carries its reason twice: a slug for programs, a sentence for people. */
#include "campaign/decision.h"

#include "campaign/message.h"

/* A JSON object of values as people read it: spend 1200.5, segments ["高价值"]. */
static void add_values(struct iv_str object, struct iv_buf *out)
{
	struct iv_arena arena = { 0 };
	struct iv_json_walk w = iv_json_open(object);
	bool first = true;
	while (iv_json_next(&w)) {
		struct iv_str quoted = { w.key.p - 1, w.key.n + 2 };
		iv_buf_adds(out, first ? IV_STR(": ") : IV_STR(", "));
		iv_buf_adds(out, iv_json_text(quoted, &arena));
		iv_buf_addc(out, ' ');
		iv_buf_adds(out, iv_json_type_of(w.value) == IV_JSON_STRING ? iv_json_text(w.value, &arena) : w.value);
		first = false;
	}
	iv_arena_release(&arena);
}

static void add_target(struct iv_campaign_work *w, const struct iv_campaign *c, const char *before, struct iv_buf *out)
{
	struct iv_buf why = { 0 };
	iv_rule_why(w->run, c->where, &why);
	iv_buf_adds(out, iv_str_of(before));
	add_values(iv_buf_str(&why), out);
	iv_buf_release(&why);
}

static void add_because(struct iv_campaign_work *w, const struct iv_campaign *c, const struct iv_campaign_verdict *v, enum iv_campaign_outcome outcome,
			struct iv_buf *out)
{
	const char *channel = iv_campaign_channels[c->channel];
	const struct iv_campaign_cap *cap = outcome == IV_CAMPAIGN_CAPPED ? &c->cap[v->which] : NULL;
	const struct iv_campaign_field *field = outcome == IV_CAMPAIGN_MISSING_FIELD || outcome == IV_CAMPAIGN_BAD_FIELD ? &c->field[v->which] : NULL;
	switch (outcome) {
	case IV_CAMPAIGN_NOT_IN_TARGET:
		add_target(w, c, "not in the target", out);
		break;
	case IV_CAMPAIGN_RESTRICTED:
		iv_buf_adds(out, IV_STR("the data of the customer are restricted"));
		break;
	case IV_CAMPAIGN_DECEASED:
		iv_buf_adds(out, IV_STR("a record says that the customer has died"));
		break;
	case IV_CAMPAIGN_OPTED_OUT:
		iv_buf_addf(out, "said no to %s", channel);
		break;
	case IV_CAMPAIGN_NO_CONSENT:
		iv_buf_addf(out, "no opt-in to %s is on record", channel);
		break;
	case IV_CAMPAIGN_NO_ADDRESS:
		iv_buf_addf(out, "no address for %s is known", channel);
		break;
	case IV_CAMPAIGN_BAD_ADDRESS:
		iv_buf_addf(out, "no known address can be reached by %s", channel);
		break;
	case IV_CAMPAIGN_REFUSED:
		iv_buf_addf(out, "no address that can be reached by %s has not refused it", channel);
		break;
	case IV_CAMPAIGN_CAPPED:
		iv_buf_addf(out, "contacts (" IV_FMT ") within %lld days have reached the cap of %lld", IV_ARG(cap->channel), (long long)cap->days, (long long)cap->most);
		break;
	case IV_CAMPAIGN_MISSING_FIELD:
		iv_buf_addf(out, "the text needs '" IV_FMT "', which is missing", IV_ARG(field->name));
		break;
	case IV_CAMPAIGN_BAD_FIELD:
		iv_buf_addf(out, "'" IV_FMT "' has characters that would break a line", IV_ARG(field->name));
		break;
	case IV_CAMPAIGN_TOO_LONG:
		iv_buf_addf(out, "the text takes %zu parts, the limit is %lld", v->which, (long long)c->parts);
		break;
	case IV_CAMPAIGN_PER_ADDRESS:
		iv_buf_adds(out, IV_STR("the address is taken by a customer or campaign that comes first"));
		break;
	case IV_CAMPAIGN_PER_CUSTOMER:
		iv_buf_addf(out, "campaigns that come first have reached the limit of %lld for a customer", (long long)w->set->per_customer);
		break;
	case IV_CAMPAIGN_BUDGET:
		iv_buf_addf(out, "customers who come first use up the budget, which is for %lld", (long long)c->budget);
		break;
	case IV_CAMPAIGN_HELD_OUT:
		add_target(w, c, "in the control group, drawn from the target", out);
		break;
	default:
		add_target(w, c, "in the target", out);
		break;
	}
}

/* The source and the key of a seed. */
static void split_seed(struct iv_str seed, struct iv_str *source, struct iv_str *key)
{
	*key = seed;
	iv_str_cut(key, '/', source);
}

static void add_fields(struct iv_campaign_work *w, const struct iv_campaign *c, struct iv_buf *out)
{
	iv_buf_adds(out, IV_STR(",\"fields\":{"));
	for (size_t i = 0; i < c->fields; i++) {
		struct iv_rule_value v;
		iv_rule_eval(w->run, c->field[i].rule, &v);
		if (v.type == IV_RULE_NULL)
			continue;
		iv_json_comma(out);
		iv_buf_adds(out, c->field[i].json);
		iv_buf_addc(out, ':');
		iv_rule_value_json(&v, out);
	}
	iv_buf_addc(out, '}');
}

void iv_campaign_record(struct iv_campaign_work *w, const struct iv_campaign *c, const struct iv_campaign_verdict *v, enum iv_campaign_outcome outcome,
			struct iv_buf *out)
{
	struct iv_str source, key;
	struct iv_buf because = { 0 };
	bool contact = outcome == IV_CAMPAIGN_SELECTED, holdout = outcome == IV_CAMPAIGN_HELD_OUT;
	add_because(w, c, v, outcome, &because);
	split_seed(w->seed, &source, &key);
	iv_buf_adds(out, IV_STR("{\"kind\":\"decision\""));
	iv_json_member_text(out, "cid", w->cid);
	iv_json_member_raw(out, "campaign", c->json);
	iv_json_member_text(out, "decision", iv_str_of(iv_campaign_decision(outcome)));
	iv_json_member_text(out, "reason", iv_str_of(iv_campaign_reason(outcome)));
	iv_json_member_text(out, "because", iv_buf_str(&because));
	iv_json_member_text(out, "channel", iv_str_of(iv_campaign_channels[c->channel]));
	if (contact)
		iv_json_member_text(out, "address_to", v->address);
	iv_json_member_raw(out, "at", (struct iv_str){ w->set->at, sizeof w->set->at });
	iv_buf_addc(out, ',');
	iv_buf_adds(out, c->duty_json);
	iv_json_member_text(out, "party_source", source);
	iv_json_member_text(out, "party", key);
	if (contact || holdout)
		iv_json_member_text(out, "cell", contact ? IV_STR("treatment") : IV_STR("control"));
	if (contact && c->fields)
		add_fields(w, c, out);
	iv_buf_addc(out, '}');
	iv_buf_release(&because);
}

void iv_campaign_csv_header(const struct iv_campaign *c, struct iv_buf *out)
{
	iv_buf_adds(out, IV_STR("address_to"));
	for (size_t i = 0; i < c->fields; i++) {
		iv_buf_addc(out, ',');
		iv_campaign_cell(c->field[i].name, out);
	}
	iv_buf_adds(out, IV_STR("\r\n"));
}

void iv_campaign_csv(const struct iv_campaign_work *w, const struct iv_campaign *c, const struct iv_campaign_verdict *v, struct iv_buf *out)
{
	iv_campaign_cell(v->address, out);
	for (size_t i = 0; i < c->fields; i++) {
		iv_buf_addc(out, ',');
		iv_campaign_cell(iv_campaign_value(w, i), out);
	}
	iv_buf_adds(out, IV_STR("\r\n"));
}

void iv_campaign_sms(const struct iv_campaign_work *w, const struct iv_campaign_verdict *v, struct iv_buf *out)
{
	iv_buf_adds(out, v->address);
	iv_buf_addc(out, '\t');
	iv_buf_adds(out, iv_buf_str(&w->text));
}

void iv_campaign_event(const struct iv_campaigns *s, const struct iv_campaign *c, struct iv_str cid, struct iv_str seed, bool control, struct iv_buf *out)
{
	struct iv_str source, key, day = { s->at + 1, sizeof s->at - 2 };
	struct iv_buf own = { 0 };
	split_seed(seed, &source, &key);
	iv_buf_addf(&own, IV_FMT "/" IV_FMT "/" IV_FMT, IV_ARG(c->name), IV_ARG(cid), IV_ARG(day));
	iv_buf_adds(out, IV_STR("{\"kind\":\"event\",\"source\":\"campaign\""));
	iv_json_member_text(out, "key", iv_buf_str(&own));
	iv_json_member_text(out, "at", day);
	iv_json_member_text(out, "event", IV_STR("contact"));
	iv_json_member_text(out, "channel", iv_str_of(iv_campaign_channels[c->channel]));
	iv_json_member_text(out, "party_source", source);
	iv_json_member_text(out, "party", key);
	iv_json_member_raw(out, "campaign", c->json);
	iv_json_member_text(out, "cell", control ? IV_STR("control") : IV_STR("treatment"));
	iv_buf_adds(out, IV_STR("}\n"));
	iv_buf_release(&own);
}
