/* desk_calls.mjs: how the desk looks with a call in each state, beside its mock: axe, width, by keyboard alone. Part of desk_mock.mjs */
import { fakeRtc } from './fake_rtc.mjs';

const DOCK = '.dock';
const russian = (number) => [...number].map((letter) => 'АВЕКМНОРСТУХ'['ABEKMHOPCTYX'.indexOf(letter)] ?? letter).join('');

/** From the ring to ready again, in one theme, language and width; `seen(name)` looks */
export async function callStates({ world, base, page, seen, result, signIn, seat = 'operator' }) {
  const appeal = world.state.appeals[0];
  const at = (selector) => page.waitForSelector(selector, { timeout: 5000 }).catch(() => result(false, `no ${selector}`));
  const focused = () => page.evaluate(() => document.activeElement?.className ?? '');
  await page.addInitScript(fakeRtc);
  await signIn(page, base, seat, '#/work');
  await page.waitForSelector('a.item');
  const before = await focused();

  const earlier = world.state.appeals[1];
  world.ring(appeal, '11', {
    dialled: '+78005550001', repeats: { number: earlier.number, vain: 2 },
    quality: {
      citizen: { grade: 'good', lost: 4, jitter_ms: 14, far_lost: 12, far_jitter_ms: 9, rtt_ms: 86 },
      operator: { grade: 'good', lost: 3, jitter_ms: 3, far_lost: null, far_jitter_ms: null, rtt_ms: null },
    },
    path: [{ at: 4, what: 'item', key: '2', words: 'Жилищные вопросы' }, { at: 9, what: 'digits', n: 10, of: 'number' }, { at: 15, what: 'person', key: '0' }],
  });
  await at(`${DOCK}.ring`);
  result(await focused() === before, 'a ring takes no focus');
  result(/Ждёт|Waits/.test(await page.textContent(DOCK)), 'the ring says how long the caller has waited');
  await page.waitForSelector('.dock-before');
  result(/2 звонка.*2 обращения|2 calls.*2 appeals/.test(await page.textContent('.dock-before')), `earlier calls and appeals: ${await page.textContent('.dock-before')}`);
  await seen('call-ring');
  await page.click('.dock-before');
  await seen('call-ring-before');
  await page.click('.dock-before');

  await at('.known-repeat');
  result(/2 Жилищные вопросы.*10/.test((await page.textContent('.known-path')).replace(/\s+/g, ' ')), `what was pressed: ${await page.textContent('.known-path')}`);
  /* it stands there with the ring; how long the answer takes to show beside it is said */
  const there = '.known-repeat, .known-path, .dock-before';
  result(await page.locator(there).count() === 3, 'person, appeals, contacts and path stand before the answer');
  const began = Date.now();
  await page.keyboard.press('F2');
  await at(`${DOCK}.talk`);
  result(await page.locator(there).count() === 3, 'and at it');
  console.log(`${String(Date.now() - began).padStart(8)} ms from the key to the talk on the screen`);
  await at(`${DOCK}.talk.connected`);
  await at('.talk .m');
  await page.keyboard.press('g');
  await page.keyboard.press('h');
  await at('.known-urged');
  result(earlier.urged?.level === 'hurried', 'hurried by a key');
  await page.click('.known-head');
  await page.waitForFunction(() => !document.querySelector('.known-head'), null, { timeout: 5000 }).catch(() => {});
  result(earlier.urged?.level === 'head', 'to the head of the service');
  await page.click('.known-call-back');
  await at('.known-promise');
  delete earlier.urged;
  delete earlier.promised;
  await at('.sound-quality');
  const heard = (await page.textContent('.dock-quality')).replace(/\s+/g, ' ');
  result(/1[.,]2 %.*14.*86/.test(heard), `loss, jitter and round trip: ${heard}`);
  result(/(Ваш звук|Your sound).*0[.,]3 %.*3/.test(heard) && !/Ваш телефон|Your telephone/.test(heard), `one's own browser beside it: ${heard}`);
  await seen('call-talk');
  await page.click('.sound-choose');
  await page.selectOption('.sound-microphone', 'b');
  result(await page.evaluate(() => localStorage.getItem('microphone')) === 'b', 'the microphone is remembered');
  await seen('call-sound');
  await page.click('.sound-choose');
  await page.locator('.dock-do [aria-expanded]').click();
  await seen('call-keys');
  await page.locator('.dock-do [aria-expanded]').click();
  await page.keyboard.press('F8');
  await at(`${DOCK}.hold`);
  await seen('call-held');
  await page.keyboard.press('F8');
  await at(`${DOCK}.talk`);

  await page.locator('.log').focus().catch(() => {});
  await page.keyboard.press('z');
  await at('.dictation');
  await seen('call-dictate');
  await page.keyboard.press('Escape');
  await page.waitForSelector('.modal', { state: 'detached' });
  await page.keyboard.press('e');
  await at('.split-kinds');
  await seen('call-split');
  await page.fill('.modal textarea', 'И ещё не работает лифт.');
  await page.locator('.modal [type=submit]').click();
  await at('.modal .spoken');
  await seen('call-split-done');
  await page.keyboard.press('Escape');
  await page.waitForSelector('.modal', { state: 'detached' });
  await page.keyboard.press('w');
  await at('.attach-one');
  await page.locator('.attach-one').first().click();
  await at('.attach-words');
  await seen('call-attach');
  await page.keyboard.press('Escape');
  await page.waitForSelector('.modal', { state: 'detached' });

  await transferDialog({ world, page, at, seen, result });
  world.state.call.listened = true;
  await at('.dock-listened');
  await seen('call-listened');
  world.state.call.listened = false;

  await secondCall({ world, page, at, seen, result });
  world.state.call.away = true;
  await at('.dock-away');
  await seen('call-away');
  world.state.call.away = false;
  await page.evaluate(() => { window.RTCPeerConnection.prototype.setRemoteDescription = async () => {}; window.connections[0].become('failed'); });
  await at(`${DOCK}.lost`);
  await seen('call-lost');
  await page.evaluate(() => window.connections.at(-1).become('connected'));
  await at(`${DOCK}.talk`);

  world.over('citizen_left');
  await at(`${DOCK}.after .dock-left`);
  await at('.dock-result');
  result(await inView(page, '.dock-mark'), 'the end of a call is seen, wherever one has scrolled to');
  await seen('call-after');
  await page.reload();
  await at(`${DOCK}.after .dock-left`);
  await at('.dock-result');
  await page.fill('.dock-words input', 'Объяснили порядок перерасчёта');
  await page.reload();
  await at('.dock-result');
  result(await page.inputValue('.dock-words input') === 'Объяснили порядок перерасчёта', 'reloaded: what was typed is there');
  await page.selectOption('.dock-result select', 'explained');
  await page.click('.dock-result [type=submit]');
  await page.waitForSelector('.dock-result', { state: 'detached' });
  result(appeal.state === 'closed' && appeal.result === 'explained', `the result is noted: ${appeal.state} ${appeal.result}`);
  await page.reload();
  await at(`${DOCK}.after .dock-left`);
  result(await page.locator('.dock-result').count() === 0, 'reloaded: written down once');
  await page.evaluate(() => document.activeElement?.blur());
  await page.keyboard.press('g');
  await page.keyboard.press('m');
  await page.waitForSelector('[role^=menuitem]', { timeout: 5000 }).catch(() => result(false, 'a minute more by a key'));
  await seen('call-more');
  await page.locator('[role^=menuitem]', { hasText: /дописать обращение|finishing the record/ }).click();
  await page.waitForFunction(() => /1:[0-2]/.test(document.querySelector('.dock-left')?.textContent)).catch(() => {});
  result(/1:[0-2]/.test(await page.textContent('.dock-left')), `a minute more: ${await page.textContent('.dock-left')}`);
  result(/дописать обращение|finishing the record/.test(await page.textContent('.dock-left')), 'and why');
  await page.click('.dock-answer');
  await page.waitForSelector(DOCK, { state: 'detached' });
  result(!world.state.staff[0].wrap_up, 'ready again');
  await back({ world, page, at, seen, result });

  await page.goto(`${base}#/line`);
  await at('.line-people tbody tr');
  world.wrapUp('12', 55, 'colleague');
  await page.waitForFunction(() => /0:[2-5]\d.*(жду коллегу|waiting for a colleague)/.test(document.querySelector('.line-people')?.textContent), null, { timeout: 20000 }).then(() => result(true), () => result(false, 'who is in wrap-up is seen by all'));
  await seen('line-own');

  const turn = async () => {
    await page.locator('.rail-place[aria-haspopup=menu]').click();
    await page.locator('.menu-entry', { hasText: /принимаются сами|by themselves/ }).click();
  };
  await turn();
  await page.click('.top-phone[aria-pressed=false]');
  await at('.top-phone[aria-pressed=true]');
  world.ring(world.state.appeals[1], '11');
  await at(`${DOCK}.talk`);
  world.over('citizen_left');
  await at(`${DOCK}.after`);
  await turn();
}

