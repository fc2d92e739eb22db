import { readFileSync, readdirSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { exploration, referencePath } from '@operando/fixtures';
import {
  absorptionFrame,
  athenaParameters,
  parseAthena,
  parseAthenaProject,
  read,
  readScans,
  sniff,
} from '../src/index.js';
import { brokenSeeds, silentCuts, silentLines } from './survives.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

const perl = [
  '# Athena project file -- Demeter version 0.9.21',
  '# This file created at 2014-11-04T09:51:17',
  '',
  "$old_group = 'abcd';",
  `@args = ('label','it\\'s Ni','titles',['one','two \\\\ three'],'bkg_e0','8344.5','bkg_eshift','1.25','bkg_pre1',-150,'bkg_pre2',-30,'bkg_nor1','50','bkg_nor2','900.5','bkg_nnorm','3','bkg_rbkg','1.0','bkg_step','0.78','bkg_z','Ni','fft_edge','k','fft_kmin',"3",'npts',3,'__proto__','data','nothing',undef);`,
  "@x = ('8330.5','8340',8350.25);",
  "@y = ('0.1','5.5e-1','1.0D+00');",
  "@i0 = ('100','101','102');",
  "@signal = ('90','80');",
  "$xdi = bless( {'metadata' => {'Scan' => {'start_time' => '2014-08-30T15:47:40'}},npts => 3}, 'Xray::XDI' );",
  '[record]   # create object and set arrays in ifeffit',
  '',
  "$old_group = 'efgh';",
  "@args = ('label','chi','is_chi',1);",
  "@x = ('0','0.05');",
  '@y = (0.1, 0.2);',
  '[record]   # ',
  "@journal = ('first','second');",
  "%plot_features = ('c4' => 'darkorange', 'e_mderiv' => undef);",
  '1;',
  '# End:',
  '',
].join('\n');

const json = `{"_____emacs_mode": "-*- mode: json -*-",
"_____header1": "# Athena project file -- Demeter version 0.9.26",
"_____header2": "# This file created at 2018-04-29T14:56:25",

"efgh": {
  "args": {"label":"norm","is_nor":"1","bkg_eshift":"0","file":"@&^^null^^&@"},
  "x": ["8330.5",8340,"8350.25"],
  "y": [0.1,0.55,1],
  "stddev": [null,null,null]
},
"abcd": {
  "args": {"label":"caf\\u00e9","titles":[]},
  "x": [1,2],
  "y": [3,4],
  "i0": [5, null]
},
"_____journal": ["text"],
"_____order": ["abcd","efgh"]
}
`;

describe('Athena projects', () => {
  it('gives groups of the Perl flavour with arrays, labels and parameters', () => {
    const project = parseAthenaProject(perl);
    expect(project).toMatchObject({
      flavour: 'perl',
      program: 'Demeter version 0.9.21',
      created: '2014-11-04T09:51:17',
      journal: 'first\nsecond',
    });
    const [first, second] = project.groups;
    expect([first!.tag, first!.label, Array.from(first!.x), Array.from(first!.y)]).toEqual([
      'abcd',
      "it's Ni",
      [8330.5, 8340, 8350.25],
      [0.1, 0.55, 1],
    ]);
    expect(first!.args.get('titles')).toEqual(['one', 'two \\ three']);
    expect([first!.args.get('__proto__'), first!.args.get('nothing')]).toEqual(['data', null]);
    expect(athenaParameters(first!)).toEqual({
      e0: 8344.5,
      energyShift: 1.25,
      pre1: -150,
      pre2: -30,
      norm1: 50,
      norm2: 900.5,
      nnorm: 2,
      edgeStep: 0.78,
      rbkg: 1,
      kMin: 3,
      element: 'Ni',
      edge: 'K',
    });
    expect(athenaParameters(second!)).toEqual({});
  });

  it('gives one group as a table, energies in eV before the shift', () => {
    const table = parseAthena(perl);
    expect(table.columns.map(({ label, unit, role }) => [label, unit, role])).toEqual([
      ['energy', 'eV', 'energy'],
      ['mu', undefined, 'mutrans'],
      ['i0', undefined, 'i0'],
    ]);
    expect(table.warnings.map(({ code }) => code)).toEqual([
      'several-scans',
      'columns-left-out',
      'energy-shift-not-applied',
    ]);
    expect(table.time).toEqual({ epoch: Date.UTC(2014, 7, 30, 15, 47, 40) / 1000, zone: 'unstated' });
    expect(table.scalars).toEqual({
      athena_e0: { value: 8344.5, unit: 'eV' },
      athena_edge_step: { value: 0.78, unit: '1' },
    });
    expect(Object.hasOwn(table.metadata['args'] as object, '__proto__')).toBe(true);
    expect(Object.getPrototypeOf(table.metadata['args'])).toBe(Object.prototype);
    expect(table.scans).toEqual([
      { id: '1', title: "it's Ni", rows: 3, notes: [] },
      { id: '2', title: 'chi', rows: 2, notes: ['chi'] },
    ]);
    expect(absorptionFrame(table, 'a', {}).expression).toBe('mu');
  });

  it('chooses by position or label', () => {
    expect(parseAthena(perl, 2).columns.map(({ label, unit }) => [label, unit])).toEqual([
      ['k', '1/angstrom'],
      ['chi', undefined],
    ]);
    expect(parseAthena(perl, 'chi').scan).toBe('2');
    expect(() => parseAthena(perl, 3)).toThrow(/there is no scan "3".*1 \(it's Ni\), 2 \(chi\)/);
    const twice = perl.replace("'chi','is_chi'", "'it\\'s Ni','is_chi'");
    expect(() => parseAthena(twice, "it's Ni")).toThrow(/2 scans are called/);
    const result = read(bytes(perl), { scan: 2 });
    expect(result.kind === 'spectrum' && result.table.scan).toBe('2');
  });

  it('reads the JSON flavour in the order of the project', () => {
    const { flavour, groups, journal } = parseAthenaProject(json);
    expect([flavour, journal, groups.map(({ label }) => label)]).toEqual(['json', 'text', ['café', 'norm']]);
    expect(groups[1]!.extra.size).toBe(0);
    expect(Array.from(groups[0]!.extra.get('i0')!)).toEqual([5, Number.NaN]);
    expect(groups[1]!.args.get('file')).toBe('');
    const table = parseAthena(json, 'norm');
    expect(table.columns[1]!.role).toBe('norm');
    // 1 and 2 can be no eV: the unit is left open.
    expect(parseAthena(json, 1).columns[0]!.unit).toBeUndefined();
    expect(parseAthena(json, 1).warnings.map(({ code }) => code)).toContain('energy-unit-open');
  });

  it.each([
    ['perl', perl],
    ['json', json],
  ])('is recognised by content, packed or not (%s)', (_, text) => {
    for (const content of [bytes(text), gzipSync(text)]) {
      expect(sniff(content).format).toBe('athena');
      expect(readScans(content).map(({ rows }) => rows)).toEqual(text === perl ? [3, 2] : [2, 3]);
    }
  });

  it.each([
    ['a project that does not end', perl.slice(0, perl.indexOf('\n1;')), 'truncated-file', 19],
    ['a quote that is not closed', perl.slice(0, perl.indexOf("','8340'")), 'truncated-file', 6],
    ['a list without commas', perl.replace("'8340',8350", "'8340' 8350"), 'malformed-file', 6],
    ['words among numbers', perl.replace("'8340'", "'system(1)'"), 'bad-number', 6],
    ['code instead of a literal', perl.replace("'8340'", '`rm -rf x`'), 'malformed-file', 6],
    ['a call', perl.replace("'8340'", 'system("x")'), 'malformed-file', 6],
    ['arrays of other lengths', perl.replace("'8340',", ''), 'malformed-file', 7],
    ['an array given twice', perl.replace('@i0 =', '@y ='), 'malformed-file', 8],
    ['an array outside a group', perl.replace("$old_group = 'abcd';", ''), 'malformed-file', 5],
    [
      'a group inside another',
      perl.replace('[record]   # create object and set arrays in ifeffit', ''),
      'malformed-file',
      13,
    ],
    ['a group without x', perl.replace(/@x.*\n/, ''), 'malformed-file', 4],
    ['an open group at the end', perl.replace('[record]   # \n', ''), 'malformed-file', 19],
    ['a record without group', perl.replace('@journal', '[record]\n@journal'), 'malformed-file', 18],
    ['parameters that are no pairs', perl.replace("'label','chi',", "'chi',"), 'malformed-file', 14],
    ['a parameter given twice', perl.replace("'is_chi',1", "'label','b'"), 'malformed-file', 14],
    ['x that is no list', perl.replace("@x = ('0','0.05');", "@x = 'no';"), 'malformed-file', 15],
    ['lists without end', perl.replace("('0','0.05')", '['.repeat(60)), 'malformed-file', 15],
    ['a key given twice in JSON', json.replace('"label":"norm"', '"label":"a","label":"b"'), 'malformed-file', 6],
    ['a key that is a list', json.replace('"label":"norm"', '["label"]:"norm"'), 'malformed-file', 6],
    ['a key without value', json.replace('"label":"norm"', '"label" "norm"'), 'malformed-file', 6],
    ['a group given twice in JSON', json.replace('"abcd": {', '"efgh": {'), 'malformed-file', 11],
    ['an order of other groups', json.replace('["abcd","efgh"]', '["abcd"]'), 'malformed-file', 19],
    ['no project', 'x = 1', 'malformed-file', 1],
  ])('refuses %s', (_, text, code, line) => {
    expect(() => parseAthenaProject(text)).toThrow(
      expect.objectContaining({ code, where: expect.objectContaining({ line }) as object }),
    );
  });

  it('takes what Data::Dumper may write', () => {
    const odd = perl
      .replace("@journal = ('first','second');", '@journal = ("tab\\tnew\\nline \\x{e9} \\x41 \\u00e9 \\q", undef,);')
      .replace("$xdi = bless( {'metadata'", '$xdi = bless( {"meta\\"data"');
    const project = parseAthenaProject(odd);
    expect(project.journal).toBe('tab\tnew\nline é A é q');
    expect(Object.keys(project.groups[0]!.xdi as object)).toContain('meta"data');
  });

  it('tells of points and ranges that are not as declared', () => {
    const codes = (text: string): string[] => parseAthena(text, 1).warnings.map(({ code }) => code);
    expect(codes(perl.replace("'npts',3", "'npts',4"))).toContain('points-declared');
    expect(codes(perl.replace("'npts',3", "'xmin','8330.5','xmax','8350.25'"))).toEqual(codes(perl));
    expect(codes(perl.replace("'npts',3", "'xmax','8351'"))).toContain('range-declared');
    expect(codes(perl.replace("'npts',3", "'xmin','8329'"))).toContain('range-declared');
  });

  it('an empty project has no group to give', () => {
    const empty = '# Athena project file -- Athena version 0.8.052\n@journal = ();\n1;\n';
    expect(parseAthenaProject(empty).warnings.map(({ code }) => code)).toEqual(['no-groups']);
    expect(() => parseAthena(empty)).toThrow(/no scan in this file/);
  });

  it.each([
    ['perl', perl],
    ['json', json],
  ])('survives damage, packed and not (%s)', (_, text) => {
    expect(brokenSeeds(bytes(text))).toEqual([]);
    expect(brokenSeeds(bytes(text), 500, 'athena')).toEqual([]);
    expect(brokenSeeds(gzipSync(text))).toEqual([]);
  });

  it.each([
    ['perl', perl],
    ['json', json],
  ])('is never cut short without a word (%s)', (_, text) => {
    expect(silentCuts(bytes(text), 'athena')).toEqual([]);
    expect(silentCuts(gzipSync(text), 'athena')).toEqual([]);
    // I0 and signal are optional: their loss cannot be told.
    expect(silentLines(text, 'athena').filter((line) => line !== (text === perl ? '8 lost' : '15 lost'))).toEqual([]);
  });
});

const samples = referencePath('formats', 'samples');
const raw = referencePath('xas', 'data', 'raw');

describe.skipIf(samples === undefined || raw === undefined)(
  'Athena projects of real work (needs OPERANDO_REFERENCE_DATA)',
  () => {
    const facts = (): (readonly [string, string])[] =>
      Papa.parse<Record<string, string>>(readFileSync(`${samples}/MANIFEST.csv`, 'utf8'), {
        header: true,
      }).data.flatMap((row) =>
        row['file']?.startsWith('athena-prj/') === true ? [[row['file'], row['expected_facts']!] as const] : [],
      );

    it('has the groups, labels and ends of the manifest', () => {
      const all = facts();
      expect(all).toHaveLength(6);
      for (const [file, text] of all) {
        const tables = readScans(readFileSync(`${samples}/${file}`), { name: file });
        expect(tables).toHaveLength(Number(/(\d+) groups/.exec(text)![1]));
        expect(tables[0]!.columns[0]!.values[0]).toBe(Number(/x\[0\]=([\d.]+)/.exec(text)![1]));
        expect(tables[0]!.columns[0]!.values.at(-1)).toBe(Number(/x\[-1\]=([\d.]+)/.exec(text)![1]));
        expect(tables[0]!.metadata['label']).toBe((/first label '([^']*)'/.exec(text) ?? /label=(\S+)/.exec(text))![1]);
        const [, low, high] = /points (\d+)-(\d+)/.exec(text) ?? [];
        if (low !== undefined)
          expect([Math.min(...tables.map(({ rows }) => rows)), Math.max(...tables.map(({ rows }) => rows))]).toEqual([
            Number(low),
            Number(high),
          ]);
      }
    });

    it('reads every project of the spectroscopy folder, with e0 where the steps are', () => {
      const projects = readdirSync(raw!).filter((name) => name.endsWith('.prj'));
      expect(projects.length).toBeGreaterThan(2);
      for (const name of projects) {
        for (const table of readScans(readFileSync(`${raw}/${name}`), { name })) {
          const energy = table.columns[0]!.values;
          const e0 = table.scalars['athena_e0']!.value;
          expect(e0 > energy[0]! && e0 < energy.at(-1)!).toBe(true);
        }
      }
    });

    it('survives damage to a real project', () => {
      expect(brokenSeeds(readFileSync(`${samples}/athena-prj/FeS2.prj`), exploration.isExploring ? 200 : 25)).toEqual(
        [],
      );
    });
  },
);
