/* live_lines.mjs: an administrator adds the line of a region, with an old number and the one that is told instead: its office is there */
import { look, result, says, signIn, there } from './live_tool.mjs';

const asked = (page, path) => page.evaluate((place) => fetch(`/api/v1/settings/${place}`).then((reply) => reply.json()), path);

export async function regionalLine(browser, origin, password) {
  const { context, page, bad } = await signIn(browser, origin, 'administrator', password, '#/settings/lines');
  await there(page, '.line-row', 'lines');
  await page.locator('.page-head .btn.p').click();
  await page.fill('.line-form [lang=ru]', 'Справочная, Петербург');
  await page.fill('.line-form [lang=en]', 'Information, St Petersburg');
  await page.locator('.line-form input').nth(2).fill('petersburg');
  await page.selectOption('.line-form [name=region]', '78');
  await page.fill('.line-form [name=caller]', '+7 812 000-00-00');
  await page.fill('.line-number [name=number]', '+7 812 000-00-01');
  await page.fill('.line-number [name=from]', '2026-01-01');
  await page.fill('.line-number [name=to]', '2099-01-31');
  await page.fill('.line-number [name=instead]', '8 812');
  await page.keyboard.press('Enter');
  await there(page, '.line-number [name=instead][aria-invalid]', 'what is wrong stands at its field');
  await look(page, 'line-refused');
  await page.fill('.line-number [name=instead]', '+78120000002');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.modal', { state: 'detached' });
  await says(page, '.line-row', /Петербург.*говорит новый: \+78120000002/s, 'the line with its number of a time');
  const { items } = await asked(page, 'lines');
  const own = items.find((one) => one.key === 'petersburg');
  result(own?.region === '78' && own.caller === '+78120000000' && JSON.stringify(own.numbers) ===
    '[{"number":"+78120000001","from":"2026-01-01","to":"2099-01-31","instead":"+78120000002"}]', `what is stored: ${JSON.stringify(own)}`);
  let offices = [];
  for (const end = Date.now() + 30_000; Date.now() < end && !offices.includes('78');) offices = (await asked(page, 'offices')).items.map((one) => one.region);
  result(offices.includes('78'), `the region has an office: ${offices}`);
  await look(page, 'lines-regional');
  result(!bad.filter((one) => !/422|sheet.line/.test(one)).length, `a regional line: ${bad.join('; ')}`);
  await context.close();
}
