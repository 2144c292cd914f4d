/* SPDX-License-Identifier: MIT
 * The customer's line, in the order that ivoc-merge(1) gives. */
#include "base/date.h"
#include "base/num.h"
#include "history/consent.h"
#include "history/window.h"
#include "merge/part.h"

static void money_member(struct iv_buf *b, const char *name, int64_t v)
{
	iv_json_member_raw(b, name, (struct iv_str){ 0 });
	iv_num_add_money(b, v);
}

static void date_member(struct iv_buf *b, const char *name, int32_t day)
{
	if (day == IV_HISTORY_NO_DAY)
		return;
	iv_json_member_raw(b, name, IV_STR("\""));
	iv_date_add(b, day);
	iv_buf_addc(b, '"');
}

static void add_consent(struct iv_merge *m, struct iv_buf *b)
{
	struct iv_history_consent c = { .arena = m->arena };
	for (size_t i = 0; i < m->records; i++)
		iv_history_consent_party(&c, iv_rec_raw(m->record[i].rec, IV_STR("consent")), m->record[i].source, m->record[i].key);
	iv_history_consent_roll(&c, &m->total);
	iv_buf_clear(&m->scratch);
	if (iv_history_consent_write(&c, &m->scratch))
		iv_json_member_raw(b, "consent", iv_buf_str(&m->scratch));
	iv_buf_clear(&m->scratch);
	if (iv_history_consent_refused(&c, &m->scratch))
		iv_json_member_raw(b, "refused", iv_buf_str(&m->scratch));
	iv_history_consent_release(&c);
}

/* The systems that know the customer; parts are in order of source. */
static void add_sources(const struct iv_merge *m, struct iv_buf *b)
{
	struct iv_str last = { 0 };
	iv_json_member_raw(b, "sources", IV_STR("["));
	for (size_t i = 0; i < m->members; i++) {
		struct iv_str source = m->member[i].source;
		if (iv_str_starts(source, IV_STR("~")) || iv_str_eq(source, last))
			continue;
		iv_json_comma(b);
		iv_json_quote(b, source);
		last = source;
	}
	iv_buf_addc(b, ']');
}

static void add_figures(const struct iv_history_figures *f, bool costs, struct iv_buf *b)
{
	if (f->currency.n)
		iv_json_member_text(b, "currency", f->currency);
	iv_json_member_int(b, "orders", f->orders);
	money_member(b, "spend", f->bought - f->returned);
	money_member(b, "returned", f->returned);
	if (f->costed)
		money_member(b, "margin", f->margin);
	iv_json_member_int(b, "order_days", f->order_days);
	date_member(b, "first_order", f->first_order);
	date_member(b, "last_order", f->last_order);
	iv_json_member_int(b, "complaints", f->complaints);
	date_member(b, "last_contact", f->last_contact);
	if (costs)
		money_member(b, "cost_to_serve", f->served);
}

static struct iv_str restriction(struct iv_merge *m, struct iv_str cid, struct iv_rec *const *customers, size_t n)
{
	struct iv_merge_restricted *r = m->restricted;
	struct iv_str said = { 0 };
	for (size_t i = 0; !r && i < n && !said.n; i++)
		said = iv_rec_raw(customers[i], IV_STR("restricted"));
	if (!r || !r->list->n)
		return said;
	r->best = NULL;
	iv_merge_restricted_id(r, cid);
	for (size_t i = 0; i < m->was_n; i++)
		iv_merge_restricted_ids(r, m->was[i], m->arena);
	for (size_t i = 0; i < m->members; i++)
		iv_merge_restricted_record(r, m->member[i].source, m->member[i].key);
	return r->best ? r->best->json : said;
}

int iv_merge_write(struct iv_merge *m, struct iv_str cid, struct iv_rec *const *customers, size_t n, struct iv_str *line, struct iv_err *err)
{
	struct iv_buf *b = &m->line;
	struct iv_history_figures figures;
	iv_buf_clear(b);
	iv_buf_clear(&m->from);
	iv_buf_addc(b, '{');
	iv_json_member_text(b, "cid", cid);
	if (m->hid.n)
		iv_json_member_text(b, "hid", m->hid);
	iv_json_member_text(b, "kind", IV_STR("customer"));
	struct iv_str restricted = restriction(m, cid, customers, n);
	if (restricted.n)
		iv_json_member_raw(b, "restricted", restricted);
	struct iv_str said = n ? iv_rec_text(customers[0], IV_STR("seed")) : (struct iv_str){ 0 };
	iv_json_member_text(b, "seed", iv_merge_seed(cid, m->member, m->members, said, m->arena));
	struct iv_str heir = m->heir.n || !n ? m->heir : iv_rec_text(customers[0], IV_STR("heir"));
	if (heir.n)
		iv_json_member_text(b, "heir", heir);
	iv_merge_add_was(cid, m->was, m->was_n, m->arena, b);
	iv_merge_survive(m->settings, m->record, m->records, m->arena, b, &m->from);
	iv_history_settle(&m->total);
	add_consent(m, b);
	iv_json_member_raw(b, "from", IV_STR("{"));
	iv_buf_adds(b, iv_buf_str(&m->from));
	iv_buf_addc(b, '}');
	add_sources(m, b);
	iv_buf_clear(&m->scratch);
	const struct iv_history_terms terms = { m->settings->currency, m->settings->cost, m->settings->costs };
	int status = iv_history_sum(&m->total, &terms, &figures, &m->scratch, err);
	if (status != IV_OK)
		return status;
	add_figures(&figures, m->settings->costs > 0, b);
	iv_json_member_raw(b, "history", iv_buf_str(&m->scratch));
	iv_json_member_raw(b, "parts", IV_STR("["));
	iv_buf_adds(b, iv_buf_str(&m->parts));
	iv_buf_addc(b, ']');
	iv_merge_add_others(m->settings, customers, n, b);
	iv_buf_addc(b, '}');
	*line = iv_arena_str(m->arena, iv_buf_str(b));
	return IV_OK;
}
