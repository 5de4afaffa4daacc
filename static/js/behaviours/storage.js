/** How much room there is, and whether the browser promised to keep what is here. */

import { t } from '../text.js';

/** @param {HTMLElement} place */
export async function attach(place) {
  const text = place.querySelector('[data-storage-text]');
  const ask = place.querySelector('[data-storage-ask]');
  const show = async () => {
    const kept = await navigator.storage?.persisted?.().catch(() => false) ?? false;
    const room = await navigator.storage?.estimate?.().catch(() => null);
    const size = room ? t('已用 {used}，还有 {free}', { used: megabytes(room.usage ?? 0), free: megabytes((room.quota ?? 0) - (room.usage ?? 0)) }) : '';
    const promise = kept ? t('手机会长期保留这里的记录') : t('手机空间不足时可能清掉这里的记录，请及时发送');
    if (text) text.textContent = [promise, size].filter(Boolean).join(' · ');
    if (ask instanceof HTMLElement) ask.hidden = kept || !navigator.storage?.persist;
  };
  ask?.addEventListener('click', async () => {
    const granted = await navigator.storage.persist().catch(() => false);
    await show();
    if (!granted && text) text.textContent = t('手机没有同意；把敲门添加到主屏幕后再试');
  });
  await show();
}

/** @param {number} bytes */
function megabytes(bytes) {
  return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
