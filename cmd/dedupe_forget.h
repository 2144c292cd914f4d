/* SPDX-License-Identifier: MIT
 * Within ivoc-dedupe: erasure (--forget) and the register that suppresses re-entry (--forgotten).
 *
 * What the register knows is dropped as it is read (dedupe_forget_read.c). Who is to be erased is matched as any other night, so that tonight's records
 * of theirs are found; then their clusters are hidden (dedupe_forget_find.c), what was known of them is read once more for the register and the receipt
 * (dedupe_forget_gather.c), and the second pass writes no line of them. */
#ifndef CMD_DEDUPE_FORGET_H
#define CMD_DEDUPE_FORGET_H
#include "dedupe_lineage.h"
#include "ident/forget_line.h"
#include "ident/forget_record.h"

/* Why a part is looked at again. */
enum {
	DEDUPE_HOLDS = 1, /* it holds an identifier that a request names */
	DEDUPE_KNOWN = 2, /* the register knows the record, and yet it is in yesterday's customers: from before the erasure */
	DEDUPE_SUSPECT = 4, /* a caller who was forgotten, unless the number is another's by now */
};

/* Why no line of a cluster leaves. */
enum { DEDUPE_ERASED = 1, DEDUPE_FORGOTTEN = 2 };

struct dedupe_marked {
	uint32_t part;
	uint8_t mark;
};

/* What a request came to. Those behind the requests are people whom the register knew, found in yesterday's customers. */
struct dedupe_person {
	const struct iv_forget_line *line; /* NULL: none, the register knew the person */
	struct iv_str of_case;
	int32_t at; /* the day of the erasure */
	uint32_t as; /* another who is the same, or itself */
	bool found;
	bool done; /* nobody was found, and the register knows all of it */
	size_t hashes; /* that the register has of them since */
	struct iv_names cids, was; /* ids they had yesterday, and ids absorbed by those */
	struct dedupe_counts {
		struct iv_names name; /* a source */
		uint64_t *n;
		size_t cap;
	} records, events;
	uint64_t master, stream, log; /* records from yesterday's customers; lines of the stream; records in the log of ids */
	struct iv_forget_traits traits; /* what the register will know of them */
	uint64_t rolls; /* histories: roll-ups of events */
	struct iv_buf lists; /* where they stand in the lists: members of a JSON array */
};

struct dedupe_forget {
	struct iv_out out; /* the register to be */
	struct iv_forget_register known;
	size_t read; /* entries that were read */
	struct iv_buf text; /* the lines of the register as they were */
	struct iv_forget_lines lines;
	uint64_t *wanted; /* hashes of the cids and identifiers that requests name, in order */
	size_t wanted_n;
	bool identifiers; /* some of them are identifiers */
	struct dedupe_marked *marked;
	size_t marked_n, marked_cap;
	uint32_t *named; /* customers that have or had a cid which a request names */
	size_t named_n, named_cap;
	struct dedupe_person *person; /* one for each request, in their order, then others */
	size_t persons, persons_cap;
	uint32_t *owner; /* of each cluster: 1 + its person; 0: none. Until clusters get their order */
	uint8_t *erased; /* of each of yesterday's customers, whether it is no more */
	uint64_t hidden[3]; /* customers (clusters) of each kind */
	struct iv_names records; /* all that is erased, as iv_forget_log_name has it */
	uint32_t *record_owner; /* 1 + the person it was of; 0: nobody's in particular */
	size_t record_cap;
	struct iv_names tokens; /* what stands for them in lists: ids, numbers, addresses */
	uint32_t *token_person;
	size_t token_cap;
	uint64_t log_lines; /* of the log of ids, that were changed */
	struct iv_arena arena;
};

int dedupe_forget_check(const struct dedupe_options *o, struct iv_err *err);
int dedupe_forget_load(struct dedupe *d, struct iv_err *err); /* key, register and requests */
void dedupe_forget_release(struct dedupe *d);

