/* SPDX-License-Identifier: MIT
 * Within match: how the tables and figures of a model are called and keyed. */
#ifndef IV_MATCH_LEARNED_PART_H
#define IV_MATCH_LEARNED_PART_H
#include "match/learned.h"

#define IV_LEARNED_FAMILY "family"
#define IV_LEARNED_GIVEN "given"
#define IV_LEARNED_NAME "name"
#define IV_LEARNED_BIRTH "birth"
#define IV_LEARNED_NAMES "names of an identifier"
#define IV_LEARNED_WEIGHTS "pairs by weight"
#define IV_LEARNED_RULES "rules"
#define IV_LEARNED_FIGURES "figures"

/* Days before 1970 come first too. */
static inline uint64_t iv_learned_day_key(int32_t day)
{
	return (uint64_t)((int64_t)day - INT32_MIN);
}

uint64_t iv_learned_ident_key(const struct iv_match_ident *id);
/* "identifier: identifier, cut by family, given, birth" */
struct iv_str iv_learned_rule(struct iv_arena *a, const struct iv_match_schema *s, size_t rule);
const char *iv_learned_cut_name(struct iv_arena *a, const struct iv_match_schema *s, size_t rule);
const char *iv_learned_column_name(struct iv_arena *a, const struct iv_match_schema *s, size_t column);

extern const char *const iv_learned_scripts[IV_CROWD_SCRIPTS];

#endif
