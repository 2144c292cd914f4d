/* SPDX-License-Identifier: MIT
 * Within clean: what is known of mail domains. Domains are lower case. */
#ifndef IV_CLEAN_EMAIL_DOMAIN_H
#define IV_CLEAN_EMAIL_DOMAIN_H
#include "base/arena.h"

/* The domain that was probably meant: of `domain` itself when it does not look mistyped. Looks mistyped what has a last label
 * that does not exist (.con) or is one slip from a domain that very many people use, unless that neighbour exists itself. */
struct iv_str iv_email_repair(struct iv_arena *a, struct iv_str domain);

/* The domain in the letters of the DNS: 例子.中国 is xn--fsqu00a.xn--fiqs8s. ASCII comes back as it is; empty: IDNA 2008 has no such name. */
struct iv_str iv_email_ascii(struct iv_arena *a, struct iv_str domain);

/* The mailbox behind an address, by the rules that the provider publishes: gmail's dots and +tags, one box at several domains. */
void iv_email_mailbox(struct iv_arena *a, struct iv_str *local, struct iv_str *domain);

/* Does it give addresses to anybody for an hour, to be thrown away? */
bool iv_email_disposable(struct iv_str domain);

#endif
