/* desk_mock.mjs [SHOTS]: the desk beside its mock, in Chromium. The main path by keyboard alone; axe on every screen, both themes, both
   languages; nothing refused by the policy; no sideways scroll at 390 px and at 200 % zoom; the weight of the first load.
   With SHOTS, a folder, keeps screenshots there; ONLY (keyboard, second, journal, screens, dark-en …, calls, narrow, weight) runs a part, LOOK (light ru, 390 …) calls in one look. Ends with «N passed, N failed». */
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium } from 'playwright-core';
import { administrate, callOut, callStates, supervise } from './desk_calls.mjs';
import { journalWalk } from './desk_journal.mjs';
import { makeMock } from './mock.mjs';

const shots = process.argv[2];
const dist = fileURLToPath(new URL('../../ui/desk/dist/', import.meta.url));
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const weightMax = 130 * 1024;
let passed = 0;
let failed = 0;

function result(ok, what) {
  if (ok) passed++;
  else failed++;
  if (!ok) console.log(`FAILED ${what}`);
}

async function shot(page, name) {
  if (shots) await page.screenshot({ path: path.join(shots, name + '.png') });
}

/** What fades in while axe looks has no contrast yet: nothing moves for who asked for that */
async function axe(page, name) {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.evaluate(() => Promise.all(document.getAnimations().map((one) => one.finished.catch(() => {}))));
  const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
  const told = violations.map((one) => `${one.id} (${one.impact}): ${one.nodes.map((node) => `${node.target}: ${node.failureSummary}`).join('\n      ')}`);
  result(!violations.length, `axe ${name}:\n    ${told.join('\n    ')}`);
}

