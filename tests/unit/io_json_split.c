/* SPDX-License-Identifier: MIT
 * Elements of JSON files: where they begin and end, in blocks of any size, and what a broken one costs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>

#include "base/arena.h"
#include "io/json_split.h"

struct source {
	struct iv_str text;
	size_t block;
};

static ptrdiff_t read_text(void *p, char *to, size_t n, struct iv_err *err)
{
	struct source *s = p;
	(void)err;
	size_t k = s->text.n < s->block ? s->text.n : s->block;
	k = k < n ? k : n;
	memcpy(to, s->text.p, k);
	s->text = iv_str_from(s->text, k);
	return (ptrdiff_t)k;
}

/* All elements as `line:byte:raw`, one a line; rejects and failures as `!code`. */
static void split(struct iv_str text, const char *path, size_t max, size_t block, struct iv_buf *out)
{
	struct source source = { text, block };
	struct iv_json_split *s = iv_json_split_open(iv_str_of(path), max, read_text, &source);
	struct iv_json_element e;
	struct iv_err err;
	int status;
	iv_buf_clear(out);
	while ((status = iv_json_split_next(s, &e, &err)) == IV_OK || status == IV_REJECT) {
		iv_buf_addf(out, "%ld:%llu:" IV_FMT, e.line, (unsigned long long)e.byte, IV_ARG(e.raw));
		iv_buf_addf(out, "%s%s\n", status == IV_REJECT ? "!" : "", status == IV_REJECT ? err.code : "");
	}
	if (status == IV_FAIL)
		iv_buf_addf(out, "!!%s", err.code);
	iv_json_split_close(s);
}

static void gives_at(struct iv_str text, const char *path, size_t max, const char *want)
{
	struct iv_buf out = { 0 };
	for (size_t block = 1; block < 40; block++) {
		split(text, path, max, block, &out);
		assert_string_equal(iv_buf_text(&out), want);
	}
	iv_buf_release(&out);
}

static void gives(const char *text, const char *path, const char *want)
{
	gives_at(iv_str_of(text), path, 0, want);
}

static void whole(void **state)
{
	(void)state;
	gives("", "", "");
	gives("[]", "", "");
	gives(" [ ] \n", "", "");
	gives("[{\"a\":1},{\"b\":\"}]\\\"\\\\\"}]", "", "1:1:{\"a\":1}\n1:9:{\"b\":\"}]\\\"\\\\\"}\n");
	gives("\xEF\xBB\xBF[\n  {\n    \"a\": [1, {\"c\": 2}]\n  },\n  {}\n]\n", "", "2:7:{\n    \"a\": [1, {\"c\": 2}]\n  }\n5:39:{}\n");
	gives("[1, \"x\", null, [2], true]", "", "1:1:1\n1:4:\"x\"\n1:9:null\n1:15:[2]\n1:20:true\n");
	gives("{\"a\":1}\n{\"b\":2}{\"c\":3}", "", "1:0:{\"a\":1}\n2:8:{\"b\":2}\n2:15:{\"c\":3}\n");
	gives("[{\"a\":1}]\n[{\"b\":2}]", "", "1:1:{\"a\":1}\n2:11:{\"b\":2}\n");
	gives("[{\"a\":1},]", "", "1:1:{\"a\":1}\n");
	gives("12", "", "1:0:12\n");
}

static void members(void **state)
{
	(void)state;
	gives("{\"n\":2,\"data\":{\"x\":[{\"items\":0}],\"items\":[{\"a\":1},{\"a\":2}],\"y\":\"]\"},\"z\":{}}", "data.items", "1:42:{\"a\":1}\n1:50:{\"a\":2}\n");
	gives("{\"items\":[1]}{\"items\":[2]}\n", "items", "1:10:1\n1:23:2\n");
	gives("{\"items\":{\"a\":1}}", "items", "1:9:{\"a\":1}\n");
	gives("{\"item\":[]}", "items", "!!no_path");
	gives("[1]", "items", "!!no_path");
	gives("{\"items\":[1]", "items", "1:10:1\n!!cut_file");
}

static void faults(void **state)
{
	(void)state;
	gives("[{\"a\":1},{\"b\"", "", "1:1:{\"a\":1}\n!!cut_file");
	gives("[{\"a\":1}", "", "1:1:{\"a\":1}\n!!cut_file");
	gives("{\"a\":\"x", "", "!!cut_file");
	gives("[{\"a\":1]", "", "!!bad_json");
	gives("[{\"a\":1},{\"b\":[1}},{\"c\":1}]", "", "1:1:{\"a\":1}\n!!bad_json");
	gives("]", "", "!!bad_json");
	/* One a line, pretty, and behind the bracket. */
	gives("[\n{\"a\":1},\n{\"b\":\"x},\n{\"c\":3}\n]", "", "2:2:{\"a\":1}\n3:11:{\"b\":\"x}!bad_json\n4:21:{\"c\":3}\n");
	gives("[{\"b\":[}},\n {\"c\":3},\n {\"d\":4\n]\n", "", "1:1:{\"b\":[}}!bad_json\n2:12:{\"c\":3}\n3:22:{\"d\":4!bad_json\n");
	gives("[\n  {\n    \"a\": [\n      {\n        \"x\": 1\n      }\n    }\n  },\n  {\n    \"b\": 2\n  }\n]\n", "",
	      "2:4:{\n    \"a\": [\n      {\n        \"x\": 1\n      }\n    }\n  }!bad_json\n9:61:{\n    \"b\": 2\n  }\n");
	gives("{\"a\":1\n{\"b\":2}\n", "", "1:0:{\"a\":1!bad_json\n2:7:{\"b\":2}\n");
	gives_at(IV_STR("[{\"a\":\"0123456789012345678901234567890\"},{\"b\":2}]"), "", 16, "1:1:{\"a\":\"0123456789!line_too_long\n1:41:{\"b\":2}\n");
}

/* A list of any length is read in a window of some blocks. */
struct endless {
	size_t rows;
	bool begun;
};

static ptrdiff_t read_endless(void *p, char *to, size_t n, struct iv_err *err)
{
	struct endless *f = p;
	static const char row[] = "{\"a\":[1,2,{\"b\":\"text\"}]},\n";
	size_t k = 0;
	(void)err;
	if (!f->begun)
		to[k++] = '[';
	f->begun = true;
	for (; f->rows && k + sizeof row <= n; k += sizeof row - 1, f->rows--)
		memcpy(to + k, row, sizeof row - 1);
	return (ptrdiff_t)k;
}

static void endless(void **state)
{
	(void)state;
	struct endless file = { .rows = 400000 };
	struct iv_json_split *s = iv_json_split_open((struct iv_str){ 0 }, 4096, read_endless, &file);
	struct iv_json_element e;
	struct iv_err err;
	long n = 0;
	int status;
	while ((status = iv_json_split_next(s, &e, &err)) == IV_OK)
		assert_int_equal(e.line, ++n);
	assert_int_equal(n, 400000);
	assert_int_equal(status, IV_FAIL);
	assert_string_equal(err.code, "cut_file");
	assert_int_equal(err.line, 400001);
	iv_json_split_close(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(whole), cmocka_unit_test(members), cmocka_unit_test(faults), cmocka_unit_test(endless) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
