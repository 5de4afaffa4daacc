/**
 * The challenges of the next two weeks, one for each half of a day, so that signing in needs no
 * signal (`qm-device` / `days:<person id>`). They are this phone's alone and open nothing.
 */

import { Refusal, post } from '../auth/ask.js';
import { deviceId, getValue, lastContact, noteContact, setValue } from '../device.js';
import { inTime } from '../patience.js';
import { t } from '../text.js';
import { dayAndClock, parseTime } from '../when.js';

/** @typedef {import('./parts.js').Half & {issued: string, challenge: string}} Challenge */
/** @typedef {{at: string, person: string, device: string, keys: string[], device_keys?: string[], rp_id: string, halves: Challenge[], fetched: number}} Days `keys`: this person's passkeys; `fetched`: ms, phone clock */

const FRESH_WITHIN_MS = 3000;
const KEPT_MS = 3600 * 1000;
const AHEAD_DAYS = 13;
const DAY_MS = 24 * 3600 * 1000;
const SET_BACK_MS = 120_000;

/** @param {string} uid @returns {Promise<Days | undefined>} */
export function keptDays(uid) {
  return getValue(`days:${uid}`);
}

/** The phone's clock with its last known error taken out. @param {string} uid @returns {Promise<Date>} */
export async function correctedNow(uid) {
  return new Date(Date.now() - ((await lastContact(uid))?.offset ?? 0));
}

/** Whether the clock shows less than it showed here before: somebody set it back, and what it says now
 * is no day to go by. Every look at the card notes how far it had come. @param {string} uid */
export async function isSetBack(uid) {
  const [now, seen] = [Date.now(), Number(await getValue(`seen:${uid}`) ?? 0)];
  if (now > seen) await setValue(`seen:${uid}`, now);
  return now < seen - SET_BACK_MS;
}

/** Only when those that are kept are old or few. @param {string} uid */
export async function refreshDays(uid) {
  const [kept, now] = await Promise.all([keptDays(uid), correctedNow(uid)]);
  if (!kept || isOld(kept, now)) await fetchDays(uid);
}

/** @param {Days} kept @param {Date} now */
function isOld(kept, now) {
  const last = kept.halves.at(-1)?.on ?? '1970-01-01';
  const ahead = (parseTime(last).getTime() - parseTime(dayAndClock(now).on).getTime()) / DAY_MS;
  return Math.abs(Date.now() - kept.fetched) > KEPT_MS || ahead < AHEAD_DAYS;
}

/**
 * For the touch: fresh ones within three seconds, or those that are kept.
 * @param {string} uid @returns {Promise<{days: Days, now: Date, sure: boolean}>} `now`: as the server just said, or as well as the phone knows; `sure`: its clock was not set back
 */
export async function daysNow(uid) {
  let why;
  try {
    if (!navigator.onLine) throw new TypeError('offline');
    const days = await inTime(fetchDays(uid), FRESH_WITHIN_MS);
    return { days, now: new Date(days.at), sure: true };
  } catch (error) {
    why = error;
  }
  const kept = await keptDays(uid);
  if (kept) return { days: kept, now: await correctedNow(uid), sure: !await isSetBack(uid) };
  throw why instanceof Refusal && why.answered ? why
    : new Refusal(t('现在签不了到'), t('没有信号，手机里也还没有备用的签到码。有信号了再签，不会算您没签到。'));
}

/** @param {string} uid @returns {Promise<Days>} kept, too */
async function fetchDays(uid) {
  const began = Date.now();
  const said = await post('/day/challenges', { device: await deviceId() });
  if (said?.person !== uid || !Array.isArray(said.halves)) throw new TypeError('not what was asked for');
  const fetched = Date.now();
  const days = { ...said, fetched };
  await setValue(`days:${uid}`, days);
  await setValue(`seen:${uid}`, fetched); // whatever it showed before, it is known again
  await noteContact(uid, { at: fetched, offset: Math.round((began + fetched) / 2 - Date.parse(said.at)) });
  return days;
}
