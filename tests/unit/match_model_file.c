/* SPDX-License-Identifier: MIT
 * A model that is written reads back as it was, to the last bit; one that does not fit the program says where. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "match/model_file.h"

static void shape(struct iv_shape *s)
{
	*s = (struct iv_shape){ .n = 2, .records = 12345, .pairs = 76193340 };
	struct iv_shape_field *city = &s->field[0], *street = &s->field[1];
	*city = (struct iv_shape_field){ .name = "city", .levels = 3, .states = 4, .parent = IV_SHAPE_ALONE, .level_of = { 0, 1, 1, 2 } };
	city->level[1] = (struct iv_shape_level){ "same", .8, IV_SENSE_AGREES };
	city->level[2] = (struct iv_shape_level){ "different", .2, 0 };
	*street = (struct iv_shape_field){ .name = "\"street\"", .levels = 3, .states = 3, .parent = 0, .level_of = { 0, 1, 2 } };
	street->level[1] = city->level[1];
	street->level[2] = city->level[2];
	iv_shape_pack(s);
}

/* Numbers of every size, none of them short in decimal. */
static double some(uint64_t *x)
{
	*x = *x * 6364136223846793005u + 1442695040888963407u;
	return (double)(*x >> 11) / 3e15 / (double)(UINT64_C(1) << (*x & 31));
}

static void fill(struct iv_shape *s, struct iv_mixture *m)
{
	uint64_t x = 7;
	shape(s);
	*m = (struct iv_mixture){ .pairs = { 1234.56789012345678, 17.1, 76192000.3 }, .shift = -.25000000000000006, .scale = 1 / 3.0, .rounds = 17, .converged = true };
	for (size_t k = 0; k < s->n; k++) {
		struct iv_shape_field *f = &s->field[k];
		for (unsigned side = 0; side < (k ? 2u : 1u); side++)
			for (unsigned t = 1; t < f->states; t++) {
				f->chance[side][t] = some(&x);
				for (int q = 0; q < IV_PAIR_KINDS; q++)
					m->share[q][k][side][t] = some(&x);
			}
		for (unsigned t = 1; t < f->states; t++)
			f->mass[t] = some(&x);
		for (unsigned l = 1; l < f->levels; l++)
			m->support[k][l] = some(&x);
		f->known[0] = some(&x) * 1e12;
		f->known[1] = k ? some(&x) : 0;
	}
	s->sets = 3;
	for (size_t i = 0; i <= IV_SHAPE_SETS; i++) {
		if (i < s->sets)
			s->set[i] = (struct iv_shape_set){ .fields = i + 1, .pairs = some(&x) };
		m->set[i] = i < s->sets ? some(&x) : 1;
	}
}

static const struct iv_model_entry junk[] = { { 0, 0 }, { 0x123456789abcdef0, 17 }, { UINT64_MAX, UINT64_MAX }, { 4, 4 }, { 5, 5 }, { 6, 6 }, { 7, 7 }, { 8, 8 }, { 9, 9 } };
static const struct iv_str sources[] = { { "till", 4 }, { "网店", 6 } };
static const struct iv_model_table tables[] = { { "junk", junk, 9 }, { "none", NULL, 0 } };
static const struct iv_model_list lists[] = { { "sources", sources, 2 } };
static const struct iv_model_extras extras = { tables, lists, 2, 1 };

static void round_trip(void **state)
{
	(void)state;
	static struct iv_shape s, back;
	static struct iv_mixture m, read;
	struct iv_buf text = { 0 }, again = { 0 };
	struct iv_conf c;
	struct iv_err err;
	struct iv_arena a = { 0 };
	struct iv_model_table table;
	struct iv_conf_texts list;
	fill(&s, &m);
	iv_model_write(&s, &m, &extras, &text);
	shape(&back);
	back.records = 0;
	assert_int_equal(iv_conf_parse(&c, "model.json", iv_buf_str(&text), &err), IV_OK);
	assert_int_equal(iv_model_read(c.root, &back, &read, &err), IV_OK);
	assert_memory_equal(&m, &read, sizeof m);
	assert_int_equal(back.sets, s.sets);
	assert_memory_equal(s.set, back.set, sizeof s.set);
	assert_memory_equal(s.field[0].chance, back.field[0].chance, sizeof s.field[0].chance);
	assert_memory_equal(s.field[1].chance, back.field[1].chance, sizeof s.field[1].chance);
	assert_memory_equal(s.field[1].known, back.field[1].known, sizeof s.field[1].known);
	assert_int_equal(back.records, 12345);
	assert_int_equal(iv_model_read_table(c.root, "junk", &a, &table, &err), IV_OK);
	assert_int_equal(table.n, 9);
	assert_memory_equal(table.entry, junk, sizeof junk);
	assert_int_equal(iv_model_read_table(c.root, "none", &a, &table, &err), IV_OK);
	assert_int_equal(table.n, 0);
	assert_int_equal(iv_model_read_list(c.root, "sources", &list, &err), IV_OK);
	assert_true(list.n == 2 && iv_str_eq(list.text[1], sources[1]));
	assert_int_equal(iv_model_read_list(c.root, "others", &list, &err), IV_OK);
	assert_int_equal(list.n, 0);
	iv_model_write(&back, &read, &extras, &again);
	assert_true(iv_str_eq(iv_buf_str(&text), iv_buf_str(&again)));
	iv_conf_release(&c);
	iv_arena_release(&a);
	iv_buf_release(&text);
	iv_buf_release(&again);
}

