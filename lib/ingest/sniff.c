/* SPDX-License-Identifier: MIT
 * From the sample to a plan: what a row is, which column becomes which field, and what tells rows apart. */
#include "ingest/sniff_write.h"

#include <stdlib.h>

#include "rec/vocab.h"

size_t iv_sniff_column(struct iv_sniff *s, struct iv_str name)
{
	s->column = iv_reserve(s->column, &s->cap, s->columns + 1, sizeof *s->column);
	s->column[s->columns] = (struct iv_sniff_column){ .name = iv_arena_str(&s->arena, name), .unusable = !name.n };
	for (size_t i = 0; i < s->columns; i++)
		if (iv_str_eq(s->column[i].name, name))
			s->column[i].unusable = s->column[s->columns].unusable = true;
	return s->columns++;
}

size_t iv_sniff_find(struct iv_sniff *s, struct iv_str name)
{
	for (size_t i = 0; i < s->columns; i++)
		if (iv_str_eq(s->column[i].name, name))
			return i;
	return iv_sniff_column(s, name);
}

void iv_sniff_cell(struct iv_sniff *s, size_t column, struct iv_str text)
{
	struct iv_sniff_column *c = &s->column[column];
	if (!text.n)
		return;
	c->cell = iv_reserve(c->cell, &c->cap, c->n + 1, sizeof *c->cell);
	c->cell[c->n++] = (struct iv_sniff_cell){ s->rows, iv_arena_str(&s->arena, text) };
}

void iv_sniff_next(struct iv_sniff *s)
{
	s->rows++;
}

void iv_sniff_release(struct iv_sniff *s)
{
	for (size_t i = 0; i < s->columns; i++)
		free(s->column[i].cell);
	free(s->column);
	iv_profile_free(s->profile);
	iv_profile_tops_release(&s->tops);
	iv_arena_release(&s->arena);
	*s = (struct iv_sniff){ 0 };
}

/* --- What is in the columns --- */

static void make_profile(struct iv_sniff *s)
{
	struct iv_buf side = { 0 };
	s->profile = iv_profile_new();
	s->profile->rows = s->rows;
	for (size_t i = 0; i < s->columns; i++) {
		struct iv_sniff_column *c = &s->column[i];
		/* Numbered, so that doubled names are two columns. */
		iv_profile_begin(s->profile, iv_profile_column(s->profile, c->name, (unsigned)i, i), &side);
		for (size_t k = 0; k < c->n; k++)
			iv_profile_cell(s->profile, c->cell[k].text);
		iv_profile_end(s->profile);
	}
	iv_profile_absorb(&s->tops, iv_buf_str(&side));
	iv_buf_release(&side);
}

static int by_hash(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
	return (x > y) - (x < y);
}

/* Whether the columns together are filled in every row and differ in each. */
static bool tells_apart(const struct iv_sniff *s, const uint32_t *column, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (s->column[column[i]].unusable || s->column[column[i]].n != s->rows)
			return false;
	uint64_t *hash = iv_alloc((s->rows + 1) * sizeof *hash);
	for (uint32_t r = 0; r < s->rows; r++) {
		hash[r] = 0;
		for (size_t i = 0; i < n; i++)
			hash[r] = iv_hash_seed(s->column[column[i]].cell[r].text, hash[r] + i);
	}
	qsort(hash, s->rows, sizeof *hash, by_hash);
	bool apart = true;
	for (uint32_t r = 1; r < s->rows && apart; r++)
		apart = hash[r] != hash[r - 1];
	free(hash);
	return apart;
}

