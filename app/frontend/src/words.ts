/** What scripts say in the language of the page, which brings the translations; English needs none. */
const brought = document.getElementById("words")?.textContent;
const words = brought ? (JSON.parse(brought) as Record<string, string>) : {};

/** Say an English sentence in the language of the page; its named places hold the values. */
export function say(english: string, values: Record<string, string | number> = {}): string {
  return (words[english] ?? english).replace(/\{([a-z_]+)\}/gi, (place, name: string) => {
    const value = values[name];
    return value === undefined ? place : typeof value === "number" ? value.toLocaleString(document.documentElement.lang) : value;
  });
}
