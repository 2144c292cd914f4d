/* SPDX-License-Identifier: MIT
 * Words in the names of columns, in the languages that extracts are written in. Names are compared in lower case, simplified and
 * without blanks and punctuation, so 行動電話, Mobile No. and mobile_no need one entry each. */
#include "ingest/classify.h"
#include "text/fold.h"
#include "text/han.h"
#include "text/utf8.h"

/* In simplified script. Where several words fit, the longest does; a word of one character must be the whole name. */
static const struct words {
	const char *field, *detail, *words;
} table[] = {
	{ "name", NULL, "姓名 名字 真实姓名 联系人 收货人 收件人 持卡人 name fullname customername contactname membername recipientname cname displayname 氏名 お名前 성명 이름 nombre nom" },
	{ "family", NULL, "姓 姓氏 family surname lastname familyname lname last 성 nachname apellido" },
	{ "given", NULL, "名 given firstname givenname forename fname first vorname prenom" },
	{ "gender", NULL, "性别 gender sex 성별 geschlecht sexo sexe" },
	{ "birth", NULL, "born 生日 出生日期 出生年月日 出生年月 birth birthday birthdate dateofbirth dob bday 生年月日 생년월일 geburtsdatum" },
	{ "phone", NULL, "手机 手机号 手机号码 移动电话 行动电话 电话 电话号码 联系电话 固定电话 固话 市话 座机 来电号码 mobile mobileno mobilenumber mobilephone cell cellphone cellno phone phoneno phonenumber phone1 phone2 "
			 "telephone telephoneno telephonenumber tel telno homephone workphone contactnumber contactno msisdn caller callerid 携帯 携帯電話 電話番号 전화 전화번호 휴대폰 telefon telefono handy" },
	{ "email", NULL, "邮箱 电子邮箱 电子邮件 电子信箱 邮件 信箱 email emailaddress mailaddress mail e-mail メール メールアドレス 이메일 correo" },
	{ "idno", NULL, "身份证 身份证号 身份证号码 身分证 身分证号 身分证字号 证件号 证件号码 idno idcard idcardno idnumber identityno nationalid" },
	{ "address", NULL, "地址 详细地址 住址 家庭住址 通讯地址 联系地址 收货地址 address addr address1 addressline1 streetaddress homeaddress street 住所 주소 adresse direccion" },
	{ "province", NULL, "省 省份 province state prov" },
	{ "city", NULL, "城市 市 县市 所在城市 city town suburb 市区町村 도시 ciudad ville" },
	{ "district", NULL, "区 区县 县区 行政区 乡镇市区 district county" },
	{ "postcode", NULL, "邮编 邮政编码 邮递区号 postcode postalcode zip zipcode postal 郵便番号 우편번호 plz" },
	{ "country", NULL, "国家 国别 country countrycode" },
	{ "lang", NULL, "语言 language lang locale" },
	{ "company", NULL, "公司 公司名称 单位 工作单位 企业名称 company companyname employer organisation organization 会社名" },
	{ "joined", NULL, "入会日期 入会时间 注册日期 注册时间 开卡日期 开卡时间 办卡日期 建档日 建档日期 建档时间 加入日期 加入时间 joined joindate joinedat datejoined registered registeredat registrationdate registerdate "
			  "regdate signup signupdate signedup membersince since enrolldate dateadded 入会日 가입일" },
	{ "updated", NULL, "更新时间 更新日期 修改时间 修改日期 最后更新 updated updatedat updatetime lastupdate lastupdated modified modifiedat lastmodified" },
	{ "note", NULL, "备注 备注信息 附注 说明 留言 评论 note notes remark remarks comment comments memo 備考 비고" },
	{ "tags", NULL, "标签 tag tags" },
	{ "key", "party", "会员号 会员编号 会员卡号 会员id 会员 卡号 客户编号 客户号 客户id 客户代码 顾客编号 用户id 用户编号 用户号 memberno memberid membernumber member membercode cardno cardid cardnumber customerid customerno "
			  "customernumber customer custid custno clientid userid userno user uid householdid household accountid personid recid uniqueid 会員番号 회원번호" },
	{ "key", "any", "编号 序号 id no key number uuid guid rowid recordid" },
	{ "order", NULL, "订单号 订单编号 单号 交易号 交易编号 交易流水号 流水号 小票号 order orderid orderno ordernumber invoice invoiceno invoiceid transactionid transactionno transaction txid txnid tx txn receiptno basketid basket 注文番号" },
	{ "case", NULL, "工单号 工单编号 案件号 ticketid ticketno ticket caseid caseno" },
	{ "at", NULL, "时间 日期 下单时间 下单日期 订单时间 订单日期 交易时间 交易日期 消费时间 消费日期 付款时间 支付时间 创建时间 创建日期 发送时间 来电时间 date datetime time timestamp ts day createdat created createdate creationdate orderdate "
		      "ordertime orderedat invoicedate transactiondate transactiontime transactiontimestamp purchasedate saledate sentat sentdate openedat callat calltime eventtime occurredat 日付 날짜 datum fecha" },
	{ "amount", NULL, "金额 消费金额 实付金额 实付 实收金额 订单金额 交易金额 支付金额 总价 总额 合计 应付金额 amount amt total totalamount totalprice totalvalue orderamount orderamt orderrevenue revenue sales salesvalue netamount grandtotal spend paid 金額 "
			  "금액 betrag importe montant" },
	{ "currency", NULL, "币种 币别 货币 currency currencycode" },
	{ "cost", NULL, "成本 成本价 cost costs costprice" },
	{ "price", NULL, "单价 价格 售价 price unitprice unitcost" },
	{ "qty", NULL, "数量 件数 购买数量 qty quantity units count 数量 수량 menge cantidad" },
	{ "product", NULL, "商品编码 商品编号 商品代码 商品id 商品 货号 产品编号 产品 sku skuid skuno product productid productcode productno item itemid itemno itemcode stockcode upc 商品コード 상품코드" },
	{ "category", NULL, "品类 类别 类目 商品类别 商品分类 分类 category categoryname productcategory productgroup 類別 카테고리" },
	{ "store", NULL, "门店 门店编号 门店名称 店铺 店号 分店 store storeid storeno storename shop shopid branch branchid 店舗 매장" },
	{ "agent", NULL, "坐席 座席 客服 导购 店员 收银员 销售员 agent agentid clerk cashier salesperson operator 担当" },
	{ "channel", NULL, "渠道 来源渠道 channel" },
	{ "coupon", NULL, "优惠券 优惠券号 券码 券号 coupon couponcode couponid couponupc voucher" },
	{ "campaign", NULL, "活动 活动编号 活动名称 营销活动 campaign campaignid campaignname" },
	{ "cell", NULL, "分组 实验组 cell testgroup treatmentgroup" },
	{ "resolved", NULL, "是否解决 已解决 解决 resolved solved" },
	{ "satisfied", NULL, "满意度 满意 满意度评分 评分 satisfied satisfaction csat score rating" },
	{ "rebuy", NULL, "复购意愿 再次购买 rebuy repurchase" },
	{ "recommend", NULL, "推荐 推荐意愿 推荐度 recommend nps" },
	{ "fax", NULL, "传真 传真号码 fax faxno faxnumber telefax ファックス 팩스" },
	{ "status", NULL, "状态 订单状态 status orderstatus" },
	{ "consent", "email", "同意邮件 订阅邮件 邮件订阅 接收邮件 optinemail emailoptin emailconsent acceptsemail acceptsmarketing subscribed newsletter" },
	{ "consent", "sms", "同意短信 短信订阅 订阅短信 接收短信 optinsms smsoptin smsconsent acceptssms" },
	{ "consent", "call", "同意电话 接听电话 optincall optinphone phoneoptin callconsent" },
	{ "consent", "wechat", "关注公众号 微信订阅 optinwechat" },
	{ "consent", "call, sms, email", "同意行销 同意营销 营销同意 同意推广 接受营销 optin consent marketingconsent marketingoptin allowmarketing" },
};

