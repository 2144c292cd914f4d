# SPDX-License-Identifier: MIT
# Makes records to measure on: awk -v n=1000000 -v as=customers|members|parties -f records.awk
# Seven of ten are Chinese; of the parties, which are what ivoc-ingest writes of people known to three systems, nine. The numbers come from a generator of our own, so that every awk makes the same file.
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
# One of the records of the person in hand: each system knows a part of what there is to know, and not always the same.
function party(source, key,   at, no, name, letters) {
	letters = source == "web" && rnd(3) == 0
	name = letters ? their_latin : source == "web" && rnd(8) == 0 ? their_family : their_name
	at = their_city
	no = their_number
	printf "{\"kind\":\"party\",\"source\":\"%s\",\"key\":\"%s\",\"name\":\"%s\"", source, key, name
	if (!letters && name == their_name)
		printf ",\"family\":\"%s\",\"given\":\"%s\"", their_family, their_given
	if (source != "web")
		printf ",\"gender\":\"%s\"", their_gender
	if (rnd(10) < (source == "web" ? 3 : 8))
		printf ",\"birth\":\"%s\"", rnd(40) ? their_birth : day(1950, 55)
	if (rnd(10) < 9)
		printf ",\"phone\":[\"%s\"]", rnd(6) ? their_phone : sprintf("+861%d%08d", 30 + rnd(60), rnd(100000000))
	if (rnd(10) < (source == "web" ? 8 : 4))
		printf ",\"email\":[\"%s\"]", their_mail
	if (rnd(10) < 8)
		printf ",\"address\":\"%s%s%d号%d单元%d室\",\"street\":\"%s|%d|%d|%d\",\"house_number\":\"%d\",\"unit\":\"%d-%d\",\"city\":\"%s\",\"postcode\":\"%s\"", city[at], road[their_road], no, no % 30 + 1, no * 7 % 2500 + 101, road[their_road], no, no % 30 + 1, no * 7 % 2500 + 101, no, no % 30 + 1, no * 7 % 2500 + 101, town_of[at], at == 10 ? 106 : code[at] sprintf("%03d", no % 400)
	printf ",\"joined\":\"%s\",\"points\":%d}\n", day(2018, 8), rnd(20000)
	made++
}
function parties(n,   i, a, b) {
	for (i = 1; made < n; i++) {
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
		their_phone = sprintf("+861%d%08d", 30 + rnd(60), rnd(100000000))
		their_mail = pick(latin, 20) "." pick(latin, 20) i "@" pick(domain, 4)
		their_city = rnd(10) + 1
		their_road = rnd(10) + 1
		their_number = rnd(900) + 1
		if (rnd(10) < 7)
			party("pos", sprintf("88%08d", i))
		if (made < n && rnd(10) < 5)
			party("web", "u" i)
		if (made < n && rnd(10) < 2)
			party("crm", "TW" i)
	}
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
	hans = split("伟 芳 娜 秀 英 敏 静 丽 强 磊 军 洋 勇 艳 杰 娟 涛 明 超 霞 平 刚 桂 兰 玉 萍 红 鹏 辉 建 华 文 利 丹 燕 波 宁 云 峰 雪 琴 梅 凤 洁 玲 凯 健 俊 帆 宇 浩 轩 子 涵 梓 欣 怡 诗 雨 泽 博 航 天 佑 晨 曦 若 彤 佳 琪 嘉 豪 志 国 庆 春 秋 冬 生 东 南 北 西 海 山 川 林 森 松 柏 竹 菊 荷 莲 思 远 安 康 福 禄 寿 喜 乐 民 新 成 立 正 义 仁 礼 智 信 贵 荣 昌 盛 兴 旺 德 光 世", their_han, " ")
	split("北京市 上海市 广州市 深圳市 杭州市 成都市 武汉市 西安市 南京市 台北市", town_of, " ")
	if (as == "parties")
		parties(n)
	if (as == "members")
		print "member_no,name,gender,birth,mobile,phone,email,address,postcode,joined,points,note"
	for (i = 1; i <= n && as != "parties"; i++)
		if (as == "members") member(i); else customer(i)
}
