/** What a proved answer does to the records it names. Nothing else ever moves one out of `sending`. */

import { ask } from '../idb.js';
import { blanked, dropFiles } from './erasures.js';
import { logLine, outbox } from './store.js';

/** @typedef {import('./store.js').OutboxRecord} OutboxRecord */

export const LONGEST_WAIT_MS = 300_000;
/** Refusals that say nothing about the record itself. */
const NOT_ITS_FAULT = new Set(['other_user', 'other_author']);

/** 1 s, doubling to 5 minutes, with jitter so that a thousand phones do not come at once. @param {number} tries */
export function waitFor(tries) {
  return Math.min(LONGEST_WAIT_MS, 1000 * 2 ** Math.min(tries, 9)) * (0.5 + Math.random() / 2);
}

/**
 * @param {string} uid @param {OutboxRecord[]} rows as offered @param {any} answer signed, own nonce
 * @returns {Promise<number>} how many the server has now
 */
export async function settle(uid, rows, answer) {
  const results = Array.isArray(answer.results) ? answer.results : [];
  const judged = rows.map((row, place) => judge(row, resultFor(row, place, results), answer.proof));
  const settled = await Promise.all(judged.map((row) => (row.refusal?.code === 'erased' && row.state === 'refused' ? blanked(uid, row) : row)));
  await outbox(uid).write(['records', 'files', 'log'], async (tx) => {
    const records = tx.objectStore('records');
    for (const next of settled) {
      const now = await ask(records.get(next.id));
      if (now?.state !== 'sending' || now.digest !== next.digest) continue; // deleted or changed meanwhile
      await ask(records.put(next));
      if (next.erased) dropFiles(tx, next.id);
      if (next.state !== 'queued') logLine(tx, next.state, next.id, next.receipt?.short ?? next.refusal?.code ?? '');
    }
  });
  return settled.filter((row) => row.state === 'received' || row.state === 'set_aside').length;
}

/** Results come in order, and may lack the id when the server could not read the text. @param {OutboxRecord} row @param {number} place @param {any[]} results */
function resultFor(row, place, results) {
  return results.find((result) => result?.id === row.id)
    ?? (results[place]?.id === null && results[place]?.digest === row.digest ? results[place] : undefined);
}

/** @typedef {{answer: string, kid: string, sig: string}} Proof */

/** @param {OutboxRecord} row @param {any} result @param {Proof} proof @returns {OutboxRecord} */
function judge(row, result, proof) {
  if (result?.digest !== row.digest) return later(row);
  if (result.outcome === 'accepted' || result.outcome === 'set_aside') return received(row, result, proof);
  if (result.outcome === 'refused' && !NOT_ITS_FAULT.has(result.code)) return refused(row, result);
  return later(row);
}

/** The receipt is kept with the signed answer that names it: whoever holds it can prove it alone.
 * @param {OutboxRecord} row @param {any} result @param {Proof} proof @returns {OutboxRecord} */
function received(row, result, proof) {
  if (result.id !== row.id) return later(row);
  const { text, short, epoch, received_at: at } = result;
  const waiting = row.files.some((file) => file.state === 'waiting');
  const { filesDue: _, solo: __, refusal: ___, ...rest } = row;
  return { ...rest, state: result.outcome === 'accepted' ? 'received' : 'set_aside', receivedAt: Date.now(),
    receipt: { text, ...proof, short: String(short), epoch: String(epoch), at: String(at) },
    tries: 0, nextAt: 0, ...(waiting ? { filesDue: 0, filesTries: 0 } : {}) };
}

/** @param {OutboxRecord} row @param {any} result @returns {OutboxRecord} */
function refused(row, result) {
  const refusal = { code: String(result.code), field: result.field ?? null, message: String(result.message ?? '') };
  return { ...row, state: 'refused', refusal };
}

/** @param {OutboxRecord} row @param {Partial<OutboxRecord>} [more] @returns {OutboxRecord} */
export function later(row, more = {}) {
  const tries = row.tries + 1;
  return { ...row, ...more, state: 'queued', tries, nextAt: Date.now() + waitFor(tries) };
}
