/* SPDX-License-Identifier: MIT
 * An event that names its person by an identifier only (a caller's number, perhaps with a surname) belongs to a part of
 * its own: source ~phone or ~email, key the identifier, and after a slash the surname. Here that part finds the
 * customer it belongs to, among those who hold the identifier. */
#ifndef IV_IDENT_ATTACH_H
#define IV_IDENT_ATTACH_H
#include "ident/mint.h"

/* A cluster whose records hold the caller's identifier. */
struct iv_ident_holder {
	uint32_t cluster;
	uint32_t held; /* how many of its records hold it */
	bool named; /* does a record of it have a name that agrees with the caller's? */
	struct iv_seed seed; /* its earliest record */
};

#define IV_ATTACH_NONE SIZE_MAX

/* Which of the holders is the caller? With a name only those it agrees with come into question; among several the one
 * with most records holding the identifier, then the oldest. Returns the index, or IV_ATTACH_NONE: an unknown caller. */
size_t iv_ident_attach(const struct iv_ident_holder *holder, size_t n, bool has_name);

/* The key of a caller's part: the identifier, and "/" and the surname unless that is empty. */
void iv_ident_caller_key(struct iv_buf *b, struct iv_str identifier, struct iv_str surname);

/* The same taken apart, borrowed. A number has no slash; a mail address may have one, but only before its @. */
void iv_ident_caller_parts(struct iv_str key, struct iv_str *identifier, struct iv_str *surname);

#endif
