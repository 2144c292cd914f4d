/* SPDX-License-Identifier: MIT
 * Blocking and scoring: who meets, how often a pair is given, what is counted and kept, and that threads do not show. */
#include "people.h"

/* With gaps, some have no birth date, no street or no postcode. */
static struct crew *town_of(const char *yaml, int n, bool gaps)
{
	struct crew *c = crew_new(yaml);
	for (int i = 0; i < n; i++) {
		char key[40], fields[300], birth[40] = "", rest[80] = "";
		snprintf(key, sizeof key, "k%d", i);
		if (!gaps || i % 11)
			snprintf(birth, sizeof birth, "\"birth\":\"19%02d-03-14\",", 30 + i % 61);
		if (gaps && i % 13)
			snprintf(rest, sizeof rest, ",\"district\":\"d%d\"%s", i % 17, i % 7 ? ",\"postcode\":\"200030\"" : "");
		snprintf(fields, sizeof fields, "%s\"name\":\"%s\",\"city\":\"%s\",\"suburb\":\"s%d\",\"phone\":[\"+86131%08d\"]%s", birth, i % 5 ? "李伟" : "欧阳倩",
			 i % 3 ? "上海" : "南京", i % 40, 10000000 + 7919 * (i / 2), rest);
		crew_add(c, "s", key, fields);
	}
	crew_settle(c);
	iv_match_crowd(&c->m, 5, 1, &c->r.crowd);
	return c;
}

static struct crew *town(const char *yaml, int n)
{
	return town_of(yaml, n, false);
}

/* Does blocking give the pair, and by which rules (a bit each)? */
static uint32_t rules_of(const struct crew *c, const struct iv_match_blocking *b, const char *x, const char *y)
{
	uint32_t p = crew_part(c, "s", x), q = crew_part(c, "s", y), rules = 0;
	for (size_t i = 0; i < b->n; i++)
		if (iv_match_pair_a(b, b->pair[i]) == (p < q ? p : q) && iv_match_pair_b(b, b->pair[i]) == (p < q ? q : p))
			rules |= 1u << iv_match_pair_rule(b->pair[i]);
	return rules;
}

static void rules(void **state)
{
	(void)state;
	struct crew *c = crew_new("fields: [{field: device, compare: list, purpose: p, owner: o}]\n"
				  "blocking: [{name: street and given, by: [street, given], purpose: p, owner: o}]\n");
	crew_add(c, "s", "a", "\"name\":\"李伟\",\"birth\":\"1982-03-14\",\"device\":[\"x\",\"y\"]");
	crew_add(c, "s", "b", "\"name\":\"王芳\",\"birth\":\"1990-01-02\",\"device\":[\"y\",\"z\"]");
	crew_add(c, "s", "c", "\"name\":\"张伟\",\"birth\":\"1990-01-02\",\"street\":\"中山路|81\"");
	crew_add(c, "s", "d", "\"name\":\"陈伟\",\"birth\":\"1971-01-02\",\"street\":\"中山路|81\"");
	crew_add(c, "s", "e", "\"name\":\"陈静\",\"birth\":\"1971-11-22\",\"street\":\"中山路|81\",\"deleted\":true");
	crew_settle(c);
	iv_match_crowd(&c->m, 5, 1, &c->r.crowd);
	iv_match_block(&c->m, 1, NULL, 1, &c->r.blocking);
	const struct iv_match_blocking *b = &c->r.blocking;
	assert_int_equal(rules_of(c, b, "a", "b"), 1u << 10);
	assert_true(rules_of(c, b, "b", "c") & 1u << 3);
	assert_int_equal(rules_of(c, b, "c", "d") & (1u << 4 | 1u << 11), 1u << 4 | 1u << 11);
	assert_int_equal(rules_of(c, b, "d", "e"), 0);
	assert_int_equal(rules_of(c, b, "a", "e"), 0);
	crew_free(c);
}

