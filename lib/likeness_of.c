/* SPDX-License-Identifier: GPL-3.0-or-later */
/* likeness_of.c: what a column probably holds, by its header. */
#include "likeness_private.h"

struct hint {
	enum sops_likeness like;
	const char *words; /* as they are after folding: one of them is a word of the header */
	const char *inside[8]; /* or one of these is inside of it, for what has no spaces */
};

/* The first that fits. */
static const struct hint hints[] = {
	{ SOPS_LIKE_EMAIL, " email mail emails ", { "email", "邮箱", "邮件", "メール" } },
	{ SOPS_LIKE_PHONE, " phone tel telephone mobile cell fax handy telefon mobil telefono ",
		{ "phone", "电话", "手机", "传真", "電話", "携帯" } },
	{ SOPS_LIKE_DOMAIN, " domain website web url site homepage www ",
		{ "website", "域名", "网址", "网站", "ウェブ" } },
	{ SOPS_LIKE_EXACT, " id ids code key no nr num number zip postcode postal plz date dob"
		" by bm bd birth birthday birthdate year month day born ssn vat tax state country"
		" currency ",
		{ "postcode", "zipcode", "date", "编号", "日期", "邮编", "生日", "税号" } },
	{ SOPS_LIKE_COMPANY, " company account organization organisation customer client firm"
		" business employer supplier vendor partner ",
		{ "公司", "客户", "企业", "单位", "会社", "company" } },
	{ SOPS_LIKE_PERSON, " first last given family middle surname lastname firstname forename"
		" fname lname fullname contact person owner rep vorname nachname christian"
		" director manager ",
		{ "姓名", "联系人", "担当", "surname", "firstname", "lastname", "fullname" } },
	{ SOPS_LIKE_COMPANY, " name ", { "名称" } },
};

static bool is_inside(const char *part, struct sops_field text)
{
	return memmem(text.at, text.len, part, strlen(part)) != NULL;
}

static bool fits(const struct hint *hint, const struct sops__words *words, struct sops_field text)
{
	for (size_t i = 0; i < words->count; i++)
		if (sops__words_has(hint->words, words->at[i]))
			return true;
	for (size_t i = 0; i < 8 && hint->inside[i]; i++)
		if (is_inside(hint->inside[i], text))
			return true;
	return false;
}

enum sops_likeness sops_likeness_of(struct sops_field header)
{
	struct sops_buffer folded = SOPS_BUFFER_INIT;
	enum sops_likeness like = SOPS_LIKE_TEXT;
	struct sops__words words;

	sops__like_fold(&folded, header);
	sops__words_cut(&words, sops_buffer_view(&folded));
	for (size_t i = 0; folded.len && i < sizeof(hints) / sizeof(hints[0]); i++) {
		if (fits(&hints[i], &words, sops_buffer_view(&folded))) {
			like = hints[i].like;
			break;
		}
	}
	sops_buffer_release(&folded);
	return like;
}
