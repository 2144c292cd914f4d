/* SPDX-License-Identifier: MIT
 * Output. An unnamed file needs no cleaning up however the process ends; only where the file system cannot make one
 * is a temporary name used, and then it is kept in a table that a signal handler can walk. */
#include "io/out.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"

enum { FLUSH_AT = 256 << 10, SYNC_AT = 8 << 20, MOST_TEMPS = 8 };

/* Names to remove on a signal. A slot is taken when its first byte is not NUL; written before the file is made. */
static char temps[MOST_TEMPS][4096];

int iv_out_text(const char *path, unsigned mode, struct iv_str text, struct iv_err *err)
{
	struct iv_out out;
	int status = iv_out_open(&out, path, mode, err);
	if (status == IV_OK)
		status = iv_out_write(&out, text, err);
	if (status == IV_OK)
		status = iv_out_commit(&out, err);
	else
		iv_out_abort(&out);
	return status;
}

void iv_out_remove_temps(void)
{
	for (int i = 0; i < MOST_TEMPS; i++)
		if (temps[i][0])
			unlink(temps[i]);
}

static void temp_note(const char *name)
{
	for (int i = 0; i < MOST_TEMPS; i++)
		if (!temps[i][0]) {
			memcpy(temps[i] + 1, name + 1, strlen(name));
			temps[i][0] = name[0];
			return;
		}
}

static void temp_forget(const char *name)
{
	for (int i = 0; i < MOST_TEMPS; i++)
		if (strcmp(temps[i], name) == 0)
			temps[i][0] = '\0';
}

static int fail(struct iv_out *out, const char *what, struct iv_err *err)
{
	iv_err_set(err, IV_FAIL, "io", "%s: %s", what, strerror(errno));
	iv_err_at(err, out->path ? out->path : "(stdout)", 0, 0);
	return IV_FAIL;
}

/* A name beside `path` that nobody else uses. */
static bool temp_name(struct iv_out *out)
{
	int n = snprintf(out->temp, sizeof out->temp, "%s.%ld.tmp", out->path, (long)getpid());
	return n > 0 && (size_t)n < sizeof out->temp;
}

static int open_file(struct iv_out *out, struct iv_err *err)
{
	struct stat st;
	if (stat(out->path, &st) == 0 && S_ISDIR(st.st_mode)) {
		errno = EISDIR;
		return fail(out, "cannot write", err);
	}
	if (stat(out->path, &st) == 0 && !S_ISREG(st.st_mode)) { /* a device or pipe is written as it is */
		out->path = NULL;
		return IV_END;
	}
	if (!temp_name(out)) {
		errno = ENAMETOOLONG;
		return fail(out, "cannot write", err);
	}
	char folder[sizeof out->temp];
	snprintf(folder, sizeof folder, "%s", out->path);
	out->fd = open(dirname(folder), O_TMPFILE | O_WRONLY | O_CLOEXEC, out->mode);
	if (out->fd < 0 && (errno == EOPNOTSUPP || errno == EISDIR || errno == ENOENT)) {
		temp_note(out->temp);
		out->named = true;
		out->fd = open(out->temp, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, out->mode);
	}
	if (out->fd < 0)
		return fail(out, "cannot write", err);
	return IV_OK;
}

int iv_out_open(struct iv_out *out, const char *path, unsigned mode, struct iv_err *err)
{
	*out = (struct iv_out){ .fd = STDOUT_FILENO, .mode = mode };
	if (path && strcmp(path, "-") != 0) {
		out->path = path;
		int status = open_file(out, err);
		if (status == IV_END) { /* not a regular file */
			out->fd = open(path, O_WRONLY | O_CLOEXEC);
			if (out->fd < 0) {
				out->path = path;
				return fail(out, "cannot write", err);
			}
		} else if (status != IV_OK) {
			if (out->named)
				temp_forget(out->temp);
			return status;
		}
	}
	out->open = true;
	return IV_OK;
}

/* A file is safe on the disk before it takes its name. The system is told to begin with that while the rest is still being made, so
 * that little is left to wait for at the end; that it cannot is no fault. */
static void begin_syncing(struct iv_out *out, size_t n)
{
#ifdef SYNC_FILE_RANGE_WRITE
	out->written += n;
	if (!out->path || out->written - out->syncing < SYNC_AT)
		return;
	(void)sync_file_range(out->fd, (off_t)out->syncing, (off_t)(out->written - out->syncing), SYNC_FILE_RANGE_WRITE);
	out->syncing = out->written;
#else
	(void)out;
	(void)n;
#endif
}

static int write_all(struct iv_out *out, struct iv_str bytes, struct iv_err *err)
{
	while (bytes.n) {
		ssize_t n = write(out->fd, bytes.p, bytes.n);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return fail(out, "cannot write", err);
		bytes = iv_str_from(bytes, (size_t)n);
		begin_syncing(out, (size_t)n);
	}
	return IV_OK;
}

static int flush(struct iv_out *out, struct iv_err *err)
{
	int status = write_all(out, iv_buf_str(&out->buf), err);
	out->buf.n = 0;
	return status;
}

int iv_out_write(struct iv_out *out, struct iv_str bytes, struct iv_err *err)
{
	out->bytes += bytes.n;
	if (bytes.n >= FLUSH_AT / 2) { /* whole batches need no copy */
		int status = flush(out, err);
		return status == IV_OK ? write_all(out, bytes, err) : status;
	}
	iv_buf_adds(&out->buf, bytes);
	return out->buf.n >= FLUSH_AT ? flush(out, err) : IV_OK;
}

/* Gives an unnamed file its name: first a temporary one, because only rename replaces what is there. */
static int take_name(struct iv_out *out, struct iv_err *err)
{
	if (!out->named) {
		char self[64];
		snprintf(self, sizeof self, "/proc/self/fd/%d", out->fd);
		temp_note(out->temp);
		unlink(out->temp);
		if (linkat(AT_FDCWD, self, AT_FDCWD, out->temp, AT_SYMLINK_FOLLOW) < 0)
			return fail(out, "cannot give the output its name", err);
		out->named = true;
	}
	if (rename(out->temp, out->path) < 0)
		return fail(out, "cannot give the output its name", err);
	temp_forget(out->temp);
	out->named = false;
	return IV_OK;
}

int iv_out_commit(struct iv_out *out, struct iv_err *err)
{
	if (!out->open)
		return IV_OK;
	int status = flush(out, err);
	if (status == IV_OK && out->path && fsync(out->fd) < 0)
		status = fail(out, "cannot write", err);
	if (status == IV_OK && out->path)
		status = take_name(out, err);
	int closed = close(out->fd);
	out->fd = -1;
	if (status == IV_OK && closed < 0)
		status = fail(out, "cannot close the output", err);
	if (status == IV_OK) {
		out->open = false;
		iv_buf_release(&out->buf);
	} else {
		iv_out_abort(out);
	}
	return status;
}

void iv_out_abort(struct iv_out *out)
{
	if (out->open && out->fd > STDOUT_FILENO)
		close(out->fd);
	if (out->open && out->named) {
		unlink(out->temp);
		temp_forget(out->temp);
	}
	out->open = false;
	iv_buf_release(&out->buf);
}
