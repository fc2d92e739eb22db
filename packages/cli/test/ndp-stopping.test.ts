import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { srimText as table, writeNdpExperiment } from '@operando/fixtures';
import { operandoNarrow as operando, rowsOf } from './command.js';

let folder = '';
let sample = '';
let text = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'operando-stopping-'));
  sample = writeNdpExperiment(folder, { frames: 2, seed: 2 }).sample;
  text = `${readFileSync(sample, 'utf8')}smoothing: even\n`;
  writeFileSync(sample, text);
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Runs with copper's table of a file. */
async function withTable(name: string, content: string | undefined, as = name): ReturnType<typeof operando> {
  if (content !== undefined) writeFileSync(join(folder, name), content);
  const model = join(folder, `${name}.yml`);
  writeFileSync(
    model,
    text.replace('{material: Cu, thickness: 0.5}', `{material: Cu, thickness: 0.5, stopping: ${as}}`),
  );
  return operando('ndp', model, join(folder, 'spectra'), '-o', join(folder, `${name}-out`));
}
const total = (name: string): number => Number(rowsOf(join(folder, `${name}-out`, 'results.csv'))[0]!['anode_per_cm2']);

describe('stopping tables of SRIM', () => {
  it('serve the layer that names them, beside the sample file, and are found again', async () => {
    const same = await withTable('same.txt', table());
    expect(same.code, same.error).toBe(0);
    const doubled = await withTable('doubled.txt', table(2), '[doubled.txt]');
    expect(doubled.code, doubled.error).toBe(0);
    await operando('ndp', sample, join(folder, 'spectra'), '-o', join(folder, 'plain-out'));
    // The same powers through a table of steps of 4 %.
    expect(total('same.txt') / total('plain')).toBeCloseTo(1, 2);
    const document = readFileSync(join(folder, 'same.txt-out', 'results.json'), 'utf8');
    expect(document).toMatch(/Cu: SRIM, [^"]*same\.txt/);
    expect(document).toContain('"sample.layers[0].stopping"');
    // Copper of twice the stopping power: tritons from the anode arrive with some 20 keV less than they do.
    expect(Math.abs(total('doubled.txt') / total('plain') - 1)).toBeGreaterThan(0.002);
    const again = await operando('rerun', join(folder, 'doubled.txt-out', 'results.json'), '-o', join(folder, 'again'));
    expect(again.code, again.error).toBe(0);
    expect(readFileSync(join(folder, 'again', 'results.csv'), 'utf8')).toBe(
      readFileSync(join(folder, 'doubled.txt-out', 'results.csv'), 'utf8'),
    );
    writeFileSync(join(folder, 'doubled.txt'), table(1.5));
    const changed = await operando(
      'rerun',
      join(folder, 'doubled.txt-out', 'results.json'),
      '-o',
      join(folder, 'more'),
    );
    expect(changed.error).toMatch(/doubled\.txt changed since/);
  });

  it.each([
    ['another-ion.txt', () => table(1, { mass: '1.008' }), /another-ion\.txt.*1H, which is no particle of 6Li/],
    ['another-material.txt', () => table(1, { element: 'Ni     28' }), /Ni 100\.0 %; Cu is Cu 100\.0 %/],
    ['short.txt', () => table(1, { top: 2000 }), /reaches from 10 to 19\d\d/],
    ['no-table.txt', () => 'nothing', /no rows of a SRIM table/],
    ['nowhere.txt', () => undefined, /nowhere\.txt: there is no such file/],
  ])('that cannot be are refused: %s', async (name, content, message) => {
    const ran = await withTable(name, content());
    expect(ran.code).toBeGreaterThan(0);
    expect(ran.error).toMatch(message);
    expect(ran.error).not.toContain('defect');
  });
});
