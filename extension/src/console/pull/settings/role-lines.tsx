import { Icon } from '../../../components/icon.tsx';
import { t } from '../../../words.ts';
import { TextLines } from '../parts/text-lines.tsx';
import { type PullRole, roleFrom, roleText } from '../pull-model.ts';
import type { Editing } from './editing.ts';
import { roleFlaw } from './flaws.ts';

type RoleLinesProps = Pick<Editing, 'pull' | 'schema'> & {
  legend: string;
  roles: readonly PullRole[];
  onChange(roles: PullRole[]): void;
};

/** Roles of the site, or of another one as `nick::Role`. */
export function RoleLines({ pull, schema, legend, roles, onChange }: RoleLinesProps) {
  return (
    <TextLines
      legend={legend}
      hint={pull.targets.length > 0 ? t('pull.groups.otherHint', [`${pull.targets[0]?.name ?? ''}::`]) : undefined}
      values={roles.map(roleText)}
      offers={(schema?.roles ?? []).filter(({ privileged }) => privileged !== true).map(({ name }) => name)}
      add={t('pull.groups.addRole')}
      noteOf={(text) => <RoleNote role={roleFrom(text)} pull={pull} schema={schema} />}
      onChange={(texts) => onChange(texts.map(roleFrom))}
    />
  );
}

type RoleNoteProps = Pick<Editing, 'pull' | 'schema'> & { role: PullRole };

/** What stands against a role, or which site it is on. */
export function RoleNote({ role, pull, schema }: RoleNoteProps) {
  const flaw = roleFlaw(role, pull, schema);
  if (flaw !== null)
    return (
      <small class={flaw === 'noName' ? 'err' : 't-warn'}>
        <Icon name="risk" /> {t(`pull.flaw.${flaw}`)}
      </small>
    );
  return role.target === null ? null : <small class="muted">{t('pull.groups.onSite', [role.target])}</small>;
}
