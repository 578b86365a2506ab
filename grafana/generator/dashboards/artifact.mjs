import { dashboard } from '../dashboard.mjs';
import { column, states, table } from '../panels.mjs';
import { choice, drill, oneOf, place, uid } from '../parts.mjs';

export default dashboard({
  uid: uid.artifact,
  title: 'An artifact\'s journey',
  description: 'From the change it was made of to the places where it runs: versions of a package, and what happened to one of them.',
  variables: [
    choice('package', 'Package', `select distinct package from cdviz.artifact where package is not null order by 1`),
    oneOf('artifact', 'Artifact', `
      select subject_id
      from cdviz.artifact
      where package in ($package)
      order by coalesce(published_at, packaged_at) desc nulls last, subject_id
      limit 500
    `),
  ],
  rows: [
    {
      height: 10,
      panels: [[table({
        title: 'Versions',
        description: 'Versions of the package, and what is known of each.',
        sql: `
          select subject_id as artifact, package, array_to_string(versions, ', ') as versions, digest, change, packaged_at as packaged, signed_at as signed,
                 published_at as published, deleted_at as deleted, last_user as by, sbom, chain_id as chain, position
          from cdviz.artifact
          where package in ($package) and $__timeFilter(last_seen_at)
          order by last_seen_at desc
          limit 300
        `,
        overrides: [column('artifact', { links: [drill('Its journey', uid.artifact, { artifact: '${__value.raw}' })] })],
      }), 24]],
    },
    {
      height: 9,
      panels: [[table({
        title: 'What happened to $artifact',
        description: 'From the change to production, in order.',
        sql: `
          select at, what, place, detail, position
          from (
            select unnest(array[packaged_at, signed_at, published_at, downloaded_at, deleted_at]) as at,
                   unnest(array['packaged', 'signed', 'published', 'downloaded', 'deleted']) as what,
                   package as place, change as detail, position
            from cdviz.artifact
            where subject_id = '$artifact'
            union all
            select valid_from, kind, ${place}, 'before: ' || previous_version, position
            from cdviz.deployment
            where artifact_key = cdviz.artifact_key('$artifact')
          ) journey
          where at is not null
          order by at
        `,
      }), 24]],
    },
    {
      height: 12,
      panels: [[states({
        title: 'Where versions of the package ran',
        description: 'Which version ran where, from when to when.',
        sql: `
          select greatest(valid_from, $__timeFrom()::timestamptz) as time, ${place} as lane, version
          from cdviz.deployments_between($__timeFrom(), $__timeTo())
          where package in ($package) and version is not null
          order by 1, 2
        `,
      }), 24]],
    },
    {
      height: 10,
      panels: [[table({
        title: 'From one place to the next',
        description: 'When each version reached each environment for the first time, and how long after it was published.',
        sql: `
          with reached as (
            select package, version, environment, min(valid_from) as "first there"
            from cdviz.deployment
            where $__timeFilter(valid_from) and package in ($package)
            group by 1, 2, 3
          ), published as (
            select a.package, v.version, min(a.published_at) as at
            from cdviz.artifact a
            cross join unnest(a.versions || a.digest) v (version)
            where a.package in ($package) and a.published_at is not null
            group by 1, 2
          )
          select package, version, environment, "first there", extract(epoch from "first there" - p.at)::double precision as "after publication"
          from reached
          left join published p using (package, version)
          order by 4 desc
          limit 300
        `,
        overrides: [column('after publication', { unit: 's' })],
      }), 24]],
    },
  ],
});
