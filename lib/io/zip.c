/* SPDX-License-Identifier: MIT
 * A zip archive is read from its end: there stands a record that says where the directory is, and the directory says where
 * each member is (APPNOTE.TXT, 4.3). */
#include "io/zip.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

enum { TAIL = 65535 + 22, DIRECTORY_MOST = 64 << 20 };

static int fail(struct iv_err *err, const char *what)
{
	return iv_err_set(err, IV_FAIL, "bad_zip", "%s", what);
}

static uint32_t little(const char *p, int n)
{
	uint32_t v = 0;
	while (n--)
		v = v << 8 | (unsigned char)p[n];
	return v;
}

/* Exactly n bytes from `at`. */
static bool read_at(int fd, uint64_t at, size_t n, struct iv_buf *out)
{
	iv_buf_clear(out);
	iv_buf_grow(out, n + 1);
	while (out->n < n) {
		ssize_t got = pread(fd, out->p + out->n, n - out->n, (off_t)(at + out->n));
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		out->n += (size_t)got;
	}
	return true;
}

static int read_directory(int fd, struct iv_buf *out, struct iv_err *err)
{
	struct stat st;
	if (fstat(fd, &st) != 0 || st.st_size < 22)
		return fail(err, "not a zip archive, or cut");
	uint64_t size = (uint64_t)st.st_size;
	size_t n = size < TAIL ? (size_t)size : TAIL;
	if (!read_at(fd, size - n, n, out))
		return fail(err, "cannot read the end of the archive");
	size_t at = n - 22;
	while (at && memcmp(out->p + at, "PK\5\6", 4))
		at--;
	if (memcmp(out->p + at, "PK\5\6", 4))
		return fail(err, "the archive has no directory: the file was cut");
	uint32_t bytes = little(out->p + at + 12, 4), from = little(out->p + at + 16, 4);
	if (bytes > DIRECTORY_MOST || from + (uint64_t)bytes > size || !read_at(fd, from, bytes, out))
		return fail(err, "the archive's directory is damaged");
	return IV_OK;
}

static int inflate_all(struct iv_str from, size_t n, struct iv_buf *out, struct iv_err *err)
{
	z_stream z = { .next_in = (unsigned char *)(uintptr_t)from.p, .avail_in = (unsigned)from.n };
	iv_buf_clear(out);
	iv_buf_grow(out, n + 1);
	z.next_out = (unsigned char *)out->p;
	z.avail_out = (unsigned)n;
	if (inflateInit2(&z, -15) != Z_OK)
		return fail(err, "cannot begin to inflate");
	int status = inflate(&z, Z_FINISH);
	out->n = n - z.avail_out;
	inflateEnd(&z);
	return status == Z_STREAM_END && out->n == n ? IV_OK : fail(err, "a member of the archive is damaged");
}

/* The member that an entry of the directory describes. */
static int read_member(int fd, const char *entry, size_t most, struct iv_buf *out, struct iv_err *err)
{
	uint32_t method = little(entry + 10, 2), packed = little(entry + 20, 4), size = little(entry + 24, 4), at = little(entry + 42, 4);
	struct iv_buf raw = { 0 };
	int status = IV_OK;
	if (size > most || packed > most || (method != 0 && method != 8))
		return fail(err, "a member of the archive is too large or packed in an unknown way");
	if (!read_at(fd, at, 30, &raw) || memcmp(raw.p, "PK\3\4", 4))
		status = fail(err, "the archive's directory is damaged");
	else if (!read_at(fd, at + 30ull + little(raw.p + 26, 2) + little(raw.p + 28, 2), packed, &raw))
		status = fail(err, "the archive was cut");
	else if (method == 8)
		status = inflate_all(iv_buf_str(&raw), size, out, err);
	else
		iv_buf_clear(out), iv_buf_adds(out, iv_buf_str(&raw));
	iv_buf_release(&raw);
	return status;
}

int iv_zip_read(int fd, const char *name, size_t most, struct iv_buf *out, struct iv_err *err)
{
	struct iv_buf directory = { 0 };
	int status = read_directory(fd, &directory, err);
	size_t at = 0;
	bool found = false;
	while (status == IV_OK && !found && directory.n - at >= 46 && !memcmp(directory.p + at, "PK\1\2", 4)) {
		const char *p = directory.p + at;
		size_t n = little(p + 28, 2), next = 46 + n + little(p + 30, 2) + little(p + 32, 2);
		if (directory.n - at < next)
			break;
		found = iv_str_eq((struct iv_str){ p + 46, n }, iv_str_of(name));
		if (found)
			status = read_member(fd, p, most, out, err);
		at += next;
	}
	iv_buf_release(&directory);
	return status == IV_OK && !found ? IV_END : status;
}
