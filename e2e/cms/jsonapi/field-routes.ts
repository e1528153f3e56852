import { Hono } from 'hono';
import { requestUrl, siteUrl } from '../cms.ts';
import type { Cms, CmsContext, CmsEnv } from '../cms.ts';
import { USER_FIELDS } from '../model.ts';
import type { UserField } from '../model.ts';
import { answer } from './document.ts';
import type { Json, JsonObject } from './document.ts';
import { selfLink } from './page-links.ts';
import { mapAt, parsePhpQuery, textAt } from './php-query.ts';
import type { PhpMap } from './php-query.ts';
import { omittedMeta } from './user-resource.ts';

const FORBIDDEN =
  "The current user is not allowed to GET the selected resource. The 'administer user fields' permission is required.";

/** The listing of the user's configurable fields with labels and types. */
export function fieldRoutes(cms: Cms): Hono<CmsEnv> {
  const routes = new Hono<CmsEnv>();
  routes.get('/jsonapi/field_config/field_config', (c) => listFields(cms, c, fieldObject));
  routes.get('/jsonapi/field_storage_config/field_storage_config', (c) => listFields(cms, c, storageObject));
  return routes;
}

type Shown = (cms: Cms, c: CmsContext, field: ListedField) => JsonObject;

function listFields(cms: Cms, c: CmsContext, shown: Shown) {
  const query = parsePhpQuery(new URL(c.req.url).search.slice(1));
  const fields = isAboutUsers(query) ? [...USER_FIELDS, PICTURE] : [];
  const links = { self: { href: selfLink(requestUrl(c), query) } };
  if (c.get('visitor').can('administer user fields')) {
    return answer(c, 200, { data: fields.map((field) => shown(cms, c, field)), links });
  }
  const omissions = fields.map(({ uuid }) => ({ href: `${siteUrl(cms, c, c.req.path)}/${uuid}`, detail: FORBIDDEN }));
  return answer(c, 200, { data: [], ...(omissions.length > 0 ? { meta: omittedMeta(omissions) } : {}), links });
}

function isAboutUsers(query: PhpMap): boolean {
  const filter = mapAt(query, 'filter') ?? new Map();
  return ['entity_type', 'bundle'].every((name) => (textAt(filter, name) ?? 'user') === 'user');
}

type ListedField = Pick<UserField, 'name' | 'label' | 'uuid'> & {
  multiple?: boolean;
  maxLength?: number;
  description?: string;
  type?: string;
  settings?: Json;
};

/** The picture field of the Standard profile; no account here has one. */
const PICTURE: ListedField = {
  name: 'user_picture',
  label: 'Picture',
  uuid: '4f0d6a52-6d5e-4c0b-9d0e-0b8a2f6c1d05',
  description: 'Your virtual face or picture.',
  type: 'image',
  settings: {
    handler: 'default:file',
    handler_settings: [],
    file_directory: 'pictures',
    file_extensions: 'png gif jpg jpeg webp',
    max_filesize: '',
    max_resolution: '',
    min_resolution: '',
    alt_field: false,
    alt_field_required: false,
    title_field: false,
    title_field_required: false,
    default_image: { uuid: null, alt: '', title: '', width: null, height: null },
  },
};

function fieldObject(cms: Cms, c: CmsContext, field: ListedField): JsonObject {
  const { name, label, uuid, description = '', type = 'string', settings = [] } = field;
  return {
    type: 'field_config--field_config',
    id: uuid,
    links: { self: { href: `${siteUrl(cms, c, c.req.path)}/${uuid}` } },
    attributes: {
      langcode: 'en',
      status: true,
      dependencies: { config: [`field.storage.user.${name}`], module: ['user'] },
      drupal_internal__id: `user.user.${name}`,
      field_name: name,
      entity_type: 'user',
      bundle: 'user',
      label,
      description,
      required: false,
      translatable: true,
      default_value: [],
      default_value_callback: '',
      settings,
      field_type: type,
    },
  };
}

/** How the field's values are stored: how many, how long. */
function storageObject(cms: Cms, c: CmsContext, field: ListedField): JsonObject {
  const { name, uuid, type = 'string', multiple = false, maxLength } = field;
  return {
    type: 'field_storage_config--field_storage_config',
    id: uuid,
    links: { self: { href: `${siteUrl(cms, c, c.req.path)}/${uuid}` } },
    attributes: {
      langcode: 'en',
      status: true,
      dependencies: { module: ['user'] },
      drupal_internal__id: `user.${name}`,
      field_name: name,
      entity_type: 'user',
      field_storage_config_type: type,
      settings: maxLength === undefined ? [] : { max_length: maxLength, case_sensitive: false, is_ascii: false },
      module: 'core',
      locked: false,
      cardinality: multiple ? -1 : 1,
      translatable: true,
      indexes: [],
      persist_with_no_fields: false,
      custom_storage: false,
    },
  };
}
