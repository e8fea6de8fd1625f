/* axe.mjs PREVIEW: no page, in either theme, breaks a rule of axe-core (WCAG 2.0–2.2 A and AA, best practice), asks for anything the
   policy refuses, scrolls sideways at 320 px, has a target below 24 px, or weighs more than 60 KB cold in 10 requests.
   Ends with «N passed, N failed». */
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { createRequire } from 'node:module';
import { AxeBuilder } from '@axe-core/playwright';
import { serve, launch, pages } from './site.mjs';

const root = process.argv[2];
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const weightMax = 60 * 1024;
const requestsMax = 10;
let passed = 0;
let failed = 0;

function result(ok, what) {
  if (ok) {
    passed++;
    return;
  }
  failed++;
  console.log(`FAILED ${what}`);
}

function describe(violation) {
  return `${violation.id} (${violation.impact}): ${violation.nodes.map((node) => `${node.target} ${node.failureSummary}`).join('\n    ')}`;
}

/** What goes over the wire: text by brotli, as the program sends it */
function wireSize(file) {
  const data = fs.readFileSync(file);
  return file.endsWith('.woff2') ? data.length : zlib.brotliCompressSync(data).length;
}

async function checkAxe(browser, origin, colorScheme) {
  const context = await browser.newContext({ colorScheme, viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  const refused = [];
  page.on('console', (message) => message.type() === 'error' && refused.push(message.text()));
  for (const name of pages(root)) {
    refused.length = 0;
    await page.goto(`${origin}/${name}.html`);
    const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
    result(!violations.length, `${name} ${colorScheme}: ${violations.map(describe).join('\n  ')}`);
    result(!refused.length, `${name} ${colorScheme}: ${refused.join('; ')}`);
  }
  await context.close();
}

async function checkNarrow(browser, origin) {
  const context = await browser.newContext({ viewport: { width: 320, height: 640 } });
  const page = await context.newPage();
  for (const name of pages(root)) {
    await page.goto(`${origin}/${name}.html`);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    result(width <= 320, `${name}: ${width} px wide on a screen of 320 px (WCAG 1.4.10)`);
  }
  await context.close();
}

async function checkWeight(browser, origin) {
  let most = 0;
  for (const name of pages(root)) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 2000 } });
    const page = await context.newPage();
    const asked = new Set();
    page.on('request', (request) => asked.add(new URL(request.url()).pathname));
    await page.goto(`${origin}/${name}.html`, { waitUntil: 'networkidle' });
    const size = [...asked].reduce((sum, file) => sum + wireSize(path.join(root, file)), 0);
    most = Math.max(most, size);
    result(size <= weightMax && asked.size <= requestsMax, `${name}: ${size} bytes in ${asked.size} requests`);
    if (name.endsWith('start'))
      console.log(`${name}: ${size} bytes cold in ${asked.size} requests, page ${wireSize(path.join(root, `${name}.html`))}`);
    await context.close();
  }
  console.log(`heaviest page: ${most} bytes cold`);
}

const { server, origin } = await serve(root);
const browser = await launch();
console.log(`axe-core ${createRequire(import.meta.url)('axe-core/package.json').version}, Chromium ${browser.version()}`);
await Promise.all([checkAxe(browser, origin, 'light'), checkAxe(browser, origin, 'dark')]);
await checkNarrow(browser, origin);
await checkWeight(browser, origin);
await browser.close();
server.close();
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed ? 1 : 0;