async function start(browser, options = {}) {
  const { server, world } = makeMock();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${server.address().port}/desk/`;
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'ru-RU', ...options });
  const page = await context.newPage();
  const bad = [];
  page.on('console', (message) => {
    if (message.type() === 'error' && !/status of (401|404|409|422)|ERR_INTERNET_DISCONNECTED|Failed to fetch/.test(message.text())) bad.push(message.text());
  });
  page.on('pageerror', (err) => bad.push(err.stack));
  const stop = async () => {
    await context.close();
    server.closeAllConnections();
    server.close();
  };
  return { world, base, context, page, bad, stop };
}

async function signIn(page, base, login, place = '') {
  await page.goto(base + place);
  await page.fill('[name=login]', login);
  await page.fill('[name=password]', login + '-1234');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.shell');
}

const focused = (page) => page.evaluate(() => document.activeElement?.textContent?.trim().slice(0, 60) + ' ' + document.activeElement?.className);
const text = (page, selector) => page.locator(selector).first().textContent();

/** From sign-in to a closed appeal without a mouse */
async function byKeyboard(browser) {
  const { world, base, page, bad, stop } = await start(browser);
  const press = (...keys) => keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve());
  const see = async (selector, what) => result(await page.waitForSelector(selector, { timeout: 5000 }).then(() => true, () => false), `keyboard: ${what}; focus on ${await focused(page)}`);

  await page.goto(base);
  await page.waitForSelector('[name=login]');
  await page.keyboard.type('operator');
  await press('Tab');
  await page.keyboard.type('wrong-password');
  await press('Enter');
  await see('.door-form [role=alert]', 'a wrong password is told');
  await page.keyboard.type('operator-1234');
  await press('Enter');
  await see('a.item', 'my work after signing in');

  /* a new appeal comes by itself, is told politely, and takes no focus */
  const before = await focused(page);
  const number = world.enter('Какие документы нужны, чтобы оформить субсидию?');
  await see(`a.item[href$="${number}"]`, 'a new appeal without reloading');
  result(/Новое обращение/.test(await text(page, '[role=status]')), 'keyboard: a new appeal is announced');
  result(await focused(page) === before, 'keyboard: a new appeal leaves the focus where it was');

  /* found by its number in another alphabet, taken */
  await press('/');
  await page.keyboard.type(world.find(number).number_ru.toLowerCase().replace(/-/g, ' '));
  await press('Enter');
  await see('.write-take', 'the card by number in Cyrillic, small letters, no dashes');
  await press('Escape', 't');
  await see('.write-text', 'the composer after T');
  result(world.find(number).owner === '11', 'keyboard: taken');

  /* a draft kept on the server as one types */
  await press('r');
  await page.keyboard.type('Нужны паспорт и справка о доходах за полгода.');
  const kept = await page.waitForFunction(() => /сохранён/.test(document.querySelector('.write-kept')?.textContent ?? ''), null, { timeout: 3000 }).then(() => true, () => false);
  result(kept && world.find(number).draft['11'].text.endsWith('полгода.'), 'keyboard: the draft is on the server');
  await page.reload();
  await page.waitForSelector('.write-text');
  result(/полгода/.test(await page.inputValue('.write-text')), 'keyboard: the draft survives a reload');

  /* another device writes a newer one, and this window has not heard of it yet */
  world.draft(number, '11', 'Другое устройство', false);
  await press('r', 'End');
  await page.keyboard.type(' И заявление.');
  await see('.newer', 'a newer draft of another device is shown');
  await page.locator('.newer button').nth(1).focus();
  await press('Enter');
  await page.waitForFunction(() => !document.querySelector('.newer'));

  /* sent and closed with a result */
  await press('r', 'Control+Shift+Enter');
  await see('.modal [type=radio]:checked', 'the result is asked');
  await axe(page, 'close dialog');
  await press('ArrowUp', 'Enter');
  await see('.card-pills .pill', 'the card after closing');
  await page.waitForFunction(() => /Закрыто/.test(document.querySelector('.card-pills')?.textContent ?? ''), null, { timeout: 3000 }).catch(() => {});
  const closed = world.find(number);
  result(closed.state === 'closed' && closed.messages.at(-1).text.endsWith('И заявление.'), `keyboard: answered and closed (${closed.state}, ${closed.result})`);

  /* second operator is told who was first, and keeps the text */
  const other = world.state.appeals.find((one) => one.state === 'in_work' && one.owner === '11');
  await page.goto(`${base}#/work/${other.number}`);
  await page.waitForSelector('.write-text');
  await page.fill('.write-text', 'Мой ответ');
  await draftKept(page);
  other.owner = '12'; other.version++;
  await press('Control+Enter');
  await see('.clash', 'the second operator is told');
  result(/Орлова/.test(await text(page, '.clash')), 'keyboard: who was first is named');
  result(world.find(other.number).messages.at(-1).text !== 'Мой ответ', 'keyboard: two answers are impossible');

  /* history, dictation, reveal, command bar, keys */
  await press('Escape', 'h');
  await see('.tl li:nth-child(2)', 'history by H');
  await press('x');
  await see('.spoken', 'dictation by X');
  await axe(page, 'dictation');
  await shot(page, 'number');
  await press('Escape', 'p');
  await see('.modal select', 'a reason is asked before personal data');
  await press('ArrowUp', 'Tab', 'Enter');
  await see('.reveal-value', 'the phone is shown');
  await axe(page, 'reveal');
  await press('Escape', '?');
  await see('.sheet', 'the cheat sheet');
  await axe(page, 'cheat sheet');
  await shot(page, 'keys');
  await press('Escape', 'Control+k');
  await see('.command-list [role=option]', 'the command bar');
  await axe(page, 'command bar');
  await shot(page, 'command');
  await page.keyboard.type('перейти: обращ');
  await page.waitForFunction(() => /Перейти/.test(document.querySelector('.command-list [role=option][data-highlighted]')?.textContent ?? ''), null, { timeout: 5000 }).catch(() => {});
  await press('Enter');
  await see('.appeals a.item', 'a place by its name');
  await press('j', 'j', 'ArrowDown', 'Enter');
  await see('.talk', 'an appeal opened from the list');

  /* the session ends: nothing is lost */
  const mine = world.state.appeals.find((one) => one.state === 'in_work' && one.owner === '11');
  await page.goto(`${base}#/work/${mine.number}`);
  await page.waitForSelector(`.card-number:has-text("${mine.number_ru}")`);
  await press('r');
  world.endSessions();
  await page.keyboard.type('Не потеряется');
  await see('.modal [type=password]', 'the end of the session is announced');
  await axe(page, 'session ended');
  await shot(page, 'session');
  await page.keyboard.type('operator-1234');
  await press('Enter');
  await page.waitForFunction(() => !document.querySelector('.modal'), null, { timeout: 5000 }).catch(() => {});
  await page.waitForFunction(() => /сохранён/.test(document.querySelector('.write-kept')?.textContent ?? ''), null, { timeout: 5000 }).catch(() => {});
  result(world.find(mine.number).draft['11']?.text === 'Не потеряется', 'keyboard: the draft after signing in again');

  /* no line, and back */
  await page.context().setOffline(true);
  await press('r', 'End');
  await page.keyboard.type('.');
  await see('.net', 'the missing line is announced');
  await axe(page, 'offline');
  await shot(page, 'offline');
  await page.context().setOffline(false);
  const back = await page.waitForFunction(() => !document.querySelector('.net') && /сохранён/.test(document.querySelector('.write-kept')?.textContent ?? ''), null, { timeout: 15000 }).then(() => true, () => false);
  result(back && world.find(mine.number).draft['11']?.text === 'Не потеряется.', 'keyboard: saved when the line came back');
  result(!bad.length, `keyboard: console: ${bad.join('; ')}`);
  await stop();
}

