/** One at a time over tabs and the service worker: Web Locks, or a row with an owner and an expiry. */

import { randomHex } from './ids.js';
import { changeValue } from './device.js';

const HELD_MS = 10_000;
const me = randomHex(8);
/** Rows that this page holds or asks for: its owner is the page, and two of one page are two, too. @type {Set<string>} */
const here = new Set();

/**
 * Runs `work` if nobody else holds the lock.
 * @param {string} name @param {() => Promise<void>} work
 * @param {{steal?: boolean}} [how] steal: take it from a holder that hangs; both may then run, so work must be safe to do twice
 * @returns {Promise<boolean>} false when another holds it
 */
export async function withLock(name, work, { steal = false } = {}) {
  if (!('locks' in navigator)) return withRow(`lock:${name}`, work, steal);
  const how = steal ? { steal: true } : { ifAvailable: true };
  return navigator.locks.request(name, how, async (lock) => {
    if (lock) await work();
    return Boolean(lock);
  });
}

/** @param {string} row @param {() => Promise<void>} work @param {boolean} steal */
async function withRow(row, work, steal) {
  if (here.has(row) && !steal) return false;
  here.add(row);
  try {
    return await heldRow(row, work, steal);
  } finally {
    here.delete(row);
  }
}

/** @param {string} row @param {() => Promise<void>} work @param {boolean} steal */
async function heldRow(row, work, steal) {
  const claim = () => changeValue(row, (/** @type {{owner: string, until: number} | undefined} */ old) =>
    old && old.owner !== me && isLive(old.until) && !steal ? old : { owner: me, until: Date.now() + HELD_MS });
  if ((await claim()).owner !== me) return false;
  const renewing = setInterval(() => claim().catch(() => {}), HELD_MS / 3);
  try {
    await work();
  } finally {
    clearInterval(renewing);
    await changeValue(row, (/** @type {{owner: string} | undefined} */ old) => old?.owner === me ? undefined : old);
  }
  return true;
}

/** A crashed holder's row runs out; one from a clock that was ahead does too. @param {number} until */
function isLive(until) {
  return until > Date.now() && until <= Date.now() + HELD_MS;
}
