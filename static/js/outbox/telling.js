/**
 * What this phone says of itself at each contact, and saying it when there is nothing to send: a
 * phone that never said "nothing waits here" could still hold a touch back (docs/day.md).
 */

import { ask } from '../idb.js';
import { getValue, lastContact, setValue } from '../device.js';
import { withLock } from '../lock.js';
import { fetchRound, isRecalled, noteRecall } from '../round.js';
import { announce } from '../signals.js';
import { countAll, lost, outbox } from './store.js';
import { offer } from './exchange.js';
import { offerAgain } from './retention.js';

/** @typedef {import('./exchange.js').DeviceState} DeviceState */

export const WHILE_OPEN_MS = 3600_000;
export const AT_START_MS = 600_000;
const REST_MS = 300_000; // after a try in vain
const TURNS = 3; // when a batch went up meanwhile, what is left is said once more

/** No try before then, in this page or worker. */
let notBefore = 0;

/** What was refused was heard by the server and waits for its author: it is not unsent.
 * @param {string} uid @returns {Promise<DeviceState>} */
export async function deviceState(uid) {
  const [counts, loss, contact, saved] = await Promise.all([countAll(uid), lost(uid), lastContact(uid), oldestUnsent(uid)]);
  const oldest = saved === null ? null : saved - (contact?.offset ?? 0);
  return { unsent: counts.queued + counts.sending, refused: counts.refused, oldest, lost: Boolean(loss && !loss.reported) };
}

/** When the first of what waits was saved, by the phone's clock. Ids are no help: they say when the
 * form was opened. @param {string} uid @returns {Promise<number | null>} */
function oldestUnsent(uid) {
  return outbox(uid).read(['records'], async (tx) => {
    const states = tx.objectStore('records').index('state');
    const rows = (await Promise.all(['queued', 'sending'].map((state) => ask(states.getAll(state))))).flat();
    return rows.reduce((least, row) => Math.min(least ?? row.savedAt, row.savedAt), /** @type {number | null} */ (null));
  });
}

/** What every proved answer tells besides its results. @param {string} uid @param {any} answer @param {{lost: boolean}} state */
export async function heard(uid, answer, state) {
  if (state.lost) {
    const loss = await lost(uid);
    if (loss) await setValue(`lost:${uid}`, { ...loss, reported: true });
  }
  await noteRecall(uid, answer.recalled);
  const epoch = String(answer.epoch ?? '');
  const known = await getValue(`epoch:${uid}`);
  if (!epoch || known === epoch) return;
  if (known) await offerAgain(uid, epoch);
  await setValue(`epoch:${uid}`, epoch);
}

/**
 * Says what waits here, when the server was told otherwise or so long ago. In nobody's way: one small
 * request beside what is sent, by one tab, and silence when there is no network.
 * @param {string} uid @param {number} [every] ms
 */
export async function tell(uid, every = WHILE_OPEN_MS) {
  if (!navigator.onLine || Date.now() < notBefore) return;
  const epoch = await getValue(`epoch:${uid}`);
  await withLock(`tell:${uid}`, () => sayNews(uid, every));
  if (await isRecalled(uid)) await fetchRound(uid);
  if (await getValue(`epoch:${uid}`) !== epoch) announce('epoch', { uid });
}

/** @param {string} uid @param {number} every */
async function sayNews(uid, every) {
  for (let turn = 0; turn < TURNS; turn += 1) {
    const state = await deviceState(uid);
    if (isKnown(await getValue(`told:${uid}`), state, every)) return;
    const outcome = await offer(uid, [], state);
    if (!outcome.ok) {
      notBefore = Date.now() + REST_MS;
      return;
    }
    await heard(uid, outcome.answer, state);
  }
}

/** @param {import('./exchange.js').Told | undefined} told @param {DeviceState} state @param {number} every */
function isKnown(told, state, every) {
  return told?.at !== undefined && Math.abs(Date.now() - told.at) < every
    && told.unsent === state.unsent && told.refused === state.refused && (state.unsent === 0 || told.oldest === state.oldest);
}