/** We call back: the operator is told so and why, with the colleague's note; then a supervisor takes the call over */
async function back({ world, page, at, seen, result }) {
  const own = world.state.appeals[0];
  own.messages.push({ id: '99001', at: new Date().toISOString(), author: { kind: 'staff', id: '12', name: 'Громова Вера' }, kind: 'note', text: 'Обещан звонок: уточнить номер счёта' });
  world.ring(own, '11', { medium: 'out', callback: { reason: 'desk' } });
  await at(`${DOCK}.ring .dock-back`);
  await page.waitForSelector('.dock-back-note');
  result(/(обещал сотрудник|promised).*Громова Вера:.*уточнить номер счёта/s.test(await page.textContent('.dock-back')), `why we call back: ${await page.textContent('.dock-back')}`);
  result(/Перезваниваем|We call back/.test(await page.textContent('[aria-live=assertive]')) || !!own.citizen?.name, 'and it is said');
  await seen('call-back-ring');
  await page.keyboard.press('F2');
  await at(`${DOCK}.talk .dock-back`);
  world.takenOver('Седова Мария');
  await at(`${DOCK}.after`);
  result(/(забрал руководитель|A supervisor has taken).*Седова Мария/.test(await page.textContent(DOCK)), `taken over: ${await page.textContent(DOCK)}`);
  result(await page.locator('.dock-result').count() === 0, 'whose result is another\'s to write down');
  await seen('call-taken-over');
  await page.keyboard.press('a');
  await page.waitForSelector(DOCK, { state: 'detached' });
  world.ring(own, '11', { medium: 'out', by_phone: true, lifting: true });
  await at(`${DOCK}.dials .dock-lift`);
  result(/(Снимите трубку|Lift the receiver)/.test(await page.textContent(DOCK)), `one's own telephone is to be lifted: ${await page.textContent(DOCK)}`);
  await seen('call-lift');
  world.over('not_lifted');
  await at(`${DOCK}.after`);
  await page.waitForFunction(() => /не снял трубку|did not lift/.test(document.querySelector('.dock')?.textContent), null, { timeout: 5000 }).catch(() => {});
  result(/не снял трубку|did not lift/.test(await page.textContent(DOCK)), `not lifted in time: ${await page.textContent(DOCK)}`);
  await page.keyboard.press('a');
  await page.waitForSelector(DOCK, { state: 'detached' });
}

