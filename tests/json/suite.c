/* SPDX-License-Identifier: MIT
 * The scanner's verdicts on the documents of JSONTestSuite: test_json_suite FOLDER, where FOLDER holds documents/ and
 * verdicts.tsv. A document is any JSON value, our scanner reads objects, so each is scanned as the member of one.
 *   y_ must be accepted, n_ refused, unless verdicts.tsv says otherwise;
 *   i_ is ours to decide, and verdicts.tsv says how: name, then "accept" or the code of the reject, then why. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "io/json.h"

enum { LARGEST = 1 << 20, EXPECTED = 318 };

struct table {
	struct line {
		char name[128], verdict[32];
		bool used;
	} line[128];
	size_t n;
};

static bool read_table(struct table *t, const char *folder)
{
	char path[4096], text[512];
	snprintf(path, sizeof path, "%s/verdicts.tsv", folder);
	FILE *f = fopen(path, "r");
	if (!f)
		return false;
	while (t->n < 128 && fgets(text, sizeof text, f))
		if (text[0] != '#' && sscanf(text, "%127s %31s", t->line[t->n].name, t->line[t->n].verdict) == 2)
			t->n++;
	fclose(f);
	return t->n > 0;
}

/* "accept", or the code of the reject. Every span of an accepted document is walked, so that a sanitizer sees it. */
static const char *verdict_of(struct iv_json *j, const char *bytes, size_t n)
{
	struct iv_buf b = { 0 };
	struct iv_err err = { 0 };
	iv_buf_adds(&b, IV_STR("{\"v\":"));
	iv_buf_add(&b, bytes, n);
	iv_buf_addc(&b, '}');
	char *exact = malloc(b.n);
	if (!exact)
		abort();
	memcpy(exact, b.p, b.n);
	const char *verdict = iv_json_scan(j, (struct iv_str){ exact, b.n }, &err) == IV_OK ? "accept" : err.code;
	struct iv_arena arena = { 0 };
	for (size_t i = 0; err.code == NULL && i < j->n; i++) {
		iv_json_text(j->m[i].value, &arena);
		for (struct iv_json_walk w = iv_json_open(j->m[i].value); iv_json_next(&w);)
			iv_json_text(w.value, &arena);
	}
	iv_arena_release(&arena);
	iv_buf_release(&b);
	free(exact);
	return verdict;
}

static int judge(struct table *t, const char *name, const char *got)
{
	for (size_t i = 0; i < t->n; i++)
		if (strcmp(t->line[i].name, name) == 0) {
			t->line[i].used = true;
			if (strcmp(t->line[i].verdict, got) == 0)
				return 0;
			printf("%s: %s, the table says %s\n", name, got, t->line[i].verdict);
			return 1;
		}
	bool accepted = strcmp(got, "accept") == 0;
	if (name[0] == 'i')
		printf("%s: %s, and the table says nothing\n", name, got);
	else if (accepted != (name[0] == 'y'))
		printf("%s: %s\n", name, got);
	else if (!accepted && strcmp(got, "bad_json") != 0 && strcmp(got, "bad_utf8") != 0)
		printf("%s: refused for the wrong reason, %s\n", name, got);
	else
		return 0;
	return 1;
}

/* Two documents of the suite are too large to keep and easy to make. */
static int judge_large(struct table *t, struct iv_json *j)
{
	struct iv_buf b = { 0 };
	for (int i = 0; i < 100000; i++)
		iv_buf_addc(&b, '[');
	int bad = judge(t, "n_structure_100000_opening_arrays.json", verdict_of(j, b.p, b.n));
	iv_buf_clear(&b);
	for (int i = 0; i < 50000; i++)
		iv_buf_adds(&b, IV_STR("[{\"\":"));
	iv_buf_addc(&b, '\n');
	bad += judge(t, "n_structure_open_array_object.json", verdict_of(j, b.p, b.n));
	iv_buf_release(&b);
	return bad;
}

int main(int argc, char **argv)
{
	static struct table t;
	static char bytes[LARGEST];
	char path[4096];
	struct iv_json j = { 0 };
	if (argc != 2 || !read_table(&t, argv[1])) {
		fputs("no verdicts.tsv\n", stderr);
		return 2;
	}
	int bad = judge_large(&t, &j), seen = 2;
	snprintf(path, sizeof path, "%s/documents", argv[1]);
	DIR *folder = opendir(path);
	for (struct dirent *e; folder && (e = readdir(folder));) {
		snprintf(path, sizeof path, "%s/documents/%s", argv[1], e->d_name);
		FILE *f = e->d_name[0] == '.' ? NULL : fopen(path, "rb");
		if (!f)
			continue;
		size_t n = fread(bytes, 1, sizeof bytes, f);
		fclose(f);
		bad += judge(&t, e->d_name, verdict_of(&j, bytes, n));
		seen++;
	}
	if (folder)
		closedir(folder);
	iv_json_release(&j);
	for (size_t i = 0; i < t.n; i++)
		if (!t.line[i].used)
			bad += printf("%s: in the table, but there is no such document\n", t.line[i].name) > 0;
	printf("%d documents, %d wrong\n", seen, bad);
	return bad || seen != EXPECTED;
}
