/* SPDX-License-Identifier: MIT
 * Letters by language, and languages by encoding. Which letters a language has and how they rank was counted in translated
 * messages of free software; the Han, kana and Hangul lists hold surnames, given names, divisions, roads, numbers, the words
 * of extracts and the commonest characters of running text. */
#include "io/charset_letters.h"

#include <stddef.h>

static const char simplified[] =
	"的一是不了在人有我他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可里后小么心多天而能好都然没日于起还发成事只作当想看文无开手十用主行方又如前所本见经头面公同三已老从动两长"
	"王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛阎段雷侯龙史陶黎贺顾毛郝龚邵万钱严武戴莫孔向汤"
	"伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂雪梅建华玉红婷辉鹏慧飞鑫波斌宇浩凯健俊帆帅旭宁鸿志博海峰振东晓光永豪轩梓泽佳宜思语梦瑶欣怡诗涵雨雅君莹洁琳倩晶蓉丹萍颖悦"
	"省市区县镇乡村路街道号栋单元室楼层弄巷广州深圳北京上海天津重庆南西山河湖浙苏福安湾花园城新民复兴解放人民先生女士小姐男女会员卡电话手机地址姓名性别出生备注客户积分日期旧换勿扰退货投诉咨询订单商品门店"
	"件数法字名定使选式表标项置目效录错入或请网站信息系统工业商业部门管理服务产品价格时间内容版权联系更多首页新闻";
#define TRADITIONAL \
	"的一是不了在人有我他這中大來上國個到說們為子和你地出道也時年得就那要下以生會自著去之過家學對可裡後小麼心多天而能好都然沒日於起還發成事只作當想看文無開手十用主行方又如前所本見經頭面公同三已老從動兩長" \
	"陳林黃張李王吳劉蔡楊許鄭謝郭洪曾邱廖賴周徐蘇葉莊呂江何蕭羅高潘簡朱鍾彭游詹胡施沈余趙盧梁顏柯翁魏孫戴范方宋鄧杜傅侯曹薛丁馬蔣卓唐石藍馮姚董紀歐程連古汪湯姜田康鄒白涂尤巫韓龔嚴袁" \
	"偉芳雅婷怡君淑芬美玲惠志明俊傑家豪建宏文雄冠宇宗翰欣佳穎詩涵雨靜麗強磊軍勇艷娟濤超剛華玉紅輝鵬慧飛鑫波斌浩凱健帆帥旭寧鴻博海峰振東曉光永豪軒梓澤宜思語夢瑤馨瑩潔琳倩晶蓉丹萍悅" \
	"省市區縣鎮鄉村里鄰路街段巷弄號樓室之臺台北中南高雄新竹桃園苗栗彰化雲嘉義屏宜蘭花蓮基隆板橋店和莊三重信義安民生復興忠孝仁愛正先生女士小姐男客戶編號姓名性別生日行動電話市話地址建檔日同意行銷國月會員備註" \
	"件數法字定使選式表標項置目效錄錯入或請網站資訊系統工業商部門管理服務產品價格間內容權聯絡更首頁聞香港九龍灣仔大廈座道邨"
/* What Hong Kong added to Big5 and writes daily. Without these, a pair that Big5 lacks is rather a character of the user's own. */
static const char cantonese[] = TRADITIONAL "啲嘅咗嗰嚟冇喺佢哋唔嘢埗邨涌鰂氹嗱啱喎噉攞揾瞓睇俾啫㗎咁咩嘥嚿佬仔梘粦煱衞綫麪裏峯羣着";

static const char japanese[] =
	"日本東京都府県市区町村大丁目番地号室田中山川木林森井上下小松高橋佐藤鈴伊渡辺加吉斎清長谷石原岡島野前西北南宮池坂内福岩竹金和近後遠青安永杉平菊千葉久保新神奈埼玉阪兵庫愛知静道海広崎熊沖縄城茨栃群馬梨岐阜三重滋賀良"
	"歌取根徳香媛分児鹿潟富洋子美恵智幸由紀真理直樹健太郎一二四五六七八九十之介雄男夫明正弘博隆義秀誠浩英勝治彦哉也斗翔陽菜結衣咲優花莉人年月会社員名様者用方法的時間行見出入手自事件店電話住所氏姓性別女生備考契約顧客"
	"商品購返問合配送無有不国語文字表示設定選択作成追加削除変更保存開始終了使用可能必要情報記事投稿最新今学校先車物気水火土体力社当動全部通発業代実対主意味同言見思";
