/* Files at the card: added by the operator, seen by the citizen, saved as they were sent; what is no document is refused in words */
import fs from 'node:fs';
import { TAKEN, appealNew, look, result, says, signIn, there } from './live_tool.mjs';

const pdf = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n');

export async function cardFiles(browser, origin, password) {
  const given = await appealNew(origin, { text: 'Пришлите, пожалуйста, образец заявления.' });
  const { context, page, bad } = await signIn(browser, origin, 'operator', password, `#/work/${given.number}`);
  await page.waitForSelector('.write-take');
  await page.keyboard.press('t');
  await there(page, TAKEN, 'taken');
  await page.setInputFiles('.write-bar input[type=file]', { name: 'Образец заявления.pdf', mimeType: 'application/pdf', buffer: pdf });
  await says(page, '.notes', /Образец заявления\.pdf/, 'the file is added');
  await page.keyboard.press('Escape');
  await page.locator('.log').focus();
  await page.keyboard.press('f');
  await says(page, '.files', /Образец заявления\.pdf/, 'the file in the card');
  await look(page, 'files');
  const [saved] = await Promise.all([page.waitForEvent('download'), page.locator('.files a[download]').click()]);
  result(saved.suggestedFilename() === 'Образец заявления.pdf', `its name: ${saved.suggestedFilename()}`);
  result(fs.readFileSync(await saved.path()).equals(pdf), 'its bytes');
  await page.keyboard.press('h');
  await says(page, '.tl', /Добавлен файл/, 'the history tells of the file');

  const status = await fetch(`${origin}/api/v1/appeals/${given.number}`, { headers: { 'Appeal-Code': given.code } }).then((reply) => reply.json());
  const [file] = status.files ?? [];
  const got = await fetch(`${origin}/api/v1/appeals/${given.number}/files/${file?.id}`, { headers: { 'Appeal-Code': given.code } });
  result(Buffer.from(await got.arrayBuffer()).equals(pdf), 'the citizen reads the same file');
  result(!bad.length, `files: ${bad.join('; ')}`);

  bad.length = 0;
  await page.setInputFiles('.write-bar input[type=file]', { name: 'run.exe', mimeType: 'application/octet-stream', buffer: Buffer.from('MZ\x90\x00\x03\x00\xff\xfe', 'latin1') });
  await says(page, '.note.crit', /run\.exe: \S/, 'a file of another sort is refused in words');
  result(bad.every((one) => /\b(415|422)\b/.test(one)), `refused file: ${bad.join('; ')}`);
  await context.close();
}
