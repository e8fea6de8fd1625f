/**
 * @file production.c  The production calendar: which days are worked
 *
 * A table of days with the decrees of the Government, and around it the law alone: the holidays of ТК 112, weekends,
 * a weekend that is a holiday moved to the next working day (but in 1–8 January, where only the Government moves),
 * the day before a holiday an hour shorter (ТК 95).
 */
#include "base/date.h"
#include "schedule/schedule_priv.h"

enum { NAMES_MAX = 200, NAME_MAX_BYTES = 200, BASIS_MAX_BYTES = 500 };

struct row {
	uint8_t kind;
	uint8_t shortened;
	uint8_t provisional;
	uint8_t weekday_hours;
	int16_t name;                   /* index of the holiday's name; -1 none */
	int32_t moved_from;             /* INT32_MIN none */
};

struct production {
	int32_t first;
	unsigned n, name_count;
	struct row *rows;
	char *names[NAMES_MAX];
};

static const char header[] =
	"date\tiso_weekday\tkind\tshort_day\thours_40h_week\tholiday\tmoved_from\tlegal_basis\tprovisional";

static const struct {
	const char *name;
	bool off, weekend;              /* not worked; stands on a Saturday or Sunday */
	bool any;                       /* stands on any weekday */
} kinds[] = {
	[DAY_WORK]            = {"workday", false, false, false},
	[DAY_WEEKEND]         = {"weekend", true, true, false},
	[DAY_HOLIDAY]         = {"holiday", true, false, true},
	[DAY_MOVED_OFF]       = {"moved_off", true, false, false},
	[DAY_WORKING_WEEKEND] = {"working_weekend", false, true, false},
};

enum { KIND_COUNT = sizeof(kinds) / sizeof(kinds[0]) };


static void destructor(void *arg)
{
	struct production *p = arg;

	for (unsigned i = 0; i < p->name_count; i++)
		mem_deref(p->names[i]);
	mem_deref(p->rows);
}


/* The holiday of ТК 112 on a date, or NULL */
static const char *law_holiday(const struct date *d)
{
	if (d->month == 1 && d->day <= 8)
		return d->day == 7 ? "Рождество Христово" : "Новогодние каникулы";
	if (d->month == 2 && d->day == 23)
		return "День защитника Отечества";
	if (d->month == 3 && d->day == 8)
		return "Международный женский день";
	if (d->month == 5 && d->day == 1)
		return "Праздник Весны и Труда";
	if (d->month == 5 && d->day == 9)
		return "День Победы";
	if (d->month == 6 && d->day == 12)
		return "День России";
	if (d->month == 11 && d->day == 4)
		return "День народного единства";

	return NULL;
}


/* Is the day a weekend that is also a holiday, and moves by the law itself? */
static bool law_moves(int32_t day)
{
	struct date d = date_civil(day);

	return date_weekday(day) > 5 && d.month != 1 && law_holiday(&d);
}


/* The day by the law alone. No two of the single holidays are near enough to compete for one Monday */
static struct production_day law_day(int32_t day)
{
	struct date d = date_civil(day), next = date_civil(day + 1);
	int weekday = date_weekday(day);
	struct production_day out = {
		.provisional = true, .weekday_hours = (uint8_t)weekday, .holiday = law_holiday(&d),
	};

	if (out.holiday)
		out.kind = DAY_HOLIDAY;
	else if (weekday > 5)
		out.kind = DAY_WEEKEND;
	else if (weekday == 1 && (law_moves(day - 1) || law_moves(day - 2)))
		out.kind = DAY_MOVED_OFF;
	else
		out.shortened = law_holiday(&next) != NULL;

	return out;
}


/* The index of a name in the table of names; -1: none left or no memory (*err) */
static int name_add(struct production *p, struct pl name, int *err)
{
	for (unsigned i = 0; i < p->name_count; i++) {
		if (0 == pl_strcmp(&name, p->names[i]))
			return (int)i;
	}
	if (p->name_count == NAMES_MAX)
		return -1;

	*err = pl_strdup(&p->names[p->name_count], &name);
	return *err ? -1 : (int)p->name_count++;
}


static bool flag(struct pl field, uint8_t *value)
{
	if (field.l != 1 || (field.p[0] != '0' && field.p[0] != '1'))
		return false;

	*value = (uint8_t)(field.p[0] - '0');
	return true;
}


static int kind_find(struct pl field)
{
	int k = 0;

	while (k < KIND_COUNT && pl_strcmp(&field, kinds[k].name))
		k++;

	return k;
}


/* Columns 1 to 3: date, weekday, kind */
static bool row_day(struct tsv *tsv, const struct production *p, struct row *row, int32_t *day)
{
	const struct pl *f = tsv->field;
	int weekday, kind;

	if (date_parse(f[0], day) || (p->n && *day != p->first + (int32_t)p->n))
		return tsv_refuse(tsv, 1, SCHEDULE_FILE_DATE), false;

	weekday = date_weekday(*day);
	if (f[1].l != 1 || f[1].p[0] != '0' + weekday)
		return tsv_refuse(tsv, 2, SCHEDULE_FILE_WEEKDAY), false;

	kind = kind_find(f[2]);
	if (kind == KIND_COUNT || (!kinds[kind].any && kinds[kind].weekend != (weekday > 5)))
		return tsv_refuse(tsv, 3, SCHEDULE_FILE_KIND), false;

	row->kind = (uint8_t)kind;
	row->weekday_hours = (uint8_t)(kind == DAY_WORKING_WEEKEND ? 5 : weekday);
	return true;
}


