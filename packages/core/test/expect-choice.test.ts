import { describe, expect, it } from 'vitest';
import { expectChoice } from '../src/index.js';

describe('words of a parameter', () => {
  it('are those listed, and no others', () => {
    const word: 'law' | 'free' = expectChoice('widths', 'free', ['law', 'free']);
    expect(word).toBe('free');
    expect(() => expectChoice('widths', 'Free', ['law', 'free'])).toThrow(
      expect.objectContaining({
        code: 'invalid-argument',
        where: { parameter: 'widths' },
        message: 'parameter widths: widths is "Free". Give one of law, free.',
      }),
    );
  });
});
