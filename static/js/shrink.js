/** Makes a photo small: under 200 kB, the right way up, without EXIF (it is drawn anew). */

export const WANTED_BYTES = 200 * 1000;
const LONGEST_SIDE = [1280, 1024, 800, 640];
const QUALITY = [0.8, 0.65, 0.5, 0.35];

/** @param {Blob} file @returns {Promise<Blob>} WebP, or JPEG where the browser cannot; throws when it cannot be decoded */
export async function shrink(file) {
  const bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' });
  try {
    /** @type {Blob | null} */
    let best = null;
    for (const side of LONGEST_SIDE) {
      const canvas = draw(bitmap, Math.min(1, side / Math.max(bitmap.width, bitmap.height)));
      for (const quality of QUALITY) {
        best = await encode(canvas, quality);
        if (best.size <= WANTED_BYTES) return best;
      }
    }
    return /** @type {Blob} */ (best);
  } finally {
    bitmap.close();
  }
}

/** @typedef {OffscreenCanvas | HTMLCanvasElement} Canvas */

/** @param {ImageBitmap} bitmap @param {number} scale @returns {Canvas} */
function draw(bitmap, scale) {
  const [width, height] = [Math.max(1, Math.round(bitmap.width * scale)), Math.max(1, Math.round(bitmap.height * scale))];
  const canvas = 'OffscreenCanvas' in globalThis ? new OffscreenCanvas(width, height)
    : Object.assign(document.createElement('canvas'), { width, height });
  const pen = /** @type {CanvasRenderingContext2D | null} */ (canvas.getContext('2d', { alpha: false }));
  if (!pen) throw new DOMException('no canvas', 'InvalidStateError');
  pen.imageSmoothingQuality = 'high';
  pen.drawImage(bitmap, 0, 0, width, height);
  return canvas;
}

/** @param {Canvas} canvas @param {number} quality @returns {Promise<Blob>} */
async function encode(canvas, quality) {
  const webp = await toBlob(canvas, 'image/webp', quality);
  return webp.type === 'image/webp' ? webp : toBlob(canvas, 'image/jpeg', quality);
}

/** @param {Canvas} canvas @param {string} type @param {number} quality @returns {Promise<Blob>} */
function toBlob(canvas, type, quality) {
  if ('convertToBlob' in canvas) return canvas.convertToBlob({ type, quality });
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new DOMException(type, 'EncodingError'))), type, quality);
  });
}
