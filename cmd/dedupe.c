/* SPDX-License-Identifier: MIT
 * ivoc-dedupe: finds out which records are one person, and puts the customer's id first on each line. */
#include "dedupe.h"

#include <stdlib.h>

enum { NAMES = 5, BLOCK = 64 };

static const struct iv_opt options[] = {
	{ 0, "previous", "FILE", IV_OPT_FILE, offsetof(struct dedupe_options, previous), "read yesterday's customers from FILE, before all other input", NULL },
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

struct settings {
	struct iv_conf_duty duty;
	const struct iv_conf_node *limits, *single;
};

struct numbers {
	int64_t names, block;
};

static int load_single(const struct iv_conf_node *list, struct iv_err *err)
{
	struct one {
		struct iv_conf_duty duty;
		struct iv_str source;
	};
	static const struct iv_conf_key keys[] = {
		{ "source", IV_CONF_TEXT, offsetof(struct one, source), true, NULL },
		{ "purpose", IV_CONF_TEXT, offsetof(struct one, duty.purpose), true, NULL },
		{ "owner", IV_CONF_TEXT, offsetof(struct one, duty.owner), true, NULL },
	};
	for (size_t i = 0; list && i < list->n; i++) {
		struct one one = { 0 };
		int status = iv_conf_bind(list->item[i], keys, 3, &one, err);
		if (status != IV_OK)
			return status;
	}
	return IV_OK;
}

static int load(void *state, struct iv_cli *cli, struct iv_err *err)
{
	static const struct iv_conf_key keys[] = {
		{ "purpose", IV_CONF_TEXT, offsetof(struct settings, duty.purpose), false, NULL },
		{ "owner", IV_CONF_TEXT, offsetof(struct settings, duty.owner), false, NULL },
		{ "limits", IV_CONF_MAP, offsetof(struct settings, limits), false, NULL },
		{ "single", IV_CONF_LIST, offsetof(struct settings, single), false, NULL },
	};
	static const struct iv_conf_key limits[] = {
		{ "names", IV_CONF_INT, offsetof(struct numbers, names), false, NULL },
		{ "block", IV_CONF_INT, offsetof(struct numbers, block), false, NULL },
	};
	struct dedupe *d = state;
	struct settings s = { 0 };
	struct numbers n = { NAMES, BLOCK };
	int status = cli->conf.root ? iv_conf_bind(cli->conf.root, keys, 4, &s, err) : IV_OK;
	if (status == IV_OK && s.limits)
		status = iv_conf_bind(s.limits, limits, 2, &n, err);
	if (status == IV_OK && s.limits && (n.names < 1 || n.names > 250))
		status = iv_conf_error(iv_conf_get(s.limits, "names"), 0, err, "names must be from 1 to 250");
	if (status == IV_OK && s.limits && (n.block < 2 || n.block > 100000))
		status = iv_conf_error(iv_conf_get(s.limits, "block"), 0, err, "block must be from 2 to 100000");
	if (status == IV_OK)
		status = load_single(s.single, err);
	d->single = s.single;
	d->limits = (struct iv_match_limits){ .names = (uint32_t)n.names, .block = (uint32_t)n.block };
	return status;
}

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
	iv_spool_free(d->raw);
	iv_arena_release(&d->arena);
	free(d->line);
	free(d->customer);
	free(d->customer_part);
	free(d->rival);
	free(d->name);
	free(d->by);
}

static const struct iv_gather life = {
	.worker_new = dedupe_reader_new,
	.worker_free = dedupe_reader_free,
	.accept = dedupe_accept,
	.absorb = dedupe_absorb,
	.finish = dedupe_decide,
	.second = dedupe_write,
	.sorted = true,
};

int main(int argc, char **argv)
{
	struct dedupe_options o = { 0 };
	struct iv_cli cli;
	struct dedupe d = { .cli = &cli };
	const char **files = NULL;
	int status = iv_cli_start(&cli, &program, &o, argc, argv);
	if (status == IV_OK)
		status = iv_cli_config(&cli, load, &d);
	if (status == IV_OK) {
		files = iv_alloc((cli.files_n + 1) * sizeof *files);
		add_previous(&cli, o.previous, files);
		d.raw = iv_spool_new(0, o.common.tmp);
		status = iv_cli_gather(&cli, &life, &d);
	}
	if (status == IV_OK)
		dedupe_report(&d, &cli.more_stats);
	release(&d);
	free(files);
	return iv_cli_end(&cli, status);
}
