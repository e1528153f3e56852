import { describe, expect, it } from 'vitest';

import { droppedFrom, pickedFrom, readFiles } from './read-files.ts';

/** A file as a browser gives it: its path is empty where no folder was chosen. */
function file(name: string, text = 'a: 1', path = ''): File {
  return Object.defineProperty(new File([text], name), 'webkitRelativePath', { value: path });
}
const fileEntry = (fullPath: string) => ({
  isFile: true,
  isDirectory: false,
  fullPath,
  file: (resolve: (file: File) => void) => resolve(file(fullPath.split('/').at(-1) ?? '')),
});
const folderEntry = (fullPath: string, ...inside: object[]) => ({
  isFile: false,
  isDirectory: true,
  fullPath,
  createReader: () => {
    const parts = [...inside.map((each) => [each]), []];
    return { readEntries: (resolve: (part: object[]) => void) => resolve(parts.shift() ?? []) };
  },
});
const dropped = (...entries: object[]) =>
  droppedFrom(entries.map((entry) => ({ webkitGetAsEntry: () => entry as FileSystemEntry })));

describe('files of a configuration', () => {
  it('are named as they lie in its folder', () => {
    const picked = pickedFrom([
      file('user-sync-config.yml'),
      file('connector-okta.yml', 'a: 1', 'sync/more/connector-okta.yml'),
    ]);
    expect(picked.map(({ name }) => name)).toEqual(['user-sync-config.yml', 'more/connector-okta.yml']);
  });

  it('are found in a folder that is dropped, part by part', async () => {
    const more = folderEntry('/sync/more', fileEntry('/sync/more/okta.yml'));
    const found = await dropped(folderEntry('/sync', fileEntry('/sync/user-sync-config.yml'), more));
    expect(found.map(({ name }) => name)).toEqual(['user-sync-config.yml', 'more/okta.yml']);
    const loose = await dropped(fileEntry('/a.yml'), fileEntry('/b.yml'));
    expect(loose.map(({ name }) => name)).toEqual(['a.yml', 'b.yml']);
  });

  it('are read where they are YAML, and no larger or more than the agent takes', async () => {
    const many = Array.from({ length: 25 }, (_, index) => file(`${index}.YAML`));
    const large = file('large.yml', 'x'.repeat(1_048_577));
    const sent = await readFiles(pickedFrom([file('notes.txt'), large, file('one.yml', 'b: 2'), ...many]));
    expect(sent[0]).toEqual({ name: 'one.yml', text: 'b: 2' });
    expect(sent).toHaveLength(20);
  });
});
