# SPDX-License-Identifier: MIT
# Prints n customers with twenty inputs (twelve numbers, eight texts; one value in twenty is missing) and whether they responded, which six of the
# inputs tell something of. With as=config, the score.yaml that learns from them. The same on every machine: whole numbers of a linear congruential
# generator.
function draw(k) { seed = (seed * 16807) % 2147483647; return seed % k }
BEGIN {
	seed = 20261122
	if (as == "config") {
		printf "fields: {responded: bool"
		for (k = 1; k <= 12; k++) printf ", n%d: number", k
		for (k = 1; k <= 8; k++) printf ", t%d: text", k
		printf "}\nscores:\n  propensity:\n    respond:\n      purpose: to be measured\n      owner: the bench\n      label: responded\n      inputs: ["
		for (k = 1; k <= 12; k++) printf "n%d, ", k
		for (k = 1; k <= 8; k++) printf "t%d%s", k, k < 8 ? ", " : "]\n"
		exit
	}
	split("上海 北京 广州 深圳 成都 杭州 武汉 西安 南京 重庆", word, " ")
	for (i = 1; i <= n; i++) {
		line = ""
		chance = 30
		for (k = 1; k <= 12; k++) {
			v = draw(1000) + draw(1000)
			if (k <= 4) chance += int((v - 1000) * k / 60)
			if (draw(20)) line = line ",\"n" k "\":" v (k % 2 ? "." draw(10) : "")
		}
		for (k = 1; k <= 8; k++) {
			v = draw(10) + 1
			if (k <= 2) chance += v * 8
			if (draw(20)) line = line ",\"t" k "\":\"" word[v] "\""
		}
		printf "{\"cid\":\"c%020d\",\"kind\":\"customer\"%s,\"responded\":%s}\n", i, line, draw(1000) < chance ? "true" : "false"
	}
}
