/* SPDX-License-Identifier: MIT
 * One rule after the other: keys are listed and sorted, neighbours with one key are a block. */
#include "match/block.h"

struct blocker {
	const struct iv_match_people *m;
	uint32_t limit;
	struct iv_match_items spelled; /* keys of names in letters that are spellings */
	struct iv_match_items key; /* of the rule in work: key, part */
	struct iv_match_pairs *out;
};

void iv_match_pairs_release(struct iv_match_pairs *p)
{
	iv_match_items_release(&p->pair);
}

static void add_pair(struct iv_match_pairs *out, uint64_t a, uint64_t b)
{
	if (a != b)
		iv_match_items_add(&out->pair, a < b ? a << 32 | b : b << 32 | a, 0);
}

static uint64_t mix(uint64_t x, uint64_t y)
{
	return (x ^ y * 0x9E3779B97F4A7C15u) * 0xFF51AFD7ED558CCDu;
}

/* ---- the keys of each rule ---- */

static void key_identifiers(struct blocker *b, uint32_t part)
{
	const struct iv_match_part *p = &b->m->part[part];
	for (size_t i = p->ids; i < p->ids + p->ids_n; i++)
		if (b->m->id[i].type != IV_ID_SUPERSEDES && !b->m->id[i].blocked)
			iv_match_items_add(&b->key, b->m->id[i].value, part);
}

static void key_idno(struct blocker *b, uint32_t part)
{
	if (b->m->part[part].row.idno)
		iv_match_items_add(&b->key, b->m->part[part].row.idno, part);
}

/* The spellings of names that are not Han, so that Han names, which nearly all have some, bring only those keys that somebody shares. */
static void find_spelled(struct blocker *b)
{
	const struct iv_match_names *names = &b->m->names;
	for (size_t i = 0; i < names->n; i++) {
		uint64_t key[IV_NAME_KEYS];
		size_t n = names->name[i].flags & IV_NAME_HAN ? 0 : iv_match_name_keys(&names->name[i], key, IV_NAME_KEYS);
		for (size_t k = 0; k < n; k++)
			if (key[k] & 1)
				iv_match_items_add(&b->spelled, key[k], 0);
	}
	iv_match_sort(&b->spelled);
}

static bool is_spelled(const struct blocker *b, uint64_t scheme)
{
	size_t low = 0, high = b->spelled.n;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (b->spelled.item[middle].key < scheme)
			low = middle + 1;
		else
			high = middle;
	}
	return low < b->spelled.n && b->spelled.item[low].key == scheme;
}

/* All sounds of a name, each with another value: two names that sound the same in any way share one of these keys. */
static void key_sounds(struct blocker *b, uint32_t part, uint64_t with)
{
	const struct iv_match_name *n = iv_match_name_of(b->m, &b->m->part[part]);
	if (!n || !with)
		return;
	uint64_t key[IV_NAME_KEYS];
	size_t keys = iv_match_name_keys(n, key, IV_NAME_KEYS);
	for (size_t i = 0; i < keys; i++)
		if (!(key[i] & 1) || !(n->flags & IV_NAME_HAN) || is_spelled(b, key[i]))
			iv_match_items_add(&b->key, mix(key[i], with), part);
}

static void key_birth(struct blocker *b, uint32_t part)
{
	int32_t birth = b->m->part[part].row.birth;
	key_sounds(b, part, birth == IV_MATCH_NO_DATE ? 0 : (uint64_t)(birth + (INT64_C(1) << 40)));
}

static void key_street(struct blocker *b, uint32_t part)
{
	key_sounds(b, part, b->m->part[part].row.street);
}

/* Names alone, for names that are rare; names that are not need the city too. */
static void key_name(struct blocker *b, uint32_t part)
{
	const struct iv_match_name *n = iv_match_name_of(b->m, &b->m->part[part]);
	if (!n || (n->flags & IV_NAME_PARTIAL))
		return;
	if (n->records <= b->limit)
		key_sounds(b, part, 1);
	else
		key_sounds(b, part, b->m->part[part].row.city);
}

/* ---- from a block to its pairs ---- */

