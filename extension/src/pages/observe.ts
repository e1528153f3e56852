import { isOurs } from '../people/host.ts';

/**
 * Watches one container's children and calls back at most once a frame. Changes that only add or remove our own elements
 * are not reported. When the container itself goes away, the next one is looked up at the following change.
 */
export function observeContainer(find: () => Element | null, changed: () => void, signal: AbortSignal): void {
  let frame = 0;
  const observer = new MutationObserver((records) => {
    if (frame !== 0 || records.every(isOwnChange)) return;
    frame = requestAnimationFrame(() => {
      frame = 0;
      if (signal.aborted) return;
      attach();
      changed();
    });
  });
  let watched: Element | null = null;
  const attach = (): void => {
    const container = find();
    if (container === null || container === watched) return;
    observer.disconnect();
    watched = container;
    observer.observe(container, { childList: true, subtree: true });
  };
  attach();
  signal.addEventListener('abort', () => {
    observer.disconnect();
    cancelAnimationFrame(frame);
  });
}

function isOwnChange(record: MutationRecord): boolean {
  return [...record.addedNodes, ...record.removedNodes].every(isOurs);
}
