import type { BadgeStatus } from '@rollcall/shared/status';
import type { ComponentChildren } from 'preact';

import { Icon, type IconName } from './icon.tsx';
import { t } from '../words.ts';

export type Tone = 'ok' | 'warn' | 'bad' | 'hold' | 'info' | 'idle';

interface Look {
  tone: Tone;
  icon: IconName;
  /** `plain` has no filled ground; `dash` marks what is absent or unknown. */
  edge?: 'plain' | 'dash';
}

const looks: Record<BadgeStatus, Look> = {
  unknown: { tone: 'idle', icon: 'question', edge: 'dash' },
  checking: { tone: 'info', icon: 'sync', edge: 'plain' },
  syncing: { tone: 'info', icon: 'sync' },
  failed: { tone: 'bad', icon: 'failed' },
  held: { tone: 'hold', icon: 'hold' },
  conflict: { tone: 'warn', icon: 'conflict' },
  differs: { tone: 'warn', icon: 'differs' },
  excluded: { tone: 'idle', icon: 'excluded', edge: 'plain' },
  protected: { tone: 'idle', icon: 'shield', edge: 'plain' },
  notInOkta: { tone: 'idle', icon: 'add', edge: 'dash' },
  found: { tone: 'info', icon: 'link', edge: 'plain' },
  staged: { tone: 'info', icon: 'clock', edge: 'plain' },
  invited: { tone: 'info', icon: 'mail', edge: 'plain' },
  active: { tone: 'ok', icon: 'agree' },
  suspended: { tone: 'idle', icon: 'pause' },
  deactivated: { tone: 'idle', icon: 'off' },
  activeInOkta: { tone: 'bad', icon: 'risk' },
};

/** Icon and word on a coloured ground; the meaning never rests on the colour. */
export function Badge(props: Look & { title?: string; spin?: boolean; children: ComponentChildren }) {
  const classes = ['badge', props.tone, props.edge].filter((part) => part !== undefined);
  return (
    <span class={classes.join(' ')} title={props.title}>
      <Icon name={props.icon} spin={props.spin ?? false} />
      {props.children}
    </span>
  );
}

/** The badge of one account. */
export function StatusBadge({ status, title }: { status: BadgeStatus; title?: string }) {
  const spin = status === 'checking' || status === 'syncing';
  return (
    <Badge {...looks[status]} spin={spin} {...(title === undefined ? {} : { title })}>
      {t(`status.${status}`)}
    </Badge>
  );
}
