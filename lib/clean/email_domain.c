/* SPDX-License-Identifier: MIT
 * Short lists, looked up by length and first letter; most addresses are at one of the first few. */
#include "clean/email_domain.h"

#include <idn2.h>

#include "clean/words.h"

/* Domains that so many people use that a name one letter away from them is a slip. */
static const struct iv_str popular[] = {
	IV_WORD("qq.com"), IV_WORD("163.com"), IV_WORD("gmail.com"), IV_WORD("126.com"), IV_WORD("hotmail.com"), IV_WORD("outlook.com"), IV_WORD("139.com"), IV_WORD("sina.com"), IV_WORD("foxmail.com"), IV_WORD("icloud.com"), IV_WORD("yahoo.com"), IV_WORD("sohu.com"), IV_WORD("aliyun.com"), IV_WORD("live.com"), IV_WORD("vip.qq.com"), IV_WORD("yahoo.com.tw"), IV_WORD("hotmail.com.tw"), IV_WORD("yahoo.com.cn"), IV_WORD("yahoo.com.hk"), IV_WORD("yahoo.co.jp"), IV_WORD("hinet.net"), IV_WORD("msa.hinet.net"), IV_WORD("pchome.com.tw"), IV_WORD("yahoo.co.uk"), IV_WORD("hotmail.co.uk"), IV_WORD("googlemail.com"), IV_WORD("protonmail.com"), IV_WORD("naver.com"), IV_WORD("hanmail.net"), IV_WORD("yandex.ru"), IV_WORD("docomo.ne.jp"), IV_WORD("ezweb.ne.jp"), IV_WORD("comcast.net"), IV_WORD("t-online.de"), IV_WORD("rocketmail.com"),
};

/* Neighbours of those that exist. */
static const struct iv_str genuine[] = {
	IV_WORD("ymail.com"), IV_WORD("email.com"), IV_WORD("fmail.com"), IV_WORD("jmail.com"), IV_WORD("mail.com"), IV_WORD("yahoo.cn"), IV_WORD("gmail.cn"), IV_WORD("gmail.de"), IV_WORD("gmail.ru"), IV_WORD("yahoo.de"), IV_WORD("yahoo.fr"), IV_WORD("yahoo.it"), IV_WORD("yahoo.es"), IV_WORD("yahoo.in"), IV_WORD("yahoo.ca"), IV_WORD("hotmail.de"), IV_WORD("hotmail.fr"), IV_WORD("hotmail.it"), IV_WORD("hotmail.es"), IV_WORD("hotmail.ca"), IV_WORD("hotmail.nl"), IV_WORD("hotmail.se"), IV_WORD("hotmail.no"), IV_WORD("outlook.de"), IV_WORD("outlook.fr"), IV_WORD("outlook.it"), IV_WORD("outlook.es"), IV_WORD("outlook.jp"), IV_WORD("outlook.cn"), IV_WORD("aliyun.cn"), IV_WORD("icloud.cn"), IV_WORD("yandex.ua"), IV_WORD("yandex.by"), IV_WORD("yandex.kz"), IV_WORD("yandex.com"), IV_WORD("hanmail.com"), IV_WORD("never.com"), IV_WORD("saver.com"), IV_WORD("comcast.com"), IV_WORD("hotmail.com.tr"), IV_WORD("yahoo.com.tr"), IV_WORD("yahoo.co.id"), IV_WORD("yahoo.co.in"), IV_WORD("yahoo.co.kr"), IV_WORD("yahoo.co.nz"), IV_WORD("yahoo.com.mx"), IV_WORD("yahoo.com.br"),
};

static const struct iv_str mistyped_ends[] = { IV_WORD(".con"), IV_WORD(".cmo"), IV_WORD(".ocm"), IV_WORD(".comm"), IV_WORD(".coom"), IV_WORD(".ccom"), IV_WORD(".vom"), IV_WORD(".xom"), IV_WORD(".cim"), IV_WORD(".cpm"), IV_WORD(".c0m"), IV_WORD(".comn"), IV_WORD(".conm"), IV_WORD(".como"), IV_WORD(".cmom"), IV_WORD(".cok"), IV_WORD(".coml"), IV_WORD(".comq") };

