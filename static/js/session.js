/** Who works on this phone: read from signed-in pages, kept until a sign-out or another person. */

import { changeValue, currentUser, getValue, noteContact, setValue } from './device.js';
import { tellOthers } from './signals.js';
import { lock, unlock } from './vault.js';

/** @typedef {import('./device.js').User} User */

/** @returns {User | null} the person this page was made for */
export function pageUser() {
  const id = document.documentElement.dataset.user;
  const said = parse(document.querySelector('meta[name="qm-user"]')?.getAttribute('content'));
  return id ? { community: '', name: '', session: '', ...said, id } : null;
}

/** The person of a page that was left before its scripts ran (`early.js` noted them), and when it was there.
 * @returns {{user: User, at: number} | null} */
function passedUser() {
  try {
    const said = parse(localStorage.getItem('qm-user'));
    return said?.user?.id ? said : null;
  } catch {
    return null;
  }
}

/** Only once the user is in the database: this page, too, may be left at any moment. */
function forgetPassed() {
  try { localStorage.removeItem('qm-user'); } catch { /* closed: nothing was noted */ }
}

/** @param {string | null | undefined} text @returns {any} */
function parse(text) {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return null;
  }
}

/** True for a page that the service worker took from the vault. */
export function isKeptPage() {
  return document.documentElement.dataset.kept !== undefined;
}

/** True for a page of the shell that came because the network failed. */
export function isUnreached() {
  return document.documentElement.dataset.unreached !== undefined;
}

/** A stairwell has bars and no data: what the last exchange said counts as much as `onLine`. @param {string} uid */
export async function isWithoutSignal(uid) {
  return !navigator.onLine || await getValue(`link:${uid}`) === 'offline';
}

/**
 * Notes the user of a page that came from the server. Another person's vault is locked; nobody's
 * outbox is touched. A kept page changes nothing: it only repeats what was.
 * @returns {Promise<User | undefined>} the current user
 */
export async function noteUser() {
  const here = isKeptPage() ? null : pageUser();
  const known = here ? { user: here, at: Date.now() } : passedUser();
  if (!known) return currentUser();
  await note(known.user, known.at);
  forgetPassed();
  return currentUser();
}

/** @param {User} user @param {number} at of the contact; days ago, if its page was left at once */
async function note(user, at) {
  const ending = await getValue('signout');
  if (ending && ending.session && ending.session === user.session) return; // signed out here, not yet at the server
  const before = await currentUser();
  if (before && before.id !== user.id) await lock(before.id);
  await changeValue('user', (old) => (old?.id === user.id ? { ...old, ...filled(user) } : user));
  if (before?.id !== user.id) tellOthers('user');
  await noteContact(user.id, { at, offset: null });
  await unlock(user.id);
}

/** @param {User} user */
function filled(user) {
  return Object.fromEntries(Object.entries(user).filter(([, value]) => value !== ''));
}

/** Signs out on this phone at once; the server hears of it now or at the next contact. The outbox stays. @param {string} action address of the sign-out */
export async function signOut(action) {
  const user = await currentUser();
  forgetPassed();
  await setValue('signout', { session: user?.session ?? '', action, at: Date.now() });
  await setValue('user', undefined);
  if (user) await lock(user.id);
  tellOthers('user');
}

/** Ends the server session of an earlier sign-out. Safe to repeat; names its session, so it never ends a newer one.
 * @returns {Promise<boolean>} true when nothing is left to end */
export async function endPendingSession() {
  const ending = await getValue('signout');
  if (!ending) return true;
  try {
    const response = await fetch(ending.action, { method: 'POST', credentials: 'same-origin',
      headers: { 'content-type': 'application/x-www-form-urlencoded' }, signal: AbortSignal.timeout?.(10_000) ?? null,
      body: new URLSearchParams({ session: ending.session }) });
    // Only our own server's word ends it: a gateway's or a hotel's page comes without our policy.
    if (response.status >= 500 || !response.headers.has('content-security-policy')) return false;
    await changeValue('signout', (now) => (now?.at === ending.at ? undefined : now));
    return true;
  } catch {
    return false;
  }
}
