/* SPDX-License-Identifier: MIT
 * Evidence is counted, not stored: a value is tried in all styles when it comes by. */
#include "ingest/order.h"

#include <stdlib.h>


/* ---- dates ---- */

/* The year stands first, with four figures, or words stand there: all styles read that alike. */
static bool shows_itself(struct iv_str s)
{
	return s.n > 4 && iv_is_digit(s.p[0]) && iv_is_digit(s.p[1]) && iv_is_digit(s.p[2]) && iv_is_digit(s.p[3]) && !iv_is_digit(s.p[4]) && s.p[4] != '.';
}

static void keep(char to[IV_ORDER_TEXT], struct iv_str text)
{
	if (to[0] || text.n >= IV_ORDER_TEXT)
		return;
	memcpy(to, text.p, text.n);
	to[text.n] = '\0';
}

/* A count of seconds has 9 or 10 figures, of milliseconds 13, of microseconds 16. */
static int epoch_unit(struct iv_str s)
{
	size_t n = 0;
	while (n < s.n && iv_is_digit(s.p[n]))
		n++;
	if (n < s.n && s.p[n] != '.')
		return -1;
	return n == 9 || n == 10 ? 0 : n == 13 ? 1 : n == 16 ? 2 : -1;
}

static bool is_count(struct iv_str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!iv_is_digit(s.p[i]) && s.p[i] != '.')
			return false;
	return true;
}

void iv_order_date(struct iv_order_dates *d, struct iv_arena *arena, struct iv_str text, const struct iv_date_ask *ask)
{
	struct iv_str read[IV_ORDER_STYLES];
	text = iv_str_trim(text);
	if (!text.n)
		return;
	int unit = epoch_unit(text);
	d->values++;
	if (unit >= 0)
		d->epochs[unit]++;
	if (unit >= 0 || shows_itself(text))
		return;
	bool same = true;
	for (int i = 0; i < IV_ORDER_STYLES; i++) {
		struct iv_cleaned_date date;
		struct iv_date_ask mine = *ask;
		mine.formats = NULL;
		mine.today = 0; /* whether a birth can be is another question */
		mine.style = (enum iv_date_style)(i + 1);
		bool ok = iv_clean_date(arena, text, &mine, &date) == IV_OK;
		read[i] = !ok ? (struct iv_str){ 0 } : date.c.value.n ? date.c.value : date.part.n ? date.part : date.lunar;
		/* A spreadsheet's style reads other texts as auto does. What the others differ about says nothing for it. */
		if (i == IV_DATE_EXCEL - 1 && !same && !is_count(text))
			read[i] = (struct iv_str){ 0 };
		same &= iv_str_eq(read[i], read[0]);
		d->values -= !i && ok && !read[i].n; /* a placeholder */
		d->reads[i] += read[i].n > 0;
	}
	for (int i = 0; i < IV_ORDER_STYLES; i++)
		for (int k = 0; k < IV_ORDER_STYLES; k++) {
			if (read[i].n && !read[k].n) {
				d->alone[i][k]++;
				keep(d->against[i][k], text);
			} else if (i < k && read[i].n && !iv_str_eq(read[i], read[k])) {
				keep(d->differs[i][k], text);
			}
		}
}

static const char *difference(const struct iv_order_dates *d, int a, int b)
{
	return a < b ? d->differs[a][b] : d->differs[b][a];
}

