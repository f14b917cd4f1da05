// A program keeps the register through the API: it reads the description, pages through records, changes them under
// If-Match, repeats itself without harm, brings figures and takes them out again. Every answer is held against the
// description, which itself is held against the standard's own schema.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { administrator, outturn, root, startSite } from '../journeys/site.mjs';

const require = createRequire(new URL('../journeys/site.mjs', import.meta.url));
const { Validator } = await import(require.resolve('@seriousme/openapi-schema-validator'));
const Ajv = require('ajv/dist/2020.js').default;
const addFormats = require('ajv-formats').default;

let site;
let token;
let description;
let checks;

before(async () => {
  site = await startSite();
  token = await signIn(site, administrator);
  description = await (await fetch(`${site.address}/api/v1/openapi.json`)).json();
  checks = new Ajv({ strict: false, allErrors: true });
  addFormats(checks);
  checks.addSchema({ $id: 'api', ...description });
});
after(() => site?.stop());

async function signIn(at, { email, password }) {
  const response = await fetch(`${at.address}/api/v1/sessions`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ email, password }) });
  assert.equal(response.status, 201);
  return (await response.json()).token;
}

/** Asks the API; a plain object becomes JSON. Every answer is checked against the description on the way. */
async function call(method, path, { body, headers = {}, as = token, at = site } = {}) {
  const sent = { ...(as ? { authorization: `Bearer ${as}` } : {}), ...headers };
  if (body !== undefined && typeof body !== 'string') sent['content-type'] ??= 'application/json';
  const response = await fetch(at.address + '/api/v1' + path, { method, headers: sent, body: typeof body === 'object' ? JSON.stringify(body) : body });
  const text = await response.text();
  const type = response.headers.get('content-type') ?? '';
  const answer = { status: response.status, headers: response.headers, text, json: /json/.test(type) ? JSON.parse(text) : undefined };
  assert.deepEqual(faultsOf(method, path, answer, type), []);
  return answer;
}

/** The operation of the description that a path belongs to. */
function operation(method, path) {
  const plain = path.replace(/\?.*/, '').split('/');
  for (const [pattern, item] of Object.entries(description.paths)) {
    const parts = pattern.split('/');
    if (parts.length === plain.length && parts.every((part, at) => part.startsWith('{') || part === plain[at])) return item[method.toLowerCase()];
  }
  return undefined;
}

/** What in an answer is not as the description says. */
function faultsOf(method, path, { status, headers, json }, type) {
  const faults = [];
  const note = (fault) => faults.push(`${method} ${path} ${status}: ${fault}`);
  if (status >= 500) note('it failed');
  const isReport = status === 422 && path.startsWith('/observations') && type.startsWith('application/json'); // of a file with faults
  if (status >= 400 && !isReport) {
    if (!type.startsWith('application/problem+json')) note(`problem of type ${type}`);
    if (json?.status !== status) note('the status in the body is another');
    if (!json?.type?.startsWith('urn:outturn:problem:')) note(`type ${json?.type}`);
    if (!json?.title || /⟦/.test(JSON.stringify(json))) note('a sentence is missing');
  }
  const described = operation(method, path);
  if (!described) return faults;
  const schema = described.responses[status]?.content?.[type.split(';')[0]]?.schema;
  if (!described.responses[status] && ![404, 405].includes(status)) note('the status is not described');
  if (schema && json !== undefined && !checks.validate({ $ref: `api${schema.$ref}` }, json)) note(checks.errorsText());
  if (described.responses[status]?.content && !schema) note(`${type} is not described`);
  const fields = json?.fields && description.components.schemas[json.kind]?.properties;
  for (const name of fields ? Object.keys(json.fields) : []) if (!fields[name]) note(`field ${name} is not described`);
  if (json?.fields && status < 300 && headers.get('etag') !== `"${json.version}"`) note(`ETag ${headers.get('etag')}`);
  return faults;
}

const kinds = () => Object.keys(description.paths).map((path) => path.match(/^\/([a-z]+)\/\{id\}$/)?.[1]).filter(Boolean);

