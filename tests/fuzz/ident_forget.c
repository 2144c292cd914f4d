/* SPDX-License-Identifier: MIT
 * Erasure, whatever the files say: a register that was read is printed as one that reads the same, a request that was read names somebody, a record that was
 * noted is suppressed, and a line of the log from which all is taken names no record any more. */
#include <stdlib.h>

#include "ident/forget_line.h"
#include "ident/forget_log.h"
#include "ident/forget_record.h"
#include "ident/forget_token.h"
#include "io/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

enum { TODAY = 20000 };

static void demand(bool is)
{
	if (!is)
		abort();
}

static void try_register(const struct iv_forget_key *key, struct iv_str text)
{
	struct iv_forget_register g = { .key = *key }, again = { .key = *key };
	struct iv_buf one = { 0 }, two = { 0 };
	struct iv_err err;
	int status = iv_forget_parse(&g, "fuzz", text, &err);
	demand(status == IV_OK || (status == IV_WRONG && err.line >= 1));
	iv_forget_print(&g, 0, &one);
	demand(iv_forget_parse(&again, "fuzz", iv_buf_str(&one), &err) == IV_OK);
	iv_forget_print(&again, 0, &two);
	demand(iv_str_eq(iv_buf_str(&one), iv_buf_str(&two)));
	iv_forget_release(&g);
	iv_forget_release(&again);
	iv_buf_release(&one);
	iv_buf_release(&two);
}

static void try_lines(struct iv_str text)
{
	struct iv_forget_lines l = { 0 };
	struct iv_err err;
	int status = iv_forget_lines_parse(&l, "fuzz", text, TODAY, &err);
	demand(status == IV_OK || (status == IV_WRONG && err.line >= 1));
	for (size_t i = 0; i < l.n; i++)
		demand(l.line[i].value.n && l.line[i].when <= TODAY && l.line[i].line >= 1);
	iv_forget_lines_release(&l);
}

/* The line as a record, and as one of the log. */
static void try_object(const struct iv_forget_key *key, struct iv_json *json, struct iv_arena *a, struct iv_str line)
{
	struct iv_forget_register g = { .key = *key };
	struct iv_forget_record r;
	struct iv_forget_traits t = { 0 };
	iv_forget_read(a, line, &r);
	iv_forget_traits_add(&t, a, &r);
	iv_forget_note_record(&g, r.source, r.key, TODAY, (struct iv_str){ 0 });
	iv_forget_note_traits(&g, &t, TODAY, (struct iv_str){ 0 });
	if (r.source.n)
		demand(iv_forget_suppresses(&g, a, &r));
	r.key = IV_STR("another");
	bool named = r.name.n || r.family.n || r.given.n || r.alias.n;
	if (r.marks && (!named || t.sounds.n) && r.joined <= TODAY)
		demand(iv_forget_suppresses(&g, a, &r));
	iv_forget_traits_release(&t);
	iv_forget_release(&g);

	struct iv_names all = { 0 };
	struct iv_buf out = { 0 };
	struct iv_forget_log log = { .records = &all };
	struct iv_err err;
	const struct iv_json_member *records = iv_json_find(json, IV_STR("records"));
	struct iv_json_walk w = records ? iv_json_open(records->value) : (struct iv_json_walk){ 0 };
	while (records && !w.object && iv_json_next(&w)) {
		struct iv_str source = iv_json_get(w.value, IV_STR("source")), k = iv_json_get(w.value, IV_STR("key"));
		if (source.n && k.n && *source.p == '"' && *k.p == '"')
			iv_names_add(&all, iv_forget_log_name(a, iv_json_text(source, a), iv_json_text(k, a)));
	}
	iv_forget_log_line(&log, json, line, a, &out);
	demand(iv_json_scan(json, iv_buf_str(&out), &err) == IV_OK); /* it is JSON as before, and nothing more can be taken out */
	struct iv_buf twice = { 0 };
	demand(!iv_forget_log_line(&log, json, iv_buf_str(&out), a, &twice));
	iv_buf_release(&out);
	iv_buf_release(&twice);
	iv_names_release(&all);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct iv_str text = { (const char *)data, n }, rest = text, line, token, form[IV_FORGET_FORMS];
	struct iv_forget_key key;
	struct iv_err err;
	struct iv_json json = { 0 };
	struct iv_arena arena = { 0 };
	demand(iv_forget_key_make(&key, IV_STR("a secret of 16 bytes or more"), &err) == IV_OK);
	try_register(&key, text);
	try_lines(text);
	while (iv_str_cut(&rest, '\n', &line)) {
		iv_arena_clear(&arena);
		if (iv_json_scan(&json, line, &err) == IV_OK)
			try_object(&key, &json, &arena, line);
		while (iv_forget_token_next(&line, &token))
			demand(iv_forget_token_forms(&arena, iv_forget_token_plain(&arena, token), form) >= 1);
	}
	iv_json_release(&json);
	iv_arena_release(&arena);
	return 0;
}
