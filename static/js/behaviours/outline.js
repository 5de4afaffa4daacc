/** `form[data-outline]`: clicks on the drawing become the points of a grid's outline.
 * Without script the points are typed, or one button draws round the buildings. */

const MOST = 60;

/** @param {HTMLFormElement} form */
export function attach(form) {
  const svg = /** @type {SVGSVGElement | null} */ (form.querySelector('svg[data-draws]'));
  const text = /** @type {HTMLTextAreaElement | null} */ (form.querySelector('[name=points]'));
  const choice = /** @type {HTMLSelectElement | null} */ (form.querySelector('[name=outlined]'));
  if (!svg || !text || !choice) return;
  const [west, north, across, down] = (svg.dataset.draws ?? '').split(',').map(Number);
  /** @type {Record<string, string>} */
  const rings = JSON.parse(form.dataset.rings ?? '{}');
  const drawn = document.createElementNS('http://www.w3.org/2000/svg', 'polygon');
  drawn.setAttribute('class', 'drawn');
  svg.append(drawn);

  const lines = () => text.value.split('\n').map((line) => line.trim()).filter(Boolean);
  const draw = () => {
    const points = lines().map((line) => line.split(/[,，]/).map(Number)).filter(([lon, lat]) => Number.isFinite(lon) && Number.isFinite(lat));
    drawn.setAttribute('points', points.map(([lon, lat]) => `${(lon - west) * across},${(north - lat) * down}`).join(' '));
  };
  /** @param {string[]} next */
  const write = (next) => { text.value = next.join('\n'); draw(); };

  svg.addEventListener('click', (event) => {
    const matrix = svg.getScreenCTM();
    if (!matrix || !text.closest('details')?.open || lines().length >= MOST) return;
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse());
    write([...lines(), `${(west + at.x / across).toFixed(6)},${(north - at.y / down).toFixed(6)}`]);
  });
  choice.addEventListener('change', () => write((rings[choice.value] ?? '').split('\n').filter(Boolean)));
  text.addEventListener('input', draw);
  text.closest('details')?.addEventListener('toggle', draw);
  for (const [hook, act] of /** @type {[string, () => void][]} */ ([
    ['[data-outline-undo]', () => write(lines().slice(0, -1))],
    ['[data-outline-clear]', () => write([])],
  ])) {
    const button = /** @type {HTMLButtonElement | null} */ (form.querySelector(hook));
    if (!button) continue;
    button.hidden = false;
    button.addEventListener('click', act);
  }
  const hint = /** @type {HTMLElement | null} */ (form.querySelector('[data-outline-hint]'));
  if (hint) hint.hidden = false;
}
