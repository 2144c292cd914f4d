/* SPDX-License-Identifier: MIT
 * YAML read with libfyaml and copied at once into our own tree, so that only this file knows the library. */
#include "rec/conf.h"

#include <errno.h>
#include <fcntl.h>
#include <libfyaml.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/utf8.h"

enum { LARGEST = 16 << 20, DEEPEST = 64 };

/* Line and column (code points) of a byte offset. */
static void locate(const struct iv_conf *c, size_t offset, long *line, long *column)
{
	*line = *column = 1;
	for (size_t i = 0; i < offset && i < c->source.n; i++) {
		if (c->source.p[i] == '\n') {
			++*line;
			*column = 1;
		} else if (((unsigned char)c->source.p[i] & 0xC0) != 0x80) {
			++*column;
		}
	}
}

struct build {
	struct iv_conf *conf;
	struct iv_err *err;
	size_t last; /* offset of the last scalar seen, for containers that have no mark of their own */
};

static struct iv_conf_node *new_node(struct build *b, enum iv_conf_kind kind, size_t offset)
{
	struct iv_conf_node *node = iv_arena_zalloc(&b->conf->arena, sizeof *node);
	node->kind = kind;
	node->conf = b->conf;
	node->offset = offset;
	locate(b->conf, offset, &node->line, &node->column);
	return node;
}

static struct iv_conf_node *copy_scalar(struct build *b, struct fy_node *from)
{
	size_t n;
	const char *text = fy_node_get_scalar(from, &n);
	struct fy_token *token = fy_node_get_scalar_token(from);
	const struct fy_mark *mark = token ? fy_token_start_mark(token) : NULL;
	size_t offset = mark ? mark->input_pos : b->last;
	if (offset > b->conf->source.n)
		offset = b->conf->source.n;
	struct iv_conf_node *node = new_node(b, IV_CONF_SCALAR, offset);
	node->text = iv_arena_str(&b->conf->arena, (struct iv_str){ text, text ? n : 0 });
	node->quoted = fy_node_get_style(from) != FYNS_PLAIN;
	b->last = offset;
	return node;
}

static struct iv_conf_node *copy(struct build *b, struct fy_node *from, int depth);

static struct iv_conf_node *copy_sequence(struct build *b, struct fy_node *from, int depth)
{
	struct iv_conf_node *node = new_node(b, IV_CONF_SEQUENCE, b->last);
	int n = fy_node_sequence_item_count(from);
	node->item = iv_arena_zalloc(&b->conf->arena, (size_t)(n + 1) * sizeof *node->item);
	void *at = NULL;
	for (struct fy_node *item; (item = fy_node_sequence_iterate(from, &at)) && (int)node->n < n;) {
		struct iv_conf_node *child = copy(b, item, depth + 1);
		if (!child)
			return NULL;
		if (!node->n) {
			node->offset = child->offset;
			node->line = child->line;
			node->column = child->column;
		}
		node->item[node->n++] = child;
	}
	return node;
}

static struct iv_conf_node *copy_mapping(struct build *b, struct fy_node *from, int depth)
{
	struct iv_conf_node *node = new_node(b, IV_CONF_MAPPING, b->last);
	int n = fy_node_mapping_item_count(from);
	node->item = iv_arena_zalloc(&b->conf->arena, (size_t)(n + 1) * sizeof *node->item);
	node->key = iv_arena_zalloc(&b->conf->arena, (size_t)(n + 1) * sizeof *node->key);
	void *at = NULL;
	for (struct fy_node_pair *pair; (pair = fy_node_mapping_iterate(from, &at)) && (int)node->n < n;) {
		struct iv_conf_node *key = copy(b, fy_node_pair_key(pair), depth + 1);
		if (!key)
			return NULL;
		if (key->kind != IV_CONF_SCALAR) {
			iv_conf_error(key, 0, b->err, "a key must be a plain word");
			return NULL;
		}
		for (size_t i = 0; i < node->n; i++)
			if (iv_str_eq(node->key[i]->text, key->text)) {
				iv_conf_error(key, 0, b->err, "the key '" IV_FMT "' stands twice, first in line %ld", IV_ARG(key->text), node->key[i]->line);
				return NULL;
			}
		struct iv_conf_node *value = copy(b, fy_node_pair_value(pair), depth + 1);
		if (!value)
			return NULL;
		if (!node->n) {
			node->offset = key->offset;
			node->line = key->line;
			node->column = key->column;
		}
		node->key[node->n] = key;
		node->item[node->n++] = value;
	}
	return node;
}

static struct iv_conf_node *copy(struct build *b, struct fy_node *from, int depth)
{
	if (depth > DEEPEST) {
		iv_err_set(b->err, IV_WRONG, "bad_yaml", "nested more than %d deep", DEEPEST);
		return NULL;
	}
	switch (from ? fy_node_get_type(from) : FYNT_SCALAR) {
	case FYNT_SEQUENCE:
		return copy_sequence(b, from, depth);
	case FYNT_MAPPING:
		return copy_mapping(b, from, depth);
	default:
		break;
	}
	return from ? copy_scalar(b, from) : new_node(b, IV_CONF_SCALAR, b->last);
}

/* The first thing the parser complained about, as our error. */
static int syntax_error(const char *file, struct fy_diag *diag, struct iv_err *err)
{
	void *at = NULL;
	struct fy_diag_error *e = fy_diag_errors_iterate(diag, &at);
	iv_err_set(err, IV_WRONG, "bad_yaml", "not YAML: %s", e && e->msg ? e->msg : "it cannot be parsed");
	iv_err_at(err, file, e && e->line > 0 ? e->line : 0, e && e->column > 0 ? e->column : 0);
	return IV_WRONG;
}

