/* SPDX-License-Identifier: MIT
 * Within text: the sound of the names that nearly everybody in the country has. */
#ifndef IV_TEXT_SOUND_PLAIN_H
#define IV_TEXT_SOUND_PLAIN_H
#include "text/sound.h"

/* Two or three Han characters, as most names of the country are: the same as by the long way, at a tenth of its cost. False: it is no such name, and `out`, which must be zeroed, is then of no use. */
bool iv_sound_plain(struct iv_arena *a, struct iv_str name, struct iv_sound *out);

#endif
