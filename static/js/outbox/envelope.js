/** The envelope: one JSON text made once on this phone; its digest is of exactly these bytes. */

import { currentUser, deviceId, lastContact } from '../device.js';
import { randomHex, sha256 } from '../ids.js';

/** @typedef {Record<string, string | string[]>} Body */
/** @typedef {{sha256: string, size: number, type: string}} FileNote */
/** @typedef {{id: string, rev: number}} Base the revision that is amended */
/** @typedef {'visit' | 'amendment' | 'correction' | 'sign_in' | 'check_answers' | 'matter'} Kind */
/** @typedef {{id: string, kind: Kind, body: Body, base: Base | null, files: FileNote[], made?: Made}} Content `made`: where what is signed says it too */
/** @typedef {{wall: string, offset: number | null, origin: number}} Made */
/** @typedef {{text: string, digest: string, size: number}} Envelope */

export const MAX_BYTES = 64 * 1024;
export const SCHEMA = 1;

/** The text is over the limit that the server takes. */
export class TooLongError extends Error { name = 'TooLongError'; }

/**
 * @param {import('../device.js').User} user the author
 * @param {Content} content
 * @returns {Promise<Envelope>}
 */
export async function makeEnvelope(user, content, now = new Date()) {
  const text = JSON.stringify({
    v: 1,
    id: content.id,
    kind: content.kind,
    schema: SCHEMA,
    community: user.community,
    author: user.id,
    device: await deviceId(),
    made: content.made ?? await madeNow(user.id, now),
    base: content.base,
    salt: randomHex(16),
    body: content.body,
    files: content.files.map(({ sha256: digest, size, type }) => ({ sha256: digest, size, type })),
  });
  const size = new TextEncoder().encode(text).length;
  if (size > MAX_BYTES) throw new TooLongError(String(size));
  return { text, digest: await sha256(text), size };
}

/** When it is, as this phone knows it. @param {string} uid @returns {Promise<Made>} */
export async function madeNow(uid, now = new Date()) {
  const contact = await lastContact(uid);
  return { wall: wallTime(now), offset: contact?.offset ?? null, origin: performance.timeOrigin };
}

/** The phone's own clock as it shows it, with its zone: 2026-11-22T08:30:00.000+08:00. @param {Date} now */
export function wallTime(now) {
  const minutes = -now.getTimezoneOffset();
  const local = new Date(now.getTime() + minutes * 60_000).toISOString().slice(0, -1);
  const two = (/** @type {number} */ n) => String(Math.trunc(n)).padStart(2, '0');
  const away = Math.abs(minutes);
  return `${local}${minutes < 0 ? '-' : '+'}${two(away / 60)}:${two(away % 60)}`;
}

/** @returns {Promise<import('../device.js').User>} who writes; throws when nobody is signed in on this phone */
export async function author() {
  const user = await currentUser();
  if (!user) throw new DOMException('nobody signed in', 'NotAllowedError');
  return user;
}
