/* SPDX-License-Identifier: MIT
 * Measures the comparison of ivoc-dedupe by itself: pairs a second on one thread, of records that have seven fields (name, birth, gender, idno, phone,
 * email, city). The records are made here, the same in every run: nine people of ten are Chinese, three records of ten are further ones of a
 * person who is known, with slips. The pairs are those that the standard rules of blocking list, in the order in which the program compares them.
 *   kernel [RECORDS]…   a line for each number of records; 1000000 and 20000 (which stay in the processor's cache) when none is given */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "match/encode.h"
#include "match/match.h"

enum { NAMES = 5, SPEND = 1, ROUNDS = 5, LEAST_PAIRS = 4000000 };

static const char *const family[] = { "王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周", "徐", "孙", "马", "朱", "胡", "郭", "何", "高", "林", "罗",
				      "郑", "梁", "谢", "宋", "唐", "许", "韩", "冯", "邓", "曹", "彭", "曾", "肖", "田", "董", "袁", "潘", "于", "蒋", "蔡" };
static const char *const given[] = { "伟", "芳", "娜", "秀", "英", "敏", "静", "丽", "强", "磊", "军", "洋", "勇", "艳", "杰", "娟", "涛", "明", "超", "霞", "平", "刚",
				     "桂", "兰", "玉", "萍", "红", "鹏", "辉", "建", "华", "文", "利", "丹", "燕", "波", "宁", "云", "峰", "雪", "琴", "梅", "凤", "洁",
				     "玲", "凯", "健", "俊", "帆", "宇", "浩", "轩", "子", "涵", "梓", "欣", "怡", "诗", "雨", "泽", "博", "航", "天", "佑", "晨", "曦",
				     "若", "彤", "佳", "琪", "嘉", "豪", "志", "国", "庆", "春", "秋", "冬", "生", "东", "南", "北", "海", "山", "川", "林", "森", "松" };
static const char *const first[] = { "John", "Mary", "Peter", "Anna", "David", "Laura", "James", "Emma", "Thomas", "Julia", "Robert", "Linda", "Frank", "Nina", "Oscar", "Alice" };
static const char *const last[] = { "Smith", "Brown", "Miller", "Weber", "Martin", "Silva", "Rossi", "Novak", "Jensen", "Kowalski", "Taylor", "Wilson", "Moore", "Clark", "Lewis", "Walker" };
static const char *const city[] = { "北京市", "上海市", "广州市", "深圳市", "杭州市", "成都市", "武汉市", "西安市", "南京市", "台北市", "苏州市", "天津市", "重庆市", "长沙市", "青岛市", "宁波市" };

#define COUNT(list) (sizeof(list) / sizeof *(list))

struct person {
	char name[32], mail[48], idno[19];
	char sex;
	int year, month, day, city;
	long phone;
};

static uint64_t seed;

static unsigned pick(size_t n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)((seed >> 33) % n);
}

/* The smaller numbers are met more often, as some names are. */
static unsigned pick_common(size_t n)
{
	unsigned a = pick(n), b = pick(n);
	return a < b ? a : b;
}

/* A resident identity card's number, with its check digit (GB 11643). */
static void write_idno(struct person *p)
{
	int sum = 0, weight = 1;
	snprintf(p->idno, sizeof p->idno, "110101%04d%02d%02d%02u%u0", p->year, p->month, p->day, pick(100), 2 * pick(5) + (p->sex == 'M'));
	for (int i = 16; i >= 0; i--) {
		weight = weight * 2 % 11;
		sum += (p->idno[i] - '0') * weight;
	}
	p->idno[17] = "10X98765432"[sum % 11];
}

static void meet(struct person *p)
{
	if (pick(10)) {
		snprintf(p->name, sizeof p->name, "%s%s%s", family[pick_common(COUNT(family))], given[pick_common(COUNT(given))], pick(5) ? given[pick_common(COUNT(given))] : "");
	} else {
		unsigned middle = pick(26);
		snprintf(p->name, sizeof p->name, "%s %c. %s", first[pick_common(COUNT(first))], 'A' + (int)middle, last[pick_common(COUNT(last))]);
	}
	p->sex = pick(2) ? 'F' : 'M';
	p->year = 1945 + (int)pick(60);
	p->month = 1 + (int)pick(12);
	p->day = 1 + (int)pick(28);
	p->city = (int)pick_common(COUNT(city));
	p->phone = 13000000000 + (long)pick(90) * 100000000 + (long)pick(100000000);
	write_idno(p);
	snprintf(p->mail, sizeof p->mail, "%s%u@%s", pick(3) ? "m" : "user.", pick(100000000), pick(2) ? "qq.com" : "163.com");
}

