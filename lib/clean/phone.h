/* SPDX-License-Identifier: MIT
 * Telephone numbers of all countries, by the numbering plans of libphonenumber (data/phone_plans.txt). `c.value` is E.164
 * ("+8613812345678"), without the extension. Numbers that are no longer a number (138****5678, 1.38124E+10) keep their text, and
 * are never linkable. No carrier is guessed: numbers are portable.
 * Codes: placeholder (value empty), masked, damaged, repetitive, service_number, privacy_number, unlisted_range,
 * foreign_number, lost_zero, several_numbers, note_dropped; bad_phone and no_region reject. */
#ifndef IV_CLEAN_PHONE_H
#define IV_CLEAN_PHONE_H
#include "clean/clean.h"

enum iv_phone_type {
	IV_PHONE_UNKNOWN, /* a number that no plan lists */
	IV_PHONE_MOBILE,
	IV_PHONE_LANDLINE,
	IV_PHONE_EITHER, /* mobile or landline: the country does not tell them apart, as in North America */
	IV_PHONE_TOLLFREE, /* 800 */
	IV_PHONE_SHARED, /* the called party shares the cost: 400 in China */
	IV_PHONE_PREMIUM,
	IV_PHONE_UAN, /* a company's number for the whole country */
	IV_PHONE_VOICEMAIL,
	IV_PHONE_VOIP,
	IV_PHONE_PERSONAL, /* follows a person from line to line */
	IV_PHONE_PAGER,
	IV_PHONE_SERVICE, /* short numbers of companies and authorities: 95588, 12345, 10086 */
};

struct iv_phone {
	struct iv_clean c;
	struct iv_str ext; /* digits of the extension, or empty */
	enum iv_phone_type type;
	char region[3]; /* ISO 3166 ("CN", "TW", "US"), or "" when the value is not E.164 or its code belongs to no one country */
	bool linkable; /* may this number show that two records are one person? */
};

/* `region`: the ISO 3166 code of the country where the source is at home, or empty. A number that starts with +, with 00 or
 * with what that country dials abroad (011, 0011, 010) says its own country; others are numbers of the region, or else, whatever
 * the hint, mobiles of the mainland (1[3-9] and 9 more digits; foreign_number where the region is not Chinese).
 * Under the four Chinese hints and none, 09 and 8 more digits are a Taiwanese mobile; under the four, landlines that the
 * region does not have are told apart by their length: 9 or 10 digits with the 0 are Taiwan's (02-2121-2138), 11 or 12 the
 * mainland's (0592-66827832: an area code and 7 or 8 digits, whichever that area uses today).
 * An extension follows 转, ext, x, # or, under a Chinese hint or none, a last dash. A mainland mobile with one is a platform's privacy number. */
int iv_clean_phone(struct iv_arena *a, struct iv_str raw, struct iv_str region, struct iv_phone *out);

/* "mobile", "landline", "landline_or_mobile", "tollfree", "shared_cost", "premium", "uan", "voicemail", "voip", "personal",
 * "pager", "service" or "unknown". */
const char *iv_phone_type_name(enum iv_phone_type type);

/* Whether a message, or else a call, can reach a number that was cleaned. A message needs a mobile, or a number of a country that does not tell mobiles
 * from landlines; a number of a range that is not listed yet gets the benefit of the doubt. */
bool iv_phone_reaches(const struct iv_phone *p, bool message);

/* --- Several numbers in one field --- */

/* Whether the text can only be one number; the quick answer for nearly all fields. */
bool iv_clean_phone_single(struct iv_str text);

/* The next of several numbers in `rest`: 13812345678、021-51006682, 13812345678 13987654321. *piece is empty at first and the number
 * before from then on, since 13812345678/9 goes on with 13812345679. A slash behind an area code parts nothing (030/123456). False at the end. */
bool iv_clean_phone_next(struct iv_arena *a, struct iv_str *rest, struct iv_str region, struct iv_str *piece);

/* The region for iv_clean_phone of a country as people write it: CN, cn, 中国, China. False when it has no numbering plan here. */
bool iv_clean_phone_country(struct iv_arena *a, struct iv_str country, char region[3]);

#endif
