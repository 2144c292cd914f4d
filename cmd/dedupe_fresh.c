/* SPDX-License-Identifier: MIT
 * What of the input yesterday's customers knew already: of each part the customer it was of, and whether its record is new. */
#include "dedupe_forget.h"

#include <stdlib.h>

static void find_was(struct dedupe *d)
{
	d->was = iv_alloc((d->people.n + 1) * sizeof *d->was);
	for (size_t p = 0; p < d->people.n; p++)
		d->was[p] = IV_IDENT_NONE;
	for (uint32_t k = 0; k < d->customers; k++)
		for (size_t i = d->customer[k].first; i < (size_t)d->customer[k].first + d->customer[k].n; i++)
			if (!d->customer_gone[i])
				d->was[d->customer_part[i]] = k;
}

/* A part is as it was when its record stands on the customer's line. One that yesterday had no record, or a tombstone, is new. */
void dedupe_fresh_find(struct dedupe *d)
{
	if (!dedupe_asks_moves(d) && !d->options->incremental && !dedupe_forget_asks(d))
		return;
	find_was(d);
	if (!d->options->incremental)
		return;
	d->fresh = iv_alloc(d->people.n + 1);
	memset(d->fresh, 1, d->people.n);
	for (size_t p = 0; p < d->people.n; p++)
		if (d->was[p] != IV_IDENT_NONE && d->people.part[p].line == d->customer[d->was[p]].line)
			d->fresh[p] = 0;
	d->settings.fresh = d->fresh;
	d->settings.before = d->was;
	d->settings.groups = d->customers;
}
