import { dashboard } from '../dashboard.mjs';
import { outcomeColumn, stat, table } from '../panels.mjs';
import { thresholds, uid } from '../parts.mjs';

export default dashboard({
  uid: uid.projections,
  title: 'Projections',
  description: 'How far the read tables have come, and whether one is stopped.',
  from: 'now-24h',
  rows: [
    {
      height: 5,
      panels: [
        [stat({
          title: 'Stopped',
          description: 'Projections that failed at an event and wait for somebody: their rows are as old as that.',
          sql: `select count(*) filter (where state = 'stopped') as stopped from cdviz.projection_status`,
          thresholds: thresholds('green', [1, 'red']),
        }), 6],
        [stat({
          title: 'Longest lag',
          description: 'Age of the oldest event that a projection has yet to see.',
          sql: `select max(lag_seconds) as seconds from cdviz.projection_status`,
          unit: 's',
          thresholds: thresholds('green', [10, 'orange'], [60, 'red']),
        }), 6],
        [stat({
          title: 'Events',
          description: 'Length of the log.',
          sql: `select max(position + lag_events) as events from cdviz.projection_status`,
        }), 6],
        [stat({
          title: 'Rebuilding',
          description: 'Projections of which a new generation is being built beside the live one.',
          sql: `select count(*) filter (where state = 'rebuilding') as rebuilding from cdviz.projection_status`,
          thresholds: thresholds('text', [1, 'blue']),
        }), 6],
      ],
    },
    {
      height: 14,
      panels: [[table({
        title: 'Projections',
        description: 'How far each has come in the log, and its state.',
        sql: `
          select name, state, version, generation, lifecycle, position, lag_events as "lag (events)", lag_seconds as "lag (s)",
                 rebuild_progress as "rebuilt", updated_at as "moved at", stopped_position as "stopped at position", reason
          from cdviz.projection_status
          order by state = 'running', name
        `,
        mappings: [],
        overrides: [
          outcomeColumn('state'),
          { matcher: { id: 'byName', options: 'rebuilt' }, properties: [{ id: 'unit', value: 'percentunit' }, { id: 'noValue', value: '' }] },
        ],
      }), 24]],
    },
    {
      height: 8,
      panels: [[table({
        title: 'What people did about stopped ones',
        description: 'Retries and skips, by whom and why.',
        sql: `
          select acted_at as at, action, projection, version, position, actor as who, reason, failure
          from cdviz.projection_action
          order by acted_at desc
          limit 100
        `,
      }), 24]],
    },
  ],
});
