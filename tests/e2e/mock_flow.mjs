/* mock_flow.mjs: flows for the mock: enough verbs to show every kind of field, versions, and one rule, that words stand in both languages.
   What flows mean only the program knows; its walk here is one that was walked there. */
const field = (name, title, kind, more = {}) => ({ name, title, kind, ...more });
const words = [field('prompt', 'Готовая фраза', 'prompt', { wants: 'org' }), field('words', 'Свои слова', 'words')];
const steps = (name, title) => field(name, title, 'steps');

/* Name, words, values, parts around what is read out; with values and no parts nothing but examples is heard */
const PROMPTS = [
  ['greet', 'Здравствуйте! Вас приветствует {org:text}.', 'Hello! Welcome to {org:text}.', [{ name: 'org', kind: 'text' }]],
  ['hold', 'Пожалуйста, оставайтесь на линии.', 'Please hold the line.'],
  ['office.down', 'Линия вашего региона временно недоступна: {region:text}.', 'The line of your region is down: {region:text}.', [{ name: 'region', kind: 'text' }]],
  ['menu.again', 'Чтобы прослушать ещё раз, нажмите {key:key}.', 'To hear this again, press {key:key}.', [{ name: 'key', kind: 'key' }]],
  ['number.new', 'Номер вашего обращения: {number:appeal}. Повторяю: {number:appeal}.', 'The number of your appeal: {number:appeal}. Again: {number:appeal}.', [{ name: 'number', kind: 'appeal' }],
    { ru: ['Номер вашего обращения:', 'Повторяю:'], en: ['The number of your appeal:', 'Again:'] }],
  ['queue.enter', 'Все операторы заняты. Пожалуйста, оставайтесь на линии: вам ответит первый освободившийся оператор.', 'All operators are busy. Please hold the line: the first free operator will answer.'],
  ['queue.next', 'Ваш звонок следующий.', 'Your call is next.'],
  ['queue.wait', 'Ожидание — от {from:number gen f} до {to:count gen minute}.', 'The wait is {from:number nom m} to {to:count nom minute}.', [{ name: 'from', kind: 'number' }, { name: 'to', kind: 'count' }]],
  ['survey.thanks', 'Спасибо за оценку.', 'Thank you.'],
];
const REGIONS = [{ value: '02', title: 'Республика Башкортостан' }, { value: '16', title: 'Республика Татарстан' }, { value: '77', title: 'Москва' }];

export const VERBS = {
  verbs: [
    { verb: 'say', title: 'Сказать', about: 'Звонящий слышит текст и разговор идёт дальше.', ends: false, fields: words },
    { verb: 'menu', title: 'Меню', about: 'Звонящий выбирает клавишей.', ends: false, fields: [...words.map((one) => ({ ...one, wants: undefined })),
      field('topics', 'Темы из справочника', 'object', { fields: [...words, field('most', 'Сколько тем самое большее', 'number', { min: 1, max: 8, default: 8 }), steps('steps', 'Что дальше')] }),
      field('items', 'Пункты', 'list', { fields: [field('key', 'Клавиша', 'key', { must: true }), field('prompt', 'Готовая фраза', 'prompt', { wants: 'key' }), words[1], steps('steps', 'Что дальше')] })] },
    { verb: 'branch', title: 'Развилка', about: 'Дальше одним путём или другим.', ends: false, fields: [
      field('on', 'Что проверить', 'choice', { must: true, options: [{ value: 'open', title: 'Линия открыта' }, { value: 'queue', title: 'Очередь длинная' }] }),
      field('calendar', 'Календарь', 'calendar', { when: { on: ['open'] } }), field('over', 'Ждут больше чем', 'number', { min: 0, max: 100000, default: 20, must: true, when: { on: ['queue'] } }),
      steps('yes', 'Да'), steps('no', 'Нет')] },
    { verb: 'topic', title: 'Задать тему', about: 'О чём звонок.', ends: false, fields: [field('topic', 'Тема', 'topic', { must: true })] },
    { verb: 'go', title: 'Перейти', about: 'К шагу с этим именем.', ends: true, fields: [field('to', 'К шагу', 'step', { must: true })] },
    { verb: 'region', title: 'Узнать регион', about: 'Код из двух цифр или список.', ends: false, fields: [...words, field('list', 'Регионы, которые читаются списком', 'regions', { max: 45, options: REGIONS })] },
    { verb: 'checklist', title: 'Список документов', about: 'Список читается вслух.', ends: false, fields: [field('checklist', 'Список (без него — список темы)', 'checklist'), ...words, steps('done', 'Прослушан или отправлен')] },
    { verb: 'queue', title: 'В очередь к оператору', about: 'Сценарий заканчивается.', ends: true, fields: [field('offers', 'Предложить, пока ждёт', 'list', { min: 0, max: 4, fields: [
      field('after', 'Через сколько секунд', 'number', { min: 1, max: 3600, default: 60, must: true }), field('neighbour', 'Соседний регион: его название говорится само', 'mark'),
      field('prompt', 'Готовая фраза', 'prompt', { wants: 'key', when: { neighbour: [''] } }), field('words', 'Свои слова', 'words', { when: { neighbour: [''] } }), steps('steps', 'Что дальше')] })] },
    { verb: 'hang-up', title: 'Положить трубку', about: 'Звонок заканчивается.', ends: true, fields: [] },
  ],
  prompts: [
    { name: 'greet', words: 'Здравствуйте! Вас приветствует {org:text}.', wants: ['org'] }, { name: 'bye', words: 'Спасибо за звонок. До свидания.', wants: [] },
    { name: 'menu.begin', words: 'Выберите тему вопроса.', wants: [] }, { name: 'menu.known', words: 'Если у вас уже есть номер обращения, нажмите {key:key}.', wants: ['key'] },
  ],
  most: { steps: 255, depth: 6, items: 5, words: 300 },
};

