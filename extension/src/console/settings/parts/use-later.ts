import { useEffect, useState } from 'preact/hooks';

/** The value as it was when it last stayed the same for `ms`, so that typing asks once. */
export function useLater<T>(value: T, ms = 400): T {
  const [settled, setSettled] = useState(value);
  const key = JSON.stringify(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms);
    return () => clearTimeout(timer);
  }, [key, ms]);
  return settled;
}
