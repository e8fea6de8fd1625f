/**
 * @file region.c  The subjects of the Federation: zones and neighbours
 */
#include <stdlib.h>
#include "base/text.h"
#include "schedule/schedule_priv.h"

enum { FIELD_MAX = 200, REGION_COLUMNS = 12 };

struct entry {
	struct region region;
	unsigned line;
};

struct regions {
	char *text;                     /* the file; strings of regions point into it */
	size_t n;
	struct entry entry[];           /* by code */
};

static const char header[] =
	"code\tname\tcapital\tfederal_district\tokato\tpassport_series_prefix\tgibdd_base\tiso3166_2\t"
	"iana_tz\tutc_offset\tneighbours_land\tneighbours_sea";


static void destructor(void *arg)
{
	struct regions *regions = arg;

	mem_deref(regions->text);
}


static bool code_valid(struct pl code)
{
	if (code.l != REGION_CODE_LEN)
		return false;

	return code.p[0] >= '0' && code.p[0] <= '9' && code.p[1] >= '0' && code.p[1] <= '9';
}


/* Fields lie in our own copy of the text: their end is a tab or the end of a line, which nobody reads again */
static const char *terminate(struct pl field)
{
	char *p = (char *)(uintptr_t)field.p;

	p[field.l] = '\0';
	return p;
}


/* Reads codes with single spaces between them */
static bool codes_read(struct pl field, char code[][REGION_CODE_LEN + 1], unsigned *n)
{
	while (field.l) {

		if (*n && field.p[0] == ' ')
			pl_advance(&field, 1);
		else if (*n)
			return false;

		if (*n == REGION_NEIGHBOURS_MAX || field.l < REGION_CODE_LEN)
			return false;
		if (!code_valid((struct pl){field.p, REGION_CODE_LEN}))
			return false;

		memcpy(code[(*n)++], field.p, REGION_CODE_LEN);
		pl_advance(&field, REGION_CODE_LEN);
	}

	return true;
}


static int zone_read(struct tsv *tsv, struct region *region)
{
	char name[ZONE_NAME_MAX + 1];
	int err;

	if (pl_strcpy(&tsv->field[8], name, sizeof(name)))
		return tsv_refuse(tsv, 9, SCHEDULE_FILE_ZONE), 0;

	err = zone_get(&region->zone, name);
	if (err != ENOENT)
		return err;

	tsv_refuse(tsv, 9, SCHEDULE_FILE_ZONE);
	return 0;
}


static int row_read(struct tsv *tsv, struct region *region)
{
	const struct pl *f = tsv->field;
	int err;

	if (!code_valid(f[0]))
		return tsv_refuse(tsv, 1, SCHEDULE_FILE_CODE), 0;

	for (unsigned i = 1; i < REGION_COLUMNS; i++) {
		if (f[i].l > FIELD_MAX || (!f[i].l && (i <= 2 || i == 8)))
			return tsv_refuse(tsv, i + 1, SCHEDULE_FILE_FIELD), 0;
	}
	if (!codes_read(f[10], region->land, &region->land_count))
		return tsv_refuse(tsv, 11, SCHEDULE_FILE_NEIGHBOUR), 0;
	if (!codes_read(f[11], region->sea, &region->sea_count))
		return tsv_refuse(tsv, 12, SCHEDULE_FILE_NEIGHBOUR), 0;

	err = zone_read(tsv, region);
	if (err)
		return err;

	memcpy(region->code, f[0].p, REGION_CODE_LEN);
	region->name = terminate(f[1]);
	region->capital = terminate(f[2]);
	region->district = 0 == pl_strcmp(&f[3], "—") ? "" : terminate(f[3]);
	region->iso = terminate(f[7]);

	return 0;
}


static int entry_cmp(const void *a, const void *b)
{
	return strcmp(((const struct entry *)a)->region.code, ((const struct entry *)b)->region.code);
}


/* Does a list of neighbours name a code? */
static bool codes_have(char code[][REGION_CODE_LEN + 1], unsigned n, const char *want)
{
	while (n--) {
		if (0 == strcmp(code[n], want))
			return true;
	}

	return false;
}


