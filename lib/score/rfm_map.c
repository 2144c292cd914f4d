/* SPDX-License-Identifier: MIT
 * Maps from scores to names. */
#include "score/rfm_map.h"

#include <stdio.h>

#include "base/num.h"

struct line {
	struct iv_str name, recency, frequency, monetary, mean;
	struct iv_conf_texts codes;
};

static const struct iv_conf_key keys[] = {
	{ "name", IV_CONF_TEXT, offsetof(struct line, name), true, NULL },
	{ "recency", IV_CONF_TEXT, offsetof(struct line, recency), false, NULL },
	{ "frequency", IV_CONF_TEXT, offsetof(struct line, frequency), false, NULL },
	{ "monetary", IV_CONF_TEXT, offsetof(struct line, monetary), false, NULL },
	{ "frequency_monetary", IV_CONF_TEXT, offsetof(struct line, mean), false, NULL },
	{ "codes", IV_CONF_TEXTS, offsetof(struct line, codes), false, NULL },
};

/* One score, or a range such as 4-5. */
static int range(const struct iv_conf_node *node, const char *key, struct iv_str text, unsigned groups, uint8_t out[2], struct iv_err *err)
{
	int64_t low, high;
	size_t dash = 0;
	if (!text.p)
		return IV_OK;
	while (dash < text.n && text.p[dash] != '-')
		dash++;
	bool two = dash < text.n;
	if (!iv_num_int((struct iv_str){ text.p, dash }, &low) || (two && !iv_num_int((struct iv_str){ text.p + dash + 1, text.n - dash - 1 }, &high)))
		return iv_conf_error(iv_conf_get(node, key), 0, err, "%s: expected a score or a range of scores such as 4-5", key);
	high = two ? high : low;
	if (low < 1 || high > groups || low > high)
		return iv_conf_error(iv_conf_get(node, key), 0, err, "%s: expected scores from 1 to %u, the lesser first", key, groups);
	out[0] = (uint8_t)low;
	out[1] = (uint8_t)high;
	return IV_OK;
}

/* 334, or 10-3-1 where there are ten groups. */
static bool code(struct iv_str text, unsigned groups, uint8_t out[3])
{
	size_t at = 0;
	for (int i = 0; i < 3; i++) {
		unsigned v = 0;
		size_t digits = 0;
		if (i && at < text.n && text.p[at] == '-')
			at++;
		while (at < text.n && text.p[at] >= '0' && text.p[at] <= '9' && digits < (groups > 9 ? 2 : 1)) {
			v = v * 10 + (unsigned)(text.p[at++] - '0');
			digits++;
		}
		if (v < 1 || v > groups)
			return false;
		out[i] = (uint8_t)v;
	}
	return at == text.n;
}

static int load_codes(struct iv_rfm_segment *s, const struct iv_conf_texts *codes, unsigned groups, struct iv_arena *a, struct iv_err *err)
{
	uint8_t(*c)[3] = iv_arena_alloc(a, (codes->n + 1) * sizeof *c);
	for (size_t i = 0; i < codes->n; i++)
		if (!code(codes->text[i], groups, c[i]))
			return iv_conf_error(codes->node[i], 0, err, "codes: expected three scores from 1 to %u, such as %s", groups, groups > 9 ? "10-3-1" : "334");
	s->code = (const uint8_t(*)[3])c;
	s->codes = codes->n;
	return IV_OK;
}

static int load_segment(struct iv_rfm_segment *s, const struct iv_conf_node *node, unsigned groups, struct iv_arena *a, struct iv_err *err)
{
	struct line l = { 0 };
	int status = iv_conf_bind(node, keys, sizeof keys / sizeof *keys, &l, err);
	if (status != IV_OK)
		return status;
	bool ranges = l.recency.p || l.frequency.p || l.monetary.p || l.mean.p;
	if ((l.codes.n > 0) == ranges)
		return iv_conf_error(node, 0, err, "expected codes, or ranges of recency, frequency and monetary");
	if (l.mean.p && (l.frequency.p || l.monetary.p))
		return iv_conf_error(node, 0, err, "frequency_monetary is the mean of both; leave frequency and monetary out");
	*s = (struct iv_rfm_segment){ .name = l.name, .node = node, .range = { { 1, IV_RFM_GROUPS }, { 1, IV_RFM_GROUPS }, { 1, IV_RFM_GROUPS } } };
	status = range(node, "recency", l.recency, groups, s->range[0], err);
	if (status == IV_OK)
		status = range(node, "frequency", l.frequency, groups, s->range[1], err);
	if (status == IV_OK)
		status = range(node, "monetary", l.monetary, groups, s->range[2], err);
	if (status == IV_OK)
		status = range(node, "frequency_monetary", l.mean, groups, s->mean, err);
	return status == IV_OK && l.codes.n ? load_codes(s, &l.codes, groups, a, err) : status;
}

