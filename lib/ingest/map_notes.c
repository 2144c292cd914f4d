/* SPDX-License-Identifier: MIT
 * Reading notes: what stands in free text as 勿扰, 换卡 旧卡88, 已故, and means a field. An entry of `notes` becomes values of fields
 * (specs with a pattern) and statements of consent, so that nothing else need know of notes. */
#include "ingest/map.h"

/* What cashiers and agents write everywhere. A word of one's relatives is about them: 母亲已故. */
#define WORDS(alternatives) "(?<![A-Za-z])(?i:" alternatives ")(?![A-Za-z])" /* also right beside a Han character */
#define OF_OTHERS "(?<![父母爸妈媽夫妻公婆兄弟姐妹子女儿兒亲親友])"
static const struct {
	const char *pattern;
	struct {
		const char *name, *said;
	} set[3];
} common[] = {
	{ "勿[扰擾]|免打[扰擾]|[别別]打[电電]?[话話]?|[拒勿]接?[来來][电電]|不要打[电電][话話]|" WORDS("do not (?:call|disturb|contact)|dnc"), { { "consent.call", "out" }, { "consent.sms", "out" } } },
	{ "[勿拒不](?:要|收|要?[发發])?短[信訊]|退[订訂]|" WORDS("td|no sms|unsubscribed?"), { { "consent.sms", "out" } } },
	{ "[勿拒不]要?[寄收](?:[发發邮郵]件?|DM|[广廣]告|目[录錄]|信)|" WORDS("no (?:post|mail)"), { { "consent.mail", "out" } } },
	{ OF_OTHERS "(?:已故(?!障)|[过過]世|去世|逝世|往生|身故|病故|亡故|已死亡)|" WORDS("deceased|passed away"), { { "deceased", "true" } } },
	{ "(?:原|[旧舊])(?:[会會]员?員?)?卡[号號]?[:：为為 ]*((?=[A-Za-z-]*[0-9])[0-9A-Za-z-]+)", { { "supersedes", "$1" } } },
	{ "同住|[与與]家人共用|家人共用", { { "tags", "household" } } },
	{ "微信同[号號]|微信同手[机機]|同微信", { { "tags", "wechat_by_phone" } } },
	{ "改名|曾用名|更名", { { "tags", "renamed" } } },
	{ WORDS("vip") "|[贵貴][宾賓]", { { "tags", "vip" } } },
	{ "空[号號]|[号號][码碼][错錯]|已?停[机機]|打不通", { { "tags", "wrong_number" } } },
	{ "黑名[单單]", { { "tags", "blacklist" } } },
	{ "[员員]工", { { "tags", "staff" } } },
};
enum { COMMON = sizeof common / sizeof *common };

struct note_keys {
	struct iv_conf_texts from;
	const struct iv_conf_node *pattern, *set, *at;
	struct iv_conf_duty duty;
	int read;
};
static const char *const reads[] = { "common", NULL };
#define KEY(name, type, member, required, choices) { name, type, offsetof(struct note_keys, member), required, choices }
static const struct iv_conf_key note_keys[] = {
	KEY("from", IV_CONF_TEXTS, from, true, NULL),
	KEY("read", IV_CONF_CHOICE, read, false, reads),
	KEY("pattern", IV_CONF_RULE, pattern, false, NULL),
	KEY("set", IV_CONF_MAP, set, false, NULL),
	KEY("at", IV_CONF_NODE, at, false, NULL),
	KEY("purpose", IV_CONF_TEXT, duty.purpose, false, NULL),
	KEY("owner", IV_CONF_TEXT, duty.owner, false, NULL),
	KEY("approved", IV_CONF_MAP, duty.approved, false, NULL),
};

/* A text with $1 … $9 and $0 in it; $$ is a dollar. */
static int said_of(struct iv_map *map, struct iv_str text, const struct iv_pattern *pattern, const struct iv_conf_node *node, struct iv_map_template *out, struct iv_err *err)
{
	struct iv_map_part *part = iv_arena_alloc(&map->arena, (2 * text.n + 1) * sizeof *part);
	*out = (struct iv_map_template){ part, 0 };
	for (size_t at = 0; at < text.n;) {
		const char *dollar = memchr(text.p + at, '$', text.n - at);
		size_t literal = dollar ? (size_t)(dollar - text.p) - at : text.n - at;
		if (literal)
			part[out->n++] = (struct iv_map_part){ { text.p + at, literal }, IV_NOWHERE };
		at += literal;
		if (!dollar)
			break;
		char c = at + 1 < text.n ? text.p[at + 1] : 0;
		bool group = iv_is_digit(c) && (unsigned)(c - '0') <= iv_pattern_groups(pattern);
		if (!group && c != '$')
			return iv_conf_error(node, at, err, "expected a group of the pattern, $0 to $%u, or $$ for a dollar sign", iv_pattern_groups(pattern));
		part[out->n++] = group ? (struct iv_map_part){ { 0 }, (uint32_t)(c - '0') } : (struct iv_map_part){ { text.p + at, 1 }, IV_NOWHERE };
		at += 2;
	}
	return IV_OK;
}

static int add_set(struct iv_map *map, struct iv_map_note *note, struct iv_str name, struct iv_str said, const struct iv_conf_node *key, const struct iv_conf_node *value, struct iv_err *err)
{
	struct iv_map_set *set = &note->set[note->sets++];
	*set = (struct iv_map_set){ .name = name, .node = key };
	int status = said_of(map, said, note->pattern, value, &set->said, err);
	if (status != IV_OK || !iv_str_starts(name, IV_STR("consent.")))
		return status;
	if (!iv_str_eq(said, IV_STR("in")) && !iv_str_eq(said, IV_STR("out")))
		return iv_conf_error(value, 0, err, IV_FMT ": expected in or out", IV_ARG(name));
	return iv_map_known_channel(iv_str_from(name, strlen("consent.")), key, strlen("consent."), err);
}

