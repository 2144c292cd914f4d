/* SPDX-License-Identifier: MIT
 * The view of all customers is the sum of the views of any parts of them, in any order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "merge/view.h"

static const char *const line[] = {
	"{\"cid\":\"c1\",\"kind\":\"customer\",\"name\":\"A\",\"phone\":[\"+8613104785235\"],\"consent\":{\"sms\":{\"state\":\"in\"}},"
	"\"from\":{\"name\":{\"source\":\"pos\",\"key\":\"1\",\"rule\":\"latest\",\"runner_up\":{\"source\":\"web\",\"key\":\"2\",\"value\":\"B\"}}},"
	"\"sources\":[\"pos\",\"web\"],\"history\":{\"kinds\":{\"call\":{\"phone\":[2]},\"visit\":{\"store\":[1],\"phone\":[1]},\"contact\":{\"sms\":[9]}}},"
	"\"parts\":[{\"source\":\"pos\",\"key\":\"1\",\"party\":{\"name\":\"A\",\"joined\":\"2026-01-01\"},\"roll\":{\"days\":{\"call\":{\"phone\":[20000,1,5,1]}}}},"
	"{\"source\":\"web\",\"key\":\"2\",\"party\":{\"name\":\"B\",\"phone\":[\"+8613104785235\"],\"joined\":\"2019-01-01\"}}]}",
	"{\"cid\":\"c2\",\"kind\":\"customer\",\"sources\":[],\"parts\":[{\"source\":\"~phone\",\"key\":\"1\",\"roll\":{\"days\":{\"call\":{\"phone\":[20000,3]}}}}]}",
	"{\"cid\":\"c3\",\"kind\":\"customer\",\"sources\":[\"pos\"],\"parts\":[{\"source\":\"pos\",\"key\":\"9\",\"party\":{\"source\":\"pos\",\"note\":\"x\"}}]}",
};
enum { LINES = sizeof line / sizeof *line };

static void add(struct iv_merge_view *v, struct iv_arena *arena, size_t i)
{
	struct iv_rec rec = { 0 };
	struct iv_err err;
	v->arena = arena;
	v->year_ago = 20270; /* 2025-07-01 */
	assert_int_equal(iv_rec_read(&rec, iv_str_of(line[i]), arena, &err), IV_OK);
	iv_merge_view_add(v, &rec);
	iv_rec_release(&rec);
}

static int64_t figure(const struct iv_merge_view *v, enum iv_merge_view_table table, const char *name, enum iv_merge_view_figure f)
{
	uint32_t at = iv_names_find(&v->names[table], iv_str_of(name));
	return at == IV_NAMES_NONE ? -1 : v->row[table][at].n[f];
}

static void known(void **state)
{
	(void)state;
	struct iv_merge_view v = { 0 };
	struct iv_arena arena = { 0 };
	for (size_t i = 0; i < LINES; i++)
		add(&v, &arena, i);
	assert_int_equal(v.customers, 3);
	assert_int_equal(v.strangers, 1);
	assert_int_equal(v.named_calls, 2);
	assert_int_equal(v.unknown_calls, 3);
	assert_int_equal(figure(&v, IV_MERGE_VIEW_SYSTEMS, "2", IV_MERGE_VIEW_CUSTOMERS), 1);
	assert_int_equal(figure(&v, IV_MERGE_VIEW_SEEN, "2", IV_MERGE_VIEW_CUSTOMERS), 1);
	assert_int_equal(figure(&v, IV_MERGE_VIEW_CHANNEL, "sms", IV_MERGE_VIEW_CUSTOMERS), -1);
	assert_int_equal(figure(&v, IV_MERGE_VIEW_SOURCE, "pos", IV_MERGE_VIEW_ALONE), 1);
	assert_int_equal(figure(&v, IV_MERGE_VIEW_SOURCE, "pos", IV_MERGE_VIEW_UNDATED), 1);
	assert_int_equal(figure(&v, IV_MERGE_VIEW_SOURCE, "web", IV_MERGE_VIEW_OLD), 1);
	assert_int_equal(figure(&v, IV_MERGE_VIEW_FIELD, "name", IV_MERGE_VIEW_TWICE), 1);
	assert_int_equal(figure(&v, IV_MERGE_VIEW_FIELD, "name", IV_MERGE_VIEW_DISAGREE), 1);
	assert_int_equal(figure(&v, IV_MERGE_VIEW_FIELD, "name", IV_MERGE_VIEW_DECIDED), 1);
	assert_int_equal(figure(&v, IV_MERGE_VIEW_FIELD, "phone", IV_MERGE_VIEW_DECIDED), 0);
	assert_int_equal(figure(&v, IV_MERGE_VIEW_CELL, "web\x1fname", IV_MERGE_VIEW_CHOSEN), 0);
	assert_int_equal(figure(&v, IV_MERGE_VIEW_CELL, "web\x1fphone", IV_MERGE_VIEW_CHOSEN), 1);
	assert_int_equal(figure(&v, IV_MERGE_VIEW_REACH, "sms", IV_MERGE_VIEW_REACHABLE), 1);
	iv_merge_view_release(&v);
	iv_arena_release(&arena);
}

static void same(const struct iv_merge_view *a, const struct iv_merge_view *b)
{
	assert_int_equal(a->customers, b->customers);
	assert_int_equal(a->strangers, b->strangers);
	assert_int_equal(a->named_calls, b->named_calls);
	assert_int_equal(a->unknown_calls, b->unknown_calls);
	for (int t = 0; t < IV_MERGE_VIEW_TABLES; t++) {
		size_t n, m;
		uint32_t *x = iv_merge_view_sorted(a, (enum iv_merge_view_table)t, &n), *y = iv_merge_view_sorted(b, (enum iv_merge_view_table)t, &m);
		assert_int_equal(n, m);
		for (size_t i = 0; i < n; i++) {
			const struct iv_merge_view_row *r = &a->row[t][x[i]], *s = &b->row[t][y[i]];
			assert_true(iv_str_eq(a->names[t].name[x[i]], b->names[t].name[y[i]]));
			assert_memory_equal(r->n, s->n, sizeof r->n);
			assert_int_equal(r->record_day, s->record_day);
			assert_int_equal(r->event_day, s->event_day);
		}
		free(x);
		free(y);
	}
}

/* Each of the three customers on one of two workers, which are added up in either order. */
static void cuts(void **state)
{
	(void)state;
	struct iv_arena arena = { 0 };
	struct iv_merge_view all = { 0 };
	for (size_t i = 0; i < LINES; i++)
		add(&all, &arena, i);
	for (unsigned cut = 0; cut < 16; cut++) {
		struct iv_merge_view part[2] = { { 0 } }, sum = { 0 };
		for (size_t i = LINES; i-- > 0;)
			add(&part[cut >> i & 1], &arena, i);
		iv_merge_view_merge(&sum, &part[cut >> 3]);
		iv_merge_view_merge(&sum, &part[!(cut >> 3)]);
		same(&all, &sum);
		iv_merge_view_release(&part[0]);
		iv_merge_view_release(&part[1]);
		iv_merge_view_release(&sum);
	}
	iv_merge_view_release(&all);
	iv_arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(known), cmocka_unit_test(cuts) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
