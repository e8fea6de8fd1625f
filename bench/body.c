/**
 * @file body.c  Appeals as people write them, for measuring
 */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include "body.h"

#define COUNT(v) (sizeof(v) / sizeof((v)[0]))

enum { CHARS_MEDIAN = 113, CHARS_MIN = 12, CHARS_MAX = 1055 };

static const char *const words[] = {
	"и", "в", "не", "на", "я", "что", "по", "как", "для", "мне", "с", "или", "где", "когда", "можно", "ли", "если", "нужно",
	"документы", "заявление", "паспорт", "ребёнка", "подать", "получить", "через", "срок", "подскажите", "пожалуйста", "у",
	"меня", "за", "до", "это", "быть", "какие", "справку", "выплату", "пособие", "регистрацию", "готов", "готово", "пришло",
	"уведомление", "портал", "госуслуги", "отделение", "запись", "записаться", "приём", "очередь", "статус", "проверить",
	"номер", "дела", "сколько", "ждать", "дней", "почему", "отказали", "отказ", "причина", "жилья", "квартиры", "дома", "доля",
	"собственность", "свидетельство", "выписка", "кадастр", "участок", "земля", "налог", "вычет", "пенсия", "льготы", "ветеран",
	"инвалидность", "многодетная", "семья", "мать", "отец", "сын", "дочь", "бабушка", "муж", "жена", "брак", "развод",
	"фамилии", "смена", "замена", "утеря", "восстановить", "пароль", "личный", "кабинет", "вход", "ошибка", "подтвердить",
	"учётную", "запись", "телефон", "позвонить", "дозвониться", "ответ", "письмо", "почта", "адрес", "город", "район", "посёлок",
	"прописка", "временная", "постоянная", "гражданство", "вид", "жительство", "миграционный", "учёт", "иностранец", "договор",
	"аренда", "доверенность", "нотариус", "копия", "оригинал", "подлинник", "фотография", "госпошлина", "оплата", "квитанция",
	"возврат", "деньги", "счёт", "банк", "карта", "перевод", "начислили", "субсидия", "коммунальные", "услуги", "вода",
	"отопление", "ремонт", "двор", "дорога", "детский", "сад", "школа", "класс", "зачисление", "путёвка", "лагерь",
	"поликлиника", "врач", "больничный", "полис", "прикрепиться", "охота", "билет", "права", "водительское", "удостоверение",
	"экзамен", "автомобиль", "машина", "штраф", "суд", "решение", "обжаловать", "жалоба", "сотрудник", "грубо", "вежливо",
	"спасибо", "график", "работы", "выходной", "суббота", "обед", "закрыто", "открыто", "переехали", "здание", "этаж", "окно",
	"талон", "терминал", "сломан", "предлагаю", "поставить", "скамейку", "пандус", "лифт", "стоянка", "остановка", "автобус",
	"сертификат", "материнский", "капитал", "остаток", "использовать", "ипотека", "кредит", "социальный", "контракт", "бизнес",
	"предприниматель", "самозанятый", "закрыть", "открыть", "фирму", "устав", "печать", "лицензия", "такси", "торговля",
};

static const char *const heads[] = {"Здравствуйте! ", "Добрый день. ", "Добрый день, ", "Здравствуйте, "};
static const char *const ends[] = {"?", "?", "?", ".", ".", "!"};
static const char *const kinds[] = {"question", "question", "question", "question", "technical", "technical", "complaint",
				    "recommendation"};
static const char *const last[] = {"Иванова", "Кузнецова", "Смирнова", "Попова", "Соколова", "Лебедева", "Морозова"};
static const char *const first[] = {"Анна", "Мария", "Ольга", "Елена", "Наталья", "Ирина", "Светлана", "Галина"};
static const char *const middle[] = {"Ивановна", "Петровна", "Сергеевна", "Андреевна", "Николаевна"};


/* splitmix64: the same numbers on every machine */
static uint64_t next(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15u;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}


/* (0, 1) */
static double unit(uint64_t *state)
{
	return ((double)(next(state) >> 11) + 0.5) / 9007199254740992.0;
}


