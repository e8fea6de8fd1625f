/* A draft of one person on two devices, both with the card open: what one saves, the other shows by itself */
import { CEILING_MS, TAKEN, appealNew, draftKept, holds, result, says, signIn, there } from './live_tool.mjs';

/* Texts of drafts never go through the stream of events */
async function listen(page) {
  const heard = [];
  await page.exposeFunction('heardFrame', (text) => heard.push(text));
  await page.addInitScript(() => {
    const plain = window.fetch;
    window.fetch = async (...asked) => {
      const reply = await plain(...asked);
      if (!String(asked[0]).includes('/api/v1/events') || !reply.body) return reply;
      const [own, other] = reply.body.tee();
      const reader = other.pipeThrough(new TextDecoderStream()).getReader();
      (async () => {
        for (let got = await reader.read(); !got.done; got = await reader.read()) void window.heardFrame(got.value);
      })().catch(() => {});
      return new Response(own, reply);
    };
  });
  return heard;
}

const latch = () => {
  let open;
  return [new Promise((resolve) => { open = resolve; }), () => open()];
};

/** Both devices type at once: the second to save is shown both texts, and chooses */
export async function draftClash(first, second) {
  const [held, free] = latch();
  const [asked, waiting] = latch();
  await second.route(/\/draft$/, async (route) => {
    waiting();
    await held;
    await route.continue();
  }, { times: 1 });
  await second.locator('.write-text').pressSequentially(' За полгода.');
  await asked;
  await first.locator('.write-text').press('End');
  await first.keyboard.type(' И заявление.');
  await draftKept(first);
  free();
  await there(second, '.newer', 'a newer draft is shown');
  await says(second, '.newer', /И заявление/, 'the newer text is shown whole');
  await second.locator('.newer button').first().click();
  result(/И заявление/.test(await second.inputValue('.write-text')), 'the newer text is taken');
}

export async function draftTwice(browser, origin, password) {
  const { number } = await appealNew(origin, { text: 'Как получить справку, если я в другом городе?' });
  const place = `#/work/${number}`;
  const one = await signIn(browser, origin, 'operator', password, place);
  await there(one.page, '.write-take', 'the card on the first device');
  await one.page.keyboard.press('t');
  await there(one.page, TAKEN, 'taken on the first device');

  const two = await signIn(browser, origin, 'operator', password);
  const heard = await listen(two.page);
  await two.page.goto(`${origin}/desk/${place}`);
  await two.page.reload();
  await two.page.waitForSelector('.write-text');

  /* typed on one, seen on the other, in both directions, without a touch */
  await one.page.fill('.write-text', 'Справку пришлём почтой.');
  await holds(two.page, '.write-text', 'Справку пришлём почтой.', 'the draft on the device that has the card open');
  await says(two.page, '.write-kept', /с другого устройства/, 'where the draft comes from');
  await says(two.page, '[role=status]', /обновлён/, 'a new draft is announced politely');
  await two.page.fill('.write-text', 'Справку пришлём почтой или в личный кабинет.');
  await holds(one.page, '.write-text', 'Справку пришлём почтой или в личный кабинет.', 'the draft back on the first device');
  await draftKept(two.page);
  result(!heard.join('').includes('Справку') && heard.join('').includes('event: draft'), 'events of drafts name the appeal and no text');

  /* a card that was asked for before the draft was saved comes after: it does not bring the old text back */
  const cardPath = new RegExp(`/api/v1/desk/appeals/${number}$`);
  const [held, free] = latch();
  const [asked, waiting] = latch();
  await one.page.route(cardPath, async (route) => {
    const reply = await route.fetch();                     // what the server says now
    waiting();
    await held;
    await route.fulfill({ response: reply });
  }, { times: 1 });
  await note(two.page, number);                            // an event of the appeal makes the first device read the card
  await asked;
  await one.page.fill('.write-text', 'Новее карточки.');
  await draftKept(one.page);
  const read = one.page.waitForResponse((reply) => cardPath.test(reply.url()), { timeout: CEILING_MS });
  free();
  await read;
  await says(one.page, '.log', /для коллег/, 'the late card itself is shown');
  result(await one.page.inputValue('.write-text') === 'Новее карточки.', 'a late card overwrites no newer text');

  /* sent on one: gone on the other */
  await one.page.focus('.write-text');
  await one.page.keyboard.press('Control+Enter');
  await says(one.page, '.card-pills', /Отвечено/, 'answered on the first device');
  await says(two.page, '.card-pills', /Отвечено/, 'seen on the second');
  await two.page.waitForFunction(() => !document.querySelector('.write-text')?.value, null, { timeout: CEILING_MS }).then(() => result(true), () => result(false, 'a sent draft stays on the other device'));
  result(!one.bad.length && !two.bad.length, `two devices: ${[...one.bad, ...two.bad].join('; ')}`);
  await one.context.close();
  await two.context.close();
}

/* A note for colleagues by the API of this person's session */
const note = (page, number) => page.evaluate(async (of) => {
  const session = await fetch('/api/v1/session').then((reply) => reply.json());
  await fetch(`/api/v1/desk/appeals/${of}/note`, {
    method: 'POST', headers: { 'Content-Type': 'application/json', 'X-CSRF': session.csrf, 'Idempotency-Key': crypto.randomUUID() },
    body: JSON.stringify({ text: 'Заметка для коллег.' }),
  });
}, number);
