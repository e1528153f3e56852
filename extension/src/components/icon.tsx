/** Line icons on a 16 px grid; drawn in the text's colour and hidden from assistive technology, since a word stands beside. */
const circle = 'M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8Z';
const paths = {
  agree: `${circle}M5.2 8.2l2 2 3.6-4`,
  add: `${circle}M8 5.2v5.6M5.2 8h5.6`,
  clock: `${circle}M8 4.6V8l2.4 1.6`,
  pause: `${circle}M6.4 6v4M9.6 6v4`,
  off: `${circle}M3.7 3.7l8.6 8.6`,
  question: `${circle}M6.2 6.2a1.8 1.8 0 1 1 2.5 1.7c-.5.2-.7.5-.7 1M8 11.2v.1`,
  info: `${circle}M8 7.4v3.6M8 5v.1`,
  differs: 'M3 6h10M3 10h10M10.5 3l-5 10',
  conflict: 'M2 5.5h7M6.5 3 9 5.5 6.5 8M14 10.5H7M9.5 8 7 10.5 9.5 13',
  failed: 'M5.3 1.8h5.4l3.5 3.5v5.4l-3.5 3.5H5.3l-3.5-3.5V5.3zM5.9 5.9l4.2 4.2M10.1 5.9l-4.2 4.2',
  hold: 'M4 2h8M4 14h8M4.8 2c0 3 3.2 4 3.2 6s-3.2 3-3.2 6M11.2 2c0 3-3.2 4-3.2 6s3.2 3 3.2 6',
  sync: 'M13.5 6.5A5.7 5.7 0 0 0 3 5.2M2.5 9.5A5.7 5.7 0 0 0 13 10.8M3 2.4v2.8h2.8M13 13.6v-2.8h-2.8',
  mail: 'M2 4h12v8.5H2zM2.3 4.5 8 9l5.7-4.5',
  link: 'M6.8 9.2a2.8 2.8 0 0 0 4 0l2.4-2.4a2.8 2.8 0 0 0-4-4L8 4M9.2 6.8a2.8 2.8 0 0 0-4 0L2.8 9.2a2.8 2.8 0 0 0 4 4L8 12',
  risk: 'M8 2 14.5 13.5h-13zM8 6.4v3.2M8 11.6v.1',
  excluded: 'M2.5 2.5h11v11h-11zM5.4 8h5.2',
  shield: 'M8 1.8 13 3.6v4c0 3.2-2.1 5.4-5 6.6-2.9-1.2-5-3.4-5-6.6v-4z',
  plug: 'M6 2v3.5M10 2v3.5M4 5.5h8v2.5a4 4 0 0 1-8 0zM8 12v2.5',
  key: 'M5.5 13a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM7.7 7.8 13 2.5M10.5 5l2 2',
  people:
    'M6 7.5a2.6 2.6 0 1 0 0-5.2 2.6 2.6 0 0 0 0 5.2ZM1.5 13.5c0-2.5 2-4 4.5-4s4.5 1.5 4.5 4M10.5 2.6a2.6 2.6 0 0 1 0 4.8M12 9.8c1.6.5 2.5 1.8 2.5 3.7',
  lock: 'M3.5 7h9v6.5h-9zM5.5 7V5a2.5 2.5 0 0 1 5 0v2',
  undo: 'M3 6.5h7a3.5 3.5 0 0 1 0 7H6M6 3.5l-3 3 3 3',
  close: 'M4 4l8 8M12 4l-8 8',
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name, tone, spin = false }: { name: IconName; tone?: string; spin?: boolean }) {
  const classes = ['i', tone === undefined ? '' : `t-${tone}`, spin ? 'spin' : ''].filter((part) => part !== '');
  return (
    <svg class={classes.join(' ')} viewBox="0 0 16 16" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}

/** Rollcall's mark: shows which part of a page is ours. */
export function Mark() {
  return (
    <svg class="mark" viewBox="0 0 20 20" aria-hidden="true">
      <rect x="1" y="1" width="18" height="18" rx="5" fill="var(--rc-accent)" />
      <path d="M5 7h6M5 10.5h4M5 14h3" stroke="var(--rc-on-accent)" stroke-width="1.7" stroke-linecap="round" />
      <path
        d="m10.8 12.6 1.9 1.9 3-4.3"
        fill="none"
        stroke="var(--rc-on-accent)"
        stroke-width="1.9"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </svg>
  );
}