/* Names too short for a rule: nearly every word of three letters is somebody's domain. */
static const struct {
	struct iv_str from, to;
} mistyped[] = {
	{ IV_WORD("qq.co"), IV_WORD("qq.com") }, { IV_WORD("qq.cm"), IV_WORD("qq.com") }, { IV_WORD("qq.om"), IV_WORD("qq.com") }, { IV_WORD("qqq.com"), IV_WORD("qq.com") }, { IV_WORD("qq.com.com"), IV_WORD("qq.com") }, { IV_WORD("qq.com.cn"), IV_WORD("qq.com") }, { IV_WORD("qqcom"), IV_WORD("qq.com") }, { IV_WORD("qq"), IV_WORD("qq.com") },
	{ IV_WORD("163.co"), IV_WORD("163.com") }, { IV_WORD("163.cm"), IV_WORD("163.com") }, { IV_WORD("163.om"), IV_WORD("163.com") }, { IV_WORD("l63.com"), IV_WORD("163.com") }, { IV_WORD("1163.com"), IV_WORD("163.com") }, { IV_WORD("1633.com"), IV_WORD("163.com") }, { IV_WORD("163com"), IV_WORD("163.com") }, { IV_WORD("163"), IV_WORD("163.com") }, { IV_WORD("163.com.cn"), IV_WORD("163.com") },
	{ IV_WORD("126.co"), IV_WORD("126.com") }, { IV_WORD("126.cm"), IV_WORD("126.com") }, { IV_WORD("126com"), IV_WORD("126.com") }, { IV_WORD("126"), IV_WORD("126.com") }, { IV_WORD("139.co"), IV_WORD("139.com") }, { IV_WORD("139.cm"), IV_WORD("139.com") }, { IV_WORD("139com"), IV_WORD("139.com") },
	{ IV_WORD("sian.com"), IV_WORD("sina.com") }, { IV_WORD("sina.co"), IV_WORD("sina.com") }, { IV_WORD("sina.cm"), IV_WORD("sina.com") }, { IV_WORD("shou.com"), IV_WORD("sohu.com") }, { IV_WORD("live.co"), IV_WORD("live.com") }, { IV_WORD("gmail"), IV_WORD("gmail.com") }, { IV_WORD("hotmail"), IV_WORD("hotmail.com") }, { IV_WORD("outlook"), IV_WORD("outlook.com") }, { IV_WORD("yahoo"), IV_WORD("yahoo.com") },
};

/* What providers publish about their boxes. `tag`: what follows it in the local part is the user's own label. The address is at
 * `one` whichever of the domains it was given at. */
static const struct {
	struct iv_str domain, one;
	char tag;
	bool dots; /* dots in the local part mean nothing */
} providers[] = {
	{ IV_WORD("gmail.com"), IV_WORD("gmail.com"), '+', true }, { IV_WORD("googlemail.com"), IV_WORD("gmail.com"), '+', true },
	{ IV_WORD("outlook.com"), IV_WORD("outlook.com"), '+', false }, { IV_WORD("hotmail.com"), IV_WORD("hotmail.com"), '+', false }, { IV_WORD("live.com"), IV_WORD("live.com"), '+', false }, { IV_WORD("msn.com"), IV_WORD("msn.com"), '+', false },
	{ IV_WORD("icloud.com"), IV_WORD("icloud.com"), '+', false }, { IV_WORD("me.com"), IV_WORD("icloud.com"), '+', false }, { IV_WORD("mac.com"), IV_WORD("icloud.com"), '+', false },
	{ IV_WORD("fastmail.com"), IV_WORD("fastmail.com"), '+', false }, { IV_WORD("fastmail.fm"), IV_WORD("fastmail.fm"), '+', false },
	{ IV_WORD("protonmail.com"), IV_WORD("proton.me"), '+', false }, { IV_WORD("proton.me"), IV_WORD("proton.me"), '+', false }, { IV_WORD("pm.me"), IV_WORD("proton.me"), '+', false },
	{ IV_WORD("yahoo.com"), IV_WORD("yahoo.com"), '-', false }, { IV_WORD("ymail.com"), IV_WORD("ymail.com"), '-', false }, { IV_WORD("yahoo.com.tw"), IV_WORD("yahoo.com.tw"), '-', false }, { IV_WORD("yahoo.com.hk"), IV_WORD("yahoo.com.hk"), '-', false },
};