/* Where a screen is, and what is there once it has been drawn */
const SCREENS = {
  operator: {
    work: ['#/work', 'a.item'], appeals: ['#/appeals', '.appeals a.item'],
    register: ['#/register', '.register-form'], card: ['#/work/FIRST', '.talk .m'], history: ['#/work/FIRST', '.talk .m'],
    files: ['#/work/FIRST', '.talk .m'],
  },
  supervisor: {
    topics: ['#/settings/topics', '.branch-row'], calendars: ['#/settings/calendars', '.week-day'], terms: ['#/settings/terms', '.term-row'],
    journal: ['#/journal', 'tbody tr'], line: ['#/line', '.line-people tbody tr'], figures: ['#/figures', '.survey-staff tbody tr'], taken: ['#/appeals/FIRST', '.talk .m'],
  },
  auditor: { read: ['#/card/FIRST', '.talk .m'] },
  admin: { flows: ['#/settings/flows/default', '.step'], announcements: ['#/settings/announcements', '.announce-now'], prompts: ['#/settings/prompts', '.prompt'], lines: ['#/settings/lines', '.line-row'], queues: ['#/settings/queues', '.queues-table'], checklists: ['#/settings/checklists', '.line-row'], trunks: ['#/settings/trunks', '.trunk-row'], skills: ['#/settings/skills', '.skills-grid [tabindex="0"]'], phones: ['#/settings/phones', '.phone-row'], staff: ['#/settings/staff', 'tbody tr'] },
};

async function visit(page, base, [place, drawn], first) {
  await page.goto(base + place.replace('FIRST', first));
  await page.waitForSelector(drawn, { state: 'attached' });
}

/* The form with a doubtful phone, and then the number */
async function registered(page, name) {
  await page.fill('.register-form textarea', 'Не горит фонарь во дворе.');
  await page.locator('.checked input').nth(1).fill('900 000-00-01');
  await page.waitForSelector('.checked-fix');
  await axe(page, `register ${name}`);
  await shot(page, `register-form-${name.replace(' ', '-')}`);
  await page.keyboard.press('Control+Enter');
  await page.waitForSelector('.register-form .spoken');
}

/* A line gets a region, an outgoing number, and an old number with its days and the one told instead; a wrong day is said at its field.
   The dates that a browser takes by keys depend on its language: they are filled */
