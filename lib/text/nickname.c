/* SPDX-License-Identifier: MIT
 * An open hash of words, each with the lines of the table that it stands in. */
#include "text/nickname.h"

#include "text/tables.h"

static const struct nickname *find(struct iv_str word)
{
	if (!word.n || word.n > NICKNAME_LONGEST)
		return NULL;
	for (unsigned at = nickname_hash(word.p, word.n); iv_nickname[at].word[0]; at = (at + 1) % NICKNAME_SLOTS)
		if (memcmp(iv_nickname[at].word, word.p, word.n) == 0 && !iv_nickname[at].word[word.n])
			return &iv_nickname[at];
	return NULL;
}

bool iv_text_nickname(struct iv_str a, struct iv_str b)
{
	const struct nickname *x = find(a), *y = x ? find(b) : NULL;
	if (!y || x == y)
		return false;
	for (int i = 0; i < NICKNAME_LINES && x->line[i]; i++)
		for (int k = 0; k < NICKNAME_LINES && y->line[k]; k++)
			if (x->line[i] == y->line[k])
				return true;
	return false;
}

unsigned iv_text_nickname_full(struct iv_str word)
{
	const struct nickname *x = find(word);
	return x ? x->line[0] : 0;
}
