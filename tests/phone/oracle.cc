/* SPDX-License-Identifier: MIT
 * libphonenumber behind the C functions of oracle.h. */
#include "oracle.h"

#include <cstring>
#include <string>

#include <phonenumbers/phonenumberutil.h>

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

static void put(char *out, std::size_t size, const std::string &text)
{
	std::strncpy(out, text.c_str(), size - 1);
	out[size - 1] = '\0';
}

int oracle_read(const char *text, const char *region, struct oracle *out)
{
	static const PhoneNumberUtil &util = *PhoneNumberUtil::GetInstance();
	PhoneNumber number;
	std::string e164, home;
	std::memset(out, 0, sizeof *out);
	if (util.Parse(text, *region ? region : "ZZ", &number) != PhoneNumberUtil::NO_PARSING_ERROR)
		return 0;
	util.Format(number, PhoneNumberUtil::E164, &e164);
	util.GetRegionCodeForNumber(number, &home);
	put(out->e164, sizeof out->e164, e164);
	put(out->region, sizeof out->region, home.size() == 2 && home != "ZZ" ? home : "");
	put(out->ext, sizeof out->ext, number.extension());
	out->type = util.GetNumberType(number);
	return util.IsValidNumber(number);
}

int oracle_write(const char *e164, enum oracle_format format, const char *from, char *out, unsigned size)
{
	static const PhoneNumberUtil &util = *PhoneNumberUtil::GetInstance();
	PhoneNumber number;
	std::string text;
	if (util.Parse(e164, "ZZ", &number) != PhoneNumberUtil::NO_PARSING_ERROR)
		return 0;
	if (format == ORACLE_ABROAD)
		util.FormatOutOfCountryCallingNumber(number, from, &text);
	else
		util.Format(number, format == ORACLE_NATIONAL ? PhoneNumberUtil::NATIONAL : format == ORACLE_RFC3966 ? PhoneNumberUtil::RFC3966 : PhoneNumberUtil::INTERNATIONAL, &text);
	put(out, size, text);
	return 1;
}