/* Letters and figures of a name, folded and simplified. */
static struct iv_str bare(struct iv_arena *a, struct iv_str name)
{
	struct iv_str folded = iv_han_simplify(a, iv_text_fold(a, name));
	char *to = iv_arena_alloc(a, folded.n + 1);
	size_t n = 0;
	for (const char *p = folded.p, *end = p + folded.n; p < end;) {
		const char *from = p;
		uint32_t cp = iv_utf8_next(&p, end);
		bool mark = cp < 0x80 && !((cp >= 'a' && cp <= 'z') || iv_is_digit((char)cp));
		if (mark || cp == 0x3000 || (cp >= 0x2000 && cp < 0x2070) || cp == 0xB7)
			continue;
		memcpy(to + n, from, (size_t)(p - from));
		n += (size_t)(p - from);
	}
	return (struct iv_str){ to, n };
}

/* Does a new word of an ASCII name begin at `at`? caller_name and CallerName have two; filename has one. */
static bool begins_word(struct iv_str name, struct iv_str tail_bare)
{
	/* The tail, compared letter by letter from the end of the name as written. */
	size_t at = name.n, left = tail_bare.n;
	while (at && left) {
		char c = name.p[at - 1];
		if (iv_is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80)
			left--;
		at--;
	}
	if (left || !at)
		return !left;
	char before = name.p[at - 1], first = name.p[at];
	bool letter = (before >= 'a' && before <= 'z') || (before >= 'A' && before <= 'Z') || iv_is_digit(before);
	return !letter || (first >= 'A' && first <= 'Z' && before >= 'a' && before <= 'z');
}

