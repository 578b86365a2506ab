import { dashboard, marks } from '../dashboard.mjs';
import { bars, column, outcomeColumn, series, stat, table } from '../panels.mjs';
import { choice, drill, thresholds, uid } from '../parts.mjs';

const seen = `coalesce(detected_at, reported_at, resolved_at)`;

export default dashboard({
  uid: uid.incidents,
  title: 'Incidents and tickets',
  description: 'What went wrong, how long it took to see and to mend it, and what is asked for.',
  variables: [
    choice('environment', 'Environment', `select distinct coalesce(environment, 'unknown') as environment from cdviz.incident order by 1`),
    choice('service', 'Service', `select distinct coalesce(service, 'unknown') as service from cdviz.incident order by 1`),
  ],
  annotations: marks(),
  rows: [
    {
      height: 4,
      panels: [
        [stat({
          title: 'Open incidents',
          description: 'Those that are not over now, whenever they began.',
          sql: `
            select count(*) filter (where state = 'open') as open
            from cdviz.incident
            where coalesce(environment, 'unknown') in ($environment) and coalesce(service, 'unknown') in ($service)
          `,
          thresholds: thresholds('green', [1, 'red']),
        }), 6],
        [stat({
          title: 'Incidents',
          description: 'Those that were detected or reported in this time.',
          sql: `
            select count(*) as incidents
            from cdviz.incident
            where ${seen} between $__timeFrom() and $__timeTo()
              and coalesce(environment, 'unknown') in ($environment) and coalesce(service, 'unknown') in ($service)
          `,
        }), 6],
        [stat({
          title: 'Time to resolve (median)',
          description: 'From detected, or else reported, to resolved.',
          sql: `
            select percentile_cont(0.5) within group (order by extract(epoch from time_to_resolve)::double precision) as seconds
            from cdviz.incident
            where ${seen} between $__timeFrom() and $__timeTo()
              and coalesce(environment, 'unknown') in ($environment) and coalesce(service, 'unknown') in ($service)
          `,
          unit: 's',
        }), 6],
        [stat({
          title: 'Open tickets',
          description: 'Those that are not closed now.',
          sql: `select count(*) filter (where state = 'open') as open from cdviz.ticket`,
        }), 6],
      ],
    },
    {
      height: 9,
      panels: [
        [series({
          title: 'Time to resolve',
          description: 'From detection, or else report, to the end: the median.',
          sql: `
            select resolved_at as time, coalesce(service, 'unknown') as metric, extract(epoch from time_to_resolve)::double precision as value
            from cdviz.incident
            where $__timeFilter(resolved_at) and time_to_resolve is not null
              and coalesce(environment, 'unknown') in ($environment) and coalesce(service, 'unknown') in ($service)
            order by 1
          `,
          unit: 's',
          points: true,
        }), 12],
        [bars({
          title: 'Incidents by service',
          description: 'Which services they name, most first.',
          x: 'service',
          sideways: true,
          sql: `
            select coalesce(service, 'unknown') as service, count(*) as incidents
            from cdviz.incident
            where ${seen} between $__timeFrom() and $__timeTo()
              and coalesce(environment, 'unknown') in ($environment) and coalesce(service, 'unknown') in ($service)
            group by 1
            order by 2 desc
            limit 20
          `,
        }), 12],
      ],
    },
    {
      height: 11,
      panels: [[table({
        title: 'Incidents in this time',
        description: 'Each occurrence, with its ticket.',
        sql: `
          select ${seen} as seen, state, environment, service, description, detected_at as detected, reported_at as reported, resolved_at as resolved,
                 extract(epoch from time_to_resolve)::double precision as "time to resolve", artifact_id as artifact, ticket_uri as ticket, position
          from cdviz.incident
          where ${seen} between $__timeFrom() and $__timeTo()
            and coalesce(environment, 'unknown') in ($environment) and coalesce(service, 'unknown') in ($service)
          order by 1 desc
          limit 500
        `,
        overrides: [
          outcomeColumn('state'),
          column('time to resolve', { unit: 's' }),
          column('service', { links: [drill('What runs', uid.running, { service: '${__value.text}' })] }),
        ],
      }), 24]],
    },
    {
      height: 9,
      panels: [
        [series({
          title: 'Tickets made and closed',
          description: 'By day.',
          sql: `
            select $__timeGroupAlias(at, '1d'), what as metric, count(*) as value
            from (
              select created_at as at, 'created' as what from cdviz.ticket where $__timeFilter(created_at)
              union all
              select closed_at, 'closed' from cdviz.ticket where $__timeFilter(closed_at)
            ) t
            group by 1, 2
            order by 1, 2
          `,
          bars: true,
        }), 12],
        [bars({
          title: 'Time to close by type (median, hours)',
          description: 'From the first report to the closing, in hours.',
          x: 'type',
          sql: `
            select coalesce(ticket_type, 'unknown') as type,
                   percentile_cont(0.5) within group (order by extract(epoch from time_to_close) / 3600)::double precision as hours
            from cdviz.ticket
            where $__timeFilter(closed_at) and time_to_close is not null
            group by 1
            order by 2 desc
          `,
        }), 12],
      ],
    },
    {
      height: 11,
      panels: [[table({
        title: 'Tickets',
        description: 'Each ticket, with the link to the tracker.',
        sql: `
          select created_at as created, state, ticket_type as type, priority, summary, creator, array_to_string(assignees, ', ') as assignees,
                 closed_at as closed, resolution, times_reopened as "reopened", uri, position
          from cdviz.ticket
          where $__timeFilter(last_seen_at)
          order by last_seen_at desc
          limit 500
        `,
        overrides: [outcomeColumn('state')],
      }), 24]],
    },
  ],
});
