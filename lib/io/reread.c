/* SPDX-License-Identifier: MIT
 * pread, and what the page cache holds. */
#include "io/reread.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SAMPLES = 2048 };

bool iv_reread_stdin(void)
{
	struct stat st;
	char magic[2] = { 0 };
	return fstat(STDIN_FILENO, &st) == 0 && S_ISREG(st.st_mode) && lseek(STDIN_FILENO, 0, SEEK_CUR) == 0 && pread(STDIN_FILENO, magic, 2, 0) >= 0 &&
	       memcmp(magic, "\x1f\x8b", 2) != 0;
}

int iv_reread_open(const char *path, struct iv_err *err)
{
	int fd = strcmp(path, "-") == 0 ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0) : open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		iv_err_set(err, IV_FAIL, "io", "cannot open: %s", strerror(errno));
		iv_err_at(err, path, 0, 0);
	}
	return fd;
}

ptrdiff_t iv_reread(int fd, uint64_t at, char *p, size_t n, struct iv_err *err)
{
	size_t have = 0;
	while (have < n) {
		ssize_t got = pread(fd, p + have, n - have, (off_t)(at + have));
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0) {
			iv_err_set(err, IV_FAIL, "io", "cannot read: %s", strerror(errno));
			return -1;
		}
		if (!got)
			break;
		have += (size_t)got;
	}
	return (ptrdiff_t)have;
}

/* The file is mapped, which reads nothing, and the system is asked about pages at equal distances. */
double iv_reread_resident(int fd)
{
	struct stat st;
	long page = sysconf(_SC_PAGESIZE);
	if (fstat(fd, &st) < 0 || page <= 0)
		return 0;
	size_t pages = ((size_t)st.st_size + (size_t)page - 1) / (size_t)page, samples = pages < SAMPLES ? pages : SAMPLES, there = 0;
	if (!pages)
		return 1;
	char *map = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_SHARED, fd, 0);
	if (map == MAP_FAILED)
		return 0;
	for (size_t i = 0; i < samples; i++) {
		unsigned char in_memory = 0;
		if (mincore(map + pages * i / samples * (size_t)page, (size_t)page, &in_memory) == 0)
			there += in_memory & 1;
	}
	munmap(map, (size_t)st.st_size);
	return (double)there / (double)samples;
}

bool iv_reread_crowds(int fd)
{
	struct stat st;
	long page = sysconf(_SC_PAGESIZE), pages = sysconf(_SC_PHYS_PAGES);
	return fstat(fd, &st) == 0 && page > 0 && pages > 0 && st.st_size / page >= pages / 4;
}

void iv_reread_done(int fd, uint64_t from, uint64_t to)
{
	if (to > from)
		posix_fadvise(fd, (off_t)from, (off_t)(to - from), POSIX_FADV_DONTNEED);
}
