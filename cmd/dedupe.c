/* SPDX-License-Identifier: MIT
 * ivoc-dedupe: finds out which records are one person, and puts the customer's id first on each line. */
#include "dedupe_forget.h"

#include <malloc.h>
#include <stdlib.h>

static const struct iv_opt options[] = {
	{ 0, "previous", "FILE", IV_OPT_FILE, offsetof(struct dedupe_options, previous), "read yesterday's customers from FILE, before all other input", NULL },
	{ 0, "compare", NULL, IV_OPT_FLAG, offsetof(struct dedupe_options, compare), "say what became of the customers of one file in another, and stop", NULL },
	{ 0, "incremental", NULL, IV_OPT_FLAG, offsetof(struct dedupe_options, incremental), "match only what is new since yesterday; needs --model", NULL },
	{ 0, "plan", NULL, IV_OPT_FLAG, offsetof(struct dedupe_options, plan), "say which pairs would be compared, and stop", NULL },
	{ 0, "fit", "FILE", IV_OPT_FILE, offsetof(struct dedupe_options, fit), "write what was learned to FILE", NULL },
	{ 0, "forget", "FILE", IV_OPT_FILE, offsetof(struct dedupe_options, forget), "erase the people that FILE names", NULL },
	{ 0, "forget-key", "FILE", IV_OPT_FILE, offsetof(struct dedupe_options, forget_key), "read the key of the register from FILE", NULL },
	{ 0, "forgotten", "FILE", IV_OPT_FILE, offsetof(struct dedupe_options, forgotten), "keep out who is in the register FILE, and add who is erased", NULL },
	{ 0, "households", NULL, IV_OPT_FLAG, offsetof(struct dedupe_options, households), "say which customers live together", NULL },
	{ 0, "max-pairs", "N", IV_OPT_INT, offsetof(struct dedupe_options, max_pairs), "fail when more than N pairs would be compared", NULL },
	{ 0, "max-false-merge", "P%", IV_OPT_SHARE, offsetof(struct dedupe_options, max_false), "join so cautiously that P% of the links at most are expected to be wrong", NULL },
	{ 0, "judgements", "FILE", IV_OPT_FILE, offsetof(struct dedupe_options, judgements), "obey what people have decided about pairs of records", NULL },
	{ 0, "explain", NULL, IV_OPT_FLAG, offsetof(struct dedupe_options, explain), "put on each record what ties it to its customer", NULL },
	{ 0, "lineage", "FILE", IV_OPT_FILE, offsetof(struct dedupe_options, lineage), "add to FILE what became of ids since yesterday", NULL },
	{ 0, "lists", "FILE", IV_OPT_TEXTS, offsetof(struct dedupe_options, lists), "look for the people who are erased in FILE; may be given several times", NULL },
	{ 0, "model", "FILE", IV_OPT_FILE, offsetof(struct dedupe_options, model), "use what an earlier run learned, and learn nothing", NULL },
	{ 0, "pairs", "FILE", IV_OPT_FILE, offsetof(struct dedupe_options, pairs), "write scored pairs to FILE", NULL },
	{ 0, "review", "FILE", IV_OPT_FILE, offsetof(struct dedupe_options, review), "write the pairs that somebody should look at to FILE", NULL },
	{ 0, "receipt", "FILE", IV_OPT_FILE, offsetof(struct dedupe_options, receipt), "write to FILE what was erased, and from where", NULL },
	{ 0, "report", "FILE", IV_OPT_FILE, offsetof(struct dedupe_options, report), "write what was done to FILE, in plain words", NULL },
	{ 0, "truth", "FIELD", IV_OPT_TEXT, offsetof(struct dedupe_options, truth), "say how good the result is: FIELD of the records says who they are", NULL },
};

static const char *const examples[] = {
	"ivoc-dedupe --previous customers.ndjson day/*.ndjson | ivoc-merge -c merge.yaml",
	"cat day/*.ndjson | ivoc-dedupe --stats - -o grouped.ndjson",
	NULL,
};