static unsigned below(uint64_t *state, size_t n)
{
	return (unsigned)(next(state) % n);
}


/* Log-normal: the tenth above 263 sets the width */
static unsigned chars_of(uint64_t *state)
{
	double gauss = sqrt(-2 * log(unit(state))) * cos(6.283185307179586 * unit(state));
	double chars = CHARS_MEDIAN * exp(0.659 * gauss);

	return chars < CHARS_MIN ? CHARS_MIN : chars > CHARS_MAX ? CHARS_MAX : (unsigned)chars;
}


static unsigned count_chars(const char *s)
{
	unsigned n = 0;

	for (; *s; s++)
		n += 0x80 != (*s & 0xc0);
	return n;
}


/* A word that hardly anybody else uses: a name of a place, a term */
static void word_rare(char *buf, size_t size, uint64_t *state)
{
	static const char *const parts[] = {"бел", "ка", "ро", "мин", "ста", "гор", "лу", "ве", "тин", "до", "реч", "ск"};

	(void)snprintf(buf, size, "%s%s%s%s", parts[below(state, COUNT(parts))], parts[below(state, COUNT(parts))],
		       parts[below(state, COUNT(parts))], parts[below(state, COUNT(parts))]);
}


static void text_make(char text[BODY_TEXT_MAX], uint64_t *state)
{
	unsigned chars = chars_of(state), have = 0;
	size_t l = 0;

	text[0] = '\0';
	if (below(state, 100) < 54)
		l = (size_t)snprintf(text, BODY_TEXT_MAX, "%s", heads[below(state, COUNT(heads))]);
	if (below(state, 100) < 16)
		l += (size_t)snprintf(text + l, BODY_TEXT_MAX - l, "%u ", 1000 + below(state, 999000));

	for (have = count_chars(text); have < chars; ) {

		const size_t n = COUNT(words);
		double u = unit(state);
		char rare[64];
		const char *word = words[(size_t)(u * u * (double)n)];

		if (below(state, 25) == 0) {
			word_rare(rare, sizeof(rare), state);
			word = rare;
		}
		l += (size_t)snprintf(text + l, BODY_TEXT_MAX - l, "%s ", word);
		have += count_chars(word) + 1;
	}

	(void)snprintf(text + l - 1, BODY_TEXT_MAX - l, "%s", ends[below(state, COUNT(ends))]);
}


void body_make(struct body *body, uint64_t n)
{
	uint64_t state = n * 0xd1342543de82ef95u + 1;

	memset(body, 0, sizeof(*body));
	body->kind = kinds[below(&state, COUNT(kinds))];
	text_make(body->text, &state);

	if (below(&state, 100) < 70)
		(void)snprintf(body->name, sizeof(body->name), "%s %s %s", last[below(&state, COUNT(last))],
			       first[below(&state, COUNT(first))], middle[below(&state, COUNT(middle))]);
	if (below(&state, 100) < 70)
		(void)snprintf(body->phone, sizeof(body->phone), "+79%02u%07u", 10 + below(&state, 10), below(&state, 10000000));
	if (below(&state, 100) < 30)
		(void)snprintf(body->email, sizeof(body->email), "citizen%u@example.org", below(&state, 10000000));
}


size_t body_json(char buf[BODY_JSON_MAX], uint64_t n)
{
	struct body b;
	size_t l;

	body_make(&b, n);

	l = (size_t)snprintf(buf, BODY_JSON_MAX, "{\"kind\":\"%s\",\"text\":\"%s\"", b.kind, b.text);
	if (b.name[0])
		l += (size_t)snprintf(buf + l, BODY_JSON_MAX - l, ",\"name\":\"%s\"", b.name);
	if (b.phone[0])
		l += (size_t)snprintf(buf + l, BODY_JSON_MAX - l, ",\"phone\":\"%s\"", b.phone);
	if (b.email[0])
		l += (size_t)snprintf(buf + l, BODY_JSON_MAX - l, ",\"email\":\"%s\"", b.email);
	l += (size_t)snprintf(buf + l, BODY_JSON_MAX - l, "}");

	return l;
}