/* Each pair once a rule, in order, and the marginal counts add up to the pairs. */
static void once(void **state)
{
	(void)state;
	struct crew *c = town("fields: [{field: suburb, compare: place, purpose: p, owner: o}]\nblocking: [{name: suburb, by: suburb, cut: birth, purpose: p, owner: o}]", 1000);
	uint64_t pairs = 0, marginal = 0;
	iv_match_block(&c->m, 1, NULL, 1, &c->r.blocking);
	const struct iv_match_blocking *b = &c->r.blocking;
	for (size_t i = 0; i < b->n; i++) {
		assert_true(iv_match_pair_a(b, b->pair[i]) < iv_match_pair_b(b, b->pair[i]) && iv_match_pair_b(b, b->pair[i]) < c->m.n);
		assert_true(!i || b->pair[i - 1] < b->pair[i]);
		pairs += !i || b->pair[i - 1] >> IV_BLOCK_RULE_BITS != b->pair[i] >> IV_BLOCK_RULE_BITS;
	}
	for (size_t i = 0; i <= IV_SCHEMA_RULES; i++)
		marginal += b->rule[i].marginal;
	assert_int_equal(pairs, marginal);
	assert_true(b->rule[10].blocks == 40 && b->rule[10].largest[0].records == 25);
	crew_free(c);
}

static void threads(void **state)
{
	(void)state;
	struct crew *c[2] = { town(NULL, 3000), town(NULL, 3000) };
	struct iv_err err;
	for (int i = 0; i < 2; i++) {
		iv_match_block(&c[i]->m, 1, NULL, i ? 4 : 1, &c[i]->r.blocking);
		assert_int_equal(iv_match_frame_make(&c[i]->r.frame, &c[i]->m, &c[i]->r.crowd, &err), IV_OK);
		iv_match_measure(&c[i]->r.frame, i ? 4 : 1);
		iv_match_score(&c[i]->r.frame, &c[i]->r.blocking, i ? 4 : 1, &c[i]->r.scores);
	}
	const struct iv_match_scores *x = &c[0]->r.scores, *y = &c[1]->r.scores;
	assert_int_equal(c[0]->r.blocking.n, c[1]->r.blocking.n);
	assert_memory_equal(c[0]->r.blocking.pair, c[1]->r.blocking.pair, c[0]->r.blocking.n * sizeof *c[0]->r.blocking.pair);
	assert_int_equal(x->compared, y->compared);
	assert_int_equal(x->counts.n, y->counts.n);
	assert_int_equal(x->kept_n, y->kept_n);
	uint64_t sum = 0;
	for (size_t i = 0; i < x->counts.n; i++) {
		assert_true(x->counts.count[i].pattern == y->counts.count[i].pattern && x->counts.count[i].pairs == y->counts.count[i].pairs);
		assert_true(!i || x->counts.count[i - 1].pattern < x->counts.count[i].pattern);
		sum += x->counts.count[i].pairs;
	}
	assert_int_equal(sum, x->compared);
	for (size_t i = 0; i < x->kept_n; i++)
		assert_true(x->kept[i].a == y->kept[i].a && x->kept[i].b == y->kept[i].b && x->kept[i].number == y->kept[i].number);
	for (size_t k = 0; k < c[0]->r.frame.shape.n; k++)
		assert_memory_equal(c[0]->r.frame.shape.field[k].chance, c[1]->r.frame.shape.field[k].chance, sizeof c[0]->r.frame.shape.field[k].chance);
	crew_free(c[0]);
	crew_free(c[1]);
}

/* Marks which rules (a bit each) give each pair of the first n of a town. */
static uint32_t *mark(const struct crew *c, size_t n)
{
	const struct iv_match_blocking *b = &c->r.blocking;
	uint32_t *rules = calloc(n * n, sizeof *rules);
	size_t *number = malloc(c->m.n * sizeof *number);
	for (size_t p = 0; p < c->m.n; p++)
		number[p] = SIZE_MAX;
	for (size_t i = 0; i < n; i++) {
		char key[40];
		snprintf(key, sizeof key, "k%zu", i);
		number[crew_part(c, "s", key)] = i;
	}
	for (size_t i = 0; i < b->n; i++) {
		size_t x = number[iv_match_pair_a(b, b->pair[i])], y = number[iv_match_pair_b(b, b->pair[i])];
		if (x < n && y < n)
			rules[(x < y ? x : y) * n + (x < y ? y : x)] |= 1u << iv_match_pair_rule(b->pair[i]);
	}
	free(number);
	return rules;
}

static uint64_t grown_in(const struct iv_match_blocking *b)
{
	uint64_t n = 0;
	for (size_t i = 0; i <= IV_SCHEMA_RULES; i++)
		n += b->rule[i].grown;
	return n;
}

