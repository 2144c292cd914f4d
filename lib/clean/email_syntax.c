/* SPDX-License-Identifier: MIT
 * A descent through the grammar of RFC 5322, section 3.4.1 and 4.4, byte by byte; comments nest. */
#include "clean/email_syntax.h"

#include <arpa/inet.h>

#include "base/str.h"

enum { LONGEST = 254, LONGEST_LOCAL = 64, LONGEST_DOMAIN = 253, LONGEST_LABEL = 63 };

struct reader {
	const char *p, *end;
	bool wrong, loose, beyond;
};

static bool is_alnum(unsigned char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80;
}

static bool is_atext(unsigned char c)
{
	return is_alnum(c) || (c && strchr("!#$%&'*+-/=?^_`{|}~", c));
}

static bool take(struct reader *r, char c)
{
	if (r->p == r->end || *r->p != c)
		return false;
	r->p++;
	return true;
}

/* Folding white space: blanks, and line ends that a blank follows. */
static void skip_blanks(struct reader *r)
{
	while (r->p < r->end && !r->wrong) {
		if (*r->p == ' ' || *r->p == '\t')
			r->p++;
		else if (*r->p == '\r') {
			const char *q = r->p;
			r->wrong = r->end - q < 3 || q[1] != '\n' || (q[2] != ' ' && q[2] != '\t');
			r->p += 2;
		} else
			return;
		r->loose = true;
	}
}

/* The character behind a backslash; what it may be beyond printable ASCII is an obsolete form. */
static void skip_pair(struct reader *r)
{
	r->wrong |= r->p == r->end || (unsigned char)*r->p >= 0x80;
	if (r->p == r->end)
		return;
	unsigned char c = (unsigned char)*r->p++;
	r->loose |= (c < ' ' && c != '\t') || c == 0x7F;
}

/* Blanks and comments. */
static void skip_between(struct reader *r)
{
	skip_blanks(r);
	while (take(r, '(')) {
		r->loose = true;
		for (int depth = 1; depth && !r->wrong;) {
			skip_blanks(r);
			if (r->p == r->end || r->wrong) {
				r->wrong = true;
				break;
			}
			char c = *r->p++;
			depth += c == '(' ? 1 : c == ')' ? -1 : 0;
			r->wrong |= c == '\n' || c == '\0';
			if (c == '\\')
				skip_pair(r);
		}
		skip_blanks(r);
	}
}

/* The text within quotes, without its backslashes. Blanks belong to it; only a folded line is a looser form. */
static void take_quoted(struct reader *r, struct iv_buf *out)
{
	while (r->p < r->end && !r->wrong) {
		const char *from = r->p;
		unsigned char c = (unsigned char)*r->p++;
		if (c == '"')
			return;
		if (c == '\\') {
			from = r->p;
			skip_pair(r);
			iv_buf_add(out, from, (size_t)(r->p - from));
		} else if (c == '\r') {
			r->p--;
			skip_blanks(r);
			iv_buf_addc(out, ' ');
		} else {
			r->wrong = !c || c == '\n';
			r->loose |= (c < ' ' && c != '\t') || c == 0x7F;
			iv_buf_addc(out, (char)c);
		}
	}
	r->wrong = true; /* it does not close */
}

/* Words between dots. Text that is a dot-atom needs no quotes, whatever it came in. */
static void take_local(struct reader *r, struct iv_buf *out, bool *any_quoted)
{
	for (size_t words = 0;; words++) {
		skip_between(r);
		size_t before = out->n;
		const char *from = r->p;
		bool quoted = take(r, '"');
		if (quoted) {
			take_quoted(r, out);
			*any_quoted = true;
		} else {
			while (r->p < r->end && is_atext((unsigned char)*r->p))
				r->p++;
			iv_buf_add(out, from, (size_t)(r->p - from));
		}
		skip_between(r);
		r->wrong |= !quoted && out->n == before;
		if (r->wrong || take(r, '@'))
			return;
		r->loose |= quoted || (r->p + 1 < r->end && r->p[1] == '"'); /* quotes around a word of several: obsolete */
		if (!take(r, '.')) {
			r->wrong = true;
			return;
		}
		iv_buf_addc(out, '.');
	}
}

