/* SPDX-License-Identifier: MIT
 * The vocabulary table. ivoc-record(5) has the same names in the same order; scripts/check-man compares them. */
#include "rec/vocab.h"

#define P IV_ON_PARTY
#define E IV_ON_EVENT
#define C IV_ON_CUSTOMER
#define D IV_ON_DECISION

const struct iv_field iv_vocab[] = {
	/* every kind */
	{ "kind", IV_TYPE_TEXT, P | E | C | D, "ingest", "what the line is: party, event, customer, decision, reject" },
	{ "source", IV_TYPE_TEXT, P | E, "ingest", "the system the record was born in" },
	{ "key", IV_TYPE_TEXT, P | E, "ingest", "its key there; unique within kind and source" },
	{ "cid", IV_TYPE_TEXT, P | E | C | D, "dedupe", "the customer it belongs to" },
	{ "hid", IV_TYPE_TEXT, P | C, "dedupe", "the household it belongs to" },
	{ "warn", IV_TYPE_OBJECTS, P | E | C, "ingest", "values accepted but changed or doubtful: f (field), code, was" },
	{ "warn.f", IV_TYPE_TEXT, P | E | C, "ingest", "the field, or row" },
	{ "warn.code", IV_TYPE_TEXT, P | E | C, "ingest", "what was found, a slug" },
	{ "warn.was", IV_TYPE_TEXT, P | E | C, "ingest", "the value as it came" },
	{ "warn.meant", IV_TYPE_TEXT, P | E | C, "ingest", "what was probably meant, where that is known" },
	{ "raw", IV_TYPE_OBJECT, P | E, "ingest", "fields whose value was changed, as they were given" },
	/* party, and the chosen values of a customer */
	{ "name", IV_TYPE_TEXT, P | E | C, "ingest", "the name as a person would read it" },
	{ "family", IV_TYPE_TEXT, P | C, "ingest", "family name" },
	{ "given", IV_TYPE_TEXT, P | C, "ingest", "given name" },
	{ "alias", IV_TYPE_TEXT, P | E | C, "ingest", "what else stood with the name: the same in letters, or another" },
	{ "honorific", IV_TYPE_TEXT, P | E | C, "ingest", "what stood with the name: 先生, 女士, Mr" },
	{ "gender", IV_TYPE_TEXT, P | C, "ingest", "M or F" },
	{ "birth", IV_TYPE_DATE, P | C, "ingest", "date of birth" },
	{ "birth_lunar", IV_TYPE_TEXT, P | C, "ingest", "birthday in the Chinese calendar: --08-15, in a leap month --04L-15" },
	{ "birth_part", IV_TYPE_TEXT, P | C, "ingest", "what is known of the date of birth: 1985, 1985-03 or --03-14" },
	{ "idno", IV_TYPE_TEXT, P | C, "ingest", "number of an identity document" },
	{ "phone", IV_TYPE_LIST, P | E | C, "ingest", "telephone numbers, E.164; on an event, of the unknown caller" },
	{ "phone_detail", IV_TYPE_OBJECTS, P | E | C, "ingest", "what is known of a telephone number: value, type, region, ext" },
	{ "phone_detail.value", IV_TYPE_TEXT, P | E | C, "ingest", "the number, as in phone" },
	{ "phone_detail.type", IV_TYPE_TEXT, P | E | C, "ingest", "mobile, landline, tollfree and so on" },
	{ "phone_detail.region", IV_TYPE_TEXT, P | E | C, "ingest", "ISO 3166 code of the country whose number it is" },
	{ "phone_detail.ext", IV_TYPE_TEXT, P | E | C, "ingest", "its extension" },
	{ "email", IV_TYPE_LIST, P | E | C, "ingest", "e-mail addresses" },
	{ "ids", IV_TYPE_OBJECTS, P | C, "ingest", "other identifiers: type, scope, value, since, until, verified" },
	{ "ids.type", IV_TYPE_TEXT, P | C, "ingest", "one of member_card, wx_openid, wx_unionid, line, device and so on" },
	{ "ids.scope", IV_TYPE_TEXT, P | C, "ingest", "within what the value is unique: an application, a programme" },
	{ "ids.value", IV_TYPE_TEXT, P | C, "ingest", "the identifier" },
	{ "ids.since", IV_TYPE_DATE, P | C, "ingest", "the first day it was the person's" },
	{ "ids.until", IV_TYPE_DATE, P | C, "ingest", "the last" },
	{ "ids.verified", IV_TYPE_BOOL, P | C, "ingest", "whether the source has proof of it" },
	{ "supersedes", IV_TYPE_LIST, P | C, "ingest", "keys of the same source that this record replaces (a new card)" },
	{ "company", IV_TYPE_TEXT, P | E | C, "ingest", "employer or organisation" },
	{ "address", IV_TYPE_TEXT, P | C, "ingest", "street address as written" },
	{ "street", IV_TYPE_TEXT, P | C, "ingest", "key of the address: road and numbers" },
	{ "house_number", IV_TYPE_TEXT, P | C, "ingest", "number of the house on its road, out of the address" },
	{ "unit", IV_TYPE_TEXT, P | C, "ingest", "what lies within the house: building, floor, flat" },
	{ "province", IV_TYPE_TEXT, P | C, "ingest", "province or state" },
	{ "city", IV_TYPE_TEXT, P | C, "ingest", "city" },
	{ "district", IV_TYPE_TEXT, P | C, "ingest", "district or county" },
	{ "division", IV_TYPE_TEXT, P | C, "ingest", "code of the administrative division" },
	{ "postcode", IV_TYPE_TEXT, P | C, "ingest", "postal code" },
	{ "country", IV_TYPE_TEXT, P | C, "ingest", "ISO 3166 code of the country" },
	{ "lang", IV_TYPE_TEXT, P | C, "ingest", "preferred language, BCP 47" },
	{ "joined", IV_TYPE_DATE, P | C, "ingest", "when the person became known to the source" },
	{ "updated", IV_TYPE_DATE, P | C, "ingest", "when the record last changed in the source" },
	{ "consent", IV_TYPE_OBJECT, P | C, "ingest", "statements by channel: state (in, out), at, proof, purpose" },
	{ "consent.*.state", IV_TYPE_TEXT, P | C, "ingest", "in or out; absent is not opted in" },
	{ "consent.*.at", IV_TYPE_DATE, P | C, "ingest", "when it was said" },
	{ "consent.*.proof", IV_TYPE_TEXT, P | C, "ingest", "where it was said" },
	{ "consent.*.purpose", IV_TYPE_TEXT, P | C, "ingest", "what it was said about" },
	{ "consent.*.source", IV_TYPE_TEXT, C, "merge", "source of the record or event that said it" },
	{ "consent.*.key", IV_TYPE_TEXT, C, "merge", "its key there" },
	{ "consent.*.event", IV_TYPE_TEXT, C, "merge", "optin or optout, when an event said it" },
	{ "consent.*.was", IV_TYPE_OBJECT, C, "merge", "the refusal that an opt-in lifted" },
	{ "consent.*.trail", IV_TYPE_OBJECTS, C, "merge", "all other statements about the channel, the latest first" },
	{ "tags", IV_TYPE_LIST, P | C, "ingest", "labels" },
	{ "note", IV_TYPE_TEXT, P | E, "ingest", "free text of the source" },
	{ "deceased", IV_TYPE_BOOL, P | C, "ingest", "true: the person has died, and is not contacted any more" },
	{ "deleted", IV_TYPE_BOOL, P, "ingest", "true: a tombstone, the source no longer has the record" },
	/* event */
	{ "at", IV_TYPE_DATE, E | D, "ingest", "when it happened, ISO 8601; its day is the date as written" },
	{ "event", IV_TYPE_TEXT, E, "ingest", "purchase return call complaint visit contact delivery response survey points balance optin optout" },
	{ "channel", IV_TYPE_TEXT, E | D, "ingest", "store web phone sms email mail app wechat line" },
	{ "party", IV_TYPE_TEXT, E, "ingest", "key of the party it belongs to" },
	{ "party_source", IV_TYPE_TEXT, E, "ingest", "source of that party; ~phone or ~email: known by an identifier only" },
	{ "order", IV_TYPE_TEXT, E, "ingest", "number of the order" },
	{ "line", IV_TYPE_TEXT, E, "ingest", "line of the order" },
	{ "refund_of", IV_TYPE_TEXT, E, "ingest", "the order that a return takes back" },
	{ "amount", IV_TYPE_NUMBER, E, "ingest", "the line's total, positive; of a return, what was given back" },
	{ "cost", IV_TYPE_NUMBER, E, "ingest", "what it cost us" },
	{ "currency", IV_TYPE_TEXT, E | C, "ingest", "ISO 4217 code of amount and cost; of a customer, of spend" },
	{ "product", IV_TYPE_TEXT, E, "ingest", "product code" },
	{ "category", IV_TYPE_TEXT, E, "ingest", "product category, or subject of a call" },
	{ "qty", IV_TYPE_NUMBER, E, "ingest", "how many" },
	{ "store", IV_TYPE_TEXT, E, "ingest", "where" },
	{ "region", IV_TYPE_TEXT, E, "ingest", "region of the store" },
	{ "agent", IV_TYPE_TEXT, E, "ingest", "who served" },
	{ "account", IV_TYPE_TEXT, E, "ingest", "account that points or a balance belong to" },
	{ "balance", IV_TYPE_NUMBER, E, "ingest", "its balance after the event" },
	{ "case", IV_TYPE_TEXT, E, "ingest", "number of the case" },
	{ "due", IV_TYPE_DATE, E, "ingest", "when it must be dealt with" },
	{ "resolved", IV_TYPE_BOOL, E, "ingest", "whether the call or complaint was settled" },
	{ "campaign", IV_TYPE_TEXT, E | D, "ingest", "campaign of a contact, response or decision" },
	{ "cell", IV_TYPE_TEXT, E | D, "ingest", "treatment or control" },
	{ "coupon", IV_TYPE_TEXT, E, "ingest", "coupon code" },
	{ "outcome", IV_TYPE_TEXT, E, "ingest", "what came of it" },
	{ "satisfied", IV_TYPE_NUMBER, E, "ingest", "survey: satisfaction, 1 to 5" },
	{ "rebuy", IV_TYPE_NUMBER, E, "ingest", "survey: would buy again, 1 to 5" },
	{ "recommend", IV_TYPE_NUMBER, E, "ingest", "survey: would recommend, 1 to 5" },
	{ "by", IV_TYPE_TEXT, E, "dedupe", "how the event found its customer" },
	/* party on its way to a customer */
	{ "link", IV_TYPE_OBJECT, P, "dedupe", "what ties it to its customer: to, weight, by" },
	{ "link.to", IV_TYPE_OBJECT, P, "dedupe", "the record it is tied to: source and key" },
	{ "link.weight", IV_TYPE_NUMBER, P, "dedupe", "log2 of the odds that the two are one person" },
	{ "link.by", IV_TYPE_LIST, P, "dedupe", "the fields that speak for it, the strongest first" },
	{ "roll", IV_TYPE_OBJECT, P, "dedupe", "roll-up of the events of this party, taken from yesterday's customer" },
	/* customer */
	{ "heir", IV_TYPE_TEXT, P | C, "dedupe", "source and key of the record that the id follows now" },
	{ "was", IV_TYPE_LIST, P | C, "dedupe", "ids of customers that this one absorbed" },
	{ "parts", IV_TYPE_OBJECTS, C, "merge", "the records it is made of: source, key, party, roll" },
	{ "parts.source", IV_TYPE_TEXT, C, "merge", "source of the part" },
	{ "parts.key", IV_TYPE_TEXT, C, "merge", "key of the part there" },
	{ "parts.party", IV_TYPE_OBJECT, C, "merge", "its party record, as it came" },
	{ "parts.roll", IV_TYPE_OBJECT, C, "merge", "roll-up of its events" },
	{ "from", IV_TYPE_OBJECT, C, "merge", "where each chosen value came from: source, key, rule, runner_up" },
	{ "sources", IV_TYPE_LIST, C, "merge", "the systems that know the customer" },
	{ "history", IV_TYPE_OBJECT, C, "merge", "sum of the roll-ups of its parts" },
	{ "refused", IV_TYPE_OBJECT, C, "merge", "numbers and addresses that said no, by channel" },
	{ "orders", IV_TYPE_NUMBER, C, "merge", "orders that were not wholly given back" },
	{ "spend", IV_TYPE_NUMBER, C, "merge", "purchases less returns, in currency" },
	{ "returned", IV_TYPE_NUMBER, C, "merge", "returns, in currency" },
	{ "margin", IV_TYPE_NUMBER, C, "merge", "spend less cost, of the lines whose cost is known" },
	{ "order_days", IV_TYPE_NUMBER, C, "merge", "days with an order" },
	{ "first_order", IV_TYPE_DATE, C, "merge", "day of the first order" },
	{ "last_order", IV_TYPE_DATE, C, "merge", "day of the last order" },
	{ "complaints", IV_TYPE_NUMBER, C, "merge", "complaints" },
	{ "last_contact", IV_TYPE_DATE, C, "merge", "day of the last contact we made" },
	{ "cost_to_serve", IV_TYPE_NUMBER, C, "merge", "what serving the customer cost, by the unit costs of the configuration" },
	{ "seed", IV_TYPE_TEXT, C, "merge", "source and key of the earliest record, joined by a slash" },
	{ "restricted", IV_TYPE_OBJECT, C, "merge", "the data are kept, and not used: at, case, until" },
	{ "restricted.at", IV_TYPE_DATE, C, "merge", "when that was decided" },
	{ "restricted.case", IV_TYPE_TEXT, C, "merge", "number of the case" },
	{ "restricted.until", IV_TYPE_DATE, C, "merge", "the last day on which it holds" },
	/* scores */
	{ "recency", IV_TYPE_NUMBER, C, "score", "days since the last order" },
	{ "frequency", IV_TYPE_NUMBER, C, "score", "orders" },
	{ "monetary", IV_TYPE_NUMBER, C, "score", "spend" },
	{ "rfm", IV_TYPE_TEXT, C, "score", "three digits, 1 to 5: recency, frequency, monetary; 5 is best" },
	{ "rfm_segment", IV_TYPE_TEXT, C, "score", "the name that the map of score.yaml has for the three" },
	{ "p_alive", IV_TYPE_NUMBER, C, "score", "the probability of being a customer still" },
	{ "expected_orders", IV_TYPE_NUMBER, C, "score", "order days expected within the horizon" },
	{ "orders_range", IV_TYPE_OBJECT, C, "score", "how many they may be: low, median, high" },
	{ "orders_range.low", IV_TYPE_NUMBER, C, "score", "in 5 % of such customers at most so many" },
	{ "orders_range.median", IV_TYPE_NUMBER, C, "score", "in half of them" },
	{ "orders_range.high", IV_TYPE_NUMBER, C, "score", "in 95 % of them" },
	{ "order_value", IV_TYPE_NUMBER, C, "score", "money expected of an order" },
	{ "clv", IV_TYPE_NUMBER, C, "score", "what the customer will leave within the horizon, in today's money" },
	{ "clv_range", IV_TYPE_OBJECT, C, "score", "how much that may be: low, median, high" },
	{ "clv_range.low", IV_TYPE_NUMBER, C, "score", "in 5 % of such customers at most so much" },
	{ "clv_range.median", IV_TYPE_NUMBER, C, "score", "in half of them" },
	{ "clv_range.high", IV_TYPE_NUMBER, C, "score", "in 95 % of them" },
	{ "tier", IV_TYPE_TEXT, C, "score", "its group by that, the best first" },
	{ "attitude", IV_TYPE_TEXT, C, "score", "loyal, general or disloyal by what the customer says" },
	{ "behaviour", IV_TYPE_TEXT, C, "score", "loyal, general or disloyal by what the customer does" },
	{ "contribution", IV_TYPE_TEXT, C, "score", "high, fair or loss: what the customer has left after its costs" },
	{ "loyalty", IV_TYPE_TEXT, C, "score", "loyal, general or disloyal by all three" },
	{ "contradictions", IV_TYPE_LIST, C, "score", "where the three do not agree" },
	{ "stage", IV_TYPE_TEXT, C, "score", "lead, new, growing, steady, won_back, at_risk, lapsing or lost" },
	{ "stage_since", IV_TYPE_DATE, C, "score", "the day of the run that first found that stage" },
	{ "stage_next", IV_TYPE_OBJECT, C, "score", "the stage that comes without an order: stage, on" },
	{ "stage_next.stage", IV_TYPE_TEXT, C, "score", "which it is" },
	{ "stage_next.on", IV_TYPE_DATE, C, "score", "the day on which it comes" },
	{ "next_product", IV_TYPE_TEXT, C, "score", "what to offer next: bought by others who have what the customer has" },
	{ "next_product_by", IV_TYPE_OBJECT, C, "score", "why: owned, confidence, lift, support, margin" },
	{ "next_product_by.owned", IV_TYPE_TEXT, C, "score", "the product of the customer's that it goes with" },
	{ "next_product_by.confidence", IV_TYPE_NUMBER, C, "score", "the share of those who have that one and bought it" },
	{ "next_product_by.lift", IV_TYPE_NUMBER, C, "score", "how many times the share of all who bought it that is" },
	{ "next_product_by.support", IV_TYPE_NUMBER, C, "score", "how many have both" },
	{ "next_product_by.margin", IV_TYPE_NUMBER, C, "score", "what a purchase of it earns, where costs are known" },
	{ "because", IV_TYPE_OBJECT, C, "score", "for each score, the parts that it is the sum of, in words" },
	{ "scored", IV_TYPE_DATE, C, "score", "the as-of date of the scores" },
	/* segments */
	{ "segments", IV_TYPE_LIST, C, "segment", "the segments the customer is in" },
	{ "why", IV_TYPE_OBJECT, C, "segment", "for each segment, the values that decided it" },
	/* decisions */
	{ "decision", IV_TYPE_TEXT, D, "campaign", "contact, holdout or suppressed" },
	{ "reason", IV_TYPE_TEXT, D, "campaign", "slug of the reason" },
	{ "because", IV_TYPE_TEXT, D, "campaign", "the reason as a sentence" },
	{ "address_to", IV_TYPE_TEXT, D, "campaign", "the number or address the message goes to" },
	{ "purpose", IV_TYPE_TEXT, D, "campaign", "why the campaign is run" },
	{ "owner", IV_TYPE_TEXT, D, "campaign", "who answers for it" },
	{ "approved", IV_TYPE_OBJECT, D, "campaign", "by whom and when it was approved" },
	{ "fields", IV_TYPE_OBJECT, D, "campaign", "the values that may leave with the message" },
};
const size_t iv_vocab_n = sizeof iv_vocab / sizeof *iv_vocab;

