// A person signs in, works and signs out with the keyboard alone; wrong passwords, forged forms and ended access are
// met the way they should be.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { outturn, startSite, startBrowser, visitor, htmlFaults, axeFaults, houseFaults, signIn, administrator } from './site.mjs';

const person = { email: 'lena@example.org', password: 'three words and a number 7' };
let site;
let browser;

before(async () => {
  [site, browser] = await Promise.all([startSite(), startBrowser()]);
  outturn(['user', 'add', person.email, '--workspace', site.workspace, '--role', 'central', '--name', 'Lena Central'], person.password + '\n');
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

async function sound(page) {
  assert.deepEqual([...await htmlFaults(await page.content()), ...await houseFaults(page), ...await axeFaults(page)], [], page.url());
}

/** Presses Tab until the focused element matches; every stop on the way must be visible and marked. */
async function tabTo(page, selector, most = 80) {
  for (let pressed = 0; pressed < most; ++pressed) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate((wanted) => {
      const at = document.activeElement;
      const box = at.getBoundingClientRect();
      const style = getComputedStyle(at);
      const marked = style.outlineStyle !== 'none' || style.boxShadow !== 'none' || style.textDecorationLine !== 'none' || at.matches('input, select, textarea');
      return { found: at.matches(wanted), seen: box.width > 0 && box.height > 0 && box.right > 0 && box.left < innerWidth, marked, what: at.outerHTML.slice(0, 120) };
    }, selector);
    assert.ok(stop.seen, `the focus is out of sight on ${stop.what}`);
    assert.ok(stop.marked, `the focus cannot be told on ${stop.what}`);
    if (stop.found) return pressed + 1;
  }
  assert.fail(`Tab does not reach ${selector} on ${page.url()}`);
}
const press = (page, key = 'Enter') => Promise.all([page.waitForNavigation(), page.keyboard.press(key)]);
const sessionOf = async (page) => (await page.context().cookies()).find((cookie) => /session/.test(cookie.name));

for (const javaScriptEnabled of [true, false]) {
  test(`signing in and out by keyboard, ${javaScriptEnabled ? 'with scripts' : 'without scripts'}`, async () => {
    const page = await visitor(browser, { javaScriptEnabled });
    await page.goto(`${site.address}/outcomes/O01`);
    await page.keyboard.press('Tab');
    assert.match(await page.evaluate(() => document.activeElement.getAttribute('href')), /^#/, 'the first stop skips to the content');
    await tabTo(page, 'a[href^="/sign-in"]');
    await press(page);

    await tabTo(page, 'input[name="email"]');
    await page.keyboard.type(person.email);
    await tabTo(page, 'input[name="password"]', 1);
    await page.keyboard.type('a wrong phrase altogether');
    await press(page);
    assert.match(await page.title(), /^Error:/);
    assert.match(await page.textContent('.govuk-error-summary'), /do not belong together/);
    assert.equal(await page.inputValue('input[name="email"]'), person.email, 'what was typed stays');
    assert.equal(await page.inputValue('input[name="password"]'), '', 'but not the password');
    assert.equal(await sessionOf(page), undefined);
    if (javaScriptEnabled) await sound(page);
    page.faults.length = 0; // a refusal is logged by the browser

    await page.goto(`${site.address}/sign-in?next=/outcomes/O01`);
    await tabTo(page, 'input[name="email"]');
    await page.keyboard.type(person.email.toUpperCase());
    await tabTo(page, 'input[name="password"]', 1);
    await page.keyboard.type(person.password);
    await press(page);
    assert.equal(new URL(page.url()).pathname, '/outcomes/O01', 'one comes back to where one was');
    assert.match(await page.textContent('header'), /Lena Central/);
    const cookie = await sessionOf(page);
    assert.deepEqual([cookie.httpOnly, cookie.sameSite, cookie.path, cookie.expires], [true, 'Lax', '/', -1]);
    assert.match(cookie.value, /^[0-9a-f]{64}$/);

    await page.goto(`${site.address}/account`);
    if (javaScriptEnabled) await sound(page);
    await tabTo(page, 'form[action="/sign-out"] button');
    await press(page);
    assert.equal(await sessionOf(page), undefined);
    assert.doesNotMatch(await page.textContent('header'), /Lena Central/);
    const old = await fetch(`${site.address}/account`, { headers: { cookie: `${cookie.name}=${cookie.value}` }, redirect: 'manual' });
    assert.equal(old.status, 303, 'the session has ended on the server, too');
    assert.deepEqual(page.faults, []);
    await page.context().close();
  });
}

test('an unknown address is refused in the same words as a wrong password', async () => {
  const said = [];
  for (const email of [person.email, 'nobody@example.org']) {
    const response = await fetch(`${site.address}/sign-in`, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ email, password: 'a wrong phrase altogether' }) });
    assert.equal(response.status, 422);
    assert.equal(response.headers.get('set-cookie'), null);
    said.push((await response.text()).replaceAll(email, ''));
  }
  assert.equal(said[0], said[1]);
});