static void classify(struct iv_sniff *s)
{
	struct iv_classed *type = iv_arena_zalloc(&s->arena, (s->columns + 1) * sizeof *type);
	struct iv_str *field = iv_arena_zalloc(&s->arena, (s->columns + 1) * sizeof *field);
	iv_classify_all(s->profile, field, (struct iv_str){ 0 }, type);
	int64_t best = 0;
	s->region = "";
	for (uint32_t i = 0; i < s->columns; i++) {
		struct iv_sniff_column *c = &s->column[i];
		c->profile = s->profile->column[i];
		c->type = type[i];
		c->guess = iv_classify_header_as(c->name, c->type.type);
		c->unique = tells_apart(s, &i, 1);
		if (c->type.type == IV_CLASS_PHONE && c->type.fits > best) {
			best = c->type.fits;
			s->region = iv_arena_str(&s->arena, iv_str_of(c->type.region)).p;
		}
	}
}

/* --- What a row is --- */

static bool is_one_of(const char *word, const char *const *list)
{
	for (; word && *list; list++)
		if (!strcmp(word, *list))
			return true;
	return false;
}

static bool says(const struct iv_sniff_column *c, const char *field)
{
	return c->guess.field && !strcmp(c->guess.field, field) && (c->type.type == IV_CLASS_EMPTY || iv_class_fits(c->type.type, field));
}

static uint32_t first_that_says(const struct iv_sniff *s, const char *field)
{
	for (int score = 3; score > 0; score--)
		for (uint32_t i = 0; i < s->columns; i++)
			if (s->column[i].guess.score == score && !s->column[i].unusable && says(&s->column[i], field))
				return i;
	return UINT32_MAX;
}

static bool has(const struct iv_sniff *s, const char *field)
{
	return first_that_says(s, field) != UINT32_MAX;
}

/* An event has a time, and more of what happens than of what people are. */
static void what_is_a_row(struct iv_sniff *s)
{
	static const char *const of_event[] = { "amount", "order", "product", "qty", "price", "campaign", "cell", "satisfied", "recommend", "rebuy", "resolved", "agent", "case", "coupon", "store", NULL };
	static const char *const of_party[] = { "name", "family", "birth", "gender", "idno", "address", "joined", "postcode", "company", "consent", NULL };
	int event = 0, party = 0;
	for (size_t i = 0; of_event[i]; i++)
		event += has(s, of_event[i]);
	for (size_t i = 0; of_party[i]; i++)
		party += has(s, of_party[i]);
	/* Money that moves is an event, whoever else the row describes, unless it describes him well. */
	bool money = has(s, "amount") || (has(s, "qty") && has(s, "product")), well = has(s, "birth") || has(s, "idno") || has(s, "joined");
	s->kind = has(s, "at") && (event > party || (money && !well)) ? IV_KIND_EVENT : IV_KIND_PARTY;
	if (has(s, "campaign") && (has(s, "cell") || has(s, "channel")))
		s->event = "contact";
	else if (has(s, "coupon") && !has(s, "amount"))
		s->event = "response";
	else if (has(s, "amount") || has(s, "product") || has(s, "qty") || has(s, "price"))
		s->event = "purchase";
	else if (has(s, "agent") || has(s, "resolved") || has(s, "case"))
		s->event = "call";
	else
		s->event = has(s, "satisfied") || has(s, "recommend") ? "survey" : "purchase";
}

/* --- Which column becomes which field --- */

static bool is_list(const char *field)
{
	static const char *const lists[] = { "phone", "email", "tags", NULL };
	return is_one_of(field, lists);
}

static bool taken(const struct iv_sniff *s, const char *field)
{
	for (size_t i = 0; i < s->columns; i++)
		if (s->column[i].field && !strcmp(s->column[i].field, field))
			return true;
	return false;
}

/* The field that a name speaks of, in a record of this kind. */
static const char *field_in_kind(const struct iv_sniff *s, const struct iv_header_guess *g)
{
	if (!g->field)
		return NULL;
	if (s->kind == IV_KIND_PARTY && !strcmp(g->field, "at"))
		return "joined"; /* when the record was made */
	if (s->kind == IV_KIND_EVENT && !strcmp(g->field, "joined"))
		return "at";
	if (s->kind == IV_KIND_EVENT && !strcmp(g->field, "key") && g->detail && !strcmp(g->detail, "party"))
		return "party";
	const struct iv_field *field = iv_vocab_find(iv_str_of(g->field), IV_ON(s->kind));
	return field && field->type != IV_TYPE_OBJECT && strcmp(g->field, "key") ? g->field : NULL;
}