/* With given splits a pair meets or not, by the same rules, in a part of the records as among all of them; without, it does not. */
static void given_splits(void **state)
{
	(void)state;
	enum { SOME = 1000 };
	struct crew *fit = town(NULL, 3000), *all = town(NULL, 3000), *some = town(NULL, SOME), *alone = town(NULL, SOME);
	iv_match_block(&fit->m, 1, NULL, 1, &fit->r.blocking);
	struct iv_match_splits *splits = &fit->r.blocking.made;
	assert_true(splits->n);
	iv_match_splits_order(splits);
	iv_match_block(&all->m, 1, splits, 3, &all->r.blocking);
	iv_match_block(&some->m, 1, splits, 1, &some->r.blocking);
	iv_match_block(&alone->m, 1, NULL, 1, &alone->r.blocking);
	assert_true(!all->r.blocking.outgrown && !all->r.blocking.made.n && grown_in(&all->r.blocking) == 0);
	uint32_t *want = mark(all, SOME), *got = mark(some, SOME), *other = mark(alone, SOME);
	assert_true(some->r.blocking.n);
	assert_memory_equal(want, got, sizeof *want * SOME * SOME);
	assert_true(memcmp(want, other, sizeof *want * SOME * SOME));
	free(want);
	free(got);
	free(other);
	crew_free(fit);
	crew_free(all);
	crew_free(some);
	crew_free(alone);
}

enum { TURNS = 3000 };

/* Are those the pairs, by the same rules, that `all` gives of records for which turn says that they meet? */
static void as_all(const struct iv_match_blocking *all, const uint8_t *turn, const struct iv_match_blocking *got)
{
	size_t n = 0;
	for (size_t i = 0; i < all->n; i++) {
		uint8_t a = turn[iv_match_pair_a(all, all->pair[i])], b = turn[iv_match_pair_b(all, all->pair[i])];
		if (a == IV_TURN_BEFORE || b == IV_TURN_BEFORE || (a != IV_TURN_NOW && b != IV_TURN_NOW))
			continue;
		assert_true(n < got->n && got->pair[n] == all->pair[i]);
		n++;
	}
	assert_int_equal(n, got->n);
}

/* Records that have their turn meet all but those who had theirs, by the rules by which they meet when all do: one after the other, until the rest has its turn; and
 * among a few, where the others are left out from the beginning. */
static void turns(void **state)
{
	(void)state;
	enum { ROUNDS = 4 };
	for (int gaps = 0; gaps < 2; gaps++) {
		struct crew *fit = town_of(NULL, TURNS, gaps), *all = town_of(NULL, TURNS, gaps), *some = town_of(NULL, TURNS, gaps);
		struct iv_match_block_base base = { 0 }, few = { 0 };
		iv_match_block(&fit->m, 1, NULL, 1, &fit->r.blocking);
		struct iv_match_splits *splits = &fit->r.blocking.made;
		iv_match_splits_order(splits);
		iv_match_block(&all->m, 1, splits, 2, &all->r.blocking);
		uint8_t *turn = iv_zalloc(TURNS), *among = iv_zalloc(TURNS);
		for (int round = 0; round < ROUNDS; round++) {
			struct iv_match_blocking b, c;
			for (size_t p = 0; p < TURNS; p++) {
				bool now = round == ROUNDS - 1 || p % 97 == (size_t)round * 5;
				turn[p] = turn[p] == IV_TURN_NOW || turn[p] == IV_TURN_BEFORE ? IV_TURN_BEFORE : now ? IV_TURN_NOW : IV_TURN_REST;
				among[p] = p % 9 > 1 + (size_t)round ? IV_TURN_BEFORE : p % 5 ? IV_TURN_REST : IV_TURN_NOW;
			}
			iv_match_block_turn(&some->m, 1, splits, turn, round & 1 ? 3 : 1, &base, &b);
			iv_match_block_turn(&some->m, 1, splits, among, 2, &few, &c);
			assert_true(b.n && c.n);
			as_all(&all->r.blocking, turn, &b);
			as_all(&all->r.blocking, among, &c);
			iv_match_blocking_release(&b);
			iv_match_blocking_release(&c);
		}
		iv_match_block_base_release(&base);
		iv_match_block_base_release(&few);
		free(turn);
		free(among);
		crew_free(fit);
		crew_free(all);
		crew_free(some);
	}
}

/* A rule that was left out when the model was learned is left out, however few the records; the others are not. */
static void left_out(void **state)
{
	(void)state;
	struct iv_match_splits splits = { 0 };
	struct crew *c = town(NULL, 100);
	iv_match_splits_add(&splits, 2, 0, IV_SPLIT_RULE);
	iv_match_splits_order(&splits);
	iv_match_block(&c->m, 1, &splits, 1, &c->r.blocking);
	const struct iv_match_blocking *b = &c->r.blocking;
	for (unsigned i = 0; i < c->m.schema->rules; i++)
		assert_int_equal(b->rule[i].left_out, i == 2);
	assert_int_equal(b->rule[2].pairs, 0);
	assert_true(b->rule[3].pairs);
	crew_free(c);
	iv_match_splits_release(&splits);
}

