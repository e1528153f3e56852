import type { FileHandle } from 'node:fs/promises';

const largeBlock = 4 * 1024 * 1024;
const smallBlock = 64 * 1024;
const lineFeed = 0x0a;

/**
 * The lines of a file with their line feeds, many at a time; the last may lack its line feed. `node:readline` is no
 * choice: it also breaks lines at U+2028, which JSON leaves as it is.
 */
export async function* linesForward(
  handle: FileHandle,
  options: { from?: number; blockBytes?: number } = {},
): AsyncGenerator<Buffer[]> {
  const { from = 0, blockBytes = largeBlock } = options;
  const { size } = await handle.stat();
  let rest = Buffer.alloc(0);
  let position = from;
  for (;;) {
    const length = Math.max(smallBlock, Math.min(blockBytes, size - position));
    const block = Buffer.allocUnsafe(rest.length + length);
    rest.copy(block);
    const { bytesRead } = await handle.read(block, rest.length, length, position);
    position += bytesRead;
    const filled = block.subarray(0, rest.length + bytesRead);
    if (bytesRead === 0) {
      if (filled.length > 0) yield [filled];
      return;
    }
    const lines: Buffer[] = [];
    let start = 0;
    // What was left over is known to hold no line feed.
    for (let at = filled.indexOf(lineFeed, rest.length); at >= 0; at = filled.indexOf(lineFeed, start)) {
      lines.push(filled.subarray(start, at + 1));
      start = at + 1;
    }
    rest = filled.subarray(start);
    if (lines.length > 0) yield lines;
  }
}

/** A line and where it begins. */
export interface PlacedLine {
  bytes: Buffer;
  at: number;
}

/** The whole lines of a file's first `end` bytes, without their line feeds, last one first. */
export async function* linesBackward(handle: FileHandle, end: number): AsyncGenerator<PlacedLine> {
  let from = end;
  let rest = Buffer.alloc(0);
  // What stands behind the last line feed was cut off and is no line.
  let isWhole = false;
  while (from > 0) {
    const length = Math.min(smallBlock, from);
    from -= length;
    const block = Buffer.allocUnsafe(length + rest.length);
    await readAll(handle, block.subarray(0, length), from);
    rest.copy(block, length);
    let stop = block.length;
    for (
      let at = block.lastIndexOf(lineFeed, length - 1);
      at >= 0;
      at = at > 0 ? block.lastIndexOf(lineFeed, at - 1) : -1
    ) {
      if (isWhole) yield { bytes: block.subarray(at + 1, stop), at: from + at + 1 };
      isWhole = true;
      stop = at;
    }
    rest = block.subarray(0, stop);
  }
  if (isWhole) yield { bytes: rest, at: 0 };
}

async function readAll(handle: FileHandle, into: Buffer, position: number): Promise<void> {
  let done = 0;
  while (done < into.length) {
    const { bytesRead } = await handle.read(into, done, into.length - done, position + done);
    if (bytesRead === 0) throw new RangeError('the file became shorter while it was read');
    done += bytesRead;
  }
}
