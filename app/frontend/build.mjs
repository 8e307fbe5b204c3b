// Builds app/static/dist from the sources here. The same input gives the same bytes, so that CI can compare.
import { build, context } from "esbuild";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "..", "static", "dist");
const modules = join(here, "node_modules");

const options = {
  absWorkingDir: here,
  entryPoints: [{ in: "src/app.ts", out: "app" }, { in: "css/app.css", out: "app" }, { in: "css/modeler.css", out: "modeler" }, { in: "src/worker.ts", out: "worker" }],
  outdir: out,
  bundle: true,
  splitting: true,
  format: "esm",
  target: ["es2022", "chrome123", "firefox121", "safari17.5"],
  minify: true,
  legalComments: "none",
  entryNames: "[name]",
  chunkNames: "chunk-[hash]",
  assetNames: "[name]-[hash]",
  loader: { ".woff2": "file", ".svg": "file" },
  logLevel: "warning",
};

function icons() {
  const names = readFileSync(join(here, "icons.txt"), "utf8").split(/\s+/).filter(Boolean).sort();
  const symbols = names.map((name) => {
    const svg = readFileSync(join(modules, "lucide-static/icons", `${name}.svg`), "utf8");
    const inside = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>")).replace(/\s+/g, " ").trim();
    return `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">${inside}</symbol>`;
  });
  writeFileSync(join(out, "icons.svg"), `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`);
}

function licence(name) {
  const file = readdirSync(join(modules, name)).sort().find((entry) => /^licen[sc]e/i.test(entry));
  const { license, author } = JSON.parse(readFileSync(join(modules, name, "package.json"), "utf8"));
  const text = file ? readFileSync(join(modules, name, file), "utf8") : `${license}, by ${author?.name ?? author ?? "its authors"}`;
  return `==== ${name} ====\n\n${text.replace(/\r\n/g, "\n").trim()}\n`;
}

function sources(inputs) {
  const names = new Set(["lucide-static"]);
  for (const file of Object.keys(inputs)) {
    const found = [...file.matchAll(/node_modules\/((?:@[^/]+\/)?[^/]+)/g)].pop();
    if (found) names.add(found[1]);
  }
  const lines = [...names].sort().map((name) => {
    const { version, license } = JSON.parse(readFileSync(join(modules, name, "package.json"), "utf8"));
    return `${name}\t${version}\t${typeof license === "string" ? license : "see its LICENSE"}`;
  });
  const head = "What this folder was built from, by `npm run build` in app/frontend: package, version, licence.\nLicence texts: LICENSES.txt.\n\n";
  writeFileSync(join(out, "SOURCES.txt"), `${head}${lines.join("\n")}\n`);
  writeFileSync(join(out, "LICENSES.txt"), [...names].sort().map(licence).join("\n\n"));
}

/** What the page needs that says there is no network: no diagram, no letters but ours, no worker. */
function kept(outputs) {
  const named = Object.fromEntries(Object.entries(outputs).map(([path, output]) => [basename(path), output]));
  const found = new Set(["app.css", "app.js", "icons.svg", "stepwell.svg"]);
  for (const name of found) for (const { path, kind } of named[name]?.imports ?? []) {
    if (kind === "import-statement" || /latin-wght/.test(path)) found.add(basename(path));
  }
  writeFileSync(join(out, "kept.json"), `${JSON.stringify([...found].sort())}\n`);
}

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
icons();
const mark = ["stepwell.svg", "stepwell-192.png", "stepwell-512.png", "stepwell-maskable-512.png", "stepwell-apple-180.png"];
for (const name of [...mark, "sample-before.bpmn", "sample-after.bpmn"]) cpSync(join(here, "assets", name), join(out, name));
if (process.argv.includes("--watch")) {
  await (await context(options)).watch();
} else {
  const { metafile } = await build({ ...options, metafile: true });
  sources(metafile.inputs);
  kept(metafile.outputs);
}
