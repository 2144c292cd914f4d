/* SPDX-License-Identifier: MIT
 * What writing and reading a model must agree on. */
#ifndef IV_MATCH_MODEL_FILE_PART_H
#define IV_MATCH_MODEL_FILE_PART_H
#include "match/model_file.h"

#define IV_MODEL_NAME "ivoc-dedupe"
enum { IV_MODEL_VERSION = 1, IV_MODEL_ROWS = IV_PAIR_KINDS + 1 };

/* The rows of a level: the shares of each kind of pair, then of all pairs. */
extern const char *const iv_model_rows[IV_MODEL_ROWS];

#endif
