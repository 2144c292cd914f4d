/* SPDX-License-Identifier: MIT
 * Within ivoc-dedupe: what changed since yesterday, and why, for --lineage and the drift limit. */
#ifndef CMD_DEDUPE_LINEAGE_H
#define CMD_DEDUPE_LINEAGE_H
#include "dedupe_view.h"

int dedupe_name_clusters(struct dedupe *d, struct iv_err *err); /* IV_OK, or IV_GUARD: too much has changed */
void dedupe_moves_find(struct dedupe *d, const struct iv_ident_input *in); /* once clusters have their names */
int dedupe_lineage_check(const char *path, struct iv_err *err); /* that lines can be added to it */
int dedupe_lineage_begin(struct iv_out *out, const char *path, struct iv_err *err); /* puts what the file has in front */
int dedupe_write_lineage(struct dedupe *d, struct iv_err *err); /* --lineage */
void dedupe_lineage_stats(const struct dedupe *d, struct iv_buf *stats);
int dedupe_drift_load(const struct iv_conf_node *node, struct dedupe_drift *out, struct iv_err *err);
int dedupe_drift_check(const struct dedupe *d, struct iv_err *err); /* IV_OK or IV_GUARD */

void dedupe_add_link(const struct dedupe *d, uint32_t part, const struct iv_linkage_why *link, struct iv_buf *out); /* as dedupe_explain, of any pair */
void dedupe_add_call(const struct dedupe *d, uint32_t part, struct iv_buf *out); /* of a caller who was recognised */
const char *dedupe_by(const struct dedupe *d, uint32_t part); /* how a caller was: a value of `by` */

/* Of each record that moved, what ties it most to those it was not with before, and what it now has with those it was with. */
struct dedupe_evidence {
	uint32_t *slot; /* of each part: 1 + its place in the lists; 0: it did not move */
	struct iv_linkage_why *link, *apart; /* `must` in apart: a judgement keeps them apart */
};
void dedupe_evidence_find(const struct dedupe *d, struct dedupe_evidence *e);
void dedupe_evidence_release(struct dedupe_evidence *e);

/* Adds the members that tell it of a part: link of one that came, apart of one that left. */
void dedupe_evidence_link(const struct dedupe *d, const struct dedupe_evidence *e, uint32_t part, struct iv_buf *out);
void dedupe_evidence_apart(const struct dedupe *d, const struct dedupe_evidence *e, uint32_t part, struct iv_buf *out);

/* Why the records of a split are no longer with the others of their customer: a word of ivoc-record(5). */
const char *dedupe_evidence_split(const struct dedupe *d, const struct dedupe_evidence *e, const struct iv_ident_move *move, size_t n);

#endif
