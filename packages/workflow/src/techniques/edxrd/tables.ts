import type { PhaseProfile } from '@operando/edxrd-depth-profile';
import type { EstimateColumn, ResultColumn, ResultTable } from '@operando/core';
import { frameColumns, frameIndex } from '../../technique/frame-columns.js';
import type { EdxrdAnalysis } from './analyse.js';
import { shownQuantity } from './shown.js';

/** The quantity shown, a column for each slice. */
function sliceOfFrames(analysis: EdxrdAnalysis): EstimateColumn[] {
  const { series } = analysis;
  const { name, columnUnit, values, stderr } = shownQuantity(analysis);
  const slices = series.axis.size;
  const of = (all: Float64Array, slice: number): Float64Array =>
    series.time.start.map((_, frame) => all[frame * slices + slice]!);
  return Array.from(series.axis.values, (position, s) => ({
    name: `${name}_${position}um`,
    unit: columnUnit,
    values: of(values, s),
    stderr: of(stderr, s),
  }));
}

/** A column under a name with its phase before it. */
function named(prefix: string, { name: _own, ...column }: EstimateColumn, name: string): EstimateColumn {
  return { name: `${prefix}_${name}`, ...column };
}

/** Errors that energy and angle calibration add, shared by all frames and slices. */
function calibrationColumn(name: string, unit: string, values: Float64Array): ResultColumn {
  return { name: `${name}_calibration_stderr`, unit, values };
}

/** A parameter of the cell; angles do not feel the scale of lengths. */
function axisColumns({ name, calibrationError }: PhaseProfile, axis: string, column: EstimateColumn): ResultColumn[] {
  const own = named(name, column, axis);
  if (axis.length > 1) return [own];
  const shared = column.values.map((value) => value * calibrationError);
  return [own, calibrationColumn(`${name}_${axis}`, column.unit, shared)];
}

function sliceColumns({ profile }: EdxrdAnalysis): ResultColumn[] {
  const several = profile.detectors.length > 1;
  return [
    ...profile.phases.flatMap((phase) => [
      ...Object.entries(phase.cell).flatMap(([axis, column]) => axisColumns(phase, axis, column)),
      ...(phase.lithium === undefined
        ? []
        : [
            named(phase.name, phase.lithium, 'x'),
            calibrationColumn(`${phase.name}_x`, '1', phase.lithiumCalibrationError!),
          ]),
      named(phase.name, phase.area, 'area'),
    ]),
    ...profile.reflections.map(({ phase, hkl, detector, d }) =>
      named(`${phase}_${hkl.join('_')}${several ? `_detector${detector}` : ''}`, d, 'd'),
    ),
  ];
}

/** One row for each frame; one for each frame and slice. */
export function edxrdTables(analysis: EdxrdAnalysis): ResultTable[] {
  const { profile, series, gradients } = analysis;
  const { frames, positions } = profile;
  const slices = positions.length;
  const rows = Array.from({ length: frames * slices }, (_, i) => i);
  return [
    {
      name: 'results',
      index: frameIndex(frames),
      columns: [
        ...frameColumns(series),
        ...(gradients === undefined
          ? []
          : [
              { ...gradients.corrected, name: 'gradient' },
              { ...gradients.largest, name: 'gradient_uncorrected' },
              { ...gradients.probability, name: 'gradient_probability_of_none' },
            ]),
        ...sliceOfFrames(analysis),
      ],
    },
    {
      name: 'slices',
      index: {
        rows: 'slice',
        columns: [
          { name: 'frame', unit: '1', values: Float64Array.from(rows, (i) => Math.floor(i / slices)) },
          { name: 'position', unit: 'um', values: Float64Array.from(rows, (i) => positions[i % slices]!) },
        ],
      },
      columns: sliceColumns(analysis),
    },
  ];
}
