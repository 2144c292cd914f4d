/* SPDX-License-Identifier: MIT
 * Samples of any bytes that are UTF-8. The first byte says what is asked for. There is always an answer within its limits, and
 * the same one again; and what was not asked for stays. */
#include <stdlib.h>

#include "base/utf8.h"
#include "io/dialect.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	if (!n)
		return 0;
	unsigned what = data[0] & IV_DIALECT_ALL;
	bool whole = data[0] & 64;
	struct iv_str sample = { (const char *)data + 1, n - 1 };
	sample.n = iv_utf8_check(sample);
	const struct iv_dialect given = { .rule = { ";", '\'', IV_ESCAPE_BACKSLASH, false }, .header_rows = 7, .before = 1, .after = 1 };
	struct iv_dialect d = given, again = given;
	iv_dialect_detect(&d, what, sample, whole);
	iv_dialect_detect(&again, what, sample, whole);
	if (memcmp(&d.rule, &again.rule, sizeof d.rule) || d.header_rows != again.header_rows || d.before != again.before || d.after != again.after)
		abort();
	if (!(d.confidence >= 0 && d.confidence <= 1) || d.regular > d.records || strlen(d.rule.delimiter) > IV_DELIMITER_MAX)
		abort();
	if (d.rule.quote && strchr(d.rule.delimiter, d.rule.quote))
		abort();
	if (!(what & IV_DIALECT_DELIMITER) && strcmp(d.rule.delimiter, ";"))
		abort();
	if ((!(what & IV_DIALECT_QUOTE) && d.rule.quote != '\'') || (!(what & IV_DIALECT_ESCAPE) && d.rule.escape != IV_ESCAPE_BACKSLASH))
		abort();
	if (!(what & IV_DIALECT_HEADER) && d.header_rows != 7)
		abort();
	return 0;
}
