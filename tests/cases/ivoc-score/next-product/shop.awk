# Shoppers with products: who has a camera often has a memory card too, and less often a tripod, which earns more; tea goes with nothing.
# The events of who bought a tripod or a card are kept with what they cost.
function draw(k) { seed = (seed * 16807) % 2147483647; return seed % k }
function buy(product, amount, cost) {
	list = list (list ? "," : "") "[\"" product "\"," day ",1]"
	events = events (events ? "," : "") "{\"kind\":\"event\",\"source\":\"tx\",\"key\":\"" ++key "\",\"at\":\"2026-05-01\",\"event\":\"purchase\",\"currency\":\"CNY\",\"product\":\"" product "\",\"amount\":" amount (cost ? ",\"cost\":" cost : "") "}"
}
BEGIN {
	seed = 5
	for (i = 1; i <= 600; i++) {
		list = events = ""; day = 20500 + draw(50)
		if (draw(3) == 0) {
			buy("camera", 3000, 2500)
			if (draw(10) < 6) buy("card", 100, 95)
			if (draw(10) < 3) buy("tripod", 400, 250)
		} else {
			if (draw(10) < 1) buy("card", 100, 95)
			if (draw(20) < 1) buy("tripod", 400, 250)
		}
		if (draw(2)) { day += 3; buy("茶", 50, 0) }
		printf "{\"cid\":\"c%03d\",\"kind\":\"customer\",\"currency\":\"CNY\",\"orders\":%d,\"spend\":%d,\"last_order\":\"2026-05-01\",\"parts\":[{\"source\":\"pos\",\"key\":\"%d\",\"roll\":{\"v\":2,\"n\":1,\"events\":[%s]}}],\"history\":{\"v\":2,\"n\":1%s}}\n", i, list != "", list != "" ? 100 : 0, i, events, list ? ",\"products\":[" list "]" : ""
	}
}
