/* SPDX-License-Identifier: MIT
 * Input. Inflating takes as long as most programs' own work, so it has a thread; the two sides share a few buffers
 * that go round in a ring. */
#include "io/in.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "base/arena.h"

enum { CHUNK = 256 << 10, RING = 4 };

struct chunk {
	char *data;
	size_t n;
};

struct iv_in {
	int fd;
	const char *name;
	char *head; /* the bytes read to look at the magic; then the compressed bytes */
	size_t head_n, head_at;
	bool gz, ended;
	ptrdiff_t (*read)(void *source, char *p, size_t n, struct iv_err *err); /* not NULL: the bytes come from there */
	void (*close)(void *source);
	void *source;
	char *peeked; /* read ahead for iv_in_peek, and not yet handed out from peeked_at on */
	size_t peeked_at, peeked_n, peeked_cap;
	/* The inflating thread and its ring. */
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct chunk ring[RING];
	size_t filled, taken; /* counts; filled - taken are waiting */
	size_t at; /* read position in ring[taken % RING] */
	bool done, stop;
	struct iv_err err;
	int status;
};

/* read(2) until something comes. */
static ptrdiff_t read_some(struct iv_in *in, char *p, size_t n, struct iv_err *err)
{
	ssize_t got;
	do
		got = read(in->fd, p, n);
	while (got < 0 && errno == EINTR);
	if (got < 0) {
		iv_err_set(err, IV_FAIL, "io", "cannot read: %s", strerror(errno));
		iv_err_at(err, in->name, 0, 0);
	}
	return got;
}

static int fail_gz(struct iv_in *in, const char *what)
{
	iv_err_set(&in->err, IV_FAIL, "bad_gz", "%s", what);
	iv_err_at(&in->err, in->name, 0, 0);
	return IV_FAIL;
}

/* A free chunk of the ring, or NULL when the reader has gone. */
static struct chunk *chunk_to_fill(struct iv_in *in)
{
	pthread_mutex_lock(&in->lock);
	while (in->filled - in->taken == RING && !in->stop)
		pthread_cond_wait(&in->changed, &in->lock);
	bool stop = in->stop;
	pthread_mutex_unlock(&in->lock);
	return stop ? NULL : &in->ring[in->filled % RING];
}

static void chunk_filled(struct iv_in *in, size_t n)
{
	pthread_mutex_lock(&in->lock);
	in->ring[in->filled % RING].n = n;
	in->filled++;
	pthread_cond_broadcast(&in->changed);
	pthread_mutex_unlock(&in->lock);
}

/* Gives z more compressed bytes. 1: there are some, 0: the input ended, < 0: failed. */
static int feed(struct iv_in *in, z_stream *z)
{
	if (z->avail_in)
		return 1;
	ptrdiff_t n = read_some(in, in->head, CHUNK, &in->err);
	z->next_in = (unsigned char *)in->head;
	z->avail_in = n > 0 ? (unsigned)n : 0;
	return n > 0 ? 1 : (int)n;
}

/* After the end of one gzip member: is there another? Zero padding may follow the last. */
static int next_member(struct iv_in *in, z_stream *z)
{
	int more;
	while ((more = feed(in, z)) == 1 && *z->next_in == 0)
		z->next_in++, z->avail_in--;
	if (more != 1)
		return more;
	return inflateReset(z) == Z_OK ? 1 : fail_gz(in, "cannot inflate the next member");
}

static int inflate_all(struct iv_in *in, z_stream *z)
{
	for (;;) {
		struct chunk *c = chunk_to_fill(in);
		if (!c)
			return IV_OK;
		z->next_out = (unsigned char *)c->data;
		z->avail_out = CHUNK;
		int more = 1;
		while (z->avail_out && more == 1) {
			more = feed(in, z);
			if (more < 0)
				return IV_FAIL;
			if (!more)
				return fail_gz(in, "the gzip data end too early: the file was cut");
			int r = inflate(z, Z_NO_FLUSH);
			if (r == Z_STREAM_END)
				more = next_member(in, z);
			else if (r != Z_OK && r != Z_BUF_ERROR)
				return fail_gz(in, "the gzip data are damaged");
		}
		chunk_filled(in, CHUNK - z->avail_out);
		if (more != 1)
			return more < 0 ? IV_FAIL : IV_OK;
	}
}

