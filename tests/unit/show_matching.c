/* SPDX-License-Identifier: MIT
 * Reports of the matching: truth tables and their JSON, with the same figures. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "show/matching.h"
#include "show/pair.h"
#include "show/truth.h"

static const uint32_t cluster[] = { 0, 0, 1, 0, 2, 2, 3 };
static const uint64_t entity[] = { 7, 7, 7, 8, 9, 9, IV_TRUTH_UNKNOWN };

static void truth(void **state)
{
	(void)state;
	struct iv_truth_score score;
	struct iv_truth_bands bands = { { 0 }, { 0 }, { 0 } };
	struct iv_show_truth_rule rule[] = { { IV_STR("phone"), 2, 1 }, { IV_STR("name"), 2, 1 } };
	struct iv_show_truth t = { .score = &score, .bands = &bands, .rule = rule, .rules = 2, .met = 3 };
	struct iv_buf b = { 0 };
	iv_truth_score(cluster, 4, entity, 7, &score);
	iv_truth_bands_add(&bands, 990000, true);
	iv_truth_bands_add(&bands, 970000, false);
	iv_show_truth_table(&t, &b);
	assert_string_equal(iv_buf_text(&b), "6 records of 3 people, 1 of whom the truth is not known; the largest customer has 3 records\n"
					     "\n"
					     "by         precision  recall      F1  right  found  true\n"
					     "pairs         0.5000  0.5000  0.5000      2      4     4\n"
					     "records       0.7778  0.7778  0.7778\n"
					     "customers     0.3333  0.3333  0.3333      1      3     3\n"
					     "\n"
					     "  from      to  pairs  stated    true\n"
					     "0.0000  0.0100      0\n"
					     "0.0100  0.0500      0\n"
					     "0.0500  0.1000      0\n"
					     "0.1000  0.2000      0\n"
					     "0.2000  0.3000      0\n"
					     "0.3000  0.4000      0\n"
					     "0.4000  0.5000      0\n"
					     "0.5000  0.6000      0\n"
					     "0.6000  0.7000      0\n"
					     "0.7000  0.8000      0\n"
					     "0.8000  0.9000      0\n"
					     "0.9000  0.9500      0\n"
					     "0.9500  1.0000      2  0.9800  0.5000\n"
					     "\n"
					     "rule   recall  met  by it alone\n"
					     "phone  0.5000    2            1\n"
					     "name   0.5000    2            1\n"
					     "all    0.7500    3\n");
	iv_buf_clear(&b);
	t.bands = NULL;
	t.rules = 1;
	iv_show_truth_json(&t, &b);
	assert_string_equal(iv_buf_text(&b), "{\"records\":6,\"unknown\":1,\"people\":3,\"largest\":3,\"figures\":["
					     "{\"by\":\"pairs\",\"precision\":0.5,\"recall\":0.5,\"f1\":0.5,\"right\":2,\"found\":4,\"true\":4},"
					     "{\"by\":\"records\",\"precision\":0.777778,\"recall\":0.777778,\"f1\":0.777778},"
					     "{\"by\":\"customers\",\"precision\":0.333333,\"recall\":0.333333,\"f1\":0.333333,\"right\":1,\"found\":3,\"true\":3}],"
					     "\"rules\":[{\"rule\":\"phone\",\"recall\":0.5,\"met\":2,\"alone\":1},{\"rule\":\"all\",\"recall\":0.75,\"met\":3}]}");
	iv_buf_release(&b);
}

static void says(const struct iv_show_matching *m, const char *want)
{
	struct iv_buf b = { 0 };
	iv_show_matching(m, &b);
	assert_string_equal(iv_buf_text(&b), want);
	iv_buf_release(&b);
}

static void words(void **state)
{
	(void)state;
	static const char *const starved[] = { "birth: swapped", "email: close" }, *const absent[] = { "idno", "company" }, *const apart[] = { "district" };
	static const struct iv_show_junk junk[] = { { "phone", IV_STR("+861****00"), 400, 412 }, { "email", IV_STR("a@b****om"), 6, 1 } };
	says(&(struct iv_show_matching){ .parties = 1, .customers = 1 }, "1 party record is 1 customer.\n");
	says(&(struct iv_show_matching){ .parties = 5234,
					 .customers = 3012,
					 .several = 1822,
					 .largest = 7,
					 .households = 411,
					 .together = 930,
					 .pairs = 81234,
					 .links = 2222,
					 .refused = 1,
					 .musts = 3,
					 .nevers = 2,
					 .void_judgements = 1,
					 .estimated = true,
					 .wrong = 31.4,
					 .wrong_error = 5.6,
					 .missed = 4.26,
					 .threshold = 3.21,
					 .learned = 4012,
					 .grown = 1,
					 .grown_blocks = 2,
					 .recognised = 640,
					 .strangers = 208,
					 .skipped = 12,
					 .diverged = true,
					 .starved = starved,
					 .starved_n = 2,
					 .absent = absent,
					 .absent_n = 2,
					 .apart = apart,
					 .apart_n = 1,
					 .junk = junk,
					 .junk_n = 2,
					 .junk_all = 11 },
	     "5234 party records are 3012 customers; 1822 of them have more than one record, the largest 7.\n"
	     "930 of the customers live together in 411 households.\n"
	     "81234 pairs of records were compared, 2222 of them look like one person.\n"
	     "1 join was refused because the records contradict each other.\n"
	     "What a pair is worth was learned from 4012 records in an earlier run.\n"
	     "A pair looks like one person above a weight of 3.2, which was raised to have fewer that are two.\n"
	     "Of the pairs that look like one person, 31 ± 6 are expected to be two.\n"
	     "4.3 pairs of one person are expected to be missed though they were compared.\n"
	     "Judgements were obeyed: 3 must, 2 never.\n"
	     "1 judgement is about records that are not in the input.\n"
	     "The model did not settle: take its probabilities with care.\n"
	     "The records say next to nothing of these levels: birth: swapped, email: close; an expert's guess stands there.\n"
	     "No record has these fields: idno, company.\n"
	     "These fields agree in no pair, so they may hold what they should not: district.\n"
	     "848 events know their person by a number or address only; 640 (75.5 %) were recognised.\n"
	     "12 records stand in blocks too large to compare all their pairs.\n"
	     "11 identifiers stand in the records of too many names to say who somebody is:\n"
	     "  phone +861****00: 400 names, 412 records\n"
	     "  email a@b****om: 6 names, 1 record\n"
	     "1 identifier has come to stand in the records of too many names since the model was learned; it does not know that.\n"
	     "2 blocks have become too large since the model was learned, and all pairs in them were compared.\n");
}

static void pairs(void **state)
{
	(void)state;
	const struct iv_show_field field[] = { { "name", "sound", 7100 }, { "birth", NULL, 0 }, { "city", "different", -1050 }, { "household", NULL, -2 } };
	const struct iv_str rule[] = { IV_STR("phone"), IV_STR("name") };
	struct iv_show_pair p = { .a = { IV_STR("pos"), IV_STR("8\"1"), { 0 } },
				  .b = { IV_STR("web"), IV_STR("u7"), IV_STR("{\"kind\":\"party\"}") },
				  .weight = -500,
				  .prior = -18200,
				  .probability = 414214,
				  .field = field,
				  .fields = 4,
				  .rule = rule,
				  .rules = 2 };
	struct iv_buf b = { 0 };
	iv_show_pair(&p, &b);
	assert_string_equal(iv_buf_text(&b), "{\"a\":{\"source\":\"pos\",\"key\":\"8\\\"1\"},\"b\":{\"source\":\"web\",\"key\":\"u7\",\"record\":{\"kind\":\"party\"}},"
					     "\"weight\":-0.5,\"p\":0.414214,\"together\":false,\"prior\":-18.2,\"fields\":{\"name\":{\"level\":\"sound\",\"weight\":7.1},"
					     "\"city\":{\"level\":\"different\",\"weight\":-1.05},\"household\":{\"weight\":-0.002}},\"rules\":[\"phone\",\"name\"]}\n");
	iv_buf_clear(&b);
	p = (struct iv_show_pair){ .a = p.a, .b = p.a, .why = "they look like one person and are two customers", .matters = 2500, .affects = 7, .judged = "must", .together = true, .probability = 1000000 };
	iv_show_pair(&p, &b);
	assert_string_equal(iv_buf_text(&b), "{\"a\":{\"source\":\"pos\",\"key\":\"8\\\"1\"},\"b\":{\"source\":\"pos\",\"key\":\"8\\\"1\"},\"why\":\"they look like one person and are two customers\","
					     "\"matters\":2.5,\"affects\":7,\"weight\":0,\"p\":1,\"together\":true,\"judged\":\"must\",\"prior\":0,\"fields\":{},\"rules\":[]}\n");
	iv_buf_release(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(truth), cmocka_unit_test(words), cmocka_unit_test(pairs) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
