/* SPDX-License-Identifier: MIT
 * Private to clean/date: reading one date from folded, simplified text. */
#ifndef IV_CLEAN_DATE_SCAN_H
#define IV_CLEAN_DATE_SCAN_H
#include "clean/date.h"

/* What a letter of a format is compiled to; bytes from 32 stand for themselves. */
enum date_op {
	OP_AUTO = 1,
	OP_ROC,
	OP_YEAR,
	OP_SHORT_YEAR,
	OP_ROC_YEAR,
	OP_MONTH,
	OP_MONTH_NAME,
	OP_DAY,
	OP_HOUR,
	OP_MINUTE,
	OP_SECOND,
	OP_HALF,
	OP_ZONE,
};

enum date_result { DATE_NO, DATE_YES, DATE_AMBIGUOUS };

/* Does the whole of s have this format? On DATE_YES *out is a day that exists. */
enum date_result iv_clean_date_scan(const struct iv_date_format *f, struct iv_str s, struct iv_time *out);

#endif
