/* SPDX-License-Identifier: MIT
 * E-mail addresses. `c.value` is the address as given, lower case, without comments and superfluous quotes; `canonical` is the
 * mailbox it reaches as far as that is known, to compare: a mistyped domain repaired, a domain beyond ASCII in the letters of
 * the DNS, and the provider's own rules applied (gmail's dots and +tags).
 *
 * Syntax is RFC 5321's with RFC 6531's letters beyond ASCII; RFC 5322's comments and white space are taken off. What no
 * customer has but a mail server would take (quoted local parts, address literals, a domain of one label or of figures) is
 * kept and called odd_email. "Wang <wang@qq.com>", "mailto:", "wang (at) qq.com" and spaces around @ and dots are understood.
 * Codes, the first that applies: placeholder (value empty), masked, typo_domain, odd_email, disposable_email, role_address;
 * bad_email rejects. */
#ifndef IV_CLEAN_EMAIL_H
#define IV_CLEAN_EMAIL_H
#include "clean/clean.h"

struct iv_email {
	struct iv_clean c;
	struct iv_str canonical; /* for matching; cleaning it gives the same canonical again */
	struct iv_str suggest; /* the repaired address when the domain looks mistyped (.con, gmial.com), else empty */
	struct iv_str domain; /* of canonical */
	bool reachable; /* could mail reach it from anywhere? Not when masked, nor at an address literal or a domain of one label */
	bool linkable; /* may it show that two records are one person? Not when masked, nor when many people share it: info@, sales@ */
};

/* Whether mail can reach an address that was cleaned: one whose domain looks mistyped would only come back. */
static inline bool iv_email_reaches(const struct iv_email *e)
{
	return e->reachable && !e->suggest.n;
}

int iv_clean_email(struct iv_arena *a, struct iv_str raw, struct iv_email *out);

#endif
