import type { PushedAnswer, PushedGroupAnswer } from '@rollcall/shared/api-pushed';
import type { SchemaAnswer } from '@rollcall/shared/api-setting';

import { t } from '../../../words.ts';
import type { Column } from '../../parts/column.ts';
import { ShortHead } from '../../scim/short-head.tsx';
import { Num } from '../../parts/num.tsx';
import type { GroupMap } from './group-model.ts';
import { PairFlaws, PairGroup, PairOwner, PairRemove, PairRole } from './pair-cells.tsx';
import { PushedAction, PushedRole, PushedStatus } from './pushed-cells.tsx';
import type { Question } from './pushed-dialog.tsx';

export interface PairLine {
  is: 'pair';
  map: GroupMap;
  /** Its place in the settings. */
  index: number;
}
export interface PushedLine {
  is: 'pushed';
  group: PushedGroupAnswer;
}
/** A pair is a setting, saved with the page; what was chosen for a pushed group counts at once. */
export type Line = PairLine | PushedLine;

/** What every cell works with. */
export interface Lines {
  connection: string;
  maps: readonly GroupMap[];
  schema: SchemaAnswer | null;
  /** Why this browser may change nothing; null when it may. */
  locked: string | null;
  change(maps: GroupMap[]): void;
  /** Roles that a pushed group may be given. */
  roles: PushedAnswer['roles'];
  onAsk(question: Question): void;
}

export function columnsOf(lines: Lines): Column<Line>[] {
  return [
    {
      key: 'group',
      title: t('setting.groups.group'),
      head: true,
      cell: (line) => (line.is === 'pair' ? <PairGroup {...lines} {...line} /> : <bdi>{line.group.name}</bdi>),
    },
    {
      key: 'members',
      title: t('pushed.members'),
      end: true,
      cell: (line) =>
        line.is === 'pair' ? (
          <span class="muted" title={t('pushed.membersUnread')}>
            –<span class="vh">{t('pushed.membersUnread')}</span>
          </span>
        ) : (
          <>
            <ShortHead word={t('pushed.members')} />
            <Num value={line.group.members} />
          </>
        ),
    },
    {
      key: 'role',
      title: t('setting.groups.role'),
      cell: (line) => (line.is === 'pair' ? <PairRole {...lines} {...line} /> : <PushedRole {...lines} {...line} />),
    },
    {
      key: 'owner',
      title: t('setting.groups.owner'),
      cell: (line) =>
        line.is === 'pair' ? (
          <PairOwner {...lines} {...line} />
        ) : (
          <span class="muted">{t('setting.groups.owners.okta')}</span>
        ),
    },
    {
      key: 'status',
      title: t('pushed.status'),
      cell: (line) => (line.is === 'pair' ? <PairFlaws {...lines} {...line} /> : <PushedStatus {...line} />),
    },
    {
      key: 'do',
      title: <span class="vh">{t('setting.actions')}</span>,
      end: true,
      cell: (line) =>
        line.is === 'pair' ? <PairRemove {...lines} {...line} /> : <PushedAction {...lines} {...line} />,
    },
  ];
}
