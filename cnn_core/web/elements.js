// Small helpers to make elements and to change them only where something is new.

/** An element with attributes and children (elements or text). */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** Set a text; where it is the same, nothing is laid out anew. */
function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** A labelled list to choose from. options: [value, text]. */
function choiceOf(text, options) {
  const select = make("select", { "aria-label": text });
  for (const [value, name] of options) select.append(make("option", { value }, name));
  return { select, element: make("label", {}, text, select) };
}

/** Give a list other options; what was chosen stays, if it still is one, else it is `first`. */
function refill(select, options, first) {
  const wanted = options.some(([value]) => value === select.value) ? select.value : first;
  const isSame = options.length === select.options.length;
  if (isSame && options.every(([, text], at) => select.options[at].text === text)) return;
  select.replaceChildren(...options.map(([value, text]) => make("option", { value }, text)));
  select.value = wanted;
}

/** 1234567 -> "1,234,567". */
function countText(number) {
  return Math.round(number).toLocaleString("en-GB");
}

/** 0.9873 -> "98.73 %". */
function percentText(share) {
  return `${(100 * share).toFixed(2)} %`;
}

/** A value with three digits and a true minus sign: -0.01234 -> "−0.0123". */
function valueText(value) {
  if (!Number.isFinite(value)) return "no number";
  const text = value === 0 ? "0" : String(Number(value.toPrecision(3)));
  return text.replace("-", "−");
}

/** The largest distance from 0 of any value. */
function largestMagnitude(values) {
  let most = 0;
  for (const value of values) if (Math.abs(value) > most) most = Math.abs(value);
  return most;
}
