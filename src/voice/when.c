/**
 * @file when.c  In whose time a caller is told hours and times, and whether it is named
 */
#include "base/clock.h"
#include "voice/when.h"


static const struct zone *region_zone(const struct voice *v, unsigned code)
{
	const struct region *region;
	char text[4];

	if (!code || re_snprintf(text, sizeof(text), "%02u", code) < 0)
		return NULL;

	region = regions_find(book_regions(v->book), pl_of(text));
	return region ? region->zone : NULL;
}


/* Hours that are missing are the organisation's */
static const struct zone *line_zone(const struct voice *v, const struct line *line)
{
	const struct calendar *cal = line ? book_calendar(v->book, LANG_RU, pl_of(line->calendar)) : NULL;

	return cal ? calendar_zone(cal) : book_zone(v->book);
}


const struct zone *when_lives(const struct voice *v, unsigned region, const struct line *line)
{
	const struct zone *zone = region_zone(v, region);

	return zone ? zone : line_zone(v, line);
}


static unsigned region_of(const struct vcall *call)
{
	const unsigned said = call->flow.walk.region;

	return said ? said : call->line ? call->line->region : 0;
}


static bool same(const struct zone *a, const struct zone *b, int64_t now_ms)
{
	return a == b || zone_offset_s(a, now_ms) == zone_offset_s(b, now_ms);
}


/* Do people call who live by another time? So it is where another line's region does */
static bool far(const struct voice *v, const struct zone *zone, int64_t now_ms)
{
	for (size_t i = 0; v->prm.lines && i < v->prm.lines->n; i++) {
		const struct zone *lives = region_zone(v, v->prm.lines->at[i].region);

		if (lives && !same(lives, zone, now_ms))
			return true;
	}

	return false;
}


/*
 * A time that is the caller's own needs no name. One that is not is Moscow's, which everybody knows how far they are from; a line whose hours
 * are neither tells them in the caller's time, or, when nobody knows where the caller lives, in Moscow's.
 */
struct when when_hours(const struct vcall *call)
{
	const int64_t now_ms = clock_wall_ms();
	const struct zone *zone = line_zone(call->v, call->line), *own = region_zone(call->v, region_of(call)), *moscow;

	if (own ? same(own, zone, now_ms) : !far(call->v, zone, now_ms))
		return (struct when){zone, PHRASE_ZONE_PLAIN};
	if (zone_get(&moscow, "Europe/Moscow") || same(moscow, zone, now_ms))
		return (struct when){zone, PHRASE_ZONE_MOSCOW};

	return own ? (struct when){own, PHRASE_ZONE_LOCAL} : (struct when){moscow, PHRASE_ZONE_MOSCOW};
}


/* The citizen's own time is named where the line's hours are told in another */
struct when when_promised(const struct vcall *call)
{
	const struct zone *own = region_zone(call->v, region_of(call));

	if (!own)
		return when_hours(call);

	return (struct when){own, same(own, line_zone(call->v, call->line), clock_wall_ms()) ? PHRASE_ZONE_PLAIN : PHRASE_ZONE_LOCAL};
}
