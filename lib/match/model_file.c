/* SPDX-License-Identifier: MIT
 * Writing a model. A level's numbers stand together, a list with an item for each of its states; those where the parent agrees
 * have names that end in "_within". */
#include "match/model_file.h"

#include <inttypes.h>

#include "base/num.h"
#include "io/json.h"
#include "match/model_file_part.h"

const char *const iv_model_rows[IV_MODEL_ROWS] = { "match", "household", "chance", "all" };

/* The states' numbers of a row. */
static const double *row_of(const struct iv_shape_field *f, const struct iv_mixture *m, size_t field, unsigned row, unsigned side)
{
	return row < IV_PAIR_KINDS ? m->share[row][field][side] : f->chance[side];
}

static void add_numbers(struct iv_buf *out, const struct iv_shape_field *f, unsigned level, const char *key, const char *suffix, const double *of)
{
	const char *comma = "";
	iv_buf_addf(out, ",\n          \"%s%s\": [", key, suffix);
	for (unsigned s = 1; s < f->states; s++)
		if (f->level_of[s] == level) {
			iv_buf_addf(out, "%s", comma);
			iv_num_add_exact(out, of[s]);
			comma = ", ";
		}
	iv_buf_addc(out, ']');
}

static void add_level(struct iv_buf *out, const struct iv_shape_field *f, const struct iv_mixture *m, size_t field, unsigned level)
{
	iv_buf_addf(out, "%s\n        {\n          \"level\": ", level > 1 ? "," : "");
	iv_json_quote(out, iv_str_of(f->level[level].name));
	iv_buf_addf(out, ",\n          \"support\": ");
	iv_num_add_exact(out, m->support[field][level]);
	add_numbers(out, f, level, "mass", "", f->mass);
	for (unsigned side = 0; side < (f->parent == IV_SHAPE_ALONE ? 1u : 2u); side++)
		for (unsigned row = 0; row < IV_MODEL_ROWS; row++)
			add_numbers(out, f, level, iv_model_rows[row], side ? "_within" : "", row_of(f, m, field, row, side));
	iv_buf_addf(out, "\n        }");
}

static void add_field(struct iv_buf *out, const struct iv_shape *s, const struct iv_mixture *m, size_t field)
{
	const struct iv_shape_field *f = &s->field[field];
	iv_buf_addf(out, "%s\n    {\n      \"field\": ", field ? "," : "");
	iv_json_quote(out, iv_str_of(f->name));
	if (f->parent != IV_SHAPE_ALONE) {
		iv_buf_addf(out, ",\n      \"parent\": ");
		iv_json_quote(out, iv_str_of(s->field[f->parent].name));
	}
	iv_buf_addf(out, ",\n      \"known\": [");
	iv_num_add_exact(out, f->known[0]);
	iv_buf_addf(out, ", ");
	iv_num_add_exact(out, f->known[1]);
	iv_buf_addf(out, "],\n      \"levels\": [");
	for (unsigned l = 1; l < f->levels; l++)
		add_level(out, f, m, field, l);
	iv_buf_addf(out, "\n      ]\n    }");
}

static void add_table(struct iv_buf *out, const struct iv_model_table *t, bool first)
{
	enum { ROW = 8 };
	iv_buf_addf(out, "%s\n    \"%s\": [", first ? "" : ",", t->name);
	for (size_t i = 0; i < t->n; i++) {
		iv_buf_addf(out, "%s", i % ROW ? " " : i ? "\",\n      \"" : "\n      \"");
		iv_buf_addf(out, "%016" PRIx64 " %" PRIu64, t->entry[i].key, t->entry[i].number);
	}
	iv_buf_addf(out, "%s]", t->n ? "\"\n    " : "");
}

static void add_list(struct iv_buf *out, const struct iv_model_list *l, bool first)
{
	iv_buf_addf(out, "%s\n    \"%s\": [", first ? "" : ",", l->name);
	for (size_t i = 0; i < l->n; i++) {
		iv_buf_addf(out, "%s\n      ", i ? "," : "");
		iv_json_quote(out, l->text[i]);
	}
	iv_buf_addf(out, "%s]", l->n ? "\n    " : "");
}

/* {"fields": ["name", "birth"], "pairs": 1200, "ratio": 1.7}: how many times as likely a match is among pairs that have just these. */
static void add_sets(struct iv_buf *out, const struct iv_shape *s, const struct iv_mixture *m)
{
	iv_buf_addf(out, "\n  ],\n  \"sets\": [");
	for (size_t i = 0; i < s->sets; i++) {
		iv_buf_addf(out, "%s\n    {\"fields\": [", i ? "," : "");
		for (size_t k = 0, n = 0; k < s->n; k++)
			if (s->set[i].fields >> k & 1) {
				iv_buf_addf(out, "%s", n++ ? ", " : "");
				iv_json_quote(out, iv_str_of(s->field[k].name));
			}
		iv_buf_addf(out, "], \"pairs\": ");
		iv_num_add_exact(out, s->set[i].pairs);
		iv_buf_addf(out, ", \"ratio\": ");
		iv_num_add_exact(out, m->set[i]);
		iv_buf_addf(out, "}");
	}
}

void iv_model_write(const struct iv_shape *s, const struct iv_mixture *m, const struct iv_model_extras *extras, struct iv_buf *out)
{
	iv_buf_addf(out, "{\n  \"model\": \"%s\",\n  \"version\": %d,\n  \"records\": %" PRIu64 ",\n  \"pairs\": {", IV_MODEL_NAME, IV_MODEL_VERSION, s->records);
	iv_buf_addf(out, "\"all\": ");
	iv_num_add_exact(out, s->pairs);
	for (unsigned q = 0; q < IV_PAIR_KINDS; q++) {
		iv_buf_addf(out, ", \"%s\": ", iv_model_rows[q]);
		iv_num_add_exact(out, m->pairs[q]);
	}
	iv_buf_addf(out, "},\n  \"learned\": {\"rounds\": %d, \"converged\": %s, \"shift\": ", m->rounds, m->converged ? "true" : "false");
	iv_num_add_exact(out, m->shift);
	iv_buf_addf(out, ", \"scale\": ");
	iv_num_add_exact(out, m->scale);
	iv_buf_addf(out, "},\n  \"fields\": [");
	for (size_t k = 0; k < s->n; k++)
		add_field(out, s, m, k);
	add_sets(out, s, m);
	iv_buf_addf(out, "\n  ],\n  \"lists\": {");
	for (size_t i = 0; extras && i < extras->lists; i++)
		add_list(out, &extras->list[i], i == 0);
	iv_buf_addf(out, "%s},\n  \"tables\": {", extras && extras->lists ? "\n  " : "");
	for (size_t i = 0; extras && i < extras->tables; i++)
		add_table(out, &extras->table[i], i == 0);
	iv_buf_addf(out, "%s}\n}\n", extras && extras->tables ? "\n  " : "");
}
