/* SPDX-License-Identifier: MIT
 * Within cli: a program's own options and the shared ones it has, as one table. */
#ifndef IV_CLI_OPT_TABLE_H
#define IV_CLI_OPT_TABLE_H
#include "cli/opt.h"

#define IV_OPT_MOST 48

/* Fills table; returns how many. */
size_t iv_opt_table(const struct iv_program *program, const struct iv_opt *table[IV_OPT_MOST]);

#endif
