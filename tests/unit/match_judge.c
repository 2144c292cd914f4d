/* SPDX-License-Identifier: MIT
 * Judgements: what is read, in which order they stand, and each thing that can be wrong with a line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "match/judge.h"

#define A "\"a\":{\"source\":\"pos\",\"key\":\"1\"}"
#define B "\"b\":{\"source\":\"web\",\"key\":\"u2\"}"
#define WHO "\"by\":\"lin\",\"why\":\"father and son\""

static void reads(void **state)
{
	(void)state;
	struct iv_judgements j = { 0 };
	struct iv_err err;
	assert_int_equal(iv_judge_read(&j,
				       IV_STR("\xEF\xBB\xBF{\"judge\":\"must\"," A "," B "," WHO ",\"at\":\"2026-11-19\",\"weight\":1.5}\r\n\n"
					      "{\"judge\":\"unsure\",\"a\":{\"source\":\"pos\",\"key\":\"3\"},\"b\":{\"source\":\"pos\",\"key\":\"2\"}," WHO
					      ",\"at\":\"2026-11-20\"}\n"
					      "{\"judge\":\"never\",\"a\":{\"source\":\"web\",\"key\":\"u2\"},\"b\":{\"source\":\"pos\",\"key\":\"1\"}," WHO
					      ",\"at\":\"2026-11-20\"}"),
				       &err),
			 IV_OK);
	assert_int_equal(iv_judge_settle(&j, &err), IV_OK);
	assert_int_equal(j.n, 2); /* the later of the pair holds, whichever way round it stands */
	assert_int_equal(j.item[0].judge, IV_JUDGE_NEVER);
	assert_int_equal(j.item[0].line, 4);
	assert_true(iv_str_eq(j.item[0].key[0], IV_STR("1")) && iv_str_eq(j.item[0].key[1], IV_STR("u2")));
	assert_int_equal(j.item[1].judge, IV_JUDGE_UNSURE);
	assert_true(iv_str_eq(j.item[1].key[0], IV_STR("2")));
	iv_judgements_release(&j);
}

static void fails(const char *text, long line, const char *field, const char *says)
{
	struct iv_judgements j = { 0 };
	struct iv_err err;
	int status = iv_judge_read(&j, iv_str_of(text), &err);
	if (status == IV_OK)
		status = iv_judge_settle(&j, &err);
	assert_int_equal(status, IV_WRONG);
	assert_int_equal(err.line, line);
	assert_string_equal(err.field, field);
	assert_non_null(strstr(err.msg, says));
	iv_judgements_release(&j);
}

static void wrong(void **state)
{
	(void)state;
	fails("\n{\"judge\":", 2, "", "byte");
	fails("{\"judge\":\"maybe\"," A "," B "," WHO ",\"at\":\"2026-11-19\"}", 1, "judge", "must, never or unsure");
	fails("{\"judge\":\"must\"," B "," WHO ",\"at\":\"2026-11-19\"}", 1, "a", "source and key");
	fails("{\"judge\":\"must\"," A ",\"b\":{\"source\":\"web\",\"key\":2}," WHO ",\"at\":\"2026-11-19\"}", 1, "b", "source and key");
	fails("{\"judge\":\"must\"," A ",\"b\":[]," WHO ",\"at\":\"2026-11-19\"}", 1, "b", "source and key");
	fails("{\"judge\":\"must\"," A "," B "," WHO "}", 1, "at", "day");
	fails("{\"judge\":\"must\"," A "," B "," WHO ",\"at\":\"2026-02-30\"}", 1, "at", "day");
	fails("{\"judge\":\"must\"," A "," B ",\"why\":\"x\",\"at\":\"2026-02-03\"}", 1, "by", "who");
	fails("{\"judge\":\"must\"," A "," B ",\"by\":\"x\",\"why\":\"\",\"at\":\"2026-02-03\"}", 1, "why", "reason");
	fails("{\"judge\":\"must\"," A ",\"b\":{\"source\":\"pos\",\"key\":\"1\"}," WHO ",\"at\":\"2026-02-03\"}", 1, "b", "same record");
	fails("{\"judge\":\"must\"," A "," B "," WHO ",\"at\":\"2026-02-03\"}\n{\"judge\":\"never\"," A "," B "," WHO ",\"at\":\"2026-02-03\"}", 2, "", "line 1");
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(reads), cmocka_unit_test(wrong) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
