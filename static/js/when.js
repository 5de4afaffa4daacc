/** Times as people say them: 今天 09:12, 昨天 17:40, 周三, 9月2日. Pure: the clock is an argument. */

import { locale, t } from './text.js';

const DAY_MS = 24 * 3600 * 1000;

/** @param {Date} date local midnight before it, as days since 1970 */
function dayNumber(date) {
  return Math.round(Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / DAY_MS);
}

/** @param {Date} at @param {Date} now @param {boolean} [withClock] false for dates without a time */
export function sayWhen(at, now, withClock = true) {
  const days = dayNumber(now) - dayNumber(at);
  const clock = withClock ? ` ${at.toLocaleTimeString(locale(), { hour: '2-digit', minute: '2-digit', hour12: false })}` : '';
  if (days === 0) return t('今天') + clock;
  if (days === 1) return t('昨天') + clock;
  if (days === -1) return t('明天') + clock;
  if (days > 1 && days < 7) return at.toLocaleDateString(locale(), { weekday: 'short' }) + clock;
  /** @type {Intl.DateTimeFormatOptions} */
  const how = at.getFullYear() === now.getFullYear() ? { month: 'short', day: 'numeric' } : { year: 'numeric', month: 'short', day: 'numeric' };
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

/** @param {string} text 2026-09-02 is that local day; all else a moment @returns {Date} */
export function parseTime(text) {
  const day = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
  return day ? new Date(Number(day[1]), Number(day[2]) - 1, Number(day[3])) : new Date(text);
}
