/* SPDX-License-Identifier: MIT
 * Any JSON object as a roll-up: it is refused, or its text settles (writing and reading again changes nothing more);
 * and as an event, and as the history that rules look into. */
#include <stdlib.h>

#include "history/layout.h"
#include "history/window.h"

#define CLAIM(that)                \
	do {                       \
		if (!(that))       \
			abort();   \
	} while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static const char *const rules[] = {
	"orders(30) + order_days(99999)", "spend(365, 'CNY') - returned(365)", "contacts('any', 7) + complaints(30) + open_complaints()",
	"sent('m') + responses('m') + times('purchase')", "cell('m') = 'control'", "last('purchase') > first('visit', 'store')",
	"answer('satisfied') + balance('points') + purchases('c') + spent_on('c')", "consent('sms') = 'in'",
	"margin(30) + cost_to_serve(30) + times('visit', 'any', 30)", "bought('p') + bought('p', 7)", "last_bought('p') > last_sent('m', 'sms')",
	"last_response('m') is null and resolved_complaints(30) > 0", "idle('points', 30) + expiring('points', 30)",
	"coupons('outstanding') + coupons('expired', 'k') + coupons('issued') + coupons('redeemed') + coupons_due(30)",
};
#define RULES (sizeof rules / sizeof *rules)

static void check_rules(struct iv_str history, struct iv_arena *arena)
{
	struct iv_rec rec = { 0 };
	struct iv_err err;
	struct iv_rule_scope *scope = iv_rule_rec_scope(IV_ON_CUSTOMER);
	struct iv_rules *set = iv_rules_new(scope, 20600);
	uint32_t id[RULES];
	iv_rules_functions(set, iv_history_functions, iv_history_functions_n, NULL);
	for (size_t i = 0; i < RULES; i++)
		CLAIM(iv_rules_add_text(set, iv_str_of(rules[i]), IV_RULE_ANY, &id[i], &err) == IV_OK);
	struct iv_str line = iv_arena_fmt(arena, "{\"kind\":\"customer\",\"currency\":\"CNY\",\"cost_to_serve\":1,\"consent\":" IV_FMT ",\"history\":" IV_FMT "}", IV_ARG(history), IV_ARG(history));
	if (iv_rec_read(&rec, line, arena, &err) == IV_OK) {
		struct iv_rule_run *run = iv_rule_run_new(set);
		iv_rule_bind(run, &rec);
		for (size_t i = 0; i < RULES; i++) {
			struct iv_rule_value v;
			iv_rule_eval(run, id[i], &v);
		}
		iv_rule_run_free(run);
	}
	iv_rec_release(&rec);
	iv_rules_free(set);
	iv_rule_rec_scope_free(scope);
}

static void check_roll(struct iv_roll *r, struct iv_arena *arena)
{
	struct iv_buf once = { 0 }, twice = { 0 }, sum = { 0 };
	struct iv_history_figures figures;
	struct iv_err err;
	struct iv_roll again = { .arena = arena, .keep = r->keep };
	if (iv_history_write(r, &once, &err) == IV_OK) {
		CLAIM(iv_history_read(&again, iv_buf_str(&once), &err) == IV_OK);
		CLAIM(iv_history_write(&again, &twice, &err) == IV_OK);
		CLAIM(iv_str_eq(iv_buf_str(&once), iv_buf_str(&twice)));
		const struct iv_history_cost cost = { IV_STR("visit"), { 0 }, INT64_MAX };
		const struct iv_history_terms terms = { { 0 }, &cost, 1 };
		if (iv_history_sum(&again, &terms, &figures, &sum, &err) == IV_OK)
			check_rules(iv_buf_str(&sum), arena);
	}
	iv_history_release(&again);
	iv_buf_release(&once);
	iv_buf_release(&twice);
	iv_buf_release(&sum);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct iv_arena arena = { 0 };
	struct iv_roll roll = { .arena = &arena, .keep = 3 }, event = { .arena = &arena, .keep = 1 };
	struct iv_rec rec = { 0 };
	struct iv_err err;
	struct iv_str line = { (const char *)data, n };
	if (iv_rec_read(&rec, line, &arena, &err) == IV_OK) {
		if (iv_history_read(&roll, iv_str_trim(line), &err) == IV_OK)
			check_roll(&roll, &arena);
		if (iv_history_add(&event, &rec, iv_str_trim(line), &err) == IV_OK)
			check_roll(&event, &arena);
		if (n < 20000)
			check_rules(line, &arena);
	}
	iv_rec_release(&rec);
	iv_history_release(&roll);
	iv_history_release(&event);
	iv_arena_release(&arena);
	return 0;
}
