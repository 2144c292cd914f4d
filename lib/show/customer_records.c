/* SPDX-License-Identifier: MIT
 * A customer for people: its records, and what ties each to the others. Why ivoc-dedupe linked a record is known in the night in which it
 * did, and said then; after that the records themselves still tell what they have in common. */
#include "show/customer_inside.h"

/* By which two records may be told to be one person, the most telling first. */
static const char *const telling[] = { "idno", "phone", "email", "ids", "name", "birth", "address", NULL };

static bool has_text(struct iv_str list, struct iv_str text, struct iv_arena *arena)
{
	for (struct iv_json_walk w = iv_json_open(list); !w.object && iv_json_next(&w);)
		if (iv_str_eq(iv_show_plain(w.value, arena), text))
			return true;
	return false;
}

/* What both have in a field, of lists the first; {0}: nothing. */
static struct iv_str common(struct iv_str a, struct iv_str b, struct iv_arena *arena)
{
	struct iv_str none = { 0 };
	if (!a.n || !b.n)
		return none;
	if (iv_json_type_of(a) != IV_JSON_ARRAY) {
		struct iv_str x = iv_show_plain(a, arena);
		return iv_str_eq(x, iv_show_plain(b, arena)) ? x : none;
	}
	for (struct iv_json_walk w = iv_json_open(a); iv_json_next(&w);) {
		struct iv_str x = iv_show_plain(w.value, arena);
		if (has_text(b, x, arena))
			return x;
	}
	return none;
}

/* Appends what two records have in common; returns how many fields. */
static size_t in_common(const struct iv_show_part *a, const struct iv_show_part *b, struct iv_arena *arena, struct iv_buf *out)
{
	size_t n = 0;
	for (size_t i = 0; telling[i]; i++) {
		struct iv_str name = iv_str_of(telling[i]), value = common(iv_json_get(a->party, name), iv_json_get(b->party, name), arena);
		if (!value.n)
			continue;
		iv_buf_addf(out, "%s%s ", n++ ? ", " : "", telling[i]);
		iv_show_clean(value, out);
	}
	return n;
}

static void add_names(const struct iv_show_whole *w, const bool *named, struct iv_buf *out)
{
	size_t n = 0;
	for (size_t i = 0; i < w->parts; i++)
		if (named[i]) {
			iv_buf_adds(out, n++ ? IV_STR(", ") : IV_STR(""));
			iv_show_clean(w->part[i].name, out);
		}
}

/* A caller belongs to whose number it is. The number of a name ends at the first slash. */
static void add_caller(const struct iv_show_whole *w, const struct iv_show_part *p, struct iv_buf *out)
{
	bool *has = iv_arena_zalloc(w->arena, w->parts + 1), any = false;
	const char *slash = memchr(p->key.p, '/', p->key.n), *field = iv_str_eq(p->source, IV_STR("~email")) ? "email" : "phone";
	struct iv_str number = { p->key.p, slash ? (size_t)(slash - p->key.p) : p->key.n };
	for (size_t i = 0; i < w->parts; i++)
		any |= has[i] = has_text(iv_json_get(w->part[i].party, iv_str_of(field)), number, w->arena);
	iv_buf_addf(out, "    known by this %s only", *field == 'e' ? "address" : "number");
	if (any) {
		iv_buf_adds(out, IV_STR(", which stands in "));
		add_names(w, has, out);
	}
	iv_buf_addc(out, '\n');
}

/* What ivoc-dedupe --explain said. */
static bool add_link(const struct iv_show_whole *w, const struct iv_show_part *p, struct iv_buf *out)
{
	size_t i = 0;
	while (i < w->links && !(iv_str_eq(w->link[i].source, p->source) && iv_str_eq(w->link[i].key, p->key)))
		i++;
	if (i == w->links)
		return false;
	struct iv_str link = w->link[i].link, to = iv_json_get(link, IV_STR("to")), weight = iv_json_get(link, IV_STR("weight"));
	iv_buf_adds(out, IV_STR("    linked to "));
	iv_show_clean(iv_show_text_in(to, "source", w->arena), out);
	iv_buf_addc(out, '/');
	iv_show_clean(iv_show_text_in(to, "key", w->arena), out);
	iv_buf_adds(out, IV_STR(" by "));
	iv_show_clean(iv_show_plain(iv_json_get(link, IV_STR("by")), w->arena), out);
	if (weight.n) {
		iv_buf_adds(out, IV_STR("; weight "));
		iv_show_clean(weight, out);
	}
	iv_buf_addc(out, '\n');
	return true;
}

