/** The sign-in page: what this phone has decides which way is shown first. */

import { currentUser, getValue, setValue } from '../device.js';
import { deviceKeys, signInWithPin } from '../devicekey.js';
import { knowsPasskeys, signInWithPasskey } from '../passkey.js';
import { loadWords, t } from '../text.js';
import { Refusal, show } from './ask.js';
import { watchNetwork } from './network.js';
import { pinFields } from './pin.js';
import { ready } from './ready.js';

const HOME = 'auth:home';
const asked = new URLSearchParams(location.search);
const find = (/** @type {string} */ selector) => /** @type {HTMLElement} */ (document.querySelector(selector));
const problem = find('[data-sign-in-problem]');
/** @type {import('../devicekey.js').DeviceKey[]} */
let keys = [];

/** @param {{next: string}} done */
async function goOn(done) {
  const next = asked.get('next') ?? '';
  const home = /^\/(?!\/)[\w/-]*$/.test(next) ? next : done.next;
  try {
    await setValue(HOME, done.next);
  } catch { /* only a shortcut for the home screen */ }
  location.replace(home);
}

/** @param {HTMLElement} button @param {() => Promise<{next: string}>} way */
async function signIn(button, way) {
  problem.hidden = true;
  button.setAttribute('disabled', '');
  try {
    await goOn(await way());
  } catch (error) {
    await words;
    show(problem, error);
  } finally {
    button.removeAttribute('disabled');
  }
}

function preparePasskey() {
  const button = find('[data-passkey-button]');
  const working = find('[data-working]');
  button.addEventListener('click', () => {
    working.hidden = false;
    signIn(button, signInWithPasskey).finally(() => { working.hidden = true; });
  });
  ready(find('[data-passkey-sign-in]'));
}

function preparePin() {
  const form = /** @type {HTMLFormElement} */ (find('[data-pin-form]'));
  pinFields(form);
  choosePerson();
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const chosen = new FormData(form).get('person') ?? keys[0].id;
    const one = keys.find((key) => key.id === chosen) ?? keys[0];
    const pin = /** @type {HTMLInputElement} */ (form.elements.namedItem('pin'));
    signIn(/** @type {HTMLElement} */ (form.querySelector('button:not([type=button])')), async () => {
      try {
        return await signInWithPin(one, pin.value);
      } catch (error) {
        pin.value = '';
        throw error;
      }
    });
  });
  ready(form);
}

/** A phone that two people share has a key of each. */
function choosePerson() {
  if (keys.length < 2) return;
  find('[data-pin-people]').hidden = false;
  find('[data-pin-chips]').replaceChildren(...keys.map((one, at) => {
    const label = document.createElement('label');
    label.className = 'chip';
    const input = Object.assign(document.createElement('input'),
      { type: 'radio', name: 'person', value: one.id, checked: at === 0 });
    const face = Object.assign(document.createElement('span'), { className: 'chip-face', textContent: one.name });
    label.append(input, face);
    return label;
  }));
}

function arrange() {
  const pin = find('[data-pin-sign-in]');
  const passkey = find('[data-passkey-sign-in]');
  const other = find('[data-other-ways]');
  if (keys.length) {
    pin.hidden = false;
    find('[data-other-pin]').append(passkey);
    find('[data-passkey-button]').classList.replace('button-primary', 'button-plain');
  }
  if (!knowsPasskeys()) passkey.hidden = true;
  if (!keys.length && !knowsPasskeys()) {
    other.setAttribute('open', '');
    show(problem, new Refusal(t('这部手机还没有登记'), t('请站长发一个邀请，或输入恢复码。')));
  }
}

/** On an iPhone the icon on the home screen remembers the invitation with which it was put there. */
async function followInvitation() {
  const token = asked.get('invitation') ?? '';
  if (!/^[\w-]{43}$/.test(token)) return;
  const [user, home] = await Promise.all([currentUser(), getValue(HOME)]);
  if (user && home) location.replace(home);
  else if (!home) location.replace(`/invitations/${token}`);
}

// Neither words nor a database that hangs hold the one button back.
const words = loadWords();
watchNetwork(find('[data-sign-in-offline]'));
preparePasskey();
await followInvitation().catch(() => {});
keys = await deviceKeys();
await words;
if (keys.length) preparePin();
arrange();