async function lineShown(page, world, name) {
  const rows = page.locator('.line-row');
  result(/Башкортостан/.test(await rows.nth(1).textContent()) && /\+73470000000/.test(await rows.nth(1).textContent()), `lines ${name}: region and outgoing number are shown`);
  result(/\+73470000001: (закончился|ended)/.test(await rows.nth(1).textContent()) && /\+73470000003: (с|from) /.test(await rows.nth(1).textContent()), `lines ${name}: which numbers are not in force`);
  await rows.first().locator('.btn').first().click();
  await page.locator('.modal form').waitFor();
  await page.selectOption('.line-form [name=region]', '02');
  await page.fill('.line-form [name=caller]', '+7 347 000-00-09');
  await page.locator('.line-more').focus();
  await page.keyboard.press('Enter');
  await page.keyboard.type('+7 347 000 00 04');
  const last = page.locator('.line-number').last();
  await last.locator('[name=from]').fill('2026-03-01');
  await last.locator('[name=to]').fill('2026-02-01');
  await last.locator('[name=instead]').fill('+73470000005');
  await axe(page, `line dialog ${name}`);
  await shot(page, `line-dialog-${name.replace(' ', '-')}`);
  await last.locator('[name=instead]').press('Enter');
  await last.locator('[name=to][aria-invalid]').waitFor();
  await axe(page, `line refused ${name}`);
  await shot(page, `line-refused-${name.replace(' ', '-')}`);
  await last.locator('[name=to]').fill('2099-03-02');
  await last.locator('[name=to]').press('Enter');
  await page.locator('.modal').waitFor({ state: 'detached' });
  const put = world.state.lines.items[0], kept = world.state.lines.items[1];
  result(JSON.stringify(put.numbers) === '["+78000000000","122",{"number":"+73470000004","from":"2026-03-01","to":"2099-03-02","instead":"+73470000005"}]' && put.region === '02' && put.caller === '+73470000009', `lines ${name}: what was set: ${JSON.stringify(put)}`);
  await rows.nth(1).locator('.btn').first().click();
  await page.locator('.line-number [name=number]').nth(1).fill('+73470000022');
  await page.keyboard.press('Enter');
  await page.locator('.modal').waitFor({ state: 'detached' });
  const now = world.state.lines.items[1];
  result(JSON.stringify(now.numbers) === JSON.stringify([kept.numbers[0], { number: '+73470000022', from: '2026-02-01' }, kept.numbers[2]]), `lines ${name}: edited digits keep their days: ${JSON.stringify(now.numbers)}`);
  /* what a version changed, and how it differs from what is in force */
  await page.locator('.versions-pan summary').click();
  await page.locator('.versions-pan button[aria-expanded][aria-label$=": 2"]').click();
  await page.locator('.version-look .came').first().waitFor();
  const looks = await page.locator('.version-look .differs').evaluateAll((all) => all.map((one) => one.innerText));
  result(/hotline: .*Башкортостан/.test(looks[0]) && /73470000004 \(2026-03-01 — 2099-03-02\)/.test(looks[0]) && !/roads/.test(looks[0]) && /roads.*73470000022/.test(looks[1]) && !/hotline/.test(looks[1]), `lines ${name}: an older version: ${looks}`);
  await axe(page, `line versions ${name}`);
  await shot(page, `lines-after-${name.replace(' ', '-')}`);
}

/* A trunk's form, what is wrong beside its field; its password is not there. By keyboard one place down, where the focus goes with it */
async function trunkShown(page, name) {
  await page.locator('#trunk-main .btn').first().click();
  await page.locator('.modal form').waitFor();
  result(await page.locator('.modal [type=password]').inputValue() === '', `trunk ${name}: the password is not shown`);
  await axe(page, `trunk dialog ${name}`);
  await shot(page, `trunk-dialog-${name.replace(' ', '-')}`);
  await page.locator('.trunk-form input').nth(1).fill('?');
  await page.keyboard.press('Enter');
  await page.locator('.trunk-form [aria-invalid]').waitFor();
  await axe(page, `trunk refused ${name}`);
  await shot(page, `trunk-refused-${name.replace(' ', '-')}`);
  await page.keyboard.press('Escape');
  await page.locator('#trunk-main .trunk-move').nth(1).focus();
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.querySelector('#trunk-main')?.previousElementSibling?.id === 'trunk-spare' && document.activeElement?.closest('#trunk-main'));
  result(true, `trunk ${name}: moved`);
  await page.locator('.versions-pan summary').click();
  await page.locator('.versions-pan li .btn').first().click();
  await page.locator('.version-look .came').waitFor();
  result(/1\. main, 2\. spare, 3\. old.*1\. spare, 2\. main, 3\. old/s.test(await page.locator('.version-look').innerText()), `trunk ${name}: what the version changed`);
  await axe(page, `trunk versions ${name}`);
}

