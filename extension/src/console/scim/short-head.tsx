/** The name of a column before its value, in a narrow window, where the table shows no heads. */
export function ShortHead({ word }: { word: string }) {
  return (
    <span class="only-s" aria-hidden="true">
      {`${word}: `}
    </span>
  );
}
