import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { runReadmeExample } from '@operando/fixtures';

it('the README example runs', () => {
  expect(Number(runReadmeExample(fileURLToPath(new URL('..', import.meta.url))))).toBeCloseTo(3.2, 9);
});
