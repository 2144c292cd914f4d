/* SPDX-License-Identifier: MIT
 * ivoc-merge: makes one customer of all records of one id. */
#include "merge.h"

#include <stddef.h>

static const struct iv_opt table[] = {
	{ 0, "recompute", NULL, IV_OPT_FLAG, offsetof(struct merge_options, recompute), "make every customer anew, also those no record came for", NULL },
	{ 0, "explain", "CID", IV_OPT_TEXT, offsetof(struct merge_options, explain), "print this customer for people to read, and stop", NULL },
	{ 0, "export", "CID", IV_OPT_TEXT, offsetof(struct merge_options, export_cid), "print this customer's own copy as one JSON document, and stop", NULL },
	{ 0, "split", "CID=SOURCE/KEY,...", IV_OPT_TEXT, offsetof(struct merge_options, split), "write judgements that separate these records from their customer", NULL },
	{ 0, "apart", NULL, IV_OPT_FLAG, offsetof(struct merge_options, apart), "separate them from each other, too", NULL },
	{ 0, "who", "NAME", IV_OPT_TEXT, offsetof(struct merge_options, who), "name who decides it", NULL },
	{ 0, "why", "TEXT", IV_OPT_TEXT, offsetof(struct merge_options, why), "give the reason", NULL },
	{ 0, "report", "FILE", IV_OPT_TEXT, offsetof(struct merge_options, report), "write how good the view is: systems, channels, reach, age", NULL },
	{ 0, "restrict", "FILE", IV_OPT_FILE, offsetof(struct merge_options, restrict_file), "keep the people in FILE, and mark them as not to be used", NULL },
};

static const char *const examples[] = {
	"cat day/*.ndjson | ivoc-dedupe --previous customers.ndjson | ivoc-merge -c merge.yaml -o new.ndjson",
	"ivoc-merge --recompute -c changed.yaml customers.ndjson",
	"ivoc-merge --report=view.json -o new.ndjson matched.ndjson",
	"ivoc-merge --restrict=restricted.ndjson -c merge.yaml -o new.ndjson matched.ndjson",
	"ivoc-merge --explain=c3f0a… customers.ndjson",
	"ivoc-merge --export=c3f0a… customers.ndjson > copy.json",
	"ivoc-merge --split=c3f0a…=web/88213 --who=mei --why='twins' customers.ndjson >> judgements.ndjson",
	NULL,
};

static const struct iv_program program = {
	.name = "ivoc-merge",
	.brief = "make one customer of all records of one person",
	.usage = "[options] [file ...]",
	.examples = examples,
	.has = IV_HAS_GATHER | IV_HAS_CONFIG | IV_HAS_CHECK | IV_HAS_AS_OF,
	.opt = table,
	.opt_n = sizeof table / sizeof *table,
};

static int load(void *state, struct iv_cli *cli, struct iv_err *err)
{
	struct merge_state *s = state;
	int status = merge_one_check(s->options, err);
	if (status == IV_OK)
		status = merge_explain_check(s, err);
	if (status == IV_OK)
		status = merge_export_check(s, err);
	if (status == IV_OK)
		status = merge_split_check(s, err);
	if (status == IV_OK)
		status = merge_report_check(s, err);
	if (status == IV_OK)
		status = merge_restrict_read(s, err);
	return status == IV_OK ? iv_merge_settings_load(&s->settings, cli->conf.root, err) : status;
}

int main(int argc, char **argv)
{
	struct merge_options o = { 0 };
	struct iv_cli cli;
	struct merge_state state = { .options = &o, .cli = &cli };
	int status = iv_cli_start(&cli, &program, &o, argc, argv);
	if (status == IV_OK)
		status = iv_cli_config(&cli, load, &state);
	state.settings.recompute = o.recompute;
	state.line_max = o.common.max_line;
	if (status == IV_OK && (o.explain || o.export_cid || o.split))
		status = iv_cli_gather(&cli, o.explain ? &merge_explain : o.export_cid ? &merge_export : &merge_split, &state);
	else if (status == IV_OK)
		status = iv_cli_stream(&cli, &merge_stream, &state);
	merge_one_release(&state.one);
	iv_merge_restrict_release(&state.restricted);
	iv_merge_settings_release(&state.settings);
	return iv_cli_end(&cli, status);
}
