import { codeOf } from '@operando/fixtures';
import { describe, expect, it } from 'vitest';
import { formatOperation, isAbsent, multiplicityOf, parseOperation, spaceGroup } from '../src/index.js';
import { referenceSettings } from './crystals.js';

const operationsOf = (group: ReturnType<typeof spaceGroup>): string[] =>
  group.operations.map(formatOperation).toSorted();

function absentUpTo4(group: ReturnType<typeof spaceGroup>): number {
  let count = 0;
  for (let h = -4; h <= 4; h++)
    for (let k = -4; k <= 4; k++)
      for (let l = -4; l <= 4; l++) if ((h !== 0 || k !== 0 || l !== 0) && isAbsent(group, h, k, l)) count++;
  return count;
}

describe('space groups', () => {
  it('of 559 settings have the operations, Laue classes, absences and multiplicities of gemmi 0.5.7', () => {
    expect(referenceSettings).toHaveLength(559);
    for (const setting of referenceSettings) {
      const group = spaceGroup({ hall: setting.hall });
      const found = {
        ops: operationsOf(group),
        order: group.order,
        laue: group.laueClass,
        centrosymmetric: group.centrosymmetric,
        absentIn728: absentUpTo4(group),
        multiplicity: [
          [1, 0, 0],
          [0, 0, 1],
          [1, 1, 0],
          [1, 1, 1],
          [2, 1, 0],
          [3, 2, 1],
        ].map(([h, k, l]) => multiplicityOf(group, h!, k!, l!)),
        number: group.number,
      };
      const { ops, order, laue, centrosymmetric, absentIn728, multiplicity, number } = setting;
      expect(found).toEqual({ ops: ops.toSorted(), order, laue, centrosymmetric, absentIn728, multiplicity, number });
      expect(operationsOf(spaceGroup(setting.hm))).toEqual(found.ops);
    }
  });

  it.each([
    ['Fm-3m', 'F m -3 m'],
    ['F m 3 m', 'F m -3 m'],
    ['F d -3 m :2', 'F d -3 m:2'],
    ['F d -3 m Z', 'F d -3 m:2'],
    ['Fd-3m S', 'F d -3 m:1'],
    ['R -3 m H', 'R -3 m:H'],
    ['R-3c:r', 'R -3 c:R'],
    ['P 21/n 21/m 21/a', 'P n m a'],
    ['F 4/m -3 2/m', 'F m -3 m'],
    ['P 63/m 2/m 2/c', 'P 63/m m c'],
    ['P 4/m 2/m 2/m', 'P 4/m m m'],
    ['P 42/m 21/n 2/m', 'P 42/m n m'],
    ['P 2/m 2/m 2/m', 'P m m m'],
    ['C 2/m 2/c 21/m', 'C m c m'],
    ['I 41/a 2/m 2/d :2', 'I 41/a m d:2'],
    ['P -3 2/m 1', 'P -3 m 1'],
    ['R -3 2/m :H', 'R -3 m:H'],
    ['P2(1)/c', 'P 1 21/c 1'],
    ['P_21/c', 'P 1 21/c 1'],
    ['P2_{1}/n', 'P 1 21/n 1'],
    ['C m c e', 'C m c a'],
    ['-F 4vw 2vw 3', 'F d -3 m:2'],
    ['P 2', 'P 1 2 1'],
  ])('named %s is %s', (given, meant) => {
    expect(spaceGroup(given).hermannMauguin).toBe(meant);
  });

  it('are refused where a symbol leaves origin or axes open, or is none', () => {
    for (const symbol of ['F d -3 m', 'Fddd', 'R -3 m', 'P 4/n m m', 'P 7', 'nonsense', ''])
      expect([symbol, codeOf(() => spaceGroup(symbol))]).toEqual([
        symbol,
        symbol === 'P 7' ? 'malformed-file' : 'invalid-argument',
      ]);
    expect(() => spaceGroup('F d -3 m')).toThrow('F d -3 m:1, F d -3 m:2');
    expect(codeOf(() => spaceGroup(14))).toBe('invalid-argument');
    expect(spaceGroup(225).hermannMauguin).toBe('F m -3 m');
  });

  it('refuse operations that are no group, and name the first product that is missing', () => {
    expect(() => spaceGroup(['x,y,z', '-y,x,z'])).toThrow('is -x,-y,z, which is not among them');
    expect(() => spaceGroup(['-x,-y,-z'])).toThrow('lack x,y,z');
    expect(spaceGroup(['x,y,z', '-x,-y,-z', 'x,y,z']).order).toBe(2);
  });

  it('know no more operations than any group has, from whatever is given', () => {
    const shears = ['x,y,z', 'x+y,y,z'];
    expect(codeOf(() => spaceGroup(shears))).toBe('malformed-file');
    expect(codeOf(() => spaceGroup({ hall: 'P 2 3 4 6' }))).toBe('malformed-file');
  });
});

describe('operations', () => {
  it.each([
    ['x,y,z', 'x,y,z'],
    [' 1/2+X , -Y+.5,z + 0.25', 'x+1/2,-y+1/2,z+1/4'],
    ['x-y, x, z+5/6', 'x-y,x,z+5/6'],
    ['-1/4+x,y-0.3333,z', 'x+3/4,y+2/3,z'],
    ['-y+x,-y,-z+1', 'x-y,-y,-z'],
  ])('%s are %s', (given, meant) => {
    expect(formatOperation(parseOperation(given))).toBe(meant);
  });

  it.each(['x,y', 'x,y,q', 'x,y,z,z', 'x y,z,x', 'x,y,z+1/5', 'x,x,z', '2x,y,z', '', 'x,,z', 'x,y,z+1/0', 'x/2,y,z'])(
    '%s are refused',
    (given) => {
      expect(codeOf(() => parseOperation(given))).toBe('malformed-file');
    },
  );
});