/* Columns 4 to 9 */
static bool row_rest(struct tsv *tsv, struct production *p, struct row *row, int *err)
{
	const struct pl *f = tsv->field;
	bool off = kinds[row->kind].off;

	if (!flag(f[3], &row->shortened) || (off && row->shortened))
		return tsv_refuse(tsv, 4, SCHEDULE_FILE_HOURS), false;
	if (f[4].l != 1 || f[4].p[0] != (off ? '0' : '8' - row->shortened))
		return tsv_refuse(tsv, 5, SCHEDULE_FILE_HOURS), false;

	row->name = -1;
	if ((row->kind == DAY_HOLIDAY) != (f[5].l > 0) || f[5].l > NAME_MAX_BYTES)
		return tsv_refuse(tsv, 6, SCHEDULE_FILE_FIELD), false;
	if (f[5].l) {
		row->name = (int16_t)name_add(p, f[5], err);
		if (*err)
			return false;
		if (row->name < 0)
			return tsv_refuse(tsv, 6, SCHEDULE_FILE_FIELD), false;
	}

	row->moved_from = INT32_MIN;
	if (f[6].l && (row->kind != DAY_MOVED_OFF || date_parse(f[6], &row->moved_from)))
		return tsv_refuse(tsv, 7, SCHEDULE_FILE_MOVED), false;
	if (!f[7].l || f[7].l > BASIS_MAX_BYTES)
		return tsv_refuse(tsv, 8, SCHEDULE_FILE_FIELD), false;
	if (!flag(f[8], &row->provisional))
		return tsv_refuse(tsv, 9, SCHEDULE_FILE_FLAG), false;

	return true;
}


/* A working weekend gets the hours of the weekday that is off in its place; what else is moved must be a day off */
static void link_moved(struct tsv *tsv, struct production *p, unsigned first_line)
{
	for (unsigned i = 0; i < p->n; i++) {

		int64_t from = (int64_t)p->rows[i].moved_from - p->first;
		struct row *row;

		if (p->rows[i].moved_from == INT32_MIN || from < 0 || from >= p->n)
			continue;

		row = &p->rows[from];
		if (row->kind == DAY_WORKING_WEEKEND) {
			row->weekday_hours = (uint8_t)date_weekday(p->first + (int32_t)i);
		}
		else if (row->kind != DAY_HOLIDAY && row->kind != DAY_WEEKEND) {
			tsv->line = first_line + i;
			tsv_refuse(tsv, 7, SCHEDULE_FILE_MOVED);
			return;
		}
	}
}


static int rows_read(struct production *p, struct tsv *tsv)
{
	unsigned first_line = tsv->line + 1;
	int err = 0;

	while (tsv_next(tsv)) {

		struct row *row = &p->rows[p->n];
		int32_t day;

		if (p->n == PRODUCTION_DAYS_MAX)
			return tsv_refuse(tsv, 0, SCHEDULE_FILE_LARGE), 0;
		if (!row_day(tsv, p, row, &day) || !row_rest(tsv, p, row, &err))
			return err;

		if (!p->n++)
			p->first = day;
	}

	if (tsv->fault->why)
		return 0;
	if (!p->n)
		return tsv_refuse(tsv, 0, SCHEDULE_FILE_EMPTY), 0;

	link_moved(tsv, p, first_line);
	return 0;
}


/* Rows that a text can hold: its lines, and never more than the ceiling */
static size_t rows_max(struct pl tsv)
{
	size_t n = 2;

	for (size_t i = 0; i < tsv.l && n < PRODUCTION_DAYS_MAX + 1; i++)
		n += tsv.p[i] == '\n';

	return n;
}


int production_parse(struct production **pp, struct pl text, struct schedule_fault *fault)
{
	struct production *p = NULL;
	struct tsv tsv;
	int err = 0;

	if (!tsv_open(&tsv, text, PRODUCTION_FILE_MAX, header, fault))
		return 0;

	p = mem_zalloc(sizeof(*p), destructor);
	if (!p)
		return ENOMEM;

	p->rows = mem_zalloc(rows_max(text) * sizeof(*p->rows), NULL);
	if (!p->rows) {
		err = ENOMEM;
		goto out;
	}
	err = rows_read(p, &tsv);

out:
	if (err || fault->why)
		mem_deref(p);
	else
		*pp = p;

	return err;
}


int production_builtin(struct production **pp)
{
	struct schedule_fault fault;
	int err;

	err = production_parse(pp, (struct pl){data_calendar_ru, data_calendar_ru_size}, &fault);

	return err ? err : fault.why ? EILSEQ : 0;
}


struct production_day production_day(const struct production *p, int32_t day)
{
	const struct row *row;

	if (!p || day < p->first || (int64_t)day >= (int64_t)p->first + p->n)
		return law_day(day);

	row = &p->rows[day - p->first];

	return (struct production_day){
		.kind = row->kind,
		.shortened = row->shortened,
		.provisional = row->provisional,
		.weekday_hours = row->weekday_hours,
		.holiday = row->name < 0 ? NULL : p->names[row->name],
	};
}


bool production_works(const struct production *p, int32_t day)
{
	return !kinds[production_day(p, day).kind].off;
}


int production_count(const struct production *p, int32_t first, int32_t last)
{
	int n = 0;

	for (int32_t day = first; day <= last; day++)
		n += production_works(p, day);

	return n;
}


int32_t production_add(const struct production *p, int32_t day, int n)
{
	int step = n < 0 ? -1 : 1;

	while (n) {
		day += step;
		if (production_works(p, day))
			n -= step;
	}

	return day;
}


void production_range(const struct production *p, int32_t *first, int32_t *last)
{
	*first = p->first;
	*last = p->first + (int32_t)p->n - 1;
}
