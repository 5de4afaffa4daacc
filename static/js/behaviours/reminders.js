/** 系统提醒 on 消息: on or off, and why not where it cannot be. */

import { currentUser } from '../device.js';
import { NoReminders, ask, giveUp, isHere, isPossible } from '../reminders.js';
import { t } from '../text.js';

/** @param {HTMLElement} place with `data-key`, and `data-on` when the server reminds this sign-in */
export function attach(place) {
  const turnOn = place.querySelector('[data-reminders-on]');
  const turnOff = place.querySelector('[data-reminders-off]');
  if (!(turnOn instanceof HTMLButtonElement) || !(turnOff instanceof HTMLButtonElement)) return undefined;
  /** @param {boolean} on @param {string} words */
  const show = (on, words) => {
    turnOn.hidden = on;
    turnOff.hidden = !on;
    say(place, words);
  };
  if (!isPossible()) {
    turnOn.hidden = turnOff.hidden = true;
    say(place, t('这部手机的浏览器没有系统提醒。苹果手机要先把敲门添加到主屏幕。'));
    return undefined;
  }
  turnOn.addEventListener('click', () => busy(place, turnOn, async (uid, session) => {
    say(place, t('正在打开'));
    await ask(uid, session, place.dataset.key ?? '');
    show(true, t('已打开'));
    turnOff.focus();
  }));
  turnOff.addEventListener('click', () => busy(place, turnOff, async (uid) => {
    await giveUp(uid);
    show(false, t('已关闭'));
    turnOn.focus();
  }));
  // The server's word is on the page; a subscription under another server's key reaches nobody.
  if (place.dataset.on === undefined) return undefined;
  return isHere(place.dataset.key ?? '').catch(() => false).then((here) => {
    turnOn.hidden = here;
    turnOff.hidden = !here;
  });
}

/** @param {HTMLElement} place @param {HTMLButtonElement} button @param {(uid: string, session: string) => Promise<void>} act */
async function busy(place, button, act) {
  button.disabled = true;
  try {
    const user = await currentUser();
    if (!user) throw new NoReminders(t('请先登录'));
    await act(user.id, user.session);
  } catch (error) {
    say(place, error instanceof NoReminders ? error.message : t('没有成功，请再试一次。'));
  } finally {
    button.disabled = false;
    if (document.activeElement === document.body && !button.hidden) button.focus();
  }
}

/** @param {HTMLElement} place @param {string} words */
function say(place, words) {
  const line = place.querySelector('[data-reminders-status]');
  if (line) line.textContent = words;
}
