/* SPDX-License-Identifier: MIT
 * The unit costs of merge.yaml: what one event costs us, by event and channel. */
#ifndef IV_MERGE_COSTS_H
#define IV_MERGE_COSTS_H
#include "merge/settings.h"

/* Fills s->cost from `costs:`, a sequence (NULL: there are none). s->currency is set. IV_OK, or IV_WRONG with the place. */
int iv_merge_costs_load(struct iv_merge_settings *s, const struct iv_conf_node *list, struct iv_err *err);

#endif
