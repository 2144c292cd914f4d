/* SPDX-License-Identifier: MIT
 * Identifiers of other kinds: member cards, accounts of messengers, devices, carriers of invoices. Each kind has a shape; what
 * has another shape identifies nobody.
 *
 *   wx_openid         28 of A-Z a-z 0-9 _ -; unique within a scope, the appid (wx and 16 hexadecimal digits), and needs it
 *   wx_unionid        the same, within an account of the open platform
 *   line              U and 32 hexadecimal digits, within a provider
 *   alipay            2088 and 12 digits
 *   device            IDFA, AAID, OAID: a UUID, or 16, 32 or 64 hexadecimal digits; IMEI: 15 digits, the last by Luhn
 *   einvoice_carrier  載具: a slash and seven of 0-9 A-Z . + -
 *   citizen_certificate  自然人憑證: two letters and 14 digits
 *   tax               统一社会信用代码, 統一編號: of a company, so it identifies no person
 *   any other word    (member_card …) any text, tidied */
#ifndef IV_CLEAN_ID_H
#define IV_CLEAN_ID_H
#include "clean/clean.h"

struct iv_id {
	struct iv_clean c;
	bool linkable; /* may show that two records are one person's */
};

/* Codes: placeholder (value empty; all zero, all of one digit, what people type instead), no_scope (value kept), damaged (a spreadsheet made
 * it 6.22E+15: rejects; or 16 digits or more that end in 000: value kept), bad_id rejects. `luhn`: digits whose last is a check digit. */
int iv_clean_id(struct iv_arena *a, struct iv_str type, struct iv_str scope, struct iv_str raw, bool luhn, struct iv_id *out);

/* Whether a spreadsheet has spoilt the number: 6.22E+15, or 16 digits or more of which the last three are 0, since it keeps 15.
 * It may then be that of many. */
bool iv_clean_spoilt(struct iv_str s);

#endif