struct iv_order_finding iv_order_find(const struct iv_order_dates *d, struct iv_str region)
{
	enum { YMD = IV_DATE_YMD - 1, DMY = IV_DATE_DMY - 1, MDY = IV_DATE_MDY - 1, ROC = IV_DATE_ROC - 1, SURE = 10 };
	struct iv_order_finding f = { 0 };
	bool taiwan = iv_str_eq(region, IV_STR("TW"));
	int64_t most = 0;
	int best = -1;
	for (int unit = 0; unit < 3; unit++)
		if (2 * d->epochs[unit] > d->values) {
			f.style = (enum iv_date_style)(IV_DATE_EPOCH + unit);
			return f;
		}
	for (int i = 0; i < IV_ORDER_STYLES; i++) {
		/* Of years that could count from 1900 or from 1911 the region knows which. */
		bool passed = i == ROC && region.n && !taiwan && !d->alone[ROC][YMD];
		bool preferred = i == ROC && taiwan && d->reads[i] == most && best == YMD;
		if (!passed && (d->reads[i] > most || preferred)) {
			most = d->reads[i];
			best = i;
		}
	}
	if (best < 0)
		return f;
	for (int i = 0; i < IV_ORDER_STYLES; i++) {
		bool settled = (i == ROC && best == YMD && region.n && !taiwan) || (i == YMD && best == ROC && taiwan);
		bool mixed = d->alone[i][best] * SURE > d->alone[best][i] && d->alone[i][best] > 0;
		bool equal = d->reads[i] == most && difference(d, i, best)[0];
		if (i == best || settled || (!mixed && !equal))
			continue;
		f = (struct iv_order_finding){ (enum iv_date_style)(best + 1), (enum iv_date_style)(i + 1), mixed, mixed ? d->against[best][i] : difference(d, i, best), d->against[i][best] };
		if (!mixed || f.example[0])
			return f;
	}
	/* 05/05/2025 is the same day either way, and so says nothing about the next value. */
	bool open = d->reads[DMY] == most && d->reads[MDY] == most;
	f = (struct iv_order_finding){ .style = open ? IV_DATE_AUTO : (enum iv_date_style)(best + 1) };
	return f;
}

/* ---- numbers ---- */

void iv_order_number(struct iv_order_numbers *n, struct iv_str s)
{
	size_t points = 0, commas = 0, after = 0, before = 0;
	bool zero = false;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (iv_is_digit(c)) {
			zero |= !points && !commas && !before && c == '0';
			before += !points && !commas;
			after++;
		} else if (c == '.' || c == ',') {
			points += c == '.';
			commas += c == ',';
			after = 0;
		}
	}
	if (!points && !commas)
		return;
	bool comma_last = false;
	for (size_t i = s.n; i--;)
		if (s.p[i] == '.' || s.p[i] == ',') {
			comma_last = s.p[i] == ',';
			break;
		}
	size_t last = comma_last ? commas : points, other = comma_last ? points : commas;
	bool decimals = last == 1 && (other || after != 3 || before > 3 || zero || !before);
	if (decimals || last > 1) /* 1.234.567: several can only be thousands */
		*(comma_last == decimals ? &n->commas : &n->points) += 1;
}

bool iv_order_comma(const struct iv_order_numbers *n)
{
	return n->commas > 10 * n->points;
}

/* ---- the columns of a file ---- */

struct column {
	uint32_t at; /* of the map */
	bool number;
	bool settled; /* dates: a thousand values leave no doubt, so more need not be tried */
	struct iv_date_ask ask;
	union {
		struct iv_order_dates dates;
		struct iv_order_numbers numbers;
	};
};

enum { ENOUGH = 1000 };

struct iv_order_sample {
	const struct iv_map *map;
	struct iv_arena arena;
	struct column *column;
	size_t n, cap;
};

static void add(struct iv_order_sample *s, uint32_t at, bool number, const struct iv_date_ask *ask, enum iv_clean_as as)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->column[i].at == at)
			return;
	s->column = iv_reserve(s->column, &s->cap, s->n + 1, sizeof *s->column);
	struct column *c = &s->column[s->n++];
	memset(c, 0, sizeof *c);
	c->at = at;
	c->number = number;
	c->ask = *ask;
	c->ask.use = as == IV_AS_DATE ? IV_DATE_ANY : IV_DATE_BIRTH;
	if (as == IV_AS_BIRTH_LUNAR)
		c->ask.calendar = IV_DATE_LUNAR;
}

/* The columns of one field that it leaves open. */
static void add_slot(struct iv_order_sample *s, const struct iv_map_slot *slot)
{
	bool date = slot->as == IV_AS_DATE, birth = slot->as >= IV_AS_BIRTH && slot->as <= IV_AS_BIRTH_PART, number = slot->as == IV_AS_NUMBER;
	if (!date && !birth && !number)
		return;
	for (size_t i = 0; i < slot->specs; i++) {
		const struct iv_map_spec *spec = &slot->spec[i];
		if (spec->pattern || spec->words || (!number && !iv_date_formats_auto(&spec->formats)))
			continue;
		for (size_t k = 0; k < spec->columns; k++)
			if (s->map->column[spec->column[k]].lookup == IV_NOWHERE)
				add(s, spec->column[k], number, &spec->date, slot->as);
	}
}