/** The recording rests while digits are typed to the card, and goes on when the field is left; who paused it by hand has it paused */
async function hush({ world, page, at, result }) {
  const field = page.locator('.application-form input').first();
  const becomes = async (how, what) => {
    const ends = Date.now() + 5000;
    while (world.state.call.recording !== how && Date.now() < ends) await page.waitForTimeout(50);
    result(world.state.call.recording === how, `${what}: ${world.state.call.recording}`);
  };
  const card = page.locator('.appeal-switch .btn').last();
  if (!await field.isVisible() && await card.isVisible()) await card.click();
  if (!await field.isVisible()) return;
  world.state.call.recording = 'on';
  await at('.taping.on');
  await field.focus();
  await becomes('paused', 'a field for digits pauses the recording');
  await page.locator('.application-form input').nth(1).focus();
  await at('.taping.paused');
  result(world.state.call.recording === 'paused', 'from one field to the next it stays paused');
  await page.locator('.application-form input').nth(1).blur();
  await becomes('on', 'left, the recording goes on');
  await at('.taping.on');
  world.state.call.recording = 'paused';
  await at('.taping.paused');
  await field.focus();
  await field.blur();
  await page.waitForTimeout(300);
  result(world.state.call.recording === 'paused', 'paused by hand it stays paused');
  world.state.call.recording = 'on';
  await at('.taping.on');
  const back = await page.evaluate(() => location.hash);
  await page.locator('.log').focus().catch(() => {});
  await page.keyboard.press('p');
  await page.selectOption('.modal select', 'identity');
  await becomes('paused', 'asked who they are, the recording rests');
  await page.keyboard.press('Escape');
  await page.waitForSelector('.modal', { state: 'detached' });
  await becomes('on', 'known who it is, it goes on');
  await at('.taping.on');
  await page.evaluate(() => { location.hash = '#/register'; });
  await page.locator('.register-person input').nth(1).focus();
  await becomes('paused', 'name, phone and mail of who calls are not recorded');
  await page.locator('.register-form textarea').focus();
  await becomes('on', 'what they say is');
  await page.evaluate((hash) => { location.hash = hash; }, back);
  await page.waitForSelector('.log');
  world.state.call.recording = 'off';
  await page.waitForSelector('.taping', { state: 'detached' });
}

