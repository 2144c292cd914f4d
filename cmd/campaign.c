/* SPDX-License-Identifier: MIT
 * ivoc-campaign: decides who is contacted, how, and why, and who is held out. */
#include "campaign.h"

#include <stdlib.h>

static const char *const formats[] = { "ndjson", "csv", "sms", "table", "json", "sentence", NULL };

#define AT(member) offsetof(struct campaign_options, member)
static const struct iv_opt opts[] = {
	{ 0, "all", NULL, IV_OPT_FLAG, AT(all), "write a decision also for customers who are not in a target", NULL },
	{ 0, "campaign", "NAME", IV_OPT_TEXT, AT(campaign), "write only the decisions of one campaign; all are still made", NULL },
	{ 0, "events", "FILE", IV_OPT_FILE, AT(events), "write the contacts as events for the next night to FILE", NULL },
	{ 0, "format", "FORMAT", IV_OPT_CHOICE, AT(format), "write ndjson, csv or sms; a summary as table, json or sentence", formats },
	{ 0, "summary", NULL, IV_OPT_FLAG, AT(summary), "print a table of the decisions instead of them", NULL },
};

static const char *const examples[] = {
	"ivoc-campaign -c campaigns.yaml customers.ndjson > decisions.ndjson",
	"ivoc-campaign -c campaigns.yaml --summary customers.ndjson",
	"ivoc-campaign -c campaigns.yaml --campaign=wake --format=sms --events=contacts.ndjson customers.ndjson > wake.txt",
	NULL,
};

static const struct iv_program program = {
	.name = "ivoc-campaign",
	.brief = "decide who is contacted, how, and why",
	.usage = "-c campaigns.yaml [options] [file ...]",
	.examples = examples,
	.has = IV_HAS_GATHER | IV_HAS_CONFIG | IV_HAS_CHECK | IV_HAS_AS_OF,
	.opt = opts,
	.opt_n = sizeof opts / sizeof *opts,
};

bool campaign_wanted(const struct campaign_run *run, size_t campaign)
{
	return run->only < 0 || (size_t)run->only == campaign;
}

static int usage(struct iv_err *err, const char *message)
{
	return iv_err_set(err, IV_WRONG, "usage", "%s", message);
}

static bool same_fields(const struct iv_campaign *a, const struct iv_campaign *b)
{
	bool same = a->fields == b->fields;
	for (size_t i = 0; same && i < a->fields; i++)
		same = iv_str_eq(a->field[i].name, b->field[i].name);
	return same;
}

/* Files that leave the house need to be told what may leave. */
static int check_format(struct campaign_run *run, struct iv_err *err)
{
	int format = run->options->format;
	if (run->options->summary != (format >= FORMAT_TABLE))
		return usage(err, run->options->summary ? "--summary: the format is table, json or sentence" : "--format: table, json and sentence are for --summary");
	if (format != FORMAT_CSV && format != FORMAT_SMS)
		return IV_OK;
	for (size_t i = 0; i < run->set.n; i++) {
		const struct iv_campaign *c = &run->set.campaign[i];
		if (!campaign_wanted(run, i) || (format == FORMAT_SMS && c->channel != IV_CAMPAIGN_SMS && run->only < 0))
			continue;
		if (!c->node_fields)
			return iv_conf_error(c->node_where, 0, err, "'" IV_FMT "' has no fields: a list of what may leave is needed", IV_ARG(c->name));
		if (format == FORMAT_SMS && (c->channel != IV_CAMPAIGN_SMS || !c->pieces))
			return iv_conf_error(c->node_where, 0, err, "'" IV_FMT "' has no text for the channel sms", IV_ARG(c->name));
		if (format == FORMAT_CSV && run->head && !same_fields(run->head, c))
			return usage(err, "--format=csv: the campaigns have different fields; choose one with --campaign");
		run->head = c;
	}
	return run->head ? IV_OK : usage(err, "--format=sms: no campaign has the channel sms");
}

static int load(void *state, struct iv_cli *cli, struct iv_err *err)
{
	struct campaign_run *run = state;
	const char *only = run->options->campaign;
	if (!cli->conf.root)
		return usage(err, "no campaigns are given: --config=campaigns.yaml is needed");
	int status = iv_campaign_load(&run->set, cli->conf.root, cli->today, err);
	for (size_t i = 0; i < run->set.warnings; i++)
		iv_cli_remark(cli, &run->set.warning[i]);
	if (status != IV_OK)
		return status;
	run->only = only ? iv_campaign_find(&run->set, iv_str_of(only)) : -1;
	if (only && run->only < 0)
		return iv_err_set(err, IV_WRONG, "usage", "--campaign: there is no campaign '%s' in %s", only, cli->common->config);
	return check_format(run, err);
}

static int run_program(struct iv_cli *cli, struct campaign_run *run)
{
	struct iv_err err;
	iv_campaign_gather_start(&run->gather, &run->set);
	int status = campaign_events_open(run, &err);
	if (status != IV_OK) {
		iv_cli_error(cli, &err);
		return status;
	}
	status = iv_cli_gather(cli, &campaign_life, run);
	if (status == IV_OK && run->events.open && (status = iv_out_commit(&run->events, &err)) != IV_OK)
		iv_cli_error(cli, &err);
	if (status == IV_OK && cli->common->stats)
		campaign_stats(run, &cli->more_stats);
	return status;
}

static void run_release(struct campaign_run *run)
{
	iv_out_abort(&run->events);
	iv_spool_free(run->who);
	free(run->other);
	iv_campaign_gather_release(&run->gather);
	iv_campaign_release(&run->set);
}

int main(int argc, char **argv)
{
	struct campaign_options o = { .format = -1 };
	struct campaign_run run = { .options = &o, .only = -1 };
	struct iv_cli cli;
	int status = iv_cli_start(&cli, &program, &o, argc, argv);
	if (o.format < 0)
		o.format = o.summary ? FORMAT_TABLE : FORMAT_NDJSON;
	if (status == IV_OK)
		status = iv_cli_config(&cli, load, &run);
	if (status == IV_OK)
		status = run_program(&cli, &run);
	run_release(&run);
	return iv_cli_end(&cli, status);
}
