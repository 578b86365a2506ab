-- What ran where at a time, as it was known at another.

drop function if exists cdviz.deployments_at(timestamptz, timestamptz);
create function cdviz.deployments_at(at timestamptz, known timestamptz default 'infinity')
returns table (environment text, service text, artifact_id text, version text, deployed_at timestamptz, kind text, source text, chain_id text, "position" bigint,
               artifact_key text, recorded_at timestamptz, environment_source text, service_source text, place uuid)
language sql stable
as $$
    select d.environment, d.service, d.artifact_id, d.version, d.valid_from, d.kind, d.source, d.chain_id, d.position, d.artifact_key, d.recorded_at,
           d.environment_source, d.service_source, d.place
    from cdviz.deployment d
    where known = 'infinity' and tstzrange(d.valid_from, d.valid_to) @> cdviz.asked_at(at)
    union all
    select p.environment, p.service, d.artifact_id, d.version, d.deployed_at, d.kind, d.source, d.chain_id, d.position, d.artifact_key, d.recorded_at,
           p.environment_source, p.service_source, p.place
    from cdviz.deployment_place p
    cross join lateral cdviz.deployment_at(p.place, cdviz.asked_at(at, known), known) d
    where known <> 'infinity'
$$;
comment on function cdviz.deployments_at(timestamptz, timestamptz) is
    'What ran where at a time, as it was known at another: from the events that were recorded up to then. Without the second, as it is known now. Infinity asks for what has happened by now, or by the time of knowledge.';