/* Puts `to` in the place of the first `from`. */
static struct iv_buf changed(const struct iv_buf *text, const char *from, const char *to)
{
	struct iv_buf b = { 0 };
	ptrdiff_t at = iv_str_find(iv_buf_str(text), iv_str_of(from));
	assert_true(at >= 0);
	iv_buf_add(&b, text->p, (size_t)at);
	iv_buf_adds(&b, iv_str_of(to));
	iv_buf_adds(&b, iv_str_from(iv_buf_str(text), (size_t)at + strlen(from)));
	return b;
}

static void misfits(void **state)
{
	(void)state;
	static const struct {
		const char *from, *to, *message;
	} cases[] = {
		{ "ivoc-dedupe", "ivoc-merge", "m:2:4: expected a model that ivoc-dedupe --fit wrote, version 1" },
		{ "\"version\": 1", "\"version\": 2", "m:2:4: expected a model that ivoc-dedupe --fit wrote, version 1" },
		{ "\"records\"", "\"record\"", "m:4:4: unknown key 'record' (did you mean 'records'?)" },
		{ "12345", "-1", "m:4:14: records: expected a number of at least 0" },
		{ "\"household\": 17", "\"household\": \"x\", \"y\": 17", "m:5:72: household: expected a number, not 'x'" },
		{ "\"match\": 1234", "\"match\": 0, \"y\": 1234", "m:5:39: match: expected a number above 0" },
		{ "true", "yes", "m:6:42: converged: expected true or false, not 'yes'" },
		{ "\"city\"", "\"town\"", "m:9:17: the model has the field 'town' where this program has 'city'; fit it anew with --fit" },
		{ "\"same\"", "\"equal\"", "m:13:21: the model has the level 'equal' where this program has 'same'; fit it anew with --fit" },
		{ "\"mass\"", "\"masses\"", "m:13:12: the key 'mass' is missing" },
		{ "\"parent\": \"city\"", "\"parent\": \"name\"", "m:34:18: the model has the parent 'name' where this program has 'city'; fit it anew with --fit" },
		{ "\"field\": \"city\"", "\"field\": \"city\", \"parent\": \"name\"", "m:9:35: the field 'city' has no parent in this program; fit the model anew with --fit" },
		{ "\"all\": [", "\"all\": [1, ",
		    "m:19:19: all: expected a list of 2 numbers, as many as this program has states there; the model was made for another comparison" },
		{ "\"match\": [", "\"match\": [0, 0], \"match2\": [", "m:16:21: match: expected a share above 0" },
		{ "fffffffffffffff", "xfffffffffffff", "m:79:47: junk: expected pairs of a hash of 16 hexadecimal digits and a number" },
	};
	static struct iv_shape s;
	static struct iv_mixture m;
	struct iv_buf text = { 0 };
	fill(&s, &m);
	iv_model_write(&s, &m, &extras, &text);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct iv_buf b = changed(&text, cases[i].from, cases[i].to), message = { 0 };
		struct iv_conf c;
		struct iv_err err;
		struct iv_arena a = { 0 };
		struct iv_model_table table;
		static struct iv_mixture read;
		int status = iv_conf_parse(&c, "m", iv_buf_str(&b), &err);
		if (status == IV_OK)
			status = iv_model_read(c.root, &s, &read, &err);
		if (status == IV_OK)
			status = iv_model_read_table(c.root, "junk", &a, &table, &err);
		assert_int_equal(status, IV_WRONG);
		iv_err_print(&err, true, &message);
		assert_string_equal(iv_buf_text(&message), cases[i].message);
		iv_conf_release(&c);
		iv_arena_release(&a);
		iv_buf_release(&message);
		iv_buf_release(&b);
	}
	/* One field more or less in the program. */
	struct iv_conf c;
	struct iv_err err;
	assert_int_equal(iv_conf_parse(&c, "m", iv_buf_str(&text), &err), IV_OK);
	s.n = 1;
	assert_int_equal(iv_model_read(c.root, &s, &m, &err), IV_WRONG);
	assert_string_equal(err.msg, "the model has 2 fields, this program compares 1; fit it anew with --fit");
	s.n = 3;
	s.field[2].name = "phone";
	assert_int_equal(iv_model_read(c.root, &s, &m, &err), IV_WRONG);
	assert_string_equal(err.msg, "the model has 2 fields, this program also compares 'phone'; fit it anew with --fit");
	iv_conf_release(&c);
	iv_buf_release(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(round_trip), cmocka_unit_test(misfits) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
