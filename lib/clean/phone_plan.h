/* SPDX-License-Identifier: MIT
 * Private to clean/phone: the numbering plans known here. Digits only; no punctuation reaches them. */
#ifndef IV_CLEAN_PHONE_PLAN_H
#define IV_CLEAN_PHONE_PLAN_H
#include "clean/phone.h"

/* A number taken apart: a country code, and the national number without a trunk 0. */
struct phone_number {
	unsigned code;
	struct iv_str national;
	enum iv_phone_type type;
	char region[3];
	bool shared; /* reaches an organisation, not a person */
};

/* d is a full international number, country code first. False when no country has such numbers. */
bool iv_clean_phone_international(struct iv_str d, struct phone_number *out);

enum phone_home { PHONE_NOWHERE, PHONE_CHINESE, PHONE_NANP, PHONE_ELSEWHERE };
enum phone_home iv_clean_phone_home(struct iv_str region); /* what is known about a hint */

/* d as somebody at home in `region` dials it, perhaps with a forgotten +. False when it is no number there. */
bool iv_clean_phone_national(struct iv_str d, struct iv_str region, struct phone_number *out);

/* The region of the country code that d begins with and its length in digits, or NULL. */
const char *iv_clean_phone_country(struct iv_str d, size_t *length);

#endif
