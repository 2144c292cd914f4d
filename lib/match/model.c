/* SPDX-License-Identifier: MIT
 * The rules. They are general statements about people and their data:
 *  - a telephone or mailbox is shared by families and handed on, so it takes a name that agrees to make it a person;
 *  - a mail address made of a name is claimed by its namesakes, so it does not stand against a birth date;
 *  - parents, children and twins share surname, address, telephone and even birth date: given names decide;
 *  - a birth date is often a slip away from the true one, rarely wholly wrong;
 *  - a name and a birth date are enough as long as chance would hardly bring two such people together. */
#include "match/model.h"

/* Chance meetings of namesakes, in millionths of a person, that leave a name with a birth date convincing: alone, and
 * where a city or a shared contact speaks for it too. */
enum { CHANCE_ALONE = 20000, CHANCE_HELPED = 400000 };

/* The same for a name without a birth date that is equal. A slip away from it is as telling as one of these. */
enum { CHANCE_NAMESAKE = 20000, DAYS_NEAR = 300 };

static bool shares_phone(const struct iv_match_pattern *p)
{
	return p->phone == IV_LEVEL_SAME || p->landline == IV_LEVEL_SAME;
}

static bool shares_contact(const struct iv_match_pattern *p)
{
	return shares_phone(p) || p->email == IV_LEVEL_SAME;
}

static bool full_name_agrees(const struct iv_match_pattern *p)
{
	return p->name == IV_NAME_SAME || p->name == IV_NAME_SOUND;
}

/* How much speaks for it beyond what the rule needs: 0 to 40. */
static uint8_t support(const struct iv_match_pattern *p)
{
	int n = 0;
	n += p->name == IV_NAME_SAME ? 8 : p->name == IV_NAME_SOUND ? 6 : 0;
	n += p->birth == IV_LEVEL_SAME ? 8 : p->birth == IV_LEVEL_NEAR ? 3 : 0;
	n += (p->phone == IV_LEVEL_SAME) * 7 + (p->email == IV_LEVEL_SAME) * 7 + (p->landline == IV_LEVEL_SAME) * 2;
	n += (p->street == IV_LEVEL_SAME) * 5 + (p->city == IV_LEVEL_SAME) * 2 + (p->gender == IV_LEVEL_SAME);
	return (uint8_t)n;
}

static struct iv_match_verdict link_by(enum iv_match_by by, uint8_t base, const struct iv_match_pattern *p)
{
	return (struct iv_match_verdict){ by, (uint8_t)(base + support(p)), by == IV_BY_SUPERSEDES || by == IV_BY_IDNO };
}

/* A shared telephone or mailbox. */
static bool contact_links(const struct iv_match_pattern *p)
{
	bool two = (p->phone == IV_LEVEL_SAME) + (p->email == IV_LEVEL_SAME) + (p->landline == IV_LEVEL_SAME) >= 2;
	bool far = p->birth == IV_LEVEL_DIFFERENT, sex = p->gender == IV_LEVEL_DIFFERENT;
	if (far && !shares_phone(p))
		return false;
	switch (p->name) {
	case IV_NAME_SAME:
		return !far || !sex;
	case IV_NAME_SOUND:
		return (!far || two) && !sex;
	case IV_NAME_CLOSE:
	case IV_NAME_LOOSE:
		return !far && !sex;
	case IV_NAME_HALF:
		/* A surname and a number are a family; a birth date or a lone holder makes them a person. */
		return !far && !sex && (p->birth == IV_LEVEL_SAME || p->holders <= 1);
	case IV_NAME_MISSING:
		return !far && p->birth != IV_LEVEL_NEAR && !sex && p->holders <= 1;
	case IV_NAME_COMPATIBLE:
	case IV_NAME_OTHER:
		return !sex && (p->birth == IV_LEVEL_SAME || (two && p->birth == IV_LEVEL_MISSING));
	case IV_NAME_GIVEN:
	case IV_NAME_FAMILY:
	case IV_NAME_DIFFERENT:
	case IV_NAME_LEVELS:
		/* A new surname, or a slip in it. */
		return p->same_given && p->birth == IV_LEVEL_SAME && !sex;
	}
	return false;
}

