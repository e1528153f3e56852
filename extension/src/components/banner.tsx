import type { ComponentChildren } from 'preact';

import type { Tone } from './badge.tsx';
import { Icon, type IconName } from './icon.tsx';

interface BannerProps {
  tone: Tone | 'practice';
  icon: IconName;
  /** The cause, as one sentence. */
  cause: ComponentChildren;
  /** The next step, as one sentence. */
  next?: ComponentChildren;
  /** Muted second line, such as the other system's own words. */
  detail?: string | null;
  /** Read out at once: only for an error that follows an action. */
  alert?: boolean;
  children?: ComponentChildren;
}

export function Banner({ tone, icon, cause, next, detail = null, alert = false, children }: BannerProps) {
  return (
    <div class={`banner ${tone}`} role={alert ? 'alert' : undefined}>
      <Icon name={icon} />
      <div class="grow">
        <p>
          <span class="t">{cause}</span> {next}
        </p>
        {detail !== null && <p class="small muted">{detail}</p>}
        {children !== undefined && <div class="row">{children}</div>}
      </div>
    </div>
  );
}
