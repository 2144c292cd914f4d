/* SPDX-License-Identifier: MIT
 * A list of words. */
#include "clean/gender.h"

#include "clean/value.h"
#include "text/fold.h"

int iv_clean_gender(struct iv_arena *a, struct iv_str raw, struct iv_clean *out)
{
	static const struct {
		const char *word, *value;
	} words[] = {
		{ "m", "M" },  { "男", "M" },	 { "1", "M" },	    { "male", "M" },  { "man", "M" }, { "mr", "M" },	{ "mr.", "M" },	 { "先生", "M" }, { "男性", "M" }, { "男士", "M" }, { "boy", "M" },
		{ "f", "F" },  { "女", "F" },	 { "2", "F" },	    { "female", "F" }, { "woman", "F" }, { "ms", "F" },	{ "ms.", "F" },	 { "mrs", "F" },  { "mrs.", "F" }, { "miss", "F" }, { "w", "F" },
		{ "herr", "M" }, { "männlich", "M" }, { "mann", "M" }, { "masculin", "M" }, { "homme", "M" }, { "h", "M" }, { "monsieur", "M" }, { "m.", "M" }, { "masculino", "M" }, { "hombre", "M" }, { "sr", "M" }, { "sr.", "M" }, { "señor", "M" }, { "homem", "M" }, { "maschio", "M" }, { "uomo", "M" },
		{ "男子", "M" }, { "男生", "M" }, { "남", "M" }, { "남자", "M" }, { "남성", "M" },
		{ "frau", "F" }, { "weiblich", "F" }, { "féminin", "F" }, { "feminin", "F" }, { "femme", "F" }, { "madame", "F" }, { "mme", "F" }, { "mlle", "F" }, { "femenino", "F" }, { "feminino", "F" }, { "mujer", "F" }, { "sra", "F" }, { "sra.", "F" }, { "señora", "F" }, { "mulher", "F" }, { "femmina", "F" }, { "donna", "F" },
		{ "女子", "F" }, { "女生", "F" }, { "여", "F" }, { "여자", "F" }, { "여성", "F" },
		{ "d", "" }, { "divers", "" }, { "d.", "" }, { "autre", "" }, { "otro", "" }, { "outro", "" }, { "altro", "" }, { "n", "" },
		{ "女士", "F" }, { "小姐", "F" }, { "太太", "F" }, { "女性", "F" }, { "girl", "F" }, { "u", "" },	 { "0", "" },	 { "9", "" },	  { "x", "" },	   { "other", "" },  { "unspecified", "" },
	};
	*out = (struct iv_clean){ 0 };
	struct iv_str word = raw.n <= 64 ? iv_text_fold(a, raw) : raw;
	if (!word.n)
		return IV_OK;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (words[i].word[0] == word.p[0] && iv_str_eq(word, iv_str_of(words[i].word))) {
			out->value = iv_str_of(words[i].value);
			return IV_OK;
		}
	if (!iv_clean_placeholder(a, word))
		out->warn = "bad_gender";
	return IV_OK;
}
