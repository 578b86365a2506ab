import { dashboard } from '../dashboard.mjs';
import { bars, column, series, stat, table } from '../panels.mjs';
import { choice, drill, uid } from '../parts.mjs';

export default dashboard({
  uid: uid.activity,
  title: 'Activity',
  description: 'Which events came in, from whom, about what.',
  from: 'now-7d',
  variables: [
    choice('subject', 'Subject', `select distinct subject from cdviz.cdevents_lake where $__timeFilter(timestamp) order by 1`),
    choice('source', 'Source', `select distinct source from cdviz.cdevents_lake where $__timeFilter(timestamp) order by 1`),
  ],
  rows: [
    {
      height: 5,
      panels: [
        [stat({
          title: 'Events',
          description: 'CDEvents by the time they say, not by when they came in.',
          sql: `select count(*) as events from cdviz.cdevents_lake where $__timeFilter(timestamp) and subject in ($subject) and source in ($source)`,
        }), 6],
        [stat({
          title: 'Sources',
          description: 'How many sources told something in this time.',
          sql: `select count(distinct source) as sources from cdviz.cdevents_lake where $__timeFilter(timestamp) and subject in ($subject) and source in ($source)`,
        }), 6],
        [stat({
          title: 'Newest event',
          description: 'When the newest event happened.',
          sql: `select max(timestamp) as newest from cdviz.cdevents_lake where $__timeFilter(timestamp) and subject in ($subject) and source in ($source)`,
          unit: 'dateTimeFromNow',
          text: true,
        }), 6],
        [stat({
          title: 'Recorded late',
          description: 'Events recorded more than an hour after they occurred.',
          sql: `
            select count(*) filter (where imported_at - timestamp > interval '1 hour') as late
            from cdviz.cdevents_lake
            where $__timeFilter(timestamp) and subject in ($subject) and source in ($source)
          `,
        }), 6],
      ],
    },
    {
      height: 9,
      panels: [
        [series({
          title: 'Events',
          description: 'CDEvents by the time they say, not by when they came in.',
          sql: `
            select $__timeGroupAlias(timestamp, $__interval), subject as metric, count(*) as value
            from cdviz.cdevents_lake
            where $__timeFilter(timestamp) and subject in ($subject) and source in ($source)
            group by 1, 2
            order by 1, 2
          `,
          bars: true,
          stacked: true,
        }), 14],
        [bars({
          title: 'By type',
          description: 'Which events there were, most first.',
          x: 'type',
          sideways: true,
          sql: `
            select subject || '.' || predicate as type, count(*) as events
            from cdviz.cdevents_lake
            where $__timeFilter(timestamp) and subject in ($subject) and source in ($source)
            group by 1
            order by 2 desc
            limit 15
          `,
        }), 10],
      ],
    },
    {
      height: 12,
      panels: [[table({
        title: 'Latest events',
        description: 'The newest events, with the links to what is kept of them.',
        sql: `
          select timestamp, subject, predicate, subject_id as "subject id", source, imported_at as recorded, position, chain_id as chain
          from cdviz.cdevents_lake
          where $__timeFilter(timestamp) and subject in ($subject) and source in ($source)
          order by timestamp desc
          limit 200
        `,
        overrides: [column('subject', { links: [drill('Only these', uid.activity, { subject: '${__value.text}' })] })],
      }), 24]],
    },
  ],
});
