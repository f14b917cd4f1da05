// Every page of the table of routes, in both languages, wide and narrow, with and without scripts, today and as known
// on an earlier day, on a full register and an empty one; and every link on them leads somewhere. With OUTTURN_LONG=1 all
// widths, both languages through the accessibility checker, and every link there is.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { outturn, startSite, startBrowser, visitor, signIn, htmlFaults, axeFaults, houseFaults } from './site.mjs';
import { pages } from '../pages/routes.mjs';

const long = process.env.OUTTURN_LONG === '1';
const widths = long ? [1280, 768, 360] : [1280, 360];
let site;
let empty;
let browser;

before(async () => {
  [site, empty, browser] = await Promise.all([startSite(), startSite({ demo: false }), startBrowser()]);
  // Some pages answer only a partner's own manager: the administrator is one of those, too.
  const appointment = join(site.folder, 'appointment.csv');
  writeFileSync(appointment, 'id,person,organisation,role,from\nada-manages,ada-administrator,employment,manager,2020-01-01\n');
  outturn(['import', 'records', appointment, '--kind', 'appointment', '--workspace', site.workspace]);
});
after(async () => {
  await browser?.close();
  await site?.stop();
  await empty?.stop();
});

/** Somebody who may open every page, and the cookie with which plain requests do the same. */
async function administrator(of) {
  const page = await visitor(browser);
  await signIn(page, of.address);
  const cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
  page.faults.length = 0;
  return { page, cookie, get: (path, options = {}) => fetch(of.address + path, { headers: { cookie }, redirect: 'manual', ...options }) };
}

const withQuery = (path, query) => path + (path.includes('?') ? '&' : '?') + query;
const isPage = (response) => response.headers.get('content-type')?.startsWith('text/html');
const words = (text) => text.replace(/\s+/g, ' ').trim();