/* A prompt by its words, a file in the place of what is spoken, and what has a recording; the music beside */
async function promptsShown(page, name) {
  const wav = Buffer.concat([Buffer.from('RIFF\x24\x10\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x80\x3e\0\0\x02\0\x10\0data\0\x10\0\0', 'latin1'), Buffer.alloc(4096)]);
  const file = { name: 'next.wav', mimeType: 'audio/wav', buffer: wav };
  await page.locator('.prompts-bar input[type=search]').fill('queue.n');
  await page.locator('.prompt-head').click();
  await page.locator('.prompt-lang').nth(1).locator('input[type=file]').setInputFiles(file);
  result(await page.waitForFunction(() => document.querySelectorAll('.prompt .pill.voice').length === 2, null, { timeout: 5000 }).then(() => true, () => false), `prompts ${name}: a file takes the place of the words`);
  await axe(page, `prompt opened ${name}`);
  await page.locator('.prompts-bar input[type=search]').fill('');
  await page.locator('.prompts-bar input[type=checkbox]').check();
  result(await page.locator('.prompt').count() === 2, `prompts ${name}: what has a recording`);
  await page.locator('.prompts-bar input[type=checkbox]').uncheck();
  for (const own of ['menu.again', 'number.new', 'queue.wait']) await page.locator('.prompt-head', { hasText: own }).click();
  result(await page.locator('.prompt.open', { hasText: 'queue.wait' }).locator('input[type=file]').count() === 0, `prompts ${name}: no file in the place of what differs from call to call`);
  await page.locator('.prompt.open', { hasText: 'number.new' }).locator('input[type=file]').nth(3).waitFor({ state: 'attached' });
  await page.locator('.prompts-music input[type=file]').setInputFiles(file);
  await page.locator('.prompts-music .pill.voice').waitFor();
  await page.locator('.prompt.open', { hasText: 'number.new' }).scrollIntoViewIfNeeded();
  await axe(page, `prompts opened ${name}`);
  await shot(page, `prompts-opened-${name.replace(' ', '-')}`);
  await page.locator('.prompts-music .btn.lk').last().click();
  await page.locator('.prompts-music .pill:not(.voice)').waitFor();
}

/* Regions, a checklist and an offer of a neighbour are chosen, not written */
async function flowChosen(page, name) {
  const steps = page.locator('.flow-steps > .steps > .step');
  const seen = async (step) => {
    await steps.nth(step).locator('.step-main').first().click();
    return steps.nth(step);
  };
  const region = await seen(3);
  await region.locator('.regions select').selectOption('02');
  await region.locator('.region-up').nth(2).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  result(/Башкорт.*Москва.*Татарстан/s.test(await region.locator('.regions ol').textContent()), `flow ${name}: the region is first`);
  await region.locator('.region-row .ib').nth(5).click();
  const checklist = await seen(4);
  await checklist.locator('.flow-field select').nth(1).selectOption('passport');
  const queue = await seen(5);
  await queue.locator('.item-box .step-main').first().click();
  await queue.locator('.item-box [type=checkbox]').check();
  result(!await queue.locator('.item-box .said').count(), `flow ${name}: a neighbour has no words of the flow`);
  await axe(page, `flow chosen ${name}`);
  await shot(page, `flow-chosen-${name.replace(' ', '-')}`);
  const [put] = await Promise.all([page.waitForRequest((one) => one.method() === 'PUT' && /flows\/default$/.test(one.url())), page.locator('.flow-bar .btn:not(.p)').last().click()]);
  const stored = JSON.stringify(put.postDataJSON().steps.slice(3));
  result(stored === '[{"do":"region","list":["02","77"]},{"do":"checklist","checklist":"passport"},{"do":"queue","offers":[{"after":60,"steps":[{"do":"hang-up"}],"neighbour":true}]}]', `flow ${name}: what was chosen: ${stored}`);
  await page.locator('.flow-bar .pill', { hasText: /черновик|draft/ }).waitFor();
}