static int own_sets(struct iv_map *map, struct iv_map_note *note, const struct iv_conf_node *set, struct iv_err *err)
{
	size_t n = 0;
	for (size_t i = 0; i < set->n; i++)
		n += set->item[i]->kind == IV_CONF_SEQUENCE ? set->item[i]->n : 1;
	note->set = iv_arena_zalloc(&map->arena, (n + 1) * sizeof *note->set);
	for (size_t i = 0; i < set->n; i++) {
		struct iv_conf_texts texts;
		int status = iv_conf_scalar(set->item[i], "set", IV_CONF_TEXTS, NULL, &texts, err);
		for (size_t k = 0; status == IV_OK && k < texts.n; k++)
			status = texts.text[k].n ? add_set(map, note, set->key[i]->text, texts.text[k], set->key[i], texts.node[k], err) :
						   iv_conf_error(texts.node[k], 0, err, "set: expected a value, or $1 for what the first group matches");
		if (status != IV_OK)
			return status;
	}
	return note->sets ? IV_OK : iv_conf_error(set, 0, err, "set: expected fields and their values");
}

static int common_notes(struct iv_map *map, const struct iv_map_note *like, struct iv_map_note *note, struct iv_err *err)
{
	for (size_t i = 0; i < COMMON; i++) {
		note[i] = *like;
		note[i].set = iv_arena_zalloc(&map->arena, 3 * sizeof *note[i].set);
		int status = iv_pattern_new(&map->patterns, iv_str_of(common[i].pattern), map->conf->root, &note[i].pattern, err);
		for (size_t k = 0; status == IV_OK && k < 3 && common[i].set[k].name; k++)
			status = add_set(map, &note[i], iv_str_of(common[i].set[k].name), iv_str_of(common[i].set[k].said), NULL, map->conf->root, err);
		if (status != IV_OK)
			return status;
	}
	return IV_OK;
}

static int one_entry(struct iv_map *map, const struct iv_conf_node *node, struct iv_map_note *note, size_t *n, struct iv_err *err)
{
	struct note_keys k = { .read = -1 };
	int status = iv_conf_bind(node, note_keys, sizeof note_keys / sizeof *note_keys, &k, err);
	if (status != IV_OK)
		return status;
	if (!k.from.n)
		return iv_conf_error(node, 0, err, "from: expected a column with notes");
	uint32_t *column = iv_arena_alloc(&map->arena, k.from.n * sizeof *column);
	for (size_t i = 0; i < k.from.n; i++)
		column[i] = iv_map_column(map, k.from.text[i], k.from.node[i], 0);
	struct iv_map_note one = { .column = column, .columns = k.from.n, .at_node = k.at };
	if (k.read >= 0 && (k.pattern || k.set))
		return iv_conf_error(node, 0, err, "expected read, or pattern and set, not both: a list may have several entries");
	if (k.read >= 0) {
		status = common_notes(map, &one, note, err);
		*n += COMMON;
		return status;
	}
	if (!k.pattern || !k.set || !k.duty.purpose.n)
		return iv_conf_error(node, 0, err, "expected pattern, set and purpose; or read: common");
	*note = one;
	++*n;
	status = iv_pattern_new(&map->patterns, k.pattern->text, k.pattern, &note->pattern, err);
	return status == IV_OK ? own_sets(map, note, k.set, err) : status;
}

int iv_map_notes(struct iv_map *map, struct iv_map_emit *emit, const struct iv_conf_node *list, struct iv_err *err)
{
	struct iv_map_note *note = iv_arena_zalloc(&map->arena, (list->n * COMMON + 1) * sizeof *note);
	int status = IV_OK;
	emit->note_read = note;
	for (size_t i = 0; status == IV_OK && i < list->n; i++)
		status = one_entry(map, list->item[i], note + emit->notes_read, &emit->notes_read, err);
	return status;
}

/* The i-th of the values for a field; NULL when there are fewer. */
static const struct iv_map_set *nth(const struct iv_map_emit *emit, struct iv_str field, size_t i, const struct iv_map_note **note)
{
	for (size_t k = 0; k < emit->notes_read; k++)
		for (size_t s = 0; s < emit->note_read[k].sets; s++)
			if (iv_str_eq(emit->note_read[k].set[s].name, field) && !i--) {
				*note = &emit->note_read[k];
				return &emit->note_read[k].set[s];
			}
	return NULL;
}

size_t iv_map_note_specs(const struct iv_map_emit *emit, struct iv_str field)
{
	const struct iv_map_note *note;
	size_t n = 0;
	while (nth(emit, field, n, &note))
		n++;
	return n;
}

void iv_map_note_spec(const struct iv_map *map, const struct iv_map_emit *emit, struct iv_str field, size_t i, struct iv_map_spec *out)
{
	const struct iv_map_note *note = NULL;
	const struct iv_map_set *set = nth(emit, field, i, &note);
	*out = IV_MAP_NO_SPEC;
	out->column = note->column;
	out->columns = note->columns;
	out->formats = map->dates;
	out->date = map->date;
	out->region = map->region;
	out->pattern = note->pattern;
	out->said = set->said;
}
