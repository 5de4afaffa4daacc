/** My devices: another PIN for this phone. Only the phone that holds the key can do it, online. */

import { changePin, deviceKeys } from '../devicekey.js';
import { loadWords, t } from '../text.js';
import { Refusal, show } from './ask.js';
import { pinFields, weakPin } from './pin.js';

const place = document.querySelector('[data-new-pin]');

/** @param {HTMLElement} part @param {import('../devicekey.js').DeviceKey} key */
function prepare(part, key) {
  const find = (/** @type {string} */ selector) => /** @type {HTMLElement} */ (part.querySelector(selector));
  const form = /** @type {HTMLFormElement} */ (find('form'));
  const button = /** @type {HTMLButtonElement} */ (find('button'));
  const [old, pin, again] = ['old-pin', 'new-pin', 'again'].map((name) => /** @type {HTMLInputElement} */ (form.elements.namedItem(name)));
  const problem = find('[data-new-pin-problem]');
  const done = find('[data-new-pin-done]');
  pinFields(form);
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    problem.hidden = true;
    done.textContent = '';
    button.disabled = true;
    try {
      await change(key, old.value, pin.value, again.value);
      form.reset();
      done.textContent = t('密码改好了，下次用新密码登录。别处用旧密码的登录都退出了。');
    } catch (error) {
      show(problem, error);
    } finally {
      button.disabled = false;
    }
  });
  watchNetwork(find('[data-new-pin-offline]'));
  button.disabled = false;
}

/** @param {import('../devicekey.js').DeviceKey} key @param {string} old @param {string} pin @param {string} again */
async function change(key, old, pin, again) {
  if (weakPin(pin)) throw new Refusal(t('这个密码太容易猜到，请换一个'), '');
  if (pin !== again) throw new Refusal(t('两遍不一样'), t('请再输一遍。'));
  if (!navigator.onLine) throw new Refusal(t('现在没有网络'), t('改密码要等有信号。现在的密码照样能用。'));
  try {
    await changePin(key, old, pin);
  } catch (error) {
    if (error instanceof Refusal && error.answered) throw error;
    // The answer may have been lost on its way back, after the change.
    throw new Refusal(t('连不上服务器'), t('说不准改了没有。有信号时再试；下次登录先试新密码。'));
  }
}

/** @param {HTMLElement} notice */
function watchNetwork(notice) {
  const tell = () => { notice.hidden = navigator.onLine; };
  addEventListener('online', tell);
  addEventListener('offline', tell);
  tell();
}

if (place instanceof HTMLElement) {
  const [keys] = await Promise.all([deviceKeys(), loadWords()]);
  const key = keys.find((one) => one.id === place.dataset.newPin);
  if (key) prepare(place, key);
  else {
    place.querySelector('form')?.remove();
    /** @type {HTMLElement} */ (place.querySelector('[data-new-pin-absent]')).hidden = false;
  }
}
