/* SPDX-License-Identifier: MIT
 * From the cells of a row to the lines of its records. */
#include "ingest/emit.h"

#include <stdlib.h>

#include "base/date.h"
#include "clean/id.h"
#include "ingest/profile_map.h"
#include "text/fold.h"

void iv_ingest_init(struct iv_ingest *w, const struct iv_map *map)
{
	*w = (struct iv_ingest){ .map = map };
	for (size_t i = 0; i < map->emits; i++)
		if (map->emit[i].slots > w->values)
			w->values = map->emit[i].slots;
	w->value = iv_zalloc((w->values + 1) * sizeof *w->value);
	w->joined = iv_zalloc((map->lookups + 1) * sizeof *w->joined);
	w->missed = iv_zalloc((map->lookups + 1) * sizeof *w->missed);
	if (map->rules && iv_rules_count(map->rules))
		w->run = iv_rule_run_new(map->rules);
}

void iv_ingest_release(struct iv_ingest *w)
{
	iv_rule_run_free(w->run);
	for (size_t i = 0; w->joined && i < w->map->lookups; i++)
		iv_missing_release(&w->joined[i].keys);
	free(w->joined);
	free(w->missed);
	free(w->value);
	free(w->warn);
	free(w->bad);
	free(w->line);
	free(w->row);
	iv_expect_release(&w->expect);
	free(w->given);
	iv_buf_release(&w->raws);
	iv_buf_release(&w->out);
	iv_buf_release(&w->scratch);
	iv_tally_release(&w->warned);
	iv_pattern_room_release(&w->room);
	iv_rec_release(&w->rec);
	*w = (struct iv_ingest){ 0 };
}

/* --- Values --- */

/* A template filled in, or empty when a column in it is (`all`) or all of them are. */
static struct iv_str fill_template(struct iv_ingest *w, const struct iv_map_template *t, bool all)
{
	const struct iv_row *row = w->subject.row;
	bool any = false;
	if (t->n == 1 && t->part[0].column != IV_NOWHERE)
		return row->cell[t->part[0].column];
	iv_buf_clear(&w->scratch);
	for (size_t i = 0; i < t->n; i++) {
		uint32_t column = t->part[i].column;
		struct iv_str s = column == IV_NOWHERE ? t->part[i].text : row->cell[column];
		if (column != IV_NOWHERE && !s.n && all)
			return (struct iv_str){ 0 };
		any |= column == IV_NOWHERE ? all : s.n > 0;
		iv_buf_adds(&w->scratch, s);
	}
	return any ? iv_arena_str(w->arena, iv_buf_str(&w->scratch)) : (struct iv_str){ 0 };
}

static struct iv_str meaning_of(const struct iv_map_spec *spec, struct iv_str text)
{
	if (!spec->words)
		return text;
	struct iv_str word = iv_str_trim(text);
	for (size_t i = 0; i < spec->words; i++)
		if (iv_str_eq(spec->word[i], word))
			return spec->meaning[i];
	return spec->otherwise.n ? spec->otherwise : text;
}

/* What a match says: a text with groups in it. */
static struct iv_str said(struct iv_ingest *w, const struct iv_map_template *t)
{
	if (t->n == 1)
		return t->part[0].column == IV_NOWHERE ? t->part[0].text : w->room.group[t->part[0].column];
	iv_buf_clear(&w->scratch);
	for (size_t i = 0; i < t->n; i++)
		iv_buf_adds(&w->scratch, t->part[i].column == IV_NOWHERE ? t->part[i].text : w->room.group[t->part[i].column]);
	return iv_arena_str(w->arena, iv_buf_str(&w->scratch));
}

