// An official opens Today, follows the first problem to its cause, and finds commitments; in both languages, at three
// widths, on a full register, an empty one, and as known on an earlier day.
import test, { before, after } from 'node:test';
import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { startSite, startBrowser, visitor, axeFaults, htmlFaults, houseFaults } from './site.mjs';

let site;
let empty;
let browser;
before(async () => {
  [site, empty, browser] = await Promise.all([startSite(), startSite({ demo: false }), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await site?.stop();
  await empty?.stop();
});

async function faultsOf(address, options = {}) {
  const page = await visitor(browser, options);
  const response = await page.goto(address);
  const faults = [...(await houseFaults(page)), ...(await axeFaults(page)), ...page.faults];
  if (response.status() !== 200) faults.push(`status ${response.status()}`);
  const html = await (await fetch(address)).text();
  faults.push(...(await htmlFaults(html)));
  await page.context().close();
  return { faults, html };
}

const pages = ['/today', '/outcomes', '/outcomes/O01', '/outcomes/O12', '/commitments', '/commitments?party=health&due=none', '/commitments/C-120',
  '/gaps', '/gaps?code=promise_undated', '/search?q=eau', '/search?q=zzzz'];

for (const path of pages) {
  test(`${path} holds for everybody, in both languages and on a phone`, async () => {
    const separator = path.includes('?') ? '&' : '?';
    assert.deepEqual((await faultsOf(site.address + path)).faults, []);
    assert.deepEqual((await faultsOf(`${site.address}${path}${separator}lang=fr`)).faults, []);
    assert.deepEqual((await faultsOf(site.address + path, { viewport: { width: 360, height: 740 } })).faults, []);
  });
}

for (const path of ['/today', '/outcomes', '/commitments', '/gaps', '/search']) {
  test(`${path} of an empty register says what would be here`, async () => {
    const { faults, html } = await faultsOf(empty.address + path);
    assert.deepEqual(faults, []);
    assert.match(html, /class="ot-state"/);
  });
}

for (const path of ['/today', '/outcomes', '/outcomes/O01']) {
  test(`${path} as known on an earlier day says so and keeps the day in its links`, async () => {
    const { faults, html } = await faultsOf(`${site.address}${path}?as-of=2023-01-01`);
    assert.deepEqual(faults, []);
    assert.match(html, /As known on 1 January 2023/);
    const main = html.slice(html.indexOf('<main'));
    const links = [...main.matchAll(/<a [^>]*href="(\/(?:outcomes|commitments|indicators)[\/?.][^"#]*)/g)].map((match) => match[1]);
    assert.ok(links.length > 0);
    for (const link of links) assert.match(link, /as-of=2023-01-01/);
  });
}

test('from Today the worst outcome is one click away, and from there the commitments without a date', async () => {
  const page = await visitor(browser);
  await page.goto(`${site.address}/today`);
  const title = await page.textContent('.ot-item__title a >> nth=0');
  await page.click('.ot-item__title a >> nth=0');
  assert.equal((await page.textContent('h1')).trim(), title.trim());
  assert.ok(await page.isVisible('.ot-verdict'));
  await page.click('.ot-verdict__acts a:has-text("no date")');
  assert.match(page.url(), /\/commitments\?outcome=.*due=none/);
  assert.ok((await page.locator('tbody tr').count()) > 0);
  await page.context().close();
});

test('a search without accents finds what is written with them', async () => {
  const page = await visitor(browser);
  await page.goto(`${site.address}/today?lang=fr`);
  await page.fill('#site-search', 'PAUVRETE');
  await page.press('#site-search', 'Enter');
  assert.match(await page.textContent('main'), /Moins de gens vivent dans la pauvreté/);
  await page.context().close();
});

test('every list has its data at the same address', async () => {
  for (const path of ['/today', '/outcomes', '/outcomes/O01', '/commitments', '/gaps', '/search']) {
    const json = await fetch(`${site.address}${path}.json?q=water`);
    assert.equal(json.status, 200, path);
    await json.json();
    const csv = await fetch(`${site.address}${path}.csv?q=water`);
    assert.equal(csv.headers.get('content-type'), 'text/csv; charset=utf-8');
    assert.match((await csv.text()).split('\n')[0], /^[a-z_,]+$/);
  }
  assert.equal((await fetch(`${site.address}/outcomes/none`)).status, 404);
});

test('Today keeps to its budget: 25 kB compressed, 1,500 elements', async () => {
  const html = await (await fetch(`${site.address}/today`)).text();
  assert.ok(gzipSync(html).length <= 25_600, `${gzipSync(html).length} bytes`);
  const page = await visitor(browser);
  await page.goto(`${site.address}/today`);
  const elements = await page.evaluate(() => document.querySelectorAll('*').length);
  assert.ok(elements <= 1500, `${elements} elements`);
  await page.context().close();
});