static const char korean[] =
	"김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구민진지영수경미현은희숙혜연아선순옥자인원동철호준석태재상훈기병규용국일대명종승울특별시광역부산천충청북라제군읍면로길번파트층"
	"다니을에는를없으가어의음합리사할그드터있위요해것들과보나여도만게습스입름화개계공관교단당데되된등또란래력련론료르록러려마말메모무물방법본불비설세소속실약업예와외운월으은의작저적점조중직집창체초추출치크타토통판표품필하학행형회회";

const struct iv_charset_language iv_charset_languages[] = {
	{ "zh-Hans", IV_SCRIPT_HAN, simplified, "gb18030", 0xB0A1, 0xD7F9 },
	{ "zh-Hant", IV_SCRIPT_HAN, TRADITIONAL, "cp950", 0xA440, 0xC67E },
	{ "zh-HK", IV_SCRIPT_HAN, cantonese, "cp950", 0xA440, 0xC67E },
	{ "ja", IV_SCRIPT_JAPANESE, japanese, "euc-jp", 0xB0A1, 0xCFD3 },
	{ "ko", IV_SCRIPT_KOREAN, korean, "euc-kr", 0xB0A1, 0xC8FE },
	{ "de", IV_SCRIPT_LATIN, "üäößÜÄÖéáèçåàó", NULL, 0, 0 },
	{ "fr", IV_SCRIPT_LATIN, "éèàêôçîÉâïùûÀÎœëÇÊÈÔüöŒÿÂ", NULL, 0, 0 },
	{ "es", IV_SCRIPT_LATIN, "óáíúéñÁÓÍÉÑÚºüªç", NULL, 0, 0 },
	{ "pt", IV_SCRIPT_LATIN, "ãçáéíóúõêâàÇÃÁÉÓÍÚºªôÕÂÊÀü", NULL, 0, 0 },
	{ "it", IV_SCRIPT_LATIN, "èàòéùìÈÀÒÉÙç", NULL, 0, 0 },
	{ "nl", IV_SCRIPT_LATIN, "éëïèöüáóäêçÉ", NULL, 0, 0 },
	{ "da", IV_SCRIPT_LATIN, "øåæéÅØÆüöäÉ", NULL, 0, 0 },
	{ "sv", IV_SCRIPT_LATIN, "äöåÄÖÅéüÉàè", NULL, 0, 0 },
	{ "fi", IV_SCRIPT_LATIN, "äöÄÖåšÅž", NULL, 0, 0 },
	{ "is", IV_SCRIPT_LATIN, "íðáóúýæöþéÍÓÚÞÁÖÉÝÆ", NULL, 0, 0 },
	{ "ca", IV_SCRIPT_LATIN, "óàéíèòçúïüÓÀÍÚÉÈÇ", NULL, 0, 0 },
	{ "sq", IV_SCRIPT_LATIN, "ëçÇË", NULL, 0, 0 },
	{ "et", IV_SCRIPT_LATIN, "äõüöšÜÕžÄÖŠŽ", NULL, 0, 0 },
	{ "ga", IV_SCRIPT_LATIN, "áíéúóÚÁÍÉÓ", NULL, 0, 0 },
	{ "pl", IV_SCRIPT_LATIN, "łżęąśóćńźŁŻŚÓĄŃĘĆŹ", NULL, 0, 0 },
	{ "cs", IV_SCRIPT_LATIN, "íářéčýžěšůúČÚóňŽŠŘÁĚťÝÉŮďÓŇŤĎÍ", NULL, 0, 0 },
	{ "sk", IV_SCRIPT_LATIN, "áíčýéúťžľšóČôäňŠďÁĽŽÚÍÝÉŤŕÓŇĎĺÔÄ", NULL, 0, 0 },
	{ "hu", IV_SCRIPT_LATIN, "áéíóöőüúűÁÉÓÖÍŐÜÚŰ", NULL, 0, 0 },
	{ "ro", IV_SCRIPT_LATIN, "ăîâşţșțÎŞĂŢÂȘȚ", NULL, 0, 0 },
	{ "hr", IV_SCRIPT_LATIN, "čšžćđČŠŽĐĆ", NULL, 0, 0 },
	{ "tr", IV_SCRIPT_LATIN, "ışçüğöİÇÖÜŞĞâîÂ", NULL, 0, 0 },
	{ "lt", IV_SCRIPT_LATIN, "ųšėžįąčūęŠĮČŽĖĄĘŪŲ", NULL, 0, 0 },
	{ "lv", IV_SCRIPT_LATIN, "āēīšūļņžķģŠčĒČĪĶĻŅĀĢŪŽŗō", NULL, 0, 0 },
	{ "vi", IV_SCRIPT_LATIN, "đôưáàếểạệêộợịảậốóầớấặùỗụíọủãờìĐềữựýâứúơỏỉởổắòửừồéẫăằ", NULL, 0, 0 },
	{ "ru", IV_SCRIPT_ALPHABET, "еоаинтрслвкдпмуязьыйбчгжцфхюшщПНСАОВэИРёКМДТЕЛЗФБУъГЧЙЭШЯЦХЫЖЮЩЬЁ", NULL, 0, 0 },
	{ "uk", IV_SCRIPT_ALPHABET, "аноиеітрвкслдумпязбьйгчжцхєфшюїПНщАВКСРМОТДЗЛБІЕГУФИЧЯЙШЦХЖґЇЄЮЩҐ", NULL, 0, 0 },
	{ "bg", IV_SCRIPT_ALPHABET, "аениотрсвдкпзлмъябучжгйфцИАшщНхПОРЕСДКТЛЗМВюФБГЙУЦЯЧШЪХЖЮЩ", NULL, 0, 0 },
	{ "sr", IV_SCRIPT_ALPHABET, "аеионртскудвпмјзлбгшњчцљНАПжИћОСКДхТРЕфБђМУВГЛЗЈЦФШХЧЊџЉЖЏЂЋ", NULL, 0, 0 },
	{ "be", IV_SCRIPT_ALPHABET, "анрікыслеятдоувмпцэьзгбўчйхПАКшСжНфМБРВюДЛТГёЗУФЭХІШЦЧЫОЯЕЙЖЎ", NULL, 0, 0 },
	{ "el", IV_SCRIPT_ALPHABET, "αοετνιρσμηκπυςλίγδήέάόχωθφύβΑώξΜΕζΠΤΣΔΟΚΗΝΓψΙΛΧΡΒΈΆΥϊΦΌΖΘΉΞΩΎΊΏϋΐΰ", NULL, 0, 0 },
	{ "he", IV_SCRIPT_ALPHABET, "יוהתלמראנבקשפסדגטעםחןכצזךץףְִֵֶַָֹּ", NULL, 0, 0 },
	{ "ar", IV_SCRIPT_ALPHABET, "اليمروتةندفسبعكحقجصأهطخغشإزذضىثئءظؤـآ", NULL, 0, 0 },
	{ "fa", IV_SCRIPT_ALPHABET, "اینرودهتمبسلکشپجزگفخعقصطحچآغظئذضژثءأؤ", NULL, 0, 0 },
	{ "th", IV_SCRIPT_ALPHABET, "าร่้ักอนิมเลดงตสีืบยวแไคทุขป์หูจพะ็ชโซำใฟถณภผธษฐฮญศฉฤฝๆฏ", NULL, 0, 0 },
	{ NULL, 0, NULL, NULL, 0, 0 },
};

