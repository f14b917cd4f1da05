// Two agencies write an agreement, sign it (one with a dissent), amend it, compare it word by word, sign again and publish
// it with a clause withheld. Nobody signs what they have not seen. With scripts, without, and by keyboard alone.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { outturn, startSite, startBrowser, visitor, signIn, htmlFaults, axeFaults, houseFaults } from './site.mjs';

const password = 'three words and a number 7';
const person = (name) => ({ email: `${name}@example.org`, password });
let site;
let browser;

before(async () => {
  site = await startSite();
  const people = [['emma', 'manager', 'employment'], ['erik', 'signatory', 'employment'], ['fay', 'manager', 'families'], ['finn', 'signatory', 'families']];
  for (const [name, role, organisation] of people) {
    outturn(['user', 'add', `${name}@example.org`, '--workspace', site.workspace, '--name', name, '--role', role, '--organisation', organisation], password + '\n');
  }
  const write = (kind, header, rows) => {
    const file = join(site.folder, `${kind}.csv`);
    writeFileSync(file, `${header}\n${rows.join('\n')}\n`);
    outturn(['import', 'records', file, '--workspace', site.workspace]);
  };
  const outcomes = ['O07', 'O02', 'O14'];
  write('party', 'id,outcome,organisation,stance', outcomes.flatMap((o) => [`J-${o}-1,${o},employment,leads`, `J-${o}-2,${o},families,co_owns`]));
  write('agreement', 'id,outcome,title.en,parties', outcomes.map((o) => `J-${o},${o},Reading agreement,employment;families`));
  write('clause', 'id,agreement,number,topic,title.en,text.en,touches', outcomes.flatMap((o) => [
    `J-${o}-aim,J-${o},1,vision,Aim,Every adult reads.,`, `J-${o}-money,J-${o},2,money,Money,Employment pays 100 and Families pays 50.,employment`]));
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
const open = (page, outcome, rest = '') => page.goto(`${site.address}/outcomes/${outcome}/agreement${rest}`);

async function everybody(javaScriptEnabled = true) {
  const all = {};
  for (const name of ['emma', 'erik', 'fay', 'finn']) {
    all[name] = await visitor(browser, { javaScriptEnabled });
    await signIn(all[name], site.address, person(name));
  }
  return all;
}

/** Types who signs and by what power. */
async function typeSignature(page) {
  await page.fill('#post', 'Deputy head');
  await page.fill('#authority', 'Delegation of 1 April');
}

for (const javaScriptEnabled of [true, false]) {
  const suffix = javaScriptEnabled ? 'with scripts' : 'without scripts';
  const outcome = javaScriptEnabled ? 'O07' : 'O02';

  test(`signed, amended, compared word by word, signed again and published with a dissent, ${suffix}`, async () => {
    const { emma, erik, fay, finn } = await everybody(javaScriptEnabled);
    await open(emma, outcome, '/fix');
    await sound(emma, javaScriptEnabled);
    await submit(emma, 'Fix as version 1');
    assert.match(await emma.textContent('main'), /0 of 2 parties ha(s|ve) signed/);

    await open(erik, outcome, '/sign');
    await sound(erik, javaScriptEnabled);
    await typeSignature(erik);
    await submit(erik, 'Sign version 1');
    await open(finn, outcome, '/sign');
    await typeSignature(finn);
    await finn.check(`input[name="dissents"][value="J-${outcome}-money"]`);
    await submit(finn, 'Sign version 1');
    assert.match(await finn.title(), /^Error:/, 'a dissent needs words');
    finn.faults.length = 0;
    await finn.fill('#dissent-en', 'Fifty is too much.');
    await submit(finn, 'Sign version 1');
    assert.match(await finn.textContent('main'), /Version 1 is signed by all 2 parties/);
    assert.match(await finn.textContent('main'), /Fifty is too much/);
    await sound(finn, javaScriptEnabled);

    await emma.goto(`${site.address}/records/clause/J-${outcome}-money/change`);
    await emma.fill('#text-en', 'Employment pays 120 and Families pays 50.');
    await submit(emma, 'Save');
    await open(emma, outcome, '/fix');
    const draft = await emma.textContent('main');
    assert.match(draft, /must be signed by: Minister of Employment/);
    assert.deepEqual([await emma.textContent('del'), await emma.textContent('ins')].map((text) => text.replace(/^\w+ ?/, '').replace(/[^0-9]/g, '')), ['100', '120']);
    await emma.fill('#reason-en', 'Books are dearer.');
    await sound(emma, javaScriptEnabled);
    await submit(emma, 'Fix as version 2');
    await open(erik, outcome, '/sign');
    await typeSignature(erik);
    await submit(erik, 'Sign version 2');
    assert.match(await erik.textContent('main'), /Version 2 is signed by all 2 parties/);

    await open(fay, outcome);
    await Promise.all([fay.waitForNavigation(), fay.locator('main a[href*="/agreement/publish"]').first().click()]);
    await sound(fay, javaScriptEnabled);
    await fay.check(`input[name="withheld"][value="J-${outcome}-money"]`);
    await submit(fay, 'Publish version 2');
    assert.match(await fay.title(), /^Error:/, 'withholding needs a reason');
    await sound(fay, javaScriptEnabled);
    fay.faults.length = 0;
    await fay.fill('#withheld_reason-en', 'A tender is running.');
    await submit(fay, 'Publish version 2');

    const anybody = await visitor(browser, { javaScriptEnabled });
    await open(anybody, outcome);
    const read = await anybody.textContent('main');
    assert.match(read, /Every adult reads/);
    assert.match(read, /A tender is running/);
    assert.doesNotMatch(read, /120/);
    await sound(anybody, javaScriptEnabled);
    for (const page of [emma, erik, fay, finn, anybody]) {
      assert.deepEqual(page.faults, []);
      await page.context().close();
    }
  });
}

/** Presses Tab until the focused element matches. */
async function tabTo(page, selector, most = 200) {
  for (let pressed = 0; pressed < most; ++pressed) {
    await page.keyboard.press('Tab');
    if (await page.evaluate((wanted) => document.activeElement.matches(wanted), selector)) return;
  }
  assert.fail(`Tab does not reach ${selector} on ${page.url()}`);
}
const press = (page, key = 'Enter') => Promise.all([page.waitForNavigation(), page.keyboard.press(key)]);

test('fixed and signed by keyboard alone; who read the words before they were amended signs nothing and is told', async () => {
  const { emma, erik, fay, finn } = await everybody();
  await open(emma, 'O14', '/fix');
  await open(fay, 'O14', '/fix');
  await tabTo(emma, 'main form button');
  await press(emma);
  assert.match(await emma.textContent('main'), /0 of 2 parties ha(s|ve) signed/);

  // Fay read the same draft: the second of two who fix it is told, and there is one version.
  await submit(fay, 'Fix as version 1');
  assert.match(await fay.title(), /^Error:/);

  await open(erik, 'O14', '/sign');
  await open(finn, 'O14', '/sign');
  await tabTo(erik, '#post');
  await erik.keyboard.type('Deputy head');
  await tabTo(erik, '#authority');
  await erik.keyboard.type('Delegation');
  await tabTo(erik, 'main form button');
  await press(erik);
  assert.match(await erik.textContent('main'), /1 of 2 parties ha(s|ve) signed/);

  // Finn has version 1 before him while Emma amends it.
  await emma.goto(`${site.address}/records/clause/J-O14-aim/change`);
  await emma.fill('#text-en', 'Every adult reads and writes.');
  await submit(emma, 'Save');
  await open(emma, 'O14', '/fix');
  await submit(emma, 'Fix as version 2');
  await typeSignature(finn);
  await submit(finn, 'Sign version 1');
  assert.match(await finn.title(), /^Error:/);
  assert.equal(await finn.inputValue('#post'), 'Deputy head', 'nothing typed is lost');
  await open(emma, 'O14');
  assert.match(await emma.textContent('main'), /0 of 2 parties ha(s|ve) signed/);

  // Two sign for one party at the same moment: one signature.
  const other = await visitor(browser);
  await signIn(other, site.address, person('finn'));
  for (const page of [finn, other]) {
    await open(page, 'O14', '/sign');
    await typeSignature(page);
  }
  await Promise.all([finn, other].map((page) => submit(page, 'Sign version 2').catch(() => {})));
  await open(emma, 'O14');
  assert.match(await emma.textContent('main'), /1 of 2 parties ha(s|ve) signed/);
  for (const page of [emma, erik, fay, finn, other]) await page.context().close();
});
