// An analyst looks at a measure: its course, its revisions, another place, an earlier day, its files. A manager looks at
// places and partners. In both languages, at three widths, on a full register and an empty one.
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
  const packed = gzipSync(html).length;
  if (packed > 25 * 1024) faults.push(`${packed} bytes compressed`);
  await page.context().close();
  return { faults, html };
}

const pages = ['/indicators', '/indicators?outcome=O01', '/indicators/I-poverty', '/indicators/I-poverty?place=CA-ON', '/indicators/I-household-income',
  '/indicators/I-partner-violence', '/places', '/places?indicator=I-neet', '/places/CA', '/places/CA-ON', '/organisations', '/organisations?q=finance', '/organisations/finance'];

for (const path of pages) {
  test(`${path} holds for everybody, in both languages and on a phone`, async () => {
    const separator = path.includes('?') ? '&' : '?';
    assert.deepEqual((await faultsOf(site.address + path)).faults, []);
    assert.deepEqual((await faultsOf(`${site.address}${path}${separator}lang=fr`)).faults, []);
    assert.deepEqual((await faultsOf(site.address + path, { viewport: { width: 360, height: 740 } })).faults, []);
  });
}

for (const path of ['/indicators', '/places', '/organisations']) {
  test(`${path} of an empty register says what would be here`, async () => {
    const { faults, html } = await faultsOf(empty.address + path);
    assert.deepEqual(faults, []);
    assert.match(html, /class="ot-state"/);
  });
}

test('an analyst sees what was known in June 2022, keeps the day, and comes back to today', async () => {
  const page = await visitor(browser);
  await page.goto(`${site.address}/indicators/I-poverty`);
  await page.selectOption('select[name="as-of"]', '2022-03-29');
  await Promise.all([page.waitForNavigation(), page.click('.ot-filter button')]);
  assert.match(page.url(), /as-of=2022-03-29/);
  const shown = await page.textContent('main');
  assert.match(shown, /6\.4% for 2020/);
  assert.doesNotMatch(shown, /10\.4%/);
  await Promise.all([page.waitForNavigation(), page.click('.ot-notice--as-of a')]);
  assert.match(await page.textContent('main'), /10\.4% for 2023/);
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test('a manager goes from the map to a place and from there to its course', async () => {
  const page = await visitor(browser);
  await page.goto(`${site.address}/places`);
  await Promise.all([page.waitForNavigation(), page.click('.ot-wide a[href^="/places/CA-ON"]')]);
  assert.equal(await page.textContent('h1'), 'Ontario');
  await Promise.all([page.waitForNavigation(), page.click('main table a')]);
  assert.match(page.url(), /place=CA-ON/);
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test('every figure has its files', async () => {
  for (const [path, type, start] of [['/indicators/I-poverty.csv', 'text/csv', 'indicator,period,place,value'], ['/indicators/I-poverty.json', 'application/json', '{"indicator":"I-poverty"'],
    ['/indicators/I-poverty.svg', 'image/svg+xml', '<svg xmlns='], ['/places.svg', 'image/svg+xml', '<svg xmlns='], ['/places.csv', 'text/csv', 'place,name,level'],
    ['/places/CA-ON.csv', 'text/csv', 'place,indicator'], ['/organisations.csv', 'text/csv', 'organisation,name'], ['/organisations/finance.json', 'application/json', '[{'],
    ['/indicators.csv', 'text/csv', 'indicator,name']]) {
    const response = await fetch(site.address + path);
    assert.equal(response.status, 200, path);
    assert.match(response.headers.get('content-type'), new RegExp(type.replace(/[+/]/g, '\\$&')), path);
    assert.ok((await response.text()).startsWith(start), path);
  }
});

test('a chart reads out its figures to a pointer, to the keyboard and to a screen reader, and is whole without a script', async () => {
  const page = await visitor(browser);
  await page.goto(`${site.address}/indicators/I-poverty`);
  const chart = page.locator('#figures .ot-wide svg');
  const shown = page.locator('#figures .ot-wide .ot-readout-mark text');
  await chart.scrollIntoViewIfNeeded();
  const box = await chart.boundingBox();
  await page.mouse.move(box.x + 45, box.y + box.height / 2);
  assert.equal(await shown.textContent(), '2015: 14.5%');
  await page.mouse.move(box.x + box.width / 2, box.y - 40);
  assert.equal(await shown.count(), 0, 'gone with the pointer');

  const slider = page.locator('#figures .ot-wide .ot-readout');
  await slider.focus();
  assert.equal(await shown.textContent(), '2023: 10.4%');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  assert.equal(await shown.textContent(), '2021: 7.6%');
  assert.equal(await slider.getAttribute('aria-valuetext'), '2021: 7.6%');
  await page.keyboard.press('Home');
  assert.equal(await shown.textContent(), '2015: 14.5%');
  const inside = await page.evaluate(() => {
    const text = document.querySelector('#figures .ot-wide .ot-readout-mark text').getBoundingClientRect();
    const whole = document.querySelector('#figures .ot-wide svg').getBoundingClientRect();
    return text.left >= whole.left - 1 && text.right <= whole.right + 1 && text.top >= whole.top - 1;
  });
  assert.ok(inside, 'the words lie inside the drawing');
  assert.deepEqual(await axeFaults(page), []);
  await page.keyboard.press('Escape');
  assert.equal(await shown.count(), 0);
  assert.deepEqual(page.faults, []);
  await page.context().close();

  const phone = await visitor(browser, { viewport: { width: 360, height: 740 }, hasTouch: true });
  await phone.goto(`${site.address}/indicators/I-poverty?lang=fr`);
  await phone.locator('#figures .ot-narrow svg').scrollIntoViewIfNeeded();
  const narrow = await phone.locator('#figures .ot-narrow svg').boundingBox();
  await phone.touchscreen.tap(narrow.x + 30, narrow.y + 60);
  assert.match(await phone.locator('#figures .ot-narrow .ot-readout-mark text').textContent(), /^2015 : 14,5\s%$/);
  assert.deepEqual(phone.faults, []);
  await phone.context().close();

  const plain = await visitor(browser, { javaScriptEnabled: false });
  await plain.goto(`${site.address}/indicators/I-poverty`);
  assert.equal(await plain.locator('.ot-readout').count(), 0);
  assert.match(await plain.locator('#figures details').innerHTML(), /14\.5%/);
  await plain.context().close();
});

test('a measure is read on a phone without endless scrolling, and no row is out of reach', async () => {
  const page = await visitor(browser, { viewport: { width: 360, height: 740 } });
  await page.goto(`${site.address}/indicators/I-poverty`);
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  assert.ok(height < 10000, `${height} px`);
  const rows = page.locator('#revisions tbody tr');
  const hidden = await rows.count() - await rows.filter({ visible: true }).count();
  assert.ok(hidden > 3, `${hidden} rows in folds`);
  for (const summary of await page.locator('#revisions .ot-more summary').all()) await summary.press('Enter');
  assert.equal(await rows.filter({ visible: true }).count(), await rows.count());
  await page.emulateMedia({ media: 'print' });
  assert.equal(await page.locator('.govuk-link[href^="/"]').first().evaluate((link) => getComputedStyle(link, '::after').content), 'none', 'addresses within the site are not printed');
  await page.context().close();
});
