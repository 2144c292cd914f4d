/* SPDX-License-Identifier: MIT
 * Private to clean/address: names of provinces and cities that people write without their suffix. */
#ifndef IV_CLEAN_PLACES_H
#define IV_CLEAN_PLACES_H
#include "base/str.h"

enum place_kind { PLACE_NONE, PLACE_PROVINCE, PLACE_CITY };

/* The place whose bare name begins s (simplified); *name gets the bytes of the bare name, *full the name with its suffix. */
enum place_kind iv_clean_place_at(struct iv_str s, size_t *name, const char **full);

#endif
