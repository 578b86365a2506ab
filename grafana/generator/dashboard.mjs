// A dashboard out of rows of panels.
import { DashboardCursorSync } from '@grafana/schema';
import { annotation, server } from './parts.mjs';

/** @typedef {import('@grafana/schema').Dashboard} Dashboard */
/** @typedef {import('@grafana/schema').Panel} Panel */
/** @typedef {{ height: number, panels: [Panel, number][] }} Row Panels beside each other, each with its share of 24 columns. */

const WIDTH = 24;

/**
 * @param {object} given
 * @param {string} given.uid
 * @param {string} given.title
 * @param {string} given.description
 * @param {import('@grafana/schema').VariableModel[]} [given.variables]
 * @param {import('@grafana/schema').AnnotationQuery[]} [given.annotations]
 * @param {string} [given.from] how far back it looks at first
 * @param {Row[]} given.rows
 * @returns {Dashboard}
 */
export function dashboard({ uid, title, description, variables = [], annotations = [], from = 'now-30d', rows }) {
  return {
    uid,
    title,
    description,
    tags: ['cdviz'],
    editable: true,
    graphTooltip: DashboardCursorSync.Crosshair,
    schemaVersion: 41,
    timezone: 'browser',
    weekStart: 'monday',
    time: { from, to: 'now' },
    refresh: '1m',
    links: [
      { title: 'Dashboards', type: 'dashboards', tags: ['cdviz'], asDropdown: true, icon: 'external link', includeVars: true, keepTime: true, targetBlank: false, tooltip: '' },
    ],
    templating: { list: [...variables, server()] },
    annotations: { list: annotations },
    panels: place(rows),
  };
}

/**
 * Gives panels their ids and places, row by row.
 * @param {Row[]} rows
 * @returns {Panel[]}
 */
function place(rows) {
  let id = 0;
  let y = 0;
  return rows.flatMap(({ height, panels }) => {
    let x = 0;
    const placed = panels.map(([panel, width]) => {
      const there = { id: ++id, ...panel, gridPos: { x, y, w: width, h: height } };
      x += width;
      return there;
    });
    if (x > WIDTH) {
      throw new Error(`A row is ${x} columns wide: ${panels.map(([panel]) => panel.title).join(', ')}`);
    }

    y += height;
    return placed;
  });
}

/** Deployments and incidents as marks on the time axis. */
export const marks = () => [
  annotation('Deployments', 'blue', `
    select valid_from as time, service || ' ' || coalesce(version, '') || ' in ' || environment as text, kind as tags
    from cdviz.deployment
    where $__timeFilter(valid_from) and environment in ($environment) and service in ($service)
    order by valid_from desc
    limit 200
  `),
  annotation('Incidents', 'red', `
    select coalesce(detected_at, reported_at, resolved_at) as time, resolved_at as timeend, coalesce(description, subject_id) as text, service as tags
    from cdviz.incident
    where coalesce(detected_at, reported_at, resolved_at) between $__timeFrom() and $__timeTo()
    order by 1 desc
    limit 200
  `),
];
