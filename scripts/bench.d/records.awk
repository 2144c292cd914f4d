# SPDX-License-Identifier: MIT
# Makes records to measure on: awk -v n=1000000 -v as=customers|members -f records.awk
# Seven of ten are Chinese. The numbers come from a generator of our own, so that every awk makes the same file.
function rnd(k) {
	seed = (seed * 69069 + 12345) % 4294967296
	return int(seed / 65536) % k
}
function pick(list, k) { return list[rnd(k) + 1] }
function day(from, years) { return sprintf("%04d-%02d-%02d", from + rnd(years), rnd(12) + 1, rnd(28) + 1) }
function customer(i,   name, han, mail, last, spend, orders) {
	han = rnd(10) < 7
	name = han ? pick(family, 20) pick(given, 20) pick(given, 20) : pick(first, 10) " " pick(surname, 10)
	mail = pick(latin, 20) "." pick(latin, 20) i "@" pick(domain, 4)
	orders = rnd(30)
	spend = orders * (rnd(40000) + 100) / 100
	last = day(2024, 3)
	printf "{\"cid\":\"c%020d\",\"kind\":\"customer\",\"seed\":\"pos/88%08d\",\"name\":\"%s\",\"gender\":\"%s\",\"birth\":\"%s\",\"phone\":[\"+861%d%08d\"],\"email\":[\"%s\"],", i, i, name, rnd(2) ? "F" : "M", day(1950, 55), 30 + rnd(60), rnd(100000000), mail
	printf "\"city\":\"%s\",\"address\":\"%s\",", han ? pick(city, 10) : pick(town, 5), han ? pick(city, 10) pick(road, 10) rnd(900) + 1 "号" rnd(30) + 1 "单元" rnd(2500) + 101 "室" : rnd(900) + 1 " " pick(surname, 10) " Street"
	printf "\"consent\":{\"sms\":{\"state\":\"%s\",\"at\":\"%s\"}},\"tags\":[\"%s\"],", rnd(4) ? "in" : "out", day(2023, 3), pick(tag, 5)
	printf "\"currency\":\"CNY\",\"orders\":%d,\"spend\":%.2f,\"last_order\":\"%s\",\"complaints\":%d,\"recency\":%d,\"rfm\":\"%d%d%d\"}\n", orders, spend, last, rnd(20) == 0, rnd(900), rnd(5) + 1, rnd(5) + 1, rnd(5) + 1
}
function member(i,   han, at, postcode) {
	han = rnd(10) < 7
	at = rnd(10) + 1
	postcode = !han ? 10000 + rnd(80000) : at == 10 ? 106 : code[at] sprintf("%03d", rnd(400))
	printf "88%08d,%s,%s,%s,1%d%08d,0%d-%08d,%s.%s%d@%s,%s,%s,%s,%d,\"%s\"\n", i, han ? pick(family, 20) pick(given, 20) pick(given, 20) : pick(first, 10) " " pick(surname, 10), pick(sex, 4), day(1950, 55), 30 + rnd(60), rnd(100000000), 21 + rnd(8), 20000000 + rnd(60000000), pick(latin, 20), pick(latin, 20), i, pick(domain, 4), han ? city[at] pick(road, 10) rnd(900) + 1 "号" rnd(30) + 1 "单元" rnd(2500) + 101 "室" : rnd(900) + 1 " " pick(surname, 10) " Street", postcode, day(2018, 8), rnd(20000), pick(note, 4)
}
BEGIN {
	seed = 20261121
	split("王 李 张 刘 陈 杨 黄 赵 吴 周 徐 孙 马 朱 胡 郭 何 高 林 罗", family, " ")
	split("伟 芳 娜 秀 英 敏 静 丽 强 磊 军 洋 勇 艳 杰 娟 涛 明 超 霞", given, " ")
	split("wang li zhang liu chen yang huang zhao wu zhou wei fang na xiu ying min jing qiang lei jun", latin, " ")
	split("John Mary Peter Anna David Laura James Emma Thomas Julia", first, " ")
	split("Smith Brown Miller Weber Martin Silva Rossi Novak Jensen Kowalski", surname, " ")
	split("北京市朝阳区 上海市浦东新区 广州市天河区 深圳市南山区 杭州市西湖区 成都市武侯区 武汉市江汉区 西安市雁塔区 南京市鼓楼区 台北市大安區", city, " ")
	split("100 200 510 518 310 610 430 710 210", code, " ")
	split("London Berlin Paris Madrid Rome", town, " ")
	split("中山路 人民路 解放路 建设路 长江路 和平路 文化路 南京路 北京路 新华路", road, " ")
	split("qq.com 163.com gmail.com sina.com", domain, " ")
	split("vip new 老客户 staff none", tag, " ")
	split("男 女 M F", sex, " ")
	split("老客户|勿扰|call after 18:00|", note, "|")
	if (as == "members")
		print "member_no,name,gender,birth,mobile,phone,email,address,postcode,joined,points,note"
	for (i = 1; i <= n; i++)
		if (as == "members") member(i); else customer(i)
}
