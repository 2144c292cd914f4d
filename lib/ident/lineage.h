/* SPDX-License-Identifier: MIT
 * Ids that last. A cluster keeps the oldest id whose seed it holds, so an id follows its seed record. Only a cluster that holds no seed is
 * given a new id, which nobody else has.
 *
 * A tombstone holds no id while there is anybody else: when a source deletes the seed, the id follows the earliest record that is left of its
 * customer. A cluster of nothing but tombstones that has no old id is given one that no person ever has.
 *
 * An unknown caller's id is provisional: it ends when the cluster holds anything earlier, a record above all. So the person has
 * the id that a full run would give, whether the call came before the record or after it. */
#ifndef IV_IDENT_LINEAGE_H
#define IV_IDENT_LINEAGE_H
#include "ident/mint.h"

#define IV_IDENT_NONE UINT32_MAX

/* An id given out on an earlier night. */
struct iv_ident_old {
	char cid[IV_CID_SIZE]; /* as it stands in the customer */
	uint32_t seed; /* the part it follows, a tombstone only where nothing else is left of its customer; IV_IDENT_NONE: there is none, and the id ends */
	bool adopted; /* it was minted from another part */
};

struct iv_ident_input {
	const uint32_t *cluster; /* of each part: 0 … clusters-1 */
	size_t parts, clusters;
	struct iv_seed (*seed)(const void *ctx, uint32_t part);
	const void *ctx;
	const struct iv_ident_old *old; /* of different seeds */
	size_t olds;
	unsigned threads;
};

/* What was decided about a cluster. */
struct iv_ident_name {
	char cid[IV_CID_SIZE];
	uint32_t first; /* its earliest part */
	uint32_t kept; /* index of the old id it keeps, or IV_IDENT_NONE: the id is minted from `first` */
};

/* Sets name[…].first only: of a cluster without parts to IV_IDENT_NONE. */
void iv_ident_firsts(const struct iv_ident_input *in, struct iv_ident_name *name);

/* Fills name[0 … clusters). The id of a cluster without parts is empty. */
void iv_ident_names(const struct iv_ident_input *in, struct iv_ident_name *name);

#endif
