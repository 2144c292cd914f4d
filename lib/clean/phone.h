/* SPDX-License-Identifier: MIT
 * Telephone numbers. `c.value` is E.164 ("+8613812345678"), without the extension. Numbers that are no longer a number
 * (138****5678, 1.38124E+10) keep their text, and are never linkable.
 * Codes: placeholder (value empty), masked, damaged, repetitive, service_number, privacy_number, several_numbers, note_dropped;
 * bad_phone and no_region reject. */
#ifndef IV_CLEAN_PHONE_H
#define IV_CLEAN_PHONE_H
#include "clean/clean.h"

enum iv_phone_type {
	IV_PHONE_UNKNOWN, /* a number of a country whose plan is not known here */
	IV_PHONE_MOBILE,
	IV_PHONE_LANDLINE,
	IV_PHONE_TOLLFREE, /* 800, and 400, where the called party shares the cost */
	IV_PHONE_SERVICE, /* short numbers of companies and authorities: 95588, 12345, 10086 */
};

struct iv_phone {
	struct iv_clean c;
	struct iv_str ext; /* digits of the extension, or empty */
	enum iv_phone_type type;
	char region[3]; /* ISO 3166 ("CN", "TW", "US"), or "" when the value is not E.164 or its code belongs to no one country */
	bool linkable; /* may this number show that two records are one person? */
};

/* `region`: where the source is at home ("CN", "TW", "HK", "MO", "US", "CA" have rules for national numbers), or empty.
 * A number that starts with + or 00 says its own country. Whatever the hint, 1[3-9] and 9 more digits are a Chinese mobile
 * (but under US and CA what fits there comes first), and 09 and 8 more a Taiwanese one (but not under the hint of a country
 * without rules here). Under the four Chinese hints landlines are told apart by their length: 9 or 10 digits with the 0
 * are Taiwan's (02-2121-2138), 11 or 12 the mainland's (0592-66827832: an area code and 7 or 8 digits, whichever that area uses today).
 * An extension follows 转, ext, x, # or a last dash. A mobile number with one is a platform's privacy number. */
int iv_clean_phone(struct iv_arena *a, struct iv_str raw, struct iv_str region, struct iv_phone *out);

/* "mobile", "landline", "tollfree", "service" or "unknown". */
const char *iv_phone_type_name(enum iv_phone_type type);

#endif
