/** HTML that is safe to put into HTML as it is. */
export interface Html {
  readonly markup: string;
}

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** A template whose values are escaped, except those that are HTML already. */
export function html(parts: TemplateStringsArray, ...values: (string | number | Html | Html[])[]): Html {
  const markup = parts.map((part, index) => part + (index < values.length ? toMarkup(values[index] ?? '') : ''));
  return { markup: markup.join('') };
}

function toMarkup(value: string | number | Html | Html[]): string {
  if (Array.isArray(value)) return value.map(({ markup }) => markup).join('');
  if (typeof value === 'object') return value.markup;
  return String(value).replace(/[&<>"']/g, (character) => ESCAPES[character] ?? '');
}

/**
 * A whole mail. Styles stand on the elements and no colour is set but a grey: mail programs drop
 * style sheets, and those in dark mode turn colours around as they like.
 */
export function mailPage(title: string, body: Html[]): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${title}</title>
</head>
<body style="margin:0;padding:16px;font-family:system-ui,-apple-system,'Segoe UI',sans-serif;font-size:15px;line-height:1.5">
<h1 style="margin:0 0 16px;font-size:18px">${title}</h1>
${body}
</body>
</html>`.markup;
}

/** Names and values, one pair a row. */
export function factTable(facts: readonly (readonly [name: string, value: string])[]): Html {
  const rows = facts.map(
    ([name, value]) => html`<tr>
<td style="padding:4px 16px 4px 0;vertical-align:top;color:#808080;white-space:nowrap">${name}</td>
<td style="padding:4px 0;vertical-align:top;white-space:pre-wrap;word-break:break-word">${value}</td>
</tr>`,
  );
  return html`<table role="presentation" cellpadding="0" cellspacing="0" style="border-collapse:collapse;font-size:15px">${rows}</table>`;
}
