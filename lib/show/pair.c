/* SPDX-License-Identifier: MIT
 * Fields that are missing are left out, and so are members that say nothing, since such files have millions of lines. */
#include "show/pair.h"

#include "base/num.h"
#include "io/json.h"

/* v / 10^decimals, without zeros at its end. */
static void add_scaled(int64_t v, int decimals, struct iv_buf *out)
{
	uint64_t size = v < 0 ? -(uint64_t)v : (uint64_t)v, one = decimals == 3 ? 1000 : 1000000;
	if (v < 0)
		iv_buf_addc(out, '-');
	iv_buf_addf(out, "%llu", (unsigned long long)(size / one));
	if (size % one) {
		iv_buf_addf(out, ".%0*llu", decimals, (unsigned long long)(size % one));
		while (out->p[out->n - 1] == '0')
			out->n--;
	}
}

void iv_show_weight(int32_t thousandths, struct iv_buf *out)
{
	add_scaled(thousandths, 3, out);
}

static void add_member(struct iv_buf *out, const char *key, int64_t v, int decimals)
{
	iv_json_member_raw(out, key, (struct iv_str){ 0 });
	add_scaled(v, decimals, out);
}

static void add_record(struct iv_buf *out, const char *key, const struct iv_show_record *r)
{
	iv_json_member_raw(out, key, IV_STR("{"));
	iv_json_member_text(out, "source", r->source);
	iv_json_member_text(out, "key", r->key);
	if (r->raw.n)
		iv_json_member_raw(out, "record", r->raw);
	iv_buf_addc(out, '}');
}

static void add_fields(struct iv_buf *out, const struct iv_show_pair *p)
{
	iv_json_member_raw(out, "fields", IV_STR("{"));
	for (size_t i = 0; i < p->fields; i++) {
		const struct iv_show_field *f = &p->field[i];
		if (!f->level && !f->weight)
			continue;
		iv_json_member_raw(out, f->name, IV_STR("{"));
		if (f->level)
			iv_json_member_text(out, "level", iv_str_of(f->level));
		add_member(out, "weight", f->weight, 3);
		iv_buf_addc(out, '}');
	}
	iv_buf_addc(out, '}');
}

void iv_show_pair(const struct iv_show_pair *p, struct iv_buf *out)
{
	iv_buf_addc(out, '{');
	add_record(out, "a", &p->a);
	add_record(out, "b", &p->b);
	if (p->why) {
		iv_json_member_text(out, "why", iv_str_of(p->why));
		add_member(out, "matters", p->matters, 3);
		iv_json_member_int(out, "affects", (int64_t)p->affects);
	}
	add_member(out, "weight", p->weight, 3);
	add_member(out, "p", p->probability, 6);
	iv_json_member_raw(out, "together", p->together ? IV_STR("true") : IV_STR("false"));
	if (p->judged)
		iv_json_member_text(out, "judged", iv_str_of(p->judged));
	add_member(out, "prior", p->prior, 3);
	add_fields(out, p);
	iv_json_member_raw(out, "rules", IV_STR("["));
	for (size_t i = 0; i < p->rules; i++) {
		iv_json_comma(out);
		iv_json_quote(out, p->rule[i]);
	}
	iv_buf_adds(out, IV_STR("]}\n"));
}
