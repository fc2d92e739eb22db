import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { referencePath, writeTomographyExperiment } from '@operando/fixtures';
import type { WrittenTomographyExperiment } from '@operando/fixtures';
import { operandoNarrow as operando, rowsOf } from './command.js';
import type { Ran } from './command.js';

let folder = '';
let written: WrittenTomographyExperiment;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'operando-tomography-'));
  written = writeTomographyExperiment(join(folder, 'cell'), { frames: 3, seed: 1 });
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const at = (...names: readonly string[]): string => join(folder, ...names);

describe('operando tomography', () => {
  it('goes from volumes to voids, contact and cracks against charge', async () => {
    const output = at('out');
    const ran = await operando(
      'tomography',
      written.volumes,
      '--materials',
      written.materials,
      '--registered',
      '--reach',
      '12',
      '--time-step',
      '600',
      '--ec',
      written.cycler,
      '--current-sign',
      'from-voltage',
      '-o',
      output,
      '--json',
    );
    expect([ran.code, ran.error.includes('defect')]).toEqual([0, false]);
    const rows = rowsOf(join(output, 'results.csv'));
    const voxel = 1.6 ** 3;
    rows.forEach((row, t) => {
      const { truth } = written.cell;
      const [found, stderr] = [Number(row['void_volume_um3']), Number(row['void_volume_um3_stderr'])];
      expect(Math.abs(found - truth[t]!.void * voxel)).toBeLessThan(3 * stderr);
      expect(Math.abs(Number(row['crack_volume_um3']) - truth[t]!.crack * voxel)).toBeLessThan(
        0.04 * truth[t]!.crack * voxel + 4,
      );
      expect(Number(row['particles'])).toBe(2);
    });
    expect(rows.map((row) => row['crack_volume_status'])).toEqual(['ok', 'below-resolution', 'ok']);
    expect(rows.map((row) => Number(row['voltage_V'])).every((voltage) => voltage > 3.4 && voltage < 4.3)).toBe(true);
    expect(Number(rows[2]!['lithium_passed_um3'])).toBeGreaterThan(0);
    const bodies = rowsOf(join(output, 'bodies.csv')).filter(({ kind }) => kind === 'void');
    expect(new Set(bodies.slice(-2).map(({ event }) => event))).toEqual(new Set(['same']));
    const summary = JSON.parse(ran.out) as { contactFraction: { value: number } };
    expect(summary.contactFraction.value).toBeGreaterThan(0.7);
    expect(readdirSync(output)).toContain('heights.png');
  });

  it('says what is wrong with materials and volumes', async () => {
    const refused = async (yaml: string, ...more: string[]): Promise<Ran> => {
      writeFileSync(at('wrong.yaml'), yaml);
      return operando('tomography', written.volumes, '--materials', at('wrong.yaml'), ...more, '-o', at('never'));
    };
    const both = await refused('electrode: {grey: 60}\nelectrolyte: {labels: [2]}\nvoid: {grey: 24}\n');
    expect(both.error).toMatch(/materials.*electrolyte have labels, electrode, void a grey value/);
    const none = await refused('electrode: {}\nelectrolyte: {grey: 140}\nvoid: {grey: 24}\n');
    expect(none.error).toMatch(/materials\.electrode.*neither a grey value nor labels/);
    const same = await refused('electrode: {grey: 60}\nelectrolyte: {grey: 60}\nvoid: {grey: 24}\n');
    expect(same.error).toMatch(/its grey value is that of the electrolyte/);
    const between = await refused('electrode: {grey: 60}\nelectrolyte: {grey: 140}\nvoid: {grey: 100}\n');
    expect([between.code, between.error]).toEqual([
      2,
      expect.stringMatching(/void\.grey: it lies between .*60 and 140/),
    ]);
    const exchanged = await refused('electrode: {grey: 140}\nelectrolyte: {grey: 60}\nvoid: {grey: 24}\n');
    expect([exchanged.code, exchanged.error]).toEqual([
      2,
      expect.stringMatching(
        /void\.grey: it lies beyond that of the electrolyte .*Are electrode and electrolyte exchanged/s,
      ),
    ]);
    const labels = await refused(
      'electrode: {labels: [1]}\nelectrolyte: {labels: [2]}\nvoid: {labels: [0]}\n',
      '--reach',
      '9',
    );
    expect(labels.error).toContain('option-without-effect');
    expect([both.code, none.code, same.code, labels.code]).toEqual([2, 2, 2, 0]);
  });

  it('tells that sizes of voxels are not known, and refuses those that differ', async () => {
    const plain = at('plain');
    mkdirSync(plain, { recursive: true });
    for (const t of [0, 1]) {
      copyFileSync(join(written.volumes, `scan_${t}.raw`), join(plain, `scan_${t}.raw`));
      const words = readFileSync(join(written.volumes, `scan_${t}.yaml`), 'utf8');
      writeFileSync(join(plain, `scan_${t}.yaml`), words.replace('voxelSize: 1.6', t === 0 ? '' : 'voxelSize: 2'));
    }
    const args = ['tomography', plain, '--materials', written.materials, '--registered', '--reach', '12', '-o'];
    const ran = await operando(...args, at('voxels'));
    expect(ran.error).toContain('voxel-size-unknown: not all files state');
    expect(rowsOf(join(at('voxels'), 'results.csv'))[0]).toHaveProperty('void_volume_voxel');
    writeFileSync(join(plain, 'scan_0.yaml'), readFileSync(join(written.volumes, 'scan_0.yaml')));
    const refused = await operando(...args, at('never-written'));
    expect(refused.error).toMatch(/its voxels are 2 x 2 x 2 um, those of the first volume 1.6 x 1.6 x 1.6/);
  });
});

