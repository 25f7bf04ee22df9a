import type { Parameter, Schema } from './description.ts';

/** One row of a table of fields. */
export interface Field {
  /** With its way down: `errors[].id`. */
  name: string;
  type: string;
  /** What it is and what it must be. */
  text: string;
}

/** What a table says of fields that may be absent: in a body which are required, in an answer which may not be there. */
export type Said = 'what is required' | 'what may be absent';

/** All fields of an object and of what is in it; none of anything else. Objects that come again are told once. */
export function fieldsOf(schema: Schema, said: Said): Field[] {
  const told = new Map<string, string>();
  return walk(schema, '');

  function walk(given: Schema, way: string): Field[] {
    const main = mainOf(given);
    if (main.type === 'array' && main.items) return walk(main.items, `${way}[]`);
    return Object.entries(main.properties ?? {}).flatMap(([key, property]) => {
      const name = way === '' ? key : `${way}.${key}`;
      const own = objectIn(property);
      const shape = own && JSON.stringify(own.properties);
      const before = shape && told.get(shape);
      if (shape) told.set(shape, before ?? name);
      const isRequired = main.required?.includes(key) === true;
      const need = said === 'what is required' ? isRequired && '**required**' : !isRequired && 'may be absent';
      const words = [...(need ? [need] : []), ...rulesOf(property)];
      const description = [descriptionOf(property), before && `The fields of \`${before}\``];
      return [
        { name, type: typeOf(property, said === 'what is required'), text: toText(words, description) },
        ...(before ? [] : walk(property, name)),
      ];
    });
  }
}

/** One parameter as a row. */
export function parameterOf({ name, in: place, required, description, schema }: Parameter): Field {
  const words = [...(place === 'path' ? ['in the path'] : required ? ['**required**'] : []), ...rulesOf(schema)];
  return { name, type: typeOf(schema), text: toText(words, [description ?? descriptionOf(schema)]) };
}

/** What a value may be, in a few words. `nullIsAbsent` where null needs no mention. */
function typeOf(schema: Schema, nullIsAbsent = false): string {
  const names = namesOf(schema).filter((name) => !(nullIsAbsent && name === 'null'));
  return [...new Set(names)].join(' or ');
}

/** What a value must be. */
function rulesOf(schema: Schema): string[] {
  const main = mainOf(schema);
  const rules = [
    main.enum?.map((value) => `\`${String(value)}\``).join(', '),
    range(main.minLength || undefined, main.maxLength, 'characters'),
    range(main.minItems, main.maxItems, 'items'),
    range(realBound(main.minimum), realBound(main.maximum), ''),
    schema.default === undefined ? undefined : `default \`${schema.default}\``,
  ];
  return rules.filter((rule) => rule !== undefined);
}

/** Rules, and then sentences. */
function toText(rules: readonly string[], sentences: readonly (string | undefined)[]): string {
  return [rules.join('; '), ...sentences].filter((part) => part !== undefined && part !== '').join('. ');
}

function descriptionOf(schema: Schema): string | undefined {
  return schema.description ?? mainOf(schema).description;
}

/** The object that a value is, or is a list of. */
function objectIn(schema: Schema): Schema | undefined {
  const main = mainOf(schema);
  return main.properties ? main : main.items && objectIn(main.items);
}

/** Of several alternatives the one that says most: null says nothing, and a list is told by its items. */
function mainOf(schema: Schema): Schema {
  return schema.anyOf?.find(({ type }) => type !== 'null') ?? schema;
}

function namesOf(schema: Schema): string[] {
  if (schema.anyOf) return schema.anyOf.flatMap(namesOf);
  return [schema.type ?? 'any'].flat().map((type) => nameOf(type, schema));
}

function nameOf(type: string, { format, items, additionalProperties }: Schema): string {
  if (type === 'string' && format === 'date-time') return 'time';
  if (type === 'integer') return 'whole number';
  if (type === 'array') return items ? `list of ${plural(typeOf(items))}` : 'list';
  if (type === 'object' && typeof additionalProperties === 'object' && additionalProperties.type) {
    return `object of ${plural(typeOf(additionalProperties))}`;
  }
  return type;
}

function plural(type: string): string {
  return type
    .split(' or ')
    .map((name) => (name === 'any' ? 'anything' : `${name}s`))
    .join(' or ');
}

function range(least: number | undefined, most: number | undefined, unit: string): string | undefined {
  const what = unit && ` ${unit}`;
  if (least !== undefined && most !== undefined) return `${least} to ${most}${what}`;
  if (most !== undefined) return `at most ${most}${what}`;
  return least === undefined ? undefined : `at least ${least}${what}`;
}

/** JSON schema writes the bounds of safe integers where there are none. */
function realBound(bound: number | undefined): number | undefined {
  return bound === undefined || Math.abs(bound) === Number.MAX_SAFE_INTEGER ? undefined : bound;
}