/* The other record with which it has most in common; and the card it replaced. */
static void add_ties(const struct iv_show_whole *w, const struct iv_show_part *p, struct iv_buf *out)
{
	struct iv_buf best = { 0 }, one = { 0 };
	size_t most = 0, with = 0, records = 0;
	for (size_t i = 0; i < w->parts; i++) {
		const struct iv_show_part *other = &w->part[i];
		if (other == p || !other->party.n || other->deleted)
			continue;
		records++;
		if (iv_str_eq(other->source, p->source) && has_text(iv_json_get(p->party, IV_STR("supersedes")), other->key, w->arena)) {
			iv_buf_adds(out, IV_STR("    replaces "));
			iv_show_clean(other->name, out);
			iv_buf_addc(out, '\n');
		}
		iv_buf_clear(&one);
		size_t n = in_common(p, other, w->arena, &one);
		if (n > most) {
			iv_buf_clear(&best);
			iv_buf_adds(&best, iv_buf_str(&one));
			most = n;
			with = i;
		}
	}
	if (most) {
		iv_buf_adds(out, IV_STR("    has the same as "));
		iv_show_clean(w->part[with].name, out);
		iv_buf_adds(out, IV_STR(": "));
		iv_buf_adds(out, iv_buf_str(&best));
		iv_buf_addc(out, '\n');
	} else if (records) {
		iv_buf_adds(out, IV_STR("    has nothing that is exactly the same in another record\n"));
	}
	iv_buf_release(&best);
	iv_buf_release(&one);
}

static bool is_shown(struct iv_str name)
{
	static const char *const hidden[] = { "kind", "source", "key", "joined", "updated", "consent", "warn", "raw", "deleted", NULL };
	for (size_t i = 0; hidden[i]; i++)
		if (iv_str_eq(name, iv_str_of(hidden[i])))
			return false;
	return true;
}

static void add_fields(const struct iv_show_whole *w, const struct iv_show_part *p, struct iv_buf *out)
{
	for (struct iv_json_walk f = iv_json_open(p->party); iv_json_next(&f);) {
		struct iv_str name = iv_json_text((struct iv_str){ f.key.p - 1, f.key.n + 2 }, w->arena);
		if (!is_shown(name))
			continue;
		iv_buf_adds(out, IV_STR("    "));
		iv_show_clean(name, out);
		for (size_t width = iv_show_width(name); width < 12; width++)
			iv_buf_addc(out, ' ');
		iv_buf_addc(out, ' ');
		iv_show_clean(iv_show_plain(f.value, w->arena), out);
		iv_buf_addc(out, '\n');
	}
	for (struct iv_json_walk d = iv_json_open(iv_json_get(p->party, IV_STR("warn"))); iv_json_next(&d);) {
		iv_buf_adds(out, IV_STR("    doubtful     "));
		iv_show_clean(iv_show_text_in(d.value, "f", w->arena), out);
		iv_buf_adds(out, IV_STR(": "));
		iv_show_clean(iv_show_text_in(d.value, "code", w->arena), out);
		iv_buf_adds(out, IV_STR(", came as '"));
		iv_show_clean(iv_show_text_in(d.value, "was", w->arena), out);
		iv_buf_adds(out, IV_STR("'\n"));
	}
}

static void add_dates(const struct iv_show_part *p, struct iv_arena *arena, struct iv_buf *out)
{
	static const char *const name[] = { "joined", "updated" }, *const word[] = { "joined", "changed" };
	for (int i = 0; i < 2; i++) {
		struct iv_str date = iv_show_text_in(p->party, name[i], arena);
		if (!date.n)
			continue;
		iv_buf_addf(out, ", %s ", word[i]);
		iv_show_clean(date, out);
	}
	struct iv_str events = iv_json_get(p->roll, IV_STR("n"));
	if (events.n) {
		iv_buf_adds(out, IV_STR(", "));
		iv_show_clean(events, out);
		iv_buf_adds(out, iv_str_eq(events, IV_STR("1")) ? IV_STR(" event") : IV_STR(" events"));
	}
}

void iv_show_records(const struct iv_show_whole *w, struct iv_buf *out)
{
	iv_buf_adds(out, IV_STR("\nRecords\n"));
	for (size_t i = 0; i < w->parts; i++) {
		const struct iv_show_part *p = &w->part[i];
		bool caller = iv_str_starts(p->source, IV_STR("~"));
		iv_buf_adds(out, IV_STR("  "));
		iv_show_clean(p->name, out);
		add_dates(p, w->arena, out);
		iv_buf_addc(out, '\n');
		add_fields(w, p, out);
		if (caller)
			add_caller(w, p, out);
		else if (p->deleted)
			iv_buf_adds(out, IV_STR("    the source has deleted it; no value is taken from it\n"));
		else if (!p->party.n)
			iv_buf_adds(out, IV_STR("    no record came, only events that name it\n"));
		else if (!add_link(w, p, out))
			add_ties(w, p, out);
	}
}
