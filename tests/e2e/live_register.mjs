/* An appeal registered for a citizen by the keyboard alone: checks as one types, the number, its copy, the card */
import { CEILING_MS, look, result, says, shot, signIn, there } from './live_tool.mjs';

const CHECKED = (n) => `.checked:nth-child(${n})`;

export async function registerAppeal(browser, origin, password) {
  const { context, page, bad } = await signIn(browser, origin, 'operator', password);
  const press = async (...keys) => { for (const key of keys) await page.keyboard.press(key); };
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin });
  await page.waitForSelector('.work-groups');
  await press('Control+k');
  await page.waitForSelector('.command-list [role=option]');
  await page.keyboard.type('зарегистрировать');
  await page.waitForFunction(() => /Зарегистрировать/.test(document.querySelector('.command-list [role=option][data-highlighted]')?.textContent ?? ''), null, { timeout: CEILING_MS });
  await press('Enter');
  await page.waitForFunction(() => document.activeElement?.name === 'kind', null, { timeout: CEILING_MS }).then(() => result(true), () => result(false, 'the form begins at the kind'));

  /* kind, words, topic by arrows; a name in the other keyboard layout is put right by its button */
  await press('ArrowUp', 'Tab');
  await page.keyboard.type('Не горит фонарь во дворе на Садовой, 14.');
  await press('Tab', 'ArrowDown', 'Tab');
  await page.keyboard.type('Bdfyjd Bdfy');
  await says(page, CHECKED(1), /латинскими.*Исправить: Иванов Иван/s, 'a name in the other layout');
  await press('Tab', 'Enter');
  await says(page, CHECKED(1), /Верно: Иванов Иван/, 'the name put right');
  await press('Tab');
  await page.keyboard.type('8 916 123-45-6');
  await says(page, CHECKED(2), /11 цифр|цифр/, 'a short phone is told while it is typed');
  await look(page, 'register');
  await page.keyboard.type('7');
  await says(page, CHECKED(2), /Верно: \+7 916 123-45-67/, 'a whole phone is read back');
  await press('Tab');
  await page.keyboard.type('ivanov@example');
  await says(page, CHECKED(3), /Адрес почты/, 'half an address');
  await page.keyboard.type('.org');
  await says(page, CHECKED(3), /Верно/, 'a whole address');
  await press('Tab', 'ArrowDown', 'ArrowDown');
  const region = await page.evaluate(() => document.activeElement.selectedOptions?.[0].textContent);
  result(!!region, 'a region by arrows');
  await shot(page, 'register-filled');

  /* registered, copied, opened */
  await press('Control+Enter');
  await there(page, '.register-form .spoken', 'the number');
  await look(page, 'registered');
  const number = /[АВЕКМНОРСТУХ]{2}-\d{6}-\d{4}/.exec(await page.textContent('#registered'))?.[0];
  await press('y');
  await there(page, '.note.ok', 'the copy is told');
  result(number && await page.evaluate(() => navigator.clipboard.readText()) === number, `one key copies the number ${number}`);
  await press('v');
  await there(page, '.write-take', 'the card by one key');
  await says(page, '.card', /Жалоба/, 'the kind');
  await says(page, '.kv', new RegExp(region), 'the region');
  await says(page, '.m .m-text', /Садовой/, 'the words');
  await says(page, '.tl', /Обращение поступило/, 'the history');
  await shot(page, 'register-card');

  /* once more: the form is empty; what is typed survives a look elsewhere */
  await press('Escape', 'g', 'n');
  await there(page, '.register-form textarea', 'the form by its keys');
  await page.fill('.register-form textarea', 'Второе.');
  await page.locator('.register-form h1, .page h1').first().click();
  await press('g', 'w');
  await page.waitForSelector('.work-groups');
  await press('g', 'n');
  await page.waitForSelector('.register-form textarea');
  result(await page.inputValue('.register-form textarea') === 'Второе.', 'what was typed survives a look elsewhere');
  result(!bad.length, `register: ${bad.join('; ')}`);
  page.on('dialog', (dialog) => dialog.accept());
  await context.close();
}
