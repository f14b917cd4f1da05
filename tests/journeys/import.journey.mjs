// Figures come in: a file with errors is sent, mended in place, saved, found on the indicator's page and withdrawn.
// With scripts and without.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { outturn, startSite, startBrowser, visitor, signIn, htmlFaults, axeFaults, houseFaults } from './site.mjs';

const password = 'three words and a number 7';
const central = { email: 'central@example.org', password };
const other = { email: 'other@example.org', password };
let site;
let browser;

before(async () => {
  site = await startSite();
  for (const [who, name] of [[central, 'Cleo Central'], [other, 'Otto Other']]) {
    outturn(['user', 'add', who.email, '--workspace', site.workspace, '--role', 'central', '--name', name], password + '\n');
  }
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

async function sound(page, withScripts = true) {
  const faults = [...await htmlFaults(await page.content())];
  if (withScripts) faults.push(...await houseFaults(page), ...await axeFaults(page));
  assert.deepEqual(faults, [], page.url());
}
const submit = (page, name) => Promise.all([page.waitForNavigation(), page.getByRole('button', { name, exact: true }).click()]);

async function send(page, name, text) {
  await page.goto(`${site.address}/data/imports/new`);
  await page.setInputFiles('#file', { name, mimeType: 'text/csv', buffer: Buffer.from(text) });
  await submit(page, 'Send and check');
  for (let tries = 0; tries < 20 && /Checking your file/.test(await page.textContent('h1')); ++tries) await page.reload();
}

for (const javaScriptEnabled of [true, false]) {
  const suffix = javaScriptEnabled ? 'with scripts' : 'without scripts';
  const year = javaScriptEnabled ? 2101 : 2102;

  test(`a file with errors is mended in place, saved and withdrawn, ${suffix}`, async () => {
    const page = await visitor(browser, { javaScriptEnabled });
    await signIn(page, site.address, central);
    await page.goto(`${site.address}/data`);
    await sound(page, javaScriptEnabled);
    await page.goto(`${site.address}/data/imports/new`);
    await sound(page, javaScriptEnabled);
    await send(page, `figures-${year}.csv`, [
      'indicator,REF_DATE,GEO,VALUE',
      `I-poverty,${year},Canada,9.1`,
      `I-poverty,${year},Ontari,8.8`,
      `I-poverty,${year},Quebec,"7,5"`,
      `I-poverty,${year},Manitoba,**`,
      `I-poverty,${year}-13,Alberta,8.1`, ''].join('\n'));
    assert.match(await page.textContent('h1'), /Check your figures/);
    assert.match(await page.textContent('.ot-lead'), /1 row is ready and 4 need fixing/);
    await sound(page, javaScriptEnabled);
    const firstLink = await page.locator('.govuk-error-summary a').first().getAttribute('href');
    assert.equal(await page.locator(firstLink).count(), 1, 'the summary leads to a cell');
    assert.equal(await page.inputValue('#mend-3-2'), 'Ontario', 'the nearest name is suggested');
    assert.equal(await page.inputValue('#mend-4-3'), '7.5');
    await page.fill('#mend-6-1', String(year));
    await page.selectOption('select[name="sign.1"]', 'c');
    page.faults.length = 0;
    await submit(page, 'Check again');
    assert.match(await page.textContent('.ot-lead'), /All 5 rows are ready/);
    await sound(page, javaScriptEnabled);
    await submit(page, 'Save 5 figures');
    assert.match(await page.textContent('main'), /5 figures are saved/);
    await sound(page, javaScriptEnabled);
    const batch = page.url();

    const csv = await (await page.request.get(`${site.address}/api/v1/observations?indicator=I-poverty`)).text();
    assert.match(csv, new RegExp(`I-poverty,${year},CA-ON,,,8.8`), 'the mended row counts');

    await submit(page, 'Withdraw this import');
    assert.match(await page.title(), /^Error:/);
    await page.fill('#act-reason', 'It was only a test');
    page.faults.length = 0;
    await submit(page, 'Withdraw this import');
    assert.match(await page.textContent('main'), /no longer count/);
    assert.match(await page.textContent('main'), /It was only a test/);
    await sound(page, javaScriptEnabled);
    assert.equal(new URL(page.url()).pathname, new URL(batch).pathname);
    await page.goto(`${site.address}/data/batches`);
    assert.match(await page.textContent('main'), new RegExp(`figures-${year}.csv`));
    await sound(page, javaScriptEnabled);
    assert.deepEqual(page.faults, []);
    await page.context().close();
  });
}

test('only the sound rows are saved where the person says so, and nobody else sees the file', async () => {
  const page = await visitor(browser);
  await signIn(page, site.address, central);
  await send(page, 'half.csv', 'indicator,period,place,value\nI-poverty,2103,CA,9\nI-poverty,2103,Nowhere at all,9\n');
  const address = page.url();
  const stranger = await visitor(browser);
  await signIn(stranger, site.address, other);
  assert.equal((await stranger.goto(address)).status(), 404);
  await stranger.context().close();
  const problems = await (await page.request.get(`${address}/problems.csv`)).text();
  assert.match(problems, /^row,column,cell,severity,rule,problem\n3,place,Nowhere at all,error,observations\./);
  await submit(page, 'Save the 1 sound row only');
  assert.match(await page.textContent('main'), /1 figure is saved/);
  await page.context().close();
});

test('columns that are not recognised are asked for, and what changes known figures wants a yes', async () => {
  const page = await visitor(browser);
  await signIn(page, site.address, central);
  await send(page, 'other-names.csv', 'when,where_it_is,how much\n2019,Canada,11.9\n');
  assert.match(await page.textContent('.ot-lead'), /Say which column is which/);
  await sound(page);
  await page.selectOption('select[name="column.period"]', '=when');
  await page.selectOption('select[name="column.place"]', '=where_it_is');
  await page.selectOption('select[name="column.value"]', '=how much');
  await page.fill('input[name="same.indicator"]', 'I-poverty');
  await submit(page, 'Check again with these settings');
  assert.match(await page.textContent('main'), /Are these right\?/);
  await sound(page);
  await submit(page, 'Save 1 figure');
  assert.match(await page.textContent('.govuk-error-summary'), /unusual/);
  await sound(page);
  page.faults.length = 0;
  await submit(page, 'Drop this file');
  assert.match(await page.textContent('main'), /Nothing of it was saved/);
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test('a file that cannot be read says why, in French too', async () => {
  const page = await visitor(browser);
  await signIn(page, site.address, central);
  await send(page, 'broken.csv', 'indicator,period,place,value\nI-poverty,2019,"Canada,1\n');
  assert.match(await page.textContent('.govuk-error-summary'), /never closed/);
  await sound(page);
  await page.goto(`${page.url()}?lang=fr`);
  assert.match(await page.textContent('h1'), /Vérifiez vos chiffres/);
  await sound(page);
  await page.context().close();
});
