import { Component } from 'preact';

import { Button } from './button.tsx';

interface CopyButtonProps {
  text: () => string;
  word: string;
  done: string;
  label?: string;
  small?: boolean;
}

/** Copies a text and says so in its own label for two seconds. A class, since the content script does without hooks. */
export class CopyButton extends Component<CopyButtonProps, { copied: boolean }> {
  override state = { copied: false };
  #timer: ReturnType<typeof setTimeout> | undefined;

  override componentWillUnmount(): void {
    clearTimeout(this.#timer);
  }

  async #copy(): Promise<void> {
    await navigator.clipboard.writeText(this.props.text());
    this.setState({ copied: true });
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.setState({ copied: false }), 2000);
  }

  override render() {
    const { word, done, label, small = true } = this.props;
    const { copied } = this.state;
    return (
      <Button small={small} label={copied ? undefined : label} onPress={() => void this.#copy()}>
        {copied ? done : word}
      </Button>
    );
  }
}
