/* SPDX-License-Identifier: MIT
 * Temporary files. */
#include "io/temp.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "io/reread.h"

enum { BUFFER = 256 << 10 };

static int fail(const char *dir, const char *what, struct iv_err *err)
{
	iv_err_set(err, IV_FAIL, "io", "%s a temporary file: %s", what, strerror(errno));
	iv_err_at(err, dir, 0, 0);
	return IV_FAIL;
}

int iv_temp_fd(const char *dir)
{
	char name[4096];
	int fd = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR))
		return fd;
	int n = snprintf(name, sizeof name, "%s/ivoc-XXXXXX", dir);
	if (n < 0 || (size_t)n >= sizeof name)
		errno = ENAMETOOLONG;
	else if ((fd = mkostemp(name, O_CLOEXEC)) >= 0)
		unlink(name);
	return fd;
}

int iv_temp_open(struct iv_temp *t, const char *dir, struct iv_err *err)
{
	*t = (struct iv_temp){ .fd = iv_temp_fd(dir) };
	return t->fd < 0 ? fail(dir, "cannot make", err) : IV_OK;
}

static int flush(struct iv_temp *t, struct iv_err *err)
{
	for (size_t at = 0; at < t->buf.n;) {
		ssize_t n = write(t->fd, t->buf.p + at, t->buf.n - at);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return fail(NULL, "cannot write", err);
		at += (size_t)n;
	}
	t->buf.n = 0;
	return IV_OK;
}

int iv_temp_write(struct iv_temp *t, struct iv_str bytes, struct iv_err *err)
{
	iv_buf_adds(&t->buf, bytes);
	return t->buf.n >= BUFFER ? flush(t, err) : IV_OK;
}

int iv_temp_rewind(struct iv_temp *t, struct iv_err *err)
{
	int status = t->reading ? IV_OK : flush(t, err);
	t->reading = true;
	t->buf.n = t->at = 0;
	if (status == IV_OK && lseek(t->fd, 0, SEEK_SET) < 0)
		status = fail(NULL, "cannot rewind", err);
	return status;
}

ptrdiff_t iv_temp_read(struct iv_temp *t, char *p, size_t n, struct iv_err *err)
{
	if (t->at == t->buf.n) {
		iv_buf_clear(&t->buf);
		iv_buf_grow(&t->buf, BUFFER);
		ssize_t got;
		do
			got = read(t->fd, t->buf.p, BUFFER);
		while (got < 0 && errno == EINTR);
		if (got < 0)
			return fail(NULL, "cannot read", err);
		t->buf.n = (size_t)got;
		t->at = 0;
	}
	size_t k = t->buf.n - t->at < n ? t->buf.n - t->at : n;
	memcpy(p, t->buf.p + t->at, k);
	t->at += k;
	return (ptrdiff_t)k;
}

ptrdiff_t iv_temp_at(const struct iv_temp *t, uint64_t at, char *p, size_t n, struct iv_err *err)
{
	return iv_reread(t->fd, at, p, n, err);
}

void iv_temp_close(struct iv_temp *t)
{
	if (t->fd >= 0)
		close(t->fd);
	iv_buf_release(&t->buf);
	*t = (struct iv_temp){ .fd = -1 };
}
