/* SPDX-License-Identifier: MIT
 * Configuration: places of errors (also inside folded scalars), unknown keys, types. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "rec/conf.h"

static const char *message(struct iv_err *err)
{
	static struct iv_buf b;
	iv_buf_clear(&b);
	iv_err_print(err, true, &b);
	return iv_buf_text(&b);
}

struct rule {
	struct iv_str name;
	int64_t days;
	bool on;
	const struct iv_conf_node *where;
	struct iv_conf_texts tags;
	int how;
};
static const char *const hows[] = { "latest", "longest", NULL };
static const struct iv_conf_key keys[] = {
	{ "name", IV_CONF_TEXT, offsetof(struct rule, name), true, NULL },  { "days", IV_CONF_INT, offsetof(struct rule, days), false, NULL },
	{ "on", IV_CONF_BOOL, offsetof(struct rule, on), false, NULL },	    { "where", IV_CONF_RULE, offsetof(struct rule, where), false, NULL },
	{ "tags", IV_CONF_TEXTS, offsetof(struct rule, tags), false, NULL }, { "how", IV_CONF_CHOICE, offsetof(struct rule, how), false, hows },
};

static int bind(const char *yaml, struct iv_conf *c, struct rule *r, struct iv_err *err)
{
	*r = (struct rule){ 0 };
	int status = iv_conf_parse(c, "m.yaml", iv_str_of(yaml), err);
	return status == IV_OK ? iv_conf_bind(c->root, keys, 6, r, err) : status;
}

static void good(void **state)
{
	(void)state;
	struct iv_conf c;
	struct rule r;
	struct iv_err err;
	assert_int_equal(bind("name: 沉睡\ndays: 90\non: true\ntags: [a, b]\nhow: longest\n", &c, &r, &err), IV_OK);
	assert_true(iv_str_eq(r.name, IV_STR("沉睡")) && r.days == 90 && r.on && r.tags.n == 2 && r.how == 1);
	iv_conf_release(&c);
}

static void bad(void **state)
{
	(void)state;
	static const struct {
		const char *yaml, *message;
	} cases[] = {
		{ "name: x\ndasy: 3\n", "m.yaml:2:1: unknown key 'dasy' (did you mean 'days'?)" },
		{ "name: x\ndays: soon\n", "m.yaml:2:7: days: expected a whole number, not 'soon'" },
		{ "days: 3\n", "m.yaml:1:1: the key 'name' is missing" },
		{ "name: x\non: \"true\"\n", "m.yaml:2:6: on: expected true or false, not 'true'" },
		{ "name: x\nhow: best\n", "m.yaml:2:6: how: expected one of latest, longest, not 'best'" },
		{ "name: x\nname: y\n", NULL },
		{ "name: [x\n", NULL },
		{ "name: {a: 1}\n", "m.yaml:1:8: name: expected a single value (here is a mapping)" },
		{ "- a\n", "m.yaml:1:3: this: expected a mapping (here is a list)" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct iv_conf c;
		struct rule r;
		struct iv_err err = { 0 };
		assert_int_equal(bind(cases[i].yaml, &c, &r, &err), IV_WRONG);
		if (cases[i].message)
			assert_string_equal(message(&err), cases[i].message);
		else
			assert_true(err.line > 0 && err.file[0]);
		iv_conf_release(&c);
	}
}

/* The word BAD stands in the text; the error must name the line and column where it stands in the file. */
static void places(void **state)
{
	(void)state;
	static const char *const cases[] = {
		"name: x\nwhere: a and BAD\n",
		"name: x\nwhere: \"王 and BAD\"\n",
		"name: x\nwhere: 'it''s '' BAD'\n",
		"name: x\nwhere: >\n  spend > 1 and\n  BAD = 2\n",
		"name: x\nwhere: >\n  spend > 1 and\n  name = '王' and BAD\n",
		"name: x\nwhere: >-\n    a\n\n    b\n      c BAD\n",
		"name: x\nwhere: |\n  a and\n  b and BAD\n",
		"name: x\nwhere: a and\n  b and\n  BAD\n",
		"name: x\nwhere: \"a \\\"q\\\" and\n  BAD\"\n",
		"name: x\nwhere: \"name = '\\u738b\\x41' and\\tBAD\"\n",
		"name: x\nwhere: \"a and \\\n   b and BAD\"\n",
		"name: x\nwhere: \"\\U0001F600 BAD\"\n",
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct iv_conf c;
		struct rule r;
		struct iv_err err = { 0 };
		assert_int_equal(bind(cases[i], &c, &r, &err), IV_OK);
		ptrdiff_t at = iv_str_find(r.where->text, IV_STR("BAD"));
		iv_conf_error(r.where, (size_t)at, &err, "x");
		long line = 1, column = 1;
		for (const char *p = cases[i]; p < strstr(cases[i], "BAD"); p++) {
			if (((unsigned char)*p & 0xC0) != 0x80)
				column++;
			if (*p == '\n')
				line++, column = 1;
		}
		if (err.line != line || err.column != column)
			fail_msg("case %zu: %ld:%ld, expected %ld:%ld", i, err.line, err.column, line, column);
		iv_conf_release(&c);
	}
}

/* How large a file may be is for the caller to say: what people write is small, what a program wrote need not be. */
static void large(void **state)
{
	(void)state;
	char path[] = "/tmp/rec_conf.XXXXXX";
	struct iv_conf c;
	struct iv_err err;
	int fd = mkstemp(path);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, "name: four\n", 11), 11);
	close(fd);
	assert_int_equal(iv_conf_read(&c, path, 11, &err), IV_OK);
	iv_conf_release(&c);
	assert_int_equal(iv_conf_read(&c, path, 10, &err), IV_WRONG);
	assert_non_null(strstr(message(&err), "hardly a configuration"));
	iv_conf_release(&c);
	unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(good), cmocka_unit_test(bad), cmocka_unit_test(places), cmocka_unit_test(large) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