static bool birth_links(const struct iv_match_pattern *p)
{
	if (p->birth != IV_LEVEL_SAME || !full_name_agrees(p))
		return false;
	bool helped = p->city == IV_LEVEL_SAME || p->street == IV_LEVEL_SAME || shares_contact(p);
	if (p->gender == IV_LEVEL_DIFFERENT && !(p->name == IV_NAME_SAME && helped))
		return false;
	/* Characters that only sound alike are a slip, and so less likely than the same. */
	uint64_t chance = p->name == IV_NAME_SOUND ? p->chance * 4 : p->chance;
	return chance <= CHANCE_ALONE || (helped && chance <= CHANCE_HELPED);
}

static bool address_links(const struct iv_match_pattern *p)
{
	bool sex = p->gender == IV_LEVEL_DIFFERENT;
	if (p->street != IV_LEVEL_SAME || p->city == IV_LEVEL_DIFFERENT)
		return false;
	if (full_name_agrees(p))
		return p->birth != IV_LEVEL_DIFFERENT && !sex;
	return p->name == IV_NAME_CLOSE && p->birth == IV_LEVEL_SAME && !sex;
}

/* Namesakes to be expected, given what else agrees: few live in the same city; and what differs makes chance the likelier
 * explanation. That the sex is the same says nothing, as given names have one. */
static bool rare_name_links(const struct iv_match_pattern *p)
{
	uint64_t n = p->namesakes;
	if (!full_name_agrees(p) || p->birth == IV_LEVEL_DIFFERENT || p->gender == IV_LEVEL_DIFFERENT)
		return false;
	if (p->birth == IV_LEVEL_NEAR)
		n /= DAYS_NEAR;
	if (p->city == IV_LEVEL_SAME)
		n = n * p->neighbours / 1000000;
	if (p->city == IV_LEVEL_DIFFERENT)
		n *= 4;
	if (p->phone == IV_LEVEL_DIFFERENT)
		n *= 2;
	if (p->email == IV_LEVEL_DIFFERENT)
		n *= 2;
	return n <= CHANCE_NAMESAKE;
}

struct iv_match_verdict iv_match_judge(const struct iv_match_pattern *p)
{
	if (p->idno == IV_LEVEL_DIFFERENT)
		return (struct iv_match_verdict){ 0 };
	if (p->replaces)
		return link_by(IV_BY_SUPERSEDES, 210, p);
	if (p->idno == IV_LEVEL_SAME && !(p->name == IV_NAME_DIFFERENT && p->birth == IV_LEVEL_DIFFERENT))
		return link_by(IV_BY_IDNO, 170, p);
	if (p->other == IV_LEVEL_SAME && p->name != IV_NAME_DIFFERENT && p->birth != IV_LEVEL_DIFFERENT)
		return link_by(IV_BY_ID, 130, p);
	if (shares_contact(p) && contact_links(p))
		return shares_phone(p) ? link_by(IV_BY_PHONE, 90, p) : link_by(IV_BY_EMAIL, 80, p);
	if (birth_links(p))
		return link_by(IV_BY_BIRTH, 45, p);
	if (address_links(p))
		return link_by(IV_BY_ADDRESS, 20, p);
	if (rare_name_links(p))
		return link_by(IV_BY_RARE, 1, p);
	return (struct iv_match_verdict){ 0 };
}

bool iv_match_contradict(const struct iv_match_pattern *p, enum iv_match_by by)
{
	if (p->idno == IV_LEVEL_DIFFERENT)
		return true;
	if (p->idno == IV_LEVEL_SAME || p->replaces)
		return false;
	if (p->name == IV_NAME_DIFFERENT)
		return !(p->same_given && p->birth == IV_LEVEL_SAME);
	if (p->gender == IV_LEVEL_DIFFERENT && p->name != IV_NAME_SAME && p->name != IV_NAME_MISSING)
		return true;
	/* Beyond identifiers and telephones, a birth date that differs between any two records speaks against it. */
	return p->birth == IV_LEVEL_DIFFERENT && (p->gender == IV_LEVEL_DIFFERENT || by >= IV_BY_EMAIL);
}

const char *iv_match_by_name(enum iv_match_by by)
{
	static const char *const names[IV_BY_N] = { "", "supersedes", "idno", "ids", "phone", "email", "birth", "address", "rare" };
	return names[by];
}
