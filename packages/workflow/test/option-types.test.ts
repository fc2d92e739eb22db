import { describe, expect, expectTypeOf, it } from 'vitest';
import type { EdxrdOptions } from '../src/techniques/edxrd/options.js';
import type { NdpOptions } from '../src/techniques/ndp/options.js';
import type { NrOptions } from '../src/techniques/nr/options.js';
import type { XasGiven, XasOptions } from '../src/techniques/xas/options.js';
import type { XrdOptions } from '../src/techniques/xrd/options.js';
import { defineTechnique, parseOptions, readOptions, runTechnique, techniqueList, techniques } from '../src/node.js';
import type { OptionsOf, Technique } from '../src/node.js';
import { nrCase } from './in-memory.js';

describe('types of options', () => {
  it('follow from the schema of a technique, wherever they are read', async () => {
    const xas = await readOptions(techniques.xas.options, {});
    expectTypeOf(xas).toEqualTypeOf<XasOptions>();
    expectTypeOf(xas.nvict).toEqualTypeOf<number>();
    expectTypeOf(xas.map).toEqualTypeOf<'normalized' | 'derivative'>();
    expectTypeOf(techniques.xas.complete({})).toEqualTypeOf<XasOptions>();
    expectTypeOf(parseOptions(techniques.xas.options, {})).toEqualTypeOf<XasOptions>();
    expect(xas).toEqual(techniques.xas.complete({}));

    const given = nrCase().options;
    const nr = await readOptions(techniques.nr.options, { given: { ...given } });
    expectTypeOf(nr).toEqualTypeOf<NrOptions>();
    expect(nr.method).toBe('lm');
    expectTypeOf(readOptions(techniques.xrd.options)).resolves.toEqualTypeOf<XrdOptions>();
    expectTypeOf<Awaited<ReturnType<typeof techniques.edxrd.complete>>>().toEqualTypeOf<EdxrdOptions>();
    expectTypeOf<Awaited<ReturnType<typeof techniques.ndp.complete>>>().toEqualTypeOf<NdpOptions>();
  });

  it('are those given where nothing is filled in yet', () => {
    expectTypeOf<OptionsOf<'xas'>>().toEqualTypeOf<XasGiven>();
    // @ts-expect-error there is no such map
    const wrong = (): unknown => runTechnique('xas', nrCase().input as never, { map: 'second' });
    expect(wrong).toBeTypeOf('function');
  });

  it('do not stand in the way of lists of techniques', () => {
    expectTypeOf(techniqueList).toEqualTypeOf<readonly Technique[]>();
    expectTypeOf(techniques.xas).toExtend<Technique>();
    expectTypeOf(defineTechnique).returns.toExtend<Technique>();
  });
});