static const struct iv_str disposable[] = {
	IV_WORD("mailinator.com"), IV_WORD("guerrillamail.com"), IV_WORD("guerrillamail.info"), IV_WORD("sharklasers.com"), IV_WORD("grr.la"), IV_WORD("10minutemail.com"), IV_WORD("10minutemail.net"), IV_WORD("temp-mail.org"), IV_WORD("tempmail.com"), IV_WORD("tempmail.net"), IV_WORD("yopmail.com"), IV_WORD("yopmail.fr"), IV_WORD("yopmail.net"), IV_WORD("trashmail.com"), IV_WORD("trash-mail.com"), IV_WORD("throwawaymail.com"), IV_WORD("dispostable.com"), IV_WORD("maildrop.cc"), IV_WORD("getnada.com"), IV_WORD("mailnesia.com"), IV_WORD("mintemail.com"), IV_WORD("fakeinbox.com"), IV_WORD("spamgourmet.com"), IV_WORD("discard.email"), IV_WORD("moakt.com"), IV_WORD("linshiyouxiang.net"), IV_WORD("chacuo.net"), IV_WORD("027168.com"), IV_WORD("bccto.me"), IV_WORD("mailcatch.com"),
};

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

/* Five letters before the first dot: shorter names are too near to too many others. */
static bool is_long(struct iv_str domain)
{
	const char *dot = memchr(domain.p, '.', domain.n);
	return dot && dot - domain.p >= 5;
}

struct iv_str iv_email_repair(struct iv_arena *a, struct iv_str domain)
{
	if (IV_WORD_IN(domain, popular))
		return domain;
	const char *dot = domain.n ? memrchr(domain.p, '.', domain.n) : NULL;
	bool slip = dot && dot + 3 < domain.p + domain.n && strchr("covx", dot[1]); /* as all of the ends begin */
	for (size_t i = 0; slip && i < sizeof mistyped_ends / sizeof *mistyped_ends; i++)
		if (iv_str_ends(domain, mistyped_ends[i]) && domain.n > mistyped_ends[i].n)
			domain = iv_arena_fmt(a, IV_FMT ".com", (int)(domain.n - mistyped_ends[i].n), domain.p);
	for (size_t i = 0; i < sizeof mistyped / sizeof *mistyped; i++)
		if (domain.n == mistyped[i].from.n && memcmp(domain.p, mistyped[i].from.p, domain.n) == 0)
			return mistyped[i].to;
	if (IV_WORD_IN(domain, popular) || IV_WORD_IN(domain, genuine))
		return domain;
	for (size_t i = 0; domain.n >= 8 && i < sizeof popular / sizeof *popular; i++) {
		size_t more = domain.n > popular[i].n ? domain.n - popular[i].n : popular[i].n - domain.n;
		if (more <= 1 && is_long(popular[i]) && one_slip(domain, popular[i]))
			return popular[i];
	}
	return domain;
}

static bool is_ascii(struct iv_str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] >= 0x80)
			return false;
	return true;
}

struct iv_str iv_email_ascii(struct iv_arena *a, struct iv_str domain)
{
	uint8_t *out = NULL;
	if (is_ascii(domain))
		return domain;
	const char *text = iv_arena_str(a, domain).p;
	if (idn2_lookup_u8((const uint8_t *)text, &out, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL) != IDN2_OK)
		return (struct iv_str){ 0 };
	struct iv_str ascii = iv_arena_str(a, iv_str_of((const char *)out));
	idn2_free(out);
	return ascii;
}

void iv_email_mailbox(struct iv_arena *a, struct iv_str *local, struct iv_str *domain)
{
	size_t i = 0, n = sizeof providers / sizeof *providers;
	while (i < n && !iv_str_eq(*domain, providers[i].domain))
		i++;
	if (i == n)
		return;
	*domain = providers[i].one;
	const char *tag = memchr(local->p, providers[i].tag, local->n);
	if (tag && tag > local->p)
		local->n = (size_t)(tag - local->p);
	while (local->n > 1 && local->p[local->n - 1] == '.')
		local->n--;
	if (!providers[i].dots || !memchr(local->p, '.', local->n))
		return;
	char *out = iv_arena_alloc(a, local->n + 1);
	size_t used = 0;
	for (size_t k = 0; k < local->n; k++)
		if (local->p[k] != '.')
			out[used++] = local->p[k];
	*local = (struct iv_str){ out, used };
}

bool iv_email_disposable(struct iv_str domain)
{
	return IV_WORD_IN(domain, disposable);
}
