/* SPDX-License-Identifier: MIT
 * Judgements: both forms of a line, every error with its place, and which of contradicting ones are in force. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "base/date.h"
#include "rec/judge.h"

static void both_forms(void **state)
{
	(void)state;
	struct iv_judgements j = { 0 };
	struct iv_err err;
	const char *text = "\xEF\xBB\xBF# by the desk\r\n"
			   "\n"
			   "must\tpos\t17\tweb\ta b\tmei\t2026-03-01\tsame card, 同一人\tuntil 2027-03-01\r\n"
			   "  \t\n"
			   "never\tpos\t17\tpos\t18\n"
			   "{\"judge\":\"unsure\",\"a\":{\"source\":\"pos\",\"key\":\"1\\t9\"},\"b\":{\"source\":\"web\",\"key\":\"x\",\"name\":\"王\"},\"at\":\"2026-03-01T08:00+08:00\",\"why\":null,"
			   "\"weight\":3}";
	assert_int_equal(iv_judgements_parse(&j, "desk.tsv", iv_str_of(text), &err), IV_OK);
	assert_int_equal(j.n, 3);
	assert_int_equal(j.item[0].judge, IV_JUDGE_MUST);
	assert_true(iv_str_eq(j.item[0].b.key, IV_STR("a b")));
	assert_true(iv_str_eq(j.item[0].who, IV_STR("mei")));
	assert_true(iv_str_eq(j.item[0].why, IV_STR("same card, 同一人")));
	assert_int_equal(j.item[0].until, iv_date_from((struct iv_ymd){ 2027, 3, 1 }));
	assert_int_equal(j.item[0].line, 3);
	assert_int_equal(j.item[1].judge, IV_JUDGE_NEVER);
	assert_true(j.item[1].at == IV_JUDGE_UNDATED);
	assert_int_equal(j.item[1].until, IV_JUDGE_FOREVER);
	assert_int_equal(j.item[2].judge, IV_JUDGE_UNSURE);
	assert_true(iv_str_eq(j.item[2].a.key, IV_STR("1\t9")));
	assert_true(j.item[2].at == j.item[0].at); /* 08:00 in Shanghai is midnight in Greenwich */
	assert_string_equal(j.item[2].file, "desk.tsv");
	assert_string_equal(iv_judge_name(j.item[2].judge), "unsure");
	iv_judgements_release(&j);
	iv_judgements_release(&j);
}

