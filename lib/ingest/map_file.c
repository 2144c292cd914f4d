/* SPDX-License-Identifier: MIT
 * How an extract is written, as its map says: delimiters, header, widths, lines that are no data. */
#include <stdlib.h>

#include "base/num.h"
#include "ingest/map.h"

const char *const iv_map_ragged[] = { "reject", "pad", NULL };
const char *const iv_map_quotes[] = { "strict", "lenient", NULL };
const char *const iv_map_blanks[] = { "drop", "keep", NULL };
const char *const iv_map_widths_in[] = { "characters", "bytes", "cells", NULL };

enum { ROWS_MAX = 10, LINES_MAX = 1000, COLUMNS_MAX = 4096, WIDTH_MAX = 1 << 20 };

/* Lines that match a pattern. Only the reader asks, so there is no need of a room for each thread. */
struct iv_map_line {
	const struct iv_pattern *pattern;
	struct iv_pattern_room room;
	struct iv_map_line *next;
};

static bool matches(void *what, struct iv_str line)
{
	struct iv_map_line *l = what;
	struct iv_str piece;
	return iv_pattern_next(l->pattern, &l->room, &line, &piece);
}

void iv_map_lines_free(struct iv_map_line *l)
{
	while (l) {
		struct iv_map_line *next = l->next;
		iv_pattern_room_release(&l->room);
		free(l);
		l = next;
	}
}

static int pattern_of(struct iv_map *map, const struct iv_conf_node *node, void **out, struct iv_err *err)
{
	const struct iv_pattern *pattern;
	int status = iv_pattern_new(&map->patterns, node->text, node, &pattern, err);
	if (status != IV_OK)
		return status;
	struct iv_map_line *l = iv_zalloc(sizeof *l);
	*l = (struct iv_map_line){ .pattern = pattern, .next = map->lines };
	map->lines = l;
	*out = l;
	return IV_OK;
}

static bool says(const struct iv_conf_node *node, const char *word)
{
	return node->kind == IV_CONF_SCALAR && iv_str_eq(node->text, iv_str_of(word));
}

/* A whole number of at most `most`, unquoted. */
static bool is_count(const struct iv_conf_node *node, int64_t most, size_t *out)
{
	int64_t n;
	if (node->kind != IV_CONF_SCALAR || node->quoted || !iv_num_int(node->text, &n) || n < 0 || n > most)
		return false;
	*out = (size_t)n;
	return true;
}

/* --- Delimiters --- */

static int delimiter_of(const struct iv_conf_node *node, struct iv_csv_format *out, struct iv_err *err)
{
	struct iv_str text = node->text;
	if (says(node, "auto")) {
		out->find |= IV_DIALECT_DELIMITER;
		return IV_OK;
	}
	if (says(node, "tab") || says(node, "\\t"))
		text = IV_STR("\t");
	else if (says(node, "space"))
		text = IV_STR(" ");
	if (node->kind != IV_CONF_SCALAR || !text.n || text.n > IV_DELIMITER_MAX || memchr(text.p, '\n', text.n) || memchr(text.p, '\r', text.n) || memchr(text.p, 0, text.n))
		return iv_conf_error(node, 0, err, "delimiter: expected auto, tab, space, or the character or characters between fields (at most %d bytes)", IV_DELIMITER_MAX);
	memset(out->rule.delimiter, 0, sizeof out->rule.delimiter);
	memcpy(out->rule.delimiter, text.p, text.n);
	return IV_OK;
}

static int quote_of(const struct iv_conf_node *node, struct iv_csv_format *out, struct iv_err *err)
{
	struct iv_str text = node->text;
	if (says(node, "auto"))
		out->find |= IV_DIALECT_QUOTE;
	else if (says(node, "none"))
		out->rule.quote = 0;
	else if (node->kind == IV_CONF_SCALAR && text.n == 1 && text.p[0] > ' ' && text.p[0] != '\\')
		out->rule.quote = text.p[0];
	else
		return iv_conf_error(node, 0, err, "quote: expected auto, none, or one ASCII character");
	return IV_OK;
}

