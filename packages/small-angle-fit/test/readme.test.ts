import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { runReadmeExample } from '@operando/fixtures';

it('the README example runs', () => {
  expect(runReadmeExample(fileURLToPath(new URL('..', import.meta.url)))).toContain('the series has converged');
});
