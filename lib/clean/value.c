/* SPDX-License-Identifier: MIT
 * Words are compared after folding width and case and simplifying the script, so each is listed once. */
#include "clean/value.h"

#include "clean/words.h"
#include "text/fold.h"
#include "text/han.h"

enum { LONGEST_WORD = 64 }; /* bytes of a word that is looked up */

static struct iv_str word_of(struct iv_arena *a, struct iv_str s)
{
	return iv_han_simplify(a, iv_text_fold(a, s));
}

int iv_clean_text(struct iv_arena *a, struct iv_str raw, struct iv_clean *out)
{
	*out = (struct iv_clean){ iv_text_tidy(a, raw), NULL };
	if (iv_clean_placeholder(a, out->value))
		*out = (struct iv_clean){ { 0 }, "placeholder" };
	return IV_OK;
}

/* The letters and figures that most systems write. */
static enum iv_answer short_answer(struct iv_str s)
{
	if (s.n != 1 || !s.p[0])
		return IV_ANSWER_NONE;
	return strchr("yY1tT", s.p[0]) ? IV_ANSWER_YES : strchr("nN0fF", s.p[0]) ? IV_ANSWER_NO : IV_ANSWER_NONE;
}

int iv_clean_answer(struct iv_arena *a, struct iv_str raw, struct iv_cleaned_answer *out)
{
	/* English, German, French, Spanish, Portuguese, Italian, Chinese, Japanese, Korean; and what people reply to be left alone. */
	static const struct iv_str yes[] = {
		IV_WORD("y"), IV_WORD("yes"), IV_WORD("true"), IV_WORD("t"), IV_WORD("1"), IV_WORD("on"), IV_WORD("ok"), IV_WORD("okay"), IV_WORD("in"), IV_WORD("si"), IV_WORD("sí"),
		IV_WORD("ja"), IV_WORD("oui"), IV_WORD("sim"), IV_WORD("da"), IV_WORD("opt-in"), IV_WORD("optin"), IV_WORD("opted-in"), IV_WORD("opted in"),
		IV_WORD("opt in"), IV_WORD("subscribe"), IV_WORD("subscribed"), IV_WORD("agree"), IV_WORD("agreed"), IV_WORD("accept"), IV_WORD("accepted"), IV_WORD("consent"),
		IV_WORD("consented"), IV_WORD("granted"), IV_WORD("allowed"), IV_WORD("active"), IV_WORD("enabled"), IV_WORD("checked"), IV_WORD("ja, gerne"),
		IV_WORD("einverstanden"), IV_WORD("zugestimmt"), IV_WORD("angemeldet"), IV_WORD("wahr"), IV_WORD("vrai"), IV_WORD("d'accord"), IV_WORD("accepté"), IV_WORD("abonné"),
		IV_WORD("inscrit"), IV_WORD("verdadero"), IV_WORD("acepto"), IV_WORD("acepta"), IV_WORD("de acuerdo"), IV_WORD("suscrito"), IV_WORD("verdadeiro"), IV_WORD("aceito"),
		IV_WORD("inscrito"), IV_WORD("vero"), IV_WORD("accetto"), IV_WORD("iscritto"), IV_WORD("√"), IV_WORD("✓"), IV_WORD("✔"), IV_WORD("☑"), IV_WORD("✅"), IV_WORD("○"),
		IV_WORD("〇"), IV_WORD("是"), IV_WORD("是的"), IV_WORD("同意"), IV_WORD("已同意"), IV_WORD("愿意"), IV_WORD("接受"), IV_WORD("已接受"), IV_WORD("有"), IV_WORD("对"), IV_WORD("要"),
		IV_WORD("订阅"), IV_WORD("已订阅"), IV_WORD("允许"), IV_WORD("已授权"), IV_WORD("授权"), IV_WORD("可以"), IV_WORD("好"), IV_WORD("好的"), IV_WORD("行"), IV_WORD("勾选"), IV_WORD("已勾选"),
		IV_WORD("开"), IV_WORD("开启"), IV_WORD("已开启"), IV_WORD("已开通"), IV_WORD("真"), IV_WORD("有效"), IV_WORD("はい"), IV_WORD("同意する"), IV_WORD("する"), IV_WORD("可"), IV_WORD("希望する"),
		IV_WORD("あり"), IV_WORD("有り"), IV_WORD("예"), IV_WORD("네"), IV_WORD("동의"), IV_WORD("동의함"), IV_WORD("수신"),
	};
	static const struct iv_str no[] = {
		IV_WORD("n"), IV_WORD("no"), IV_WORD("false"), IV_WORD("f"), IV_WORD("0"), IV_WORD("off"), IV_WORD("out"), IV_WORD("nein"), IV_WORD("non"), IV_WORD("não"),
		IV_WORD("nao"), IV_WORD("opt-out"), IV_WORD("optout"), IV_WORD("opted-out"), IV_WORD("opted out"), IV_WORD("opt out"), IV_WORD("unsubscribe"), IV_WORD("unsubscribed"),
		IV_WORD("disagree"), IV_WORD("disagreed"), IV_WORD("decline"), IV_WORD("declined"), IV_WORD("refuse"), IV_WORD("refused"), IV_WORD("rejected"), IV_WORD("denied"),
		IV_WORD("withdrawn"), IV_WORD("revoked"), IV_WORD("inactive"), IV_WORD("disabled"), IV_WORD("unchecked"), IV_WORD("do not contact"), IV_WORD("do not call"),
		IV_WORD("stop"), IV_WORD("td"), IV_WORD("nicht einverstanden"), IV_WORD("abgelehnt"), IV_WORD("abgemeldet"), IV_WORD("widerrufen"), IV_WORD("falsch"), IV_WORD("faux"),
		IV_WORD("refusé"), IV_WORD("désabonné"), IV_WORD("désinscrit"), IV_WORD("falso"), IV_WORD("rechazo"), IV_WORD("no acepto"), IV_WORD("dado de baja"),
		IV_WORD("rechazado"), IV_WORD("recusado"), IV_WORD("cancelado"), IV_WORD("rifiuto"), IV_WORD("rifiutato"), IV_WORD("disiscritto"), IV_WORD("×"), IV_WORD("✗"),
		IV_WORD("✘"), IV_WORD("✕"), IV_WORD("✖"), IV_WORD("☐"), IV_WORD("❌"), IV_WORD("否"), IV_WORD("不"), IV_WORD("不是"), IV_WORD("不同意"), IV_WORD("未同意"), IV_WORD("不愿意"),
		IV_WORD("不接受"), IV_WORD("拒绝"), IV_WORD("已拒绝"), IV_WORD("没有"), IV_WORD("无"), IV_WORD("不要"), IV_WORD("退订"), IV_WORD("已退订"), IV_WORD("回复td"), IV_WORD("取消订阅"), IV_WORD("取消"),
		IV_WORD("不允许"), IV_WORD("未授权"), IV_WORD("不可以"), IV_WORD("不可"), IV_WORD("不行"), IV_WORD("未勾选"), IV_WORD("勿扰"), IV_WORD("免打扰"), IV_WORD("关"), IV_WORD("关闭"),
		IV_WORD("已关闭"), IV_WORD("未开通"), IV_WORD("假"), IV_WORD("无效"), IV_WORD("いいえ"), IV_WORD("同意しない"), IV_WORD("しない"), IV_WORD("希望しない"), IV_WORD("なし"), IV_WORD("無し"),
		IV_WORD("아니요"), IV_WORD("아니오"), IV_WORD("미동의"), IV_WORD("거부"), IV_WORD("수신거부"), IV_WORD("비동의"),
	};
	*out = (struct iv_cleaned_answer){ .answer = short_answer(raw) };
	if (out->answer) {
		out->c.value = out->answer == IV_ANSWER_YES ? IV_STR("true") : IV_STR("false");
		return IV_OK;
	}
	struct iv_str word = raw.n <= LONGEST_WORD ? word_of(a, raw) : raw;
	if (IV_WORD_IN(word, yes)) {
		*out = (struct iv_cleaned_answer){ { IV_STR("true"), NULL }, IV_ANSWER_YES };
	} else if (IV_WORD_IN(word, no)) {
		*out = (struct iv_cleaned_answer){ { IV_STR("false"), NULL }, IV_ANSWER_NO };
	} else if (iv_clean_placeholder(a, word)) {
		out->c.warn = "placeholder";
	} else if (word.n) {
		out->c.warn = "bad_answer";
		return IV_REJECT;
	}
	return IV_OK;
}
