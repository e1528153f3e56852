import type { GroupMap } from '@rollcall/shared';
import { SyncError } from '@rollcall/shared';

/**
 * `groupMaps.add=GROUP:ROLE[:OWNER[:privileged]]` maps an Okta group and a role of the site, in place of what either was
 * mapped to; `groupMaps.remove=GROUP` takes the line away, by the group's id or the role's.
 */
export function changeGroupMaps(maps: readonly GroupMap[], path: readonly string[], text: string): GroupMap[] {
  switch (path.slice(1).join('.')) {
    case 'add': {
      const map = mapOf(text);
      return [...maps.filter((each) => each.group !== map.group && each.role !== map.role), map];
    }
    case 'remove': {
      const rest = maps.filter((each) => each.group !== text && each.role !== text);
      if (rest.length < maps.length) return rest;
      const known = maps.map((each) => each.group).join(', ') || 'none';
      throw wrong(`No line maps "${text}".`, `Mapped groups: ${known}.`);
    }
    default:
      throw wrong(
        `There is no setting "${path.join('.')}".`,
        'Use groupMaps.add=GROUP:ROLE:OWNER or groupMaps.remove=GROUP.',
      );
  }
}

function mapOf(text: string): GroupMap {
  const [group = '', role = '', owner = 'cms', privileged = '', ...rest] = text.split(':');
  if (group === '' || role === '' || rest.length > 0) {
    throw wrong(
      `"${text}" maps no group.`,
      'Give Okta’s id of the group, the site’s role and the owner: groupMaps.add=00g1ab2cd:editor:cms.',
    );
  }
  if (owner !== 'cms' && owner !== 'okta') throw wrong(`"${owner}" is no owner of a group.`, 'It takes cms, okta.');
  if (privileged !== '' && privileged !== 'privileged') {
    throw wrong(`"${privileged}" is not known there.`, 'It takes privileged, for a role that gives power, or nothing.');
  }
  return { group, role, owner, namedPrivileged: privileged === 'privileged' };
}

function wrong(text: string, next: string): SyncError {
  return new SyncError('invalid', text, { scope: 'run', next, field: 'groupMaps' });
}
