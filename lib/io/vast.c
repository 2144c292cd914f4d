/* SPDX-License-Identifier: MIT
 * Each large piece of memory is a file of its own, so that its room on the disk goes with it. A watch looks every few milliseconds how much the process has in
 * memory, and lets go what it comes to next, going round all files: it cannot know what will be needed, and to ask would cost more than to bring back. */
#include "io/vast.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "io/temp.h"

enum {
	LARGE = 256 << 10, /* what is smaller stays in ordinary memory */
	PIECE = 4 << 20, /* is let go at a time */
	SOON = 300000, LATER = 3000000, RARELY = 300000000, /* nanoseconds between two looks */
};

struct file {
	char *p;
	size_t bytes; /* a multiple of the page */
	int fd;
};

static struct {
	pthread_mutex_t lock;
	pthread_cond_t ends;
	pthread_t watch;
	const char *dir;
	size_t bound; /* 0: none */
	struct file *file;
	size_t files, cap;
	size_t hand, at; /* what is let go next: of which file, from where */
	int statm, failed;
	bool used, watched, ended; /* used: a bound was set; before threads are started */
} vast = { .lock = PTHREAD_MUTEX_INITIALIZER, .ends = PTHREAD_COND_INITIALIZER, .statm = -1 };

/* ---- the watch ---- */

/* Bytes of the process that are in memory; *own: of them those of no file. 0 where the system does not say. */
static size_t resident(size_t *own)
{
	char text[128], *end;
	ssize_t n = pread(vast.statm, text, sizeof text - 1, 0);
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	text[n > 0 ? n : 0] = '\0';
	strtoull(text, &end, 10); /* all that is mapped */
	size_t all = strtoull(end, &end, 10) * page, of_files = strtoull(end, &end, 10) * page;
	*own = all > of_files ? all - of_files : 0;
	return all;
}

/* Lets go of the next piece. False: there is none. */
static bool let_go(void)
{
	for (size_t tried = 0; tried <= vast.files; tried++) {
		if (vast.hand >= vast.files)
			vast.hand = 0;
		if (vast.hand < vast.files && vast.at < vast.file[vast.hand].bytes) {
			const struct file *f = &vast.file[vast.hand];
			size_t n = f->bytes - vast.at < PIECE ? f->bytes - vast.at : PIECE;
			madvise(f->p + vast.at, n, MADV_DONTNEED); /* of a shared mapping: the bytes stay in the file */
			vast.at += n;
			return true;
		}
		vast.hand++;
		vast.at = 0;
	}
	return false;
}

/* Once too much is in memory, so much goes that the next look need not find too much again: what is read here and there comes back fast, as the system
 * maps what lies around it too. Where ordinary memory alone is beyond the bound, to let go of the rest would only take time: then it is done rarely. Returns
 * when to look again. */
static long keep_bound(void)
{
	size_t own, all = 0;
	if (resident(&own) <= vast.bound / 4 * 3)
		return LATER;
	for (size_t i = 0; i < vast.files; i++)
		all += vast.file[i].bytes;
	for (size_t gone = 0; gone < all && resident(&own) > vast.bound / 8 * 5 && let_go(); gone += PIECE)
		;
	return own > vast.bound / 4 * 3 ? RARELY : SOON;
}

static void *keep_watch(void *unused)
{
	struct timespec until;
	(void)unused;
	pthread_mutex_lock(&vast.lock);
	while (!vast.ended) {
		long wait = keep_bound();
		clock_gettime(CLOCK_REALTIME, &until);
		until.tv_nsec += wait;
		until.tv_sec += until.tv_nsec / 1000000000;
		until.tv_nsec %= 1000000000;
		pthread_cond_timedwait(&vast.ends, &vast.lock, &until);
	}
	pthread_mutex_unlock(&vast.lock);
	return NULL;
}

void iv_vast_bound(size_t bytes, const char *dir)
{
	vast.statm = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
	if (vast.statm < 0) {
		vast.failed = errno;
		return;
	}
	vast.bound = bytes;
	vast.used = true;
	vast.dir = dir;
	vast.watched = pthread_create(&vast.watch, NULL, keep_watch, NULL) == 0;
}

int iv_vast_failed(void)
{
	return vast.failed;
}

void iv_vast_end(void)
{
	if (vast.watched) {
		pthread_mutex_lock(&vast.lock);
		vast.ended = true;
		pthread_cond_signal(&vast.ends);
		pthread_mutex_unlock(&vast.lock);
		pthread_join(vast.watch, NULL);
		vast.watched = false;
	}
	if (vast.statm >= 0)
		close(vast.statm);
	vast.statm = -1;
	vast.bound = 0;
}