struct iv_order_sample *iv_order_sample_new(const struct iv_map *map)
{
	struct iv_order_sample *s = iv_zalloc(sizeof *s);
	s->map = map;
	for (size_t e = 0; e < map->emits && !map->renew; e++)
		for (size_t i = 0; i < map->emit[e].slots; i++)
			add_slot(s, &map->emit[e].slot[i]);
	for (uint32_t i = 0; i < map->columns; i++) {
		enum iv_rule_type type = map->column[i].type;
		if (map->column[i].lookup == IV_NOWHERE && (type == IV_RULE_NUMBER || (type == IV_RULE_DATE && iv_date_formats_auto(&map->dates))))
			add(s, i, type == IV_RULE_NUMBER, &map->date, IV_AS_DATE);
	}
	if (s->n)
		return s;
	iv_order_sample_free(s);
	return NULL;
}

void iv_order_sample_free(struct iv_order_sample *s)
{
	if (!s)
		return;
	free(s->column);
	iv_arena_release(&s->arena);
	free(s);
}

bool iv_order_wanted(const struct iv_map *map)
{
	struct iv_order_sample *s = iv_order_sample_new(map);
	iv_order_sample_free(s);
	return s != NULL;
}

void iv_order_row(struct iv_order_sample *s, const struct iv_str *cell)
{
	for (size_t i = 0; i < s->n; i++) {
		struct column *c = &s->column[i];
		if (c->number)
			iv_order_number(&c->numbers, cell[c->at]);
		else if (!c->settled)
			iv_order_date(&c->dates, &s->arena, cell[c->at], &c->ask);
		if (!c->number && c->dates.values && c->dates.values % ENOUGH == 0) {
			struct iv_order_finding f = iv_order_find(&c->dates, s->map->region);
			c->settled = f.style && !f.other;
		}
	}
	iv_arena_clear(&s->arena);
}

/* How the column's style reads a text, for people. */
static struct iv_str as_read(struct iv_arena *arena, const struct column *c, const char *text, enum iv_date_style style)
{
	struct iv_cleaned_date date;
	struct iv_date_ask ask = c->ask;
	ask.formats = NULL;
	ask.style = style;
	iv_clean_date(arena, iv_str_of(text), &ask, &date);
	return date.c.value.n ? date.c.value : date.part.n ? date.part : date.lunar;
}

/* A date by itself is nobody's secret, and without it nobody could judge, so it stands in the message unmasked. */
static int undecided(const struct iv_order_sample *s, const struct column *c, const struct iv_order_finding *f, struct iv_err *err)
{
	struct iv_arena arena = { 0 };
	const char *a = iv_date_style_name(f->style), *b = iv_date_style_name(f->other);
	if (f->mixed) {
		struct iv_str x = as_read(&arena, c, f->example, f->style), y = as_read(&arena, c, f->against, f->other);
		iv_err_set(err, IV_WRONG, "ambiguous_column", "the column has both '%s', which is " IV_FMT " (%s), and '%s', which is " IV_FMT " (%s): say formats: %s or formats: %s", f->example,
			   IV_ARG(x), a, f->against, IV_ARG(y), b, a, b);
	} else {
		struct iv_str x = as_read(&arena, c, f->example, f->style), y = as_read(&arena, c, f->example, f->other);
		iv_err_set(err, IV_WRONG, "ambiguous_column", "'%s' could be " IV_FMT " (%s) or " IV_FMT " (%s), and no value of the column says which: say formats: %s or formats: %s", f->example,
			   IV_ARG(x), a, IV_ARG(y), b, a, b);
	}
	iv_err_field(err, s->map->column[c->at].name);
	iv_arena_release(&arena);
	return IV_WRONG;
}

int iv_order_decide(const struct iv_order_sample *s, struct iv_order *out, struct iv_err *err)
{
	memset(out, 0, s->map->columns * sizeof *out);
	for (size_t i = 0; i < s->n; i++) {
		const struct column *c = &s->column[i];
		if (c->number) {
			out[c->at].comma = iv_order_comma(&c->numbers);
			continue;
		}
		struct iv_order_finding f = iv_order_find(&c->dates, s->map->region);
		if (f.other)
			return undecided(s, c, &f, err);
		out[c->at].style = (uint8_t)f.style;
	}
	return IV_OK;
}
