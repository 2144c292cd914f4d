/* SPDX-License-Identifier: MIT
 * A customer as a person would want to read it: the records it is made of and what ties them together, where each value came from, who
 * agreed to what, and the history. It is shown with all personal data: whoever asks for one customer asks for these. */
#ifndef IV_SHOW_CUSTOMER_H
#define IV_SHOW_CUSTOMER_H
#include "history/rollup.h"
#include "show/show.h"

/* What ivoc-dedupe --explain said of a record. */
struct iv_show_link {
	struct iv_str source, key;
	struct iv_str link; /* the member `link`, as JSON */
};

/* Appends the customer, a record as ivoc-merge writes it. Texts are borrowed from its arena meanwhile. IV_OK; or the error of a roll-up
 * that cannot be read. */
int iv_show_customer(const struct iv_rec *customer, const struct iv_show_link *link, size_t links, struct iv_buf *out, struct iv_err *err);

#endif
