/* shots.mjs PREVIEW OUT [NAME…]: pictures of the pages, 1440 and 390 wide, light and dark, and at 200 % */
import fs from 'node:fs';
import { serve, launch, pages } from './site.mjs';

const [root, out, ...names] = process.argv.slice(2);
const variants = [
  ['1440', { viewport: { width: 1440, height: 900 } }],
  ['1440-dark', { viewport: { width: 1440, height: 900 }, colorScheme: 'dark' }],
  ['390', { viewport: { width: 390, height: 844 } }],
  ['390-dark', { viewport: { width: 390, height: 844 }, colorScheme: 'dark' }],
  ['200', { viewport: { width: 720, height: 450 }, deviceScaleFactor: 2 }],
];

fs.mkdirSync(out, { recursive: true });
const { server, origin } = await serve(root);
const browser = await launch();
for (const [variant, options] of variants) {
  if (process.env.VARIANT && !process.env.VARIANT.split(',').includes(variant))
    continue;
  const context = await browser.newContext({ ...options, javaScriptEnabled: false });
  const page = await context.newPage();
  for (const name of names.length ? names : pages(root)) {
    await page.goto(`${origin}/${name}.html`);
    await page.screenshot({ path: `${out}/${name.replace('/', '-')}-${variant}.png`, fullPage: true });
  }
  await context.close();
}
await browser.close();
server.close();
