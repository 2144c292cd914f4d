/* SPDX-License-Identifier: MIT
 * Runs a fuzz target without libFuzzer: each seed file of a folder as it is, then with random bytes changed,
 * cut and doubled. The generator is seeded by a constant, so a failure can be run again. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

enum { LARGEST = 1 << 20, ROUNDS = 400 };

static uint64_t rng = 88172645463325252u;

static uint64_t next(void)
{
	rng ^= rng << 13;
	rng ^= rng >> 7;
	return rng ^= rng << 17;
}

static void mutate(const uint8_t *seed, size_t n)
{
	uint8_t *copy = malloc(2 * n + 1);
	for (int round = 0; copy && round < ROUNDS; round++) {
		size_t m = n;
		memcpy(copy, seed, n);
		for (uint64_t k = next() % 4; k-- && m;)
			copy[next() % m] = (uint8_t)next();
		if (m && next() % 4 == 0)
			m = next() % m;
		if (m && next() % 8 == 0) {
			size_t at = next() % m;
			memmove(copy + m, copy + at, m - at);
			m += m - at;
		}
		/* An exact allocation lets the address sanitizer see one byte too many. */
		uint8_t *exact = malloc(m ? m : 1);
		memcpy(exact, copy, m);
		LLVMFuzzerTestOneInput(exact, m);
		free(exact);
	}
	free(copy);
}

int main(int argc, char **argv)
{
	static uint8_t data[LARGEST];
	int seeds = 0;
	for (int i = 1; i < argc; i++) {
		DIR *folder = opendir(argv[i]);
		if (!folder) {
			perror(argv[i]);
			return 1;
		}
		for (struct dirent *e; (e = readdir(folder));) {
			char path[4096];
			snprintf(path, sizeof path, "%s/%s", argv[i], e->d_name);
			FILE *f = e->d_name[0] == '.' ? NULL : fopen(path, "rb");
			if (!f)
				continue;
			size_t n = fread(data, 1, sizeof data, f);
			fclose(f);
			LLVMFuzzerTestOneInput(data, n);
			mutate(data, n < 65536 ? n : 65536);
			seeds++;
		}
		closedir(folder);
	}
	printf("%d seeds replayed\n", seeds);
	return seeds ? 0 : 1;
}
