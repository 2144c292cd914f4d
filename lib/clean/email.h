/* SPDX-License-Identifier: MIT
 * E-mail addresses. `c.value` is the address as given, lower case. Syntax is RFC 5321's as it is used: a dot-atom of at
 * most 64 bytes, one @, a domain of at least two labels; letters beyond ASCII are accepted on both sides. Quoted local
 * parts and address literals are refused: no customer has one, and what comes in quotes is an accident of the export.
 * "Wang <wang@qq.com>", "mailto:" and spaces around @ and dots are understood.
 * Codes: placeholder (value empty), masked, typo_domain, role_address; bad_email rejects. */
#ifndef IV_CLEAN_EMAIL_H
#define IV_CLEAN_EMAIL_H
#include "clean/clean.h"

struct iv_email {
	struct iv_clean c;
	struct iv_str canonical; /* for matching: the value with a mistyped domain repaired */
	struct iv_str suggest; /* the repaired address when the domain looks mistyped (.con, gmial.com), else empty */
	struct iv_str domain; /* of canonical */
	bool linkable; /* may it show that two records are one person? Not when masked, nor when many people share it: info@, sales@ */
};

int iv_clean_email(struct iv_arena *a, struct iv_str raw, struct iv_email *out);

#endif
