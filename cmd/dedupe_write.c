/* SPDX-License-Identifier: MIT
 * The second pass on the workers: each line leaves with its cid first; of one cid customers come first, then parties, then
 * events. */
#include "dedupe_write.h"

#include "dedupe_forget.h"
#include "dedupe_lineage.h"

void dedupe_set_cluster(struct dedupe_writer *w, uint32_t part)
{
	w->group = w->d->match.clusters.of[part];
	w->cid = iv_str_of(w->d->name[w->group].cid);
}

struct iv_str dedupe_order_of(struct dedupe_writer *w, char rank, struct iv_str a, struct iv_str b, struct iv_str c)
{
	struct iv_arena *arena = &w->emit->batch->arena;
	struct iv_buf key = { .p = iv_arena_alloc(arena, a.n + b.n + c.n + 3) };
	key.cap = a.n + b.n + c.n + 3;
	iv_buf_addc(&key, rank);
	iv_buf_adds(&key, a);
	iv_buf_addc(&key, 0x1f);
	iv_buf_adds(&key, b);
	iv_buf_addc(&key, 0x1f);
	iv_buf_adds(&key, c);
	return iv_buf_str(&key);
}

void dedupe_lead(struct dedupe_writer *w)
{
	iv_rec_lead(w->rec, IV_STR("cid"), iv_arena_join(&w->emit->batch->arena, IV_STR("\""), w->cid, IV_STR("\"")));
}

struct iv_str dedupe_party_order(struct dedupe_writer *w, const struct iv_match_part *p)
{
	return dedupe_order_of(w, '2', iv_match_source(&w->d->people, p), iv_match_key(p), (struct iv_str){ 0 });
}

/* Of whom is erased, or was forgotten. */
void dedupe_drop_hidden(struct dedupe_writer *w, uint32_t group)
{
	iv_emit_drop(w->emit, w->d->hidden[group] == DEDUPE_ERASED ? "erased" : "forgotten");
}

/* The record of a part that leaves as it came, with the cid in front: nothing of it need be read. */
static void write_plain(struct dedupe_writer *w)
{
	static const char begin[] = "{\"cid\":\"", end[] = "\",";
	const struct dedupe *d = w->d;
	uint32_t part = w->emit->alone ? IV_MATCH_NONE : d->line[w->emit->ordinal];
	uint32_t group = w->emit->group == IV_EMIT_ALL ? d->match.clusters.of[d->line[w->emit->ordinal]] : w->emit->group;
	char head[sizeof begin + IV_CID_SIZE + sizeof end];
	size_t n = sizeof begin - 1;
	memcpy(head, begin, n);
	for (const char *cid = d->name[group].cid; *cid; cid++)
		head[n++] = *cid;
	memcpy(head + n, end, sizeof end - 1);
	n += sizeof end - 1;
	if (d->hidden && d->hidden[group]) {
		dedupe_drop_hidden(w, group);
		return;
	}
	struct iv_str order = part == IV_MATCH_NONE ? (struct iv_str){ 0 } : dedupe_party_order(w, &d->people.part[part]);
	iv_emit_grouped_line(w->emit, group, order, (struct iv_str){ head, n }, iv_str_from(w->rec->line, 1), IV_KIND_PARTY);
}

void dedupe_add_household(struct dedupe_writer *w, uint32_t part)
{
	if (w->d->hid)
		iv_rec_set_text(w->rec, IV_STR("hid"), iv_str_of(w->d->hid[w->d->match.clusters.of[part]]));
	else
		iv_rec_drop(w->rec, IV_STR("hid"));
}

/* What an earlier run said is not true of this one. */
static void explain(struct dedupe_writer *w, uint32_t part)
{
	struct iv_buf b = { 0 };
	if (dedupe_explain(w->d, part, &b))
		iv_rec_set(w->rec, IV_STR("link"), iv_arena_str(&w->emit->batch->arena, iv_buf_str(&b)));
	else
		iv_rec_drop(w->rec, IV_STR("link"));
	iv_buf_release(&b);
	dedupe_add_household(w, part);
}

static void write_party(struct dedupe_writer *w, uint32_t part, uint32_t line)
{
	const struct iv_match_part *p = &w->d->people.part[part];
	bool roll = iv_rec_find(w->rec, IV_STR("roll")) != NULL, record = iv_match_row(&w->d->people, part)->flags & IV_PART_RECORD;
	if (record && p->line != line && !roll) {
		struct iv_str bare = iv_match_bare(&w->emit->batch->arena, w->rec->line);
		iv_emit_drop(w->emit, iv_hash(bare) == p->digest ? "repeated" : "replaced");
		return;
	}
	dedupe_lead(w);
	explain(w, part);
	iv_emit_grouped(w->emit, w->group, dedupe_party_order(w, p), w->rec);
}

