/* SPDX-License-Identifier: MIT
 * Finding people in lists of any form (a CSV for the gateway, a file of targets): what may be an id, a number or an address, one after the other. */
#ifndef IV_IDENT_FORGET_TOKEN_H
#define IV_IDENT_FORGET_TOKEN_H
#include "base/arena.h"

/* The next token of a line: letters and digits of ASCII, with @ . _ + - % ' within. False: there is no more. */
bool iv_forget_token_next(struct iv_str *rest, struct iv_str *token);

/* As those of iv_forget_token_forms are written: a number without dashes, an address as its cleaner compares it; others as they are. In the arena or the token. */
struct iv_str iv_forget_token_plain(struct iv_arena *a, struct iv_str token);

enum { IV_FORGET_FORMS = 9 };

/* How a value (a cid, a telephone in E.164, a mail address as compared) may stand in a list: of a telephone with and without +, 00 and the code of its country,
 * where what is left can only be that number for who is at home there. Returns how many. */
size_t iv_forget_token_forms(struct iv_arena *a, struct iv_str value, struct iv_str form[IV_FORGET_FORMS]);

#endif
