/** How long a received record stays on the phone, and what happens when the server lost it. */

import { ask } from '../idb.js';
import { getValue, setValue } from '../device.js';
import { logLine, outbox } from './store.js';
import { turnOf } from './turn.js';

/** @typedef {import('./store.js').OutboxRecord} OutboxRecord */

const KEPT_MS = 7 * 24 * 3600 * 1000;
const LOOK_EVERY_MS = 6 * 3600 * 1000;

/** Removes records that were received at least 7 days ago with all their photos; each leaves a line in the log. @param {string} uid */
export async function prune(uid, now = Date.now()) {
  const last = await getValue(`pruned:${uid}`);
  if (last && Math.abs(now - last) < LOOK_EVERY_MS) return;
  await outbox(uid).write(['records', 'files', 'log'], async (tx) => {
    const records = tx.objectStore('records');
    const states = records.index('state');
    for (const state of ['received', 'set_aside']) {
      const rows = /** @type {OutboxRecord[]} */ (await ask(states.getAll(state)));
      for (const row of rows.filter((each) => isDone(each, now))) {
        records.delete(row.id);
        tx.objectStore('files').delete(IDBKeyRange.bound([row.id], [row.id, []]));
        logLine(tx, 'deleted', row.id, `receipt ${row.receipt?.short} is over 7 days old`);
      }
    }
  });
  await setValue(`pruned:${uid}`, now);
}

/** @param {OutboxRecord} row @param {number} now */
function isDone(row, now) {
  return row.receipt !== undefined && row.receivedAt !== undefined && row.filesDue === undefined
    && now - row.receivedAt >= KEPT_MS && !row.files.some((file) => file.state === 'refused');
}

/** The server was restored from an older copy: everything kept is offered once more (it is idempotent).
 * @param {string} uid @param {string} epoch the new one */
export async function offerAgain(uid, epoch) {
  await outbox(uid).write(['records', 'log'], async (tx) => {
    const records = tx.objectStore('records');
    for (const state of ['received', 'set_aside']) {
      for (const row of /** @type {OutboxRecord[]} */ (await ask(records.index('state').getAll(state)))) {
        if (row.receipt?.epoch === epoch || row.erased) continue;
        const { filesDue: _, ...rest } = row;
        const files = row.files.map((file) => ({ ...file, state: /** @type {const} */ ('waiting') }));
        records.put({ ...rest, files, state: 'queued', nextAt: turnOf(row), tries: 0 });
        logLine(tx, 'offered again', row.id, 'the server has a new epoch');
      }
    }
  });
}
