/** A new version waits until a person takes it; never under an open form. */

import { t } from '../text.js';

const LOOK_EVERY_MS = 60 * 60 * 1000;
const URGE_EVERY_MS = 3000;
/** The browser may let an old worker linger for five minutes; nobody waits that long after a tap. */
const PATIENCE_MS = 8000;
const ACCEPTED = 'qm-update-accepted';

/** Watches this page's service worker. */
export async function watchUpdates() {
  const registration = await navigator.serviceWorker.getRegistration();
  if (!registration) return;
  const offer = () => { if (registration.waiting && navigator.serviceWorker.controller) show(registration); };
  registration.addEventListener('updatefound', () => {
    registration.installing?.addEventListener('statechange', offer);
  });
  if (wasAccepted()) urgeQuietly(registration);
  else offer();
  let looked = Date.now();
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState !== 'visible' || Date.now() - looked < LOOK_EVERY_MS) return;
    looked = Date.now();
    registration.update().catch(() => {});
  });
}

/** @param {ServiceWorkerRegistration} registration */
function show(registration) {
  const notice = document.querySelector('[data-update]') ?? build();
  const button = notice.querySelector('[data-update-now]');
  if (!(notice instanceof HTMLElement) || !(button instanceof HTMLButtonElement) || !notice.hidden) return;
  notice.hidden = false;
  button.addEventListener('click', () => {
    if (mayLeave(button)) take(registration, button);
  });
}

/** Never under an open form. @param {HTMLButtonElement} button */
function mayLeave(button) {
  if (!document.querySelector('form[data-dirty]')) return true;
  button.textContent = t('先保存这次走访，再更新');
  return false;
}

/** Urges until the new worker controls this page: which worker waits may change at any moment, and
 * one tap is enough. @param {ServiceWorkerRegistration} registration @param {HTMLButtonElement} button */
function take(registration, button) {
  if (button.hasAttribute('aria-busy')) return;
  button.textContent = t('正在更新…');
  button.setAttribute('aria-busy', 'true');
  const over = new AbortController();
  const begun = navigator.serviceWorker.controller;
  const since = Date.now();
  const look = () => {
    const next = registration.waiting ?? registration.installing;
    const taken = navigator.serviceWorker.controller !== begun || !next; // by this tap, or by another tab's
    if (!taken && Date.now() - since < PATIENCE_MS) return urge(registration, next);
    over.abort();
    button.removeAttribute('aria-busy');
    if (!mayLeave(button)) return undefined;
    // Pages come from the network first, so the new one comes also while the old worker lingers.
    if (!taken) accept();
    location.reload();
    // That request may be in the old worker's hands; should it end with it, it is made once more.
    navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
    return undefined;
  };
  const timer = setInterval(look, URGE_EVERY_MS);
  over.signal.addEventListener('abort', () => clearInterval(timer));
  navigator.serviceWorker.addEventListener('controllerchange', look, { signal: over.signal });
  registration.addEventListener('updatefound', look, { signal: over.signal });
  look();
}

/** The person has said yes; the page that follows need not ask again. */
function accept() {
  try { sessionStorage.setItem(ACCEPTED, 'yes'); } catch { /* closed: it asks again */ }
}

function wasAccepted() {
  try {
    const yes = sessionStorage.getItem(ACCEPTED) !== null;
    sessionStorage.removeItem(ACCEPTED);
    return yes;
  } catch {
    return false;
  }
}

/** @param {ServiceWorkerRegistration} registration */
function urgeQuietly(registration) {
  const look = () => {
    const next = registration.waiting ?? registration.installing;
    if (next) urge(registration, next);
    else clearInterval(timer);
  };
  const timer = setInterval(look, URGE_EVERY_MS);
  look();
}

/** The new one may start; the old one lets go of what the browser would wait for.
 * @param {ServiceWorkerRegistration} registration @param {ServiceWorker} next */
function urge({ active }, next) {
  next.postMessage({ type: 'update' });
  if (active && active !== next) active.postMessage({ type: 'retire' });
}

function build() {
  const notice = Object.assign(document.createElement('div'), { className: 'notice', hidden: true });
  notice.setAttribute('data-update', '');
  notice.setAttribute('role', 'status');
  const words = Object.assign(document.createElement('p'), { textContent: t('新版本已准备好') });
  const button = Object.assign(document.createElement('button'), { type: 'button', className: 'button button-plain', textContent: t('更新') });
  button.setAttribute('data-update-now', '');
  notice.append(words, button);
  document.querySelector('main')?.prepend(notice);
  return notice;
}
