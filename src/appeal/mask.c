/**
 * @file mask.c  Enough of a value to recognise it, too little to use it
 */
#include "appeal/view.h"
#include "base/text.h"

static const char dots[] = "•••";


static void put(char *dst, size_t size, size_t *pos, struct pl s)
{
	if (*pos + s.l >= size)
		return;

	memcpy(dst + *pos, s.p, s.l);
	*pos += s.l;
	dst[*pos] = '\0';
}


void mask_phone(char *dst, size_t size, struct pl phone)
{
	size_t pos = 0, head = phone.l > 6 ? 3 : 1;

	dst[0] = '\0';
	if (!phone.l)
		return;

	put(dst, size, &pos, (struct pl){phone.p, head});
	put(dst, size, &pos, pl_of(dots));
	if (phone.l > 4)
		put(dst, size, &pos, (struct pl){phone.p + phone.l - 2, 2});
}


/* The first letter; the rest of the text is moved past it */
static struct pl first_letter(struct pl *text)
{
	struct pl rest = *text;
	struct pl letter = {text->p, 0};

	(void)text_next(&rest);
	letter.l = text->l - rest.l;
	*text = rest;

	return letter;
}


void mask_email(char *dst, size_t size, struct pl email)
{
	const char *at = pl_strchr(&email, '@');
	struct pl rest = email;
	size_t pos = 0;

	dst[0] = '\0';
	if (!email.l)
		return;

	put(dst, size, &pos, first_letter(&rest));
	put(dst, size, &pos, pl_of(dots));
	if (at)
		put(dst, size, &pos, (struct pl){at, (size_t)(email.p + email.l - at)});
}


void mask_name(char *dst, size_t size, struct pl name)
{
	size_t pos = 0;

	dst[0] = '\0';

	while (name.l) {
		const char *space;

		put(dst, size, &pos, first_letter(&name));
		put(dst, size, &pos, pl_of(dots));

		space = pl_strchr(&name, ' ');
		if (!space)
			break;

		put(dst, size, &pos, PL_LIT(" "));
		pl_advance(&name, space - name.p + 1);
	}
}
