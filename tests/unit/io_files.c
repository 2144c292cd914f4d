/* SPDX-License-Identifier: MIT
 * Spool and sort give the same at any memory; output appears whole or not at all; gz is inflated, cut gz is noticed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>
#include <cmocka.h>

#include "base/hash.h"
#include "io/in.h"
#include "io/out.h"
#include "io/reread.h"
#include "io/spill.h"

static uint64_t sorted_digest(size_t memory, size_t items)
{
	struct iv_err err;
	struct iv_sort *s = iv_sort_new(memory, "/tmp");
	uint64_t rng = 42, digest = 0;
	char key[32], value[64];
	for (size_t i = 0; i < items; i++) {
		rng = rng * 6364136223846793005u + 1442695040888963407u;
		snprintf(key, sizeof key, "k%llu", (unsigned long long)(rng >> 52));
		snprintf(value, sizeof value, "v%llu", (unsigned long long)(rng >> 33));
		assert_int_equal(iv_sort_add(s, iv_str_of(key), iv_str_of(value), &err), IV_OK);
	}
	assert_int_equal(iv_sort_done(s, &err), IV_OK);
	struct iv_str k, v;
	struct iv_buf last = { 0 }, now = { 0 };
	size_t n = 0;
	while (iv_sort_next(s, &k, &v, &err) == IV_OK) {
		iv_buf_clear(&now);
		iv_buf_adds(&now, k);
		iv_buf_addc(&now, '\0');
		iv_buf_adds(&now, v);
		assert_true(!n || iv_str_cmp(iv_buf_str(&last), iv_buf_str(&now)) <= 0);
		struct iv_buf swap = last;
		last = now;
		now = swap;
		digest = iv_hash_seed(iv_buf_str(&last), digest);
		n++;
	}
	assert_int_equal(n, items);
	iv_buf_release(&last);
	iv_buf_release(&now);
	iv_sort_free(s);
	return digest;
}

static void sorting(void **state)
{
	(void)state;
	uint64_t all = sorted_digest((size_t)1 << 30, 20000);
	assert_true(all == sorted_digest(100000, 20000));
	assert_true(all == sorted_digest(4096, 20000)); /* hundreds of runs: merged on the way */
	sorted_digest(4096, 0);
	sorted_digest(4096, 1);
}

static void spooling(void **state)
{
	(void)state;
	struct iv_err err;
	for (size_t memory = 0; memory <= (size_t)8 << 20; memory += (size_t)4 << 20) {
		struct iv_spool *s = iv_spool_new(memory, "/tmp");
		char block[1000];
		for (int i = 0; i < 5000; i++) {
			memset(block, 'a' + i % 26, sizeof block);
			assert_int_equal(iv_spool_add(s, (struct iv_str){ block, sizeof block }, &err), IV_OK);
		}
		for (int round = 0; round < 2; round++) {
			assert_int_equal(iv_spool_rewind(s, &err), IV_OK);
			size_t at = 0;
			ptrdiff_t n;
			char part[777];
			while ((n = iv_spool_read(s, part, sizeof part, &err)) > 0)
				for (ptrdiff_t i = 0; i < n; i++, at++)
					assert_int_equal(part[i], 'a' + at / 1000 % 26);
			assert_int_equal(at, 5000000);
		}
		iv_spool_free(s);
	}
}

static char path[64];

static size_t size_of(const char *name)
{
	FILE *f = fopen(name, "rb");
	if (!f)
		return SIZE_MAX;
	fseek(f, 0, SEEK_END);
	size_t n = (size_t)ftell(f);
	fclose(f);
	return n;
}

static void output(void **state)
{
	(void)state;
	struct iv_out out;
	struct iv_err err;
	snprintf(path, sizeof path, "/tmp/ivoc-test-%ld", (long)getpid());
	assert_int_equal(iv_out_open(&out, path, 0644, &err), IV_OK);
	assert_int_equal(iv_out_write(&out, IV_STR("hello\n"), &err), IV_OK);
	assert_int_equal(size_of(path), SIZE_MAX);
	assert_int_equal(iv_out_commit(&out, &err), IV_OK);
	assert_int_equal(size_of(path), 6);
	assert_int_equal(iv_out_open(&out, path, 0644, &err), IV_OK);
	assert_int_equal(iv_out_write(&out, IV_STR("longer than before\n"), &err), IV_OK);
	iv_out_abort(&out);
	assert_int_equal(size_of(path), 6);
	assert_int_equal(iv_out_open(&out, path, 0644, &err), IV_OK);
	assert_int_equal(iv_out_commit(&out, &err), IV_OK);
	assert_int_equal(size_of(path), 0);
	unlink(path);
	assert_int_equal(iv_out_open(&out, "/dev/full", 0644, &err), IV_OK);
	assert_int_equal(iv_out_write(&out, IV_STR("x"), &err), IV_OK);
	assert_int_equal(iv_out_commit(&out, &err), IV_FAIL);
	assert_int_equal(iv_out_open(&out, "/tmp", 0644, &err), IV_FAIL);
	assert_int_equal(iv_out_open(&out, "/nonexistent/x", 0644, &err), IV_FAIL);
}

static size_t read_all(const char *name, struct iv_err *err, bool *ok)
{
	struct iv_in *in;
	char part[5000];
	size_t sum = 0;
	ptrdiff_t n;
	*ok = iv_in_open(&in, name, err) == IV_OK;
	if (!*ok)
		return 0;
	while ((n = iv_in_read(in, part, sizeof part, err)) > 0)
		sum += (size_t)n;
	*ok = n == 0;
	iv_in_close(in);
	return sum;
}

