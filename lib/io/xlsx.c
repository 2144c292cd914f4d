/* SPDX-License-Identifier: MIT
 * Which sheet is meant is found out here, since xlsx2csv ends well when there is none. So is what it gets wrong: dates come with
 * all their digits behind a mark (U+0001, which no cell can hold), and are rounded to the second where it would cut, since a
 * spreadsheet's noon is 11:59:59.99999. */
#include "io/xlsx.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/date.h"
#include "base/num.h"
#include "base/utf8.h"
#include "io/temp.h"
#include "io/zip.h"

enum {
	BOOK_MOST = 4 << 20, /* bytes of the workbook's table of contents */
	DATE_LENGTH = 27, /* of the mark, YYYY-MM-DD HH:MM:SS.ffffff */
	FALSE_1904 = 1462, /* days between the two epochs of spreadsheets */
	BLOCK = 64 << 10,
};

#define FORMAT "\001%Y-%m-%d %H:%M:%S.%f"

struct book {
	struct iv_temp copy; /* of what cannot be read twice */
	int fd;
	pid_t converter; /* 0: ended */
	int pipe;
	struct iv_temp said; /* what the converter writes to stderr */
	const char *name;
	int32_t shift; /* days by which the converter's dates are late */
	bool ended;
	struct iv_buf raw, text; /* from the pipe; for the reader, from text_at on */
	size_t text_at;
};

struct sheet {
	struct iv_str name;
	bool hidden;
};

static int fail(const struct book *b, struct iv_err *err, const char *code, const char *what)
{
	iv_err_set(err, IV_FAIL, code, "%s", what);
	iv_err_at(err, b->name, 0, 0);
	return IV_FAIL;
}

/* --- Table of contents --- */

/* The value of an attribute of the tag at the beginning of s, or {0}. */
static struct iv_str attribute(struct iv_str tag, const char *name)
{
	size_t n = strlen(name);
	for (size_t i = 1; i + n + 2 < tag.n; i++)
		if ((tag.p[i - 1] == ' ' || tag.p[i - 1] == '\n' || tag.p[i - 1] == '\t') && !memcmp(tag.p + i, name, n) && tag.p[i + n] == '=') {
			struct iv_str rest = iv_str_from(tag, i + n + 2);
			const char *end = memchr(rest.p, tag.p[i + n + 1], rest.n);
			return (struct iv_str){ rest.p, end ? (size_t)(end - rest.p) : 0 };
		}
	return (struct iv_str){ 0 };
}

/* A text without the escapes of XML. */
static struct iv_str plain(struct iv_arena *arena, struct iv_str s)
{
	static const struct {
		const char *name, *text;
	} known[] = { { "&amp;", "&" }, { "&lt;", "<" }, { "&gt;", ">" }, { "&quot;", "\"" }, { "&apos;", "'" } };
	struct iv_buf b = { 0 };
	for (size_t i = 0; i < s.n;) {
		struct iv_str rest = iv_str_from(s, i);
		const char *end = rest.p[0] == '&' ? memchr(rest.p, ';', rest.n) : NULL;
		size_t k = 0, n = end ? (size_t)(end - rest.p) + 1 : 1;
		while (k < 5 && !(end && iv_str_starts(rest, iv_str_of(known[k].name))))
			k++;
		if (k < 5)
			iv_buf_adds(&b, iv_str_of(known[k].text));
		else if (end && rest.n > 2 && rest.p[1] == '#')
			iv_utf8_add(&b, (uint32_t)strtoul(rest.p + (rest.p[2] == 'x' ? 3 : 2), NULL, rest.p[2] == 'x' ? 16 : 10));
		else
			iv_buf_add(&b, rest.p, n);
		i += n;
	}
	struct iv_str out = iv_arena_str(arena, iv_buf_str(&b));
	iv_buf_release(&b);
	return out;
}

/* The next tag <name …> or <prefix:name …> in *rest, or {0}. */
static struct iv_str next_tag(struct iv_str *rest, const char *name)
{
	size_t n = strlen(name);
	for (const char *p; rest->n && (p = memchr(rest->p, '<', rest->n));) {
		const char *end = memchr(p, '>', rest->n - (size_t)(p - rest->p));
		if (!end)
			break;
		struct iv_str tag = { p + 1, (size_t)(end - p) - 1 };
		*rest = iv_str_from(*rest, (size_t)(end - rest->p) + 1);
		const char *colon = tag.n ? memchr(tag.p, ':', tag.n) : NULL, *blank = tag.n ? memchr(tag.p, ' ', tag.n) : NULL;
		struct iv_str local = colon && (!blank || colon < blank) ? iv_str_from(tag, (size_t)(colon - tag.p) + 1) : tag;
		if (local.n > n && !memcmp(local.p, name, n) && (local.p[n] == ' ' || local.p[n] == '\n' || local.p[n] == '\t' || local.p[n] == '/'))
			return local;
	}
	return (struct iv_str){ 0 };
}

