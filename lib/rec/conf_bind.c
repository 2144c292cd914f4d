/* SPDX-License-Identifier: MIT
 * Checking a mapping against the keys it may have, and converting scalars. */
#include <math.h>
#include <stdio.h>

#include "base/date.h"
#include "base/num.h"
#include "rec/conf.h"

static int want(const struct iv_conf_node *node, const char *what, const char *type, struct iv_err *err)
{
	static const char *const kinds[] = { "", " (here is a list)", " (here is a mapping)" };
	if (node->kind == IV_CONF_SCALAR && node->text.n)
		return iv_conf_error(node, 0, err, "%s: expected %s, not '" IV_FMT "'", what, type, (int)(node->text.n < 60 ? node->text.n : 60), node->text.p);
	return iv_conf_error(node, 0, err, "%s: expected %s%s", what, type, kinds[node->kind]);
}

static int choose(const struct iv_conf_node *node, const char *what, const char *const *choices, int *into, struct iv_err *err)
{
	char list[200] = "";
	size_t n = 0, at = 0;
	for (; choices[n]; n++) {
		if (iv_str_eq(node->text, iv_str_of(choices[n]))) {
			*into = (int)n;
			return IV_OK;
		}
		if (at < sizeof list)
			at += (size_t)snprintf(list + at, sizeof list - at, "%s%s", n ? ", " : "one of ", choices[n]);
	}
	return want(node, what, list, err);
}

static int texts(const struct iv_conf_node *node, const char *what, struct iv_conf_texts *into, struct iv_err *err)
{
	if (node->kind == IV_CONF_MAPPING)
		return want(node, what, "a list of words", err);
	bool one = node->kind == IV_CONF_SCALAR;
	size_t n = one ? 1 : node->n;
	/* The tree is ours to extend until it is released. */
	struct iv_arena *arena = &((struct iv_conf *)(uintptr_t)node->conf)->arena;
	struct iv_str *text = iv_arena_alloc(arena, (n + 1) * sizeof *text);
	const struct iv_conf_node **nodes = iv_arena_alloc(arena, (n + 1) * sizeof *nodes);
	for (size_t i = 0; i < n; i++) {
		nodes[i] = one ? node : node->item[i];
		if (nodes[i]->kind != IV_CONF_SCALAR)
			return want(nodes[i], what, "a word", err);
		text[i] = nodes[i]->text;
	}
	*into = (struct iv_conf_texts){ text, nodes, n };
	return IV_OK;
}

static int real(const struct iv_conf_node *node, const char *what, double *into, struct iv_err *err)
{
	double v;
	if (node->kind != IV_CONF_SCALAR || !iv_num_double(node->text, &v) || !isfinite(v))
		return want(node, what, "a number", err);
	*into = v;
	return IV_OK;
}

static int reals(const struct iv_conf_node *node, const char *what, struct iv_conf_reals *into, struct iv_err *err)
{
	if (node->kind != IV_CONF_SEQUENCE)
		return want(node, what, "a list of numbers", err);
	double *value = iv_arena_alloc(&((struct iv_conf *)(uintptr_t)node->conf)->arena, (node->n + 1) * sizeof *value);
	*into = (struct iv_conf_reals){ value, node->n };
	int status = IV_OK;
	for (size_t i = 0; i < node->n && status == IV_OK; i++)
		status = real(node->item[i], what, &value[i], err);
	return status;
}

static int scalar(const struct iv_conf_node *node, const char *what, enum iv_conf_type type, const char *const *choices, void *into, struct iv_err *err)
{
	bool yes = !node->quoted && iv_str_eq(node->text, IV_STR("true")), no = !node->quoted && iv_str_eq(node->text, IV_STR("false"));
	switch (type) {
	case IV_CONF_TEXT:
		*(struct iv_str *)into = node->text;
		return IV_OK;
	case IV_CONF_INT:
		return iv_num_int(node->text, into) ? IV_OK : want(node, what, "a whole number", err);
	case IV_CONF_MONEY:
		return iv_num_money(node->text, into) ? IV_OK : want(node, what, "a number with at most 4 decimals", err);
	case IV_CONF_DATE:
		return iv_date_parse(node->text, into) ? IV_OK : want(node, what, "a date as 2026-01-31", err);
	case IV_CONF_BOOL:
		*(bool *)into = yes;
		return yes || no ? IV_OK : want(node, what, "true or false", err);
	case IV_CONF_CHOICE:
		return choose(node, what, choices, into, err);
	default:
		if (!node->text.n)
			return want(node, what, "an expression", err);
		*(const struct iv_conf_node **)into = node;
		return IV_OK;
	}
}

int iv_conf_scalar(const struct iv_conf_node *node, const char *what, enum iv_conf_type type, const char *const *choices, void *into, struct iv_err *err)
{
	switch (type) {
	case IV_CONF_TEXTS:
		return texts(node, what, into, err);
	case IV_CONF_REALS:
		return reals(node, what, into, err);
	case IV_CONF_REAL:
		return real(node, what, into, err);
	case IV_CONF_LIST:
		if (node->kind != IV_CONF_SEQUENCE)
			return want(node, what, "a list", err);
		break;
	case IV_CONF_MAP:
		if (node->kind != IV_CONF_MAPPING)
			return want(node, what, "a mapping", err);
		break;
	case IV_CONF_NODE:
		break;
	default:
		if (node->kind != IV_CONF_SCALAR)
			return want(node, what, "a single value", err);
		return scalar(node, what, type, choices, into, err);
	}
	*(const struct iv_conf_node **)into = node;
	return IV_OK;
}

int iv_conf_bind(const struct iv_conf_node *map, const struct iv_conf_key *keys, size_t n, void *into, struct iv_err *err)
{
	const char *names[64];
	if (map->kind != IV_CONF_MAPPING)
		return want(map, "this", "a mapping", err);
	for (size_t k = 0; k < n && k < 64; k++)
		names[k] = keys[k].name;
	for (size_t i = 0; i < map->n; i++) {
		size_t k = 0;
		while (k < n && !iv_str_eq(map->key[i]->text, iv_str_of(keys[k].name)))
			k++;
		if (k == n) {
			const char *near = iv_str_nearest(map->key[i]->text, names, n < 64 ? n : 64);
			return iv_conf_error(map->key[i], 0, err, "unknown key '" IV_FMT "'%s%s%s", IV_ARG(map->key[i]->text), near ? " (did you mean '" : "", near ? near : "",
					     near ? "'?)" : "");
		}
		int status = iv_conf_scalar(map->item[i], keys[k].name, keys[k].type, keys[k].choices, (char *)into + keys[k].offset, err);
		if (status != IV_OK)
			return status;
	}
	for (size_t k = 0; k < n; k++)
		if (keys[k].required && !iv_conf_get(map, keys[k].name))
			return iv_conf_error(map, 0, err, "the key '%s' is missing", keys[k].name);
	return IV_OK;
}
