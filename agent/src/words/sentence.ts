/** Takes a text apart into its sentences, each with its own end; what stands behind the last end is one, too. */
export function sentencesOf(text: string): string[] {
  return text.split(/(?<=\.[)”’"]?) +/u).filter((sentence) => sentence !== '');
}
