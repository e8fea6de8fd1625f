/**
 * @file test_phrase.c  What callers hear, as words
 */
#include <stdio.h>
#include "test.h"
#include "base/text.h"
#include "phrase/phrase.h"


int test_phrase_catalogue(void);
int test_phrase_words(void);
int test_phrase_moment(void);
int test_phrase_hours(void);
int test_phrase_read(void);
int test_phrase_text(void);
int test_phrase_refuse(void);
int test_phrase_add(void);

/* Friday, 2026-11-20, 14:05 in Moscow */
#define NOW_MS INT64_C(1795172700000)
#define MINUTE_MS INT64_C(60000)
#define DAY_MS INT64_C(86400000)


/* The words of a phrase, or the refusal as "!NUMBER value" */
static int say(struct mbuf *mb, const struct phrase *given)
{
	struct phrase ph = *given;
	enum phrase_refusal why;
	struct utterance *u = NULL;
	struct pl which = PL_LIT("");
	int err;

	err = ph.zone ? 0 : zone_get(&ph.zone, "Europe/Moscow");
	if (err)
		return err;
	if (!ph.now_ms)
		ph.now_ms = NOW_MS;

	mbuf_rewind(mb);
	err = utterance_make(&u, &why, &which, &ph);
	if (err)
		return err;

	err = PHRASE_OK == why ? utterance_print(mb, u) : mbuf_printf(mb, "!%d %r", (int)why, &which);
	mem_deref(u);
	return err;
}


static int try_say(struct mbuf *mb, const struct phrase *ph, const char *want)
{
	int err;

	TEST_OK(say(mb, ph));
	TEST_PL(pl_of(want), ((struct pl){(const char *)mb->buf, mb->end}));
out:
	return err;
}


/* A value of a kind that every text must take */
static struct text_arg sample(struct pl name, enum phrase_kind kind, char buf[32])
{
	struct text_arg arg;

	(void)re_snprintf(buf, 32, "%r", &name);
	switch (kind) {

	case PHRASE_TIME:
	case PHRASE_DATE:
	case PHRASE_MOMENT:
		arg = TEXT_NUM(buf, NOW_MS);
		break;

	case PHRASE_NUMBER:
	case PHRASE_ORDINAL:
	case PHRASE_COUNT:
		arg = TEXT_NUM(buf, 21);
		break;

	case PHRASE_APPEAL:
		arg = TEXT_NUM(buf, INT64_C(1234567890));
		break;

	case PHRASE_HOURS:
		arg = TEXT_PL(buf, PL_LIT("mon-fri 08:00-20:00"));
		break;

	case PHRASE_PRESS:
		arg = TEXT_PL(buf, PL_LIT("*"));
		break;

	case PHRASE_PHONE:
		arg = TEXT_PL(buf, PL_LIT("+79161230407"));
		break;

	case PHRASE_DIGITS:
		arg = TEXT_PL(buf, PL_LIT("07345678"));
		break;

	default:
		arg = TEXT_PL(buf, PL_LIT("Мария"));
		break;
	}

	return arg;
}


/* Every text of the section, in both languages, takes the values it asks for and becomes words without a brace or a digit */
int test_phrase_catalogue(void)
{
	struct mbuf *mb = mbuf_alloc(512);
	unsigned n = 0;
	int err = mb ? 0 : ENOMEM;

	for (unsigned i = 0; !err && i < TEXT_COUNT * LANG_COUNT; i++) {

		struct phrase ph = {.key = (enum text_key)(i / LANG_COUNT), .lang = (enum lang)(i % LANG_COUNT)};
		struct text_arg argv[4];
		char name[4][32];
		struct pl pl;
		enum phrase_kind kind;

		if (!phrase_key(ph.key))
			continue;

		while (ph.argc < 4 && phrase_wants(ph.key, ph.argc, &pl, &kind)) {
			argv[ph.argc] = sample(pl, kind, name[ph.argc]);
			ph.argc++;
		}

		ph.argv = argv;
		TEST_OK(say(mb, &ph));
		TEST(mb->end > 3 && !memchr(mb->buf, '{', mb->end) && !memchr(mb->buf, '!', 1));
		for (size_t at = 0; at < mb->end; at++)
			TEST(mb->buf[at] < '0' || mb->buf[at] > '9');
		n++;
	}

	TEST(err || n > 100);

out:
	mem_deref(mb);
	return err;
}


#define ARGS(...) .argv = (const struct text_arg []){__VA_ARGS__}, \
	.argc = sizeof((const struct text_arg []){__VA_ARGS__}) / sizeof(struct text_arg)

