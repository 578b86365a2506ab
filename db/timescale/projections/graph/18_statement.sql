-- @statement
select graph_apply($1, $2);