const char *dedupe_by(const struct dedupe *d, uint32_t part)
{
	bool mail = iv_str_eq(iv_match_source(&d->people, &d->people.part[part]), IV_STR("~email"));
	switch (d->by[part]) {
	case DEDUPE_NAMED:
		return mail ? "email+name" : "phone+name";
	case DEDUPE_IDENTIFIER:
		return mail ? "email" : "phone";
	}
	return "new";
}

static void write_event(struct dedupe_writer *w, uint32_t part)
{
	const struct iv_match_people *m = &w->d->people;
	const struct iv_match_part *p = &m->part[part];
	const char *by = "party";
	if (iv_match_row(m, part)->flags & IV_PART_CALLER) {
		by = dedupe_by(w->d, part);
		iv_emit_count(w->emit, w->d->by[part] == DEDUPE_NEW ? "callers.new" : "callers.recognised", 1);
	} else if (!(iv_match_row(m, part)->flags & IV_PART_RECORD)) {
		iv_emit_count(w->emit, "events.unknown_party", 1);
	}
	dedupe_lead(w);
	if (!iv_str_eq(iv_rec_text(w->rec, IV_STR("party_source")), iv_match_source(m, p)))
		iv_rec_set_text(w->rec, IV_STR("party_source"), iv_match_source(m, p));
	if (!iv_str_eq(iv_rec_text(w->rec, IV_STR("party")), iv_match_key(p)))
		iv_rec_set_text(w->rec, IV_STR("party"), iv_match_key(p));
	iv_rec_set_text(w->rec, IV_STR("by"), iv_str_of(by));
	struct iv_str at = iv_rec_text(w->rec, IV_STR("at")), source = iv_rec_text(w->rec, IV_STR("source"));
	iv_emit_grouped(w->emit, w->group, dedupe_order_of(w, '3', at, source, iv_rec_text(w->rec, IV_STR("key"))), w->rec);
}

static void fetch_customer(const struct dedupe *d, const struct dedupe_customer *c, unsigned step)
{
	if (step == 1)
		__builtin_prefetch(&d->customer_part[c->first]);
	else
		__builtin_prefetch(&d->match.clusters.of[d->customer_part[c->first]]);
}

void dedupe_fetch(const void *state, uint32_t line, unsigned step)
{
	const struct dedupe *d = state;
	if (!dedupe_is_plain(d, line))
		return;
	if (step && dedupe_customer_on(d, line)) {
		fetch_customer(d, dedupe_customer_on(d, line), step);
		return;
	}
	switch (step) {
	case 0:
		__builtin_prefetch(&d->line[line]);
		break;
	case 1:
		__builtin_prefetch(&d->people.part[d->line[line]]);
		break;
	default:
		__builtin_prefetch(d->people.part[d->line[line]].key);
	}
}

bool dedupe_is_as_noted(const struct dedupe *d, const struct iv_rec *rec, uint64_t line, uint32_t about)
{
	if (rec->kind == IV_KIND_CUSTOMER)
		return dedupe_customer_on(d, line) != NULL;
	return about < d->people.n && (rec->kind == IV_KIND_PARTY || rec->kind == IV_KIND_EVENT);
}

int dedupe_write(void *worker, struct iv_rec *rec, struct iv_emit *emit, struct iv_err *err)
{
	struct dedupe_reader *r = worker;
	const struct dedupe *d = r->d;
	struct dedupe_writer w = { .d = r->d, .rec = rec, .emit = emit };
	uint32_t about = d->line[emit->ordinal];
	const struct dedupe_customer *customer = dedupe_customer_on(d, emit->ordinal);
	bool plain = dedupe_is_plain(d, emit->ordinal) && rec->line.n;
	if (plain && !customer)
		write_plain(&w);
	if (plain && (!customer || dedupe_write_same(&w, customer)))
		return IV_OK;
	if (iv_rec_read(rec, rec->line, rec->arena, err) != IV_OK || !dedupe_is_as_noted(d, rec, emit->ordinal, about))
		return iv_err_set(err, IV_FAIL, "changed", "the input changed while it was read");
	if (rec->kind == IV_KIND_CUSTOMER) {
		dedupe_write_customer(&w, customer);
		return IV_OK;
	}
	dedupe_set_cluster(&w, about);
	if (d->hidden && d->hidden[w.group])
		dedupe_drop_hidden(&w, w.group);
	else if (rec->kind == IV_KIND_EVENT)
		write_event(&w, about);
	else
		write_party(&w, about, (uint32_t)emit->ordinal);
	return IV_OK;
}
