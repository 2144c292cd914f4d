/* SPDX-License-Identifier: MIT
 * Stages of a run: what each took, for --stats. */
#include <stdio.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "cli/cli.h"

static double since_boot(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double cpu(const struct rusage *u)
{
	return (double)(u->ru_utime.tv_sec + u->ru_stime.tv_sec) + (double)(u->ru_utime.tv_usec + u->ru_stime.tv_usec) / 1e6;
}

static struct iv_cli_stage *find(struct iv_cli_stages *s, const char *name)
{
	for (size_t i = 0; i < s->n; i++)
		if (strcmp(s->stage[i].name, name) == 0)
			return &s->stage[i];
	if (s->n == sizeof s->stage / sizeof *s->stage)
		return NULL;
	s->stage[s->n] = (struct iv_cli_stage){ .name = name };
	return &s->stage[s->n++];
}

void iv_cli_stage(struct iv_cli *cli, const char *name)
{
	struct iv_cli_stages *s = &cli->stages;
	struct rusage usage;
	getrusage(RUSAGE_SELF, &usage);
	double now = since_boot();
	if (s->now) {
		s->now->seconds += now - s->since;
		s->now->cpu_seconds += cpu(&usage) - s->cpu_since;
		s->now->peak_bytes = (int64_t)usage.ru_maxrss * 1024;
	}
	s->now = name ? find(s, name) : NULL;
	s->since = now;
	s->cpu_since = cpu(&usage);
}

size_t iv_cli_given_back(void)
{
	struct rusage usage;
	unsigned long long pages = 0;
	FILE *f = fopen("/proc/self/statm", "re"); /* the second number is what is in memory */
	bool known = f && fscanf(f, "%*u %llu", &pages) == 1;
	if (f)
		fclose(f);
	getrusage(RUSAGE_SELF, &usage);
	size_t now = (size_t)pages * (size_t)sysconf(_SC_PAGESIZE), most = (size_t)usage.ru_maxrss * 1024;
	return known && now < most ? most - now : 0;
}

void iv_cli_stages_print(struct iv_cli *cli, struct iv_buf *out)
{
	iv_cli_stage(cli, NULL);
	if (!cli->stages.n)
		return;
	iv_buf_adds(out, IV_STR(",\"stages\":{"));
	for (size_t i = 0; i < cli->stages.n; i++) {
		const struct iv_cli_stage *s = &cli->stages.stage[i];
		iv_buf_addf(out, "%s\"%s\":{\"seconds\":%.3f,\"cpu_seconds\":%.3f,\"peak_bytes\":%lld}", i ? "," : "", s->name, s->seconds, s->cpu_seconds, (long long)s->peak_bytes);
	}
	iv_buf_addc(out, '}');
}
