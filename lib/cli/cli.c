/* SPDX-License-Identifier: MIT
 * A run from argv to exit status. The only place in lib that knows of signals and of the process's end. */
#include "cli/cli.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/date.h"
#include "io/vast.h"
#include "cli/say.h"
#include "io/out.h"

static void on_signal(int number)
{
	iv_out_remove_temps();
	signal(number, SIG_DFL);
	raise(number);
}

static void on_nomem(size_t n)
{
	char text[120];
	int len = snprintf(text, sizeof text, "ivoc: out of memory: %zu bytes more are needed; see --memory\n", n);
	iv_out_remove_temps();
	if (len > 0 && write(STDERR_FILENO, text, (size_t)len) < 0)
		_Exit(1);
	_Exit(1);
}

static void set_signals(void)
{
	static const int ends[] = { SIGINT, SIGTERM, SIGHUP, SIGXCPU };
	struct sigaction on = { .sa_handler = on_signal };
	signal(SIGPIPE, SIG_DFL);
	signal(SIGXFSZ, SIG_IGN); /* a file-size limit is then an ordinary write error */
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		struct sigaction was;
		if (sigaction(ends[i], NULL, &was) == 0 && was.sa_handler != SIG_IGN)
			sigaction(ends[i], &on, NULL);
	}
	iv_nomem_hook = on_nomem;
}

static long now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (long)(t.tv_sec * 1000 + t.tv_nsec / 1000000);
}

/* +08:00 as minutes east of UTC. */
static bool offset_of(const char *zone, long *minutes)
{
	int h, m, used = 0;
	char sign;
	if (strcmp(zone, "UTC") == 0 || strcmp(zone, "Z") == 0) {
		*minutes = 0;
		return true;
	}
	if (sscanf(zone, "%c%2d:%2d%n", &sign, &h, &m, &used) != 3 || zone[used] || (sign != '+' && sign != '-') || h > 15 || m > 59)
		return false;
	*minutes = (sign == '-' ? -1 : 1) * (h * 60L + m);
	return true;
}

/* The day it is now in `zone`. */
static int today_in(const char *zone, int32_t *day, struct iv_err *err)
{
	time_t now = time(NULL);
	long minutes;
	if (offset_of(zone, &minutes)) {
		*day = (int32_t)((now + minutes * 60) / 86400);
		return IV_OK;
	}
	char path[256];
	int n = snprintf(path, sizeof path, "/usr/share/zoneinfo/%s", zone);
	if (n < 0 || (size_t)n >= sizeof path || strstr(zone, "..") || access(path, R_OK) != 0)
		return iv_err_set(err, IV_WRONG, "usage", "--tz: expected +08:00 or a known zone as Asia/Shanghai, not '%s'", zone);
	struct tm tm;
	setenv("TZ", zone, 1);
	tzset();
	localtime_r(&now, &tm);
	*day = iv_date_from((struct iv_ymd){ tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday });
	return IV_OK;
}

/* Help and the like go to stdout, checked like any output. */
static int print_help(struct iv_cli *cli, struct iv_buf *text)
{
	struct iv_err err;
	int status = iv_out_text(NULL, 0644, iv_buf_str(text), &err);
	if (status != IV_OK)
		iv_say_error(cli->say, &err);
	return status == IV_OK ? IV_END : status;
}

int iv_cli_start(struct iv_cli *cli, const struct iv_program *program, void *options, int argc, char **argv)
{
	struct iv_buf text = { 0 };
	struct iv_err err;
	*cli = (struct iv_cli){ .program = program, .common = options, .start_ms = now_ms() };
	set_signals();
	cli->say = iv_say_new(program->name);
	int status = iv_opt_parse(program, argc, argv, options, &cli->files, &cli->files_n, &text, &err);
	if (status == IV_OK) {
		struct iv_common *c = cli->common;
		iv_say_mode(cli->say, c->quiet, c->verbose, c->show_values);
		if (!c->threads)
			c->threads = sysconf(_SC_NPROCESSORS_ONLN);
		if (c->bounded)
			iv_vast_bound(c->memory, c->tmp);
		if (c->as_of.given)
			cli->today = c->as_of.day;
		else
			status = today_in(c->tz ? c->tz : "UTC", &cli->today, &err);
	}
	if (status == IV_END)
		status = print_help(cli, &text);
	else if (status != IV_OK)
		iv_say_error(cli->say, &err);
	iv_buf_release(&text);
	return status;
}

