const answerMs = 5000;

/** The system's own store of secrets, as far as Rollcall uses it. */
export interface Keyring {
  get(account: string): Promise<string | null>;
  set(account: string, text: string): Promise<void>;
}

/** Entries of one service in the OS keyring; throws where there is none. The package is optional and its library large, so it is loaded here. */
export async function openKeyring(service = 'rollcall'): Promise<Keyring> {
  const { AsyncEntry } = await import('@napi-rs/keyring');
  // Without a choice of store it would fall back to the kernel's keyring, which forgets everything at a restart.
  const entryOf = (account: string) => new AsyncEntry(service, account, { linux: { store: 'secret-service' } });
  return {
    async get(account) {
      return entryOf(account).getPassword(AbortSignal.timeout(answerMs));
    },
    async set(account, text) {
      await entryOf(account).setPassword(text, AbortSignal.timeout(answerMs));
    },
  };
}
