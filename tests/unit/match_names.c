/* SPDX-License-Identifier: MIT
 * Names: how they compare, and that the dictionary and the notes between threads keep them whole. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "match/name.h"

static enum iv_name_level level(const char *x, const char *y)
{
	struct iv_arena a = { 0 };
	struct iv_match_name nx, ny;
	bool has_x = iv_match_name_read(&a, iv_str_of(x), (struct iv_str){ 0 }, (struct iv_str){ 0 }, &nx);
	bool has_y = iv_match_name_read(&a, iv_str_of(y), (struct iv_str){ 0 }, (struct iv_str){ 0 }, &ny);
	enum iv_name_level l = iv_match_name_compare(has_x ? &nx : NULL, has_y ? &ny : NULL);
	enum iv_name_level back = iv_match_name_compare(has_y ? &ny : NULL, has_x ? &nx : NULL);
	assert_int_equal(l, back);
	iv_arena_release(&a);
	return l;
}

static void compares(void **state)
{
	(void)state;
	static const struct {
		const char *x, *y;
		enum iv_name_level level;
	} pairs[] = {
		{ "王晓明", "王 曉明", IV_NAME_SAME },
		{ "Mary Ann Smith", "Maryann SMITH", IV_NAME_SAME },
		{ "johnsmith", "John Smith", IV_NAME_SAME },
		{ "李伟", "李炜", IV_NAME_SOUND },
		{ "王小明", "Wang Xiaoming", IV_NAME_SOUND },
		{ "王小明", "wangxiaoming", IV_NAME_SOUND },
		{ "Xiaoming Wang", "WANG, Xiaoming", IV_NAME_SOUND },
		{ "SMITH, John", "JOHN, Smith", IV_NAME_SOUND },
		{ "王小明", "王小亮", IV_NAME_FAMILY },
		{ "王小明", "李小明", IV_NAME_GIVEN },
		{ "常曉明", "Zhang Xiaoming", IV_NAME_GIVEN },
		{ "Wang Ming", "Wang Min", IV_NAME_CLOSE },
		{ "陈建国", "陈建郭", IV_NAME_SOUND },
		{ "张丽芳", "张利方", IV_NAME_SOUND },
		{ "陈丽花", "陈丽发", IV_NAME_CLOSE },
		{ "黄小明", "王小明", IV_NAME_CLOSE },
		{ "Wang Ming", "Wang Hong", IV_NAME_FAMILY },
		{ "王丽玲", "王丽冷", IV_NAME_CLOSE },
		{ "王丽玲", "李丽冷", IV_NAME_DIFFERENT },
		{ "王?明", "王小明", IV_NAME_CLOSE },
		{ "王**", "王小明", IV_NAME_HALF },
		{ "王*明", "王小明", IV_NAME_CLOSE },
		{ "王*明", "王明", IV_NAME_FAMILY },
		{ "王明", "王小明", IV_NAME_LOOSE },
		{ "阿不都热合曼", "阿不都热哈曼", IV_NAME_CLOSE },
		{ "John Smith", "J. Smith", IV_NAME_CLOSE },
		{ "John Smith", "SMIHT, John", IV_NAME_CLOSE },
		{ "SMITH, John", "JOHN, Smiht", IV_NAME_CLOSE },
		{ "Bob Smith", "Robert Smith", IV_NAME_CLOSE },
		{ "Bert Smith", "Mary Smith", IV_NAME_FAMILY },
		{ "Bert Smith", "Albert Smith", IV_NAME_CLOSE },
		{ "Christian Naumann", "Christien Neumann", IV_NAME_CLOSE },
		{ "Jon Smiht", "John Smith", IV_NAME_LOOSE },
		{ "J. Smiht", "John Smith", IV_NAME_LOOSE },
		{ "Christopher Davies", "Kristopher Davis", IV_NAME_LOOSE },
		{ "John Smith", "John Robert Smith", IV_NAME_CLOSE },
		{ "Mary Ann Smith", "Maryan Smith", IV_NAME_CLOSE },
		{ "FridrichBuchenberg", "Friedrich Buchenberg", IV_NAME_CLOSE },
		{ "John Smith", "Mary Smith", IV_NAME_FAMILY },
		{ "Alice Davis", "Alice Johnson", IV_NAME_GIVEN },
		{ "John Smith", "Mary Brown", IV_NAME_DIFFERENT },
		{ "王", "王小明", IV_NAME_HALF },
		{ "汪", "王小明", IV_NAME_HALF },
		{ "李", "王小明", IV_NAME_DIFFERENT },
		{ "Smith", "John Smith", IV_NAME_HALF },
		{ "Smith", "Brown", IV_NAME_DIFFERENT },
		{ "王小明", "Peter Brown", IV_NAME_OTHER },
		{ "Иван Петров", "Peter Brown", IV_NAME_OTHER },
		{ "王小明", "Li Lei", IV_NAME_DIFFERENT },
		{ "陳大文", "Chan Tai Man", IV_NAME_SOUND },
		{ "陈大文", "Peter Chan Tai-man", IV_NAME_SOUND },
		{ "蔡英文", "Tsai Ing-wen", IV_NAME_SOUND },
		{ "張偉", "Chang Wei", IV_NAME_CLOSE },
		{ "羅子軒", "LO Chi 軒", IV_NAME_SOUND },
		{ "罗子轩", "LO Chi 軒; Andy", IV_NAME_SOUND },
		{ "王小轩", "Wang Xiao 軒", IV_NAME_SOUND },
		{ "陳大文", "Lee 陳", IV_NAME_COMPATIBLE },
		{ "謝欣慧", "TSE Yan Wai", IV_NAME_SOUND },
		{ "謝欣慧", "TSE Yan Wai; Alice", IV_NAME_SOUND },
		{ "贾鑫宇", "Xinyu Jia", IV_NAME_SOUND },
		{ "王涵语", "Wang Hanyu", IV_NAME_SOUND },
		{ "王雅", "A. Wong", IV_NAME_COMPATIBLE },
		{ "Olivia Taylor", "O. Taylor", IV_NAME_CLOSE },
		{ "Linda Lee", "L. Lee", IV_NAME_CLOSE },
		{ "Linda Lee", "Linda eLe", IV_NAME_LOOSE },
		{ "Peter Chan", "Peter Chen", IV_NAME_LOOSE },
		{ "Peter Lee", "Peter Li", IV_NAME_CLOSE },
		{ "司徒睿宁", "思徒睿宁", IV_NAME_SOUND },
		{ "田中太郎", "山本花子", IV_NAME_DIFFERENT },
		{ "何寶儀", "Sarah Ho", IV_NAME_COMPATIBLE },
		{ "吳小明", "Peter Ng", IV_NAME_COMPATIBLE },
		{ "王小明", "Kevin Wang", IV_NAME_COMPATIBLE },
		{ "王小明", "Kevin Wong", IV_NAME_COMPATIBLE },
		{ "梁美賢", "Irene Leung", IV_NAME_COMPATIBLE },
		{ "王 David", "王小明", IV_NAME_COMPATIBLE },
		{ "王 David", "David Wong", IV_NAME_CLOSE },
		{ "Wang Xiaoming", "Kevin Wang", IV_NAME_COMPATIBLE },
		{ "何寶儀", "Sarah Chan", IV_NAME_DIFFERENT },
		{ "Sarah Ho", "Mary Ho", IV_NAME_FAMILY },
		{ "Peter Chan Tai-man", "CHAN Tai Man", IV_NAME_SOUND },
		{ "Peter Chan Tai-man", "Peter Chan", IV_NAME_CLOSE },
		{ "Peter Chan Tai-man", "Mary Chan Tai-man", IV_NAME_FAMILY },
		{ "赵DANG", "赵珰", IV_NAME_SOUND },
		{ "王小明", "", IV_NAME_MISSING },
		{ "...", "王小明", IV_NAME_MISSING },
	};
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
		if (level(pairs[i].x, pairs[i].y) != pairs[i].level)
			fail_msg("%s, %s: level %d, expected %d", pairs[i].x, pairs[i].y, level(pairs[i].x, pairs[i].y), pairs[i].level);
}

static enum iv_name_level of_parts(const char *family, const char *given, const char *other_family, const char *other_given)
{
	struct iv_arena a = { 0 };
	struct iv_match_name x, y;
	assert_true(iv_match_name_read(&a, (struct iv_str){ 0 }, iv_str_of(family), iv_str_of(given), &x));
	assert_true(iv_match_name_read(&a, (struct iv_str){ 0 }, iv_str_of(other_family), iv_str_of(other_given), &y));
	enum iv_name_level l = iv_match_name_compare(&x, &y);
	assert_int_equal(l, iv_match_name_compare(&y, &x));
	iv_arena_release(&a);
	return l;
}

/* Family and given name from fields of their own, which people confuse or leave empty. */
static void parts(void **state)
{
	(void)state;
	assert_int_equal(of_parts("Smith", "John", "John", "Smith"), IV_NAME_SOUND);
	assert_int_equal(of_parts("Smith", "John", "John", "Smyth"), IV_NAME_CLOSE);
	assert_int_equal(of_parts("陳", "大文", "大文", "陳"), IV_NAME_SOUND);
	assert_int_equal(of_parts("Smith", "Mary Ann", "Smith", "Maryann"), IV_NAME_SAME);
	assert_int_equal(of_parts("Smith", "Bree", "Smith", "Bre"), IV_NAME_LOOSE);
	assert_int_equal(of_parts("Smith", "Tim", "Smith", "Tom"), IV_NAME_FAMILY);
	assert_int_equal(of_parts("", "Jessica", "Miller", "Jessica"), IV_NAME_HALF);
	assert_int_equal(of_parts("", "Jesica", "Miller", "Jessica"), IV_NAME_HALF);
	assert_int_equal(of_parts("", "Jessica", "Jessica", "Miller"), IV_NAME_HALF);
	assert_int_equal(of_parts("Miller", "", "Miller", "Jessica"), IV_NAME_HALF);
	assert_int_equal(of_parts("Miller", "", "", "Jessica"), IV_NAME_DIFFERENT);
	assert_int_equal(of_parts("", "大文", "陳", "大文"), IV_NAME_HALF);
	assert_int_equal(of_parts("", "大文", "陳", "小明"), IV_NAME_DIFFERENT);
}

