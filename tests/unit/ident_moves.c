/* SPDX-License-Identifier: MIT
 * What became of ids: each kind of event by hand; an id that outlives its seed; and nights at random, whose log, replayed, gives the map. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/arena.h"
#include "ident/moves.h"

enum { PARTS = 60 };
#define NONE IV_IDENT_NONE

static char keys[PARTS][4];
static bool gone[PARTS];

static struct iv_seed seed_of(const void *ctx, uint32_t part)
{
	(void)ctx;
	snprintf(keys[part], sizeof keys[part], "%02u", part);
	return (struct iv_seed){ .joined = 1, .source = IV_STR("s"), .key = iv_str_of(keys[part]), .gone = gone[part] };
}

static void mint(uint32_t part, char cid[IV_CID_SIZE])
{
	struct iv_seed s = seed_of(NULL, part);
	iv_ident_mint(s.source, s.key, cid);
}

/* Yesterday's customers and tonight's clusters of the parts, named and compared. */
struct night {
	struct iv_ident_input in;
	struct iv_ident_name name[PARTS];
	struct iv_ident_moves moves;
};

static const uint8_t *hidden, *erased;

static void run(struct night *n, const uint32_t *cluster, size_t parts, const uint32_t *was, const struct iv_ident_old *old, size_t olds)
{
	*n = (struct night){ .in = { .cluster = cluster, .parts = parts, .seed = seed_of, .old = old, .olds = olds, .threads = 1 } };
	for (size_t p = 0; p < parts; p++)
		n->in.clusters = cluster[p] >= n->in.clusters ? cluster[p] + 1 : n->in.clusters;
	struct iv_ident_moves_input in = { &n->in, n->name, was, hidden, erased };
	iv_ident_names(&n->in, n->name);
	iv_ident_moves_find(&in, &n->moves);
}

static void old_of(struct iv_ident_old *old, uint32_t seed)
{
	*old = (struct iv_ident_old){ .seed = seed };
	mint(seed, old->cid);
}

/* A is 0 1, B is 2 3, C is 4, D is 5 6. Tonight 0 is with 2 3, 1 is alone, 4 is gone, 7 is new with 5, and 6 is gone. */
static void each_kind(void **state)
{
	(void)state;
	static const uint32_t cluster[] = { 0, 1, 0, 0, 2, 3, 4, 3, 5 }, was[] = { 0, 0, 1, 1, 2, 3, 3, NONE, NONE };
	struct iv_ident_old old[4];
	struct night n;
	gone[4] = gone[6] = true;
	for (uint32_t k = 0; k < 4; k++)
		old_of(&old[k], (const uint32_t[]){ 0, 2, 4, 5 }[k]);
	old[2].seed = NONE;
	run(&n, cluster, 9, was, old, 4);
	static const uint64_t events[IV_IDENT_WHATS] = { 2, 1, 1, 1, 1, 1 };
	assert_memory_equal(n.moves.events, events, sizeof events);
	assert_int_equal(n.moves.customers, 4);
	assert_int_equal(n.moves.split, 1);
	bool seen[PARTS][IV_IDENT_WHATS] = { { false } };
	for (size_t i = 0; i < n.moves.n; i++)
		seen[n.moves.move[i].part][n.moves.move[i].what] = true;
	assert_true(seen[1][IV_IDENT_CREATED] && seen[1][IV_IDENT_SPLIT]);
	assert_true(seen[2][IV_IDENT_MERGED] && seen[3][IV_IDENT_MERGED]);
	assert_true(seen[4][IV_IDENT_RETIRED] && seen[6][IV_IDENT_SHRANK] && seen[7][IV_IDENT_GREW] && seen[8][IV_IDENT_CREATED]);
	assert_false(seen[0][IV_IDENT_CREATED] || seen[5][IV_IDENT_GREW]);
	iv_ident_moves_release(&n.moves);
	memset(gone, 0, sizeof gone);
}

/* The same night, in which A is erased: its seed is with 2 3, which goes too, and 1 is B's no more. Nothing is said of any of them, and B and A count as nothing. */
static void erasure(void **state)
{
	(void)state;
	static const uint32_t cluster[] = { 0, 1, 0, 0, 2, 3, 4, 3, 5 }, was[] = { 0, 0, 1, 1, 2, 3, 3, NONE, NONE };
	static const uint8_t clusters[] = { 1, 1, 0, 0, 0, 0 }, customers[] = { 1, 1, 1, 0 };
	struct iv_ident_old old[4];
	struct night n;
	gone[4] = gone[6] = true;
	for (uint32_t k = 0; k < 4; k++)
		old_of(&old[k], (const uint32_t[]){ 0, 2, 4, 5 }[k]);
	old[2].seed = NONE;
	hidden = clusters;
	erased = customers;
	run(&n, cluster, 9, was, old, 4);
	hidden = erased = NULL;
	static const uint64_t events[IV_IDENT_WHATS] = { 1, 0, 1, 0, 1, 0 };
	assert_memory_equal(n.moves.events, events, sizeof events);
	assert_int_equal(n.moves.customers, 4);
	assert_int_equal(n.moves.split, 0);
	for (size_t i = 0; i < n.moves.n; i++)
		assert_true(n.moves.move[i].part >= 6);
	iv_ident_moves_release(&n.moves);
	memset(gone, 0, sizeof gone);
}

