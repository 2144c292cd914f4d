/* SPDX-License-Identifier: MIT
 * An event that names its person by an identifier only (a caller's number, perhaps with a surname) belongs to a part of
 * its own: source ~phone or ~email, key the identifier, and after a slash the name, and after another M or F where a title tells.
 * Here that part finds the customer it belongs to, among those who hold the identifier. */
#ifndef IV_IDENT_ATTACH_H
#define IV_IDENT_ATTACH_H
#include "ident/mint.h"

/* A cluster whose records hold the caller's identifier. */
struct iv_ident_holder {
	uint32_t cluster;
	uint32_t held; /* how many of its records hold it */
	uint32_t others; /* how many other identifiers of its kind they hold: telephones, or addresses */
	uint32_t records; /* how many records it has */
	uint32_t called; /* how many callers who gave a name called from it and are theirs */
	uint8_t named; /* how much like the caller's their most alike name is; 0: it is another's, or one of them has none */
	int8_t sex; /* 1: the caller's; -1: the other; 0: one of them is not known */
	struct iv_seed seed; /* its earliest record */
};

#define IV_ATTACH_NONE SIZE_MAX

/* Which of the holders is the caller? With a name only those it agrees with come into question, first those whose full name it is,
 * then those of the caller's sex. Among several it is whom the identifier stands for best: the one who gave a name when calling from
 * it, the one with most records holding it, the one with fewest other numbers to call from, the one best known; then the oldest.
 * Returns the index, or IV_ATTACH_NONE: an unknown caller. */
size_t iv_ident_attach(const struct iv_ident_holder *holder, size_t n, bool has_name);

/* What the key of a caller's part says, borrowed. */
struct iv_ident_caller {
	struct iv_str identifier, name; /* the name may be empty */
	char sex; /* 'M', 'F' or 0 */
};

/* The key: the identifier, "/" and the name unless that is empty, and "/M" or "/F" behind a name. */
void iv_ident_caller_key(struct iv_buf *b, const struct iv_ident_caller *caller);

/* The same taken apart. A number has no slash; a mail address may have one, but only before its @. */
struct iv_ident_caller iv_ident_caller_of(struct iv_str key);

#endif
