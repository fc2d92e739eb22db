import type { OperandoWarning } from '@operando/core';
import type { ReflectivityFit } from './fit-result.js';
import type { ParameterStatus } from './fit-status.js';
import { foundKnots, knotName, momentName, placesOf } from './links.js';
import type { Link } from './links.js';
import type { ReflectivityModel } from './model.js';

/** What is to be told of curves through a series: those that stayed straight, and knots without errors. */
export function linkedWarnings(
  model: ReflectivityModel,
  links: readonly Link[],
  joint: ReflectivityFit,
): OperandoWarning[] {
  return links.flatMap((link): OperandoWarning[] => {
    const { name, knots, isFound } = link;
    if (model.parameters[name]!.fixed === true) return [];
    const places = placesOf(link, (each) => joint.parameters[each]!.value);
    const found = foundKnots(link);
    const isOf = (each: string, status: ParameterStatus): boolean => joint.parameters[each]!.status === status;
    /** Places of knots, and of moments, with a status. */
    const told = (status: ParameterStatus): string =>
      [
        ...[...knots.keys()].filter((k) => isOf(knotName(link, k), status)).map((k) => `at ${shortly(places[k]!)}`),
        ...found.filter((k) => isOf(momentName(link, k), status)).map((k) => `the moment ${shortly(places[k]!)}`),
      ].join(', ');
    const [atBound, singular] = [told('at-bound'), told('singular')];
    return [
      ...(isFound && found.length === 0
        ? [
            {
              code: 'no-changes' as const,
              message: `No moment stands out at which ${name} changes how fast it changes: it was fitted as a straight line.`,
            },
          ]
        : []),
      ...(atBound === ''
        ? []
        : [
            {
              code: 'at-bound' as const,
              message: `The curve of ${name} is at a bound, and without error: ${atBound}.`,
            },
          ]),
      ...(singular === ''
        ? []
        : [
            {
              code: 'undetermined' as const,
              message: `The frames do not determine the curve of ${name}, which has no error there: ${singular}. Give it fewer knots or moments.`,
            },
          ]),
    ];
  });
}

const shortly = (place: number): string => Number(place.toPrecision(6)).toString();