static bool takes(const struct iv_rfm_segment *s, const uint8_t score[3])
{
	for (size_t i = 0; i < s->codes; i++)
		if (!memcmp(s->code[i], score, 3))
			return true;
	if (s->codes)
		return false;
	for (int i = 0; i < 3; i++)
		if (score[i] < s->range[i][0] || score[i] > s->range[i][1])
			return false;
	unsigned twice = (unsigned)score[1] + score[2];
	return !s->mean[0] || (twice >= 2u * s->mean[0] && twice <= 2u * s->mean[1]);
}

const struct iv_rfm_segment *iv_rfm_map_find(const struct iv_rfm_map *m, const uint8_t score[3])
{
	for (size_t i = 0; i < m->n; i++)
		if (takes(&m->segment[i], score))
			return &m->segment[i];
	return NULL;
}

static void count(struct iv_rfm_map *m, unsigned groups)
{
	uint8_t score[3];
	for (unsigned code = 0; code < groups * groups * groups; code++) {
		score[0] = (uint8_t)(1 + code / (groups * groups));
		score[1] = (uint8_t)(1 + code / groups % groups);
		score[2] = (uint8_t)(1 + code % groups);
		const struct iv_rfm_segment *s = iv_rfm_map_find(m, score);
		if (s)
			m->segment[s - m->segment].reached++;
		else
			m->unnamed++;
	}
}

static int load_list(struct iv_rfm_map *m, const struct iv_conf_node *list, unsigned groups, struct iv_err *err)
{
	/* The tree is ours to extend until it is released. */
	struct iv_arena *a = &((struct iv_conf *)(uintptr_t)list->conf)->arena;
	int status = IV_OK;
	if (!list->n)
		return iv_conf_error(list, 0, err, "map: expected at least one segment");
	m->segment = iv_arena_zalloc(a, list->n * sizeof *m->segment);
	for (size_t i = 0; i < list->n && status == IV_OK; i++) {
		status = load_segment(&m->segment[i], list->item[i], groups, a, err);
		m->n++;
	}
	if (status == IV_OK)
		count(m, groups);
	return status;
}

struct file {
	int64_t version, groups;
	const struct iv_conf_node *segments;
};

static int load_known(struct iv_rfm_map *m, const struct iv_conf_node *node, unsigned groups, const struct iv_rfm_known *k, struct iv_err *err)
{
	static const struct iv_conf_key file_keys[] = {
		{ "version", IV_CONF_INT, offsetof(struct file, version), true, NULL },
		{ "groups", IV_CONF_INT, offsetof(struct file, groups), true, NULL },
		{ "segments", IV_CONF_LIST, offsetof(struct file, segments), true, NULL },
	};
	struct file f = { 0 };
	int status = iv_conf_parse(&m->own, k->name, iv_str_of(k->text), err);
	if (status == IV_OK)
		status = iv_conf_bind(m->own.root, file_keys, sizeof file_keys / sizeof *file_keys, &f, err);
	if (status == IV_OK && f.groups != groups)
		return iv_conf_error(node, 0, err, "map: %s is made for %d groups, and not for %u", k->name, (int)f.groups, groups);
	return status == IV_OK ? load_list(m, f.segments, groups, err) : status;
}

int iv_rfm_map_load(struct iv_rfm_map *m, const struct iv_conf_node *node, unsigned groups, struct iv_err *err)
{
	const char *names[16];
	if (node->kind == IV_CONF_SEQUENCE)
		return load_list(m, node, groups, err);
	for (size_t i = 0; i < iv_rfm_known_n && i < 16; i++) {
		names[i] = iv_rfm_known[i].name;
		if (node->kind == IV_CONF_SCALAR && iv_str_eq(node->text, iv_str_of(names[i])))
			return load_known(m, node, groups, &iv_rfm_known[i], err);
	}
	if (node->kind != IV_CONF_SCALAR)
		return iv_conf_error(node, 0, err, "map: expected a list of segments, or the name of a map");
	const char *near = iv_str_nearest(node->text, names, iv_rfm_known_n);
	return iv_conf_error(node, 0, err, "map: there is no map '" IV_FMT "'%s%s%s", IV_ARG(node->text), near ? " (did you mean '" : "", near ? near : "", near ? "'?)" : "");
}

void iv_rfm_map_release(struct iv_rfm_map *m)
{
	iv_conf_release(&m->own);
	*m = (struct iv_rfm_map){ 0 };
}
