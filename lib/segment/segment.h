/* SPDX-License-Identifier: MIT
 * Segments: named groups of customers, each with a rule that says who belongs, a purpose and an owner. A customer may
 * be in several. The set is read once and then shared by threads; each thread has its own iv_segment_work. */
#ifndef IV_SEGMENT_SEGMENT_H
#define IV_SEGMENT_SEGMENT_H
#include "rule/rule.h"

struct iv_segment {
	struct iv_str name, json; /* json: the name with its quotes */
	struct iv_conf_duty duty;
	const struct iv_conf_node *where;
	uint32_t rule;
};

/* Zero-initialise. */
struct iv_segments {
	struct iv_segment *segment; /* in the order of the file */
	size_t n;
	struct iv_rule_scope *scope;
	struct iv_rules *rules;
	struct iv_arena arena;
	struct iv_err *warning; /* remarks about rules that cannot be meant: always_true, never_true, same_rule */
	size_t warnings;
	int32_t today;
};

#define IV_SEGMENTS_MAX 1000

/* From the root of segments.yaml, which must outlive the segments. IV_OK or IV_WRONG. */
int iv_segment_load(struct iv_segments *s, const struct iv_conf_node *root, int32_t today, struct iv_err *err);
void iv_segment_release(struct iv_segments *s);

/* What a thread needs. Zero-initialise. */
struct iv_segment_work {
	const struct iv_segments *set;
	struct iv_rule_run *run;
	uint16_t *in; /* the segments of the customer in hand, ascending */
	size_t n;
	struct iv_buf list, why;
};

void iv_segment_work_start(struct iv_segment_work *w, const struct iv_segments *set);
void iv_segment_work_release(struct iv_segment_work *w);

/* Finds out in which segments a customer is: w->in and w->n. One that is restricted today is in none, and nothing is asked of it: then it
 * returns false. */
bool iv_segment_judge(struct iv_segment_work *w, const struct iv_rec *rec);

/* After iv_segment_judge: sets `segments`, and `why` (none when the list is empty, or not wanted), at the end of the record. Both live in w until the next judge. */
void iv_segment_mark(struct iv_segment_work *w, struct iv_rec *rec, bool why);

#endif
