/* SPDX-License-Identifier: MIT
 * For make_phone: patterns of digits (libphonenumber's regular expressions) become deterministic automata. Each pattern is
 * compiled into a program of small steps; the sets of places in the programs that a beginning of a number can lead to are the
 * states, and states that mean the same from there on are made one. A number has at most MOST digits, so nothing is endless. */
#ifndef AUTOMATON_H
#define AUTOMATON_H
#include "clean/phone_table.h"

enum { MOST = 17, SOME = 16, PLACES = 64 };

_Noreturn void die(const char *format, ...) __attribute__((format(printf, 1, 2)));

extern struct iv_phone_state state[];
extern struct iv_phone_cut cut[];
extern unsigned states, cuts;

/* Begins the tables: state 0 and cut 0 say no. */
void automaton_init(void);

/* The first state of an automaton that says 1 of what the pattern matches wholly; 0 for no pattern. */
unsigned automaton_whole(const char *pattern);

/* The same, which says how much of the beginning the pattern takes, as a row of cut. */
unsigned automaton_prefix(const char *pattern);

/* One automaton of many patterns. Each is added with a place and a number below SOME, perhaps with anything behind it; then
 * `label` says what n digits mean of which matched[place] has the bits of the numbers. */
void automaton_add(const char *pattern, unsigned place, unsigned number, bool any_end);
unsigned automaton_many(unsigned (*label)(const void *context, const unsigned *matched, unsigned n), const void *context);

#endif