static void take_label(struct reader *r, struct iv_buf *out, struct iv_email_parts *parts)
{
	const char *from = r->p;
	size_t figures = 0;
	for (; r->p < r->end && is_atext((unsigned char)*r->p); r->p++) {
		r->beyond |= !is_alnum((unsigned char)*r->p) && *r->p != '-';
		figures += iv_is_digit(*r->p);
	}
	size_t n = (size_t)(r->p - from);
	r->wrong |= !n || from[0] == '-' || r->p[-1] == '-';
	r->beyond |= n > LONGEST_LABEL;
	parts->numeric = figures == n;
	iv_buf_add(out, from, n);
}

/* [192.0.2.1], [IPv6:2001:db8::1]; others are literals of a kind nobody uses. */
static bool is_address(struct iv_str s)
{
	char text[64];
	unsigned char address[16];
	bool six = s.n > 5 && strncasecmp(s.p, "IPv6:", 5) == 0;
	s = iv_str_from(s, six ? 5 : 0);
	if (s.n >= sizeof text || (s.n && memchr(s.p, '\0', s.n)))
		return false;
	memcpy(text, s.p, s.n);
	text[s.n] = '\0';
	return inet_pton(six ? AF_INET6 : AF_INET, text, address) == 1;
}

static void take_literal(struct reader *r, struct iv_buf *out, struct iv_email_parts *parts)
{
	const char *from = r->p;
	parts->literal = true;
	for (; r->p < r->end && *r->p != ']' && !r->wrong; r->p++) {
		r->wrong |= *r->p == '[' || *r->p == '\n';
		if (*r->p == '\\') {
			r->p++;
			skip_pair(r);
			r->p--;
		}
	}
	struct iv_str text = { from, (size_t)(r->p - from) };
	if (r->wrong || !take(r, ']')) {
		r->wrong = true;
		return;
	}
	r->beyond |= !is_address(text);
	iv_buf_addc(out, '[');
	iv_buf_adds(out, text);
	iv_buf_addc(out, ']');
}

static void take_domain(struct reader *r, struct iv_buf *out, struct iv_email_parts *parts)
{
	size_t labels = 0;
	do {
		skip_between(r);
		if (labels++)
			iv_buf_addc(out, '.');
		if (labels == 1 && take(r, '['))
			take_literal(r, out, parts);
		else
			take_label(r, out, parts);
		if (!r->wrong)
			skip_between(r);
	} while (!r->wrong && !parts->literal && take(r, '.'));
	parts->dotless = !parts->literal && labels == 1;
	r->wrong |= r->p != r->end;
}

static bool is_dot_atom(struct iv_str s)
{
	char before = '.';
	for (size_t i = 0; i < s.n; before = s.p[i++])
		if (s.p[i] == '.' ? before == '.' : !is_atext((unsigned char)s.p[i]))
			return false;
	return before != '.';
}

/* In quotes, unless it can do without. */
static struct iv_str requote(struct iv_arena *a, struct iv_str text, bool *quoted)
{
	*quoted = !is_dot_atom(text);
	if (!*quoted)
		return iv_arena_str(a, text);
	char *out = iv_arena_alloc(a, 2 * text.n + 2);
	size_t used = 0;
	out[used++] = '"';
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '"' || text.p[i] == '\\')
			out[used++] = '\\';
		out[used++] = text.p[i];
	}
	out[used++] = '"';
	return (struct iv_str){ out, used };
}

enum iv_email_verdict iv_email_parse(struct iv_arena *a, struct iv_str s, struct iv_email_parts *out)
{
	struct reader r = { .p = s.p, .end = s.p + s.n };
	struct iv_buf local = { 0 }, domain = { 0 };
	bool quoted = false;
	*out = (struct iv_email_parts){ 0 };
	take_local(&r, &local, &quoted);
	size_t written = (size_t)(r.p - s.p); /* with quotes and backslashes, as RFC 5321 counts */
	if (!r.wrong)
		take_domain(&r, &domain, out);
	out->local = requote(a, iv_buf_str(&local), &out->quoted);
	out->domain = iv_arena_str(a, iv_buf_str(&domain));
	r.beyond |= out->local.n > LONGEST_LOCAL || out->domain.n > LONGEST_DOMAIN || out->local.n + 1 + out->domain.n > LONGEST;
	r.beyond |= quoted && !r.loose && written > LONGEST_LOCAL + 1;
	iv_buf_release(&local);
	iv_buf_release(&domain);
	bool odd = quoted || out->literal || out->dotless || out->numeric;
	return r.wrong ? IV_EMAIL_WRONG : r.beyond ? IV_EMAIL_BEYOND : r.loose ? IV_EMAIL_LOOSE : odd ? IV_EMAIL_ODD : IV_EMAIL_PLAIN;
}