#define WEST "de fr es pt it nl da sv fi is ca sq et ga"
#define CYRILLIC "ru uk bg sr be"
#define ALL "zh-Hans zh-Hant ja ko " WEST " pl cs sk hu ro hr tr lt lv vi " CYRILLIC " el he ar fa th"
const struct iv_charset_candidate iv_charset_candidates[] = {
	{ "gb18030", "zh-Hans zh-Hant", 0 },
	{ "cp950", "zh-Hant", 0 },
	{ "windows-1252", WEST, 0 },
	{ "big5-hkscs", "zh-HK", 100 },
	{ "cp932", "ja", 100 },
	{ "euc-jp-ms", "ja", 100 },
	{ "cp949", "ko", 100 },
	{ "windows-1250", "pl cs sk hu ro hr de sq", 100 },
	{ "windows-1251", CYRILLIC, 100 },
	{ "windows-1253", "el", 100 },
	{ "windows-1254", "tr", 100 },
	{ "windows-1255", "he", 100 },
	{ "windows-1256", "ar fa", 100 },
	{ "windows-1257", "lt lv et", 100 },
	{ "windows-1258", "vi", 200 },
	{ "windows-874", "th", 100 },
	{ "iso-8859-15", WEST, 200 },
	{ "iso-8859-2", "pl cs sk hu ro hr de", 200 },
	{ "iso-8859-5", CYRILLIC, 300 },
	{ "iso-8859-6", "ar", 300 },
	{ "iso-8859-7", "el", 200 },
	{ "iso-8859-13", "lt lv et", 200 },
	{ "koi8-r", "ru", 200 },
	{ "koi8-u", "uk", 250 },
	{ "cp866", "ru be bg", 300 },
	{ "cp850", WEST, 300 },
	{ "cp852", "pl cs sk hu ro hr de", 300 },
	{ "macintosh", WEST, 300 },
	{ "euc-tw", "zh-Hant", 300 },
	{ "utf-8", ALL, 0 },
	{ "utf-16le", ALL, 0 },
	{ "utf-16be", ALL, 0 },
	{ NULL, NULL, 0 },
};
