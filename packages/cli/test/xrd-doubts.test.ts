import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawScenario } from '@operando/fixtures';
import { operandoNarrow as operando } from './command.js';

let folder = '';
const limit = 900;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'operando-doubts-'));
  mkdirSync(join(folder, 'in'));
  // One phase gives way to another 0.7 widths away; a detector stops at 900; a pattern ends within a peak.
  const { x, stack, frames } = drawScenario(
    {
      name: 'doubts',
      frames: 30,
      points: 400,
      from: 15,
      step: 0.015,
      background: () => 100,
      peaks: [
        { name: 'first', center: () => 17, height: (f) => 400 * Math.min(1, Math.max(0, (20 - f) / 12)) },
        { name: 'second', center: () => 17.084, height: (f) => 400 * Math.min(1, Math.max(0, (f - 8) / 12)) },
        { name: 'strong', center: () => 19, height: () => 1200 },
        { name: 'cut', center: () => 15.06, height: () => 150 },
      ],
    },
    1,
  );
  for (let frame = 0; frame < frames; frame++) {
    const lines = Array.from(x, (at, i) => `${at.toFixed(3)} ${Math.min(limit, stack[frame * x.length + i]!)}`);
    writeFileSync(join(folder, 'in', `p${String(frame).padStart(3, '0')}.xy`), `${lines.join('\n')}\n`);
  }
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('operando xrd tells', () => {
  it('that a peak may be two, that tops are cut off, and that the end of the patterns cuts a peak', async () => {
    const { code, out } = await operando('xrd', join(folder, 'in'), '-o', join(folder, 'all'), '--json');
    expect(code).toBe(0);
    const { warnings } = JSON.parse(out) as { warnings: { code: string; message: string }[] };
    const told = (of: string): string => warnings.find((each) => each.code === of)?.message ?? '';
    expect(told('identity-ambiguous')).toMatch(/between 17\.00\d and 17\.08\d .*one gives way to the other/);
    expect(told('saturated')).toMatch(
      /^Peaks at 18\.9\d to 19\.0\d degrees are flat at their tops in 30 patterns .*900/,
    );
    expect(told('no-tracks')).toMatch(/^A peak at about 15\.0\d degrees is cut by the first point .*--peak 15\.0\d/);
  });

  it('that of two named places within a width one is followed, and leaves no figure of an earlier run', async () => {
    const output = join(folder, 'named');
    const run = async (...places: readonly string[]): Promise<string> => {
      const flags = places.flatMap((place) => ['--peak', place]);
      const ran = await operando('xrd', join(folder, 'in'), ...flags, '--force', '-o', output);
      expect(ran.code, ran.error).toBe(0);
      return ran.error;
    };
    expect(await run('17', '17.08', '19')).toContain('The places 17.08 and 17 that were named are closer than a width');
    writeFileSync(join(output, 'peak-mine.svg'), '<svg/>');
    expect(readdirSync(output)).toEqual(expect.arrayContaining(['peak-track0.svg', 'peak-track1.png']));
    expect(await run('19')).not.toContain('closer than a width');
    const peaks = readdirSync(output).filter((name) => name.startsWith('peak-'));
    expect(peaks.toSorted()).toEqual(['peak-mine.svg', 'peak-track0.png', 'peak-track0.svg']);
  });
});