struct said {
	struct phrase ph;
	const char *ru, *en;
};


static int try_table(const struct said *said, size_t n)
{
	struct mbuf *mb = mbuf_alloc(512);
	int err = mb ? 0 : ENOMEM;

	for (size_t i = 0; !err && i < n; i++) {

		struct phrase ph = said[i].ph;

		ph.lang = LANG_RU;
		if (said[i].ru)
			err = try_say(mb, &ph, said[i].ru);
		ph.lang = LANG_EN;
		if (!err && said[i].en)
			err = try_say(mb, &ph, said[i].en);
	}

	mem_deref(mb);
	return err;
}

#define TRY(table) try_table(table, sizeof(table) / sizeof((table)[0]))


int test_phrase_words(void)
{
	const struct said said[] = {
		{{T_VOICE_HOLD, LANG_RU}, "Пожалуйста, оставайтесь на линии.", "Please stay on the line."},
		{{T_VOICE_QUEUE_PLACE, ARGS(TEXT_NUM("n", 5))}, "Ваш номер в очереди — пятый.", "Your place in the queue: fifth."},
		{{T_VOICE_QUEUE_PLACE, ARGS(TEXT_NUM("n", 21))}, "Ваш номер в очереди — двадцать первый.", NULL},
		{{T_VOICE_QUEUE_WAIT, ARGS(TEXT_NUM("from", 1), TEXT_NUM("to", 3))}, "Ожидание — от одной до трёх минут.",
		 "The wait: from one to three minutes."},
		{{T_VOICE_QUEUE_WAIT, ARGS(TEXT_NUM("from", 15), TEXT_NUM("to", 30))}, "Ожидание — от пятнадцати до тридцати минут.", NULL},
		{{T_VOICE_QUEUE_WAIT_LONG, ARGS(TEXT_NUM("n", 30))}, "Время ожидания — более тридцати минут.",
		 "The wait: more than thirty minutes."},
		{{T_VOICE_QUEUE_WAIT_LONG, ARGS(TEXT_NUM("n", 21))}, "Время ожидания — более двадцати одной минуты.", NULL},
		{{T_VOICE_MENU_PERSON, ARGS(TEXT_PL("key", PL_LIT("0")))}, "Чтобы соединиться с оператором, нажмите ноль.",
		 "To speak to an operator, press zero."},
		{{T_VOICE_MENU_AGAIN, ARGS(TEXT_PL("key", PL_LIT("*")))}, "Чтобы прослушать ещё раз, нажмите звёздочку.",
		 "To hear this again, press star."},
		{{T_VOICE_MENU_TOPIC, ARGS(TEXT_PL("topic", PL_LIT("ЖКХ")), TEXT_PL("key", PL_LIT("1")))}, "ЖКХ: нажмите один.", NULL},
		{{T_VOICE_NUMBER_SHORT, ARGS(TEXT_NUM("n", 1), TEXT_NUM("want", 10))}, "Вы набрали одну цифру, а нужно десять.",
		 "You have entered one digit, but ten are needed."},
	};

	return TRY(said);
}


