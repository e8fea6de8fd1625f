/* The journal by keyboard: newest first, chosen by what it is about and by who it was; each row in words */
export async function journalWalk({ page, base, signIn, result, seen }) {
  await signIn(page, base, 'supervisor');
  await page.goto(base + '#/journal');
  await page.waitForSelector('.journal-table tbody tr');
  const rows = () => page.locator('.journal-table tbody tr').allInnerTexts();
  const until = async (good, what) => {
    const ends = Date.now() + 5000;
    while (!good(await rows()) && Date.now() < ends) await page.waitForTimeout(50);
    result(good(await rows()), `${what}: ${(await rows()).slice(0, 3)}`);
  };
  const first = await rows();
  result(/обед/.test(first[0]), `the newest first: ${first[0]}`);
  for (const words of [/Транк без связи.*main, Молчит/s, /линии, опубликовано, версия 2 → 3/, /Башкортостан, не отвечает, нет света, до /, /Отопление 3 → 9/, /коллеге, сотрудник: Орлова/,
    /заявитель: потери 1,2 %, дрожание 20 мс/, /ждал своего оператора, обслужен № /]) result(first.some((row) => words.test(row)), `in words: ${words}`);
  await seen('journal');
  await page.getByLabel('Что', { exact: true }).focus();
  for (let i = 0; i < 11; i++) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Tab');
  for (let i = 0; i < 2; i++) await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await until((got) => got.length === 2 && got.every((row) => /Транк/.test(row)), 'a group, by keyboard');
  await page.getByLabel('Что', { exact: true }).selectOption('');
  await page.getByLabel('Кто', { exact: true }).selectOption('system');
  await page.getByRole('button', { name: 'Показать', exact: true }).click();
  await until((got) => got.length > 2 && got.every((row) => /Система/.test(row)), 'who acted');
  await page.getByLabel('Кто', { exact: true }).selectOption('');
  await page.getByLabel('по день').fill('2001-01-01');
  await page.getByRole('button', { name: 'Показать', exact: true }).click();
  await until((got) => !got.length, 'a day with nothing');
  await page.getByLabel('по день').fill('');
  await page.getByRole('button', { name: 'Показать', exact: true }).click();
  await until((got) => got.length === 100, 'a page');
  await page.getByRole('button', { name: 'Показать более ранние' }).click();
  await until((got) => got.length > 150, 'and what was before');
  await page.goto(base + '#/figures');
  await page.waitForSelector('.overtakings-rows tbody tr');
  const report = await page.locator('.overtakings').innerText();
  result(/своего оператора\s+1\s+3/.test(report) && /№?\s*АВ-123456-7890/.test(report) && /Кольцова/.test(report), `overtakings: ${report}`);
  await page.locator('.overtakings').scrollIntoViewIfNeeded();
  await seen('overtakings');
  await page.setViewportSize({ width: 390, height: 844 });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  result(wide <= 390, `390: ${wide} px wide`);
  await page.evaluate(() => document.querySelector('.page').scrollTo(0, 0));
  await seen('journal-390-filtered');
}
