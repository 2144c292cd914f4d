/* SPDX-License-Identifier: MIT
 * The settings of ivoc-dedupe, from match.yaml and the options, checked before any record is read. */
#include "dedupe_forget.h"

#include <unistd.h>

enum { NAMES = 5, PAIRS = 1 };

struct settings {
	struct iv_conf_duty duty;
	const struct iv_conf_node *limits, *single, *ignore, *fields, *blocking, *drift;
};

struct numbers {
	int64_t names, pairs;
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

static const char *const file_names[DEDUPE_FILES] = { "report", "pairs", "review", "fit", "lineage", "receipt" };

static bool is_stdout(const char *path)
{
	return path && !strcmp(path, "-");
}

/* What cannot be told from one option alone. */
static int check_options(struct dedupe *d, struct iv_err *err)
{
	const struct dedupe_options *o = d->options;
	const char *const path[DEDUPE_FILES] = { o->report, o->pairs, o->review, o->fit, o->lineage, o->receipt };
	int outputs = !o->common.output + is_stdout(o->common.output) + is_stdout(o->common.stats) + is_stdout(o->common.rejects);
	for (int i = 0; i < DEDUPE_FILES; i++) {
		if (is_stdout(path[i]) && outputs++)
			return iv_err_set(err, IV_WRONG, "usage", "--%s: standard output is taken already; name a file", file_names[i]);
		if (path[i] && o->plan)
			return iv_err_set(err, IV_WRONG, "usage", "--%s: nothing is compared with --plan; leave one of them out", file_names[i]);
	}
	if (o->compare && (d->cli->files_n != 2 || o->previous || o->plan || o->judgements || o->truth || path[DEDUPE_REPORT] || path[DEDUPE_PAIRS] || path[DEDUPE_REVIEW] || path[DEDUPE_FIT] || path[DEDUPE_LINEAGE]))
		return iv_err_set(err, IV_WRONG, "usage", "--compare: expected two files of customers, the old and the new, and no option about matching");
	if (o->max_false.given && (!o->max_false.percent || o->max_false.n >= 50))
		return iv_err_set(err, IV_WRONG, "usage", "--max-false-merge: expected a share below 50%%, such as 0.5%%");
	if (o->truth && !o->report && !o->common.stats)
		return iv_err_set(err, IV_WRONG, "usage", "--truth: where to? name a file with --report or --stats");
	if (o->incremental && !o->model)
		return iv_err_set(err, IV_WRONG, "usage", "--incremental: what two records weigh must not depend on the night; give --model");
	if (o->incremental && (o->plan || o->households || o->max_false.given))
		return iv_err_set(err, IV_WRONG, "usage", "--incremental: --%s looks at all records; leave one of them out", o->plan ? "plan" : o->households ? "households" : "max-false-merge");
	if (o->fit && o->model)
		return iv_err_set(err, IV_WRONG, "usage", "--fit: nothing is learned with --model; leave one of them out");
	if (o->truth && o->plan)
		return iv_err_set(err, IV_WRONG, "usage", "--truth: nothing is compared with --plan; leave one of them out");
	int status = dedupe_forget_check(o, err);
	return status == IV_OK && o->truth ? dedupe_truth_field(d, o->truth, err) : status;
}

static int open_files(struct dedupe *d, struct iv_err *err)
{
	const char *const path[DEDUPE_FILES] = { d->options->report, d->options->pairs, d->options->review, d->options->fit, d->options->lineage, d->options->receipt };
	int status = IV_OK;
	for (int i = 0; i < DEDUPE_FILES && status == IV_OK; i++)
		if (path[i])
			status = iv_out_open(&d->file[i], path[i], 0600, err);
	if (status == IV_OK && d->forget)
		status = iv_out_open(&d->forget->out, d->options->forgotten, 0600, err);
	if (status == IV_OK && d->forget && path[DEDUPE_LINEAGE] && strcmp(path[DEDUPE_LINEAGE], "-") && access(path[DEDUPE_LINEAGE], F_OK) == 0)
		status = dedupe_lineage_check(path[DEDUPE_LINEAGE], err);
	if (status == IV_OK && path[DEDUPE_LINEAGE] && !d->forget) /* which may have lines to take something out of */
		status = dedupe_lineage_begin(&d->file[DEDUPE_LINEAGE], path[DEDUPE_LINEAGE], err);
	return status;
}

/* Of a hundred million records a model has some hundred megabytes. */
enum { LARGEST_MODEL = 1 << 30 };

static int load_model(struct dedupe *d, struct iv_err *err)
{
	int status = iv_conf_read(&d->model, d->options->model, LARGEST_MODEL, err);
	return status == IV_OK ? iv_match_learned_read(&d->learned, &d->schema, d->model.root, err) : status;
}

static void set(struct dedupe *d, const struct settings *s, const struct numbers *n)
{
	const struct dedupe_options *o = d->options;
	d->single = s->single;
	d->settings = (struct iv_match_settings){
		.names = (uint32_t)n->names,
		.spend = (double)n->pairs,
		.learned = o->model ? &d->learned : NULL,
		.max_pairs = (uint64_t)o->max_pairs,
		.keep_pairs = o->pairs || o->truth || o->review,
		.max_false = o->max_false.n / 100,
	};
}

int dedupe_settings(void *state, struct iv_cli *cli, struct iv_err *err)
{
	static const struct iv_conf_key keys[] = {
		{ "purpose", IV_CONF_TEXT, offsetof(struct settings, duty.purpose), false, NULL },
		{ "owner", IV_CONF_TEXT, offsetof(struct settings, duty.owner), false, NULL },
		{ "limits", IV_CONF_MAP, offsetof(struct settings, limits), false, NULL },
		{ "single", IV_CONF_LIST, offsetof(struct settings, single), false, NULL },
		{ "ignore", IV_CONF_LIST, offsetof(struct settings, ignore), false, NULL },
		{ "fields", IV_CONF_LIST, offsetof(struct settings, fields), false, NULL },
		{ "blocking", IV_CONF_LIST, offsetof(struct settings, blocking), false, NULL },
		{ "drift", IV_CONF_MAP, offsetof(struct settings, drift), false, NULL },
	};
	static const struct iv_conf_key limits[] = {
		{ "names", IV_CONF_INT, offsetof(struct numbers, names), false, NULL },
		{ "pairs", IV_CONF_INT, offsetof(struct numbers, pairs), false, NULL },
	};
	struct dedupe *d = state;
	struct settings s = { 0 };
	struct numbers n = { NAMES, PAIRS };
	int status = check_options(d, err);
	if (status == IV_OK && cli->conf.root)
		status = iv_conf_bind(cli->conf.root, keys, sizeof keys / sizeof *keys, &s, err);
	if (status == IV_OK && s.limits)
		status = iv_conf_bind(s.limits, limits, 2, &n, err);
	if (status == IV_OK && s.limits && (n.names < 1 || n.names > 250))
		status = iv_conf_error(iv_conf_get(s.limits, "names"), 0, err, "names must be from 1 to 250");
	if (status == IV_OK && s.limits && (n.pairs < 1 || n.pairs > 10000))
		status = iv_conf_error(iv_conf_get(s.limits, "pairs"), 0, err, "pairs must be from 1 to 10000");
	if (status == IV_OK)
		status = load_single(s.single, err);
	if (status == IV_OK)
		status = dedupe_drift_load(s.drift, &d->drift, err);
	iv_match_schema_person(&d->schema);
	if (status == IV_OK)
		status = iv_match_schema_load(&d->schema, &(struct iv_match_schema_conf){ s.ignore, s.fields, s.blocking }, err);
	if (status == IV_OK && d->options->model)
		status = load_model(d, err);
	if (status == IV_OK && d->options->judgements)
		status = dedupe_judgements_read(d, err);
	if (status == IV_OK)
		status = dedupe_forget_load(d, err);
	if (status == IV_OK && !cli->common->check)
		status = open_files(d, err);
	set(d, &s, &n);
	return status;
}