/* A text on its way into a slot: the pieces that the pattern finds, what the word means, cleaned. */
static void take(struct iv_ingest *w, const struct iv_map_emit *emit, uint32_t slot, const struct iv_map_spec *spec, struct iv_str text)
{
	struct iv_str piece, one, all;
	bool list = emit->slot[slot].as >= IV_AS_PHONES;
	if (w->keep_raw && !spec->pattern && !spec->has_constant)
		iv_ingest_give(w, slot, text);
	if (!w->map->lists && !spec->pattern) {
		if ((piece = meaning_of(spec, text)).n)
			iv_ingest_clean(w, emit, slot, spec, piece);
		return;
	}
	/* A list of NDJSON comes with its items set apart by U+001F. */
	for (all = text; iv_str_cut(&all, '\x1F', &one);) {
		if (spec->pattern) {
			/* Notes are read in the form in which values are written. */
			for (struct iv_str rest = spec->said.n ? iv_text_tidy(w->arena, one) : one; iv_pattern_next(spec->pattern, &w->room, &rest, &piece);) {
				struct iv_str meaning = meaning_of(spec, spec->said.n ? said(w, &spec->said) : piece);
				if (w->keep_raw && !spec->said.n)
					iv_ingest_give(w, slot, piece);
				if (meaning.n)
					iv_ingest_clean(w, emit, slot, spec, meaning);
				if (!list)
					return;
			}
		} else if ((piece = meaning_of(spec, one)).n) {
			iv_ingest_clean(w, emit, slot, spec, piece);
		}
	}
}

static bool filled(const struct iv_ingest *w, uint32_t slot)
{
	return w->value[slot].text.n || w->value[slot].n;
}

static bool settled(const struct iv_ingest *w, uint32_t slot)
{
	return filled(w, slot) || w->value[slot].elsewhere;
}

static void take_value(struct iv_ingest *w, const struct iv_map_emit *emit, uint32_t slot, const struct iv_map_spec *spec)
{
	struct iv_rule_value v;
	iv_rule_eval(w->run, spec->expr, &v);
	if (v.type == IV_RULE_LIST) {
		for (size_t i = 0; i < v.list.n; i++)
			take(w, emit, slot, spec, v.list.item[i]);
		return;
	}
	iv_buf_clear(&w->scratch);
	iv_rule_value_text(&v, &w->scratch);
	if (w->scratch.n)
		take(w, emit, slot, spec, iv_arena_str(w->arena, iv_buf_str(&w->scratch)));
}

static void take_spec(struct iv_ingest *w, const struct iv_map_emit *emit, uint32_t slot, const struct iv_map_spec *spec)
{
	bool list = emit->slot[slot].as >= IV_AS_PHONES;
	const struct iv_row *row = w->subject.row;
	struct iv_str text;
	if (spec->when != IV_NOWHERE && iv_rule_test(w->run, spec->when) != 1)
		return;
	for (size_t i = 0; i < spec->columns && (list || !settled(w, slot)); i++) {
		uint32_t column = spec->column[i];
		w->order = row->order ? &row->order[column] : NULL;
		if ((text = row->cell[column]).n)
			take(w, emit, slot, spec, text);
	}
	w->order = NULL;
	if (spec->has_constant)
		take(w, emit, slot, spec, spec->constant);
	if (spec->template.n && (text = fill_template(w, &spec->template, false)).n)
		take(w, emit, slot, spec, text);
	if (spec->expr != IV_NOWHERE)
		take_value(w, emit, slot, spec);
	if (spec->fallback.n && !filled(w, slot))
		iv_ingest_clean(w, emit, slot, spec, spec->fallback);
}

static void fill_slot(struct iv_ingest *w, const struct iv_map_emit *emit, uint32_t s)
{
	const struct iv_map_slot *slot = &emit->slot[s];
	for (size_t i = 0; i < slot->specs && (slot->as >= IV_AS_PHONES || !settled(w, s)); i++)
		take_spec(w, emit, s, &slot->spec[i]);
}

/* What other fields taught about fields that are still empty. Notes come together. */
static void fill_derived(struct iv_ingest *w, const struct iv_map_emit *emit)
{
	for (size_t i = 0; i < w->deriveds; i++) {
		const struct iv_ingest_derived *d = &w->derived[i];
		struct iv_ingest_value *v = &w->value[d->slot];
		if (d->slot == emit->birth_part && filled(w, emit->birth))
			continue; /* another column knows the whole day */
		if (!v->text.n)
			v->text = d->text;
		else if (d->slot == emit->currency && !iv_str_eq(v->text, d->text))
			iv_ingest_warn(w, emit->slot[d->slot].name, "other_currency", d->text, false);
		else if (d->slot == emit->note && iv_str_find(v->text, d->text) < 0)
			v->text = iv_arena_fmt(w->arena, IV_FMT "; " IV_FMT, IV_ARG(v->text), IV_ARG(d->text));
	}
}

