/* SPDX-License-Identifier: MIT
 * Within clean: organisations in the place of a person's name. */
#ifndef IV_CLEAN_ORGANISATION_H
#define IV_CLEAN_ORGANISATION_H
#include "base/arena.h"

/* Is it the name of a company, a shop, a school, a public body? By how such names end (某某有限公司, 工作室, "Smith & Sons Ltd") or by a
 * word that stands in them wherever (股份, 株式会社, GmbH). Text is tidied. */
bool iv_organisation(struct iv_str s);

/* Tells the organisation in s from the person who writes for it, where both are plain: "某某有限公司 王经理", "ABC Ltd / Attn: John
 * Smith". *person is empty when there is none. False: there is no organisation in s. Slices of s, or in the arena. */
bool iv_organisation_part(struct iv_arena *a, struct iv_str s, struct iv_str *organisation, struct iv_str *person);

#endif
