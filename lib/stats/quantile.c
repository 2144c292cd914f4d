/* SPDX-License-Identifier: MIT
 * Sorting is radix exchange: a range is parted by the highest bit in which its values differ. It needs no second
 * array, has no bad case, and ends early among equal values, of which counts of orders are full. */
#include "stats/quantile.h"

#include <stdlib.h>

#include "base/num.h"

__extension__ typedef __int128 wide;
__extension__ typedef unsigned __int128 uwide;

void iv_stats_sample_release(struct iv_stats_sample *s)
{
	free(s->value);
	*s = (struct iv_stats_sample){ 0 };
}

void iv_stats_sample_add(struct iv_stats_sample *s, int64_t v)
{
	if (s->n == s->cap)
		s->value = iv_reserve(s->value, &s->cap, s->n + 1, sizeof *s->value);
	s->value[s->n++] = v;
}

static void insertion(int64_t *v, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		int64_t x = v[i];
		size_t at = i;
		for (; at && v[at - 1] > x; at--)
			v[at] = v[at - 1];
		v[at] = x;
	}
}

/* The recursion goes at most 64 deep, since each level settles a lower bit. */
static void exchange(int64_t *v, size_t n)
{
	while (n > 24) {
		uint64_t differ = 0;
		for (size_t i = 1; i < n; i++)
			differ |= (uint64_t)(v[i] ^ v[0]);
		if (!differ)
			return;
		unsigned bit = 63 - (unsigned)__builtin_clzll(differ);
		uint64_t high = bit == 63 ? 0 : 1; /* the sign bit orders the other way round */
		size_t low = 0, end = n;
		while (low < end) {
			if (((uint64_t)v[low] >> bit & 1) != high) {
				low++;
			} else {
				int64_t x = v[low];
				v[low] = v[--end];
				v[end] = x;
			}
		}
		exchange(v, low);
		v += low;
		n -= low;
	}
	insertion(v, n);
}

void iv_stats_sample_sort(struct iv_stats_sample *s)
{
	exchange(s->value, s->n);
}

struct iv_stats_point iv_stats_quantile(const struct iv_stats_sample *sorted, uint32_t k, uint32_t parts)
{
	uwide h = (uwide)(sorted->n - 1) * k;
	size_t at = (size_t)(h / parts);
	uint32_t between = (uint32_t)(h % parts);
	struct iv_stats_point p = { .whole = sorted->value[at], .parts = parts };
	if (between) {
		uwide step = (uwide)((uint64_t)sorted->value[at + 1] - (uint64_t)sorted->value[at]) * between;
		p.whole = (int64_t)((uint64_t)p.whole + (uint64_t)(step / parts));
		p.part = (uint32_t)(step % parts);
	}
	return p;
}

unsigned iv_stats_group(int64_t v, const struct iv_stats_point *cut, unsigned n)
{
	unsigned group = 0;
	while (group < n && !iv_stats_below(v, cut[group]))
		group++;
	return group;
}

void iv_stats_point_print(struct iv_stats_point p, int64_t unit, struct iv_buf *out)
{
	const int64_t billion = 1000000000;
	wide up = ((wide)p.whole * p.parts + p.part) * billion; /* the point in billionths, times unit and parts */
	wide down = (wide)p.parts * unit, half = up < 0 ? -down / 2 : down / 2;
	wide v = (up + half) / down;
	uwide size = v < 0 ? -(uwide)v : (uwide)v;
	uint64_t whole = (uint64_t)(size / (uwide)billion), rest = (uint64_t)(size % (uwide)billion);
	if (v < 0)
		iv_buf_addc(out, '-');
	iv_buf_addf(out, "%llu", (unsigned long long)whole);
	if (!rest)
		return;
	iv_buf_addf(out, ".%09llu", (unsigned long long)rest);
	while (out->p[out->n - 1] == '0')
		out->n--;
}
