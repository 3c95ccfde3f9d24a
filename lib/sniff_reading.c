/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text in an encoding of old, told by how usual its characters are when it is read so. */
#include "sniff_private.h"

#include <errno.h>
#include <iconv.h>
#include <utf8proc.h>

#define LEAD 250 /* by which the best has to be ahead, of 1000 */
#define HEADER 8192 /* bytes of UTF-8 in which header words are looked for */

/* The most frequent characters of Chinese prose, and those of companies, names, places and
 * sales, in simplified, traditional and Japanese forms. */
static const char frequent[] =
	"的一是不了在人有我他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之"
	"过家学对可里后小么心多天而能好都然没日于起还发成事只作当想看文无开手十用主行方又如前"
	"所本见经头面公同三已老从动两长知民样现分将外但身些与高意进把法此实回二理美点月明其种"
	"声全工己话儿者向情部正名定女问力机给等几很业最间新什打便位因重被走电四第门相次东政海"
	"口使教西再平真听世气信北少关并内加化由却代军产入先山五太水万市眼体别处总才场师书比住"
	"员九笑性通目华报立马命张活难神数件安表原车白应路期叫死常提感金何更反合放做系计或司利"
	"受光王果亲界及今京务制解各任至清物台象记边共风战干接它许八特觉望直服毛林题建南度统色"
	"字请交爱让认算论百吃义科怎元社术结六功指思非流每青管夫连远资队跟带花快条院变联言权往"
	"展该领传近留红治决周保达办运武半候七必城父强步完革深区即求品士转量空甚众技轻程告江语"
	"英基派满式李息写呢识极令黄德收脸钱党倒未持取设始版双商客户额负责阶段赢率预创编号称状"
	"态币源输竞争线索域销售团备注签约需调研案谈判证投渠推广官网陌维护云软硬培训咨询套餐续"
	"增限股份集企智据控食材药医疗银育汽零农环境影视贸易仓储装饰房旅游酒店饮纺织械仪器刘陈"
	"杨赵吴徐孙胡朱郭罗梁宋郑谢韩唐冯董萧曹袁邓傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟"
	"汪田姜范石姚谭廖邹熊陆郝孔崔康邱秦史顾侯邵孟龙汤伟芳娜敏静丽洋勇艳杰娟涛超秀霞刚桂博"
	"宇欣怡浩雨桐嘉俊峰志玉兰凯健磊晓燕玲梅琳辉斌鹏州圳津庆杭汉岛厦宁波锡沙济福浙川湖河個"
	"這們來時說國會後對發經過學業務戶機額負責員實際預計總產間階狀態報價單從動兩長樣現將與"
	"進無開頭當還書東車馬門見電話資訊軟體網銷專線區廠處銀證創約號稱幣種類競爭應臺灣團隊簽"
	"訂購買費財項聯絡遠達華億萬遞雲貿維護續調廣場關係統認識請讓論題株円阪府県町村担課談引"
	"失確予売製登録変税込支払済営单标组准型析价格搜络洲讨亚消板适供链卡策料施造伙伴佛锐昆"
	"宏朗景拓迅栋昌旭诚泽盛舟图永乐阳辰启芯丰雅瑞星泰帆恒腾鼎润晨审轩核验填修财监例拜访属"
	"款待批类效改送订锁纷享简否束归废演示采购潜导测整折扣累耗初沟招层级配退码职详协池均扩"
	"亿际邮址姓岁票账付贷押租赁楼室街镇县";

/* Header words that only Chinese in simplified characters has. */
static const char *const words[] = {
	"商机", "客户", "金额", "负责人", "阶段", "创建", "赢率", "编号", "时间", "订单", "线索",
	"归属部门", "状态", "币种", "联系人", "销售", "预计", "竞争对手", "输单", "日期类型",
};
#define WORDS (sizeof(words) / sizeof(words[0]))

struct family {
	const char *encoding;
	bool east;      /* fit is what is frequent in Chinese or Japanese; else letters */
	bool kana;
	unsigned least; /* score of a good reading */
	const char *languages[SOPS__LANGUAGES]; /* the usual letters beyond ASCII of each */
};

/* Of those that read a text alike the first is named. */
static const struct family families[] = {
	{ "gb18030", .east = true, .least = 400 },
	{ "cp936", .east = true, .least = 400 }, /* has the euro sign at 0x80 */
	{ "big5", .east = true, .least = 400 },
	{ "cp932", .east = true, .kana = true, .least = 400 },
	{ "windows-1252", .least = 800, .languages = {
		"äöüß", "éèàêçâôîûëïœùü", "áéíóúñü¿¡ºª", "ãáàâçéêíóôõúºª", "àèéìòù",
		"åäöéæøü", "ëïéèöü", "ðþæöáéíóúý" } },
	{ "windows-1250", .least = 800, .languages = {
		"äöüß", "ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áčéíľšťúýžôä", "áéíóöőúüű",
		"ăâîşţ", "čćđšž" } },
};
#define FAMILIES (sizeof(families) / sizeof(families[0]))

