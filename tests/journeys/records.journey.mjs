// A person keeps the register: adds a record with errors and then rightly, changes it at the same time as somebody
// else, retires it and puts it back, and reads who did what. With scripts and without.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { outturn, startSite, startBrowser, visitor, signIn, htmlFaults, axeFaults, houseFaults } from './site.mjs';

const password = 'three words and a number 7';
const central = { email: 'central@example.org', password };
const second = { email: 'second@example.org', password };
let site;
let browser;

before(async () => {
  site = await startSite();
  for (const [who, name] of [[central, 'Cleo Central'], [second, 'Sam Second']]) {
    outturn(['user', 'add', who.email, '--workspace', site.workspace, '--role', 'central', '--name', name], password + '\n');
  }
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

/** Everything that each page must hold. */
async function sound(page, withScripts = true) {
  const faults = [...await htmlFaults(await page.content())];
  if (withScripts) faults.push(...await houseFaults(page), ...await axeFaults(page));
  assert.deepEqual(faults, [], page.url());
}
const submit = (page, name) => Promise.all([page.waitForNavigation(), page.getByRole('button', { name, exact: true }).click()]);

for (const javaScriptEnabled of [true, false]) {
  const suffix = javaScriptEnabled ? 'with scripts' : 'without scripts';
  const id = javaScriptEnabled ? 'a-made-up-outcome' : 'another-made-up-outcome';

  test(`a record is added after its problems are put right, ${suffix}`, async () => {
    const page = await visitor(browser, { javaScriptEnabled });
    await signIn(page, site.address, central);
    await page.goto(`${site.address}/records/outcome/new`);
    await sound(page, javaScriptEnabled);
    await page.fill('#act-id', 'not an id!');
    await page.fill('#description-en', 'Kept although something else was wrong');
    await submit(page, 'Save');
    assert.match(await page.title(), /^Error:/);
    assert.equal(await page.locator('.govuk-error-summary a').count(), 2);
    assert.equal(await page.inputValue('#description-en'), 'Kept although something else was wrong');
    await sound(page, javaScriptEnabled);
    page.faults.length = 0; // a refusal is logged by the browser
    await page.fill('#title-en', 'People keep what they typed');
    await page.fill('#title-fr', 'Rien de ce qui est saisi ne se perd');
    await page.fill('#act-id', id);
    await submit(page, 'Save');
    assert.equal(new URL(page.url()).pathname, `/records/outcome/${id}`);
    assert.match(await page.textContent('main'), /Added and saved/);
    await sound(page, javaScriptEnabled);
    assert.deepEqual(page.faults, []);
    await page.context().close();
  });

  test(`two people change one record and nothing is lost, ${suffix}`, async () => {
    const one = await visitor(browser, { javaScriptEnabled });
    const other = await visitor(browser, { javaScriptEnabled });
    await signIn(one, site.address, central);
    await signIn(other, site.address, second);
    for (const page of [one, other]) await page.goto(`${site.address}/records/outcome/${id}/change`);
    await one.fill('#title-en', 'The first version');
    await one.fill('#labels', 'Only the first saw this');
    await submit(one, 'Save');
    await other.fill('#title-en', 'The second version');
    await other.fill('#area-en', 'A subject');
    await submit(other, 'Save');
    assert.match(await other.textContent('h1'), /Somebody else changed this/);
    assert.match(await other.textContent('main'), /As Cleo Central saved it/);
    assert.match(await other.textContent('main'), /The first version/);
    assert.match(await other.textContent('main'), /The second version/);
    await sound(other, javaScriptEnabled);
    assert.ok(await other.isChecked('#keep-labels'), 'what only the other changed stays as the other saved it');
    assert.ok(await other.isChecked('#keep-area-2'), 'what only I changed stays as I typed it');
    await other.check('#keep-title');
    await submit(other, 'Save these choices');
    const text = await other.textContent('main');
    assert.match(text, /Changed and saved/);
    assert.match(text, /The first version/);
    assert.match(text, /Only the first saw this/);
    assert.match(text, /A subject/);
    await one.context().close();
    await other.context().close();
  });

  test(`a record is retired with a reason and put back, and its history says so, ${suffix}`, async () => {
    const page = await visitor(browser, { javaScriptEnabled });
    await signIn(page, site.address, central);
    await page.goto(`${site.address}/records/outcome/${id}/retire`);
    await submit(page, 'Retire');
    assert.match(await page.title(), /^Error:/);
    await sound(page, javaScriptEnabled);
    page.faults.length = 0;
    await page.fill('#act-reason', 'It was only made up');
    await submit(page, 'Retire');
    assert.match(await page.textContent('main'), /no longer in force/);
    await page.getByRole('link', { name: 'Put back in force' }).click();
    await submit(page, 'Put back in force');
    await page.getByRole('link', { name: 'History' }).click();
    const text = await page.textContent('main');
    for (const said of [/Cleo Central/, /Sam Second/, /It was only made up/, /Retired/, /Put back in force/, /Added/]) assert.match(text, said);
    await sound(page, javaScriptEnabled);
    for (const path of ['/history', '/records', '/records/outcome?q=made-up', `/redact/outcome/${id}`, '/records/place?lang=fr']) {
      await page.goto(site.address + path);
      await sound(page, javaScriptEnabled);
    }
    assert.deepEqual(page.faults, []);
    await page.context().close();
  });
}

test('a promise is not overwritten but replaced, with its reason', async () => {
  const page = await visitor(browser);
  await signIn(page, site.address, central);
  await page.goto(`${site.address}/records/target`);
  await page.locator('main table a').first().click();
  const before = page.url();
  await page.getByRole('link', { name: 'Change what is promised' }).click();
  await sound(page);
  await page.fill('#value', '1.5');
  await submit(page, 'Make the new target');
  assert.equal(await page.locator('.govuk-error-summary li').count(), 2, 'the day and the reason are missing');
  page.faults.length = 0;
  await page.fill('#in_force_from', '1');
  await page.fill('#in_force_from-month', '4');
  await page.fill('#in_force_from-year', '2026');
  await page.fill('#act-reason', 'The partners agreed to more');
  await submit(page, 'Make the new target');
  assert.notEqual(page.url(), before);
  assert.match(await page.textContent('main'), /The new target is saved/);
  assert.match(await page.textContent('main'), /The partners agreed to more/);
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test('what was typed when the session ended is sent after signing in again', async () => {
  const page = await visitor(browser, { javaScriptEnabled: false });
  await signIn(page, site.address, central);
  await page.goto(`${site.address}/records/source/new`);
  await page.fill('#title-en', 'Typed before the session ended');
  await page.context().clearCookies();
  await submit(page, 'Save');
  assert.match(await page.textContent('main'), /What you typed is not lost/);
  await page.fill('#email', central.email);
  await page.fill('#password', 'mistaken at first');
  await submit(page, 'Sign in');
  await page.fill('#email', central.email);
  await page.fill('#password', password);
  await submit(page, 'Sign in');
  assert.match(await page.textContent('main'), /Title, in English[^]*Typed before the session ended/, 'called as on the form');
  await sound(page, false);
  await submit(page, 'Send it now');
  assert.match(await page.textContent('main'), /Added and saved/);
  assert.match(await page.textContent('h1'), /Typed before the session ended/);
  await page.context().close();
});

test('content goes for good only with a reason and a second person who may do so, and the register still verifies', async () => {
  const page = await visitor(browser);
  await signIn(page, site.address, central);
  await page.goto(`${site.address}/redact/commitment/C-158`);
  await sound(page);
  const tried = async (email, itsPassword) => {
    await page.check('#fields');
    await page.fill('#second_email', email);
    await page.fill('#second_password', itsPassword);
    await submit(page, 'Take it out for good');
    return page.locator('.govuk-error-summary').textContent();
  };
  assert.match(await tried(second.email, password), /without its reason/);
  await page.fill('#act-reason', 'A request under erasure law');
  assert.match(await tried(second.email, 'not the password of Sam'), /do not belong together/);
  assert.match(await tried(central.email, password), /needs a second person, other than/);
  assert.match(outturn(['export', 'records', 'commitment', '--workspace', site.workspace]), /vaping/, 'nothing has gone yet');
  await sound(page);
  page.faults.length = 0; // a refusal is logged by the browser
  await page.check('#fields');
  await page.fill('#second_email', second.email);
  await page.fill('#second_password', password);
  await submit(page, 'Take it out for good');
  assert.equal(new URL(page.url()).pathname, '/records/commitment/C-158');
  await page.goto(`${site.address}/history/commitment/C-158`);
  const text = await page.textContent('main');
  for (const said of [/Content taken out/, /Cleo Central/, /A request under erasure law/]) assert.match(text, said);
  assert.doesNotMatch(text, /vaping/);
  await page.goto(`${site.address}/commitments`);
  await sound(page);
  assert.equal((await page.getByRole('link', { name: 'Taken out', exact: true }).count()), 1, 'what is left has a name');
  assert.doesNotMatch(outturn(['export', 'records', 'commitment', '--workspace', site.workspace]), /vaping/);
  const verified = JSON.parse(outturn(['verify', '--workspace', site.workspace, '--json']));
  assert.deepEqual([verified.valid, verified.redacted > 0], [true, true]);
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test('an administrator adds a person, gives a role, sets a password and stops the account', async () => {
  const page = await visitor(browser);
  await signIn(page, site.address);
  await page.goto(`${site.address}/people`);
  await sound(page);
  await page.getByRole('button', { name: 'Add a person' }).click();
  await sound(page);
  await page.fill('#email', 'not an address');
  await submit(page, 'Add a person');
  assert.equal(await page.locator('.govuk-error-summary li').count() >= 1, true);
  await sound(page);
  page.faults.length = 0;
  await page.fill('#name', 'Nora New');
  await page.fill('#email', 'nora@example.org');
  await page.fill('#password', password);
  await submit(page, 'Add a person');
  assert.match(await page.textContent('main'), /The person is added/);
  await page.selectOption('#role', 'auditor');
  await submit(page, 'Give a role');
  assert.match(await page.textContent('main'), /Auditor, whole register/);
  await sound(page);
  const nora = await visitor(browser);
  await signIn(nora, site.address, { email: 'nora@example.org', password });
  assert.equal((await nora.goto(`${site.address}/history`)).status(), 200);
  await page.fill('#act-reason', 'She has left');
  await submit(page, 'Stop signing in');
  assert.match(await page.textContent('main'), /can no longer sign in/);
  await sound(page);
  await nora.goto(`${site.address}/history`);
  assert.match(nora.url(), /sign-in/, 'her session has ended');
  assert.deepEqual(page.faults, []);
  await nora.context().close();
  await page.context().close();
});

test('the public sees records but neither histories nor people', async () => {
  const page = await visitor(browser);
  await page.goto(`${site.address}/records`);
  assert.doesNotMatch(await page.textContent('main'), /People/);
  await sound(page);
  for (const path of ['/records/person', '/history', '/history/outcome/O01', '/records/outcome/new', '/people', '/data/imports/new']) {
    await page.goto(site.address + path);
    assert.match(page.url(), /\/sign-in/, path);
  }
  await page.context().close();
});
