# SPDX-License-Identifier: MIT
# Makes people with their past, and a night on top of it; uses what records.awk has:
#   awk -v people=N -v events=E [-v night=M -v members=FILE -v sales=FILE] -f records.awk -f history.awk
# Prints the records of N people and E events of each record, as ivoc-ingest writes them. The people are known to three systems: 88 of 100 have a
# record at all, and these 1.6 records. With `night`, FILEs get M members and seven times as many tickets (CSV) of the days after: of the members half
# are new people, and of the others two thirds are known to other systems only or under another card, and one third are known members with another
# telephone. Nine tickets of ten are of known members.
function wide(k) { return (rnd(65536) * 65536 + rnd(65536)) % k }
function mobile() { return sprintf("1%d%04d%04d", 30 + rnd(60), rnd(10000), rnd(10000)) }
function meet(i,   a, b) {
	a = rnd(hans) + 1
	b = rnd(4) ? rnd(hans) + 1 : 0
	their_family = pick(family, 20)
	their_given = their_han[a] (b ? their_han[b] : "")
	their_name = their_family their_given
	if (rnd(10) == 0)
		their_name = (their_given = pick(first, 10)) " " (their_family = pick(surname, 10))
	their_latin = pick(latin, 20) " " pick(latin, 20)
	their_gender = rnd(2) ? "F" : "M"
	their_birth = day(1950, 55)
	their_phone = "+86" mobile()
	their_mail = pick(latin, 20) "." pick(latin, 20) i "@" pick(domain, 4)
	their_city = rnd(10) + 1
	their_road = rnd(10) + 1
	their_number = rnd(900) + 1
}
# What happened to one record: orders, of which one in twenty comes back, and now and then a balance, a call, or an answer to a campaign.
function past(source, key,   e, id, at, what, amount) {
	for (e = 0; e < events; e++) {
		id = source == "pos" ? "t" substr(key, 3) "-" e : key "-" e
		at = day(2024, 2)
		what = rnd(20)
		printf "{\"kind\":\"event\",\"source\":\"%s\",\"key\":\"%s\",\"party\":\"%s\",\"at\":\"%sT%02d:%02d:%02d\",", source, id, key, at, 8 + rnd(14), rnd(60), rnd(60)
		if (what < 15) {
			amount = (rnd(40000) + 100) / 100
			printf "\"event\":\"purchase\",\"channel\":\"%s\",\"order\":\"%s\",\"category\":\"%s\",\"product\":\"p%d\",\"amount\":%.2f,\"cost\":%.2f,\"currency\":\"CNY\"}\n", source == "web" ? "web" : "store", id, pick(category, 8), rnd(300), amount, amount * .6
			last_order[source] = id
			last_amount[source] = amount
		} else if (what < 16 && (source in last_order))
			printf "\"event\":\"return\",\"channel\":\"store\",\"refund_of\":\"%s\",\"amount\":%.2f,\"currency\":\"CNY\"}\n", last_order[source], last_amount[source]
		else if (what < 18)
			printf "\"event\":\"points\",\"account\":\"%s\",\"balance\":%d}\n", key, rnd(20000)
		else if (what < 19)
			printf "\"event\":\"call\",\"channel\":\"phone\",\"category\":\"%s\"}\n", pick(category, 8)
		else
			printf "\"event\":\"response\",\"channel\":\"sms\",\"campaign\":\"spring\",\"outcome\":\"open\"}\n"
	}
	delete last_order
}
function known(source, key) {
	party(source, key)
	past(source, key)
}
# A line of the members' extract.
function member_line(no,   mail) {
	mail = rnd(2) ? their_mail : ""
	printf "%s,%s,%s,%s,%s,,%s,%s%s%d号%d单元%d室,%s,%s,%d,\n", no, their_name, their_gender, rnd(5) ? their_birth : "", substr(their_phone, 4), mail, city[their_city], road[their_road], their_number, their_number % 30 + 1, their_number * 7 % 2500 + 101, their_city == 10 ? 106 : code[their_city] sprintf("%03d", their_number % 400), sprintf("2026-12-%02d", rnd(2) + 1), rnd(20000) > members
}
function ticket(no) {
	printf "n%09d,2026-12-%02d %02d:%02d:%02d,%s,%s,p%d,%.2f,%.2f\n", ++tickets, rnd(2) + 1, 8 + rnd(14), rnd(60), rnd(60), no, pick(category, 8), rnd(300), (rnd(40000) + 100) / 100, (rnd(20000) + 60) / 100 > sales
}
# One person of so many has business tonight.
function tonight(i, card) {
	if (card != "" && wide(1000000) < visits)
		ticket(card)
	if (wide(1000000) >= joins)
		return
	if (card == "" || rnd(2))
		member_line(card = sprintf("89%08d", i))
	else {
		their_phone = "+86" mobile()
		member_line(card)
	}
	fresh++
	ticket(card)
}
BEGIN {
	split("food wine tea home books toys shoes coats", category, " ")
	if (night) {
		print "member_no,name,gender,birth,mobile,phone,email,address,postcode,joined,points,note" > members
		print "sale_no,sold_at,member_no,category,product,amount,cost" > sales
		visits = 7 * night * .95 / (people * .7) * 1000000
		joins = night / 2 / people * 1000000
	}
	for (i = 1; i <= people; i++) {
		meet(i)
		card = rnd(10) < 7 ? sprintf("88%08d", i) : ""
		if (card != "")
			known("pos", card)
		if (rnd(10) < 5)
			known("web", "u" i)
		if (rnd(10) < 2)
			known("crm", "TW" i)
		if (night)
			tonight(i, card)
	}
	for (; night && fresh < night; fresh++) {
		meet(++i)
		member_line(sprintf("89%08d", i))
		if (rnd(2))
			ticket(sprintf("89%08d", i))
	}
}
