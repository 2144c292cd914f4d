/* SPDX-License-Identifier: MIT
 * Any text as a rule, over one record: compiled or refused, evaluated, explained; never a crash and never without end.
 * Two records, so that a value kept from the first would be noticed by the address sanitizer. */
#include <stdint.h>
#include <stdlib.h>

#include "rule/rule.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static const char *const lines[] = {
	"{\"kind\":\"customer\",\"cid\":\"c1\",\"name\":\"王小明\",\"birth\":\"1992-02-29\",\"phone\":\"+8613800138000\",\"email\":[\"a@b.cn\",null],"
	"\"ids\":[{\"type\":\"card\",\"value\":\"8800\",\"verified\":true},3],\"consent\":{\"sms\":{\"state\":\"in\",\"at\":\"2025-01-01T10:00:00Z\"}},"
	"\"tags\":[\"vip\",\"\\u65b0\"],\"orders\":3,\"spend\":1200.50,\"last_order\":\"2026-01-31\",\"points\":1e-7}",
	"{\"kind\":\"customer\",\"name\":\"\",\"tags\":[],\"spend\":-0.5,\"last_order\":\"0001-01-01\",\"birth\":\"9999-12-31\",\"points\":12345678901234567890}",
};

static void do_window(const struct iv_rule_call *call, const struct iv_rule_value *arg, size_t n, struct iv_rule_value *out)
{
	(void)n;
	int64_t *kept = *call->cache;
	if (!kept) {
		kept = *call->cache = iv_arena_alloc(call->arena, sizeof *kept);
		*kept = 7;
	}
	out->type = IV_RULE_NUMBER;
	out->number = arg->number < 0 ? 0 : iv_decimal_of_int(*kept);
}

static const struct iv_rule_fn table[] = { { "orders", 1, 1, 0, { IV_RULE_NUMBER }, IV_RULE_NUMBER, do_window, NULL, "orders in so many days" } };

static void ignore(void *ctx, struct iv_str name, enum iv_rule_type type, bool call)
{
	(void)type;
	*(size_t *)ctx += name.n + call;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct iv_rule_scope *scope = iv_rule_rec_scope(IV_ON_CUSTOMER | IV_ON_EVENT);
	struct iv_rules *rules = iv_rules_new(scope, 20000);
	struct iv_err err;
	struct iv_rule_value v;
	struct iv_buf out = { 0 };
	uint32_t id;
	size_t seen = 0;
	iv_rule_declare(scope, IV_STR("points"), IV_RULE_NUMBER, &err);
	iv_rules_functions(rules, table, 1, NULL);
	if (iv_rules_add_text(rules, (struct iv_str){ (const char *)data, n }, IV_RULE_ANY, &id, &err) == IV_OK) {
		struct iv_rule_run *run = iv_rule_run_new(rules);
		for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
			struct iv_rec rec = { 0 };
			struct iv_arena arena = { 0 };
			if (iv_rec_read(&rec, iv_arena_str(&arena, iv_str_of(lines[i])), &arena, &err) != IV_OK)
				abort();
			iv_rule_bind(run, &rec);
			int truth = iv_rule_test(run, id);
			iv_rule_eval(run, id, &v);
			if (iv_rules_type(rules, id) == IV_RULE_BOOL && truth != (v.type == IV_RULE_NULL ? -1 : (int)v.truth))
				abort();
			if (v.type != IV_RULE_NULL && v.type != iv_rules_type(rules, id))
				abort();
			iv_rule_value_json(&v, &out);
			iv_rule_why(run, id, &out);
			iv_buf_clear(&out);
			iv_rec_release(&rec);
			iv_arena_release(&arena);
		}
		iv_rules_fields(rules, id, ignore, &seen);
		iv_rule_run_free(run);
	} else if (!err.line || !err.column) {
		abort(); /* an error without a place */
	}
	iv_buf_release(&out);
	iv_rules_free(rules);
	iv_rule_rec_scope_free(scope);
	return 0;
}
