/* SPDX-License-Identifier: MIT
 * The help text and the shell completions, from the same table as the parser. */
#include <stdio.h>

#include "cli/opt_table.h"

static void add_left(const struct iv_opt *o, char *text, size_t size)
{
	char letter[5] = "    ";
	if (o->letter)
		snprintf(letter, sizeof letter, "-%c, ", o->letter);
	snprintf(text, size, "  %s--%s%s%s", letter, o->name, o->arg ? "=" : "", o->arg ? o->arg : "");
}

void iv_opt_help(const struct iv_program *program, struct iv_buf *out)
{
	const struct iv_opt *table[IV_OPT_MOST];
	size_t n = iv_opt_table(program, table);
	iv_buf_addf(out, "usage: %s %s\n%s\n\n", program->name, program->usage, program->brief);
	for (size_t i = 0; program->examples && program->examples[i]; i++)
		iv_buf_addf(out, "%s  %s\n%s", i ? "" : "examples:\n", program->examples[i], program->examples[i + 1] ? "" : "\n");
	iv_buf_adds(out, IV_STR("options:\n"));
	for (size_t i = 0; i < n; i++) {
		char left[80];
		add_left(table[i], left, sizeof left);
		iv_buf_addf(out, "%-26s %s%s\n", left, strlen(left) > 26 ? "\n                           " : "", table[i]->help);
	}
	iv_buf_addf(out, "\nno file, or -: standard input; gz is recognised by itself\nsee %s(1) and ivoc(7)\n", program->name);
}

static void choices(const struct iv_opt *o, const char *separator, struct iv_buf *out)
{
	for (size_t i = 0; o->choices && o->choices[i]; i++)
		iv_buf_addf(out, "%s%s", i ? separator : "", o->choices[i]);
	if (o->kind == IV_OPT_COMPLETIONS)
		iv_buf_addf(out, "bash%szsh%sfish", separator, separator);
}

static void bash(const struct iv_program *p, const struct iv_opt *const *table, size_t n, struct iv_buf *out)
{
	iv_buf_addf(out, "# bash completion for %s\n_%s() {\n\tlocal cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}\n", p->name, p->name);
	iv_buf_adds(out, IV_STR("\t[[ $prev == = ]] && prev=${COMP_WORDS[COMP_CWORD-2]}\n\tcase $prev in\n"));
	for (size_t i = 0; i < n; i++) {
		if (table[i]->kind != IV_OPT_CHOICE && table[i]->kind != IV_OPT_COMPLETIONS)
			continue;
		iv_buf_addf(out, "\t--%s) mapfile -t COMPREPLY < <(compgen -W '", table[i]->name);
		choices(table[i], " ", out);
		iv_buf_adds(out, IV_STR("' -- \"${cur#=}\"); return ;;\n"));
	}
	iv_buf_adds(out, IV_STR("\tesac\n\tif [[ $cur == -* ]]; then\n\t\tmapfile -t COMPREPLY < <(compgen -W '"));
	for (size_t i = 0; i < n; i++)
		iv_buf_addf(out, "%s--%s%s", i ? " " : "", table[i]->name, table[i]->arg ? "=" : "");
	iv_buf_addf(out, "' -- \"$cur\")\n\t\t[[ ${COMPREPLY[0]} == *= ]] && compopt -o nospace\n\telse\n\t\tmapfile -t COMPREPLY < <(compgen -f -- \"${cur#=}\")\n\tfi\n}\ncomplete -o filenames -F _%s %s\n",
		    p->name, p->name);
}

/* Text inside single quotes and brackets of a zsh _arguments spec. */
static void zsh_text(const char *text, struct iv_buf *out)
{
	for (; *text; text++) {
		if (strchr("[]:\\", *text))
			iv_buf_addc(out, '\\');
		if (*text == '\'')
			iv_buf_adds(out, IV_STR("'\\'"));
		iv_buf_addc(out, *text);
	}
}

static void zsh(const struct iv_program *p, const struct iv_opt *const *table, size_t n, struct iv_buf *out)
{
	iv_buf_addf(out, "#compdef %s\n_arguments -s -S \\\n", p->name);
	for (size_t i = 0; i < n; i++) {
		const struct iv_opt *o = table[i];
		for (int twice = o->letter ? 0 : 1; twice < 2; twice++) {
			if (twice)
				iv_buf_addf(out, "\t'--%s%s[", o->name, o->arg ? "=" : "");
			else
				iv_buf_addf(out, "\t'-%c%s[", o->letter, o->arg ? "+" : "");
			zsh_text(o->help, out);
			iv_buf_addc(out, ']');
			if (o->arg) {
				iv_buf_addc(out, ':');
				zsh_text(o->arg, out);
				iv_buf_addc(out, ':');
			}
			if (o->kind == IV_OPT_FILE)
				iv_buf_adds(out, IV_STR("_files"));
			if (o->kind == IV_OPT_CHOICE || o->kind == IV_OPT_COMPLETIONS) {
				iv_buf_addc(out, '(');
				choices(o, " ", out);
				iv_buf_addc(out, ')');
			}
			iv_buf_adds(out, IV_STR("' \\\n"));
		}
	}
	iv_buf_adds(out, IV_STR("\t'*:file:_files'\n"));
}

static void fish(const struct iv_program *p, const struct iv_opt *const *table, size_t n, struct iv_buf *out)
{
	for (size_t i = 0; i < n; i++) {
		const struct iv_opt *o = table[i];
		iv_buf_addf(out, "complete -c %s -l %s", p->name, o->name);
		if (o->letter)
			iv_buf_addf(out, " -s %c", o->letter);
		if (o->arg)
			iv_buf_adds(out, o->kind == IV_OPT_FILE ? IV_STR(" -r") : IV_STR(" -x"));
		if (o->kind == IV_OPT_CHOICE || o->kind == IV_OPT_COMPLETIONS) {
			iv_buf_adds(out, IV_STR(" -a '"));
			choices(o, " ", out);
			iv_buf_addc(out, '\'');
		}
		iv_buf_adds(out, IV_STR(" -d '"));
		for (const char *h = o->help; *h; h++) {
			if (*h == '\'' || *h == '\\')
				iv_buf_addc(out, '\\');
			iv_buf_addc(out, *h);
		}
		iv_buf_adds(out, IV_STR("'\n"));
	}
}

int iv_opt_completions(const struct iv_program *program, const char *shell, struct iv_buf *out, struct iv_err *err)
{
	const struct iv_opt *table[IV_OPT_MOST];
	size_t n = iv_opt_table(program, table);
	if (strcmp(shell, "bash") == 0)
		bash(program, table, n, out);
	else if (strcmp(shell, "zsh") == 0)
		zsh(program, table, n, out);
	else if (strcmp(shell, "fish") == 0)
		fish(program, table, n, out);
	else
		return iv_err_set(err, IV_WRONG, "usage", "--completions: expected bash, zsh or fish, not '%s'", shell);
	return IV_OK;
}
