import { Badge } from '../../../components/badge.tsx';
import { Button } from '../../../components/button.tsx';
import { Icon } from '../../../components/icon.tsx';
import { t } from '../../../words.ts';
import { Select } from '../../parts/select.tsx';
import { Tick } from '../../parts/tick.tsx';
import type { Lines, PairLine } from './columns.tsx';
import { flawsOf, type GroupMap } from './group-model.ts';

type Cell = Lines & PairLine;
type Named = readonly { id: string; name: string }[] | null | undefined;

function nameOf(id: string, known: Named): string {
  return known?.find((each) => each.id === id)?.name ?? id;
}

/** What can be chosen; the present choice stays, also when its side does not know it any more. */
function optionsOf(present: string, known: Named): { value: string; word: string }[] {
  const listed = (known ?? []).map(({ id, name }) => ({ value: id, word: name }));
  return listed.some(({ value }) => value === present) ? listed : [{ value: present, word: present }, ...listed];
}

function put({ maps, change, index }: Cell, part: Partial<GroupMap>): void {
  change(maps.map((map, at) => (at === index ? { ...map, ...part } : map)));
}

export function PairGroup(line: Cell) {
  const { schema, map, index, locked } = line;
  if (locked !== null) return <bdi>{nameOf(map.group, schema?.groups)}</bdi>;
  return (
    <Select
      quiet
      label={t('setting.groups.groupAt', [String(index + 1)])}
      value={map.group}
      options={optionsOf(map.group, schema?.groups)}
      onChange={(group) => put(line, { group })}
    />
  );
}

export function PairRole(line: Cell) {
  const { schema, map, index, locked } = line;
  if (locked !== null) return <>{nameOf(map.role, schema?.roles)}</>;
  return (
    <Select
      quiet
      label={t('setting.groups.roleAt', [String(index + 1)])}
      value={map.role}
      options={optionsOf(map.role, schema?.roles)}
      onChange={(role) => put(line, { role })}
    />
  );
}

export function PairOwner(line: Cell) {
  const { map, index, locked } = line;
  if (locked !== null) return <span class="muted">{t(`setting.groups.owners.${map.owner}`)}</span>;
  return (
    <Select
      quiet
      label={t('setting.groups.ownerAt', [String(index + 1)])}
      value={map.owner}
      options={(['cms', 'okta'] as const).map((value) => ({ value, word: t(`setting.groups.owners.${value}`) }))}
      onChange={(owner) => put(line, { owner })}
    />
  );
}

/** What stands against the pair; a person may name a powerful one all the same. */
export function PairFlaws(line: Cell) {
  const { maps, schema, map, index, locked } = line;
  const flaws = flawsOf(maps, index, schema);
  const isPowerful = flaws.includes('privileged') || map.namedPrivileged;
  return (
    <span class="rule">
      {flaws.length === 0 && (
        <span>
          <Badge tone="ok" icon="link" edge="plain">
            {t('pushed.paired')}
          </Badge>
        </span>
      )}
      {flaws.map((flaw) => (
        <small key={flaw} class="t-warn">
          <Icon name="risk" /> {t(`setting.groups.flaw.${flaw}`)}
        </small>
      ))}
      {isPowerful && (
        <Tick
          checked={map.namedPrivileged}
          unavailable={locked}
          onChange={(namedPrivileged) => put(line, { namedPrivileged })}
        >
          {t('setting.groups.named')}
        </Tick>
      )}
    </span>
  );
}

export function PairRemove({ maps, schema, map, index, locked, change }: Cell) {
  return (
    <Button
      small
      label={t('setting.groups.removeNamed', [nameOf(map.group, schema?.groups)])}
      unavailable={locked}
      onPress={() => change(maps.filter((_map, at) => at !== index))}
    >
      {t('setting.groups.remove')}
    </Button>
  );
}
