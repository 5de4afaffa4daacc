/** A new version waits until a person takes it; never under an open form. */

import { t } from '../text.js';

const LOOK_EVERY_MS = 60 * 60 * 1000;

/** Watches this page's service worker. */
export async function watchUpdates() {
  const registration = await navigator.serviceWorker.getRegistration();
  if (!registration) return;
  const offer = () => { if (registration.waiting && navigator.serviceWorker.controller) show(registration.waiting); };
  registration.addEventListener('updatefound', () => {
    registration.installing?.addEventListener('statechange', offer);
  });
  offer();
  let looked = Date.now();
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState !== 'visible' || Date.now() - looked < LOOK_EVERY_MS) return;
    looked = Date.now();
    registration.update().catch(() => {});
  });
}

/** @param {ServiceWorker} waiting */
function show(waiting) {
  const notice = document.querySelector('[data-update]') ?? build();
  const button = notice.querySelector('[data-update-now]');
  if (!(notice instanceof HTMLElement) || !(button instanceof HTMLElement) || !notice.hidden) return;
  notice.hidden = false;
  button.addEventListener('click', () => {
    if (document.querySelector('form[data-dirty]')) {
      button.textContent = t('先保存这次走访，再更新');
      return;
    }
    navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
    waiting.postMessage({ type: 'update' });
  });
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
