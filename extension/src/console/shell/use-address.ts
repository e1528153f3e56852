import { useEffect, useState } from 'preact/hooks';

import { type Address, readAddress } from './address.ts';

/** Where the console is now. */
export function useAddress(): Address | null {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const changed = (): void => setHash(location.hash);
    addEventListener('hashchange', changed);
    return () => removeEventListener('hashchange', changed);
  }, []);
  return readAddress(hash);
}

/** Goes on without leaving a step behind in the way back. */
export function replaceAddress(hash: string): void {
  location.replace(hash);
}