static const struct iv_program program = {
	.name = "ivoc-dedupe",
	.brief = "find out which records are one customer",
	.usage = "[options] [file ...]",
	.examples = examples,
	.has = IV_HAS_GATHER | IV_HAS_CONFIG | IV_HAS_CHECK | IV_HAS_AS_OF,
	.opt = options,
	.opt_n = sizeof options / sizeof *options,
};

/* The previous file is nothing but input that is read first. */
static void add_previous(struct iv_cli *cli, const char *previous, const char **files)
{
	if (!previous)
		return;
	files[0] = previous;
	for (size_t i = 0; i < cli->files_n; i++)
		files[i + 1] = cli->files[i];
	cli->files = files;
	cli->files_n++;
}

static void release(struct dedupe *d)
{
	iv_match_people_release(&d->people);
	iv_match_release(&d->match);
	iv_arena_release(&d->arena);
	iv_vast_free(d->line);
	free(d->plain);
	free(d->customer);
	free(d->customer_part);
	free(d->customer_gone);
	free(d->rival);
	iv_vast_free(d->name);
	for (int i = 0; i < DEDUPE_FILES; i++)
		iv_out_abort(&d->file[i]);
	dedupe_judged_release(&d->judged);
	iv_households_release(&d->households);
	iv_vast_free(d->hid);
	iv_match_learned_release(&d->learned);
	iv_conf_release(&d->model);
	free(d->link);
	free(d->by);
	free(d->was);
	free(d->fresh);
	iv_ident_moves_release(&d->moves);
	free(d->truth.entity);
	dedupe_forget_release(d);
	iv_vast_free(d->hidden);

}

static const struct iv_gather life = {
	.worker_new = dedupe_reader_new,
	.worker_free = dedupe_reader_free,
	.accept = dedupe_accept,
	.foresee = dedupe_foresee,
	.absorb = dedupe_absorb,
	.finish = dedupe_decide,
	.second = dedupe_write,
	.order = dedupe_order,
	.fetch = dedupe_fetch,
	.tail = dedupe_forget_commit,
	.unread = true,
};

/* The same first pass, and then the plan in place of records. */
static const struct iv_gather plan = {
	.worker_new = dedupe_reader_new,
	.worker_free = dedupe_reader_free,
	.accept = dedupe_accept,
	.foresee = dedupe_foresee,
	.absorb = dedupe_absorb,
	.finish = dedupe_plan,
	.order = dedupe_order,
	.tail = dedupe_plan_print,
};

/* Large arrays come and go from stage to stage: what is freed goes back to the system at once, or the most memory taken is that of all stages. */
static void give_back(void)
{
#ifdef M_MMAP_THRESHOLD
	mallopt(M_MMAP_THRESHOLD, 1 << 20);
#endif
}

int main(int argc, char **argv)
{
	struct dedupe_options o = { 0 };
	struct iv_cli cli;
	struct dedupe d = { .cli = &cli, .options = &o };
	const char **files = NULL;
	give_back();
	int status = iv_cli_start(&cli, &program, &o, argc, argv);
	if (status == IV_OK)
		status = iv_cli_config(&cli, dedupe_settings, &d);
	if (status == IV_OK && o.compare) {
		status = dedupe_compare(&cli);
	} else if (status == IV_OK) {
		files = iv_alloc((cli.files_n + 1) * sizeof *files);
		add_previous(&cli, o.previous, files);
		iv_match_people_init(&d.people, &d.schema);
		status = iv_cli_gather(&cli, o.plan ? &plan : &life, &d);
	}
	if (status == IV_OK && !o.compare)
		status = dedupe_finish(&d, &cli.more_stats);
	release(&d);
	free(files);
	free(o.lists.text);
	return iv_cli_end(&cli, status);
}
