/** Photos go after their record was received, one request each. */

import { ask } from '../idb.js';
import { announce } from '../signals.js';
import { readFile } from './drafts.js';
import { exchange } from './exchange.js';
import { waitFor } from './settle.js';
import { logLine, outbox } from './store.js';

/** @typedef {import('./store.js').OutboxRecord} OutboxRecord */
/** @typedef {import('./store.js').FileState} FileState */

/**
 * Sends every photo that is due; one that fails waits by itself.
 * @param {string} uid @param {import('./sender.js').Link} link as it was so far @param {() => void} progress
 * @returns {Promise<import('./sender.js').Link>}
 */
export async function sendFiles(uid, link, progress) {
  for (;;) {
    const row = await nextRow(uid);
    const file = row?.files.find((each) => each.state === 'waiting');
    if (!row) return link;
    const done = file ? await sendOne(uid, row, file) : {};
    progress();
    if (typeof done === 'string') {
      await wait(uid, row.id);
      if (done !== 'unproved') return done;
    } else {
      if (file) link = 'ok';
      await note(uid, row.id, file?.sha256 ?? '', done);
      announce('outbox', { uid });
    }
  }
}

/** @param {string} uid @returns {Promise<OutboxRecord | undefined>} */
function nextRow(uid) {
  return outbox(uid).read(['records'], (tx) =>
    ask(tx.objectStore('records').index('filesDue').get(IDBKeyRange.upperBound(Date.now()))));
}

/** @param {string} uid @param {OutboxRecord} row @param {FileState} file @returns {Promise<Partial<FileState> | 'offline' | 'signin' | 'unproved'>} */
async function sendOne(uid, row, file) {
  const blob = await readFile(uid, row.id, file.sha256);
  if (!blob) return { state: 'refused', message: '' }; // its bytes are gone from this phone: say so, go on
  const outcome = await exchange(uid, (nonce) => ({ url: `/sync/files/${row.id}/${file.sha256}?nonce=${nonce}`, method: 'PUT',
    body: blob, type: file.type }));
  if (!outcome.ok) return outcome.why === 'too-large' ? 'unproved' : outcome.why;
  const { id, sha256, outcome: verdict, message } = outcome.answer;
  if (id !== row.id || sha256 !== file.sha256) return 'unproved';
  if (verdict === 'accepted') return { state: 'received' };
  return verdict === 'refused' ? { state: 'refused', message: String(message ?? '') } : 'unproved';
}

/** @param {string} uid @param {string} id @param {string} digest @param {Partial<FileState>} done */
async function note(uid, id, digest, done) {
  await outbox(uid).write(['records', 'log'], async (tx) => {
    const records = tx.objectStore('records');
    const row = /** @type {OutboxRecord | undefined} */ (await ask(records.get(id)));
    if (!row) return;
    row.files = row.files.map((file) => (file.sha256 === digest ? { ...file, ...done } : file));
    row.filesTries = 0;
    if (!row.files.some((file) => file.state === 'waiting')) delete row.filesDue;
    await ask(records.put(row));
    logLine(tx, `photo ${done.state ?? 'none'}`, id, digest.slice(0, 12));
  });
}

/** @param {string} uid @param {string} id */
async function wait(uid, id) {
  await outbox(uid).write(['records'], async (tx) => {
    const records = tx.objectStore('records');
    const row = /** @type {OutboxRecord | undefined} */ (await ask(records.get(id)));
    if (row?.filesDue === undefined) return;
    row.filesTries = (row.filesTries ?? 0) + 1;
    row.filesDue = Date.now() + waitFor(row.filesTries);
    await ask(records.put(row));
  });
}
