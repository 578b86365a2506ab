-- @tables
-- Of several kinds of evidence the first is shown.
create function graph_show(from_keys text[], to_keys text[], relations text[]) returns void
language plpgsql
as $$
begin
    update graph_edge e set shown = s.first
    from (
        select g.row, g.first
        from (select distinct u.from_key, u.to_key, u.relation from unnest(from_keys, to_keys, relations) u (from_key, to_key, relation)) t,
        lateral (
            select ctid as row, shown, row_number() over (order by first_at, first_id, kind) = 1 as first
            from graph_edge
            where from_key = t.from_key and to_key = t.to_key and relation = t.relation
        ) g
        where t.to_key not like 'unknown|%' and g.shown <> g.first
        offset 0
    ) s
    where e.ctid = s.row;
end
$$;