static int32_t next_code(struct sops_field *text)
{
	utf8proc_int32_t code = 0;
	utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)text->at,
		(utf8proc_ssize_t)text->len, &code);

	if (n <= 0)
		n = (utf8proc_ssize_t)text->len;
	text->at += n;
	text->len -= (size_t)n;
	return code;
}

static bool has(const char *letters, int32_t code)
{
	struct sops_field rest = sops_field_of(letters);

	while (rest.len)
		if (next_code(&rest) == code)
			return true;
	return false;
}

#define RUN 4 /* letters beyond ASCII that a word may have in a row */

#define HAN_FIRST 0x4E00
#define HAN_LAST 0x9FFF

struct reader {
	const struct family *family;
	struct sops__reading reading;
	uint8_t frequent[(HAN_LAST - HAN_FIRST + 8) / 8];
	int32_t before, at, after; /* three characters in a row; 0: none */
	int32_t run[RUN];          /* letters beyond ASCII in a row */
	size_t run_len;
	int32_t before_run;
	char header[HEADER];       /* in UTF-8 */
	size_t header_len;
};

static void learn_frequent(struct reader *r)
{
	struct sops_field rest = sops_field_of(frequent);

	while (rest.len) {
		int32_t i = next_code(&rest) - HAN_FIRST;

		r->frequent[i / 8] |= (uint8_t)(1 << i % 8);
	}
}

static bool east_mark(int32_t c)
{
	return (c >= 0x3000 && c <= 0x3011) || (c >= 0xFF01 && c <= 0xFF5E) || c == 0xFFE5 ||
		(c >= 0x2460 && c <= 0x2473) || has("·—‘’“”…×", c);
}

static bool east_fits(struct reader *r, int32_t c)
{
	int32_t i = c - HAN_FIRST;

	if (c >= HAN_FIRST && c <= HAN_LAST) {
		r->reading.han++;
		return r->frequent[i / 8] >> i % 8 & 1;
	}
	return east_mark(c) || (r->family->kana && c >= 0x3041 && c <= 0x30FF);
}

