/* SPDX-License-Identifier: MIT
 * What became of yesterday's customers, as events: each says which records moved, and from where. Whoever starts with nothing and does
 * what the events of all nights say knows of each record whose it is today: created, merged, grew and split put their records into the
 * customer `cluster`; shrank and retired take them out of `old`. A record stands in several events of a night only where they agree.
 *
 * Tombstones are nobody's records. A customer of yesterday that had nothing else is none here. */
#ifndef IV_IDENT_MOVES_H
#define IV_IDENT_MOVES_H
#include "ident/lineage.h"

enum iv_ident_what {
	IV_IDENT_CREATED, /* an id that no customer had yesterday, with all records it has */
	IV_IDENT_MERGED, /* the id `old` ended: its records came here, or those that came with its seed */
	IV_IDENT_GREW, /* records that were nobody's */
	IV_IDENT_SPLIT, /* some records of `old`, while others stayed or went elsewhere */
	IV_IDENT_SHRANK, /* records that their sources deleted */
	IV_IDENT_RETIRED, /* the last records of a customer were deleted, and nothing has its id any more */
	IV_IDENT_WHATS
};
extern const char *const iv_ident_what_names[IV_IDENT_WHATS]; /* as in the log */

struct iv_ident_moves_input {
	const struct iv_ident_input *in; /* old[…].seed is a part that is no tombstone, where the customer has one; a customer of nothing but tombstones may live on by events */
	const struct iv_ident_name *name; /* of each cluster */
	const uint32_t *was; /* of each part: the index of yesterday's customer that had it, and not as a tombstone; or IV_IDENT_NONE */
	/* Who is erased, or NULL. Nothing is said of what comes to or is in such a cluster, nor of records that sources deleted of such a customer; and it
	 * counts as changed in no way. */
	const uint8_t *hidden; /* of each cluster */
	const uint8_t *erased; /* of each of yesterday's customers */
};

struct iv_ident_move {
	uint32_t part;
	uint32_t cluster, old; /* as of its event; `old` of a record in created: where it was, or IV_IDENT_NONE */
	uint8_t what; /* enum iv_ident_what */
};

/* Zero-initialise. Events follow each other by the text of their id (created, merged, grew, split: that of the cluster; else that of `old`), then
 * by what they are, then by the text of the other id; their records by source and key. So equal nights give equal logs. */
struct iv_ident_moves {
	struct iv_ident_move *move; /* those of one event stand together */
	size_t n, cap;
	uint64_t customers; /* of yesterday */
	uint64_t events[IV_IDENT_WHATS];
	uint64_t split; /* customers of yesterday that were: an event is about one id that has some of its records now */
};

void iv_ident_moves_find(const struct iv_ident_moves_input *in, struct iv_ident_moves *out);
void iv_ident_moves_release(struct iv_ident_moves *m);

/* Where the event ends that begins with move[from]. */
size_t iv_ident_moves_end(const struct iv_ident_moves *m, size_t from);

#endif
