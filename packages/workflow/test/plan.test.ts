import { describe, expect, it } from 'vitest';
import { OperandoError } from '@operando/core';
import { parseOptions } from '../src/index.js';
import { expandPlan } from '../src/plan/expand-plan.js';
import { stepsNamed } from '../src/plan/planned-run.js';
import type { PlannedRun } from '../src/plan/planned-run.js';
import { planSchema } from '../src/plan/schema.js';
import { runKey } from '../src/node/plan/run-key.js';

const techniques = ['xas', 'xrd'];
const fault = (path: readonly (string | number)[], problem: string, cure: string): OperandoError =>
  new OperandoError('malformed-file', problem, { where: { parameter: path.join('.') }, cure });

function runsOf(plan: object): readonly PlannedRun[] {
  return expandPlan(parseOptions(planSchema, { version: 1, ...plan }), techniques, fault);
}

const sets = {
  a: {
    files: { xas: 'a/xas', xrd: ['a/1.xy', 'a/2.xy'] },
    cycler: 'a/*.mpt',
    options: { clockOffset: 12, maxGap: 60 },
  },
  b: { files: { xas: 'b/xas' } },
};

describe('runs of a plan', () => {
  it('are every step on every set that has files for it, with every choice of the matrix', () => {
    const steps = [
      { name: 'edges', technique: 'xas', matrix: { norm1: [80, 120], 'group.kind': ['x', 'y'] } },
      { name: 'peaks', technique: 'xrd' },
    ];
    const runs = runsOf({ sets, steps, defaults: { xas: { norm1: 1, maxGap: 5 } } });
    expect(runs.map(({ name }) => name)).toEqual([
      'edges/a/norm1=80,group.kind=x',
      'edges/a/norm1=80,group.kind=y',
      'edges/a/norm1=120,group.kind=x',
      'edges/a/norm1=120,group.kind=y',
      'edges/b/norm1=80,group.kind=x',
      'edges/b/norm1=80,group.kind=y',
      'edges/b/norm1=120,group.kind=x',
      'edges/b/norm1=120,group.kind=y',
      'peaks/a',
    ]);
    // Defaults, then those of the set, of the step, of the choice.
    expect(runs[1]).toMatchObject({
      files: ['a/xas'],
      cycler: ['a/*.mpt'],
      options: { norm1: 80, maxGap: 60, clockOffset: 12, group: { kind: 'y' } },
    });
    expect(runs[4]).toMatchObject({ files: ['b/xas'], cycler: [], options: { norm1: 80, maxGap: 5 } });
    expect(runs.at(-1)).toMatchObject({ files: ['a/1.xy', 'a/2.xy'], options: { clockOffset: 12 } });
  });

  it('come after those whose files they take, for the same set', () => {
    const steps = [
      { name: 'later', technique: 'xrd', sets: ['a'], files: '@first/table.csv' },
      { name: 'last', technique: 'xas', after: ['later'] },
      { name: 'first', technique: 'xas' },
    ];
    const runs = runsOf({ sets, steps });
    expect(runs.map(({ name, after }) => [name, after])).toEqual([
      ['first/a', []],
      ['first/b', []],
      ['later/a', ['first/a']],
      ['last/a', ['later/a']],
      ['last/b', ['later/a']],
    ]);
  });

  it.each([
    ['a technique that is none', { steps: [{ name: 's', technique: 'xa' }] }, /no technique "xa".*Did you mean xas/],
    [
      'a set that is none',
      { steps: [{ name: 's', technique: 'xas', sets: ['c'] }] },
      /no data set "c".*There are a, b/,
    ],
    ['a step that is none', { steps: [{ name: 's', technique: 'xas', after: ['t'] }] }, /no step "t"/],
    ['files of a step that is none', { steps: [{ name: 's', technique: 'xas', files: '@t/x.h5' }] }, /no step "t"/],
    ['two steps of one name', { steps: ['s', 'S'].map((name) => ({ name, technique: 'xas' })) }, /two steps S/],
    [
      'two choices of one name',
      { steps: [{ name: 's', technique: 'xas', matrix: { e0: ['a b', 'a  b'] } }] },
      /two runs/,
    ],
    [
      'steps in a circle',
      { steps: ['s', 't'].map((name) => ({ name, technique: 'xas', after: [name === 's' ? 't' : 's'] })) },
      /s, t wait for each other/,
    ],
    [
      'a step that takes its own files',
      { steps: [{ name: 's', technique: 'xas', files: '@s/x.h5' }] },
      /s waits for itself/,
    ],
    ['a set without files for it', { steps: [{ name: 's', technique: 'xrd', sets: ['b'] }] }, /b has no files for xrd/],
    [
      'a step with nothing',
      { sets: { b: sets.b }, steps: [{ name: 's', technique: 'xrd' }] },
      /s has nothing to work on/,
    ],
    ['a name that leads out', { steps: [{ name: '../s', technique: 'xas' }] }, /letters, digits/],
    [
      'a set whose name leads out',
      { sets: { '..': sets.a }, steps: [{ name: 's', technique: 'xas' }] },
      /cannot be the name of a folder/,
    ],
    [
      'a matrix too large',
      {
        steps: [
          {
            name: 's',
            technique: 'xas',
            matrix: Object.fromEntries(['p', 'q', 'r'].map((key) => [key, Array.from({ length: 100 }, (_, i) => i)])),
          },
        ],
      },
      /up to 2000000 runs/,
    ],
    ['an unknown word', { steps: [{ name: 's', technique: 'xas', option: {} }] }, /no option "option".*options/],
    [
      'files of one of several runs',
      {
        steps: [
          { name: 's', technique: 'xas', matrix: { norm1: [1, 2] } },
          { name: 't', technique: 'xas', files: '@s/x.h5' },
        ],
      },
      /more than one run/,
    ],
  ])('%s is refused', (_, plan, message) => {
    let told = '';
    try {
      runsOf({ sets, ...plan });
    } catch (error) {
      expect(error).toBeInstanceOf(OperandoError);
      told = error instanceof Error ? error.message : '';
    }
    expect(told).toMatch(message);
  });
});

it('the key of a run depends on technique, options, names and contents of inputs, and on nothing else', () => {
  const input = { role: 'data', name: 'a.xdi', size: 3, sha256: 'abc' };
  const key = runKey('xas', { a: 1, b: [1, 2], c: undefined }, [input]);
  expect(runKey('xas', { b: [1, 2], a: 1 }, [{ ...input }])).toBe(key);
  const others = [
    runKey('xrd', { a: 1, b: [1, 2] }, [input]),
    runKey('xas', { a: 1, b: [2, 1] }, [input]),
    runKey('xas', { a: 1, b: [1, 2] }, [{ ...input, sha256: 'abd' }]),
    runKey('xas', { a: 1, b: [1, 2] }, [{ ...input, name: 'b.xdi' }]),
    runKey('xas', { a: 1, b: [1, 2] }, [input, input]),
  ];
  expect(new Set([key, ...others]).size).toBe(others.length + 1);
});

it('steps are found wherever their files are named, and nothing else is taken for one', () => {
  const named = { background: '@blank/sum.csv', layers: [{ stopping: '@srim/cu.txt' }, { note: 'a@b/c', at: '@' }] };
  expect(stepsNamed([['@first/x.h5', 'data/'], named, undefined, '@last/options.yml'])).toEqual([
    'first',
    'blank',
    'srim',
    'last',
  ]);
});
