# Prints n customers with a history each: orders at rates that differ, and a chance to leave after each order. The same on every machine:
# whole numbers of a linear congruential generator, and tables in place of logarithms.
function random(k) { seed = (seed * 16807) % 2147483647; return seed % k }
function gap(mean,    u) { u = random(1000); return int(mean * (u < 400 ? 0.25 : u < 650 ? 0.75 : u < 870 ? 1.6 : 2.8)) + 1 }
BEGIN {
	seed = 20261122; today = 20777 # 2026-11-20
	for (i = 1; i <= n; i++) {
		mean = 20 + 15 * random(9); stay = 70 + random(29)
		day = today - 60 - random(600); first = day; count = 1; days = day ",1,50"; last = day
		while (random(100) < stay) {
			g = gap(mean)
			if (day + g > today) break
			day += g; count++; last = day; days = days "," g ",1," 20 + random(90)
		}
		printf "{\"cid\":\"c%03d\",\"kind\":\"customer\",\"currency\":\"CNY\",\"orders\":%d,\"spend\":%d,\"order_days\":%d,\"first_order\":\"%s\",\"last_order\":\"%s\",", i, count, 60 * count, count, strftime("%F", first * 86400, 1), strftime("%F", last * 86400, 1)
		printf "\"history\":{\"v\":2,\"n\":%d,\"kinds\":{\"purchase\":{\"store\":[%d,\"%s\",\"%s\"]}},\"money\":{\"CNY\":{\"orders\":%d,\"bought\":%d,\"days\":[%s]}}}}\n", count, count, strftime("%F", first * 86400, 1), strftime("%F", last * 86400, 1), count, 60 * count, days
	}
}
