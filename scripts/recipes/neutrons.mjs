// Made-up measurements with neutrons: lithium plated under copper, and an interphase seen in three solvents.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fixtures from '../../fixtures/dist/index.js';
import { depthAxes } from '../../packages/ndp-depth/dist/index.js';
import { reflectivity } from '../../packages/nr-sld-fit/dist/index.js';
import { writeLog } from './files.mjs';

/** Atoms of lithium per cm3: of the metal, of LiPON, of lithium cobalt oxide. */
const lithium = { plated: 4.63e22, LiPON: 1.6e22, cathode: 2.2e22 };

/** A spectrum of an analyser (ORTEC's text) that began some seconds after the day did. */
function writeSpectrum(path, seconds, start, counts) {
  const clock = new Date(Date.UTC(2024, 4, 6, 8) + 1000 * start).toISOString().slice(11, 19);
  const rows = Array.from(counts, (value) => String(value).padStart(8));
  const head = ['$SPEC_ID:', 'plated', '$DATE_MEA:', `05/06/2024 ${clock}`, '$MEAS_TIM:', `${seconds} ${seconds}`];
  writeFileSync(path, `${[...head, '$DATA:', `0 ${counts.length - 1}`, ...rows].join('\r\n')}\r\n`);
}

/** Spectra of a cell in which lithium is plated between copper and LiPON. @returns What is to be found. */
export function neutronDepth(folder) {
  const [frames, seconds, channels] = [8, 1800, 2048];
  const [offset, gain] = [20, 1.4];
  const random = fixtures.seededRandom(8);
  const perAtom = 4e8 * 1 * 0.003 * 0.0759 * 937.998e-24 * seconds;
  const ground = Array.from({ length: channels }, (_, i) => 0.02 * Math.exp(-(offset + gain * i) / 150) + 2e-4);
  mkdirSync(join(folder, 'spectra'));
  const found = [];
  for (let frame = 0; frame < frames; frame++) {
    const thickness = (0.8 * (frame + 0.5)) / frames;
    const [axis] = depthAxes({
      particles: ['triton'],
      angle: 30,
      window: [{ material: 'Kapton', thickness: 7.6 }],
      layers: [
        { material: 'Cu', thickness: 0.5 },
        { name: 'plated', material: 'Li', thickness },
        { name: 'LiPON', material: 'LiPON', thickness: 2 },
        { name: 'cathode', material: 'LiCoO2', thickness: 5 },
      ],
      detectorFwhm: 15,
      threshold: 300,
    });
    const mean = ground.map((rate) => rate * seconds);
    // What was plated came out of the cathode.
    const left = 1 - (lithium.plated * thickness) / (lithium.cathode * 5);
    for (const { name, top, bottom } of axis.layers) {
      const density = (lithium[name] ?? 0) * (name === 'cathode' ? left : 1);
      const steps = 200;
      for (let k = 0; k < (density > 0 ? steps : 0); k++) {
        const step = (bottom - top) / steps;
        const { energy, sigma } = axis.arrivalAt(top + (k + 0.5) * step);
        const counts = perAtom * density * step * 1e-4;
        const centre = (energy - offset) / gain;
        const width = sigma / gain;
        for (let i = Math.max(0, Math.round(centre - 6 * width)); i < Math.min(channels, centre + 6 * width); i++)
          mean[i] += ((counts / width) * Math.exp(-0.5 * ((i - centre) / width) ** 2)) / Math.sqrt(2 * Math.PI);
      }
    }
    const path = join(folder, 'spectra', `frame_${frame + 1}.spe`);
    writeSpectrum(
      path,
      seconds,
      frame * seconds,
      mean.map((value) => random.poisson(value)),
    );
    found.push(lithium.plated * thickness * 1e-4);
  }
  writeSpectrum(
    join(folder, 'blank.spe'),
    36_000,
    -40_000,
    ground.map((rate) => random.poisson(rate * 36_000)),
  );
  const amperes = (lithium.plated * 0.8e-4 * 1.602176634e-19) / (frames * seconds);
  writeLog(join(folder, 'cell.mpt'), frames * seconds, '05/06/2024 08:00:00', () => (1000 * amperes).toExponential(6));
  return [
    // Thin metal is seen with what LiPON has behind it; the third spectrum alone with the thickness that it has.
    { table: 'results/results.csv', column: 'plated_per_cm2', values: found, within: 3.2e17 },
    { table: 'third/results.csv', column: 'plated_per_cm2', values: [found[2]], within: 6e16 },
  ];
}

/** One cell against three solvents. @returns What is to be found. */
export function contrasts(folder) {
  const random = fixtures.seededRandom(3);
  const q = Float64Array.from({ length: 120 }, (_, i) => 0.008 * 22 ** (i / 119));
  const dq = q.map((value) => 0.03 * value);
  for (const [name, solvent] of Object.entries({ deuterated: 6.1, mixed: 3, protonated: 0.5 })) {
    const layers = [
      { sld: 2.07 },
      { thickness: 500, sld: 6.5, roughness: 6 },
      { thickness: 90, sld: 0.6 * 3.2 + 0.4 * solvent, roughness: 8 },
      { sld: solvent, roughness: 12 },
    ];
    const exact = reflectivity(q, layers, { resolution: { dq, kind: 'fwhm' } });
    const rows = Array.from(q, (at, i) => {
      const dr = 0.03 * exact[i] + 1e-7;
      return [at, exact[i] + 1e-6 + dr * random.normal(), dr, dq[i]].map((value) => value.toExponential(7)).join(' ');
    });
    writeFileSync(join(folder, `${name}.txt`), `# Q R dR dQ_fwhm\n${rows.join('\n')}\n`);
  }
  const truth = { cu: [500, 1], sei: [90, 2], sei_sld: [3.2, 0.1], solvent: [0.4, 0.03] };
  return Object.entries(truth).map(([of, [value, within]]) => ({
    table: 'results/results.csv',
    column: 'value',
    of,
    values: [value],
    within,
  }));
}
