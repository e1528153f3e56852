import { useEffect, useState } from 'preact/hooks';

import { Button } from './button.tsx';

interface CopyButtonProps {
  text: () => string;
  word: string;
  done: string;
  label?: string;
  small?: boolean;
}

/** Copies a text and says so in its own label for two seconds. */
export function CopyButton({ text, word, done, label, small = true }: CopyButtonProps) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text());
    setCopied(true);
  };
  return (
    <Button small={small} label={copied ? undefined : label} onPress={() => void copy()}>
      {copied ? done : word}
    </Button>
  );
}