int iv_cli_config(struct iv_cli *cli, int (*load)(void *state, struct iv_cli *cli, struct iv_err *err), void *state)
{
	struct iv_err err;
	int status = cli->common->config ? iv_conf_read(&cli->conf, cli->common->config, IV_CONF_LARGEST, &err) : IV_OK;
	if (status == IV_OK)
		status = load(state, cli, &err);
	if (status != IV_OK && status != IV_END)
		iv_say_error(cli->say, &err);
	return status == IV_OK && cli->common->check ? IV_END : status;
}

static void print_stats(struct iv_cli *cli, struct iv_buf *b)
{
	struct iv_buf date = { 0 };
	struct rusage usage;
	iv_buf_addc(b, '{');
	iv_json_member_text(b, "program", iv_str_of(cli->program->name));
	iv_json_member_text(b, "version", IV_STR(IVOC_VERSION));
	if (cli->program->has & IV_HAS_AS_OF) {
		iv_date_add(&date, cli->today);
		iv_json_member_text(b, "as_of", iv_buf_str(&date));
	}
	iv_buf_addf(b, ",\"files\":[" IV_FMT "],\"counts\":", IV_ARG(iv_buf_str(&cli->files_stats)));
	iv_tally_print(&cli->tally, b);
	if (cli->more_stats.n) {
		iv_buf_addc(b, ',');
		iv_buf_adds(b, iv_buf_str(&cli->more_stats));
	}
	iv_cli_stages_print(cli, b);
	getrusage(RUSAGE_SELF, &usage);
	iv_buf_addf(b, ",\"seconds\":%.3f,\"cpu_seconds\":%.3f,\"peak_bytes\":%lld}\n", (double)(now_ms() - cli->start_ms) / 1000,
		    (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) + (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6, (long long)usage.ru_maxrss * 1024);
	iv_buf_release(&date);
}

static int write_stats(struct iv_cli *cli)
{
	struct iv_err err;
	struct iv_buf text = { 0 };
	print_stats(cli, &text);
	int status = iv_out_text(cli->common->stats, 0600, iv_buf_str(&text), &err);
	if (status != IV_OK)
		iv_say_error(cli->say, &err);
	iv_buf_release(&text);
	return status;
}

int iv_cli_end(struct iv_cli *cli, int status)
{
	iv_say_rest(cli->say);
	if (iv_vast_failed())
		iv_cli_say(cli, "more than --memory was needed, as there is no room in '%s': %s", cli->common->tmp, strerror(iv_vast_failed()));
	iv_vast_end();
	if (status == IV_OK && cli->common->stats)
		status = write_stats(cli);
	int64_t rejected = iv_tally_get(&cli->tally, "rejected");
	if (cli->committed)
		iv_cli_verbose(cli, "%lld in, %lld out, %lld rejected, %lld dropped, %.1f s", (long long)iv_tally_get(&cli->tally, "in"),
			       (long long)iv_tally_get(&cli->tally, "out"), (long long)rejected, (long long)iv_tally_get(&cli->tally, "dropped"),
			       (double)(now_ms() - cli->start_ms) / 1000);
	bool unseen = cli->committed && rejected > 0 && !cli->common->rejects;
	if (status == IV_OK && unseen)
		iv_cli_say(cli, rejected == 1 ? "%lld record was rejected; --rejects=FILE would keep it" : "%lld records were rejected; --rejects=FILE would keep them", (long long)rejected);
	iv_say_free(cli->say);
	iv_conf_release(&cli->conf);
	iv_tally_release(&cli->tally);
	iv_names_release(&cli->names);
	iv_buf_release(&cli->more_stats);
	iv_buf_release(&cli->files_stats);
	return status == IV_WRONG ? 2 : status == IV_GUARD ? 4 : status < 0 ? 1 : unseen && status == IV_OK ? 3 : 0;
}

static void vtext(struct iv_buf *b, const char *format, va_list args)
{
	char text[1024];
	vsnprintf(text, sizeof text, format, args);
	iv_buf_adds(b, iv_str_of(text));
}

void iv_cli_say(struct iv_cli *cli, const char *format, ...)
{
	struct iv_buf b = { 0 };
	va_list args;
	va_start(args, format);
	vtext(&b, format, args);
	va_end(args);
	iv_say_text(cli->say, iv_buf_text(&b), false);
	iv_buf_release(&b);
}

void iv_cli_verbose(struct iv_cli *cli, const char *format, ...)
{
	struct iv_buf b = { 0 };
	va_list args;
	va_start(args, format);
	vtext(&b, format, args);
	va_end(args);
	iv_say_verbose(cli->say, iv_buf_text(&b));
	iv_buf_release(&b);
}

void iv_cli_error(struct iv_cli *cli, const struct iv_err *err)
{
	iv_say_error(cli->say, err);
}

void iv_cli_remark(struct iv_cli *cli, const struct iv_err *err)
{
	iv_say_remark(cli->say, err);
}
