# n customers since years ago, each with a rate of its own and a chance to leave after each order. as=festival: five orders in six come in the four weeks
# before Chinese New Year; as=summer: three times as many in July and August; else: all days are alike. Whole numbers only, the same on every machine.
function draw(k) { seed = (seed * 16807) % 2147483647; return seed % k }
function often(day, s, k, d) { # how often a hundredth of the best day's orders come on that day
	if (as == "festival") {
		for (k in festival) { d = festival[k] - day; if (d > 0 && d <= 28) return 100 }
		return 2
	}
	if (as == "summer") return strftime("%m", day * 86400, 1) ~ /0[78]/ ? 100 : 33
	return 50
}
BEGIN {
	seed = 20261122; today = 20666 # 2026-08-01
	split("18670 19024 19379 19763 20117 20501 20855", festival, " ") # its days, 2021 to 2027
	for (day = today - 3000; day <= today; day++) share[day] = often(day)
	for (i = 1; i <= n; i++) {
		rate = as == "festival" ? 40 + draw(120) : 2 + draw(10); stay = 90 + draw(10)
		day = today - draw(int(years * 365)) - 1; days = ""; count = 0; before = 0
		for (; day <= today; day++) {
			if (count && draw(10000) >= rate * share[day] / 10) continue
			days = days (count ? "," : "") day - before ",1,50"
			before = day; if (!count++) first = day
			last = day
			if (draw(100) >= stay) break
		}
		printf "{\"cid\":\"c%04d\",\"kind\":\"customer\",\"currency\":\"CNY\",\"orders\":%d,\"spend\":%d,\"order_days\":%d,\"first_order\":\"%s\",\"last_order\":\"%s\",", i, count, 50 * count, count, strftime("%F", first * 86400, 1), strftime("%F", last * 86400, 1)
		printf "\"history\":{\"v\":2,\"n\":%d,\"kinds\":{\"purchase\":{\"store\":[%d,\"%s\",\"%s\"]}},\"money\":{\"CNY\":{\"orders\":%d,\"bought\":%d,\"days\":[%s]}}}}\n", count, count, strftime("%F", first * 86400, 1), strftime("%F", last * 86400, 1), count, 50 * count, days
	}
}
