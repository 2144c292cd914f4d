/* SPDX-License-Identifier: MIT
 * The command line and the lives: a small filter of each kind, at several thread counts and memory limits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zlib.h>
#include <cmocka.h>

#include "base/num.h"
#include "cli/cli.h"
#include "cli/run.h"

static char in_path[] = "/tmp/ivoc-lives-in-XXXXXX", out_path[64], rej_path[64], stats_path[64], gz_path[64];

struct options {
	struct iv_common common;
	bool shout;
	int how;
	struct iv_opt_texts more;
};
static const char *const hows[] = { "left", "right", NULL };
static const struct iv_opt own[] = {
	{ 's', "shout", NULL, IV_OPT_FLAG, offsetof(struct options, shout), "shout", NULL },
	{ 0, "how", "WAY", IV_OPT_CHOICE, offsetof(struct options, how), "go the WAY", hows },
	{ 'm', "more", "WORD", IV_OPT_TEXTS, offsetof(struct options, more), "add WORD", NULL },
};
static const struct iv_program program = { "ivoc-test", "test the lives", "[options] [file ...]", NULL, IV_HAS_GATHER | IV_HAS_AS_OF, own, 3 };

static struct iv_buf slurp(const char *path)
{
	struct iv_buf b = { 0 };
	FILE *f = fopen(path, "rb");
	if (!f)
		return b;
	iv_buf_grow(&b, 16 << 20);
	b.n = fread(b.p, 1, b.cap, f);
	fclose(f);
	iv_buf_text(&b);
	return b;
}

static int each(void *worker, struct iv_rec *rec, struct iv_emit *e, struct iv_err *err)
{
	(void)worker;
	int64_t k;
	assert_true(iv_num_int(iv_rec_raw(rec, IV_STR("k")), &k));
	if (k % 1000 == 7)
		return iv_err_set(err, IV_REJECT, "seven", "no sevens");
	if (k % 1000 == 8) {
		iv_emit_drop(e, "eight");
		return IV_OK;
	}
	iv_rec_set(rec, IV_STR("seen"), IV_STR("true"));
	iv_emit_record(e, rec);
	return IV_OK;
}

static int accept(void *worker, struct iv_rec *rec, struct iv_emit *e, struct iv_err *err)
{
	(void)worker;
	int64_t k;
	assert_true(iv_num_int(iv_rec_raw(rec, IV_STR("k")), &k));
	if (k % 1000 == 7)
		return iv_err_set(err, IV_REJECT, "seven", "no sevens");
	if (k % 1000 == 8) {
		iv_emit_drop(e, "eight");
		return IV_END;
	}
	if (k % 1000 == 9) {
		iv_emit_record(e, rec);
		return IV_END;
	}
	iv_emit_note(e, (struct iv_str){ (const char *)&k, sizeof k });
	return IV_OK;
}

struct sum {
	int64_t total, *value;
	size_t n, cap;
};

static int absorb(void *state, struct iv_str note, uint64_t number, struct iv_err *err)
{
	struct sum *s = state;
	int64_t k;
	(void)err;
	assert_int_equal(note.n, sizeof k);
	assert_int_equal(number, s->n);
	memcpy(&k, note.p, sizeof k);
	s->value = iv_reserve(s->value, &s->cap, s->n + 1, sizeof k);
	s->value[s->n++] = k;
	s->total += k;
	return IV_OK;
}

/* One group is large; those before have three records, and some of them stand in two groups. */
enum { LARGE = 30000, GROUPS = LARGE / 4 + 1 };

static uint32_t group_of(int64_t k)
{
	return k < LARGE ? (uint32_t)k / 4 : GROUPS - 1;
}

static bool is_in(int64_t k, uint32_t group)
{
	return group == group_of(k) || (k < LARGE && k % 8 == 5 && group == group_of(k) + 1);
}

/* In the order of the groups, and within a group backwards: that must not be seen. */
static void order(void *state, struct iv_groups *out)
{
	const struct sum *s = state;
	*out = (struct iv_groups){ iv_alloc(2 * s->n * sizeof *out->record), iv_alloc((GROUPS + 1) * sizeof *out->start), GROUPS };
	uint32_t n = 0;
	for (uint32_t g = 0; g < GROUPS; g++) {
		size_t least = g ? 4 * (size_t)g - 4 : 0, most = g == GROUPS - 1 ? s->n : 4 * (size_t)g + 4;
		out->start[g] = n;
		for (size_t i = most < s->n ? most : s->n; i-- > 0 && s->value[i] >= (int64_t)least;)
			if (is_in(s->value[i], g))
				out->record[n++] = (uint32_t)i;
	}
	out->start[GROUPS] = n;
}