/** A second call waits: one key takes it and switches back; refused it goes */
/** Does it stand in the window? */
const inView = (page, selector) => page.evaluate((own) => {
  const { top, bottom, left } = document.querySelector(own).getBoundingClientRect();
  return bottom <= innerHeight && top >= 0 && document.elementFromPoint(left + 5, (top + bottom) / 2)?.closest(own) !== null;
}, selector);

async function secondCall({ world, page, at, seen, result }) {
  const ids = () => `${world.state.call.id} ${world.state.call.state}, ${world.state.call.second?.id} ${world.state.call.second?.state}`;
  const becomes = async (want, what) => {
    for (let i = 0; i < 100 && ids() !== want; i++) await page.waitForTimeout(50);
    result(ids() === want, `${what}: ${ids()}`);
  };
  world.second(world.state.appeals[1]);
  await at('.dock-second.waits');
  result(/0:(1\d|20)/.test(await page.textContent('.second-left')), `how long it waits: ${await page.textContent('.second-left')}`);
  result(/торой звонок|econd call/.test(await page.textContent('[aria-live=assertive]')), 'a second call is said');
  result(await inView(page, '.second-take'), 'and is seen, wherever one has scrolled to');
  await seen('call-second');
  await page.keyboard.press('F7');
  await becomes('901 talking, 900 held', 'taken, the first is on hold');
  await at('.dock-second:not(.waits)');
  result(await page.evaluate(() => window.connections.filter((one) => one.connectionState === 'connected').length) >= 2, 'each has a connection of its own');
  await seen('call-second-held');
  await page.keyboard.press('F7');
  await becomes('900 talking, 901 held', 'and back by the same key');
  world.state.call.second = null;
  await page.waitForSelector('.dock-second', { state: 'detached' });
  await at('.dock-owed');
  await seen('call-owed');
  await page.fill('.dock-owed .dock-words input', 'Разъяснено по телефону.');
  await page.click('.dock-owed [type=submit]');
  await page.waitForSelector('.dock-owed', { state: 'detached' });
  result(JSON.stringify(world.state.appeals[1]).includes('Разъяснено по телефону.'), 'the result of the call that ended first is kept');
  world.second(world.state.appeals[1], { able: false });
  await at('.second-busy');
  result(await page.isDisabled('.second-take'), 'what cannot be taken now says so');
  await page.click('.second-refuse');
  await page.waitForSelector('.dock-second', { state: 'detached' });
  result(!world.state.call.second, 'refused');
  await page.locator('.log').focus().catch(() => {});
}

