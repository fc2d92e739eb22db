// What a browser gives the fragments of documents that are parts of pages: files that people choose, a worker, messages.

/** Files as a page gets them, the edges that the readers of Node find in the same, and a comparison to the bit. */
const around = `
import { deepStrictEqual } from 'node:assert';
import { readFileSync } from 'node:fs';
import { readSeries } from '@operando/beamline-io/node';
const names = [1, 2, 3, 4].map((k) => \`scan_\${k}.xdi\`);
const chosen = names.map((name) => new File([readFileSync(name)], name));
async function expected() {
  const { normalize } = await import('@operando/xas-normalize');
  return normalize(await readSeries(names), { positions: ['half-step'] }).norm.channels.edge_half_step;
}
`;

/** Programs by what their fragment has, which stands where `fragment` is. */
const programs = [
  {
    of: 'async function edgesOf',
    text: (fragment) => `${around}${fragment}
const [found, wanted] = [await edgesOf(chosen), await expected()];
deepStrictEqual([found.values, found.stderr], [wanted.values, wanted.stderr]);
`,
  },
  {
    of: "addEventListener('message', async",
    text: (fragment) => `${around}
let listen;
const given = [];
globalThis.addEventListener = (kind, listener) => (listen = listener);
globalThis.postMessage = (data, transfer) => given.push(structuredClone(data, { transfer }));
${fragment}
const wanted = await expected();
await listen({ data: chosen });
deepStrictEqual(given[0], { edges: Float64Array.from(wanted.values), errors: Float64Array.from(wanted.stderr) });
await listen({ data: [new File(['no spectrum'], 'none.txt')] });
deepStrictEqual([typeof given[1].code, typeof given[1].message], ['string', 'string']);
`,
  },
  {
    of: 'new Worker(',
    text: (fragment) => `${around}
let [change, sent, told, listen] = [];
globalThis.document = { querySelector: () => ({ addEventListener: (kind, listener) => (change = listener) }) };
globalThis.Worker = class {
  constructor(address, { type }) {
    deepStrictEqual([address.href.endsWith('/edges-worker.js'), type], [true, 'module']);
  }
  addEventListener(kind, listener) {
    listen = listener;
  }
  postMessage(files) {
    sent = files;
  }
};
${fragment}
change({ target: { files: chosen } });
deepStrictEqual(sent, chosen);
console.log = (...words) => (told = words);
const { values: edges, stderr: errors } = await expected();
listen({ data: { edges, errors } });
deepStrictEqual(told, [edges, errors]);
`,
  },
];

/** A program that does with a fragment what its page would; `undefined` for one that is part of none. */
export const pageAround = (fragment) => programs.find(({ of }) => fragment.includes(of))?.text(fragment);
