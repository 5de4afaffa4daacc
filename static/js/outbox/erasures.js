/** What this phone still says of households that were erased: forgotten once a signed answer names them. */

import { getValue, setValue } from '../device.js';
import { ask } from '../idb.js';
import { seal } from '../seal.js';
import { dropDraft, listDrafts } from './drafts.js';
import { exchange } from './exchange.js';
import { changed, logLine, outbox, outboxKey } from './store.js';

/** @typedef {import('./store.js').OutboxRecord} OutboxRecord */

/** The round says that there was an erasure, which nobody signs: only a reason to ask.
 * @param {string} uid @param {string | undefined} mark of the newest erasure */
export async function hearErasures(uid, mark) {
  const since = (await getValue(`erasures:${uid}`)) ?? '';
  if (!mark || mark === since) return;
  const outcome = await exchange(uid, (nonce) => ({ url: '/sync/erasures', method: 'POST', type: 'application/json',
    body: JSON.stringify({ nonce, since }) }));
  if (!outcome.ok) return; // the next round is another reason
  await forget(uid, new Set(outcome.answer.households), new Set(outcome.answer.records));
  await setValue(`erasures:${uid}`, String(outcome.answer.mark));
}

/** @param {string} uid @param {Set<string>} households @param {Set<string>} records */
async function forget(uid, households, records) {
  for (const draft of await listDrafts(uid)) {
    const about = draft.key.split('/').at(-1) ?? '';
    if (households.has(about) || records.has(about)) await dropDraft(uid, draft.key, draft.id, 'its household was erased');
  }
  const all = await outbox(uid).read(['records'], (tx) => ask(tx.objectStore('records').getAll()));
  // What waits is offered first: the server answers for it.
  const gone = all.filter((/** @type {OutboxRecord} */ row) => !row.erased && row.state !== 'queued' && row.state !== 'sending'
    && (households.has(row.household) || records.has(row.id)));
  const blank = await Promise.all(gone.map((/** @type {OutboxRecord} */ row) => blanked(uid, row)));
  await outbox(uid).write(['records', 'files', 'log'], (tx) => {
    for (const row of blank) {
      tx.objectStore('records').put(row);
      dropFiles(tx, row.id);
      logLine(tx, 'erased', row.id, 'its household was erased');
    }
  });
  if (blank.length) await changed(uid);
}

/** The record without its words; its receipt stays valid, because it names the digest alone.
 * @param {string} uid @param {OutboxRecord} row @returns {Promise<OutboxRecord>} */
export async function blanked(uid, row) {
  const { filesDue: _, filesTries: __, ...rest } = row;
  const sealed = await seal(await outboxKey(uid), `${uid}|records|${row.id}|1`, JSON.stringify({ text: '', subject: '' }));
  return { ...rest, household: '', files: [], sealed, erased: true };
}

/** @param {IDBTransaction} tx with store 'files' @param {string} id */
export function dropFiles(tx, id) {
  tx.objectStore('files').delete(IDBKeyRange.bound([id], [id, []]));
}
