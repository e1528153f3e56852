import { useEffect, useMemo } from 'preact/hooks';

import { type Pause, visiblePause } from '../../../plan/follow.ts';

/** Waits between looks for as long as the component is shown and the window visible. */
export function usePause(): Pause {
  const { abort, pause } = useMemo(() => {
    const controller = new AbortController();
    return { abort: () => controller.abort(), pause: visiblePause(document, controller.signal) };
  }, []);
  useEffect(() => abort, []);
  return pause;
}
