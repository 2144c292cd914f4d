/* SPDX-License-Identifier: MIT
 * Within ivoc-dedupe: what is kept between the two passes. The first pass notes of each line which part it is about
 * (dedupe_read.c, dedupe_note.c, dedupe_absorb.c), then the clusters and their ids are decided (dedupe_decide.c,
 * dedupe_rivals.c, dedupe_callers.c, dedupe_name.c) and in which order lines leave (dedupe_number.c, dedupe_order.c), and the second pass writes each line
 * with its cid (dedupe_write.c, dedupe_customers.c). */
#ifndef CMD_DEDUPE_H
#define CMD_DEDUPE_H
#include "cli/cli.h"
#include "dedupe_judge.h"
#include "ident/attach.h"
#include "ident/moves.h"
#include "io/out.h"
#include "match/encode.h"
#include "match/household.h"
#include "match/learned.h"
#include "match/match.h"
#include "match/truth.h"

struct dedupe_options {
	struct iv_common common;
	const char *previous, *truth, *report, *pairs, *review, *judgements, *fit, *model, *lineage, *forget, *forgotten, *forget_key, *receipt;
	struct iv_opt_texts lists;
	int64_t max_pairs; /* 0: as many as there are */
	struct iv_opt_share max_false;
	bool plan, explain, households, compare, incremental;
};

/* A customer of yesterday. */
struct dedupe_customer {
	char cid[IV_CID_SIZE];
	uint32_t line; /* the input line it stands on */
	uint32_t first, n; /* its parts, in dedupe.customer_part */
	uint32_t seed; /* the part its id follows, or IV_IDENT_NONE */
	bool adopted; /* that is not the part it was minted from */
	bool split; /* its parts are of several people now */
};

/* One of several records of a part that `updated` does not tell apart; their bytes decide. */
struct dedupe_rival {
	uint32_t line, part;
	struct iv_str note; /* {0}: the record that the part has now */
};

/* Who the records are, as one of their fields says. */
enum { DEDUPE_STEPS = 8 };
struct dedupe_truth {
	struct iv_str step[DEDUPE_STEPS]; /* to the field, through objects; none: nothing is said */
	size_t steps;
	uint64_t *entity; /* of each part, or IV_TRUTH_UNKNOWN */
	size_t cap;
};

/* Files beside the output: opened before the run, so that it does not fail after it, and committed at its end. */
enum dedupe_file { DEDUPE_REPORT, DEDUPE_PAIRS, DEDUPE_REVIEW, DEDUPE_FIT, DEDUPE_LINEAGE, DEDUPE_RECEIPT, DEDUPE_FILES };

/* How a caller's part found its cluster. */
enum dedupe_by { DEDUPE_NEW, DEDUPE_IDENTIFIER, DEDUPE_NAMED };

/* How many of yesterday's customers may change, in per cent; below 0: any number. */
struct dedupe_drift {
	bool given;
	double merged, split, gone;
};

struct dedupe {
	struct iv_cli *cli;
	const struct dedupe_options *options;
	struct iv_match_schema schema;
	struct iv_match_settings settings;
	struct iv_out file[DEDUPE_FILES];
	const struct iv_conf_node *single; /* sources with one record a person; NULL: none */
	struct iv_match_people people;
	uint32_t *line; /* of each spooled line: its part, or its customer */
	uint8_t *plain; /* a bit for each of them: see dedupe_is_plain */
	size_t lines, lines_cap, plain_cap;
	struct dedupe_customer *customer; /* in order of line */
	uint32_t *customer_part;
	uint8_t *customer_gone; /* of each of these: it was a tombstone already */
	size_t customers, customers_cap, customer_parts, customer_parts_cap, customer_gone_cap;
	struct dedupe_rival *rival;
	size_t rivals, rivals_cap;
	struct iv_arena arena; /* notes of rivals, bytes of the best of them */
	struct iv_match match;
	struct iv_ident_name *name; /* of each cluster; from dedupe_order on clusters are numbered in order of cid */
	struct dedupe_truth truth;
	struct dedupe_judged judged;
	struct iv_conf model; /* --model */
	struct iv_match_learned learned;
	struct iv_households households;
	char (*hid)[IV_CID_SIZE]; /* of each cluster; NULL: nobody asked */
	struct iv_linkage_why *link; /* of each part, what ties it most closely to its customer; its edge is a pair of match.scores.kept. NULL: nobody asked */
	struct dedupe_drift drift;
	uint32_t *was; /* of each part: yesterday's customer, or IV_IDENT_NONE; NULL: nobody asked what changed */
	uint8_t *fresh; /* of each part, whether it is new or changed since yesterday; NULL: all are matched */
	struct iv_ident_moves moves;
	uint8_t *by; /* of each part that is a caller: enum dedupe_by */
	struct dedupe_forget *forget; /* NULL: nobody was ever forgotten */
	uint8_t *hidden; /* of each cluster, why none of its lines leaves (dedupe_forget.h); 0: they do. NULL: all do */
};

int dedupe_settings(void *state, struct iv_cli *cli, struct iv_err *err); /* load */

/* The pieces of a note: one for a party or an event, one for each part of a customer. */
enum dedupe_what { DEDUPE_RECORD, DEDUPE_CALLER, DEDUPE_REFERENCE };
struct dedupe_entry {
	enum dedupe_what what;
	bool gone, told; /* a tombstone; an event, or of yesterday's customer a part with a roll-up */
	uint8_t mark; /* of dedupe_forget.h */
	struct iv_str source, key;
	struct iv_str note; /* of a record or caller, once read from a note: see match/encode.h */
	const struct iv_match_record *record; /* the same, before it is written; NULL: neither */
	uint64_t truth; /* of a record: see dedupe_truth_of */
	uint64_t id; /* of the part, once read from a note */
};
void dedupe_entry_add(struct iv_buf *note, const struct dedupe_entry *e);
bool dedupe_entry_next(struct iv_str *note, struct dedupe_entry *e);

