/* SPDX-License-Identifier: MIT
 * What a customer's history says beside money (window.h): how often things happened, what was bought lately, how accounts
 * stand, and what serving the customer cost. r is settled; each function appends a member, or nothing. */
#ifndef IV_HISTORY_STANDING_H
#define IV_HISTORY_STANDING_H
#include "history/window.h"

/* "kinds":{"purchase":{"store":[3,"2025-05-24","2026-06-17"]}}: of each event and channel how many, the first and the last day. */
void iv_history_write_kinds(const struct iv_roll *r, struct iv_buf *out);

/* "products":[["P1",20232,2,171,1]]: of the events that are kept, on which days a product was bought how often. */
void iv_history_write_products(const struct iv_roll *r, struct iv_buf *out);

/* "accounts":[["points","tx","8800","","2026-03-06","tx","7",120,20515]]: rows of the family, those that are no lots with
 * the day since which the account has had that balance. */
void iv_history_write_accounts(const struct iv_roll *r, struct iv_buf *out);

/* "serve":[20232,8.5,171,0.05]: what each day cost by cost[0..n), those of all days added to *total. */
void iv_history_write_serve(const struct iv_roll *r, const struct iv_history_cost *cost, size_t n, int64_t *total, struct iv_buf *out);

#endif