int test_phrase_moment(void)
{
	const struct text_arg when[] = {
		TEXT_NUM("until", NOW_MS + 355 * MINUTE_MS),                         /* today, 20:00 */
		TEXT_NUM("until", NOW_MS + 595 * MINUTE_MS),                         /* midnight */
		TEXT_NUM("until", NOW_MS + DAY_MS - 305 * MINUTE_MS),                /* tomorrow, 9:00 */
		TEXT_NUM("until", NOW_MS + 3 * DAY_MS + 25 * MINUTE_MS),             /* Monday, 14:30 */
		TEXT_NUM("until", NOW_MS + 8 * DAY_MS - 6 * 60 * MINUTE_MS),         /* the 28th, 8:05 */
	};
	const struct text_arg opens[] = {
		TEXT_NUM("opens", NOW_MS + 295 * MINUTE_MS),                         /* today, 19:00 */
		TEXT_NUM("opens", NOW_MS + DAY_MS - 785 * MINUTE_MS),                /* tomorrow, 1:00 */
		TEXT_NUM("opens", NOW_MS + 4 * DAY_MS + 25 * MINUTE_MS + 60 * MINUTE_MS),    /* Tuesday, 15:30 */
		TEXT_NUM("opens", NOW_MS + 52 * DAY_MS - 365 * MINUTE_MS),           /* 11 January, 8:00 */
		TEXT_NUM("opens", NOW_MS + 400 * DAY_MS - 125 * MINUTE_MS),          /* more than a year off, noon */
	};
	const struct said said[] = {
		{{T_VOICE_LINE_OPEN, .argv = &when[0], .argc = 1}, "Линия работает до двадцати часов.", "The line is open until eight PM."},
		{{T_VOICE_LINE_OPEN, .argv = &when[1], .argc = 1}, "Линия работает до двадцати четырёх часов.",
		 "The line is open until midnight."},
		{{T_VOICE_LINE_OPEN, .argv = &when[2], .argc = 1}, "Линия работает до девяти часов завтрашнего дня.",
		 "The line is open until nine AM tomorrow."},
		{{T_VOICE_LINE_OPEN, .argv = &when[3], .argc = 1}, "Линия работает до четырнадцати часов тридцати минут понедельника.",
		 "The line is open until two thirty PM on Monday."},
		{{T_VOICE_LINE_OPEN, .argv = &when[4], .argc = 1}, "Линия работает до восьми часов пяти минут двадцать восьмого ноября.",
		 "The line is open until eight oh five AM on the twenty-eighth of November."},
		{{T_VOICE_LINE_OPEN, .argv = &when[2], .argc = 1, .named = PHRASE_ZONE_MOSCOW}, "Линия работает до девяти часов завтрашнего дня по московскому времени.",
		 "The line is open until nine AM tomorrow Moscow time."},
		{{T_VOICE_LINE_CLOSED, .argv = &opens[1], .argc = 1, .named = PHRASE_ZONE_LOCAL},
		 "Сейчас линия не работает. Она откроется завтра в один час по местному времени.", "The line is closed now. It opens tomorrow at one AM local time."},
		{{T_VOICE_LINE_CLOSED, .argv = &opens[0], .argc = 1},
		 "Сейчас линия не работает. Она откроется сегодня в девятнадцать часов.",
		 "The line is closed now. It opens today at seven PM."},
		{{T_VOICE_LINE_CLOSED, .argv = &opens[1], .argc = 1},
		 "Сейчас линия не работает. Она откроется завтра в один час.", "The line is closed now. It opens tomorrow at one AM."},
		{{T_VOICE_LINE_CLOSED, .argv = &opens[2], .argc = 1},
		 "Сейчас линия не работает. Она откроется во вторник в пятнадцать часов тридцать минут.",
		 "The line is closed now. It opens on Tuesday at three thirty PM."},
		{{T_VOICE_LINE_CLOSED, .argv = &opens[3], .argc = 1},
		 "Сейчас линия не работает. Она откроется одиннадцатого января в восемь часов.",
		 "The line is closed now. It opens on the eleventh of January at eight AM."},
		{{T_VOICE_LINE_CLOSED, .argv = &opens[4], .argc = 1},
		 "Сейчас линия не работает. Она откроется двадцать пятого декабря две тысячи двадцать седьмого года в двенадцать часов.",
		 "The line is closed now. It opens on the twenty-fifth of December twenty twenty-seven at noon."},
	};

	return TRY(said);
}


int test_phrase_hours(void)
{
	static const struct {
		const char *hours, *ru, *en;
	} row[] = {
		{"mon-fri 08:00-20:00; sat 09:00-15:00",
		 "Часы работы: с понедельника по пятницу с восьми до двадцати часов, в субботу с девяти до пятнадцати часов.",
		 "Opening hours: from Monday to Friday from eight AM to eight PM, on Saturday from nine AM to three PM."},
		{"daily 00:00-24:00", "Часы работы: круглосуточно.", "Opening hours: round the clock."},
		{"daily 09:30-21:00", "Часы работы: ежедневно с девяти часов тридцати минут до двадцати одного часа.",
		 "Opening hours: every day from nine thirty AM to nine PM."},
		{"tue 08:00-13:00, 14:00-17:00; sat 10:00-12:00; sun 10:00-12:00",
		 "Часы работы: во вторник с восьми до тринадцати часов и с четырнадцати до семнадцати часов, "
		 "в субботу и воскресенье с десяти до двенадцати часов.", NULL},
		{"fri 22:00-02:00", "Часы работы: в пятницу с двадцати двух до двух часов.", "Opening hours: on Friday from ten PM to two AM."},
		{"mon closed", "!4 hours", "!4 hours"},
		{"mon", "!4 hours", "!4 hours"},
		{"", "!4 hours", "!4 hours"},
	};
	int err = 0;

	for (size_t i = 0; !err && i < sizeof(row) / sizeof(row[0]); i++) {

		const struct text_arg arg = TEXT_PL("hours", pl_of(row[i].hours));
		const struct said said = {{T_VOICE_LINE_HOURS, .argv = &arg, .argc = 1}, row[i].ru, row[i].en};

		err = try_table(&said, 1);
	}

	return err;
}


