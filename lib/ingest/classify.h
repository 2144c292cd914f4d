/* SPDX-License-Identifier: MIT
 * What is in a column: by its values, and by the words in its name. Values decide; the name helps where values could be several things
 * (eight digits may be a telephone number or an order). */
#ifndef IV_INGEST_CLASSIFY_H
#define IV_INGEST_CLASSIFY_H
#include "ingest/profile.h"

enum iv_class {
	IV_CLASS_EMPTY,
	IV_CLASS_INTEGER,
	IV_CLASS_DECIMAL,
	IV_CLASS_DATE,
	IV_CLASS_PHONE,
	IV_CLASS_EMAIL,
	IV_CLASS_IDNO,
	IV_CLASS_NAME_HAN,
	IV_CLASS_NAME_LATIN,
	IV_CLASS_ADDRESS,
	IV_CLASS_PLACE, /* a province, city or district */
	IV_CLASS_GENDER,
	IV_CLASS_BOOLEAN,
	IV_CLASS_CODE, /* letters and figures without blanks, figures with zeros in front */
	IV_CLASS_TEXT,
};

const char *iv_class_name(enum iv_class type); /* "integer", "name_han", … */

struct iv_classed {
	enum iv_class type;
	int64_t fits, of; /* of so many values, placeholders left out, so many are of the type; in rows, by the sample where a cleaner must tell */
	enum iv_date_order order, other; /* of dates in figures */
	bool either; /* all of them can be read in `other` order as well */
	bool republic; /* years of the Republic: 114/04/01 */
	const char *format; /* of dates, as a map says it: "auto", "roc", "dmy" */
	const char *other_format; /* with either */
	char region[3]; /* of most telephone numbers, or of most Chinese addresses; or "" */
	int64_t mobiles; /* of `fits` */
};

/* `field`: what the map says it is, or the name lets expect; may be empty. `region`: where the file is at home, or empty: the one under
 * which most numbers are valid. */
void iv_classify(const struct iv_profile_column *c, struct iv_str field, struct iv_str region, struct iv_classed *out);

/* All columns of a profile; out[i] is of p->column[i]. field[i] is what it is known to be filled into, or empty: then its name is asked.
 * Without a region, the one that most rows speak of, by telephone numbers and addresses, holds for all. */
void iv_classify_all(const struct iv_profile *p, const struct iv_str *field, struct iv_str region, struct iv_classed *out);

/* --- Names of columns --- */

/* A field that a column's name speaks of. */
struct iv_header_guess {
	const char *field; /* of the vocabulary; or "key" (of a person), "consent", "status"; NULL: none */
	const char *detail; /* consent: its channels, by commas; key: of what: "party", "order", "event" */
	int score; /* 3: the name is the word; 2: it ends with it; 1: it has it in it; 0: none */
};
struct iv_header_guess iv_classify_header(struct iv_str name);
/* The same among the fields that may have values of this type: a cell may be a telephone, or part of a campaign. */
struct iv_header_guess iv_classify_header_as(struct iv_str name, enum iv_class type);

/* May a field of the vocabulary be filled from values of this type? Half wrong values are no reason against it. */
bool iv_class_fits(enum iv_class type, const char *field);

#endif