/** Gives a call away: by keyboard, what is refused is said; there is always the queue of a topic */
async function transferDialog({ world, page, at, seen, result }) {
  world.state.staff[1].state = 'ready';
  await page.locator('.log').focus().catch(() => {});
  await page.keyboard.press('g');
  await page.keyboard.press('p');
  await at('.transfer-kinds');
  await page.waitForSelector('.transfer-staff option:nth-child(2)', { state: 'attached' });
  result(/ — свободен: Выплаты, ЖКХ, и ещё тем: 3| — free: Выплаты, ЖКХ, 3 more topics/.test(await page.textContent('.transfer-staff')), `what a colleague knows and does: ${await page.textContent('.transfer-staff')}`);
  await seen('call-transfer');
  await page.locator('.modal [type=submit]').click();
  await page.waitForSelector('.modal .tone-crit');
  await page.selectOption('.transfer-staff', { index: 1 });
  await page.locator('.modal [type=submit]').click();
  await page.waitForFunction(() => /занят|busy/.test(document.querySelector('.modal .tone-crit')?.textContent)).catch(() => {});
  result(/занят|busy/.test(await page.textContent('.modal .tone-crit')), 'a colleague who cannot be rung is told');
  await page.locator('[name=transfer-kind][value=topic]').check();
  await at('.transfer-topic');
  await seen('call-transfer-topic');
  await page.locator('[name=transfer-kind][value=phone]').check();
  await page.fill('.transfer-phone', '+7 495 222-33-44');
  await seen('call-transfer-phone');
  await page.locator('.transfer-first').click();
  await page.waitForSelector('.modal', { state: 'detached' });
  await at('.dock-guest');
  await seen('call-outside-rings');
  world.state.call.guest.there = true;
  await at('.dock-guest .btn.p');
  await seen('call-outside');
  await page.locator('.dock-guest .btn').last().click();
  await page.waitForSelector('.dock-guest', { state: 'detached' });
  world.state.call.state = 'talking';
  await at('.dock.talk');
  await hush({ world, page, at, result });
  await page.locator('.log').focus().catch(() => {});
  await page.keyboard.press('g');
  await page.keyboard.press('p');
  await page.waitForSelector('.transfer-staff option:nth-child(2)', { state: 'attached' });
  await page.selectOption('.transfer-staff', { index: 1 });
  await page.locator('.transfer-first').click();
  await page.waitForSelector('.modal', { state: 'detached' });
  await at('.dock-guest');
  await seen('call-guest-rings');
  world.state.call.guest.there = true;
  await at('.dock-guest .btn.p');
  await seen('call-guest');
  await page.evaluate(() => document.activeElement?.blur());
  await page.keyboard.press('g');
  await page.keyboard.press('d');
  await page.waitForSelector('.dock-guest', { state: 'detached' });
  world.state.call.state = 'talking';
  await at('.dock.talk');
}