int test_phrase_read(void)
{
	const struct said said[] = {
		{{T_VOICE_CALLBACK_PHONE, ARGS(TEXT_PL("phone", PL_LIT("+79161230407")))},
		 "Мы перезвоним вам на номер плюс семь, девятьсот шестнадцать, сто двадцать три, ноль четыре, ноль семь.",
		 "We will call you back on plus seven, nine hundred and sixteen, one hundred and twenty-three, zero four, zero seven."},
		{{T_VOICE_CALLBACK_PHONE, ARGS(TEXT_PL("phone", PL_LIT("+78005550001")))},
		 "Мы перезвоним вам на номер восемь, восемьсот, пятьсот пятьдесят пять, ноль ноль, ноль один.", NULL},
		{{T_VOICE_CALLBACK_PHONE, ARGS(TEXT_PL("phone", PL_LIT("+380441234567")))},
		 "Мы перезвоним вам на номер плюс, тридцать восемь, ноль четыре, сорок один, двадцать три, сорок пять, шестьдесят семь.", NULL},
		{{T_VOICE_CALLBACK_PHONE, ARGS(TEXT_PL("phone", PL_LIT("+3581234567")))},
		 "Мы перезвоним вам на номер плюс, тридцать пять, восемьдесят один, двадцать три, сорок пять, шестьдесят семь.", NULL},
		{{T_VOICE_CALLBACK_PHONE, ARGS(TEXT_PL("phone", PL_LIT("79161230407")))}, "!4 phone", NULL},
		{{T_VOICE_CALLBACK_PHONE, ARGS(TEXT_PL("phone", PL_LIT("+7916123x407")))}, "!4 phone", NULL},
		{{T_VOICE_NUMBER_CODE, ARGS(TEXT_PL("code", PL_LIT("07345600")))},
		 "Код для проверки: ноль семь, тридцать четыре, пятьдесят шесть, ноль ноль. "
		 "Повторяю: ноль семь, тридцать четыре, пятьдесят шесть, ноль ноль.",
		 "The code to check it: zero seven, thirty-four, fifty-six, zero zero. "
		 "I repeat: zero seven, thirty-four, fifty-six, zero zero."},
	};
	struct mbuf *mb = mbuf_alloc(512);
	const struct text_arg number = TEXT_NUM("number", INT64_C(1234567890));
	const struct phrase ph = {T_VOICE_NUMBER_KNOWN, .argv = &number, .argc = 1};
	struct utterance *u = NULL;
	enum phrase_refusal why;
	int err = mb ? TRY(said) : ENOMEM;

	if (err)
		goto out;

	TEST_OK(utterance_make(&u, &why, NULL, &ph));
	TEST(PHRASE_OK == why && 8 == u->n);
	TEST_OK(utterance_print(mb, u));
	TEST(strstr((const char *)u->at[3].words.p, "двенадцать") == u->at[3].words.p);
	TEST_PL(PL_LIT("voice.number.known.1"), u->at[0].name);
	TEST_PL(PL_LIT("group.12"), u->at[3].name);
	TEST(PACE_PLAIN == u->at[0].pace && PACE_SLOW == u->at[1].pace && u->at[2].gap_ms > u->at[1].gap_ms && !u->at[7].gap_ms);
	for (size_t i = 0; i < u->n; i++)
		TEST(!u->at[i].personal);

out:
	mem_deref(u);
	mem_deref(mb);
	return err;
}


/* Names: personal, written in Latin for an English voice, and nothing that the voice would take for an order */
int test_phrase_text(void)
{
	const struct said said[] = {
		{{T_VOICE_OPERATOR, ARGS(TEXT_PL("name", PL_LIT("Щукина Юлия")))}, "Ваш оператор: Щукина Юлия.",
		 "Your operator: Shchukina Iuliia."},
		{{T_VOICE_OPERATOR, ARGS(TEXT_PL("name", PL_LIT("  A [[b]]\t<c/>  ")))}, "Ваш оператор: A b c/.", NULL},
		{{T_VOICE_OPERATOR, ARGS(TEXT_PL("name", PL_LIT(" ")))}, "!4 name", "!4 name"},
		{{T_VOICE_OPERATOR, ARGS(TEXT_PL("name", PL_LIT("\xff")))}, "!4 name", "!4 name"},
	};
	const struct text_arg name = TEXT_PL("name", PL_LIT("Мария"));
	const struct phrase ph = {T_VOICE_OPERATOR, .argv = &name, .argc = 1};
	struct utterance *u = NULL;
	enum phrase_refusal why;
	int err = TRY(said);

	if (err)
		goto out;

	TEST_OK(utterance_make(&u, &why, NULL, &ph));
	TEST(1 == u->n && u->at[0].personal && !u->at[0].name.l);

out:
	mem_deref(u);
	return err;
}


