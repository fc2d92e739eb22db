import { binary, stoeRaw } from './made-bruker.js';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const counts = Array.from({ length: 40 }, (_, i) => 100 + ((37 * i) % 97));
const rows = (perLine: number, separator: string): string =>
  Array.from({ length: counts.length / perLine }, (_, i) =>
    counts.slice(perLine * i, perLine * (i + 1)).join(separator),
  ).join('\n');

/** Small powder files made by hand, one of each format of which no measured sample is at hand. */
export const madePowder: Readonly<Record<string, Uint8Array>> = {
  'stepped-counts': bytesOf(`! made by hand\n10 0.02 10.78 quartz\n${rows(8, '  ')}\n`),
  'ill-sum': bytesOf(
    `D2B LaMnO3 lambda=1.594\n   3  10.0000      0.050\n  10.000\n 100000.  50000.\n${Array.from(
      { length: 4 },
      (_, i) =>
        counts
          .slice(10 * i, 10 * i + 10)
          .map((value, k) => `${String(1 + (k % 3)).padStart(2)}${String(value).padStart(6)}`)
          .join(''),
    ).join('\n')}\n   -1000\n  -10000\n`,
  ),
  'philips-udf': bytesOf(
    `SampleIdent,quartz,/\nLabdaAlpha1, 1.5406,/\nFileDateTime, 4-feb-98, 21:06,/\nDataAngleRange, 10.0, 10.78,/\nScanStepSize, 0.02,/\nScanStepTime, 1,/\nRawScan\n${rows(8, ', ')}/\n`,
  ),
  'rigaku-text': bytesOf(
    `*TYPE = Raw\n*DATE = 25-Dec-97 19:12\n*WAVE_LENGTH1 = 1.54056\n*GROUP_COUNT = 2\n${[10, 50].map((start) => `*BEGIN\n*START = ${start}\n*STOP = ${start + 0.78}\n*STEP = 0.02\n*COUNT = 40\n${rows(4, ', ')}\n*END\n`).join('')}*EOF\n`,
  ),
  'jade-mdi': bytesOf(`09/11/91 DIF Demo\n 10.000 0.0200 4.0 CU 1.540598 10.780 40\n${rows(8, '  ')} -1\n`),
  'sietronics-cpi': bytesOf(
    `SIETRONICS XRD SCAN\n10.00\n10.78\n0.02\nCu\n1.54056\n29-4-2002\n0.6\nquartz\nSCANDATA\n${rows(1, '')}\n`,
  ),
  'cif-pattern': bytesOf(
    `#\\#CIF_1.1\ndata_x\n_diffrn_radiation_wavelength 1.5406\n_x\n;\n text\n;\nloop_\n_pd_meas_2theta_scan\n_pd_meas_intensity_total\n_pd_calc_intensity_total\n${counts.map((value, i) => `${(10 + 0.02 * i).toFixed(2)} ${value}(${10 + i}) '${value + 1}'`).join('\n')}\n`,
  ),
  'bruker-xy': bytesOf(
    `'Id: "quartz" Comment: "" Anode: "Cu" Scantype: "Coupled TwoTheta/Theta" TimePerStep: "1"\n${counts.map((value, i) => `${(10 + 0.02 * i).toFixed(2)} ${value}`).join('\n')}\n`,
  ),
  'stoe-raw': stoeRaw([{ values: counts }, { values: counts, short: true }]),
  'philips-rd': binary(330, [
    [0, 'text', 'V3RD'],
    [94, 'f64', 1.54056],
    [214, 'f64', 0.02],
    [222, 'f64', 10],
    [230, 'f64', 10.78],
    ...counts.map((value, i) => [250 + 2 * i, 'u16', value] as const),
  ]),
};
