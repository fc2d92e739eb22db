import { plainNumber } from '@operando/core';
import type { Estimate } from '@operando/core';
import type { Summary } from '../../technique/technique.js';
import { counted } from '../../technique/words.js';
import type { TomographyAnalysis } from './analyse.js';
import type { Lengths } from './lengths.js';

const digits = (value: number): string => Number(value.toPrecision(4)).toString();

function inWords({ value, stderr }: Estimate, { factor, unit }: Lengths['volume']): string {
  return `${digits(value * factor)} +- ${Number((stderr * factor).toPrecision(2))} ${unit}`.trim();
}

function numbers({ value, stderr }: Estimate, { factor, unit }: Lengths['volume']) {
  return { value: plainNumber(value * factor), stderr: plainNumber(stderr * factor), unit };
}

function courseSummary(
  course: NonNullable<TomographyAnalysis['course']>,
  lengths: Lengths,
  stripped?: Float64Array,
): Summary {
  const { volume, area } = lengths;
  const last = course.interface.frames.at(-1)!;
  const contact = course.contact.at(-1)!;
  const cracks = course.cracks.at(-1)!;
  const none = { factor: 1, unit: '' };
  const passed = stripped?.at(-1) ?? 0;
  const ratio =
    passed > 0
      ? {
          value: (last.growth.value * volume.factor) / passed,
          stderr: (last.growth.stderr * volume.factor) / passed,
          unit: '1',
        }
      : undefined;
  return {
    headline: {
      frames: course.interface.frames.length,
      voidVolume: numbers(last.volume, volume),
      contactFraction: numbers(contact.fraction, none),
      crackVolume: numbers(cracks.emptyEquivalent, volume),
      blur: plainNumber(course.interface.sheet.blur),
      ...(ratio === undefined ? {} : { voidGrowthPerLithium: numbers(ratio, none) }),
    },
    text: [
      `${counted(course.interface.frames.length, 'volume')}, interface blurred by ${course.interface.sheet.blur.toFixed(2)} voxels, noise ${(100 * course.frames.scales[0]!.sigma).toFixed(1)} % of the contrast`,
      `last volume: void ${inWords(last.volume, volume)}, ${
        Number.isNaN(contact.area.value)
          ? 'contact not known, since no volume shows a void'
          : `contact ${inWords(contact.area, area)} (${inWords(contact.fraction, none)} of the interface)`
      }`,
      cracks.bodies.length === 0
        ? 'no cracks'
        : `cracks: ${inWords(cracks.emptyEquivalent, volume)} if they are empty${cracks.isThin ? ', too thin to tell empty from filled ones' : ''}`,
      ...(ratio === undefined ? [] : [`void grown over lithium passed: ${inWords(ratio, none)}`]),
    ].join('\n'),
    details: {
      region: { middle: course.frames.region.middle, area: course.regionArea },
      areaFactor: course.interface.areaFactor,
      turned: course.isTurned,
      // Of what a share is: pixels of the region without its margin.
      pixelsMeasured: course.frames.pixels.reduce((sum, is) => sum + is, 0),
    },
  };
}

/** Numbers and words of an analysis. */
export function summariseTomography({ course, labels = [], lengths, stripped }: TomographyAnalysis): Summary {
  if (course !== undefined) return courseSummary(course, lengths, stripped);
  const { volume } = lengths;
  const last = labels.at(-1)!;
  return {
    headline: {
      frames: labels.length,
      bodies: last.bodies.length,
      voidVolume: { value: last.counts.void * volume.factor, stderr: null, unit: volume.unit },
    },
    text: [
      `${counted(labels.length, 'volume')} of labels`,
      `last volume: void ${digits(last.counts.void * volume.factor)}, crack ${digits(last.counts.crack * volume.factor)} ${volume.unit}, ${counted(last.bodies.length, 'body', 'bodies')}`,
    ].join('\n'),
    details: { leftOut: labels.map(({ leftOut }) => leftOut) },
  };
}
