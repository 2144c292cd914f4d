/* SPDX-License-Identifier: MIT
 * Checked by hand, label by label; no resolver is asked whether the domain exists. */
#include "clean/email.h"

#include "clean/placeholder.h"
#include "clean/value.h"
#include "clean/words.h"
#include "text/fold.h"
#include "text/utf8.h"

enum { LONGEST = 254, LONGEST_LOCAL = 64, LONGEST_LABEL = 63, LONGEST_RAW = 1024 };

/* Domains that so many people use that a name one letter away from them is a slip. Names under five letters are too
 * near to too many others. */
static const struct iv_str popular[] = { IV_WORD("gmail.com"), IV_WORD("hotmail.com"), IV_WORD("outlook.com"), IV_WORD("yahoo.com"), IV_WORD("foxmail.com"), IV_WORD("icloud.com"), IV_WORD("aliyun.com") };

/* Neighbours of those that exist. */
static const struct iv_str genuine[] = { IV_WORD("ymail.com"), IV_WORD("email.com"), IV_WORD("yahoo.cn"), IV_WORD("gmail.cn") };

static const struct iv_str mistyped_ends[] = { IV_WORD(".con"), IV_WORD(".cmo"), IV_WORD(".ocm"), IV_WORD(".comm"), IV_WORD(".coom"), IV_WORD(".vom"), IV_WORD(".xom"), IV_WORD(".cim"), IV_WORD(".cpm"), IV_WORD(".c0m"), IV_WORD(".comn"), IV_WORD(".conm"), IV_WORD(".como") };

static const struct {
	struct iv_str from, to;
} mistyped[] = {
	{ IV_WORD("qq.co"), IV_WORD("qq.com") }, { IV_WORD("qq.cm"), IV_WORD("qq.com") }, { IV_WORD("163.co"), IV_WORD("163.com") }, { IV_WORD("163.cm"), IV_WORD("163.com") }, { IV_WORD("126.co"), IV_WORD("126.com") }, { IV_WORD("l63.com"), IV_WORD("163.com") }, { IV_WORD("sian.com"), IV_WORD("sina.com") }, { IV_WORD("qqq.com"), IV_WORD("qq.com") },
};

static const struct iv_str roles[] = { IV_WORD("info"), IV_WORD("sales"), IV_WORD("admin"), IV_WORD("administrator"), IV_WORD("service"), IV_WORD("services"), IV_WORD("support"), IV_WORD("contact"), IV_WORD("webmaster"), IV_WORD("postmaster"), IV_WORD("office"), IV_WORD("hr"), IV_WORD("help"), IV_WORD("kefu"), IV_WORD("marketing"),
				     IV_WORD("noreply"), IV_WORD("no-reply"), IV_WORD("donotreply"), IV_WORD("do-not-reply"), IV_WORD("hostmaster"), IV_WORD("abuse"), IV_WORD("billing"), IV_WORD("accounts"), IV_WORD("reception"), IV_WORD("enquiries"), IV_WORD("customerservice") };

static const struct iv_str nowhere_ends[] = { IV_WORD(".invalid"), IV_WORD(".test"), IV_WORD(".example"), IV_WORD(".localhost"), IV_WORD(".local") };

/* Takes the address out of its wrapping: <…>, mailto:, spaces at @ and dots, the Chinese full stop. */
static struct iv_str unwrap(struct iv_arena *a, struct iv_str s)
{
	const char *open = s.n ? memrchr(s.p, '<', s.n) : NULL;
	if (open && s.p[s.n - 1] == '>')
		s = (struct iv_str){ open + 1, (size_t)(s.p + s.n - 1 - open) - 1 };
	if (iv_str_starts(s, IV_STR("mailto:")))
		s = iv_str_from(s, 7);
	char *out = iv_arena_alloc(a, s.n + 1);
	size_t used = 0;
	for (const char *p = s.p, *end = s.p + s.n; p < end;) {
		const char *from = p;
		uint32_t cp = iv_utf8_next(&p, end);
		bool joint = used && (out[used - 1] == '@' || out[used - 1] == '.');
		if (cp == ' ' && (joint || !used))
			continue;
		if (cp == 0x3002)
			cp = '.';
		if ((cp == '@' || cp == '.') && used && out[used - 1] == ' ')
			used--;
		if (cp < 0x80) {
			out[used++] = (char)cp;
		} else {
			memcpy(out + used, from, (size_t)(p - from));
			used += (size_t)(p - from);
		}
	}
	while (used && strchr(" ,;.", out[used - 1]))
		used--;
	return (struct iv_str){ out, used };
}

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80;
}

