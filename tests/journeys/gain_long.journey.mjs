// A gain study of many places takes longer than anybody waits for: the page says how far it is, the rest of the site goes on
// answering, and it can be stopped; what could be seen at all, likewise.
import test, { before, after } from 'node:test';
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startSite, startBrowser, visitor, signIn, outturn } from './site.mjs';

let site;
let browser;

/** 400 places with fifty years of a measure that wanders by itself. */
function manyPlaces(folder) {
  let state = 7;
  const drawn = () => (state = (state * 48271) % 2147483647) / 2147483647 - 0.5;
  const places = ['id,name.en,name.fr,level,parent'];
  const figures = ['indicator,period,place,value'];
  for (let place = 1; place <= 400; ++place) {
    places.push(`county-${place},County ${place},Comté ${place},local,CA`);
    let value = 50;
    for (let year = 1970; year < 2020; ++year) figures.push(`I-long,${year},county-${place},${(value += drawn()).toFixed(3)}`);
  }
  const files = {
    place: places,
    indicator: ['id,name.en,name.fr,outcomes,unit.en,unit.fr,value_kind,direction,decimals,frequency',
      'I-long,A measure of many counties,Une mesure de nombreux comtés,O01,points,points,index,up,1,yearly'],
    gain_plan: ['id,outcome,title.en,title.fr,indicator,places,start,direction,worthwhile,after',
      'gain-long,O01,A plan among many counties,Un plan parmi de nombreux comtés,I-long,county-1,2010,up,1,8'],
  };
  for (const kind of Object.keys(files)) {
    const file = join(folder, `${kind}.csv`);
    writeFileSync(file, `${files[kind].join('\n')}\n`);
    outturn(['import', 'records', file, '--kind', kind, '--workspace', site.workspace]);
    if (kind !== 'indicator') continue;
    const observations = join(folder, 'observations.csv');
    writeFileSync(observations, `${figures.join('\n')}\n`);
    outturn(['import', 'observations', observations, '--workspace', site.workspace]);
  }
}

before(async () => {
  site = await startSite();
  manyPlaces(site.folder);
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

/** How far the page says it is; nothing while it is just loading itself again, which it does every two seconds. */
async function soFar(page) {
  const said = (await page.textContent('main').catch(() => '')).match(/([\d,]+) of ([\d,]+)/);
  return said ? said.slice(1, 3).join(' of ') : null;
}

async function until(what, holds) {
  for (let tries = 0; tries < 120; ++tries) {
    const found = await holds();
    if (found) return found;
    await new Promise((done) => setTimeout(done, 250));
  }
  return assert.fail(what);
}

/** Waits until the page says how far it is, sees it go on by itself and others served meanwhile, and stops it. */
async function watchedAndStopped(page) {
  const waiting = page.url();
  const first = await until('it says how far it is', () => soFar(page));
  await until('it goes on', async () => ![null, first].includes(await soFar(page)));
  const asked = Date.now();
  assert.equal((await fetch(`${site.address}/outcomes`)).status, 200);
  assert.ok(Date.now() - asked < 5000, 'nobody else waits for it');
  await until('it stops', async () => {
    if (page.url() !== waiting) return true;
    await page.click('button:has-text("Stop")', { timeout: 1000 }).catch(() => {});
    return false;
  });
  await page.waitForLoadState();
  assert.deepEqual(page.faults, []);
}

test('what could be seen among many places says how far it is, and stops when asked', async () => {
  const page = await visitor(browser);
  await signIn(page, site.address);
  await page.goto(`${site.address}/outcomes/O01/gain/power?plan=gain-long`);
  await watchedAndStopped(page);
  await page.context().close();
});

test('a long study says how far it is, and stops when asked; nothing is kept of it', async () => {
  const page = await visitor(browser);
  await signIn(page, site.address);
  await page.goto(`${site.address}/outcomes/O01/gain/run?plan=gain-long`);
  await Promise.all([page.waitForNavigation(), page.click('button:has-text("Estimate")')]);
  const address = page.url();
  assert.match(address, /run=/);
  await watchedAndStopped(page);
  await page.goto(address);
  assert.equal(await page.locator('.ot-verdict').count(), 0);
  assert.equal(await page.locator('#runs tbody tr').count(), 0);
  await page.context().close();
});
