/* SPDX-License-Identifier: GPL-3.0-or-later */
/* likeness_company.c: a company's name without its legal form. */
#include "likeness_private.h"

/* Words as they are after folding: S.A.R.L. is sarl, G.m.b.H. gmbh, A/S as. */
static const char at_end[] =
	" ltd limited inc incorporated corp corporation co company cos companies llc llp lllp"
	" lp plc pllc ulc pc pbc gmbh mbh ggmbh ag kg kgaa ohg gbr ug ev eg"
	" haftungsbeschrankt se sa sas sasu sarl eurl sci snc scs sca spa srl srls sapa bv nv"
	" vof cv cvba bvba sprl ab hb kb aktiebolag asa as aps ps oy oyj ky ltda limitada"
	" eireli epp sl slu sau sc sab sapi rl kk gk yk kaisha kabushiki yugen godo pty pte"
	" pvt private sdn bhd berhad tbk persero ooo oao zao pao ao doo dd ad ead ood eood"
	" zoo sp spj spk spzoo sro vos kft zrt nyrt rt bt ou uab sia lda unipessoal sgps jsc"
	" pjsc ojsc cjsc joint stock fze fzco fzc dmcc wll psc ооо оао зао пао ао ип тов ";
static const char at_front[] =
	" the pt cv ooo oao zao pao ao jsc firma firm messrs ms kabushiki"
	" ооо оао зао пао ао ип тов ";
/* Between the forms: GmbH und Co. KG. */
static const char between[] = " and und et y e i of ";

/* The longer before those that they end in. */
static const char *const spaceless_at_end[] = {
	"有限责任公司", "有限責任公司", "股份有限公司", "控股有限公司", "集团有限公司", "集團有限公司",
	"有限公司", "股份公司", "总公司", "總公司", "分公司", "公司", "集团", "集團", "控股", "股份",
	"株式会社", "株式會社", "有限会社", "合同会社", "合資会社", "合名会社",
};
static const char *const spaceless_at_front[] = {
	"株式会社", "株式會社", "有限会社", "合同会社",
};
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define LEAST 6 /* bytes that stay: two characters */

static bool cut_end(struct sops_field *word, const char *end, size_t least)
{
	size_t len = strlen(end);

	if (word->len < len + least || memcmp(word->at + word->len - len, end, len) != 0)
		return false;
	word->len -= len;
	return true;
}

static bool cut_front(struct sops_field *word, const char *front)
{
	size_t len = strlen(front);

	if (word->len < len + LEAST || memcmp(word->at, front, len) != 0)
		return false;
	word->at += len;
	word->len -= len;
	return true;
}

/* 腾讯科技(集团)有限公司: one after the other. */
static bool cut_spaceless(struct sops_field *word, bool alone)
{
	for (size_t i = 0; i < COUNT(spaceless_at_end); i++)
		if (cut_end(word, spaceless_at_end[i], alone ? LEAST : 0))
			return true;
	return false;
}

static void strip_end(struct sops__words *words)
{
	while (words->count > 0) {
		struct sops_field *last = &words->at[words->count - 1];

		if (words->count > 1 && sops__words_has(at_end, *last)) {
			words->count--;
			while (words->count > 1 &&
			       sops__words_has(between, words->at[words->count - 1]))
				words->count--;
		} else if (!cut_spaceless(last, words->count == 1)) {
			break;
		}
		if (words->count > 1 && words->at[words->count - 1].len == 0)
			words->count--;
	}
}

static void strip_front(struct sops__words *words)
{
	size_t first = 0;

	while (first + 1 < words->count && sops__words_has(at_front, words->at[first]))
		first++;
	words->count -= first;
	memmove(words->at, words->at + first, words->count * sizeof(*words->at));
	for (size_t i = 0; words->count && i < COUNT(spaceless_at_front); i++)
		if (cut_front(&words->at[0], spaceless_at_front[i]))
			break;
}

int sops__like_company(struct sops_buffer *out, struct sops_field text)
{
	struct sops_buffer folded = SOPS_BUFFER_INIT;
	struct sops__words words;
	size_t begin = out->len;

	if (sops__like_fold(&folded, text) == 0) {
		sops__words_join_single(&folded, 0);
		sops__words_cut(&words, sops_buffer_view(&folded));
		strip_front(&words);
		strip_end(&words);
		sops__words_join(out, &words);
		sops__words_join_single(out, begin);
	}
	if (folded.failed)
		out->failed = folded.failed;
	sops_buffer_release(&folded);
	return out->failed;
}
