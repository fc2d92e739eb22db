import { createAxis, createSeries, OperandoError, seriesWarnings } from '@operando/core';
import type { Electrochemistry, OperandoWarning, ProvenanceStep, Series } from '@operando/core';
import { measureTomogramsOnThreads } from '@operando/threads';
import { lithiumVolumePerCharge, measureLabels, tomogramDefaults } from '@operando/tomogram-measure';
import type { LabelFrame, LabelMaterials, TomogramCourse } from '@operando/tomogram-measure';
import { progressOf } from '../../technique/context.js';
import type { RunContext } from '../../technique/context.js';
import { joinCycler } from '../../technique/join-cycler.js';
import type { Analysed } from '../../technique/technique.js';
import { usedStep } from '../../technique/used-step.js';
import type { TomographyInput } from './input.js';
import { lengthsOf } from './lengths.js';
import type { Lengths } from './lengths.js';
import type { TomographyOptions } from './options.js';

/** What `tomography` computed. */
export interface TomographyAnalysis extends Analysed {
  /** Share of void over depth, with the cycler joined. */
  readonly series: Series<'depth'>;
  readonly lengths: Lengths;
  /** Of grey values. */
  readonly course?: TomogramCourse;
  /** Of labels. */
  readonly labels?: readonly LabelFrame[];
  /** Volume of lithium that the charge since the first frame stands for, um^3; absent without a charge, or an area to refer it to. */
  readonly stripped?: Float64Array;
  readonly electrochemistry?: Electrochemistry;
}

const names = ['electrode', 'electrolyte', 'void', 'particles'] as const;

/** Labels of the materials where the volumes are labels; undefined where they are grey values. @throws OperandoError `invalid-argument` for some of both. */
function labelsOf({ materials }: TomographyOptions): LabelMaterials | undefined {
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

async function measureGrey(
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
  if (empty.grey! > Math.min(zero, one) && empty.grey! < Math.max(zero, one))
    throw new OperandoError(
      'invalid-argument',
      `it lies between those of electrode and electrolyte (${zero} and ${one}), where their interface has every grey value`,
      {
        where: { parameter: 'materials.void.grey' },
        cure: 'Give the grey value of air in the first volume.',
      },
    );
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

async function countLabels(
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

/** Share of void over depth as a series. */
function profileSeries(
  { volumes, names: files = [] }: TomographyInput,
  profiles: Float64Array,
  { edges, depth }: Lengths,
  { timeStep }: TomographyOptions,
): Series<'depth'> {
  const slices = volumes[0]!.shape.depth;
  const unit = depth.unit === 'um' ? 'um' : '1';
  const axis = createAxis({
    name: 'depth',
    unit,
    values: Float64Array.from({ length: slices }, (_, z) => z * edges[0]),
  });
  const warnings: OperandoWarning[] =
    timeStep === undefined && volumes.length > 1
      ? [
          {
            code: 'time-unknown',
            message:
              'The files carry no time: numbers of volumes stand for seconds. Give timeStep (command: --time-step).',
          },
        ]
      : [];
  return createSeries<'depth', string>({
    signal: profiles,
    axis,
    time: { start: volumes.map((_, t) => t * (timeStep ?? 1)), duration: 0 },
    metadata: { files: [...files] },
    provenance: [{ step: 'beamline-io/openVolumesFrom', options: {}, warnings }],
  });
}

/** Volume of lithium passed since the first frame in the area that is seen. */
function strippedOf(
  { channels }: Series,
  { area }: Lengths,
  pixels: number,
  { electrodeArea }: TomographyOptions,
): Float64Array | undefined {
  const capacity = channels['net_capacity_ah'];
  if (capacity === undefined || area.unit !== 'um^2') return undefined;
  // um^2 in a cm^2.
  const share = electrodeArea === undefined ? 1 : (pixels * area.factor) / (electrodeArea * 1e8);
  const first = capacity.values[0]!;
  return capacity.values.map((ampereHours) => Math.abs(ampereHours - first) * 1000 * lithiumVolumePerCharge() * share);
}

/** Measure volumes, and bring the cycler to them. */
export async function analyseTomography(
  input: TomographyInput,
  options: TomographyOptions,
  context: RunContext,
): Promise<TomographyAnalysis> {
  const materials = labelsOf(options);
  const lengths = lengthsOf(input.voxel);
  const { depth, height, width } = input.volumes[0]!.shape;
  const labels = materials === undefined ? undefined : await countLabels(input, materials, options, context);
  const course = materials === undefined ? await measureGrey(input, options, context) : undefined;
  const profiles = course?.profiles ?? new Float64Array(input.volumes.length * depth);
  labels?.forEach((frame, t) =>
    profiles.set(
      frame.profile.map((count) => count / (height * width)),
      t * depth,
    ),
  );
  const joined = joinCycler(profileSeries(input, profiles, lengths, options), input.cycler, options);
  const pixels = course?.regionArea.value ?? height * width;
  const stripped = strippedOf(joined.series, lengths, pixels, options);
  const step: ProvenanceStep =
    course === undefined
      ? usedStep('tomogram-measure/measureLabels', { ...materials, connectivity: options.connectivity })
      : usedStep('tomogram-measure/measureTomograms', {
          interface: course.interface.areaFactor > 0 ? meanOf(course.interface.sheet.z) : undefined,
          blur: course.interface.sheet.blur,
          regionMiddle: [...course.frames.region.middle],
          regionArea: course.regionArea.value,
          turned: course.isTurned,
        });
  return {
    ...joined,
    lengths,
    ...(course === undefined ? {} : { course }),
    ...(labels === undefined ? {} : { labels }),
    ...(stripped === undefined ? {} : { stripped }),
    steps: [...joined.series.provenance, step],
    warnings: [
      ...(input.warnings ?? []),
      ...(labels === undefined || labels.length < 2 || isFollowed(input.volumes)
        ? []
        : [
            {
              code: 'bodies-not-followed' as const,
              message: `volumes of ${depth} x ${height} x ${width} voxels are too large to follow bodies from one to the next: in each they are numbered anew.`,
            },
          ]),
      ...(course?.warnings ?? []),
      ...joined.warnings,
      ...seriesWarnings(joined.series),
    ],
  };
}

function meanOf(values: Float32Array): number {
  const known = values.filter(Number.isFinite);
  return known.reduce((sum, value) => sum + value, 0) / known.length;
}
