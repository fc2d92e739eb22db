import { describe, expect, it } from 'vitest';
import { balanceDoubts } from '../src/techniques/ndp/balance-doubts.js';

describe('lithium found for each one passed in depth profiles', () => {
  const doubtOf = (value: number, stderr = 0.002): string | undefined =>
    balanceDoubts({ slope: { value, stderr, unit: '1' }, slopeTotalStderr: stderr }, 'anode')[0]?.message;

  it('is told where it goes against the charge, is more than passed, or less than half', () => {
    expect(doubtOf(-0.93)).toMatch(
      /^Lithium found in anode is -0\.930 \+- 0\.002 of what passed\. It goes against .* charge\.sign/,
    );
    expect(doubtOf(2669, 15)).toMatch(
      /is 2\.67e\+3 \+- 15\.000 of what passed\. More is found than passed: .*electrodeArea/,
    );
    expect(doubtOf(2.669e-4, 1.5e-6)).toMatch(
      /is 0\.000267 \+- 0\.0000015 of what passed\. Look at .*unit of the current/,
    );
  });

  it('is a result between, and where errors are as large as what it is off', () => {
    for (const value of [0.5, 0.9, 1, 1.1]) expect(doubtOf(value)).toBeUndefined();
    expect([doubtOf(-0.2, 0.3), doubtOf(1.6, 0.3), doubtOf(Number.NaN)]).toEqual([undefined, undefined, undefined]);
  });
});
