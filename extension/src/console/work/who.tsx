interface WhoProps {
  label: string;
  /** Login or mail under the name; left out where it says the same. */
  sub?: string | null;
  href: string;
}

/** A user in a list: initials, the name as the way to the user's page, and a second line. */
export function Who({ label, sub = null, href }: WhoProps) {
  return (
    <span class="who">
      <span class="av" aria-hidden="true">
        {initials(label)}
      </span>
      <span class="grow">
        <a href={href}>
          <bdi>{label}</bdi>
        </a>
        {sub !== null && sub !== label && (
          <small>
            <bdi>{sub}</bdi>
          </small>
        )}
      </span>
    </span>
  );
}

/** One or two letters for a name of any script: first and last word. */
export function initials(label: string): string {
  const words = label.split(/[\s._@-]+/u).filter((word) => /[\p{L}\p{N}]/u.test(word));
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => firstLetter(word ?? ''));
  return letters.join('').toLocaleUpperCase();
}

function firstLetter(word: string): string {
  const [first] = new Intl.Segmenter().segment(word);
  return first?.segment ?? '';
}
