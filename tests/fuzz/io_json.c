/* SPDX-License-Identifier: MIT
 * The scanner against a second opinion: of a line it accepts, walking all spans and putting them together again must
 * give the line without its white space, as a loop that knows only strings finds it. */
#include <stdlib.h>

#include "base/utf8.h"
#include "io/json.h"

#define CLAIM(that)                \
	do {                       \
		if (!(that))       \
			abort();   \
	} while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void strip(struct iv_str s, struct iv_buf *out)
{
	bool inside = false;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (!inside && (c == ' ' || c == '\t' || c == '\n' || c == '\r'))
			continue;
		iv_buf_addc(out, c);
		if (inside && c == '\\')
			iv_buf_addc(out, s.p[++i]);
		else if (c == '"')
			inside = !inside;
	}
}

static void assemble(struct iv_str value, struct iv_buf *out)
{
	enum iv_json_type type = iv_json_type_of(value);
	if (type != IV_JSON_ARRAY && type != IV_JSON_OBJECT) {
		iv_buf_adds(out, value);
		return;
	}
	size_t items = 0;
	iv_buf_addc(out, type == IV_JSON_OBJECT ? '{' : '[');
	for (struct iv_json_walk w = iv_json_open(value); iv_json_next(&w);) {
		if (items++)
			iv_buf_addc(out, ',');
		if (w.object) {
			iv_buf_addc(out, '"');
			iv_buf_adds(out, w.key);
			iv_buf_adds(out, IV_STR("\":"));
		}
		assemble(w.value, out);
	}
	iv_buf_addc(out, type == IV_JSON_OBJECT ? '}' : ']');
}

/* A text is UTF-8, and quoting and reading it again gives the same. */
static void check_text(struct iv_str value)
{
	struct iv_arena arena = { 0 };
	struct iv_buf b = { 0 };
	struct iv_str text = iv_json_text(value, &arena);
	CLAIM(iv_utf8_check(text) == text.n);
	iv_json_quote(&b, text);
	CLAIM(iv_str_eq(iv_json_text(iv_buf_str(&b), &arena), text));
	iv_buf_release(&b);
	iv_arena_release(&arena);
}

static void check(const struct iv_json *j, struct iv_str line)
{
	struct iv_buf want = { 0 }, got = { 0 };
	CLAIM(iv_utf8_check(line) == line.n);
	strip(line, &want);
	iv_buf_addc(&got, '{');
	for (size_t i = 0; i < j->n; i++) {
		const struct iv_json_member *m = &j->m[i];
		if (i)
			iv_buf_addc(&got, ',');
		strip((struct iv_str){ m->at, (size_t)(m->value.p - m->at) }, &got);
		assemble(m->value, &got);
		CLAIM(m->type == iv_json_type_of(m->value));
		CLAIM(iv_json_find(j, m->key) == m); /* no key stands twice */
		if (m->type == IV_JSON_STRING)
			check_text(m->value);
	}
	iv_buf_addc(&got, '}');
	CLAIM(iv_str_eq(iv_buf_str(&want), iv_buf_str(&got)));
	iv_buf_release(&want);
	iv_buf_release(&got);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct iv_json j = { 0 };
	struct iv_err err = { 0 };
	struct iv_str line = { (const char *)data, n };
	int status = iv_json_scan(&j, line, &err);
	CLAIM(status == IV_OK || (status == IV_REJECT && err.code && err.msg[0]));
	if (status == IV_OK)
		check(&j, line);
	iv_json_release(&j);
	return 0;
}
