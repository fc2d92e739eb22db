import { describe, expect, it } from 'vitest';
import { readReflectivityFrom } from '@operando/beamline-io';
import { bytesSource } from '@operando/core';

const curve = '# Q R dR dQ\n0.01 1 0.01 0.001\n0.02 0.5 0.01 0.001\n0.03 0.1 0.01 0.001\n';

describe('curves of files of one name', () => {
  it.each([
    [
      ['a.txt', 'b.txt'],
      ['a.txt', 'b.txt'],
    ],
    [
      ['run/1/a.txt', 'run/2/a.txt', 'run/2/b.txt'],
      ['1/a.txt', '2/a.txt', 'b.txt'],
    ],
    [
      ['x/run/a.txt', 'y/run/a.txt'],
      ['x/run/a.txt', 'y/run/a.txt'],
    ],
    [
      ['/data/x/run/a.txt', '/data/y/run/a.txt'],
      ['x/run/a.txt', 'y/run/a.txt'],
    ],
    [
      ['a.txt', '1/a.txt'],
      ['1/a.txt', 'a.txt'],
    ],
  ])('%j are told apart by as many folders as it takes', async (paths, names) => {
    const sources = paths.map((name) => ({ name, bytes: bytesSource(new TextEncoder().encode(curve)) }));
    const curves = await readReflectivityFrom(sources);
    expect(curves.map(({ name }) => name).toSorted()).toEqual(names);
  });
});