static size_t read_sheets(struct book *b, struct iv_str xml, struct iv_arena *arena, struct sheet **out)
{
	struct sheet *sheet = NULL;
	size_t n = 0, cap = 0;
	struct iv_str rest = xml, tag = next_tag(&rest, "workbookPr");
	/* The converter takes any word but "false" for yes. */
	struct iv_str epoch = attribute(tag, "date1904");
	b->shift = iv_str_eq(epoch, IV_STR("0")) || iv_str_eq(epoch, IV_STR("off")) ? FALSE_1904 : 0;
	for (rest = xml; (tag = next_tag(&rest, "sheet")).n; n++) {
		struct iv_str state = attribute(tag, "state");
		sheet = iv_reserve(sheet, &cap, n + 1, sizeof *sheet);
		sheet[n] = (struct sheet){ plain(arena, attribute(tag, "name")), iv_str_eq(state, IV_STR("hidden")) || iv_str_eq(state, IV_STR("veryHidden")) };
	}
	*out = sheet;
	return n;
}

static void list_sheets(const struct sheet *sheet, size_t n, struct iv_buf *out)
{
	for (size_t i = 0; i < n; i++)
		iv_buf_addf(out, "%s'" IV_FMT "'", i ? ", " : "", IV_ARG(sheet[i].name));
}

/* The number of the sheet that is meant, from 1. IV_OK or IV_WRONG. */
static int choose(const struct book *b, const struct sheet *sheet, size_t n, struct iv_str wanted, size_t *number, struct iv_err *err)
{
	int64_t at = 0;
	for (size_t i = 0; i < n && !*number; i++)
		if (wanted.n ? iv_str_eq(sheet[i].name, wanted) : !sheet[i].hidden)
			*number = i + 1;
	if (!*number && !wanted.n)
		*number = 1;
	if (!*number && iv_num_int(wanted, &at) && at >= 1 && (uint64_t)at <= n)
		*number = (size_t)at;
	if (*number)
		return IV_OK;
	struct iv_buf list = { 0 };
	list_sheets(sheet, n, &list);
	iv_err_set(err, IV_WRONG, "no_sheet", "there is no sheet '" IV_FMT "': expected one of " IV_FMT ", or a number up to %zu", IV_ARG(wanted), IV_ARG(iv_buf_str(&list)), n);
	iv_err_at(err, b->name, 0, 0);
	iv_buf_release(&list);
	return IV_WRONG;
}

/* What the archive is, and which sheet is meant. */
static int look_into(struct book *b, struct iv_str wanted, size_t *number, struct iv_buf *name, struct iv_buf *others, struct iv_err *err)
{
	struct iv_buf xml = { 0 };
	struct iv_err none;
	struct iv_arena arena = { 0 };
	struct sheet *sheet = NULL;
	int status = iv_zip_read(b->fd, "xl/workbook.xml", BOOK_MOST, &xml, err);
	if (status == IV_END && iv_zip_read(b->fd, "mimetype", 256, &xml, &none) == IV_OK && iv_str_find(iv_buf_str(&xml), IV_STR("opendocument.spreadsheet")) >= 0)
		status = fail(b, err, "not_text", "an OpenDocument spreadsheet (.ods): save the sheet as .csv or .xlsx");
	else if (status == IV_END)
		status = fail(b, err, "not_text", "a zip archive that is no workbook: unpack it first");
	if (status == IV_OK) {
		size_t n = read_sheets(b, iv_buf_str(&xml), &arena, &sheet);
		status = n ? choose(b, sheet, n, wanted, number, err) : fail(b, err, "bad_xlsx", "the workbook has no sheet");
		if (status == IV_OK)
			iv_buf_adds(name, sheet[*number - 1].name);
		if (status == IV_OK && !wanted.n && n > 1)
			list_sheets(sheet, n, others);
	}
	iv_err_at(err, b->name, 0, 0);
	free(sheet);
	iv_arena_release(&arena);
	iv_buf_release(&xml);
	return status;
}

/* --- The converter --- */

