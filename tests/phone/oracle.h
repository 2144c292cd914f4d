/* SPDX-License-Identifier: MIT
 * What libphonenumber says of a number. */
#ifndef ORACLE_H
#define ORACLE_H
#ifdef __cplusplus
extern "C" {
#endif

struct oracle {
	char e164[32], region[4], ext[16];
	int type; /* of PhoneNumberUtil::PhoneNumberType */
};

/* 1 when the library finds the number valid. */
int oracle_read(const char *text, const char *region, struct oracle *out);

/* Writes an E.164 number as the library would; ORACLE_ABROAD as dialled in `from`. 0 when it cannot. */
enum oracle_format { ORACLE_NATIONAL, ORACLE_INTERNATIONAL, ORACLE_RFC3966, ORACLE_ABROAD };
int oracle_write(const char *e164, enum oracle_format format, const char *from, char *out, unsigned size);

#ifdef __cplusplus
}
#endif
#endif
