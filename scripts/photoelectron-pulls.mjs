// How well errors of photoelectron series hold: pulls (value - truth) / stderr and coverage of 95 % intervals over simulated
// series, for energies, areas and chemical energies after referencing with a jitter of 20 meV, and of onsets.
//   node scripts/photoelectron-pulls.mjs [series] [frames]      (200 series of 10 spectra; needs a build)
import { measuredPhotoelectrons, oxygenLevel, seededRandom } from '../fixtures/dist/index.js';
import {
  completeCovariance,
  componentOnset,
  componentResults,
  energyReference,
  fitRegionSeries,
  separateShifts,
} from '../packages/photoelectron-fit/dist/index.js';

const [series = 200, frames = 10] = process.argv.slice(2).map(Number);
const pulls = new Map();
const add = (name, value, truth, stderr) => {
  if (!pulls.has(name)) pulls.set(name, []);
  pulls.get(name).push((value - truth) / stderr);
};
const oxygen = {
  components: [
    { name: 'lattice', center: 529.7 },
    { name: 'peroxo', center: 531.3 },
    { name: 'carbonate', center: 532.7 },
  ],
};
const gold = { components: [{ name: 'gold', center: 84 }] };
let onsets = 0;
for (let trial = 0; trial < series; trial++) {
  const random = seededRandom(1000 + trial);
  const jitter = Float64Array.from({ length: frames }, () => 0.02 * random.normal());
  const level = oxygenLevel(frames);
  const moved = {
    ...level,
    lines: level.lines.map((line) => ({ ...line, center: (f) => line.center(f) + jitter[f] })),
  };
  const reference = {
    ...level,
    energy: Float64Array.from({ length: 101 }, (_, i) => 81.5 + 0.05 * i),
    lines: [{ name: 'gold', center: (f) => 83.96 + jitter[f], area: () => 5200, sigma: 0.22, gamma: 0.17 }],
  };
  const fit = fitRegionSeries(measuredPhotoelectrons(moved, frames, random), oxygen);
  const scale = energyReference(fitRegionSeries(measuredPhotoelectrons(reference, frames, random), gold), {
    line: 'gold',
    literature: 83.96,
  });
  const results = componentResults(fit);
  const { components, parameters } = fit.model.layout;
  const shifts = separateShifts({
    lines: results.map(({ name, center }) => ({
      name,
      energy: center.values,
      constant: name === 'carbonate',
      ...(name === 'carbonate' ? { literature: 532.65 } : {}),
    })),
    instrument: scale,
    covariance: (f, g) => {
      const all = completeCovariance(fit, f, g);
      return Float64Array.from(
        { length: 9 },
        (_, i) => all[components[Math.floor(i / 3)].center * parameters.length + components[i % 3].center],
      );
    },
  });
  results.forEach(({ name, center, area, fraction }, c) => {
    const total = (f) => level.lines.reduce((sum, line) => sum + line.area(f), 0);
    for (let f = 0; f < frames; f++) {
      const line = level.lines[c];
      add(`${name} energy`, center.values[f], line.center(f) + jitter[f], center.stderr[f]);
      add(`${name} area`, area.values[f], line.area(f), area.stderr[f]);
      add(`${name} share`, fraction.values[f], line.area(f) / total(f), fraction.stderr[f]);
      if (name !== 'carbonate')
        add(`${name} chemical energy`, shifts.chemical[c].values[f], line.center(f), shifts.chemical[c].stderr[f]);
      if (c === 0) add('energy scale', scale.shift.values[f], jitter[f], scale.shift.stderr[f]);
    }
  });
  if (trial < 100) {
    const onset = 8 + (trial % 16);
    const rise = [100, 300, 1500][trial % 3];
    const growing = {
      ...level,
      lines: level.lines.map((line) =>
        Object.assign({}, line, {
          area: line.name === 'peroxo' ? (f) => Math.max(0, rise * (f - onset + 1)) : () => line.area(0),
          center: () => line.center(0),
        }),
      ),
    };
    const grown = componentResults(fitRegionSeries(measuredPhotoelectrons(growing, 32, random), oxygen))[1];
    const found = componentOnset(grown.area.values, grown.area.stderr);
    if (found.interval[0] <= onset && onset <= found.interval[1]) onsets++;
  }
}
const rows = [...pulls].map(([name, values]) => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const width = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
  const covered = values.filter((value) => Math.abs(value) < 1.96).length / values.length;
  return `| ${name} | ${mean.toFixed(3)} | ${width.toFixed(3)} | ${(100 * covered).toFixed(1)} % |`;
});
console.log(
  `${series} series of ${frames} spectra\n\n| value | mean pull | width | in 95 % |\n|---|---|---|---|\n${rows.join('\n')}`,
);
console.log(`\nonsets in their intervals: ${onsets} of ${Math.min(100, series)}`);