static enum iv_name_level with_alias(const char *x, const char *alias, const char *y)
{
	struct iv_arena a = { 0 };
	struct iv_match_name nx, ny;
	assert_true(iv_match_name_read(&a, iv_str_of(x), (struct iv_str){ 0 }, (struct iv_str){ 0 }, &nx));
	assert_true(iv_match_name_read(&a, iv_str_of(y), (struct iv_str){ 0 }, (struct iv_str){ 0 }, &ny));
	iv_match_name_alias(&a, &nx, iv_str_of(alias));
	enum iv_name_level l = iv_match_name_compare(&nx, &ny);
	assert_int_equal(l, iv_match_name_compare(&ny, &nx));
	iv_arena_release(&a);
	return l;
}

static void aliases(void **state)
{
	(void)state;
	assert_int_equal(with_alias("陳大文", "Peter", "Peter Chan"), IV_NAME_CLOSE);
	assert_int_equal(with_alias("陳大文", "Pete", "Peter Chan"), IV_NAME_CLOSE);
	assert_int_equal(with_alias("陳大文", "CHAN Tai Man, Peter", "Peter Chan"), IV_NAME_CLOSE);
	assert_int_equal(with_alias("陳大文", "Peter", "Mary Chan"), IV_NAME_FAMILY);
	assert_int_equal(with_alias("陳大文", "Peter", "Peter Wong"), IV_NAME_DIFFERENT);
	assert_int_equal(with_alias("陳大文", "Chan Tai Man", "Mary Chan"), IV_NAME_COMPATIBLE);
	assert_int_equal(with_alias("CHAN Chi Chun", "Kenneth", "Kenneth Chan"), IV_NAME_CLOSE);
	assert_int_equal(with_alias("CHAN Chi Chun", "Kenneth", "Mary Chan"), IV_NAME_FAMILY);
	assert_int_equal(with_alias("CHAN Chi Chun", "Kenneth", "陳子俊"), IV_NAME_SOUND);
	assert_int_equal(with_alias("王小明", "Wang Xiaoming", "王小明"), IV_NAME_SAME);
}

