/* SPDX-License-Identifier: MIT
 * Reject lines. */
#include "rec/reject.h"

#include "base/utf8.h"
#include "io/json.h"

enum { RAW_MAX = 1 << 20 };

static void base64(struct iv_buf *b, struct iv_str s)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	for (size_t i = 0; i < s.n; i += 3) {
		unsigned v = 0;
		for (size_t k = 0; k < 3; k++)
			v = v << 8 | (i + k < s.n ? (unsigned char)s.p[i + k] : 0);
		for (size_t k = 0; k < 4; k++)
			iv_buf_addc(b, i + k > s.n ? '=' : digits[v >> (18 - 6 * k) & 63]);
	}
}

void iv_reject_add(struct iv_buf *out, const char *by, const struct iv_place *place, const struct iv_err *err, struct iv_str raw)
{
	bool cut = raw.n > RAW_MAX || strcmp(err->code, "line_too_long") == 0; /* of such a line the reader kept the beginning */
	if (raw.n > RAW_MAX)
		raw.n = RAW_MAX;
	size_t good = cut ? iv_utf8_check(raw) : raw.n;
	if (raw.n - good < 4) /* at most the last character is not whole */
		raw.n = good;
	iv_buf_adds(out, IV_STR("{\"kind\":\"reject\""));
	iv_json_member_text(out, "by", iv_str_of(by));
	if (place->file)
		iv_json_member_text(out, "file", iv_str_of(place->file));
	if (place->line) {
		iv_json_member_int(out, "line", place->line);
		iv_json_member_int(out, "byte", (int64_t)place->byte);
	}
	if (err->field[0])
		iv_json_member_text(out, "field", iv_str_of(err->field));
	iv_json_member_text(out, "code", iv_str_of(err->code));
	iv_json_member_text(out, "msg", iv_str_of(err->msg));
	if (iv_utf8_check(raw) == raw.n) {
		iv_json_member_text(out, "raw", raw);
	} else {
		iv_buf_adds(out, IV_STR(",\"raw64\":\""));
		base64(out, raw);
		iv_buf_addc(out, '"');
	}
	if (cut)
		iv_json_member_raw(out, "cut", IV_STR("true"));
	iv_buf_adds(out, IV_STR("}\n"));
}
