import { OperandoError } from '@operando/core';
import { measureTomogramsOnThreads } from '@operando/threads';
import { measureLabels, tomogramDefaults } from '@operando/tomogram-measure';
import type { LabelFrame, LabelMaterials, TomogramCourse } from '@operando/tomogram-measure';
import { progressOf } from '../../technique/context.js';
import type { RunContext } from '../../technique/context.js';
import type { TomographyInput } from './input.js';
import type { TomographyOptions } from './options.js';

const names = ['electrode', 'electrolyte', 'void', 'particles'] as const;

/** Labels of the materials where the volumes are labels; undefined where they are grey values. @throws OperandoError `invalid-argument` for some of both. */
export function labelsOf({ materials }: TomographyOptions): LabelMaterials | undefined {
  const given = names.flatMap((name) => (materials[name] === undefined ? [] : [[name, materials[name]] as const]));
  const labelled = given.filter(([, { labels }]) => labels !== undefined);
  const grey = given.filter((each) => each[1].grey !== undefined);
  const missing = given.find((each) => each[1].labels === undefined && each[1].grey === undefined);
  if (missing !== undefined) {
    throw new OperandoError('invalid-argument', 'it has neither a grey value nor labels', {
      where: { parameter: `materials.${missing[0]}` },
      cure: 'Give grey, or for volumes of labels labels.',
    });
  }
  if (labelled.length > 0 && grey.length > 0) {
    throw new OperandoError(
      'invalid-argument',
      `${labelled.map(([name]) => name).join(', ')} have labels, ${grey.map(([name]) => name).join(', ')} a grey value`,
      { where: { parameter: 'materials' }, cure: 'Give labels for all materials, or a grey value for all.' },
    );
  }
  const { electrode, electrolyte, void: empty, crack, particles } = materials;
  if (electrode.labels === undefined || electrolyte.labels === undefined || empty.labels === undefined)
    return undefined;
  return {
    electrode: electrode.labels,
    electrolyte: electrolyte.labels,
    void: empty.labels,
    crack: crack?.labels,
    particles: particles?.labels,
  };
}

/** Slice of the interface as a number: `38` and `z=38` are the same. */
function sliceOf(given: TomographyOptions['interface']): number | undefined {
  return typeof given === 'string' ? Number(given.slice(2)) : given;
}

/** Measure volumes of grey values. @throws OperandoError `invalid-argument` for grey values that cannot be */
export async function measureGrey(
  { volumes }: TomographyInput,
  options: TomographyOptions,
  context: RunContext,
): Promise<TomogramCourse> {
  const { materials, region, axis, evenGrey, reach, margin, minimumVoxels } = options;
  const { electrode, electrolyte, void: empty, particles } = materials;
  const [zero, one] = [electrode.grey!, electrolyte.grey!];
  if (zero === one || zero === empty.grey) {
    throw new OperandoError(
      'invalid-argument',
      `its grey value is that of ${zero === one ? 'the electrolyte' : 'void'}`,
      {
        where: { parameter: 'materials.electrode.grey' },
        cure: 'Give grey values as they are in the first volume.',
      },
    );
  }
  if ((empty.grey! - zero) * (one - zero) > 0) {
    const isBetween = (empty.grey! - one) * (one - zero) < 0;
    throw new OperandoError(
      'invalid-argument',
      isBetween
        ? `it lies between those of electrode and electrolyte (${zero} and ${one}), where their interface has every grey value`
        : `it lies beyond that of the electrolyte (electrode ${zero}, electrolyte ${one}): a void in the electrode would look as if there were more electrolyte`,
      {
        where: { parameter: 'materials.void.grey' },
        cure: isBetween
          ? 'Give the grey value of air in the first volume.'
          : 'Are electrode and electrolyte exchanged? Voids are looked for in the electrode, whose grey value must lie between those of void and electrolyte.',
      },
    );
  }
  const { threads, signal } = context;
  return measureTomogramsOnThreads(
    volumes,
    {
      references: { zero, one },
      voidGrey: empty.grey!,
      voidError: empty.stderr,
      particles: particles === undefined ? undefined : { grey: particles.grey!, stderr: particles.stderr },
      region,
      axis,
      registered: options.registered || volumes.length === 1,
      ringWidth: evenGrey ? Infinity : tomogramDefaults.ringWidth,
      interface: sliceOf(options.interface),
      reach,
      margin,
      minimumVoxels,
    },
    { threads, signal, onProgress: progressOf(context, 'measuring') },
  );
}

/** Voxels of a volume beyond which its bodies are not followed into the next: where they are would fill the memory. */
const mostFollowed = 1e9;

/** Whether bodies are followed from volume to volume. */
export function isFollowed(volumes: TomographyInput['volumes']): boolean {
  const { depth, height, width } = volumes[0]!.shape;
  return volumes.length > 1 && depth * height * width <= mostFollowed;
}

/** Measure volumes of labels. */
export async function countLabels(
  { volumes }: TomographyInput,
  materials: LabelMaterials,
  { connectivity, minimumVoxels }: TomographyOptions,
  context: RunContext,
): Promise<LabelFrame[]> {
  const frames: LabelFrame[] = [];
  const progress = progressOf(context, 'measuring');
  for (const volume of volumes) {
    frames.push(await measureLabels(volume, materials, connectivity, minimumVoxels, isFollowed(volumes)));
    progress(frames.length, volumes.length);
  }
  return frames;
}