/* A note of a customer begins with this; others begin with an entry. */
struct dedupe_head {
	bool customer;
	bool plain; /* no spaces between members, and a party that leaves as it came, but for the cid in front, because it has no cid and no roll-up; or a customer
	               that leaves as it came when it keeps its id: that stands in front, and there is no household */
	bool named; /* a request to forget names it */
	char cid[IV_CID_SIZE];
	uint32_t seed_n; /* bytes of the seed's text behind it */
};

/* A worker, of either pass. */
struct dedupe_reader {
	struct dedupe *d; /* read only */
	struct iv_match_encoder encoder;
	struct iv_arena arena;
	struct iv_match_record record;
	struct iv_buf note, key;
	bool forgotten; /* the record must not pass */
};
void *dedupe_reader_new(void *state);
void dedupe_reader_free(void *worker);
int dedupe_accept(void *worker, struct iv_rec *rec, struct iv_emit *emit, struct iv_err *err);
/* The part an event belongs to. False: it says nothing about its person. Borrows from the reader and the record. */
bool dedupe_event_part(struct dedupe_reader *r, const struct iv_rec *rec, struct dedupe_entry *e);
bool dedupe_is_bare(const struct iv_rec *rec); /* a party line that only carries a roll-up: no record of a person */
/* Completes the entry of a part without a record: a caller when its source begins with ~, else a reference. */
void dedupe_encode_other(struct dedupe_reader *r, struct dedupe_entry *e);

void dedupe_foresee(void *state, struct iv_str note, unsigned step);
bool dedupe_asks_moves(const struct dedupe *d); /* whether what became of yesterday's customers is wanted */
void dedupe_fresh_find(struct dedupe *d); /* sets was, fresh and what the settings say of them, as the options ask; once parts are settled */
int dedupe_absorb(void *state, struct iv_str note, uint64_t number, struct iv_err *err);
void dedupe_take(struct dedupe *d, uint32_t part, uint32_t line, struct iv_str note); /* the record on that line stands for the part */
void dedupe_add_rival(struct dedupe *d, uint32_t line, uint32_t part, struct iv_str note);
int dedupe_settle_rivals(struct dedupe *d, struct iv_err *err); /* the greatest bytes win */

int dedupe_decide(void *state, struct iv_err *err); /* finish */
int dedupe_prepare(struct dedupe *d, struct iv_err *err); /* all that comes before records are compared */
uint32_t *dedupe_customer_sizes(const struct dedupe *d); /* records of each cluster; to be freed */

int dedupe_compare(struct iv_cli *cli); /* --compare: the whole run */
int dedupe_plan(void *state, struct iv_err *err); /* finish of --plan */
int dedupe_plan_print(void *state, struct iv_emit *emit, struct iv_err *err); /* tail of --plan */
struct iv_str dedupe_rule_name(const struct dedupe *d, unsigned rule);
void dedupe_blocking_stats(const struct dedupe *d, struct iv_buf *stats);

int dedupe_write_pairs(struct dedupe *d, struct iv_err *err); /* --pairs */
void dedupe_find_links(struct dedupe *d);
void dedupe_find_households(struct dedupe *d); /* once clusters have their names */
bool dedupe_explain(const struct dedupe *d, uint32_t part, struct iv_buf *out); /* the value of `link`; false: there is none */
/* The bytes of the record that a scanned line has of a part: the line itself, or the party in that part of a customer. */
struct iv_str dedupe_record_of(const struct dedupe *d, struct iv_arena *a, struct iv_str line, uint32_t part);
void dedupe_attach_callers(struct dedupe *d);
void dedupe_order(void *state, struct iv_groups *out); /* order */
void dedupe_number_clusters(struct dedupe *d); /* from then on clusters are numbered as they stand in the output */
void dedupe_fetch(const void *state, uint32_t line, unsigned step); /* fetch */
static inline bool dedupe_is_plain(const struct dedupe *d, uint64_t line)
{
	return d->plain[line / 8] >> line % 8 & 1;
}
/* Yesterday's customer on that line, or NULL. */
static inline const struct dedupe_customer *dedupe_customer_on(const struct dedupe *d, uint64_t line)
{
	uint32_t number = d->line[line];
	return number < d->customers && d->customer[number].line == line ? &d->customer[number] : NULL;
}
/* Whether a record read again can be the one that was noted of its line: a file may have changed since. The run fails then, but not
 * by reading what is not there. */
bool dedupe_is_as_noted(const struct dedupe *d, const struct iv_rec *rec, uint64_t line, uint32_t about);
struct iv_seed dedupe_seed(const void *people, uint32_t part);
bool dedupe_is_compared(const struct dedupe *d, uint32_t part); /* a record of a person, and no tombstone */

int dedupe_truth_field(struct dedupe *d, const char *field, struct iv_err *err); /* --truth; the name is borrowed */
uint64_t dedupe_truth_of(struct dedupe_reader *r, struct iv_str party);
void dedupe_truth_note(struct dedupe *d, uint32_t part, uint64_t entity);
void dedupe_truth_settle(struct dedupe *d, const uint32_t *moved);
void dedupe_truth_report(const struct dedupe *d, struct iv_buf *stats, struct iv_buf *report);

int dedupe_finish(struct dedupe *d, struct iv_buf *stats); /* after the run: members for --stats, and the files beside the output. Errors are said */

int dedupe_write(void *worker, struct iv_rec *rec, struct iv_emit *emit, struct iv_err *err); /* second */

#endif
