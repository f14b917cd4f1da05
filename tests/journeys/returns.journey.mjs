// Figures are returned: a reporter saves a draft, a colleague sees it and corrects a cell in his own name, it is sent; the verifier
// sends it back with a reason; it is mended, sent again and accepted, and the figure stands on the measure's page with who
// reported and who accepted it. With scripts and without.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { writeFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { outturn, startSite, startBrowser, visitor, signIn, htmlFaults, axeFaults, houseFaults } from './site.mjs';

const password = 'three words and a number 7';
const people = {
  rita: { email: 'rita@example.org', password, role: 'reporter', organisation: 'housing', name: 'Rita Reporter' },
  sam: { email: 'sam@example.org', password, role: 'reporter', organisation: 'housing', name: 'Sam Second' },
  vera: { email: 'vera@example.org', password, role: 'verifier', organisation: 'families', name: 'Vera Verifier' },
};
let site;
let browser;

before(async () => {
  site = await startSite();
  for (const who of Object.values(people)) {
    outturn(['user', 'add', who.email, '--workspace', site.workspace, '--role', who.role, '--organisation', who.organisation, '--name', who.name], password + '\n');
  }
  const folder = join(site.folder, 'more');
  mkdirSync(folder);
  // Two duties, so that the journey can be walked twice; a rule that stops what cannot be.
  writeFileSync(join(folder, 'return_duty.csv'), [
    'id,name.en,name.fr,organisation,indicators,places,first_period,due_days,used_for.en,used_for.fr,illustrative',
    'walk-with,Homes with scripts,Logements avec scripts,housing,I-housing-need,CA;CA-ON,2023,300,For the forum,Pour le forum,true',
    'walk-empty,Homes left empty,Logements laissés vides,housing,I-housing-need,CA;CA-ON,2024,300,For the forum,Pour le forum,true',
    'walk-without,Homes without scripts,Logements sans scripts,housing,I-housing-need,CA;CA-ON,2024,300,For the forum,Pour le forum,true', ''].join('\n'));
  const more = join(site.folder, 'parts');
  mkdirSync(more);
  writeFileSync(join(more, 'return_duty.csv'), [
    'id,name.en,name.fr,organisation,indicators,places,first_period,due_days,with_parts,illustrative',
    'walk-parts,Homes counted,Logements comptés,housing,I-housing-need,CA-ON,2024,300,true,true', ''].join('\n'));
  outturn(['import', 'records', more, '--workspace', site.workspace]);
  writeFileSync(join(folder, 'validation_rule.csv'), [
    'id,indicator,check,lower,upper,severity,what_to_do.en,what_to_do.fr',
    'rule-homes,I-housing-need,range,2,40,error,Ask the office for its table.,Demandez son tableau au bureau.', ''].join('\n'));
  outturn(['import', 'records', folder, '--workspace', site.workspace]);
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
const cell = (place) => `input[name="cell.I-housing-need.${place}."]`;

for (const javaScriptEnabled of [true, false]) {
  const suffix = javaScriptEnabled ? 'with scripts' : 'without scripts';
  const id = javaScriptEnabled ? 'walk-with-2023' : 'walk-without-2024';
  const year = javaScriptEnabled ? '2023' : '2024';

  test(`a return is drafted, corrected, sent, sent back, mended and accepted, ${suffix}`, async () => {
    const open = async (who) => {
      const page = await visitor(browser, { javaScriptEnabled });
      await signIn(page, site.address, who);
      return page;
    };
    const rita = await open(people.rita);
    assert.match(await rita.textContent('header, nav'), /Returns/);
    await rita.goto(`${site.address}/returns`);
    await sound(rita, javaScriptEnabled);
    assert.match(await rita.textContent('main'), /day(s)? late/);
    await rita.goto(`${site.address}/returns/${id}`);
    await sound(rita, javaScriptEnabled);
    assert.match(await rita.textContent('main'), /Last time: .*\(20\d\d\)/);
    assert.match(await rita.textContent('main'), /For the forum/);

    // What cannot be: told while typing, and by the server on saving; the draft is kept, sending is refused.
    if (javaScriptEnabled) {
      await rita.fill(cell('CA'), '41');
      assert.match(await rita.textContent('#cell-I-housing-need-CA--check, .ot-return__check--stop'), /Above 40%?/);
    }
    await rita.fill(cell('CA'), 'many');
    await submit(rita, 'Save draft');
    assert.match(await rita.title(), /^Error:/);
    assert.equal(await rita.inputValue(cell('CA')), 'many');
    await sound(rita, javaScriptEnabled);
    rita.faults.length = 0; // a refusal is logged by the browser
    await rita.fill(cell('CA'), '41');
    await submit(rita, 'Save and send');
    assert.match(await rita.textContent('main'), /breaks a rule/);
    assert.match(await rita.textContent('main'), /Ask the office for its table/);
    rita.faults.length = 0;

    // A table from a spreadsheet fills the form; nothing is saved until she says so.
    const paste = rita.locator('details', { hasText: 'Paste a table instead' });
    if (!(await paste.getAttribute('open') === '' )) await paste.locator('summary').first().click();
    await rita.fill('textarea[name="paste"]', 'Place\tValue\nCanada\t10,2\nOntario\t12.5\n');
    await submit(rita, 'Put it into the form');
    assert.match(await rita.textContent('main'), /2 figures were put into the form/);
    assert.equal(await rita.inputValue(cell('CA')), '10.2');
    await submit(rita, 'Save draft');
    assert.match(await rita.textContent('main'), /The draft is saved/);
    await sound(rita, javaScriptEnabled);

    // A colleague sees the draft; both type at once, and the second sees both versions.
    const sam = await open(people.sam);
    await sam.goto(`${site.address}/returns/${id}`);
    assert.equal(await sam.inputValue(cell('CA-ON')), '12.5');
    assert.match(await sam.textContent('main'), /Rita Reporter/);
    await rita.fill(cell('CA-ON'), '12.6');
    await submit(rita, 'Save draft');
    await sam.fill(cell('CA-ON'), '12.7');
    await submit(sam, 'Save draft');
    assert.match(await sam.textContent('main'), /Rita Reporter entered “12.6” here/);
    assert.equal(await sam.inputValue(cell('CA-ON')), '12.7');
    await sound(sam, javaScriptEnabled);
    sam.faults.length = 0;
    await submit(sam, 'Save draft');
    assert.match(await sam.textContent('main'), /The draft is saved/);
    assert.match(await sam.textContent('main'), /Before: 12\.6.*Rita Reporter/s);

    // A partner's verifier does not see a draft.
    const vera = await open(people.vera);
    assert.equal((await vera.goto(`${site.address}/returns/${id}`)).status(), 404);
    vera.faults.length = 0;

    await rita.goto(`${site.address}/returns/${id}`);
    await rita.check('input[name="minutes"][value="20"]');
    await submit(rita, 'Save and send');
    assert.match(await rita.textContent('main'), /Sent to the verifier/);
    assert.equal(await rita.locator('input[data-check]').count(), 0);
    assert.equal(await rita.getByRole('button', { name: 'Accept', exact: true }).count(), 0, 'a reporter does not verify');
    await sound(rita, javaScriptEnabled);

    await vera.goto(`${site.address}/returns/${id}`);
    await sound(vera, javaScriptEnabled);
    await submit(vera, 'Send back');
    assert.match(await vera.title(), /^Error:/);
    await sound(vera, javaScriptEnabled);
    vera.faults.length = 0;
    await vera.fill('textarea[name="reason"]', 'Canada is without the territories');
    await submit(vera, 'Send back');
    assert.match(await vera.textContent('main'), /Sent back with your reason/);

    await rita.goto(`${site.address}/returns/${id}`);
    assert.match(await rita.textContent('main'), /The verifier asks: Canada is without the territories/);
    await rita.fill(cell('CA'), '10.4');
    await submit(rita, 'Save and send');
    if (javaScriptEnabled) {
      await submit(rita, '10 minutes');
      assert.match(await rita.textContent('main'), /the time is noted/);
    }
    await vera.goto(`${site.address}/returns/${id}`);
    await vera.fill('textarea[name="reason"]', 'Agrees with the table of the office');
    await submit(vera, 'Accept');
    assert.match(await vera.textContent('main'), /Accepted\. The figures are in the register/);
    await sound(vera, javaScriptEnabled);

    // The figure on the measure's page, with its author and the verifier; the history keeps every step.
    await vera.goto(`${site.address}/indicators/I-housing-need?place=CA`);
    const text = await vera.textContent('main');
    assert.match(text, /10\.4/);
    assert.match(text, /Reported by Rita Reporter \(.*\), accepted by Vera Verifier/);
    await vera.goto(`${site.address}/indicators/I-housing-need?place=CA-ON`);
    assert.match(await vera.textContent('main'), /Reported by Sam Second/);
    await vera.goto(`${site.address}/returns?of=all`);
    assert.match(await vera.textContent('main'), new RegExp(`Homes ${suffix}, ${year}`));
    await sound(vera, javaScriptEnabled);

    // In public: the organisation, not the names.
    const anybody = await visitor(browser, { javaScriptEnabled });
    await anybody.goto(`${site.address}/indicators/I-housing-need?place=CA`);
    const publicly = await anybody.textContent('main');
    assert.match(publicly, /Reported by Minister of Housing/);
    assert.doesNotMatch(publicly, /Rita Reporter|Vera Verifier/);
    await anybody.goto(`${site.address}/returns/${id}`);
    assert.match(anybody.url(), /sign-in/);
    for (const page of [rita, sam, vera]) {
      assert.deepEqual(page.faults, []);
      await page.context().close();
    }
    await anybody.context().close();
  });
}

for (const javaScriptEnabled of [true, false]) {
  test(`nothing is sent with an empty line, and a share is returned by its numerator and denominator, ${javaScriptEnabled ? 'with' : 'without'} scripts`, async () => {
    const page = await visitor(browser, { javaScriptEnabled });
    await signIn(page, site.address, people.rita);
    if (javaScriptEnabled) {
      await page.goto(`${site.address}/returns/walk-empty-2024`);
      await submit(page, 'Save and send');
      assert.match(await page.title(), /^Error:/);
      assert.equal(await page.locator('.govuk-error-summary li').count(), 2);
      assert.match(await page.textContent('.govuk-error-summary'), /Households in core housing need, Ontario: there is neither a figure nor a reason why/);
      await sound(page);
      page.faults.length = 0;
      await page.fill(cell('CA'), '10.2');
      await page.selectOption('select[name="rest"]', 'missing');
      await submit(page, 'Save and send');
      assert.match(await page.textContent('main'), /What you entered is saved as a draft. It was not sent./);
      assert.equal(await page.locator('.govuk-error-summary li').count(), 1);
      assert.match(await page.textContent('.govuk-error-summary'), /Ontario: say in the note why there is no figure/);
      await sound(page);
      page.faults.length = 0;
      await page.fill('input[name="note.I-housing-need.CA-ON."]', 'The survey was not taken there');
      await submit(page, 'Save and send');
      assert.match(await page.textContent('main'), /Sent to the verifier/);
      assert.match(await page.textContent('main'), /The survey was not taken there/);
      await sound(page);
    }

    await page.goto(`${site.address}/returns/walk-parts-${javaScriptEnabled ? '2024' : '2025'}`);
    await page.fill('input[name="numerator.I-housing-need.CA-ON."]', '60');
    await page.fill('input[name="denominator.I-housing-need.CA-ON."]', '48');
    await submit(page, 'Save draft');
    assert.match(await page.textContent('main'), /The numerator 60 is above the denominator 48/);
    await sound(page, javaScriptEnabled);
    page.faults.length = 0;
    await page.fill('input[name="numerator.I-housing-need.CA-ON."]', '5');
    if (javaScriptEnabled) assert.equal(await page.inputValue(cell('CA-ON')), '10.4');
    await submit(page, 'Save draft');
    assert.equal(await page.inputValue(cell('CA-ON')), '10.4');
    await page.fill('input[name="numerator.I-housing-need.CA-ON."]', '6');
    await submit(page, 'Save and send');
    assert.match(await page.textContent('main'), /6 of 48/);
    assert.match(await page.textContent('main'), /12\.5/);
    await sound(page, javaScriptEnabled);
    assert.deepEqual(page.faults, []);
    await page.context().close();
  });
}

test('the returns in French, on a phone, and at the command line', async () => {
  const page = await visitor(browser, { viewport: { width: 360, height: 800 } });
  await signIn(page, site.address, people.rita);
  for (const path of ['/returns?lang=fr', '/returns/return-homes-2025?lang=fr', '/samples?lang=fr&population=500&tolerable=5&confidence=95&accepted=0']) {
    await page.goto(site.address + path);
    await sound(page);
  }
  await page.goto(`${site.address}/returns/return-homes-2025?lang=fr`);
  await page.fill(cell('CA-ON'), '12,4');
  await submit(page, 'Enregistrer le brouillon');
  assert.match(await page.textContent('main'), /Le brouillon est enregistré/);
  assert.equal(await page.inputValue(cell('CA-ON')), '12,4');
  const listed = JSON.parse(outturn(['returns', '--workspace', site.workspace, '--json']));
  const homes = listed.find((one) => one.id === 'return-homes-2025');
  assert.equal(homes.state, 'draft');
  assert.ok(homes.days_late > 0);
  assert.match(outturn(['returns', '--workspace', site.workspace]), /late/);
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test('a verifier draws a sample of source records and records what was found', async () => {
  const page = await visitor(browser);
  await signIn(page, site.address, people.vera);
  await page.goto(`${site.address}/samples`);
  await sound(page);
  await page.fill('#population', '0');
  await submit(page, 'Propose a size');
  assert.match(await page.title(), /^Error:/);
  page.faults.length = 0;
  await page.fill('#population', '100');
  await submit(page, 'Propose a size');
  assert.match(await page.textContent('main'), /45/);
  await page.fill('#source', 'Files of March');
  await page.selectOption('select[name="indicators"]', 'I-housing-need');
  await page.fill('#seed', '7');
  await submit(page, 'Draw 45 records');
  assert.match(await page.textContent('main'), /45 records are to be looked up/);
  await sound(page);
  await page.getByRole('link', { name: 'Record what was found' }).click();
  await page.fill('#wrong', '0');
  await submit(page, 'Save');
  await page.goto(`${site.address}/samples`);
  assert.match(await page.textContent('main'), /0 of 45 were wrong: at most 4(\.0)?% of all are, with 95% confidence/);
  assert.deepEqual(page.faults, []);
  await page.context().close();
});