static int start(struct book *b, size_t number, struct iv_err *err)
{
	char sheet[24];
	snprintf(sheet, sizeof sheet, "%zu", number);
	const char *argv[] = { "xlsx2csv", "-s", sheet, "-d", ",", "-q", "minimal", "-f", FORMAT, "-t", "%H:%M:%S", "--floatformat", "%.15g", "--sci-float", "/dev/fd/3", NULL };
	int ends[2];
	posix_spawn_file_actions_t actions;
	if (pipe2(ends, O_CLOEXEC) != 0)
		return fail(b, err, "io", "cannot make a pipe");
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
	posix_spawn_file_actions_adddup2(&actions, b->said.fd, 2);
	posix_spawn_file_actions_adddup2(&actions, b->fd, 3);
	int why = posix_spawnp(&b->converter, argv[0], &actions, NULL, (char *const *)(uintptr_t)argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	close(ends[1]);
	b->pipe = ends[0];
	if (why) {
		b->converter = 0;
		return fail(b, err, "no_converter", why == ENOENT ? "a workbook, and the program xlsx2csv that reads it is missing (Debian: apt-get install xlsx2csv)" : "a workbook, and the program xlsx2csv that reads it cannot be started");
	}
	return IV_OK;
}

/* What the converter said: the first line, or of a Python traceback the last. */
static void add_said(struct book *b, struct iv_buf *out)
{
	char text[4096];
	struct iv_err none;
	ptrdiff_t n = iv_temp_rewind(&b->said, &none) == IV_OK ? iv_temp_read(&b->said, text, sizeof text, &none) : 0;
	struct iv_str rest = iv_str_trim((struct iv_str){ text, n > 0 ? (size_t)n : 0 }), line = { 0 }, next;
	bool traceback = iv_str_starts(rest, IV_STR("Traceback"));
	while (iv_str_cut(&rest, '\n', &next) && (traceback || !line.n))
		line = next;
	if (line.n)
		iv_buf_addf(out, ": " IV_FMT, (int)(line.n < 160 ? line.n : 160), line.p);
}

/* The converter closed its output: how did it end? */
static int end(struct book *b, struct iv_err *err)
{
	int how = 0;
	pid_t pid;
	do
		pid = waitpid(b->converter, &how, 0);
	while (pid < 0 && errno == EINTR);
	b->converter = 0;
	b->ended = true;
	if (pid > 0 && WIFEXITED(how) && WEXITSTATUS(how) == 0)
		return IV_OK;
	struct iv_buf text = { 0 };
	iv_buf_addf(&text, "xlsx2csv cannot read the workbook");
	add_said(b, &text);
	fail(b, err, "bad_xlsx", iv_buf_text(&text));
	iv_buf_release(&text);
	return IV_FAIL;
}

/* --- Dates --- */

/* A date as the converter writes it behind the mark, rounded to the second; without its time of day at midnight. */
static void add_date(struct book *b, struct iv_str s)
{
	struct iv_time t;
	if (!iv_time_parse(s, &t)) {
		iv_buf_adds(&b->text, s);
		return;
	}
	t.second += t.micro >= 500000;
	t.day += t.second / 86400 - b->shift;
	t.second %= 86400;
	iv_date_add(&b->text, t.day);
	if (t.second)
		iv_buf_addf(&b->text, " %02d:%02d:%02d", t.second / 3600, t.second / 60 % 60, t.second % 60);
}

/* Makes text of what was read; a date that is cut waits for more. */
static void translate(struct book *b, bool all)
{
	struct iv_str s = iv_buf_str(&b->raw);
	const char *p = s.p, *end = s.p + s.n;
	for (const char *mark; p < end && (mark = memchr(p, 1, (size_t)(end - p)));) {
		iv_buf_add(&b->text, p, (size_t)(mark - p));
		p = mark;
		if (end - mark < DATE_LENGTH && !all)
			break;
		size_t n = end - mark < DATE_LENGTH ? (size_t)(end - mark) : DATE_LENGTH;
		add_date(b, (struct iv_str){ mark + 1, n - 1 });
		p = mark + n;
	}
	bool waits = p < end && *p == 1;
	if (!waits)
		iv_buf_add(&b->text, p, (size_t)(end - p));
	size_t left = waits ? (size_t)(end - p) : 0;
	if (left)
		memmove(b->raw.p, p, left);
	b->raw.n = left;
}

/* --- As an input --- */

static ptrdiff_t read_text(void *source, char *p, size_t n, struct iv_err *err)
{
	struct book *b = source;
	while (b->text_at == b->text.n && !b->ended) {
		iv_buf_clear(&b->text);
		b->text_at = 0;
		iv_buf_grow(&b->raw, BLOCK);
		ssize_t got = read(b->pipe, b->raw.p + b->raw.n, BLOCK);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return fail(b, err, "io", "cannot read what xlsx2csv writes");
		b->raw.n += (size_t)got;
		translate(b, got == 0);
		if (got == 0 && end(b, err) != IV_OK)
			return -1;
	}
	size_t k = b->text.n - b->text_at < n ? b->text.n - b->text_at : n;
	if (k)
		memcpy(p, b->text.p + b->text_at, k);
	b->text_at += k;
	return (ptrdiff_t)k;
}

static void close_book(void *source)
{
	struct book *b = source;
	if (b->pipe >= 0)
		close(b->pipe);
	if (b->converter) {
		kill(b->converter, SIGTERM);
		while (waitpid(b->converter, NULL, 0) < 0 && errno == EINTR)
			;
	}
	if (b->fd >= 0 && b->fd != b->copy.fd)
		close(b->fd);
	iv_temp_close(&b->copy);
	iv_temp_close(&b->said);
	iv_buf_release(&b->raw);
	iv_buf_release(&b->text);
	free(b);
}

/* --- Recognising --- */

/* Files of spreadsheets that are no text. NULL: none of them. */
static const char *other_kind(struct iv_str head)
{
	struct iv_str s = iv_str_starts(head, IV_STR("\xEF\xBB\xBF")) ? iv_str_from(head, 3) : head;
	char low[16] = { 0 };
	if (iv_str_starts(head, IV_STR("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")))
		return "a workbook of old Excel (.xls), or one with a password: save it as .xlsx or .csv";
	s = iv_str_trim(s);
	for (size_t i = 0; i < s.n && i < sizeof low - 1; i++)
		low[i] = s.p[i] >= 'A' && s.p[i] <= 'Z' ? (char)(s.p[i] + 32) : s.p[i];
	if (!strncmp(low, "<!doctype html", 14) || !strncmp(low, "<html", 5) || !strncmp(low, "<table", 6))
		return "a web page, as some systems export tables under the name .xls: open it in a spreadsheet and save it as .xlsx or .csv";
	if (!strncmp(low, "<?xml", 5) && (iv_str_find(s, IV_STR("urn:schemas-microsoft-com:office:spreadsheet")) >= 0 || iv_str_find(s, IV_STR("<Workbook")) >= 0))
		return "a spreadsheet in XML: open it and save it as .xlsx or .csv";
	return NULL;
}

/* A descriptor of the file that can be read anywhere: of itself, or of a copy of what comes through a pipe or out of gzip. */
static int make_seekable(struct book *b, struct iv_in *in, const char *path, const char *tmp, struct iv_err *err)
{
	if (path && iv_in_twice(path) && (b->fd = open(path, O_RDONLY | O_CLOEXEC)) >= 0)
		return IV_OK;
	int status = iv_temp_open(&b->copy, tmp, err);
	char *block = iv_alloc(BLOCK);
	ptrdiff_t n = 1;
	while (status == IV_OK && n > 0) {
		n = iv_in_read(in, block, BLOCK, err);
		status = n < 0 ? IV_FAIL : iv_temp_write(&b->copy, (struct iv_str){ block, n > 0 ? (size_t)n : 0 }, err);
	}
	free(block);
	if (status == IV_OK)
		status = iv_temp_rewind(&b->copy, err);
	b->fd = b->copy.fd;
	return status;
}

int iv_xlsx_open(struct iv_in **in, const char *path, struct iv_str sheet, const char *tmp, struct iv_buf *name, struct iv_buf *others, struct iv_err *err)
{
	struct iv_str head;
	size_t number = 0;
	int status = iv_in_peek(*in, 1024, &head, err);
	if (status != IV_OK)
		return status;
	const char *other = other_kind(head);
	if (!other && !iv_str_starts(head, IV_STR("PK\3\4")))
		return IV_END;
	struct book *b = iv_zalloc(sizeof *b);
	*b = (struct book){ .copy.fd = -1, .said.fd = -1, .fd = -1, .pipe = -1, .name = iv_in_name(*in) };
	status = other ? fail(b, err, "not_text", other) : make_seekable(b, *in, path, tmp, err);
	if (status == IV_OK)
		status = look_into(b, sheet, &number, name, others, err);
	if (status == IV_OK)
		status = iv_temp_open(&b->said, tmp, err);
	if (status == IV_OK)
		status = start(b, number, err);
	if (status != IV_OK) {
		close_book(b);
		return status;
	}
	iv_in_close(*in);
	*in = iv_in_from(b->name, read_text, close_book, b);
	return IV_OK;
}