const reference = referencePath('further', 'tomography');

describe.skipIf(reference === undefined)('a phantom whose truth is known (needs OPERANDO_REFERENCE_DATA)', () => {
  const materials =
    'electrode: {grey: 62}\nelectrolyte: {grey: 140}\nvoid: {grey: 24, stderr: 0.3}\nparticles: {grey: 214}\n';

  it('doubts an interface of something else, where a grey value is wrong', async () => {
    const volume = join(reference!, 'moved', 'grey_t0.tif');
    const codesOf = async (grey: number, name: string): Promise<string> => {
      writeFileSync(at(`${name}.yaml`), materials.replace('140', String(grey)));
      const ran = await operando('tomography', volume, '--materials', at(`${name}.yaml`), '-o', at(name));
      expect(ran.code).toBe(0);
      return ran.error;
    };
    // The electrolyte has 140; 200 is nearest to the particles, whose border is no flat interface.
    expect(await codesOf(200, 'wrong-electrolyte')).toContain('interface-blurred');
    expect(await codesOf(140, 'right-electrolyte')).not.toContain('interface-blurred');
  });

  it('gives voids, cracks and contact as they were drawn', async () => {
    writeFileSync(at('phantom.yaml'), materials);
    const shown = [0, 5];
    const files = shown.map((t) => join(reference!, `grey_t${t}.tif`));
    const ran = await operando(
      'tomography',
      ...files,
      '--materials',
      at('phantom.yaml'),
      '--registered',
      '-o',
      at('phantom'),
    );
    expect(ran.code).toBe(0);
    const { frames } = JSON.parse(readFileSync(join(reference!, 'truth.json'), 'utf8')) as {
      frames: {
        volume_voxels: Record<'void' | 'li' | 'crack' | 'nmc', number>;
        contact_area_px2: number;
        crack_deepest_z: number;
      }[];
    };
    const before = frames[0]!.volume_voxels;
    rowsOf(join(at('phantom'), 'results.csv')).forEach((row, k) => {
      const { volume_voxels: truth, contact_area_px2: contact, crack_deepest_z: tip } = frames[shown[k]!]!;
      const value = (name: string): number => Number(row[name]);
      expect(Math.abs(value('void_volume_voxel') - truth.void)).toBeLessThan(
        Math.max(0.05 * truth.void, 2 * value('void_volume_voxel_stderr')),
      );
      // What is empty, and 0.672 of the lithium that filled a crack.
      const crack = truth.crack + (78 / 116) * (truth.li + truth.void - before.li - before.void);
      expect(Math.abs(value('crack_volume_voxel') - crack)).toBeLessThan(0.03 * crack + 1);
      expect(Math.abs(value('contact_area_pixel') / contact - 1)).toBeLessThan(0.01);
      expect(Math.abs(value('particle_volume_voxel') / truth.nmc - 1)).toBeLessThan(0.01);
      if (tip > 0) expect(Math.abs(value('crack_tip_below_interface_voxel') + 36.1 - tip)).toBeLessThan(2);
    });
  });

  it('gives the same of one volume as zarr, HDF5 and plain bytes', async () => {
    const labels =
      'electrode: {labels: [1]}\nelectrolyte: {labels: [2]}\nvoid: {labels: [0]}\ncrack: {labels: [5]}\nparticles: {labels: [3]}\n';
    writeFileSync(at('labels.yaml'), labels);
    const all = gunzipSync(readFileSync(join(reference!, 'labels.u8.gz')));
    mkdirSync(at('raw'), { recursive: true });
    writeFileSync(at('raw', 'labels.raw'), all.subarray(5 * 112 ** 3));
    writeFileSync(at('raw', 'labels.json'), JSON.stringify({ shape: [112, 112, 112], dtype: 'uint8' }));
    const outputs = await Promise.all(
      [join(reference!, 'labels_t5.zarr'), join(reference!, 'labels_t5.h5'), at('raw')].map(async (path, k) => {
        const output = at(`labels-${k}`);
        const ran = await operando(
          'tomography',
          path,
          '--materials',
          at('labels.yaml'),
          '--voxel-size',
          '1.6',
          '-o',
          output,
        );
        expect(ran.code).toBe(0);
        return readFileSync(join(output, 'bodies.csv'), 'utf8');
      }),
    );
    expect(outputs[1]).toBe(outputs[0]);
    expect(outputs[2]).toBe(outputs[0]);
    const [row] = rowsOf(join(at('labels-0'), 'results.csv'));
    expect([row!['voids'], row!['cracks'], row!['particles'], row!['contact_faces']]).toEqual([
      '7',
      '2',
      '16',
      '10175',
    ]);
  });
});