static int score_of(struct iv_str name, struct iv_str plain, struct iv_str word)
{
	bool wide = (unsigned char)word.p[0] >= 0x80;
	if (iv_str_eq(plain, word))
		return 3;
	if (plain.n <= word.n || word.n < 4)
		return 0;
	if (iv_str_ends(plain, word))
		return wide || begins_word(name, word) ? 2 : 0;
	return wide && iv_str_find(plain, word) >= 0 ? 1 : 0;
}

static struct iv_header_guess guess(struct iv_str name, const enum iv_class *type)
{
	struct iv_header_guess best = { 0 };
	struct iv_arena arena = { 0 };
	struct iv_str plain = bare(&arena, name);
	size_t length = 0;
	for (size_t i = 0; i < sizeof table / sizeof *table && plain.n; i++) {
		if (type && *type != IV_CLASS_EMPTY && !iv_class_fits(*type, table[i].field))
			continue;
		struct iv_str words = iv_str_of(table[i].words), word;
		while (iv_str_cut(&words, ' ', &word)) {
			int score = score_of(name, plain, word);
			if (score > best.score || (score == best.score && score && word.n > length)) {
				best = (struct iv_header_guess){ table[i].field, table[i].detail, score };
				length = word.n;
			}
		}
	}
	iv_arena_release(&arena);
	return best;
}

struct iv_header_guess iv_classify_header(struct iv_str name)
{
	return guess(name, NULL);
}

struct iv_header_guess iv_classify_header_as(struct iv_str name, enum iv_class type)
{
	return guess(name, &type);
}

bool iv_class_fits(enum iv_class type, const char *field)
{
	static const struct {
		const char *field;
		unsigned types;
	} wants[] = {
#define BIT(x) (1u << IV_CLASS_##x)
		{ "name", BIT(NAME_HAN) | BIT(NAME_LATIN) | BIT(TEXT) },
		{ "family", BIT(NAME_HAN) | BIT(NAME_LATIN) | BIT(TEXT) },
		{ "given", BIT(NAME_HAN) | BIT(NAME_LATIN) | BIT(TEXT) },
		{ "gender", BIT(GENDER) | BIT(INTEGER) | BIT(BOOLEAN) },
		{ "birth", BIT(DATE) },
		{ "joined", BIT(DATE) },
		{ "updated", BIT(DATE) },
		{ "at", BIT(DATE) },
		{ "phone", BIT(PHONE) },
		{ "email", BIT(EMAIL) },
		{ "idno", BIT(IDNO) | BIT(CODE) | BIT(INTEGER) },
		{ "address", BIT(ADDRESS) | BIT(TEXT) | BIT(PLACE) | BIT(NAME_LATIN) | BIT(NAME_HAN) },
		{ "province", BIT(PLACE) | BIT(TEXT) | BIT(CODE) | BIT(NAME_HAN) | BIT(NAME_LATIN) },
		{ "city", BIT(PLACE) | BIT(TEXT) | BIT(NAME_HAN) | BIT(NAME_LATIN) },
		{ "district", BIT(PLACE) | BIT(TEXT) | BIT(NAME_HAN) | BIT(NAME_LATIN) },
		{ "postcode", BIT(INTEGER) | BIT(CODE) | BIT(TEXT) | BIT(PHONE) },
		{ "amount", BIT(INTEGER) | BIT(DECIMAL) | BIT(BOOLEAN) },
		{ "cost", BIT(INTEGER) | BIT(DECIMAL) | BIT(BOOLEAN) },
		{ "price", BIT(INTEGER) | BIT(DECIMAL) | BIT(BOOLEAN) },
		{ "qty", BIT(INTEGER) | BIT(DECIMAL) | BIT(BOOLEAN) },
		{ "satisfied", BIT(INTEGER) | BIT(DECIMAL) },
		{ "rebuy", BIT(INTEGER) | BIT(DECIMAL) },
		{ "recommend", BIT(INTEGER) | BIT(DECIMAL) },
		{ "resolved", BIT(BOOLEAN) },
		{ "consent", BIT(BOOLEAN) },
		{ "company", BIT(TEXT) | BIT(NAME_HAN) | BIT(NAME_LATIN) },
		{ "note", BIT(TEXT) | BIT(NAME_HAN) | BIT(NAME_LATIN) | BIT(ADDRESS) | BIT(CODE) },
#undef BIT
	};
	for (size_t i = 0; i < sizeof wants / sizeof *wants; i++)
		if (!strcmp(wants[i].field, field))
			return wants[i].types >> type & 1;
	return type != IV_CLASS_EMAIL && type != IV_CLASS_IDNO;
}
