/* SPDX-License-Identifier: MIT
 * Parsing with getopt_long over tables built from ours; the messages are ours. */
#include "cli/opt.h"

#include <getopt.h>
#include <stdlib.h>

#include "base/date.h"
#include "base/num.h"
#include "cli/opt_table.h"

#define MEMORY ((size_t)1 << 30) /* of --memory, where it is not given */
#define COMMON(member) offsetof(struct iv_common, member)

static const struct shared {
	unsigned has; /* 0: every program */
	struct iv_opt opt;
} shared[] = {
	{ IV_HAS_CONFIG, { 'c', "config", "FILE", IV_OPT_FILE, COMMON(config), "read the map, rules or settings from FILE (YAML)", NULL } },
	{ IV_HAS_OUTPUT, { 'o', "output", "FILE", IV_OPT_FILE, COMMON(output), "write to FILE, whole or not at all", NULL } },
	{ IV_HAS_REJECTS, { 'R', "rejects", "FILE", IV_OPT_FILE, COMMON(rejects), "write records that cannot pass to FILE, and go on", NULL } },
	{ IV_HAS_REJECTS, { 0, "max-rejects", "N|P%", IV_OPT_SHARE, COMMON(max_rejects), "fail when more records than this cannot pass", NULL } },
	{ IV_HAS_THREADS, { 'j', "threads", "N", IV_OPT_INT, COMMON(threads), "work with N threads; the result is the same", NULL } },
	{ IV_HAS_MEMORY, { 0, "memory", "SIZE", IV_OPT_SIZE, COMMON(memory), "use temporary files beyond SIZE (default 1G)", NULL } },
	{ IV_HAS_MEMORY, { 'T', "tmp", "DIR", IV_OPT_FILE, COMMON(tmp), "put temporary files into DIR (default /tmp)", NULL } },
	{ IV_HAS_AS_OF, { 0, "as-of", "DATE", IV_OPT_DATE, COMMON(as_of), "take DATE for today (default: the date now in --tz)", NULL } },
	{ IV_HAS_AS_OF, { 0, "tz", "ZONE", IV_OPT_TEXT, COMMON(tz), "live in ZONE: +08:00 or Asia/Shanghai (default UTC)", NULL } },
	{ IV_HAS_LINES, { 0, "max-line", "SIZE", IV_OPT_SIZE, COMMON(max_line), "accept lines up to SIZE (default 1M, at most 16M)", NULL } },
	{ IV_HAS_STATS, { 0, "stats", "FILE", IV_OPT_FILE, COMMON(stats), "write one JSON object about the run to FILE", NULL } },
	{ IV_HAS_CHECK, { 0, "check", NULL, IV_OPT_FLAG, COMMON(check), "check the configuration and exit", NULL } },
	{ 0, { 0, "show-values", NULL, IV_OPT_FLAG, COMMON(show_values), "show personal data in messages unmasked", NULL } },
	{ 0, { 'q', "quiet", NULL, IV_OPT_FLAG, COMMON(quiet), "say nothing but errors", NULL } },
	{ 0, { 'v', "verbose", NULL, IV_OPT_FLAG, COMMON(verbose), "say more", NULL } },
	{ 0, { 'h', "help", NULL, IV_OPT_HELP, 0, "show this help", NULL } },
	{ 0, { 'V', "version", NULL, IV_OPT_VERSION, 0, "show the version", NULL } },
	{ 0, { 0, "completions", "SHELL", IV_OPT_COMPLETIONS, 0, "print completions for SHELL: bash, zsh or fish", NULL } },
};

size_t iv_opt_table(const struct iv_program *program, const struct iv_opt *table[IV_OPT_MOST])
{
	size_t n = 0;
	for (size_t i = 0; i < program->opt_n && n < IV_OPT_MOST; i++)
		table[n++] = &program->opt[i];
	for (size_t i = 0; i < sizeof shared / sizeof *shared && n < IV_OPT_MOST; i++)
		if (!shared[i].has || (shared[i].has & program->has))
			table[n++] = &shared[i].opt;
	return n;
}

static int wrong(const struct iv_opt *o, const char *text, const char *expected, struct iv_err *err)
{
	return iv_err_set(err, IV_WRONG, "usage", "--%s: expected %s, not '%s'", o->name, expected, text);
}

/* 64M, 1.5G, 4096 */
static bool size_of(const char *text, size_t *out)
{
	struct iv_str s = iv_str_of(text);
	static const char units[] = "KMGT";
	const char *unit = s.n ? memchr(units, s.p[s.n - 1] & ~0x20, 4) : NULL;
	double v;
	if (unit)
		s.n--;
	if (!iv_num_double(s, &v) || v < 0)
		return false;
	for (ptrdiff_t i = 0; unit && i <= unit - units; i++)
		v *= 1024;
	*out = (size_t)v;
	return v < 9e18;
}

static bool share_of(const char *text, struct iv_opt_share *out)
{
	struct iv_str s = iv_str_of(text);
	out->percent = s.n && s.p[s.n - 1] == '%';
	s.n -= out->percent;
	out->given = iv_num_double(s, &out->n) && out->n >= 0;
	return out->given;
}

static int choice_of(const struct iv_opt *o, const char *text, int *out, struct iv_err *err)
{
	size_t n = 0;
	for (; o->choices[n]; n++)
		if (strcmp(o->choices[n], text) == 0) {
			*out = (int)n;
			return IV_OK;
		}
	struct iv_buf list = { 0 };
	for (size_t i = 0; i < n; i++)
		iv_buf_addf(&list, "%s%s", i ? ", " : "one of ", o->choices[i]);
	wrong(o, text, iv_buf_text(&list), err);
	iv_buf_release(&list);
	return IV_WRONG;
}