/* What the splits leave whole is compared whole and counted, and given up when it is far too much. */
static void outgrown(void **state)
{
	(void)state;
	const struct iv_match_splits none = { 0 };
	struct crew *more = town(NULL, 3000), *many = town(NULL, 8000);
	iv_match_block(&more->m, 1, &none, 1, &more->r.blocking);
	const struct iv_match_blocking *b = &more->r.blocking;
	assert_true(!b->outgrown && grown_in(b) > 0);
	assert_int_equal(b->rule[2].cut, 0);
	assert_int_equal(b->rule[2].pairs, 2400 * 2399 / 2 + 600 * 599 / 2); /* by name: two of them */
	iv_match_block(&many->m, 1, &none, 2, &many->r.blocking);
	b = &many->r.blocking;
	assert_true(b->outgrown);
	assert_int_equal(b->rule[2].pairs, 6400 * 6399 / 2 + 1600 * 1599 / 2);
	assert_int_equal(b->rule[2].marginal, 0);
	crew_free(more);
	crew_free(many);
}

/* What chance does sums to one wherever something is known, and agreement on a column is what its counts say. */
static void chance(void **state)
{
	(void)state;
	struct crew *c = town("fields: [{field: suburb, compare: code, purpose: p, owner: o}]", 2000);
	struct iv_match_frame *f = &c->r.frame;
	struct iv_err err;
	assert_int_equal(iv_match_frame_make(f, &c->m, &c->r.crowd, &err), IV_OK);
	iv_match_measure(f, 2);
	for (size_t k = 0; k < f->shape.n; k++) {
		const struct iv_shape_field *field = &f->shape.field[k];
		double sum = 0;
		for (size_t s = 1; s < field->states; s++)
			sum += field->chance[0][s];
		if (field->known[0] > 0 && (sum < 0.999 || sum > 1.001))
			fail_msg("%s: the chances sum to %g", field->name, sum);
	}
	const struct iv_shape_field *suburb = &f->shape.field[IV_FIELD_FIXED + 6];
	double same = 0, expected = 49.0 / 1999; /* 40 suburbs of 50 records */
	for (size_t s = 1; s < suburb->states; s++)
		same += suburb->level_of[s] == IV_PLAIN_SAME ? suburb->chance[0][s] : 0;
	assert_true(same > expected * 0.999 && same < expected * 1.001);
	crew_free(c);
}

/* Shares of names and values, and what many names hold. */
static void crowd(void **state)
{
	(void)state;
	struct crew *c = town(NULL, 1000);
	const struct iv_match_crowd *w = &c->r.crowd;
	assert_int_equal(w->records, 1000);
	assert_int_equal(w->births, 1000);
	assert_int_equal(w->filled[0], 1000);
	assert_int_equal(w->filled[4], 0);
	assert_int_equal(w->blocked_n, 0);
	assert_int_equal(iv_match_born(w, iv_match_row(&c->m, crew_part(c, "s", "k0"))->birth), 17);
	assert_int_equal(iv_match_born(w, w->first - 1), 0);
	assert_int_equal(iv_match_born(w, w->first + (int32_t)w->days), 0);
	const struct iv_match_name_crowd *often = &w->name[iv_match_row(&c->m, crew_part(c, "s", "k1"))->name], *seldom = &w->name[iv_match_row(&c->m, crew_part(c, "s", "k0"))->name];
	assert_int_equal(often->records, 800);
	assert_int_equal(seldom->records, 200);
	for (double share = 1; share > 1e-9; share /= 2)
		assert_true(iv_match_band_value(share) <= iv_match_band_value(share / 2));
	assert_int_equal(iv_match_band_value(0.6), 0);
	assert_int_equal(iv_match_band_value(0), IV_BANDS_VALUE - 1);
	assert_true(iv_match_among(0) == 1 && iv_match_among(3) == 100 && iv_match_among(1000) == 1);
	crew_free(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rules), cmocka_unit_test(once), cmocka_unit_test(threads), cmocka_unit_test(given_splits), cmocka_unit_test(turns), cmocka_unit_test(left_out), cmocka_unit_test(outgrown), cmocka_unit_test(chance), cmocka_unit_test(crowd),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