/* An opened step, the walk with a key pressed, and what differs from the first version */
async function flowShown(page, name) {
  await page.locator('.step-main').first().click();
  await page.locator('.tab').nth(1).click();
  await page.locator('.walk-pad .btn').first().click();
  await page.locator('.walk-did').first().waitFor();
  await axe(page, `flow walk ${name}`);
  await shot(page, `flow-walk-${name.replace(' ', '-')}`);
  await page.locator('.tab').nth(2).click();
  await page.locator('.step-acts .ib').nth(3).click();
  await page.locator('.version .btn').first().click();
  await page.locator('.diff .gone').first().waitFor();
  await axe(page, `flow versions ${name}`);
  await shot(page, `flow-versions-${name.replace(' ', '-')}`);
  await page.locator('.flow-bar .btn').first().click();
}

const draftKept = (page) => page.waitForFunction(() => /сохранён|saved/.test(document.querySelector('.write-kept')?.textContent ?? ''), null, { timeout: 5000 });

/** Every screen in a theme and a language */
async function everyScreen(browser, theme, lang) {
  for (const [login, places] of Object.entries(SCREENS)) {
    const { world, base, page, bad, stop } = await start(browser, { colorScheme: theme, locale: lang === 'ru' ? 'ru-RU' : 'en-GB' });
    await page.goto(base);
    await page.waitForSelector('.door');
    if (login === 'operator') {
      await axe(page, `sign-in ${theme} ${lang}`);
      await shot(page, `sign-in-${theme}-${lang}`);
    }
    await signIn(page, base, login);
    for (const [name, place] of Object.entries(places)) {
      await visit(page, base, place, world.state.appeals[0].number);
      if (name === 'history') await page.keyboard.press('h');
      if (name === 'files') await page.keyboard.press('f');
      if (name === 'register') await registered(page, `${theme} ${lang}`);
      if (name === 'card') {
        world.view(world.state.appeals[0].number, [{ id: '12', name: 'Орлова Т.' }]);
        await page.fill('.write-text', 'Ирина, справка не нужна: акт о перерыве составляет управляющая компания, и перерасчёт делают');
        await draftKept(page);
        await page.waitForSelector('.item-eye');
        await application(page, `${theme} ${lang}`);
        await page.locator('.card-foot .btn').last().click();
        await page.locator('.modal input[type=datetime-local]').waitFor();
        await axe(page, `call back dialog ${theme} ${lang}`);
        await page.locator('.modal [type=submit]').click();
        result(await page.waitForSelector('.modal', { state: 'detached', timeout: 5000 }).then(() => true, () => false), `a call back is promised ${theme} ${lang}`);
      }
      await axe(page, `${name} ${theme} ${lang}`);
      await shot(page, `${name}-${theme}-${lang}`);
      if (name === 'lines') await lineShown(page, world, `${theme} ${lang}`);
      if (name === 'trunks') await trunkShown(page, `${theme} ${lang}`);
      if (name === 'prompts') await promptsShown(page, `${theme} ${lang}`);
      if (name === 'flows') {
        await flowChosen(page, `${theme} ${lang}`);
        await flowShown(page, `${theme} ${lang}`);
      }
    }
    if (login === 'operator') {
      await page.locator('.write-tab').nth(2).click();
      await axe(page, `note ${theme} ${lang}`);
      await page.locator('.rail-place').last().click();
      await page.waitForSelector('[role=menu]');
      await axe(page, `view menu ${theme} ${lang}`);
      await shot(page, `menu-${theme}-${lang}`);
    }
    if (login === 'admin') {
      await page.locator('.page-head .btn').click();
      await axe(page, `staff dialog ${theme} ${lang}`);
      await shot(page, `staff-dialog-${theme}-${lang}`);
    }
    if (login === 'supervisor') {
      await page.goto(base + '#/settings/calendars');
      await page.locator('.week-day input').first().fill('07:00');
      await page.locator('.calendar [type=submit]').first().click();
      await page.locator('.weeks li').nth(1).waitFor();
      await axe(page, `new hours ${theme} ${lang}`);
      await page.locator('.exceptions .btn').first().click();
      await page.locator('.modal form').waitFor();
      await axe(page, `exception dialog ${theme} ${lang}`);
    }
    result(!bad.length, `${login} ${theme} ${lang}: console: ${bad.join('; ')}`);
    await stop();
  }
}

