-- The login that cdviz-collector's database sink uses. The migrations make cdviz_collector without a login and let it store events and nothing else;
-- where it shall log in, run this with psql as a superuser, the password in the environment variable CDVIZ_COLLECTOR_PASSWORD.
-- compose.yaml runs it when it makes the database.
\getenv password CDVIZ_COLLECTOR_PASSWORD

select 'create role cdviz_collector' where not exists (select from pg_roles where rolname = 'cdviz_collector') \gexec

alter role cdviz_collector login password :'password';
alter role cdviz_collector set search_path = cdviz;
