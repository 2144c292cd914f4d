/* SPDX-License-Identifier: MIT
 * The vocabulary: names are well formed and stand once for each kind; finding and guessing. */
#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "rec/vocab.h"

static bool well_formed(const char *name)
{
	for (; *name; name++)
		if (!islower((unsigned char)*name) && !isdigit((unsigned char)*name) && !strchr("_.*", *name))
			return false;
	return true;
}

static void table(void **state)
{
	(void)state;
	static const char *const owners[] = { "ingest", "dedupe", "merge", "score", "segment", "campaign" };
	for (size_t i = 0; i < iv_vocab_n; i++) {
		const struct iv_field *f = &iv_vocab[i];
		bool owned = false;
		for (size_t o = 0; o < sizeof owners / sizeof *owners; o++)
			owned |= strcmp(f->owner, owners[o]) == 0;
		if (!well_formed(f->name) || !f->on || !owned || strlen(f->meaning) < 4 || !iv_type_name(f->type))
			fail_msg("%s is not a good entry", f->name);
		for (size_t k = 0; k < i; k++)
			if (strcmp(iv_vocab[k].name, f->name) == 0 && (iv_vocab[k].on & f->on))
				fail_msg("%s stands twice", f->name);
	}
}

static void finding(void **state)
{
	(void)state;
	const struct iv_field *f = iv_vocab_find(IV_STR("consent.sms.state"), IV_ON_PARTY);
	assert_non_null(f);
	assert_string_equal(f->name, "consent.*.state");
	assert_null(iv_vocab_find(IV_STR("consent.sms.colour"), IV_ON_PARTY));
	assert_null(iv_vocab_find(IV_STR("consent.sms.state.x"), IV_ON_PARTY));
	assert_null(iv_vocab_find(IV_STR("amount"), IV_ON_PARTY));
	assert_int_equal(iv_vocab_find(IV_STR("amount"), IV_ON_EVENT)->type, IV_TYPE_NUMBER);
	assert_null(iv_vocab_find(IV_STR("会员等级"), IV_ON_ALL));
}

static void guessing(void **state)
{
	(void)state;
	assert_string_equal(iv_vocab_nearest(IV_STR("brith"), IV_ON_PARTY), "birth");
	assert_string_equal(iv_vocab_nearest(IV_STR("postcod"), IV_ON_PARTY), "postcode");
	assert_null(iv_vocab_nearest(IV_STR("favourite_colour"), IV_ON_ALL));
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(table), cmocka_unit_test(finding), cmocka_unit_test(guessing) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
