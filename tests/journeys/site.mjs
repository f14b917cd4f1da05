// What every journey shares: a served workspace of its own, a browser, and the checks that each page must pass.
import { spawn, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { HtmlValidate } from 'html-validate';

const require = createRequire(import.meta.url);
export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');
export const program = process.env.OUTTURN_PROGRAM ?? join(root, 'build', 'release', 'outturn');
const axeSource = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

export const administrator = { email: 'admin@example.org', password: 'a long demonstration phrase' };

/** Runs a command of the program and gives what it printed. */
export function outturn(arguments_, input = '') {
  return execFileSync(program, arguments_, { input, encoding: 'utf8', cwd: root, maxBuffer: 1 << 28 });
}

/** A demonstration workspace with one administrator, served on a free port. Call stop() at the end. */
export async function startSite({ demo = true, publicReading = true } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'outturn-journey-'));
  const workspace = join(folder, 'site.outturn');
  if (demo) outturn(['demo', '--workspace', workspace, '--quiet']);
  else outturn(['init', '--workspace', workspace, '--name', 'A small register', ...(publicReading ? ['--public-reading'] : [])]);
  outturn(['user', 'add', administrator.email, '--workspace', workspace, '--name', 'Ada Administrator'],
    administrator.password + '\n');
  const server = spawn(program, ['serve', '--workspace', workspace, '--port', '0'], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  const address = await new Promise((found, failed) => {
    let said = '';
    server.stdout.on('data', (text) => {
      said += text;
      const match = said.match(/http:\/\/[^\s]+/);
      if (match) found(match[0].replace(/\/$/, ''));
    });
    server.on('exit', (code) => failed(new Error(`the server stopped with ${code} before it said its address: ${said}`)));
  });
  return {
    address, workspace, folder, server,
    async stop() {
      server.removeAllListeners('exit');
      const fell = server.signalCode ?? server.exitCode;
      if (fell === null) {
        const gone = new Promise((done) => server.on('exit', done));
        server.kill('SIGTERM');
        await gone;
      }
      rmSync(folder, { recursive: true, force: true });
      if (fell !== null) throw new Error(`the server ended by itself (${fell}) before the journey did`);
    },
  };
}

export async function startBrowser() {
  return chromium.launch({
    executablePath: process.env.OUTTURN_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage'],
  });
}

/** A fresh visitor. Every console error and every failed request is an error of the test. */
export async function visitor(browser, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  page.faults = [];
  page.on('console', (message) => { if (message.type() === 'error') page.faults.push(`console: ${message.text()}`); });
  page.on('pageerror', (error) => page.faults.push(`script: ${error.message}`));
  // ERR_ABORTED is the browser's own: it leaves for the next page before an icon has arrived. A refused or broken request is not.
  page.on('requestfailed', (request) => {
    if (request.failure()?.errorText !== 'net::ERR_ABORTED') page.faults.push(`request failed: ${request.url()} (${request.failure()?.errorText})`);
  });
  return page;
}

export async function signIn(page, address, who = administrator) {
  await page.goto(`${address}/sign-in`);
  await page.fill('input[name="email"]', who.email);
  await page.fill('input[name="password"]', who.password);
  await Promise.all([page.waitForNavigation(), page.click('main button[type="submit"]')]);
}

/** Presses Tab until the focused element matches. */
export async function tabTo(page, selector, most = 300) {
  for (let pressed = 0; pressed < most; ++pressed) {
    await page.keyboard.press('Tab');
    if (await page.evaluate((wanted) => document.activeElement.matches(wanted), selector)) return;
  }
  throw new Error(`Tab does not reach ${selector} on ${page.url()}`);
}

/** Presses a key that leads to another page. */
export const press = (page, key = 'Enter') => Promise.all([page.waitForNavigation(), page.keyboard.press(key)]);

const html = new HtmlValidate({
  extends: ['html-validate:standard'],
  rules: { 'no-trailing-whitespace': 'off', 'long-title': 'off', 'no-inline-style': 'error', 'prefer-native-element': 'off',
    'void-style': 'off', 'attribute-boolean-style': 'off', 'doctype-style': 'off', 'svg-focusable': 'off',
    'tel-non-breaking': 'off', 'no-implicit-button-type': 'error' },
});

/** What is wrong with the document's HTML, as lines; empty when it is valid. */
export async function htmlFaults(text) {
  const report = await html.validateString(text);
  return report.results.flatMap((result) => result.messages.filter((m) => m.severity === 2).map((m) => `${m.line}:${m.column} ${m.ruleId}: ${m.message}`));
}

/** What axe-core finds on the page as it stands, every details open, as lines. */
export async function axeFaults(page) {
  await page.evaluate(() => { for (const details of document.querySelectorAll('details')) details.open = true; });
  await page.evaluate(axeSource + '; undefined');
  const found = await page.evaluate(() => globalThis.axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  }));
  return found.violations.flatMap((v) => v.nodes.map((node) => `${v.id}: ${node.target.join(' ')}: ${v.help}`));
}

/** Rules of the house for every page: one h1, title starts with it, language set, no duplicate id, no wide scroll. */
export async function houseFaults(page) {
  return page.evaluate(() => {
    const faults = [];
    const headings = document.querySelectorAll('h1');
    if (headings.length !== 1) faults.push(`${headings.length} h1 elements`);
    const heading = headings[0]?.textContent.replace(/\s+/g, ' ').trim() ?? '';
    const title = document.title.replace(/\s+/g, ' ').replace(/^(Error:|Erreur :) /, '');
    if (heading && !title.startsWith(heading.slice(0, 40))) faults.push(`title “${document.title}” does not start with “${heading}”`);
    if (!document.documentElement.lang) faults.push('no lang');
    const ids = [...document.querySelectorAll('[id]')].map((e) => e.id);
    const twice = ids.filter((id, at) => ids.indexOf(id) !== at);
    if (twice.length) faults.push(`ids twice: ${[...new Set(twice)].join(', ')}`);
    if (document.querySelector('[style]')) faults.push('an inline style');
    if (/⟦/.test(document.body.textContent)) faults.push(`a sentence is missing: ${document.body.textContent.match(/⟦[^⟧]*⟧/)[0]}`);
    if (document.documentElement.scrollWidth > document.documentElement.clientWidth + 1) {
      faults.push(`wider than the window: ${document.documentElement.scrollWidth} > ${document.documentElement.clientWidth}`);
    }
    if (innerWidth >= 1280) {  // figures' tables stand folded beside their chart and scroll
      for (const region of document.querySelectorAll('.ot-scroll')) {
        if (!region.closest('.ot-figure') && region.scrollWidth > region.clientWidth + 1) {
          faults.push(`a table does not fit a desk's window: ${region.getAttribute('aria-label')}, ${region.scrollWidth} > ${region.clientWidth}`);
        }
      }
    }
    const nodes = document.querySelectorAll('*').length;
    if (nodes > 6000) faults.push(`${nodes} DOM nodes`);
    return faults;
  });
}
