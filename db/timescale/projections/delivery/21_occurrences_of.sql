-- @tables
-- Which reports of an incident belong to which occurrence. A detection after the end is another occurrence, and nothing else is: tickets are written when all is over, and
-- the end is told again. What clocks have in the wrong order is put right first: an end that comes right before the detection it belongs to, and the
-- detection of the next occurrence in the second in which the one before ends.
create function occurrences_of(keys text[], known bigint) returns table (occurrence int, nth bigint, fact incident_fact)
language plpgsql stable
set search_path from current
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = on
as $$
#variable_conflict use_column
declare
    tolerance constant interval := coalesce(events.projection_setting('delivery', 'clock_tolerance')::interval, '0');
begin
    return query
    with told as (
        select f as fact, f.key, f.kind, f.occurred_at, row_number() over (partition by f.key order by f.occurred_at, f.rank, f.id) as nth
        from incident_fact f
        where f.key = any (keys) and f.position <= known and (f.known_to is null or f.known_to > known)
    ), beside as (
        select t.*,
               max(t.nth) filter (where t.kind = 'detected') over earlier as detected_nth, max(t.occurred_at) filter (where t.kind = 'detected') over earlier as detected_before,
               max(t.nth) filter (where t.kind = 'resolved') over earlier as resolved_nth, max(t.occurred_at) filter (where t.kind = 'resolved') over earlier as resolved_before,
               count(*) filter (where t.kind = 'reported') over earlier as reports,
               min(t.nth) filter (where t.kind = 'detected') over later as next_detected_nth, min(t.occurred_at) filter (where t.kind = 'detected') over later as next_detected,
               min(t.nth) filter (where t.kind = 'resolved') over later as next_resolved_nth, min(t.occurred_at) filter (where t.kind = 'resolved') over later as next_resolved
        from told t
        window earlier as (partition by t.key order by t.nth rows between unbounded preceding and 1 preceding),
               later as (partition by t.key order by t.nth rows between 1 following and unbounded following)
    ), placed as (
        select b.*,
               case
                   when b.kind = 'detected' and b.detected_nth > coalesce(b.resolved_nth, 0) and b.occurred_at - b.detected_before > tolerance
                       and date_trunc('second', b.next_resolved) = date_trunc('second', b.occurred_at) then b.next_resolved_nth + 0.5
                   when b.kind = 'resolved' and b.next_detected - b.occurred_at <= tolerance
                       and case when b.resolved_nth is null then b.detected_nth is null and b.reports = 0
                                else coalesce(b.detected_nth, 0) < b.resolved_nth and b.occurred_at - b.resolved_before > tolerance end then b.next_detected_nth + 0.5
                   else b.nth end as place
        from beside b
    ), begun as (
        select p.*,
               p.kind = 'detected' and coalesce(max(p.place) filter (where p.kind = 'resolved') over earlier > coalesce(max(p.place) filter (where p.kind = 'detected') over earlier, 0), false)
                   as begins
        from placed p
        window earlier as (partition by p.key order by p.place, p.nth rows between unbounded preceding and 1 preceding)
    )
    select (1 + count(*) filter (where b.begins) over (partition by b.key order by b.place, b.nth))::int, b.nth, b.fact
    from begun b;
end
$$;