static bool share(const char *x, const char *alias, const char *y, size_t (*keys)(const struct iv_match_name *n, uint64_t *key, size_t most))
{
	struct iv_arena a = { 0 };
	struct iv_match_name nx, ny;
	uint64_t kx[IV_NAME_KEYS], ky[IV_NAME_KEYS];
	bool shared = false;
	assert_true(iv_match_name_read(&a, iv_str_of(x), (struct iv_str){ 0 }, (struct iv_str){ 0 }, &nx));
	assert_true(iv_match_name_read(&a, iv_str_of(y), (struct iv_str){ 0 }, (struct iv_str){ 0 }, &ny));
	iv_match_name_alias(&a, &nx, iv_str_of(alias));
	size_t n = keys(&nx, kx, IV_NAME_KEYS), m = keys(&ny, ky, IV_NAME_KEYS);
	for (size_t i = 0; i < n * m; i++)
		shared |= kx[i / m] == ky[i % m];
	assert_int_equal(keys(&nx, kx, 1), n ? 1 : 0);
	iv_arena_release(&a);
	return shared;
}

static void meet(void **state)
{
	(void)state;
	assert_true(share("王小明", "", "Xiaoming Wang", iv_match_name_keys));
	assert_true(share("John Smith", "", "SMITH, John", iv_match_name_keys));
	assert_true(share("JOHN, Smith", "", "SMITH, John", iv_match_name_keys));
	assert_true(share("Mary Ann Lee", "", "LEE, Mary Ann", iv_match_name_keys));
	assert_true(share("Ann Lee Mary", "", "ANN, Lee Mary", iv_match_name_keys));
	assert_true(share("覃睿峰", "", "Tan Ruifeng", iv_match_name_keys));
	assert_true(share("陳大文", "", "Chan Tai Man", iv_match_name_keys));
	assert_true(share("陳大文", "Peter", "Peter Chan", iv_match_name_keys));
	assert_true(share("Peter Chan Tai-man", "", "Peter Chan", iv_match_name_keys));
	assert_false(share("John Smith", "", "Mary Smith", iv_match_name_keys));
	assert_true(share("John Smith", "", "Mary Smith", iv_match_name_family_keys));
	assert_true(share("何寶儀", "", "Sarah Ho", iv_match_name_family_keys));
	assert_false(share("何寶儀", "", "Sarah Chan", iv_match_name_family_keys));
	assert_true(share("Bob Brown", "", "SMITH, Robert", iv_match_name_given_keys));
	assert_true(share("陳大文", "Peter", "Peter Wong", iv_match_name_given_keys));
	assert_false(share("John Smith", "", "SMITH, Robert", iv_match_name_given_keys));
}

