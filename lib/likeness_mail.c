/* SPDX-License-Identifier: GPL-3.0-or-later */
/* likeness_mail.c: addresses of mail, and domains. */
#include "likeness_private.h"

#include "private.h"

/* Who gives mailboxes to everybody: whole domains, and first parts under any country. */
static const char public_domains[] =
	" gmail.com me.com mac.com icloud.com msn.com web.de mail.ru bk.ru list.ru inbox.ru qq.com"
	" 163.com 126.com 139.com 188.com 189.cn wo.cn 21cn.com vip.qq.com vip.163.com foxmail.com"
	" aliyun.com tom.com protonmail.com proton.me pm.me tutanota.com fastmail.com zoho.com"
	" naver.com hanmail.net daum.net nate.com mail.com email.com usa.com rediffmail.com free.fr"
	" laposte.net orange.fr wanadoo.fr sfr.fr t-online.de freenet.de arcor.de libero.it"
	" virgilio.it tin.it uol.com.br bol.com.br terra.com.br wp.pl o2.pl onet.pl interia.pl"
	" seznam.cz abv.bg ukr.net comcast.net verizon.net att.net sbcglobal.net bellsouth.net"
	" cox.net earthlink.net charter.net rogers.com bigpond.com optusnet.com.au btinternet.com"
	" sky.com ntlworld.com docomo.ne.jp ezweb.ne.jp softbank.ne.jp nifty.com ";
static const char public_firsts[] =
	" gmail googlemail yahoo ymail rocketmail hotmail outlook live aol gmx yandex sina sohu"
	" protonmail ";

static struct sops_field until(struct sops_field text, const char *set)
{
	size_t len = 0;

	while (len < text.len && !strchr(set, text.at[len]))
		len++;
	return (struct sops_field){ text.at, len };
}

static struct sops_field after(struct sops_field text, size_t len)
{
	return (struct sops_field){ text.at + len, text.len - len };
}

static bool begins(struct sops_field text, const char *with)
{
	return text.len >= strlen(with) && memcmp(text.at, with, strlen(with)) == 0;
}

static struct sops_field trim_dots(struct sops_field text)
{
	while (text.len && strchr(". ", text.at[text.len - 1]))
		text.len--;
	while (text.len && strchr(". ", text.at[0]))
		text = after(text, 1);
	return text;
}

/* Ann <ann@example.com>, mailto:ann@example.com, ann@example.com; bo@example.com: the first. */
static struct sops_field bare(struct sops_field text)
{
	const char *angle = text.len ? memrchr(text.at, '<', text.len) : NULL;

	if (angle)
		text = after(text, (size_t)(angle - text.at) + 1);
	text = sops_field_trim(text);
	while (begins(text, "mailto:"))
		text = sops_field_trim(after(text, 7));
	return until(text, ">;,? \t\r\n");
}

static bool is_gmail(struct sops_field domain)
{
	return sops_field_equal(domain, (struct sops_field)SOPS_FIELD("gmail.com")) ||
		sops_field_equal(domain, (struct sops_field)SOPS_FIELD("googlemail.com"));
}

static void write_email(struct sops_buffer *out, struct sops_field address)
{
	struct sops_field local = until(address, "@"), domain;
	size_t at = local.len;

	if (at >= address.len || at == 0) {
		sops_buffer_field(out, until(address, "+"));
		return;
	}
	domain = trim_dots(after(address, at + 1));
	local = until(local, "+").len ? until(local, "+") : local;
	for (size_t i = 0; i < local.len; i++)
		if (local.at[i] != '.' || !is_gmail(domain))
			sops_buffer_putc(out, local.at[i]);
	sops_buffer_putc(out, '@');
	if (is_gmail(domain))
		sops_buffer_puts(out, "gmail.com");
	else
		sops_buffer_field(out, domain);
}

/* Folded, and cut; what is not UTF-8 has no address. */
static int with_folded(struct sops_buffer *out, struct sops_field text,
	void (*write)(struct sops_buffer *out, struct sops_field folded))
{
	struct sops_buffer folded = SOPS_BUFFER_INIT;
	int status = sops__fold(&folded, sops__like_head(text));

	if (status < 0)
		out->failed = status;
	else if (sops__like_valid(sops_buffer_view(&folded)))
		write(out, sops__like_cut(bare(sops_buffer_view(&folded))));
	sops_buffer_release(&folded);
	return out->failed;
}

int sops__like_email(struct sops_buffer *out, struct sops_field text)
{
	return with_folded(out, text, write_email);
}

static bool is_public(struct sops_field domain)
{
	return sops__words_has(public_domains, domain) ||
		sops__words_has(public_firsts, until(domain, "."));
}

static struct sops_field host(struct sops_field text)
{
	const char *user = text.len ? memrchr(text.at, '@', text.len) : NULL;
	struct sops_field scheme = until(text, ":");

	if (user)
		text = after(text, (size_t)(user - text.at) + 1);
	else if (begins(after(text, scheme.len), "://"))
		text = after(text, scheme.len + 3);
	text = trim_dots(until(text, "/:?#"));
	while (begins(text, "www."))
		text = trim_dots(after(text, 4));
	return text;
}

static void write_domain(struct sops_buffer *out, struct sops_field text)
{
	struct sops_field domain = host(text);

	if (!is_public(domain))
		sops_buffer_field(out, domain);
}

int sops__like_domain(struct sops_buffer *out, struct sops_field text)
{
	return with_folded(out, text, write_domain);
}
