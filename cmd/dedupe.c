/* SPDX-License-Identifier: MIT
 * ivoc-dedupe: finds out which records are one person, and puts the customer's id first on each line. */
#include "dedupe.h"

#include <stdlib.h>

static const struct iv_opt options[] = {
	{ 0, "previous", "FILE", IV_OPT_FILE, offsetof(struct dedupe_options, previous), "read yesterday's customers from FILE, before all other input", NULL },
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
	.has = IV_HAS_GATHER | IV_HAS_CONFIG | IV_HAS_CHECK,
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
	free(d->line);
	free(d->plain);
	free(d->customer);
	free(d->customer_part);
	free(d->rival);
	free(d->name);
	iv_out_abort(&d->report);
	free(d->place);
	free(d->by);
	free(d->truth.entity);
}

static const struct iv_gather life = {
	.worker_new = dedupe_reader_new,
	.worker_free = dedupe_reader_free,
	.accept = dedupe_accept,
	.absorb = dedupe_absorb,
	.finish = dedupe_decide,
	.second = dedupe_write,
	.order = dedupe_order,
	.unread = true,
};

int main(int argc, char **argv)
{
	struct dedupe_options o = { 0 };
	struct iv_cli cli;
	struct dedupe d = { .cli = &cli, .options = &o };
	const char **files = NULL;
	int status = iv_cli_start(&cli, &program, &o, argc, argv);
	if (status == IV_OK)
		status = iv_cli_config(&cli, dedupe_settings, &d);
	if (status == IV_OK) {
		files = iv_alloc((cli.files_n + 1) * sizeof *files);
		add_previous(&cli, o.previous, files);
		iv_match_people_init(&d.people, &d.schema);
		status = iv_cli_gather(&cli, &life, &d);
	}
	if (status == IV_OK)
		status = dedupe_report(&d, &cli.more_stats);
	release(&d);
	free(files);
	return iv_cli_end(&cli, status);
}
