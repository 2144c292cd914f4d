/* SPDX-License-Identifier: MIT
 * Records are spread over memory, and what comparing needs of one is spread again: its name, its identifiers, its values. Waiting for these one
 * after the other would take longer than comparing, so they are asked for some pairs ahead; only what the other record makes
 * necessary, as the memory answers so many questions at a time and no more. */
#include "match/compare.h"

/* The compiler takes a function that only fetches for one without effect and leaves out its calls, were it not for the empty instruction. */
static void fetch(const void *p)
{
	__builtin_prefetch(p);
	__asm__ volatile("");
}

/* Both lines that it may lie across. */
static void fetch_all(const void *p, size_t n)
{
	fetch(p);
	fetch((const char *)p + n - 1);
}

/* The row says which name, identifiers and values there are. Equal names and values need no text, but how common they are. */
static void fetch_named(const struct iv_match_frame *f, const struct iv_match_row *row, const struct iv_match_row *other)
{
	const struct iv_match_people *m = f->m;
	if (row->name != IV_NAME_NONE) {
		fetch(&f->crowd->name[row->name]);
		if (!other || (other->name != row->name && other->name != IV_NAME_NONE))
			fetch_all(&m->names.name[row->name], sizeof *m->names.name);
	}
	if (row->held_n)
		fetch(&m->held[row->held]);
	for (size_t k = 0; k < f->wide_n; k++) {
		size_t i = f->wide[k];
		if (row->value[i] && (!other || other->value[i]))
			fetch(&m->column[i].value[row->value[i]]);
	}
}

/* Does the record hold such an identifier? Without one the other's are compared with nothing. */
static bool holds(const struct iv_match_people *m, const struct iv_match_row *row, uint8_t type)
{
	for (size_t i = row->held; i < (size_t)row->held + row->held_n; i++)
		if (iv_match_ident_type(m->held[i]) == type)
			return true;
	return false;
}

/* Names in letters are compared by their words; of two Han names the texts are hardly looked at. */
static void fetch_texts(const struct iv_match_frame *f, const struct iv_match_row *row, const struct iv_match_row *other)
{
	const struct iv_match_people *m = f->m;
	if (row->name != IV_NAME_NONE && (!other || (other->name != row->name && other->name != IV_NAME_NONE))) {
		const struct iv_match_name *name = &m->names.name[row->name];
		if (!(name->flags & (other ? m->names.name[other->name].flags : 0) & IV_NAME_HAN))
			fetch(name->text);
	}
	for (size_t i = row->held; i < (size_t)row->held + row->held_n; i++)
		if (!other || holds(m, other, iv_match_ident_type(m->held[i])))
			fetch(&m->ident[iv_match_ident_number(m->held[i])]);
	for (size_t k = 0; k < f->wide_n; k++) {
		size_t i = f->wide[k];
		if (row->value[i] && (!other || (other->value[i] && other->value[i] != row->value[i])))
			fetch(m->column[i].value[row->value[i]].text);
	}
}

static void fetch_ident_texts(const struct iv_match_people *m, const struct iv_match_row *row, const struct iv_match_row *other)
{
	for (size_t i = row->held; i < (size_t)row->held + row->held_n; i++) {
		uint8_t type = iv_match_ident_type(m->held[i]);
		if ((type == IV_ID_EMAIL || type == IV_ID_OTHER) && (!other || holds(m, other, type)))
			fetch(m->ident[iv_match_ident_number(m->held[i])].text);
	}
}

void iv_match_compare_fetch(const struct iv_match_frame *f, uint32_t part, uint32_t with, int step)
{
	const struct iv_match_row *row = iv_match_row(f->m, part), *other = with == IV_MATCH_NONE ? NULL : iv_match_row(f->m, with);
	if (step == 0)
		fetch_all(row, f->m->stride);
	else if (step == 1)
		fetch_named(f, row, other);
	else if (step == 2)
		fetch_texts(f, row, other);
	else
		fetch_ident_texts(f->m, row, other);
}
