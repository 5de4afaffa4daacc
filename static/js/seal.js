/** AES-GCM with keys that cannot leave this phone (non-extractable, in `qm-device`). */

import { ask } from './idb.js';
import { device } from './device.js';

/** @typedef {{iv: Uint8Array<ArrayBuffer>, data: ArrayBuffer}} Sealed */

/** @param {string} name @returns {Promise<CryptoKey | undefined>} */
export function findKey(name) {
  return device.read(['keys'], (tx) => ask(tx.objectStore('keys').get(name)));
}

/** The key of that name, made at its first use. Two tabs that make it at once get the same.
 * @param {string} name @returns {Promise<CryptoKey>} */
export async function keyFor(name) {
  const found = await findKey(name);
  if (found) return found;
  const made = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
  return device.write(['keys'], async (tx) => {
    const keys = tx.objectStore('keys');
    const other = await ask(keys.get(name));
    if (!other) await ask(keys.put(made, name));
    return other ?? made;
  });
}

/** @param {string} name */
export function dropKey(name) {
  return device.write(['keys'], async (tx) => { await ask(tx.objectStore('keys').delete(name)); });
}

/** @param {CryptoKey} key @param {string} place what it is and where it belongs; opening it elsewhere fails @param {string | ArrayBuffer} data @returns {Promise<Sealed>} */
export async function seal(key, place, data) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : data;
  return { iv, data: await crypto.subtle.encrypt(how(iv, place), key, bytes) };
}

/** Throws OperationError when the key or the place is another. @param {CryptoKey} key @param {string} place @param {Sealed} sealed */
export function open(key, place, sealed) {
  return crypto.subtle.decrypt(how(sealed.iv, place), key, sealed.data);
}

/** @param {CryptoKey} key @param {string} place @param {Sealed} sealed @returns {Promise<string>} */
export async function openText(key, place, sealed) {
  return new TextDecoder().decode(await open(key, place, sealed));
}

/** @param {Uint8Array<ArrayBuffer>} iv @param {string} place */
function how(iv, place) {
  return { name: 'AES-GCM', iv, additionalData: new TextEncoder().encode(place) };
}
