/* live_flow.mjs: a flow edited by keyboard alone on the running program: a step added and moved, a mistake told at its step, a draft, the
   walk by the program's own machine, published, and back again */
import { look, result, says, signIn, there } from './live_tool.mjs';

const flowOf = (page) => page.evaluate(() => fetch('/api/v1/settings/flows/default').then((reply) => reply.json()));

/** Goes by Tab to what a selector finds; nothing is clicked */
async function reach(page, selector, what) {
  for (let i = 0; i < 200; i++) {
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return;
    await page.keyboard.press('Tab');
  }
  result(false, `${what}: never reached by Tab`);
}

export async function flowByKeyboard(browser, origin) {
  const own = await signIn(browser, origin, 'administrator', 'administrator at work', '#/settings/flows/default');
  const { page, bad } = own;
  await there(page, '.step', 'the steps of the flow');
  const before = await flowOf(page);
  await look(page, 'flow');

  /* a step at the end of the outermost list: nothing leads there, which stands at the step itself */
  await page.locator('.flow-steps > .steps > .step-add .btn').focus();
  await page.keyboard.press('Enter');
  await there(page, '.step-add [role=menuitem]', 'the verbs');
  await page.keyboard.press('Enter');
  await says(page, '.flow-bar', /не сохранено/, 'a change is told');
  await there(page, '.step.wrong .fields', 'the new step is opened, and says what is wrong with it');
  await look(page, 'flow-wrong');

  /* to the head of the flow, with words in both languages */
  for (let i = 0; i < before.steps.length; i++) await page.keyboard.press('Alt+ArrowUp');
  result((await page.evaluate(() => document.activeElement?.id)).startsWith('step-'), 'the focus stays with the step that moves');
  await reach(page, 'textarea[lang=ru]', 'the Russian words');
  await page.keyboard.type('Приём переехал на Садовую улицу.');
  await reach(page, 'textarea[lang=en]', 'the English words');
  await page.keyboard.type('We have moved to Sadovaya street.');
  await says(page, '.flow-side', /Ошибок нет/, 'nothing is wrong any more');

  /* heard before it is saved */
  await page.locator('.tab').first().focus();
  await page.keyboard.press('ArrowRight');
  await says(page, '.walk-told', /Садовую.*Вас приветствует/s, 'the walk says it first');
  await page.locator('.walk-pad .btn').first().focus();
  await page.keyboard.press('8');
  await says(page, '.walk-told', /нажал 8.*Если у вас уже есть номер обращения/s, 'a key leads on');
  await page.keyboard.press('1');
  await says(page, '.walk-told', /нажал 1.*десять цифр/s, 'and the next one');
  await look(page, 'flow-walk');

  await page.locator('.flow-bar .btn:not(.p)').last().focus();
  await page.keyboard.press('Enter');
  await says(page, '.flow-bar', /черновик/, 'a draft');
  result((await flowOf(page)).in_force === before.in_force, 'a draft is heard by nobody');
  await page.locator('.flow-bar .btn.p').focus();
  await page.keyboard.press('Enter');
  await says(page, '.flow-bar', /действует версия/, 'published');
  const after = await flowOf(page);
  result(after.in_force === after.newest && after.steps.length === before.steps.length + 1, `in force: ${after.in_force} of ${after.newest}`);

  /* and back by one key */
  await page.locator('.tab').nth(1).focus();
  await page.keyboard.press('ArrowRight');
  await there(page, '.version .btn', 'the versions');
  await page.locator('.version').last().locator('.btn').first().focus();
  await page.keyboard.press('Enter');
  await there(page, '.diff .came, .diff .gone', 'what differs');
  await look(page, 'flow-versions');
  await page.locator('.version').last().locator('.btn').last().focus();
  await page.keyboard.press('Enter');
  await says(page, '.versions', /как версия 0/, 'rolled back');
  result(JSON.stringify((await flowOf(page)).steps) === JSON.stringify(before.steps), 'it says what it said');
  result(!bad.length, `a flow: ${bad.join('; ')}`);
  await own.context.close();
}