const FIRST = [
  { do: 'say', prompt: 'greet' },
  { do: 'branch', on: 'open', no: [{ do: 'say', prompt: 'bye' }, { do: 'hang-up' }] },
  { do: 'menu', name: 'main', topics: { prompt: 'menu.begin', most: 4, steps: [{ do: 'queue' }] }, items: [
    { key: '8', words: { ru: 'Дороги', en: 'Roads' }, steps: [{ do: 'topic', topic: 'Дороги' }, { do: 'queue' }] }] },
  { do: 'region', list: ['77', '16'] },
  { do: 'checklist' },
  { do: 'queue', offers: [{ after: 60, words: { ru: 'Ещё', en: 'More' }, steps: [{ do: 'hang-up' }] }] },
];

function problems(list, path, found = []) {
  list.forEach((step, i) => {
    const at = `${path}[${i}]`;
    if (step.words && !(step.words.ru && step.words.en)) found.push({ path: at, code: 'lang', text: 'На одном из языков слов нет: звонящий услышит тишину.' });
    for (const [name, value] of Object.entries(step)) if (Array.isArray(value) && ['yes', 'no'].includes(name)) problems(value, `${at}.${name}`, found);
  });
  return found;
}

/** The flows of a mock: what `settings` of mock.mjs answers; Refusal is its class */
export function makeFlows(Refusal, me, now) {
  const recorded = new Set(['ru|queue.enter||0']);
  const said = (lang, name, words, wants, parts) => {
    if (wants[0]?.kind === 'key') return { words, places: [], keys: [...'1234567890*#'].filter((key) => recorded.has([lang, name, key, 0].join('|'))).join('') };
    const places = parts ?? (wants.length && wants[0].name !== 'org' ? [] : [words]);
    return { words, places: places.map((own, i) => ({ part: parts ? i + 1 : 0, words: own, recorded: recorded.has([lang, name, '', parts ? i + 1 : 0].join('|')) })) };
  };
  const all = { default: { in_force: 0, lines: ['hotline'], versions: [{ version: 0, steps: FIRST }] } };
  const newest = (own) => own.versions.at(-1);
  const show = (name, own, one) => ({ name, version: one.version, newest: newest(own).version, in_force: own.in_force, published: !one.version || !!one.published, steps: one.steps, problems: problems(one.steps, name), lines: own.lines });

  function add(name, own, steps, more) {
    own.versions.push({ version: newest(own).version + 1, steps, digest: 'd', note: '', at: now(), by: me, ...more });
    if (more.published) own.in_force = newest(own).version;
    return show(name, own, newest(own));
  }

  return {
    flows(method, name, more, body, query) {
      if (!name) return { items: Object.entries(all).map(([key, own]) => ({ name: key, version: newest(own).version, in_force: own.in_force, lines: own.lines })) };
      const own = all[name] ??= method === 'PUT' ? { in_force: 0, lines: [], versions: [{ version: 0, steps: [] }] } : undefined;
      if (!own) throw new Refusal(404, 'sheet.unknown', '');
      if (more === 'versions') return { items: own.versions.slice(1).reverse().map(({ steps, ...rest }) => rest) };
      if (more === 'publish') {
        if (problems(newest(own).steps, name).length) throw new Refusal(422, 'sheet.faulty', '', { problems: problems(newest(own).steps, name) });
        Object.assign(newest(own), { published: now(), published_by: me });
        own.in_force = newest(own).version;
        return show(name, own, newest(own));
      }
      if (more === 'roll-back') return add(name, own, own.versions.find((one) => one.version === body.version).steps, { published: now(), published_by: me, of: body.version });
      if (method === 'DELETE') return void add(name, own, [], { published: now() });
      if (method === 'PUT' && body.base !== newest(own).version) throw new Refusal(409, 'sheet.changed', '');
      if (method === 'PUT') return add(name, own, body.steps, { note: body.note ?? '' });
      return show(name, own, query.get('version') === null ? newest(own) : own.versions.find((one) => String(one.version) === query.get('version')));
    },
    recordings(method, name, more, body) {
      const at = [body.lang, body.prompt ?? body.words, body.key ?? '', body.part ?? 0].join('|');
      if (!name) recorded.add(at);
      if (name === 'remove') recorded.delete(at);
      return { recorded: recorded.has(at), may: true };
    },
    prompts: () => ({
      items: PROMPTS.map(([name, ru, en, wants = [], parts]) => ({ name, wants, ...Object.fromEntries(['ru', 'en'].map((lang) => [lang, said(lang, name, lang === 'ru' ? ru : en, wants, parts?.[lang])])) })),
      music: { recorded: recorded.has('music'), ms: recorded.has('music') ? 64000 : 0 },
    }),
    music(method) {
      if (method === 'PUT') recorded.add('music');
      if (method === 'DELETE') recorded.delete('music');
      return { recorded: recorded.has('music'), may: true };
    },
    'flow-verbs': () => VERBS,
    'flow-check': (method, name, more, body) => ({ problems: problems(body.steps, 'flow') }),
    'flow-walk': (method, name, more, body) => ({
      told: [{ what: 'say', lang: 'ru', words: 'Здравствуйте! Вас приветствует Справочная служба.' }, ...body.events.map((key) => ({ what: 'key', words: key })), ...(body.events.length ? [{ what: 'queue', words: 'Дороги' }] : [])],
      waits: body.events.length ? 'over' : 'key', path: 'flow[2]', quiet_s: 6,
    }),
  };
}
