-- @tables
-- A new table is empty when the plans of its statements are made, and they must serve when it has grown: so each look-up stands by itself ('offset 0'), its
-- index is the only way to it, and rows to change are named by their place. And plans are made once, for that takes longer than a page of a few events.
create function graph_apply(after bigint, up_to bigint) returns void
language plpgsql
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set plan_cache_mode = force_generic_plan
as $$
declare
    events record;
    links record;
    untyped record;
    unsourced record;
begin
    select * into events from graph_apply_events(after, up_to);
    select * into links from graph_apply_links(after, up_to);
    select * into untyped from graph_apply_untyped(
        events.from_keys || links.from_keys, events.to_keys || links.to_keys, events.relations || links.relations, events.node_keys);
    select * into unsourced from graph_apply_unsourced(untyped.from_keys, untyped.to_keys, untyped.relations, events.node_keys);
    perform graph_show(unsourced.from_keys, unsourced.to_keys, unsourced.relations);
    perform graph_apply_deployments(after, up_to, links.from_keys, links.to_keys, links.relations);
end
$$;