/* Within the first pass. Whether the record was forgotten and must not pass. */
bool dedupe_forget_drops_party(struct dedupe_reader *r, const struct iv_rec *rec);
bool dedupe_forget_drops_event(struct dedupe_reader *r, const struct dedupe_entry *part, const struct iv_rec *rec);
void dedupe_forget_mark(struct dedupe_reader *r, struct dedupe_entry *e, struct iv_str party, bool of_customer); /* party {0}: there is none */
bool dedupe_forget_names(struct dedupe_reader *r, struct iv_str cid, struct iv_str was);
void dedupe_forget_absorb(struct dedupe *d, uint32_t part, uint8_t mark);
void dedupe_forget_absorb_customer(struct dedupe *d, uint32_t customer);
void dedupe_forget_settle(struct dedupe *d, const uint32_t *moved);

bool dedupe_forget_wants(const struct dedupe_forget *f, struct iv_str value); /* whether a request may name it */

/* Between the passes, once clusters have their names: hides clusters, and says which of yesterday's customers are no more. IV_OK, or IV_WRONG: a request
 * may mean several. */
bool dedupe_forget_asks(const struct dedupe *d); /* whether anybody may have to be found; once all is read */
int dedupe_forget_find(struct dedupe *d, struct iv_err *err);
int dedupe_forget_find_holders(struct dedupe *d, struct iv_err *err); /* the part of it for requests that name an identifier */
int dedupe_forget_again(struct dedupe *d, uint32_t line, struct iv_json *json, struct iv_str *out, struct iv_err *err); /* that line, scanned */
/* Whether one of the two is of somebody who is erased. */
static inline bool dedupe_is_hidden_pair(const struct dedupe *d, const struct iv_match_kept *k)
{
	return d->hidden && (d->hidden[d->match.clusters.of[k->a]] || d->hidden[d->match.clusters.of[k->b]]);
}

/* Then: reads again what is known of them, for the register, the log and the receipt. */
int dedupe_forget_gather(struct dedupe *d, struct iv_err *err);
void dedupe_forget_note(struct dedupe *d, uint32_t owner, const struct iv_forget_record *r); /* a record that is erased */
void dedupe_forget_token(struct dedupe_forget *f, uint32_t person, struct iv_str token); /* what lists may have of a person */
void dedupe_forget_asked(struct dedupe *d, uint32_t person); /* what the request says itself */

/* Lines of a file, each without its end; `each` returns IV_OK, or < 0 to stop. */
int dedupe_forget_lines(const char *path, int (*each)(void *ctx, struct iv_str line, long number, struct iv_err *err), void *ctx, struct iv_err *err);

/* The log of ids: which records sources have deleted of whom is erased; then the log without them, into the file of --lineage, and the events that say so. */
int dedupe_forget_log_deleted(struct dedupe *d, struct iv_err *err);
int dedupe_forget_log_write(struct dedupe *d, struct iv_err *err);
uint32_t *dedupe_forget_log_ends(struct dedupe *d, size_t *n); /* yesterday's customers that are no more, by cid; to be freed */
uint64_t dedupe_forget_ended(const struct dedupe *d); /* how many they are */
void dedupe_forget_log_event(const struct dedupe *d, uint32_t customer, struct iv_buf *out);

int dedupe_forget_commit(void *state, struct iv_emit *emit, struct iv_err *err); /* the register, before the records */
int dedupe_forget_search(struct dedupe *d, struct iv_err *err); /* --lists */
int dedupe_forget_receipt(struct dedupe *d, struct iv_err *err);
void dedupe_forget_stats(const struct dedupe *d, struct iv_buf *stats);

void dedupe_forget_hide(struct dedupe *d, uint32_t person, uint32_t cluster);
void dedupe_forget_hide_customer(struct dedupe *d, uint32_t person, uint32_t customer);

#endif