/* The seed is deleted: the id stays with who is left. When it comes back alone it is given another; as a tombstone its id is nobody's. */
static void heirs(void **state)
{
	(void)state;
	static const uint32_t alone[] = { 0, 1 }, was[] = { 0, 0 }, was_left[] = { NONE, 0 };
	char first[IV_CID_SIZE];
	struct iv_ident_old old = { .seed = 1, .adopted = true };
	struct night n;
	mint(0, first);
	memcpy(old.cid, first, IV_CID_SIZE);
	gone[0] = true;
	run(&n, alone, 2, was, &old, 1);
	assert_string_equal(n.name[1].cid, first);
	assert_string_not_equal(n.name[0].cid, first);
	assert_int_equal(n.moves.n, 1);
	assert_int_equal(n.moves.move[0].what, IV_IDENT_SHRANK);
	iv_ident_moves_release(&n.moves);
	gone[0] = false;
	run(&n, alone, 2, was_left, &old, 1);
	assert_string_equal(n.name[1].cid, first);
	assert_string_not_equal(n.name[0].cid, first);
	iv_ident_moves_release(&n.moves);
}

static uint32_t draw(uint32_t *state, uint32_t n)
{
	*state = *state * 1664525u + 1013904223u;
	return (*state >> 8) % n;
}

/* Does what the log says. */
static void replay(const struct night *n, const struct iv_ident_old *old, char map[PARTS][IV_CID_SIZE])
{
	for (size_t i = 0; i < n->moves.n; i++) {
		const struct iv_ident_move *m = &n->moves.move[i];
		if (m->cluster == NONE)
			assert_string_equal(map[m->part], old[m->old].cid);
		memcpy(map[m->part], m->cluster == NONE ? "" : n->name[m->cluster].cid, m->cluster == NONE ? 1 : IV_CID_SIZE);
	}
}

static void nights(void **state)
{
	(void)state;
	char map[PARTS][IV_CID_SIZE] = { "" };
	struct iv_ident_old old[PARTS];
	uint32_t was[PARTS], cluster[PARTS], random = 7, olds = 0;
	struct night n;
	for (size_t p = 0; p < PARTS; p++)
		was[p] = NONE;
	for (size_t night = 0; night < 300; night++) {
		size_t parts = 10 + night * (PARTS - 10) / 300;
		for (uint32_t p = 0; p < parts; p++) {
			gone[p] = draw(&random, 8) == 0;
			cluster[p] = gone[p] ? PARTS / 3 + p : draw(&random, 5) && was[p] != NONE && was[p] < PARTS / 3 ? was[p] : draw(&random, PARTS / 3);
		}
		/* Clusters without parts are left out. */
		uint32_t number[2 * PARTS], clusters = 0;
		memset(number, 0xff, sizeof number);
		for (uint32_t p = 0; p < parts; p++) {
			if (number[cluster[p]] == NONE)
				number[cluster[p]] = clusters++;
			cluster[p] = number[cluster[p]];
		}
		for (uint32_t k = 0; k < olds; k++) {
			uint32_t best = NONE;
			for (uint32_t p = 0; p < parts; p++)
				if (was[p] == k && !gone[p] && (p == old[k].seed || best == NONE))
					best = p;
			old[k].adopted |= best != old[k].seed;
			old[k].seed = best;
		}
		run(&n, cluster, parts, was, old, olds);
		replay(&n, old, map);
		for (uint32_t c = 0; c < clusters; c++) /* no id stands on two */
			for (uint32_t o = 0; o < c; o++)
				assert_string_not_equal(n.name[c].cid, n.name[o].cid);
		olds = 0;
		for (uint32_t c = 0; c < clusters; c++) {
			char minted[IV_CID_SIZE];
			uint32_t kept = n.name[c].kept, seed = kept == NONE ? n.name[c].first : old[kept].seed;
			mint(seed, minted);
			number[c] = gone[n.name[c].first] ? NONE : olds;
			if (number[c] == NONE)
				continue;
			struct iv_ident_old next = { .seed = seed, .adopted = strcmp(minted, n.name[c].cid) != 0 };
			memcpy(next.cid, n.name[c].cid, IV_CID_SIZE);
			n.name[olds] = n.name[c];
			old[olds++] = next;
		}
		for (uint32_t p = 0; p < parts; p++) {
			was[p] = gone[p] ? NONE : number[cluster[p]];
			assert_string_equal(map[p], was[p] == NONE ? "" : old[was[p]].cid);
		}
		iv_ident_moves_release(&n.moves);
	}
	memset(gone, 0, sizeof gone);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(each_kind), cmocka_unit_test(erasure), cmocka_unit_test(heirs), cmocka_unit_test(nights) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
