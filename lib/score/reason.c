/* SPDX-License-Identifier: MIT
 * Reasons. */
#include "score/reason.h"

#include <math.h>

#include "base/num.h"

/* The others' product, summed over all sets of k of them that take their own value, is the coefficient of z^k in the product of
 * (typical + own z). Such a set weighs k! (n - k - 1)! / n!. */
void iv_score_shapley(const double *own, const double *typical, size_t n, double *share)
{
	for (size_t i = 0; i < n; i++) {
		double sum[IV_SCORE_PARTS] = { 1 }, weight = 1 / (double)n;
		size_t others = 0;
		for (size_t k = 0; k < n; k++) {
			if (k == i)
				continue;
			others++;
			sum[others] = 0;
			for (size_t size = others; size > 0; size--)
				sum[size] = sum[size] * typical[k] + sum[size - 1] * own[k];
			sum[0] *= typical[k];
		}
		share[i] = 0;
		for (size_t size = 0; size <= others; size++) {
			share[i] += weight * sum[size];
			if (size < others)
				weight *= (double)(size + 1) / (double)(others - size);
		}
		share[i] *= own[i] - typical[i];
	}
}

/* Rounded to whole units of 10^-decimals. */
static double units(double v, int decimals)
{
	static const double scale[] = { 1, 10, 100, 1000, 10000 };
	return isfinite(v) ? round(v * scale[decimals]) : 0;
}

void iv_score_because(struct iv_score_case *c, const char *name, double total, int decimals, const struct iv_score_part *part, size_t n)
{
	static const double scale[] = { 1, 10, 100, 1000, 10000 };
	double unit[IV_SCORE_PARTS], rest = units(total, decimals);
	size_t largest = 0;
	for (size_t i = 0; i < n; i++) {
		unit[i] = units(part[i].amount, decimals);
		rest -= unit[i];
		if (fabs(unit[i]) > fabs(unit[largest]))
			largest = i;
	}
	if (n)
		unit[largest] += rest;
	iv_json_member_raw(c->because, name, IV_STR("["));
	for (size_t i = 0; i < n; i++) {
		if (unit[i] == 0 && !part[i].says.n)
			continue;
		iv_json_comma(c->because);
		iv_score_add(c->because, "{\"part\":\"");
		iv_score_add(c->because, part[i].name);
		iv_score_add(c->because, "\",\"amount\":");
		iv_num_add_double(c->because, unit[i] / scale[decimals], decimals);
		if (part[i].says.n)
			iv_json_member_text(c->because, "says", part[i].says);
		iv_buf_addc(c->because, '}');
	}
	iv_buf_addc(c->because, ']');
}

struct iv_buf iv_score_words(const struct iv_score_case *c)
{
	enum { ROOM = 160 };
	return (struct iv_buf){ .p = iv_arena_alloc(c->rec->arena, ROOM), .cap = ROOM };
}

void iv_score_add(struct iv_buf *b, const char *text)
{
	iv_buf_adds(b, iv_str_of(text));
}

void iv_score_add_days(struct iv_buf *b, double days)
{
	static const struct {
		double days, upto;
		const char *one, *many;
	} unit[] = { { 1, 21, " day", " days" }, { 7, 70, " week", " weeks" }, { 30.436875, 720, " month", " months" }, { 365.2425, INFINITY, " year", " years" } };
	size_t i = 0;
	while (days >= unit[i].upto)
		i++;
	double n = round(days / unit[i].days);
	iv_num_add_double(b, n, 0);
	iv_score_add(b, n == 1 ? unit[i].one : unit[i].many);
}

struct iv_str iv_score_says_often(const struct iv_score_case *c)
{
	const struct iv_score_facts *f = c->facts;
	struct iv_buf b = iv_score_words(c);
	if (f->days == 1) {
		iv_score_add(&b, "has ordered once, ");
		iv_score_add_days(&b, f->recency);
		iv_score_add(&b, " ago");
	} else {
		iv_score_add(&b, "has ordered on ");
		iv_num_add_int(&b, f->days);
		iv_score_add(&b, " days, one every ");
		iv_score_add_days(&b, (double)(f->last - f->first) / (f->days - 1));
	}
	return iv_buf_str(&b);
}

struct iv_str iv_score_says_lately(const struct iv_score_case *c)
{
	struct iv_buf b = iv_score_words(c);
	iv_score_add(&b, "the last order is ");
	iv_score_add_days(&b, c->facts->recency);
	iv_score_add(&b, " old");
	if (c->facts->typical) {
		iv_score_add(&b, ", and usually the next comes after ");
		iv_score_add_days(&b, c->facts->typical);
	}
	return iv_buf_str(&b);
}

struct iv_str iv_score_number(struct iv_rec *rec, double v, int decimals)
{
	struct iv_buf b = { .p = iv_arena_alloc(rec->arena, 32), .cap = 32 };
	iv_num_add_double(&b, v, decimals);
	return iv_buf_str(&b);
}
