import { statusOf } from '@operando/core';
import type { EstimateColumn, ResultColumn, ResultTable } from '@operando/core';
import { frameColumns, frameIndex } from '../../technique/frame-columns.js';
import { statusBytesOf } from './analyse.js';
import type { EisAnalysis } from './analyse.js';

function circuitColumns(analysis: EisAnalysis): ResultColumn[] {
  const { fitted } = analysis;
  if (fitted === undefined) return [];
  const { circuit, spectra, arcs } = fitted;
  const status = statusBytesOf(analysis);
  const of = (value: (fit: NonNullable<(typeof spectra)[number]['fit']>) => number): Float64Array =>
    Float64Array.from(spectra, ({ fit }) => (fit === undefined ? Number.NaN : value(fit)));
  return [
    ...circuit.parameters.map(({ name, unit }, p): EstimateColumn => ({
      name,
      unit,
      values: of(({ parameters }) => parameters[p]!),
      stderr: of(({ stderr }) => stderr[p]!),
      status,
    })),
    ...arcs.flatMap((arc): EstimateColumn[] => [
      { name: `${arc.name}_time`, unit: 's', values: arc.time, stderr: arc.timeStderr },
      { name: `${arc.name}_capacitance`, unit: 'F', values: arc.capacitance, stderr: arc.capacitanceStderr },
    ]),
    { name: 'chi_square', unit: '1', values: of(({ chiSquare }) => chiSquare) },
    { name: 'degrees_of_freedom', unit: '1', values: of(({ degreesOfFreedom }) => degreesOfFreedom) },
  ];
}

function resultsTable(analysis: EisAnalysis): ResultTable {
  const { series, spectra, tests } = analysis;
  const of = (value: (k: number) => number): Float64Array => Float64Array.from(spectra, (_, k) => value(k));
  return {
    name: 'results',
    index: frameIndex(spectra.length),
    columns: [
      ...frameColumns(series),
      { name: 'frequencies', unit: '1', values: of((k) => spectra[k]!.frequency.length) },
      {
        name: 'kramers_kronig_residual',
        unit: '1',
        values: of((k) => tests[k]!.worst),
        status: Uint8Array.from(tests, ({ passes }) => (passes ? statusOf.ok : statusOf['not-steady'])),
      },
      { name: 'noise', unit: '1', values: of((k) => tests[k]!.noise) },
      ...circuitColumns(analysis),
    ],
  };
}

/** One row for each frequency of each spectrum. */
function spectraTable({ spectra, tests, fitted }: EisAnalysis): ResultTable {
  const all = (of: (k: number) => ArrayLike<number>): Float64Array =>
    Float64Array.from(spectra.flatMap((_, k) => Array.from(of(k))));
  const missing = (k: number): Float64Array => new Float64Array(spectra[k]!.frequency.length).fill(Number.NaN);
  return {
    name: 'spectra',
    index: {
      rows: 'point',
      columns: [
        { name: 'frame', unit: '1', values: all((k) => spectra[k]!.frequency.map(() => k)) },
        { name: 'frequency', unit: 'Hz', values: all((k) => spectra[k]!.frequency) },
      ],
    },
    columns: [
      { name: 're', unit: 'ohm', values: all((k) => spectra[k]!.re) },
      { name: 'im', unit: 'ohm', values: all((k) => spectra[k]!.im) },
      ...(fitted === undefined
        ? []
        : [
            { name: 're_fit', unit: 'ohm', values: all((k) => fitted.spectra[k]!.fit?.re ?? missing(k)) },
            { name: 'im_fit', unit: 'ohm', values: all((k) => fitted.spectra[k]!.fit?.im ?? missing(k)) },
          ]),
      { name: 'kramers_kronig_re', unit: '1', values: all((k) => tests[k]!.residualRe) },
      { name: 'kramers_kronig_im', unit: '1', values: all((k) => tests[k]!.residualIm) },
    ],
  };
}

function relaxationTables({ relaxation }: EisAnalysis): ResultTable[] {
  if (relaxation === undefined) return [];
  const all = (of: (k: number) => ArrayLike<number>): Float64Array =>
    Float64Array.from(relaxation.flatMap((_, k) => Array.from(of(k))));
  const peaks = relaxation.flatMap((each, frame) => each.peaks.map((peak) => ({ frame, ...peak })));
  const column = (of: (peak: (typeof peaks)[number]) => number): Float64Array => Float64Array.from(peaks, of);
  return [
    {
      name: 'relaxation',
      index: {
        rows: 'point',
        columns: [
          { name: 'frame', unit: '1', values: all((k) => relaxation[k]!.tau.map(() => k)) },
          { name: 'tau', unit: 's', values: all((k) => relaxation[k]!.tau) },
        ],
      },
      columns: [
        {
          name: 'gamma',
          unit: 'ohm',
          values: all((k) => relaxation[k]!.gamma),
          stderr: all((k) => relaxation[k]!.stderr),
        },
      ],
    },
    {
      name: 'processes',
      index: {
        rows: 'point',
        columns: [
          { name: 'frame', unit: '1', values: column(({ frame }) => frame) },
          { name: 'tau', unit: 's', values: column(({ tau }) => tau) },
        ],
      },
      columns: [
        {
          name: 'resistance',
          unit: 'ohm',
          values: column(({ resistance }) => resistance),
          stderr: column(({ stderr }) => stderr),
          // A peak that another smoothing loses is none that is claimed.
          status: Uint8Array.from(peaks, ({ isClaimed }) => (isClaimed ? statusOf.ok : statusOf.doubtful)),
        },
      ],
    },
  ];
}

/** Parameters through time; data with fits and residuals; distributions and their processes. */
export function eisTables(analysis: EisAnalysis): ResultTable[] {
  return [resultsTable(analysis), spectraTable(analysis), ...relaxationTables(analysis)];
}