/** A supervisor: listens, whispers, takes over */
export async function supervise({ world, base, page, seen, result, signIn }) {
  await page.addInitScript(fakeRtc);
  let bring;
  const signedIn = new Promise((resolve) => { bring = resolve; });
  await page.route(/LineScreen-.*\.js$/, (route) => signedIn.then(() => route.continue()));
  await signIn(page, base, 'supervisor', '#/line');
  bring();
  result(await page.waitForSelector('.line-urged p', { timeout: 10_000 }).then(() => true, () => false), 'who signs in before their screen is here still comes to it');
  const { number } = world.state.appeals.find((own) => own.state === 'new' || own.state === 'in_work');
  world.urge(number, 'head');
  await page.waitForFunction((own) => document.querySelector('.line-urged tbody')?.textContent.includes(own), russian(number), { timeout: 5000 });
  result((await page.locator('.line-page tbody th a').allTextContents()).includes(russian(world.state.appeals[1].number)), 'a call back that is owed, by the number as it is read in Russian');
  result(/3 раза без результата/.test(await page.textContent('.line-urged tbody')), 'what was hurried is there without reloading, with who and why');
  const trunks = (await page.textContent('.line-trunks')).replace(/\s+/g, ' ');
  result(/main.*(На связи|Connected|Up).*12.*spare.*(Пароль не принят|[Pp]assword)/.test(trunks), `trunks: ${trunks}`);
  const calls = (await page.locator('[aria-label="Звонки в очереди"]').textContent()).replace(/\s+/g, ' ');
  result(/Челябинская область.*и тех, кто знает тему хуже.*из любого региона/.test(calls), `calls: region, and how wide is searched: ${calls}`);
  result(/ЖКХ.*Челябинская область/.test(await page.locator('[aria-label="Очереди"]').textContent()), 'queues: the region by its name');
  const today = (await page.locator('.line-today').allTextContents()).join();
  result(/в среднем0:27,Ответили за 30 с сегодня56 %/.test(today.replace(/\u00a0/g, ' ')), `answers of today: ${today}`);
  const backs = page.locator('[aria-label="Обещали перезвонить"]');
  const told = (await backs.textContent()).replace(/\s+/g, ' ');
  result(/моё.*Горячая линия.*попросил в очереди.*ещё раз .*: не ответил.*2 попытки/.test(told), `calls back: whose, of which line, when next and why: ${told}`);
  await backs.scrollIntoViewIfNeeded();
  await seen('line-urged');
  result(/почему: получателя не приняли: unknown/.test(await page.textContent('.line-owed')), 'what was not sent: why, in words');
  world.state.outboxFails = true;
  world.tell('outbox', { what: 'given_up' });
  result(await page.waitForSelector('.line-owed [role=alert]', { timeout: 5000 }).then(() => true, () => false), 'what is not sent follows the events, and a failure is said');
  world.state.outboxFails = false;
  world.tell('outbox', { what: 'sent' });
  await page.waitForSelector('.line-owed [role=alert]', { state: 'detached' });
  page.once('dialog', (one) => one.dismiss());
  await page.locator('.line-withdraw').first().click();
  result(!world.withdrawn.length, 'a call back is not withdrawn without a yes');
  page.once('dialog', (one) => one.accept());
  await page.locator('.line-withdraw').first().focus();
  await page.keyboard.press('Enter');
  await backs.waitFor({ state: 'detached', timeout: 5000 });
  result(world.withdrawn.join() === world.state.appeals[1].number, `withdrawn: ${world.withdrawn}`);
  await page.waitForSelector('.line-hear');
  await page.keyboard.press('g');
  await page.keyboard.press('i');
  await page.waitForFunction(() => document.activeElement?.classList.contains('line-hear'), null, { timeout: 5000 }).catch(() => result(false, 'to the first talk by a key'));
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => /слышите обоих|hear both/.test(document.querySelector('.line-listen')?.textContent), null, { timeout: 5000 });
  await seen('line-listen');
  await page.evaluate(() => document.activeElement?.blur());
  await page.keyboard.press('g');
  await page.keyboard.press('k');
  await page.waitForSelector('.line-listen [aria-pressed=true]');
  await seen('line-whisper');
  await page.locator('.line-listen .btn').nth(1).click();
  await page.waitForSelector('.line-listen', { state: 'detached' });
  result(world.heard.join() === 'listen,whisper,takeover', `what was asked: ${world.heard}`);
  await page.goto(`${base}#/figures`);
  await page.waitForSelector('.answers-topics tbody tr');
  const answered = (await page.locator('.answers-topics').textContent()).replace(/\u00a0/g, ' ');
  result(/ЖКХ403030:271:1463 %без темы604——0 %Всего46307/.test(answered), `figures of calls: ${answered}`);
  await page.locator('.answers').scrollIntoViewIfNeeded();
  await seen('figures-calls');
  await page.goto(`${base}#/line`);
  await page.waitForSelector('.line-urged tbody a');
  world.score(number, 4);
  await page.locator('.line-urged tbody a').first().click();
  await page.waitForSelector('.card-tabs');
  await page.keyboard.press('h');
  result(await page.waitForFunction(() => /4 из 5/.test(document.querySelector('.tl')?.textContent), null, { timeout: 5000 }).then(() => true, () => false), 'the card has what the caller said of the talk');
}

