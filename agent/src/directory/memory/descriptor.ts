import { SyncError } from '@rollcall/shared';
import type { DirectoryDescriptor } from '../directory.ts';
import { MemoryDirectory } from './memory.ts';
import type { MemoryShape } from './shape.ts';

/** A kind of directory whose every address is an empty directory in memory, for tests of what stands above it. */
export function memoryDescriptor(shape: MemoryShape): DirectoryDescriptor {
  return {
    kind: shape.kind,
    label: shape.label,
    side: shape.side,
    auth: [{ name: 'none', label: 'No sign-in', fields: [] }],
    normaliseUrl(url) {
      if (!URL.canParse(url)) throw new SyncError('invalid', 'This is no address.', { field: 'url' });
      return new URL(url).origin;
    },
    accountUrl: () => null,
    create: ({ settings, now }) => new MemoryDirectory({ id: settings.id, shape, now }),
  };
}
