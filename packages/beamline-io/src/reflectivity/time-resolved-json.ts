import { OperandoError } from '@operando/core';
import { chosenTable, everyTable, numberedScans } from '../table/scan-choice.js';
import type { ScansOfFile } from '../table/scan-choice.js';
import type { TextFormat } from '../format.js';
import { warningsAbout } from './curve.js';
import type { ReflectivityCurve } from './curve.js';
import { curveTable } from './table-of-curve.js';
import { said } from '../text/said.js';

const mostFrames = 100_000;

/** A column of a frame; values that could not be computed are null. */
function numbersOfJson(column: unknown, frame: number): Float64Array | undefined {
  if (!Array.isArray(column)) return undefined;
  return Float64Array.from(column as unknown[], (value, row) => {
    if (typeof value === 'number') return value;
    if (value === null) return Number.NaN;
    throw new OperandoError('bad-number', said`${JSON.stringify(value)?.slice(0, 40)} is no number.`, {
      where: { frame, row },
    });
  });
}

/** The curve of a frame, or none of an empty one. */
function curveOfFrame(
  frame: unknown,
  f: number,
  { name, dqKind, time }: { readonly name: string; readonly dqKind: 'sigma' | 'fwhm'; readonly time: unknown },
): ReflectivityCurve[] {
  const columns: unknown = Array.isArray(frame)
    ? frame
    : frame !== null && typeof frame === 'object'
      ? ['q', 'r', 'dr', 'dq'].map((key) => (frame as Record<string, unknown>)[key])
      : undefined;
  const [q, r, dr, dq] = Array.from({ length: 4 }, (_, k) =>
    numbersOfJson(Array.isArray(columns) ? (columns as unknown[])[k] : undefined, f),
  );
  if (q === undefined || q.length === 0) return [];
  if (r === undefined || dr === undefined)
    throw new OperandoError('column-missing', `frame ${f} has Q, but no ${r === undefined ? 'R' : 'errors of R'}.`, {
      where: { frame: f },
    });
  const all = dq === undefined ? [q, r, dr] : [q, r, dr, dq];
  if (all.some((column) => column.length !== q.length))
    throw new OperandoError('shape-mismatch', `frame ${f} has columns of different lengths.`, { where: { frame: f } });
  const missing = all.reduce((sum, column) => sum + column.filter(Number.isNaN).length, 0);
  return [
    {
      name: `${name}#${f}`,
      q,
      r,
      dr,
      ...(dq === undefined ? {} : { dq }),
      dqKind,
      ...(typeof time === 'number' ? { time } : {}),
      warnings: [
        ...(missing > 0
          ? [{ code: 'missing-values' as const, message: `${missing} values of frame ${f} are missing.` }]
          : []),
        ...warningsAbout(q, r, dr),
      ],
    },
  ];
}

/** Frames of a time-resolved reduction: arrays of [q, r, dr, dq], or objects with these names, perhaps empty. */
function curvesOfJson(text: string, name: string, dqKind: 'sigma' | 'fwhm'): ReflectivityCurve[] {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (cause) {
    throw new OperandoError('malformed-file', 'the file is no valid JSON.', { cause });
  }
  const listed: unknown = Array.isArray(data)
    ? data
    : data !== null && typeof data === 'object'
      ? (data as Record<string, unknown>)['data']
      : undefined;
  const times: unknown = Array.isArray(data) ? undefined : (data as Record<string, unknown> | null)?.['times'];
  if (!Array.isArray(listed) || listed.length > mostFrames)
    throw new OperandoError('malformed-file', 'the file holds no list of frames.', {
      cure: 'Time-resolved files hold frames of [q, r, dr, dq].',
    });
  const curves = listed.flatMap((frame: unknown, f) =>
    curveOfFrame(frame, f, { name, dqKind, time: Array.isArray(times) ? (times as unknown[])[f] : undefined }),
  );
  if (curves.length === 0) throw new OperandoError('truncated-file', 'no frame has any points.');
  return curves;
}

function scansOf(text: string): ScansOfFile {
  const curves = curvesOfJson(text, 'frame', 'fwhm');
  return {
    scans: numberedScans(
      curves.map(({ q }) => q.length),
      (i) => curves[i]!.name,
    ),
    table: (i) => curveTable('reflectivity-json', curves[i]!, ['q', 'r', 'dr', 'dq']),
  };
}

/** How the files begin, with or without the times of the frames. */
const beginnings: readonly RegExp[] = [
  /^\s*\{\s*"times"\s*:\s*\[/,
  /^\s*\{\s*"data"\s*:\s*\[\s*[[{]/,
  /^\s*\[\s*\[\s*\[/,
  /^\s*\[\s*\{\s*"q"\s*:/,
];

/** Time-resolved reductions of the SNS. */
export const timeResolvedJson: TextFormat = {
  id: 'reflectivity-json',
  title: 'time-resolved reflectivity (JSON)',
  kind: 'text',
  longLines: true,
  end: /[\]}]\s*$/,
  sniff: ({ lines }) => {
    const text = lines.slice(0, 20).join('\n');
    return beginnings.some((beginning) => beginning.test(text)) ? 0.9 : 0;
  },
  parse: (text, { scan }) => ({ kind: 'spectrum', table: chosenTable(scansOf(text), scan) }),
  scans: (text) => everyTable(scansOf(text)),
  curves: (text, { name = '', dqKind = 'fwhm' }) => curvesOfJson(text, name, dqKind),
};