/* Where the name says nothing. What stands in few rows may have slipped there from another column. */
static const char *field_by_values(const struct iv_sniff *s, const struct iv_sniff_column *c)
{
	if (c->n * 20 < s->rows)
		return NULL;
	switch (c->type.type) {
	case IV_CLASS_PHONE:
		return c->guess.field && strcmp(c->guess.field, "phone") ? NULL : "phone";
	case IV_CLASS_EMAIL:
		return "email";
	case IV_CLASS_IDNO:
		return "idno";
	case IV_CLASS_NAME_HAN:
		return c->guess.field ? NULL : "name";
	case IV_CLASS_ADDRESS:
		return c->guess.field ? NULL : "address";
	case IV_CLASS_GENDER:
		return "gender";
	default:
		return NULL;
	}
}

static void give(struct iv_sniff *s, struct iv_sniff_column *c, const char *field)
{
	if (!field || c->field || c->unusable || !iv_vocab_find(iv_str_of(field), IV_ON(s->kind)) || (!is_list(field) && taken(s, field)))
		return;
	if (!strcmp(field, "amount") && s->kind == IV_KIND_EVENT && strcmp(s->event, "purchase") != 0)
		return;
	c->field = field;
}

static void assign(struct iv_sniff *s)
{
	for (int score = 3; score > 0; score--)
		for (size_t i = 0; i < s->columns; i++) {
			struct iv_sniff_column *c = &s->column[i];
			const char *field = c->guess.score == score ? field_in_kind(s, &c->guess) : NULL;
			if (field && (c->type.type == IV_CLASS_EMPTY || iv_class_fits(c->type.type, field)))
				give(s, c, field);
		}
	for (size_t i = 0; i < s->columns; i++)
		give(s, &s->column[i], field_by_values(s, &s->column[i]));
}

bool iv_sniff_plain(struct iv_str name)
{
	for (size_t i = 0; i < name.n; i++)
		if (strchr("{}'\"\\", name.p[i]) || (unsigned char)name.p[i] < 0x20 || name.p[i] == 0x7F)
			return false;
	return true;
}

static void assign_rest(struct iv_sniff *s)
{
	for (uint32_t i = 0; i < s->columns; i++) {
		struct iv_sniff_column *c = &s->column[i];
		bool key = s->keys == 1 && s->key[0] == i;
		c->consent = s->kind == IV_KIND_PARTY && !c->field && !c->unusable && says(c, "consent");
		c->own = !c->field && !c->consent && !key && !c->unusable;
	}
	/* An amount that must be computed, and amounts that were given back. */
	uint32_t amount = UINT32_MAX, qty = UINT32_MAX;
	for (uint32_t i = 0; i < s->columns; i++) {
		const char *field = s->column[i].field;
		amount = field && !strcmp(field, "amount") ? i : amount;
		qty = field && !strcmp(field, "qty") ? i : qty;
	}
	s->price = UINT32_MAX;
	if (s->kind != IV_KIND_EVENT || strcmp(s->event, "purchase"))
		return;
	if (amount == UINT32_MAX && qty != UINT32_MAX)
		s->price = first_that_says(s, "price");
	if (s->price != UINT32_MAX && (!iv_sniff_plain(s->column[s->price].name) || !iv_sniff_plain(s->column[qty].name)))
		s->price = UINT32_MAX;
	uint32_t sign = amount != UINT32_MAX ? amount : s->price != UINT32_MAX ? qty : UINT32_MAX;
	s->returns = sign != UINT32_MAX && iv_sniff_plain(s->column[sign].name) && s->column[sign].profile->numbers && s->column[sign].profile->number_min < 0;
}

