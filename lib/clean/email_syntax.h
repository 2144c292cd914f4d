/* SPDX-License-Identifier: MIT
 * Within clean: the syntax of e-mail addresses, RFC 5322's whole grammar with its obsolete forms, then what RFC 5321 lets be
 * mailed to. Bytes beyond ASCII are letters on both sides (RFC 6531). No resolver is asked. */
#ifndef IV_CLEAN_EMAIL_SYNTAX_H
#define IV_CLEAN_EMAIL_SYNTAX_H
#include "base/arena.h"

/* How an address is written; the first that applies, from below. */
enum iv_email_verdict {
	IV_EMAIL_PLAIN, /* a dot-atom at a domain of two labels or more */
	IV_EMAIL_ODD, /* RFC 5321 allows it: a quoted local part, an address literal, one label, or a last label of figures */
	IV_EMAIL_LOOSE, /* a message header may have it: comments, white space, a local part quoted word by word */
	IV_EMAIL_BEYOND, /* RFC 5322's grammar has it, but no mail can be sent: too long, or a literal that is no address */
	IV_EMAIL_WRONG, /* no grammar has it */
};

struct iv_email_parts {
	struct iv_str local; /* without comments; in quotes only where it needs them */
	struct iv_str domain; /* without comments; a literal with its brackets */
	bool quoted; /* the local part needs its quotes */
	bool literal, dotless, numeric; /* [10.0.0.1], localhost, 10.0.0.1: a domain that is none */
};

/* Parts are only set when the verdict is LOOSE or better. They live in the arena. */
enum iv_email_verdict iv_email_parse(struct iv_arena *a, struct iv_str s, struct iv_email_parts *out);

#endif
