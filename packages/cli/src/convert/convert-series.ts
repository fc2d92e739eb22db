import { basename } from 'node:path';
import { seriesWarnings } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { fileSource, findNexusData, openHdf5, writeNexusBlocks } from '@operando/beamline-io/node';
import type { EntryBlock } from '@operando/beamline-io/node';
import { openWholeSeries } from '@operando/beamline-io';
import type { ColumnTable, WholeSource } from '@operando/beamline-io';
import { absorptionSignal, keptFrameBytes } from '@operando/workflow';
import { version } from '../version.js';
import { axisOf, isAbsorptionScan } from './axis-of-table.js';
import { reading } from './conversion.js';
import type { Conversion, ConvertOptions } from './conversion.js';
import { someOf } from './some-of.js';

/** Writes spectra, or a stack of them, as NeXus. @param table The first of them. */
export async function convertSeries(
  files: readonly string[],
  table: ColumnTable,
  options: Conversion,
): Promise<readonly OperandoWarning[]> {
  const { output, force, writer, scan, timeStep, grid } = options;
  const signal = absorptionSignal(options.signal);
  const absorption =
    signal === 'normalized' || (typeof signal === 'object' && !('column' in signal)) || isAbsorptionScan(table);
  const whole = await openWholeSeries(files.map(fileSource), {
    ...reading(options),
    scan,
    timeStep,
    grid: grid === 'same' ? 'error' : 'interpolate',
    signal: signal === 'auto' ? undefined : signal,
    sigma: 'auto',
    // Every column is kept: a point without an absorption is no reason to refuse the others.
    onBadPoint: 'mask',
    absorption,
    keptBytes: keptFrameBytes,
    axis: absorption && table.format !== 'nexus' ? { name: 'energy', unit: 'eV' } : axisOf(table),
  });
  const { signal: taken } = whole;
  const isHdf5 = table.format === 'nexus';
  const unit = taken.unit ?? (isHdf5 ? table.columns[1]?.unit : undefined);
  const written = await writeNexusBlocks(output, blocksOf(whole), {
    force,
    writer,
    frames: whole.frames,
    signal: { name: taken.name, ...(unit === undefined ? {} : { unit }) },
    program: { name: 'operando', version },
  });
  return [...seriesWarnings(written), ...besideWarnings(whole), ...(isHdf5 ? await arraysLeftOut(files, options) : [])];
}

/** Values of the arrays of a block: 2 MB. */
const blockValues = 262_144;

async function* blocksOf(whole: WholeSource): AsyncGenerator<EntryBlock, void> {
  const frames = Math.max(1, Math.floor(blockValues / (whole.points * (1 + whole.labels.length))));
  for await (const { series, columns } of whole.blocks({ frames })) yield { series, auxiliary: columns };
}

function besideWarnings({ labels: names, signal }: WholeSource): OperandoWarning[] {
  return names.length === 0
    ? []
    : [
        {
          code: 'signal-chosen',
          message: `The signal is ${signal.name}; beside it as auxiliary signals are ${someOf(names)}. Another is chosen with --signal.`,
        },
      ];
}

/** Arrays of HDF5 files that are not the one that was taken, nor its errors and mask. */
async function arraysLeftOut(files: readonly string[], { dataset }: ConvertOptions): Promise<OperandoWarning[]> {
  const warnings: OperandoWarning[] = [];
  for (const path of files) {
    const file = await openHdf5(path);
    try {
      const { path: taken } = findNexusData(file, { dataset }).signal;
      const left = file.datasets.filter(
        (each) => ![taken, `${taken}_errors`, `${taken.slice(0, taken.lastIndexOf('/'))}/mask`].includes(each),
      );
      const others = left.length === 0 ? '' : `, among it ${someOf(left)} (another is chosen with --dataset)`;
      warnings.push({
        code: 'arrays-left-out',
        message: `Of ${basename(path)} only ${taken} was taken, with what belongs to it; the rest was left out${others}.`,
      });
    } finally {
      file.close();
    }
  }
  return warnings;
}
