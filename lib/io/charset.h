/* SPDX-License-Identifier: MIT
 * Character encodings. Text files are decoded one physical line at a time, so that bytes which mean nothing cost a line
 * and not the file. UTF-8 is checked here; any other encoding is what iconv knows: gb18030, cp950, big5-hkscs, utf-16, … */
#ifndef IV_IO_CHARSET_H
#define IV_IO_CHARSET_H
#include <iconv.h>

#include "base/err.h"

/* An encoding in use. Zero-initialise; one thread at a time; close is safe on anything zeroed. */
struct iv_charset {
	char name[32]; /* as iconv and messages have it: "utf-8", "gb18030" */
	unsigned unit; /* bytes of the smallest unit, 1, 2 or 4: a line end is '\n' as one such unit at a multiple of it */
	bool big_endian; /* of the units */
	bool utf8;
	bool ascii; /* a line of bytes below 0x80 means the same in ASCII, so it needs no decoding */
	bool open;
	bool shows_bytes; /* set by the caller: bytes that do not decode become U+10FF00 plus the byte, see iv_charset_show */
	const struct iv_charset_pairs *pairs; /* how characters of two bytes are built; NULL: others */
	iconv_t cd;
};

/* `name` as the user writes it, in any case. utf-16 and utf-32 without LE or BE take the order from the byte order mark in
 * `sample` (the first bytes of the file); without a mark, the order that puts more zero bytes where Western text has them.
 * IV_OK, or IV_WRONG with code unknown_encoding. */
int iv_charset_open(struct iv_charset *cs, struct iv_str name, struct iv_str sample, struct iv_err *err);
void iv_charset_close(struct iv_charset *cs);

/* `raw`, a line, as UTF-8: a slice of raw itself when nothing had to be changed, else of *room, which is cleared first. A
 * byte order mark stays (U+FEFF). Bytes that do not decode become U+FFFD, and *bad is the offset in raw of the first of them;
 * raw.n when all is well. Two bytes that have the form of a character and mean nothing are one loss, so that the second, which
 * may be the ASCII code of a delimiter, is not taken for one.
 *
 * Characters that users defined themselves (造字) are U+E000 to U+F8FF, by the tables of Windows. A line in a file of one or
 * two bytes a character that is well-formed UTF-8, with two Han or more, is taken for UTF-8: in logs that several programs
 * write to, lines differ. */
struct iv_str iv_charset_decode(struct iv_charset *cs, struct iv_str raw, struct iv_buf *room, size_t *bad);

/* A text in which bytes that did not decode are shown (U+10FF00 to U+10FFFF): whether there are some; the text with U+FFFD
 * for them; the text with \xCB for them. Both append. */
bool iv_charset_has_shown(struct iv_str text);
void iv_charset_replace_shown(struct iv_str text, struct iv_buf *out);
void iv_charset_escape_shown(struct iv_str text, struct iv_buf *out);

bool iv_charset_is_ascii(struct iv_str s); /* no byte of it is 0x80 or above */

/* What `sample` is most probably written in: a byte order mark decides; else zero bytes tell of wide units; else UTF-8 when
 * most of what is not ASCII is well-formed; else, of some thirty encodings of the world's extracts, the one under which the
 * bytes are most probable as text. A sample may begin and end anywhere between lines; a few dozen letters are plenty, a few
 * names often enough. Never NULL; "utf-8" for ASCII. Takes some milliseconds where it is not Unicode. */
const char *iv_charset_detect(struct iv_str sample);

#endif
