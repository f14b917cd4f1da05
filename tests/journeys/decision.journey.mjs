// Two agencies ask whether to work together on an outcome and find, from the first question on, that each should work
// alone: a proper end, published, with a day on which they look again. With scripts, without, and by keyboard alone.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { outturn, startSite, startBrowser, visitor, signIn, htmlFaults, axeFaults, houseFaults, tabTo, press } from './site.mjs';

const password = 'three words and a number 7';
const people = { employment: { email: 'emma@example.org', name: 'Emma Employment', password }, families: { email: 'fay@example.org', name: 'Fay Families', password } };
let site;
let browser;

before(async () => {
  site = await startSite();
  for (const [organisation, who] of Object.entries(people)) {
    outturn(['user', 'add', who.email, '--workspace', site.workspace, '--name', who.name, '--role', 'manager', '--organisation', organisation], password + '\n');
  }
  const file = join(site.folder, 'party.csv');
  const rows = ['O07', 'O02', 'O14'].flatMap((outcome) => [`J-${outcome}-1,${outcome},employment,leads`, `J-${outcome}-2,${outcome},families,co_owns`]);
  writeFileSync(file, `id,outcome,organisation,stance\n${rows.join('\n')}\n`);
  outturn(['import', 'records', file, '--workspace', site.workspace]);
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

/** The form that answers one question, as a link of the page leads to it. */
async function answer(page, outcome, question, organisation, value, evidence = '') {
  await page.goto(`${site.address}/outcomes/${outcome}/decision`);
  const link = page.locator(`main a[href*="question=${question}&for=${organisation}"]`).filter({ visible: true });
  const all = await page.locator('main a[href*="/decision/answer"]').evaluateAll((links) => links.map((one) => one.getAttribute('href')));
  const wanted = all.find((href) => new URL(href, 'http://x').searchParams.get('question') === question && new URL(href, 'http://x').searchParams.get('for') === organisation);
  assert.ok(wanted, `${question} can be answered for “${organisation}”: ${all.join(' ')} ${await link.count()}`);
  await page.goto(new URL(wanted, site.address).href);
  await page.check(`input[name="answer"][value="${value}"]`);
  if (evidence) await page.fill('#evidence-en', evidence);
  await submit(page, 'Save this answer');
  assert.equal(new URL(page.url()).pathname, `/outcomes/${outcome}/decision`);
}

for (const javaScriptEnabled of [true, false]) {
  const suffix = javaScriptEnabled ? 'with scripts' : 'without scripts';
  const outcome = javaScriptEnabled ? 'O07' : 'O02';

  test(`from the first question to “work alone”, published, to be looked at again, ${suffix}`, async () => {
    const emma = await visitor(browser, { javaScriptEnabled });
    const fay = await visitor(browser, { javaScriptEnabled });
    await signIn(emma, site.address, people.employment);
    await signIn(fay, site.address, people.families);
    await emma.goto(`${site.address}/outcomes/${outcome}/decision`);
    await Promise.all([emma.waitForNavigation(), emma.getByRole('link', { name: 'Begin round 1' }).click()]);
    await sound(emma, javaScriptEnabled);
    await submit(emma, 'Begin round 1');
    assert.match(await emma.title(), /^Error:/);
    emma.faults.length = 0; // a refusal is logged by the browser
    await emma.fill('#prompted_by-en', 'Both agencies teach adults to read.');
    await submit(emma, 'Begin round 1');
    await sound(emma, javaScriptEnabled);

    for (const question of ['clear_outcome', 'high_priority', 'contributors']) {
      await answer(emma, outcome, question, 'employment', 'yes');
      await answer(fay, outcome, question, 'families', 'yes');
      await answer(emma, outcome, question, '', 'yes', 'Both said so on the same day.');
    }
    assert.match(await emma.textContent('main'), /Both partners say so/);
    await answer(emma, outcome, 'best_joint', 'employment', 'no');
    await answer(fay, outcome, 'best_joint', 'families', 'yes', 'Families would like one class.');
    await answer(emma, outcome, 'best_joint', '', 'no', 'The classes are in different towns.');
    assert.match(await emma.textContent('main'), /The answers say: work alone/);
    assert.match(await emma.textContent('main'), /Families, Children and Social Development: Yes|Social Development: Yes/);
    await sound(emma, javaScriptEnabled);

    await fay.goto(`${site.address}/outcomes/${outcome}/decision`);
    await emma.goto(`${site.address}/outcomes/${outcome}/decision`);
    await Promise.all([emma.waitForNavigation(), emma.getByRole('link', { name: 'Decide to work alone' }).click()]);
    assert.ok(await emma.isChecked('input[name="ending"][value="work_alone"]'));
    await emma.fill('#reason-en', 'Each does more by itself.');
    await emma.check('input[name="published"]');
    await submit(emma, 'Record the end of the round');
    assert.match(await emma.textContent('main'), /Decided: work alone/);
    assert.match(await emma.textContent('main'), /They look at it again on/);
    await sound(emma, javaScriptEnabled);
    assert.deepEqual([...emma.faults, ...fay.faults], []);

    const anybody = await visitor(browser, { javaScriptEnabled });
    await anybody.goto(`${site.address}/outcomes/${outcome}/decision`);
    assert.match(await anybody.textContent('main'), /Decided: work alone/);
    assert.match(await anybody.textContent('main'), /Families would like one class|Each does more by itself/);
    for (const page of [emma, fay, anybody]) await page.context().close();
  });
}

test('two who answer one question at the same moment: the first answer stays, the second is told and loses nothing typed', async () => {
  const one = await visitor(browser);
  const other = await visitor(browser);
  for (const page of [one, other]) await signIn(page, site.address, people.employment);
  await one.goto(`${site.address}/outcomes/O11/decision/new`);
  await one.fill('#prompted_by-en', 'Something new.');
  await submit(one, 'Begin round 4');
  for (const page of [one, other]) {
    await page.goto(`${site.address}/outcomes/O11/decision/answer?question=new_information&for=employment`);
    await page.check('input[name="answer"][value="no"]');
  }
  await one.fill('#evidence-en', 'The first');
  await other.fill('#evidence-en', 'The second');
  await Promise.all([one, other].map((page) => submit(page, 'Save this answer')));
  const refused = [one, other].filter((page) => /decision\/answer/.test(page.url()));
  assert.equal(refused.length, 1, 'exactly one of the two is refused');
  assert.match(await refused[0].title(), /^Error:/);
  assert.match(await refused[0].inputValue('#evidence-en'), /The (first|second)/);
  await one.goto(`${site.address}/records/decision_answer?q=`);
  for (const page of [one, other]) await page.context().close();
});

/** Answers one question with the keyboard alone, beginning on the page of the decision. */
async function answerByKeys(page, question, organisation, value, evidence = '') {
  await tabTo(page, `main a[href*="question=${question}"][href*="for=${organisation}"]` + (organisation ? '' : ':not([href*="for=e"]):not([href*="for=f"])'));
  await press(page);
  await tabTo(page, 'input[name="answer"]');
  for (let pressed = 0; pressed < 4; ++pressed) {
    if (await page.evaluate(() => document.querySelector('input[name="answer"]:checked')?.value) === value) break;
    await page.keyboard.press(pressed === 0 ? 'Space' : 'ArrowDown');
  }
  assert.equal(await page.evaluate(() => document.querySelector('input[name="answer"]:checked')?.value), value);
  if (evidence) {
    await tabTo(page, '#evidence-en');
    await page.keyboard.type(evidence);
  }
  await tabTo(page, 'main form button');
  await press(page);
  assert.equal(new URL(page.url()).pathname, '/outcomes/O14/decision');
}

test('from the first question to “work alone”, published, by keyboard alone', async () => {
  const emma = await visitor(browser);
  const fay = await visitor(browser);
  await signIn(emma, site.address, people.employment);
  await signIn(fay, site.address, people.families);
  await emma.goto(`${site.address}/outcomes/O14/decision`);
  await tabTo(emma, 'main a[href$="/decision/new"]');
  await press(emma);
  await tabTo(emma, '#prompted_by-en');
  await emma.keyboard.type('Litter.');
  await tabTo(emma, 'main form button');
  await press(emma);
  await fay.goto(`${site.address}/outcomes/O14/decision`);
  for (const question of ['clear_outcome', 'high_priority', 'contributors']) {
    await answerByKeys(emma, question, 'employment', 'yes');
    await answerByKeys(fay, question, 'families', 'yes');
    await answerByKeys(emma, question, '', 'yes', 'Said so together.');
  }
  await answerByKeys(fay, 'best_joint', 'families', 'yes', 'One van for both.');
  await answerByKeys(emma, 'best_joint', 'employment', 'no');
  await answerByKeys(emma, 'best_joint', '', 'no', 'The vans are full.');
  assert.match(await emma.textContent('main'), /The answers say: work alone/);
  await tabTo(emma, 'main a[href*="ending=work_alone"]');
  await press(emma);
  await tabTo(emma, '#reason-en');
  await emma.keyboard.type('Each town sweeps its own streets.');
  await tabTo(emma, 'input[name="published"]');
  await emma.keyboard.press('ArrowUp');
  assert.ok(await emma.isChecked('input[name="published"][value="true"]'));
  await tabTo(emma, 'main form button');
  await press(emma);
  assert.match(await emma.textContent('main'), /Decided: work alone/);
  assert.deepEqual([...emma.faults, ...fay.faults], []);

  const anybody = await visitor(browser);
  await anybody.goto(`${site.address}/outcomes/O14/decision`);
  assert.match(await anybody.textContent('main'), /Decided: work alone/);
  assert.match(await anybody.textContent('main'), /Social Development: Yes/);
  for (const page of [emma, fay, anybody]) await page.context().close();
});
