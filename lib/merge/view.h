/* SPDX-License-Identifier: MIT
 * The quality of the customer view, for who answers for it: how many customers are known to how many systems and seen in how many
 * channels, which values records hold and which of them stand, who can be reached, which callers are recognised, how old it all is.
 *
 * Every figure is a sum over customers or a last day, so that views of any cut of the customers add up to the view of all, in any order.
 * Takes memory for the names of sources, fields and channels, none for customers. */
#ifndef IV_MERGE_VIEW_H
#define IV_MERGE_VIEW_H
#include "base/hash.h"
#include "rec/record.h"

enum iv_merge_view_table {
	IV_MERGE_VIEW_SYSTEMS, /* by the number of systems that know a customer, as decimal digits */
	IV_MERGE_VIEW_SEEN, /* by the number of channels that customers were seen in */
	IV_MERGE_VIEW_CHANNEL, /* by channel: who was seen there; what we did ourselves does not count */
	IV_MERGE_VIEW_SOURCE, /* by system */
	IV_MERGE_VIEW_FIELD, /* by field of the party records */
	IV_MERGE_VIEW_CELL, /* by source and field, with IV_MERGE_VIEW_BETWEEN between them */
	IV_MERGE_VIEW_REACH, /* by channel of iv_merge_view_channels */
	IV_MERGE_VIEW_TABLES
};
#define IV_MERGE_VIEW_BETWEEN '\x1f'

/* The figures of a row; those that its table does not have are 0. */
enum iv_merge_view_figure {
	IV_MERGE_VIEW_CUSTOMERS, /* of a field: those with a record that has it */
	IV_MERGE_VIEW_ALONE, /* source: customers that no other system knows */
	IV_MERGE_VIEW_RECORDS, /* source: party records; cell: those that have the field */
	IV_MERGE_VIEW_CHOSEN, /* cell: records whose value stands; source: the sum of them */
	IV_MERGE_VIEW_OLD, /* source: records of which nothing is known of the last twelve months */
	IV_MERGE_VIEW_UNDATED, /* source: records without any date */
	IV_MERGE_VIEW_TWICE, /* field: customers with several records that have it */
	IV_MERGE_VIEW_DISAGREE, /* field: customers whose records say different things, so that one had to be chosen */
	IV_MERGE_VIEW_DECIDED, /* field: customers for whom one record's value stands; 0: a list, or a field that goes with another */
	IV_MERGE_VIEW_IN, /* reach: customers with consent */
	IV_MERGE_VIEW_OUT, /* reach: customers who refused */
	IV_MERGE_VIEW_ADDRESS, /* reach: customers with an address that the channel can reach */
	IV_MERGE_VIEW_REACHABLE, /* reach: those with consent, alive, and such an address that was not refused itself */
	IV_MERGE_VIEW_FIGURES
};

#define IV_MERGE_VIEW_NO_DAY INT32_MIN

struct iv_merge_view_row {
	int64_t n[IV_MERGE_VIEW_FIGURES];
	int32_t record_day, event_day; /* source: the last updated or joined, the last event of its records; or IV_MERGE_VIEW_NO_DAY */
	int64_t mark, times; /* within one customer */
};

/* Zero-initialise; set today, year_ago and arena. One for each worker. */
struct iv_merge_view {
	int32_t today;
	int32_t year_ago; /* a record is old if nothing of it is of this day or later */
	struct iv_arena *arena; /* for the customer in hand */
	int64_t customers, strangers; /* strangers: without a party record, known by events only */
	int64_t restricted; /* whose data may not be used today: they can be reached by nothing */
	int64_t named_calls, unnamed_calls; /* that named a party we have a record of somewhere in its customer; and that did not */
	int64_t known_calls, unknown_calls; /* by a number only: of a customer with a record; of a stranger */
	struct iv_names names[IV_MERGE_VIEW_TABLES];
	struct iv_merge_view_row *row[IV_MERGE_VIEW_TABLES]; /* by number of the name */
	size_t cap[IV_MERGE_VIEW_TABLES];
	struct iv_buf scratch;
};

extern const char *const iv_merge_view_channels[]; /* those with consent; ends with NULL */

void iv_merge_view_add(struct iv_merge_view *v, const struct iv_rec *customer); /* as ivoc-merge writes it */
void iv_merge_view_merge(struct iv_merge_view *to, const struct iv_merge_view *from);
void iv_merge_view_release(struct iv_merge_view *v);

/* The numbers of a table's rows in order of their names, shorter digits first; freed by the caller. *n: how many. */
uint32_t *iv_merge_view_sorted(const struct iv_merge_view *v, enum iv_merge_view_table table, size_t *n);

#endif
