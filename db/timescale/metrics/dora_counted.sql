-- Deployments that a question is about and a definition counts.

create or replace function cdviz.dora_counted(
    from_time timestamptz, to_time timestamptz, environments text[], services text[], count_rollbacks boolean, count_repeats boolean, known bigint default null)
returns table (id uuid, occurred_at timestamptz, rollback text, fixes boolean, previous_id uuid)
language sql stable
as $$
    select d.id, d.occurred_at, d.rollback, d.fixes, d.previous_id
    from cdviz.dora_counting(from_time, to_time, environments, services, count_rollbacks, count_repeats, interval '0', known) d
$$;
comment on function cdviz.dora_counted is
'Deployments to the environments from from_time to before to_time, of the services named or of all, with or without those that went back to an earlier version and
those of what ran already. known: as it was known at that position of the log; null for now.';
