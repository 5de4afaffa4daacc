/** Times as people say them: 今天 09:12, 昨天 17:40, 周三, 9月2日. Pure: the clock is an argument. */

import { locale, t } from './text.js';

const DAY_MS = 24 * 3600 * 1000;

/** The community's time zone: a phone set to another one still tells the station's time. */
const zone = globalThis.document?.documentElement.dataset.zone || 'Asia/Shanghai';
const calendar = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' });

const hands = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

/** A moment as the community's calendar and clock show it: 2026-11-23, 08:21. @param {Date} at @returns {{on: string, clock: string}} */
export function dayAndClock(at) {
  return { on: calendar.format(at), clock: hands.format(at) };
}

/** @param {Date} date its calendar day in the community, as days since 1970 */
function dayNumber(date) {
  return Math.round(Date.parse(`${calendar.format(date)}T00:00:00Z`) / DAY_MS);
}

/** @param {Date} at @param {Date} now @param {boolean} [withClock] false for dates without a time */
export function sayWhen(at, now, withClock = true) {
  const days = dayNumber(now) - dayNumber(at);
  const clock = withClock ? ` ${at.toLocaleTimeString(locale(), { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })}` : '';
  if (days === 0) return t('今天') + clock;
  if (days === 1) return t('昨天') + clock;
  if (days === -1) return t('明天') + clock;
  if (days > 1 && days < 7) return at.toLocaleDateString(locale(), { timeZone: zone, weekday: 'short' }) + clock;
  /** @type {Intl.DateTimeFormatOptions} */
  const how = { timeZone: zone, month: 'short', day: 'numeric' };
  if (calendar.format(at).slice(0, 4) !== calendar.format(now).slice(0, 4)) how.year = 'numeric';
  return at.toLocaleDateString(locale(), how) + clock;
}

/** @param {Date} due a day, or a moment in it @param {Date} now @returns {{text: string, state: 'late' | 'soon' | ''}} */
export function sayDue(due, now) {
  const days = dayNumber(due) - dayNumber(now);
  if (days < 0) return { text: t('已超{n}天', { n: -days }), state: 'late' };
  if (days === 0) return { text: t('今天到期'), state: 'soon' };
  return { text: t('还剩{n}天', { n: days }), state: days <= 2 ? 'soon' : '' };
}

/** @param {number} ms */
export function sayAge(ms) {
  const minutes = Math.max(0, Math.floor(ms / 60_000));
  if (minutes < 1) return t('刚刚');
  if (minutes < 60) return t('{n}分钟前', { n: minutes });
  if (minutes < 24 * 60) return t('{n}小时前', { n: Math.floor(minutes / 60) });
  return t('{n}天前', { n: Math.floor(minutes / 60 / 24) });
}

/** @param {string} text 2026-09-02 is that day (its noon); all else a moment @returns {Date} */
export function parseTime(text) {
  return new Date(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T12:00:00Z` : text);
}