static struct entry *entry_find(const struct regions *regions, const char *code)
{
	struct entry want = {0};

	memcpy(want.region.code, code, REGION_CODE_LEN);
	return bsearch(&want, regions->entry, regions->n, sizeof(want), entry_cmp);
}


/* Every neighbour exists, is another region and names this one too */
static bool neighbours_agree(const struct regions *regions, struct region *r, bool sea)
{
	unsigned n = sea ? r->sea_count : r->land_count;

	for (unsigned i = 0; i < n; i++) {

		struct entry *e = entry_find(regions, sea ? r->sea[i] : r->land[i]);
		struct region *other = e ? &e->region : NULL;

		if (!other || other == r)
			return false;
		if (!codes_have(sea ? other->sea : other->land, sea ? other->sea_count : other->land_count, r->code))
			return false;
	}

	return true;
}


static void regions_check(struct regions *regions, struct tsv *tsv)
{
	for (size_t i = 0; i < regions->n; i++) {

		struct entry *e = &regions->entry[i];

		tsv->line = e->line;
		if (i && 0 == strcmp(e[-1].region.code, e->region.code)) {
			tsv_refuse(tsv, 1, SCHEDULE_FILE_CODE);
			return;
		}
		for (unsigned sea = 0; sea < 2; sea++) {
			if (!neighbours_agree(regions, &e->region, sea)) {
				tsv_refuse(tsv, 11 + sea, SCHEDULE_FILE_NEIGHBOUR);
				return;
			}
		}
	}
}


static int rows_read(struct regions *regions, struct tsv *tsv)
{
	while (tsv_next(tsv)) {

		struct entry *e = &regions->entry[regions->n];
		int err;

		if (regions->n == REGIONS_MAX)
			return tsv_refuse(tsv, 0, SCHEDULE_FILE_LARGE), 0;

		e->line = tsv->line;
		err = row_read(tsv, &e->region);
		if (err || tsv->fault->why)
			return err;
		regions->n++;
	}

	if (tsv->fault->why)
		return 0;
	if (!regions->n)
		return tsv_refuse(tsv, 0, SCHEDULE_FILE_EMPTY), 0;

	qsort(regions->entry, regions->n, sizeof(regions->entry[0]), entry_cmp);
	regions_check(regions, tsv);
	return 0;
}


int regions_parse(struct regions **rp, struct pl text, struct schedule_fault *fault)
{
	struct regions *regions;
	struct tsv tsv;
	int err = 0;

	if (!tsv_open(&tsv, text, REGIONS_FILE_MAX, header, fault))
		return 0;

	regions = mem_zalloc(sizeof(*regions) + (REGIONS_MAX + 1) * sizeof(regions->entry[0]), destructor);
	if (!regions)
		return ENOMEM;

	err = pl_strdup(&regions->text, &text);
	if (err)
		goto out;

	if (tsv_open(&tsv, (struct pl){regions->text, text.l}, REGIONS_FILE_MAX, header, fault))
		err = rows_read(regions, &tsv);

out:
	if (err || fault->why)
		mem_deref(regions);
	else
		*rp = regions;

	return err;
}


int regions_builtin(struct regions **rp)
{
	struct schedule_fault fault;
	int err;

	err = regions_parse(rp, (struct pl){data_regions, data_regions_size}, &fault);

	return err ? err : fault.why ? EILSEQ : 0;
}


const struct region *regions_find(const struct regions *regions, struct pl code)
{
	struct entry *e = code_valid(code) ? entry_find(regions, code.p) : NULL;

	return e ? &e->region : NULL;
}


const struct region *regions_named(const struct regions *regions, struct pl name)
{
	for (size_t i = 0; i < regions->n; i++) {
		if (text_alike(pl_of(regions->entry[i].region.name), name))
			return &regions->entry[i].region;
	}

	return NULL;
}


size_t regions_count(const struct regions *regions)
{
	return regions->n;
}


const struct region *regions_at(const struct regions *regions, size_t i)
{
	return &regions->entry[i].region;
}
