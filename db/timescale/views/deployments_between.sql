-- What ran between two times.

drop function if exists cdviz.deployments_between(timestamptz, timestamptz);
create function cdviz.deployments_between(since timestamptz, until timestamptz)
returns table (environment text, service text, artifact_id text, version text, valid_from timestamptz, valid_to timestamptz, kind text, rollback text,
               ended_by text, previous_artifact_id text, previous_version text, ordinal int, returns_to int, source text, chain_id text, "position" bigint, package text, ahead boolean, end_inferred boolean,
               environment_source text, service_source text, place uuid)
language sql stable
as $$
    select d.environment, d.service, d.artifact_id, d.version, d.valid_from, d.valid_to, d.kind, d.rollback,
           d.ended_by, d.previous_artifact_id, d.previous_version, d.ordinal, d.returns_to, d.source, d.chain_id, d.position, d.package, d.ahead, d.end_inferred,
           d.environment_source, d.service_source, d.place
    from cdviz.deployment d
    where d.valid_from >= since and d.valid_from < until
    union all
    -- Those that ran already: the last one before in each history, unless it had ended.
    select d.environment, d.service, d.artifact_id, d.version, d.valid_from, d.valid_to, d.kind, d.rollback,
           d.ended_by, d.previous_artifact_id, d.previous_version, d.ordinal, d.returns_to, d.source, d.chain_id, d.position, d.package, d.ahead, d.end_inferred,
           d.environment_source, d.service_source, d.place
    from cdviz.deployment_place p
    cross join lateral (
        select b.* from cdviz.deployment b
        where b.place = p.place and b.valid_from < since
        order by b.valid_from desc, b.ordinal desc
        limit 1) d
    where (d.valid_to is null or d.valid_to > since) and since < until
$$;
comment on function cdviz.deployments_between(timestamptz, timestamptz) is
    'Every deployment that ran at some time from the first time up to the second, not included.';
