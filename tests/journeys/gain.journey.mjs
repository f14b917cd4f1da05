// An analyst plans a gain before looking, sees what could be seen at all, publishes the plan, runs it, reads the verdict, and runs
// it again on another vintage; with and without scripts, in both languages, on a phone. What was published cannot be hidden.
import test, { before, after } from 'node:test';
import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { startSite, startBrowser, visitor, signIn, outturn, axeFaults, htmlFaults, houseFaults } from './site.mjs';

let site;
let browser;
before(async () => {
  [site, browser] = await Promise.all([startSite(), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

async function checked(page) {
  for (const one of await page.$$('details')) await one.evaluate((node) => { node.open = true; });
  return [...(await houseFaults(page)), ...(await axeFaults(page)), ...page.faults];
}

const pages = ['/outcomes/O11/gain', '/outcomes/O11/gain?study=gain-jobs-nl-study-1', '/outcomes/O03/gain', '/outcomes/O05/gain', '/outcomes/O17/gain', '/outcomes/O01/gain', '/outcomes/O11/gain/power'];
for (const path of pages) {
  test(`${path} holds for everybody, in both languages and on a phone`, async () => {
    for (const [address, options] of [[path, {}], [`${path}${path.includes('?') ? '&' : '?'}lang=fr`, {}], [path, { viewport: { width: 360, height: 740 } }]]) {
      const page = await visitor(browser, options);
      const response = await page.goto(site.address + address);
      assert.equal(response.status(), 200);
      assert.deepEqual(await checked(page), [], address);
      await page.context().close();
    }
    const html = await (await fetch(site.address + path)).text();
    assert.deepEqual(await htmlFaults(html), []);
    assert.ok(gzipSync(html).length <= 25 * 1024, `${gzipSync(html).length} bytes compressed`);
  });
}

test('the example shows a gain whole: verdict first, both vintages, what it cost; and an honest “cannot tell”', async () => {
  const page = await visitor(browser);
  await page.goto(`${site.address}/outcomes/O11/gain`);
  assert.match(await page.textContent('.ot-verdict'), /Gain shown/);
  const main = await page.textContent('main');
  for (const words of ['What this does not show', 'Confirmatory', 'Each time it was run', 'Net gain: after the cost of working together', 'Who pays and who benefits', 'Made up to show this page']) {
    assert.ok(main.includes(words), words);
  }
  assert.equal(await page.locator('#checks tbody tr').count() >= 12, true);
  assert.equal(await page.locator('#runs tbody tr').count(), 2);
  await page.goto(`${site.address}/outcomes/O03/gain`);
  assert.match(await page.textContent('.ot-verdict'), /Cannot tell/);
  assert.doesNotMatch(await page.textContent('#net-gain .ot-facts'), /Net gain/);
  await page.goto(`${site.address}/outcomes/O05/gain`);
  assert.match(await page.textContent('.ot-verdict'), /No gain shown/);
  assert.match(await page.textContent('main'), /Adults in good mental health \(2015 to 2019\)/);  // a predictor over a span, by name
  await page.goto(`${site.address}/outcomes/O17/gain`);
  assert.match(await page.textContent('.ot-verdict'), /Worse than working alone/);
  assert.match(await page.textContent('#net-gain'), /−\$/);
  await page.context().close();
});

test('the form of a plan is short, folded where few plans need more, and opens at an error', async () => {
  const page = await visitor(browser);
  await signIn(page, site.address);
  for (const language of ['en', 'fr']) {
    await page.goto(`${site.address}/outcomes/O01/gain/plan?lang=${language}`);
    assert.equal(await page.locator('fieldset.ot-fields').count(), 5);
    assert.equal(await page.locator('main details[open]').count(), 0);
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    assert.ok(height < 3600, `${height} px in ${language}`);
  }
  await page.goto(`${site.address}/outcomes/O01/gain/plan`);
  await page.click('details:has([name="level"]) > summary');
  await page.fill('[name="level"]', '7');
  await Promise.all([page.waitForNavigation(), page.click('main form button[type="submit"] >> nth=-1')]);
  assert.equal(await page.locator('details[open] [name="level"]').count(), 1);
  assert.equal(await page.inputValue('[name="level"]'), '7');
  await page.context().close();
});

test('the record of an estimate says what it found and where to read it', async () => {
  const page = await visitor(browser);
  await page.goto(`${site.address}/records/gain_study/gain-jobs-nl-study-1`);
  const main = await page.textContent('main');
  assert.match(main, /Gain shown/);
  assert.doesNotMatch(main, /outturn-gain-study-1/);
  await Promise.all([page.waitForNavigation(), page.click('a:has-text("Read this estimate on its page")')]);
  assert.match(page.url(), /study=gain-jobs-nl-study-1/);
  assert.deepEqual(await checked(page), []);
  await page.context().close();
});

test('a kept estimate comes out again byte for byte', () => {
  assert.match(outturn(['gain', 'verify', 'gain-jobs-nl-study-1', '--workspace', site.workspace]), /byte for byte/);
});

for (const javaScriptEnabled of [true, false]) {
  test(`plan, power, publish, run, verdict, run again; scripts ${javaScriptEnabled ? 'on' : 'off'}`, async () => {
    const page = await visitor(browser, { javaScriptEnabled });
    const go = async (what) => Promise.all([page.waitForNavigation(), page.click(what)]);
    const title = javaScriptEnabled ? 'A plan with scripts' : 'A plan without scripts';
    await signIn(page, site.address);
    await page.goto(`${site.address}/outcomes/O01/gain`);
    await go('a[href$="/outcomes/O01/gain/plan"] >> nth=0');

    await go('main form.ot-form button, main form button[type="submit"] >> nth=-1');  // nothing filled in: all problems at once
    assert.equal(await page.locator('.govuk-error-summary').count(), 1);
    page.faults.length = 0;  // the browser notes the refusal that was asked for
    await page.fill('[name="title.en"]', title);
    await page.fill('[name="title.fr"]', `${title} (fr)`);
    await page.check('[name="indicator"][value="I-poverty"]').catch(() => page.selectOption('[name="indicator"]', 'I-poverty'));
    await page.check('[name="places"][value="CA-NS"]');
    await page.fill('[name="start"]', '2023');
    await page.check('[name="direction"][value="down"]');
    await page.fill('[name="worthwhile"]', '1');
    await page.click('details:has([name="neighbours"]) > summary');
    await page.check('[name="neighbours"][value="CA-NB"]');
    await page.selectOption('[name="negative_control"]', 'I-neet');
    await go('main form button[type="submit"] >> nth=-1');

    assert.match(page.url(), /\/gain\/power\?plan=/);
    for (let tries = 0; tries < 60 && (await page.locator('.ot-verdict').count()) === 0; ++tries) {
      await page.waitForTimeout(500);
      await page.reload();
    }
    assert.match(await page.textContent('.ot-verdict'), /a change smaller than about/);
    if (javaScriptEnabled) assert.deepEqual(await checked(page), []);
    await go('button:has-text("Publish the plan")');
    assert.match(await page.textContent('main'), /Published on .* with the fingerprint/);

    const run = async (day) => {
      await go('a[href*="/gain/run"] >> nth=0');
      if (day) {
        const [year, month, date] = day.split('-');
        await page.fill('[name="known_on-day"]', date);
        await page.fill('[name="known_on-month"]', month);
        await page.fill('[name="known_on-year"]', year);
      }
      await go('button:has-text("Estimate")');
      for (let tries = 0; tries < 60 && (await page.locator('.ot-verdict').count()) === 0; ++tries) {
        await page.waitForTimeout(500);
        await page.goto(page.url());
      }
    };
    await run();
    assert.match(await page.textContent('.ot-verdict'), /Gain shown|No gain shown|Worse than working alone|Cannot tell/);
    assert.match(await page.textContent('main'), /Exploratory/);  // published after the figures
    for (const check of ['Could other places have been affected?', 'Does it show where it cannot?']) {
      const row = page.locator('#checks tr', { hasText: check });
      assert.equal(await row.count(), 1, check);
      assert.doesNotMatch(await row.textContent(), /Not checked/, check);
    }
    await run('2025-12-31');
    assert.equal(await page.locator('#runs tbody tr').count(), 2);

    const plan = new URL(page.url()).searchParams.get('plan');
    await page.goto(`${site.address}/outcomes/O01/gain/plan?plan=${plan}`);
    assert.match(page.url(), /\/gain\?plan=/);  // a published plan is shown, not changed
    await page.goto(`${site.address}/records/gain_study/${plan}-study-1/retire`);
    await page.fill('[name="act.reason"]', 'We do not like it');
    await go('main form button[type="submit"] >> nth=-1');
    assert.match(await page.textContent('.govuk-error-summary'), /is not taken back/);
    await page.context().close();
  });
}

test('a day to come is refused in words, and what was typed stays', async () => {
  const page = await visitor(browser);
  await signIn(page, site.address);
  await page.goto(`${site.address}/outcomes/O11/gain/run`);
  await page.fill('[name="known_on-day"]', '1');
  await page.fill('[name="known_on-month"]', '1');
  await page.fill('[name="known_on-year"]', '2999');
  await Promise.all([page.waitForNavigation(), page.click('button:has-text("Estimate")')]);
  assert.match(await page.textContent('.govuk-error-summary'), /not known yet/);
  assert.equal(await page.inputValue('[name="known_on-year"]'), '2999');
  await page.context().close();
});
