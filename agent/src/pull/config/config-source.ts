/** Why there is no text. */
export type Unreadable = 'absent' | 'notSent' | 'large' | 'encoding' | 'refused';

/** Where the files of a configuration come from. */
export interface ConfigSource {
  /** The name of the main file. */
  root: string;
  /** The text of a file, by its name as the main file writes it; never throws. */
  read(name: string): Promise<{ text: string } | { fault: Unreadable }>;
}

/** The name that the tool gives its main file. */
export const rootName = 'user-sync-config.yml';

/** The name of a file without its folders, as the tool's own systems write them. */
export function baseName(name: string): string {
  return name.split(/[\\/]/).at(-1) ?? name;
}