static int second(void *worker, struct iv_rec *rec, struct iv_emit *e, struct iv_err *err)
{
	struct sum *s = worker;
	int64_t k;
	(void)err;
	assert_true(iv_num_int(iv_rec_raw(rec, IV_STR("k")), &k));
	assert_int_equal(k, s->value[e->ordinal]);
	iv_rec_lead(rec, IV_STR("total"), iv_arena_fmt(rec->arena, "%lld", (long long)s->total));
	struct iv_str by = iv_arena_fmt(rec->arena, "%lld", (long long)(k % 2));
	for (uint32_t g = group_of(k); g < GROUPS && is_in(k, g); g++)
		iv_emit_grouped(e, g, by, rec);
	return IV_OK;
}

static const struct iv_stream streaming = { .each = each };
static const struct iv_gather gathering = { .accept = accept, .absorb = absorb, .second = second, .order = order };

enum { STREAM, GATHER, SORT }; /* SORT: a gather whose lines all go through the sort */

/* How rejects call the input. With two threads a gather gets its file as standard input. */
static const char *name_of(int life, const char *threads, bool gz)
{
	return gz ? gz_path : life != STREAM && *threads == '2' ? "(stdin)" : in_path;
}

/* gz: the input comes as gz, so that a gather must spool it. */
static int run(int life, const char *threads, const char *memory, bool gz)
{
	bool standard = name_of(life, threads, gz)[0] == '(';
	if (standard)
		assert_non_null(freopen(in_path, "rb", stdin));
	const char *argv[] = { "ivoc-test", "-j", threads, "--memory", memory, "-q", "-o", out_path, "-R", rej_path, "--stats", stats_path, gz ? gz_path : standard ? "-" : in_path, NULL };
	struct options o = { 0 };
	struct iv_cli cli;
	struct sum sum = { 0 };
	int status = iv_cli_start(&cli, &program, &o, 13, (char **)argv);
	assert_int_equal(status, IV_OK);
	struct run sorting = { .cli = &cli, .gather = &gathering, .state = &sum, .order.sorted = true };
	status = life == SORT ? iv_cli_run_gather(&sorting) : life == GATHER ? iv_cli_gather(&cli, &gathering, &sum) : iv_cli_stream(&cli, &streaming, &sum);
	free(sum.value);
	return iv_cli_end(&cli, status);
}

static void check_stats(int life, const char *stats)
{
	assert_non_null(strstr(stats, "\"dropped\":60,\"dropped.eight\":60,\"in\":60002,"));
	assert_non_null(strstr(stats, life == STREAM ? "\"out\":59880," : "\"out\":63630,"));
	assert_non_null(strstr(stats, "\"reject.bad_json\":2,\"reject.seven\":60,\"rejected\":62"));
}

static void check_beginning(int life, const char *out)
{
	static const char streamed[] = "{\"kind\":\"event\",\"k\":0,\"text\":\"\\u00e9 1.10\",\"seen\":true}\n", early[] = "{\"kind\":\"event\",\"k\":10009,\"text\"";
	assert_int_equal(strncmp(out, life == STREAM ? streamed : early, life == STREAM ? sizeof streamed - 1 : sizeof early - 1), 0);
	static const int64_t in_order[] = { 0, 2, 1, 3, 4, 6, 5, 10, 11, 5 }; /* the first groups; 5 is in two, and what 7 to 9 were is not there */
	const char *at = life == STREAM ? NULL : strstr(out, "\n{\"total\":");
	for (size_t i = 0; at && i < sizeof in_order / sizeof *in_order; i++, at = strchr(at + 1, '\n')) {
		char line[64];
		snprintf(line, sizeof line, "\n{\"total\":1794658560,\"kind\":\"event\",\"k\":%lld,", (long long)in_order[i]);
		assert_int_equal(strncmp(at, line, strlen(line)), 0);
	}
}

static void lives(void **state)
{
	(void)state;
	static const char *const threads[] = { "1", "2", "4" }, *const memories[] = { "1G", "1M" };
	struct iv_buf first = { 0 }, first_rejects = { 0 };
	for (int life = STREAM; life <= SORT; life++) {
		if (life == GATHER) { /* whose output a sort must not differ from */
			iv_buf_release(&first);
			iv_buf_release(&first_rejects);
		}
		for (int t = 0; t < 3; t++)
			for (int m = 0; m < 4; m++) {
				assert_int_equal(run(life, threads[t], memories[m / 2], m % 2), 0);
				struct iv_buf out = slurp(out_path), rejects = slurp(rej_path), stats = slurp(stats_path);
				check_stats(life, stats.p);
				if (!first.p) {
					check_beginning(life, out.p);
					first = out;
					first_rejects = rejects;
				} else {
					assert_true(iv_str_eq(iv_buf_str(&first), iv_buf_str(&out)));
					assert_int_equal(first_rejects.n, rejects.n - 62 * (strlen(name_of(life, threads[t], m % 2)) - strlen(in_path)));
					iv_buf_release(&out);
					iv_buf_release(&rejects);
				}
				iv_buf_release(&stats);
			}
	}
	iv_buf_release(&first);
	iv_buf_release(&first_rejects);
}