static void build(struct iv_ingest *w, const struct iv_map_emit *emit)
{
	w->deriveds = w->givens = 0;
	iv_buf_clear(&w->raws);
	memset(w->value, 0, emit->slots * sizeof *w->value);
	w->idno.strong = w->several_places = false;
	for (size_t i = 0; i < emit->early; i++)
		fill_slot(w, emit, emit->turn[i]);
	if (emit->joins)
		iv_ingest_join_fields(w, emit);
	if (emit->late) {
		if (w->run)
			iv_rule_bind(w->run, &w->subject);
		for (size_t i = emit->early; i < emit->turns; i++)
			fill_slot(w, emit, emit->turn[i]);
	}
	fill_derived(w, emit);
	size_t known = w->deriveds;
	iv_ingest_cross(w, emit);
	if (w->deriveds > known)
		fill_derived(w, emit);
	if (w->run)
		iv_rule_bind(w->run, &w->subject);
}

/* --- What must hold --- */

static int missing(struct iv_ingest *w, struct iv_str field, struct iv_err *err)
{
	iv_err_set(err, IV_REJECT, "missing_field", "expected a value");
	for (size_t i = 0; i < w->warns; i++)
		if (w->warn[i].refused && iv_str_eq(w->warn[i].field, field)) {
			iv_err_set(err, IV_REJECT, w->warn[i].code, "expected a value that can be read");
			iv_err_value(err, w->warn[i].was);
		}
	iv_err_field(err, field);
	return IV_REJECT;
}

static int hold(struct iv_ingest *w, const struct iv_map_emit *emit, struct iv_err *err)
{
	for (size_t i = 0; i < emit->requires; i++)
		if (!filled(w, emit->require[i]))
			return missing(w, emit->slot[emit->require[i]].name, err);
	if (emit->amount != IV_NOWHERE && filled(w, emit->amount)) {
		struct iv_str amount = w->value[emit->amount].text;
		if (!filled(w, emit->currency))
			return missing(w, IV_STR("currency"), err);
		if (amount.p[0] == '-') {
			iv_err_set(err, IV_REJECT, "negative_amount", "expected a positive amount: what is given back is an event return (see abs in ivoc-maps(5))");
			iv_err_field(err, IV_STR("amount"));
			iv_err_value(err, amount);
			return IV_REJECT;
		}
	}
	for (size_t i = 0; i < emit->checks; i++) {
		const struct iv_map_check *c = &emit->check[i];
		if (iv_rule_test(w->run, c->rule) != 0)
			continue;
		uint32_t slot = iv_map_slot(emit, c->field);
		struct iv_str was = slot == IV_NOWHERE ? (struct iv_str){ 0 } : w->value[slot].text;
		for (size_t k = 0; slot == IV_NOWHERE && k < w->map->columns; k++)
			if (iv_str_eq(w->map->column[k].name, c->field))
				was = w->subject.row->cell[k];
		if (c->warn) {
			iv_ingest_warn(w, c->field, "check_failed", was, false);
			continue;
		}
		iv_err_set(err, IV_REJECT, "check_failed", "expected: " IV_FMT, (int)(c->purpose.n < 200 ? c->purpose.n : 200), c->purpose.p);
		iv_err_field(err, c->field);
		iv_err_value(err, was);
		return IV_REJECT;
	}
	return IV_OK;
}

static int key_of(struct iv_ingest *w, const struct iv_map_emit *emit, size_t number, struct iv_str *key, struct iv_err *err)
{
	if (!emit->key.n) {
		*key = w->subject.row->content;
		if (number)
			*key = iv_arena_fmt(w->arena, IV_FMT ".%zu", IV_ARG(*key), number + 1);
		return IV_OK;
	}
	if (iv_ingest_bad_key(w, emit, err) != IV_OK)
		return IV_REJECT;
	struct iv_str given = fill_template(w, &emit->key, true);
	*key = iv_text_tidy(w->arena, given);
	if (w->keep_raw && !iv_str_eq(*key, given))
		iv_json_member_text(&w->raws, "key", given);
	if (!key->n) {
		iv_err_set(err, IV_REJECT, "missing_key", "expected a key for the record");
		iv_err_field(err, IV_STR("key"));
		return IV_REJECT;
	}
	for (size_t i = 0; i < w->lines; i++)
		if (w->line[i].kind == emit->kind && iv_str_eq(w->line[i].key, *key)) {
			iv_err_set(err, IV_REJECT, "same_key", "expected a key of its own for each record of the row");
			iv_err_field(err, IV_STR("key"));
			iv_err_value(err, *key);
			return IV_REJECT;
		}
	return IV_OK;
}

