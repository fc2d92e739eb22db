import { spaceGroupSettings } from './settings.js';
import type { SpaceGroupSetting } from './settings.js';

/** Settings that a Hermann-Mauguin symbol may mean, and what was read into it. */
export interface SymbolReading {
  /** One, or all between which the symbol does not decide. */
  readonly settings: readonly SpaceGroupSetting[];
  /** How the symbol was read where it is not written as usual: `as F m -3 m`. */
  readonly reading?: string;
}

/** Symbols of 1992 with a double glide plane e, and those of before. */
const doubleGlides: Readonly<Record<string, string>> = {
  aem2: 'abm2',
  bme2: 'bma2',
  b2em: 'b2cm',
  c2me: 'c2mb',
  cm2e: 'cm2a',
  ae2m: 'ac2m',
  aea2: 'aba2',
  bbe2: 'bba2',
  b2eb: 'b2cb',
  c2ce: 'c2cb',
  cc2e: 'cc2a',
  ae2a: 'ac2a',
  cmce: 'cmca',
  ccme: 'ccmb',
  aema: 'abma',
  aeam: 'acam',
  bbem: 'bbcm',
  bmeb: 'bmab',
  cmme: 'cmma',
  aemm: 'abmm',
  bmem: 'bmcm',
  ccce: 'ccca',
  aeaa: 'abaa',
  bbeb: 'bbcb',
};

/** A symbol without what people write differently: case, blanks, underscores, brackets about the number of a screw. */
const plain = (symbol: string): string =>
  symbol
    .toLowerCase()
    .replaceAll(/[\s_{}]/g, '')
    .replaceAll(/\((\d)\)/g, '$1');

const suffix = /:[12hr]$/;

interface SettingIndex {
  readonly whole: ReadonlyMap<string, SpaceGroupSetting>;
  readonly bare: ReadonlyMap<string, readonly SpaceGroupSetting[]>;
}

function indexed(): SettingIndex {
  const whole = new Map<string, SpaceGroupSetting>();
  const bare = new Map<string, SpaceGroupSetting[]>();
  for (const setting of spaceGroupSettings) {
    const name = plain(setting.hermannMauguin);
    whole.set(name, setting);
    const list = bare.get(name.replace(suffix, '')) ?? [];
    list.push(setting);
    bare.set(name.replace(suffix, ''), list);
  }
  for (const setting of spaceGroupSettings) {
    const name = setting.short === undefined ? undefined : plain(setting.short);
    if (name !== undefined && !bare.has(name)) bare.set(name, [setting]);
  }
  return { whole, bare };
}

const index = indexed();

/** Other spellings of a symbol that are tried in turn, with how they were come by. */
function* spellings(symbol: string): Generator<string> {
  const bare = plain(symbol);
  yield bare;
  if (doubleGlides[bare] !== undefined) yield doubleGlides[bare];
  // Full symbols: F 4/m -3 2/m, P 21/n 21/m 21/a.
  const [lattice, ...axes] = symbol.trim().split(/[\s_]+/);
  const cut = (axis: string): string => axis.replace(/^\d+\//, '');
  if (axes.length >= 2) {
    // Tetragonal and hexagonal symbols keep the first axis: P 4/m 2/m 2/m is P 4/m m m; cubic and orthorhombic ones do not.
    const keepsFirst = /^[46]/.test(axes[0]!) && !/^-?3/.test(axes[1]!);
    yield plain([lattice, keepsFirst ? axes[0] : cut(axes[0]!), ...axes.slice(1).map(cut)].join(''));
  }
  // Before 1983 cubic symbols left the bar out: F m 3 m.
  const old = /^([pfi])(.*[mncda])3([mncd]?)$/.exec(bare);
  if (old !== null) yield `${old[1]}${old[2]}-3${old[3]}`;
}

/** What databases write for an origin or axes behind a symbol. */
const choices: Readonly<Record<string, string>> = {
  '1': ':1',
  '2': ':2',
  h: ':h',
  r: ':r',
  hr: ':h',
  s: ':1',
  z: ':2',
};

/**
 * The settings that a Hermann-Mauguin symbol may mean: several where it does not say which of two origins or axes, none
 * where it is not known.
 *
 * @param symbol In any spelling: `F d -3 m :2`, `Fd-3m`, `P 21/c`, `P2(1)/c`, `C m c e`, `P 21/n 21/m 21/a`, `F m 3 m`;
 * with the `S`, `Z`, `H` or `R` that ICSD writes behind it.
 */
export function readHermannMauguin(symbol: string): SymbolReading {
  const exact = index.whole.get(plain(symbol));
  if (exact !== undefined) return { settings: [exact] };
  const [, body, choice] = /^(.*?)\s*(?::\s*|\s+origin\s*|\s+)([12]|hr|[hrsz])$/i.exec(symbol.trim()) ?? [];
  for (const [words, ending] of [
    [symbol, undefined],
    [body, choice],
  ] as const) {
    if (words === undefined) continue;
    for (const spelling of spellings(words)) {
      const found = index.bare.get(spelling);
      if (found === undefined) continue;
      const wanted = ending === undefined ? undefined : choices[ending.toLowerCase()];
      const settings =
        wanted === undefined
          ? found
          : found.filter(({ hermannMauguin }) => hermannMauguin.toLowerCase().endsWith(wanted));
      // A group with one origin is written with its number at times; the other way round it is no symbol.
      const kept = settings.length === 0 && found.length === 1 && /[12hr]/i.test(ending ?? '') ? found : settings;
      if (kept.length === 0) continue;
      const usual = spelling === plain(words) && !/^[sz]$/i.test(ending ?? '');
      return { settings: kept, ...(!usual && { reading: kept.map((setting) => setting.hermannMauguin).join(' or ') }) };
    }
  }
  return { settings: [] };
}

/** All settings of a group by its number in International Tables; those of other cells left out. */
export const settingsOfNumber = (number: number): SpaceGroupSetting[] =>
  spaceGroupSettings.filter((setting) => setting.number === number && setting.common);
