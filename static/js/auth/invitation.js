/** The invitation: registers this phone with a finger or a face, or with a key and a PIN. */

import { setValue } from '../device.js';
import { registerDeviceKey } from '../devicekey.js';
import { canKeepPasskey, knowsPasskeys, registerPasskey } from '../passkey.js';
import { loadWords, t } from '../text.js';
import { Refusal, show } from './ask.js';
import { pinFields, weakPin } from './pin.js';
import { ready } from './ready.js';

const find = (/** @type {string} */ selector) => /** @type {HTMLElement} */ (document.querySelector(selector));
const problem = find('[data-enrol-problem]');
const enrol = find('[data-enrol]');
const path = enrol.dataset.enrol ?? '';

/** @param {HTMLElement} button @param {() => Promise<{next: string}>} way */
async function register(button, way) {
  problem.hidden = true;
  button.setAttribute('disabled', '');
  try {
    const done = await way();
    await setValue('auth:home', done.next).catch(() => {});
    location.replace(done.next);
  } catch (error) {
    await words;
    show(problem, error);
    button.removeAttribute('disabled');
  }
}

function preparePasskey() {
  const button = find('[data-passkey-button]');
  const working = find('[data-working]');
  button.addEventListener('click', () => {
    working.hidden = false;
    register(button, () => registerPasskey(path)).finally(() => { working.hidden = true; });
  });
  ready(find('[data-passkey-enrol]'));
}

function preparePin() {
  const form = /** @type {HTMLFormElement} */ (find('[data-pin-form]'));
  const [pin, again] = ['pin', 'again'].map((name) => /** @type {HTMLInputElement} */ (form.elements.namedItem(name)));
  pinFields(form);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    register(/** @type {HTMLElement} */ (form.querySelector('button')), async () => {
      if (weakPin(pin.value)) throw new Refusal(t('这个密码太容易猜到，请换一个'), '');
      if (pin.value !== again.value) throw new Refusal(t('两遍不一样'), t('请再输一遍。'));
      return registerDeviceKey(path, enrol.dataset.person ?? '', pin.value);
    });
  });
  ready(form);
}

/** The way that fits this phone stands first and open; the other stays one tap away. */
async function arrange() {
  const passkey = find('[data-passkey-enrol]');
  const pin = find('[data-pin-enrol]');
  if (await canKeepPasskey()) return;
  enrol.prepend(pin);
  pin.querySelector('details')?.setAttribute('open', '');
  if (!knowsPasskeys()) passkey.hidden = true;
  else find('[data-passkey-button]').classList.replace('button-primary', 'button-plain');
}

/** In the app on the home screen the question is answered already. */
function homeScreen() {
  const asking = document.querySelector('[data-home-screen]');
  if (!(asking instanceof HTMLElement)) return;
  const goOn = () => { asking.hidden = true; enrol.hidden = false; };
  const installed = /** @type {any} */ (navigator).standalone === true
    || matchMedia('(display-mode: standalone)').matches;
  if (installed) goOn();
  find('[data-go-on]').addEventListener('click', goOn);
  ready(asking);
}

const words = loadWords();
homeScreen();
preparePasskey();
preparePin();
await words;
await arrange();