/* ---- files ---- */

static size_t whole_pages(size_t n)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	return (n + page - 1) / page * page;
}

/* Room is taken on the disk before it is used: to find out later that there is none would end the process. */
static bool take_room(int fd, size_t from, size_t to)
{
	int why = to > from ? posix_fallocate(fd, (off_t)from, (off_t)(to - from)) : 0;
	if (why)
		vast.failed = why;
	return !why;
}

/* A new file of n bytes; NULL: there can be none. */
static void *add_file(size_t n)
{
	struct file f = { .bytes = whole_pages(n), .fd = iv_temp_fd(vast.dir) };
	void *p = MAP_FAILED;
	if (f.fd < 0)
		vast.failed = errno;
	else if (take_room(f.fd, 0, f.bytes) && (p = mmap(NULL, f.bytes, PROT_READ | PROT_WRITE, MAP_SHARED, f.fd, 0)) == MAP_FAILED)
		vast.failed = errno;
	if (p == MAP_FAILED) {
		if (f.fd >= 0)
			close(f.fd);
		return NULL;
	}
	f.p = p;
	vast.file = iv_reserve(vast.file, &vast.cap, vast.files + 1, sizeof *vast.file);
	vast.file[vast.files++] = f;
	return p;
}

static struct file *find_file(const void *p)
{
	for (size_t i = 0; i < vast.files; i++)
		if (vast.file[i].p == p)
			return &vast.file[i];
	return NULL;
}

static void drop_file(struct file *f)
{
	munmap(f->p, f->bytes);
	close(f->fd);
	*f = vast.file[--vast.files];
	if (!vast.files) {
		free(vast.file);
		vast.file = NULL;
		vast.cap = 0;
	}
}

/* The file with room for n bytes; NULL: there is none, and it is as it was. */
static void *widen(struct file *f, size_t n)
{
	size_t bytes = whole_pages(n);
	if (bytes <= f->bytes)
		return f->p;
	if (!take_room(f->fd, f->bytes, bytes))
		return NULL;
	void *p = mremap(f->p, f->bytes, bytes, MREMAP_MAYMOVE);
	if (p == MAP_FAILED) {
		vast.failed = errno;
		return NULL;
	}
	f->p = p;
	f->bytes = bytes;
	return p;
}

/* ---- what others see ---- */

void *iv_vast_alloc(size_t n)
{
	void *p = NULL;
	if (!vast.used || n < LARGE)
		return iv_alloc(n);
	pthread_mutex_lock(&vast.lock);
	if (vast.bound)
		p = add_file(n);
	pthread_mutex_unlock(&vast.lock);
	return p ? p : iv_alloc(n);
}

/* Into a file, or out of one where it cannot grow. */
static void *move(void *p, size_t had, size_t n)
{
	void *to = iv_vast_alloc(n);
	memcpy(to, p, had < n ? had : n);
	iv_vast_free(p);
	return to;
}

void *iv_vast_resize(void *p, size_t n)
{
	if (!p || !vast.used)
		return p ? iv_resize(p, n) : iv_vast_alloc(n);
	pthread_mutex_lock(&vast.lock);
	struct file *f = find_file(p);
	size_t had = f ? f->bytes : 0;
	void *same = f ? widen(f, n) : NULL;
	bool moves = vast.bound && n >= LARGE && !vast.failed;
	pthread_mutex_unlock(&vast.lock);
	if (same)
		return same;
	if (!f && moves)
		return move(p, malloc_usable_size(p), n);
	if (!f)
		return iv_resize(p, n);
	same = iv_alloc(n);
	memcpy(same, p, had < n ? had : n);
	iv_vast_free(p);
	return same;
}

void iv_vast_free(void *p)
{
	if (!p || !vast.used) {
		free(p);
		return;
	}
	pthread_mutex_lock(&vast.lock);
	struct file *f = find_file(p);
	if (f)
		drop_file(f);
	pthread_mutex_unlock(&vast.lock);
	if (!f)
		free(p);
}

void *iv_vast_reserve(void *items, size_t *cap, size_t need, size_t size)
{
	if (need <= *cap)
		return items;
	*cap = iv_grown(*cap, need, size);
	return iv_vast_resize(items, *cap * size);
}

const struct iv_arena_source iv_vast_source = { iv_vast_alloc, iv_vast_free, (size_t)16 << 20 };