int iv_conf_parse(struct iv_conf *c, const char *name, struct iv_str text, struct iv_err *err)
{
	*c = (struct iv_conf){ 0 };
	c->file = iv_arena_str(&c->arena, iv_str_of(name)).p;
	if (iv_str_starts(text, IV_STR("\xEF\xBB\xBF")))
		text = iv_str_from(text, 3);
	c->source = iv_arena_str(&c->arena, text);
	size_t bad = iv_utf8_check(c->source);
	if (bad < c->source.n) {
		long line, column;
		locate(c, bad, &line, &column);
		iv_err_set(err, IV_WRONG, "bad_utf8", "the bytes are not UTF-8");
		iv_err_at(err, c->file, line, column);
		return IV_WRONG;
	}
	struct fy_diag_cfg diag_cfg;
	fy_diag_cfg_default(&diag_cfg);
	diag_cfg.fp = NULL;
	struct fy_diag *diag = fy_diag_create(&diag_cfg);
	fy_diag_set_collect_errors(diag, true);
	struct fy_parse_cfg cfg = { .flags = FYPCF_QUIET | FYPCF_RESOLVE_DOCUMENT | FYPCF_DISABLE_BUFFERING, .diag = diag };
	struct fy_document *doc = fy_document_build_from_string(&cfg, c->source.p, c->source.n);
	struct build b = { c, err, 0 };
	int status = IV_OK;
	struct fy_node *root = doc ? fy_document_root(doc) : NULL;
	if (!doc && iv_str_trim(c->source).n)
		status = syntax_error(c->file, diag, err);
	else if (!root)
		c->root = new_node(&b, IV_CONF_MAPPING, 0);
	else if (!(c->root = copy(&b, root, 0)))
		status = IV_WRONG;
	if (status != IV_OK)
		iv_err_at(err, c->file, 0, 0);
	fy_document_destroy(doc);
	fy_diag_destroy(diag);
	return status;
}

int iv_conf_read(struct iv_conf *c, const char *path, struct iv_err *err)
{
	*c = (struct iv_conf){ 0 };
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct iv_buf text = { 0 };
	ssize_t n = -1;
	if (fd >= 0) {
		do {
			iv_buf_grow(&text, 65536);
			n = read(fd, text.p + text.n, 65536);
			text.n += n > 0 ? (size_t)n : 0;
		} while (n > 0 && text.n <= LARGEST);
	}
	int status;
	if (n < 0) {
		status = iv_err_set(err, IV_WRONG, "no_config", "cannot read the configuration: %s", strerror(errno));
		iv_err_at(err, path, 0, 0);
	} else if (text.n > LARGEST) {
		status = iv_err_set(err, IV_WRONG, "bad_yaml", "larger than 16 MiB, so it is hardly a configuration");
		iv_err_at(err, path, 0, 0);
	} else {
		status = iv_conf_parse(c, path, iv_buf_str(&text), err);
	}
	if (fd >= 0)
		close(fd);
	iv_buf_release(&text);
	return status;
}

void iv_conf_release(struct iv_conf *c)
{
	iv_arena_release(&c->arena);
	*c = (struct iv_conf){ 0 };
}

const struct iv_conf_node *iv_conf_get(const struct iv_conf_node *map, const char *key)
{
	for (size_t i = 0; map && map->kind == IV_CONF_MAPPING && i < map->n; i++)
		if (iv_str_eq(map->key[i]->text, iv_str_of(key)))
			return map->item[i];
	return NULL;
}

/* Where byte `at` of a scalar's text stands in the file. Text and source are walked side by side: what the text
 * lacks (quotes, indentation, folded line ends, the first of two quotes) is passed over in the source. */
static size_t source_of(const struct iv_conf_node *node, size_t at)
{
	struct iv_str src = node->conf->source;
	size_t p = node->offset;
	for (size_t i = 0; i < node->text.n && p < src.n; i++) {
		char c = node->text.p[i];
		bool blank = c == ' ' || c == '\n';
		while (p < src.n && src.p[p] != c && (!blank || (src.p[p] != ' ' && src.p[p] != '\n' && src.p[p] != '\r')))
			p++;
		if (i >= at)
			return p;
		if (!blank) {
			p++;
			continue;
		}
		/* A fold: one blank of the text is a line end and the indentation after it. */
		bool fold = src.p[p] != ' ';
		while (p < src.n && (src.p[p] == '\n' || src.p[p] == '\r'))
			p++, fold = true;
		if (!fold)
			p++;
		for (size_t q = p; !fold && q < src.n; q++) {
			if (src.p[q] == '\n' && i + 1 < node->text.n && node->text.p[i + 1] != ' ')
				p = q + 1;
			if (src.p[q] != ' ' && src.p[q] != '\n' && src.p[q] != '\r')
				break;
		}
		if (fold && i + 1 < node->text.n && node->text.p[i + 1] != ' ')
			while (p < src.n && src.p[p] == ' ')
				p++;
	}
	return p;
}

int iv_conf_error(const struct iv_conf_node *node, size_t at, struct iv_err *err, const char *format, ...)
{
	char text[sizeof err->msg];
	va_list args;
	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	long line, column;
	locate(node->conf, node->kind == IV_CONF_SCALAR ? source_of(node, at) : node->offset, &line, &column);
	iv_err_set(err, IV_WRONG, "bad_config", "%s", text);
	iv_err_at(err, node->conf->file, line, column);
	return IV_WRONG;
}
