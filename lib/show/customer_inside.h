/* SPDX-License-Identifier: MIT
 * Private to the show room: what the files that show a customer share. */
#ifndef IV_SHOW_CUSTOMER_INSIDE_H
#define IV_SHOW_CUSTOMER_INSIDE_H
#include "show/customer.h"

/* A part of the customer. */
struct iv_show_part {
	struct iv_str source, key, name; /* name: "pos/1" */
	struct iv_str party, roll; /* JSON; {0}: none */
	bool deleted;
};

struct iv_show_whole {
	const struct iv_rec *customer;
	struct iv_arena *arena;
	struct iv_show_part *part;
	size_t parts;
	const struct iv_show_link *link;
	size_t links;
};

void iv_show_records(const struct iv_show_whole *w, struct iv_buf *out); /* each part, and what ties it to the others */
int iv_show_past(const struct iv_show_whole *w, struct iv_buf *out, struct iv_err *err); /* the history, and the last events */

struct iv_str iv_show_text_in(struct iv_str object, const char *name, struct iv_arena *arena); /* a member that is a text; {0}: there is none */

/* A JSON value as plain text: of lists and objects the members with commas between them. */
struct iv_str iv_show_plain(struct iv_str value, struct iv_arena *arena);

/* The table with each line moved to the right. */
void iv_show_moved(const struct iv_show *table, struct iv_buf *out);

#endif
