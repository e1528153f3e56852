import { t } from '../../../words.ts';
import { Radios } from '../../parts/radio.tsx';
import { Select } from '../../parts/select.tsx';
import { Tick } from '../../parts/tick.tsx';
import { NameList } from '../../settings/scope/name-list.tsx';
import { actionWords } from './action-words.ts';
import type { PullOptions } from '../pull-model.ts';

export interface OptionProps {
  value: PullOptions;
  /** What the agent says against something in them, by its name. */
  errorOf(name: string): string | null;
  onChange(part: Partial<PullOptions>): void;
}

type Users = PullOptions['users'];
type Kind = Users['kind'];

/** Kinds of users that can be chosen here; a file is read by the command line only, so it stays where it is chosen already. */
function kindsOf({ kind }: Users): Kind[] {
  return kind === 'file' ? ['mapped', 'groups', 'all', 'list', 'file'] : ['mapped', 'groups', 'all', 'list'];
}

function usersOf(kind: Kind, present: Users): Users {
  if (kind === present.kind) return present;
  if (kind === 'groups') return { kind, groups: [] };
  if (kind === 'list') return { kind, users: [] };
  return kind === 'file' ? { kind, file: '' } : { kind };
}

/** Whom a pull reads. */
export function UsersOption({ value: { users }, errorOf, onChange, name }: OptionProps & { name: string }) {
  return (
    <>
      <Radios
        legend={t('pull.users.title')}
        name={name}
        value={users.kind}
        options={kindsOf(users).map((kind) => ({
          value: kind,
          words: t(`pull.users.${kind}`),
          note: t(`pull.users.${kind}Note`),
        }))}
        onChange={(kind) => onChange({ users: usersOf(kind, users) })}
      />
      {users.kind === 'groups' && (
        <NameList
          label={t('pull.users.groupNames')}
          hint={t('pull.users.groupNamesHint')}
          names={users.groups}
          error={users.groups.length === 0 ? t('pull.flaw.noNames') : errorOf('users')}
          onChange={(groups) => onChange({ users: { kind: 'groups', groups } })}
        />
      )}
      {users.kind === 'list' && (
        <NameList
          label={t('pull.users.listNames')}
          hint={t('pull.users.listNamesHint')}
          names={users.users}
          error={users.users.length === 0 ? t('pull.flaw.noNames') : errorOf('users')}
          onChange={(names) => onChange({ users: { kind: 'list', users: names } })}
        />
      )}
    </>
  );
}

/** How much of both sides a pull reads. */
export function StrategyOption({ value, onChange, name }: OptionProps & { name: string }) {
  return (
    <Radios
      legend={t('pull.strategy.title')}
      name={name}
      value={value.strategy}
      options={(['sync', 'push', 'delta'] as const).map((strategy) => ({
        value: strategy,
        words: t(`pull.strategy.${strategy}`),
        note: t(`pull.strategy.${strategy}Note`),
      }))}
      onChange={(strategy) => onChange({ strategy })}
    />
  );
}

/** What becomes of who is only on the site. */
export function ActionOption({ value, onChange }: OptionProps) {
  const { targetOnlyUserAction: present } = value;
  return (
    <Select
      label={t('pull.only.title')}
      hint={t('pull.only.hint')}
      value={present}
      options={actionsFor(present).map((action) => ({ value: action, word: actionWords(action) }))}
      onChange={(targetOnlyUserAction) => onChange({ targetOnlyUserAction })}
    />
  );
}

const actions = ['preserve', 'exclude', 'remove-roles', 'block', 'delete'] as const;

/** A file is written by the command line only, so that choice stays where it was made already. */
export function actionsFor(present: PullOptions['targetOnlyUserAction'] | null): PullOptions['targetOnlyUserAction'][] {
  return present === 'write-file' ? [...actions, present] : [...actions];
}

/** What a pull does with roles and values. */
export function FlagOptions({ value, onChange }: OptionProps) {
  return (
    <div>
      {(['processGroups', 'updateUserInfo', 'excludeUnmappedUsers'] as const).map((flag) => (
        <Tick key={flag} checked={value[flag]} onChange={(on) => onChange({ [flag]: on })}>
          {t(`pull.flag.${flag}`)}
          <span class="muted"> · {t(`pull.flag.${flag}Note`)}</span>
        </Tick>
      ))}
    </div>
  );
}