/* --- Writing --- */

void iv_ingest_warns(struct iv_ingest *w, struct iv_buf *out)
{
	for (size_t i = 0; i < w->warns; i++) {
		iv_buf_adds(out, i ? IV_STR(",{") : IV_STR(",\"warn\":[{"));
		iv_json_member_text(out, "f", w->warn[i].field);
		iv_json_member_text(out, "code", iv_str_of(w->warn[i].code));
		if (w->warn[i].was.n)
			iv_json_member_text(out, "was", w->warn[i].was);
		if (w->warn[i].meant.n)
			iv_json_member_text(out, "meant", w->warn[i].meant);
		iv_buf_addc(out, '}');
		iv_tally_add(&w->warned, w->warn[i].code, 1);
	}
	if (w->warns)
		iv_buf_addc(out, ']');
}

static void write_slot(const struct iv_map_slot *slot, const struct iv_ingest_value *v, struct iv_buf *out)
{
	if (!v->text.n && !v->n)
		return;
	iv_buf_adds(out, slot->opening);
	if (v->n) {
		for (uint32_t i = 0; i < v->n; i++) {
			iv_buf_addc(out, i ? ',' : '[');
			if (slot->as == IV_AS_IDS)
				iv_buf_adds(out, v->item[i]);
			else
				iv_json_quote(out, v->item[i]);
		}
		iv_buf_addc(out, ']');
	} else if (slot->raw) {
		iv_buf_adds(out, v->text);
	} else {
		iv_json_quote(out, v->text);
	}
}

static void write_line(struct iv_ingest *w, const struct iv_map_emit *emit, struct iv_str key)
{
	size_t at = w->out.n;
	iv_buf_adds(&w->out, emit->opening);
	iv_json_quote(&w->out, key);
	for (size_t s = 0; s < emit->slots; s++)
		write_slot(&emit->slot[s], &w->value[s], &w->out);
	if (w->subject.row->rest)
		iv_ingest_rest(w, &w->out);
	if (emit->consents)
		iv_ingest_consent(w, emit, &w->out);
	iv_ingest_warns(w, &w->out);
	if (w->keep_raw)
		iv_ingest_raw(w, emit, &w->out);
	iv_buf_addc(&w->out, '}');
	iv_expect_record(w, emit, key);
	w->line = iv_reserve(w->line, &w->lines_cap, w->lines + 1, sizeof *w->line);
	w->line[w->lines++] = (struct iv_ingest_line){ at, w->out.n - at, emit->kind, key };
}

int iv_ingest_row(struct iv_ingest *w, struct iv_arena *arena, struct iv_row *row, struct iv_err *err)
{
	w->arena = arena;
	w->lines = 0;
	iv_buf_clear(&w->out);
	w->subject = (struct iv_ingest_subject){ row, NULL, w->value };
	iv_ingest_cells(w);
	if (w->profile)
		iv_profile_map_row(w->profile);
	iv_expect_row(w);
	iv_ingest_join_row(w);
	for (size_t i = 0; i < w->map->emits; i++) {
		const struct iv_map_emit *emit = &w->map->emit[i];
		struct iv_str key;
		w->subject = (struct iv_ingest_subject){ row, emit, w->value };
		w->warns = 0;
		if (row->doubt)
			iv_ingest_warn(w, IV_STR("row"), row->doubt, row->was, false);
		w->misses = w->misses_of_row;
		if (w->run)
			iv_rule_bind(w->run, &w->subject);
		if (emit->when != IV_NOWHERE && !emit->when_late && iv_rule_test(w->run, emit->when) != 1)
			continue;
		build(w, emit);
		if (emit->when_late && iv_rule_test(w->run, emit->when) != 1)
			continue;
		iv_ingest_bad_cells(w, emit);
		int status = iv_ingest_missed(w, err);
		if (status == IV_OK)
			status = key_of(w, emit, i, &key, err);
		if (status == IV_OK)
			status = hold(w, emit, err);
		if (status == IV_OK && emit->key.n && iv_clean_spoilt(key))
			iv_ingest_warn(w, IV_STR("key"), "damaged", key, false);
		if (status != IV_OK) {
			w->lines = 0;
			return status;
		}
		write_line(w, emit, key);
		if (w->profile)
			iv_profile_map_line(w->profile, w, i);
	}
	if (w->profile)
		iv_profile_map_pass(w->profile);
	return IV_OK;
}
