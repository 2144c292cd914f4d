/* SPDX-License-Identifier: MIT
 * The profile of an extract as people and programs read it. */
#ifndef IV_SHOW_PROFILE_H
#define IV_SHOW_PROFILE_H
#include "ingest/classify.h"
#include "ingest/profile_map.h"

/* All borrowed. */
struct iv_show_profile {
	struct iv_profile *profile; /* of all workers together */
	struct iv_profile_tops *tops; /* will be sorted */
	const struct iv_profile_map *map; /* NULL: without a map */
	const struct iv_tally *tally; /* the run's: rows, rejected, reject.CODE */
	struct iv_str files; /* members of a JSON array */
	bool show_values; /* else values that may be personal are masked */
};

/* Appends one JSON object, or two tables: the columns of the file, and the fields of the records. */
void iv_show_profile_json(const struct iv_show_profile *s, struct iv_buf *out);
void iv_show_profile_table(const struct iv_show_profile *s, struct iv_buf *out);

#endif
