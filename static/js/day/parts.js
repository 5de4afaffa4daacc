/** Morning and afternoon of a working day: which of the two a moment belongs to, and its name. Pure. */

import { locale, t } from '../text.js';
import { dayAndClock, parseTime } from '../when.js';

/** @typedef {'am' | 'pm'} Part */
/** @typedef {{on: string, part: Part}} Half */
/** @typedef {Record<Part, [string, string]>} Windows from when until when signing in is possible, as 04:00 */

/** @param {Date} at @param {Windows} windows @returns {Half | null} null at night */
export function halfAt(at, windows) {
  const { on, clock } = dayAndClock(at);
  const part = /** @type {Part[]} */ (Object.keys(windows)).find((one) => windows[one][0] <= clock && clock < windows[one][1]);
  return part ? { on, part } : null;
}

/** @param {Half} one @param {Half} other */
export function isSame(one, other) {
  return one.on === other.on && one.part === other.part;
}

/** 2026-11-23/am. @param {Half} half */
export function keyOf({ on, part }) {
  return `${on}/${part}`;
}

/** @param {Part} part */
export function partWord(part) {
  return part === 'am' ? t('上午') : t('下午');
}

/** 周一上午. @param {Half} half */
export function halfWords({ on, part }) {
  const day = parseTime(on).toLocaleDateString(locale(), { timeZone: 'UTC', weekday: 'short' });
  return part === 'am' ? t('{day}上午', { day }) : t('{day}下午', { day });
}

/** 11月23日 周一上午, to choose from. @param {Half} half */
export function longWords(half) {
  const day = parseTime(half.on).toLocaleDateString(locale(), { timeZone: 'UTC', month: 'short', day: 'numeric' });
  return `${day} ${halfWords(half)}`;
}
