/** The sign-ins of this phone's outbox, opened; and how strong each is. */

import { look, openedSince } from '../outbox/records.js';

/** @typedef {import('../outbox/store.js').OutboxRecord} OutboxRecord */
/** @typedef {{row: OutboxRecord, statement: import('./statement.js').Statement, byKey: boolean}} SignIn */

const BACK_MS = 2 * 24 * 3600 * 1000;
const ONLINE_WITHIN_MS = 5 * 60 * 1000;

/** Those of the last days, the newest last. @param {string} uid @returns {Promise<SignIn[]>} */
export async function recordsOf(uid) {
  const rows = (await openedSince(uid, Date.now() - BACK_MS)).filter((row) => row.kind === 'sign_in');
  const all = await Promise.all(rows.map(async (row) => read(row, (await look(uid, row))?.text)));
  return all.filter((one) => one !== null);
}

/** @param {OutboxRecord} row @param {string | undefined} text its envelope @returns {SignIn | null} */
export function read(row, text) {
  try {
    const { statement, proof } = JSON.parse(text ?? '').body;
    return { row, statement: JSON.parse(statement), byKey: JSON.parse(proof).kind === 'device_key' };
  } catch {
    return null;
  }
}

/** A to D as the server grades it; '' while that is still open. @param {SignIn} signIn @param {number} now ms */
export function gradeOf({ row, statement, byKey }, now) {
  if (byKey) return 'D';
  const sent = row.receipt ? Date.parse(row.receipt.at) : null;
  if ((sent ?? now) - Date.parse(statement.issued) <= ONLINE_WITHIN_MS) return sent ? 'A' : '';
  return statement.code ? 'B' : 'C';
}
