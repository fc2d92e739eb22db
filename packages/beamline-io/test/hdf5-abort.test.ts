import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { referencePath } from '@operando/fixtures';
import { readFile } from '../src/node.js';
import { mutateBinary } from './mutate.js';

const folder = mkdtempSync(join(tmpdir(), 'operando-abort-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const sample = referencePath('formats', 'software-made', 'pyfai_multiframe.h5');

describe('a damaged file that aborts the HDF5 library', () => {
  it.skipIf(sample === undefined)('is an error, and nothing is printed', async () => {
    // The library holds on to what it prints with when it is loaded, by the first file.
    const printed = vi.spyOn(console, 'error').mockImplementation(() => {});
    try {
      const bytes = readFileSync(sample!);
      const path = join(folder, 'damaged.h5');
      writeFileSync(path, mutateBinary(bytes, 370));
      await expect(readFile(path, { format: 'nexus' })).rejects.toMatchObject({ name: 'OperandoError' });
      expect(printed).not.toHaveBeenCalled();
      const sound = join(folder, 'sound.h5');
      writeFileSync(sound, bytes);
      await expect(readFile(sound)).resolves.toMatchObject({ kind: 'spectrum' });
    } finally {
      printed.mockRestore();
    }
  });
});
