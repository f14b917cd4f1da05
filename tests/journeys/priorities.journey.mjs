// People record which outcomes matter most: a manager for the own organisation, five and one too many; the centre for the
// whole government. Nobody records for another. With scripts, without, and by keyboard alone.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { outturn, startSite, startBrowser, visitor, signIn, htmlFaults, axeFaults, houseFaults, tabTo, press } from './site.mjs';

const password = 'three words and a number 7';
const people = { fay: ['manager', 'families'], erik: ['manager', 'health'], cleo: ['central', ''] };
const person = (name) => ({ email: `${name}@example.org`, password });
let site;
let browser;

before(async () => {
  site = await startSite();
  for (const [name, [role, organisation]] of Object.entries(people)) {
    const of = organisation ? ['--organisation', organisation] : [];
    outturn(['user', 'add', `${name}@example.org`, '--workspace', site.workspace, '--name', name, '--role', role, ...of], password + '\n');
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

async function signedIn(name, javaScriptEnabled = true) {
  const page = await visitor(browser, { javaScriptEnabled });
  await signIn(page, site.address, person(name));
  return page;
}

/** Fills the form for one decision and sends it. */
async function decide(page, outcome, organisation, words = 'It is what we are for.') {
  await page.goto(`${site.address}/priorities`);
  await Promise.all([page.waitForNavigation(), page.locator('main a[href$="/records/priority/new"]').click()]);
  await page.selectOption('#outcome', outcome);
  await page.selectOption('#organisation', organisation);
  await page.check('#level-3');
  if (words) await page.fill('#purpose-en', words);
  await page.fill('#decided_by', 'The minister');
  for (const [part, value] of [['', '2'], ['-month', '3'], ['-year', '2026']]) await page.fill(`#decided${part}`, value);
  await submit(page, 'Save');
}

for (const javaScriptEnabled of [true, false]) {
  const suffix = javaScriptEnabled ? 'with scripts' : 'without scripts';
  const organisation = javaScriptEnabled ? 'families' : 'health';
  const name = javaScriptEnabled ? 'fay' : 'erik';

  test(`a vital outcome needs a criterion in words; five are a few, a sixth is kept and said to be too many, ${suffix}`, async () => {
    const page = await signedIn(name, javaScriptEnabled);
    await decide(page, 'O01', organisation, '');
    assert.match(await page.title(), /^Error:/);
    assert.match(await page.textContent('.govuk-error-summary'), /criterion/);
    assert.equal(await page.inputValue('#decided_by'), 'The minister', 'nothing typed is lost');
    await sound(page, javaScriptEnabled);
    page.faults.length = 0; // a refusal is logged by the browser
    await page.fill('#purpose-en', 'It is what we are for.');
    await submit(page, 'Save');
    assert.match(await page.textContent('main'), /Added and saved/);

    await decide(page, 'O01', organisation);
    assert.match(await page.textContent('.govuk-error-summary'), /./, 'decided once already');
    page.faults.length = 0;
    for (const outcome of ['O02', 'O04', 'O05', 'O06']) await decide(page, outcome, organisation);
    const list = async () => {
      await page.goto(`${site.address}/priorities`);
      return page.textContent('main');
    };
    assert.match(await list(), /5 outcomes are called vital/);
    const others = await page.locator('main .govuk-warning-text').count();  // of organisations with too many
    await sound(page, javaScriptEnabled);
    await decide(page, 'O07', organisation);
    assert.match(await list(), /6 outcomes are called vital/);
    assert.equal(await page.locator('main .govuk-warning-text').count(), others + 1);
    await sound(page, javaScriptEnabled);
    await page.goto(`${site.address}/gaps?code=too_many_vital`);
    assert.match(await page.textContent('main'), /calls 6 outcomes vital/);

    await page.goto(`${site.address}/outcomes?priority=vital`);
    assert.match(await page.textContent('main'), /Fewer people live in poverty/);
    assert.doesNotMatch(await page.textContent('main'), /Nobody suffers violence/);

    // Not for another organisation, and not for the whole government.
    for (const other of ['housing', '']) {
      await decide(page, 'O08', other);
      assert.match(await page.title(), /^(Error:|Not allowed|You may not)/, `${other || 'the whole government'}`);
      page.faults.length = 0;
    }
    await page.context().close();
  });
}

test('the centre records for the whole government by keyboard alone, and everybody reads it', async () => {
  const cleo = await signedIn('cleo');
  await cleo.goto(`${site.address}/priorities`);
  await tabTo(cleo, 'main a[href$="/records/priority/new"]');
  await press(cleo);
  await tabTo(cleo, '#outcome');
  for (let pressed = 0; pressed < 40 && await cleo.inputValue('#outcome') !== 'O01'; ++pressed) await cleo.keyboard.press('ArrowDown');
  assert.equal(await cleo.inputValue('#outcome'), 'O01');
  await tabTo(cleo, 'input[name="level"]');
  for (let pressed = 0; pressed < 2; ++pressed) await cleo.keyboard.press('ArrowDown');
  assert.ok(await cleo.isChecked('#level-3'));
  for (const [field, words] of [['#others-en', 'Much hangs on it.'], ['#decided_by', 'Cabinet'], ['#decided', '2'], ['#decided-month', '3'], ['#decided-year', '2026']]) {
    await tabTo(cleo, field);
    await cleo.keyboard.type(words);
  }
  await tabTo(cleo, 'main form button.govuk-button');
  await press(cleo);
  assert.match(await cleo.textContent('main'), /Added and saved/);
  assert.deepEqual(cleo.faults, []);

  const anybody = await visitor(browser);
  await anybody.goto(`${site.address}/priorities`);
  assert.match(await anybody.textContent('main'), /Much hangs on it/);
  assert.equal(await anybody.locator('main a[href$="/records/priority/new"]').count(), 0);
  await anybody.goto(`${site.address}/outcomes/O01`);
  assert.match(await anybody.textContent('main'), /Vital to the whole government/);
  for (const page of [cleo, anybody]) await page.context().close();
});
