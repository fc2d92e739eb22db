// Pulls of radiographs of simulated cells: (found - true) / standard error, of fronts and of the charge that lithium makes, with black
// bodies; and how often a change without a front is told. Needs a build; takes minutes.
//   node scripts/radiograph-pulls.mjs [series]
import {
  attenuation,
  chargeSlope,
  collectProfiles,
  layerContent,
  lithiumCrossSection,
  reactionFront,
  transmissionPlan,
  zeroTest,
} from '../packages/attenuation-image/dist/index.js';
import { radiographCell } from '../fixtures/dist/index.js';

const series = Number(process.argv[2] ?? 20);
const rms = (values) => Math.sqrt(values.reduce((sum, each) => sum + each * each, 0) / values.length);

function analyse(cell) {
  const { width, height, columns } = cell;
  const openRegions = cell.openColumns.map(([left, right]) => ({ top: 0, bottom: height, left, right }));
  const plan = transmissionPlan(cell, { width, height, openRegions });
  const collector = collectProfiles(plan, { columns: [columns[0] + 4, columns[1] - 4], rows: [0, height] });
  for (const frame of cell.sample) collector.add(attenuation(frame, plan));
  return { plan, profiles: collector.finish() };
}

/** Charge found in a layer, growing as charge passes. */
function found(cell, { plan, profiles }, rows, sign) {
  const { values, variances, doseStderr } = layerContent(profiles, { rows, psfSigma: plan.psfSigma });
  const sigma = lithiumCrossSection({ wavelength: cell.wavelength });
  const factor =
    (1.602176634e-19 / (sigma * 1e-24)) * (cell.pixelSize * 1e-4) ** 2 * (cell.columns[1] - cell.columns[0]);
  const own = variances.map((each, f) => factor ** 2 * (each + doseStderr[f] ** 2));
  return { values: values.map((each) => sign * factor * (each - values[0])), variances: own, firstVariance: own[0] };
}

const pulls = { front: [], width: [], cathode: [], anode: [], zero: [] };
const errors = [];
const slopes = [];
let statuses = 0;
for (let seed = 1; seed <= series; seed++) {
  const cell = radiographCell({ seed, backwards: seed % 3 === 0, psfSigma: 0.9 + 0.1 * (seed % 5), dotRadius: 6 });
  const analysed = analyse(cell);
  const front = reactionFront(analysed.profiles, { rows: cell.cathode, psfSigma: analysed.plan.psfSigma });
  for (let f = 6; f < cell.sample.length; f++) {
    const error = front.center.values[f] - cell.frontRow[f];
    errors.push(error);
    pulls.front.push(error / front.center.stderr[f]);
    if (front.center.status[f] === 7) statuses++;
  }
  const gain = found(cell, analysed, cell.cathode, 1);
  const loss = found(cell, analysed, cell.anode, -1);
  for (const [name, each] of [
    ['cathode', gain],
    ['anode', loss],
  ]) {
    const { slope, stderr } = chargeSlope(each, cell.charge);
    pulls[name].push((slope - 1) / stderr);
    slopes.push(slope);
  }
  pulls.zero.push(
    zeroTest({
      values: gain.values.map((each, f) => each - loss.values[f]),
      variances: gain.variances.map((each, f) => each + loss.variances[f]),
      firstVariance: gain.firstVariance + loss.firstVariance,
    }).pValue,
  );
}
let told = 0;
const gradual = Math.ceil(series / 4);
for (let seed = 1; seed <= gradual; seed++) {
  const cell = radiographCell({ seed, gradual: true });
  const { center } = reactionFront(analyse(cell).profiles, { rows: cell.cathode });
  if (center.status.slice(6).every((status) => status !== 7)) told++;
}
console.log(`fronts: ${errors.length} frames of ${series} series`);
console.log(
  `  rms error ${rms(errors).toFixed(4)} rows, mean ${(errors.reduce((a, b) => a + b) / errors.length).toFixed(4)}`,
);
console.log(
  `  pull width ${rms(pulls.front).toFixed(3)}, converged ${((100 * statuses) / errors.length).toFixed(0)} %`,
);
console.log(
  `  within 95 %: ${((100 * pulls.front.filter((each) => Math.abs(each) < 1.96).length) / pulls.front.length).toFixed(1)} %`,
);
console.log(
  `charge: slopes ${(slopes.reduce((a, b) => a + b) / slopes.length).toFixed(4)} +- ${rms(slopes.map((each) => each - 1)).toFixed(4)}`,
);
console.log(
  `  pull width by counting alone: cathode ${rms(pulls.cathode).toFixed(2)}, anode ${rms(pulls.anode).toFixed(2)}`,
);
console.log(`  gain and loss agree (p > 0.001) in ${pulls.zero.filter((p) => p > 0.001).length} of ${series}`);
console.log(`changes without a front: told in ${told} of ${gradual} series`);
