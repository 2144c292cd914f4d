/* SPDX-License-Identifier: MIT
 * ivoc-dedupe --forget and --forgotten: the options, and what is read before any record is. */
#include "dedupe_forget.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/in.h"

static int usage(struct iv_err *err, const char *message)
{
	return iv_err_set(err, IV_WRONG, "usage", "%s", message);
}

int dedupe_forget_check(const struct dedupe_options *o, struct iv_err *err)
{
	if (o->forget && !o->forgotten)
		return usage(err, "--forget: who was erased would come back with the next extract; give --forgotten, the register that prevents it");
	if (o->forgotten && !o->forget_key)
		return usage(err, "--forgotten: the register holds keyed hashes; give --forget-key");
	if (o->forget_key && !o->forgotten)
		return usage(err, "--forget-key: is of no use without --forgotten");
	if (o->forgotten && !strcmp(o->forgotten, "-"))
		return usage(err, "--forgotten: the register is read and made anew; name a file");
	if ((o->receipt || o->lists.n) && !o->forgotten)
		return usage(err, o->receipt ? "--receipt: of what? give --forget" : "--lists: whom to look for? give --forget");
	if (o->lists.n && !o->receipt)
		return usage(err, "--lists: where to? name a file with --receipt");
	if (o->forgotten && (o->plan || o->compare))
		return usage(err, o->plan ? "--forgotten: no record leaves with --plan; leave one of them out" : "--forgotten: nothing is matched with --compare; leave one of them out");
	if (o->forget && o->fit)
		return usage(err, "--fit: a model must not be learned from who is to be forgotten; learn it from a run after that");
	return IV_OK;
}

/* Whoever can read the key can try names and numbers on the register. */
static int load_key(struct dedupe_forget *f, const char *path, struct iv_err *err)
{
	struct iv_buf secret = { 0 };
	struct stat st;
	int status = iv_in_all(path, &secret, err);
	if (status != IV_OK)
		return status;
	if (!stat(path, &st) && st.st_mode & 077)
		status = iv_err_set(err, IV_WRONG, "open_key", "others may read it (mode %04o), expected a key for its owner alone; say chmod 600", (unsigned)st.st_mode & 07777);
	else
		status = iv_forget_key_make(&f->known.key, iv_buf_str(&secret), err);
	if (status != IV_OK)
		iv_err_at(err, path, 0, 0);
	explicit_bzero(secret.p, secret.cap);
	iv_buf_release(&secret);
	return status;
}

/* A register that is lost would suppress nobody; only --forget may begin one. */
static int load_register(struct dedupe_forget *f, const struct dedupe_options *o, struct iv_err *err)
{
	if (o->forget && access(o->forgotten, F_OK) != 0)
		return IV_OK;
	int status = iv_in_all(o->forgotten, &f->text, err);
	if (status == IV_OK)
		status = iv_forget_parse(&f->known, o->forgotten, iv_buf_str(&f->text), err);
	if (f->text.n && f->text.p[f->text.n - 1] != '\n')
		iv_buf_addc(&f->text, '\n');
	f->read = f->known.n;
	return status;
}

static int by_value(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;
	return (*x > *y) - (*x < *y);
}

/* Lists what requests name, and makes room for what comes of each. */
static void list_wanted(struct dedupe_forget *f)
{
	f->wanted = iv_alloc((f->lines.n + 1) * sizeof *f->wanted);
	f->person = iv_reserve(f->person, &f->persons_cap, f->lines.n + 1, sizeof *f->person);
	for (size_t i = 0; i < f->lines.n; i++) {
		const struct iv_forget_line *line = &f->lines.line[i];
		f->person[f->persons++] = (struct dedupe_person){ .line = line, .of_case = line->of_case, .as = (uint32_t)i };
		if (line->by == IV_FORGET_RECORD)
			continue;
		f->wanted[f->wanted_n++] = iv_hash(line->value);
		f->identifiers |= line->by != IV_FORGET_CID;
	}
	qsort(f->wanted, f->wanted_n, sizeof *f->wanted, by_value);
}

bool dedupe_forget_wants(const struct dedupe_forget *f, struct iv_str value)
{
	uint64_t hash = iv_hash(value);
	return f->wanted_n && bsearch(&hash, f->wanted, f->wanted_n, sizeof hash, by_value);
}

int dedupe_forget_load(struct dedupe *d, struct iv_err *err)
{
	const struct dedupe_options *o = d->options;
	if (!o->forgotten)
		return IV_OK;
	struct dedupe_forget *f = d->forget = iv_zalloc(sizeof *f);
	struct iv_buf text = { 0 };
	int status = load_key(f, o->forget_key, err);
	if (status == IV_OK)
		status = load_register(f, o, err);
	if (status == IV_OK && o->forget)
		status = iv_in_all(o->forget, &text, err);
	if (status == IV_OK)
		status = iv_forget_lines_parse(&f->lines, o->forget, iv_buf_str(&text), d->cli->today, err);
	iv_buf_release(&text);
	if (status == IV_OK)
		list_wanted(f);
	return status;
}

static void release_counts(struct dedupe_counts *c)
{
	iv_names_release(&c->name);
	free(c->n);
}

void dedupe_forget_release(struct dedupe *d)
{
	struct dedupe_forget *f = d->forget;
	if (!f)
		return;
	for (size_t i = 0; i < f->persons; i++) {
		iv_names_release(&f->person[i].cids);
		iv_names_release(&f->person[i].was);
		iv_buf_release(&f->person[i].lists);
		iv_forget_traits_release(&f->person[i].traits);
		release_counts(&f->person[i].records);
		release_counts(&f->person[i].events);
	}
	iv_forget_release(&f->known);
	iv_forget_lines_release(&f->lines);
	iv_names_release(&f->records);
	free(f->record_owner);
	iv_names_release(&f->tokens);
	iv_buf_release(&f->text);
	iv_arena_release(&f->arena);
	iv_out_abort(&f->out);
	free(f->person);
	free(f->wanted);
	free(f->marked);
	free(f->named);
	free(f->owner);
	free(f->erased);
	free(f->token_person);
	free(f);
}
