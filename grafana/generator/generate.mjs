// Writes ../dashboards/*.json. With --check it writes nothing and fails when a file is not what it would write.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

const sources = fileURLToPath(new URL('dashboards/', import.meta.url));
const target = fileURLToPath(new URL('../dashboards/', import.meta.url));
const check = process.argv.includes('--check');

const names = readdirSync(sources).map((file) => basename(file, '.mjs')).sort();
const stale = [];
for (const name of names) {
  const { default: dashboard } = await import(`./dashboards/${name}.mjs`);
  const text = JSON.stringify(dashboard, null, 2) + '\n';
  if (!check) {
    writeFileSync(`${target}${name}.json`, text);
  } else if (read(name) !== text) {
    stale.push(`${name}.json`);
  }
}

stale.push(...readdirSync(target).filter((file) => !names.includes(basename(file, '.json'))));
if (stale.length > 0) {
  console.error(`Not what the generator writes: ${stale.join(', ')}. 'npm run write' in grafana/generator mends it.`);
  process.exit(1);
}

/** @param {string} name */
function read(name) {
  try {
    return readFileSync(`${target}${name}.json`, 'utf8');
  } catch {
    return null;
  }
}