static uint64_t name_of(const struct iv_match_people *m, uint64_t part)
{
	const struct iv_match_name *n = iv_match_name_of(m, &m->part[part]);
	return n ? n->whole : 0;
}

static void emit_block(struct blocker *b, const struct iv_match_item *item, size_t n, int cut);

/* Cuts a block by another property (first the name, then the birth date) and emits the pieces. */
static void cut_block(struct blocker *b, const struct iv_match_item *item, size_t n, int cut)
{
	struct iv_match_items piece = { 0 };
	for (size_t i = 0; i < n; i++) {
		uint64_t part = item[i].value;
		iv_match_items_add(&piece, cut ? (uint32_t)b->m->part[part].row.birth : name_of(b->m, part), part);
	}
	iv_match_sort(&piece);
	for (size_t i = 0, end; i < n; i = end) {
		for (end = i + 1; end < n && piece.item[end].key == piece.item[i].key; end++)
			;
		emit_block(b, piece.item + i, end - i, cut + 1);
	}
	iv_match_items_release(&piece);
}

static void emit_block(struct blocker *b, const struct iv_match_item *item, size_t n, int cut)
{
	if (n > b->limit && cut < 2) {
		if (!cut)
			b->out->split += n;
		cut_block(b, item, n, cut);
		return;
	}
	for (size_t i = 0; i < n; i++)
		for (size_t k = i + 1; k < n && k - i <= b->limit; k++)
			add_pair(b->out, item[i].value, item[k].value);
}

/* The pairs so far, in order and each once. */
static void unite(struct iv_match_pairs *out)
{
	struct iv_match_items *l = &out->pair;
	size_t n = 0;
	iv_match_sort(l);
	for (size_t i = 0; i < l->n; i++)
		if (!n || l->item[i].key != l->item[n - 1].key)
			l->item[n++] = l->item[i];
	l->n = n;
}

static void run_rule(struct blocker *b, void (*keys)(struct blocker *b, uint32_t part))
{
	b->key.n = 0;
	for (uint32_t p = 0; p < b->m->n; p++)
		if (iv_match_is_record(&b->m->part[p]))
			keys(b, p);
	iv_match_sort(&b->key);
	for (size_t i = 0, end; i < b->key.n; i = end) {
		for (end = i + 1; end < b->key.n && b->key.item[end].key == b->key.item[i].key; end++)
			;
		emit_block(b, b->key.item + i, end - i, 0);
	}
	unite(b->out);
}

/* The part replaced may be no record of its own (an old card nobody kept): it still belongs to its successor. */
static void pair_replaced(const struct iv_match_people *m, struct iv_match_pairs *out)
{
	struct iv_match_items by_id = { 0 };
	for (uint32_t p = 0; p < m->n; p++)
		for (size_t i = m->part[p].ids; iv_match_is_record(&m->part[p]) && i < m->part[p].ids + m->part[p].ids_n; i++)
			if (m->id[i].type == IV_ID_SUPERSEDES)
				iv_match_items_add(&by_id, m->id[i].value, p);
	iv_match_sort(&by_id);
	for (size_t p = 0, i = 0; p < m->n && i < by_id.n; p++) {
		while (i < by_id.n && by_id.item[i].key < m->part[p].id)
			i++;
		for (size_t k = i; k < by_id.n && by_id.item[k].key == m->part[p].id; k++)
			if (!(m->part[p].row.flags & (IV_PART_CALLER | IV_PART_DELETED)))
				add_pair(out, by_id.item[k].value, p);
	}
	iv_match_items_release(&by_id);
}

void iv_match_block(const struct iv_match_people *m, uint32_t limit, struct iv_match_pairs *out)
{
	static void (*const rules[])(struct blocker *, uint32_t) = { key_idno, key_identifiers, key_birth, key_street, key_name };
	struct blocker b = { .m = m, .limit = limit, .out = out };
	*out = (struct iv_match_pairs){ 0 };
	find_spelled(&b);
	pair_replaced(m, out);
	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
		run_rule(&b, rules[i]);
	iv_match_items_release(&b.spelled);
	iv_match_items_release(&b.key);
}
