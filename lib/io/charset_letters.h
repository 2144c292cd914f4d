/* SPDX-License-Identifier: MIT
 * Within io: what is written in each encoding, for the guess of an encoding. */
#ifndef IV_IO_CHARSET_LETTERS_H
#define IV_IO_CHARSET_LETTERS_H

enum iv_script {
	IV_SCRIPT_LATIN, /* a few letters beside those of ASCII */
	IV_SCRIPT_ALPHABET, /* all letters are others: Cyrillic, Greek, … */
	IV_SCRIPT_HAN,
	IV_SCRIPT_JAPANESE,
	IV_SCRIPT_KOREAN,
};

struct iv_charset_language {
	const char *name;
	enum iv_script script;
	/* UTF-8. Of alphabets the letters that ASCII lacks, commonest first. Of the others, in any order, what customers' names,
	 * addresses and notes are full of. */
	const char *letters;
	/* Where the characters of daily use stand: in an encoding, from and to a byte pair. NULL: nowhere in particular. */
	const char *encoding;
	unsigned from, to;
};

/* An encoding that a file may be in. */
struct iv_charset_candidate {
	const char *name;
	const char *languages; /* names, with blanks between them */
	int handicap; /* hundredths of a nat: how much rarer than the first it is in extracts */
};

extern const struct iv_charset_language iv_charset_languages[]; /* name NULL at the end */
extern const struct iv_charset_candidate iv_charset_candidates[]; /* the same */

#endif