static void *inflating(void *arg)
{
	struct iv_in *in = arg;
	z_stream z = { .next_in = (unsigned char *)in->head, .avail_in = (unsigned)in->head_n };
	int status = inflateInit2(&z, 15 + 16) == Z_OK ? inflate_all(in, &z) : fail_gz(in, "cannot begin to inflate");
	inflateEnd(&z);
	pthread_mutex_lock(&in->lock);
	in->status = status;
	in->done = true;
	pthread_cond_broadcast(&in->changed);
	pthread_mutex_unlock(&in->lock);
	return NULL;
}

static int start_inflating(struct iv_in *in, struct iv_err *err)
{
	for (int i = 0; i < RING; i++)
		in->ring[i].data = iv_alloc(CHUNK);
	pthread_mutex_init(&in->lock, NULL);
	pthread_cond_init(&in->changed, NULL);
	if (pthread_create(&in->thread, NULL, inflating, in) == 0) {
		in->gz = true;
		return IV_OK;
	}
	for (int i = 0; i < RING; i++)
		free(in->ring[i].data);
	iv_err_set(err, IV_FAIL, "io", "cannot start a thread to inflate");
	iv_err_at(err, in->name, 0, 0);
	return IV_FAIL;
}

int iv_in_open(struct iv_in **out, const char *path, struct iv_err *err)
{
	bool standard = !path || strcmp(path, "-") == 0;
	struct iv_in *in = iv_zalloc(sizeof *in);
	in->name = standard ? "(stdin)" : path;
	in->fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	if (in->fd < 0) {
		iv_err_set(err, IV_FAIL, "io", "cannot open: %s", strerror(errno));
		iv_err_at(err, in->name, 0, 0);
		free(in);
		return IV_FAIL;
	}
	in->head = iv_alloc(CHUNK);
	ptrdiff_t n = 1;
	while (in->head_n < 2 && n > 0) {
		n = read_some(in, in->head + in->head_n, CHUNK - in->head_n, err);
		in->head_n += n > 0 ? (size_t)n : 0;
	}
	int status = n < 0 ? IV_FAIL : IV_OK;
	if (status == IV_OK && in->head_n >= 2 && memcmp(in->head, "\x1f\x8b", 2) == 0)
		status = start_inflating(in, err);
	if (status != IV_OK) {
		iv_in_close(in);
		return status;
	}
	*out = in;
	return IV_OK;
}

struct iv_in *iv_in_from(const char *name, ptrdiff_t (*read)(void *source, char *p, size_t n, struct iv_err *err), void (*close)(void *source), void *source)
{
	struct iv_in *in = iv_zalloc(sizeof *in);
	in->fd = -1;
	in->name = name;
	in->read = read;
	in->close = close;
	in->source = source;
	return in;
}

static ptrdiff_t read_plain(struct iv_in *in, char *p, size_t n, struct iv_err *err)
{
	if (in->read)
		return in->read(in->source, p, n, err);
	if (in->head_at < in->head_n) {
		size_t k = in->head_n - in->head_at < n ? in->head_n - in->head_at : n;
		memcpy(p, in->head + in->head_at, k);
		in->head_at += k;
		return (ptrdiff_t)k;
	}
	return read_some(in, p, n, err);
}

static ptrdiff_t read_inflated(struct iv_in *in, char *p, size_t n, struct iv_err *err)
{
	for (;;) {
		pthread_mutex_lock(&in->lock);
		while (in->filled == in->taken && !in->done)
			pthread_cond_wait(&in->changed, &in->lock);
		bool empty = in->filled == in->taken;
		pthread_mutex_unlock(&in->lock);
		if (empty) {
			if (in->status != IV_OK)
				*err = in->err;
			return in->status == IV_OK ? 0 : -1;
		}
		struct chunk *c = &in->ring[in->taken % RING];
		size_t k = c->n - in->at < n ? c->n - in->at : n;
		memcpy(p, c->data + in->at, k);
		in->at += k;
		if (in->at == c->n) {
			pthread_mutex_lock(&in->lock);
			in->taken++;
			in->at = 0;
			pthread_cond_broadcast(&in->changed);
			pthread_mutex_unlock(&in->lock);
		}
		if (k)
			return (ptrdiff_t)k;
	}
}

