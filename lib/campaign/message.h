/* SPDX-License-Identifier: MIT
 * What leaves the house with a message: cells of a CSV file, texts of short messages. */
#ifndef IV_CAMPAIGN_MESSAGE_H
#define IV_CAMPAIGN_MESSAGE_H
#include "rule/rule.h"

/* May the text stand in one line of a file? False for control characters, line and paragraph separators, and the
 * characters that turn the direction of writing. */
bool iv_campaign_plain(struct iv_str text);

/* Appends a cell of a CSV file (RFC 4180): in quotes when it has to be. A text that a spreadsheet would take for a formula
 * (one beginning with = + - @, or with their full-width forms) gets an apostrophe before it, unless it is a plain number
 * or a telephone number: a sign, digits, at most one point. */
void iv_campaign_cell(struct iv_str text, struct iv_buf *out);

/* How many short messages a text takes: 160 characters of the GSM 7-bit alphabet or 70 of UTF-16 in one, 153 or 67 in
 * each of several; a character is never cut in two. An empty text takes one. */
size_t iv_campaign_parts(struct iv_str text);

#endif
