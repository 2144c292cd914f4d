/* SPDX-License-Identifier: MIT
 * YAML that reads back as what it was, and remarks about what was seen in a column. */
#include <strings.h>

#include "base/num.h"
#include "base/utf8.h"
#include "ingest/sniff_write.h"
#include "io/json.h"

/* --- YAML --- */

/* A scalar, plain where nobody could take it for anything else. */
void iv_sniff_scalar(struct iv_buf *b, struct iv_str s)
{
	static const char *const words[] = { "true", "false", "yes", "no", "on", "off", "null", "y", "n", NULL };
	unsigned char first = s.n ? (unsigned char)s.p[0] : ' ';
	bool plain = first >= 0x80 || first == '_' || ((first | 0x20) >= 'a' && (first | 0x20) <= 'z'), special = false;
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		special |= c < 0x20 || c == 0x7F || c == '\'';
		plain &= c >= 0x80 || c == '_' || iv_is_digit((char)c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '-' || c == '.';
	}
	for (size_t i = 0; words[i]; i++)
		plain &= !(s.n == strlen(words[i]) && !strncasecmp(s.p, words[i], s.n));
	if (plain) {
		iv_buf_adds(b, s);
	} else if (special || iv_utf8_check(s) < s.n) {
		iv_json_quote(b, s); /* what JSON escapes YAML reads */
	} else {
		iv_buf_addc(b, '\'');
		iv_buf_adds(b, s);
		iv_buf_addc(b, '\'');
	}
}

/* A column in a rule: bare, or in double quotes. In a template its name stands as it is. */
void iv_sniff_in_rule(struct iv_buf *b, struct iv_str name)
{
	bool bare = name.n > 0;
	for (size_t i = 0; i < name.n; i++) {
		unsigned char c = (unsigned char)name.p[i];
		bare &= c >= 0x80 || c == '_' || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || (i && iv_is_digit((char)c));
	}
	if (!bare)
		iv_buf_addc(b, '"');
	iv_buf_adds(b, name);
	if (!bare)
		iv_buf_addc(b, '"');
}

/* --- Remarks --- */

static void add_share(struct iv_buf *b, int64_t n, int64_t of)
{
	int64_t tenths = of ? (n * 1000 + of / 2) / of : 0;
	if (tenths == 1000 || tenths % 10 == 0)
		iv_buf_addf(b, "%lld %%", (long long)(tenths / 10));
	else
		iv_buf_addf(b, "%lld.%lld %%", (long long)(tenths / 10), (long long)(tenths % 10));
}

/* Text in a remark stays in its line. */
void iv_sniff_remark(struct iv_buf *b, struct iv_str s)
{
	for (size_t i = 0; i < s.n; i++)
		iv_buf_addc(b, (unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7F ? ' ' : s.p[i]);
}

static struct iv_str date_text(char room[16], const struct iv_classed *type, int64_t date)
{
	struct iv_buf b = { 0 };
	int64_t year = date / 10000 + (type->republic ? 1911 : 0);
	iv_buf_addf(&b, "%04lld-%02lld-%02lld", (long long)(year % 10000), (long long)(date / 100 % 100), (long long)(date % 100));
	size_t n = b.n < 16 ? b.n : 16;
	memcpy(room, b.p, n);
	iv_buf_release(&b);
	return (struct iv_str){ room, n };
}

/* The values of a small set, such as states of an order. */
static void add_words(struct iv_sniff_writer *w, const struct iv_sniff_column *c)
{
	struct iv_frequent *f = &iv_profile_top(&w->s->tops, c->profile->id)->values;
	bool code = c->type.type == IV_CLASS_TEXT || c->type.type == IV_CLASS_CODE || c->type.type == IV_CLASS_GENDER || c->type.type == IV_CLASS_BOOLEAN || c->type.type == IV_CLASS_INTEGER;
	if (!code || f->error || f->n > 6 || c->profile->filled < (int64_t)f->n * 5)
		return;
	iv_frequent_sort(f);
	for (size_t i = 0; i < f->n; i++) {
		iv_buf_adds(w->out, i ? IV_STR(", ") : IV_STR(": "));
		iv_sniff_remark(w->out, (struct iv_str){ f->item[i].text, f->item[i].len });
		iv_buf_addc(w->out, ' ');
		add_share(w->out, f->item[i].n, c->profile->filled);
	}
}

static void add_type(struct iv_sniff_writer *w, const struct iv_sniff_column *c)
{
	static const char *const words[] = { "empty", "whole numbers", "numbers", "dates", "telephone numbers", "e-mail addresses", "identity numbers", "Han names", "names", "addresses", "places",
					     "genders", "yes or no", "codes", "text" };
	const struct iv_classed *t = &c->type;
	char room[16];
	if (t->type != IV_CLASS_TEXT && t->fits < t->of) {
		add_share(w->out, t->fits, t->of);
		iv_buf_addc(w->out, ' ');
	}
	iv_buf_adds(w->out, iv_str_of(words[t->type]));
	if (t->type == IV_CLASS_PHONE && t->region[0])
		iv_buf_addf(w->out, " of %s", t->region);
	if (t->type == IV_CLASS_DATE && c->profile->dates[t->order]) {
		iv_buf_addf(w->out, " from " IV_FMT, IV_ARG(date_text(room, t, c->profile->date_min[t->order])));
		iv_buf_addf(w->out, " to " IV_FMT, IV_ARG(date_text(room, t, c->profile->date_max[t->order])));
	}
	if (t->type == IV_CLASS_DATE && t->either)
		iv_buf_addf(w->out, "; every one of them can be read as %s and as %s: say which, as formats: [%s]", t->format, t->other_format, t->format);
	if ((t->type == IV_CLASS_INTEGER || t->type == IV_CLASS_DECIMAL) && c->profile->numbers && c->profile->length_max <= 9) {
		iv_buf_adds(w->out, IV_STR(" from "));
		iv_num_add_money(w->out, c->profile->number_min);
		iv_buf_adds(w->out, IV_STR(" to "));
		iv_num_add_money(w->out, c->profile->number_max);
	}
}

/* # 98 % filled, 97 % telephone numbers of CN */
void iv_sniff_seen(struct iv_sniff_writer *w, const struct iv_sniff_column *c)
{
	if (c->type.type == IV_CLASS_EMPTY) {
		iv_buf_adds(w->out, c->n ? IV_STR("nothing but placeholders") : IV_STR("empty"));
		return;
	}
	add_share(w->out, c->profile->filled, w->s->rows);
	iv_buf_adds(w->out, IV_STR(" filled, "));
	add_type(w, c);
	add_words(w, c);
}

void iv_sniff_end_line(struct iv_sniff_writer *w, const struct iv_sniff_column *c)
{
	iv_buf_adds(w->out, IV_STR("  # "));
	iv_sniff_seen(w, c);
	iv_buf_addc(w->out, '\n');
}
