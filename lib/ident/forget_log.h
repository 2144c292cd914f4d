/* SPDX-License-Identifier: MIT
 * The log of ids (ivoc-record(5), LINEAGE) without somebody who is erased: events stay, with their ids, and say nothing of the records any more. Whoever
 * reads all nights in order then knows of every other record what he knew before. */
#ifndef IV_IDENT_FORGET_LOG_H
#define IV_IDENT_FORGET_LOG_H
#include "base/hash.h"
#include "io/json.h"

/* The name of a record in a table of them. */
struct iv_str iv_forget_log_name(struct iv_arena *a, struct iv_str source, struct iv_str key);

/* The number of what was taken out is told to `removed` (may be NULL). */
struct iv_forget_log {
	const struct iv_names *records; /* who is erased */
	void (*removed)(void *ctx, uint32_t record);
	void *ctx;
};

/* Appends the line (scanned into json) as it may stay, without its end. Returns whether anything of it went. */
bool iv_forget_log_line(const struct iv_forget_log *log, const struct iv_json *json, struct iv_str line, struct iv_arena *a, struct iv_buf *out);

/* Calls each(ctx, source, key) for the records that the line says sources deleted of one of these customers. */
void iv_forget_log_deleted(const struct iv_names *cids, const struct iv_json *json, struct iv_arena *a, void (*each)(void *ctx, struct iv_str cid, struct iv_str source, struct iv_str key), void *ctx);

#endif
