import { isDeepStrictEqual } from 'node:util';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeOptions, flagName, techniques } from '@operando/workflow';
import type { OptionDescription, Technique } from '@operando/workflow';
import { exploration } from '@operando/fixtures';
import { writeExperiments } from './experiments.js';
import type { Experiment } from './experiments.js';
import {
  assignment,
  flagWith,
  handedOver,
  optionsOf,
  shownBy,
  valueAt,
  withFile,
  withoutFlag,
  withValue,
} from './option-routes.js';
import type { HandedOver } from './option-routes.js';

/**
 * Options that cannot change the results of the small experiments here, and why. All others must: an option without effect
 * is one that is not passed on.
 */
const withoutEffect: Readonly<Record<keyof typeof techniques, readonly string[]>> = {
  // The files are whole, on one grid, of one scan each, with times in their headers and dates that can be read in one way, no bad points;
  // their absorption is the ratio that it is taken for anyway; their headers state the Ni K edge, which has no pre-edge peak, and their energies do not count from it;
  // no single point is bad, and no spectrum lies far from the others.
  xas: [
    'deglitch',
    'leaveOutOutliers',
    'element',
    'edge',
    'edgeEnergy',
    'edgeSearch',
    'renormalize',
    'skipBad',
    'grid',
    'frameDateOrder',
    'backwards',
    'scan',
    'timeStep',
    'dateOrder',
    'lastRow',
    'signal',
    'badPoints',
  ],
  // The second column is the intensity; no peak is out of sight.
  xrd: ['skipBad', 'grid', 'frameDateOrder', 'backwards', 'column', 'dateOrder', 'lastRow', 'trackGap'],
  // The second column is the intensity; the fits end within a cycle's reach, no neutrons were used, and the few patterns are one block.
  rietveld: [
    'skipBad',
    'grid',
    'frameDateOrder',
    'backwards',
    'column',
    'dateOrder',
    'lastRow',
    'scatteringLengths',
    'blockFrames',
  ],
  // Frames are complete, timed, and have live times.
  edxrd: ['skipBad', 'grid', 'frameDateOrder', 'backwards', 'timeStep', 'lastRow', 'liveTime'],
  // The spectra have no pixels.
  ndp: ['skipBad', 'grid', 'frameDateOrder', 'backwards', 'timeStep', 'lastRow', 'deadTime', 'pixels'],
  // Maps of bare numbers without zero loss and spikes are given with their shape and energies.
  eels: [
    'skipBad',
    'grid',
    'frameDateOrder',
    'backwards',
    'lastRow',
    'columnsAsFrames',
    'zeroLossEnd',
    'spikes',
    'dateOrder',
  ],
  // The table says when its spectra were measured, which are whole.
  eis: ['timeStep', 'skipBad', 'frameDateOrder', 'backwards', 'dateOrder', 'lastRow'],
  // The log is whole.
  together: ['backwards', 'dateOrder', 'lastRow'],
  // A single curve is no series, shares nothing, and has no log of the cycler.
  nr: [
    'timeStep',
    'direction',
    'shared',
    'linked',
    'skipBad',
    'join',
    'clockOffset',
    'cyclerClock',
    'cyclerStart',
    'maxGap',
    'backwards',
    'currentSign',
    'timeUnit',
    'lastRow',
    'dateOrder',
  ],
  // The files are whole and have no dates, and the scale is that of a line: none has a Fermi edge.
  xps: ['fermiRange', 'temperature', 'backwards', 'frameDateOrder', 'dateOrder', 'lastRow'],
  // The second column is the intensity, the fits from the model describe all frames, and there are no images to cut.
  saxs: [
    'skipBad',
    'grid',
    'frameDateOrder',
    'backwards',
    'column',
    'dateOrder',
    'lastRow',
    'starts',
    'cut',
    'at',
    'cutWidth',
    'binning',
    'wavelength',
  ],
  // The log is whole, with times of one kind, and a row where each frame begins.
  radiography: ['maxGap', 'backwards', 'lastRow', 'dateOrder'],
  // The log is whole; electrode and electrolyte meet once; the volumes hold grey values.
  tomography: ['interface', 'join', 'backwards', 'lastRow', 'connectivity', 'dateOrder'],
};
/** A fit that ends after few steps, wherever it is. */
const hasty = { starts: 0, maximumIterations: 3 };
/** What has to be set as well for an option to matter, or is for its fits to be short. */
const beside: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'xas fitRange': { pca: true },
  'nr starts': { method: 'multi-start' },
  'nr generations': { method: 'de' },
  'xrd humpGround': { hump: ['10.5:4'] },
  'xrd axialDivergence': { profile: 'finger-cox-jephcoat' },
  'xrd refitWeights': { halfWindow: 0.5 },
  'xrd commonWidth': { halfWindow: 0.5 },
  'nr energy': { probe: 'x-ray' },
  'nr wavelength': { probe: 'x-ray' },
  'together changeKind': { changes: true },
  'together mostChanges': { changes: true },
  'together wandering': { changes: true },
  'together seed': { relate: ['edge:lattice'] },
  'ndp iterations': { method: 'richardson-lucy' },
  // What they make of the data fits badly: fits that search long for what describes it show no more.
  'saxs background': hasty,
  'saxs resolution': hasty,
  'saxs grazing': hasty,
};
/** What is set beside the options of a technique, so that its runs are short. */
const besideAll: Partial<Readonly<Record<TechniqueId, (name: string) => Readonly<Record<string, unknown>>>>> = {
  // Registering volumes takes longer than all else.
  tomography: (name) => (name === 'registered' ? {} : { registered: true }),
};
/** Options without an example: names of files or datasets, which stand in tests of their own. */
const places: ReadonlySet<string> = new Set([
  'scanLog',
  'background',
  'dataset',
  'mask',
  'detectors',
  'resolution',
  'linked',
  'lowLoss',
  'curves',
  'open',
  'dark',
  'blackBody',
  'blackBodyOpen',
  'cell',
]);

