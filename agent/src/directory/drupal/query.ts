/** One JSON:API filter condition; `group` joins it with its like by OR or AND. */
export interface Condition {
  path: string;
  operator?: '=' | '>' | '>=' | 'STARTS_WITH' | 'IS NOT NULL';
  value?: string | number;
  group?: string;
}

interface Group {
  conjunction: 'AND' | 'OR';
  group?: string;
}

export interface Query {
  conditions?: readonly Condition[];
  groups?: Record<string, Group>;
  sort?: string;
  limit?: number;
  offset?: number;
  fields?: readonly string[];
}

/** Path and query of one collection, every value escaped. */
export function toPath(collection: string, query: Query): string {
  const params = new URLSearchParams();
  for (const [name, { conjunction, group }] of Object.entries(query.groups ?? {})) {
    params.append(`filter[${name}][group][conjunction]`, conjunction);
    if (group !== undefined) params.append(`filter[${name}][group][memberOf]`, group);
  }
  for (const [index, { path, operator = '=', value, group }] of (query.conditions ?? []).entries()) {
    const condition = `filter[c${index}][condition]`;
    params.append(`${condition}[path]`, path);
    params.append(`${condition}[operator]`, operator);
    if (value !== undefined) params.append(`${condition}[value]`, String(value));
    if (group !== undefined) params.append(`${condition}[memberOf]`, group);
  }
  if (query.sort !== undefined) params.append('sort', query.sort);
  if (query.limit !== undefined) params.append('page[limit]', String(query.limit));
  if (query.offset !== undefined) params.append('page[offset]', String(query.offset));
  if (query.fields !== undefined) params.append('fields[user--user]', query.fields.join(','));
  const text = params.toString();
  return text === '' ? `/jsonapi/${collection}` : `/jsonapi/${collection}?${text}`;
}
