// Writes docs/round-trip.md: what other programs read of the files that are written here. A program that is not installed is named as
// such; of one that is, everything must come back. With --check nothing is written.
//   node scripts/round-trip.mjs [--check]
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAxis, createSeries } from '../packages/core/dist/index.js';
import { writeBatteryData, writeCsv, writeNexus, writeOrt, writeXdi } from '../packages/beamline-io/dist/node.js';
import { writeDocument } from './document.mjs';

const folder = mkdtempSync(join(tmpdir(), 'operando-round-trip-'));
const at = (name) => join(folder, name);
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

// --- What is written: numbers whose last bits tell, counts beyond 2^31, errors, masked points, missing and infinite values.
const frames = 3;
const points = 7;
const grid = (from, step) => Float64Array.from({ length: points }, (_, i) => from + step * i);
const values = (scale) => Float64Array.from({ length: frames * points }, (_, i) => (scale * (i + 1)) / 7);
const counts = Float64Array.from({ length: frames * points }, (_, i) => 2 ** 31 + 1000 * i);
const mask = Uint8Array.from({ length: frames * points }, (_, i) => (i % 9 === 4 ? 1 : 0));
const time = { start: [0, 60, 120], duration: [50, 50, 50], epoch: Date.UTC(2024, 4, 6, 8) / 1000, zone: 'utc' };
const series = (name, unit, axis, signal, variances) =>
  createSeries({
    signal,
    axis: createAxis({ name, unit, values: axis }),
    time,
    ...(variances === undefined ? {} : { variances, mask }),
    channels: { temperature: { values: Float64Array.of(20.1, 20.2, 20.3), unit: 'degC' } },
    metadata: { sample: 'größe' },
  });
const energy = grid(7112, 0.1);
const angles = grid(10, 0.02);
const sigma = Float64Array.from(counts, (value) => Math.sqrt(value));
const title = 'Fe–foil at 1 bar';
await writeNexus(at('xas.h5'), series('energy', 'eV', energy, values(0.1)), { title, signal: { name: 'mu' } });
await writeNexus(at('xrd.h5'), series('two-theta', 'deg', angles, counts, counts), {
  title,
  signal: { name: 'counts', unit: 'counts' },
});
const odd = Float64Array.of(1 / 3, Number.NaN, Infinity, -Infinity, -0, 5e-324, 1e22);
await writeXdi(at('xas.xdi'), {
  columns: [
    { label: 'energy', unit: 'eV', values: energy },
    { label: 'mutrans', values: values(0.1).subarray(0, points) },
  ],
  fields: { 'Element.symbol': 'Fe', 'Element.edge': 'K' },
});
for (const [name, x] of [
  ['xas.csv', energy],
  ['xrd.csv', angles],
])
  await writeCsv(at(name), [
    { name: name === 'xas.csv' ? 'energy (eV)' : 'two-theta (deg)', values: x },
    { name: 'odd', values: odd },
  ]);
const q = grid(0.01, 0.003);
const r = Float64Array.from({ length: points }, (_, i) => 10 ** -i / 3);
const dr = r.map((value) => 0.03 * value);
const dq = q.map((value) => 0.02 * value);
const words = {
  title: 'on',
  owner: 'NO',
  run: '1_20',
  at: '12:30:00',
  day: '2024-05-06',
  code: '0x1F',
  none: '~',
  value: '=',
};
const tiny = { scale: 5e-7, large: 1e21, whole: 3 };
await writeOrt(at('nr.ort'), [{ name: '1_20', q, r, dr, dq, dqKind: 'sigma', warnings: [] }], {
  dataSource: { experiment: { ...words, ...tiny } },
});
const log = {
  test_time_second: grid(0, 60),
  voltage_volt: grid(3, 1 / 3),
  current_ampere: Float64Array.of(1, 1, Number.NaN, -1, -1, 0, 1e-7),
};
await writeBatteryData(at('ec.csv'), {
  columns: log,
  original: {},
  metadata: {},
  warnings: [],
  epoch: time.epoch,
  zone: 'utc',
});

// --- Readers. Each gives lists of numbers and texts by name, as JSON; numbers as text, for JSON knows no nan.
const python = ['/usr/bin/python3', 'python3'];
const isPythonWith = (module) => (program) => spawnSync(program, ['-c', `import ${module}`]).status === 0;
const runPython = (program, script) =>
  spawnSync(program, ['-c', `${helpers}\n${script}`, folder], { encoding: 'utf8' });
const helpers = `
import sys, json
def at(name): return sys.argv[1] + '/' + name
def num(a):
    import numpy as np
    return [repr(float(x)) for x in np.asarray(a, dtype=float).ravel()]
def txt(a): return a.decode() if isinstance(a, bytes) else str(a)
def out(**found): print(json.dumps(found))
`;
const programs = {
  h5py: python.find(isPythonWith('h5py')),
  silx: python.find(isPythonWith('silx.io.nxdata')),
  PyYAML: python.find(isPythonWith('yaml')),
  numpy: python.find(isPythonWith('numpy')),
  pandas: python.find(isPythonWith('pandas')),
  HyperSpy: python.find(isPythonWith('hyperspy.api')),
  Octave: ['octave-cli', 'octave'].find((program) => spawnSync(program, ['--version']).status === 0),
};

