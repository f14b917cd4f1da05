// Every page of the product, read from the one table of routes, with an example for each parameter: a page without an
// example fails the tests of all pages.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../journeys/site.mjs';

/** Which record a page is tried on; names are those of the table of routes. */
const examples = {
  'outcome.show': ['O01', 'O12'],
  'decision.show': ['O01', 'O12'],
  'decision.new': ['O01'],
  'decision.answer_form': ['O11'],
  'decision.end_form': ['O01'],
  'logic.show': ['O11', 'O13', 'O01'],
  'logic.box_form': ['O11'],
  'logic.arrow_form': ['O11'],
  'outcome.answers': ['O01', 'O12'],
  'link.show': ['L-homes-build'],
  'framework.show': ['cif'],
  'agreement.show': ['O01'],
  'agreement.import_form': ['O11'],
  'gain.show': ['O11', 'O03', 'O01'],
  'gain.plan_form': ['O01'],
  'gain.power': ['O11'],
  'gain.run_form': ['O11'],
  'indicator.show': ['I-poverty', 'I-waste-total'],
  'indicator.places': ['I-poverty', 'I-waste-total'],
  'place.show': ['CA', 'CA-ON'],
  'organisation.show': ['health'],
  'return.show': ['return-homes-2025'],
  'sample.show': ['sample-rent-2025'],
  'commitment.show': ['C-120'],
  'records.list': ['installation', 'source', 'organisation', 'place', 'dimension', 'category', 'group', 'outcome', 'party', 'indicator',
    'definition', 'target', 'commitment', 'person', 'appointment', 'batch',
    'priority', 'decision_round', 'decision_answer', 'decision_option', 'readiness', 'barrier', 'agreement', 'clause', 'agreement_version', 'signature',
    'logic_box', 'logic_link', 'gain_plan', 'gain_study', 'gain_cost', 'gain_value', 'factor', 'stakeholder', 'post', 'link', 'acknowledgement',
    'body', 'profile', 'incentive', 'claim', 'support', 'partnership', 'framework', 'framework_label', 'validation_rule', 'verification', 'question', 'opinion', 'assessment', 'explanation',
    'return_duty', 'return', 'return_entry', 'return_sending', 'return_verdict', 'source_sample'],
  'records.new': ['outcome', 'target', 'person'],
  'records.show': ['place/CA-ON', 'target/T-poverty-2030', 'installation/this'],
  'records.change_form': ['indicator/I-poverty', 'commitment/C-120'],
  'records.replace_form': ['target/T-poverty-2030'],
  'records.retire_form': ['outcome/O01'],
  'records.restore_form': ['outcome/O01'],
  history: ['outcome/O01'],
  'redact.form': ['commitment/C-120'],
  'people.show': ['ada-administrator'],
  'batches.show': ['2026-05-06-001-poverty'],
};
/** Pages that cannot be opened at rest: what they show lives only between two steps of a person. */
const madeOnTheWay = new Set(['agreement.draft', 'agreement.sign_form', 'agreement.version', 'agreement.withdraw_form', 'agreement.publish_form', 'agreement.close_form', 'imports.show', 'imports.problems']);

const withoutPage = /^\/(assets|favicon|health|api)/;

/** Each page of the table as {name, path, formats}; `records` leaves out those that need a record. */
export function pages({ records = true } = {}) {
  const source = readFileSync(join(root, 'src', 'web', 'routes.cpp'), 'utf8');
  const all = [];
  const missing = [];
  for (const [, pattern, name, rest] of source.matchAll(/^\s*get\("([^"]+)", "([^"]+)",([^\n]*)/gm)) {
    if (withoutPage.test(pattern) || madeOnTheWay.has(name)) continue;
    const formats = /as_data/.test(rest) ? ['json', 'csv'] : [...(rest.match(/\{("[a-z]+"(?:, )?)+\}/)?.[0] ?? '').matchAll(/"([a-z]+)"/g)].map((m) => m[1]);
    if (!pattern.includes('{')) {
      all.push({ name, path: pattern, formats });
      continue;
    }
    if (!examples[name]) missing.push(`${name} (${pattern})`);
    if (!records && name !== 'records.list' && name !== 'records.new') continue;
    for (const example of (examples[name] ?? []).slice(records ? 0 : -1)) {
      const values = example.split('/');
      all.push({ name, path: pattern.replace(/\{[^}]+\}/g, () => encodeURIComponent(values.shift())), formats });
    }
  }
  return { all, missing };
}
