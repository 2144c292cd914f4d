/* SPDX-License-Identifier: MIT
 * Sentences in the order of the questions people ask: what came out, how sure it is, what was left aside. */
#include "show/matching.h"

#include "base/num.h"

static void add_n(struct iv_buf *out, uint64_t n, const char *one, const char *many)
{
	iv_num_add_int(out, (int64_t)n);
	iv_buf_addc(out, ' ');
	iv_buf_adds(out, iv_str_of(n == 1 ? one : many));
}

static void add_share(struct iv_buf *out, uint64_t n, uint64_t of)
{
	uint64_t tenths = of ? (n * 1000 + of / 2) / of : 0;
	iv_buf_addf(out, " (%llu.%llu %%)", (unsigned long long)(tenths / 10), (unsigned long long)(tenths % 10));
}

static void add_result(const struct iv_show_matching *m, struct iv_buf *out)
{
	add_n(out, m->parties, "party record is ", "party records are ");
	add_n(out, m->customers, "customer", "customers");
	if (m->several) {
		iv_buf_adds(out, IV_STR("; "));
		iv_num_add_int(out, (int64_t)m->several);
		iv_buf_adds(out, m->several == 1 ? IV_STR(" of them has") : IV_STR(" of them have"));
		iv_buf_adds(out, IV_STR(" more than one record, the largest "));
		iv_num_add_int(out, (int64_t)m->largest);
	}
	iv_buf_adds(out, IV_STR(".\n"));
	if (m->forgotten) {
		add_n(out, m->forgotten, "customer was", "customers were");
		iv_buf_adds(out, IV_STR(" forgotten, and no record of them leaves.\n"));
	}
	if (m->households) {
		iv_num_add_int(out, (int64_t)m->together);
		iv_buf_adds(out, IV_STR(" of the customers live together in "));
		add_n(out, m->households, "household.\n", "households.\n");
	}
	if (m->pairs) {
		add_n(out, m->pairs, "pair of records was compared, ", "pairs of records were compared, ");
		iv_num_add_int(out, (int64_t)m->links);
		iv_buf_adds(out, m->links == 1 ? IV_STR(" of them looks like one person.\n") : IV_STR(" of them look like one person.\n"));
	}
	if (m->copies) {
		add_n(out, m->copies, "record is a copy", "records are copies");
		iv_buf_adds(out, IV_STR(" of "));
		add_n(out, m->copied, "other", "others");
		iv_buf_adds(out, IV_STR(" and joined it unseen: nothing that is compared differs.\n"));
	}
	if (m->refused) {
		add_n(out, m->refused, "join was", "joins were");
		iv_buf_adds(out, IV_STR(" refused because the records contradict each other.\n"));
	}
}

/* An expected number and its error, where that is known, in whole pairs when there are many. */
static void add_expected(struct iv_buf *out, double expected, double error)
{
	iv_num_add_double(out, expected, expected < 10 ? 1 : 0);
	if (error <= 0)
		return;
	iv_buf_adds(out, IV_STR(" ± "));
	iv_num_add_double(out, error, expected < 10 ? 1 : 0);
}

/* What a model of an earlier run cannot know. */
static void add_grown(const struct iv_show_matching *m, struct iv_buf *out)
{
	if (m->grown) {
		add_n(out, m->grown, "identifier has", "identifiers have");
		iv_buf_adds(out, IV_STR(" come to stand in the records of too many names since the model was learned; it does not know that.\n"));
	}
	if (m->grown_blocks) {
		add_n(out, m->grown_blocks, "block has", "blocks have");
		iv_buf_adds(out, IV_STR(" become too large since the model was learned, and all pairs in them were compared.\n"));
	}
}

