/** What a made VAMAS file is to have. */
export interface MadeVamas {
  readonly mode?: string;
  readonly scan?: 'REGULAR' | 'IRREGULAR';
  readonly blocks?: number;
  /** Year, month, day, hour, minute, second, hours ahead of GMT. */
  readonly date?: readonly number[];
  readonly listed?: number;
  readonly technique?: string;
  readonly unit?: string;
}

const points = 30;
/** Counts of a block, of different size in each. */
export const madeCounts = (block: number): number[] =>
  Array.from({ length: points }, (_, i) => 1000 + 10 * block + ((37 * i) % 97));
const madeEnergies = Array.from({ length: points }, (_, i) => 4400 + 0.25 * i);

/** A small VAMAS file, written from the paragraphs of ISO 14976 and by no program. */
export function madeVamas({
  mode = 'NORM',
  scan = 'REGULAR',
  blocks = 3,
  date = [2021, 6, 14, 10, 30, 15, 1],
  listed = 0,
  technique = 'XPS',
  unit = 'd',
}: MadeVamas = {}): string {
  const isMap = mode === 'MAP' || mode === 'MAPDP';
  const isDepth = mode === 'SDP' || mode === 'MAPDP' || mode === 'SDPSV';
  const block = (b: number): (string | number)[] => {
    const counts = madeCounts(b);
    const range = [Math.min(...counts), Math.max(...counts)];
    const regular = scan === 'REGULAR';
    return [
      `O1s ${b}`,
      'cell A',
      ...date,
      2,
      'first line',
      '',
      technique,
      ...(isMap ? [1, 2] : []),
      300 * b,
      'Al',
      ...(isDepth ? [18, 1, 1] : []),
      4950,
      '1E37',
      '1E+037',
      0,
      ...(isMap ? [0, 0] : []),
      45,
      0,
      'FAT',
      100,
      '1e+037',
      4.4,
      0,
      0,
      0,
      88,
      0,
      'O',
      '1s',
      -1,
      ...(regular ? ['kinetic energy', 'eV', 4400, 0.25, 1] : [3, 'Kinetic Energy', 'eV']),
      'Intensity',
      unit,
      ...(regular ? [] : ['Transmission', 'd']),
      'pulse counting',
      6,
      2,
      0,
      ...(isDepth ? [3000, 1, 100, 100, 45, 0, 'cyclic'] : []),
      0,
      0,
      0,
      1,
      'MFP Exponent',
      'd',
      0.75,
      ...(regular
        ? [points, ...range, ...counts]
        : [
            3 * points,
            madeEnergies[0]!,
            madeEnergies.at(-1)!,
            ...range,
            2,
            2,
            ...counts.flatMap((count, i) => [madeEnergies[i]!, count, 2]),
          ]),
    ];
  };
  return [
    'VAMAS Surface Chemical Analysis Standard Data Transfer Format 1988 May 4',
    'institute',
    'instrument',
    'somebody',
    'cell A',
    1,
    'made by hand',
    mode,
    scan,
    ...(mode === 'SDPSV' ? [] : [1]),
    ...(isMap ? [blocks, blocks, 1] : []),
    1,
    'time',
    's',
    listed,
    ...Array.from({ length: Math.abs(listed) }, (_, i) => i + 1),
    0,
    0,
    0,
    blocks,
    ...Array.from({ length: blocks }, (_, b) => block(b)).flat(),
    'end of experiment',
    '',
  ].join('\n');
}