static bool ascii_letter(int32_t c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* In a text read wrongly, marks stand inside words, or beside each other. */
static bool west_mark(const struct reader *r)
{
	bool inside = ascii_letter(r->before) && ascii_letter(r->after);
	bool alone = (r->before < 0x80 || r->before == 0xA0) &&
		(r->after < 0x80 || r->after == 0xA0);

	if (r->at == 0xA0)
		return true;
	return alone && (has("’·–", r->at) || (!inside && has("€£§°—‘“”„…•®™©«»´½²", r->at)));
}

static bool west_letter_code(int32_t c)
{
	return c >= 0xC0 && c < 0x250 && c != 0xD7 && c != 0xF7;
}

static void count_fit(struct reader *r, int32_t code, bool anywhere)
{
	bool fits = anywhere;

	for (size_t i = 0; i < SOPS__LANGUAGES && r->family->languages[i]; i++) {
		bool has_it = anywhere || has(r->family->languages[i], code);

		r->reading.by_language[i] += has_it;
		fits |= has_it;
	}
	r->reading.fit += fits;
}

/* Letters of a word stand beside ASCII ones, or alone, and no capital stands behind a small one. */
static void count_run(struct reader *r, int32_t after)
{
	int32_t before = r->before_run;
	bool alone = r->run_len == 1 && before == ' ' && after == ' ';

	if (r->run_len > RUN || !(ascii_letter(before) || ascii_letter(after) || alone))
		return;
	for (size_t i = 0; i < r->run_len; i++) {
		int32_t small = utf8proc_tolower(r->run[i]);

		if (small == r->run[i] || !before || utf8proc_tolower(before) != before ||
		    !(ascii_letter(before) || west_letter_code(before)))
			count_fit(r, small, false);
		before = r->run[i];
	}
}

static void count_west(struct reader *r)
{
	if (!west_letter_code(r->at)) {
		count_run(r, r->at);
		r->run_len = 0;
		if (r->at >= 0x80 && west_mark(r))
			count_fit(r, r->at, true);
		return;
	}
	if (r->run_len == 0)
		r->before_run = r->before;
	if (r->run_len < RUN)
		r->run[r->run_len] = r->at;
	r->run_len++;
}

static void count(struct reader *r)
{
	r->reading.others += r->at >= 0x80;
	if (!r->family->east) {
		count_west(r);
	} else if (r->at >= 0x80 && east_fits(r, r->at)) {
		r->reading.fit++;
		r->reading.by_language[0]++;
	}
}

static void take(struct reader *r, int32_t code)
{
	r->reading.print = (r->reading.print ^ (uint64_t)code) * UINT64_C(0x100000001B3);
	r->before = r->at;
	r->at = r->after;
	r->after = code;
	if (r->at)
		count(r);
	if (r->header_len + 4 <= HEADER)
		r->header_len += (size_t)utf8proc_encode_char(code,
			(utf8proc_uint8_t *)r->header + r->header_len);
}

static void count_words(struct reader *r)
{
	for (size_t i = 0; i < WORDS; i++)
		r->reading.words += memmem(r->header, r->header_len, words[i],
			strlen(words[i])) != NULL;
}

/* Whether all bytes are text to the converter. */
static bool read_all(struct reader *r, iconv_t converter, struct sops_field bytes, bool ended)
{
	char *in = (char *)bytes.at; /* iconv's prototype; it only reads */
	size_t left = bytes.len;

	while (left) {
		int32_t codes[1024];
		char *to = (char *)codes;
		size_t room = sizeof(codes), n;
		size_t bad = iconv(converter, &in, &left, &to, &room);
		int cause = errno;

		n = (sizeof(codes) - room) / sizeof(codes[0]);
		for (size_t i = 0; i < n; i++)
			take(r, codes[i]);
		if (bad == (size_t)-1 && cause == EINVAL && !ended)
			break;
		if (bad == (size_t)-1 && cause != E2BIG)
			return false;
	}
	take(r, '\n');
	take(r, '\n'); /* each takes the one before it into account */
	return true;
}

static const struct family *family_of(const char *encoding)
{
	const struct family *f = families;

	while (strcmp(f->encoding, encoding) != 0)
		f++;
	return f;
}

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define CODES "UTF-32LE"
#else
#define CODES "UTF-32BE"
#endif

int sops__reading_of(struct sops__reading *out, const char *encoding, struct sops_field bytes,
	bool ended, struct sops_error *err)
{
	struct reader r = { .family = family_of(encoding) };
	iconv_t converter = iconv_open(CODES, encoding);

	if (converter == (iconv_t)-1 && errno == ENOMEM)
		return sops_error_memory(err);
	if (converter != (iconv_t)-1) {
		learn_frequent(&r);
		if (read_all(&r, converter, bytes, ended))
			r.reading.encoding = encoding;
		count_words(&r);
		iconv_close(converter);
	}
	*out = r.reading;
	return 0;
}

static size_t best_language(const struct sops__reading *reading)
{
	size_t best = 0;

	for (size_t i = 0; i < SOPS__LANGUAGES; i++)
		if (reading->by_language[i] > best)
			best = reading->by_language[i];
	return best;
}

unsigned sops__reading_score(const struct sops__reading *reading)
{
	if (!reading->encoding || !reading->others)
		return 0;
	return (unsigned)((reading->fit + best_language(reading)) * 500 / reading->others);
}

bool sops__reading_proved(const struct sops__reading *reading)
{
	return reading->words >= 2 && strcmp(reading->encoding, "gb18030") == 0;
}

/* Twice the characters that do not fit. */
static size_t misfits(const struct sops__reading *reading)
{
	return 2 * reading->others - reading->fit - best_language(reading);
}

static bool clearly_better(const struct sops__reading *best, const struct sops__reading *other)
{
	return !other->encoding || other->print == best->print ||
		sops__reading_score(best) >= sops__reading_score(other) + LEAD ||
		(best->others <= other->others && misfits(other) >= 2 * misfits(best) + 2);
}

int sops__guess_legacy(struct sops__guess *out, struct sops_field bytes, bool ended,
	struct sops_error *err)
{
	struct sops__reading readings[FAMILIES];
	size_t best = 0;

	*out = (struct sops__guess){ .rival = NULL };
	for (size_t i = 0; i < FAMILIES; i++) {
		if (sops__reading_of(&readings[i], families[i].encoding, bytes, ended, err) < 0)
			return SOPS_ESYSTEM;
		if (sops__reading_score(&readings[i]) > sops__reading_score(&readings[best]))
			best = i;
	}
	if (sops__reading_score(&readings[best]) < families[best].least)
		return 0;
	out->best = readings[best];
	for (size_t i = 0; i < FAMILIES && !out->rival && !sops__reading_proved(&out->best); i++)
		if (i != best && !clearly_better(&readings[best], &readings[i]))
			out->rival = readings[i].encoding;
	return 0;
}