static int store(const struct iv_opt *o, const char *text, void *options, struct iv_err *err)
{
	void *to = (char *)options + o->offset;
	switch (o->kind) {
	case IV_OPT_FLAG:
		*(bool *)to = true;
		return IV_OK;
	case IV_OPT_TEXT:
	case IV_OPT_FILE:
		*(const char **)to = text;
		return IV_OK;
	case IV_OPT_TEXTS: {
		struct iv_opt_texts *list = to;
		list->text = iv_reserve((void *)list->text, &list->cap, list->n + 1, sizeof *list->text);
		list->text[list->n++] = text;
		return IV_OK;
	}
	case IV_OPT_INT:
		return iv_num_int(iv_str_of(text), to) && *(int64_t *)to >= 0 ? IV_OK : wrong(o, text, "a whole number", err);
	case IV_OPT_SIZE:
		return size_of(text, to) ? IV_OK : wrong(o, text, "a size as 512K, 64M or 1G", err);
	case IV_OPT_DATE:
		((struct iv_opt_date *)to)->given = true;
		return iv_date_parse(iv_str_of(text), &((struct iv_opt_date *)to)->day) ? IV_OK : wrong(o, text, "a date as 2026-01-31", err);
	case IV_OPT_CHOICE:
		return choice_of(o, text, to, err);
	case IV_OPT_SHARE:
		return share_of(text, to) ? IV_OK : wrong(o, text, "a number or a share as 2%", err);
	default:
		return IV_OK;
	}
}

static int unknown(const char *arg, const struct iv_opt *const *table, size_t n, struct iv_err *err)
{
	const char *names[IV_OPT_MOST];
	for (size_t i = 0; i < n; i++)
		names[i] = table[i]->name;
	struct iv_str word = iv_str_of(arg);
	bool is_long = iv_str_starts(word, IV_STR("--"));
	ptrdiff_t equals = iv_str_find(word, IV_STR("="));
	if (equals > 0)
		word.n = (size_t)equals;
	const char *near = is_long ? iv_str_nearest(iv_str_from(word, 2), names, n) : NULL;
	return iv_err_set(err, IV_WRONG, "usage", "unknown option '" IV_FMT "'%s%s%s; see --help", IV_ARG(word), near ? " (did you mean --" : "", near ? near : "", near ? "?)" : "");
}

static bool is_stdout(const char *path)
{
	return path && strcmp(path, "-") == 0;
}

/* Checks what no single option shows. */
static int check_common(const struct iv_program *program, struct iv_common *c, struct iv_err *err)
{
	bool records = !(program->has & IV_HAS_OUTPUT) || !c->output || is_stdout(c->output);
	if (is_stdout(c->rejects) + is_stdout(c->stats) + records > 1)
		return iv_err_set(err, IV_WRONG, "usage", "--%s: standard output is taken already; name a file", is_stdout(c->stats) ? "stats" : "rejects");
	if (c->threads > 256)
		return iv_err_set(err, IV_WRONG, "usage", "--threads: expected at most 256");
	if (c->max_line < 1024 || c->max_line > (size_t)16 << 20)
		return iv_err_set(err, IV_WRONG, "usage", "--max-line: expected 1K to 16M");
	c->bounded = c->memory != 0;
	if (!c->bounded)
		c->memory = MEMORY;
	return IV_OK;
}

static int print_and_end(const struct iv_program *program, const struct iv_opt *o, const char *arg, struct iv_buf *print, struct iv_err *err)
{
	if (o->kind == IV_OPT_COMPLETIONS) {
		int status = iv_opt_completions(program, arg, print, err);
		return status == IV_OK ? IV_END : status;
	}
	if (o->kind == IV_OPT_HELP)
		iv_opt_help(program, print);
	else
		iv_buf_addf(print, "%s (ivoc) %s\n", program->name, IVOC_VERSION);
	return IV_END;
}

int iv_opt_parse(const struct iv_program *program, int argc, char **argv, void *options, const char *const **files, size_t *files_n, struct iv_buf *print,
		 struct iv_err *err)
{
	static const char *const standard_input[] = { "-", NULL };
	const struct iv_opt *table[IV_OPT_MOST];
	struct option longs[IV_OPT_MOST + 1] = { 0 };
	char shorts[IV_OPT_MOST * 2 + 2] = ":", *s = shorts + 1;
	size_t n = iv_opt_table(program, table);
	struct iv_common *common = options;
	common->max_line = (size_t)1 << 20;
	common->tmp = "/tmp";
	for (size_t i = 0; i < n; i++) {
		longs[i] = (struct option){ table[i]->name, table[i]->arg ? required_argument : no_argument, NULL, (int)(256 + i) };
		if (table[i]->letter)
			*s++ = table[i]->letter;
		if (table[i]->letter && table[i]->arg)
			*s++ = ':';
	}
	opterr = 0;
	optind = 1;
	for (int c; (c = getopt_long(argc, argv, shorts, longs, NULL)) != -1;) {
		const struct iv_opt *o = c >= 256 ? table[c - 256] : NULL;
		for (size_t i = 0; i < n && !o && c != '?' && c != ':'; i++)
			if (table[i]->letter == c)
				o = table[i];
		if (c == ':')
			return iv_err_set(err, IV_WRONG, "usage", "option '%s' needs a value", argv[optind - 1]);
		if (!o)
			return unknown(argv[optind - 1], table, n, err);
		int status = o->kind >= IV_OPT_HELP ? print_and_end(program, o, optarg, print, err) : store(o, optarg, options, err);
		if (status != IV_OK)
			return status;
	}
	*files = optind < argc ? (const char *const *)(argv + optind) : standard_input;
	*files_n = optind < argc ? (size_t)(argc - optind) : 1;
	return check_common(program, common, err);
}
