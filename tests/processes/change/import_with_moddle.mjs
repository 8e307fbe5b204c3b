// Open changed models with bpmn-moddle, the reader of bpmn-js, and print what it warns of that it did not warn of before.
//
//   node import_with_moddle.mjs MANIFEST.json NODE_MODULES
//
// MANIFEST.json: [{"before": FILE, "after": [FILE, ...]}, ...]. Printed: {"read": n, "unreadable": [...], "worse": [...]}.
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [manifest, modules] = process.argv.slice(2);
const folder = path.join(path.resolve(modules), 'bpmn-moddle');
const described = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
const entry = described.exports?.['.']?.import ?? described.exports?.['.'] ?? described.module ?? described.main;
const { BpmnModdle } = await import(pathToFileURL(path.join(folder, entry)).href);

function text(file) {
  const bytes = fs.readFileSync(file);
  const head = bytes.subarray(0, 200).toString('latin1').replaceAll('\0', '');
  const named = /encoding=["']([\w-]+)["']/.exec(head)?.[1] ?? 'utf-8';
  const little = bytes[0] === 0xff && bytes[1] === 0xfe;
  const encoding = /^utf-?16$/i.test(named) ? (little ? 'utf-16le' : 'utf-16be') : named;
  return new TextDecoder(encoding).decode(bytes);
}

async function warnings(file) {
  try {
    const { warnings: found } = await new BpmnModdle().fromXML(text(file));
    // where in the file it stands is no part of what it says
    return found.map((warning) => warning.message.replace(/\s*(line|column): \d+/g, ''));
  } catch (error) {
    return { failed: String(error.message ?? error) };
  }
}

function added(before, after) {
  const left = [...before];
  return after.filter((message) => {
    const at = left.indexOf(message);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

const result = { read: 0, unreadable: [], worse: [] };
for (const { before, after } of JSON.parse(fs.readFileSync(manifest, 'utf8'))) {
  const old = await warnings(before);
  for (const file of after) {
    const found = await warnings(file);
    result.read++;
    if (found.failed && old.failed) continue;
    if (found.failed) result.unreadable.push({ file, why: found.failed });
    else if (!old.failed && added(old, found).length) result.worse.push({ file, warnings: added(old, found) });
  }
}
process.stdout.write(JSON.stringify(result));
