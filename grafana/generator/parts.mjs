// What dashboards are put together from: the datasource, queries, variables, links, thresholds.
import { FieldColorModeId, MappingType, ThresholdsMode, VariableHide, VariableRefresh, VariableSort } from '@grafana/schema';

/** @typedef {import('@grafana/schema').VariableModel} Variable */
/** @typedef {import('@grafana/schema').AnnotationQuery} Annotation */
/** @typedef {import('@grafana/schema').DataSourceRef} Datasource */

/** The datasource that provisioning makes: the read tables, as the role that may only read. @type {Datasource} */
export const datasource = { type: 'grafana-postgresql-datasource', uid: 'cdviz' };

/** Ids of the dashboards, for links from one to another. */
export const uid = {
  running: 'cdviz-running',
  dora: 'cdviz-dora',
  pipelines: 'cdviz-pipelines',
  tests: 'cdviz-tests',
  incidents: 'cdviz-incidents',
  artifact: 'cdviz-artifact',
  activity: 'cdviz-activity',
  projections: 'cdviz-projections',
  doors: 'cdviz-doors',
};

/** What a lane of a service in an environment is called; of two of one id also by their own sources. */
export const place = `concat_ws(' of ', environment, environment_source) || ' / ' || concat_ws(' of ', service, service_source)`;

/** The own sources of environment and service, where they have any. */
export const sources = `nullif(concat_ws(', ', environment_source, service_source), '') as "of"`;

/**
 * A query as text.
 * @param {string} sql
 * @param {'table' | 'time_series'} format
 */
export const query = (sql, format) => ({ refId: 'A', datasource, format, editorMode: 'code', rawQuery: true, rawSql: trim(sql) });

/**
 * A variable whose values a query gives; several may be chosen, or all.
 * @param {string} name
 * @param {string} label
 * @param {string} sql gives one column
 * @returns {Variable}
 */
export const choice = (name, label, sql) => ({
  name,
  label,
  type: 'query',
  datasource,
  query: trim(sql),
  refresh: VariableRefresh.onTimeRangeChanged,
  sort: VariableSort.disabled,
  multi: true,
  includeAll: true,
  hide: VariableHide.dontHide,
  current: { selected: true, text: ['All'], value: ['$__all'] },
});

/**
 * A variable with one value out of those that a query gives.
 * @param {string} name
 * @param {string} label
 * @param {string} sql gives one column, the value that is taken at first before the others
 * @returns {Variable}
 */
export const oneOf = (name, label, sql) => ({
  name,
  label,
  type: 'query',
  datasource,
  query: trim(sql),
  refresh: VariableRefresh.onTimeRangeChanged,
  sort: VariableSort.disabled,
  multi: false,
  includeAll: false,
  hide: VariableHide.dontHide,
});

/**
 * A variable with one of a few words.
 * @param {string} name
 * @param {string} label
 * @param {string[]} words the first is taken at first
 * @returns {Variable}
 */
export const word = (name, label, words) => ({
  name,
  label,
  type: 'custom',
  query: words.join(','),
  multi: false,
  includeAll: false,
  hide: VariableHide.dontHide,
  current: { selected: true, text: words[0], value: words[0] },
  options: words.map((text, i) => ({ selected: i === 0, text, value: text })),
});

/** The time zone in which the dashboard is looked at, by its name: days and weeks begin there. */
export const timezone = '${__timezone}';

/**
 * Where the server is that keeps the events, for links to it; set in the dashboard's settings. Not shown.
 * @returns {Variable}
 */
export const server = () => ({
  name: 'server',
  label: 'CDViz server',
  type: 'constant',
  query: 'http://127.0.0.1:8080',
  skipUrlSync: true,
  multi: false,
  includeAll: false,
  hide: VariableHide.hideVariable,
  current: { selected: true, text: 'http://127.0.0.1:8080', value: 'http://127.0.0.1:8080' },
  options: [{ selected: true, text: 'http://127.0.0.1:8080', value: 'http://127.0.0.1:8080' }],
});

/**
 * Marks on the time axis.
 * @param {string} name
 * @param {string} iconColor
 * @param {string} sql gives time, optionally timeend, text, tags
 * @returns {Annotation}
 */
export const annotation = (name, iconColor, sql) => ({
  name,
  datasource,
  enable: true,
  iconColor,
  // Grafana types the target by its own built-in annotations; a datasource's query has the shape of a panel's.
  target: /** @type {any} */ (query(sql, 'table')),
});

/**
 * A link from a table's cell to another dashboard, the time range kept.
 * @param {string} title
 * @param {string} to id of the dashboard
 * @param {Record<string, string>} variables what the variables there are set to, such as '${__data.fields.service}'
 */
export const drill = (title, to, variables = {}) => ({
  title,
  url: `/d/${to}?` + [...Object.entries(variables).map(([name, value]) => `var-${name}=${value}`), '${__url_time_range}'].join('&'),
});

/**
 * Colours from a number on; the first holds below them all.
 * @param {string} first
 * @param {[number, string][]} steps
 */
export const thresholds = (first, ...steps) => ({
  mode: ThresholdsMode.Absolute,
  steps: [{ color: first, value: null }, ...steps.map(([value, color]) => ({ color, value }))],
});

/** Colours of outcomes and states, the same everywhere. */
export const outcomes = [
  {
    type: /** @type {const} */ (MappingType.ValueToText),
    options: Object.fromEntries(
      Object.entries({
        success: 'green',
        failure: 'red',
        error: 'dark-red',
        cancel: 'orange',
        skipped: 'text',
        unfinished: 'blue',
        running: 'green',
        rebuilding: 'blue',
        stopped: 'red',
        orphaned: 'orange',
      }).map(([text, color], index) => [text, { color, index, text }]),
    ),
  },
];

/** @param {string} fixedColor */
export const fixed = (fixedColor) => ({ mode: FieldColorModeId.Fixed, fixedColor });

/** @param {string} sql */
function trim(sql) {
  const lines = sql.replace(/^\n+|\s+$/g, '').split('\n');
  const indent = Math.min(...lines.filter((line) => line.trim()).map((line) => line.length - line.trimStart().length));
  return lines.map((line) => line.slice(indent).trimEnd()).join('\n');
}
