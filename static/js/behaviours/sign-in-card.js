/** The card on which a person signs in for half a day: one touch, and what became of it. */

import { Refusal, show } from '../auth/ask.js';
import { chosen, draw, halfList, hide, put } from '../day/card.js';
import { correctedNow, keptDays } from '../day/challenges.js';
import { defaults, remember, said } from '../day/form.js';
import { dayOf } from '../day/kept.js';
import { halfAt, keyOf, longWords } from '../day/parts.js';
import { waysOf } from '../day/proof.js';
import { WhichHalf, touch } from '../day/touch.js';
import { currentUser } from '../device.js';
import { listen } from '../signals.js';
import { t } from '../text.js';

/** @typedef {import('../day/card.js').Open} Open */

const LOOK_AGAIN_MS = 30_000;

/** @param {HTMLElement} card */
export async function attach(card) {
  const form = card.querySelector('form');
  const user = await currentUser().catch(() => undefined);
  const whose = document.documentElement.dataset.user; // '' on a page of the shell
  if (!form || (user && whose && user.id !== whose)) return;
  if (!user) return put(card, '[data-day-note]', t('这部手机现在存不了数据。退出后用指纹或面容重新登录，登录就算签到。'));
  const day = await dayOf(card, form, user.id);
  if (!day) return;
  const half = halfAt(await correctedNow(user.id), day.windows);
  const way = await defaults(form, user.id, half && day.halves[keyOf(half)]?.post);
  /** @type {Open} */
  const open = { card, form, user, day, way, busy: false, choosing: false };
  const again = () => { draw(open); };
  form.addEventListener('submit', (event) => { event.preventDefault(); sign(open); });
  form.addEventListener('change', again);
  card.querySelector('[data-day-other]')?.addEventListener('click', async () => { await otherWay(open); sign(open); });
  card.querySelector('[data-day-choose]')?.addEventListener('click', async () => { offer(open, (await keptDays(user.id))?.halves ?? []); again(); });
  for (const kind of ['outbox', 'link']) listen(kind, again);
  document.addEventListener('visibilitychange', again);
  setInterval(again, LOOK_AGAIN_MS);
  await draw(open);
}

/** @param {Open} open */
async function sign(open) {
  if (open.busy) return; // a second tap
  open.busy = true;
  const { card, form, user, day } = open;
  const button = form.querySelector('[data-day-touch]');
  hide(card, '[data-day-problem]', true);
  button?.setAttribute('aria-busy', 'true');
  put(card, '[data-day-note]', t('请按手机的提示操作'));
  try {
    const isNew = await touch(user, { chosen: chosen(open), windows: day.windows, said: said(form), way: open.way });
    put(card, '[data-day-note]', isNew ? '' : t('这半天已经签过到了'));
    await remember(form, user.id, open.way);
    open.choosing = false;
    hide(card, '[data-day-other]', true);
  } catch (error) {
    put(card, '[data-day-note]', '');
    show(card.querySelector('[data-day-problem]'), await inWords(open, error));
  } finally {
    open.busy = false;
    button?.removeAttribute('aria-busy');
    await draw(open);
  }
}

/** Nothing was written: why, and what to do. @param {Open} open @param {unknown} error @returns {Promise<Refusal>} */
async function inWords(open, error) {
  if (error instanceof Refusal) return error;
  if (error instanceof WhichHalf) {
    offer(open, error.halves);
    return new Refusal(t('请选是哪半天'), t('手机的日期和签到码对不上，或者现在不是签到时间。'));
  }
  if (['NotAllowedError', 'AbortError'].includes(/** @type {Error} */ (error)?.name)) {
    const days = await keptDays(open.user.id);
    hide(open.card, '[data-day-other]', !days || (await waysOf(open.user, days)).length < 2);
    return new Refusal(t('还没有签到'), t('指纹或面容没有完成，什么也没有记下。再按一次就行。'));
  }
  return new Refusal(t('还没有签到'), t('手机没能记下来。请再按一次；还不行就告诉网格长，不会算您没签到。'));
}

/** The person chooses the half of a day. @param {Open} open @param {import('../day/parts.js').Half[]} halves */
function offer(open, halves) {
  if (open.choosing || !halves.length) return;
  open.choosing = true;
  halfList(open.form).replaceChildren(...halves.map((half) => new Option(longWords(half), keyOf(half))));
}

/** The other way that this person has on this phone. @param {Open} open */
async function otherWay(open) {
  const days = await keptDays(open.user.id);
  const ways = days ? await waysOf(open.user, days) : [];
  open.way = ways.find((one) => one !== (open.way ?? ways[0])) ?? null;
}
