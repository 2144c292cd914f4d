/* SPDX-License-Identifier: MIT
 * YAML read with libfyaml and copied at once into our own tree, so that only this file knows the library. */
#include "rec/conf.h"

#include <errno.h>
#include <fcntl.h>
#include <libfyaml.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/utf8.h"

enum { DEEPEST = 64 };

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
	size_t counted; /* lines and columns are counted up to here, so that a long file is not counted from its beginning for every node */
	long line, column;
};

static void locate_next(struct build *b, size_t offset, long *line, long *column)
{
	if (offset < b->counted || !b->line) {
		b->counted = 0;
		b->line = b->column = 1;
	}
	for (; b->counted < offset && b->counted < b->conf->source.n; b->counted++) {
		unsigned char c = (unsigned char)b->conf->source.p[b->counted];
		b->line += c == '\n';
		b->column = c == '\n' ? 1 : b->column + ((c & 0xC0) != 0x80);
	}
	*line = b->line;
	*column = b->column;
}

static struct iv_conf_node *new_node(struct build *b, enum iv_conf_kind kind, size_t offset)
{
	struct iv_conf_node *node = iv_arena_zalloc(&b->conf->arena, sizeof *node);
	node->kind = kind;
	node->conf = b->conf;
	node->offset = offset;
	locate_next(b, offset, &node->line, &node->column);
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
	node->escapes = fy_node_get_style(from) == FYNS_DOUBLE_QUOTED;
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
	struct build b = { .conf = c, .err = err };
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

int iv_conf_read(struct iv_conf *c, const char *path, size_t largest, struct iv_err *err)
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
		} while (n > 0 && text.n <= largest);
	}
	int status;
	if (n < 0) {
		status = iv_err_set(err, IV_WRONG, "no_config", "cannot read the configuration: %s", strerror(errno));
		iv_err_at(err, path, 0, 0);
	} else if (text.n > largest) {
		status = iv_err_set(err, IV_WRONG, "bad_yaml", "larger than %zu MiB, so it is hardly a configuration", largest >> 20);
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

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* How long the escape at src.p[p] is: \n is 2, \u4e2d is 6; of an escaped line end, that and the indentation after it. */
static size_t escape_length(struct iv_str src, size_t p)
{
	char c = p + 1 < src.n ? src.p[p + 1] : ' ';
	if (c != '\n' && c != '\r')
		return c == 'x' ? 4 : c == 'u' ? 6 : c == 'U' ? 10 : 2;
	size_t n = 1;
	while (p + n < src.n && is_blank(src.p[p + n]))
		n++;
	return n;
}

/* Moves over the characters of the source that the text does not have: quotes, the first of two quotes, indentation. */
static size_t skip_unsaid(struct iv_str src, size_t p, char c, bool escapes)
{
	while (p < src.n && src.p[p] != c && !(escapes && src.p[p] == '\\'))
		p++;
	return p;
}

/* A blank of the text: in the source a blank, or a line end with the blanks around it. A text that keeps its own
 * indentation goes on with blanks after the line end; those are then not passed over. */
static size_t skip_blank(struct iv_str src, size_t p, bool more_blanks)
{
	size_t q = p;
	while (q < src.n && (src.p[q] == ' ' || src.p[q] == '\t' || src.p[q] == '\r'))
		q++;
	if (q >= src.n || src.p[q] != '\n')
		return p + 1;
	while (q < src.n && (src.p[q] == '\n' || src.p[q] == '\r'))
		q++;
	while (!more_blanks && q < src.n && is_blank(src.p[q]))
		q++;
	return q;
}

/* Where byte `at` of a scalar's text stands in the file: text and source are walked side by side. */
static size_t source_of(const struct iv_conf_node *node, size_t at)
{
	struct iv_str src = node->conf->source, text = node->text;
	size_t p = node->offset;
	for (size_t i = 0; i < text.n && p < src.n;) {
		bool blank = is_blank(text.p[i]);
		if (!blank)
			p = skip_unsaid(src, p, text.p[i], node->escapes);
		else
			while (p < src.n && !is_blank(src.p[p]) && !(node->escapes && src.p[p] == '\\'))
				p++;
		size_t n = 1; /* bytes of text that this place stands for */
		while (i + n < text.n && ((unsigned char)text.p[i + n] & 0xC0) == 0x80)
			n++;
		bool escaped = node->escapes && p < src.n && src.p[p] == '\\';
		size_t length = escaped ? escape_length(src, p) : n;
		if (escaped && p + 1 < src.n && is_blank(src.p[p + 1]) && src.p[p + 1] != ' ') {
			p += length; /* an escaped line end stands for nothing */
			continue;
		}
		if (at < i + n)
			return p;
		i += n;
		if (blank && !escaped)
			p = skip_blank(src, p, i < text.n && is_blank(text.p[i]));
		else
			p += length;
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
