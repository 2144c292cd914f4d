/* SPDX-License-Identifier: MIT
 * The one list of slugs. */
#include "clean/clean.h"

const struct iv_clean_code iv_clean_codes[] = {
	{ "ambiguous_date", "day and month could be either way round, and no format says which" },
	{ "bad_amount", "not an amount of money" },
	{ "bad_answer", "neither yes nor no" },
	{ "bad_date", "no date of the expected formats, or a day that does not exist" },
	{ "bad_email", "not an address that mail could reach" },
	{ "bad_gender", "a word that names no gender; the field is left empty" },
	{ "bad_idno", "the check digit or the birth date in it is wrong: not used to identify anybody" },
	{ "bad_phone", "not a telephone number: wrong length or prefix" },
	{ "damaged", "a spreadsheet has rounded the number: 1.38124E+10" },
	{ "disposable_email", "an address that is thrown away after an hour: mailinator.com" },
	{ "foreign_number", "read as a number of another country than the source's: a Chinese mobile" },
	{ "lost_char", "a character was lost on the way and stands as ?" },
	{ "lost_zero", "the 0 before a national number was missing, as spreadsheets lose it" },
	{ "masked", "some digits are hidden: 138****5678" },
	{ "no_region", "a number without a country code, and no region says whose numbering plan it follows" },
	{ "note_dropped", "words beside the number were left out" },
	{ "odd_email", "an address that mail servers may take and customers hardly have: quoted, commented, at a bare host" },
	{ "odd_idno", "an identity number of no kind known here" },
	{ "placeholder", "what people type to get past the field: taken as empty" },
	{ "privacy_number", "a delivery platform's number with an extension: it changes with every order" },
	{ "repetitive", "nearly all digits the same: kept, but proves nothing" },
	{ "role_address", "an address that a department reads: info@, sales@" },
	{ "rounded", "more than four decimals" },
	{ "service_number", "a number that reaches an organisation and not a person: 95588, 400-…, toll-free and premium numbers" },
	{ "several_numbers", "more than one number in the field: the first was taken" },
	{ "typo_domain", "the domain looks mistyped: gmial.com, qq.con" },
	{ "unlisted_range", "of the right form, but in no range that the country's numbering plan lists" },
	{ NULL, NULL },
};
