// Builds front/dist: the style sheet, the optional script and the marks, each under a name that holds its content's
// hash, the texts also as .br and .gz, and manifest.json, which the program's build reads.
//
//   node build.mjs               always
//   node build.mjs --if-changed  only when the inputs differ from those of the last build
//
// It failed, what now: "budget" means that a file has outgrown what a first visit may cost (front/README.md); take out
// what no template uses. "names a file" means that the style sheet asks the browser for something we do not serve.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, 'dist');
const budgets = { 'outturn.css': 22 * 1024, 'outturn.js': 15 * 1024 };
const types = {
  css: 'text/css; charset=utf-8', js: 'text/javascript; charset=utf-8', svg: 'image/svg+xml', ico: 'image/x-icon',
};

function filesUnder(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => (entry.isDirectory() ? filesUnder(join(folder, entry.name)) : [join(folder, entry.name)])).sort();
}

function hash(...parts) {
  const sum = createHash('sha256');
  for (const part of parts) sum.update(part);
  return sum.digest('hex');
}

const inputs = hash(...[...['styles', 'scripts', 'marks'].flatMap((folder) => filesUnder(join(here, folder))),
  join(here, 'package-lock.json'), join(here, 'build.mjs')].flatMap((file) => [relative(here, file), '\0', readFileSync(file)]));
const manifestFile = join(dist, 'manifest.json');
if (process.argv.includes('--if-changed') && existsSync(manifestFile)) {
  const last = JSON.parse(readFileSync(manifestFile, 'utf8'));
  if (last.inputs === inputs && last.assets.every((asset) => existsSync(join(dist, asset.file)))) {
    console.log('front/dist is up to date.');
    process.exit(0);
  }
}

const { compile } = await import('sass');
const esbuild = await import('esbuild');

async function styleSheet() {
  const { css } = compile(join(here, 'styles', 'outturn.scss'), {
    loadPaths: [join(here, 'node_modules')], quietDeps: true, style: 'expanded',
  });
  const { code } = await esbuild.transform(css, { loader: 'css', minify: true, charset: 'utf8', legalComments: 'none' });
  const foreign = code.match(/url\((?!["']?(data:|#))[^)]*\)|GDS Transport|crest/i);
  if (foreign) throw new Error(`the style sheet names a file or mark that we do not serve: ${foreign[0]}`);
  return code;
}

async function script() {
  const built = await esbuild.build({
    entryPoints: [join(here, 'scripts', 'outturn.js')], bundle: true, minify: true, write: false, format: 'iife',
    target: 'es2020', charset: 'utf8', legalComments: 'none',
  });
  return built.outputFiles[0].text;
}

const mark = (name) => readFileSync(join(here, 'marks', name));
const contents = {
  'outturn.css': Buffer.from(await styleSheet()), 'outturn.js': Buffer.from(await script()),
  'mark.svg': mark('mark.svg'), 'favicon.ico': mark('favicon.ico'),
};

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist);
const assets = [];
for (const [name, bytes] of Object.entries(contents)) {
  const [stem, extension] = name.split('.');
  const asset = { name, file: `${stem}-${hash(bytes).slice(0, 10)}.${extension}`, type: types[extension], brotli: '', gzip: '' };
  writeFileSync(join(dist, asset.file), bytes);
  const smaller = {
    brotli: ['.br', brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } })],
    gzip: ['.gz', gzipSync(bytes, { level: 9 })],
  };
  if (extension !== 'ico') {
    for (const [kind, [suffix, packed]] of Object.entries(smaller)) {
      if (packed.length >= bytes.length) continue;
      asset[kind] = asset.file + suffix;
      writeFileSync(join(dist, asset[kind]), packed);
    }
  }
  assets.push(asset);
  const gzip = smaller.gzip[1].length;
  console.log(`${asset.file.padEnd(26)} ${String(bytes.length).padStart(7)} bytes, gzip ${String(gzip).padStart(6)}, brotli ${String(smaller.brotli[1].length).padStart(6)}`);
  if (budgets[name] && gzip > budgets[name]) throw new Error(`${name} is ${gzip} bytes with gzip; its budget is ${budgets[name]}`);
}
// The manifest comes last: while it is missing or old, the build is not done.
writeFileSync(manifestFile, JSON.stringify({ inputs, assets }, null, 1) + '\n');
