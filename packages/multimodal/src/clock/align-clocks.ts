import { OperandoError } from '@operando/core';
import type { Measured } from '@operando/core';
import { relate } from '../relate.js';
import type { Signal } from '../signal.js';

/** How one clock goes beside another: t = t_source (1 + rate) + offset, about a moment. */
export interface ClockModel {
  /** s */
  readonly offset: Measured;
  /** s per s; 0 with an error of 0 where it is taken for the same. */
  readonly rate: Measured;
  /** Moment of the source at which the offset holds, s: the middle of the events. */
  readonly reference: number;
  /** `held`: neither events nor an error were given, clocks are taken for the same. */
  readonly status: 'held' | 'converged' | 'misfit';
}

/** One event seen by both clocks. */
export interface SharedEvent {
  /** When the clock that is corrected saw it, s. */
  readonly source: Measured;
  /** When the other saw it, s. */
  readonly target: Measured;
}

/** Clocks that are the same, as far as is known. @param stderr Of the offset, s; 0 where it is taken for exact. */
export function sameClock(offset = 0, stderr = 0): ClockModel {
  return { offset: { value: offset, stderr }, rate: { value: 0, stderr: 0 }, reference: 0, status: 'held' };
}

/**
 * One clock beside another from events that both saw: the offset from one or two, rate and offset from three on (a straight line
 * with errors in both).
 *
 * @throws OperandoError `too-few-points` without events, `invalid-argument` for an event without an error in either clock.
 */
export function alignClocks(events: readonly SharedEvent[]): ClockModel {
  if (events.length === 0) throw new OperandoError('too-few-points', 'there are no events that both clocks saw.');
  const errors = events.map(({ source, target }) => Math.hypot(source.stderr, target.stderr));
  if (errors.some((error) => !(error > 0 && error < Infinity)))
    throw new OperandoError('invalid-argument', 'an event has no error in either clock.', {
      where: { parameter: 'events' },
    });
  const weights = errors.map((error) => 1 / error ** 2);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const mean = (of: (event: SharedEvent) => number): number =>
    events.reduce((sum, event, i) => sum + weights[i]! * of(event), 0) / total;
  const reference = mean(({ source }) => source.value);
  if (events.length < 3)
    return {
      offset: { value: mean(({ source, target }) => target.value - source.value), stderr: 1 / Math.sqrt(total) },
      rate: { value: 0, stderr: 0 },
      reference,
      status: 'converged',
    };
  const line = relate(
    { values: events.map(({ source }) => source.value - reference), stderr: events.map(({ source }) => source.stderr) },
    {
      values: events.map(({ target }) => target.value - reference),
      stderr: events.map(({ target, source }) => (target.stderr > 0 ? target.stderr : source.stderr)),
    },
    { draws: 1 },
  );
  return {
    offset: line.intercept,
    rate: { value: line.slope.value - 1, stderr: line.slope.stderr },
    reference,
    status: line.status === 'converged' ? 'converged' : 'misfit',
  };
}

/** A signal on the clock that a model leads to. */
export function onClock(signal: Signal, { offset, rate, reference }: ClockModel): Signal {
  const moved = (time: number): number => time + offset.value + rate.value * (time - reference);
  return { ...signal, start: signal.start.map(moved), end: signal.end.map(moved) };
}

/** Standard error of times on the other clock at a moment of the source, s. */
export function clockStderr({ offset, rate, reference }: ClockModel, time: number): number {
  return Math.hypot(offset.stderr, rate.stderr * (time - reference));
}
