/* SPDX-License-Identifier: MIT
 * Most addresses are a plain word at a plain domain, and are told so in one pass; the others go through the grammar. */
#include "clean/email.h"

#include "clean/email_domain.h"
#include "clean/email_syntax.h"
#include "clean/placeholder.h"
#include "clean/value.h"
#include "clean/words.h"
#include "text/fold.h"
#include "text/utf8.h"

enum { LONGEST = 254, LONGEST_RAW = 1024, LONGEST_PLAIN = 64 };

static const struct iv_str roles[] = {
	IV_WORD("info"), IV_WORD("sales"), IV_WORD("admin"), IV_WORD("administrator"), IV_WORD("service"), IV_WORD("services"), IV_WORD("support"), IV_WORD("contact"), IV_WORD("contactus"), IV_WORD("webmaster"), IV_WORD("postmaster"), IV_WORD("office"), IV_WORD("hr"), IV_WORD("help"), IV_WORD("helpdesk"), IV_WORD("kefu"), IV_WORD("fuwu"), IV_WORD("caiwu"), IV_WORD("renshi"), IV_WORD("zhaopin"), IV_WORD("shichang"), IV_WORD("marketing"), IV_WORD("noreply"), IV_WORD("no-reply"), IV_WORD("no_reply"), IV_WORD("donotreply"), IV_WORD("do-not-reply"), IV_WORD("mailer-daemon"), IV_WORD("hostmaster"), IV_WORD("abuse"), IV_WORD("billing"), IV_WORD("accounts"), IV_WORD("accounting"), IV_WORD("finance"), IV_WORD("reception"), IV_WORD("enquiries"), IV_WORD("enquiry"), IV_WORD("inquiry"), IV_WORD("customerservice"), IV_WORD("customer.service"), IV_WORD("customercare"), IV_WORD("orders"), IV_WORD("order"), IV_WORD("booking"), IV_WORD("bookings"), IV_WORD("reservations"), IV_WORD("jobs"), IV_WORD("careers"), IV_WORD("press"), IV_WORD("media"), IV_WORD("legal"), IV_WORD("privacy"), IV_WORD("security"), IV_WORD("root"), IV_WORD("feedback"), IV_WORD("newsletter"), IV_WORD("purchasing"), IV_WORD("shop"), IV_WORD("store"),
};

static const struct iv_str nowhere_ends[] = { IV_WORD(".invalid"), IV_WORD(".test"), IV_WORD(".example"), IV_WORD(".localhost"), IV_WORD(".local") };

/* What stands for @ where the writer feared robots, when there is no @. */
static struct iv_str restore_at(struct iv_arena *a, struct iv_str s)
{
	static const char *const signs[] = { "(at)", "[at]", "{at}", " at ", "#" };
	if (s.n && memchr(s.p, '@', s.n))
		return s;
	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
		ptrdiff_t at = iv_str_find(s, iv_str_of(signs[i]));
		if (at > 0)
			return iv_arena_join(a, (struct iv_str){ s.p, (size_t)at }, IV_STR("@"), iv_str_from(s, (size_t)at + strlen(signs[i])));
	}
	return s;
}

/* Takes the address out of its wrapping: <…>, mailto:, the Chinese full stop, marks behind it. */
static struct iv_str unwrap(struct iv_arena *a, struct iv_str s)
{
	const char *open = s.n ? memrchr(s.p, '<', s.n) : NULL;
	if (open && s.p[s.n - 1] == '>')
		s = (struct iv_str){ open + 1, (size_t)(s.p + s.n - 1 - open) - 1 };
	if (iv_str_starts(s, IV_STR("mailto:")))
		s = iv_str_from(s, 7);
	s = restore_at(a, s);
	char *out = iv_arena_alloc(a, s.n + 1);
	size_t used = 0;
	for (const char *p = s.p, *end = s.p + s.n; p < end;) {
		const char *from = p;
		uint32_t cp = iv_utf8_next(&p, end);
		if (cp == 0x3002) {
			out[used++] = '.';
		} else {
			memcpy(out + used, from, (size_t)(p - from));
			used += (size_t)(p - from);
		}
	}
	while (used && strchr(" ,;.", out[used - 1]))
		used--;
	return iv_str_trim((struct iv_str){ out, used });
}

/* 111111@, 123456@: figures that somebody typed with one finger. */
static bool is_run(struct iv_str s)
{
	bool same = s.n >= 3, up = s.n >= 3;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
		same &= s.p[i] == s.p[0];
		up &= !i || (s.p[i] - s.p[i - 1] + 10) % 10 == 1;
	}
	return same || up;
}

static bool is_role(struct iv_str local)
{
	/* No role has a figure in its name, and most mailboxes have one. */
	for (size_t i = 0; i < local.n; i++)
		if (iv_is_digit(local.p[i]))
			return false;
	return IV_WORD_IN(local, roles);
}