/** An application of another system is asked about: found, unknown, away; a number that is none */
async function application(page, name) {
  const ask = async (number, seen) => {
    await page.locator('.application-form input').first().fill(number);
    await page.locator('.application-form [type=submit]').click();
    const there = await page.waitForSelector(seen, { timeout: 5000 }).then(() => true, () => false);
    result(there, `application ${number} ${name}: ${seen}`);
    await axe(page, `application ${number} ${name}`);
  };
  await page.waitForSelector('.application-form');
  await ask('7700123457', '.application .box.act');
  await ask('нет', '.application .field .tone-crit');
  await ask('7700123459', '.application .box.warn');
  await shot(page, `application-away-${name.replace(/ /g, '-')}`);
  await ask('7700123452', '.application-found .tone-crit');
  result(/ведомств/.test(await text(page, '.application-found')) && !await page.locator('.application .box').count(), `application ${name}: its step, and nothing else`);
  await shot(page, `application-${name.replace(/ /g, '-')}`);
}

/** 390 px, and 1440 px at 200 % zoom (720 CSS pixels), without sideways scroll */
async function narrow(browser, width, height, name) {
  for (const [login, places] of Object.entries(SCREENS)) {
    const { world, base, page, stop } = await start(browser, { viewport: { width, height } });
    await signIn(page, base, login);
    for (const [screen, place] of Object.entries(places)) {
      await visit(page, base, place, world.state.appeals[0].number);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      result(wide <= width, `${screen} at ${name}: ${wide} px wide`);
      await axe(page, `${screen} at ${name}`);
      await shot(page, `${screen}-${name}`);
      if (screen === 'lines') {
        await page.locator('.line-row').nth(1).locator('.btn').first().click();
        await page.locator('.line-number').nth(2).scrollIntoViewIfNeeded();
        const inside = await page.locator('.modal-body').evaluate((one) => one.scrollWidth - one.clientWidth);
        result(inside <= 0, `line dialog at ${name}: ${inside} px too wide`);
        await axe(page, `line dialog at ${name}`);
        await shot(page, `line-dialog-${name}`);
        await page.keyboard.press('Escape');
      }
    }
    if (login === 'operator') {
      await page.locator('.appeal-switch .btn').last().click();
      await axe(page, `card pane at ${name}`);
      await shot(page, `pane-${name}`);
      await application(page, `at ${name}`);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      result(wide <= width, `application at ${name}: ${wide} px wide`);
    }
    await stop();
  }
}

/** Calls in each state: both themes and languages, 390 px, 200 % */
async function everyCall(browser) {
  const looks = [
    ['light ru', { colorScheme: 'light' }], ['dark ru', { colorScheme: 'dark' }], ['light en', { colorScheme: 'light', locale: 'en-GB' }],
    ['390', { viewport: { width: 390, height: 844 } }], ['390 dark en', { viewport: { width: 390, height: 844 }, colorScheme: 'dark', locale: 'en-GB' }],
    ['200%', { viewport: { width: 720, height: 450 } }],
  ];
  for (const [name, options] of looks.filter(([name]) => !process.env.LOOK || name === process.env.LOOK)) {
    const own = await start(browser, options);
    const seen = async (what) => {
      const wide = await own.page.evaluate(() => document.documentElement.scrollWidth);
      result(wide <= own.page.viewportSize().width, `${what} ${name}: ${wide} px wide`);
      await axe(own.page, `${what} ${name}`);
      await shot(own.page, `${what}-${name.replace(/ /g, '-')}`);
    };
    try {
      await callStates({ ...own, seen, signIn, result: (ok, what) => result(ok, `${what} (${name})`) });
    } catch (err) {
      result(false, `calls ${name}: ${err.stack}`);
    }
    result(!own.bad.length, `calls ${name}: console: ${own.bad.join('; ')}`);
    await own.stop();
  }
  const own = await start(browser);
  await callOut({ ...own, signIn, result, seen: async (what) => { await axe(own.page, what); await shot(own.page, what); } });
  result(!own.bad.length, `a call out: console: ${own.bad.join('; ')}`);
  await own.stop();
  const line = await start(browser);
  await supervise({ ...line, signIn, result, seen: async (what) => { await axe(line.page, what); await shot(line.page, what); } }).catch((err) => result(false, err.stack));
  result(!line.bad.length, `a supervisor: console: ${line.bad.join('; ')}`);
  await line.stop();
  const admin = await start(browser);
  await administrate({ ...admin, signIn, result, seen: async (what) => { await axe(admin.page, what); await shot(admin.page, what); } }).catch((err) => result(false, err.stack));
  result(!admin.bad.length, `an administrator: console: ${admin.bad.join('; ')}`);
  await admin.stop();
}

