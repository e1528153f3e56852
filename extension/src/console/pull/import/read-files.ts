import type { RouteBody } from '@rollcall/shared/routes';

type Sent = RouteBody<'importPull'>['files'][number];

/** A chosen file with its path within the configuration's folder. */
interface Picked {
  name: string;
  file: File;
}

/** The most files that the agent takes, and the greatest size of one in characters. */
const mostFiles = 20;
const longest = 1_048_576;

/** Files of a field, or of a folder that it names; the folder's own name is no part of theirs. */
export function pickedFrom(list: Iterable<File>): Picked[] {
  return [...list].map((file) => ({ name: file.webkitRelativePath.split('/').slice(1).join('/') || file.name, file }));
}

/** Files that were dropped, and those in folders that were. */
export async function droppedFrom(items: Iterable<Pick<DataTransferItem, 'webkitGetAsEntry'>>): Promise<Picked[]> {
  // The browser forgets the items once the event is over, so they are all taken now.
  const entries = [...items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  const [only] = entries;
  const within = entries.length === 1 && only?.isDirectory ? `${only.fullPath}/` : '/';
  const picked = await Promise.all(entries.map(filesIn));
  return picked.flat().map(({ path, file }) => ({ name: path.slice(within.length), file }));
}

async function filesIn(entry: FileSystemEntry): Promise<{ path: string; file: File }[]> {
  if (isFile(entry))
    return [{ path: entry.fullPath, file: await new Promise<File>((resolve, reject) => entry.file(resolve, reject)) }];
  if (!isFolder(entry)) return [];
  const reader = entry.createReader();
  const found: FileSystemEntry[] = [];
  // A reader answers part by part, and none at the end.
  for (;;) {
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (part.length === 0) break;
    found.push(...part);
  }
  return (await Promise.all(found.map(filesIn))).flat();
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

/** The YAML among the chosen files as it is sent; others are left out, as is what the agent would not take. */
export async function readFiles(picked: readonly Picked[]): Promise<Sent[]> {
  const fit = picked.filter(({ name, file }) => /\.ya?ml$/i.test(name) && file.size <= longest).slice(0, mostFiles);
  return Promise.all(fit.map(async ({ name, file }) => ({ name, text: await file.text() })));
}