static void inflating(void **state)
{
	(void)state;
	struct iv_err err;
	bool ok;
	snprintf(path, sizeof path, "/tmp/ivoc-test-%ld.gz", (long)getpid());
	for (int member = 0; member < 2; member++) {
		gzFile gz = gzopen(path, member ? "ab" : "wb");
		for (int i = 0; i < 200000; i++)
			gzprintf(gz, "line %d\n", i * 7919 % 100000);
		gzclose(gz);
	}
	size_t sum = read_all(path, &err, &ok);
	assert_true(ok && sum > 4000000);
	assert_int_equal(truncate(path, (long)size_of(path) - 100), 0);
	read_all(path, &err, &ok);
	assert_false(ok);
	assert_string_equal(err.code, "bad_gz");
	struct iv_in *in; /* closing before the end must not hang */
	assert_int_equal(iv_in_open(&in, path, &err), IV_OK);
	iv_in_close(in);
	unlink(path);
	read_all("/tmp", &err, &ok);
	assert_false(ok);
	read_all("/dev/null", &err, &ok);
	assert_true(ok);
}

/* Reads a file of 'a' + i % 26 to its end in odd steps, with a peek of `ahead` bytes before each; returns its size. */
static size_t read_peeking(const char *name, size_t ahead)
{
	struct iv_in *in;
	struct iv_err err;
	struct iv_str seen;
	char part[99991];
	size_t at = 0;
	ptrdiff_t n;
	assert_int_equal(iv_in_open(&in, name, &err), IV_OK);
	do {
		assert_int_equal(iv_in_peek(in, ahead, &seen, &err), IV_OK);
		assert_true(seen.n <= ahead);
		for (size_t i = 0; i < seen.n; i++)
			assert_int_equal(seen.p[i], 'a' + (at + i) % 26);
		n = iv_in_read(in, part, at % 3 ? sizeof part : 7, &err);
		for (ptrdiff_t i = 0; i < n; i++, at++)
			assert_int_equal(part[i], 'a' + at % 26);
		assert_true(n > 0 || seen.n == 0);
	} while (n > 0);
	iv_in_close(in);
	return at;
}

static void peeking(void **state)
{
	(void)state;
	struct iv_err err;
	struct iv_in *in;
	struct iv_str seen;
	snprintf(path, sizeof path, "/tmp/ivoc-test-%ld", (long)getpid());
	for (int gz = 0; gz < 2; gz++) {
		gzFile f = gzopen(path, gz ? "wb" : "wbT"); /* T: as it is */
		for (int i = 0; i < 1000000; i++)
			gzputc(f, 'a' + i % 26);
		gzclose(f);
		assert_int_equal(read_peeking(path, 4), 1000000);
		assert_int_equal(read_peeking(path, 300000), 1000000);
		assert_int_equal(read_peeking(path, 2000000), 1000000);
		assert_int_equal(iv_in_open(&in, path, &err), IV_OK);
		assert_int_equal(iv_in_peek(in, 600000, &seen, &err), IV_OK);
		assert_int_equal(seen.n, 600000); /* never less while there is more */
		assert_int_equal(iv_in_peek(in, 10, &seen, &err), IV_OK);
		assert_int_equal(seen.n, 10);
		iv_in_close(in);
	}
	assert_int_equal(truncate(path, 100), 0);
	assert_int_equal(iv_in_open(&in, path, &err), IV_OK);
	assert_int_equal(iv_in_peek(in, 5000000, &seen, &err), IV_FAIL);
	assert_string_equal(err.code, "bad_gz");
	iv_in_close(in);
	unlink(path);
}

/* What is done with can be read all the same; on a disk it is not in memory any more, while a file system that is memory keeps it. */
static void rereading(void **state)
{
	(void)state;
	enum { SIZE = 4 << 20, HALF = SIZE / 2 };
	char file[] = "/tmp/ivoc-reread-XXXXXX", *bytes = iv_alloc(SIZE), *again = iv_alloc(SIZE);
	int made = mkstemp(file);
	struct iv_err err;
	for (size_t i = 0; i < SIZE; i++)
		bytes[i] = (char)(i * 2654435761u >> 24);
	assert_true(made >= 0 && write(made, bytes, SIZE) == SIZE && fsync(made) == 0 && close(made) == 0);
	int fd = iv_reread_open(file, &err);
	assert_true(fd >= 0 && !iv_reread_crowds(fd));
	assert_int_equal(iv_reread(fd, 0, again, SIZE, &err), SIZE);
	double whole = iv_reread_resident(fd);
	iv_reread_done(fd, 0, 0); /* of nothing is nothing, not the rest of the file */
	assert_true(iv_reread_resident(fd) == whole);
	iv_reread_done(fd, 0, HALF);
	double half = iv_reread_resident(fd);
	assert_true(half == whole || (half > 0.4 * whole && half < 0.6 * whole));
	assert_int_equal(iv_reread(fd, 0, again, SIZE, &err), SIZE);
	assert_memory_equal(again, bytes, SIZE);
	close(fd);
	unlink(file);
	free(bytes);
	free(again);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(sorting), cmocka_unit_test(spooling), cmocka_unit_test(output), cmocka_unit_test(inflating), cmocka_unit_test(peeking),
					  cmocka_unit_test(rereading) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
