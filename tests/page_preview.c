/**
 * @file page_preview.c  Renders every page with sample data, in both languages, into a folder: for eyes, Chromium and axe
 *
 *   page_preview DIR
 *
 * Writes DIR/NAME.html, DIR/en/NAME.html and the assets below DIR/a; prints "NAME BYTES" for each page.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include "web/asset_priv.h"
#include "page_sample.h"


static int file_write(const char *dir, const char *sub, const char *name, const void *data, size_t size)
{
	char path[512];
	FILE *f;
	int err = 0;

	snprintf(path, sizeof(path), "%s%s", dir, sub);
	mkdir(path, 0755);
	snprintf(path, sizeof(path), "%s%s/%s", dir, sub, name);

	f = fopen(path, "w");
	if (!f)
		return errno;
	if (size != fwrite(data, 1, size, f))
		err = EIO;
	if (fclose(f) && !err)
		err = errno;

	return err;
}


static int pages_write(const char *dir, enum lang lang)
{
	for (size_t i = 0; i < sample_count; i++) {

		struct mbuf *mb = mbuf_alloc(16384);
		char name[64];
		int err;

		if (!mb)
			return ENOMEM;

		snprintf(name, sizeof(name), "%s.html", samples[i].name);
		err = samples[i].render_h(mb, lang);
		if (!err)
			err = file_write(dir, LANG_EN == lang ? "/en" : "", name, mb->buf, mb->end);
		if (!err)
			printf("%s%s %zu\n", LANG_EN == lang ? "en/" : "", samples[i].name, mb->end);
		mem_deref(mb);
		if (err)
			return err;
	}

	return 0;
}


int main(int argc, char *argv[])
{
	int err = 0;

	if (2 != argc) {
		fprintf(stderr, "page_preview: say where: page_preview DIR\n");
		return 2;
	}

	mkdir(argv[1], 0755);

	for (size_t i = 0; i < asset_count && !err; i++) {

		const struct asset *asset = &asset_table[i];

		if (!strncmp(asset->path, "/a/", 3))
			err = file_write(argv[1], "/a", asset->path + 3, asset->part[0].data, asset->part[0].size);
	}

	for (enum lang lang = LANG_RU; lang < LANG_COUNT && !err; lang++)
		err = pages_write(argv[1], lang);

	if (err)
		fprintf(stderr, "page_preview: %s\n", strerror(err));
	return err ? 1 : 0;
}
