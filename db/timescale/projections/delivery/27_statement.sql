-- @statement
select take($1, $2);