static int escape_of(const struct iv_conf_node *node, struct iv_csv_format *out, struct iv_err *err)
{
	if (says(node, "auto"))
		out->find |= IV_DIALECT_ESCAPE;
	else if (says(node, "double"))
		out->rule.escape = IV_ESCAPE_DOUBLE;
	else if (says(node, "\\") || says(node, "backslash"))
		out->rule.escape = IV_ESCAPE_BACKSLASH;
	else if (says(node, "none"))
		out->rule.escape = IV_ESCAPE_NONE;
	else
		return iv_conf_error(node, 0, err, "escape: expected auto, double (quotes within quotes are doubled), backslash, or none");
	return IV_OK;
}

/* --- Header --- */

static int header_of(const struct iv_conf_node *node, struct iv_csv_format *out, struct iv_err *err)
{
	struct iv_conf_texts names;
	if (node->kind == IV_CONF_SEQUENCE) {
		int status = iv_conf_scalar(node, "header", IV_CONF_TEXTS, NULL, &names, err);
		if (status == IV_OK && !names.n)
			return iv_conf_error(node, 0, err, "header: expected the names of the columns");
		out->names = names.text;
		out->names_n = names.n;
		out->header_rows = 0;
		return status;
	}
	if (says(node, "auto"))
		out->find |= IV_DIALECT_HEADER;
	else if (says(node, "true"))
		out->header_rows = 1;
	else if (says(node, "false"))
		out->header_rows = 0;
	else if (!is_count(node, ROWS_MAX, &out->header_rows))
		return iv_conf_error(node, 0, err, "header: expected true, false, auto, the number of its rows (at most %d), or the list of names that a file without one lacks", ROWS_MAX);
	return IV_OK;
}

/* --- Lines that are no data --- */

struct skip_keys {
	const struct iv_conf_node *before, *after;
	struct iv_str comments;
	bool empty_rows, blank_lines;
};
#define KEY(name, type) { #name, type, offsetof(struct skip_keys, name), false, NULL }
static const struct iv_conf_key skip_keys[] = { KEY(before, IV_CONF_NODE), KEY(after, IV_CONF_NODE), KEY(comments, IV_CONF_TEXT), KEY(empty_rows, IV_CONF_BOOL), KEY(blank_lines, IV_CONF_BOOL) };

static int skip_of(struct iv_map *map, const struct iv_conf_node *node, struct iv_csv_format *out, struct iv_err *err)
{
	struct skip_keys k = { .blank_lines = true };
	struct iv_csv_skip *skip = &out->skip;
	int status = iv_conf_bind(node, skip_keys, sizeof skip_keys / sizeof *skip_keys, &k, err);
	if (status != IV_OK)
		return status;
	skip->comment = k.comments;
	skip->empty = k.empty_rows;
	skip->blank_stays = !k.blank_lines;
	if (k.before && says(k.before, "auto")) {
		out->find |= IV_DIALECT_BEFORE;
	} else if (k.before && !is_count(k.before, LINES_MAX, &skip->before)) {
		if (k.before->kind != IV_CONF_SCALAR || !k.before->text.n || (status = pattern_of(map, k.before, &skip->header, err)) != IV_OK)
			return status != IV_OK ? status : iv_conf_error(k.before, 0, err, "before: expected a number of lines, a pattern that the header matches, or auto");
		skip->is_header = matches;
	}
	if (k.after && says(k.after, "auto")) {
		out->find |= IV_DIALECT_AFTER;
	} else if (k.after && !is_count(k.after, LINES_MAX, &skip->after)) {
		if (k.after->kind != IV_CONF_SCALAR || !k.after->text.n || (status = pattern_of(map, k.after, &skip->total, err)) != IV_OK)
			return status != IV_OK ? status : iv_conf_error(k.after, 0, err, "after: expected a number of lines, a pattern that the last lines match, or auto");
		skip->is_total = matches;
	}
	return IV_OK;
}

/* --- Fixed width --- */