static bool is_nobody(struct iv_str local, struct iv_str domain)
{
	for (size_t i = 0; i < sizeof nowhere_ends / sizeof *nowhere_ends; i++)
		if (iv_str_ends(domain, nowhere_ends[i]))
			return true;
	return is_run(local) || iv_clean_placeholder_address(local, domain, NULL);
}

static int refuse(struct iv_email *out)
{
	*out = (struct iv_email){ .c.warn = "bad_email" };
	return IV_REJECT;
}

/* Letters and figures, with single dots, hyphens and underscores between them, on both sides of one @, in lower case or capitals:
 * needs neither folding nor the grammar. The copy in lower case goes to `out`; false when it is anything else. */
static bool is_plain(struct iv_str s, char *out, struct iv_email_parts *parts)
{
	size_t at = 0, dot = 0;
	char before = '.';
	if (s.n < 6 || s.n > LONGEST_PLAIN)
		return false;
	for (size_t i = 0; i < s.n; before = out[i++]) {
		char c = s.p[i];
		c += c >= 'A' && c <= 'Z' ? 32 : 0;
		out[i] = c;
		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
			continue;
		bool mark = c == '.' || c == '-' || (c == '_' && !at), edge = before == '.' || before == '-' || before == '_' || before == '@';
		if (edge || (!mark && (c != '@' || at)))
			return false;
		at = c == '@' ? i : at;
		dot = c == '.' ? i : dot;
	}
	/* Between the last dot and the end: letters, two of them or more. */
	if (!at || dot <= at || s.n - dot < 3 || before == '.' || before == '-' || out[s.n - 1] < 'a' || out[dot + 1] < 'a')
		return false;
	*parts = (struct iv_email_parts){ .local = { out, at }, .domain = { out + at + 1, s.n - at - 1 } };
	return true;
}

static size_t last_label(struct iv_str domain)
{
	const char *dot = memrchr(domain.p, '.', domain.n);
	return dot ? (size_t)(domain.p + domain.n - dot - 1) : domain.n;
}

/* Fills the address from its parts. */
static int accept(struct iv_arena *a, struct iv_str whole, const struct iv_email_parts *p, bool commented, struct iv_email *out)
{
	bool named = !p->literal && !p->numeric;
	struct iv_str box = p->local, ascii = named ? iv_email_ascii(a, p->domain) : p->domain;
	if (!ascii.n || box.n + 1 + ascii.n > LONGEST)
		return refuse(out);
	struct iv_str meant = named ? iv_email_repair(a, ascii) : ascii, domain = meant;
	bool typo = !iv_str_eq(meant, ascii), masked = iv_str_find(box, IV_STR("**")) >= 0;
	if (!p->quoted)
		iv_email_mailbox(a, &box, &domain);
	bool plain = iv_str_eq(box, p->local) && iv_str_eq(domain, meant);
	if (is_nobody(box, domain) || (!plain && is_nobody(p->local, meant))) {
		*out = (struct iv_email){ .c.warn = "placeholder" };
		return IV_OK;
	}
	bool nowhere = !named || (p->dotless && !typo) || last_label(meant) < 2, thrown = iv_email_disposable(domain), role = is_role(box);
	bool odd = nowhere || p->quoted || commented, moved = box.n != p->local.n || !iv_str_eq(domain, p->domain);
	out->c = (struct iv_clean){ whole, masked ? "masked" : typo ? "typo_domain" : odd ? "odd_email" : thrown ? "disposable_email" : role ? "role_address" : NULL };
	out->canonical = moved ? iv_arena_join(a, box, IV_STR("@"), domain) : whole;
	out->domain = domain;
	out->suggest = typo ? iv_arena_join(a, p->local, IV_STR("@"), meant) : (struct iv_str){ 0 };
	out->reachable = !masked && !nowhere;
	out->linkable = out->reachable && !role && !thrown;
	return IV_OK;
}

int iv_clean_email(struct iv_arena *a, struct iv_str raw, struct iv_email *out)
{
	struct iv_email_parts parts;
	*out = (struct iv_email){ 0 };
	if (raw.n > LONGEST_RAW)
		return refuse(out);
	if (raw.n <= LONGEST_PLAIN) {
		char *lower = iv_arena_alloc(a, LONGEST_PLAIN);
		if (is_plain(raw, lower, &parts))
			return accept(a, (struct iv_str){ lower, raw.n }, &parts, false, out);
	}
	struct iv_str folded = iv_text_fold(a, raw);
	if (!folded.n)
		return IV_OK;
	if (iv_clean_placeholder_of(a, folded, IV_PLACEHOLDER_EMAIL, NULL)) {
		out->c.warn = "placeholder";
		return IV_OK;
	}
	struct iv_str s = unwrap(a, folded);
	enum iv_email_verdict verdict = iv_email_parse(a, s, &parts);
	if (verdict > IV_EMAIL_LOOSE)
		return refuse(out);
	bool commented = verdict == IV_EMAIL_LOOSE && memchr(s.p, '(', s.n);
	return accept(a, iv_arena_join(a, parts.local, IV_STR("@"), parts.domain), &parts, commented, out);
}