int test_phrase_refuse(void)
{
	static char text[PHRASE_TEXT_MAX + 2];
	const struct said said[] = {
		{{T_LANG_NAME}, "!1 ", "!1 "},
		{{T_VOICE_QUEUE_PLACE}, "!2 n", "!2 n"},
		{{T_VOICE_HOLD, ARGS(TEXT_NUM("n", 1))}, "!3 n", "!3 n"},
		{{T_VOICE_QUEUE_PLACE, ARGS(TEXT_PL("n", PL_LIT("1")))}, "!4 n", "!4 n"},
		{{T_VOICE_QUEUE_PLACE, ARGS(TEXT_NUM("n", -1))}, "!4 n", "!4 n"},
		{{T_VOICE_QUEUE_PLACE, ARGS(TEXT_NUM("n", 10000))}, "!4 n", "!4 n"},
		{{T_VOICE_QUEUE_WAIT_LONG, ARGS(TEXT_NUM("n", 1000000))}, "!4 n", "!4 n"},
		{{T_VOICE_LINE_CLOSED, ARGS(TEXT_NUM("opens", INT64_MAX))}, "!4 opens", "!4 opens"},
		{{T_VOICE_NUMBER_KNOWN, ARGS(TEXT_NUM("number", INT64_C(10000000000)))}, "!4 number", "!4 number"},
		{{T_VOICE_MENU_BACK, ARGS(TEXT_PL("key", PL_LIT("12")))}, "!4 key", "!4 key"},
		{{T_VOICE_MENU_BACK, ARGS(TEXT_PL("key", PL_LIT("a")))}, "!4 key", "!4 key"},
		{{T_VOICE_WORDS, ARGS(TEXT_PL("words", PL_LIT(" ! ")))}, "!4 words", "!4 words"},
		{{T_VOICE_WORDS, ARGS(TEXT_PL("words", PL_LIT("«—»")))}, "!4 words", "!4 words"},
		{{T_VOICE_MENU_CHOSEN, .argv = &(struct text_arg){.name = "topic", .val = {text, sizeof(text) - 1}}, .argc = 1}, "!4 topic", NULL},
	};

	memset(text, 'a', sizeof(text) - 1);
	return TRY(said);
}


/* Phrases in two languages, one behind the other; what is refused leaves the rest as it was */
int test_phrase_add(void)
{
	const struct text_arg key = TEXT_PL("key", PL_LIT("9"));
	const struct phrase hold = {T_VOICE_HOLD, LANG_RU}, press = {T_VOICE_LANGUAGE, LANG_EN, &key, 1};
	struct mbuf *mb = mbuf_alloc(256);
	struct utterance *u = NULL;
	enum phrase_refusal why = PHRASE_OK;
	int err = mb ? 0 : ENOMEM;

	if (err)
		goto out;

	TEST_OK(utterance_add(&u, &why, NULL, &hold));
	TEST_OK(utterance_add(&u, &why, NULL, &press));
	TEST_OK(utterance_add(&u, &why, NULL, &(struct phrase){T_VOICE_LANGUAGE, LANG_RU}));
	TEST(PHRASE_MISSING == why && 2 == u->n);
	TEST(LANG_RU == u->at[0].lang && LANG_EN == u->at[1].lang);
	TEST(PHRASE_GAP_MS == u->at[0].gap_ms && 0 == u->at[1].gap_ms);
	TEST_PL(PL_LIT("voice.hold"), u->at[0].name);
	TEST_OK(utterance_print(mb, u));
	TEST_PL(PL_LIT("Пожалуйста, оставайтесь на линии. For English, press nine."), ((struct pl){(const char *)mb->buf, mb->end}));

	for (unsigned i = 0; PHRASE_LONG != why; i++) {
		TEST(i < UTTERANCE_PIECES_MAX);
		TEST_OK(utterance_add(&u, &why, NULL, &hold));
	}
	TEST(UTTERANCE_PIECES_MAX == u->n);

out:
	mem_deref(u);
	mem_deref(mb);
	return err;
}
