/** What a sign-in says, and what is signed: the challenge of its half of a day bound to every letter. */

import { toText } from '../auth/json.js';
import { fromBase64Url } from '../ids.js';

/** @typedef {{place: string, reason: string, code: string, position: string}} Said */
/** @typedef {Said & import('./parts.js').Half & {v: 1, id: string, community: string, person: string, device: string, issued: string, made: import('../outbox/envelope.js').Made}} Statement */

const LABEL = 'att/v1';

/**
 * @param {import('../device.js').User} user @param {{id: string, device: string, made: import('../outbox/envelope.js').Made}} envelope the one that carries it says the same
 * @param {import('./challenges.js').Challenge} challenge @param {Said} said @returns {string} the exact text
 */
export function makeStatement(user, { id, device, made }, { on, part, issued }, { place, reason, code, position }) {
  return JSON.stringify({ v: 1, id, community: user.community, person: user.id, device, on, part, issued, place, reason, code, position, made });
}

/** SHA-256("att/v1" ‖ challenge ‖ SHA-256(statement)). @param {string} challenge base64url @param {string} statement @returns {Promise<Uint8Array<ArrayBuffer>>} */
export async function bind(challenge, statement) {
  const text = new TextEncoder();
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', text.encode(statement)));
  const whole = [...text.encode(LABEL), ...fromBase64Url(challenge), ...digest];
  return new Uint8Array(await crypto.subtle.digest('SHA-256', Uint8Array.from(whole)));
}

/** @param {Uint8Array<ArrayBuffer>} bytes */
export function asText(bytes) {
  return toText(bytes.buffer) ?? '';
}

/** The moment at which it says that it was made, by the phone's clock with its known error taken out. @param {Statement} statement */
export function madeAt({ made }) {
  return new Date(Date.parse(made.wall) - (made.offset ?? 0));
}
