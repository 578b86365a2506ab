-- Deployments that a question is about and a definition counts, each once.

drop function if exists cdviz.dora_counting(timestamptz, timestamptz, text[], text[], boolean, boolean, interval, bigint);
create or replace function cdviz.dora_counting(
    from_time timestamptz, to_time timestamptz, environments text[], services text[], count_rollbacks boolean, count_repeats boolean, repeat_window interval,
    known bigint default null, sources text[] default null)
returns table (id uuid, occurred_at timestamptz, rollback text, fixes boolean, previous_id uuid, repeats boolean)
language sql stable
as $$
    select d.id, d.occurred_at, d.rollback, d.fixes, d.previous_id, d.repeats
    from (
        -- Branches without conditions of their own, so that each can be searched by an index; the one that does not count falls away when it is planned.
        select d.id, d.occurred_at, d.environment, d.service, d.rollback, d.repeats, d.fixes, d.previous_id, d.told_after, d.environment_source, d.service_source,
               true as is_now from cdviz.dora_deployment d
        union all
        select d.id, d.occurred_at, d.environment, d.service, d.rollback, d.repeats, d.fixes, d.previous_id, d.told_after, d.environment_source, d.service_source,
               false from cdviz.dora_deployment_then(known) d
    ) d
    where d.is_now = (known is null) and d.occurred_at >= from_time and d.occurred_at < to_time and d.environment = any (environments) and (services is null or d.service = any (services))
        and (sources is null or cdviz.dora_is_of(d.environment_source, d.service_source, sources))
        and (count_rollbacks or d.rollback is null) and (not d.repeats or count_repeats and (d.told_after is null or d.told_after >= extract(epoch from repeat_window)))
$$;
comment on function cdviz.dora_counting is
'Deployments to the environments from from_time to before to_time, of the services named or of all, with or without those that went back to an earlier version and
those of what ran already; what is told again within a time counts once. known: as it was known at that position of the log; null for now. sources: as
cdviz.dora_is_of reads them.';
