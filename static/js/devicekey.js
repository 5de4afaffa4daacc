/**
 * The way in for phones without passkeys: a key pair that cannot leave this phone (ECDSA P-256,
 * not extractable, `qm-device` / `keys`) and a PIN that only the server can check.
 */

import { Refusal, ownDevice, post } from './auth/ask.js';
import { toText } from './auth/json.js';
import { device } from './device.js';
import { ask } from './idb.js';
import { uuid7 } from './ids.js';

const PREFIX = 'auth:';
const CURVE = { name: 'ECDSA', namedCurve: 'P-256' };
const SIGNING = { name: 'ECDSA', hash: 'SHA-256' };

/** @typedef {{id: string, name: string, key: CryptoKey}} DeviceKey */

/** @returns {Promise<DeviceKey[]>} the keys on this phone, one a person */
export async function deviceKeys() {
  try {
    const all = await device.read(['keys'], (tx) => ask(tx.objectStore('keys').getAll(
      IDBKeyRange.bound(PREFIX, `${PREFIX}\uffff`))));
    return all.filter((one) => one?.id && one?.key);
  } catch {
    return [];
  }
}

/** @param {DeviceKey} one @param {string} pin @returns {Promise<{next: string}>} */
export async function signInWithPin(one, pin) {
  const { challenge } = await post('/sign-in/challenge');
  const signature = await sign(one.key, 'sign-in', challenge);
  return post('/sign-in/device-key', { key: one.id, challenge, signature, pin, device: await ownDevice() });
}

/** @param {DeviceKey} one @param {string} old @param {string} pin the new one */
export async function changePin(one, old, pin) {
  const { challenge } = await post('/me/devices/pin/challenge');
  const signature = await sign(one.key, 'new-pin', challenge);
  return post('/me/devices/pin', { key: one.id, challenge, signature, pin: old, new: pin });
}

/** Signing in for half a day: a signature without a PIN, which only the server could check. @param {DeviceKey} one @param {string} challenge base64url */
export function signDay(one, challenge) {
  return sign(one.key, 'day', challenge);
}

/** Makes the key, keeps it and proves it.
 * @param {string} invitation path of the invitation @param {string} name whose it is @param {string} pin */
export async function registerDeviceKey(invitation, name, pin) {
  const { challenge } = await post(`${invitation}/passkey/options`);
  const pair = await crypto.subtle.generateKey(CURVE, false, ['sign', 'verify']);
  const { x, y } = await crypto.subtle.exportKey('jwk', pair.publicKey);
  const signature = await sign(pair.privateKey, 'enrol', challenge);
  const id = uuid7();
  // Kept before it is sent: when the answer is lost on the way, the key already works.
  await keep({ id, name, key: pair.privateKey });
  try {
    return await post(`${invitation}/device-key`,
      { key: id, jwk: { x, y }, challenge, signature, pin, device: await ownDevice() });
  } catch (error) {
    if (error instanceof Refusal && error.answered) await drop(id);
    throw error;
  }
}

/** @param {CryptoKey} key @param {string} purpose @param {string} challenge */
async function sign(key, purpose, challenge) {
  const text = new TextEncoder().encode(`qiaomen:${purpose}:${location.origin}:${challenge}`);
  return toText(await crypto.subtle.sign(SIGNING, key, text));
}

/** @param {DeviceKey} one */
function keep(one) {
  return device.write(['keys'], async (tx) => { await ask(tx.objectStore('keys').put(one, PREFIX + one.id)); });
}

/** @param {string} id */
function drop(id) {
  return device.write(['keys'], async (tx) => { await ask(tx.objectStore('keys').delete(PREFIX + id)); });
}
