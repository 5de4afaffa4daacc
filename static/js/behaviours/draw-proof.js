/** Draws a published draw again on this phone, and says step by step whether it comes out the same. */

import { recompute } from '../draw/recompute.js';
import { t } from '../text.js';

/** @type {Record<string, () => string>} */
const WORDS = {
  commitment: () => t('秘密数和早上的指纹'),
  root: () => t('名单和它的指纹'),
  rules: () => t('规则'),
  seed: () => t('合在一起的种子'),
  rate: () => t('人手够不够'),
  drawn: () => t('抽到的记录'),
  passed: () => t('跳过的记录'),
  checkers: () => t('抽查人'),
  advisory: () => t('算不算数'),
};

/** @param {HTMLElement} place */
export function attach(place) {
  const words = place.querySelector('[data-draw-words]');
  const list = place.querySelector('[data-draw-steps]');
  if (!(words instanceof HTMLElement) || !list) return;
  place.hidden = false;
  place.querySelector('[data-draw-start]')?.addEventListener('click', async () => {
    words.textContent = t('正在算');
    list.replaceChildren();
    const document = await fetched(place.dataset.drawProof ?? '');
    if (!document) {
      words.textContent = t('现在取不到数字，有网时再试');
      return;
    }
    const { steps, holds } = await recompute(document);
    list.replaceChildren(...steps.map(line));
    words.textContent = (holds ? words.dataset.holds : words.dataset.differs) ?? '';
    words.dataset.outcome = holds ? 'holds' : 'differs';
  });
}

/** @param {string} address @returns {Promise<unknown>} null when it does not come */
async function fetched(address) {
  const response = await fetch(address, { credentials: 'same-origin' }).catch(() => null);
  return response?.ok ? response.json().catch(() => null) : null;
}

/** @param {{name: string, holds: boolean, found: string}} step */
function line(step) {
  const item = document.createElement('li');
  const name = document.createElement('span');
  name.textContent = WORDS[step.name]?.() ?? step.name;
  const outcome = document.createElement('span');
  outcome.className = 'soft';
  outcome.textContent = step.holds ? t('一致') : t('不一致');
  item.append(name, outcome);
  return item;
}
