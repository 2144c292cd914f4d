/* SPDX-License-Identifier: MIT
 * The notes become the population. Of several records of one part the greater in (updated, bytes) stands for it; where
 * `updated` does not decide they are rivals (dedupe_rivals.c). */
#include "dedupe_forget.h"

#include <stdlib.h>

void dedupe_take(struct dedupe *d, uint32_t part, uint32_t line, struct iv_str note)
{
	iv_match_take(&d->people, part, note);
	d->people.part[part].line = line;
}

static void absorb_record(struct dedupe *d, uint32_t part, uint32_t line, const struct dedupe_entry *e)
{
	struct iv_match_part *p = &d->people.part[part];
	struct iv_match_record r;
	if (!(iv_match_row(&d->people, part)->flags & IV_PART_RECORD)) {
		dedupe_take(d, part, line, e->note);
		return;
	}
	iv_match_unpack(e->note, &r);
	int order = iv_str_cmp(r.updated, iv_match_updated(p));
	if (order > 0)
		dedupe_take(d, part, line, e->note);
	else if (!order && r.digest != p->digest)
		dedupe_add_rival(d, line, part, e->note);
}

static uint32_t absorb_entry(struct dedupe *d, const struct dedupe_entry *e, uint32_t line)
{
	uint32_t part = iv_match_part_of(&d->people, e->id, e->source, e->key);
	d->people.part[part].told |= e->told;
	if (e->what == DEDUPE_CALLER && !iv_match_row(&d->people, part)->flags)
		dedupe_take(d, part, line, e->note);
	if (e->what == DEDUPE_RECORD) {
		absorb_record(d, part, line, e);
		dedupe_truth_note(d, part, e->truth);
	}
	if (e->mark)
		dedupe_forget_absorb(d, part, e->mark);
	return part;
}

/* Is it the part that the customer's id was minted from? `seed` is what the customer says; where its id was minted from
 * another (an earlier record came later), the id itself shows. */
static bool is_seed(const struct dedupe_customer *c, const struct dedupe_entry *e)
{
	char cid[IV_CID_SIZE];
	iv_ident_mint(e->source, e->key, cid);
	return !memcmp(cid, c->cid, IV_CID_SIZE);
}

static bool is_said_seed(struct iv_str seed, const struct dedupe_entry *e)
{
	return seed.n == e->source.n + 1 + e->key.n && iv_str_starts(seed, e->source) && seed.p[e->source.n] == '/' && iv_str_ends(seed, e->key);
}

static void absorb_customer(struct dedupe *d, const struct dedupe_head *head, struct iv_str note, uint32_t line)
{
	struct iv_str seed = { note.p, head->seed_n };
	struct dedupe_customer c = { .line = line, .first = (uint32_t)d->customer_parts, .seed = IV_IDENT_NONE };
	struct dedupe_entry e;
	bool minted = false;
	memcpy(c.cid, head->cid, IV_CID_SIZE);
	note = iv_str_from(note, head->seed_n);
	while (dedupe_entry_next(&note, &e)) {
		uint32_t part = absorb_entry(d, &e, line);
		if (d->customer_parts == d->customer_parts_cap)
			d->customer_part = iv_reserve(d->customer_part, &d->customer_parts_cap, d->customer_parts + 1, sizeof *d->customer_part);
		if (d->customer_parts == d->customer_gone_cap)
			d->customer_gone = iv_reserve(d->customer_gone, &d->customer_gone_cap, d->customer_parts + 1, 1);
		d->customer_gone[d->customer_parts] = e.gone;
		d->customer_part[d->customer_parts++] = part;
		if (is_seed(&c, &e)) {
			c.seed = part;
			c.adopted = false;
			minted = true;
		} else if (!minted && is_said_seed(seed, &e)) {
			c.seed = part;
			c.adopted = true;
		}
		c.n++;
	}
	if (head->named)
		dedupe_forget_absorb_customer(d, (uint32_t)d->customers);
	d->line[line] = (uint32_t)d->customers;
	d->customer = iv_reserve(d->customer, &d->customers_cap, d->customers + 1, sizeof *d->customer);
	d->customer[d->customers++] = c;
}

static void note_plain(struct dedupe *d, uint64_t line, bool plain)
{
	if (line % 8 == 0) {
		if (line / 8 == d->plain_cap)
			d->plain = iv_reserve(d->plain, &d->plain_cap, line / 8 + 1, 1);
		d->plain[line / 8] = 0;
	}
	d->plain[line / 8] |= (uint8_t)((unsigned)plain << line % 8);
}

/* Nearly all of the time that a note takes is spent waiting for the memory of large tables. */
void dedupe_foresee(void *state, struct iv_str note, unsigned step)
{
	const struct dedupe *d = state;
	struct dedupe_head head;
	struct dedupe_entry e;
	memcpy(&head, note.p, sizeof head);
	note = iv_str_from(note, sizeof head + head.seed_n);
	while (dedupe_entry_next(&note, &e))
		iv_match_fetch(&d->people, e.id, e.note, (enum iv_match_step)step);
}

int dedupe_absorb(void *state, struct iv_str note, uint64_t number, struct iv_err *err)
{
	struct dedupe *d = state;
	struct dedupe_head head;
	struct dedupe_entry e;
	if (number >= UINT32_MAX || d->people.n >= UINT32_MAX - 1 || d->people.sources.n >= UINT16_MAX)
		return iv_err_set(err, IV_FAIL, "too_many", "more than 4294967294 records or 65535 sources cannot be matched in one run");
	if (d->lines == d->lines_cap)
		d->line = iv_vast_reserve(d->line, &d->lines_cap, d->lines + 1, sizeof *d->line);
	d->lines++;
	memcpy(&head, note.p, sizeof head);
	note_plain(d, number, head.plain);
	note = iv_str_from(note, sizeof head);
	if (head.customer) {
		absorb_customer(d, &head, note, (uint32_t)number);
	} else {
		dedupe_entry_next(&note, &e);
		d->line[number] = absorb_entry(d, &e, (uint32_t)number);
	}
	return IV_OK;
}
