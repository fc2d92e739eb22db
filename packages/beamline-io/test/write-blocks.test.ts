import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { athenaPieces, parseAthenaProject } from '@operando/beamline-io';
import { readNexusSeries, writeNexus, writeNexusBlocks } from '@operando/beamline-io/node';
import { createAxis, createSeries, seriesSource } from '@operando/core';
import type { Series } from '@operando/core';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'operando-blocks-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const axis = createAxis({ name: 'energy', unit: 'eV', values: [1, 2, 3, 4] });
const series = createSeries({
  signal: Float64Array.from({ length: 28 }, (_, i) => Math.sin(i)),
  axis,
  time: { start: [0, 1, 2, 3, 4, 5, 6], duration: 1, epoch: 1000, zone: 'utc' },
  channels: { heat: { values: Float64Array.of(1, 2, 3, 4, 5, 6, 7), unit: 'K' } },
  variances: Float64Array.from({ length: 28 }, (_, i) => 1 + i),
  mask: Uint8Array.from({ length: 28 }, (_, i) => (i === 20 ? 1 : 0)),
  metadata: { sample: 'a' },
});

async function* blocksOf(whole: Series): AsyncGenerator<{ series: Series }> {
  for await (const block of seriesSource(whole).blocks({ frames: 2 })) yield { series: block };
}

describe('a series that comes in blocks', () => {
  it('is written as the same file as one that is in memory', async () => {
    await writeNexus(join(folder, 'whole.h5'), series, { signal: { name: 'mu' } });
    const written = await writeNexusBlocks(join(folder, 'blocks.h5'), blocksOf(series), {
      frames: 7,
      signal: { name: 'mu' },
    });
    expect(written.time.start.length).toBe(7);
    const along = { axis: { name: 'energy', unit: 'eV' } } as const;
    const [a, b] = [
      await readNexusSeries(join(folder, 'whole.h5'), along),
      await readNexusSeries(join(folder, 'blocks.h5'), along),
    ];
    for (const part of ['signal', 'variances', 'mask'] as const) expect(b[part]?.data).toEqual(a[part]?.data);
    expect(b.time).toEqual(a.time);
    expect(b.channels).toEqual(a.channels);
    expect(b.metadata).toEqual({ ...a.metadata, files: ['blocks.h5'] });
  });

  it('must have the frames that were told', async () => {
    for (const frames of [9, 6]) {
      const written = writeNexusBlocks(join(folder, 'other.h5'), blocksOf(series), { frames });
      await expect(written).rejects.toMatchObject({ code: 'shape-mismatch' });
    }
  });
});

/** All pieces together, unpacked. */
async function unpacked(spectra: Parameters<typeof athenaPieces>[0]): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of athenaPieces(spectra, { created: '2026-01-01T00:00:00' })) pieces.push(piece);
  return gunzipSync(Buffer.concat(pieces)).toString('utf8');
}

describe('a project of Athena', () => {
  const energy = Float64Array.of(8330.123456789, 8331, 8332.1);
  const mu = Float64Array.of(0.1, -1e-17, 1 / 3);

  it('gives arrays and parameters back to the last bit', async () => {
    const text = await unpacked([
      { label: "it's 1", energy, mu, normalized: true, args: { bkg_e0: 8331.5, bkg_z: 'Ni' } },
      { label: 'two', energy, mu },
    ]);
    const { groups, flavour, program } = parseAthenaProject(text);
    expect([flavour, program]).toEqual(['perl', 'Demeter version 0.9.26']);
    expect(groups.map(({ label }) => label)).toEqual(['it_s 1', 'two']);
    expect(new Set(groups.map(({ tag }) => tag)).size).toBe(2);
    for (const { x, y } of groups) expect([x, y]).toEqual([energy, mu]);
    expect(groups.map(({ args }) => args.get('is_nor'))).toEqual(['1', '0']);
    expect(groups[0]!.args.get('bkg_e0')).toBe('8331.5');
  });

  it('has one variable to a line, and no word that readers pass over', async () => {
    // Larch reads line by line, passes over lines with `undef`, and takes what stands behind "=" as a literal of Python.
    const text = await unpacked([{ label: 'undefined \\ label\n', energy, mu }]);
    expect(text).not.toContain('undef');
    for (const line of text.split('\n'))
      expect(line).toMatch(
        /^(?:|#.*|1;|\[record\]\s+#|\$old_group = '[a-z]{5}';|@(?:args|x|y|journal) = \((?:'[^'\\]*'|[-\d.e]+)(?:,(?:'[^'\\]*'|[-\d.e]+))*\);)$/,
      );
  });

  it('refuses gaps, and nothing at all', async () => {
    const gap = { label: 'a', energy, mu: Float64Array.of(1, Number.NaN, 2) };
    await expect(unpacked([gap])).rejects.toMatchObject({ code: 'non-finite' });
    await expect(unpacked([])).rejects.toMatchObject({ code: 'too-few-points' });
  });
});