const nexusBack = (x, signal, name) => ({
  signal: Array.from(signal),
  axis: Array.from(x),
  time: time.start,
  ...(name === 'xrd' ? { errors: Array.from(sigma), mask: Array.from(mask) } : {}),
});
const nexusTexts = (unit, name) => ({ unit, ...(name === 'xrd' ? { signal_unit: 'counts' } : {}) });

const h5py = (name, signal, axis, isXrd) => `
import h5py
f = h5py.File(at('${name}.h5')); d = f[txt(f.attrs['default'])]; d = d[txt(d.attrs['default'])]
s = txt(d.attrs['signal']); axes = [txt(a) for a in d.attrs['axes']]
out(signal=num(d[s]), axis=num(d[axes[1]]), time=num(d[axes[0]]), unit=txt(d[axes[1]].attrs['units'])${
  isXrd ? `, errors=num(d[s + '_errors']), mask=num(d['mask']), signal_unit=txt(d[s].attrs['units'])` : ''
})
assert [s, axes[1]] == ['${signal}', '${axis}']
`;
const silx = (name, isXrd) => `
import h5py, silx.io.nxdata as n
d = n.get_default(h5py.File(at('${name}.h5')))
out(signal=num(d.signal), axis=num(d.axes[1]), time=num(d.axes[0]), unit=txt(d.axes[1].attrs['units']), title=txt(d.title)${
  isXrd ? ', errors=num(d.errors)' : ''
})
`;
/** Octave's arrays run along columns: they are given as the file has them. */
const octave = (name, signal, axis, isXrd) =>
  [
    `s = load('${at(`${name}.h5`)}'); d = s.entry.data;`,
    `p = @(k, a) printf('"%s": [%s]', k, strjoin(arrayfun(@(v) sprintf('"%.17g"', v), double(a(:))', 'UniformOutput', false), ','));`,
    `printf('{'); p('signal', d.${signal}); printf(','); p('axis', d.${axis}); printf(','); p('time', d.time);`,
    isXrd ? `printf(','); p('errors', d.${signal}_errors); printf(','); p('mask', d.mask);` : '',
    `printf('}');`,
  ].join(' ');
const csvBack = (x) => ({ axis: Array.from(x), values: Array.from(odd) });
const csvNumpy = (name) => `
import numpy as np
a = np.loadtxt(at('${name}.csv'), delimiter=',', skiprows=1); out(axis=num(a[:, 0]), values=num(a[:, 1]))
`;
const csvPandas = (name) => `
import pandas as pd
t = pd.read_csv(at('${name}.csv'), float_precision='round_trip'); out(axis=num(t.iloc[:, 0]), values=num(t.iloc[:, 1]))
`;
const hyperspy = (name) => `
import hyperspy.api as hs
s = hs.load(at('${name}.h5')); s = s[0] if isinstance(s, list) else s
out(signal=num(s.data))
`;

/** A method, a file of it, who reads it and how, and what must come back: lists of numbers and texts, by name. */
const trip = (method, kind, reader, script, numbers, texts = {}) => ({ method, kind, reader, script, numbers, texts });

