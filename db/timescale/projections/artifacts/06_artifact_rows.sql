-- @tables
-- The rows of some artifacts, from all events of each. The plans are made once and kept, whatever the planner may think of tables that were empty then.
create function artifact_rows(after bigint, up_to bigint)
returns table (
    artifact uuid, subject_id text, package text, packages text[], digest text, version text, versions text[], packaged_at timestamptz, signed_at timestamptz,
    published_at timestamptz, downloaded_at timestamptz, deleted_at timestamptz, sbom text, change text, last_user text, source text, chain_id text,
    last_at timestamptz, "position" bigint)
language plpgsql
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
#variable_conflict use_column
declare
    touched uuid[] := artifacts_touched(after, up_to);
begin
    delete from artifact a
    where a.artifact = any(touched) and not exists (select from artifact_event e where e.artifact = a.artifact);

    return query
    select e.artifact,
           (array_agg(e.subject_id order by e.at desc, e.rank desc, e.event_id desc))[1],
           (array_agg(e.package order by e.at desc, e.rank desc, e.event_id desc) filter (where e.package is not null))[1],
           coalesce(array_agg(distinct e.package order by e.package) filter (where e.package is not null), '{}'),
           max(e.digest),
           (array_agg(e.version order by e.at desc, e.rank desc, e.event_id desc) filter (where e.version is not null))[1],
           array(
               select x.version from artifact_event x where x.artifact = e.artifact and x.version is not null
               union
               select t.version from artifact_tag t where t.artifact = e.artifact
               order by 1),
           max(e.at) filter (where e.predicate = 'packaged'),
           max(e.at) filter (where e.predicate = 'signed'),
           max(e.at) filter (where e.predicate = 'published'),
           max(e.at) filter (where e.predicate = 'downloaded'),
           case when max(e.at) filter (where e.predicate = 'deleted') >= coalesce(max(e.at) filter (where e.predicate in ('packaged', 'published')), '-infinity')
                then max(e.at) filter (where e.predicate = 'deleted') end,
           (array_agg(e.sbom order by e.at desc, e.rank desc, e.event_id desc) filter (where e.sbom is not null))[1],
           (array_agg(e.change order by e.at desc, e.rank desc, e.event_id desc) filter (where e.change is not null))[1],
           (array_agg(e.actor order by e.at desc, e.rank desc, e.event_id desc) filter (where e.actor is not null))[1],
           (array_agg(e.source order by e.at desc, e.rank desc, e.event_id desc))[1],
           (array_agg(e.chain_id order by e.at desc, e.rank desc, e.event_id desc) filter (where e.chain_id is not null))[1],
           max(e.at),
           (array_agg(e.position order by e.at desc, e.rank desc, e.event_id desc))[1]
    from artifact_event e
    where e.artifact = any(touched)
    group by e.artifact;
end
$$;
