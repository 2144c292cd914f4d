/* SPDX-License-Identifier: MIT
 * bench_scores CREDIT.csv BASKETS.csv: what the scoring core finds in two data sets that may be used but not be handed on, beside the
 * figures others published or computed of them. Exit status 1 when one differs.
 *
 * CREDIT.csv: the German credit data (Hofmann 1994) with a header, the label good or bad in the last column. BASKETS.csv: the
 * groceries of the R package arules (Hahsler, Hornik & Reutterer 2006), a basket a line. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/hash.h"
#include "score/basket.h"
#include "score/woe.h"

static int wrong;

static void figure(const char *what, double got, double want, double by)
{
	bool same = fabs(got - want) <= by;
	printf("%-44s %14.9g %14.9g %s\n", what, got, want, same ? "" : "DIFFERS");
	wrong |= !same;
}

/* The cells of a line of CSV, cut in place; quotes are taken away. */
static size_t cells(char *line, struct iv_str *cell, size_t most)
{
	size_t n = 0;
	line[strcspn(line, "\r\n")] = '\0';
	for (char *p = line; n < most; p++) {
		char *end = p;
		if (*p == '"') {
			end = strchr(++p, '"');
			cell[n++] = (struct iv_str){ p, end ? (size_t)(end - p) : strlen(p) };
			end = end ? end + 1 : p + strlen(p);
		} else {
			end += strcspn(p, ",");
			cell[n++] = (struct iv_str){ p, (size_t)(end - p) };
		}
		p = end;
		if (!*p)
			break;
	}
	return n;
}

static FILE *opened(const char *path)
{
	FILE *f = fopen(path, "r");
	if (!f) {
		perror(path);
		exit(2);
	}
	return f;
}

/* Information value of one column, its values as they are. */
static void credit(const char *path, size_t column, const char *what, double iv, const double *woe)
{
	FILE *f = opened(path);
	char line[4096];
	struct iv_str cell[64];
	struct iv_names names = { 0 };
	struct iv_woe_bins b = { 0 };
	for (size_t row = 0; fgets(line, sizeof line, f); row++) {
		size_t n = cells(line, cell, 64);
		if (!row || n <= column)
			continue;
		uint32_t at = iv_names_add(&names, cell[column]);
		if (at >= IV_WOE_BINS)
			continue;
		b.n = at >= b.n ? at + 1 : b.n;
		if (iv_str_eq(cell[n - 1], IV_STR("bad")))
			b.bin[at].ones++;
		else
			b.bin[at].zeros++;
	}
	fclose(f);
	iv_woe_weigh(&b);
	figure(what, b.iv, iv, 5e-10);
	for (size_t i = 0; woe && i < b.n; i++) {
		double near = woe[0];
		for (size_t k = 1; k < b.n; k++)
			near = fabs(woe[k] - b.bin[i].woe) < fabs(near - b.bin[i].woe) ? woe[k] : near;
		figure("  weight of evidence", b.bin[i].woe, near, 5e-7);
	}
	iv_names_release(&names);
}

static void baskets(const char *path)
{
	FILE *f = opened(path);
	char line[8192];
	struct iv_str cell[256];
	uint32_t item[256];
	struct iv_names names = { 0 };
	struct iv_baskets b = { 0 };
	struct iv_basket_sets s = { 0 };
	struct iv_basket_rules r = { 0 };
	while (fgets(line, sizeof line, f)) {
		size_t n = cells(line, cell, 256);
		for (size_t i = 0; i < n; i++)
			item[i] = iv_names_add(&names, cell[i]);
		iv_baskets_add(&b, item, n);
	}
	fclose(f);
	figure("baskets: labels", (double)names.n, 169, 0);
	iv_basket_mine(&s, &b, &(struct iv_basket_settings){ .support = iv_basket_support(.006, b.n), .threads = 2 });
	iv_basket_rules_find(&r, &s, .25);
	double size[9] = { 0 };
	for (size_t i = 0; i < s.n; i++)
		size[s.set[i].size < 8 ? s.set[i].size : 8]++;
	figure("support .006: frequent sets", (double)s.n, 747, 0);
	for (int i = 1; i <= 4; i++)
		figure("  of 1, 2, 3, 4 items", size[i], (double[]){ 0, 109, 478, 156, 4 }[i], 0);
	figure("  confidence .25: rules", (double)r.n, 463, 0);
	if (r.n) {
		printf("  best lift: %.*s -> %.*s\n", IV_ARG(names.name[r.item[r.rule[0].first]]), IV_ARG(names.name[r.rule[0].right]));
		figure("  its lift", iv_basket_lift(&r.rule[0]), 3.956477, 5e-7);
		figure("  its baskets", (double)r.rule[0].both, 69, 0);
	}
	iv_basket_mine(&s, &b, &(struct iv_basket_settings){ .support = iv_basket_support(.01, b.n) });
	iv_basket_rules_find(&r, &s, .2);
	figure("support .01, confidence .2: rules", (double)r.n, 231, 0);
	iv_basket_rules_release(&r);
	iv_basket_sets_release(&s);
	iv_baskets_release(&b);
	iv_names_release(&names);
}

int main(int argc, char **argv)
{
	static const double account[] = { .818099, .401392, -.405465, -1.176263 };
	if (argc != 3) {
		fputs("usage: bench_scores CREDIT.csv BASKETS.csv\n", stderr);
		return 2;
	}
	printf("%-44s %14s %14s\n", "", "found", "published");
	credit(argv[1], 0, "credit: information value of the account", .666011503, account);
	credit(argv[1], 2, "credit: of the credit history", .293233547, NULL);
	credit(argv[1], 5, "credit: of the savings", .196009557, NULL);
	baskets(argv[2]);
	return wrong;
}