static void errors(void **state)
{
	(void)state;
	static const struct {
		const char *line, *message;
	} bad[] = {
		{ "must\ta\t1\tb",
		  "j:2: has 4 columns, expected from 5 to 9 with tabs between: must, never or unsure; source, key; source, key; who; date; why; until" },
		{ "must\ta\t1\tb\t2\tw\t\ty\t\tz",
		  "j:2: has 10 columns, expected from 5 to 9 with tabs between: must, never or unsure; source, key; source, key; who; date; why; until" },
		{ "may\ta\t1\tb\t2", "j:2: judge: 'may' is no judgement, expected must, never or unsure" },
		{ "must\t\t1\tb\t2", "j:2: a.source: is missing, expected the source and the key of two records" },
		{ "must\ta\t1\tb\t \tx", "j:2: b.key: is missing, expected the source and the key of two records" },
		{ "must\ta\t1\ta\t1", "j:2: b.key: '1' is the same record again, expected two records" },
		{ "must\ta\t1\tb\t2\tme\t1/3/2026", "j:2: at: '1/3/2026' is no date, expected YYYY-MM-DD, or a time of ISO 8601" },
		{ "must\ta\t1\tb\t2\tme\t\t\tuntil May", "j:2: until: 'May' is no date, expected YYYY-MM-DD" },
		{ "must\ta\t1\tb\t2\tme\t\t\t2027-01-01", "j:2: until: '2027-01-01' does not begin with 'until', expected until YYYY-MM-DD" },
		{ "must\ta\t\xFF\tb\t2", "j:2: has bytes that are not UTF-8" },
		{ "{\"judge\":\"must\",\"a\":{\"source\":\"a\",\"key\":7},\"b\":{}}", "j:2: a.key: '7' is no text, expected a string" },
		{ "{\"judge\":\"must\",\"a\":\"a 1\",\"b\":{}}", "j:2: a.source: is missing, expected the source and the key of two records" },
		{ "{\"a\":{\"source\":\"a\",\"key\":\"1\"}}", "j:2: judge: is no judgement, expected must, never or unsure" },
	};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct iv_judgements j = { 0 };
		struct iv_buf text = { 0 }, message = { 0 };
		struct iv_err err;
		iv_buf_addf(&text, "must\ta\t1\tb\t2\n%s\nmust\ta\t1\tb\t3\n", bad[i].line);
		assert_int_equal(iv_judgements_parse(&j, "j", iv_buf_str(&text), &err), IV_WRONG);
		iv_err_print(&err, true, &message);
		assert_string_equal(iv_buf_text(&message), bad[i].message);
		assert_string_equal(err.code, "bad_judgement");
		iv_buf_release(&text);
		iv_buf_release(&message);
		iv_judgements_release(&j);
	}
	struct iv_judgements j = { 0 };
	struct iv_err err;
	assert_int_equal(iv_judgements_parse(&j, "j", IV_STR("{\"judge\":"), &err), IV_WRONG);
	assert_string_equal(err.code, "bad_json");
	assert_int_equal(err.line, 1);
	assert_int_equal(iv_judgements_read(&j, "/nowhere/judged.tsv", &err), IV_FAIL);
	assert_string_equal(err.file, "/nowhere/judged.tsv");
	iv_judgements_release(&j);
}

static void collect(void *ctx, const struct iv_err *w)
{
	iv_err_print(w, true, ctx);
	iv_buf_addc(ctx, '\n');
}

/* Settles `text` as of 2026-06-01; wants states as letters (holds, expired, replaced, refuted as h, e, r, x) and warnings. */
static void settled(const char *text, const char *states, const char *warnings)
{
	struct iv_judgements j = { 0 };
	struct iv_buf said = { 0 };
	struct iv_err err;
	assert_int_equal(iv_judgements_parse(&j, "j", iv_str_of(text), &err), IV_OK);
	iv_judgements_settle(&j, iv_date_from((struct iv_ymd){ 2026, 6, 1 }), collect, &said);
	assert_int_equal(j.n, strlen(states));
	uint64_t count[4] = { 0 };
	for (size_t i = 0; i < j.n; i++) {
		if ("herx"[j.item[i].state] != states[i])
			fail_msg("judgement %zu is %c, not %c", i + 1, "herx"[j.item[i].state], states[i]);
		count[j.item[i].state]++;
	}
	assert_int_equal(count[IV_JUDGE_EXPIRED], j.expired);
	assert_int_equal(count[IV_JUDGE_REPLACED], j.replaced);
	assert_int_equal(count[IV_JUDGE_REFUTED], j.refuted);
	assert_string_equal(iv_buf_text(&said), warnings);
	iv_buf_release(&said);
	iv_judgements_release(&j);
}