/* Whether a table name with "*" for one step matches a dotted path. */
static bool matches(const char *pattern, struct iv_str path)
{
	struct iv_str want = iv_str_of(pattern), a, b;
	for (;;) {
		bool more_a = iv_str_cut(&want, '.', &a), more_b = iv_str_cut(&path, '.', &b);
		if (!more_a || !more_b)
			return more_a == more_b;
		if (!iv_str_eq(a, IV_STR("*")) && !iv_str_eq(a, b))
			return false;
	}
}

const struct iv_field *iv_vocab_find(struct iv_str name, unsigned kinds)
{
	for (size_t i = 0; i < iv_vocab_n; i++)
		if ((iv_vocab[i].on & kinds) && matches(iv_vocab[i].name, name))
			return &iv_vocab[i];
	return NULL;
}

const char *iv_vocab_nearest(struct iv_str name, unsigned kinds)
{
	const char *names[sizeof iv_vocab / sizeof *iv_vocab];
	size_t n = 0;
	for (size_t i = 0; i < iv_vocab_n; i++)
		if (iv_vocab[i].on & kinds)
			names[n++] = iv_vocab[i].name;
	return iv_str_nearest(name, names, n);
}

const char *iv_type_name(enum iv_type type)
{
	static const char *const names[] = { "text", "number", "true or false", "date", "list", "object", "list of objects" };
	return names[type];
}
