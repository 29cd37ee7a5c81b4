// Which terms stand in a text: whole words, plurals too, the longest where several begin.

const SET_APART = /\u2063[^\u2063]*\u2063/gu; // by text.py: names that people give

/** forms: {what may be written, in lower case: the term's name}. */
function makeMatcher(forms) {
  const longestFirst = Object.keys(forms).sort((one, other) => other.length - one.length);
  const written = longestFirst.map(escapePattern).join("|");
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}_-])(?:${written})(?![\\p{L}\\p{N}_-])`, "giu");
  return { pattern, forms };
}

/** The terms of a text in their order: {start, end, name}. */
function findTerms({ pattern, forms }, text) {
  const searched = text.replace(SET_APART, (names) => "-".repeat(names.length));
  return Array.from(searched.matchAll(pattern), ({ 0: written, index }) => ({
    start: index,
    end: index + written.length,
    name: forms[written.toLowerCase().replace(/\s/gu, " ").replace(/’/gu, "'")],
  }));
}

/** A form as a pattern: its blanks may be any white space, its apostrophes of either kind. */
function escapePattern(form) {
  const escaped = form.replace(/[.*+?^${}()|[\]\\]/gu, "\\$&");
  return escaped.replace(/ /gu, "\\s").replace(/'/gu, "['’]");
}
