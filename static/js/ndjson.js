/** One JSON value a line, as the bytes arrive. */

/**
 * A last line without its newline is cut off and not given: it may be half a page.
 * A stream that breaks ends the lines; the caller sees that the `end` line is missing.
 * @param {ReadableStream<Uint8Array<ArrayBuffer>>} body @param {() => void} [alive] called at every piece
 * @returns {AsyncGenerator<{value: any, text: string}, void, void>} each value, and the line it stood in
 */
export async function* lines(body, alive = () => {}) {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for (;;) {
      const piece = await reader.read().catch(() => null);
      if (!piece || piece.done) return;
      alive();
      const parts = (rest + decoder.decode(piece.value, { stream: true })).split('\n');
      rest = parts.pop() ?? '';
      for (const part of parts) {
        const value = parse(part);
        if (value === undefined) return;
        if (value !== null) yield { value, text: part };
      }
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

/** @param {string} line @returns {any} null for an empty line, undefined for one that is not JSON */
function parse(line) {
  if (!line.trim()) return null;
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