/** Every record of a kind, page by page. */
async function all(path, options) {
  const items = [];
  for (let next = path; next; ) {
    const page = await call('GET', next, options);
    items.push(...page.json.items);
    if (page.json.next) assert.equal(page.headers.get('link'), `<${page.json.next}>; rel="next"`);
    next = page.json.next?.replace('/api/v1', '');
  }
  return items;
}

test('the description is valid OpenAPI 3.1 in both languages, and only its sentences differ', async () => {
  const french = await (await fetch(`${site.address}/api/v1/openapi.json?lang=fr`)).json();
  for (const document of [description, french]) {
    const found = await new Validator().validate(structuredClone(document));
    assert.deepEqual(found.errors ?? [], []);
    assert.ok(found.valid);
    assert.doesNotMatch(JSON.stringify(document), /⟦/);
  }
  const shape = (value) => (value && typeof value === 'object' ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shape(inner)])) : typeof value);
  assert.deepEqual(shape(french), shape(description));
  assert.notEqual(french.paths['/status'].get.summary, description.paths['/status'].get.summary);
  const names = Object.values(description.paths).flatMap((item) => Object.values(item)).map((one) => one.operationId).filter(Boolean);
  assert.equal(new Set(names).size, names.length, 'no operation has the name of another');
});

test('what is described is there, and what is there is described', async () => {
  const missing = [];
  for (const [path, item] of Object.entries(description.paths)) {
    const response = await fetch(site.address + '/api/v1' + path.replace('{id}', 'none'), { method: 'OPTIONS' });
    const allowed = response.headers.get('allow') ?? '';
    for (const method of Object.keys(item).filter((key) => key !== 'parameters')) {
      if (!allowed.split(', ').includes(method.toUpperCase())) missing.push(`${method} ${path} is described, but the server allows “${allowed}”`);
    }
  }
  const methods = { get: 'get', post: 'post', patch: 'patch', remove: 'delete' };
  const source = readFileSync(join(root, 'src', 'web', 'api', 'api.cpp'), 'utf8');
  let routes = 0;
  for (const [, method, pattern, name] of source.matchAll(/^\s*route\(Method::([a-z]+), "([^"]*)", "([^"]+)"/gm)) {
    ++routes;
    if (name === 'index' || name === 'openapi') continue;
    const paths = pattern.includes('{kind}') ? kinds().map((kind) => pattern.replace('{kind}', kind)) : [pattern];
    for (const path of paths) {
      const byImportOnly = path.startsWith('/batches') && method !== 'get';
      if (!byImportOnly && !description.paths[path]?.[methods[method]]) missing.push(`${method} ${path} (${name}) is not described`);
    }
  }
  assert.ok(routes >= 15, 'the routes of the API were read');
  assert.deepEqual(missing, []);
});

test('every record of every kind comes exactly once, in pages of any size, as described', async () => {
  for (const kind of kinds()) {
    const whole = (await call('GET', `/${kind}?limit=1000&retired=true`)).json.items.map((item) => item.id);
    const paged = (await all(`/${kind}?limit=7&retired=true`)).map((item) => item.id);
    assert.deepEqual(paged, whole, kind);
    assert.equal(new Set(paged).size, paged.length, kind);
    if (!whole.length) continue;
    const id = encodeURIComponent(whole[0]);
    assert.equal((await call('GET', `/${kind}/${id}`)).json.id, whole[0]);
    const entries = (await call('GET', `/${kind}/${id}/history`)).json;
    assert.ok(entries.length >= 1 && entries[0].hash.length === 64, kind);
  }
  assert.ok((await call('GET', '/commitments?limit=1000')).json.items.length >= 60);
});

test('a list is filtered by what its records say, and a wrong question names each thing that is wrong', async () => {
  const every = await all('/commitments?limit=1000');
  const lead = every.find((item) => item.fields.lead).fields.lead;
  const led = await all(`/commitments?lead=${lead}&limit=3`);
  assert.deepEqual(led.map((item) => item.id), every.filter((item) => item.fields.lead === lead).map((item) => item.id));
  const outcome = every.find((item) => item.fields.outcomes?.length).fields.outcomes[0];
  const bearing = await all(`/commitments?outcomes=${outcome}`);
  assert.deepEqual(bearing.map((item) => item.id), every.filter((item) => item.fields.outcomes?.includes(outcome)).map((item) => item.id));
  for (const [query, fields] of [['limit=0', ['limit']], ['limit=1001', ['limit']], ['limit=x&cursor=-1&colour=red', ['limit', 'cursor', 'colour']], ['cursor=99999999999999999999', ['cursor']]]) {
    const answer = await call('GET', `/outcomes?${query}`);
    assert.equal(answer.status, 400, query);
    assert.deepEqual(answer.json.errors.map((error) => error.field).sort(), fields.sort(), query);
  }
  assert.deepEqual((await call('GET', '/outcomes?cursor=1000000')).json, { items: [], next: null });
});

test('a record is added, read, changed under If-Match, retired and put back, and its history tells it', async () => {
  const added = await call('POST', '/outcomes', { body: { id: 'api-outcome', fields: { title: { en: 'Made by a program', fr: 'Fait par un programme' } }, reason: 'To try it' } });
  assert.equal(added.status, 201);
  assert.equal(added.headers.get('location'), '/api/v1/outcomes/api-outcome');
  const first = added.headers.get('etag');

  const path = '/outcomes/api-outcome';
  const change = { fields: { labels: 'Tried' }, reason: 'Because' };
  assert.equal((await call('PATCH', path, { body: change })).status, 428);
  assert.equal((await call('PATCH', path, { body: change, headers: { 'if-match': 'yesterday' } })).status, 400);
  const changed = await call('PATCH', path, { body: change, headers: { 'if-match': first } });
  assert.equal(changed.status, 200);
  assert.equal(changed.json.fields.labels, 'Tried');
  assert.equal(changed.json.fields.title.en, 'Made by a program', 'what was not sent stays');

  const stale = await call('PATCH', path, { body: { fields: { labels: 'Too late' } }, headers: { 'if-match': first } });
  assert.equal(stale.status, 412);
  assert.equal(stale.json.current.fields.labels, 'Tried');
  assert.equal(stale.json.sent.fields.labels, 'Too late');
  assert.equal(stale.headers.get('etag'), changed.headers.get('etag'));

  const now = { 'if-match': changed.headers.get('etag') };
  assert.equal((await call('DELETE', path)).status, 428);
  assert.equal((await call('DELETE', path, { headers: now })).status, 422, 'a reason is missing');
  const retired = await call('DELETE', path + '?reason=Over', { headers: now });
  assert.equal(retired.status, 200);
  assert.equal(retired.json.retired, true);
  assert.ok(!(await all('/outcomes')).some((item) => item.id === 'api-outcome'));
  assert.ok((await all('/outcomes?retired=true')).some((item) => item.id === 'api-outcome'));
  const restored = await call('POST', path + '/restore?reason=Again', { headers: { 'if-match': retired.headers.get('etag') } });
  assert.equal(restored.json.retired, false);

  const told = (await call('GET', path + '/history')).json;
  assert.deepEqual(told.map((entry) => entry.act), ['add', 'change', 'retire', 'restore']);
  assert.deepEqual(told.map((entry) => entry.reason), ['To try it', 'Because', 'Over', 'Again']);
  assert.ok(told.every((entry, at) => at === 0 || entry.sequence > told[at - 1].sequence));
  assert.deepEqual(told[1].changes, [{ field: 'labels', redacted: false, before: null, after: 'Tried' }]);
  assert.ok(told.every((entry) => entry.person === 'ada-administrator'));
});

test('a history tells each reader only the fields that he may see in the record itself', async () => {
  const read = {};
  for (const organisation of ['housing', 'justice']) {
    const reader = { email: `reader@${organisation}.example.org`, password: 'three words and a number 7' };
    outturn(['user', 'add', reader.email, '--workspace', site.workspace, '--role', 'viewer', '--organisation', organisation], reader.password + '\n');
    const as = await signIn(site, reader);
    const now = (await call('GET', '/posts/post-homes-director', { as })).json.fields;
    const told = (await call('GET', '/posts/post-homes-director/history', { as })).json;
    read[organisation] = { now: Object.keys(now), told: told[0].changes.map((change) => change.field) };
  }
  assert.ok(read.housing.now.includes('contact') && read.housing.told.includes('contact'), 'colleagues see how to reach the post');
  assert.ok(!read.justice.now.includes('contact') && !read.justice.told.includes('contact'), 'others do not, now or then');
  assert.ok(read.justice.told.includes('title'), 'and see the rest');
});

test('of many who change one version at once exactly one wins, and nothing of the others is kept', async () => {
  const { headers } = await call('POST', '/sources', { body: { id: 'contested', fields: { title: { en: 'Contested' } } } });
  const tried = await Promise.all(Array.from({ length: 24 }, (_, at) =>
    call('PATCH', '/sources/contested', { body: { fields: { licence: `Number ${at}` } }, headers: { 'if-match': headers.get('etag') } })));
  const won = tried.filter((answer) => answer.status === 200);
  assert.equal(won.length, 1);
  assert.equal(tried.filter((answer) => answer.status === 412).length, 23);
  assert.equal((await call('GET', '/sources/contested')).json.fields.licence, won[0].json.fields.licence);
  assert.equal((await call('GET', '/sources/contested/history')).json.length, 2);
});

test('a request sent again with its key does nothing twice, even all at once', async () => {
  const body = { fields: { name: { en: 'Once only' } }, reason: 'Sent again and again' };
  const headers = { 'idempotency-key': 'a key of my own' };
  const together = await Promise.all(Array.from({ length: 8 }, () => call('POST', '/dimensions', { body, headers })));
  assert.deepEqual([...new Set(together.map((answer) => answer.status))], [201]);
  assert.equal(new Set(together.map((answer) => answer.json.id)).size, 1);
  const again = await call('POST', '/dimensions', { body, headers });
  assert.equal(again.headers.get('idempotency-replayed'), 'true');
  assert.equal(again.json.id, together[0].json.id);
  assert.equal((await all('/dimensions')).filter((item) => item.fields.name.en === 'Once only').length, 1);
  const other = await call('POST', '/dimensions', { body: { fields: { name: { en: 'Something else' } } }, headers });
  assert.equal(other.status, 422);
  assert.equal(other.json.type, 'urn:outturn:problem:key_reused');
});

test('every refusal names all that is in the way, in the reader’s language', async () => {
  const body = { id: 'not an id!', fields: { title: { en: '' }, colour: 'red', illustrative: 'perhaps' }, extra: 1 };
  const said = {};
  for (const language of ['en', 'fr']) {
    const answer = await call('POST', '/outcomes', { body, headers: { 'accept-language': language } });
    assert.equal(answer.status, 422);
    assert.ok(answer.json.errors.length >= 3, JSON.stringify(answer.json.errors));
    for (const error of answer.json.errors) assert.ok(error.message && error.code, JSON.stringify(error));
    said[language] = [answer.json.title, ...answer.json.errors.map((error) => error.message)];
  }
  said.en.forEach((sentence, at) => assert.notEqual(sentence, said.fr[at]));

  for (const [method, path, status, options] of [
    ['GET', '/outcomes/none', 404, {}],
    ['GET', '/nothing', 404, {}],
    ['PUT', '/outcomes/O01', 405, {}],
    ['GET', '/people', 401, { as: '' }],
    ['GET', '/people', 401, { as: '0'.repeat(64) }],
    ['POST', '/outcomes', 401, { as: '', body: { fields: { title: { en: 'No' } } } }],
    ['GET', '/outcomes/O01/history', 401, { as: '' }],
    ['POST', '/outcomes', 422, { body: 'not json', headers: { 'content-type': 'application/json' } }],
    ['POST', '/outcomes', 422, { body: '[1]', headers: { 'content-type': 'application/json' } }],
    ['GET', '/status?as-of=soon', 400, {}],
  ]) {
    const answer = await call(method, path, options);
    assert.equal(answer.status, status, `${method} ${path}`);
  }
  assert.equal((await call('GET', '/people', { as: '' })).headers.get('www-authenticate'), 'Bearer');
});

test('figures come out as they went in: into an empty register and out again byte for byte', async () => {
  const out = await call('GET', '/observations');
  assert.match(out.text, /^indicator,/);
  assert.ok(out.text.split('\n').length > 1000);
  assert.equal((await call('GET', '/observations')).text, out.text);
  const same = await call('POST', '/observations', { body: out.text, headers: { 'content-type': 'text/csv' } });
  assert.deepEqual([same.json.sound, same.json.new, same.json.revised, same.json.batch], [true, 0, 0, ''], 'what is known already makes no batch');

  const empty = await startSite({ demo: false });
  try {
    const as = await signIn(empty, administrator);
    const there = (method, path, options = {}) => call(method, path, { ...options, at: empty, as });
    const vintages = (await call('GET', '/observations?vintages=true')).text;
    const taken = await there('POST', '/observations?create-missing=true', { body: vintages, headers: { 'content-type': 'text/csv' } });
    assert.equal(taken.status, 201, taken.text.slice(0, 600));
    assert.ok(taken.json.batch);
    assert.equal(taken.headers.get('location'), `/api/v1/batches/${taken.json.batch}`);
    assert.equal((await there('GET', `/batches/${taken.json.batch}`)).status, 200);
    assert.equal((await there('GET', '/observations')).text, out.text);
    assert.equal((await there('GET', '/observations?vintages=true')).text, vintages);
  } finally {
    await empty.stop();
  }
});

test('a file of figures is checked without being stored, stored whole, or refused whole with each cell named', async () => {
  const csv = (rows) => ({ body: ['indicator,period,place,value', ...rows, ''].join('\n'), headers: { 'content-type': 'text/csv' } });
  const before = (await call('GET', '/observations')).text;
  const tried = await call('POST', '/observations?dry-run=true', csv(['I-poverty,2090,CA,1.5']));
  assert.deepEqual([tried.status, tried.json.new, tried.json.batch], [200, 1, '']);
  const refused = await call('POST', '/observations', csv(['I-poverty,2090,CA,1.5', 'I-poverty,soon,CA,many', 'I-poverty,2091,Atlantis,2']));
  assert.equal(refused.status, 422);
  assert.match(refused.text, /soon/);
  assert.match(refused.text, /Atlantis/);
  assert.equal((await call('GET', '/observations')).text, before, 'nothing is half done');
  const stored = await call('POST', '/observations?known-from=2026-01-05&reason=Tried', csv(['I-poverty,2090,CA,1.5']));
  assert.equal(stored.status, 201);
  assert.match((await call('GET', '/observations?indicator=I-poverty&place=CA')).text, /I-poverty,2090,CA,,,1\.5/);
  assert.doesNotMatch((await call('GET', '/observations?as-of=2026-01-04')).text, /2090/);
  assert.equal((await call('GET', '/observations?indicator=none')).status, 400);
});

test('judgements come for every headline and every gap, as the command line tells them', async () => {
  const status = (await call('GET', '/status')).json;
  assert.ok(status.length >= 12);
  for (const one of status) {
    for (const member of ['outcome', 'indicator', 'place', 'group', 'target', 'latest', 'status', 'label', 'sentence', 'data_quality', 'as_of']) assert.ok(member in one, member);
  }
  const told = JSON.parse(outturn(['status', '--workspace', site.workspace, '--json']));
  assert.deepEqual(status.map((one) => [one.indicator, one.place, one.status]), told.map((one) => [one.indicator, one.place, one.status]));
  const gaps = (await call('GET', '/gaps')).json;
  assert.ok(gaps.length > 0);
  for (const gap of gaps) for (const member of ['code', 'sentence', 'records', 'severity']) assert.ok(member in gap, member);
});

test('a token ends with its session', async () => {
  const mine = await signIn(site, administrator);
  assert.equal((await call('GET', '/people', { as: mine })).status, 200);
  assert.equal((await call('DELETE', '/sessions', { as: mine })).status, 204);
  assert.equal((await call('GET', '/people', { as: mine })).status, 401);
  const wrong = await call('POST', '/sessions', { as: '', body: { email: administrator.email, password: 'a wrong phrase altogether' } });
  assert.equal(wrong.status, 401);
  assert.doesNotMatch(wrong.text, /token/);
});
