/* SPDX-License-Identifier: MIT
 * The register of who was forgotten (ivoc-record(5), FORGOTTEN): what is kept of a person who was erased, so that a source that still sends the
 * records does not bring the person back. It holds keyed hashes and nothing else of anybody: who has the register and not the key can neither read
 * it nor try numbers or names on it.
 *
 * A hash is BLAKE2b (RFC 7693, keyed; libsodium's crypto_generichash) of 128 bits over what it is of, 0x1f and the value. */
#ifndef IV_IDENT_FORGET_H
#define IV_IDENT_FORGET_H
#include "base/err.h"
#include "base/hash.h"

enum iv_forget_of {
	IV_FORGET_KEY, /* of nothing: it tells whether the key is the one the register was made with */
	IV_FORGET_RECORD, /* source and key of a record */
	IV_FORGET_CID, /* the id of a customer */
	IV_FORGET_IDNO, /* the number of an identity document */
	IV_FORGET_PHONE, /* a telephone number alone */
	IV_FORGET_PHONE_NAME, /* the number and the sound of the name: a number may be another's one day */
	IV_FORGET_EMAIL,
	IV_FORGET_EMAIL_NAME,
	IV_FORGET_IDS, /* type, scope and value of another identifier */
	IV_FORGET_IDS_NAME,
	IV_FORGET_OFS
};
extern const char *const iv_forget_of_names[IV_FORGET_OFS]; /* as in the register */

enum { IV_FORGET_SECRET = 16 }; /* the least bytes of a secret */

struct iv_forget_key {
	uint8_t byte[32];
};

/* The key of a secret: the bytes of a file, white space at either end left out. IV_OK; IV_WRONG: it is shorter than IV_FORGET_SECRET. */
int iv_forget_key_make(struct iv_forget_key *key, struct iv_str secret, struct iv_err *err);

struct iv_forget_hash {
	uint8_t byte[16];
};
struct iv_forget_hash iv_forget_hash(const struct iv_forget_key *key, enum iv_forget_of of, struct iv_str a, struct iv_str b); /* b may be empty */

struct iv_forget_entry {
	struct iv_forget_hash hash;
	int32_t at; /* the day of the erasure */
	uint32_t of_case; /* in `cases`; IV_NAMES_NONE: none was given */
	uint8_t of; /* enum iv_forget_of */
};

/* Zero-initialise but for the key. */
struct iv_forget_register {
	struct iv_forget_key key;
	struct iv_forget_entry *entry; /* in the order of the file, then as they were added */
	uint32_t *slot; /* number + 1; a power of two of them, at most half of them used */
	size_t n, cap, slots;
	struct iv_names cases;
};
void iv_forget_release(struct iv_forget_register *r);

/* Reads the lines of a register; `name` for messages. IV_OK; IV_WRONG with file and line, also when it was made with another key. */
int iv_forget_parse(struct iv_forget_register *r, const char *name, struct iv_str text, struct iv_err *err);

/* The entry of that hash whose erasure is the latest, or NULL. Threads may ask at the same time. */
const struct iv_forget_entry *iv_forget_find(const struct iv_forget_register *r, struct iv_forget_hash hash);

/* Adds an entry, unless there is one of the same hash and case that is as late. */
void iv_forget_add(struct iv_forget_register *r, enum iv_forget_of of, struct iv_forget_hash hash, int32_t at, struct iv_str of_case);

/* Appends the lines of the entries from number `from` on, by case, what they are of and hash, whatever the order they came in; before them, in a register that has none of it yet, the line that knows the key. */
void iv_forget_print(const struct iv_forget_register *r, size_t from, struct iv_buf *out);

#endif