/** Each place where a browser goes from here by itself or by a click, without fragments. */
function linksIn(html) {
  return [...html.matchAll(/<(?:a|link|img|script|use)\b[^>]*?\s(?:href|src)="(\/[^"#]*)/g)].map((match) => match[1].replaceAll('&amp;', '&'));
}

/** Runs each item through `work`, a few at once. */
async function each(items, work, atOnce = 4) {
  const waiting = [...items];
  await Promise.all(Array.from({ length: atOnce }, async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await work(next);
  }));
}

test('every page of the table of routes has an example here', () => {
  assert.deepEqual(pages().missing, []);
});

for (const which of ['full', 'empty']) {
  test(`every page of ${which === 'full' ? 'the demonstration' : 'an empty register'} holds in a browser, wide and narrow`, async () => {
    const of = which === 'full' ? site : empty;
    const { page } = await administrator(of);
    const faults = [];
    const examined = new Map(); // pages of one route are alike to the accessibility checker: two of each in the short form
    for (const { name, path } of pages({ records: which === 'full' }).all) {
      examined.set(name, (examined.get(name) ?? 0) + 1);
      for (const language of ['en', 'fr']) {
        const before = page.faults.length;
        const note = (found, where) => faults.push(...found.map((fault) => `${path} ${language} ${where}: ${fault}`));
        await page.setViewportSize({ width: widths[0], height: 900 });
        const response = await page.goto(of.address + withQuery(path, `lang=${language}`), { waitUntil: 'load' });
        if (response.status() !== 200) note([`status ${response.status()}`], '');
        if (language === 'en' || long) note(await withoutScripts(page, await response.text()), 'without scripts');
        for (const width of long || language === 'en' ? widths : [360]) {
          await page.setViewportSize({ width, height: 900 });
          note(await houseFaults(page), width);
          if (long || (language === 'en' && width === 1280 && examined.get(name) <= 2)) note(await axeFaults(page), width);
        }
        if (language === 'en' || long) {  // A4 between its margins
          await page.setViewportSize({ width: 690, height: 900 });
          await page.emulateMedia({ media: 'print' });
          note(await houseFaults(page), 'on paper');
          await page.emulateMedia({ media: 'screen' });
        }
        note(page.faults.slice(before), 'browser');
        if (await page.evaluate(() => document.documentElement.lang) !== language) note(['the language is another'], '');
      }
    }
    assert.deepEqual(faults, []);
    await page.context().close();
  });
}

/** What stands in <main> with scripts and not without, or the other way round. */
async function withoutScripts(page, html) {
  const [plain, live] = await page.evaluate((text) => {
    const parsed = new DOMParser().parseFromString(text, 'text/html');
    const told = (main) => {
      const copy = main.cloneNode(true);
      for (const hidden of copy.querySelectorAll('script, noscript, [data-only-with-scripts]')) hidden.remove();
      return copy.textContent;
    };
    return [told(parsed.querySelector('main')), told(document.querySelector('main'))];
  }, html);
  return words(plain) === words(live) ? [] : [`“${words(plain).slice(0, 200)}” became “${words(live).slice(0, 200)}”`];
}

test('every page is valid HTML in both languages, and its sheets are there', async () => {
  const faults = [];
  for (const of of [site, empty]) {
    const { get, page } = await administrator(of);
    await each(pages({ records: of === site }).all, async ({ path, formats }) => {
      for (const language of ['en', 'fr']) {
        let address = withQuery(path, `lang=${language}`);
        let response = await get(address);
        if (response.status === 303 || response.status === 308) {
          address = response.headers.get('location');
          response = await get(address);
        }
        const html = await response.text();
        if (response.status !== 200) faults.push(`${address}: status ${response.status}`);
        faults.push(...(await htmlFaults(html)).map((fault) => `${address}: ${fault}`));
        if (/⟦/.test(html)) faults.push(`${address}: a sentence is missing`);
        if (/ style="| on[a-z]+="/.test(html.replace(/<script[\s\S]*?<\/script>/g, ''))) faults.push(`${address}: an inline style or handler`);
      }
      for (const format of formats) {
        const response = await get(`${path}.${format}`);
        const text = await response.text();
        if (response.status !== 200 && !(format === 'svg' && of === empty)) faults.push(`${path}.${format}: status ${response.status}`);
        if (format === 'json') assert.doesNotThrow(() => JSON.parse(text), `${path}.${format}`);
      }
    });
    await page.context().close();
  }
  assert.deepEqual(faults, []);
});

test('every page can be read as known on an earlier day, and keeps the day in its links', async () => {
  const faults = [];
  const { get, page } = await administrator(site);
  await each(pages().all, async ({ name, path }) => {
    const response = await get(withQuery(path, 'as-of=2022-06-01'));
    if (response.status === 303) {
      if (!response.headers.get('location').includes('as-of=2022-06-01') && name === 'home') faults.push(`${path}: the way in drops the day`);
      return;
    }
    const html = await response.text();
    if (response.status !== 200) faults.push(`${path}: status ${response.status}`);
    if (!/1 June 2022/.test(html)) faults.push(`${path}: does not say which day`);
    const main = html.slice(html.indexOf('<main'), html.indexOf('</main'));
    const dropped = [...main.matchAll(/<a [^>]*href="(\/(?:outcomes|indicators|places|organisations|commitments|gaps|today)\b[^"#]*)/g)]
      .map((match) => match[1]).filter((link) => !link.includes('as-of='));
    if (dropped.length) faults.push(`${path}: ${dropped.length} links drop the day, such as ${dropped[0]}`);
  });
  await page.context().close();
  assert.deepEqual(faults, []);
});

test('a day that is none, and a page that is none, say so', async () => {
  const { get, page } = await administrator(site);
  for (const [path, status] of [['/today?as-of=2022-13-01', 400], ['/outcomes/none', 404], ['/records/none', 404], ['/history/outcome/none', 404], ['/none', 404]]) {
    for (const language of ['en', 'fr']) {
      const response = await get(withQuery(path, `lang=${language}`));
      assert.equal(response.status, status, path);
      assert.ok(isPage(response));
      assert.deepEqual(await htmlFaults(await response.text()), [], path);
    }
  }
  await page.context().close();
});

/** Links of one kind alike: only so many of them are followed in the short form. */
const shapeOf = (path) => path.replace(/[?].*$/, '?').replace(/\/(?=[^/]*[A-Z0-9])[^/?]+/g, '/*').replace(/^(\/(?:organisations|places|indicators|outcomes|commitments))\/[^?.]+/, '$1/*');

for (const who of ['the public', 'an administrator']) {
  test(`every link that ${who} meets leads somewhere`, async () => {
    const { get: asAdministrator, page } = await administrator(site);
    const get = who === 'the public' ? (path) => fetch(site.address + path, { redirect: 'manual' }) : asAdministrator;
    const bound = long ? 20_000 : 220;
    const known = new Set(['/']);
    const queue = ['/'];
    const alike = new Map();
    const broken = [];
    let followed = 0;
    const follow = async (path) => {
      ++followed;
      const response = await get(path);
      const moved = response.status === 303 || response.status === 308;
      const found = moved ? [response.headers.get('location')] : isPage(response) ? linksIn(await response.text()) : [];
      if (!isPage(response)) await response.arrayBuffer();
      if (!moved && response.status !== 200) broken.push(`${path}: ${response.status}`);
      for (const link of found) {
        if (known.has(link)) continue;
        known.add(link);
        const shape = shapeOf(link);
        alike.set(shape, (alike.get(shape) ?? 0) + 1);
        if (long || alike.get(shape) <= 4) queue.push(link);
      }
    };
    while (queue.length && followed < bound) await each(queue.splice(0, 8), follow, 4);
    await page.context().close();
    assert.deepEqual(broken, []);
    assert.ok(followed > 60, `only ${followed} links were found`);
  });
}
