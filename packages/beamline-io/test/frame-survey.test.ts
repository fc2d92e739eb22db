import { describe, expect, it } from 'vitest';
import { bytesSource } from '@operando/core';
import type { NamedSource, OperandoWarning } from '@operando/core';
import { noteOf } from '../src/series/frame-note.js';
import { surveyFrames } from '../src/series/frame-survey.js';
import type { WholeFrame } from '../src/series/whole-series.js';

const points = 50;
const energies = Float64Array.from({ length: points }, (_, i) => 8300 + i);

function frame(number: number, warnings: readonly OperandoWarning[] = []): WholeFrame {
  const y = energies.map((energy) => energy + number);
  return {
    name: `scan_${number}.xdi`,
    x: energies.slice(),
    y,
    sigma: y.slice(),
    expression: 'ln(i0 / itrans)',
    absorber: { element: 'Ni', edge: 'K' },
    time: { epoch: 1.7e9 + number, zone: 'utc' },
    scalars: {},
    warnings,
    format: 'xdi',
    header: { note: 'long' },
    others: new Map([['i0', { y: y.slice() }]]),
  };
}

const sources = Array.from({ length: 6 }, (_, k): NamedSource => ({
  name: String(k),
  bytes: bytesSource(new Uint8Array(1)),
}));

/** Arrays of numbers that can be reached from a value. */
function arraysIn(value: unknown): ArrayBufferView[] {
  if (ArrayBuffer.isView(value)) return [value];
  if (value instanceof Map) return arraysIn([...value.values()]);
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(arraysIn) : [];
}

describe('what is kept of the frames of a long series', () => {
  it('is nothing of their columns once all are more than may be kept', async () => {
    const read = (source: NamedSource): Promise<readonly WholeFrame[]> => Promise.resolve([frame(Number(source.name))]);
    // Four frames fit; then none is kept.
    const { entries } = await surveyFrames(sources, read, { keptBytes: 4 * 2 * 8 * points + 8 * points }, {});
    expect(entries).toHaveLength(sources.length);
    expect(entries.map(({ note }) => note.name)).toEqual(sources.map(({ name }) => `scan_${name}.xdi`));
    for (const { note, kept } of entries) expect(arraysIn([note, kept])).toEqual([]);
  });

  it('stands once where neighbours say the same, and is what each says', () => {
    const told = (line: number): OperandoWarning[] => [
      { code: 'unit-inferred', message: 'The energies are taken for eV.', where: { line } },
    ];
    const first = noteOf(frame(1, told(7)));
    const same = noteOf(frame(2, told(7)), first);
    expect(same.warnings).toBe(first.warnings);
    expect(same.absorber).toBe(first.absorber);
    const other = noteOf({ ...frame(3, told(8)), absorber: { element: 'Ni' } }, same);
    expect(other.warnings).toEqual(told(8));
    expect(other.absorber).toEqual({ element: 'Ni' });
    expect(noteOf({ ...frame(4), absorber: undefined }, other)).toEqual({
      name: 'scan_4.xdi',
      expression: 'ln(i0 / itrans)',
      time: { epoch: 1.7e9 + 4, zone: 'utc' },
      scalars: {},
      warnings: [],
      format: 'xdi',
    });
  });
});