static void in_force(void **state)
{
	(void)state;
	settled("", "", "");
	settled("must\ta\t1\ta\t2\n"
		"never\ta\t2\ta\t3\n",
		"hh", "");
	/* The same pair, in either order of its records: the later wins, and silently when it says the same or is unsure. */
	settled("never\ta\t1\ta\t2\tx\t2026-05-02\n"
		"must\ta\t2\ta\t1\tx\t2026-05-01\n",
		"hr", "j:2: must is ignored: never of line 1 of j, which is later, says otherwise of the same two records\n");
	settled("must\ta\t1\ta\t2\nmust\ta\t2\ta\t1\nunsure\ta\t1\ta\t2\n", "rrh", "");
	/* What has expired contradicts nothing; the last day still holds. */
	settled("never\ta\t1\ta\t2\tx\t2026-05-02\tw\tuntil 2026-05-31\n"
		"must\ta\t2\ta\t1\tx\t2026-05-01\tw\tuntil 2026-06-01\n",
		"eh", "");
	/* Through chains. */
	settled("must\ta\t1\ta\t2\tx\t2026-05-01\n"
		"must\ta\t2\ta\t3\tx\t2026-05-02\n"
		"never\ta\t1\ta\t3\tx\t2026-04-30\n",
		"hhx", "j:3: never is ignored: later musts, one after the other, make the two records one person\n");
	settled("must\ta\t1\ta\t2\tx\t2026-05-01\n"
		"must\ta\t2\ta\t3\tx\t2026-05-03\n"
		"must\ta\t4\ta\t1\tx\t2026-05-03\n"
		"never\ta\t4\ta\t3\tx\t2026-05-02\n",
		"xhhh", "j:1: must is ignored: never of line 4 of j, which is later, keeps apart two records that it would join through other musts\n");
	/* A group has the nevers of all its records. */
	settled("must\ta\t1\tb\t1\tx\t2026-01-01\n"
		"must\ta\t1\tb\t2\tx\t2026-01-01\n"
		"must\ta\t1\tb\t3\tx\t2026-01-01\n"
		"must\ta\t2\ta\t3\tx\t2026-05-01\n"
		"must\ta\t1\ta\t2\tx\t2026-05-01\n"
		"never\ta\t1\tb\t1\tx\t2026-05-02\n"
		"never\ta\t2\tb\t2\tx\t2026-05-02\n"
		"never\ta\t3\tb\t3\tx\t2026-05-02\n"
		"never\tb\t2\tc\t1\nnever\tb\t2\tc\t2\nnever\tb\t2\tc\t3\tx\t2026-05-02\nnever\tb\t2\tc\t4\tx\t2026-05-02\n"
		"never\tb\t2\tc\t5\tx\t2026-05-02\n",
		"rxxhhhhhhhhhh",
		"j:1: must is ignored: never of line 6 of j, which is later, says otherwise of the same two records\n"
		"j:3: must is ignored: never of line 8 of j, which is later, keeps apart two records that it would join through other musts\n"
		"j:2: must is ignored: never of line 7 of j, which is later, keeps apart two records that it would join through other musts\n");
	/* Undated ones are before all others; of one time the later line wins. */
	settled("must\ta\t1\ta\t2\tx\t1999-01-01\n"
		"never\ta\t1\ta\t2\n",
		"hr", "j:2: never is ignored: must of line 1 of j, which is later, says otherwise of the same two records\n");
	settled("must\ta\t1\ta\t2\n"
		"never\ta\t1\ta\t2\n",
		"rh", "j:1: must is ignored: never of line 2 of j, which is later, says otherwise of the same two records\n");
}

/* Long chains with a never at each record take a moment only, from whichever end they grow. */
static void many(void **state)
{
	(void)state;
	enum { N = 100000 };
	struct iv_judgements j = { 0 };
	struct iv_buf text = { 0 };
	struct iv_err err;
	for (int i = 0; i < N; i++)
		iv_buf_addf(&text, "never\ta\t%d\tb\t%d\nmust\ta\t%d\ta\t%d\n", i, i, i + i % 2, i + 1 - i % 2);
	assert_int_equal(iv_judgements_parse(&j, "j", iv_buf_str(&text), &err), IV_OK);
	iv_judgements_settle(&j, 0, NULL, NULL);
	assert_int_equal(j.refuted + j.replaced, 0);
	iv_buf_release(&text);
	iv_judgements_release(&j);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(both_forms), cmocka_unit_test(errors), cmocka_unit_test(in_force), cmocka_unit_test(many) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
