interface Properties {
  label: string;
  /** The words for no choice, as in "All projects". */
  all: string;
  options: string[];
  value: string;
  onChange: (value: string) => void;
  /** What a name reads like; itself without. */
  wordsOf?: (name: string) => string;
}

/** Chooses one of some names, or all. A value that is not among them is shown all the same. */
export function SelectField({ label, all, options, value, onChange, wordsOf = String }: Properties) {
  const names = value === '' || options.includes(value) ? options : [value, ...options];
  return (
    <label class="select-field">
      <span class="visually-hidden">{label}</span>
      <select class="input" value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        <option value="">{all}</option>
        {names.map((name) => (
          <option key={name} value={name}>
            {wordsOf(name)}
          </option>
        ))}
      </select>
    </label>
  );
}