static int parse(struct options *o, struct iv_err *err, const char *const *words)
{
	const char *argv[16] = { "ivoc-test" };
	int argc = 1;
	for (; words[argc - 1]; argc++)
		argv[argc] = words[argc - 1];
	const char *const *files;
	size_t n;
	struct iv_buf print = { 0 };
	*o = (struct options){ 0 };
	int status = iv_opt_parse(&program, argc, (char **)argv, o, &files, &n, &print, err);
	iv_buf_release(&print);
	return status;
}

static void options_good(void **state)
{
	(void)state;
	struct options o;
	struct iv_err err;
	assert_int_equal(parse(&o, &err, (const char *const[]){ "-s", "--how=right", "-m", "a", "--more", "b", "--memory=1.5M", "--max-rejects", "2%", "--as-of", "2026-11-20", "x", NULL }), IV_OK);
	assert_true(o.shout && o.how == 1 && o.more.n == 2 && o.common.memory == 1572864 && o.common.max_rejects.percent && o.common.as_of.given);
	free(o.more.text);
	assert_int_equal(parse(&o, &err, (const char *const[]){ "--help", NULL }), IV_END);
}

static void options_bad(void **state)
{
	(void)state;
	static const struct {
		const char *word, *message;
	} cases[] = {
		{ "--shuot", "unknown option '--shuot' (did you mean --shout?); see --help" },
		{ "--how=up", "--how: expected one of left, right, not 'up'" },
		{ "--memory=lots", "--memory: expected a size as 512K, 64M or 1G, not 'lots'" },
		{ "--as-of=2026-02-30", "--as-of: expected a date as 2026-01-31, not '2026-02-30'" },
		{ "-j", "option '-j' needs a value" },
		{ "-x", "unknown option '-x'; see --help" },
		{ "--stats=-", "--stats: standard output is taken already; name a file" },
		{ "--rejects=-", "--rejects: standard output is taken already; name a file" },
		{ "--max-line=100M", "--max-line: expected 1K to 16M" },
		{ "--completions=tcsh", "--completions: expected bash, zsh or fish, not 'tcsh'" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct options o;
		struct iv_err err = { 0 };
		assert_int_equal(parse(&o, &err, (const char *const[]){ cases[i].word, NULL }), IV_WRONG);
		assert_string_equal(err.msg, cases[i].message);
	}
}

/* Memory counts as given back once it is, and no longer when it is taken again. */
static void given_back(void **state)
{
	(void)state;
	enum { SIZE = 256 << 20 };
	for (int round = 0; round < 2; round++) {
		char *p = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		assert_ptr_not_equal(p, MAP_FAILED);
		for (size_t i = 0; i < SIZE; i += 4096)
			p[i] = 1;
		assert_in_range(iv_cli_given_back(), 0, SIZE / 2);
		munmap(p, SIZE);
		assert_in_range(iv_cli_given_back(), SIZE / 2, 2 * (size_t)SIZE);
	}
}

int main(void)
{
	FILE *f = fdopen(mkstemp(in_path), "w");
	for (int i = 0; i < 60000; i++)
		fprintf(f, "{\"kind\":\"event\",\"k\":%d,\"text\":\"\\u00e9 1.10\"}\n%s", i, i % 30000 == 5 ? "{broken\n" : "");
	fclose(f);
	snprintf(gz_path, sizeof gz_path, "%s.gz", in_path);
	struct iv_buf text = slurp(in_path);
	gzFile gz = gzopen(gz_path, "wb1");
	gzwrite(gz, text.p, (unsigned)text.n);
	gzclose(gz);
	iv_buf_release(&text);
	snprintf(out_path, sizeof out_path, "%s.out", in_path);
	snprintf(rej_path, sizeof rej_path, "%s.rej", in_path);
	snprintf(stats_path, sizeof stats_path, "%s.stats", in_path);
	const struct CMUnitTest tests[] = { cmocka_unit_test(given_back), cmocka_unit_test(lives), cmocka_unit_test(options_good), cmocka_unit_test(options_bad) };
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	unlink(in_path);
	unlink(gz_path);
	unlink(out_path);
	unlink(rej_path);
	unlink(stats_path);
	return failed;
}