/* Parts between dots, none empty. */
static bool valid_local(struct iv_str s)
{
	if (!s.n || s.n > LONGEST_LOCAL || s.p[0] == '.' || s.p[s.n - 1] == '.')
		return false;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '.' && s.p[i - 1] == '.')
			return false;
		if (s.p[i] != '.' && !is_word(s.p[i]) && !memchr("!#$%&'*+-/=?^_`{|}~", s.p[i], 19))
			return false;
	}
	return true;
}

static bool valid_domain(struct iv_str s)
{
	struct iv_str rest = s, label = { 0 };
	size_t labels = 0, letters = 0;
	while (s.n && iv_str_cut(&rest, '.', &label)) {
		if (!label.n || label.n > LONGEST_LABEL || label.p[0] == '-' || label.p[label.n - 1] == '-')
			return false;
		letters = 0;
		for (size_t i = 0; i < label.n; i++) {
			if (!is_word(label.p[i]) && label.p[i] != '-')
				return false;
			letters += label.p[i] < '0' || label.p[i] > '9';
		}
		labels++;
	}
	return labels >= 2 && label.n >= 2 && letters; /* an end all in figures is an IP address */
}

/* Whether one letter more, less or other, or two neighbours swapped, make a of b. */
static bool one_slip(struct iv_str a, struct iv_str b)
{
	size_t head = 0;
	while (head < a.n && head < b.n && a.p[head] == b.p[head])
		head++;
	a = iv_str_from(a, head);
	b = iv_str_from(b, head);
	while (a.n && b.n && a.p[a.n - 1] == b.p[b.n - 1]) {
		a.n--;
		b.n--;
	}
	bool swapped = a.n == 2 && b.n == 2 && a.p[0] == b.p[1] && a.p[1] == b.p[0];
	return swapped || (a.n <= 1 && b.n <= 1 && a.n + b.n);
}

/* The domain that was probably meant, or the domain itself. */
static struct iv_str repair(struct iv_arena *a, struct iv_str domain)
{
	for (size_t i = 0; i < sizeof mistyped_ends / sizeof *mistyped_ends; i++) {
		struct iv_str end = mistyped_ends[i];
		if (iv_str_ends(domain, end) && domain.n > end.n)
			domain = iv_arena_fmt(a, IV_FMT ".com", (int)(domain.n - end.n), domain.p);
	}
	for (size_t i = 0; i < sizeof mistyped / sizeof *mistyped; i++)
		if (iv_str_eq(domain, mistyped[i].from))
			return mistyped[i].to;
	if (IV_WORD_IN(domain, popular) || IV_WORD_IN(domain, genuine))
		return domain;
	for (size_t i = 0; i < sizeof popular / sizeof *popular; i++)
		if (one_slip(domain, popular[i]))
			return popular[i];
	return domain;
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

static bool is_placeholder_address(struct iv_str local, struct iv_str domain)
{
	for (size_t i = 0; i < sizeof nowhere_ends / sizeof *nowhere_ends; i++)
		if (iv_str_ends(domain, nowhere_ends[i]))
			return true;
	return iv_clean_placeholder_address(local, domain, NULL) || is_run(local);
}

static int refuse(struct iv_email *out)
{
	*out = (struct iv_email){ .c.warn = "bad_email" };
	return IV_REJECT;
}

int iv_clean_email(struct iv_arena *a, struct iv_str raw, struct iv_email *out)
{
	*out = (struct iv_email){ 0 };
	if (raw.n > LONGEST_RAW)
		return refuse(out);
	struct iv_str folded = iv_text_fold(a, raw), s = unwrap(a, folded);
	if (!folded.n)
		return IV_OK;
	if (iv_clean_placeholder(a, folded)) {
		out->c.warn = "placeholder";
		return IV_OK;
	}
	const char *at = s.n ? memchr(s.p, '@', s.n) : NULL;
	if (!at || s.n > LONGEST)
		return refuse(out);
	struct iv_str local = { s.p, (size_t)(at - s.p) }, domain = iv_str_from(s, local.n + 1);
	if (!valid_local(local) || !valid_domain(domain))
		return refuse(out);
	out->domain = repair(a, domain);
	bool typo = !iv_str_eq(out->domain, domain);
	if (is_placeholder_address(local, out->domain)) {
		*out = (struct iv_email){ .c.warn = "placeholder" };
		return IV_OK;
	}
	bool masked = iv_str_find(local, IV_STR("**")) >= 0, role = IV_WORD_IN(local, roles);
	out->c = (struct iv_clean){ s, masked ? "masked" : typo ? "typo_domain" : role ? "role_address" : NULL };
	out->canonical = typo ? iv_arena_fmt(a, IV_FMT "@" IV_FMT, IV_ARG(local), IV_ARG(out->domain)) : s;
	out->suggest = typo ? out->canonical : (struct iv_str){ 0 };
	out->linkable = !masked && !role;
	return IV_OK;
}