/** An administrator has offices and people on the Line screen; nothing is asked for that they may not read */
export async function administrate({ base, page, seen, result, signIn }) {
  const asked = [];
  page.on('request', (one) => asked.push(new URL(one.url()).pathname));
  await page.route(/JournalScreen-.*\.js$/, (route) => route.fulfill({ status: 404 }));
  await signIn(page, base, 'admin', '#/journal');
  result(await page.waitForURL(/#\/settings\/staff$/, { timeout: 10_000 }).then(() => true, () => false), 'a first screen that cannot be loaded: who signs in comes to their own');
  await page.unroute(/JournalScreen-.*\.js$/);
  await page.locator('.rail-place[href$="line"]').click();
  await page.waitForSelector('.line-offices tbody tr');
  await page.waitForSelector('.line-people tbody tr');
  const offices = (await page.locator('.line-offices tbody').textContent()).replace(/\s+/g, ' ');
  result(/отмечено: не отвечает.*предлагают: Челябинская.*отвечает.*Ждут: 1, могут ответить: 3.*закрыт до .*предлагают: Челябинская/.test(offices), `offices: how each stands: ${offices}`);
  result(!asked.some((one) => /desk\/(line|callbacks|outbox|urged)/.test(one)), `asked for: ${asked.filter((one) => one.includes('/desk/'))}`);
  await seen('line-admin');
}

/** An outgoing call: no trunk is told in words; with one the dock calls */
export async function callOut({ world, base, page, seen, result, signIn }) {
  await page.addInitScript(fakeRtc);
  const { number } = world.state.appeals[1];
  await signIn(page, base, 'operator', `#/work/${number}`);
  await page.waitForSelector('.card-foot');
  await page.locator('.card-foot .btn').last().click();
  await page.locator('.modal [type=submit]').click();
  await page.waitForSelector('.card-owed');
  result(/Обещали перезвонить до .*обещал сотрудник: Кольцова/.test(await page.textContent('.card-owed')), `the card says what is promised: ${await page.textContent('.card-owed')}`);
  await seen('card-owed');
  await page.locator('.send-list summary').click();
  const missing = (await page.locator('.send-missing').allTextContents()).join();
  result(/^Почту сейчас не отправить. Программа связи остановилась.*Недоступно с/.test(missing.trim()), `the channel that is missing: ${missing}`);
  page.once('dialog', (one) => one.accept());
  await page.locator('.card-owed .btn').click();
  await page.waitForSelector('.card-owed', { state: 'detached' });
  result(await page.locator('.card-foot .btn:has-text("Позвонить"), .card-foot .btn:has-text("Call")').count() === 1, 'the card has a button to call');
  await page.locator('.log').focus();
  await page.keyboard.press('g');
  await page.keyboard.press('u');
  await page.waitForSelector('.hurry input');
  await seen('card-hurry');
  await page.locator('.hurry input').nth(1).check();
  await page.locator('.modal [type=submit]').click();
  await page.waitForSelector('.modal', { state: 'detached' });
  result(world.state.appeals[1].urged?.level === 'head', 'hurried from the card, without a call');
  await page.locator('.log').focus();
  await page.keyboard.press('g');
  await page.keyboard.press('u');
  await page.waitForSelector('.hurry .box.warn');
  result(await page.locator('.hurry input').count() === 0, 'what is at the head cannot go further');
  await page.keyboard.press('Escape');
  await page.waitForSelector('.modal', { state: 'detached' });
  await page.locator('.log').focus();
  await page.keyboard.press('l');
  await page.waitForSelector('.note.crit');
  result(/не настроен/.test(await page.textContent('.note.crit')), 'without a trunk it is said');
  await page.waitForSelector(DOCK, { state: 'detached' });
  world.state.trunk = true;
  await page.locator('.log').focus();
  await page.keyboard.press('Control+k');
  await page.waitForSelector('.command-list [role=option]');
  await page.keyboard.type('позвонить');
  await page.waitForFunction(() => /Позвонить/.test(document.querySelector('.command-list [role=option][data-highlighted]')?.textContent ?? ''));
  await page.keyboard.press('Enter');
  await page.waitForSelector(`${DOCK}.dials`);
  result(/Звоним/.test(await page.textContent(DOCK)), 'the dock says that it calls');
  await seen('call-out');
  Object.assign(world.state.call, { state: 'talking', answered_at: new Date().toISOString() });
  await page.waitForSelector(`${DOCK}.talk`);
  await page.keyboard.press('F4');
  await page.waitForSelector(`${DOCK}.after`);
  await page.keyboard.press('a');
  await page.waitForSelector(DOCK, { state: 'detached' });
  await byTelephone({ world, page, seen, result });
}

/** Who has a telephone and takes no calls in the browser calls by it: it rings first; one that went meanwhile is told of */
async function byTelephone({ world, page, seen, result }) {
  const call = () => page.locator('.card-foot .btn:has-text("Позвонить")').click();
  world.state.telephone = { there: true, registers: true, auto_answer: false };
  world.tell('phone', {});
  await page.waitForSelector('.top-telephone.there');
  const connections = await page.evaluate(() => window.connections.length);
  await call();
  await page.waitForSelector(`${DOCK}.dials .dock-lift`);
  result(world.state.call.by_phone && await page.evaluate(() => window.connections.length) === connections, 'by telephone no microphone is asked for');
  result(/Снимите трубку/.test(await page.textContent('[aria-live=polite]')), 'that it is to be lifted is said, too');
  await seen('call-out-lift');
  world.state.call.lifting = false;
  await page.waitForSelector('.dock-lift', { state: 'detached' });
  result(/Звоним/.test(await page.textContent(DOCK)), 'lifted, the citizen is called');
  Object.assign(world.state.call, { state: 'talking', answered_at: new Date().toISOString() });
  await page.waitForSelector(`${DOCK}.talk`);
  result(await page.locator('.dock .sound-choose').count() === 0 && await page.locator('.dock-do .btn').count() === 4, 'and the talk has what a talk by telephone has');
  await seen('call-out-telephone');
  await page.keyboard.press('F4');
  await page.waitForSelector(`${DOCK}.after`);
  await page.keyboard.press('a');
  await page.waitForSelector(DOCK, { state: 'detached' });
  world.state.telephone = { ...world.state.telephone, there: false };
  await call();
  result(await page.waitForSelector('.note.crit:has-text("не с чего")', { timeout: 5000 }).then(() => true, () => false), 'a telephone that went meanwhile is told of');
  await page.waitForSelector(DOCK, { state: 'detached' });
}
