import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import * as fc from 'fast-check';
import { parse } from 'yaml';
import { describe, expect, it } from 'vitest';
import { yamlText } from '../src/write/yaml-text.js';

describe('what is written here', () => {
  it('comes back to the last bit in the other programs that are installed, as docs/round-trip.md says', () => {
    const script = fileURLToPath(new URL('../../../scripts/round-trip.mjs', import.meta.url));
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, '--check'], { encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/what was tried came back|is up to date/);
  });
});

/** A Python with PyYAML; undefined where there is none. */
const python = ['/usr/bin/python3', 'python3'].find(
  (program) => spawnSync(program, ['-c', 'import yaml']).status === 0,
);

// Words of letters that numbers, dates, times, truth values and marks of YAML are made of.
const word = fc.oneof(
  fc.string({
    unit: fc.constantFrom(...Array.from('019._:-+eExo~=yYnNofFtTrRuU aAsSlL#&*!|>%@`{}[],?\'"/\\')),
    maxLength: 8,
  }),
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.constantFrom(
    'on',
    'Off',
    'NO',
    'yes',
    '1_20',
    '12:30:00',
    '190:20:30',
    '2024-05-06',
    '0x1F',
    '0o17',
    '017',
    '1e3',
    '.inf',
    '<<',
    'null',
  ),
);
const value = fc.oneof(word, fc.double({ noNaN: true }), fc.integer(), fc.boolean(), fc.constant(null));

describe('YAML of headers', () => {
  it('is the same to a reader of YAML 1.2', () => {
    fc.assert(
      fc.property(fc.dictionary(word, value), (fields) => {
        expect(parse(yamlText(fields))).toEqual({ ...fields });
      }),
    );
  });

  it.skipIf(python === undefined)('is the same to PyYAML, a reader of YAML 1.1 (needs python3-yaml)', () => {
    // What JSON and both readers of YAML have: control characters they treat each in its own way.
    const plain = fc.oneof(
      word,
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
    );
    fc.assert(
      fc.property(fc.array(plain, { minLength: 40, maxLength: 60 }), (list) => {
        const script =
          'import sys, json, yaml; print(json.dumps(yaml.safe_load(sys.stdin.buffer.read().decode("utf-8"))))';
        const { status, stdout, stderr } = spawnSync(python!, ['-c', script], {
          input: yamlText({ list }),
          encoding: 'utf8',
        });
        expect([status, stderr]).toEqual([0, '']);
        expect(JSON.parse(stdout)).toEqual({ list });
      }),
      { numRuns: 15, examples: [[['\u007f', 'a\u0085b', '\u009f', 'a\u2028b', 'a\ufeffb', '\uffff', 'on']]] },
    );
  });
});
