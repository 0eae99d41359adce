// Times and numbers as operators read them.

import { el } from './dom.js';

const UNITS = [['day', 86400], ['hour', 3600], ['minute', 60], ['second', 1]];

const NUMBER = new Intl.NumberFormat('en', { useGrouping: true });

/** A count with its thousands apart. */
export const count = (value) => NUMBER.format(value);

/** `one token`, `2 tokens`. */
export const some = (value, noun) => `${value === 1 ? 'one' : count(value)} ${noun}${value === 1 ? '' : 's'}`;

/** A length of time, in its largest unit and those below, `most` in all. */
export function length(seconds, most = 2) {
  let rest = Math.max(0, Math.round(seconds));
  const parts = [];
  for (const [unit, size] of UNITS) {
    const whole = Math.floor(rest / size);
    if (whole > 0) {
      parts.push(`${whole} ${unit}${whole === 1 ? '' : 's'}`);
      rest -= whole * size;
    }
    if (parts.length === most || (parts.length > 0 && whole === 0)) {
      break;
    }
  }
  return parts.join(' ') || 'less than a second';
}

/** How far an instant is from `now`, both in milliseconds. */
export function apart(instant, now) {
  const seconds = (instant - now) / 1000;
  if (Math.abs(seconds) < 1) {
    return 'just now';
  }
  return seconds > 0 ? `in ${length(seconds)}` : `${length(-seconds, -seconds < 86400 ? 1 : 2)} ago`;
}

/** `2026-11-26 04:05:12`; UTC, as everywhere on this page. */
export const stamp = (instant) => new Date(instant).toISOString().slice(0, 19).replace('T', ' ');

/** The same, without seconds. */
export const brief = (instant) => stamp(instant).slice(0, 16);

/** An instant of the data as an element; a dash where there is none. */
export function when(text, now) {
  if (!text) {
    return '–';
  }
  const instant = Date.parse(text);
  return el('time', { datetime: text }, stamp(instant), el('span', { class: 'apart' }, ` ${apart(instant, now)}`));
}