/* --- What tells rows apart --- */

/* How good a key a column makes; 0: none. */
static int key_worth(const struct iv_sniff *s, const struct iv_sniff_column *c)
{
	bool event = s->kind == IV_KIND_EVENT;
	const char *field = c->guess.field ? c->guess.field : "";
	if (c->unusable || memchr(c->name.p, '{', c->name.n) || (c->type.type != IV_CLASS_INTEGER && c->type.type != IV_CLASS_CODE && c->type.type != IV_CLASS_TEXT && s->rows))
		return 0;
	if (!strcmp(field, "key"))
		return !strcmp(c->guess.detail, "party") ? (event ? 2 : 5) : 4;
	if (event && (!strcmp(field, "order") || !strcmp(field, "case")))
		return 5;
	return c->type.type == IV_CLASS_CODE && !*field ? 1 : 0;
}

static bool is_part_of_key(const struct iv_sniff_column *c)
{
	static const char *const parts[] = { "order", "case", "party", "phone", "email", "campaign", "coupon", "product", "line", "at", NULL };
	return !c->unusable && (key_worth(&(struct iv_sniff){ .kind = IV_KIND_EVENT }, c) > 1 || is_one_of(c->field, parts)) && iv_sniff_plain(c->name);
}

static void set_key(struct iv_sniff *s, const uint32_t *column, size_t n)
{
	uint32_t *copy = iv_arena_alloc(&s->arena, n * sizeof *copy);
	memcpy(copy, column, n * sizeof *copy);
	s->key = copy;
	s->keys = n;
}

/* Adds the time to a key that has no number of an order or case in it. */
static void add_time(struct iv_sniff *s)
{
	uint32_t column[4], at = UINT32_MAX;
	for (uint32_t i = 0; i < s->columns; i++)
		if (s->column[i].field && !strcmp(s->column[i].field, "at") && s->column[i].n == s->rows && is_part_of_key(&s->column[i]))
			at = i;
	for (size_t i = 0; i < s->keys; i++) {
		column[i] = s->key[i];
		if (column[i] == at || key_worth(s, &s->column[column[i]]) > 2)
			at = UINT32_MAX;
	}
	column[s->keys] = at;
	if (at != UINT32_MAX)
		set_key(s, column, s->keys + 1);
}

/* Two columns, or three, that together are different in each row. */
static bool combine(struct iv_sniff *s)
{
	uint32_t part[12], n = 0;
	for (uint32_t i = 0; i < s->columns && n < 12; i++)
		if (is_part_of_key(&s->column[i]))
			part[n++] = i;
	for (size_t size = 2; size <= 3; size++)
		for (uint32_t a = 0; a < n; a++)
			for (uint32_t b = a + 1; b < n; b++)
				for (uint32_t c = size == 3 ? b + 1 : n - 1; c < n; c++) {
					const uint32_t column[] = { part[a], part[b], part[c] };
					if (tells_apart(s, column, size)) {
						set_key(s, column, size);
						add_time(s);
						return true;
					}
				}
	return false;
}

static void find_key(struct iv_sniff *s)
{
	uint32_t best = UINT32_MAX;
	int worth = 0;
	for (uint32_t i = 0; i < s->columns; i++) {
		int w = s->column[i].unique ? key_worth(s, &s->column[i]) : 0;
		if (w > worth) {
			worth = w;
			best = i;
		}
	}
	/* Things that happen to somebody may happen to him again. */
	if (s->kind == IV_KIND_EVENT && worth < 4 && combine(s))
		return;
	if (worth)
		set_key(s, &best, 1);
}

void iv_sniff_plan(struct iv_sniff *s)
{
	make_profile(s);
	classify(s);
	what_is_a_row(s);
	assign(s);
	find_key(s);
	assign_rest(s);
}