static void keeps(void **state)
{
	(void)state;
	static const char *const texts[] = { "曾国藩", "Zeng Guofan", "曾国藩", "覃睿峰", "O'Neill, Shaun" };
	struct iv_arena a = { 0 };
	struct iv_match_names d = { 0 };
	uint32_t number[5];
	for (int i = 0; i < 5; i++) {
		struct iv_match_name n, back;
		struct iv_buf b = { 0 };
		assert_true(iv_match_name_read(&a, iv_str_of(texts[i]), (struct iv_str){ 0 }, (struct iv_str){ 0 }, &n));
		iv_match_name_pack(&n, &b);
		iv_buf_adds(&b, IV_STR("rest"));
		struct iv_str rest = iv_match_name_unpack(iv_buf_str(&b), &back);
		assert_true(iv_str_eq(rest, IV_STR("rest")));
		number[i] = iv_match_names_add(&d, &back);
		assert_int_equal(iv_match_name_compare(&n, &d.name[number[i]]), IV_NAME_SAME);
		iv_buf_release(&b);
	}
	assert_int_equal(number[0], number[2]);
	assert_int_equal(d.n, 4);
	iv_match_names_release(&d);
	iv_arena_release(&a);
}

/* "wangyu" has the letters and the sound of "Wang Yu", but as one word it is spelled by no other scheme: were they one entry, records would meet by that
 * of them which came first. */
static void tells_entries_apart(void **state)
{
	(void)state;
	static const char *const texts[] = { "Wang Yu", "wangyu", "wangyu", "Wang Yu" };
	struct iv_arena a = { 0 };
	struct iv_match_names d = { 0 };
	uint32_t number[4];
	for (int i = 0; i < 4; i++) {
		struct iv_match_name n;
		assert_true(iv_match_name_read(&a, iv_str_of(texts[i]), (struct iv_str){ 0 }, (struct iv_str){ 0 }, &n));
		number[i] = iv_match_names_add(&d, &n);
		assert_memory_equal(d.name[number[i]].scheme, n.scheme, sizeof n.scheme);
	}
	assert_int_equal(number[0], number[3]);
	assert_int_equal(number[1], number[2]);
	assert_int_not_equal(number[0], number[1]);
	iv_match_names_release(&d);
	iv_arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(compares), cmocka_unit_test(parts), cmocka_unit_test(aliases), cmocka_unit_test(meet), cmocka_unit_test(keeps),
					    cmocka_unit_test(tells_entries_apart) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
