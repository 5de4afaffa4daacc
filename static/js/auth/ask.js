/** Asking the server during sign-in: an answer, or a refusal with words for the person. */

import { deviceId } from '../device.js';
import { t } from '../text.js';

/** A refusal in the reader's words. `answered`: the server itself said no, so nothing was kept
 * there. `forget`: the passkey that was shown is revoked. */
export class Refusal extends Error {
  /** @param {string} title @param {string} hint @param {{answered?: boolean, forget?: boolean}} [more] */
  constructor(title, hint, { answered = false, forget = false } = {}) {
    super(title);
    this.title = title;
    this.hint = hint;
    this.answered = answered;
    this.forget = forget;
  }
}

/** @param {string} path @param {unknown} [body] @returns {Promise<any>} */
export async function post(path, body = {}) {
  let response;
  try {
    response = await fetch(path, { method: 'POST', body: JSON.stringify(body), redirect: 'error',
      headers: { 'content-type': 'application/json', accept: 'application/json' } });
  } catch {
    throw new Refusal(t('连不上服务器'), t('请看看有没有信号，再试一次。'));
  }
  const said = await response.json().catch(() => null);
  if (!response.ok) {
    throw new Refusal(said?.title ?? t('没有登录成功'), said?.hint ?? t('请再试一次。'),
      { answered: Boolean(said?.code) && response.status < 500, forget: Boolean(said?.forget) });
  }
  return said;
}

/** The phone's id, or nothing where storage is closed: signing in must not depend on it. */
export async function ownDevice() {
  try {
    return await deviceId();
  } catch {
    return '';
  }
}

/** Shows a problem in its place, and says it to screen readers.
 * @param {Element | null} place @param {unknown} error */
export function show(place, error) {
  if (!(place instanceof HTMLElement)) return;
  const refusal = error instanceof Refusal ? error : inWords(error);
  const [title, hint] = ['[data-problem-title]', '[data-problem-hint]'].map((one) => place.querySelector(one));
  if (title) title.textContent = refusal.title;
  if (hint) hint.textContent = refusal.hint;
  place.hidden = false;
  place.scrollIntoView({ block: 'nearest' });
}

/** @param {unknown} error what the browser threw */
function inWords(error) {
  const name = /** @type {Error} */ (error)?.name;
  if (name === 'InvalidStateError') {
    return new Refusal(t('这部手机已经登记过了'), t('请直接登录。'));
  }
  if (name === 'NotAllowedError' || name === 'AbortError') {
    return new Refusal(t('没有完成'), t('请再按一次。这部手机没登记过的话，请换一种方式。'));
  }
  return new Refusal(t('这部手机做不到'), t('请换一种方式。'));
}
