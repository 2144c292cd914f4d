/* SPDX-License-Identifier: MIT
 * Prints the numbering plans that the installed libphonenumber carries, in the notation of lib/clean/data/phone_plans.txt, so
 * that our reading of numbers can be held against the library's on one and the same metadata. */
#include <cstdio>
#include <map>
#include <string>
#include <vector>

#include <phonenumbers/phonemetadata.pb.h>

namespace i18n { namespace phonenumbers {
int metadata_size();
const void *metadata_get();
} }

using namespace i18n::phonenumbers;

template <class List> static std::string lengths_of(const List &list)
{
	std::string text;
	for (int n : list)
		text += (text.empty() ? "" : ",") + std::to_string(n);
	return text;
}

static void say(const char *word, const std::string &value)
{
	if (!value.empty())
		std::printf("%s %s\n", word, value.c_str());
}

static void type(const char *word, const PhoneNumberDesc &desc, const std::string &all)
{
	bool none = desc.possible_length_size() == 1 && desc.possible_length(0) == -1;
	if (!none && !desc.national_number_pattern().empty())
		std::printf("%s %s %s\n", word, desc.possible_length_size() ? lengths_of(desc.possible_length()).c_str() : all.c_str(), desc.national_number_pattern().c_str());
}

static void plan(const PhoneMetadata &m)
{
	std::string all = lengths_of(m.general_desc().possible_length());
	std::printf("\nplan %d %s\n", m.country_code(), m.id() == "001" ? "-" : m.id().c_str());
	say("abroad", m.international_prefix());
	say("trunk", m.national_prefix_for_parsing());
	say("rewrite", m.national_prefix_transform_rule());
	say("lead", m.leading_digits());
	say("lengths", all);
	say("general", m.general_desc().national_number_pattern());
	type("landline", m.fixed_line(), all);
	if (m.same_mobile_and_fixed_line_pattern())
		std::printf("mobile as landline\n");
	else
		type("mobile", m.mobile(), all);
	type("tollfree", m.toll_free(), all);
	type("premium", m.premium_rate(), all);
	type("personal", m.personal_number(), all);
	type("voicemail", m.voicemail(), all);
	type("uan", m.uan(), all);
	type("pager", m.pager(), all);
	type("voip", m.voip(), all);
	type("shared", m.shared_cost(), all);
}

int main()
{
	PhoneMetadataCollection all;
	if (!all.ParseFromArray(metadata_get(), metadata_size())) {
		std::fprintf(stderr, "plans: the library's metadata cannot be read\n");
		return 1;
	}
	std::map<int, std::vector<const PhoneMetadata *>> by_code; /* the main region first */
	for (const PhoneMetadata &m : all.metadata()) {
		auto &list = by_code[m.country_code()];
		list.insert(m.main_country_for_code() ? list.begin() : list.end(), &m);
	}
	for (const auto &code : by_code)
		for (const PhoneMetadata *m : code.second)
			plan(*m);
	return 0;
}
