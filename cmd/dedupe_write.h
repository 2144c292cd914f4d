/* SPDX-License-Identifier: MIT
 * Within ivoc-dedupe: how a line of the second pass leaves. */
#ifndef CMD_DEDUPE_WRITE_H
#define CMD_DEDUPE_WRITE_H
#include "dedupe.h"

/* The second pass at one line. */
struct dedupe_writer {
	const struct dedupe *d;
	struct iv_rec *rec;
	struct iv_emit *emit;
	struct iv_str cid; /* of the line in work */
	uint32_t group; /* its cluster */
};
void dedupe_set_cluster(struct dedupe_writer *w, uint32_t part); /* the line leaves with the cluster of that part */
void dedupe_drop_hidden(struct dedupe_writer *w, uint32_t group); /* counts the line, which does not leave */
void dedupe_add_household(struct dedupe_writer *w, uint32_t part);
void dedupe_lead(struct dedupe_writer *w); /* the record gets its cid */
/* The place among the lines of a cid: rank, then what orders lines of that rank. */
struct iv_str dedupe_order_of(struct dedupe_writer *w, char rank, struct iv_str a, struct iv_str b, struct iv_str c);
struct iv_str dedupe_party_order(struct dedupe_writer *w, const struct iv_match_part *p);
/* Of a customer whose line is plain, where nothing of it need be read: it is whole, keeps its id, and is not hidden. False: else. */
bool dedupe_write_same(struct dedupe_writer *w, const struct dedupe_customer *c);
void dedupe_write_customer(struct dedupe_writer *w, const struct dedupe_customer *c);

#endif