/* The same person elsewhere. */
static void change(struct person *p)
{
	if (!pick(10))
		p->day = 1 + (int)pick(28);
	if (!pick(10))
		p->phone += pick(2) ? 10 : 13000;
	if (!pick(8))
		p->city = (int)pick(COUNT(city));
	if (!pick(10))
		snprintf(p->name, sizeof p->name, "%s%s", family[pick(COUNT(family))], given[pick(COUNT(given))]);
	if (!pick(10))
		p->mail[1] = (char)('a' + (int)pick(26));
}

static struct iv_str write_party(struct iv_arena *a, const struct person *p)
{
	struct iv_buf b = { 0 };
	iv_buf_addf(&b, "{\"kind\":\"party\",\"name\":\"%s\",\"gender\":\"%c\"", p->name, p->sex);
	if (pick(10) < 6)
		iv_buf_addf(&b, ",\"birth\":\"%04d-%02d-%02d\"", p->year, p->month, p->day);
	if (pick(10) < 3)
		iv_buf_addf(&b, ",\"idno\":\"%s\"", p->idno);
	if (pick(10) < 9)
		iv_buf_addf(&b, ",\"phone\":[\"+86%ld\"]", p->phone);
	if (pick(10) < 5)
		iv_buf_addf(&b, ",\"email\":[\"%s\"]", p->mail);
	if (pick(10) < 8)
		iv_buf_addf(&b, ",\"city\":\"%s\"", city[p->city]);
	iv_buf_addc(&b, '}');
	struct iv_str party = iv_arena_str(a, iv_buf_str(&b));
	iv_buf_release(&b);
	return party;
}

static void make_people(struct iv_match_people *m, const struct iv_match_schema *schema, size_t records)
{
	struct iv_match_encoder encoder;
	struct iv_match_record r;
	struct iv_arena a = { 0 };
	struct iv_buf note = { 0 };
	struct person p;
	char key[24];
	seed = 20261121;
	iv_match_encoder_init(&encoder, schema);
	iv_match_people_init(m, schema);
	for (size_t i = 0; i < records; i++) {
		if (!i || pick(10) < 7)
			meet(&p);
		else
			change(&p);
		iv_arena_clear(&a);
		iv_buf_clear(&note);
		snprintf(key, sizeof key, "%zu", i);
		iv_match_encode(&a, &encoder, write_party(&a, &p), &r);
		iv_match_pack(&r, &note);
		iv_match_take(m, iv_match_part(m, IV_STR("pos"), iv_str_of(key)), iv_buf_str(&note));
	}
	free(iv_match_settle(m, 1));
	iv_buf_release(&note);
	iv_arena_release(&a);
}

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* The best of several rounds; where there are few pairs each round compares them several times. */
static void measure(const struct iv_match_frame *f, const struct iv_match_blocking *pairs, size_t records)
{
	struct iv_match_meeting *met = iv_alloc((pairs->n + 1) * sizeof *met);
	size_t n = iv_match_score_list(pairs, 0, pairs->n, met);
	uint64_t *pattern = iv_alloc((pairs->n + 1) * sizeof *pattern);
	double best = 0;
	size_t times = n ? 1 + LEAST_PAIRS / n : 0;
	for (int round = 0; round < ROUNDS; round++) {
		double from = now();
		for (size_t i = 0; i < times; i++)
			iv_match_score_pairs(f, met, n, 0, n, pattern);
		double rate = (double)(n * times) / (now() - from) / 1e6;
		best = rate > best ? rate : best;
	}
	printf("%zu records: %zu pairs, %.2f million a second\n", records, n, best);
	free(pattern);
	free(met);
}

static int run(size_t records)
{
	static struct iv_match_schema schema;
	static struct iv_match_frame frame;
	struct iv_match_people m;
	struct iv_match_crowd crowd;
	struct iv_match_blocking pairs = { 0 };
	struct iv_err err;
	iv_match_schema_person(&schema);
	schema.ignored = 1u << IV_FIELD_LANDLINE | 1u << IV_FIELD_IDS;
	for (size_t i = 0; i < schema.columns; i++)
		schema.column[i].ignored = !iv_str_eq(schema.column[i].field, IV_STR("city"));
	make_people(&m, &schema, records);
	iv_match_crowd(&m, NAMES, 1, &crowd);
	int status = iv_match_frame_make(&frame, &m, &crowd, &err);
	if (status == IV_OK) {
		iv_match_block(&m, SPEND, NULL, 1, &pairs);
		measure(&frame, &pairs, records);
	}
	iv_match_blocking_release(&pairs);
	iv_match_frame_release(&frame);
	iv_match_crowd_release(&crowd);
	iv_match_people_release(&m);
	return status;
}

int main(int argc, char **argv)
{
	int status = IV_OK;
	for (int i = 1; i < argc && status == IV_OK; i++)
		status = run(strtoul(argv[i], NULL, 10));
	if (argc == 1)
		status = run(1000000) == IV_OK ? run(20000) : IV_WRONG;
	return status == IV_OK ? 0 : 1;
}
