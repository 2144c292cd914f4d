/* SPDX-License-Identifier: MIT
 * Types of columns by their values, and fields by their names. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "ingest/classify.h"

/* The type of a column of these values, set apart by |; with `field` and `region` as what is known of it. */
static struct iv_classed classify(const char *values, const char *field, const char *region)
{
	struct iv_profile *p = iv_profile_new();
	struct iv_buf side = { 0 };
	struct iv_str rest = iv_str_of(values), one;
	struct iv_classed out;
	iv_profile_begin(p, iv_profile_column(p, IV_STR("c"), 0, 0), &side);
	while (iv_str_cut(&rest, '|', &one))
		iv_profile_cell(p, one);
	iv_profile_end(p);
	iv_classify(p->column[0], iv_str_of(field), iv_str_of(region), &out);
	iv_buf_release(&side);
	iv_profile_free(p);
	return out;
}

static void types(void **state)
{
	(void)state;
	static const struct {
		const char *values, *field, *region, *type;
	} cases[] = {
		{ "||", "", "", "empty" },
		{ "无|N/A|-", "", "", "empty" },
		{ "12|7|0|1500", "", "", "integer" },
		{ "12|7.5|-0.25|1,500.00", "", "", "decimal" },
		{ "8800000001|8800000002|8800000003", "", "", "integer" },
		{ "00123|00456|01789", "", "", "code" },
		{ "A188|A36|B-77", "", "", "code" },
		{ "2026-03-14|2025-12-31|", "", "", "date" },
		{ "20250524|20251112|20260324", "", "", "date" },
		{ "14 Mar 2026|2 April 2025", "", "", "date" },
		{ "13812345678|15006252221|无", "", "", "phone" },
		{ "(0086)15006252221|013559491792|0930811860", "", "", "phone" },
		{ "0592-6682783|021-51006682", "", "", "phone" },
		{ "51006682|66827832", "", "HK", "integer" },
		{ "21006682|26827832", "phone", "HK", "phone" },
		{ "a@b.cn|wang@qq.com|x", "", "", "text" },
		{ "a@b.cn|wang@qq.com|li@sina.com|z@163.com|x", "", "", "email" },
		{ "11010519491231002X|440524188001010014", "", "", "idno" },
		{ "王小明|欧阳娜娜|李 雷|张先生", "", "", "name_han" },
		{ "美妆|粮油|家电|食品", "", "", "text" },
		{ "男|女|女|未知", "", "", "gender" },
		{ "Y|N|Y|Y|", "", "", "boolean" },
		{ "0|1|1", "", "", "boolean" },
		{ "0|1|1|2|3", "", "", "integer" },
		{ "广东省|四川省|上海市", "", "", "place" },
		{ "上海市静安区中山路81号1805室|北京市通州区长江路338号碧桂园4单元807室", "", "", "address" },
		{ "552 Silva Street|162 Miller Road", "", "", "address" },
		{ "等待时间太长|很好|一般", "", "", "text" },
		{ "Wang Xiaoming|Susan Miller|David Martin", "name", "", "name_latin" },
		{ "call after 18:00|", "", "", "text" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *got = iv_class_name(classify(cases[i].values, cases[i].field, cases[i].region).type);
		if (strcmp(got, cases[i].type))
			fail_msg("%s: %s, expected %s", cases[i].values, got, cases[i].type);
	}
}

static void dates(void **state)
{
	(void)state;
	static const struct {
		const char *values, *format;
		bool either;
	} cases[] = {
		{ "2026-03-14|2025-12-31", "auto", false },
		{ "民國63年11月21日|民國94年1月18日", "roc", false },
		{ "114/04/01|99/12/31", "roc", false },
		{ "03.11.2026|24.12.2025", "dmy", false },
		{ "03/11/2026|12/24/2025", "mdy", false },
		{ "03/11/26|31/12/99", "dmy", false },
		{ "03/11/26|24/12/25", "dmy", true },
		{ "03/11/2026|04/12/2025", "dmy", true },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct iv_classed c = classify(cases[i].values, "", "");
		assert_int_equal(c.type, IV_CLASS_DATE);
		if (strcmp(c.format ? c.format : "", cases[i].format) || c.either != cases[i].either)
			fail_msg("%s: %s%s", cases[i].values, c.format, c.either ? ", or the other way round" : "");
	}
}

static void regions(void **state)
{
	(void)state;
	assert_string_equal(classify("0930811860|0912345678|02-27123456", "", "").region, "TW");
	assert_string_equal(classify("13812345678|0592-6682783|15006252221", "", "").region, "CN");
	assert_string_equal(classify("(212) 736-5000|415-701-2311|202-456-1414", "phone", "").region, "US");
	struct iv_classed c = classify("13812345678|15006252221|0592-6682783", "", "");
	assert_int_equal(c.fits, 3);
	assert_int_equal(c.mobiles, 2);
}

static void headers(void **state)
{
	(void)state;
	static const struct {
		const char *name, *field;
		int score;
	} cases[] = {
		{ "姓名", "name", 3 },	     { "會員姓名", "name", 2 },	 { "caller_name", "name", 2 },	 { "FullName", "name", 3 },    { "filename", NULL, 0 },	 { "手機", "phone", 3 },
		{ "行動電話", "phone", 3 },  { "Mobile No.", "phone", 3 }, { "E-mail", "email", 3 },	 { "出生日期", "birth", 3 }, { "date_of_birth", "birth", 3 }, { "性別", "gender", 3 },
		{ "身份证号", "idno", 3 }, { "注册日期", "joined", 3 }, { "下单时间", "at", 3 },	 { "订单金额", "amount", 3 }, { "customer_id", "key", 3 },  { "optin_sms", "consent", 3 },
		{ "同意行銷", "consent", 3 }, { "points", NULL, 0 },	 { "同意", NULL, 0 },		 { "", NULL, 0 },	       { "＊＊", NULL, 0 },	 { "InvoiceNo", "order", 3 },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct iv_header_guess g = iv_classify_header(iv_str_of(cases[i].name));
		if (g.score != cases[i].score || (g.field && strcmp(g.field, cases[i].field)))
			fail_msg("%s: %s with %d", cases[i].name, g.field ? g.field : "nothing", g.score);
	}
	assert_true(iv_class_fits(IV_CLASS_NAME_HAN, "name"));
	assert_false(iv_class_fits(IV_CLASS_INTEGER, "name"));
	assert_true(iv_class_fits(IV_CLASS_TEXT, "category"));
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(types), cmocka_unit_test(dates), cmocka_unit_test(regions), cmocka_unit_test(headers) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