type TechniqueId = keyof typeof techniques;

/** Techniques by the file that checks their options: each is a share of the work. */
export const optionGroups = {
  absorption: ['xas', 'xps'],
  diffraction: ['xrd', 'rietveld', 'edxrd'],
  depth: ['ndp', 'nr', 'saxs'],
  images: ['eels', 'radiography', 'tomography'],
  signals: ['eis', 'together'],
} as const satisfies Readonly<Record<string, readonly TechniqueId[]>>;

let folder = '';
let experiments: Readonly<Record<string, Experiment>> = {};

/** Tests that every option of some techniques is the same by file, flag, assignment and function, and is not ignored. */
export function checkOptions(ids: readonly TechniqueId[]): void {
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'operando-options-'));
    experiments = writeExperiments(join(folder, 'in'), { isTiny: true, of: ids });
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  describe.each([...ids])('options of %s', (id) => {
    checkTechnique(id);
  });
}

function checkTechnique(id: TechniqueId): void {
  const technique: Technique = techniques[id];
  const experiment = (): Experiment => experiments[id]!;
  const all = describeOptions(technique.options);
  const top = all.filter(({ path }) => path.length === 1);
  let base: Promise<HandedOver> | undefined;
  const handed = (): Promise<HandedOver> =>
    (base ??= handedOver(technique, experiment().args).then((given) => {
      if (typeof given === 'string') throw new Error(given);
      return given;
    }));
  const shown = async (options: object, figures: boolean): Promise<unknown> => {
    const { files } = await handed();
    const run = technique.runFiles(files, technique.complete(options), { figures });
    // A refusal is an effect too.
    return run.then(shownBy, (error: unknown) => String(error));
  };
  // Most options are tried beside the same others.
  const before = new Map<string, Promise<unknown>>();
  const shownBefore = (options: object, figures: boolean): Promise<unknown> => {
    const key = JSON.stringify([options, figures]);
    const known = before.get(key) ?? shown(options, figures);
    before.set(key, known);
    return known;
  };
  /** Whether nothing changes from some options to others. Figures are drawn only where everything else is the same. */
  const isIgnored = async (start: object, wanted: object): Promise<boolean> => {
    const isSame = async (figures: boolean): Promise<boolean> =>
      isDeepStrictEqual(await shown(wanted, figures), await shownBefore(start, figures));
    return (await isSame(false)) && isSame(true);
  };

  it('each has help, and those with a default or without a need have an example', () => {
    for (const { path, help } of all) expect(help, path.join('.')).not.toBe('');
    for (const {
      path: [name = ''],
      example,
      required,
    } of top) {
      if (!required && !places.has(name)) expect(example, name).not.toBeUndefined();
    }
  });

  const given = top.filter(({ example }) => example !== undefined).map((each) => [each.path[0]!, each] as const);
  it.each(given)('%s: the same by file, flag, assignment and function, and not ignored', async (name, description) => {
    const { example, kind } = description;
    const more = beside[`${id} ${name}`] ?? besideAll[id]?.(name) ?? {};
    const start = { ...(await handed()).options, ...more };
    const wanted = technique.complete({ ...start, [name]: example });
    expect(wanted).not.toEqual(technique.complete(start));
    const args = withoutFlag(experiment().args, description);
    const file = withFile({ ...experiment(), args }, folder, (own) => ({
      ...(own as object),
      ...more,
      [name]: example,
    }));
    expect(await optionsOf(technique, file), 'file').toEqual(wanted);
    const set = Object.entries(more).flatMap(([key, value]) => assignment([key], value));
    expect(await optionsOf(technique, [...args, ...set, ...assignment([name], example)]), 'assignment').toEqual(wanted);
    if (kind !== 'group') {
      expect(await optionsOf(technique, [...args, ...set, ...flagWith(description, example)]), 'flag').toEqual(wanted);
    }
    const isExempt = withoutEffect[id].includes(name);
    // That those without effect have none is tried where time does not matter.
    if (isExempt && !exploration.isExploring) return;
    expect([name, await isIgnored(start, wanted)]).toEqual([name, isExempt]);
  });

  it('what stands within groups is the same by file, assignment and function', async () => {
    const { options } = await handed();
    for (const description of all.filter(({ path, kind }) => path.length > 1 && kind !== 'group')) {
      const path = placeOf(description, options);
      const value = path === undefined ? undefined : otherValue(description, valueAt(options, path));
      if (path === undefined || value === undefined) continue;
      let wanted: object;
      try {
        wanted = technique.complete(withValue(options, path, value));
      } catch {
        continue;
      }
      const named = path.join('.');
      const file = withFile(experiment(), folder, (own) => withValue({ ...options, ...(own as object) }, path, value));
      expect(await optionsOf(technique, file), named).toEqual(wanted);
      expect(await optionsOf(technique, [...experiment().args, ...assignment(path, value)]), named).toEqual(wanted);
    }
  });

  it('an unknown name is refused with the nearest that is known, by file, flag, assignment and function', async () => {
    const { options } = await handed();
    let turn = 0;
    for (const description of all) {
      const path = placeOf(description, options);
      if (path === undefined) continue;
      const name = path.at(-1)!;
      if (/^\d+$/.test(name)) continue;
      const wrong = [...path.slice(0, -1), `${name}x`];
      const cure = /Did you mean (\w+)\?/;
      const nearest = (text: unknown): string | undefined => cure.exec(String(text))?.[1];
      // Names such as a and b, or width and widths, are equally near.
      const isMeant = (told: string | undefined): boolean =>
        told !== undefined && (told === name || told.slice(0, -1) === name || name.length < 3);
      const byFunction = (): unknown => technique.complete(withValue(options, wrong, 1));
      expect(byFunction, wrong.join('.')).toThrow(cure);
      const routes = [
        () => withFile(experiment(), folder, (own) => withValue({ ...options, ...(own as object) }, wrong, 1)),
        () => [...experiment().args, ...assignment(wrong, 1)],
      ];
      // By one of them in turn, as they meet in the function; by all where time does not matter.
      for (const [r, route] of routes.entries()) {
        if (!exploration.isExploring && (turn + r) % routes.length !== 0) continue;
        expect(isMeant(nearest(await handedOver(technique, route()))), `${r} ${wrong.join('.')}`).toBe(true);
      }
      turn++;
      if (path.length > 1 || description.kind === 'group') continue;
      const flagged = await handedOver(technique, [...experiment().args, `--${flagName(description)}x`]);
      expect(flagged, name).toMatch(/unknown option[^]*Did you mean/);
    }
  });
}

/** Where an option stands in given options: the first element of lists, the first name of groups of names; undefined where its group is not there. */
function placeOf({ path }: OptionDescription, options: unknown): string[] | undefined {
  const place: string[] = [];
  for (const key of path) {
    const group = valueAt(options, place);
    if (typeof group !== 'object' || group === null) return undefined;
    const real = key === '[]' ? '0' : key === '*' ? Object.keys(group)[0] : key;
    if (real === undefined) return undefined;
    place.push(real);
  }
  return place;
}

/** Another value than the one given. */
function otherValue({ kind, choices, example, defaultValue }: OptionDescription, value: unknown): unknown {
  if (example !== undefined) return example;
  if (kind === 'number' || (kind === 'words' && typeof value === 'number'))
    return typeof value === 'number' ? 2 * value + 1 : 1;
  if (kind === 'switch') return value !== true;
  if (kind === 'choice') return choices?.find((choice) => choice !== value && choice !== defaultValue);
  if (kind === 'range') return [1, 2];
  if (kind === 'list')
    return Array.isArray(value) ? [...(value as readonly unknown[]), (value as readonly unknown[]).at(-1)] : undefined;
  return typeof value === 'string' ? `${value}1` : undefined;
}
