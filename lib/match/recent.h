/* SPDX-License-Identifier: MIT
 * Names that were read lately. Reading one costs thousands of instructions, and people share names, so a worker keeps what it read:
 * each name at the one place its hash says, until another one takes that place. What is kept is what reading would give, so nothing but the
 * time shows whether it was. */
#ifndef IV_MATCH_RECENT_H
#define IV_MATCH_RECENT_H
#include "match/name.h"

/* What a record says of a name. Family and given count only where there is no name, as in iv_match_name_read. */
struct iv_match_name_said {
	struct iv_str name, family, given, alias;
};

/* Zero-initialise. One thread at a time; 4 MiB once used. */
struct iv_match_recent {
	struct iv_match_recent_name *name;
};
void iv_match_recent_release(struct iv_match_recent *r);

/* iv_match_name_read and iv_match_name_alias in one; `r` may be NULL. What *out points to lives in the arena, or until the next call. */
bool iv_match_recent_read(struct iv_match_recent *r, struct iv_arena *a, const struct iv_match_name_said *said, struct iv_match_name *out);

#endif
