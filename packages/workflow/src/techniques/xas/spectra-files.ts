import { athenaPieces } from '@operando/beamline-io';
import type { AthenaSpectrum, NxxasSpectrum } from '@operando/beamline-io';
import { collectSeries, csvPieces, flatValues, OperandoError } from '@operando/core';
import type { Channel, Series } from '@operando/core';
import { usedExtent } from '../../technique/used-step.js';
import { frameFiles } from '../../technique/frame-columns.js';
import type { ResultFile } from '../../technique/result-files.js';
import type { XasAnalysis } from './analyse.js';
import type { XasOptions } from './options.js';

type Spectra = Series<'energy', 'eV'>;

/** Spectra that a project of Athena, or a table with a column for each, can have; an entry each of NXxas. */
const mostSpectra = 5000;

function expectFew({ series }: XasAnalysis, format: string): void {
  const count = series.time.start.length;
  if (count <= mostSpectra) return;
  throw new OperandoError('too-large', `${count} spectra are more than ${format} takes (${mostSpectra}).`, {
    cure: 'Average them (command: --merge), or write them as nexus.',
  });
}

function channelPart(channel: Channel, from: number, to: number): Channel {
  const { stderr, status } = channel;
  return {
    ...channel,
    values: channel.values.subarray(from, to),
    ...(stderr === undefined ? {} : { stderr: stderr.subarray(from, to) }),
    ...(status === undefined ? {} : { status: status.subarray(from, to) }),
  };
}

/** The flattened spectra with every channel and step of the analysis. */
async function* spectraBlocks({ flat, series, steps }: XasAnalysis): AsyncGenerator<Spectra, void> {
  let from = 0;
  for await (const block of flat.blocks({ frames: 256 })) {
    const to = from + block.time.start.length;
    const channels = Object.fromEntries(
      Object.entries(series.channels).map(([name, each]) => [name, channelPart(each, from, to)]),
    );
    yield { ...block, channels, metadata: series.metadata, provenance: steps };
    from = to;
  }
}

/** Each spectrum, with its number and a name that no other has. */
async function* eachSpectrum(
  analysis: XasAnalysis,
): AsyncGenerator<{ frame: number; name: string; values: Float64Array }> {
  const { flat, series } = analysis;
  const files = frameFiles(series);
  const digits = String(series.time.start.length).length;
  const points = flat.axis.size;
  let frame = 0;
  for await (const block of flat.blocks({ frames: 256 })) {
    const values = flatValues(block.signal);
    for (let at = 0; at < values.length; at += points, frame++) {
      const number = `frame_${String(frame).padStart(digits, '0')}`;
      const file = files?.[frame];
      yield { frame, name: file === undefined ? number : `${number} ${file}`, values: values.slice(at, at + points) };
    }
  }
}

/** Points of a spectrum that have a value; undefined where there are too few. */
function present(energy: Float64Array, values: Float64Array): { energy: Float64Array; mu: Float64Array } | undefined {
  if (values.every(Number.isFinite)) return { energy, mu: values };
  const known = [...values.keys()].filter((i) => Number.isFinite(values[i]!));
  if (known.length < 2) return undefined;
  return { energy: Float64Array.from(known, (i) => energy[i]!), mu: Float64Array.from(known, (i) => values[i]!) };
}

/** What Athena is told of the normalization. */
function athenaArgs({ normalized }: XasAnalysis, frame: number): NonNullable<AthenaSpectrum['args']> {
  const { used, absorber, e0, edgeStep } = normalized;
  const args: Record<string, string | number> = {};
  const edge = e0.values[frame]!;
  const step = edgeStep.values[frame]!;
  if (Number.isFinite(edge)) args['bkg_e0'] = edge;
  if (Number.isFinite(step)) args['bkg_fitted_step'] = step;
  args['bkg_step'] = 1;
  for (const [name, key] of [
    ['pre1', 'bkg_pre1'],
    ['pre2', 'bkg_pre2'],
    ['norm1', 'bkg_nor1'],
    ['norm2', 'bkg_nor2'],
    ['nnorm', 'bkg_nnorm'],
  ] as const) {
    const extent = used[name];
    if (extent === undefined) continue;
    const value = usedExtent(extent);
    // Athena counts the constants of a polynomial, not its degree.
    if (typeof value === 'number') args[key] = name === 'nnorm' ? value + 1 : value;
  }
  if (absorber !== undefined) Object.assign(args, { bkg_z: absorber.element, fft_edge: absorber.edge.toLowerCase() });
  return args;
}

async function* athenaSpectra(analysis: XasAnalysis): AsyncGenerator<AthenaSpectrum> {
  const energy = analysis.flat.axis.values;
  for await (const { frame, name, values } of eachSpectrum(analysis)) {
    const known = present(energy, values);
    if (known !== undefined) yield { label: name, ...known, normalized: true, args: athenaArgs(analysis, frame) };
  }
}

async function* datedSpectra(analysis: XasAnalysis): AsyncGenerator<NxxasSpectrum> {
  const { flat, series } = analysis;
  const { epoch, zone, start, duration } = series.time;
  if (epoch === undefined)
    throw new OperandoError(
      'invalid-argument',
      'NXxas needs to know when each spectrum was measured, and the files do not say.',
      {
        cure: 'Write them as nexus.',
      },
    );
  const { signal } = series.metadata;
  const mode = typeof signal === 'string' && signal.startsWith('ln(') ? 'Transmission' : undefined;
  for await (const { frame, name, values } of eachSpectrum(analysis)) {
    const known = present(flat.axis.values, values);
    if (known === undefined) continue;
    yield {
      title: name,
      sample: 'unknown',
      start: { epoch: epoch + start[frame]!, zone },
      duration: duration[frame]!,
      energy: known.energy,
      absorption: known.mu,
      mode,
    };
  }
}

/** Energies, and a column for each spectrum. */
async function* spectraTable(analysis: XasAnalysis): AsyncGenerator<string> {
  const { flat } = analysis;
  const points = flat.axis.size;
  const values = flatValues((await collectSeries(flat)).signal);
  const frames = values.length / points;
  const columns = Array.from({ length: frames }, (_, frame) => ({
    name: `frame_${frame}`,
    values: values.subarray(frame * points, (frame + 1) * points),
  }));
  yield* csvPieces([{ name: 'energy_eV', values: flat.axis.values }, ...columns]);
}

/** The normalized spectra as files that other programs open. */
export function spectraFiles(analysis: XasAnalysis, { spectra }: XasOptions): ResultFile[] {
  const frames = analysis.series.time.start.length;
  const known: Readonly<Record<XasOptions['spectra'][number], ResultFile>> = {
    nexus: {
      name: 'spectra.h5',
      write: (writers) => writers.nexus(spectraBlocks(analysis), frames, { name: 'normalized_absorption' }),
    },
    csv: {
      name: 'spectra.csv',
      async write(writers) {
        expectFew(analysis, 'a table with a column for each');
        await writers.pieces(spectraTable(analysis));
      },
    },
    athena: {
      name: 'spectra.prj',
      async write(writers) {
        expectFew(analysis, 'a project of Athena');
        await writers.pieces(athenaPieces(athenaSpectra(analysis)));
      },
    },
    nxxas: {
      name: 'spectra.nxs',
      async write(writers) {
        expectFew(analysis, 'NXxas, with an entry for each,');
        await writers.nxxas(datedSpectra(analysis));
      },
    },
  };
  return [...new Set(spectra)].map((format) => known[format]);
}