/* Reads on, past what was peeked. */
static ptrdiff_t read_on(struct iv_in *in, char *p, size_t n, struct iv_err *err)
{
	if (in->ended || !n)
		return 0;
	ptrdiff_t got = in->gz ? read_inflated(in, p, n, err) : read_plain(in, p, n, err);
	in->ended = got == 0;
	return got;
}

ptrdiff_t iv_in_read(struct iv_in *in, char *p, size_t n, struct iv_err *err)
{
	size_t ahead = in->peeked_n - in->peeked_at;
	if (!ahead)
		return read_on(in, p, n, err);
	if (n > ahead)
		n = ahead;
	memcpy(p, in->peeked + in->peeked_at, n);
	in->peeked_at += n;
	if (n == ahead) {
		free(in->peeked);
		in->peeked = NULL;
		in->peeked_at = in->peeked_n = in->peeked_cap = 0;
	}
	return (ptrdiff_t)n;
}

int iv_in_peek(struct iv_in *in, size_t n, struct iv_str *bytes, struct iv_err *err)
{
	size_t ahead = in->peeked_n - in->peeked_at;
	ptrdiff_t got = 1;
	*bytes = (struct iv_str){ 0 };
	if (ahead < n) {
		if (in->peeked_at)
			memmove(in->peeked, in->peeked + in->peeked_at, ahead);
		in->peeked_at = 0;
		in->peeked_n = ahead;
		in->peeked = iv_reserve(in->peeked, &in->peeked_cap, n, 1);
	}
	while (got > 0 && in->peeked_n - in->peeked_at < n) {
		got = read_on(in, in->peeked + in->peeked_n, n - in->peeked_n, err);
		in->peeked_n += got > 0 ? (size_t)got : 0;
	}
	if (got < 0)
		return IV_FAIL;
	ahead = in->peeked_n - in->peeked_at;
	*bytes = (struct iv_str){ in->peeked + in->peeked_at, ahead < n ? ahead : n };
	return IV_OK;
}

void iv_in_close(struct iv_in *in)
{
	if (!in)
		return;
	if (in->gz) {
		pthread_mutex_lock(&in->lock);
		in->stop = true;
		pthread_cond_broadcast(&in->changed);
		pthread_mutex_unlock(&in->lock);
		pthread_join(in->thread, NULL);
		for (int i = 0; i < RING; i++)
			free(in->ring[i].data);
		pthread_mutex_destroy(&in->lock);
		pthread_cond_destroy(&in->changed);
	}
	if (in->close)
		in->close(in->source);
	if (in->fd > STDIN_FILENO)
		close(in->fd);
	free(in->peeked);
	free(in->head);
	free(in);
}

const char *iv_in_name(const struct iv_in *in)
{
	return in->name;
}

bool iv_in_twice(const char *path)
{
	struct stat st;
	char magic[2] = { 0 };
	int fd = strcmp(path, "-") == 0 ? -1 : open(path, O_RDONLY | O_CLOEXEC);
	bool twice = fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && pread(fd, magic, 2, 0) >= 0 && memcmp(magic, "\x1f\x8b", 2) != 0;
	if (fd >= 0)
		close(fd);
	return twice;
}

struct iv_in_mark iv_in_mark(const char *path)
{
	struct stat st;
	if ((strcmp(path, "-") == 0 ? fstat(STDIN_FILENO, &st) : stat(path, &st)) != 0)
		return (struct iv_in_mark){ 0 };
	return (struct iv_in_mark){ (uint64_t)st.st_size, st.st_mtim.tv_sec, st.st_mtim.tv_nsec };
}

int iv_in_all(const char *path, struct iv_buf *text, struct iv_err *err)
{
	enum { PIECE = 65536 };
	struct iv_in *in = NULL;
	ptrdiff_t n = 0;
	if (iv_in_open(&in, path, err) != IV_OK)
		return IV_FAIL;
	do {
		iv_buf_grow(text, PIECE);
		n = iv_in_read(in, text->p + text->n, PIECE, err);
		text->n += n > 0 ? (size_t)n : 0;
	} while (n > 0);
	iv_in_close(in);
	return n < 0 ? IV_FAIL : IV_OK;
}