test('signing in leads to pages of this site only, and every sign-in has a session of its own', async () => {
  const tokens = new Set();
  for (const next of ['//evil.example/', 'https://evil.example/', '/\\evil.example', 'javascript:alert(1)', '']) {
    const response = await fetch(`${site.address}/sign-in`, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ ...person, next }) });
    assert.equal(response.status, 303);
    assert.equal(response.headers.get('location'), '/today', next);
    tokens.add(response.headers.get('set-cookie').match(/=([0-9a-f]{64});/)[1]);
  }
  assert.equal(tokens.size, 5);
});

test('a form that another site made is refused, and nothing changes', async () => {
  const page = await visitor(browser);
  await signIn(page, site.address, person);
  const evil = await visitor(browser);
  await evil.context().addCookies(await page.context().cookies());
  await evil.route('http://evil.example/', (route) => route.fulfill({ contentType: 'text/html', body: `<!doctype html><title>x</title>
    <form id="f" method="post" action="${site.address}/records/outcome/O01/change"><input name="title.en" value="Forged"><input name="act.version" value="1"></form>` }));
  await evil.goto('http://evil.example/');
  await Promise.all([evil.waitForNavigation(), evil.evaluate(() => document.getElementById('f').submit())]);
  assert.doesNotMatch(await evil.textContent('body'), /Changed and saved/);
  await evil.goto(`${site.address}/records/outcome/O01/change`);
  await evil.evaluate(() => { document.querySelector('main input[name="csrf_token"]').value = '0'.repeat(64); });
  await evil.fill('#title-en', 'Forged');
  await Promise.all([evil.waitForNavigation(), evil.getByRole('button', { name: 'Save', exact: true }).click()]);
  assert.match(await evil.textContent('main'), /gone stale/);
  await sound(evil);
  await page.goto(`${site.address}/records/outcome/O01`);
  assert.doesNotMatch(await page.textContent('main'), /Forged/);
  assert.match(await page.textContent('header'), /Lena Central/, 'the session goes on');
  await page.context().close();
  await evil.context().close();
});

test('a new password ends every session; who is disabled is out at once', async () => {
  const page = await visitor(browser);
  const elsewhere = await visitor(browser);
  for (const one of [page, elsewhere]) await signIn(one, site.address, person);
  await page.goto(`${site.address}/account`);
  await page.fill('input[name="current"]', 'not my password at all');
  await page.fill('input[name="password"]', 'four words of mine 8');
  await Promise.all([page.waitForNavigation(), page.click('main form button[type="submit"]')]);
  assert.match(await page.title(), /^Error:/);
  page.faults.length = 0;
  await page.fill('input[name="current"]', person.password);
  await page.fill('input[name="password"]', 'four words of mine 8');
  await Promise.all([page.waitForNavigation(), page.click('main form button[type="submit"]')]);
  await elsewhere.goto(`${site.address}/account`);
  assert.match(elsewhere.url(), /\/sign-in/);

  await signIn(elsewhere, site.address, { email: person.email, password: 'four words of mine 8' });
  assert.match(await elsewhere.textContent('header'), /Lena Central/);
  outturn(['user', 'disable', person.email, '--workspace', site.workspace]);
  await elsewhere.goto(`${site.address}/records/outcome/O01/change`);
  assert.match(elsewhere.url(), /\/sign-in/);
  await elsewhere.fill('input[name="email"]', person.email);
  await elsewhere.fill('input[name="password"]', 'four words of mine 8');
  await Promise.all([elsewhere.waitForNavigation(), elsewhere.click('main button[type="submit"]')]);
  assert.match(await elsewhere.textContent('.govuk-error-summary'), /do not belong together/);
  await page.context().close();
  await elsewhere.context().close();
});

test('guessing is slowed down, and says for how long', async () => {
  let said = '';
  for (let tried = 0; tried < 8 && !/second|minute/.test(said); ++tried) {
    const response = await fetch(`${site.address}/sign-in`, { method: 'POST', body: new URLSearchParams({ email: administrator.email, password: `wrong phrase number ${tried}` }) });
    said = (await response.text()).match(/error-summary[\s\S]*?<\/ul>/)?.[0] ?? '';
  }
  assert.match(said, /second|minute/);
});
