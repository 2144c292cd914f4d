/* SPDX-License-Identifier: MIT
 * Postal codes: of the mainland six digits, of Taiwan three, five or six, of other countries three to ten letters and digits. */
#ifndef IV_CLEAN_POSTCODE_H
#define IV_CLEAN_POSTCODE_H
#include "clean/clean.h"

/* Half width, capitals, without 邮编: and the like; 106-40 of Taiwan without its dash. Codes: placeholder (000000, 999999: value
 * empty), bad_postcode rejects what none can look like. */
int iv_clean_postcode(struct iv_arena *a, struct iv_str raw, struct iv_clean *out);

/* Does a clean postcode suit the division with this code? 1 yes, 0 no, -1 not known. Of the mainland the beginning must be one
 * of the province's, or the first three digits the district's own; of Taiwan the first three digits say the district. */
int iv_postcode_suits(struct iv_str division, struct iv_str postcode);

/* The code with the 0 in front that a spreadsheet took (30000 in Shanxi: 030000), or empty when that is not what happened. */
struct iv_str iv_postcode_restored(struct iv_arena *a, struct iv_str division, struct iv_str postcode);

#endif