const trips = [
  ...[
    ['XAS', 'xas', 'mu', 'energy', energy, values(0.1), 'eV'],
    ['XRD', 'xrd', 'counts', 'two_theta', angles, counts, 'deg'],
  ].flatMap(([method, name, signal, axis, x, all, unit]) => {
    const numbers = nexusBack(x, all, name);
    const { mask: _mask, ...plotted } = numbers;
    return [
      trip(method, `NeXus (.h5)`, 'h5py', h5py(name, signal, axis, name === 'xrd'), numbers, nexusTexts(unit, name)),
      trip(method, `NeXus (.h5)`, 'silx', silx(name, name === 'xrd'), plotted, { unit, title }),
      trip(method, `NeXus (.h5)`, 'Octave', octave(name, signal, axis, name === 'xrd'), numbers, {}),
      trip(method, `NeXus (.h5)`, 'HyperSpy', hyperspy(name), { signal: Array.from(all) }, {}),
      trip(method, 'CSV', 'numpy', csvNumpy(name), csvBack(x), {}),
      trip(method, 'CSV', 'pandas', csvPandas(name), csvBack(x), {}),
    ];
  }),
  trip(
    'XAS',
    'XDI',
    'numpy',
    `import numpy as np\na = np.loadtxt(at('xas.xdi')); out(axis=num(a[:, 0]), values=num(a[:, 1]))`,
    { axis: Array.from(energy), values: Array.from(values(0.1).subarray(0, points)) },
    {},
  ),
  trip(
    'NR',
    'ORSO text (.ort)',
    'numpy',
    `import numpy as np\na = np.loadtxt(at('nr.ort')); out(q=num(a[:, 0]), r=num(a[:, 1]), dr=num(a[:, 2]), dq=num(a[:, 3]))`,
    { q: Array.from(q), r: Array.from(r), dr: Array.from(dr), dq: Array.from(dq) },
    {},
  ),
  trip(
    'NR',
    'ORSO text (.ort)',
    'PyYAML',
    `
import yaml
head = []
for line in open(at('nr.ort'), encoding='utf-8').read().split('\\n')[1:]:
    if line.startswith('# #') or not line.startswith('#'): break
    head.append(line[2:])
h = yaml.safe_load('\\n'.join(head)); e = h['data_source']['experiment']
assert all(isinstance(e[k], str) for k in ${JSON.stringify(Object.keys(words))}), e
assert all(isinstance(e[k], (int, float)) for k in ${JSON.stringify(Object.keys(tiny))}), e
out(numbers=num([e[k] for k in ${JSON.stringify(Object.keys(tiny))}]), data_set=h['data_set'], unit=h['columns'][0]['unit'], **{k: e[k] for k in ${JSON.stringify(Object.keys(words))}})
`,
    { numbers: Object.values(tiny) },
    { ...words, data_set: '1_20', unit: '1/angstrom' },
  ),
  trip(
    'EC',
    'Battery Data Format (.csv)',
    'pandas',
    `
import pandas as pd
t = pd.read_csv(at('ec.csv'), float_precision='round_trip')
out(time=num(t['Test Time / s']), voltage=num(t['Voltage / V']), current=num(t['Current / A']), clock=num(t['Unix Time / s']))
`,
    {
      time: Array.from(log.test_time_second),
      voltage: Array.from(log.voltage_volt),
      current: Array.from(log.current_ampere),
      clock: Array.from(log.test_time_second, (each) => time.epoch + each),
    },
    {},
  ),
  trip(
    'EC',
    'Battery Data Format (.csv)',
    'numpy',
    `
import numpy as np
t = np.genfromtxt(at('ec.csv'), delimiter=',', names=True, deletechars='')
names = t.dtype.names
pick = lambda word: num(t[[n for n in names if n.startswith(word)][0]])
out(time=pick('Test_Time'), voltage=pick('Voltage'), current=pick('Current'))
`,
    {
      time: Array.from(log.test_time_second),
      voltage: Array.from(log.voltage_volt),
      current: Array.from(log.current_ampere),
    },
    {},
  ),
];

const numberOf = (text) =>
  ({ nan: Number.NaN, NaN: Number.NaN, inf: Infinity, Inf: Infinity, '-inf': -Infinity, '-Inf': -Infinity })[text] ??
  Number(text);
const isSame = (found, wanted) =>
  Array.isArray(found) &&
  found.length === wanted.length &&
  wanted.every((value, i) => Object.is(numberOf(found[i]), value));

/** What came back, in words, and what did not. */
function outcomeOf({ reader, script, numbers, texts }) {
  const program = programs[reader];
  if (program === undefined) return { missing: true, back: [], lost: [] };
  const { status, stdout, stderr } =
    reader === 'Octave'
      ? spawnSync(program, ['--quiet', '--eval', script], { encoding: 'utf8' })
      : runPython(program, script);
  if (status !== 0) return { back: [], lost: ['everything'], why: stderr };
  const found = JSON.parse(stdout);
  const names = [...Object.keys(numbers), ...Object.keys(texts)];
  const came = names.filter((name) =>
    name in numbers ? isSame(found[name], numbers[name]) : found[name] === texts[name],
  );
  return { back: came, lost: names.filter((name) => !came.includes(name)), why: stdout };
}

let failed = false;
const rows = trips.map((each) => {
  const { method, kind, reader } = each;
  const { missing, back, lost, why } = outcomeOf(each);
  if (lost.length > 0) {
    failed = true;
    console.error(`round-trip: ${method}, ${kind}, ${reader}: ${lost.join(', ')} did not come back\n${why}`);
  }
  const told = missing
    ? 'not tried: not installed'
    : `${back.map((name) => name.replaceAll('_', ' ')).join(', ')}${lost.length > 0 ? `; lost: ${lost.join(', ')}` : ''}`;
  return { reader, missing, line: `| ${method} | ${kind} | ${reader} | ${told} |` };
});

const text = `# Round trips

Made by \`node scripts/round-trip.mjs\`: files written here, read by other programs. What is named came back to the last bit, or letter for letter: numbers with all their digits, counts beyond 2^31, missing and infinite values, signs of zeros, errors beside their signal, masks, units, texts that YAML 1.1 would take for truth values, numbers, times or dates.

| method | file | reader | what comes back |
|---|---|---|---|
${rows.map(({ line }) => line).join('\n')}
`;
if (failed) process.exitCode = 1;
else if (rows.some(({ missing }) => missing) && process.argv.includes('--check'))
  console.log(
    `round-trip: what was tried came back; not installed: ${[...new Set(rows.filter(({ missing }) => missing).map(({ reader }) => reader))].join(', ')}`,
  );
else writeDocument('round-trip', 'round-trip.md', text);
