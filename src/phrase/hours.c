/**
 * @file hours.c  Weekly hours as they are said
 *
 * «С понедельника по пятницу с восьми до двадцати часов, в субботу с девяти до пятнадцати часов»: neighbouring days with the
 * same hours are named together, days that are closed are not named.
 */
#include "phrase/phrase_priv.h"
#include "schedule/schedule.h"

enum { DAYS = 7, FULL_DAY = 24 * 60 };

/* Days first … last have the same hours */
struct run {
	unsigned first, last;
	const struct hours *hours;
};

static const char *const from_ru[DAYS] = {
	"с понедельника", "со вторника", "со среды", "с четверга", "с пятницы", "с субботы", "с воскресенья",
};
static const char *const to_ru[DAYS] = {
	"понедельник", "вторник", "среду", "четверг", "пятницу", "субботу", "воскресенье",
};


static bool same(const struct hours *a, const struct hours *b)
{
	if (a->n != b->n)
		return false;

	for (unsigned i = 0; i < a->n; i++) {
		if (a->at[i].from_min != b->at[i].from_min || a->at[i].to_min != b->at[i].to_min)
			return false;
	}

	return true;
}


static const char *weekday_en(unsigned day)
{
	return t(LANG_EN, (enum text_key)(T_WHEN_WEEKDAY_D1 + day));
}


static int days_ru(struct mbuf *mb, const struct run *run)
{
	int err;

	if (0 == run->first && DAYS - 1 == run->last)
		return mbuf_write_str(mb, "ежедневно");
	if (run->last > run->first + 1) {
		err  = mbuf_write_str(mb, from_ru[run->first]);
		err |= mbuf_write_str(mb, " по ");
		return err | mbuf_write_str(mb, to_ru[run->last]);
	}

	err  = mbuf_write_str(mb, 1 == run->first ? "во " : "в ");
	err |= mbuf_write_str(mb, to_ru[run->first]);
	if (run->last > run->first) {
		err |= mbuf_write_str(mb, " и ");
		err |= mbuf_write_str(mb, to_ru[run->last]);
	}

	return err;
}


static int days_en(struct mbuf *mb, const struct run *run)
{
	int err;

	if (0 == run->first && DAYS - 1 == run->last)
		return mbuf_write_str(mb, "every day");

	err  = mbuf_write_str(mb, run->last > run->first + 1 ? "from " : "on ");
	err |= mbuf_write_str(mb, weekday_en(run->first));
	if (run->last > run->first) {
		err |= mbuf_write_str(mb, run->last > run->first + 1 ? " to " : " and ");
		err |= mbuf_write_str(mb, weekday_en(run->last));
	}

	return err;
}


/* «с восьми до двадцати часов»: the hours are named once when both are whole */
static int span_ru(struct mbuf *mb, unsigned from, unsigned to)
{
	int err;

	err = mbuf_write_str(mb, "с ");
	if (from % 60 || to % 60)
		err |= say_clock(mb, LANG_RU, from, CASE_GEN);
	else
		err |= numeral_cardinal(mb, LANG_RU, from / 60, CASE_GEN, GENDER_M);
	err |= mbuf_write_str(mb, " до ");

	return err | say_clock(mb, LANG_RU, to, CASE_GEN);
}


static int span_en(struct mbuf *mb, unsigned from, unsigned to)
{
	int err;

	err  = mbuf_write_str(mb, "from ");
	err |= say_clock(mb, LANG_EN, from, CASE_NOM);
	err |= mbuf_write_str(mb, " to ");

	return err | say_clock(mb, LANG_EN, to, CASE_NOM);
}


static int spans(struct mbuf *mb, enum lang lang, const struct hours *hours)
{
	int err = 0;

	if (1 == hours->n && 0 == hours->at[0].from_min && FULL_DAY == hours->at[0].to_min)
		return mbuf_write_str(mb, LANG_RU == lang ? "круглосуточно" : "round the clock");

	for (unsigned i = 0; i < hours->n; i++) {

		unsigned to = hours->at[i].to_min;

		if (to > FULL_DAY)
			to -= FULL_DAY;
		if (i)
			err |= mbuf_write_str(mb, LANG_RU == lang ? " и " : " and ");
		err |= (LANG_RU == lang ? span_ru : span_en)(mb, hours->at[i].from_min, to);
	}

	return err;
}


static bool round_the_clock(const struct run *run)
{
	return 0 == run->first && DAYS - 1 == run->last && 1 == run->hours->n &&
		0 == run->hours->at[0].from_min && FULL_DAY == run->hours->at[0].to_min;
}


static int run_words(struct mbuf *mb, enum lang lang, const struct run *run)
{
	int err = 0;

	if (!round_the_clock(run)) {
		err  = (LANG_RU == lang ? days_ru : days_en)(mb, run);
		err |= mbuf_write_u8(mb, ' ');
	}

	return err | spans(mb, lang, run->hours);
}


int say_hours(struct mbuf *mb, bool *ok, enum lang lang, struct pl text)
{
	struct week week;
	bool begun = false;
	int err = 0;

	*ok = SCHEDULE_OK == week_parse(text, &week);

	for (unsigned i = 0; *ok && !err && i < DAYS; i++) {

		struct run run = {i, i, &week.day[i]};

		while (run.last + 1 < DAYS && same(run.hours, &week.day[run.last + 1]))
			run.last++;

		i = run.last;
		if (!run.hours->n)
			continue;

		if (begun)
			err = mbuf_write_str(mb, ", ");
		err |= run_words(mb, lang, &run);
		begun = true;
	}

	*ok = *ok && begun;
	return err;
}
