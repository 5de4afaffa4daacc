/** The place of a visit: only when asked for, only a fresh one, with its accuracy and age. */

import { t } from '../text.js';

/** @param {HTMLElement} group hidden until here: without script or sensor nothing is asked */
export function attach(group) {
  const wanted = group.querySelector('[data-position-wanted]');
  const value = group.querySelector('input[name="position"]');
  if (!('geolocation' in navigator) || !(wanted instanceof HTMLInputElement) || !(value instanceof HTMLInputElement)) return;
  group.hidden = false;
  let turn = 0;
  const clear = (/** @type {string} */ words) => {
    value.value = '';
    delete value.dataset.fixAt;
    say(group, words);
  };
  wanted.addEventListener('change', () => {
    turn += 1;
    const mine = turn;
    if (!wanted.checked) return clear('');
    clear(t('正在定位'));
    const found = (/** @type {GeolocationPosition} */ fix) => { if (mine === turn) keep(group, value, fix); };
    const failed = (/** @type {GeolocationPositionError} */ error) => {
      if (mine !== turn) return;
      wanted.checked = false;
      clear(error.code === error.PERMISSION_DENIED ? t('没有定位权限，不记位置也可以保存') : t('现在定不了位，不记位置也可以保存'));
    };
    navigator.geolocation.getCurrentPosition(found, failed, { enableHighAccuracy: true, maximumAge: 0, timeout: 20_000 });
    return undefined;
  });
  wanted.form?.addEventListener('qm:renewed', () => { wanted.checked = false; clear(''); });
}

/** @param {HTMLElement} group @param {HTMLInputElement} value @param {GeolocationPosition} fix */
function keep(group, value, { coords, timestamp }) {
  const metres = Math.max(1, Math.round(coords.accuracy));
  value.value = [coords.latitude.toFixed(6), coords.longitude.toFixed(6), metres, 0].join();
  value.dataset.fixAt = String(timestamp); // the age is counted when it is saved
  say(group, t('已记下位置，误差约 {n} 米', { n: metres }));
  value.form?.dispatchEvent(new Event('input'));
}

/** @param {HTMLElement} group @param {string} text */
function say(group, text) {
  const line = group.querySelector('[data-position-text]');
  if (line) line.textContent = text;
}