static void add_model(const struct iv_show_matching *m, struct iv_buf *out)
{
	if (m->learned) {
		iv_buf_adds(out, IV_STR("What a pair is worth was learned from "));
		add_n(out, m->learned, "record", "records");
		iv_buf_adds(out, IV_STR(" in an earlier run.\n"));
	}
	if (m->threshold > 0 && m->pairs) {
		iv_buf_adds(out, IV_STR("A pair looks like one person above a weight of "));
		iv_num_add_double(out, m->threshold, 1);
		iv_buf_adds(out, IV_STR(", which was raised to have fewer that are two.\n"));
	}
}

/* A list of names behind a sentence. */
static void add_names(struct iv_buf *out, const char *sentence, const char *const *name, size_t n, const char *end)
{
	for (size_t i = 0; i < n; i++) {
		iv_buf_adds(out, i ? IV_STR(", ") : iv_str_of(sentence));
		iv_buf_adds(out, iv_str_of(name[i]));
	}
	if (n)
		iv_buf_adds(out, iv_str_of(end));
}

static void add_certainty(const struct iv_show_matching *m, struct iv_buf *out)
{
	add_model(m, out);
	if (m->estimated && m->pairs) {
		iv_buf_adds(out, IV_STR("Of the pairs that look like one person, "));
		add_expected(out, m->wrong, m->wrong_error);
		iv_buf_adds(out, IV_STR(" are expected to be two.\n"));
		add_expected(out, m->missed, 0);
		iv_buf_adds(out, IV_STR(" pairs of one person are expected to be missed though they were compared.\n"));
	}
	if (m->musts || m->nevers) {
		iv_buf_adds(out, IV_STR("Judgements were obeyed: "));
		iv_num_add_int(out, (int64_t)m->musts);
		iv_buf_adds(out, IV_STR(" must, "));
		iv_num_add_int(out, (int64_t)m->nevers);
		iv_buf_adds(out, IV_STR(" never.\n"));
	}
	if (m->void_judgements) {
		add_n(out, m->void_judgements, "judgement is", "judgements are");
		iv_buf_adds(out, IV_STR(" about records that are not in the input.\n"));
	}
	if (m->diverged)
		iv_buf_adds(out, IV_STR("The model did not settle: take its probabilities with care.\n"));
	add_names(out, "The records say next to nothing of these levels: ", m->starved, m->starved_n, "; an expert's guess stands there.\n");
	add_names(out, "No record has these fields: ", m->absent, m->parties ? m->absent_n : 0, ".\n");
	add_names(out, "These fields agree in no pair, so they may hold what they should not: ", m->apart, m->apart_n, ".\n");
}

static void add_aside(const struct iv_show_matching *m, struct iv_buf *out)
{
	uint64_t callers = m->recognised + m->strangers;
	if (callers) {
		add_n(out, callers, "event knows its person", "events know their person");
		iv_buf_adds(out, IV_STR(" by a number or address only; "));
		iv_num_add_int(out, (int64_t)m->recognised);
		add_share(out, m->recognised, callers);
		iv_buf_adds(out, m->recognised == 1 ? IV_STR(" was recognised.\n") : IV_STR(" were recognised.\n"));
	}
	if (m->skipped) {
		add_n(out, m->skipped, "record stands", "records stand");
		iv_buf_adds(out, IV_STR(" in blocks too large to compare all their pairs.\n"));
	}
	for (size_t i = 0; i < m->junk_n; i++) {
		const struct iv_show_junk *j = &m->junk[i];
		if (!i) {
			add_n(out, m->junk_all, "identifier stands", "identifiers stand");
			iv_buf_adds(out, IV_STR(" in the records of too many names to say who somebody is:\n"));
		}
		iv_buf_addf(out, "  %s " IV_FMT ": ", j->type, IV_ARG(j->value));
		add_n(out, j->names, "name", "names");
		iv_buf_adds(out, IV_STR(", "));
		add_n(out, j->records, "record\n", "records\n");
	}
}

void iv_show_matching(const struct iv_show_matching *m, struct iv_buf *out)
{
	add_result(m, out);
	add_certainty(m, out);
	add_aside(m, out);
	add_grown(m, out);
}
