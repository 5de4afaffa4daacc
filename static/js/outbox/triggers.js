/**
 * When to send: at the start, after a save, `online`, when the server was restored, becoming visible, every minute while
 * visible, the button, and Background Sync where there is one. A watchdog frees a run that hangs.
 */

import { drain } from './sender.js';
import { release } from './records.js';
import { AT_START_MS, WHILE_OPEN_MS, tell } from './telling.js';
import { countAll, outbox } from './store.js';
import { listen } from '../signals.js';

const WHILE_VISIBLE_MS = 60_000;
const PING_WHILE_VISIBLE_MS = 25_000; // with work waiting, never longer without a try
const WEDGED_MS = 120_000;

/** @typedef {{kick: (why: string) => Promise<void>}} Sending */

/** @type {Map<string, Sending>} */
const started = new Map();

/** Starts sending for this person in this page; a second call gives the same. @param {string} uid @returns {Sending} */
export function startSending(uid) {
  const known = started.get(uid);
  if (known) return known;
  const sending = new Pump(uid);
  started.set(uid, sending);
  addEventListener('online', () => sending.kick('online'));
  document.addEventListener('visibilitychange', () => { if (visible()) sending.kick('visible'); });
  listen('saved', () => sending.kick('save'));
  listen('epoch', () => sending.kick('epoch'));
  setInterval(() => { if (visible()) sending.tick(); }, WHILE_VISIBLE_MS / 4);
  sending.kick('start');
  return sending;
}

class Pump {
  /** @type {Promise<void> | null} */
  #running = null;
  #again = false;
  #movedAt = Date.now();
  #triedAt = 0;
  #toldEvery = WHILE_OPEN_MS;
  #turn = 0;
  /** Since when another tab has had the lock without moving anything. @type {number | null} */
  #busySince = null;
  /** Nobody is signed in at the server: the clock alone does not ask again. */
  #resting = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {string} uid */
  constructor(uid) {
    this.uid = uid;
    listen('moved', () => { this.#busySince = null; });
  }

  /** @param {string} why @returns {Promise<void>} when the run that this call asked for is over */
  async kick(why) {
    if (why === 'start' || why === 'visible') this.#toldEvery = AT_START_MS;
    if (why === 'button' || why === 'online') await release(this.uid).catch(() => {});
    if (this.#running) {
      this.#again = true;
      return this.#running;
    }
    return this.#start(this.#isStuckElsewhere());
  }

  #isStuckElsewhere() {
    return this.#busySince !== null && Date.now() - this.#busySince > WEDGED_MS;
  }

  /** The timer: looks after a hanging run, and tries again what waits. */
  async tick() {
    const now = Date.now();
    if (this.#running && now - this.#movedAt > WEDGED_MS) {
      // Idempotent at the server, so two senders for a moment do no harm; one that hangs does.
      outbox(this.uid).close();
      this.#running = null;
      return this.#start(true);
    }
    if (!this.#running && !this.#resting && now - this.#triedAt >= WHILE_VISIBLE_MS) return this.#start(this.#isStuckElsewhere());
    return undefined;
  }

  /** @param {boolean} steal @returns {Promise<void>} */
  #start(steal) {
    this.#turn += 1;
    const turn = this.#turn;
    clearTimeout(this.#timer);
    this.#movedAt = this.#triedAt = Date.now();
    const run = this.#run(steal, turn).finally(() => { if (turn === this.#turn) this.#running = null; });
    this.#running = run;
    return run;
  }

  /** @param {boolean} steal @param {number} turn */
  async #run(steal, turn) {
    let link;
    do {
      this.#again = false;
      const result = await drain(this.uid, { steal, progress: () => { this.#movedAt = Date.now(); } })
        .catch(() => ({ link: 'offline', next: WHILE_VISIBLE_MS }));
      if (turn !== this.#turn) return;
      link = result.link;
      this.#busySince = result.link === 'busy' ? this.#busySince ?? Date.now() : null;
      if (!['ok', 'idle', 'busy'].includes(result.link)) this.#again = false;
      this.#plan(result);
    } while (this.#again);
    if (link === 'ok' || link === 'idle') this.#tell();
  }

  /** Nobody waits for it: a record that is saved meanwhile goes at once. */
  #tell() {
    tell(this.uid, this.#toldEvery).catch(() => {});
    this.#toldEvery = WHILE_OPEN_MS;
  }

  /** @param {{link: string, next: number | null}} result */
  #plan({ link, next }) {
    clearTimeout(this.#timer);
    this.#resting = link === 'signin'; // until a signed-in page, or a person, starts again
    if (next === null || this.#resting) return;
    askForSync();
    const pause = visible() ? Math.min(next, PING_WHILE_VISIBLE_MS) : next;
    this.#timer = setTimeout(() => this.kick('timer'), Math.max(500, pause));
  }
}

/** The browser wakes the service worker when there is a network, where it can. */
export async function askForSync() {
  try {
    const registration = await navigator.serviceWorker?.getRegistration?.();
    await /** @type {any} */ (registration)?.sync?.register('outbox');
  } catch { /* not allowed or not there: the other triggers do it */ }
}

/** @param {string} uid @returns {Promise<number>} records not yet at the server */
export async function unsent(uid) {
  const counts = await countAll(uid);
  return counts.queued + counts.sending + counts.refused;
}

function visible() {
  return document.visibilityState === 'visible';
}
