/* SPDX-License-Identifier: MIT
 * Records: reading, changing, writing. */
#include "rec/record.h"

static const char *const kind_names[] = { "", "party", "event", "customer", "decision", "reject" };

enum iv_kind iv_kind_of(struct iv_str name)
{
	for (int k = IV_KIND_PARTY; k <= IV_KIND_REJECT; k++)
		if (iv_str_eq(name, iv_str_of(kind_names[k])))
			return (enum iv_kind)k;
	return IV_KIND_OTHER;
}

const char *iv_kind_name(enum iv_kind kind)
{
	return kind_names[kind];
}

void iv_rec_release(struct iv_rec *r)
{
	iv_json_release(&r->json);
	*r = (struct iv_rec){ 0 };
}

int iv_rec_read(struct iv_rec *r, struct iv_str line, struct iv_arena *arena, struct iv_err *err)
{
	r->line = line;
	r->arena = arena;
	r->changed = r->moved = false;
	r->kind = IV_KIND_OTHER;
	int status = iv_json_scan(&r->json, line, err);
	r->members = r->json.n;
	if (status == IV_OK)
		r->kind = iv_kind_of(iv_rec_text(r, IV_STR("kind")));
	return status;
}

struct iv_str iv_rec_raw(const struct iv_rec *r, struct iv_str key)
{
	const struct iv_json_member *m = iv_rec_find(r, key);
	return m ? m->value : (struct iv_str){ 0 };
}

struct iv_str iv_rec_text(const struct iv_rec *r, struct iv_str key)
{
	const struct iv_json_member *m = iv_rec_find(r, key);
	if (!m || m->type != IV_JSON_STRING)
		return (struct iv_str){ 0 };
	return m->escaped ? iv_json_text(m->value, r->arena) : (struct iv_str){ m->value.p + 1, m->value.n - 2 };
}

static struct iv_json_member *new_member(struct iv_rec *r, struct iv_str key)
{
	struct iv_json *j = &r->json;
	j->m = iv_reserve(j->m, &j->cap, j->n + 1, sizeof *j->m);
	uint32_t hash = iv_json_hash(key);
	j->seen |= (uint64_t)1 << (hash & 63);
	j->m[j->n] = (struct iv_json_member){ .key = key, .hash = hash };
	return &j->m[j->n++];
}

void iv_rec_set(struct iv_rec *r, struct iv_str key, struct iv_str raw)
{
	struct iv_json_member *m = iv_rec_find(r, key);
	if (m && iv_str_eq(m->value, raw))
		return;
	if (!m)
		m = new_member(r, key);
	else if (m < r->json.m + r->members)
		r->moved = true;
	m->value = raw;
	m->type = (uint8_t)iv_json_type_of(raw);
	m->escaped = m->type == IV_JSON_STRING && memchr(raw.p, '\\', raw.n);
	m->edited = true;
	r->changed = true;
}

void iv_rec_set_text(struct iv_rec *r, struct iv_str key, struct iv_str text)
{
	struct iv_buf b = { 0 };
	iv_json_quote(&b, text);
	iv_rec_set(r, key, iv_arena_str(r->arena, iv_buf_str(&b)));
	iv_buf_release(&b);
}

void iv_rec_lead(struct iv_rec *r, struct iv_str key, struct iv_str raw)
{
	iv_rec_set(r, key, raw);
	struct iv_json_member *m = iv_rec_find(r, key);
	if (m == r->json.m)
		return;
	struct iv_json_member lead = *m;
	memmove(r->json.m + 1, r->json.m, (size_t)(m - r->json.m) * sizeof *m);
	r->json.m[0] = lead;
	r->changed = r->moved = true;
}

void iv_rec_drop(struct iv_rec *r, struct iv_str key)
{
	struct iv_json_member *m = iv_rec_find(r, key);
	if (!m)
		return;
	memmove(m, m + 1, (size_t)(r->json.m + r->json.n - m - 1) * sizeof *m);
	r->json.n--;
	r->changed = r->moved = true;
}

bool iv_rec_is_tight(const struct iv_rec *r)
{
	const char *at = r->line.p + 1;
	for (size_t i = 0; i < r->members; i++) {
		const struct iv_json_member *m = &r->json.m[i];
		if (m->at != at || m->edited)
			return false;
		at = m->value.p + m->value.n + 1;
	}
	return r->members && !r->changed && at == r->line.p + r->line.n;
}

static void write_member(const struct iv_json_member *m, struct iv_buf *out)
{
	if (m->at && !m->edited) {
		iv_buf_add(out, m->at, (size_t)(m->value.p + m->value.n - m->at));
		return;
	}
	iv_json_quote(out, m->key);
	iv_buf_addc(out, ':');
	iv_buf_adds(out, m->value);
}

void iv_rec_write(const struct iv_rec *r, struct iv_buf *out)
{
	const struct iv_json *j = &r->json;
	iv_buf_grow(out, r->line.n + 64);
	if (!r->changed) {
		iv_buf_adds(out, r->line);
		iv_buf_addc(out, '\n');
		return;
	}
	size_t i = 0;
	if (!r->moved && r->members) { /* only members at the end are new: the line up to its last member stays */
		i = r->members;
		const struct iv_json_member *last = &j->m[i - 1];
		iv_buf_add(out, r->line.p, (size_t)(last->value.p + last->value.n - r->line.p));
	} else {
		iv_buf_addc(out, '{');
	}
	for (; i < j->n; i++) {
		if (i)
			iv_buf_addc(out, ',');
		write_member(&j->m[i], out);
	}
	iv_buf_adds(out, IV_STR("}\n"));
}