/** Who may confirm is told what waits for a second person, at the rail and in the settings, as it comes and until somebody has confirmed it */
async function secondPerson(browser) {
  const { world, base, page, bad, stop } = await start(browser);
  const badge = (n) => page.waitForFunction((want) => (document.querySelector('.rail-place em [aria-hidden]')?.textContent ?? '') === want, n, { timeout: 5000 }).then(() => true, () => false);
  await signIn(page, base, 'admin', '#/settings/announcements');
  await page.locator('.announce-now').waitFor();
  result(await badge('1'), 'second person: an announcement waits');
  result(await page.locator('.note.warn', { hasText: 'Срочное сообщение ждёт' }).count() === 1, 'second person: and is told of');
  world.urgent('13');
  result(await badge('2'), 'second person: an urgent exception waits as well');
  await page.locator('.note.warn', { hasText: 'исключение' }).waitFor();
  result(await page.locator('.settings-nav em').count() === 2, 'second person: where to confirm each');
  await axe(page, 'second person');
  await shot(page, 'second-person');
  world.confirm('13');
  result(await badge(''), 'second person: confirmed by another, nothing waits');
  result(await page.locator('.announce-now .pill.ok').waitFor({ timeout: 5000 }).then(() => true, () => false), 'second person: the screen shows it');
  result(await page.locator('.note.warn').count() === 0, 'second person: and the notes are gone');
  result(!bad.length, `second person: console: ${bad.join('; ')}`);
  await stop();
}

/** What the first screen loads, as the program sends it: text by brotli */
async function weight(browser) {
  const { base, page, stop } = await start(browser);
  const loaded = new Set();
  page.on('response', (reply) => reply.ok() && loaded.add(new URL(reply.url()).pathname));
  await signIn(page, base, 'operator');
  await page.waitForSelector('a.item');
  await page.evaluate(() => document.fonts.ready);
  let all = 0;
  for (const name of [...loaded].filter((one) => one.startsWith('/desk/'))) {
    const data = fs.readFileSync(dist + (name.slice('/desk/'.length) || 'index.html'));
    const size = name.endsWith('.woff2') ? data.length : zlib.brotliCompressSync(data).length;
    all += size;
    console.log(`${String(size).padStart(8)} ${name}`);
  }
  console.log(`${String(all).padStart(8)} bytes over the wire for the first load of the desk`);
  result(all <= weightMax, `weight: ${all} bytes, at most ${weightMax}`);
  await stop();
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
const only = process.env.ONLY;

async function everyPlace() {
  if (!only || only === 'keyboard') await byKeyboard(browser);
  if (!only || only === 'journal') {
    const own = await start(browser);
    const seen = async (what) => { await axe(own.page, what); await shot(own.page, what); };
    await journalWalk({ ...own, signIn, result, seen }).catch((err) => result(false, err.stack));
    result(!own.bad.length, `the journal: console: ${own.bad.join('; ')}`);
    await own.stop();
  }
  if (!only || only === 'second') await secondPerson(browser);
  for (const theme of ['light', 'dark']) {
    for (const lang of ['ru', 'en']) if (!only || only === 'screens' || only === `${theme}-${lang}`) await everyScreen(browser, theme, lang);
  }
  if (!only || only === 'narrow') {
    await narrow(browser, 390, 844, '390');
    await narrow(browser, 720, 450, '200%');
  }
  if (!only || only === 'weight') await weight(browser);
}

/* two beside each other: each has servers and windows of its own */
try {
  const parts = [everyPlace()];
  if (!only || only === 'calls') parts.push(everyCall(browser));
  for (const one of await Promise.allSettled(parts)) if (one.reason) result(false, one.reason.stack);
} catch (err) {
  result(false, err.stack);
} finally {
  await browser.close();
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
