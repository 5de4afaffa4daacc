/** What this phone knows about itself: its id, its current user, its last contact (`qm-device`). */

import { Database, ask } from './idb.js';
import { uuid7 } from './ids.js';

/** @typedef {{id: string, community: string, name: string, session: string, recalled?: string}} User `session`: a tag of the server session, not a secret; `recalled`: the mark of the latest recall of kept pages */
/** @typedef {{at: number, offset: number | null}} Contact `at`: ms on the phone's clock; `offset`: phone clock minus server clock in ms */

export const device = new Database('qm-device', 1, (db) => {
  db.createObjectStore('kv');
  db.createObjectStore('keys');
});

/** @param {string} key @returns {Promise<any>} undefined when it was never set */
export function getValue(key) {
  return device.read(['kv'], (tx) => ask(tx.objectStore('kv').get(key)));
}

/** @param {string} key @param {unknown} value undefined deletes */
export function setValue(key, value) {
  return device.write(['kv'], async (tx) => {
    const kv = tx.objectStore('kv');
    await (value === undefined ? ask(kv.delete(key)) : ask(kv.put(value, key)));
  });
}

/** Reads, changes and writes one value in one transaction.
 * @template T @param {string} key @param {(old: any) => T} change @returns {Promise<T>} */
export function changeValue(key, change) {
  return device.write(['kv'], async (tx) => {
    const kv = tx.objectStore('kv');
    const value = change(await ask(kv.get(key)));
    await (value === undefined ? ask(kv.delete(key)) : ask(kv.put(value, key)));
    return value;
  });
}

/** @returns {Promise<string>} */
export async function deviceId() {
  const made = uuid7();
  return (await getValue('device')) ?? changeValue('device', (old) => old ?? made);
}

/** @returns {Promise<User | undefined>} who works on this phone now; survives the end of the session, not a sign-out */
export function currentUser() {
  return getValue('user');
}

/** @param {string} uid @returns {Promise<Contact | undefined>} the last proved contact of this user */
export function lastContact(uid) {
  return getValue(`contact:${uid}`);
}

/** @param {string} uid @param {Contact} contact */
export function noteContact(uid, contact) {
  return changeValue(`contact:${uid}`, (/** @type {Contact | undefined} */ old) =>
    ({ at: contact.at, offset: contact.offset ?? old?.offset ?? null }));
}
