// Two agencies write an agreement, sign it (one with a dissent), amend it, compare it word by word, sign again and publish
// it with a clause withheld. Nobody signs what they have not seen. With scripts, without, and by keyboard alone.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { outturn, startSite, startBrowser, visitor, signIn, htmlFaults, axeFaults, houseFaults, tabTo, press } from './site.mjs';

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
  const outcomes = ['O07', 'O02', 'O14', 'O05', 'O09'];
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

/** Fills the focused way: Tab to the input, replace what stands in it. */
async function typeInto(page, selector, text) {
  await tabTo(page, selector);
  await page.keyboard.press('Control+A');
  await page.keyboard.type(text);
}
async function send(page, name) {
  await tabTo(page, 'main form button.govuk-button');
  assert.match(await page.evaluate(() => document.activeElement.textContent.trim()), name);
  await press(page);
}

test('signed with a dissent, amended, signed again and published with a clause withheld, by keyboard alone', async () => {
  const { emma, erik, fay, finn } = await everybody();
  await open(emma, 'O05');
  await tabTo(emma, 'main a[href$="/agreement/fix"]');
  await press(emma);
  await send(emma, /Fix as version 1/);

  for (const [page, dissents] of [[erik, false], [finn, true]]) {
    await open(page, 'O05');
    await tabTo(page, 'main a[href$="/agreement/sign"]');
    await press(page);
    await typeInto(page, '#post', 'Deputy head');
    await typeInto(page, '#authority', 'Delegation of 1 April');
    if (dissents) {
      await tabTo(page, 'input[name="dissents"][value="J-O05-money"]');
      await page.keyboard.press('Space');
      await typeInto(page, '#dissent-en', 'Fifty is too much.');
    }
    await send(page, /Sign version 1/);
  }
  assert.match(await finn.textContent('main'), /Version 1 is signed by all 2 parties/);
  assert.match(await finn.textContent('#J-O05-money'), /Fifty is too much/);

  await open(emma, 'O05', '/fix');
  await tabTo(emma, 'main a[href*="/records/clause/J-O05-money/change"]');
  await press(emma);
  await typeInto(emma, '#text-en', 'Employment pays 120 and Families pays 50.');
  await send(emma, /Save/);
  await open(emma, 'O05');
  await tabTo(emma, 'main a[href$="/agreement/fix"]');
  await press(emma);
  await typeInto(emma, '#reason-en', 'Books are dearer.');
  await send(emma, /Fix as version 2/);

  await open(erik, 'O05');
  await tabTo(erik, 'main a[href$="/agreement/sign"]');
  await press(erik);
  await typeInto(erik, '#post', 'Deputy head');
  await typeInto(erik, '#authority', 'Delegation of 1 April');
  await send(erik, /Sign version 2/);
  assert.match(await erik.textContent('main'), /Version 2 is signed by all 2 parties/);
  assert.match(await erik.textContent('#J-O05-money'), /Fifty is too much/, 'the dissent of a signature that carries over still stands at its clause');

  await open(fay, 'O05');
  await tabTo(fay, 'main a[href*="/agreement/publish"]');
  await press(fay);
  await tabTo(fay, 'input[name="withheld"][value="J-O05-money"]');
  await fay.keyboard.press('Space');
  await typeInto(fay, '#withheld_reason-en', 'A tender is running.');
  await send(fay, /Publish version 2/);

  const anybody = await visitor(browser);
  await open(anybody, 'O05');
  const read = await anybody.textContent('main');
  assert.match(read, /Every adult reads/);
  assert.match(read, /A tender is running/);
  assert.doesNotMatch(read, /120|Fifty/);
  for (const page of [emma, erik, fay, finn, anybody]) {
    assert.deepEqual(page.faults, []);
    await page.context().close();
  }
});

/** The records of a kind in the file, as objects. */
function exported(kind) {
  const cells = [...outturn(['export', 'records', kind, '--workspace', site.workspace]).matchAll(/("(?:[^"]|"")*"|[^,\n]*)(,|\n)/g)];
  const lines = [[]];
  for (const [, cell, end] of cells) {
    lines.at(-1).push(cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell);
    if (end === '\n') lines.push([]);
  }
  const [header, ...rows] = lines.filter((line) => line.length > 1);
  return rows.map((row) => Object.fromEntries(header.map((name, column) => [name, row[column]])));
}

test('everybody at once: of all that two parties send in the same moments nothing is lost, no number is given twice, and no signature stands under other words than were read', async () => {
  const { emma, erik, fay, finn } = await everybody();
  /** The fields of the form on a page, as a browser would send them. */
  const form = async (page, path) => {
    await page.goto(site.address + path);
    return page.evaluate(() => Object.fromEntries(new FormData(document.querySelector('main form')).entries()));
  };
  const post = (page, path, fields) => page.request.post(site.address + path, { form: fields, maxRedirects: 0 });
  const at = '/outcomes/O09/agreement';
  const fixed = await post(emma, `${at}/fix`, await form(emma, `${at}/fix`));
  assert.equal(fixed.status(), 303);

  for (let round = 1; round <= 4; ++round) {
    // All forms are opened on the same state. Then they are sent together: two amend one clause, two fix the draft, two sign.
    const clause = '/records/clause/J-O09-aim/change';
    const writes = [];
    for (const [page, words] of [[emma, `Every adult reads, says Emma in round ${round}.`], [fay, `Every adult reads, says Fay in round ${round}.`]]) {
      writes.push([page, clause, { ...await form(page, clause), 'text.en': words }]);
    }
    for (const page of [emma, fay]) writes.push([page, `${at}/fix`, { ...await form(page, `${at}/fix`), 'reason.en': `Round ${round}` }]);
    for (const page of [erik, finn]) {
      await page.goto(site.address + at);
      if (!await page.locator('main a[href$="/agreement/sign"]').count()) continue;
      writes.push([page, `${at}/sign`, { ...await form(page, `${at}/sign`), name: 'A Person', post: 'Deputy head', authority: 'Delegation' }]);
    }
    const answers = await Promise.all(writes.map(([page, path, fields]) => post(page, path, fields)));
    const statuses = answers.map((answer) => answer.status());
    assert.ok(statuses.every((status) => [303, 404, 409, 422].includes(status)), statuses.join(' '));
    const amended = answers.slice(0, 2).filter((answer) => answer.status() === 303).length;
    assert.equal(amended, 1, `of two who amend one clause one is told: ${statuses}`);
    assert.ok(answers.slice(2, 4).filter((answer) => answer.status() === 303).length <= 1, `of two who fix one draft at most one does: ${statuses}`);
    for (const refused of answers.filter((answer) => answer.status() !== 303)) assert.ok((await refused.text()).length > 500, 'who is refused is told');
    // What is left of the round is fixed, so that the next has words to sign.
    await post(emma, `${at}/fix`, await form(emma, `${at}/fix`));
  }

  const versions = exported('agreement_version').filter((one) => one.agreement === 'J-O09');
  const numbers = versions.map((one) => Number(one.number));
  assert.deepEqual([...numbers].sort((a, b) => a - b), numbers.map((_, index) => index + 1), 'each number once, none left out');
  const signatures = exported('signature').filter((one) => one.version.startsWith('J-O09-'));
  assert.ok(signatures.length > 0, 'somebody signed in one of the rounds');
  for (const signature of signatures) {
    assert.equal(signature.hash, versions.find((one) => one.id === signature.version).hash, 'a signature is under the words that were read');
  }
  assert.match(outturn(['verify', '--workspace', site.workspace]), /./);
  for (const page of [emma, erik, fay, finn]) await page.context().close();
});
