/* SPDX-License-Identifier: MIT
 * Private to clean/phone: what a string of digits is as a telephone number. No punctuation comes this far.
 *
 * phone_plan.c reads digits by the plans of clean/phone_table.h, as libphonenumber does; phone_lenient.c knows where people's
 * numbers are wider than the plans: ranges that are newer than the metadata, and Chinese numbers without a country code. */
#ifndef IV_CLEAN_PHONE_PLAN_H
#define IV_CLEAN_PHONE_PLAN_H
#include "clean/phone_table.h"

/* A number taken apart: a country code, and the national (significant) number. */
struct phone_number {
	char digits[24];
	size_t n;
	unsigned code;
	enum iv_phone_type type;
	char region[3];
	bool listed; /* a range of the plan */
	bool foreign; /* read as another country's, though it has no country code */
	bool lost_zero; /* its 0 was missing */
};

enum phone_home { PHONE_NOWHERE, PHONE_CHINESE, PHONE_NANP, PHONE_PLANNED, PHONE_ELSEWHERE };

/* A hint: what is known about it, and its plan (NULL when there is none). */
struct phone_hint {
	enum phone_home home;
	char name[3];
	const struct iv_phone_region *plan;
};
struct phone_hint iv_clean_phone_hint(struct iv_str region);

/* d is a full international number, country code first. False when no country has such numbers. Of its own result it makes the same again. */
bool iv_clean_phone_international(struct iv_str d, struct phone_number *out);

/* d as somebody at home in the hint's region dials it, perhaps with a forgotten +. False when it is no number there. */
bool iv_clean_phone_national(struct iv_str d, const struct phone_hint *hint, struct phone_number *out);

/* The digits behind what the region dials to reach another country, or none. */
struct iv_str iv_clean_phone_abroad(struct iv_str d, const struct phone_hint *hint);

/* --- Within --- */

/* A number that the plan of a country code lists. */
bool iv_clean_phone_listed(const struct iv_phone_code *code, struct iv_str national, struct phone_number *out);
/* By the plan of a region, as national or with a forgotten +. */
bool iv_clean_phone_planned(struct iv_str d, const struct iv_phone_region *home, struct phone_number *out);
/* The same, but any number of the general form. */
bool iv_clean_phone_possible(struct iv_str d, const struct iv_phone_region *home, struct phone_number *out);

/* A national number (without a trunk 0) of country codes 1, 86, 852, 853 and 886, wider than their plans. */
bool iv_clean_phone_lenient(unsigned code, struct iv_str national, struct phone_number *out);
bool iv_clean_phone_chinese(struct iv_str d, const struct phone_hint *hint, struct phone_number *out);
/* Numbers that are what they are under any hint: mobiles of the mainland and of Taiwan, also with a forgotten +. */
bool iv_clean_phone_unmistakable(struct iv_str d, const struct phone_hint *hint, struct phone_number *out);

#endif
