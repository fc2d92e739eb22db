import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { runReadmeExample } from '@operando/fixtures';

it('the README example runs', () => {
  expect(runReadmeExample(fileURLToPath(new URL('..', import.meta.url)))).toMatch(
    /3 spectra of 500 points.*\n[^]*edge_half_step in eV: 8345\.\d\d, 8345\.\d\d, 834[56]\.\d\d/,
  );
});
