/**
 * @file test_torture.c  RFC 4475: we are silent only where libre cannot decode, or where nothing is to be answered
 */
#include <stdio.h>
#include "test.h"
#include "voice/libre.h"

int test_torture(void);


static int message_read(struct mbuf *mb, const char *file)
{
	char path[512], buf[8192];
	size_t n;
	FILE *f;

	(void)re_snprintf(path, sizeof(path), SOURCE_DIR "/tests/data/rfc4475/%s", file);
	f = fopen(path, "rb");
	if (!f)
		return errno;

	n = fread(buf, 1, sizeof(buf), f);
	(void)fclose(f);
	mb->pos = mb->end = 0;
	return mbuf_write_mem(mb, (uint8_t *)buf, n);
}


/* A response, which nobody answers, or what does not decode */
static bool unanswered(const char *file, bool *decodes)
{
	struct mbuf *mb = mbuf_alloc(8192);
	struct sip_msg *msg = NULL;
	bool silent = false;

	if (mb && !message_read(mb, file)) {
		mb->pos = 0;
		*decodes = 0 == sip_msg_decode(&msg, mb);
		silent = !*decodes || !msg->req;
	}
	mem_deref(msg);
	mem_deref(mb);
	return silent;
}


int test_torture(void)
{
	char file[64], section[16], due[32], ours[8];
	unsigned n = 0, undecoded = 0;
	bool decodes = false;
	FILE *f;
	int err = 0;

	f = fopen(SOURCE_DIR "/tests/data/rfc4475/due.tsv", "r");
	TEST(f);
	TEST(EOF != fscanf(f, "%*[^\n]\n"));
	while (4 == fscanf(f, "%63[^\t]\t%15[^\t]\t%31[^\t]\t%7[^\t]\t%*[^\n]\n", file, section, due, ours)) {
		bool silent = unanswered(file, &decodes);

		n++;
		undecoded += !decodes;
		if (silent != (0 == strcmp(ours, "-")))
			(void)fprintf(stderr, "%s: ours %s, silent %d, decodes %d\n", file, ours, silent, decodes);
		TEST(silent == (0 == strcmp(ours, "-")));
	}
	TEST(49 == n);
	TEST(undecoded < 16);

out:
	if (f)
		(void)fclose(f);
	return err;
}