/* 1..10, 11.. (to the end of the line), or a width that begins where the column before ended. */
static int width_of(const struct iv_conf_node *node, size_t before, struct iv_csv_column *out, struct iv_err *err)
{
	static const char *const hint = "expected first..last, first.. or a width, counted from 1";
	int64_t first = (int64_t)before + 1, last;
	ptrdiff_t dots = node->kind == IV_CONF_SCALAR ? iv_str_find(node->text, IV_STR("..")) : -1;
	if (node->kind != IV_CONF_SCALAR)
		return iv_conf_error(node, 0, err, "%s", hint);
	if (dots < 0) {
		if (!iv_num_int(node->text, &last) || last < 1 || last > WIDTH_MAX || before == SIZE_MAX)
			return iv_conf_error(node, 0, err, "%s", hint);
		*out = (struct iv_csv_column){ .start = before, .end = before + (size_t)last };
		return IV_OK;
	}
	struct iv_str to = iv_str_from(node->text, (size_t)dots + 2);
	if (!iv_num_int((struct iv_str){ node->text.p, (size_t)dots }, &first) || first < 1 || first > WIDTH_MAX)
		return iv_conf_error(node, 0, err, "%s", hint);
	if (to.n && (!iv_num_int(to, &last) || last < first || last > WIDTH_MAX))
		return iv_conf_error(node, 0, err, "%s", hint);
	*out = (struct iv_csv_column){ .start = (size_t)first - 1, .end = to.n ? (size_t)last : SIZE_MAX };
	return IV_OK;
}

static int widths_of(struct iv_map *map, const struct iv_conf_node *node, struct iv_csv_format *out, struct iv_err *err)
{
	if (!node->n || node->n > COLUMNS_MAX)
		return iv_conf_error(node, 0, err, "widths: expected columns and where they stand, as in {card: 1..10, name: 11..30}");
	struct iv_csv_column *column = iv_arena_zalloc(&map->arena, node->n * sizeof *column);
	for (size_t i = 0, before = 0; i < node->n; i++) {
		int status = width_of(node->item[i], before, &column[i], err);
		if (status != IV_OK)
			return status;
		column[i].name = node->key[i]->text;
		before = column[i].end;
	}
	out->fixed = column;
	out->fixed_n = node->n;
	return IV_OK;
}

/* What has no meaning for files of fixed width, or for others. */
static int misplaced(const struct iv_conf_node *node, const struct iv_map_file_keys *k, bool fixed, struct iv_err *err)
{
	static const char *const delimited[] = { "delimiter", "quote", "escape", "header", "ragged", "quotes", "blanks" };
	if (!fixed && k->widths)
		return iv_conf_error(k->widths, 0, err, "widths are for files of fixed width: say format: fixed");
	if (fixed && !k->widths)
		return iv_conf_error(node, 0, err, "format: fixed needs the key 'widths': where each column stands");
	for (size_t i = 0; fixed && i < sizeof delimited / sizeof *delimited; i++)
		if (iv_conf_get(node, delimited[i]))
			return iv_conf_error(iv_conf_get(node, delimited[i]), 0, err, "%s means nothing in a file of fixed width", delimited[i]);
	return IV_OK;
}

int iv_map_file(struct iv_map *map, const struct iv_conf_node *node, const struct iv_map_file_keys *k, bool fixed, struct iv_csv_format *out, struct iv_err *err)
{
	struct iv_charset known = { 0 };
	struct iv_err unknown;
	*out = (struct iv_csv_format){ .rule = { .delimiter = ",", .quote = '"', .blanks = k->blanks == 1 }, .header_rows = 1, .pad = k->ragged == 1, .repair = k->quotes == 1, .unit = (enum iv_csv_unit)k->widths_in };
	out->encoding = k->encoding.n ? k->encoding : IV_STR("auto");
	if (!iv_str_eq(out->encoding, IV_STR("auto")) && iv_charset_open(&known, out->encoding, (struct iv_str){ 0 }, &unknown) != IV_OK)
		return iv_conf_error(iv_conf_get(node, "encoding"), 0, err, "encoding: '" IV_FMT "' is %s", IV_ARG(out->encoding), unknown.msg);
	iv_charset_close(&known);
	int status = misplaced(node, k, fixed, err);
	if (status == IV_OK && k->delimiter)
		status = delimiter_of(k->delimiter, out, err);
	if (status == IV_OK && k->quote)
		status = quote_of(k->quote, out, err);
	if (status == IV_OK && k->escape)
		status = escape_of(k->escape, out, err);
	if (status == IV_OK && k->delimiter && out->rule.quote && !(out->find & (IV_DIALECT_QUOTE | IV_DIALECT_DELIMITER)) && strchr(out->rule.delimiter, out->rule.quote))
		return iv_conf_error(k->delimiter, 0, err, "delimiter and quote are the same");
	if (status == IV_OK && k->header)
		status = header_of(k->header, out, err);
	if (status == IV_OK && k->skip)
		status = skip_of(map, k->skip, out, err);
	if (status == IV_OK && k->widths)
		status = widths_of(map, k->widths, out, err);
	return status;
}
