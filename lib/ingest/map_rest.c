/* SPDX-License-Identifier: MIT
 * own: rest. The columns of a file that the map does not name become fields of the user's own, called as the header calls them. */
#include "ingest/map.h"
#include "text/fold.h"

/* The field of a column: lower case, with _ for blanks. A column without a name is called by its number. */
static struct iv_str field_of(struct iv_arena *arena, struct iv_str header, size_t number)
{
	struct iv_str folded = iv_text_fold(arena, header);
	if (!folded.n)
		return iv_arena_fmt(arena, "column_%zu", number);
	char *name = iv_arena_alloc(arena, folded.n);
	for (size_t i = 0; i < folded.n; i++)
		name[i] = folded.p[i] == ' ' ? '_' : folded.p[i];
	return (struct iv_str){ name, folded.n };
}

/* Whether a record of the map has a field of that name. */
static bool is_field(const struct iv_map *map, struct iv_str name)
{
	for (size_t i = 0; i < map->emits; i++)
		if (iv_map_slot(&map->emit[i], name) != IV_NOWHERE)
			return true;
	return false;
}

static int check_name(const struct iv_map *map, const struct iv_map_rest *rest, struct iv_str name, const char *file, struct iv_str header, struct iv_err *err)
{
	static const char *const hint = "map the column under fields:, or name it under ignore:";
	if (iv_vocab_find(name, IV_ON_ALL))
		return iv_conf_error(map->rest, 0, err, "'%s' has the column '" IV_FMT "', and '" IV_FMT "' is a field of ivoc's already (ivoc-record(5)): %s", file, IV_ARG(header), IV_ARG(name), hint);
	bool twice = is_field(map, name);
	for (size_t i = 0; i < rest->n; i++)
		twice |= iv_str_eq(rest->column[i].name, name);
	return twice ? iv_conf_error(map->rest, 0, err, "'%s' has the column '" IV_FMT "', and there is another field '" IV_FMT "': %s", file, IV_ARG(header), IV_ARG(name), hint) : IV_OK;
}

int iv_map_rest(const struct iv_map *map, struct iv_arena *arena, const char *file, const struct iv_str *header, size_t n, const uint32_t *index, struct iv_map_rest *out,
		struct iv_err *err)
{
	*out = (struct iv_map_rest){ iv_arena_zalloc(arena, (n + 1) * sizeof *out->column), 0 };
	for (size_t i = 0; map->rest && i < n; i++) {
		bool named = false;
		for (size_t c = 0; c < map->columns; c++)
			named |= index[c] == i;
		for (size_t c = 0; c < map->ignore.n; c++)
			named |= iv_str_eq(map->ignore.text[c], header[i]);
		if (named)
			continue;
		struct iv_str name = field_of(arena, header[i], i + 1);
		int status = check_name(map, out, name, file, header[i], err);
		if (status != IV_OK)
			return status;
		struct iv_buf b = { 0 };
		iv_buf_addc(&b, ',');
		iv_json_quote(&b, name);
		iv_buf_addc(&b, ':');
		out->column[out->n++] = (struct iv_map_rest_column){ (uint32_t)i, name, iv_arena_str(arena, iv_buf_str(&b)) };
		iv_buf_release(&b);
	}
	return IV_OK;
}
